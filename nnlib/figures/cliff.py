"""Gradient descent at the foot of a cliff, with and without clipping."""

import math
from itertools import pairwise

from nnlib.figures.base import Figure, drawing, element, number
from nnlib.figures.plane import Plane, legend, path

STEPS, BIAS, FIRST, TARGET = 50, -0.1, 0.7, -0.85  # of the recurrent unit
START, LR, LIMIT, COUNT = 0.5, 0.4, 0.2, 60
LOSS = Plane((-0.5, 2.1), (0, 3.5), height=180)
PATH = Plane((0, COUNT), (-0.5, 2.1), height=120, top=298)


def cliff(start=START, *, lr=LR, max_norm=LIMIT, label=None, caption=None):
    """Show gradient descent on a loss with a cliff, with and without clipping.

    The loss is that of one recurrent unit after 50 steps, ``h_t = tanh(w h_{t-1} - 0.1)`` from
    ``h_0 = 0.7``, with ``L(w) = (h_50 + 0.85)²``. At w = 1.284 the state begins to stay up, and
    the loss jumps from almost 0 to almost 3, with slopes of several hundred. The lowest point
    lies at the foot of the wall, as on the surface of Pascanu, Mikolov and Bengio (2013).

    What to tell in the text: in the valley the slope is about 1 and the learning rate is fine.
    One step ends a little too far, on the wall, where the slope is 300 times as large, and the
    next throws w out of the picture, to where the slope is 0: nothing brings it back. Clipping
    leaves the direction and bounds the step by learning rate times threshold, so w comes down
    on the near side and goes on. A rate below about 0.2 is never thrown from this start; a
    threshold that is too small makes the walk in the valley slow.

    Parameters
    ----------
    start : float, optional
        Where w starts, from -0.4 to 2, rounded to a twentieth.
    lr : float, optional
        Learning rate at the start, from 0.03 to 1, rounded to two digits.
    max_norm : float, optional
        Largest size of the gradient at the start, from 0.03 to 10, rounded to two digits.
    label, caption : str, optional
        Name of the figure for a screen reader, and the line below it.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        If a number lies outside its range.
    """
    if not (-0.4 <= start <= 2 and 0.03 <= lr <= 1 and 0.03 <= max_norm <= 10):
        raise ValueError(
            "expected start from -0.4 to 2, lr from 0.03 to 1 and max_norm from 0.03 to 10, "
            f"got start={start}, lr={lr}, max_norm={max_norm}"
        )
    label = label or "Gradient descent at the foot of a cliff"
    start, lr, max_norm = round(20 * start) / 20, float(f"{lr:.1e}"), float(f"{max_norm:.1e}")
    free, clipped = walk(start, lr), walk(start, lr, max_norm)
    note = (
        f"The loss of a recurrent unit after {STEPS} steps has a wall at w = 1.284, and its lowest "
        f"point just before it. Learning rate {number(lr)}, without clipping: {told(free)}. With "
        f"gradients clipped to {number(max_norm)}: {told(clipped)}."
    )
    parts = (
        LOSS.axes(("recurrent weight w", "loss")),
        LOSS.content(path("line", LOSS.line(curve()))),
        LOSS.content(
            path("one dots free", LOSS.dots([(w, loss(w)[0]) for w in free])),
            path("zero dots clipped", LOSS.dots([(w, loss(w)[0]) for w in clipped])),
        ),
        LOSS.over(LOSS.handle(start, loss(start)[0])),
        legend(256, ("one dots", "without clipping"), ("zero dots", "with clipping")),
        PATH.axes(("step", "recurrent weight w"), ticks=(6, 3)),
        PATH.content(
            path("line soft", PATH.straight(0, 1.284, 0)),
            path("line one dash free-path", PATH.line(list(enumerate(free)))),
            path("line zero clipped-path", PATH.line(list(enumerate(clipped)))),
        ),
        element(
            "text", "wall", class_="muted end", x=342, y=PATH.top + PATH.place(0, 1.284)[1] - 5
        ),
    )
    return Figure(
        "cliff",
        [drawing(360, 454, *parts, title=label, description=note)],
        {
            "planes": [LOSS.data, PATH.data],
            "unit": [STEPS, BIAS, FIRST, TARGET],
            "first": [start, math.log10(lr), math.log10(max_norm), COUNT],
        },
        label=label,
        caption=caption,
        hint="Drag the ring, where the walk starts, or reach it with Tab and use the arrow keys. "
        "Change learning rate and threshold; the last slider goes through the steps.",
        still_note=note,
        shared=("plane",),
    )


def loss(w):
    """Return the loss of the unit and its derivative with respect to w, carried along in time."""
    h, slope = FIRST, 0.0
    for _ in range(STEPS):
        new = math.tanh(w * h + BIAS)
        h, slope = new, (1 - new * new) * (h + w * slope)
    return (h - TARGET) ** 2, 2 * (h - TARGET) * slope


def walk(w, lr, max_norm=math.inf):
    """Return the places of w in 60 steps of gradient descent, clipped as by `nnlib.optim`."""
    places = [w]
    for _ in range(COUNT):
        slope = loss(w)[1]
        if max_norm < math.inf:
            slope *= min(1, max_norm / (abs(slope) + 1e-6))
        w -= lr * slope
        places.append(w)
    return places


def told(places):
    """Say where a walk ends, and which step has thrown it."""
    for k, (w, after) in enumerate(pairwise(places)):
        if abs(after - w) > 1:
            return (
                f"at step {k + 1} the slope is {number(loss(w)[1])} and throws w from {number(w)} "
                f"to {number(after)}, and after {COUNT} steps the loss is {ended(places)}"
            )
    longest = max(abs(b - a) for a, b in pairwise(places))
    return (
        f"no step is longer than {number(longest)}, and after {COUNT} steps w is "
        f"{number(places[-1])} and the loss {ended(places)}"
    )


def ended(places):
    """Return the loss at the end of a walk."""
    return number(loss(places[-1])[0])


def curve():
    """Return points of the loss, dense at the wall."""
    xs = [0.05 * k for k in range(-10, 26)] + [1.27 + 0.002 * k for k in range(15)]
    xs += [1.3 + 0.02 * k for k in range(41)]
    return [(x, loss(x)[0]) for x in xs]
