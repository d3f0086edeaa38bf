"""A learning-rate schedule beside the loss that it gives on a small noisy problem."""

import math

import numpy as np

from nnlib.figures.base import Figure, drawing, number
from nnlib.figures.plane import Plane, legend, path

STEPS, WARMUP, EVERY, DROP = 200, 20, 50, 0.25
CURVATURES = (1.0, 0.1)
WALL = 0.1  # the slope of each weight is curvature * (w + WALL * w³), and noise
START = 3.0  # of both weights
NOISE = 0.5  # standard deviation
RUNS = 100
LR = 0.5
# in the order of schedule.js: the part of the base rate at step t
SHAPES = {
    "Constant": lambda t: 1.0,
    "Step": lambda t: DROP ** (t // EVERY),
    "Cosine": lambda t: (1 + math.cos(math.pi * t / STEPS)) / 2,
    "Warm-up, cosine": lambda t: (
        (t + 1) / WARMUP
        if t < WARMUP
        else (1 + math.cos(math.pi * (t - WARMUP) / (STEPS - WARMUP))) / 2
    ),
}
RATE = Plane((0, STEPS), (0, 1.05), height=80)
LOSS = Plane((0, STEPS), (-4, 2), height=150, top=184)


def schedule(*, label=None, caption=None):
    """Show a schedule of the learning rate and the loss of gradient descent with noise under it.

    Two weights, one in a steep and one in a shallow direction, between walls that get steeper
    further out. The reader chooses constant, step, cosine or cosine after a warm-up, the base rate
    and the noise.

    Parameters
    ----------
    label, caption : str, optional
        Name of the figure for a screen reader, and the line below it.

    Returns
    -------
    Figure
    """
    label = label or "A schedule and its loss"
    noise = draws()
    constant, cosine = (losses(SHAPES[name], noise) for name in ("Constant", "Cosine"))
    ends = [mean_end(constant), mean_end(cosine)]
    note = (
        f"{STEPS} noisy steps at base rate η = {number(LR)}, noise {number(NOISE)}. With a "
        f"constant rate the mean loss of {RUNS} runs ends at {number(ends[0])}, with a cosine at "
        f"{number(ends[1])}: small steps at the end let the noise average out."
    )
    parts = (
        RATE.axes(("", "learning rate, as part of the base rate"), ticks=(6, 3)),
        RATE.content(path("line zero rate", shape(SHAPES["Cosine"]))),
        LOSS.axes(("step", "loss"), powers=(False, True)),
        LOSS.content(
            path("line soft run", fall(cosine[:, 0], 4)),
            path("line one dash constant", fall(constant.mean(axis=1), 8)),
            path("line zero mean", fall(cosine.mean(axis=1), 8)),
        ),
        legend(
            386,
            ("line zero", "mean"),
            ("line soft", "one run"),
            ("line one dash", "constant rate, mean"),
        ),
    )
    return Figure(
        "schedule",
        [drawing(360, 396, *parts, title=label, description=note)],
        {"planes": [RATE.data, LOSS.data], "names": list(SHAPES), "lr": LR, "noise": NOISE},
        label=label,
        caption=caption,
        hint="Choose a schedule, then move the base rate and the noise.",
        still_note=note,
        shared=("plane",),
    )


def draws():
    """Return uniform noise of variance 1, the same as in schedule.js, shape (runs, steps, 2)."""
    state, values = 1, []
    for _ in range(RUNS * STEPS * 2):
        state = (state * 1664525 + 1013904223) % 2**32
        values.append(math.sqrt(12) * (state / 2**32 - 0.5))
    return np.array(values).reshape(RUNS, STEPS, 2)


def losses(shape, noise, lr=LR, std=NOISE):
    """Return the loss before each step and after the last, shape (steps + 1, runs)."""
    curvatures, w, seen = np.array(CURVATURES), np.full((RUNS, 2), START), []
    for t in range(STEPS + 1):
        seen.append((curvatures * (w**2 / 2 + WALL * w**4 / 4)).sum(axis=1))
        if t < STEPS:
            g = curvatures * (w + WALL * w**3) + std * noise[:, t]
            w = np.clip(w - lr * shape(t) * g, -1000, 1000)
    return np.array(seen)


def mean_end(losses):
    """Return the mean loss of the last 20 steps."""
    return float(losses[-20:].mean())


def shape(part):
    """Return the path of a schedule."""
    return RATE.line([(t, part(t)) for t in range(0, STEPS + 1, 8)])


def fall(losses, every):
    """Return the path of the loss as a power of ten."""
    return LOSS.line([(t, math.log10(losses[t])) for t in range(0, STEPS + 1, every)])
