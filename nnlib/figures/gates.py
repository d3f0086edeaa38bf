"""The gates of a small trained LSTM, step by step, on a sequence that the reader types."""

import base64
import json
from functools import cache
from pathlib import Path

import numpy as np

from nnlib.figures.base import Figure, drawing, element, number, translate
from nnlib.figures.plane import legend, path

CHARACTERS, DEEPEST = 'ab()".', 3  # at most so many brackets are open at once
# How often each character comes outside quotes and inside; no bracket closes or opens too many.
WEIGHTS = ((4, 0.5, 2, 2, 1.3, 0.4), (0.5, 4, 1.5, 1.5, 1.3, 0.2))
TEXT, LONGEST = 'a((a"b(b("a)a(a.a"bb', 24
NAMES = {3: "open brackets", 0: "in a quote"}  # units that count and remember
FILE = Path(__file__).parent.parent / "datasets" / "gates_lstm.json"

LEFT, COLUMN, TOP, SPACE = 56, 12, 48, 22  # of the characters; of the first strip, between strips
# Name, height of a unit's row, where its bars stand, a full bar, and the value that fills it.
STRIPS = (
    ("input gate i: lets in", 14, 13, 12, 1),
    ("forget gate f: keeps", 14, 13, 12, 1),
    ("output gate o: shows", 14, 13, 12, 1),
    ("cell c: holds", 34, 17, 16, 3),
)
BAR, ROW = 230, 17  # a bar of probability 1, and one character's row


