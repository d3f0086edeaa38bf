"""The perceptron rule on points in the plane, one sample at a time."""

import math

import numpy as np

from nnlib.figures.base import Figure, drawing, element, number, point, translate

# Class 0 is a disc, class 1 a square: shape carries the class, colour repeats it.
SHAPES = ("M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z", "M-6-6h12v12h-12z")
MAX_ROWS = 60
LEFT, TOP, SIDE = 36, 24, 316  # the plot inside the drawing, in SVG units
WIDTH, HEIGHT = 360, 408
FAR = 2000  # off the picture, whichever way the boundary turns


def perceptron(
    X, y, lr=1.0, w=None, b=None, *, names=("x1", "x2"), epochs=10, label=None, caption=None
):
    """Show the perceptron rule at work on points that the reader can step through and move.

    One step takes the next row, predicts 1 when ``w·x + b >= 0``, and on a mistake adds
    ``lr * (y - prediction) * x`` to `w` and ``lr * (y - prediction)`` to `b`: what
    `nnlib.perceptron.perceptron_fit` does.

    Parameters
    ----------
    X : array_like, shape (n, 2)
        At most 60 points.
    y : array_like, shape (n,)
        Labels 0 or 1.
    lr : float
        Learning rate.
    w : array_like, shape (2,), optional
        Weights to start from, zero if not given.
    b : float, optional
        Bias to start from, zero if not given.
    names : pair of str
        Names of the two features, written on the axes.
    epochs : int
        The still picture (paper, no script) shows the boundary after at most so many epochs.
    label, caption : str, optional
        Name of the figure for a screen reader, and the line below it.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        If shapes, labels or numbers are not as above.
    """
    X, y = checked(X, y)
    if len(names) != 2:
        raise ValueError(f"expected the names of two features, got {names!r}")
    w = np.zeros(2) if w is None else np.asarray(w, dtype=float)
    b = 0.0 if b is None else float(b)
    if epochs < 1:
        raise ValueError(f"expected at least one epoch for the still picture, got {epochs}")
    if w.shape != (2,) or not np.isfinite([*w, b, lr]).all() or lr <= 0:
        raise ValueError(
            f"expected finite w of shape (2,), b, and lr > 0, got w={w}, b={b}, lr={lr}"
        )
    view = _view(X)
    label = label or f"The perceptron rule on {len(X)} points"
    data = {
        "X": X.tolist(),
        "y": y.tolist(),
        "lr": float(lr),
        "w": w.tolist(),
        "b": b,
        "names": list(names),
        "view": view,
        "plot": {"side": SIDE, "far": FAR},
        "shapes": SHAPES,
    }
    w, b, summary = _train(X, y, lr, w, b, epochs)
    still = _still(X, y, w, b, view, names, label, summary)
    hint = (
        "Step through the rows, or move the points: drag one, or press Tab to reach the points, "
        "arrow keys to move, Enter to change the class, Page Down for the next row."
    )
    note = f"The still picture is drawn {summary}."
    return Figure(
        "perceptron", [still], data, label=label, caption=caption, hint=hint, still_note=note
    )


def checked(X, y, most=MAX_ROWS):
    """Return points in the plane and their labels as arrays, or say what is wrong with them."""
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    if X.ndim != 2 or X.shape[1] != 2 or not 1 <= len(X) <= most:
        raise ValueError(
            f"expected X of shape (n, 2) with 1 to {most} rows, got shape {X.shape}: "
            "choose two features and fewer rows"
        )
    if not np.isfinite(X).all():
        raise ValueError("X holds values that are not finite: remove those rows")
    if y.shape != (len(X),):
        raise ValueError(f"expected y of shape ({len(X)},), one label per row, got {y.shape}")
    if not np.isin(y, (0, 1)).all():
        raise ValueError(f"expected labels 0 and 1, got {np.unique(y).tolist()}")
    return X, y.astype(int)


def _view(X):
    """Return the square that is shown: its lower left corner, its side, the tick distance."""
    low, high = X.min(axis=0), X.max(axis=0)
    side = float((high - low).max() or 1) * 1.8
    tick = 10.0 ** math.floor(math.log10(side / 2))
    tick = next(tick * k for k in (1, 2, 5, 10) if side / (tick * k) <= 6)
    # Moved points sit on a grid of a tenth of a tick: the arithmetic stays short.
    x0, y0 = (low + high) / 2 - side / 2
    return {"x": x0, "y": y0, "side": side, "tick": tick, "step": tick / 10}


def _train(X, y, lr, w, b, epochs):
    """Return the weights after at most `epochs` passes and words that describe them."""
    updates = 0
    for epoch in range(1, epochs + 1):  # noqa: B007
        mistakes = 0
        for x, target in zip(X, y, strict=True):
            error = target - int(w @ x + b >= 0)
            if error:
                w, b = w + lr * error * x, b + lr * error
                mistakes += 1
        updates += mistakes
        if not mistakes:
            break
    end = "the last one without a mistake" if not mistakes else "not settled"
    wrong = int(((X @ w + b >= 0) != y).sum())
    summary = (
        f"after {epoch} epochs, {end}, and {updates} updates: w = {point(w)}, b = {number(b)}, "
        f"{wrong} of {len(X)} points on the wrong side"
    )
    return w, b, summary


