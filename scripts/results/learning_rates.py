"""Five optimizers at eleven learning rates and five seeds on digits.

A network 64-64-10 sees 60 % of the digits for ten epochs in batches of 32; 20 % choose the rate,
20 % are the test. A seed draws the split, the start and the order of the batches. The chapter on
optimizers trains some of the networks again.
"""

from itertools import product

import numpy as np
from table import write

from nnlib import data, nn, optim
from nnlib.train import accuracy, evaluate, fit

RULES = {
    "SGD": optim.SGD,
    "momentum": lambda params, lr: optim.SGD(params, lr, momentum=0.9),
    "AdaGrad": optim.Adagrad,
    "RMSprop": lambda params, lr: optim.RMSprop(params, lr, alpha=0.9),
    "Adam": optim.Adam,
}
RATES = [float(f"{10 ** (k / 2):.1e}") for k in range(-8, 3)]
SEEDS = range(5)


def parts(seed):
    """Return training, validation and test part, each a pair of pixels from 0 to 1 and labels."""
    digits, rng = data.load_digits(), np.random.default_rng(seed)
    X = digits.X.astype(np.float32) / 16
    return [(X[i], digits.y[i]) for i in data.split(len(X), (0.6, 0.2, 0.2), rng)]


def network(rng):
    first, last = nn.Linear(64, 64, rng=rng), nn.Linear(64, 10, rng=rng)
    return nn.Sequential(first, nn.ReLU(), last)


def batches(part, size, rng):
    return data.DataLoader(data.TensorDataset(*part), size, shuffle=True, rng=rng)


def row(name, lr, seed):
    rng = np.random.default_rng(seed)
    model, loss = network(rng), nn.CrossEntropyLoss()
    train, *held = parts(seed)
    with np.errstate(all="ignore"):  # a rate may be far too large
        optimizer = RULES[name](model.parameters(), lr)
        loader = batches(train, 32, rng)
        fit(model, loader, loss, optimizer, epochs=10, progress=False)
        numbers = {"training_loss": evaluate(model, train, loss)["loss"]}
        for part, pair in zip(("validation", "test"), held, strict=True):
            right = evaluate(model, pair, loss, {"accuracy": accuracy})["accuracy"]
            numbers[f"{part}_accuracy"] = f"{right:.4f}"
    numbers["training_loss"] = f"{numbers['training_loss']:.4g}"
    return {"optimizer": name, "lr": lr, "seed": seed} | numbers


def main():
    return [row(*case) for case in product(RULES, RATES, SEEDS)]


if __name__ == "__main__":
    write(__file__, main)
