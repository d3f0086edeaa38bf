"""Sinusoidal positional encodings, and their dot products at every distance."""

import numpy as np

from nnlib.figures.base import Figure, drawing, element, number
from nnlib.figures.plane import Plane, legend, path

COUNT, WIDEST = 32, 32  # positions, and the most features
FEATURES, PICKED, PAIR = 16, (4, 10), 1  # where the figure starts
LEVELS = 4  # shades of a sign in the map
MAP = Plane((-0.5, COUNT - 0.5), (WIDEST, 0), height=128, top=34)
WAVES = Plane(MAP.x, (-1, 1), height=70, top=216)
PRODUCTS = Plane((1 - COUNT, COUNT - 1), (-1, 1.15), height=110, top=348)
DOWN = WAVES.top + WAVES.height - MAP.top  # from the map's upper edge to the curves' lower one


def positions(d=FEATURES, *, label=None, caption=None):
    """Show the sinusoidal encodings of 32 positions, and the dot product of any two.

    ``PE[p, 2i] = sin(p / 10000^(2i/d))`` and ``PE[p, 2i+1] = cos(p / 10000^(2i/d))``, as a map
    with a column for each position, and as the two curves of one pair. The reader moves two
    positions, the pair, and d. Below stand the dot products of the first position with all others
    against the distance: points of one curve, ``Σ cos(distance / 10000^(2i/d))``, whichever the
    first position is.

    What to tell in the text: the dot product depends on the distance alone, since sin a sin b +
    cos a cos b = cos(a − b) in each pair; it is d/2 at distance 0 and the same forwards and
    backwards. With d = 2 it is one cosine, which comes back to 1 after 6.3 positions; many
    frequencies together make near positions alike and far ones not. An odd d would leave a sine
    without its cosine, and the property would be lost.

    Parameters
    ----------
    d : int, optional
        Features at the start: an even number from 2 to 32.
    label, caption : str, optional
        Name of the figure for a screen reader, and the line below it.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        If `d` is not as above.
    """
    if d not in range(2, WIDEST + 1, 2):
        raise ValueError(f"expected an even d from 2 to {WIDEST}, got {d!r}")
    label = label or "Positional encodings and their dot products"
    table = encodings(d)
    (p, q), pair = PICKED, min(PAIR, d // 2 - 1)
    note = (
        f"{COUNT} positions with d = {d} features. Positions {p} and {q} have the dot product "
        f"{number(table[p] @ table[q])}, and so have 0 and {q - p}, and any two at distance "
        f"{q - p}. At distance 0 it is d/2 = {d // 2}; at distance {COUNT - 1} it is "
        f"{number(table[0] @ table[-1])}."
    )
    width = f"{MAP.height / d:g}"
    parts = (
        MAP.axes(("", "")),
        element("text", "feature, from 0 down", class_="muted", x=8, y=12),
        MAP.content(
            *(
                element("path", class_=f"map {name} map{k}", d=cells, stroke_width=width)
                for k, (name, cells) in enumerate(shades(table))
            ),
            element("rect", class_="pair", width=MAP.width, **_pair(pair, d)),
        ),
        element(
            "g",
            legend(203, ("line zero", f"feature {2 * pair}"), ("line one dash", f"{2 * pair + 1}")),
            class_="names",
        ),
        WAVES.axes(("position", ""), ticks=(8, 3)),
        WAVES.content(
            path("line soft", WAVES.straight(0, 0, 0)),
            path("line one dash cosine", wave(table[:, 2 * pair + 1])),
            path("line zero sine", wave(table[:, 2 * pair])),
        ),
        MAP.over(
            path("line accent upright0", upright(p)),
            path("line accent dash upright1", upright(q)),
            MAP.handle(p, 0, *_mark("p")),
            MAP.handle(q, WIDEST, *_mark("q")),
        ),
        PRODUCTS.axes(("distance from p", "dot product / (d/2)"), ticks=(8, 5)),
        PRODUCTS.content(
            path("line soft", PRODUCTS.straight(0, 0, 0)),
            path("line products", products(d)),
            path("dots zero reached", PRODUCTS.dots(reached(table, p))),
        ),
        PRODUCTS.over(element("circle", class_="mark now", r="6", transform=_at(table, p, q))),
    )
    return Figure(
        "positions",
        [drawing(360, 496, *parts, title=label, description=note)],
        {
            "planes": [MAP.data, WAVES.data, PRODUCTS.data],
            "first": [d, p, q, pair],
            "sizes": [COUNT, WIDEST, LEVELS, DOWN],
        },
        label=label,
        caption=caption,
        hint="Drag the two points of the map, or reach them with Tab and use the arrow keys. Plain "
        "cells are positive, striped ones negative.",
        still_note=note,
        shared=("plane",),
    )


def encodings(d, count=COUNT):
    """Return the sinusoidal encodings of the first positions, (count, d)."""
    angles = np.arange(count)[:, None] / 10000 ** (np.arange(0, d, 2) / d)
    return np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(count, d)


def shades(table):
    """Return the colour and path of each shade of the map: positive ones, then negative ones."""
    found = []
    for k in range(2 * LEVELS):
        sign, level = (1, -1)[k // LEVELS], k % LEVELS
        here = np.ceil(np.clip(sign * table, 0, 1).round(9) * LEVELS) - 1 == level
        cells = "".join(_run(run, table.shape[1]) for run in _runs(here.T))
        found.append((("zero", "one")[k // LEVELS], cells))
    return found


def wave(values):
    """Return the path of one feature over the positions."""
    return WAVES.line(list(enumerate(values)))


def products(d):
    """Return the curve of the dot product, over d/2, against the distance."""
    w = 1 / 10000 ** (np.arange(0, d, 2) / d)
    return PRODUCTS.curve(lambda distance: np.cos(w * distance).mean(), 62)


def reached(table, p):
    """Return the dot products of position p with all, over d/2, at their distances."""
    return [(k - p, 2 * table[p] @ row / len(row)) for k, row in enumerate(table)]


def upright(p):
    """Return the path of the line at a position, through map and curves."""
    return f"M{MAP.place(p, 0)[0]:g} 0v{DOWN}"


def _runs(cells):
    """Yield row, start and length of the runs of true cells."""
    for i, row in enumerate(np.pad(cells.astype(int), ((0, 0), (1, 1)))):
        edges = np.flatnonzero(np.diff(row))
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            yield i, int(start), int(end - start)


def _run(run, d):
    row, start, length = run
    x, y = MAP.place(start - 0.5, (row + 0.5) * WIDEST / d)
    return f"M{x:.4g} {y:.4g}h{MAP.width * length / COUNT:.4g}"


def _pair(pair, d):
    high = MAP.height / d
    return {"y": f"{2 * pair * high:g}", "height": f"{2 * high:g}"}


def _mark(name):
    return (
        element("circle", class_="accent mark", r="9"),
        element("text", name, class_="middle", y=4),
    )


def _at(table, p, q):
    x, y = PRODUCTS.place(q - p, 2 * table[p] @ table[q] / table.shape[1])
    return f"translate({x:.1f} {y:.1f})"
