"""Six small convolutional networks and 3-nearest-neighbours on the digits, with one recipe.

Two ways to hold out 30 %: at random, so that writers are on both sides, and the end of the file,
whose writers the training part has not seen. Accuracy on that part, the numbers that are stored,
multiply-adds for one image, and seconds of one processor for training (3-NN: for answering).
"""

import time

import numpy as np
from table import write

from nnlib import Tensor, data, nn, no_grad, optim, schedulers, zoo
from nnlib.train import accuracy, fit

NETS = ("lenet", "alexnet", "vgg", "googlenet", "resnet", "efficientnet")
EPOCHS, SEEDS = 12, 5


def held_out(kind, n, seed):
    """Return the indices of the training part and of the test part."""
    if kind == "random":
        return data.split(n, (0.7, 0.3), np.random.default_rng(seed))
    return np.split(np.arange(n), [round(0.7 * n)])


def train(net, X, y, seed):
    """Return a network that was trained by the recipe that all share."""
    rng = np.random.default_rng(seed)
    model = getattr(zoo, net)(rng)
    pairs = data.TensorDataset(X, y)
    batches = data.DataLoader(pairs, 32, shuffle=True, rng=rng)
    optimizer = optim.Adam(model.parameters(), lr=3e-3)
    schedule = schedulers.CosineAnnealingLR(optimizer, EPOCHS)
    options = {"epochs": EPOCHS, "scheduler": schedule, "progress": False}
    fit(model, batches, nn.CrossEntropyLoss(), optimizer, **options)
    return model


def nearest(X, y, X_new, k=3):
    """Return the majority among the `k` training images with the smallest squared distance."""
    X, X_new = X.reshape(len(X), -1), X_new.reshape(len(X_new), -1)
    distances = (X**2).sum(axis=1) - 2 * X_new @ X.T
    votes = y[np.argsort(distances, axis=1, kind="stable")[:, :k]]
    return np.array([np.bincount(row).argmax() for row in votes])


def main():
    digits = data.load_digits()
    X, y = (digits.X / 16).astype(np.float32).reshape(-1, 1, 8, 8), digits.y
    rows = []
    for kind in ("random", "writers"):
        for seed in range(SEEDS):
            a, b = held_out(kind, len(y), seed)
            start = time.process_time()
            right = np.mean(nearest(X[a], y[a], X[b]) == y[b])
            seconds = time.process_time() - start
            stored = X[a].size
            found = [("3-nn", right, stored, stored, seconds)]
            for net in NETS:
                start = time.process_time()
                model = train(net, X[a], y[a], seed)
                seconds = time.process_time() - start
                with no_grad():
                    right = accuracy(model(Tensor(X[b])).data, y[b])
                stored = sum(p.data.size for p in model.parameters())
                work = zoo.count_multiply_adds(model, (1, 8, 8))
                found.append((net, right, stored, work, seconds))
            for net, right, stored, work, seconds in found:
                print(kind, seed, net, f"{right:.4f}", f"{seconds:.1f} s", flush=True)
                rows.append(
                    {
                        "net": net,
                        "held_out": kind,
                        "seed": seed,
                        "accuracy": round(float(right), 4),
                        "numbers": stored,
                        "multiply_adds": work,
                        "seconds": round(seconds, 2),
                    }
                )
    return rows


if __name__ == "__main__":
    write(__file__, main)
