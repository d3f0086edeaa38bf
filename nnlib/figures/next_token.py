"""The distribution of the next token under temperature, top-k and top-p."""

import numpy as np

from nnlib.figures.base import Figure, drawing, element, number, translate
from nnlib.figures.plane import legend, path
from nnlib.figures.sampling import probabilities

# What follows the word "if" in Python's help texts most often; the logits are logarithms of these.
COUNTS = {
    "the": 192,
    "a": 60,
    "it": 36,
    "an": 27,
    "there": 26,
    "any": 23,
    "no": 22,
    "not": 17,
    "present": 17,
    "all": 16,
    "they": 14,
    "this": 11,
}
CONTEXT, MOST, FURTHEST = "if", 12, 50
TEMPERATURE, TOP_K, TOP_P = 0.8, 8, 0.9  # what the still shows
LEFT, FULL, ROW, TOP = 76, 190, 22, 30  # where bars start, probability 1, distance of rows


def next_token(tokens=None, logits=None, context=CONTEXT, *, seed=0, label=None, caption=None):
    """Show what temperature, top-k and top-p make of the logits of a few tokens.

    Without arguments: the twelve words that most often follow "if" in the course's text. The order
    of operations is that of `sample_next`: the temperature divides the logits, top-k keeps the
    largest (of equal ones the first), softmax makes probabilities of them, top-p keeps the most
    probable that together reach it, and what is left is divided by its sum.

    Parameters
    ----------
    tokens : sequence of str, optional
        Two to twelve, the most probable first.
    logits : sequence of float, optional
        One for each token, from -50 to 50, in falling order.
    context : str
        What stands before the next token.
    seed : int
        Of the draws.
    label, caption : str, optional
        Name of the figure for a screen reader, and the line below it.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        If tokens and logits are not as above.
    """
    if tokens is None and logits is None:
        tokens, logits = list(COUNTS), np.log(list(COUNTS.values()))
    z = _checked(tokens, logits)
    label = label or f"The token after “{context}”"
    top_k = min(TOP_K, len(z))
    plain = probabilities(z, TEMPERATURE)
    p = probabilities(z, TEMPERATURE, top_k, TOP_P)
    within = probabilities(z, TEMPERATURE, top_k)
    left = int((p > 0).sum())
    note = (
        f"After “{context}”, at temperature {number(TEMPERATURE)}: top-k = {top_k} cuts off "
        f"{len(z) - top_k} of {len(z)} tokens, top-p = {number(TOP_P)} another {top_k - left}: "
        f"the {left} left have {number(float(within[p > 0].sum()))} of what top-k left. Divided by "
        f"that, the probability of {tokens[0]} grows from {number(float(plain[0]))} to "
        f"{number(float(p[0]))}."
    )
    rows = [
        element(
            "g",
            element("text", token, class_="end", x=-8, y=13),
            element("rect", class_="bar zero", y=1, width=f"{FULL * p[i]:.1f}", height=12),
            path("line before", f"M0 16H{FULL * plain[i]:.1f}"),
            element("text", number(float(p[i])) if p[i] else _cut(i, top_k), x=FULL + 6, y=13),
            element("text", "", class_="muted end", x=276, y=13),
            class_="token" if p[i] else "token off",
            transform=translate(LEFT, TOP + ROW * i),
        )
        for i, token in enumerate(tokens)
    ]
    entries = ("dots zero", "what is drawn from"), ("line before", "temperature alone")
    key = legend(12, *entries)
    size = 360, TOP + ROW * len(z) + 8
    return Figure(
        "next_token",
        [drawing(*size, key, *rows, title=label, description=note)],
        {
            "logits": z.tolist(),
            "tokens": list(tokens),
            "full": FULL,
            "seed": seed,
            "start": {"temperature": TEMPERATURE, "topK": top_k, "topP": TOP_P},
        },
        label=label,
        caption=caption,
        hint="Move temperature, top-k and top-p; draw, and compare how often with how probable.",
        still_note=note,
        shared=("plane", "sampling"),
    )


def _cut(i, top_k):
    return "cut by k" if i >= top_k else "cut by p"


def _checked(tokens, logits):
    z = np.asarray(logits, dtype=float)
    fits = tokens is not None and z.ndim == 1 and 2 <= len(z) == len(tokens) <= MOST
    if not fits or not (np.abs(z) <= FURTHEST).all() or (np.diff(z) > 0).any():
        raise ValueError(
            f"expected 2 to {MOST} tokens and as many logits from -{FURTHEST} to {FURTHEST} in "
            f"falling order, got {tokens!r} and {logits!r}"
        )
    return z
