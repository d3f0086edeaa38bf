"""Small GPTs on the characters of Python's help texts, by width and by steps, in bits.

Of the 465,000 characters the first 80 % are for training, the next 10 % for validation, the last
10 % are the test, as in `gated_characters.py`. Two blocks of four heads, a context of 32
characters, batches of 16 windows from random places, AdamW with warm-up and a cosine; nothing was
tuned on the test. Three seeds each. The chapter on language models trains one of them again.
"""

import numpy as np
from gated_characters import parts
from table import write

from nnlib import functional as F
from nnlib import kernels, nn, no_grad, optim, schedulers

CONTEXT, HEADS, LAYERS, BATCH, RATE = 32, 4, 2, 16, 6e-3
RUNS = ((64, 800), (32, 800), (64, 2400))  # width, steps
SEEDS = range(3)


def new_gpt(symbols, width, rng):
    """Return a GPT whose matrices start three times as large as nnlib's.

    A deviation of 0.02 is made for widths of 768 and more; on 64 numbers it learns more slowly.
    """
    model = nn.GPT(symbols, CONTEXT, d_model=width, nhead=HEADS, num_layers=LAYERS, rng=rng)
    for p in model.parameters():
        if p.data.ndim == 2:
            p.data *= 3
    return model


def train(model, ids, rng, steps, lr=RATE, params=None):
    """Train on random windows; the learning rate rises for a tenth of the steps, then falls."""
    params = list(model.parameters()) if params is None else params
    optimizer = optim.AdamW(params, lr=lr, betas=(0.9, 0.99))
    schedule = schedulers.WarmupCosine(optimizer, steps // 10, steps)
    for _ in range(steps):
        begin = rng.integers(0, len(ids) - CONTEXT, (BATCH, 1))
        window = ids[begin + np.arange(CONTEXT + 1)]
        optimizer.zero_grad()
        logits = model(window[:, :-1])
        flat = logits.reshape(-1, logits.shape[-1])
        F.cross_entropy(flat, window[:, 1:].reshape(-1)).backward()
        optim.clip_grad_norm_(params, 1.0)
        optimizer.step()
        schedule.step()
    return model


def bits(model, ids):
    """Return bits per character; windows overlap by half, and the second halves count."""
    half = CONTEXT // 2
    windows = np.lib.stride_tricks.sliding_window_view(ids, CONTEXT + 1)[::half]
    costs = []
    with no_grad():
        for part in np.array_split(windows, len(windows) // 64 + 1):
            log_p, _ = kernels.log_softmax(model(part[:, :-1]).data[:, half:])
            costs.append(-np.take_along_axis(log_p, part[:, half + 1 :, None], axis=2).ravel())
    return np.concatenate(costs).mean() / np.log(2)


def main():
    (training, validation, test), symbols = parts()
    rows = []
    for width, steps in RUNS:
        for seed in SEEDS:
            rng = np.random.default_rng(seed)
            model = train(new_gpt(symbols, width, rng), training, rng, steps)
            size = sum(p.data.size for p in model.parameters())
            row = {"width": width, "steps": steps, "batch": BATCH, "parameters": size}
            row |= {"seed": seed, "validation": f"{bits(model, validation):.4f}"}
            rows.append(row | {"test": f"{bits(model, test):.4f}"})
            print(rows[-1], flush=True)
    return rows


if __name__ == "__main__":
    write(__file__, main)
