"""Batch and layer normalisation: mean 0 and variance 1, then a learned scale and shift.

The two differ in what they average over: the samples for each channel, or the features for
each sample. Variances are biased: sums of squares divided by the count.
"""

import math

import numpy as np

from nnlib.kernels.basic import as_float

__all__ = ["batch_norm", "layer_norm"]


def batch_norm(
    x,
    running_mean=None,
    running_var=None,
    weight=None,
    bias=None,
    training=False,
    momentum=0.1,
    eps=1e-5,
):
    """Standardise each channel over the batch: ``weight * (x - mean) / sqrt(var + eps) + bias``.

    In training, mean and variance are the batch's, and the running ones follow them; otherwise
    the running ones are used.

    Parameters
    ----------
    x : ndarray, shape (n, c) or (n, c, ...)
    running_mean, running_var : ndarray, shape (c,), or None
        In training changed in place, by ``momentum * (new - running)``, the new variance being
        the unbiased one. Without them the batch's mean and variance are always used.
    weight, bias : ndarray, shape (c,), optional
    training : bool
    momentum : float
        Weight of the new value.
    eps : float

    Returns
    -------
    y : ndarray, shape of `x`
    backward : callable
        ``dy -> dx, None, None, dweight, dbias``

    Raises
    ------
    ValueError
        If the channels do not fit, or a batch has one value per channel and so no variance.

    References
    ----------
    Ioffe and Szegedy (2015), "Batch normalization", algorithms 1 and 2.
    """
    x = as_float(x)
    parameters = [a for a in (running_mean, running_var, weight, bias) if a is not None]
    if x.ndim < 2 or any(a.shape != x.shape[1:2] for a in parameters):
        raise ValueError(
            f"batch_norm: x has shape {x.shape}, the parameters {[a.shape for a in parameters]}; "
            "expected x (n, c, ...) and parameters (c,)."
        )
    axes, shape = (0, *range(2, x.ndim)), (-1,) + (1,) * (x.ndim - 2)
    from_batch = training or running_mean is None
    if from_batch:
        count = _values_per_channel(x)
        mean, var = x.mean(axis=axes, keepdims=True), x.var(axis=axes, keepdims=True)
        if running_mean is not None:
            running_mean += momentum * (mean.ravel() - running_mean)
            running_var += momentum * (var.ravel() * (count / (count - 1)) - running_var)
    else:
        mean, var = running_mean.reshape(shape), running_var.reshape(shape)
    scale = 1 / np.sqrt(var + eps)
    normal = (x - mean) * scale
    factor, offset = (None if a is None else a.reshape(shape) for a in (weight, bias))

    def backward(dy):
        dnormal = dy if factor is None else dy * factor
        dx = _dx(dnormal, normal, scale, axes) if from_batch else dnormal * scale
        dweight = None if factor is None else (dy * normal).sum(axis=axes)
        dbias = None if offset is None else dy.sum(axis=axes)
        return dx, None, None, dweight, dbias

    y = normal if factor is None else normal * factor
    return y if offset is None else y + offset, backward


def layer_norm(x, normalized_shape, weight=None, bias=None, eps=1e-5):
    """Standardise each sample over its last axes: ``weight * (x - mean) / sqrt(var + eps) + bias``.

    Parameters
    ----------
    x : ndarray, shape (..., *normalized_shape)
    normalized_shape : int or tuple of int
        Lengths of the axes that share a mean and a variance.
    weight, bias : ndarray, shape `normalized_shape`, optional
    eps : float

    Returns
    -------
    y : ndarray, shape of `x`
    backward : callable
        ``dy -> dx, None, dweight, dbias``

    Raises
    ------
    ValueError
        If the last axes or the parameters have other lengths.

    References
    ----------
    Ba, Kiros and Hinton (2016), "Layer normalization".
    """
    x = as_float(x)
    shape = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
    parameters = [a for a in (weight, bias) if a is not None]
    if x.shape[-len(shape) :] != shape or any(a.shape != shape for a in parameters):
        raise ValueError(
            f"layer_norm: x has shape {x.shape}, the parameters {[a.shape for a in parameters]}; "
            f"expected x (..., {', '.join(map(str, shape))}) and parameters {shape}."
        )
    d = math.prod(shape)
    factor = 1 if weight is None else weight.ravel()
    normal = x.reshape(-1, d)
    normal = normal - normal.mean(axis=1, keepdims=True)  # (n, d)
    scale = 1 / np.sqrt(np.vecdot(normal, normal)[:, None] / d + eps)
    normal *= scale
    y = normal * factor
    if bias is not None:
        y += bias.ravel()

    def backward(dy):
        dy = dy.reshape(-1, d)
        dnormal = dy * factor
        dx = dnormal - dnormal.mean(axis=1, keepdims=True)
        dx -= normal * (np.vecdot(dnormal, normal)[:, None] / d)
        dx *= scale
        dweight = None if weight is None else (dy * normal).sum(axis=0).reshape(shape)
        dbias = None if bias is None else dy.sum(axis=0).reshape(shape)
        return dx.reshape(x.shape), None, dweight, dbias

    return y.reshape(x.shape), backward


def _dx(dnormal, normal, scale, axes):
    """Return the gradient through ``normal``, whose mean and variance depend on x as well."""
    along = (dnormal * normal).mean(axis=axes, keepdims=True)
    return scale * (dnormal - dnormal.mean(axis=axes, keepdims=True) - normal * along)


def _values_per_channel(x):
    count = math.prod(x.shape) // x.shape[1]
    if count < 2:
        raise ValueError(
            f"batch_norm: the batch has {count} value(s) per channel, which have no variance; "
            "train on more samples, or call eval() first."
        )
    return count
