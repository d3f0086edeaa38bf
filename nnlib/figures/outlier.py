"""The level that MSE, MAE and Huber's loss choose when one of seven points moves away."""

import numpy as np

from nnlib.figures.base import Figure, drawing, number
from nnlib.figures.plane import Plane, legend, path

Y = [1.2, 2.1, 1.8, 2.8, 1.9, 2.2]
START, AWAY = 2.0, 12.0  # the last point
DELTA = 2.0
VIEW = Plane((0, 8), (0, 13), height=240)


def outlier(*, label=None, caption=None):
    """Show what one outlier does to the level that fits seven points best.

    MSE chooses the mean, MAE the median; with Huber's loss no point pulls harder than delta. The
    reader drags the last point and changes delta.

    Parameters
    ----------
    label, caption : str, optional
        Name of the figure for a screen reader, and the line below it.

    Returns
    -------
    Figure
    """
    label = label or "Losses and an outlier"
    before, after = levels([*Y, START]), levels([*Y, AWAY])
    moved = [number(b - a) for a, b in zip(before, after, strict=True)]
    mean, median, middle = (number(v) for v in after)
    note = (
        f"Six points from 1.2 to 2.8 and one moved from {number(START)} to {number(AWAY)}. "
        f"MSE now chooses the mean {mean} (moved by {moved[0]}), MAE the median {median} (moved by "
        f"{moved[1]}), Huber's loss with δ = {number(DELTA)} the level {middle} (moved by "
        f"{moved[2]}). "
        "Further away, the mean follows without bound; the other two stay."
    )
    kinds = ("mse zero", "mae one dash", "huber accent dot")
    parts = (
        VIEW.axes(("", "y and the level that each loss chooses")),
        VIEW.content(
            *(
                path(f"line {kind}", VIEW.straight(0, level, 0))
                for kind, level in zip(kinds, after, strict=True)
            ),
            path("dots", VIEW.dots([(k + 1, y) for k, y in enumerate(Y)])),
        ),
        VIEW.over(VIEW.handle(len(Y) + 1, AWAY)),
        legend(
            286,
            ("line zero", "MSE: mean"),
            ("line one dash", "MAE: median"),
            ("line accent dot", "Huber"),
        ),
    )
    return Figure(
        "outlier",
        [drawing(360, 296, *parts, title=label, description=note)],
        {"planes": [VIEW.data], "Y": Y, "start": START, "delta": DELTA},
        label=label,
        caption=caption,
        hint="Drag the ring up and down, or reach it with Tab and use the arrow keys.",
        still_note=note,
        shared=("plane",),
    )


def levels(y, delta=DELTA):
    """Return the constants with the least MSE, MAE and Huber loss."""
    low, high = min(y), max(y)
    for _ in range(60):  # where the pulls, clipped at delta, are in balance
        middle = (low + high) / 2
        up = np.clip(np.subtract(y, middle), -delta, delta).sum() > 0
        low, high = (middle, high) if up else (low, middle)
    return float(np.mean(y)), float(np.median(y)), middle
