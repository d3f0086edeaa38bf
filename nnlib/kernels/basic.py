"""The affine map and the elementwise non-linearities."""

import numpy as np

__all__ = ["as_float", "linear", "relu", "sigmoid", "tanh"]


def as_float(x, dtype=np.float32):
    """Return `x` as an array of floating-point numbers; only other types change, to `dtype`."""
    x = np.asarray(x)
    return x if x.dtype.kind == "f" else x.astype(dtype)


def linear(x, weight, bias=None):
    """Map every sample by ``x @ weight.T + bias``.

    Parameters
    ----------
    x : ndarray, shape (..., i)
        Samples; any number of leading axes.
    weight : ndarray, shape (o, i)
        One row per output: the transpose of the `W` (i, o) of the formulas.
    bias : ndarray, shape (o,), optional

    Returns
    -------
    y : ndarray, shape (..., o)
    backward : callable
        ``dy (..., o) -> dx, dweight, dbias``. ``backward(dy, need_dx=False)`` saves a matrix
        product and returns None for `dx`, for a layer whose input is data.

    Raises
    ------
    ValueError
        If `x` and `weight` differ in the number of inputs.
    """
    x = as_float(x, weight.dtype)
    o, i = weight.shape
    if x.ndim == 0 or x.shape[-1] != i:
        raise ValueError(
            f"linear: x has shape {x.shape}, but weight has shape {weight.shape} "
            f"and takes {i} inputs; the last axis of x must have length {i}."
        )
    y = x @ weight.T  # (..., i) @ (i, o) -> (..., o)
    has_bias = bias is not None
    if has_bias:
        y = y + bias

    def backward(dy, need_dx=True):
        dx = dy @ weight if need_dx else None
        rows = dy.reshape(-1, o)
        dbias = rows.sum(axis=0) if has_bias else None
        return dx, rows.T @ x.reshape(-1, i), dbias

    return y, backward


def relu(x):
    """Rectify: ``max(x, 0)``, with derivative 0 at 0. Returns ``y, backward``."""
    y = np.maximum(x, 0)

    def backward(dy):
        return dy * (y > 0)

    return y, backward


def sigmoid(x):
    """Squash to (0, 1): ``1 / (1 + exp(-x))``, without overflow. Returns ``y, backward``."""
    x = as_float(x)
    e = np.exp(-np.abs(x))  # in (0, 1], so nothing overflows
    y = np.where(x >= 0, 1, e) / (1 + e)

    def backward(dy):
        return dy * (y * (1 - y))

    return y, backward


def tanh(x):
    """Squash to (-1, 1) by the hyperbolic tangent. Returns ``y, backward``."""
    y = np.tanh(as_float(x))

    def backward(dy):
        return dy * (1 - y * y)

    return y, backward
