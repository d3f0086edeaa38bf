"""A polynomial from too stiff to too wild, with its error on training and validation points."""

import math

import numpy as np

from nnlib.figures.base import Figure, drawing, number
from nnlib.figures.plane import Plane, legend, path

DEGREE, HIGHEST = 4, 11  # where the figure starts, and ends
COUNT, FEWEST, MOST, STEP = 16, 12, 40, 4  # training points
HELD_OUT = 30
NOISE = 0.3
VIEW = Plane((-1, 1), (-2, 2), height=180)
BY_DEGREE = Plane((0, HIGHEST), (-2, 1), width=136, height=120, top=284)
BY_COUNT = Plane((FEWEST, MOST), (-2, 1), width=136, height=120, left=208, top=284)


def fitting(*, label=None, caption=None):
    """Show a fit by a polynomial from underfitting to overfitting.

    The reader moves the degree and the number of training points; two curves below show both
    errors against each of them.

    Parameters
    ----------
    label, caption : str, optional
        Name of the figure for a screen reader, and the line below it.

    Returns
    -------
    Figure
    """
    label = label or "From underfitting to overfitting"
    train, held_out = samples()
    found = [errors(train[:COUNT], held_out, degree) for degree in range(HIGHEST + 1)]
    best = min(range(HIGHEST + 1), key=lambda degree: found[degree][1])
    told = ", ".join(
        f"degree {k} {number(found[k][0])} and {number(found[k][1])}" for k in (1, best, HIGHEST)
    )
    note = (
        f"{COUNT} noisy points of sin 4x and polynomials fitted to them. Root mean squared errors "
        f"on training and validation points: {told}. The first only falls with the degree; the "
        f"second is smallest at degree {best}. The noise alone makes {number(NOISE)}."
    )
    by_count = [errors(train[:n], held_out, DEGREE) for n in range(FEWEST, MOST + 1, STEP)]
    fitted = np.polynomial.Polynomial.fit(*train[:COUNT].T, DEGREE)
    parts = (
        VIEW.axes(("x", "y")),
        VIEW.content(
            path("line soft", VIEW.curve(lambda x: math.sin(4 * x))),
            path("line accent fit", VIEW.curve(fitted)),
            path("dots zero sample", VIEW.dots(train[:COUNT])),
        ),
        legend(256, ("line soft", "sin 4x"), ("line accent", "fit"), ("dots zero", "training")),
    )
    for plane, name, values, first, at in (
        (BY_DEGREE, "degree", found, 0, DEGREE),
        (BY_COUNT, "training points", by_count, FEWEST, COUNT),
    ):
        parts += (
            plane.axes((name, "error" if name == "degree" else ""), ticks=(5, 4), powers=(0, 1)),
            plane.content(
                path("line soft", plane.straight(0, math.log10(NOISE), 0)),
                path(
                    f"line accent dot now{first}", f"M{plane.place(at, 0)[0]:.1f} 0V{plane.height}"
                ),
                path(f"line zero train{first}", trace(plane, [e[0] for e in values])),
                path(f"line one dash valid{first}", trace(plane, [e[1] for e in values])),
            ),
        )
    errors_key = ("line zero", "training"), ("line one dash", "validation"), ("line soft", "noise")
    return Figure(
        "fitting",
        [drawing(360, 464, *parts, legend(452, *errors_key), title=label, description=note)],
        {
            "planes": [VIEW.data, BY_DEGREE.data, BY_COUNT.data],
            "train": train.tolist(),
            "valid": held_out.tolist(),
            "first": [DEGREE, COUNT],
        },
        label=label,
        caption=caption,
        hint="Move the degree, then the number of training points.",
        still_note=note,
        shared=("plane",),
    )


def samples():
    """Return training and validation points, rounded so that the script has the same."""
    rng = np.random.default_rng(3)
    parts = []
    for count in (MOST, HELD_OUT):
        x = rng.permutation(np.linspace(-1, 1, count).round(2))
        y = np.sin(4 * x) + rng.normal(0, NOISE, count)
        parts.append(np.column_stack([x, y.round(2)]))
    return parts


def errors(train, held_out, degree):
    """Return the root mean squared errors of the best polynomial on both parts."""
    fitted = np.polynomial.Polynomial.fit(*train.T, degree)
    return [math.sqrt(np.mean((fitted(x) - y) ** 2)) for x, y in (train.T, held_out.T)]


def trace(plane, values):
    """Return the path of an error, as a power of ten, from the left edge to the right one."""
    first, step = plane.x[0], (plane.x[1] - plane.x[0]) / (len(values) - 1)
    return plane.line([(first + k * step, math.log10(max(v, 1e-9))) for k, v in enumerate(values)])


def upright(plane, x):
    """Return the path of an upright line."""
    return f"M{plane.place(x, 0)[0]:.1f} 0V{plane.height}"
