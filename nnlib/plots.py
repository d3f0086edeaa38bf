"""The figures of the course: each function draws on Axes and returns them.

Every function takes ``ax=None`` and makes a figure of its own without one. Classes differ in
colour and in marker, lines in colour and in dash, so that nothing is said by colour alone.
matplotlib is imported when the first figure is drawn, never by ``import nnlib.plots``.
"""

import numpy as np

__all__ = [
    "COLOURS",
    "GREY",
    "MARKERS",
    "curves",
    "decision_boundary",
    "line",
    "log_log",
    "points",
    "runs",
]

# Okabe and Ito's colour-blind-safe hues, darkened where needed: each has a contrast of at
# least 3 to 1 with white and with a page of #121212.
COLOURS = ("#0072b2", "#d55e00", "#009271", "#b5609a")
GREY = "#767676"
MARKERS = ("o", "s", "^", "D")
DASHES = ("-", "--", "-.", ":")


def points(X, y, ax=None, *, names=None, size=40):
    """Scatter two-dimensional samples, one colour and marker for each class.

    Parameters
    ----------
    X : array_like, shape (n, 2)
    y : array_like of int, shape (n,)
        Labels 0, 1, ...
    ax : matplotlib.axes.Axes, optional
    names : sequence of str, optional
        Names of the classes; given, they make a legend.
    size : float
        Area of a marker, in points squared.

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax, X, y = _axes(ax), np.asarray(X), np.asarray(y)
    for label in np.unique(y):
        colour, marker = COLOURS[label % len(COLOURS)], MARKERS[label % len(MARKERS)]
        name = names[label] if names is not None else None
        members = X[y == label]
        style = {"color": colour, "marker": marker, "edgecolors": "white", "linewidths": 0.7}
        ax.scatter(*members.T, size, label=name, zorder=3, **style)
    ax.set(xlabel="$x_1$", ylabel="$x_2$")
    if names is not None:
        ax.legend()
    return ax


def line(w, b, ax=None, *, colour="black", dash="-", label=None):
    """Draw the line ``w[0] x1 + w[1] x2 + b = 0`` across the Axes, keeping their limits.

    Parameters
    ----------
    w : array_like, shape (2,)
        Not both zero: no weights, no line.
    b : float
    ax : matplotlib.axes.Axes, optional
    colour, dash, label : str

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax, w = _axes(ax), np.asarray(w, dtype=float)
    if w.shape != (2,) or not w.any():
        raise ValueError(f"line: w must be two weights that are not both zero, got {w}.")
    foot = -b * w / (w @ w)  # the point of the line nearest to the origin
    limits = ax.axis()
    direction = np.array([-w[1], w[0]])
    ax.axline(foot, foot + direction, color=colour, linestyle=dash, label=label)
    ax.axis(limits)
    if label is not None:
        ax.legend()
    return ax


def decision_boundary(predict, X, y, ax=None, *, names=None, resolution=200, margin=0.5):
    """Shade the region of each class that `predict` sees, with the samples on top.

    Parameters
    ----------
    predict : callable
        Takes points (m, 2), returns their labels (m,).
    X : array_like, shape (n, 2)
    y : array_like of int, shape (n,)
    ax : matplotlib.axes.Axes, optional
    names : sequence of str, optional
        Names of the classes; given, they make a legend.
    resolution : int
        Number of grid points along each axis.
    margin : float
        Space around the samples, in data units.

    Returns
    -------
    matplotlib.axes.Axes
    """
    from matplotlib.colors import ListedColormap

    ax, X, y = _axes(ax), np.asarray(X), np.asarray(y)
    low, high = X.min(axis=0) - margin, X.max(axis=0) + margin
    x1, x2 = np.meshgrid(*np.linspace(low, high, resolution).T)
    labels = np.asarray(predict(np.column_stack([x1.ravel(), x2.ravel()]))).reshape(x1.shape)
    count = int(max(labels.max(), y.max())) + 1
    colours = ListedColormap([COLOURS[i % len(COLOURS)] for i in range(count)])
    shade = {"cmap": colours, "vmin": -0.5, "vmax": count - 0.5, "alpha": 0.2}
    ax.pcolormesh(x1, x2, labels, rasterized=True, **shade)  # as vectors: a path for each cell
    return points(X, y, ax, names=names)


def curves(values, ax=None, *, baselines=None, xlabel="epoch", ylabel="loss", log=False):
    """Draw training curves, and baselines as horizontal lines to compare with.

    Parameters
    ----------
    values : dict of str to array_like, or array_like
        One curve for each name, over 1, 2, ...; or a single curve without a name.
    ax : matplotlib.axes.Axes, optional
    baselines : dict of str to float, optional
        Height of each baseline.
    xlabel, ylabel : str
    log : bool
        Whether the vertical axis is logarithmic.

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = _axes(ax)
    named = isinstance(values, dict)
    for i, (name, curve) in enumerate((values if named else {None: values}).items()):
        style = {"color": COLOURS[i % len(COLOURS)], "linestyle": DASHES[i % len(DASHES)]}
        ax.plot(np.arange(1, len(curve) + 1), curve, label=name, **style)
    for i, (name, height) in enumerate((baselines or {}).items()):
        ax.axhline(height, color=GREY, linestyle=DASHES[::-1][i % len(DASHES)], label=name)
    ax.set(xlabel=xlabel, ylabel=ylabel, yscale="log" if log else "linear")
    if named or baselines:
        ax.legend()
    return ax


def runs(groups, ax=None, *, xlabel="epoch", ylabel="loss"):
    """Draw many training curves a group, thin and in the group's colour: a spread, not a mean.

    Parameters
    ----------
    groups : dict of str to list of array_like
        The runs of each group, each over 1, 2, ...
    ax : matplotlib.axes.Axes, optional
    xlabel, ylabel : str

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = _axes(ax)
    for i, (name, group) in enumerate(groups.items()):
        style = {"color": COLOURS[i % len(COLOURS)], "linestyle": DASHES[i % len(DASHES)]}
        for k, run in enumerate(group):
            label = f"{name}, n = {len(group)}" if k == 0 else None
            ax.plot(np.arange(1, len(run) + 1), run, label=label, linewidth=0.9, **style)
    ax.set(xlabel=xlabel, ylabel=ylabel, ylim=(0, None))
    ax.legend()
    return ax


def log_log(x, curves, ax=None, *, xlabel, ylabel):
    """Draw curves on two logarithmic axes, where a power of `x` is a straight line.

    Parameters
    ----------
    x : array_like, shape (n,)
    curves : dict of str to array_like, shape (n,)
        Zeros are left out: they have no logarithm.
    ax : matplotlib.axes.Axes, optional
    xlabel, ylabel : str

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax, x = _axes(ax), np.asarray(x)
    for i, (name, values) in enumerate(curves.items()):
        values = np.asarray(values, dtype=float)
        style = {"color": COLOURS[i % len(COLOURS)], "linestyle": DASHES[i % len(DASHES)]}
        ax.plot(x[values > 0], values[values > 0], label=name, **style)
    ax.set(xscale="log", yscale="log", xlabel=xlabel, ylabel=ylabel)
    ax.legend()
    return ax


def _axes(ax):
    """Return `ax`, or the Axes of a new figure: white, without the box's upper and right side."""
    if ax is None:
        import matplotlib.pyplot as plt

        _, ax = plt.subplots(figsize=(5, 3.75), facecolor="white", layout="constrained")
    ax.spines[["top", "right"]].set_visible(False)
    return ax
