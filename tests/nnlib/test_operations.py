"""Every operation against PyTorch and against central differences, from one table."""

import gc
import weakref

import numpy as np
import pytest
import torch

from nnlib import Tensor, kernels
from nnlib import functional as F
from nnlib.gradcheck import gradcheck
from nnlib.tensor import differentiable
from tests.nnlib.operations import OPERATIONS

each_operation = pytest.mark.parametrize("op", OPERATIONS, ids=lambda op: op.name)


def test_kernels_and_functional_offer_the_same_names():
    assert set(F.__all__) == set(kernels.__all__)
    for name in F.__all__:
        assert getattr(F, name).kernel is getattr(kernels, name)


def agree_with_pytorch(op, arrays):
    """Assert that values, shapes and types are PyTorch's, of result and gradients."""
    dtype = arrays[0].dtype
    ours = [Tensor(a, requires_grad=True) for a in arrays]
    theirs = [torch.tensor(a, requires_grad=True) for a in arrays]
    result, expected = op.ours(*ours), op.reference()(*theirs)
    tolerance = {"rtol": 1e-10, "atol": 1e-14}
    if dtype == np.float32:
        tolerance = {"rtol": 2e-5, "atol": 1e-5}
    assert result.dtype == dtype
    assert result.shape == tuple(expected.shape)
    np.testing.assert_allclose(result.data, expected.detach().numpy(), **tolerance)

    upstream = np.random.default_rng(9).standard_normal(result.shape).astype(dtype)
    result.backward(upstream)
    expected.backward(torch.from_numpy(np.asarray(upstream)))
    for a, b in zip(ours, theirs, strict=True):
        assert a.grad.dtype == dtype
        assert a.grad.shape == a.shape
        np.testing.assert_allclose(a.grad, b.grad.numpy(), **tolerance)
    return result.data


@each_operation
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_values_gradients_and_types_are_pytorchs(op, dtype, seed):
    agree_with_pytorch(op, op.inputs(dtype, seed))


@each_operation
def test_gradients_agree_with_central_differences(op):
    assert gradcheck(op.ours, *op.inputs(np.float64, seed=3))


@each_operation
def test_gradients_inside_a_graph_stay_float32(op):
    seen = []

    def look(x):
        """Pass on, and note the type of the gradient that comes back."""
        return x, lambda dy: (seen.append(dy.dtype), dy)[1]

    tensors = [Tensor(a, requires_grad=True) for a in op.inputs(np.float32)]
    op.ours(*map(differentiable(look), tensors)).sum().backward()
    assert seen == [np.float32] * len(tensors)


@each_operation
def test_one_input_alone_gets_the_same_gradient(op):
    arrays = op.inputs(np.float64)
    together = [Tensor(a, requires_grad=True) for a in arrays]
    op.ours(*together).sum().backward()
    for i, expected in enumerate(together):
        alone = [Tensor(a, requires_grad=i == j) for j, a in enumerate(arrays)]
        op.ours(*alone).sum().backward()
        assert [t.grad is not None for t in alone] == [i == j for j in range(len(alone))]
        np.testing.assert_array_equal(alone[i].grad, expected.grad)


@each_operation
def test_nothing_given_is_changed_and_backward_repeats(op):
    tensors = [Tensor(a, requires_grad=True) for a in op.inputs(np.float64)]
    before = [t.data.copy() for t in tensors]
    result = op.ours(*tensors)
    value = result.data.copy()
    upstream = np.random.default_rng(0).standard_normal(result.shape)
    kept = upstream.copy()
    result.backward(upstream)
    first = [t.grad.copy() for t in tensors]
    result.backward(upstream)
    np.testing.assert_array_equal(upstream, kept)
    np.testing.assert_array_equal(result.data, value)
    for tensor, data, grad in zip(tensors, before, first, strict=True):
        np.testing.assert_array_equal(tensor.data, data)
        np.testing.assert_array_equal(tensor.grad, 2 * grad)
        assert not np.may_share_memory(tensor.grad, upstream)
        assert not np.may_share_memory(tensor.grad, tensor.data)


@each_operation
def test_strided_inputs_and_gradients_give_the_same(op):
    arrays = op.inputs(np.float64)
    strided = [Tensor(a, requires_grad=True) for a in arrays]
    for tensor, a in zip(strided, arrays, strict=True):
        tensor.data = np.repeat(a.T, 2, axis=0)[::2].T
    plain = [Tensor(a, requires_grad=True) for a in arrays]
    result, expected = op.ours(*strided), op.ours(*plain)
    upstream = np.random.default_rng(0).standard_normal(result.shape)
    expected.backward(upstream)
    result.backward(
        np.asarray(np.repeat(upstream.T, 2, axis=0)[::2].T) if upstream.ndim else upstream
    )
    np.testing.assert_allclose(result.data, expected.data, rtol=1e-12)
    for a, b in zip(strided, plain, strict=True):
        np.testing.assert_allclose(a.grad, b.grad, rtol=1e-12, atol=1e-14)


