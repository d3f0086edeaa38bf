"""Attention weights among the words of a sentence that the reader types, with masks."""

import re

import numpy as np

from nnlib.figures.base import Figure, drawing, element, number, point, translate
from nnlib.kernels.attention import attention_weights

TEXT, MOST, LONGEST = "the cat sat on the mat", 8, 8  # words in a sentence, letters in a label
BASES, MODULUS = (3, 7, 11, 17), 41  # of the rule that gives a word its numbers
# Wq, Wk, Wv: drawn once, with one decimal; nothing has been learned
MATRICES = np.random.default_rng(9).normal(0, 0.5, (3, len(BASES), len(BASES))).round(1)

LEFT, TOP, WHOLE, WIDEST = 74, 68, 276, 46  # the matrix: its corner, its side, the widest cell
BELOW, TALL = 376, 22  # the weighted sum: its top, the height of a row
FIRST, ENTRY = 130, 57  # where the numbers of a vector start, and the width of each


def attention(text=TEXT, *, label=None, caption=None):
    """Show the attention weights among the words of a sentence, which the reader types.

    A word's embedding has four numbers that come from its letters by a fixed rule (`embed`): equal
    words get equal vectors, unknown words get theirs, and nothing of the meaning is known. Queries,
    keys and values are ``x Wq``, ``x Wk`` and ``x Wv`` with three matrices drawn at random, or all
    x itself. A row belongs to a query, which the reader chooses. The switches are: no mask, the
    causal one, or one that hides a word as if it were padding; scores divided by ``sqrt(d) = 2`` or
    not. Below the matrix stand the values times their weights, and the output they add up to.

    What to tell in the text: each row adds up to 1. Without a mask equal words have equal rows, and
    another order of the words only reorders rows and columns: attention knows no order. Under the
    causal mask a change of the last word leaves all rows above as they are. A masked score becomes
    −∞ before the softmax, hence its weight is exactly 0 and the rest adds up to 1. Without the
    division the weights are more extreme. With q = k = v = x a word looks mostly at itself and its
    equals: matrices are there so that it can ask for something else.

    Parameters
    ----------
    text : str, optional
        The sentence at the start: 1 to 8 words. Capitals and punctuation make no difference.
    label, caption : str, optional
        Name of the figure for a screen reader, and the line below it.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        If `text` has no word or more than 8.
    """
    words = split(text)
    if not 1 <= len(words) <= MOST:
        raise ValueError(f"expected a sentence of 1 to {MOST} words, got {text!r}")
    label = label or "Attention weights of a sentence"
    at = min(1, len(words) - 1)
    weights, _, _, v = attend(words)
    side = min(WIDEST, WHOLE / len(words))
    products = weights[at][:, None] * v
    names = [
        *(f"{number(w)} × {cut(word)}" for w, word in zip(weights[at], words, strict=True)),
        "sum: output",
    ]
    best, output = int(weights[at].argmax()), products.sum(axis=0)
    note = (
        f"Without a mask, the query “{words[at]}” attends most to “{words[best]}”, with weight "
        f"{number(weights[at, best])}; its weights add up to 1, and its output is {point(output)}."
    )
    if twin := next((w for k, w in enumerate(words) if w in words[:k]), ""):
        note += f" The rows of “{twin}” are equal, wherever it stands."
    size = {"width": _short(side * len(words)), "height": _short(side)}
    matrix = (
        *(_key(words, k, side) for k in range(MOST)),
        *(_query(words, k, side, weights) for k in range(MOST)),
        element("rect", class_="now", y=_short(side * at), **size),
    )
    values = [*products, output, *np.zeros((MOST - len(words), len(BASES)))]
    parts = (
        element("text", "key →", class_="muted end", x=LEFT - 8, y=TOP - 24),
        element("text", "query ↓", class_="muted end", x=LEFT - 8, y=TOP - 8),
        element("g", *matrix, transform=translate(LEFT, TOP)),
        element("text", "weight × value", class_="muted", x=8, y=BELOW - 8),
        *(_term(names, j, values[j]) for j in range(MOST + 1)),
    )
    height = BELOW + TALL * (MOST + 1) + 4
    return Figure(
        "attention",
        [drawing(360, height, *parts, title=label, description=note)],
        {
            "text": text,
            "at": at,
            "bases": BASES,
            "columns": MATRICES.transpose(0, 2, 1).tolist(),
            "sizes": [MODULUS, MOST, LONGEST, WHOLE, WIDEST],
        },
        label=label,
        caption=caption,
        hint="Type a sentence and tap the row of a query, or choose it by its slider. A dash marks "
        "what the mask hides. The words' vectors come from their letters by a fixed rule and the "
        "matrices are drawn at random: nothing here has been learned.",
        still_note=note,
        shared=("plane", "field"),
    )


