"""Test error of random ReLU features with least squares against their number, for many draws.

200 digits, one-hot labels without their mean as targets, features ``max(0, x W)`` with a random W
that is not trained, and of all weights on them that fit best the smallest ones (and, to compare,
ridge regression). One row is one number of features of one draw. Chapter 07 runs one draw again.
"""

import sys
from pathlib import Path

import numpy as np

from nnlib import data

SEEDS = 20
SIZE = 200
COUNTS = (10, 20, 40, 80, 120, 160, 180, 190, 200, 210, 220, 250, 300, 400, 600, 1000, 2000)
RIDGE = 20.0


def main():
    """Return the rows of all draws."""
    digits = data.load_digits()
    X = digits.X / 16
    X = (X - X.mean()) / X.std()
    rows = []
    for seed in range(SEEDS):
        rng = np.random.default_rng(seed)
        order = rng.permutation(len(X))
        train, test = order[:SIZE], order[SIZE:]
        targets = np.eye(10)[digits.y[train]] - 0.1
        W = rng.normal(0, 1 / 8, (64, max(COUNTS)))
        for p in COUNTS:
            A, B = (np.maximum(0, X[part] @ W[:, :p]) for part in (train, test))
            smallest = np.linalg.lstsq(A, targets, rcond=None)[0]
            # (AᵀA + λ)⁻¹ Aᵀ = Aᵀ (AAᵀ + λ)⁻¹, and AAᵀ is small
            ridge = A.T @ np.linalg.solve(A @ A.T + RIDGE * np.eye(SIZE), targets)
            found = {
                "train_loss": np.mean((A @ smallest - targets) ** 2),
                "test_error": np.mean((B @ smallest).argmax(axis=1) != digits.y[test]),
                "norm": np.linalg.norm(smallest),
                "ridge_error": np.mean((B @ ridge).argmax(axis=1) != digits.y[test]),
            }
            rows.append({"seed": seed, "features": p} | {k: f"{v:.4g}" for k, v in found.items()})
    return rows


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    from table import write

    write(__file__, main)
