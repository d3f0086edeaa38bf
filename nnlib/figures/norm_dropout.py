"""Batch norm and dropout on the activations of one unit, in training and in evaluation."""

import math

from nnlib.figures.base import Figure, drawing, element, number, translate
from nnlib.figures.plane import Plane, path

OURS = 2.0  # the activation that is followed, sample A, in every batch
SIZE, DROP = 4, 0.5  # where the sliders start
MEAN, STD = 1.0, 0.7  # of the other samples
MOMENTUM, EPS = 0.1, 1e-5
VIEW = Plane((-3, 8), (0, 3), height=180)
ROWS = (("inputs", 2.3), ("training", 1.3), ("evaluation", 0.3))


def norm_dropout(*, label=None, caption=None):
    """Show the same activations through a layer in training and in evaluation.

    The layer is batch norm or dropout; the reader draws batches, of a size and with a probability
    of dropping that sliders set. Sample A, in every batch, shows what depends on the others and on
    chance.

    Parameters
    ----------
    label, caption : str, optional
        Name of the figure for a screen reader, and the line below it.

    Returns
    -------
    Figure
    """
    label = label or "Batch norm and dropout, in training and evaluation"
    batches = draws(SIZE, DROP, 51)
    rows, seen = batches[0][0], [batch[0][1][0] for batch in batches]
    dropped = [batch[1][1][0] for batch in batches]
    note = (
        f"Sample A has the activation {number(OURS)}. In 51 batches of {SIZE} it meets other "
        f"samples, and batch norm makes it anything from {number(min(seen))} to "
        f"{number(max(seen))} in training; in evaluation, by the running statistics, "
        f"{number(batches[-1][0][2][0])}. Dropout with p = {DROP} makes it 0 or "
        f"{number(OURS / (1 - DROP))} in training, on average {number(sum(dropped) / 51)}, and "
        f"leaves it at {number(OURS)} in evaluation. Drawn: batch norm, first batch."
    )
    others = [path(f"line zero others{i}", ticks(row[1:], i)) for i, row in enumerate(rows)]
    parts = [VIEW.axes(("activation of one unit", "")), VIEW.content(*others)]
    for i, row in enumerate(rows):
        name, height = ROWS[i]
        at = VIEW.place(row[0], height)
        mark = element("circle", class_=f"one mark ours{i}", r="6", transform=translate(*at))
        mean = path(f"line accent mean{i}", tick(sum(row) / len(row), i, 14))
        text = element("text", name, class_="muted", x=6, y=VIEW.place(0, height)[1] - 18)
        parts.append(VIEW.over(text, mean, mark))
    key = ("one", "sample A"), ("zero", "the others"), ("accent", "mean of the batch")
    for i, (colour, text) in enumerate(key):
        sample = (
            path(f"line {colour}", "M0-9v9")
            if i
            else element("circle", class_="one mark", cy="-4", r="5")
        )
        name = element("text", text, class_="muted", x=10)
        parts.append(element("g", sample, name, transform=translate(30 + 100 * i, 254)))
    return Figure(
        "norm_dropout",
        [drawing(360, 266, *parts, title=label, description=note)],
        {
            "planes": [VIEW.data],
            "heights": [height for _, height in ROWS],
            "first": [SIZE, DROP],
            "constants": [OURS, MEAN, STD, MOMENTUM, EPS],
        },
        label=label,
        caption=caption,
        hint="Choose the layer, then draw batches; change their size, or p.",
        still_note=note,
        shared=("plane",),
    )


def draws(size, p, count):
    """Return for each batch both layers' rows: inputs, output in training and in evaluation."""
    state, found = 1, []
    mean, var = 0.0, 1.0

    def uniform():
        nonlocal state
        state = state * 16807 % 2147483647
        return state / 2147483647

    for _ in range(count):
        x = [OURS]
        while len(x) < size:
            x.append(MEAN + STD * (sum(uniform() for _ in range(12)) - 6))
        mask = [(uniform() >= p) / (1 - p) for _ in x]
        now = sum(x) / size
        spread = sum((v - now) ** 2 for v in x) / size
        mean += MOMENTUM * (now - mean)
        var += MOMENTUM * (spread * size / (size - 1) - var)
        trained = [(v - now) / math.sqrt(spread + EPS) for v in x]
        steady = [(v - mean) / math.sqrt(var + EPS) for v in x]
        masked = [v * m for v, m in zip(x, mask, strict=True)]
        found.append(((x, trained, steady), (x, masked, x), (now, spread, mean, var)))
    return found


def tick(value, row, half=8):
    """Return a short upright line at a value, in one of the three rows."""
    across, down = VIEW.place(value, ROWS[row][1])
    return f"M{across:.1f} {down - half:.1f}v{2 * half}"


def ticks(values, row):
    """Return a line for each value."""
    return "".join(tick(v, row) for v in values)