def _still(X, y, w, b, view, names, title, summary):
    scale = SIDE / view["side"]
    plot = element("svg", x=LEFT, y=TOP, width=SIDE, height=SIDE, aria_hidden="true")
    plot.extend(_boundary(w, b, view))
    points = element("g", transform=translate(LEFT, TOP))
    for x, target in zip(X, y, strict=True):
        wrong = (x @ w + b >= 0) != target
        place = (x[0] - view["x"]) * scale, SIDE - (x[1] - view["y"]) * scale
        points.append(
            element(
                "g",
                element("circle", class_="halo", r="16"),
                element("path", class_="mark", d=SHAPES[target]),
                class_="point" + " one" * int(target) + " wrong" * int(wrong),
                transform=translate(*place),
            )
        )
    counts = f"{int((y == 0).sum())} points of class 0 (discs), {int(y.sum())} of class 1 (squares)"
    description = f"{counts}. Drawn {summary}. The half-plane predicted 1 is shaded."
    parts = plot, _axes(view, names), points, _legend()
    return drawing(WIDTH, HEIGHT, *parts, title=title, description=description)


def _boundary(w, b, view):
    """Return what stands on the boundary and turns with it, the half-plane first.

    The group's origin is the point of the boundary nearest to the middle of the view, its x-axis
    points where w does; perceptron.js moves it. Without a direction there is no line to draw.
    """
    middle = np.array([view["x"], view["y"]]) + view["side"] / 2
    z, norm, scale = middle @ w + b, math.hypot(*w), SIDE / view["side"]
    reach = FAR if z >= 0 else -FAR
    distance = max(-FAR, min(FAR, z / norm * scale)) if norm else reach
    angle = math.degrees(math.atan2(-w[1], w[0]))
    place = f"translate({SIDE / 2:g} {SIDE / 2:g}) rotate({angle:.1f})"
    note = "" if norm else "w is zero: no boundary"
    if norm and abs(z) > abs(w).sum() * view["side"] / 2:
        note = "the boundary is outside the picture"
    return (
        element(
            "g",
            element("path", class_="half", d=f"M0-{2 * FAR}H{2 * FAR}V{2 * FAR}H0z"),
            element("path", class_="line", d=f"M0-{FAR}V{FAR}"),
            element("path", class_="arrow", d="M0 0H44M35-5l9 5l-9 5"),
            element(
                "text",
                "w",
                class_="arrow-name middle",
                dy="4",
                transform=f"translate(56) rotate({-angle:.1f})",
            ),
            class_="boundary",
            transform=f"{place} translate({round(-distance)})",
        ),
        element("path", class_="before", d=f"M0-{FAR}V{FAR}", visibility="hidden"),
        element("text", note, class_="note middle", x=SIDE / 2, y="18"),
    )


def _axes(view, names):
    axes = element("g", aria_hidden="true")
    axes.append(element("rect", class_="frame", x=LEFT, y=TOP, width=SIDE, height=SIDE))
    for start, horizontal in ((view["x"], True), (view["y"], False)):
        first = math.ceil(start / view["tick"])
        last = math.floor((start + view["side"]) / view["tick"])
        for k in range(first, last + 1):
            offset = (k * view["tick"] - start) * SIDE / view["side"]
            text = f"{k * view['tick']:.6g}".replace("-", "−")
            if horizontal:
                place = {"class_": "muted middle", "x": LEFT + offset, "y": TOP + SIDE + 15}
            else:
                place = {"class_": "muted end", "x": LEFT - 5, "y": TOP + SIDE - offset + 4}
            axes.append(element("text", text, **place))
    axes.append(element("text", names[0], class_="middle", x=LEFT + SIDE / 2, y=TOP + SIDE + 30))
    axes.append(element("text", names[1], x=8, y=15))
    return axes


def _legend():
    legend = element("g", aria_hidden="true", transform=translate(12, HEIGHT - 14))
    entries = (
        (0, "zero", element("path", class_="mark", d=SHAPES[0]), "class 0"),
        (76, "one", element("path", class_="mark", d=SHAPES[1]), "class 1"),
        (152, "one wrong", element("path", class_="mark", d=SHAPES[1]), "hollow: wrong"),
        (262, "", element("path", class_="half framed", d="M-9-9h18v18h-18z"), "predicts 1"),
    )
    for x, class_, mark, text in entries:
        name = element("text", text, class_="muted", x=13, y=4)
        legend.append(element("g", mark, name, class_=class_, transform=translate(x, 0)))
    return legend
