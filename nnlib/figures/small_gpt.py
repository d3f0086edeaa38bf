"""The small GPT that ships with the book writes on what the reader types."""

from functools import cache

import numpy as np

from nnlib.figures.base import Figure, drawing, element, number, translate
from nnlib.figures.plane import path
from nnlib.figures.sampling import Random, draw, probabilities
from nnlib.pretrained import FILE, load_small_gpt, read_small_gpt

TEXT, LONGEST = "A class is", 80
TEMPERATURE, SEED, MORE = 0.6, 1, 200  # and so many characters are written at a time
COLUMNS, ROWS, COLUMN, ROW = 43, 12, 8, 25  # characters in a line, lines, and their sizes
LEFT, TOP, BAR = 8, 40, 10  # where lines start, and a bar of attention 1
LAYER, HEAD = 3, 3  # whose attention the still shows, counted from 1
SIGNS = {"\n": "↵", " ": "␣"}


def small_gpt(text=TEXT, *, label=None, caption=None):
    """Let the shipped GPT write on, character by character, in the page.

    The reader types a beginning and chooses temperature, top-k and top-p; below the text stand
    the attention weights of one head for the last character. The page computes what
    `nnlib.data.load_small_gpt` does, keeping keys and values of what it has read. When the context
    is full, it goes on from the last half of it.

    What to tell in the text, each held by ``tests/test_small_gpt.py``: it closes quotation marks
    that it opened, and layer 3, head 3 finds them: within a quotation it looks at the mark that is
    open. At temperature 0 it soon goes round in circles; at 0.6 it spells most words right, at 1.5
    far fewer.

    The weights are no part of the figure: they come with the first press of a button, from
    ``_static`` of the book. Elsewhere the figure says so, and the still picture has to do.

    Parameters
    ----------
    text : str, optional
        What stands in the text field at the start: 1 to 80 of the model's characters, in one line.
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
    content = _content()
    characters, held_out = content["characters"], content["bits"]["held out"]
    known = set(characters) - {"\n"}
    if not 1 <= len(text) <= LONGEST or not set(text) <= known:
        raise ValueError(
            f"expected 1 to {LONGEST} characters of Python's help texts in one line, got {text!r}"
        )
    label = label or "A small GPT that writes on"
    written, attention, p = _written(text)
    weights = attention[LAYER - 1, HEAD - 1]
    start = len(written) - len(weights)  # the first character that it still saw
    best = start + int(weights.argmax())
    note = (
        f"After “{text}” the model wrote at temperature {number(TEMPERATURE)}: "
        f"“{' '.join(written[len(text) :].split())}”. "
        f"A character of a text it never saw costs it {held_out:.2f} bits. "
        f"In layer {LAYER}, head {HEAD} the last character gives the largest weight, "
        f"{number(float(weights.max()))}, to {sign(written[best])} {len(written) - 1 - best} "
        f"places before it. Most probable next: {sign(characters[int(p.argmax())])} with "
        f"{number(float(p.max()))}."
    )
    spots = places(written)
    row, column = seen(spots)[len(written) - 1]
    at = " ".join(str(COLUMN * k) for k in range(COLUMNS))
    writing = [
        element("text", line, class_="writing", x=at, y=ROW * k)
        for k, line in enumerate(lines(written, spots))
    ]
    page = element(
        "g",
        path("typed", shade(spots, len(text))),
        path("line one attention", bars(spots, start, weights)),
        *writing,
        element("rect", class_="now", x=COLUMN * column, y=ROW * row - 12, width=COLUMN, height=16),
        transform=translate(LEFT, TOP),
    )
    heading = element("text", _heading(LAYER, HEAD), class_="muted heading", x=LEFT, y=14)
    size = LEFT + COLUMN * COLUMNS + LEFT, TOP + ROW * ROWS
    return Figure(
        "small_gpt",
        [drawing(*size, heading, page, title=label, description=note)],
        {
            "file": f"small_gpt.js?v={content['sha256'][:8]}",
            "size": f"{FILE.stat().st_size / 1e6:.2f} MB",
            "text": text,
            "characters": characters,
            "sizes": [COLUMNS, ROWS, COLUMN, ROW, BAR],
            "counts": [content["sizes"]["num_layers"], content["sizes"]["nhead"]],
            "start": [LAYER, HEAD, TEMPERATURE, SEED, MORE, LONGEST],
        },
        label=label,
        caption=caption,
        hint="Type a beginning and press Write. Shaded is what you typed; a bar below a character "
        "is the attention weight that the last character gives it.",
        still_note=note,
        shared=("plane", "field", "sampling"),
    )


class Reader:
    """The GPT one token at a time, with the keys and values of those before: as small_gpt.js.

    Attributes
    ----------
    attention : ndarray, shape (layers, heads, T)
        Weights that the last token gave to all T that were read.
    """

    def __init__(self):
        model, self.characters = load_small_gpt()
        self.sizes = read_small_gpt()["sizes"]
        self.weights = model.state_dict()
        self.forget()

    def forget(self):
        """Start with no token read."""
        self.n = 0
        # keys and values of each layer and head for every place of the context
        layers, heads = self.sizes["num_layers"], self.sizes["nhead"]
        size = self.sizes["d_model"] // heads
        self.kept = np.empty((layers, 2, heads, self.sizes["context"], size), np.float32)

    def read(self, token):
        """Read one token more and return the logits of the next, shape (k,)."""
        w, n = self.weights, self.n
        layers, _, heads, _, size = self.kept.shape
        self.n = n + 1
        self.attention = np.empty((layers, heads, n + 1), np.float32)
        x = w["token_embedding.weight"][token] + w["position_embedding.weight"][n]
        for layer in range(layers):
            at = f"layers.{layer}."
            parts = self._linear(self._norm(x, f"{at}norm1."), f"{at}self_attn.in_proj_")
            query, *pair = parts.reshape(3, heads, size)
            self.kept[layer, :, :, n] = pair
            keys, values = self.kept[layer, :, :, : n + 1]  # (heads, T, size)
            scores = (keys @ query[:, :, None])[:, :, 0] / np.float32(np.sqrt(size))
            shares = np.exp(scores - scores.max(axis=1, keepdims=True))
            shares /= shares.sum(axis=1, keepdims=True)
            self.attention[layer] = shares
            mixed = (shares[:, None] @ values).reshape(-1)
            x = x + self._linear(mixed, f"{at}self_attn.out_proj.")
            hidden = self._linear(self._norm(x, f"{at}norm2."), f"{at}linear1.")
            hidden *= (1 + np.tanh(0.7978845608 * (hidden + 0.044715 * hidden**3))) / 2
            x = x + self._linear(hidden, f"{at}linear2.")
        return self._linear(self._norm(x, "norm."), "token_embedding.")

    def read_text(self, text, upto):
        """Read on to the end of `text`, of which `upto` characters are read; return the logits.

        With a full context it begins anew with the last half.
        """
        context = self.sizes["context"]
        while upto < len(text):
            if self.n == context:
                self.forget()
                upto -= context // 2 - 1
            logits = self.read(self.characters.index(text[upto]))
            upto += 1
        return logits

    def _linear(self, x, name):
        y = self.weights[f"{name}weight"] @ x
        return y + self.weights[f"{name}bias"] if f"{name}bias" in self.weights else y

    def _norm(self, x, name):
        x = x - x.mean()
        scale = 1 / np.sqrt(x @ x / np.float32(len(x)) + np.float32(1e-5))
        return x * scale * self.weights[f"{name}weight"] + self.weights[f"{name}bias"]


def write_on(text, n, temperature=1.0, top_k=None, top_p=None, seed=SEED):
    """Return a text with n characters more, the reader after its last one, and the logits."""
    reader, random = Reader(), Random(seed)
    logits = reader.read_text(text, 0)
    for _ in range(n):
        text += reader.characters[draw(probabilities(logits, temperature, top_k, top_p), random())]
        logits = reader.read_text(text, len(text) - 1)
    return text, reader, logits


@cache
def _content():
    return read_small_gpt()


@cache
def _written(text):
    written, reader, logits = write_on(text, MORE, TEMPERATURE)
    return written, reader.attention, probabilities(logits, TEMPERATURE)


def _heading(layer, head):
    return f"bars: attention of the last character, layer {layer}, head {head}"


def places(text):
    """Return the line and the column of each character."""
    found, row, column = [], 0, 0
    for character in text:
        if column == COLUMNS:
            row, column = row + 1, 0
        found.append((row, column))
        row, column = (row + 1, 0) if character == "\n" else (row, column + 1)
    return found


def seen(spots):
    """Return the places that the drawing shows, the last lines, by the number of the character."""
    above = max(0, spots[-1][0] - ROWS + 1)
    return {i: (row - above, column) for i, (row, column) in enumerate(spots) if row >= above}


def lines(text, spots):
    """Return what stands in each line of the drawing."""
    found = [""] * ROWS
    for i, (row, _) in seen(spots).items():
        found[row] += "" if text[i] == "\n" else text[i].replace(" ", "\u00a0")
    return found


def bars(spots, start, weights):
    """Return the path of the bars of attention below the characters from `start` on."""
    found = ""
    for i, (row, column) in seen(spots).items():
        size = BAR * float(weights[i - start]) if i >= start else 0
        if size >= 0.2:
            found += f"M{COLUMN * column + COLUMN // 2} {ROW * row + 16}v-{size:.1f}"
    return found


def shade(spots, typed):
    """Return the path behind what was typed."""
    here = seen(spots)
    return "".join(
        f"M{COLUMN * here[i][1]} {ROW * here[i][0] - 4}h{COLUMN}" for i in range(typed) if i in here
    )


def sign(character):
    """Return a character so that it can be seen."""
    return SIGNS.get(character, character)
