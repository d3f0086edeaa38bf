"""The loop trains as a loop written by hand does, and stops, restores and reports as it says."""

import sys
import types

import numpy as np
import pytest

from nnlib import Tensor, nn, optim, schedulers
from nnlib import functional as F
from nnlib.data import DataLoader, TensorDataset, load_iris, split, standardize
from nnlib.train import EarlyStopping, accuracy, evaluate, fit

rng = np.random.default_rng(0)
X, Y = rng.standard_normal((20, 4)).astype(np.float32), rng.integers(3, size=20)
BATCHES = [(X[:8], Y[:8]), (X[8:16], Y[8:16]), (X[16:], Y[16:])]


def net(seed=0):
    rng = np.random.default_rng(seed)
    return nn.Sequential(nn.Linear(4, 8, rng=rng), nn.Tanh(), nn.Linear(8, 3, rng=rng))


def run(model=None, **options):
    """Train a small network and return it and the history."""
    model = net() if model is None else model
    optimizer = options.pop("optimizer", None) or optim.SGD(model.parameters(), lr=0.5)
    options = {"epochs": 3, "progress": False} | options
    return model, fit(model, BATCHES, F.cross_entropy, optimizer, **options)


def test_fit_is_the_loop_by_hand():
    model, history = run(metrics={"accuracy": accuracy})
    by_hand = net()
    optimizer = optim.SGD(by_hand.parameters(), lr=0.5)
    losses, hits = [], []
    for _ in range(3):
        total = right = 0
        for x, y in BATCHES:
            optimizer.zero_grad()
            output = by_hand(x)
            loss = F.cross_entropy(output, y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(y)
            right += (output.data.argmax(axis=1) == y).sum()
        losses.append(total / 20)
        hits.append(right / 20)
    np.testing.assert_allclose(history["loss"], losses)
    np.testing.assert_allclose(history["accuracy"], hits)
    for ours, expected in zip(model.parameters(), by_hand.parameters(), strict=True):
        np.testing.assert_array_equal(ours.data, expected.data)


def test_the_history_holds_validation_and_the_rate_each_epoch_began_with():
    model = net()
    optimizer = optim.SGD(model.parameters(), lr=0.5)
    scheduler = schedulers.StepLR(optimizer, step_size=1, gamma=0.5)
    options = {"validation": (X, Y), "metrics": {"accuracy": accuracy}}
    _, history = run(model, optimizer=optimizer, scheduler=scheduler, **options)
    assert list(history) == ["loss", "accuracy", "val_loss", "val_accuracy", "lr"]
    assert history["lr"] == [0.5, 0.25, 0.125]
    loss, _ = F.cross_entropy.kernel(model(X).data, Y)
    assert history["val_loss"][-1] == pytest.approx(float(loss))
    assert history["val_accuracy"][-1] == accuracy(model(X).data, Y)


def test_a_scheduler_can_step_after_each_batch():
    model = net()
    optimizer = optim.SGD(model.parameters(), lr=0.5)
    cosine = schedulers.WarmupCosine(optimizer, warmup=3, total=9)
    run(model, optimizer=optimizer, scheduler=cosine, scheduler_interval="batch")
    assert cosine.last_epoch == 9 and optimizer.lr == 0


def test_a_cycle_lasts_as_long_as_the_training():
    model = net()
    optimizer = optim.Adam(model.parameters())
    cycle = schedulers.OneCycleLR(optimizer, max_lr=0.1, total_steps=3 * len(BATCHES))
    _, history = run(model, optimizer=optimizer, scheduler=cycle, scheduler_interval="batch")
    assert len(history["lr"]) == 3 and max(history["lr"]) > optimizer.lr == cycle.lrs[-1]


def test_a_plateau_watches_the_validation_loss():
    model = net()
    optimizer = optim.SGD(model.parameters(), lr=0.0)
    optimizer.lr = 1e-12  # nothing is learned, so the second epoch is no progress
    plateau = schedulers.ReduceLROnPlateau(optimizer, patience=0, factor=0.5)
    _, history = run(model, optimizer=optimizer, scheduler=plateau, validation=BATCHES)
    assert history["lr"] == [1e-12, 1e-12, 0.5e-12]
    assert plateau.best == pytest.approx(history["val_loss"][0])


def test_gradients_are_clipped():
    model = net()
    before = model.state_dict()
    optimizer = optim.SGD(model.parameters(), lr=1.0)
    fit(model, (X, Y), F.cross_entropy, optimizer, epochs=1, max_norm=1e-3, progress=False)
    moved = [model.state_dict()[name] - before[name] for name in before]
    length = np.sqrt(sum((change**2).sum() for change in moved))
    assert length == pytest.approx(1e-3, rel=0.01)


class Modes(nn.Module):
    """A model that notes its mode and whether a graph is recorded."""

    def __init__(self):
        self.layer, self.seen = nn.Linear(4, 3), []

    def forward(self, x):
        y = self.layer(x)
        self.seen.append((self.training, y.requires_grad))
        return y


def test_modes_while_training_and_evaluating():
    model = Modes()
    model.eval()
    run(model, epochs=2, validation=(X, Y))
    assert model.seen == [(True, True)] * 3 + [(False, False)] + [(True, True)] * 3 + [
        (False, False)
    ]
    evaluate(model, BATCHES, F.cross_entropy)
    assert not model.training
    model.train()
    evaluate(model, BATCHES, F.cross_entropy)
    assert model.training
    with pytest.raises(ZeroDivisionError):
        evaluate(model, BATCHES, lambda output, target: 1 / 0)
    assert model.training


class Scripted(nn.Module):
    """A model whose validation loss follows a script, and whose weight counts its steps."""

    def __init__(self, losses):
        self.count, self.losses = nn.Parameter([0.0]), iter(losses)

    def forward(self, x):
        return self.count * 1

    def loss(self, output, target):
        return output.sum() * -1 if self.training else Tensor(next(self.losses))


@pytest.mark.parametrize(
    ("losses", "epochs", "best"),
    [
        ([5, 4, 3, 3, 3.5, 9], 5, 3),
        ([5, float("nan"), 5, 1], 3, 1),
        ([5, 6, 4, 6, 3, 2], 6, 6),
        ([float("nan")] * 3, 2, 2),
        ([5, 4.95, 4.91, 4], 3, 1),
    ],
)
def test_early_stopping_restores_the_best_epoch(losses, epochs, best):
    model = Scripted(losses)
    stopping = EarlyStopping(patience=2, min_delta=0.1)
    history = fit(
        model,
        (X, Y),
        model.loss,
        optim.SGD([model.count], lr=1.0),
        epochs=6,
        validation=(X, Y),
        early_stopping=stopping,
        progress=False,
    )
    assert len(history["loss"]) == len(history["val_loss"]) == epochs
    assert model.count.item() == best  # one step an epoch
    if not np.isnan(losses[0]):
        assert stopping.best_epoch == best - 1 and stopping.best_loss == losses[best - 1]


def test_the_best_state_is_a_copy():
    model, stopping = nn.Linear(1, 1), EarlyStopping()
    assert stopping.step(1.0, model) is False
    kept = model.weight.data.copy()
    model.weight.data += 1
    np.testing.assert_array_equal(stopping.best_state["weight"], kept)


def test_several_inputs():
    class Sum(nn.Module):
        def __init__(self):
            self.layer = nn.Linear(4, 3, rng=np.random.default_rng(0))

        def forward(self, a, b):
            return self.layer(a + b)

    model = Sum()
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    history = fit(model, [(X, X, Y)] * 2, F.cross_entropy, optimizer, epochs=4, progress=False)
    assert history["loss"][-1] < history["loss"][0]


@pytest.mark.parametrize("installed", [True, False])
@pytest.mark.parametrize("static", ["0", "1"])
def test_a_progress_bar_is_shown_where_tqdm_is_and_a_kernel(monkeypatch, installed, static):
    shown = []

    class Bar:
        def __init__(self, epochs, **options):
            self.epochs = epochs

        def __iter__(self):
            return iter(self.epochs)

        def set_postfix(self, numbers):
            shown.append(numbers)

    module = types.SimpleNamespace(tqdm=Bar) if installed else None
    monkeypatch.setitem(sys.modules, "tqdm", types.SimpleNamespace(auto=module))
    monkeypatch.setitem(sys.modules, "tqdm.auto", module)
    monkeypatch.setenv("NNLIB_STATIC", static)
    _, history = run(progress=True)
    assert len(history["loss"]) == 3
    assert [numbers["loss"] for numbers in shown] == (
        history["loss"] if installed and static == "0" else []
    )


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"early_stopping": EarlyStopping()}, ValueError, "pass validation="),
        ({"scheduler_interval": "step"}, ValueError, "must be 'epoch' or 'batch', got 'step'"),
        ({"validation": []}, ValueError, "there are no batches"),
        ({"validation": iter(BATCHES)}, TypeError, "a list_iterator, which can be walked only"),
    ],
)
def test_wrong_arguments(options, error, message):
    with pytest.raises(error, match=message):
        run(**options)


