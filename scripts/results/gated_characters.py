"""Characters of Python's help texts read by an RNN, a GRU and an LSTM of about 36,000 weights.

Of the 465,000 characters the first 80 % are for training, the next 10 % choose the learning rate,
the last 10 % are the test; the topics are in alphabetical order. Each network reads 32 places of
the text at once, 50 characters a step, and hands its state on (truncated backpropagation through
time). Three seeds, two learning rates, bits per character after 250, 500, 750 and 1000 steps. The
chapter on gated networks trains one of them again.
"""

from itertools import product

import numpy as np
from table import write

from nnlib import data, nn, no_grad, optim

UNITS = {"RNN": 128, "GRU": 76, "LSTM": 64}
RATES = (0.004, 0.01)
SEEDS = range(3)


def parts():
    """Return training, validation and test part as numbers, and the number of symbols."""
    text = data.load_topics()
    symbols = sorted(set(text))
    number = {symbol: i for i, symbol in enumerate(symbols)}
    ids = np.array([number[symbol] for symbol in text])
    n = len(ids)
    return np.split(ids, [int(0.8 * n), int(0.9 * n)]), len(symbols)


class Reader(nn.Module):
    """Embedding, one recurrent layer, logits of the next symbol; an LSTM's forget bias is 1."""

    def __init__(self, kind, symbols, rng):
        units = UNITS[kind]
        self.embedding = nn.Embedding(symbols, 32, rng=rng)
        self.body = getattr(nn, kind)(32, units, rng=rng)
        self.head = nn.Linear(units, symbols, rng=rng)
        if kind == "LSTM":
            self.body.bias_ih_l0.data[units : 2 * units] = 1

    def forward(self, ids, state=None):
        hs, state = self.body(self.embedding(ids), state)
        return self.head(hs), state


def cut_off(state):
    """Keep the numbers of a state and forget how they came about."""
    if isinstance(state, tuple):
        return tuple(part.detach() for part in state)
    return state.detach()


def side_by_side(ids, rows):
    """Lay a text into rows; return inputs and targets, each (rows, length)."""
    length = (len(ids) - 1) // rows
    return (ids[k : k + rows * length].reshape(rows, length) for k in (0, 1))


def loss(model, x, y, state):
    logits, state = model(x, state)
    flat = logits.reshape(-1, logits.shape[-1])
    return nn.CrossEntropyLoss()(flat, y.reshape(-1)), cut_off(state)


def bits(model, ids):
    """Return bits per character, the state handed on along each of 16 rows."""
    x, y = side_by_side(ids, 16)
    state, total = None, 0.0
    with no_grad():
        for start in range(0, x.shape[1], 100):
            piece = slice(start, start + 100)
            mean, state = loss(model, x[:, piece], y[:, piece], state)
            total += mean.item() * x[:, piece].size
    return total / x.size / np.log(2)


def train(model, ids, lr, steps, look, every=250):
    """Train, and call `look` with the number of steps now and then."""
    optimizer = optim.Adam(model.parameters(), lr=lr)
    x, y = side_by_side(ids, 32)
    start, state = 0, None
    for step in range(1, steps + 1):
        if start + 50 > x.shape[1]:
            start, state = 0, None
        piece = slice(start, start + 50)
        optimizer.zero_grad()
        mean, state = loss(model, x[:, piece], y[:, piece], state)
        mean.backward()
        optim.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        start += 50
        if step % every == 0:
            look(step)


def main():
    (training, validation, test), symbols = parts()
    rows = []
    for kind, lr, seed in product(UNITS, RATES, SEEDS):
        model = Reader(kind, symbols, np.random.default_rng(seed))
        case = {"model": kind, "lr": lr, "seed": seed}

        def look(step, model=model, case=case):
            numbers = {"validation": bits(model, validation), "test": bits(model, test)}
            numbers = {name: f"{value:.4f}" for name, value in numbers.items()}
            rows.append(case | {"steps": step} | numbers)

        train(model, training, lr, 1000, look)
    return rows


if __name__ == "__main__":
    write(__file__, main)
