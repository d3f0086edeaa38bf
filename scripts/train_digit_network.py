"""Train the small network of the live figure `digit`, and write its weights as bytes.

    OMP_NUM_THREADS=1 .venv/bin/python scripts/train_digit_network.py

Learns from the first 70 % of the file of digits, each image moved anew in every epoch and half of
them rounded to the grey levels of the figure's paper, and is judged on the last 30 %, which other
people have written. Everything is drawn from one seed. Each of the two matrices (the last row holds
the biases) becomes whole numbers from -127 to 127 and one factor.
"""

import base64
import json
from pathlib import Path

import numpy as np

from nnlib import Tensor, nn, optim, schedulers
from nnlib.data import load_digits, minibatches, move_images
from nnlib.figures.digit import accuracy

SEED, HIDDEN, EPOCHS, BATCH, PEAK = 8, 24, 300, 32, 0.006
FILE = Path(__file__).resolve().parent.parent / "nnlib" / "datasets" / "digit_network.json"


def train():
    """Return the weights as two matrices, (65, hidden) and (hidden + 1, 10)."""
    rng = np.random.default_rng(SEED)
    digits = load_digits()
    n = round(0.7 * len(digits.y))
    X, y = digits.X[:n], digits.y[:n]
    model = nn.Sequential(nn.Linear(64, HIDDEN, rng=rng), nn.ReLU(), nn.Linear(HIDDEN, 10, rng=rng))
    loss_fn = nn.CrossEntropyLoss()
    optimizer = optim.AdamW(model.parameters(), lr=PEAK, weight_decay=0.02)
    falling = schedulers.CosineAnnealingLR(optimizer, EPOCHS)
    for _ in range(EPOCHS):
        moved = move_images(X, rng, shift=1.0)
        coarse = rng.random(n) < 0.5
        moved[coarse] = 4 * np.round(moved[coarse] / 4)  # what four cells of the paper can say
        for x, labels in minibatches(moved / np.float32(16), y, BATCH, rng):
            optimizer.zero_grad()
            loss_fn(model(Tensor(x)), labels).backward()
            optimizer.step()
        falling.step()
    first, _, second = model
    return [np.vstack([layer.weight.data.T, layer.bias.data]) for layer in (first, second)]


def pack(matrix):
    """Return a matrix as its shape, a factor, and one signed byte for each entry."""
    factor = float(np.abs(matrix).max() / 127)
    whole = np.round(matrix / factor).astype(np.int8)
    text = base64.b64encode(whole.tobytes()).decode()
    return {"shape": list(matrix.shape), "factor": float(f"{factor:.6g}"), "bytes": text}


def main():
    """Write the file and print what the network is worth."""
    content = {
        "made by": f"scripts/train_digit_network.py, seed {SEED}, NumPy {np.__version__}",
        "layers": [pack(matrix) for matrix in train()],
    }
    FILE.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(f"{FILE.name}: {FILE.stat().st_size} bytes; {accuracy():.3f} of the last 30 %")


if __name__ == "__main__":
    main()
