"""Schedules set the same learning rates as PyTorch's, step by step."""

import math

import numpy as np
import pytest
import torch

from nnlib import Tensor, schedulers
from nnlib.optim import SGD, Adam

torch_schedulers = torch.optim.lr_scheduler


def optimizers(kind="SGD", **options):
    """Return an optimizer of nnlib and the same of PyTorch."""
    ours = {"SGD": SGD, "Adam": Adam}[kind]([Tensor([1.0], requires_grad=True)], **options)
    return ours, getattr(torch.optim, kind)([torch.ones(1, requires_grad=True)], **options)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("StepLR", {"step_size": 3}),
        ("StepLR", {"step_size": 1, "gamma": 0.5}),
        ("CosineAnnealingLR", {"T_max": 10}),
        ("CosineAnnealingLR", {"T_max": 4, "eta_min": 0.1}),
        ("LinearLR", {}),
        ("LinearLR", {"start_factor": 0.1, "end_factor": 0.7, "total_iters": 8}),
        ("OneCycleLR", {"max_lr": 1.0, "total_steps": 13}),
        ("OneCycleLR", {"max_lr": 1.0, "total_steps": 20, "pct_start": 0.45}),
        ("OneCycleLR", {"max_lr": 2.0, "total_steps": 13, "div_factor": 5, "final_div_factor": 7}),
    ],
)
def test_rates_are_pytorchs(name, options):
    optimizer, reference = optimizers(lr=0.4, momentum=0.9)
    ours = getattr(schedulers, name)(optimizer, **options)
    theirs = getattr(torch_schedulers, name)(reference, **options)
    planned = [ours.lr_at(t) for t in range(13)]
    rates, expected = [optimizer.lr], [reference.param_groups[0]["lr"]]
    momenta = [(optimizer.momentum, reference.param_groups[0]["momentum"])]
    for _ in range(12):
        reference.step()
        ours.step()
        theirs.step()
        rates.append(optimizer.lr)
        expected.append(reference.param_groups[0]["lr"])
        momenta.append((optimizer.momentum, reference.param_groups[0]["momentum"]))
    assert len(set(expected)) > 2
    np.testing.assert_allclose(rates, expected, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(*zip(*momenta, strict=True), rtol=1e-12)
    assert rates == planned


def test_one_cycle_moves_the_first_beta_of_adam():
    optimizer, reference = optimizers("Adam", betas=(0.5, 0.99))
    ours = schedulers.OneCycleLR(optimizer, 0.1, 10)
    theirs = torch_schedulers.OneCycleLR(reference, 0.1, 10)
    for _ in range(9):
        np.testing.assert_allclose(optimizer.betas, reference.param_groups[0]["betas"])
        reference.step()
        ours.step()
        theirs.step()
    assert optimizer.betas == (pytest.approx(0.95), 0.99)


def test_one_cycle_leaves_the_momentum_alone_when_told():
    optimizer, _ = optimizers(momentum=0.3)
    schedulers.OneCycleLR(optimizer, 0.1, 10, cycle_momentum=False).step()
    assert optimizer.momentum == 0.3


def test_one_cycle_without_a_rise_starts_at_the_top():
    optimizer, _ = optimizers(momentum=0.3)
    cycle = schedulers.OneCycleLR(optimizer, 0.1, 1, pct_start=1.0)
    assert optimizer.lr == cycle.lr_at(0) == 0.1


def test_one_cycle_that_only_rises_stays_at_the_top():
    optimizer, _ = optimizers(momentum=0.3)
    cycle = schedulers.OneCycleLR(optimizer, 0.1, 4, pct_start=1.0)
    assert cycle.lr_at(2) < cycle.lr_at(3) == cycle.lr_at(4) == 0.1


def test_one_cycle_ends_after_its_steps():
    optimizer, reference = optimizers(momentum=0.3)
    ours = schedulers.OneCycleLR(optimizer, 0.1, 4)
    theirs = torch_schedulers.OneCycleLR(reference, 0.1, 4)
    for _ in range(4):  # a loop calls it after its last batch too
        last = optimizer.lr
        reference.step()
        ours.step()
        theirs.step()
    assert optimizer.lr == last
    with pytest.raises(ValueError, match=r"made for 4 steps, got step 5; give total_steps ="):
        ours.step()
    with pytest.raises(ValueError):
        theirs.step()


@pytest.mark.parametrize("warmup", [0, 1, 4])
@pytest.mark.parametrize("min_lr", [0.0, 0.05])
def test_warmup_cosine_is_the_formula_of_the_course(warmup, min_lr):
    base_lr, total = 0.4, 9

    def rate(t):
        if t < warmup:
            return base_lr * (t + 1) / warmup
        if t >= total:
            return min_lr
        turn = math.pi * (t - warmup) / (total - warmup)
        return min_lr + 0.5 * (base_lr - min_lr) * (1 + math.cos(turn))

    optimizer, reference = optimizers(lr=base_lr)
    ours = schedulers.WarmupCosine(optimizer, warmup, total, min_lr)
    theirs = torch_schedulers.LambdaLR(reference, lambda t: rate(t) / base_lr)
    for t in range(12):
        assert optimizer.lr == pytest.approx(reference.param_groups[0]["lr"], rel=1e-12, abs=1e-15)
        assert ours.last_epoch == t
        reference.step()
        ours.step()
        theirs.step()


MEASURES = [5, 4, 4, 3.9999, 4, 4, 4, 2, 2.5, 2.4, float("nan"), 2.2, 2, 1.9999, 3, 3, 3, 3, 3, 3]


@pytest.mark.parametrize(
    "options",
    [
        {"patience": 0},
        {"patience": 2, "factor": 0.5},
        {"patience": 1, "cooldown": 2},
        {"patience": 1, "min_lr": 0.02},
        {"patience": 1, "threshold": 0.3},
        {"patience": 1, "mode": "max"},
        {"patience": 2, "mode": "max", "threshold": 0.5},
    ],
)
def test_plateaus_are_pytorchs(options):
    optimizer, reference = optimizers(lr=0.4)
    ours = schedulers.ReduceLROnPlateau(optimizer, **options)
    theirs = torch_schedulers.ReduceLROnPlateau(reference, **options, eps=0)
    rates = []
    for measure in MEASURES:
        ours.step(np.float32(measure))
        theirs.step(np.float32(measure))
        rates.append(optimizer.lr)
        assert optimizer.lr == pytest.approx(reference.param_groups[0]["lr"], rel=1e-12)
    assert len(set(rates)) > 1


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda o: schedulers.StepLR(o, 0), "step_size must be at least 1, got 0"),
        (lambda o: schedulers.CosineAnnealingLR(o, 0), "T_max must be at least 1, got 0"),
        (lambda o: schedulers.LinearLR(o, total_iters=0), "total_iters must be at least 1"),
        (lambda o: schedulers.WarmupCosine(o, 5, 5), "got warmup 5, total 5"),
        (lambda o: schedulers.OneCycleLR(o, 1.0, 0), "total_steps must be at least 1"),
        (lambda o: schedulers.OneCycleLR(o, 1.0, 5, 30), r"pct_start must lie in \[0, 1\], got 30"),
        (lambda o: schedulers.OneCycleLR(o, 1.0, 5), "no momentum to cycle.*cycle_momentum=False"),
        (
            lambda o: schedulers.ReduceLROnPlateau(o, "low"),
            "mode must be 'min' or 'max', got 'low'",
        ),
        (
            lambda o: schedulers.ReduceLROnPlateau(o, factor=1),
            r"factor must lie in \(0, 1\), got 1",
        ),
    ],
)
def test_wrong_arguments(make, message):
    with pytest.raises(ValueError, match=message):
        make(optimizers()[0])


def test_a_scheduler_needs_an_optimizer_and_a_formula():
    with pytest.raises(TypeError, match="needs an optimizer, got float"):
        schedulers.StepLR(0.1, 2)
    with pytest.raises(NotImplementedError, match="Scheduler needs a method lr_at"):
        schedulers.Scheduler(optimizers()[0])
