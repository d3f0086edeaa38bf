"""LeNet-5 on 32 x 32 digits beside a dense network of its size and three neighbours.

Two divisions: at random, a new one for each seed, and the last 30 % of the file as test, which
is harder; there the seed changes only the start and the order of the batches. "moved" says whether
the training pictures were moved by up to four of the 32 pixels: at random for the networks, nine
copies for the neighbours. The chapter on convolution trains one of these networks again.
"""

import time
from itertools import product

import numpy as np
from table import write

from nnlib import Tensor, data, nn, no_grad, optim
from nnlib.schedulers import CosineAnnealingLR

EPOCHS, BATCH, MOST = 15, 32, 4


def pictures():
    """Return the digits as (n, 1, 32, 32), each pixel four times as wide and high, from -1 to 1."""
    digits = data.load_digits()
    small = digits.X.reshape(-1, 1, 8, 8)
    return small.repeat(4, axis=2).repeat(4, axis=3) / 8 - 1, digits.y


def moved(X, places):
    """Return each picture seen at its pair of `places`, 0 to 8 rows and columns; 4 is not moved."""
    wide = np.pad(X, ((0, 0), (0, 0), (MOST, MOST), (MOST, MOST)), constant_values=-1)
    views = np.lib.stride_tricks.sliding_window_view(wide, (32, 32), axis=(2, 3))
    return views[np.arange(len(X)), :, places[:, 0], places[:, 1]]


def lenet_5(rng, bend=nn.ReLU, pool=nn.MaxPool2d):
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, rng=rng), bend(), pool(2),
        nn.Conv2d(6, 16, 5, rng=rng), bend(), pool(2),
        nn.Conv2d(16, 120, 5, rng=rng), bend(), nn.Flatten(),
        nn.Linear(120, 84, rng=rng), bend(), nn.Linear(84, 10, rng=rng),
    )  # fmt: skip


def lenet_1998(rng):
    return lenet_5(rng, nn.Tanh, nn.AvgPool2d)


def dense(rng):
    first, last = nn.Linear(1024, 60, rng=rng), nn.Linear(60, 10, rng=rng)
    return nn.Sequential(nn.Flatten(), first, nn.ReLU(), last)


def train(model, X, y, rng, is_moved):
    """Minimise the cross-entropy by AdamW, with a rate that falls as half a cosine."""
    optimizer = optim.AdamW(model.parameters(), lr=2e-3)
    scheduler = CosineAnnealingLR(optimizer, EPOCHS * -(-len(X) // BATCH))
    loss_fn = nn.CrossEntropyLoss()
    for _ in range(EPOCHS):
        for xb, yb in data.minibatches(X, y, BATCH, rng):
            if is_moved:
                xb = moved(xb, rng.integers(0, 2 * MOST + 1, size=(len(xb), 2)))
            optimizer.zero_grad()
            loss_fn(model(Tensor(xb)), yb).backward()
            optimizer.step()
            scheduler.step()


def neighbours(X, y, X_new, k=3):
    X, X_new = X.reshape(len(X), -1), X_new.reshape(len(X_new), -1)
    distances = (X**2).sum(axis=1) - 2 * X_new @ X.T
    votes = y[np.argsort(distances, axis=1)[:, :k]]
    return np.array([np.bincount(row).argmax() for row in votes])


def division(n, kind, seed):
    """Return the training and test indices."""
    if kind == "last 30 %":
        cut = round(0.7 * n)
        return np.arange(cut), np.arange(cut, n)
    return data.split(n, (0.7, 0.3), np.random.default_rng(seed))


def learned(make, X, y, X_test, seed, is_moved):
    rng = np.random.default_rng(seed)
    model = make(rng)
    train(model, X, y, rng, is_moved)
    with no_grad():
        return model(Tensor(X_test)).data.argmax(axis=1)


def voted(X, y, X_test, is_moved):
    if is_moved:
        ways = [(row, column) for row in (0, 4, 8) for column in (0, 4, 8)]
        X = np.concatenate([moved(X, np.tile(way, (len(X), 1))) for way in ways])
        y = np.tile(y, len(ways))
    return neighbours(X, y, X_test)


def main():
    X, y = pictures()
    rows = []
    for kind, is_moved, seed in product(("random", "last 30 %"), (0, 1), range(5)):
        part, test = division(len(y), kind, seed)
        methods = {make.__name__: make for make in (dense, lenet_5, *[lenet_1998] * is_moved)}
        if kind == "random" or seed == 0:  # neighbours have no start of their own
            methods["neighbours"] = None
        for name, make in methods.items():
            start = time.process_time()
            if make is None:
                answers = voted(X[part], y[part], X[test], is_moved)
            else:
                answers = learned(make, X[part], y[part], X[test], seed, is_moved)
            rows.append(
                {
                    "model": name,
                    "split": kind,
                    "moved": is_moved,
                    "seed": seed,
                    "accuracy": round(float(np.mean(answers == y[test])), 4),
                    "seconds": round(time.process_time() - start, 1),
                }
            )
    return rows


if __name__ == "__main__":
    write(__file__, main)