@each_operation
def test_a_graph_is_freed_without_the_garbage_collector(op):
    tensors = [Tensor(a, requires_grad=True) for a in op.inputs(np.float32)]
    gc.disable()
    try:
        result = op.ours(*tensors)
        result.sum().backward()
        reference = weakref.ref(result)
        del result
        assert reference() is None
    finally:
        gc.enable()


KERNELS = {
    "linear": [(5, 3), (4, 3), (4,)],
    "relu": [(5, 3)],
    "sigmoid": [(5, 3)],
    "tanh": [(5, 3)],
}


@pytest.mark.parametrize("name", KERNELS)
def test_a_kernel_used_by_hand_is_the_engines(name):
    rng = np.random.default_rng(0)
    arrays = [rng.standard_normal(shape) for shape in KERNELS[name]]
    y, backward = getattr(kernels, name)(*arrays)
    dy = rng.standard_normal(y.shape)
    grads = backward(dy)
    tensors = [Tensor(a, requires_grad=True) for a in arrays]
    getattr(F, name)(*tensors).backward(dy)
    for grad, tensor in zip(grads if len(arrays) > 1 else [grads], tensors, strict=True):
        assert grad.shape == tensor.shape
        np.testing.assert_array_equal(grad, tensor.grad)


@pytest.mark.parametrize("op", [op for op in OPERATIONS if op.batch], ids=lambda op: op.name)
@pytest.mark.parametrize("length", [0, 1])
def test_empty_and_single_batches(op, length):
    arrays = op.inputs(np.float32, **{op.batch: length})
    result = agree_with_pytorch(op, arrays)
    assert result.size or length == 0


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "exp"])
def test_integers_become_float32_as_in_pytorch(name):
    numbers = [-2, 0, 3]
    ours, theirs = getattr(Tensor(numbers), name)(), getattr(torch.tensor(numbers), name)()
    assert ours.dtype == np.float32
    np.testing.assert_allclose(ours.data, theirs.numpy(), rtol=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_integers_take_the_type_of_the_weights(dtype):
    weight = Tensor(np.ones((2, 3), dtype), requires_grad=True)
    y = F.linear(np.array([[1, 2, 3]]), weight)
    assert y.dtype == dtype
    y.sum().backward()
    np.testing.assert_array_equal(weight.grad, [[1, 2, 3], [1, 2, 3]])


def test_linear_skips_the_gradient_of_data():
    _, backward = kernels.linear(np.ones((2, 3)), np.ones((4, 3)), np.ones(4))
    dx, dweight, dbias = backward(np.ones((2, 4)), need_dx=False)
    assert dx is None
    assert dweight.shape == (4, 3) and dbias.shape == (4,)


def test_saturated_sigmoid_keeps_small_values():
    x = np.array([-1000.0, -40.0, 0.0, 40.0, 1000.0])
    y, backward = kernels.sigmoid(x)
    np.testing.assert_allclose(y, torch.sigmoid(torch.from_numpy(x)).numpy(), rtol=1e-14)
    assert np.isfinite(backward(np.ones(5))).all()


def test_relu_has_derivative_zero_at_zero():
    _, backward = kernels.relu(np.array([-1.0, -0.0, 0.0, 1.0]))
    np.testing.assert_array_equal(backward(np.ones(4)), [0, 0, 0, 1])


def test_equal_maxima_share_the_gradient_as_in_pytorch():
    values = [[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]]
    for ours, theirs in [
        (lambda t: t.max(), lambda t: t.max()),
        (lambda t: t.max(1).sum(), lambda t: t.amax(1).sum()),
    ]:
        a, b = Tensor(values, requires_grad=True), torch.tensor(values, requires_grad=True)
        ours(a).backward()
        theirs(b).backward()
        np.testing.assert_allclose(a.grad, b.grad.numpy())


def test_power_zero_has_no_gradient_even_at_zero():
    x = Tensor([0.0, 2.0], requires_grad=True)
    (x**0).sum().backward()
    np.testing.assert_array_equal(x.grad, [0, 0])


def test_linear_says_which_shapes_do_not_fit():
    with pytest.raises(ValueError, match=r"x has shape \(2, 5\), but weight has shape \(4, 3\)"):
        kernels.linear(np.ones((2, 5)), np.ones((4, 3)), np.ones(4))
