"""Five activations, the slope of each, and where a gradient does not get through."""

import math

from nnlib.figures.base import Figure, drawing, element, number, translate
from nnlib.figures.plane import Plane, path

END, SMALL, ALPHA = 8, 0.01, 0.1
VALUES = Plane((-END, END), (-1.5, 5), height=122)  # one unit is as long on both axes
SLOPES = Plane((-END, END), (-0.3, 1.3), height=90, top=182)


def activation(*, label=None, caption=None):
    """Show sigmoid, tanh, ReLU, leaky ReLU (0.1) and exact GELU with their derivatives.

    The reader chooses one and moves a point along z: its value, its slope as a tangent and as a
    height, and the part where the slope is under 0.01, saturated or dead.

    Parameters
    ----------
    label, caption : str, optional
        Name of the figure for a screen reader, and the line below it.

    Returns
    -------
    Figure
    """
    label = label or "Activations and their slopes"
    left, right = low_slopes(sigmoid_slope)
    tails = (
        f"M0 0H{VALUES.place(left, 0)[0]:.1f}V200H0zM300 0H{VALUES.place(right, 0)[0]:.1f}V200H300z"
    )
    note = (
        f"The sigmoid is steepest at z = 0, with slope {number(sigmoid_slope(0))}: ten layers "
        f"multiply a gradient by at most {number(sigmoid_slope(0) ** 10)}. Shaded: below "
        f"z = {number(left)} and above {number(right)} its slope is under {SMALL}: saturated. "
        f"tanh has slope 1 at 0 and saturates earlier; ReLU has slope 0 or 1, leaky ReLU {ALPHA} "
        "or 1; GELU is smooth, with slopes up to 1.129."
    )
    parts = (
        VALUES.axes(("", "value a"), ticks=(6, 4)),
        VALUES.content(
            path("area tails", tails),
            path("line soft", VALUES.straight(0, 0, 0)),
            path("line accent dash tangent", VALUES.straight(0, 0.5, sigmoid_slope(0))),
            path("line zero value", VALUES.curve(sigmoid)),
        ),
        VALUES.over(VALUES.handle(0, 0.5)),
        SLOPES.axes(("z", "slope da/dz, shaded where it is under 0.01"), ticks=(8, 4)),
        SLOPES.content(
            path("area tails", tails),
            path("line soft", SLOPES.straight(0, 0, 0)),
            path("line one slope", SLOPES.curve(sigmoid_slope)),
        ),
        SLOPES.over(
            element(
                "circle",
                class_="one mark now",
                r="5",
                transform=translate(*SLOPES.place(0, sigmoid_slope(0))),
            )
        ),
    )
    return Figure(
        "activation",
        [drawing(360, 308, *parts, title=label, description=note)],
        {"planes": [VALUES.data, SLOPES.data], "end": END, "small": SMALL, "alpha": ALPHA},
        label=label,
        caption=caption,
        hint="Choose a function and drag the point along it, or use the arrow keys.",
        still_note=note,
        shared=("plane",),
    )


def sigmoid(z):
    """Return the sigmoid of a number."""
    return 1 / (1 + math.exp(-z))


def sigmoid_slope(z):
    """Return its derivative."""
    return sigmoid(z) * (1 - sigmoid(z))


def low_slopes(slope):
    """Return up to where from the left, and from where to the right, a slope is under 0.01."""
    ends = []
    for side in (-1, 1):
        k = 50 * END
        while abs(slope(side * k / 50)) < SMALL:
            k -= 1
        ends.append(side * (k + 1) / 50)
    return ends
