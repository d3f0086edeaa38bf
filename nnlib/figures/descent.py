"""Paths of optimizers on a surface, and how fast each comes down."""

import math

import numpy as np

from nnlib import optim
from nnlib.figures.base import Figure, drawing, number
from nnlib.figures.plane import Plane, legend, path
from nnlib.tensor import Tensor

# Named as in descent.js, which has the same rules; RMSprop keeps 0.9, Adam's second beta is 0.999.
RULES = {
    "SGD": lambda w, lr, mu: optim.SGD(w, lr),
    "Momentum": lambda w, lr, mu: optim.SGD(w, lr, mu),
    "Nesterov": lambda w, lr, mu: optim.SGD(w, lr, mu, nesterov=mu > 0),
    "RMSprop": lambda w, lr, mu: optim.RMSprop(w, lr, alpha=0.9),
    "Adam": lambda w, lr, mu: optim.Adam(w, lr, betas=(mu, 0.999)),
}
LR, MOMENTUM, STEPS = 0.08, 0.7, 40
START = (-2.0, 1.2)
CURVATURE = np.array([1.0, 20.0])  # of the valley
LEVELS = (0.03, 0.1, 0.3, 1, 3, 10, 30)  # heights of the lines
VIEW = Plane((-2.4, 2.4), (-1.6, 1.6))  # one unit is as long on both axes
RACE = Plane((0, STEPS), (-6, 1), height=96, top=332)


def descent(optimizers=tuple(RULES), *, label=None, caption=None):
    """Show the path of an optimizer on a surface, beside one that was kept for comparison.

    The reader chooses a straight valley, a curved one or a saddle, the optimizer, its learning
    rate and momentum, and where it starts.

    Parameters
    ----------
    optimizers : sequence of str
        Two or more of ``"SGD"``, ``"Momentum"``, ``"Nesterov"``, ``"RMSprop"``, ``"Adam"``: the
        first is kept at the start, the second is shown.
    label, caption : str, optional
        Name of the figure for a screen reader, and the line below it.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        If `optimizers` are not as above.
    """
    names = list(optimizers)
    if len(names) < 2 or not set(names) <= set(RULES):
        raise ValueError(f"expected two or more of {list(RULES)}, got {names}")
    label = label or "Paths of optimizers on a surface"
    now, kept = (walk(name) for name in (names[1], names[0]))
    told = [settings(name) for name in (names[1], names[0])]
    note = (
        "A valley that is 20 times as steep across as along. "
        f"{told[0]}: {verdict(now)}. Kept, {told[1]}: {verdict(kept)}."
    )
    legends = [
        legend(y, (line, text))
        for y, line, text in ((274, "line zero", told[0]), (292, "line one dash", told[1]))
    ]
    for row, class_ in zip(legends, ("muted now-name", "muted kept-name"), strict=True):
        next(row.iter("text")).set("class", class_)
    parts = (
        VIEW.axes(("w₁", "w₂")),
        VIEW.content(
            path("line soft levels", "".join(ellipse(height) for height in LEVELS)),
            path("line one dash kept", VIEW.line(kept)),
            path("line zero path", VIEW.line(now)),
            path("zero dots steps", VIEW.dots(now)),
        ),
        VIEW.over(VIEW.handle(*START)),
        *legends,
        RACE.axes(("step", "height above the lowest point"), powers=(False, True), ticks=(6, 4)),
        RACE.content(
            path("line one dash kept-race", fall(kept)),
            path("line zero race", fall(now)),
        ),
    )
    return Figure(
        "descent",
        [drawing(360, 466, *parts, title=label, description=note)],
        {
            "planes": [VIEW.data, RACE.data],
            "names": names,
            "lr": LR,
            "mu": MOMENTUM,
            "most": STEPS,
            "heights": LEVELS,
        },
        label=label,
        caption=caption,
        hint="Drag the ring, where the walk starts, or reach it with Tab and use the arrow keys. "
        "Choose surface and optimizer, move the sliders, keep a path to compare with.",
        still_note=note,
        shared=("plane",),
    )


def settings(name):
    """Return an optimizer's name with its settings."""
    momentum = "" if name in ("SGD", "RMSprop") else f", μ = {number(MOMENTUM)}"
    return f"{name}, η = {number(LR)}{momentum}"


def walk(name):
    """Return the points that an optimizer of nnlib visits in the valley."""
    w = Tensor(np.array(START), requires_grad=True)
    optimizer, points = RULES[name]([w], LR, MOMENTUM), [START]
    for _ in range(STEPS):
        w.grad = CURVATURE * w.data
        optimizer.step()
        points.append(tuple(w.data))
    return points


def height_of(point):
    """Return the height of a point of the valley."""
    return float(CURVATURE @ np.square(point) / 2)


def verdict(points):
    """Say after how many steps a hundredth of the first height is left."""
    heights = [height_of(point) for point in points]
    for k, height in enumerate(heights):
        if height < heights[0] / 100:
            return f"99 % of the way down after {k} steps"
    return f"height {number(heights[-1])} after {len(points) - 1} steps"


def fall(points):
    """Return the path of the height, as a power of ten, against the step."""
    return RACE.line(
        [(k, math.log10(max(height_of(point), 1e-9))) for k, point in enumerate(points)]
    )


def ellipse(height):
    """Return the level line of the valley at a height."""
    across, up = np.sqrt(2 * height / CURVATURE) * VIEW.width / (VIEW.x[1] - VIEW.x[0])
    x, y = VIEW.place(0, 0)
    half = f"a{across:.1f} {up:.1f} 0 1 0"
    return f"M{x - across:.1f} {y:.1f}{half} {2 * across:.1f} 0{half} {-2 * across:.1f} 0z"
