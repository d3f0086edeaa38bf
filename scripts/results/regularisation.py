"""What each remedy against overfitting is worth on 200 digits, with right and with wrong labels.

A network 64-128-128-10 learns from 200 digits for 100 epochs; 200 more are for validation. Of both,
a share of the labels is wrong in half of the runs. Tested are all other digits with their right
labels, as they are and shifted by up to one pixel. One row is one run.

`run` is what chapter 07 runs again.
"""

import sys
from pathlib import Path

import numpy as np

from nnlib import Tensor, data, nn, optim
from nnlib.train import EarlyStopping, accuracy, evaluate

SEEDS = 10
SIZE = 200
REMEDIES = {
    "nothing": {},
    "weight decay": {"weight_decay": 3.0},
    "L1": {"l1": 1e-3},
    "dropout": {"p": 0.5},
    "shifts": {"shifts": True},
    "early stopping": {"patience": 10},
    "batch norm": {"batch_norm": True},
    "three together": {"p": 0.5, "shifts": True, "patience": 10},
}


def parts(seed, wrong):
    """Return training, validation and test part, each images (n, 64) and labels (n,)."""
    rng = np.random.default_rng(seed)
    digits = data.load_digits()
    X, y = digits.X.astype(np.float32) / 16, digits.y.copy()
    order = rng.permutation(len(y))
    train, held_out, test = np.split(order, [SIZE, 2 * SIZE])
    lies = order[: 2 * SIZE][rng.random(2 * SIZE) < wrong]
    y[lies] = (y[lies] + rng.integers(1, 10, len(lies))) % 10
    return [(X[part], y[part]) for part in (train, held_out, test)], rng


def shifted(X, rng, stay=0.5):
    """Move each image, unless it stays, by one pixel up, down, left or right; the edge is empty."""
    wide = np.pad(X.reshape(-1, 8, 8), ((0, 0), (1, 1), (1, 1)))
    corners = np.array([(0, 1), (2, 1), (1, 0), (1, 2)])[rng.integers(0, 4, len(X))]
    corners[rng.random(len(X)) < stay] = 1
    moved = [image[i : i + 8, j : j + 8] for image, (i, j) in zip(wide, corners, strict=True)]
    return np.reshape(moved, X.shape)


def run(
    seed, wrong, *, weight_decay=0.0, l1=0.0, p=0.0, shifts=False, patience=None, batch_norm=False
):
    """Train once and return the accuracies on training, test and shifted test images."""
    (train, held_out, test), rng = parts(seed, wrong)
    layers = []
    for inputs in (64, 128):
        layers.append(nn.Linear(inputs, 128, rng=rng))
        layers += [nn.BatchNorm1d(128)] if batch_norm else []
        layers.append(nn.ReLU())
        layers += [nn.Dropout(p, rng=rng)] if p else []
    model = nn.Sequential(*layers, nn.Linear(128, 10, rng=rng))
    loss_fn = nn.CrossEntropyLoss()
    optimizer = optim.AdamW(model.parameters(), lr=1e-3, weight_decay=weight_decay)
    stopping = EarlyStopping(patience) if patience else None
    for _ in range(100):
        model.train()
        for X, y in data.minibatches(*train, 25, rng):
            optimizer.zero_grad()
            loss_fn(model(Tensor(shifted(X, rng) if shifts else X)), y).backward()
            for weight in model.parameters():
                if l1 and len(weight.shape) > 1:
                    weight.grad += np.float32(l1) * np.sign(weight.data)
            optimizer.step()
        if stopping and stopping.step(evaluate(model, held_out, loss_fn)["loss"], model):
            break
    if stopping:
        stopping.restore(model)
    moved = shifted(test[0], rng, stay=0.0), test[1]
    found = [evaluate(model, part, loss_fn, {"a": accuracy})["a"] for part in (train, test, moved)]
    return dict(zip(("train", "test", "test_shifted"), found, strict=True))


def neighbours(seed, wrong):
    """Return the same accuracies of a vote of the three nearest training images."""
    (train, _, test), rng = parts(seed, wrong)
    found = []
    for X, y in (train, test, (shifted(test[0], rng, stay=0.0), test[1])):
        distances = (train[0] ** 2).sum(axis=1) - 2 * X @ train[0].T
        votes = train[1][np.argsort(distances, axis=1)[:, :3]]
        found.append(np.mean([np.bincount(row).argmax() for row in votes] == y))
    return dict(zip(("train", "test", "test_shifted"), found, strict=True))


def main():
    """Return a row for each share of wrong labels, remedy and seed."""
    rows = []
    for wrong in (0.0, 0.2):
        for seed in range(SEEDS):
            found = {name: run(seed, wrong, **options) for name, options in REMEDIES.items()}
            found["3-nearest-neighbours"] = neighbours(seed, wrong)
            for name, accuracies in found.items():
                numbers = {key: round(float(value), 4) for key, value in accuracies.items()}
                rows.append({"wrong": wrong, "remedy": name, "seed": seed} | numbers)
    return rows


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    from table import write

    write(__file__, main)
