"""A sheet of paper, and the ten probabilities that a small trained network gives what is on it."""

import base64
import json
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from nnlib.data import load_digits
from nnlib.figures.base import Figure, drawing, element, number, translate

SIDE, CELL = 16, 12  # cells of the paper along an edge, and their size; a pixel is two by two cells
PAPER, BARS, LENGTH, ROW = 8, 228, 84, 19  # where paper and bars start, a full bar, a row of bars
# The digit on the paper at the start: places of the pen, which marks two by two cells.
STROKES = ((3, 1), (9, 0), (11, 2), (11, 4), (7, 7), (11, 9), (11, 12), (8, 14), (3, 13))
WEIGHTS = Path(__file__).parent.parent / "datasets" / "digit_network.json"


def digit(*, label=None, caption=None):
    """Show how a network reads a digit while the reader draws it.

    The network has 64 inputs, 24 hidden units and 10 outputs; a script has trained it with moved
    images and made bytes of its weights (`layers`).

    Parameters
    ----------
    label, caption : str, optional
        Name of the figure for a screen reader, and the line below it.

    Returns
    -------
    Figure
    """
    label = label or "A digit and its ten probabilities"
    cells = drawn(STROKES)
    p = probabilities(pixels(cells))[0]
    first, second = (int(k) for k in p.argsort()[::-1][:2])
    note = (
        f"A {first} is drawn on 16 by 16 cells, four of which make one of the 64 grey levels that "
        f"the network gets. It answers {first} with probability {number(p[first])}, then {second} "
        f"with {number(p[second])}. Of digits that other people wrote it reads "
        f"{number(accuracy())} right."
    )
    side = SIDE * CELL
    pixel_lines = "".join(f"M{at} 0v{side}M0 {at}h{side}" for at in range(2 * CELL, side, 2 * CELL))
    paper = element(
        "g",
        element("rect", class_="frame", width=side, height=side),
        element("path", class_="pixels", d=pixel_lines),
        element("path", class_="ink", d=outline(cells)),
        element("rect", class_="pen", width=2 * CELL, height=2 * CELL),
        class_="pad",
        transform=translate(PAPER, PAPER),
    )
    rows = [
        element(
            "g",
            element("text", str(k), x=-8, y=14, class_="end"),
            element("rect", class_="bar", y=2, width=f"{LENGTH * share:.1f}", height=15),
            element("text", f"{share:.2f}", x=f"{LENGTH * share + 4:.1f}", y=14),
            class_="share best" if k == first else "share",
            transform=translate(BARS, PAPER + ROW * k),
        )
        for k, share in enumerate(p)
    ]
    return Figure(
        "digit",
        [drawing(360, side + 2 * PAPER, paper, *rows, title=label, description=note)],
        {
            "layers": stored(),
            "cells": ["".join(str(int(cell)) for cell in row) for row in cells],
            "cell": CELL,
            "bar": LENGTH,
        },
        label=label,
        caption=caption,
        hint="Draw with mouse or finger, as large as the paper. Or reach it with Tab: arrow keys "
        "move the pen, the space bar sets it down and lifts it.",
        still_note=note,
    )


@cache
def stored():
    """Return the layers as the script wrote them: shape, factor and bytes."""
    return json.loads(WEIGHTS.read_text(encoding="utf-8"))["layers"]


def layers():
    """Return the matrices of the network, (65, 24) and (25, 10); the last row holds biases."""
    return [
        layer["factor"]
        * np.frombuffer(base64.b64decode(layer["bytes"]), np.int8).reshape(layer["shape"])
        for layer in stored()
    ]


def probabilities(X):
    """Return the ten probabilities of images with grey levels from 0 to 16, one a row."""
    first, second = layers()
    ones = np.ones((len(X), 1))
    hidden = np.maximum(np.hstack([X / 16, ones]) @ first, 0)
    z = np.hstack([hidden, ones]) @ second
    p = np.exp(z - z.max(axis=1, keepdims=True))
    return p / p.sum(axis=1, keepdims=True)


@cache
def accuracy():
    """Return the part of the last 30 % of the digits, by other writers, that is read right."""
    digits = load_digits()
    X, y = (part[round(0.7 * len(digits.y)) :] for part in (digits.X.astype(float), digits.y))
    return float(np.mean(probabilities(X).argmax(axis=1) == y))


def drawn(places):
    """Return the paper, (16, 16) of bool, after the pen has gone from place to place."""
    cells = np.zeros((SIDE, SIDE), dtype=bool)
    for start, end in pairwise(places):
        steps = max(abs(end[0] - start[0]), abs(end[1] - start[1]), 1)
        for way in np.linspace(0, 1, steps + 1):
            column, row = (
                int(np.floor(a + way * (b - a) + 0.5)) for a, b in zip(start, end, strict=True)
            )
            cells[row : row + 2, column : column + 2] = True
    return cells


def pixels(cells):
    """Return what the network gets of a paper, shape (1, 64): four cells are a pixel of 16."""
    return 4.0 * cells.reshape(8, 2, 8, 2).sum(axis=(1, 3)).reshape(1, 64)


def outline(cells):
    """Return the path of the inked cells."""
    places = np.argwhere(cells) * CELL
    return "".join(f"M{x} {y}h{CELL}v{CELL}h-{CELL}z" for y, x in places.tolist())
