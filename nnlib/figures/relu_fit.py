"""The sine on [-π, π] as a sum of ReLUs whose hinges stand still."""

import math

from nnlib.figures.base import Figure, drawing, number
from nnlib.figures.plane import Plane, legend, path

MOST = 8  # hinges
VIEW = Plane((-4.5, 4.5), (-2, 2), height=200)


def relu_fit(*, label=None, caption=None):
    """Let the reader fit sin on [-π, π] by hand with ``Σ c_k relu(x - t_k)``.

    The 4 or 8 hinges t_k stand evenly from -π on. Dragging a corner sets the weight c_k of the
    hinge before it: all to the right of that hinge turns with it, nothing to the left moves.

    Parameters
    ----------
    label, caption : str, optional
        Name of the figure for a screen reader, and the line below it.

    Returns
    -------
    Figure
    """
    label = label or "sin fitted with ReLUs by hand"
    weights = interpolate(MOST)
    few, many = largest_error(interpolate(MOST // 2)), largest_error(weights)
    note = (
        f"{MOST} ReLUs that meet sin at their corners miss it by at most {number(many)} on "
        f"[−π, π], {MOST // 2} by {number(few)}: with twice as many, the error tends to a quarter. "
        "Outside the interval the sum runs on straight, whatever sin does."
    )
    ends = [(t, sum_of(weights, t)) for t in (-4.5, *knots(MOST), math.pi, 4.5)]
    interval = [VIEW.place(side * math.pi, 0)[0] for side in (-1, 1)]
    parts = (
        VIEW.axes(("x", "f(x) = Σ cₖ relu(x − tₖ)")),
        VIEW.content(
            path("area", f"M0 0H{interval[0]:.1f}V200H0zM300 0H{interval[1]:.1f}V200H300z"),
            path("line soft", VIEW.straight(0, 0, 0)),
            path("line dot parts", ""),
            path("line one dash", VIEW.curve(math.sin)),
            path("line zero sum", VIEW.line(ends)),
        ),
        VIEW.over(*(VIEW.handle(t, math.sin(t)) for t in (*knots(MOST)[1:], math.pi))),
        legend(
            272,
            ("line one dash", "sin"),
            ("line zero", "sum of ReLUs"),
            ("line dot", "one ReLU each"),
        ),
    )
    return Figure(
        "relu_fit",
        [drawing(360, 282, *parts, title=label, description=note)],
        {"planes": [VIEW.data], "most": MOST},
        label=label,
        caption=caption,
        hint="Drag the corners up and down, or use Tab and the arrow keys, from left to right.",
        still_note=note,
        shared=("plane",),
    )


def knots(count):
    """Return where the hinges stand."""
    return [-math.pi + 2 * math.pi * k / count for k in range(count)]


def sum_of(weights, x):
    """Return the weighted sum of ReLUs at `x`."""
    return sum(c * max(x - t, 0) for c, t in zip(weights, knots(len(weights)), strict=True))


def interpolate(count):
    """Return the weights with which the sum meets sin at all knots: differences of slopes."""
    width = 2 * math.pi / count
    slopes = [(math.sin(t + width) - math.sin(t)) / width for t in knots(count)]
    return [slope - before for slope, before in zip(slopes, [0, *slopes], strict=False)]


def largest_error(weights, points=1000):
    """Return the largest distance from sin on [-π, π]."""
    xs = (-math.pi + 2 * math.pi * k / points for k in range(points + 1))
    return max(abs(sum_of(weights, x) - math.sin(x)) for x in xs)
