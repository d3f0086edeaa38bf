"""Digits to be repeated, by length: from one fixed vector, and with attention to all states.

The networks are those of `dates`, with 2 x 32 units in the reader. Each batch has one length,
drawn from 1 to 20; a row of the table is the share of right digits at one length, for one seed.
"""

import numpy as np
from dates import Translator, train
from table import write

KINDS = ("dot product", "fixed vector")
LENGTHS, LONGEST, STEPS, SEEDS = (2, 5, 10, 15, 20), 20, 1000, range(3)


def draw(n, rng, length=None):
    """Return n rows of digits to be read, their lengths, and the same digits to be written."""
    length = rng.integers(1, LONGEST + 1) if length is None else length
    digits = rng.integers(0, 10, size=(n, length))
    return digits, np.full(n, length), digits


def main():
    rows = []
    for kind in KINDS:
        for seed in SEEDS:
            rng = np.random.default_rng(seed)
            model = Translator(kind, rng, inputs=10, outputs=10)
            for _ in train(model, draw, rng, STEPS):
                pass
            for length in LENGTHS:
                source, lengths, target = draw(500, np.random.default_rng(99), length)
                right = (model.say(source, lengths, length) == target).mean()
                row = {"model": kind, "seed": seed, "length": length}
                rows.append(row | {"digits": f"{right:.4f}"})
    return rows


if __name__ == "__main__":
    write(__file__, main)
