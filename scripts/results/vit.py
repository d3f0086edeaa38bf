"""A small vision transformer on the pictures, divisions and epochs of `lenet_5`, five seeds.

It has about as many parameters as LeNet-5 and sees each 32 x 32 picture as 16 patches of 8 x 8.
"no positions" leaves out the vectors of places; "60 epochs" trains four times as long, with three
seeds. Beside them softmax regression; LeNet-5, the dense network and three neighbours have the same
divisions and stand in the table of `lenet_5`. The chapter on transformers trains one of these
networks again.
"""

import time

import numpy as np
from lenet_5 import BATCH, EPOCHS, MOST, division, moved, pictures
from table import write

from nnlib import Tensor, data, nn, no_grad, optim
from nnlib.schedulers import CosineAnnealingLR
from nnlib.tensor import cat


def patches(X, side=8):
    """Cut pictures (n, 1, h, w) into squares, row by row: (n, number of squares, side * side)."""
    n, _, h, w = X.shape
    grid = X.reshape(n, h // side, side, w // side, side)
    return grid.transpose(0, 1, 3, 2, 4).reshape(n, -1, side * side)


class ViT(nn.Module):
    """Patches, a class token and learned positions, through pre-norm blocks that see everything."""

    def __init__(self, rng, positions=True, d=48, heads=4, layers=2):
        self.embed = nn.Linear(64, d, rng=rng)
        table = rng.normal(0, 0.02, (17, d)) if positions else np.zeros((17, d))
        self.place = nn.Parameter(table.astype(np.float32))
        self.positions = positions
        self.start = nn.Parameter(rng.normal(0, 0.02, (1, 1, d)).astype(np.float32))
        self.blocks = nn.ModuleList(
            nn.TransformerEncoderLayer(d, heads, 4 * d, 0.0, "gelu", norm_first=True, rng=rng)
            for _ in range(layers)
        )
        self.norm = nn.LayerNorm(d)
        self.head = nn.Linear(d, 10, rng=rng)

    def forward(self, X):
        x = self.embed(Tensor(patches(X)))  # (n, 16, d)
        start = self.start + Tensor(np.zeros((len(X), 1, 1), np.float32))
        x = cat([start, x], 1)  # (n, 17, d)
        if self.positions:
            x = x + self.place
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x[:, 0]))


class Linear(nn.Module):
    def __init__(self, rng):
        self.only = nn.Linear(1024, 10, rng=rng)

    def forward(self, X):
        return self.only(Tensor(X.reshape(len(X), -1)))


def train(model, X, y, rng, is_moved, epochs):
    optimizer = optim.AdamW(model.parameters(), lr=2e-3)
    scheduler = CosineAnnealingLR(optimizer, epochs * -(-len(X) // BATCH))
    for _ in range(epochs):
        for xb, yb in data.minibatches(X, y, BATCH, rng):
            if is_moved:
                xb = moved(xb, rng.integers(0, 2 * MOST + 1, size=(len(xb), 2)))
            optimizer.zero_grad()
            nn.CrossEntropyLoss()(model(xb), yb).backward()
            optimizer.step()
            scheduler.step()


def main():
    X, y = pictures()
    X = X.astype(np.float32)
    plan = [("linear", kind, 0, EPOCHS) for kind in ("random", "last 30 %")]
    plan += [("ViT", kind, m, EPOCHS) for kind in ("random", "last 30 %") for m in (0, 1)]
    plan += [("ViT, no positions", "random", 0, EPOCHS), ("ViT, 60 epochs", "random", 1, 60)]
    rows = []
    for name, kind, is_moved, epochs in plan:
        for seed in range(3 if epochs > EPOCHS else 5):
            part, test = division(len(y), kind, seed)
            rng = np.random.default_rng(seed)
            model = Linear(rng) if name == "linear" else ViT(rng, name != "ViT, no positions")
            start = time.process_time()
            train(model, X[part], y[part], rng, is_moved, epochs)
            with no_grad():
                right = (model(X[test]).data.argmax(axis=1) == y[test]).mean()
            seconds = round(time.process_time() - start, 1)
            rows.append({"model": name, "split": kind, "moved": is_moved, "seed": seed})
            rows[-1] |= {"accuracy": f"{right:.4f}", "seconds": seconds}
    return rows


if __name__ == "__main__":
    write(__file__, main)
