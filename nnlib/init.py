"""Random starting values of weights.

Each function returns a new array of the given shape. `shape` is that of a weight in nnlib,
(out, in): ``fan_in`` is its last axis, ``fan_out`` its first.
"""

import math

import numpy as np

__all__ = ["fan_in_uniform", "he_normal", "xavier_normal", "xavier_uniform"]


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
    bound = math.sqrt(6 / (shape[-1] + shape[0]))
    return rng.uniform(-bound, bound, shape).astype(dtype)


def xavier_normal(shape, rng, dtype=np.float32):
    """Draw from N(0, s²) with ``s = sqrt(2 / (fan_in + fan_out))`` (Glorot and Bengio, 2010)."""
    return rng.normal(0, math.sqrt(2 / (shape[-1] + shape[0])), shape).astype(dtype)


def he_normal(shape, rng, dtype=np.float32):
    """Draw from N(0, s²) with ``s = sqrt(2 / fan_in)``, made for ReLU (He et al., 2015)."""
    return rng.normal(0, math.sqrt(2 / shape[-1]), shape).astype(dtype)
