"""The activations far out, embedding and dropout: values, modes, and what they refuse."""

import math

import numpy as np
import pytest
import torch
from torch.nn import functional as tF

from nnlib import Tensor, kernels, nn
from nnlib import functional as F

EXTREMES = [-1000.0, -100.0, -20.0, -5.0, -1e-3, 0.0, 1e-3, 5.0, 20.0, 100.0, 1000.0]
FAR_OUT = {
    "relu": ({}, torch.relu),
    "leaky_relu": ({}, tF.leaky_relu),
    "sigmoid": ({}, torch.sigmoid),
    "tanh": ({}, torch.tanh),
    "silu": ({}, tF.silu),
    "gelu": ({}, tF.gelu),
    "gelu tanh": ({"approximate": "tanh"}, lambda x: tF.gelu(x, approximate="tanh")),
    "softmax": ({"dim": 0}, lambda x: tF.softmax(x, 0)),
    "log_softmax": ({"dim": 0}, lambda x: tF.log_softmax(x, 0)),
}


@pytest.mark.parametrize("name", FAR_OUT)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_far_out_values_and_gradients_are_pytorchs(name, dtype):
    options, theirs = FAR_OUT[name]
    x = np.array(EXTREMES, dtype)
    y, backward = getattr(kernels, name.split()[0])(x, **options)
    t = torch.tensor(x, requires_grad=True)
    expected = theirs(t)
    dy = np.linspace(-1, 2, x.size).astype(dtype)
    expected.backward(torch.from_numpy(dy))
    tolerance = {"rtol": 1e-5, "atol": 5e-6} if dtype == np.float32 else {"atol": 1e-10}
    assert y.dtype == backward(dy).dtype == dtype
    np.testing.assert_allclose(y, expected.detach().numpy(), **tolerance)
    np.testing.assert_allclose(backward(dy), t.grad.numpy(), **tolerance)


@pytest.mark.parametrize("name", ["leaky_relu", "silu", "gelu", "softmax", "log_softmax"])
def test_integers_become_float32(name):
    y, backward = getattr(kernels, name)(np.array([-2, 0, 3]))
    assert y.dtype == backward(y).dtype == np.float32


@pytest.mark.parametrize(("dtype", "error"), [(np.float64, 3e-12), (np.float32, 2e-7)])
def test_gelu_is_exact_to_the_stated_error(dtype, error):
    x = np.linspace(-12, 12, 4801).astype(dtype)
    cdf = np.array([0.5 * math.erfc(-v / math.sqrt(2)) for v in x.tolist()])
    y, backward = kernels.gelu(x)
    bell = np.exp(-0.5 * x.astype(float) ** 2) / math.sqrt(2 * math.pi)
    scale = 1 + np.abs(x)  # an error of Phi(x) counts |x| times
    assert np.max(np.abs(y - x * cdf) / scale) < error
    assert np.max(np.abs(backward(np.ones_like(x)) - (cdf + x * bell)) / scale) < error


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_gelu_of_huge_numbers_does_not_overflow(dtype):
    x = np.array([-1e30, 1e30], dtype)
    y, backward = kernels.gelu(x)
    np.testing.assert_allclose(y, [0, x[1]], atol=1e-30)
    np.testing.assert_allclose(backward(np.ones(2, dtype)), [0, 1], atol=1e-30)


def test_the_two_variants_of_gelu_differ_as_stated():
    x = np.linspace(-12, 12, 4801)
    difference = np.abs(kernels.gelu(x)[0] - kernels.gelu(x, "tanh")[0]).max()
    assert 4e-4 < difference < 5e-4


def test_gelu_knows_two_variants():
    with pytest.raises(ValueError, match=r'approximate must be "none" or "tanh", got \'erf\''):
        kernels.gelu(np.ones(2), "erf")


def test_leaky_relu_has_its_slope_at_zero():
    _, backward = kernels.leaky_relu(np.array([-1.0, -0.0, 0.0, 1.0]), 0.25)
    np.testing.assert_array_equal(backward(np.ones(4)), [0.25, 0.25, 0.25, 1])


