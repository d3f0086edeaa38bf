"""The gradient that reaches each layer of a stack, with residual paths and without."""

import math

from nnlib.figures.base import Figure, drawing, element, number
from nnlib.figures.plane import Plane, legend, path

DEPTH, X, W = 12, 0.5, 0.4  # layers, input, weight of every layer at the start
STACK = Plane((-0.5, 12.5), (0, 4), width=306, height=64, left=44, top=8)
VIEW = Plane((-0.5, 12.5), (-12, 6), width=306, height=180, left=44, top=100)


def residual(*, label=None, caption=None):
    """Send a gradient back through twelve layers, each with a path around it or without.

    A layer of one unit computes ``w * tanh(h)``, and with its residual path ``h + w * tanh(h)``.
    The reader switches the paths off and on, cuts one of them, and changes w. The gradient at each
    layer is a product of the factors ``w * tanh'(h)``, or ``1 + w * tanh'(h)`` with a path.

    Parameters
    ----------
    label, caption : str, optional
        Name of the figure for a screen reader, and the line below it.

    Returns
    -------
    Figure
    """
    label = label or "The gradient on its way back through twelve layers"
    kept, lost = gradients(W, [1] * DEPTH), gradients(W, [0] * DEPTH)
    note = (
        f"With w = {number(W)} in all {DEPTH} layers, the gradient at the input is "
        f"{number(lost[0])} times that at the output without residual paths, and "
        f"{number(kept[0])} times with them."
    )
    boxes = "".join(f"{STACK.line(_box(k))}z" for k in range(DEPTH))
    parts = (
        element(
            "g",
            path("line soft", STACK.line([(0, 1), (DEPTH, 1)])),
            path("line shaded", boxes),
            path("line zero arcs", "".join(_arc(k) for k in range(DEPTH))),
            aria_hidden="true",
            transform=f"translate({STACK.left} {STACK.top})",
        ),
        VIEW.axes(("after layer", "size of the gradient"), ticks=(13, 6), powers=(False, True)),
        VIEW.content(
            path("line soft", VIEW.line([(-1, 0), (13, 0)])),
            path("line zero with", VIEW.line(_points(kept))),
            path("line one dash without", VIEW.line(_points(lost))),
            path("dots zero kept", VIEW.dots(_points(kept))),
            path("dots one lost", VIEW.dots(_points(lost))),
        ),
        legend(332, ("line zero", "with residual paths"), ("line one dash", "without")),
    )
    return Figure(
        "residual",
        [drawing(360, 342, *parts, title=label, description=note)],
        {"planes": [STACK.data, VIEW.data], "x": X, "w": W, "depth": DEPTH},
        label=label,
        caption=caption,
        hint="Switch the residual paths off, cut a single one, and change the weight.",
        still_note=note,
        shared=("plane",),
    )


def gradients(w, paths, x=X):
    """Return the gradients of the output at the input and after each layer.

    ``paths[k]`` is 1 if layer k has its residual path and 0 otherwise.
    """
    h, slopes = x, []
    for on in paths:
        slopes.append(on + w * (1 - math.tanh(h) ** 2))
        h = on * h + w * math.tanh(h)
    found = [1.0]
    for slope in reversed(slopes):
        found.insert(0, found[0] * slope)
    return found


def _points(values):
    """Return the sizes as powers of ten; nothing is drawn at the lower edge."""
    return [(k, math.log10(max(abs(v), 1e-99))) for k, v in enumerate(values)]


def _box(k):
    return [(k + 0.2, 0.2), (k + 0.2, 1.8), (k + 0.8, 1.8), (k + 0.8, 0.2)]


def _arc(k):
    return STACK.line([(k + 0.03, 1), (k + 0.03, 3), (k + 0.97, 3), (k + 0.97, 1)])
