"""Train the small LSTM of the live figure `gates`, and write its weights as bytes.

    OMP_NUM_THREADS=1 .venv/bin/python scripts/train_gates_lstm.py

Learns to predict the next character of a small language (`nnlib.figures.gates.probabilities_of`)
from sentences that are drawn from one seed, and is judged on others. Two things are there for the
reader, not for the prediction: a small price on the squares of the hidden state closes gates that
are not needed, and noise on the weights in training makes states firm, so that they survive the
rounding to bytes. Seed and number of units were chosen, among a few that were tried, for units that
can be named. Each of the two matrices (the last row holds the biases) becomes whole numbers from
-127 to 127 and one factor.
"""

import base64
import json

import numpy as np

from nnlib import Tensor, nn, optim, schedulers
from nnlib.figures.gates import CHARACTERS, FILE, probabilities_of, run, state_after

SEED, UNITS, STEPS, BATCH, PEAK, LENGTH = 1, 4, 2500, 64, 0.02, 32
PRICE, NOISE, DECAY = 0.03, 0.05, 0.01


def sentences(n, length, rng):
    """Return n texts of the language."""
    texts = []
    for _ in range(n):
        text = ""
        while len(text) < length:
            p = np.array(probabilities_of(*state_after(text)))
            text += CHARACTERS[rng.choice(len(p), p=p / p.sum())]
        texts.append(text)
    return texts


def numbers(texts):
    """Return texts of one length as numbers of characters, (n, T)."""
    return np.array([[CHARACTERS.index(c) for c in text] for text in texts])


def train():
    """Return the weights as two matrices, (6 + units + 1, 4 units) and (units + 1, 6)."""
    rng = np.random.default_rng(SEED)
    X, eye = numbers(sentences(2500, LENGTH + 1, rng)), np.eye(len(CHARACTERS), dtype=np.float32)
    lstm = nn.LSTM(len(CHARACTERS), UNITS, rng=rng)
    head = nn.Linear(UNITS, len(CHARACTERS), rng=rng)
    lstm.bias_ih_l0.data[UNITS : 2 * UNITS] += 1  # the forget gate starts open
    parameters = [*lstm.parameters(), *head.parameters()]
    optimizer = optim.AdamW(parameters, lr=PEAK, weight_decay=DECAY)
    falling = schedulers.CosineAnnealingLR(optimizer, STEPS)
    loss_fn = nn.CrossEntropyLoss()
    for _ in range(STEPS):
        x = X[rng.integers(len(X), size=BATCH)]
        noise = [NOISE * rng.standard_normal(p.shape).astype(np.float32) for p in parameters]
        for p, by in zip(parameters, noise, strict=True):
            p.data += by
        h, _ = lstm(Tensor(eye[x[:, :-1]]))
        logits = head(h).reshape(-1, len(CHARACTERS))
        loss = loss_fn(logits, x[:, 1:].reshape(-1)) + PRICE * (h * h).mean()
        optimizer.zero_grad()
        loss.backward()
        for p, by in zip(parameters, noise, strict=True):
            p.data -= by
        optim.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        falling.step()
    bias = lstm.bias_ih_l0.data + lstm.bias_hh_l0.data
    return [
        np.vstack([lstm.weight_ih_l0.data.T, lstm.weight_hh_l0.data.T, bias]),
        np.vstack([head.weight.data.T, head.bias.data]),
    ]


def pack(matrix):
    """Return a matrix as its shape, a factor, and one signed byte for each entry."""
    factor = float(np.abs(matrix).max() / 127)
    whole = np.round(matrix / factor).astype(np.int8)
    text = base64.b64encode(whole.tobytes()).decode()
    return {"shape": list(matrix.shape), "factor": float(f"{factor:.6g}"), "bytes": text}


def miss(texts):
    """Return how far the probabilities are from the language's own, on average, in nats."""
    found = []
    for text in texts:
        p = run(text)[1]
        for k in range(len(text)):
            own = np.array(probabilities_of(*state_after(text[: k + 1])))
            possible = own > 0
            found.append(np.sum(own[possible] * np.log(own[possible] / p[k, possible])))
    return float(np.mean(found))


def main():
    """Write the file and print what the network is worth."""
    content = {
        "made by": f"scripts/train_gates_lstm.py, seed {SEED}, NumPy {np.__version__}",
        "layers": [pack(matrix) for matrix in train()],
    }
    FILE.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    fresh = sentences(200, 60, np.random.default_rng(99))
    print(f"{FILE.name}: {FILE.stat().st_size} bytes; {miss(fresh):.4f} nats from the language")


if __name__ == "__main__":
    main()
