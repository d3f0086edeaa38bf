"""Layers that standardise what passes through them."""

import numpy as np

from nnlib import functional as F
from nnlib.nn.module import Buffer, Module, Parameter

__all__ = ["BatchNorm1d", "BatchNorm2d", "LayerNorm"]


class _BatchNorm(Module):
    """What the two have in common; they differ in the inputs they take."""

    axes = ()

    def __init__(
        self,
        num_features,
        eps=1e-5,
        momentum=0.1,
        affine=True,
        track_running_stats=True,
        *,
        dtype=np.float32,
    ):
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.weight = self.bias = self.running_mean = self.running_var = None
        if affine:
            self.weight = Parameter(np.ones(num_features), dtype)
            self.bias = Parameter(np.zeros(num_features), dtype)
        if track_running_stats:
            self.running_mean = Buffer(np.zeros(num_features), dtype)
            self.running_var = Buffer(np.ones(num_features), dtype)
            self.num_batches_tracked = Buffer(0)

    def forward(self, x):
        """Standardise each channel; the shape stays."""
        if len(x.shape) not in self.axes:
            expected = " or ".join(f"{axes} axes" for axes in self.axes)
            raise ValueError(
                f"{type(self).__name__}: x has shape {x.shape}; expected {expected}, (n, c, ...)."
            )
        momentum, follow = self.momentum, self.training and self.running_mean is not None
        if momentum is None:  # the plain average of all batches
            momentum = 1 / (self.num_batches_tracked.item() + 1) if follow else 0.0
        y = F.batch_norm(
            x,
            self.running_mean,
            self.running_var,
            self.weight,
            self.bias,
            self.training,
            momentum,
            self.eps,
        )
        if follow:
            self.num_batches_tracked.data += 1
        return y

    def extra_repr(self):
        """Return the number of channels, eps and momentum."""
        return f"{self.num_features}, eps={self.eps}, momentum={self.momentum}"


class BatchNorm1d(_BatchNorm):
    """Standardise each feature over the batch (n, c), or each channel of sequences (n, c, l).

    Parameters
    ----------
    num_features : int
        Number c of features or channels.
    eps : float
        Added to the variance.
    momentum : float or None
        Weight of the new value in the running statistics; None averages all batches.
    affine : bool
        Whether to learn a scale and a shift for each channel.
    track_running_stats : bool
        Without running statistics evaluation uses those of its batch.
    dtype : floating-point type

    Attributes
    ----------
    weight, bias : Parameter, shape (c,), or None
        Start at 1 and 0.
    running_mean, running_var : Buffer, shape (c,), or None
    num_batches_tracked : Buffer

    Raises
    ------
    ValueError
        If the input has another number of axes, or one value per channel in training.
    """

    axes = (2, 3)


class BatchNorm2d(_BatchNorm):
    """Standardise each channel of images (n, c, h, w) over the batch and all pixels.

    Parameters, attributes and errors are those of `BatchNorm1d`.
    """

    axes = (4,)


class LayerNorm(Module):
    """Standardise each sample over its last axes, then scale and shift.

    Parameters
    ----------
    normalized_shape : int or tuple of int
        Lengths of those axes.
    eps : float
        Added to the variance.
    elementwise_affine : bool
        Whether to learn a scale and a shift for each element.
    bias : bool
        Whether to learn the shift.
    dtype : floating-point type

    Attributes
    ----------
    weight, bias : Parameter, shape `normalized_shape`, or None
        Start at 1 and 0.
    """

    def __init__(
        self, normalized_shape, eps=1e-5, elementwise_affine=True, bias=True, *, dtype=np.float32
    ):
        self.normalized_shape, self.eps = normalized_shape, eps
        self.weight = self.bias = None
        if elementwise_affine:
            self.weight = Parameter(np.ones(normalized_shape), dtype)
        if elementwise_affine and bias:
            self.bias = Parameter(np.zeros(normalized_shape), dtype)

    def forward(self, x):
        """Standardise each sample in x (..., d1, d2, ...) over the axes of ``normalized_shape``."""
        return F.layer_norm(x, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self):
        """Return the shape and eps."""
        return f"{self.normalized_shape}, eps={self.eps}"