def split(text):
    """Return the words of a sentence, in small letters, without punctuation."""
    return re.findall(r"[^\W_]+", text.lower())


def embed(word):
    """Return a word's embedding: four numbers from −2 to 2, one decimal each.

    Number k reads the letters' codes as digits in base 3, 7, 11 or 17, and takes the remainder r by
    41: ``x_k = (r - 20) / 10``.
    """
    found = []
    for base in BASES:
        r = 0
        for letter in word:
            r = (r * base + ord(letter)) % MODULUS
        found.append((r - MODULUS // 2) / 10)
    return found


def attend(words, allowed=None, *, scaled=True, projected=True):
    """Return weights (T, T), queries, keys and values (T, 4); `allowed` is True where one may look.

    Without `projected`, queries, keys and values are the embeddings themselves.
    """
    x = np.array([embed(word) for word in words])
    q, k, v = (x @ MATRICES).round(2) if projected else (x, x, x)  # exact: no more decimals
    factor = 1 if scaled else np.sqrt(len(BASES))
    return attention_weights(q * factor, k, allowed), q, k, v


def cut(word):
    """Return a word as a label has room for it."""
    return word if len(word) <= LONGEST else word[: LONGEST - 1] + "…"


def _short(x):
    return f"{round(x, 1):g}"


def _shown(here):
    return {} if here else {"display": "none"}


def _key(words, k, side):
    """Return the name of a column."""
    here = k < len(words)
    place = f"translate({_short(side * (k + 0.5))} -8) rotate(-60)" if here else ""
    name = cut(words[k]) if here else ""
    return element("text", name, class_="key", transform=place, **_shown(here))


def _query(words, i, side, weights):
    """Return a row of the matrix: the query's name, and a cell for each key."""
    here, middle = i < len(words), _short(side / 2 + 4)
    name = cut(words[i]) if here else ""
    row = element(
        "g",
        element("text", name, class_="end", x=-8, y=middle if here else ""),
        class_="query",
        transform=f"translate(0 {_short(side * i)})" if here else "",
        **_shown(here),
    )
    for j in range(MOST):
        if not here or j >= len(words):
            cell = (element("rect", class_="tint"), element("text", class_="middle"))
            row.append(element("g", *cell, **_shown(False)))
            continue
        w = weights[i, j]
        tint = {"width": _short(side), "height": _short(side), "fill_opacity": f"{min(w, 0.5):.2f}"}
        cell = (
            element("rect", class_="tint", **tint),
            element("text", f"{w:.2f}", class_="middle", x=_short(side / 2), y=middle),
        )
        row.append(element("g", *cell, transform=f"translate({_short(side * j)} 0)"))
    return row


def _term(names, j, values):
    """Return a row of the weighted sum; the last is the sum itself."""
    here, last = j < len(names), j == len(names) - 1
    row = element(
        "g",
        element("text", names[j] if here else "", x=8, y=15),
        class_="term total" if last else "term",
        transform=translate(0, BELOW + TALL * j),
        **_shown(here),
    )
    for e, value in enumerate(values):
        box = {"x": FIRST + ENTRY * e, "width": ENTRY, "height": TALL}
        middle = FIRST + ENTRY * e + ENTRY // 2
        tint = {"class_": "tint"}
        if here:
            tint["class_"] += " one" if value < 0 else " zero"
            tint["fill_opacity"] = f"{min(abs(value) / 2, 0.4):.2f}"
        row.append(element("rect", **tint, **box))
        text = number(value) if here else ""
        row.append(element("text", text, class_="middle", x=middle, y=15))
    return row
