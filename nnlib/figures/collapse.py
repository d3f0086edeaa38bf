"""Two linear layers are one, unless a ReLU stands between them: a grid and two classes."""

import numpy as np

from nnlib.figures.base import Figure, drawing, element, point
from nnlib.figures.plane import Plane, path

W1 = [[1.0, -0.6], [-0.6, 1.0]]
W2 = [[0.7, -0.5], [0.7, 0.5]]
CENTRES = [[1, 1], [-1, -1], [1, -1], [-1, 1]]  # class 0 twice, then class 1 twice
AROUND = [[0.25, 0.1], [-0.1, 0.25], [-0.25, -0.1], [0.1, -0.25]]
EDGE, GAP = 1.5, 0.75  # of the grid
VIEW = Plane((-2.4, 2.4), (-2.4, 2.4), width=200, height=200, left=8)
TITLES = ("input x", "hidden h", "output y")


def collapse(*, label=None, caption=None):
    """Send a grid and two classes of points through two linear layers, with and without ReLU.

    Without it the grid stays a grid of parallel lines, and the figure names the one matrix that
    does the same; with it the grid is folded. The reader changes both matrices and sees how many
    mistakes the best threshold on the first output makes. Rows are samples: ``y = relu(x W1) W2``.

    Parameters
    ----------
    label, caption : str, optional
        Name of the figure for a screen reader, and the line below it.

    Returns
    -------
    Figure
    """
    label = label or "Two linear layers, with and without a ReLU"
    X = np.array([np.add(c, a) for c in CENTRES for a in AROUND])
    y = np.repeat([0, 0, 1, 1], len(AROUND))
    with_relu, threshold = fewest_mistakes(layers(X)[2][:, 0], y)
    without, _ = fewest_mistakes((X @ W1 @ W2)[:, 0], y)
    one = np.array(W1) @ W2
    note = (
        f"Shown with the ReLU: the grid is folded, and a threshold on the first output makes "
        f"{with_relu} of {len(X)} mistakes. Without the ReLU both layers are the one matrix "
        f"({point(one[0])}, {point(one[1])}): all grid lines stay straight and parallel, and the "
        f"best threshold makes {without} of {len(X)} mistakes."
    )
    stills = [_panel(k, X, y, threshold, f"{label}: {TITLES[k]}", note) for k in range(3)]
    return Figure(
        "collapse",
        stills,
        {"planes": [VIEW.data], "W1": W1, "W2": W2, "X": X.tolist(), "y": y.tolist()}
        | {"grid": [EDGE, GAP]},
        label=label,
        caption=caption,
        hint="Switch the ReLU on, then change the matrices: row i, column j of W₁ and W₂.",
        still_note=note,
        shared=("plane",),
    )


def layers(x):
    """Return what stands in the three pictures."""
    hidden = np.maximum(x @ np.array(W1), 0)
    return x, hidden, hidden @ W2


def fewest_mistakes(values, y):
    """Return how many mistakes the best threshold makes, whichever side is 1, and where it is."""
    ordered = np.sort(values)
    candidates = (ordered[1:] + ordered[:-1]) / 2
    wrong = [np.sum((values > c) != y) for c in candidates]
    wrong = [int(min(w, len(y) - w)) for w in wrong]
    best = int(np.argmin(wrong))
    return wrong[best], float(candidates[best])


def _panel(k, X, y, threshold, title, note):
    lines = [VIEW.line(layers(_bent(p, q))[k]) for p, q in _grid()]
    places = layers(X)[k]
    parts = (
        element("text", TITLES[k], class_="middle", x=108, y=15),
        element("rect", class_="frame", x=8, y=24, width=200, height=200),
        VIEW.content(
            path("line soft", "M0 100H200M100 0V200"),
            path("line grid", "".join(lines)),
            path("line accent dash threshold", VIEW.line([(threshold, -3), (threshold, 3)]))
            if k == 2
            else "",
            path("dots zero", VIEW.dots(places[y == 0])),
            path("dots one", VIEW.dots(places[y == 1])),
        ),
    )
    return drawing(216, 232, *parts, title=title, description=note)


def _grid():
    """Return the ends of the grid's lines."""
    at = np.arange(-EDGE, EDGE + GAP, GAP)
    return [
        np.array(ends) for v in at for ends in ([[v, -EDGE], [v, EDGE]], [[-EDGE, v], [EDGE, v]])
    ]


def _bent(p, q):
    """Return the ends of a line and where a hidden sum on it is zero: there the ReLU bends it."""
    start, way = p @ np.array(W1), (q - p) @ np.array(W1)
    bends = [-s / w for s, w in zip(start, way, strict=True) if w and 0 < -s / w < 1]
    return np.array([p + t * (q - p) for t in sorted([0, *bends, 1])])