def gates(text=TEXT, *, label=None, caption=None):
    """Show gates and cells of a trained LSTM on a sequence that the reader types.

    The LSTM predicts the next character of a small language (`probabilities_of`): brackets, of
    which at most three are open at once; quotes, in which brackets are only decoration and b is
    the usual letter, as a is outside; and full stops, which end whatever is open. For a good
    prediction it must carry along how many brackets are open, and whether a quote is; nothing but
    the next character was ever asked of it. ``scripts/train_gates_lstm.py`` has trained it.

    What to tell in the text, each held by ``tests/test_gates_lstm.py``:

    - Unit 4 counts: its cell stands near 0, 0.9, 1.8 and 2.7 for 0 to 3 open brackets. Outside
      quotes a bracket opens the input gate, and the candidate is +1 or -1; the forget gate stays
      open, so the cell adds up.
    - In a quote its input gate is shut, so brackets there do not count; the forget gate keeps the
      cell; and the output gate is shut: the number is kept, and hidden until it matters again. It
      comes out one step late: at the closing quote mark the gate is still shut, and too few
      closing brackets are expected.
    - A full stop shuts the forget gate: the number is gone.
    - Unit 1 remembers a quote: a quote mark opens its input gate, the cell goes to about -0.9,
      and input gate shut and forget gate open hold it there.
    - Units 2 and 3 have no such name. What a unit does is found by looking, not given.

    Parameters
    ----------
    text : str, optional
        What stands in the text field at the start: 1 to 24 of the characters ``a b ( ) " .``
    label, caption : str, optional
        Name of the figure for a screen reader, and the line below it.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        If `text` is empty, too long, or has other characters.
    """
    if not 1 <= len(text) <= LONGEST or not set(text) <= set(CHARACTERS):
        raise ValueError(
            f"expected 1 to {LONGEST} of the characters {' '.join(CHARACTERS)}, got {text!r}"
        )
    label = label or "Gates and cells of an LSTM"
    steps, p = run(text)
    law = probabilities_of(*state_after(text))
    unit = next(iter(NAMES))
    note = _note(text, steps, p, unit)
    strips, top = [], TOP
    for k, (name, height, base, _, _) in enumerate(STRIPS):
        strips.append(_strip(k, name, top, height, base, steps, unit))
        top += height * steps.shape[2] + SPACE
    at = " ".join(str(LEFT + COLUMN * t + COLUMN // 2) for t in range(LONGEST))
    parts = (
        element("text", text, class_="middle characters", x=at, y=26),
        *strips,
        element(
            "rect",
            class_="now",
            x=LEFT + COLUMN * (len(text) - 1),
            y=12,
            width=COLUMN,
            height=top - SPACE - 12,
        ),
        element("text", "next character", x=8, y=top),
        legend(top, ("line zero", "network"), ("line one", "language"), left=130),
        *(_share(c, p[-1, k], law[k], top + 8 + ROW * k) for k, c in enumerate(CHARACTERS)),
    )
    return Figure(
        "gates",
        [drawing(360, top + 12 + ROW * len(CHARACTERS), *parts, title=label, description=note)],
        {
            "layers": stored(),
            "text": text,
            "characters": CHARACTERS,
            "laws": [
                [probabilities_of(depth, quote) for depth in range(DEEPEST + 1)]
                for quote in (False, True)
            ],
            "names": NAMES,
            "unit": unit,
            "strips": STRIPS,
            "sizes": [LEFT, COLUMN, BAR, LONGEST],
        },
        label=label,
        caption=caption,
        hint="Type a sequence, choose a step and a unit. A full bar is an open gate; a cell's bar "
        "goes up from its line for a positive value and down for a negative one.",
        still_note=note,
        shared=("plane", "field"),
    )


def probabilities_of(depth, quote):
    """Return the language's own probabilities of the six characters.

    Parameters
    ----------
    depth : int
        How many brackets are open, quotes apart.
    quote : bool
        Whether a quote is open.
    """
    weights = list(WEIGHTS[quote])
    if not quote:
        weights[2] *= depth < DEEPEST
        weights[3] *= depth > 0
    return [round(w / sum(weights), 4) for w in weights]


def state_after(text):
    """Return how many brackets are open after a text, and whether a quote is."""
    depth, quote = 0, False
    for c in text:
        if c == ".":
            depth, quote = 0, False
        elif c == '"':
            quote = not quote
        elif not quote:
            depth = min(max(depth + (c == "(") - (c == ")"), 0), DEEPEST)
    return depth, quote


@cache
def stored():
    """Return the layers as the script wrote them: shape, factor and bytes."""
    return json.loads(FILE.read_text(encoding="utf-8"))["layers"]


def layers():
    """Return the matrices, (6 + h + 1, 4h) and (h + 1, 6); the last row holds biases."""
    return [
        layer["factor"]
        * np.frombuffer(base64.b64decode(layer["bytes"]), np.int8).reshape(layer["shape"])
        for layer in stored()
    ]


def run(text):
    """Return what the LSTM does with a text of T characters.

    Returns
    -------
    steps : ndarray, shape (T, 6, h)
        Input gate i, forget gate f, output gate o, cell c, candidate g and state h at each step.
    p : ndarray, shape (T, 6)
        Probabilities of the next character after each step.
    """
    first, second = layers()
    h = c = np.zeros(len(second) - 1)
    steps = []
    for character in text:
        x = np.eye(len(CHARACTERS))[CHARACTERS.index(character)]
        z = np.concatenate([x, h, [1]]) @ first
        i, f, g, o = z.reshape(4, -1)
        i, f, o = (1 / (1 + np.exp(-v)) for v in (i, f, o))
        g = np.tanh(g)
        c = f * c + i * g
        h = o * np.tanh(c)
        steps.append([i, f, o, c, g, h])
    steps = np.array(steps)
    z = np.hstack([steps[:, 5], np.ones((len(text), 1))]) @ second
    p = np.exp(z - z.max(axis=1, keepdims=True))
    return steps, p / p.sum(axis=1, keepdims=True)


def bars(values, strip, sign=1):
    """Return the path of one strip's bars, of one sign: a row for each unit, a column a step."""
    _, height, base, full, largest = STRIPS[strip]
    found = ""
    for (t, u), value in np.ndenumerate(values):
        size = full * min(max(sign * value / largest, 0), 1)
        if size >= 0.1:
            found += f"M{COLUMN * t + COLUMN // 2} {height * u + base}v{-sign * size:.1f}"
    return found


def _strip(k, name, top, height, base, steps, unit):
    """Return the strip of one gate, or of the cells."""
    units, width = steps.shape[2], COLUMN * LONGEST
    rows = "".join(f"M0 {height * u + base}h{width}" for u in range(units))
    return element(
        "g",
        element("text", name, x=8 - LEFT, y=-6),
        *(
            element("text", str(u + 1), class_="muted end", x=-6, y=height * u + height // 2 + 4)
            for u in range(units)
        ),
        element("rect", class_=f"unit unit{k}", y=height * unit, width=width, height=height),
        path("line soft", rows),
        path(f"line zero bars bars{k}", bars(steps[:, k], k)),
        *([path("line one bars below", bars(steps[:, k], k, -1))] if k == 3 else ()),
        element("rect", class_="frame", width=width, height=height * units),
        transform=translate(LEFT, top),
    )


def _share(character, p, own, y):
    """Return the row of a character: its probability, and that of the language as a mark."""
    return element(
        "g",
        element("text", character, class_="characters", x=-16, y=12),
        element("rect", class_="zero bar", y=1, width=f"{BAR * p:.1f}", height=13),
        path("line one own", f"M{BAR * own:.1f} 0v15"),
        element("text", f"{p:.2f}", class_="muted end", x=296, y=12),
        class_="share",
        transform=translate(LEFT, y),
    )


def _note(text, steps, p, unit):
    """Say what the still picture shows, with what a quote and a full stop did to the unit."""
    depth, quote = state_after(text)
    i, f, o, c = steps[-1, :4, unit]
    best = int(p[-1].argmax())
    told = [
        f"After {text} there are {depth} open brackets and {'a' if quote else 'no'} quote.",
        f"Unit {unit + 1}, {NAMES[unit]}, has the cell {number(c)}, input gate {number(i)}, "
        f"forget gate {number(f)}, output gate {number(o)}.",
        f"Most probable next: {CHARACTERS[best]} with {number(p[-1, best])}.",
    ]
    for t in range(1, len(text)):
        if text[t] in "()" and state_after(text[:t])[1]:
            told.append(
                f"At step {t + 1}, a bracket in the quote, its input gate is "
                f"{number(steps[t, 0, unit])} and the cell stays at {number(steps[t, 3, unit])}."
            )
            break
    t = text.find(".")
    if t > 0:
        told.append(
            f"At the full stop its forget gate is {number(steps[t, 1, unit])}: the cell goes from "
            f"{number(steps[t - 1, 3, unit])} to {number(steps[t, 3, unit])}."
        )
    return " ".join(told)
