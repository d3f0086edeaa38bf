"""The figures of the course: each function draws on Axes and returns them.

Every function takes ``ax=None`` and makes a figure of its own without one. Classes differ in
colour and in marker, lines in colour and in dash, so that nothing is said by colour alone.
matplotlib is imported when the first figure is drawn, never by ``import nnlib.plots``.
"""

from itertools import pairwise

import numpy as np

from nnlib.tensor import no_grad

__all__ = [
    "COLOURS",
    "GREY",
    "MARKERS",
    "activations",
    "attention",
    "confusion_matrix",
    "curves",
    "decision_boundary",
    "gradients",
    "images",
    "layers",
    "line",
    "log_log",
    "network",
    "paths",
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


def images(X, ax=None, *, labels=None, predictions=None, names=None, columns=8):
    """Show grey images in rows with their labels, or with what they were taken for.

    Parameters
    ----------
    X : array_like, shape (n, h, w)
        Dark is large, as ink on paper; all share one scale.
    ax : matplotlib.axes.Axes, optional
    labels : array_like of int, shape (n,), optional
        Written above each image.
    predictions : array_like of int, shape (n,), optional
        Where one differs, "label → prediction" is written, in colour and bold.
    names : sequence of str, optional
        Names of the classes; by default their numbers.
    columns : int

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax, X = _axes(ax), np.asarray(X)
    if X.ndim != 3 or not len(X):
        raise ValueError(f"images: X has shape {X.shape}; expected (n, h, w), one image or more.")
    scale = {"cmap": "gray_r", "vmin": X.min(), "vmax": X.max(), "interpolation": "nearest"}
    for i, image in enumerate(X):
        row, column = divmod(i, columns)
        left, top = 1.2 * column, 1.45 * row  # an image is 1 wide and high
        ax.imshow(image, extent=(left, left + 1, top + 1, top), zorder=2, **scale)
        if labels is not None:
            text, style = _caption(
                labels[i], None if predictions is None else predictions[i], names
            )
            ax.text(left + 0.5, top - 0.06, text, ha="center", fontsize="small", **style)
    rows = -(-len(X) // columns)
    ax.set(xlim=(-0.1, 1.2 * min(columns, len(X)) - 0.1), ylim=(1.45 * rows - 0.35, -0.4))
    ax.set_aspect("equal")
    ax.axis("off")
    return ax


def _caption(label, prediction, names):
    """Return the text above an image and its style."""
    name = str if names is None else lambda i: str(names[i])
    if prediction is None or prediction == label:
        return name(label), {"color": "black"}
    return f"{name(label)} → {name(prediction)}", {"color": COLOURS[1], "weight": "bold"}


def confusion_matrix(y, predictions, ax=None, *, names=None):
    """Count how often each class was taken for each other: a row per label, a column per guess.

    The shade of a cell is its part of the row, so that rare classes are read as easily.

    Parameters
    ----------
    y, predictions : array_like of int, shape (n,)
    ax : matplotlib.axes.Axes, optional
    names : sequence of str, optional
        Names of the classes; by default their numbers.

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax, y, predictions = _axes(ax), np.asarray(y), np.asarray(predictions)
    if y.shape != predictions.shape:
        raise ValueError(
            f"confusion_matrix: y has shape {y.shape} and predictions have {predictions.shape}; "
            "give one prediction per label."
        )
    k = max(y.max(), predictions.max()) + 1 if names is None else len(names)
    counts = np.zeros((k, k), dtype=int)
    np.add.at(counts, (y, predictions), 1)
    parts = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    ax.imshow(parts, cmap="Blues", vmin=0, vmax=1)
    for (i, j), count in np.ndenumerate(counts):
        if count:
            colour = "white" if parts[i, j] > 0.5 else "black"
            ax.text(j, i, count, ha="center", va="center", color=colour, fontsize="small")
    names = range(k) if names is None else names
    ax.set_xticks(range(k), names)
    ax.set_yticks(range(k), names)
    ax.set(xlabel="prediction", ylabel="label")
    return ax


def attention(weights, ax=None, *, queries=None, keys=None):
    """Show attention weights: in each row, what one query attends to; dark is much.

    Parameters
    ----------
    weights : array_like, shape (t, s)
        Rows that sum to 1.
    ax : matplotlib.axes.Axes, optional
    queries, keys : sequence of str, optional
        The tokens of the rows and of the columns.

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax, weights = _axes(ax), np.asarray(weights)
    if weights.ndim != 2:
        raise ValueError(
            f"attention: weights have shape {weights.shape}; expected (t, s): one head of one "
            "sample, such as weights[0, 0]."
        )
    picture = ax.imshow(weights, cmap="Blues", vmin=0, vmax=1)
    if queries is not None:
        ax.set_yticks(range(len(queries)), queries)
    if keys is not None:
        ax.set_xticks(range(len(keys)), keys, rotation=45, ha="right", rotation_mode="anchor")
    ax.set(xlabel="key", ylabel="query")
    ax.figure.colorbar(picture, ax=ax, label="weight", shrink=0.8)
    return ax


def layers(values, ax=None, *, xlabel="value", log=False):
    """Draw how numbers are spread in each layer, the first on top.

    A thin line spans the middle 90 %, a thick one the middle half, a dot marks the median.

    Parameters
    ----------
    values : dict of str to array_like
        The numbers of each layer, of any shape.
    ax : matplotlib.axes.Axes, optional
    xlabel : str
    log : bool
        Whether to draw magnitudes on a logarithmic axis; zeros are left out.

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = _axes(ax)
    for i, numbers in enumerate(values.values()):
        numbers = np.abs(numbers)[np.not_equal(numbers, 0)] if log else np.ravel(numbers)
        if numbers.size:
            low, left, middle, right, high = np.quantile(numbers, (0.05, 0.25, 0.5, 0.75, 0.95))
            ax.plot([low, high], [i, i], color=COLOURS[0], linewidth=1.5)
            ax.plot([left, right], [i, i], color=COLOURS[0], linewidth=5)
            ax.plot(middle, i, "o", color="white", markeredgecolor=COLOURS[0], zorder=3)
    ax.set_yticks(range(len(values)), values.keys())
    ax.set(xlabel=xlabel, xscale="log" if log else "linear", ylim=(len(values) - 0.5, -0.5))
    return ax


def activations(model, x, ax=None):
    """Draw how the outputs of each part of a `Sequential` are spread for a batch.

    Parameters
    ----------
    model : Sequential
        Run in the mode it is in, without recording a graph.
    x : array_like
        A batch.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    outputs = {}
    with no_grad():
        for name, module in model.named_children():
            x = module(x)
            outputs[f"{name} {type(module).__name__}"] = x.data
    return layers(outputs, ax, xlabel="activation")


def gradients(model, ax=None):
    """Draw how the gradients of each weight are spread in magnitude, after ``backward``.

    Parameters
    ----------
    model : Module
        Biases and other vectors are left out.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If no weight has a gradient.
    """
    grads = {
        name: tensor.grad
        for name, tensor in model.named_parameters()
        if tensor.grad is not None and tensor.grad.ndim > 1
    }
    if not grads:
        raise ValueError("gradients: no weight has a gradient; call loss.backward() first.")
    return layers(grads, ax, xlabel="magnitude of the gradient", log=True)


def network(sizes, ax=None, *, names=None, most=8):
    """Draw a fully connected network: a column of units for each layer.

    Parameters
    ----------
    sizes : sequence of int
        Number of units in each layer, inputs first.
    ax : matplotlib.axes.Axes, optional
    names : sequence of str, optional
        Written below the layers, above their numbers of units.
    most : int
        A larger layer shows this many units with a gap in the middle.

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = _axes(ax)
    columns = [_heights(size, most) for size in sizes]
    tallest = 1 + max(np.ptp(heights) for heights in columns)
    for x, (left, right) in enumerate(pairwise(columns)):
        for a in left:
            ax.plot([x, x + 1], [np.full(len(right), a), right], color=GREY, lw=0.5, zorder=1)
    for x, (size, heights) in enumerate(zip(sizes, columns, strict=True)):
        ax.scatter(np.full(len(heights), x), heights, 160, COLOURS[0], edgecolors="white", zorder=2)
        if size > len(heights):
            ax.text(x, 0, "⋮", ha="center", va="center", fontsize="x-large")
        text = f"{size}" if names is None else f"{names[x]}\n{size}"
        ax.text(x, -tallest / 2 - 0.2, text, ha="center", va="top")
    ax.set(xlim=(-0.4, len(sizes) - 0.6), ylim=(-tallest * 0.75, tallest / 2 + 0.5))
    ax.axis("off")
    return ax


def _heights(size, most):
    """Return where the units of a layer stand, centred, with a gap if there are too many."""
    if size <= most:
        return np.arange(size) - (size - 1) / 2
    heights = np.arange(most) - (most - 1) / 2
    return heights + np.where(heights > 0, 0.5, -0.5)


def paths(f, steps, ax=None, *, bounds, levels=20, resolution=100):
    """Draw the paths of optimizers over the level lines of a surface.

    Parameters
    ----------
    f : callable
        Takes arrays of both coordinates, returns the heights.
    steps : dict of str to array_like, shape (t, 2)
        The points each optimizer visited; its name makes the legend.
    ax : matplotlib.axes.Axes, optional
    bounds : tuple of float
        Left, right, bottom and top of the surface that is shown.
    levels : int or sequence of float
    resolution : int
        Number of grid points along each axis.

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax, (left, right, bottom, top) = _axes(ax), bounds
    x, y = np.meshgrid(np.linspace(left, right, resolution), np.linspace(bottom, top, resolution))
    ax.contour(x, y, f(x, y), levels, colors=GREY, linewidths=0.6, linestyles="solid")
    for i, (name, points) in enumerate(steps.items()):
        points = np.asarray(points)
        style = {"color": COLOURS[i % len(COLOURS)], "linestyle": DASHES[i % len(DASHES)]}
        marker = MARKERS[i % len(MARKERS)]
        ax.plot(*points.T, marker=marker, markersize=3.5, label=name, zorder=2 + i, **style)
    ax.set(xlim=(left, right), ylim=(bottom, top), xlabel="$w_1$", ylabel="$w_2$")
    ax.legend()
    return ax


def _axes(ax):
    """Return `ax`, or the Axes of a new figure: white, without the box's upper and right side."""
    if ax is None:
        import matplotlib.pyplot as plt

        _, ax = plt.subplots(figsize=(5, 3.75), facecolor="white", layout="constrained")
    ax.spines[["top", "right"]].set_visible(False)
    return ax
