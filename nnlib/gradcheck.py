"""Check a derivative against its definition: nudge each number and look at the change."""

import numpy as np

from nnlib.tensor import Tensor, no_grad

__all__ = ["gradcheck", "numerical_gradient", "relative_error"]


def numerical_gradient(f, x, h=1e-5):
    """Approximate the gradient of `f` at `x` by central differences.

    ``(f(x + h e_i) - f(x - h e_i)) / 2h`` for each element i, with an error of order h².

    Parameters
    ----------
    f : callable
        Takes an array like `x`, returns one number.
    x : array_like
        Copied, and computed with as float64.
    h : float
        Step. About 1e-5 balances the truncation error against rounding in float64.

    Returns
    -------
    ndarray of float64, shape of `x`

    Examples
    --------
    >>> numerical_gradient(lambda x: (x**2).sum(), [1.0, 2.0]).round(6)
    array([2., 4.])
    """
    x = np.array(x, dtype=np.float64)
    grad = np.empty_like(x)
    for i in np.ndindex(x.shape):
        centre = x[i]
        x[i] = centre + h
        above = float(f(x))
        x[i] = centre - h
        below = float(f(x))
        x[i] = centre
        grad[i] = (above - below) / (2 * h)
    return grad


def relative_error(a, b):
    """Return the largest ``|a - b| / max(1e-8, |a| + |b|)`` over all elements.

    Between two derivatives in float64, below 1e-7 is agreement and above 1e-2 a mistake.

    Examples
    --------
    >>> relative_error([1.0, 2.0], [1.0, 2.0])
    0.0
    """
    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if a.shape != b.shape:
        raise ValueError(f"relative_error: shapes {a.shape} and {b.shape} differ.")
    errors = np.abs(a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b))
    return float(errors.max(initial=0.0))


def gradcheck(f, *inputs, h=1e-5, rtol=1e-5, atol=1e-7, rng=None):
    """Compare the gradients of `f` by the engine with central differences, in float64.

    A result with several elements is reduced to ``sum(v * f(x))`` with a random `v`, so that
    every element counts. Keep away from kinks: at 0, ReLU has no derivative to compare with.

    Parameters
    ----------
    f : callable
        Takes tensors, returns a tensor.
    *inputs : array_like
        One array for each argument of `f`.
    h, rtol, atol : float
        Step; allowed is ``atol + rtol * |numerical|``.
    rng : numpy.random.Generator, optional
        Source of `v`; by default seeded with 0.

    Returns
    -------
    bool
        True; a disagreement raises.

    Raises
    ------
    AssertionError
        If a gradient differs; the message says of which input, and by how much.

    Examples
    --------
    >>> gradcheck(lambda x, w: (x @ w).tanh(), np.ones((2, 3)), np.ones((3, 2)))
    True
    """
    rng = np.random.default_rng(0) if rng is None else rng
    tensors = [Tensor(x, requires_grad=True, dtype=np.float64) for x in inputs]
    result = f(*tensors)
    v = rng.standard_normal(result.shape)
    result.backward(v)
    for i, tensor in enumerate(tensors):

        def loss(x, i=i):
            with no_grad():
                return (f(*tensors[:i], Tensor(x), *tensors[i + 1 :]).data * v).sum()

        numerical = numerical_gradient(loss, tensor.data, h)
        analytic = np.zeros(tensor.shape) if tensor.grad is None else tensor.grad
        if not np.allclose(analytic, numerical, rtol, atol):
            raise AssertionError(
                f"gradcheck: the gradient of input {i} is wrong by "
                f"{np.abs(analytic - numerical).max():.2e} at most (relative error "
                f"{relative_error(analytic, numerical):.2e}).\n"
                f"backward: {analytic}\nnumerical: {numerical}"
            )
    return True
