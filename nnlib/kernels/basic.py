"""The affine map, the table of vectors, dropout, and the non-linearities but GELU."""

import numpy as np

__all__ = [
    "as_float",
    "dropout",
    "embedding",
    "leaky_relu",
    "linear",
    "log_softmax",
    "relu",
    "sigmoid",
    "silu",
    "softmax",
    "tanh",
]


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


def embedding(index, weight):
    """Look up rows: ``weight[index]``, the product of one-hot vectors with a matrix.

    Parameters
    ----------
    index : ndarray of int, shape (...)
        Row numbers 0 .. k-1: words, characters, categories.
    weight : ndarray, shape (k, d)
        One vector per row.

    Returns
    -------
    y : ndarray, shape (..., d)
    backward : callable
        ``dy -> None, dweight``: each row gets the sum over all places that used it.

    Raises
    ------
    TypeError
        If `index` is not of integers.
    IndexError
        If an index has no row.
    """
    index, (k, d) = np.asarray(index), weight.shape
    if index.dtype.kind not in "iu":
        raise TypeError(
            f"embedding: an index must be an integer, got {index.dtype}; write index.astype(int)."
        )
    if index.size and (index.min() < 0 or index.max() >= k):
        raise IndexError(
            f"embedding: indices must lie in 0 .. {k - 1} for {k} rows, "
            f"got {index.min()} .. {index.max()}."
        )

    def backward(dy):
        order = np.argsort(index, axis=None, kind="stable")  # equal indices side by side
        used, first = np.unique(index.reshape(-1)[order], return_index=True)
        dweight = np.zeros((k, d), dy.dtype)
        if index.size:
            dweight[used] = np.add.reduceat(dy.reshape(-1, d)[order], first, axis=0)
        return None, dweight

    return weight[index], backward


def dropout(x, p=0.5, training=True, rng=None):
    """Drop each number with probability `p` and scale the others by ``1 / (1 - p)``.

    The scale keeps the expectation, so nothing is left to do when not training (Srivastava et
    al., 2014, in the inverted form of section 10).

    Parameters
    ----------
    x : ndarray
    p : float
        Probability of dropping, 0 to 1.
    training : bool
        False returns `x` as it is.
    rng : numpy.random.Generator, optional
        By default a new one, so that results differ from run to run.

    Returns
    -------
    y : ndarray, shape of `x`
    backward : callable
        ``dy -> dx``, through the same mask.

    Raises
    ------
    ValueError
        If `p` is not a probability.
    """
    if not 0 <= p <= 1:
        raise ValueError(f"dropout: p must be a probability, 0 to 1, got {p}.")
    x = as_float(x)
    if not training or p == 0:
        return x, lambda dy: dy
    rng = np.random.default_rng() if rng is None else rng
    scale = 1 / (1 - p) if p < 1 else 0.0
    mask = (rng.random(x.shape, np.float32) >= p) * x.dtype.type(scale)

    def backward(dy):
        return dy * mask

    return x * mask, backward


def relu(x):
    """Rectify: ``max(x, 0)``, with derivative 0 at 0. Returns ``y, backward``."""
    y = np.maximum(x, 0)

    def backward(dy):
        return dy * (y > 0)

    return y, backward


def leaky_relu(x, negative_slope=0.01):
    """Scale negative numbers by `negative_slope`, the derivative at 0. Returns ``y, backward``.

    Maas, Hannun and Ng (2013).
    """
    x = as_float(x)
    slope = (x > 0) + (x <= 0) * x.dtype.type(negative_slope)

    def backward(dy):
        return dy * slope

    return x * slope, backward


def sigmoid(x):
    """Squash to (0, 1): ``1 / (1 + exp(-x))``, without overflow. Returns ``y, backward``."""
    x = as_float(x)
    e = np.exp(-np.abs(x))  # in (0, 1], so nothing overflows
    y = np.maximum(e, x >= 0) / (1 + e)  # e / (1 + e) on the left, 1 / (1 + e) on the right

    def backward(dy):
        return dy * (y * (1 - y))

    return y, backward


def tanh(x):
    """Squash to (-1, 1) by the hyperbolic tangent. Returns ``y, backward``."""
    y = np.tanh(as_float(x))

    def backward(dy):
        return dy * (1 - y * y)

    return y, backward


def silu(x):
    """Weigh x by its sigmoid: ``x * sigmoid(x)`` (Ramachandran et al., 2017: Swish).

    Returns ``y, backward``.
    """
    x = as_float(x)
    gate, _ = sigmoid(x)
    y = x * gate

    def backward(dy):
        return dy * (gate + y * (1 - gate))

    return y, backward


def softmax(x, dim=-1):
    """Make scores into probabilities along an axis: ``exp(x) / sum(exp(x))``.

    Subtracting the largest score first changes nothing and keeps ``exp`` from overflowing.
    A score of minus infinity has probability 0. Returns ``y, backward``.

    Examples
    --------
    >>> softmax(np.array([1000.0, 1000.0]))[0]
    array([0.5, 0.5])
    """
    x = as_float(x)
    y = np.exp(x - x.max(axis=dim, keepdims=True))
    y /= y.sum(axis=dim, keepdims=True)

    def backward(dy):
        dx = dy * y
        dx -= y * dx.sum(axis=dim, keepdims=True)
        return dx

    return y, backward


def log_softmax(x, dim=-1):
    """Return the logarithms of the probabilities of `softmax`, exact where those round to 0.

    Returns ``y, backward``.
    """
    x = as_float(x)
    y = x - x.max(axis=dim, keepdims=True)
    y -= np.log(np.exp(y).sum(axis=dim, keepdims=True))

    def backward(dy):
        return dy - np.exp(y) * dy.sum(axis=dim, keepdims=True)

    return y, backward
