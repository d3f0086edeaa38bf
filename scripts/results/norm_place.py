"""Does a deep transformer need a warm-up? Norms in the branches (pre) or on the stream (post).

Twelve encoder blocks of 32 features and four heads read the digits as eight words, the rows of
pixels; matrices start by Xavier's rule, as in 2017. Adam, 200 steps of 64 pictures, at two rates,
with and without a warm-up of 50 steps; three seeds. The loss is the mean over the last 20 steps,
the accuracy that on the last 30 % of the file. The chapter on
transformers trains one of them again.
"""

import numpy as np
from table import write

from nnlib import Tensor, data, init, nn, no_grad, optim

DEPTH, WIDTH, STEPS, BATCH = 12, 32, 200, 64


def positions(T, d):
    column = np.arange(d)
    angles = np.arange(T)[:, None] * 10000.0 ** -((column - column % 2) / d)
    return np.where(column % 2, np.cos(angles), np.sin(angles)).astype(np.float32)


class Reader(nn.Module):
    """Rows of pixels as words, a stack of blocks, and the digit from the mean word."""

    def __init__(self, depth, pre, rng, d=WIDTH):
        self.embed = nn.Linear(8, d, rng=rng)
        self.place = nn.Parameter(positions(8, d))
        self.blocks = nn.ModuleList()
        for _ in range(depth):
            block = nn.TransformerEncoderLayer(d, 4, 4 * d, 0.0, norm_first=pre, rng=rng)
            for part in (block.linear1, block.linear2, block.self_attn.out_proj):
                part.weight.data[...] = init.xavier_uniform(part.weight.shape, rng)
                part.bias.data[...] = 0
            self.blocks.append(block)
        self.norm = nn.LayerNorm(d) if pre else None
        self.head = nn.Linear(d, 10, rng=rng)

    def forward(self, x):
        x = self.embed(Tensor(x)) + self.place
        for block in self.blocks:
            x = block(x)
        return self.head((self.norm(x) if self.norm else x).mean(1))


def train(model, X, y, lr, warmup, rng, steps=STEPS):
    optimizer = optim.Adam(model.parameters(), lr=lr)
    losses = []
    for step in range(steps):
        optimizer.lr = lr * min(1, (step + 1) / warmup) if warmup else lr
        chosen = rng.integers(0, len(X), size=BATCH)
        optimizer.zero_grad()
        loss = nn.CrossEntropyLoss()(model(X[chosen]), y[chosen])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return np.mean(losses[-20:])


def main():
    digits = data.load_digits()
    X, y = (digits.X.reshape(-1, 8, 8) / 8 - 1).astype(np.float32), digits.y
    cut = round(0.7 * len(y))
    rows = []
    for lr in (0.001, 0.003):
        for warmup in (0, 50):
            for place in ("pre", "post"):
                for seed in range(3):
                    rng = np.random.default_rng(seed)
                    model = Reader(DEPTH, place == "pre", rng)
                    loss = train(model, X[:cut], y[:cut], lr, warmup, rng)
                    with no_grad():
                        right = (model(X[cut:]).data.argmax(axis=1) == y[cut:]).mean()
                    row = {"norm": place, "lr": lr, "warmup": warmup, "seed": seed}
                    rows.append(row | {"loss": f"{loss:.3f}", "accuracy": f"{right:.4f}"})
    return rows


if __name__ == "__main__":
    write(__file__, main)