def test_a_plateau_is_one_of_epochs():
    plateau = schedulers.ReduceLROnPlateau(optim.SGD(net().parameters()))
    with pytest.raises(ValueError, match="ReduceLROnPlateau watches epochs; pass"):
        run(scheduler=plateau, scheduler_interval="batch")


def test_patience_is_at_least_one():
    with pytest.raises(ValueError, match="patience must be at least 1, got 0"):
        EarlyStopping(patience=0)


def test_irises_are_learned():
    rng = np.random.default_rng(0)
    iris = load_iris()
    train, test = split(len(iris.y), (0.7, 0.3), rng)
    X_train, X_test = (a.astype(np.float32) for a in standardize(iris.X[train], iris.X[test]))
    loader = DataLoader(TensorDataset(X_train, iris.y[train]), 16, shuffle=True, rng=rng)
    model = net()
    optimizer = optim.Adam(model.parameters(), lr=0.05)
    held_out = X_test, iris.y[test]
    options = {"validation": held_out, "metrics": {"accuracy": accuracy}, "progress": False}
    history = fit(model, loader, nn.CrossEntropyLoss(), optimizer, epochs=15, **options)
    assert history["val_accuracy"][-1] > 0.9
    numbers = evaluate(model, held_out, nn.CrossEntropyLoss(), {"accuracy": accuracy})
    assert numbers["accuracy"] == history["val_accuracy"][-1]
