"""Bits per character of a small recurrent network on a tiny text, by how far gradients may reach.

The first 20,000 characters of Python's help texts, the last tenth held out. Sixteen streams are
read in parallel, 32 characters between two steps of Adam; every ``cut`` characters the hidden
state is detached (``state`` "carried") or also set to zero ("reset"), for the held-out text too.
The loss and the number of steps are the same for all. One row is one training. Chapter 11 trains
one again.
"""

import numpy as np
from table import write

from nnlib import Tensor, data, nn, no_grad, optim
from nnlib import functional as F

SEEDS = 4
STREAMS, STEPS, HIDDEN, EPOCHS, LR = 16, 32, 64, 20, 3e-3
CUTS = (1, 2, 4, 8, 32)


def main():
    """Return the rows of all trainings."""
    text = data.load_topics()[:20_000]
    characters = sorted(set(text))
    ids = np.array([characters.index(character) for character in text])
    rows = []
    for seed in range(SEEDS):
        for state in ("carried", "reset"):
            for cut in CUTS:
                bits = train(ids, len(characters), cut, state, seed)
                rows.append({"state": state, "cut": cut, "seed": seed, "bits": f"{bits:.4f}"})
    return rows


def train(ids, size, cut, state, seed):
    """Train one network and return its bits per character on the held-out text."""
    rng = np.random.default_rng(seed)
    rnn, out = nn.RNN(size, HIDDEN, rng=rng), nn.Linear(HIDDEN, size, rng=rng)
    params = [*rnn.parameters(), *out.parameters()]
    optimizer = optim.Adam(params, lr=LR)
    part = len(ids) * 9 // 10
    length = (part - 1) // STREAMS
    x = ids[: STREAMS * length].reshape(STREAMS, length)
    y = ids[1 : STREAMS * length + 1].reshape(STREAMS, length)
    eye = np.eye(size, dtype=np.float32)

    def loss(x, y, h):
        total = 0
        for start in range(0, x.shape[1], cut):
            piece = slice(start, start + cut)
            hs, h = rnn(Tensor(eye[x[:, piece]]), h)
            h = h.detach() if state == "carried" else None
            logits = out(hs).reshape(-1, size)
            share = (x[:, piece].size) / x.size
            total = total + share * F.cross_entropy(logits, y[:, piece].reshape(-1))
        return total, h

    for _ in range(EPOCHS):
        h = None
        for start in range(0, length, STEPS):
            steps = slice(start, start + STEPS)
            optimizer.zero_grad()
            mean, h = loss(x[:, steps], y[:, steps], h)
            mean.backward()
            optim.clip_grad_norm_(params, 1.0)
            optimizer.step()
    with no_grad():  # the state warms up on the last 32 characters of the training text
        _, h = loss(ids[None, part - 33 : part - 1], ids[None, part - 32 : part], None)
        mean, _ = loss(ids[None, part - 1 : -1], ids[None, part:], h)
    return mean.item() / np.log(2)


if __name__ == "__main__":
    write(__file__, main)
