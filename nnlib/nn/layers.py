"""Layers without memory: linear, activations, and their composition."""

import numpy as np

from nnlib import functional as F
from nnlib import init
from nnlib.nn.module import Module, Parameter

__all__ = ["Linear", "ReLU", "Sequential", "Sigmoid", "Tanh"]


class Linear(Module):
    """The affine map ``x @ weight.T + bias``.

    Parameters
    ----------
    in_features, out_features : int
    bias : bool
        Whether to add a learned bias.
    dtype : floating-point type
    rng : numpy.random.Generator, optional
        Source of the starting values, U(-k, k) with ``k = 1 / sqrt(in_features)`` for weight
        and bias alike, as in PyTorch. Without it they differ from run to run.

    Attributes
    ----------
    weight : Parameter, shape (out_features, in_features)
    bias : Parameter, shape (out_features,), or None
    """

    def __init__(self, in_features, out_features, bias=True, *, dtype=np.float32, rng=None):
        rng = np.random.default_rng() if rng is None else rng
        shape = (out_features, in_features)
        self.weight = Parameter(init.fan_in_uniform(shape, in_features, rng, dtype))
        self.bias = None
        if bias:
            self.bias = Parameter(init.fan_in_uniform(shape[:1], in_features, rng, dtype))

    def forward(self, x):
        """Map x (..., in_features) to (..., out_features)."""
        return F.linear(x, self.weight, self.bias)

    def extra_repr(self):
        """Return the sizes."""
        out_features, in_features = self.weight.shape
        return f"{in_features}, {out_features}, bias={self.bias is not None}"


class ReLU(Module):
    """``max(x, 0)``, elementwise."""

    def forward(self, x):
        """Rectify x of any shape."""
        return F.relu(x)


class Sigmoid(Module):
    """``1 / (1 + exp(-x))``, elementwise."""

    def forward(self, x):
        """Squash x of any shape to (0, 1)."""
        return F.sigmoid(x)


class Tanh(Module):
    """The hyperbolic tangent, elementwise."""

    def forward(self, x):
        """Squash x of any shape to (-1, 1)."""
        return F.tanh(x)


class Sequential(Module):
    """Modules applied one after the other; ``model[0]`` is the first.

    Parameters
    ----------
    *modules : Module
    """

    def __init__(self, *modules):
        for i, module in enumerate(modules):
            setattr(self, str(i), module)

    def forward(self, x):
        """Apply all modules in order."""
        for module in self:
            x = module(x)
        return x

    def __iter__(self):
        return (module for _, module in self.named_children())

    def __len__(self):
        return sum(1 for _ in self)

    def __getitem__(self, index):
        return list(self)[index]
