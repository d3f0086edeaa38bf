"""The perceptron rule on points in the plane, one sample at a time."""

import math

import numpy as np

from nnlib.figures.base import Figure, drawing, element, number, point

# Class 0 is a disc, class 1 a square: shape carries the class, colour repeats it.
SHAPES = ("M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z", "M-6-6h12v12h-12z")
MAX_ROWS = 60
LEFT, TOP, SIDE = 36, 8, 316  # the plot inside the drawing, in SVG units
WIDTH, HEIGHT = 360, 400


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
    X, y = _checked(X, y)
    w = np.zeros(2) if w is None else np.asarray(w, dtype=float)
    b = 0.0 if b is None else float(b)
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
        "plot": [LEFT, TOP, SIDE],
        "shapes": SHAPES,
    }
    w, b, summary = _train(X, y, lr, w, b, epochs)
    still = _still(X, y, w, b, view, names, label, summary)
    caption = caption or (
        "Step through the rows, or move the points: drag one, or press Tab to reach the points, "
        "arrow keys to move, Enter to change the class, Page Down for the next row."
    )
    note = f"The still picture: {summary}"
    return Figure("perceptron", [still], data, label=label, caption=caption, still_note=note)


def _checked(X, y):
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    if X.ndim != 2 or X.shape[1] != 2 or not 1 <= len(X) <= MAX_ROWS:
        raise ValueError(
            f"expected X of shape (n, 2) with 1 to {MAX_ROWS} rows, got shape {X.shape}: "
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
    side = max((high - low).max(), 1e-9 * (1 + abs(X).max())) * 1.5
    tick = 10.0 ** math.floor(math.log10(side / 2))
    tick = next(tick * k for k in (1, 2, 5, 10) if side / (tick * k) <= 6)
    # Moved points sit on a grid of a tenth of a tick: the arithmetic stays short.
    x0, y0 = (low + high) / 2 - side / 2
    return {"x": x0, "y": y0, "side": side, "tick": tick, "step": tick / 10}


def _train(X, y, lr, w, b, epochs):
    """Return the weights after at most `epochs` passes and a sentence that describes them."""
    updates = 0
    for epoch in range(1, epochs + 1):
        mistakes = 0
        for x, target in zip(X, y, strict=True):
            error = target - int(w @ x + b >= 0)
            if error:
                w, b = w + lr * error * x, b + lr * error
                mistakes += 1
        updates += mistakes
        if not mistakes:
            end = f"epoch {epoch} made no mistake"
            break
    else:
        end = f"after {epochs} epochs it has not settled"
    wrong = int(((X @ w + b >= 0) != y).sum())
    summary = (
        f"{end}, {updates} updates in all; w = {point(w)}, b = {number(b)}; "
        f"{wrong} of {len(X)} points are on the wrong side."
    )
    return w, b, summary


def _still(X, y, w, b, view, names, title, summary):
    def pixel(p):
        scale = SIDE / view["side"]
        return (p[0] - view["x"]) * scale, SIDE - (p[1] - view["y"]) * scale

    half, ends = half_plane(w, b, view)
    half, ends = [pixel(p) for p in half], [pixel(p) for p in ends]
    plane = [
        element("polygon", class_="half", points=" ".join(f"{px:.1f},{py:.1f}" for px, py in half)),
        element("path", class_="before", d=""),
        element("path", class_="line", d=_segment(ends)),
        *_arrow(w, ends),
    ]
    plot = element("svg", *plane, x=LEFT, y=TOP, width=SIDE, height=SIDE, aria_hidden="true")
    points = element("g", class_="points", transform=f"translate({LEFT} {TOP})")
    for x, target in zip(X, y, strict=True):
        wrong = (x @ w + b >= 0) != target
        px, py = pixel(x)
        points.append(
            element(
                "g",
                element("circle", class_="halo", r="16"),
                element("path", class_="mark", d=SHAPES[target]),
                class_="point" + " one" * int(target) + " wrong" * int(wrong),
                transform=f"translate({px:.1f} {py:.1f})",
            )
        )
    counts = f"{int((y == 0).sum())} points of class 0 (discs), {int(y.sum())} of class 1 (squares)"
    return drawing(
        WIDTH,
        HEIGHT,
        plot,
        _axes(view, names),
        points,
        _legend(),
        title=title,
        description=f"{counts}. {summary} The half-plane predicted 1 is shaded.",
    )


def half_plane(w, b, view):
    """Return where ``w·x + b >= 0`` in the view (a polygon), and the two ends of the boundary."""
    low, high = np.array([view["x"], view["y"]]), view["side"]
    corners = [low, low + (high, 0), low + high, low + (0, high)]
    inside, ends = [], []
    for p, q in zip(corners, corners[1:] + corners[:1], strict=True):
        zp, zq = p @ w + b, q @ w + b
        if zp >= 0:
            inside.append(p)
        if (zp >= 0) != (zq >= 0):
            crossing = p + (q - p) * zp / (zp - zq)
            inside.append(crossing)
            ends.append(crossing)
    return inside, ends


def _segment(ends):
    return "M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in ends) if ends else ""


def _arrow(w, ends):
    """Return the arrow that stands on the boundary and points where w does."""
    shaft = element("path", class_="arrow", d="M0 0H44M35-5l9 5l-9 5")
    name = element("text", "w", class_="arrow-name", text_anchor="middle", dy="4")
    if ends:
        (px, py), (qx, qy) = ends
        fx, fy = (px + qx) / 2, (py + qy) / 2
        angle = math.atan2(-w[1], w[0])
        shaft.set("transform", f"translate({fx:.1f} {fy:.1f}) rotate({math.degrees(angle):.1f})")
        tip = fx + 56 * math.cos(angle), fy + 56 * math.sin(angle)
        name.set("transform", f"translate({tip[0]:.1f} {tip[1]:.1f})")
    else:
        for node in (shaft, name):
            node.set("visibility", "hidden")
    return shaft, name


def _axes(view, names):
    axes = element("g", aria_hidden="true")
    axes.append(element("rect", class_="frame", x=LEFT, y=TOP, width=SIDE, height=SIDE))
    for start, horizontal in ((view["x"], True), (view["y"], False)):
        first = math.ceil(start / view["tick"])
        last = math.floor((start + view["side"]) / view["tick"])
        for k in range(first, last + 1):
            offset = (k * view["tick"] - start) * SIDE / view["side"]
            text = f"{k * view['tick']:.6g}".replace("-", "−")
            at = (
                {"x": LEFT + offset, "y": TOP + SIDE + 15, "text_anchor": "middle"}
                if horizontal
                else {"x": LEFT - 5, "y": TOP + SIDE - offset + 4, "text_anchor": "end"}
            )
            axes.append(element("text", text, class_="muted", **at))
    middle = TOP + SIDE / 2
    axes.append(
        element("text", names[0], x=LEFT + SIDE / 2, y=TOP + SIDE + 32, text_anchor="middle")
    )
    axes.append(
        element(
            "text",
            names[1],
            text_anchor="middle",
            transform=f"translate(11 {middle:g}) rotate(-90)",
        )
    )
    return axes


def _legend():
    legend = element("g", aria_hidden="true", transform=f"translate(12 {HEIGHT - 18})")
    entries = ((0, "zero", "class 0"), (84, "one", "class 1"))
    for x, class_, text in entries:
        mark = element("path", class_="mark", d=SHAPES[class_ == "one"])
        legend.append(element("g", mark, class_=class_, transform=f"translate({x} 0)"))
        legend.append(element("text", text, class_="muted", x=x + 12, y=4))
    hollow = element("path", class_="mark", d=SHAPES[1])
    legend.append(element("g", hollow, class_="one wrong", transform="translate(168 0)"))
    legend.append(element("text", "hollow: wrong", class_="muted", x=180, y=4))
    legend.append(element("rect", class_="half", x=268, y=-8, width=16, height=16))
    legend.append(element("text", "says 1", class_="muted", x=290, y=4))
    return legend
