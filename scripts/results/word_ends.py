"""Where do words end in Python's help texts without spaces? Read in one direction and in both.

Only letters are kept, small ones; each is to be tagged: does a word end here? The first 90 % are
for training, the last 10 % are the test. A GRU with 64 units reads forwards; one with 40 units a
direction reads both ways and has fewer weights. Beside them counts: of the last letters, and of
letters on both sides. Three seeds. The chapter on gated networks trains one of them again.
"""

import re

import numpy as np
from table import write

from nnlib import data, nn, no_grad, optim

NETWORKS = {"forwards": (64, False), "both ways": (40, True)}
WINDOWS = [(0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (1, 1), (2, 1), (2, 2)]
SEEDS = range(3)


def parts():
    """Return training and test part, each a pair: letters 0 to 25, and 1 where a word ends."""
    words = re.findall("[a-z]+", data.load_topics().lower())
    letters = np.frombuffer("".join(words).encode(), np.uint8) - ord("a")
    ends = np.zeros(len(letters), int)
    ends[np.cumsum([len(word) for word in words]) - 1] = 1
    cut = int(0.9 * len(letters))
    return [
        (part(letters).astype(int), part(ends)) for part in (lambda a: a[:cut], lambda a: a[cut:])
    ]


class Tagger(nn.Module):
    """Embedding, a GRU, and two logits for each letter."""

    def __init__(self, units, bidirectional, rng):
        self.embedding = nn.Embedding(26, 16, rng=rng)
        self.body = nn.GRU(16, units, bidirectional=bidirectional, rng=rng)
        self.head = nn.Linear((1 + bidirectional) * units, 2, rng=rng)

    def forward(self, letters):
        hs, _ = self.body(self.embedding(letters))
        return self.head(hs)


def train(model, letters, ends, rng, steps=300, length=60):
    optimizer = optim.Adam(model.parameters(), lr=0.005)
    for _ in range(steps):
        starts = rng.integers(0, len(letters) - length, size=(64, 1))
        places = starts + np.arange(length)
        optimizer.zero_grad()
        logits = model(letters[places]).reshape(-1, 2)
        nn.CrossEntropyLoss()(logits, ends[places].reshape(-1)).backward()
        optim.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()


def accuracy(model, letters, ends, length=60):
    n = len(letters) // length * length
    with no_grad():
        logits = model(letters[:n].reshape(-1, length)).data
    return float((logits.argmax(axis=-1).ravel() == ends[:n]).mean())


def by_counts(training, test, left, right):
    """Tag as most often in training for the same letters around; unknown ones are no end."""

    def keys(letters):
        padded = np.pad(letters, (left, right), constant_values=26)
        return sum(padded[k : k + len(letters)] * 27**k for k in range(left + right + 1))

    known, place = np.unique(keys(training[0]), return_inverse=True)
    share = np.bincount(place, training[1]) / np.bincount(place)
    wanted = keys(test[0])
    found = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    guess = (known[found] == wanted) & (share[found] > 0.5)
    return float((guess == test[1]).mean())


def main():
    training, test = parts()
    rows = [{"model": "never", "seed": 0, "accuracy": f"{1 - test[1].mean():.4f}"}]
    for left, right in WINDOWS:
        name = f"counts, {left} left, {right} right"
        rows.append(
            {"model": name, "seed": 0, "accuracy": f"{by_counts(training, test, left, right):.4f}"}
        )
    for name, sizes in NETWORKS.items():
        for seed in SEEDS:
            rng = np.random.default_rng(seed)
            model = Tagger(*sizes, rng)
            train(model, *training, rng)
            right = accuracy(model, *test)
            rows.append({"model": name, "seed": seed, "accuracy": f"{right:.4f}"})
    return rows


if __name__ == "__main__":
    write(__file__, main)
