"""Two thresholds set by hand against a line learned by trying, on the same points."""

import numpy as np

from nnlib.figures.base import Figure, drawing, number
from nnlib.figures.perceptron import checked
from nnlib.figures.plane import Plane, legend, path

MAX_ROWS, TRIES, SEED = 200, 300, 1


def rules(X, y, *, names=("a", "b"), labels=("0", "1"), label=None, caption=None):
    """Show a rule of two thresholds, which the reader moves, beside a neuron that learns.

    The rule says 1 where both measurements exceed their thresholds. The neuron says 1 where
    ``x @ w + b >= 0`` on standardised measurements. One try changes w and b by random numbers
    between -1 and 1, and keeps the change if there are no more mistakes than before.

    Parameters
    ----------
    X : array_like, shape (n, 2)
        At most 200 points, neither column constant.
    y : array_like, shape (n,)
        Labels 0 or 1.
    names : pair of str
        Names of the two measurements.
    labels : pair of str
        Names of the two classes.
    label, caption : str, optional
        Name of the figure for a screen reader, and the line below it.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        If shapes, labels or names are not as above.
    """
    X, y = checked(X, y, MAX_ROWS)
    X = np.array([[float(f"{v:.6g}") for v in row] for row in X])  # as short as data are measured
    if len(names) != 2 or len(labels) != 2:
        raise ValueError(f"expected two names and two labels, got {names!r} and {labels!r}")
    mean, std = X.mean(axis=0), X.std(axis=0)
    if not std.all():
        raise ValueError("a column of X is constant: choose another measurement")
    label = label or f"Thresholds and a learned line on {len(X)} points"
    best = best_thresholds(X, y)
    w, b = learn((X - mean) / std, y, TRIES)
    by_rule, by_neuron = (best < X).all(axis=1), (X - mean) / std @ w + b >= 0
    (s, t), wrong = (number(v) for v in best), [int(np.sum(p != y)) for p in (by_rule, by_neuron)]
    note = (
        f"The best two thresholds, {labels[1]} if {names[0]} > {s} and {names[1]} > {t}, make "
        f"{wrong[0]} mistakes on {len(X)} points; always saying {labels[0]} makes {int(y.sum())}. "
        f"A line learned in {TRIES} tries makes {wrong[1]}. Its price: the labelled points, the "
        "tries, and a rule that is harder to say aloud."
    )
    view = _view(X)
    data = {"planes": [view.data], "X": X.tolist(), "y": y.tolist(), "names": names}
    data |= {"labels": labels, "mean": mean.tolist(), "std": std.tolist(), "best": best}
    return Figure(
        "rules",
        [_still(view, X, y, best, (w, b), (by_rule, by_neuron), (names, labels), (label, note))],
        data | {"start": np.median(X, axis=0).tolist(), "seed": SEED},
        label=label,
        caption=caption,
        hint="Drag the two filled points, or reach them with Tab and use the arrow keys. "
        "Then let the neuron learn.",
        still_note=note,
        shared=("plane",),
    )


def best_thresholds(X, y):
    """Return the pair of thresholds with the fewest mistakes, between neighbouring values."""
    s, t = (_between(column) for column in X.T)
    above = X[:, 0] > s[:, None]  # (thresholds, n)
    mistakes = [(np.sum((above & (X[:, 1] > v)) != y, axis=1)) for v in t]
    j, i = np.unravel_index(np.argmin(mistakes), (len(t), len(s)))
    return [float(s[i]), float(t[j])]


def learn(Z, y, tries, seed=SEED):
    """Return the weights and bias after so many tries on standardised points, from zero.

    The random numbers are those of Park and Miller (1988), which rules.js draws too.
    """
    params, fewest = np.zeros(3), np.sum(y == 0)
    for _ in range(tries):
        change = []
        for _ in range(3):
            seed = seed * 16807 % 2147483647
            change.append(seed / 2147483647 * 2 - 1)
        new = params + change
        mistakes = np.sum((Z @ new[:2] + new[2] >= 0) != y)
        if mistakes <= fewest:
            params, fewest = new, mistakes
    return params[:2], params[2]


def _between(values):
    values = np.unique(values)
    return np.concatenate([[values[0] - 0.03 * np.ptp(values)], (values[1:] + values[:-1]) / 2])


def _view(X):
    low, high = X.min(axis=0), X.max(axis=0)
    pad = (high - low) * 0.06
    x, y = zip((low - pad).tolist(), (high + pad).tolist(), strict=True)
    return Plane(x, y, height=270)


def _still(view, X, y, thresholds, neuron, said, names, words):
    s, t = thresholds
    corner = view.line([(s, view.y[1]), (s, t), (view.x[1], t)])
    mean, std = X.mean(axis=0), X.std(axis=0)
    parts = (
        view.axes(names[0]),
        view.content(
            path("area", f"{corner}V0z"),
            path("line accent corner", corner),
            path("line dash learned", _boundary(view, *neuron, mean, std)),
            path("dots zero", view.dots(X[y == 0])),
            path("dots one", view.dots(X[y == 1])),
            path(
                "line accent rings",
                marks(view, X[said[0] != y], "m-8 0a8 8 0 1 0 16 0a8 8 0 1 0-16 0"),
            ),
            path("line crosses", marks(view, X[said[1] != y], "m-6-6l12 12m0-12l-12 12")),
        ),
        view.over(
            view.handle(s, (t + view.y[1]) / 2, class_="across"),
            view.handle((s + view.x[1]) / 2, t, class_="up"),
        ),
        legend(342, ("dots zero", names[1][0]), ("dots one", names[1][1])),
        legend(360, ("line accent", "rule, ring: wrong"), ("line dash", "neuron, cross: wrong")),
    )
    return drawing(360, 370, *parts, title=words[0], description=words[1])


def marks(view, points, shape):
    """Return the ``d`` of a shape at every point."""
    return view.dots(points).replace("h0", shape)


def _boundary(view, w, b, mean, std):
    """Return the ``d`` of the line where the score is zero."""
    if not w.any():
        return ""
    foot, along = -b * w / (w @ w), np.array([-w[1], w[0]]) / np.hypot(*w)
    return view.line([mean + std * (foot + side * along) for side in (-20, 20)])
