"""The honest comparison of chapter 08: five methods, two ways to divide the digits, five seeds.

Each row tells how many test images a method reads right, plain and moved. "random" divides the
digits at random, anew for each seed; "writers" trains on the first 70 % of the file and tests on
the last 30 %, which other people have written, so that only the training differs between seeds.
"""

from itertools import pairwise

import numpy as np
from table import write

from nnlib import Tensor, nn, no_grad, optim, schedulers
from nnlib.data import load_digits, minibatches, move_images, split

EPOCHS = 60


def train(sizes, X, y, rng, moved=False):
    """Train a network by Adam with a learning rate that falls along a half cosine."""
    layers = []
    for ins, outs in pairwise(sizes):
        layers += [nn.ReLU(), nn.Linear(ins, outs, rng=rng)]
    model = nn.Sequential(*layers[1:])
    loss_fn, optimizer = nn.CrossEntropyLoss(), optim.Adam(model.parameters(), lr=0.005)
    falling = schedulers.CosineAnnealingLR(optimizer, EPOCHS)
    for _ in range(EPOCHS):
        images = move_images(X, rng) if moved else X
        for x, labels in minibatches(images / 16, y, 32, rng):
            optimizer.zero_grad()
            loss_fn(model(Tensor(x)), labels).backward()
            optimizer.step()
        falling.step()

    def predict(images):
        with no_grad():
            return model(Tensor(images / 16)).data.argmax(axis=1)

    return predict


def neighbours(X, y, k=3):
    """Let the k nearest training images vote; of equal votes the smallest label wins."""

    def predict(images):
        squares = (images**2).sum(axis=1)[:, None] - 2 * images @ X.T + (X**2).sum(axis=1)
        near = y[squares.argpartition(k, axis=1)[:, :k]]
        return np.array([np.bincount(votes).argmax() for votes in near])

    return predict


def methods(X, y, rng):
    """Yield the name of each method and its trained predict."""
    common = np.bincount(y).argmax()
    yield "commonest digit", lambda images: np.full(len(images), common)
    yield "softmax regression", train((64, 10), X, y, rng)
    yield "3 neighbours", neighbours(X, y)
    yield "network", train((64, 64, 10), X, y, rng)
    yield "network, moved", train((64, 64, 10), X, y, rng, moved=True)
    moved = np.concatenate([move_images(X, rng) for _ in range(3)])
    yield "3 neighbours, moved", neighbours(moved, np.tile(y, 3))


def main():
    """Return the rows."""
    digits, rows = load_digits(), []
    X, y, n = digits.X, digits.y, len(digits.y)
    for division in ("random", "writers"):
        for seed in range(5):
            rng = np.random.default_rng(seed)
            train_rows, test_rows = split(n, [0.7, 0.3], rng)
            if division == "writers":
                train_rows, test_rows = np.split(np.arange(n), [len(train_rows)])
            shifted = move_images(X[test_rows], rng)
            for name, predict in methods(X[train_rows], y[train_rows], rng):
                plain, moved = (
                    np.mean(predict(images) == y[test_rows]) for images in (X[test_rows], shifted)
                )
                rows.append(
                    {
                        "division": division,
                        "seed": seed,
                        "method": name,
                        "plain": f"{plain:.4f}",
                        "moved": f"{moved:.4f}",
                    }
                )
    return rows


write(__file__, main)
