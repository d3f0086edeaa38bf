"""Five schedules of the learning rate for two optimizers at two base rates and five seeds.

The digits, the network and the split of `learning_rates`, for fifteen epochs. The chapter on
optimizers trains one of the networks again.
"""

from itertools import product

import numpy as np
from learning_rates import RULES, SEEDS, batches, network, parts
from table import write

from nnlib import nn, schedulers
from nnlib.train import accuracy, evaluate, fit

EPOCHS = 15
BASE = [("momentum", 0.1), ("momentum", 0.3), ("Adam", 0.01), ("Adam", 0.1)]
SCHEDULES = {
    "constant": lambda optimizer, total: None,
    "step": lambda optimizer, total: schedulers.StepLR(optimizer, total // 3, gamma=0.1),
    "plateau": lambda optimizer, total: schedulers.ReduceLROnPlateau(
        optimizer, factor=0.3, patience=1
    ),
    "cosine": lambda optimizer, total: schedulers.CosineAnnealingLR(optimizer, total),
    "warm-up and cosine": lambda optimizer, total: schedulers.WarmupCosine(
        optimizer, total // 10, total
    ),
}


def row(name, lr, schedule, seed):
    rng = np.random.default_rng(seed)
    model, loss = network(rng), nn.CrossEntropyLoss()
    train, validation, test = parts(seed)
    with np.errstate(all="ignore"):
        optimizer, loader = RULES[name](model.parameters(), lr), batches(train, 32, rng)
        options = {"scheduler": SCHEDULES[schedule](optimizer, EPOCHS * len(loader))}
        if schedule == "plateau":
            options["validation"] = validation
        else:
            options["scheduler_interval"] = "batch"
        fit(model, loader, loss, optimizer, epochs=EPOCHS, progress=False, **options)
        training_loss = evaluate(model, train, loss)["loss"]
        right = evaluate(model, test, loss, {"accuracy": accuracy})["accuracy"]
    return {
        "optimizer": name,
        "lr": lr,
        "schedule": schedule,
        "seed": seed,
        "training_loss": f"{training_loss:.4g}",
        "test_accuracy": f"{right:.4f}",
    }


def main():
    return [row(*base, schedule, seed) for base, schedule, seed in product(BASE, SCHEDULES, SEEDS)]


if __name__ == "__main__":
    write(__file__, main)
