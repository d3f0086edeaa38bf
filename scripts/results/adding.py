"""The adding problem by length: an RNN, a GRU and an LSTM with three forget biases, three seeds.

32 units read random numbers, of which one in each half is marked, and answer with the sum of the
two. Every batch of 64 is new. Training ends when the mean squared error on 1000 sequences of their
own is below 0.01, looked at every 100 steps, or after 1500 steps; always answering 1 has 1/6. The
chapter on gated networks trains some of them again.
"""

from itertools import product

import numpy as np
from table import write

from nnlib import Tensor, nn, no_grad, optim

LENGTHS = (10, 20, 50, 100)
SEEDS = range(3)
MODELS = {  # the layer, and what its forget gates start with
    "RNN": (nn.RNN, None),
    "GRU": (nn.GRU, None),
    "LSTM, bias 0": (nn.LSTM, 0.0),
    "LSTM, bias 1": (nn.LSTM, 1.0),
    "LSTM, bias 3": (nn.LSTM, 3.0),
}


def adding(n, length, rng):
    """Return sequences (n, length, 2) of numbers and marks, and their sums (n, 1)."""
    numbers, marks = rng.random((n, length)), np.zeros((n, length))
    rows, half = np.arange(n), length // 2
    first, second = rng.integers(0, half, n), rng.integers(half, length, n)
    marks[rows, first] = marks[rows, second] = 1
    y = (numbers * marks).sum(axis=1, keepdims=True)
    return np.stack([numbers, marks], axis=2).astype(np.float32), y.astype(np.float32)


class Adder(nn.Module):
    """A recurrent layer of 32 units, and a linear layer on its last hidden state."""

    def __init__(self, layer, forget_bias, rng):
        self.body, self.head = layer(2, 32, rng=rng), nn.Linear(32, 1, rng=rng)
        if forget_bias is not None:  # bias_ih and bias_hh are added; the gates are i, f, g, o
            self.body.bias_ih_l0.data[32:64] = forget_bias
            self.body.bias_hh_l0.data[32:64] = 0

    def forward(self, x):
        hs, _ = self.body(x)
        return self.head(hs[:, -1])


def train(model, length, rng, steps=1500):
    """Return the number of steps and the mean squared error at the end."""
    optimizer, loss = optim.Adam(model.parameters(), lr=0.01), nn.MSELoss()
    held, answers = adding(1000, length, rng)
    for step in range(1, steps + 1):
        x, y = adding(64, length, rng)
        optimizer.zero_grad()
        loss(model(Tensor(x)), y).backward()
        optim.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 100 == 0:
            with no_grad():
                mse = loss(model(Tensor(held)), answers).item()
            if mse < 0.01:
                break
    return step, mse


def row(name, length, seed):
    rng = np.random.default_rng(seed)
    steps, mse = train(Adder(*MODELS[name], rng), length, rng)
    return {"model": name, "length": length, "seed": seed, "steps": steps, "mse": f"{mse:.4f}"}


def main():
    return [row(*case) for case in product(MODELS, LENGTHS, SEEDS)]


if __name__ == "__main__":
    write(__file__, main)
