"""The shape of every array as a sentence passes through multi-head attention."""

from nnlib.figures.base import Figure, drawing, element, translate

WORDS, FEATURES, HEADS = 6, 8, 2  # T, d and h at the start
MOST_WORDS, MOST_FEATURES, MOST_HEADS = 10, 24, 8
ROW, LEFT, WIDTH, GAP = 68, 12, 336, 4  # height of a step, space for its arrays, gap between heads
TALLEST, WIDEST = 40, 9  # of an array, and of an entry

# Name, arrays, whether in heads, whether T x T, whether one head's columns stand out, and what is
# said of the step: its letters in braces are numbers.
STEPS = (
    (
        "x",
        (1, 0, 0, 0),
        "x: one row of d = {d} features for each of the T = {T} words.",
    ),
    (
        "q, k, v",
        (3, 0, 0, 1),
        "q = x Wq, k = x Wk, v = x Wv: three matrices ({d}, {d}), {3dd} parameters, and 3 · T · d² "
        "= {3Tdd} multiplications.",
    ),
    (
        "q, k, v in heads",
        (3, 1, 0, 1),
        "The columns are cut into h = {h} heads of d/h = {e}: reshape to ({T}, {h}, {e}), then "
        "transpose to ({h}, {T}, {e}). No number changes. A reshape straight to ({h}, {T}, {e}) "
        "has the right shape but mixes words.",
    ),
    (
        "scores",
        (1, 1, 1, 1),
        "q kᵀ / √{e} in each head: the root is that of d/h, not of d. Each word meets each, "
        "T² · d = {TTd} multiplications over all heads.",
    ),
    (
        "weights",
        (1, 1, 1, 1),
        "Softmax along the last axis: each of the h · T = {hT} rows adds up to 1. Each head has "
        "weights of its own.",
    ),
    (
        "outputs of the heads",
        (1, 1, 0, 1),
        "weights v in each head: ({h}, {T}, {T}) @ ({h}, {T}, {e}), again T² · d = {TTd} "
        "multiplications.",
    ),
    (
        "merged",
        (1, 0, 0, 1),
        "Transpose back to ({T}, {h}, {e}), then reshape to ({T}, {d}): the heads stand side by "
        "side. No number changes.",
    ),
    (
        "out",
        (1, 0, 0, 0),
        "merged Wo mixes the heads: {dd} parameters, T · d² = {Tdd} multiplications. The shape is "
        "that of x again.",
    ),
)
TOTAL = (
    "4 d² = {P} parameters without biases, 4 T d² + 2 T² d = {M} multiplications in products of "
    "matrices: h is in neither.\nScores: h · T² = {S} entries, each head has its own."
)


def heads(T=WORDS, d=FEATURES, h=HEADS, *, label=None, caption=None):
    """Show the shape of every array as a sentence passes through multi-head attention.

    Eight steps from x to out, each array drawn in its proportions, with its shape and its number of
    entries; head 1 is shaded. The reader goes step by step and changes the words T, the features d
    and the heads h, which divide d.

    What to tell in the text: splitting and merging move numbers and change none; the number of
    heads changes neither parameters nor multiplications, only the shape of the scores, which grow
    with T². The sum of parameters is that of ``nn.MultiheadAttention(d, h, bias=False)``.

    Parameters
    ----------
    T, d, h : int, optional
        Words from 1 to 10, features from 1 to 24, and heads from 1 to 8 that divide them.
    label, caption : str, optional
        Name of the figure for a screen reader, and the line below it.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        If a number is out of range or h does not divide d.
    """
    if not 1 <= T <= MOST_WORDS or not 1 <= d <= MOST_FEATURES or not 1 <= h <= MOST_HEADS or d % h:
        raise ValueError(
            f"expected T from 1 to {MOST_WORDS}, d from 1 to {MOST_FEATURES} and h from 1 to "
            f"{MOST_HEADS} that divides d, got T={T}, d={d}, h={h}"
        )
    label = label or "Shapes in multi-head attention"
    shapes = [shape(k, T, d, h) for k in range(len(STEPS))]
    note = (
        f"T = {T} words of d = {d} features, h = {h} heads. "
        + " → ".join(f"{name} {text}" for (name, *_), text in zip(STEPS, shapes, strict=True))
        + ". "
        + fill(TOTAL, T, d, h)
    ).replace("\n", " ")
    rows = [
        element(
            "g",
            element("text", f"{name}: {text}", class_="name", x=LEFT, y=14),
            element("path", class_="area", d=area(k, T, d, h)),
            element("path", class_="line grid", d=grid(k, T, d, h)),
            class_="stage",
            transform=translate(0, ROW * k + 4),
        )
        for k, ((name, *_), text) in enumerate(zip(STEPS, shapes, strict=True))
    ]
    now = element("rect", class_="now", x=3, y=2, width=354, height=ROW - 2)
    return Figure(
        "heads",
        [drawing(360, ROW * len(STEPS) + 4, *rows, now, title=label, description=note)],
        {
            "steps": STEPS,
            "total": TOTAL,
            "first": [T, d, h],
            "most": [MOST_WORDS, MOST_FEATURES, MOST_HEADS],
            "sizes": [ROW, LEFT, WIDTH, GAP, TALLEST, WIDEST],
        },
        label=label,
        caption=caption,
        hint="Go through the steps, then change T, d and h. A small square is one entry; head 1 is "
        "shaded.",
        still_note=note,
        shared=("plane",),
    )


