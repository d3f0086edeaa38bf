"""Random starting values of weights.

Each function returns a new array of the given shape, that of a weight in nnlib: (out, in) of a
linear layer or (out, in, kh, kw) of a convolution. ``fan_in`` is the number of inputs of one
unit, in * kh * kw, and ``fan_out`` the number of units that one input reaches, out * kh * kw.
"""

import math

import numpy as np

__all__ = [
    "fan_in_uniform",
    "he_normal",
    "he_uniform",
    "lecun_normal",
    "orthogonal",
    "xavier_normal",
    "xavier_uniform",
]


def fan_in_uniform(shape, fan_in, rng, dtype=np.float32):
    """Draw from U(-k, k) with ``k = 1 / sqrt(fan_in)``, PyTorch's default for linear layers.

    Parameters
    ----------
    shape : tuple of int
    fan_in : int
        Number of inputs of each unit; given, because a bias does not show it.
    rng : numpy.random.Generator
    dtype : floating-point type

    Returns
    -------
    ndarray of shape `shape`
    """
    bound = 1 / math.sqrt(fan_in)
    return rng.uniform(-bound, bound, shape).astype(dtype)


def xavier_uniform(shape, rng, dtype=np.float32):
    """Draw from U(-k, k) with ``k = sqrt(6 / (fan_in + fan_out))`` (Glorot and Bengio, 2010)."""
    bound = math.sqrt(6 / sum(_fans(shape)))
    return rng.uniform(-bound, bound, shape).astype(dtype)


def xavier_normal(shape, rng, dtype=np.float32):
    """Draw from N(0, s²) with ``s = sqrt(2 / (fan_in + fan_out))`` (Glorot and Bengio, 2010)."""
    return rng.normal(0, math.sqrt(2 / sum(_fans(shape))), shape).astype(dtype)


def he_uniform(shape, rng, dtype=np.float32):
    """Draw from U(-k, k) with ``k = sqrt(6 / fan_in)``, made for ReLU (He et al., 2015)."""
    bound = math.sqrt(6 / _fans(shape)[0])
    return rng.uniform(-bound, bound, shape).astype(dtype)


def he_normal(shape, rng, dtype=np.float32):
    """Draw from N(0, s²) with ``s = sqrt(2 / fan_in)``, made for ReLU (He et al., 2015)."""
    return rng.normal(0, math.sqrt(2 / _fans(shape)[0]), shape).astype(dtype)


def lecun_normal(shape, rng, dtype=np.float32):
    """Draw from N(0, s²) with ``s = sqrt(1 / fan_in)`` (LeCun et al., 1998, section 4.6)."""
    return rng.normal(0, math.sqrt(1 / _fans(shape)[0]), shape).astype(dtype)


def orthogonal(shape, rng, gain=1.0, dtype=np.float32):
    """Draw a matrix whose rows or columns, whichever are fewer, are orthonormal.

    It is uniform over all such matrices, and keeps lengths instead of only their average (Saxe,
    McClelland and Ganguli, 2014). Further axes count as columns.

    Parameters
    ----------
    shape : tuple of int
        At least two axes.
    rng : numpy.random.Generator
    gain : float
        Factor of all values.
    dtype : floating-point type

    Returns
    -------
    ndarray of shape `shape`

    Raises
    ------
    ValueError
        If `shape` has fewer than two axes.

    Examples
    --------
    >>> w = orthogonal((2, 3), np.random.default_rng(0))
    >>> (w @ w.T).round(4) + 0
    array([[1., 0.],
           [0., 1.]], dtype=float32)
    """
    _fans(shape)
    rows, columns = shape[0], math.prod(shape[1:])
    q, r = np.linalg.qr(rng.standard_normal((max(rows, columns), min(rows, columns))))
    q *= np.sign(np.diag(r))  # without it the signs would depend on the algorithm
    return (gain * (q if rows >= columns else q.T)).reshape(shape).astype(dtype)


def _fans(shape):
    """Return fan_in and fan_out of a weight."""
    if len(shape) < 2:
        raise ValueError(
            f"init: a weight of shape {tuple(shape)} has no fan_in and fan_out; expected "
            "(out, in) or (out, in, kh, kw). For a bias use zeros."
        )
    return math.prod(shape[1:]), shape[0] * math.prod(shape[2:])
