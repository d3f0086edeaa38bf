"""Schedules of the learning rate: call ``scheduler.step()`` after each epoch, or each step.

All but `ReduceLROnPlateau` are a formula, `lr_at(t)`, with t the number of calls so far; so a
schedule can be drawn before it is used. A scheduler sets ``optimizer.lr``, once when it is made
and then in each `step`. The names are those of ``torch.optim.lr_scheduler``, but for
`WarmupCosine`, which PyTorch leaves to its users.
"""

import math

from nnlib.optim import Optimizer

__all__ = [
    "CosineAnnealingLR",
    "LinearLR",
    "OneCycleLR",
    "ReduceLROnPlateau",
    "Scheduler",
    "StepLR",
    "WarmupCosine",
]


class Scheduler:
    """What the schedules share: they count calls of `step` and ask `lr_at` for the rate.

    Parameters
    ----------
    optimizer : Optimizer
        Its learning rate is the `base_lr` of the formula.

    Attributes
    ----------
    base_lr : float
    last_epoch : int
        Number of calls of `step`.
    """

    def __init__(self, optimizer):
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"a scheduler needs an optimizer, got {type(optimizer).__name__}.")
        self.optimizer, self.base_lr, self.last_epoch = optimizer, optimizer.lr, 0
        self._apply()

    def lr_at(self, t):
        """Return the learning rate after `t` calls of `step`."""
        raise NotImplementedError(f"{type(self).__name__} needs a method lr_at.")

    def step(self):
        """Count one epoch or step, and set the learning rate that follows it."""
        self.last_epoch += 1
        self._apply()

    def _apply(self):
        self.optimizer.lr = self.lr_at(self.last_epoch)