def shape(k, T, d, h):
    """Return the shape of the arrays of a step and their number of entries, as text."""
    count, in_heads, square, _ = STEPS[k][1]
    columns = T if square else d // h if in_heads else d
    found = f"({h}, {T}, {columns})" if in_heads else f"({T}, {columns})"
    entries = count * (h if in_heads else 1) * T * columns
    times = f"{count} × " if count > 1 else ""
    return f"{times}{found}, {entries} entr{'y' if entries == 1 else 'ies'}"


def fill(text, T, d, h):
    """Return a text of `STEPS` with its numbers."""
    numbers = {
        "T": T, "d": d, "h": h, "e": d // h, "dd": d * d, "3dd": 3 * d * d, "Tdd": T * d * d,
        "3Tdd": 3 * T * d * d, "TTd": T * T * d, "hT": h * T, "S": h * T * T, "P": 4 * d * d,
        "M": 4 * T * d * d + 2 * T * T * d,
    }  # fmt: skip
    for name, value in numbers.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def unit(T, d, h):
    """Return the side of an entry: the same in all arrays."""
    room = WIDTH - GAP * (3 * h + 3)
    return min(WIDEST, TALLEST / T, room / (3 * d), (WIDTH - GAP * h) / (h * T))


def blocks(k, T, d, h):
    """Return where the rectangles of a step start, and how many columns each has."""
    count, in_heads, square, _ = STEPS[k][1]
    columns = T if square else d // h if in_heads else d
    u, x, found = unit(T, d, h), LEFT, []
    for _ in range(count):
        for _ in range(h if in_heads else 1):
            found.append(x)
            x += u * columns + GAP
        x += 2 * GAP
    return found, columns


def grid(k, T, d, h):
    """Return the path of all entries of a step."""
    u, (starts, columns) = unit(T, d, h), blocks(k, T, d, h)
    lines = ""
    for x in starts:
        rows, wide = ((x, 22 + u * i) for i in range(T + 1)), u * columns
        lines += "".join(f"M{_short(*place)}h{_short(wide)}" for place in rows)
        lines += "".join(f"M{_short(x + u * j, 22)}v{_short(u * T)}" for j in range(columns + 1))
    return lines


def area(k, T, d, h):
    """Return the path of head 1 in the arrays of a step."""
    count, in_heads, _, shaded = STEPS[k][1]
    u, (starts, columns) = unit(T, d, h), blocks(k, T, d, h)
    wide = u * (columns if in_heads else d // h)
    first = starts[:: len(starts) // count] if shaded else []
    return "".join(f"M{_short(x, 22)}h{_short(wide)}v{_short(u * T)}H{_short(x)}z" for x in first)


def _short(*numbers):
    return " ".join(f"{round(x, 1):g}" for x in numbers)
