"""The checker itself must tell right derivatives from wrong ones."""

import numpy as np
import pytest

from nnlib import Tensor
from nnlib.gradcheck import gradcheck, numerical_gradient, relative_error
from nnlib.tensor import differentiable


def test_numerical_gradient_of_a_known_function():
    x = np.random.default_rng(0).standard_normal((3, 2))
    grad = numerical_gradient(lambda a: np.sin(a).sum() + a[0, 1] * a[2, 0], x)
    expected = np.cos(x)
    expected[0, 1] += x[2, 0]
    expected[2, 0] += x[0, 1]
    np.testing.assert_allclose(grad, expected, rtol=1e-8)


def test_differences_are_central_and_h_is_used():
    grad = numerical_gradient(lambda a: (a**3).sum(), [2.0], h=0.5)
    np.testing.assert_allclose(grad, [3 * 2**2 + 0.5**2])  # one-sided: 15.25


def test_the_point_is_not_changed_and_may_be_a_number_or_integers():
    x = np.array([1, 2])
    np.testing.assert_allclose(numerical_gradient(lambda a: (a * a).sum(), x), [2, 4])
    np.testing.assert_array_equal(x, [1, 2])
    assert numerical_gradient(lambda a: a * a, 3.0).shape == ()
    y = np.array([1.0, 2.0])
    numerical_gradient(lambda a: a.sum(), y)
    np.testing.assert_array_equal(y, [1, 2])


def test_relative_error():
    assert relative_error([1.0, 1.0], [1.0, 3.0]) == 0.5
    assert relative_error(0.0, 1e-9) == pytest.approx(0.1)
    assert relative_error([], []) == 0
    with pytest.raises(ValueError, match=r"shapes \(2,\) and \(1,\) differ"):
        relative_error([1, 2], [1])


def wrong(scale):
    return differentiable(lambda a, b: (a * b, lambda dy: (dy * b, dy * a * scale)))


def test_gradcheck_finds_a_wrong_derivative_and_names_the_input():
    inputs = np.array([1.0, 2.0]), np.array([3.0, 4.0])
    assert gradcheck(wrong(1), *inputs)
    with pytest.raises(AssertionError, match="gradient of input 1 is wrong by"):
        gradcheck(wrong(1.001), *inputs)


def test_gradcheck_finds_errors_that_cancel_in_a_sum():
    shifted = differentiable(lambda a: (a * 1, lambda dy: dy[::-1] * 1))
    with pytest.raises(AssertionError):
        gradcheck(shifted, np.array([1.0, 2.0, 3.0]))


def test_gradcheck_finds_a_missing_gradient_and_ignores_an_unused_input():
    with pytest.raises(AssertionError, match="input 0"):
        gradcheck(lambda a: a.detach() * 2 + Tensor(1.0, requires_grad=True), np.ones(2))
    assert gradcheck(lambda a, unused: a * 2, np.ones(2), np.ones(3))


def test_gradcheck_computes_in_float64():
    assert gradcheck(lambda a: a.exp(), np.ones(3, np.float32))
