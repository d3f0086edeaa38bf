"""A kernel that slides over a small image: window, products, and the number they add up to."""

import numpy as np

from nnlib.figures.base import Figure, drawing, element, number, translate

SEVEN = (
    (0, 0, 0, 0, 0, 0),
    (0, 9, 9, 9, 9, 0),
    (0, 0, 0, 0, 9, 0),
    (0, 0, 0, 9, 0, 0),
    (0, 0, 9, 0, 0, 0),
    (0, 0, 9, 0, 0, 0),
)
KERNELS = {
    "Edges |": [-1, 0, 1] * 3,
    "Edges —": [-1] * 3 + [0] * 3 + [1] * 3,
    "Identity": [0] * 4 + [1] + [0] * 4,
    "Blur": [1 / 9] * 9,
    "Sharpen": [0, -1, 0, -1, 5, -1, 0, -1, 0],
}
K, MOST_PAD, LARGEST = 3, 2, 6  # the kernel's side, the most padding, the image's largest side
CELL, WIDE = 21, 44  # sides of a pixel and of a weight, which a finger must find
LEFT, RIGHT, TOP = 4, 224, 24
BELOW = TOP + CELL * (LARGEST + 2 * MOST_PAD) + 28


def convolution(image=SEVEN, *, label=None, caption=None):
    """Show a kernel of 3 x 3 weights that slides over a small image.

    The reader moves the window, changes the weights, stride and padding, and flips the kernel. The
    figure cross-correlates, as `nnlib.kernels.convolution.conv2d` does.

    Parameters
    ----------
    image : array_like of int, shape (n, n)
        n from 3 to 6, numbers from 0 to 9.
    label, caption : str, optional
        Name of the figure for a screen reader, and the line below it.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        If `image` is not as above.
    """
    x = _checked(image)
    label = label or f"A kernel slides over {len(x)} by {len(x)} pixels"
    kernel = next(iter(KERNELS.values()))
    out = correlate(x, kernel)
    row, column = (int(i) for i in np.unravel_index(np.abs(out).argmax(), out.shape))
    seen = x[row : row + K, column : column + K].ravel()
    sum_of = " + ".join(f"{v}·{_factor(w)}" for v, w in zip(seen, kernel, strict=True))
    note = (
        f"With stride 1 and no padding the window has {len(out)} × {len(out)} places. At "
        f"out[{row}, {column}] the products of pixels and weights add up to {sum_of} = "
        f"{number(out[row, column])}. The nine weights are the same at each place."
    )
    parts = (
        _title("image", LEFT, TOP),
        _title("kernel", RIGHT, TOP),
        _title("products", RIGHT, BELOW, f"products, sum {number(out[row, column])}"),
        _title("output", LEFT, BELOW, f"output {len(out)} × {len(out)}"),
        _grid("pixels", np.pad(x, MOST_PAD), (LEFT, TOP), CELL, 9, len(x) + MOST_PAD),
        _grid("kernel", np.reshape(kernel, (K, K)), (RIGHT, TOP), WIDE, 3, K),
        _grid("products", (seen * kernel).reshape(K, K), (RIGHT, BELOW), WIDE, 27, K),
        _grid(
            "output",
            np.pad(out, (0, len(x) + 2 * MOST_PAD - K + 1 - len(out))),
            (LEFT, BELOW),
            CELL,
            27,
            len(out),
        ),
        _frame("now", CELL, LEFT + CELL * column, BELOW + CELL * row),
        _frame(
            "window point",
            K * CELL,
            LEFT + CELL * (MOST_PAD + column),
            TOP + CELL * (MOST_PAD + row),
        ),
    )
    return Figure(
        "convolution",
        [drawing(360, BELOW + 170, *parts, title=label, description=note)],
        {
            "image": x.tolist(),
            "kernels": list(KERNELS.items()),
            "place": [row, column],
            "most": MOST_PAD,
            "cell": CELL,
            "corners": [LEFT, TOP, BELOW],
        },
        label=label,
        caption=caption,
        hint="Drag the window over the image, or reach it with Tab and use the arrow keys. Drag a "
        "weight up or down, or use its arrow keys.",
        still_note=note,
        shared=("plane",),
    )


def correlate(x, kernel):
    """Return what the window gives at each place, with stride 1 and no padding."""
    seen = np.lib.stride_tricks.sliding_window_view(x, (K, K))
    return (seen * np.reshape(kernel, (K, K))).sum(axis=(2, 3))


def short(value):
    """Return a number that fits into a cell: two digits, or as many as it has before the point."""
    return number(round(value + 0.0, 1) if abs(value) < 9.95 else round(value))


def _factor(x):
    return f"({number(x)})" if x < 0 else number(x)


def _checked(image):
    x = np.asarray(image)
    if x.ndim != 2 or not K <= len(x) == x.shape[1] <= LARGEST or x.dtype.kind not in "iu":
        raise ValueError(
            f"expected a square image of whole numbers with {K} to {LARGEST} rows, got an array of "
            f"shape {x.shape} and type {x.dtype}"
        )
    if x.min() < 0 or x.max() > 9:
        raise ValueError(f"expected pixels from 0 to 9, got {x.min()} to {x.max()}")
    return x


def _grid(class_, values, corner, side, most, end):
    """Return a grid of cells; those at or beyond `end`, and the ring of the image, are hidden."""
    ring = MOST_PAD if class_ == "pixels" else 0
    cells = []
    for (i, j), value in np.ndenumerate(values):
        outside = min(i, j) < ring or max(i, j) >= end
        strength = f"{min(abs(value) / most, 1) * 0.4:.2f}"
        cells.append(
            element(
                "g",
                element(
                    "rect",
                    class_=f"tint {'one' if value < 0 else 'zero'}",
                    width=side,
                    height=side,
                    fill_opacity=strength,
                ),
                element(
                    "rect",
                    class_="halo" if class_ == "kernel" else "side",
                    width=side,
                    height=side,
                ),
                element("text", short(value), class_="middle", x=side // 2, y=side // 2 + 4),
                class_="point" if class_ == "kernel" else "ring" if outside and ring else "cell",
                transform=translate(side * j, side * i),
                visibility="hidden" if outside else "visible",
            )
        )
    return element("g", *cells, class_=class_, transform=translate(*corner))


def _frame(class_, side, x, y):
    shape = "halo" if "point" in class_ else "side"
    parts = [element("rect", class_=shape, width=side, height=side)]
    return element("g", *parts, class_=class_, transform=translate(x, y))


def _title(class_, x, y, text=None):
    return element("text", text or class_, class_=f"muted {class_}-name", x=x, y=y - 8)