def test_a_masked_score_has_probability_zero():
    x = np.array([[0.0, -np.inf, 0.0]])
    y, backward = kernels.softmax(x)
    np.testing.assert_array_equal(y, [[0.5, 0, 0.5]])
    np.testing.assert_array_equal(backward(np.array([[1.0, 5.0, 0.0]])), [[0.25, 0, -0.25]])


@pytest.mark.parametrize("p", [0.1, 0.8])
def test_dropout_drops_with_probability_p_and_keeps_the_mean(p):
    x = np.ones((200, 500), np.float32)
    y, backward = kernels.dropout(x, p, rng=np.random.default_rng(0))
    assert y.dtype == np.float32
    assert abs((y == 0).mean() - p) < 0.01
    np.testing.assert_allclose(np.unique(y), [0, 1 / (1 - p)], rtol=1e-6)
    np.testing.assert_array_equal(backward(x), y)


def test_dropout_at_its_ends_and_in_evaluation():
    x = np.ones((4, 5))
    np.testing.assert_array_equal(kernels.dropout(x, 0.0)[0], x)
    np.testing.assert_array_equal(kernels.dropout(x, 1.0)[0], 0 * x)
    y, backward = kernels.dropout(x, 0.9, training=False)
    np.testing.assert_array_equal(y, x)
    np.testing.assert_array_equal(backward(3 * x), 3 * x)


def test_dropout_layers_follow_the_mode_and_their_rng():
    x = np.ones((30, 40))
    first, second = (nn.Dropout(0.5, rng=np.random.default_rng(1)) for _ in range(2))
    np.testing.assert_array_equal(first(x).data, second(x).data)
    assert not np.array_equal(first(x).data, first(x).data)
    np.testing.assert_array_equal(first.eval()(x).data, x)


@pytest.mark.parametrize("p", [-0.1, 1.5])
def test_dropout_wants_a_probability(p):
    with pytest.raises(ValueError, match=f"p must be a probability, 0 to 1, got {p}"):
        kernels.dropout(np.ones(3), p)


@pytest.mark.parametrize("shape", [(), (0,), (1,), (4, 0), (5, 7)])
def test_embedding_of_any_shape(shape):
    index = np.random.default_rng(0).integers(3, size=shape)
    weight = np.arange(6.0).reshape(3, 2)
    y, backward = kernels.embedding(index, weight)
    np.testing.assert_array_equal(y, weight[index])
    none, dweight = backward(np.ones(y.shape))
    assert none is None
    counts = np.bincount(index.ravel(), minlength=3)
    np.testing.assert_array_equal(dweight, np.stack([counts, counts], axis=1))


def test_embedding_takes_tensors_and_strided_indices():
    layer = nn.Embedding(5, 3, rng=np.random.default_rng(0))
    index = np.arange(12).reshape(3, 4).T % 5
    theirs = torch.nn.Embedding(5, 3)
    theirs.load_state_dict({k: torch.from_numpy(v) for k, v in layer.state_dict().items()})
    dy = np.random.default_rng(1).standard_normal((4, 3, 3)).astype(np.float32)
    layer(Tensor(index)).backward(dy)
    theirs(torch.from_numpy(index)).backward(torch.from_numpy(dy))
    np.testing.assert_allclose(layer.weight.grad, theirs.weight.grad.numpy(), rtol=1e-5)


@pytest.mark.parametrize(
    ("index", "error", "message"),
    [
        ([0, 3], IndexError, r"indices must lie in 0 \.\. 2 for 3 rows, got 0 \.\. 3"),
        ([-1, 1], IndexError, r"got -1 \.\. 1"),
        ([0.0], TypeError, r"an index must be an integer, got float64; write index.astype\(int\)"),
    ],
)
def test_embedding_refuses_what_is_no_row(index, error, message):
    with pytest.raises(error, match=message):
        F.embedding(np.array(index), np.ones((3, 2)))
