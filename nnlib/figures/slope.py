"""The derivative as the slope that a secant tends to, and what float arithmetic makes of it."""

import math

from nnlib.figures.base import Figure, drawing, element, number, translate
from nnlib.figures.plane import Plane, legend, path

X, H = 0.5, 1.0  # where the figure starts
CURVE = Plane((-2.4, 2.4), (-1.6, 1.6))  # one unit is as long on both axes
ERRORS = Plane((-17, 0), (-12, 1), height=96, top=296)


def slope(*, label=None, caption=None):
    """Show the slope of a curve as a secant whose second point comes closer.

    The curve is ``x³/3 − x``, its slope ``x² − 1``. The reader moves the point and makes the step
    h smaller, on one side or on both (central difference): the error shrinks with h, or h², until
    rounding takes over.

    Parameters
    ----------
    label, caption : str, optional
        Name of the figure for a screen reader, and the line below it.

    Returns
    -------
    Figure
    """
    label = label or "The slope of a curve"
    secant, tangent = difference(X, H), X * X - 1
    error = {h: abs(difference(X, h) - tangent) for h in steps()}
    best = min(error, key=error.get)
    note = (
        f"At x = {number(X)} the tangent's slope is {number(tangent)}. A secant with "
        f"h = {number(H)} has slope {number(secant)}. A smaller h brings it closer, down to an "
        f"error of {number(error[best])} at h = {number(best)}; then rounding errors grow: at "
        f"h = 1e−12 the error is {number(error[1e-12])}."
    )
    parts = (
        CURVE.axes(("x", "y = x³/3 − x")),
        CURVE.content(
            path("line soft zeroes", CURVE.straight(0, 0, 0)),
            path("line", CURVE.curve(f)),
            path("line one dash tangent", CURVE.straight(X, f(X), tangent)),
            path("line zero secant", CURVE.straight(X, f(X), secant)),
        ),
        CURVE.over(
            element(
                "circle",
                class_="zero mark other",
                r="4",
                transform=translate(*CURVE.place(X + H, f(X + H))),
            ),
            CURVE.handle(X, f(X)),
        ),
        legend(268, ("line", "curve"), ("line one dash", "tangent"), ("line zero", "secant")),
        ERRORS.axes(("step h", "error of the secant's slope"), powers=(True, True)),
        ERRORS.content(path("line zero errors", errors(X))),
        ERRORS.over(
            element(
                "circle",
                class_="mark now",
                r="5",
                transform=translate(*ERRORS.place(0, math.log10(abs(secant - tangent)))),
            )
        ),
    )
    return Figure(
        "slope",
        [drawing(360, 424, *parts, title=label, description=note)],
        {"planes": [CURVE.data, ERRORS.data], "x": X},
        label=label,
        caption=caption,
        hint="Drag the point along the curve, or reach it with Tab and use the arrow keys. Make h "
        "small, then very small.",
        still_note=note,
        shared=("plane",),
    )


def f(x):
    """Return the height of the curve."""
    return x * x * x / 3 - x


def difference(x, h):
    """Return the slope of the secant."""
    return (f(x + h) - f(x)) / h


def steps():
    """Return two steps for each power of ten, with two digits: the same numbers as in slope.js."""
    return [float(f"{10 ** (-k / 2):.1e}") for k in range(35)]


def errors(x):
    """Return the path of the error against h, both as powers of ten."""
    found = [(h, abs(difference(x, h) - (x * x - 1))) for h in steps()]
    return ERRORS.line([(math.log10(h), math.log10(max(e, 1e-17))) for h, e in found])
