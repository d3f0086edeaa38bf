"""The chain rule as two stretches, one after the other, on three number lines."""

import math

from nnlib.figures.base import Figure, drawing, element, number
from nnlib.figures.plane import Plane, legend, path

X, H = 0.6, 0.5  # where the figure starts
LINES = ("x", "u = x²", "y = sin u")
SPACE = 84  # between two lines, which stand at heights 0, -1 and -2
VIEW = Plane((-2.2, 4.4), (-2, 0), width=330, height=2 * SPACE, left=16, top=36)


def chain(*, label=None, caption=None):
    """Show a small step on x, and what x² and then sin make of it.

    The reader moves x and the size of the step. Each function stretches the step by its local
    slope, 2x and cos u; the product stands beside the measured slope of the whole.

    Parameters
    ----------
    label, caption : str, optional
        Name of the figure for a screen reader, and the line below it.

    Returns
    -------
    Figure
    """
    label = label or "The chain rule on three number lines"
    starts, ends = _values(X), _values(X + H)
    first, second = 2 * X, math.cos(X * X)
    measured = (ends[2] - starts[2]) / H
    note = (
        f"At x = {number(X)}, u = x² has the local slope 2x = {number(first)} and y = sin u the "
        f"local slope cos u = {number(second)}; their product is {number(first * second)}. A step "
        f"of {number(H)} on x becomes {number(ends[1] - starts[1])} on u and "
        f"{number(ends[2] - starts[2])} on y, a measured slope of {number(measured)}: the smaller "
        "the step, the closer to the product."
    )
    ticks = "".join(f"M{VIEW.place(v, 0)[0]:g}-3v6" for v in range(-2, 5))
    rows = [
        element(
            "g",
            *(
                element("text", number(v), class_="muted middle", x=VIEW.place(v, 0)[0], y=20)
                for v in range(-2, 5)
            ),
            path("line soft", f"M0 0H{VIEW.width}{ticks}"),
            element("text", name, class_="end", x=330, y=-10),
            transform=f"translate(0 {k * SPACE})",
            aria_hidden="true",
        )
        for k, name in enumerate(LINES)
    ]
    steps = [
        path(f"line step {colour} on{k}", VIEW.line([(starts[k], -k), (ends[k], -k)]))
        for k, colour in enumerate(("accent", "zero", "one"))
    ]
    slopes = [
        element("text", f"slope {number(v)}", class_=f"end local{k}", x=330, y=SPACE * (k + 0.5))
        for k, v in enumerate((first, second))
    ]
    parts = VIEW.over(
        *rows,
        path("line dash ends", VIEW.line([(v, -k) for k, v in enumerate(ends)])),
        path("line starts", VIEW.line([(v, -k) for k, v in enumerate(starts)])),
        *steps,
        *slopes,
        VIEW.handle(X, 0),
    )
    key = legend(2 * SPACE + 80, ("line", "from x"), ("line dash", "from x + step"))
    return Figure(
        "chain",
        [drawing(360, 2 * SPACE + 86, parts, key, title=label, description=note)],
        {"planes": [VIEW.data], "x": X, "h": H},
        label=label,
        caption=caption,
        hint="Drag the point on x, or reach it with Tab and use the arrow keys; make the step "
        "smaller.",
        still_note=note,
        shared=("plane",),
    )


def _values(x):
    return x, x * x, math.sin(x * x)
