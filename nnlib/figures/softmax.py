"""Softmax with temperature, and the loss that the probability of one class gives."""

import math

import numpy as np

from nnlib.figures.base import Figure, drawing, element, number, point, translate
from nnlib.figures.plane import Plane, path

FURTHEST, MAX_CLASSES = 10, 6
BAR, LEFT, ROW = 200, 100, 26  # full length of a bar, where it starts, distance of rows
HIGHEST = 5  # loss in the picture


def softmax(logits=(2.0, 1.0, 0.5), target=0, *, label=None, caption=None):
    """Show the probabilities of logits and the cross-entropy of one class.

    The reader moves logits and temperature, chooses the target, and adds a constant to all logits,
    which changes nothing.

    Parameters
    ----------
    logits : sequence of float
        Two to six numbers from -10 to 10.
    target : int
        The class whose probability makes the loss.
    label, caption : str, optional
        Name of the figure for a screen reader, and the line below it.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        If logits or target are not as above.
    """
    z = _checked(logits, target)
    label = label or f"Softmax of {len(z)} logits and its loss"
    p = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
    loss = float(np.log(np.exp(z - z.max()).sum()) - (z[target] - z.max()))
    note = (
        f"Logits {point(z)} at temperature τ = 1 have the probabilities {point(p)}. With target "
        f"class {target} the loss is −log {number(p[target])} = {number(loss)}; guessing evenly "
        f"costs log {len(z)} = {number(math.log(len(z)))}. Adding a constant to all logits changes "
        "nothing; a high temperature evens the probabilities out, a low one gives nearly all to "
        "the largest logit."
    )
    height = ROW * len(z)
    plane = Plane((0, 1), (0, HIGHEST), height=110, top=height + 46)
    rows = [
        element(
            "g",
            element("text", f"{'target' if k == target else 'class'} {k}", x=12, y=15),
            element("rect", class_="bar", x=LEFT, y=2, width=f"{BAR * share:.1f}", height=18),
            element("text", number(share), x=f"{LEFT + BAR * share + 5:.1f}", y=15),
            class_="probability one" if k == target else "probability zero",
            transform=translate(0, 8 + ROW * k),
        )
        for k, share in enumerate(p)
    ]
    curve = [(0.0063 * 1.09**k, -math.log(0.0063 * 1.09**k)) for k in range(59)]
    parts = (
        *rows,
        plane.axes(("probability p of the target", "loss −log p"), ticks=(6, 6)),
        plane.content(path("line", plane.line([*curve[::2], (1, 0)]))),
        plane.over(
            element(
                "circle",
                class_="one mark now",
                r="6",
                transform=translate(*plane.place(p[target], min(loss, HIGHEST))),
            )
        ),
    )
    return Figure(
        "softmax",
        [drawing(360, height + 192, *parts, title=label, description=note)],
        {
            "logits": z.tolist(),
            "target": target,
            "planes": [plane.data],
            "bar": [LEFT, BAR],
            "furthest": FURTHEST,
        },
        label=label,
        caption=caption,
        hint="Move logits and temperature; add the same number to all logits; choose the target.",
        still_note=note,
        shared=("plane",),
    )


def _checked(logits, target):
    z = np.asarray(logits, dtype=float)
    if z.ndim != 1 or not 2 <= len(z) <= MAX_CLASSES or not (np.abs(z) <= FURTHEST).all():
        raise ValueError(
            f"expected 2 to {MAX_CLASSES} logits from -{FURTHEST} to {FURTHEST}, got {logits!r}"
        )
    if isinstance(target, bool) or target not in range(len(z)):
        raise ValueError(f"expected a target from 0 to {len(z) - 1}, got {target!r}")
    return z
