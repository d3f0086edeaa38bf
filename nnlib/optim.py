"""Optimizers: they change parameters in place, by the gradients that ``backward`` left."""

import numpy as np

from nnlib.tensor import Tensor

__all__ = ["SGD", "Optimizer"]


class Optimizer:
    """What all optimizers share: the parameters, the learning rate and `zero_grad`.

    Parameters
    ----------
    params : iterable of Tensor
        Leaves that require a gradient.
    lr : float
        Learning rate.

    Raises
    ------
    TypeError
        If `params` is not an iterable of such tensors.
    ValueError
        If there are no parameters, or the learning rate is negative.
    """

    def __init__(self, params, lr):
        if isinstance(params, (Tensor, np.ndarray)):
            raise TypeError("params must be a list of tensors, got one; write [w].")
        self.params, self.lr = list(params), lr
        if not self.params:
            raise ValueError("params is empty: the model has no parameters to learn.")
        for p in self.params:
            if not isinstance(p, Tensor) or not p.requires_grad or p._parents:
                raise TypeError(
                    f"each parameter must be a Tensor made with requires_grad=True, got {p!r}."
                )
        if lr < 0:
            raise ValueError(f"lr must not be negative, got {lr}.")

    def zero_grad(self):
        """Forget the gradients: set them to None."""
        for p in self.params:
            p.grad = None


class SGD(Optimizer):
    """Stochastic gradient descent: ``v = momentum * v + g``, then ``p -= lr * v``.

    The velocity does not contain the learning rate, as in PyTorch. Parameters without a
    gradient stay as they are.

    Parameters
    ----------
    params : iterable of Tensor
    lr : float
    momentum : float
        0 is plain gradient descent.
    """

    def __init__(self, params, lr=1e-3, momentum=0.0):
        super().__init__(params, lr)
        if not 0 <= momentum < 1:
            raise ValueError(f"momentum must lie in [0, 1), got {momentum}.")
        self.momentum = momentum
        self.velocities = [None] * len(self.params)

    def step(self):
        """Change every parameter once."""
        lr, momentum = float(self.lr), float(self.momentum)  # no float64 scalars that promote
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            v = p.grad
            if momentum:
                if self.velocities[i] is not None:
                    v = momentum * self.velocities[i] + v
                self.velocities[i] = v.copy() if v is p.grad else v
            p.data -= lr * v
