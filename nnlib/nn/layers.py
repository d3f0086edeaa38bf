"""The common layers: linear, table of vectors, dropout, flattening."""

import math

import numpy as np

from nnlib import functional as F
from nnlib import init
from nnlib.nn.module import Module, Parameter

__all__ = ["Dropout", "Embedding", "Flatten", "Linear"]


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


class Embedding(Module):
    """A table with one learned vector for each of `num_embeddings` symbols.

    Parameters
    ----------
    num_embeddings, embedding_dim : int
    dtype : floating-point type
    rng : numpy.random.Generator, optional
        Source of the starting values, N(0, 1) as in PyTorch. Without it they differ from run
        to run.

    Attributes
    ----------
    weight : Parameter, shape (num_embeddings, embedding_dim)
    """

    def __init__(self, num_embeddings, embedding_dim, *, dtype=np.float32, rng=None):
        rng = np.random.default_rng() if rng is None else rng
        self.weight = Parameter(rng.standard_normal((num_embeddings, embedding_dim)), dtype)

    def forward(self, index):
        """Map integers (...) to vectors (..., embedding_dim)."""
        return F.embedding(index, self.weight)

    def extra_repr(self):
        """Return the sizes."""
        return "{}, {}".format(*self.weight.shape)


class Dropout(Module):
    """Drop each number with probability `p` in training, do nothing in evaluation.

    Parameters
    ----------
    p : float
        Probability of dropping.
    rng : numpy.random.Generator, optional
        Without it the masks differ from run to run.
    """

    def __init__(self, p=0.5, *, rng=None):
        self.p = p
        self.rng = np.random.default_rng() if rng is None else rng

    def forward(self, x):
        """Apply to x of any shape."""
        return F.dropout(x, self.p, self.training, self.rng)

    def extra_repr(self):
        """Return the probability."""
        return f"p={self.p}"


class Flatten(Module):
    """Join the axes `start_dim` to `end_dim` into one; by default all but the batch.

    Parameters
    ----------
    start_dim, end_dim : int
    """

    def __init__(self, start_dim=1, end_dim=-1):
        self.start_dim, self.end_dim = start_dim, end_dim

    def forward(self, x):
        """Map x (n, ...) to (n, d)."""
        first, last = (dim % len(x.shape) for dim in (self.start_dim, self.end_dim))
        joined = math.prod(x.shape[first : last + 1])  # -1 would not do for an empty batch
        return x.reshape(*x.shape[:first], joined, *x.shape[last + 1 :])

    def extra_repr(self):
        """Return the axes."""
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"
