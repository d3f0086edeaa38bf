"""A small GPT that has read help texts learns to write code, from 20,000 characters of nnlib.

The GPT is the first of `small_gpt.py`, three seeds. It is trained on in all its weights or in its
last block and norm alone, beside a new one of the same kind and beside the old one as it was; each
is measured on code that was held out and on the test part of the help texts, in bits per character.
A start from scratch has three times the steps too, since it has more to learn. The chapter on
language models repeats one row.
"""

import numpy as np
from small_gpt import bits, new_gpt, parts, train
from table import write

from nnlib import data

WIDTH, STEPS = 64, 800
MORE, RATE, SCRATCH_RATE, LONG = 150, 2e-3, 6e-3, 450


def code():
    """Return the code to learn from and the code held out, as numbers."""
    number = {symbol: i for i, symbol in enumerate(sorted(set(data.load_topics())))}
    ids = np.array([number[character] for character in data.load_code() if character in number])
    return ids[:20_000], ids[20_000:]


def last_block(model):
    """Freeze all but the last block and the last norm, and return what is left to train."""
    params = [*model.layers[-1].parameters(), *model.norm.parameters()]
    for p in model.parameters():
        p.requires_grad = False
    for p in params:
        p.requires_grad = True
    return params


def main():
    (training, _, test), symbols = parts()
    few, rest = code()
    rows = []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        model = train(new_gpt(symbols, WIDTH, rng), training, rng, STEPS)
        old = {name: value.copy() for name, value in model.state_dict().items()}

        def note(start, trained, numbers, model, seed=seed):
            costs = {"code": f"{bits(model, rest):.4f}", "help": f"{bits(model, test):.4f}"}
            row = {"start": start, "trained": trained, "seed": seed, "numbers": numbers}
            rows.append(row | costs)
            print(rows[-1], flush=True)

        note("pretrained", "nothing", 0, model)
        for start, trained, steps, rate in (
            ("scratch", "all", MORE, SCRATCH_RATE),
            ("scratch", "all, longer", LONG, SCRATCH_RATE),
            ("pretrained", "last block", MORE, RATE),
            ("pretrained", "all", MORE, RATE),
        ):
            rng = np.random.default_rng(seed)
            model = new_gpt(symbols, WIDTH, rng)
            if start == "pretrained":
                model.load_state_dict(old)
            rng = np.random.default_rng(seed)
            params = last_block(model) if trained == "last block" else list(model.parameters())
            train(model, few, rng, steps, rate, params)
            note(start, trained, sum(p.data.size for p in params), model)
    return rows


if __name__ == "__main__":
    write(__file__, main)