class StepLR(Scheduler):
    """``base_lr * gamma ** (t // step_size)``: a drop every `step_size` epochs.

    Parameters
    ----------
    optimizer : Optimizer
    step_size : int
    gamma : float
    """

    def __init__(self, optimizer, step_size, gamma=0.1):
        self.step_size, self.gamma = _at_least_one("step_size", step_size), gamma
        super().__init__(optimizer)

    def lr_at(self, t):
        """Return the learning rate after `t` calls of `step`."""
        return self.base_lr * self.gamma ** (t // self.step_size)


class CosineAnnealingLR(Scheduler):
    """Half a cosine from `base_lr` down to `eta_min` in `T_max` epochs, and up again after.

    ``eta_min + (base_lr - eta_min) * (1 + cos(pi t / T_max)) / 2`` (Loshchilov and Hutter,
    2017, without their restarts).

    Parameters
    ----------
    optimizer : Optimizer
    T_max : int
    eta_min : float
    """

    def __init__(self, optimizer, T_max, eta_min=0.0):
        self.T_max, self.eta_min = _at_least_one("T_max", T_max), eta_min
        super().__init__(optimizer)

    def lr_at(self, t):
        """Return the learning rate after `t` calls of `step`."""
        return _cosine(self.base_lr, self.eta_min, t / self.T_max)


class LinearLR(Scheduler):
    """A straight line from ``start_factor * base_lr`` to ``end_factor * base_lr``, then level.

    Parameters
    ----------
    optimizer : Optimizer
    start_factor, end_factor : float
    total_iters : int
        Number of calls until the end is reached.
    """

    def __init__(self, optimizer, start_factor=1 / 3, end_factor=1.0, total_iters=5):
        self.start_factor, self.end_factor = start_factor, end_factor
        self.total_iters = _at_least_one("total_iters", total_iters)
        super().__init__(optimizer)

    def lr_at(self, t):
        """Return the learning rate after `t` calls of `step`."""
        part = min(1.0, t / self.total_iters)
        return self.base_lr * (self.start_factor + (self.end_factor - self.start_factor) * part)


class WarmupCosine(Scheduler):
    """A straight rise, then half a cosine: the usual schedule of transformers.

    ``base_lr * (t + 1) / warmup`` while t < warmup, then half a cosine down to `min_lr`, which
    is reached at `total` and kept.

    Parameters
    ----------
    optimizer : Optimizer
    warmup, total : int
        Number of steps of the rise, and of both parts; 0 <= warmup < total.
    min_lr : float

    Examples
    --------
    >>> from nnlib import Tensor, optim
    >>> schedule = WarmupCosine(optim.Adam([Tensor([0.0], True)], lr=1.0), warmup=2, total=4)
    >>> [round(schedule.lr_at(t), 6) for t in range(6)]
    [0.5, 1.0, 1.0, 0.5, 0.0, 0.0]
    """

    def __init__(self, optimizer, warmup, total, min_lr=0.0):
        if not 0 <= warmup < total:
            raise ValueError(f"0 <= warmup < total must hold, got warmup {warmup}, total {total}.")
        self.warmup, self.total, self.min_lr = warmup, total, min_lr
        super().__init__(optimizer)

    def lr_at(self, t):
        """Return the learning rate after `t` calls of `step`."""
        if t < self.warmup:
            return self.base_lr * (t + 1) / self.warmup
        part = min(1.0, (t - self.warmup) / (self.total - self.warmup))
        return _cosine(self.base_lr, self.min_lr, part)


class OneCycleLR(Scheduler):
    """One rise to `max_lr` and one fall below the start, a step for each batch (Smith, 2018).

    Two half cosines: from ``max_lr / div_factor`` up to `max_lr` in the first `pct_start` of
    the steps, then down to that start over `final_div_factor`. The momentum (of Adam its first
    beta) goes the other way, from `max_momentum` to `base_momentum` and back.

    Parameters
    ----------
    optimizer : Optimizer
        Its own learning rate plays no part.
    max_lr : float
    total_steps : int
        Number of steps of the whole training: epochs times batches.
    pct_start : float
        Part of the steps that rise.
    cycle_momentum : bool
    base_momentum, max_momentum : float
    div_factor, final_div_factor : float

    Raises
    ------
    ValueError
        If `step` is called after the end, a number is out of its range, or the optimizer has
        no momentum to cycle.
    """

    def __init__(
        self,
        optimizer,
        max_lr,
        total_steps,
        pct_start=0.3,
        *,
        cycle_momentum=True,
        base_momentum=0.85,
        max_momentum=0.95,
        div_factor=25.0,
        final_div_factor=1e4,
    ):
        if not 0 <= pct_start <= 1:
            raise ValueError(f"pct_start must lie in [0, 1], got {pct_start}.")
        self.total_steps = _at_least_one("total_steps", total_steps)
        self.peak = pct_start * total_steps - 1  # the step with the largest rate
        start = max_lr / div_factor
        self.lrs = start, max_lr, start / final_div_factor
        self.momenta = None
        if cycle_momentum:
            self.momenta = max_momentum, base_momentum, max_momentum
        super().__init__(optimizer)

    def lr_at(self, t):
        """Return the learning rate after `t` calls of `step`."""
        return self._between(self.lrs, t)

    def momentum_at(self, t):
        """Return the momentum after `t` calls of `step`."""
        return self._between(self.momenta, t)

    def _between(self, corners, t):
        if t > self.total_steps:
            raise ValueError(
                f"OneCycleLR was made for {self.total_steps} steps, got step {t}; "
                "give total_steps = epochs * number of batches."
            )
        (start, peak, end), last = corners, self.total_steps - 1
        t = min(t, last)  # after the last batch the rate stays
        if t <= self.peak:
            return _cosine(start, peak, t / self.peak if self.peak > 0 else 1.0)
        return _cosine(peak, end, (t - self.peak) / (last - self.peak))

    def _apply(self):
        super()._apply()
        if self.momenta is None:
            return
        momentum = self.momentum_at(self.last_epoch)
        if hasattr(self.optimizer, "betas"):
            self.optimizer.betas = momentum, self.optimizer.betas[1]
        elif getattr(self.optimizer, "momentum", 0):
            self.optimizer.momentum = momentum
        else:
            raise ValueError(
                "OneCycleLR: the optimizer has no momentum to cycle; give it one, or pass "
                "cycle_momentum=False."
            )


class ReduceLROnPlateau:
    """Multiply the learning rate by `factor` when a measure has stopped improving.

    Parameters
    ----------
    optimizer : Optimizer
    mode : {"min", "max"}
        Whether smaller or larger is better.
    factor : float
    patience : int
        Number of epochs without progress that pass without a change.
    threshold : float
        What counts as progress: a change by more than this part of the best.
    cooldown : int
        Number of epochs after a change in which none is counted as bad.
    min_lr : float

    Attributes
    ----------
    best : float
    """

    def __init__(
        self, optimizer, mode="min", factor=0.1, patience=10, threshold=1e-4, *,
        cooldown=0, min_lr=0.0,
    ):  # fmt: skip
        if mode not in ("min", "max"):
            raise ValueError(f"mode must be 'min' or 'max', got {mode!r}.")
        if not 0 < factor < 1:
            raise ValueError(f"factor must lie in (0, 1), got {factor}.")
        self.optimizer, self.mode, self.factor, self.patience = optimizer, mode, factor, patience
        self.threshold, self.cooldown, self.min_lr = threshold, cooldown, min_lr
        self.best = math.inf if mode == "min" else -math.inf
        self.bad_epochs = self.cooling = 0

    def step(self, metrics):
        """Note the measure of one epoch, and reduce the learning rate if it is time.

        Parameters
        ----------
        metrics : float
            The validation loss, say. NaN is no progress.
        """
        metrics = float(metrics)
        self.bad_epochs += 1
        if self._is_better(metrics):
            self.best, self.bad_epochs = metrics, 0
        if self.cooling:
            self.cooling, self.bad_epochs = self.cooling - 1, 0
        if self.bad_epochs > self.patience:
            self.optimizer.lr = max(self.optimizer.lr * self.factor, self.min_lr)
            self.cooling, self.bad_epochs = self.cooldown, 0

    def _is_better(self, metrics):
        if self.mode == "min":
            return metrics < self.best * (1 - self.threshold)
        return metrics > self.best * (1 + self.threshold)


def _cosine(start, end, part):
    """Return the value a `part` (0 to 1) along half a cosine from `start` to `end`."""
    return end + (start - end) * (1 + math.cos(math.pi * part)) / 2


def _at_least_one(name, value):
    if value < 1:
        raise ValueError(f"{name} must be at least 1, got {value}.")
    return value
