"""Every operation against PyTorch and against central differences, from one table."""

import gc
import weakref
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
import torch

from nnlib import Tensor, kernels
from nnlib import functional as F
from nnlib.gradcheck import gradcheck
from nnlib.tensor import differentiable


@dataclass(frozen=True)
class Operation:
    """An operation of nnlib, the same in PyTorch, and the shapes of its inputs.

    A letter in `shapes` is a length drawn at random and different from the other letters', so
    that no two axes can be mistaken for each other.
    """

    name: str
    ours: Callable
    shapes: str
    theirs: Callable | None = None
    positive: bool = False

    def inputs(self, dtype, seed=0):
        rng = np.random.default_rng(seed)
        lengths = dict(zip("abcd", rng.permutation(np.arange(2, 8)), strict=False)) | {"1": 1}
        arrays = [
            rng.standard_normal([lengths[letter] for letter in shape]).astype(dtype)
            for shape in self.shapes.split(",")
        ]
        return [np.abs(a) + 0.5 for a in arrays] if self.positive else arrays

    def reference(self):
        return self.theirs or self.ours


class_labels = np.array([1, 0, 1, 1, 0, 0, 1])


def cross_entropy(z):
    return F.cross_entropy(z, class_labels[: z.shape[0]])


def torch_cross_entropy(z):
    return torch.nn.functional.cross_entropy(z, torch.from_numpy(class_labels[: z.shape[0]]))


def bce(z):
    target = (np.arange(z.data.size).reshape(z.shape) % 3) / 2
    return F.bce_with_logits(z, target)


def torch_bce(z):
    target = (torch.arange(z.numel()).reshape(z.shape) % 3) / 2
    return torch.nn.functional.binary_cross_entropy_with_logits(z, target.to(z.dtype))


def mse(p):
    return F.mse(p, np.arange(p.data.size).reshape(p.shape))


def torch_mse(p):
    target = torch.arange(p.numel(), dtype=p.dtype).reshape(p.shape)
    return torch.nn.functional.mse_loss(p, target)


OPERATIONS = [
    Operation("add", lambda a, b: a + b, "ab,ab"),
    Operation("add a row", lambda a, b: a + b, "ab,b"),
    Operation("add to a row", lambda a, b: a + b, "1b,cab"),
    Operation("add both broadcast", lambda a, b: a + b, "a1,1b"),
    Operation("add number", lambda a: 2 + a + 1.5, "ab"),
    Operation("subtract", lambda a, b: a - b, "ab,a1"),
    Operation("subtract from number", lambda a: 1.5 - a - 2, "ab"),
    Operation("multiply", lambda a, b: a * b, "ab,b"),
    Operation("multiply itself", lambda a: a * a * a, "ab"),
    Operation("multiply by number", lambda a: 3 * a * 0.5, "ab"),
    Operation("divide", lambda a, b: a / b, "b,ab", positive=True),
    Operation("divide number", lambda a: 2 / a / 3, "ab", positive=True),
    Operation("square", lambda a: a**2, "ab"),
    Operation("cube", lambda a: a**3, "ab"),
    Operation("root", lambda a: a**0.5, "ab", positive=True),
    Operation("power 0", lambda a: a**0, "ab"),
    Operation("negative power", lambda a: a**-2, "ab", positive=True),
    Operation("power of number", lambda a: 2**a, "ab"),
    Operation("negate", lambda a: -a, "ab"),
    Operation("matmul", lambda a, b: a @ b, "ab,bc"),
    Operation("matmul vector", lambda a, b: a @ b, "ab,b"),
    Operation("vector matmul", lambda a, b: a @ b, "b,bc"),
    Operation("dot", lambda a, b: a @ b, "a,a"),
    Operation("matmul batch", lambda a, b: a @ b, "dab,dbc"),
    Operation("matmul broadcast", lambda a, b: a @ b, "dab,bc"),
    Operation("matmul broadcast left", lambda a, b: a @ b, "1ab,dbc"),
    Operation("batch matmul vector", lambda a, b: a @ b, "dab,b"),
    Operation("vector batch matmul", lambda a, b: a @ b, "b,dbc"),
    Operation("exp", lambda a: a.exp(), "ab"),
    Operation("log", lambda a: a.log(), "ab", positive=True),
    Operation("tanh", lambda a: a.tanh(), "ab"),
    Operation("sigmoid", lambda a: a.sigmoid(), "ab"),
    Operation("relu", lambda a: a.relu(), "ab"),
    Operation("sum", lambda a: a.sum(), "abc"),
    Operation("sum dim", lambda a: a.sum(1), "abc"),
    Operation("sum dims", lambda a: a.sum((0, -1)), "abc"),
    Operation("sum keepdim", lambda a: a.sum(dim=-1, keepdim=True), "abc"),
    Operation("mean", lambda a: a.mean(), "abc"),
    Operation("mean dim", lambda a: a.mean(-2), "abc"),
    Operation("mean keepdim", lambda a: a.mean((0, 1), keepdim=True), "abc"),
    Operation("max", lambda a: a.max(), "abc"),
    Operation("max dim", lambda a: a.max(1), "abc", lambda a: a.amax(1)),
    Operation("max keepdim", lambda a: a.max(-1, True), "abc", lambda a: a.amax(-1, True)),
    Operation("reshape", lambda a: a.reshape(-1, a.shape[0]), "abc"),
    Operation("reshape tuple", lambda a: a.reshape((a.shape[0], -1)), "abc"),
    Operation("transpose", lambda a: a.transpose(0, 2), "abc"),
    Operation("transpose last", lambda a: a.transpose(-1, -2), "abc"),
    Operation("T", lambda a: a.T, "ab"),
    Operation("index row", lambda a: a[1], "ab"),
    Operation("index slice", lambda a: a[:, 1:], "ab"),
    Operation("index repeated", lambda a: a[[0, 1, 1, 0, 1]], "ab"),
    Operation("index pairs", lambda a: a[[0, 1], [1, 0]], "abc"),
    Operation("linear", F.linear, "ab,cb,c", torch.nn.functional.linear),
    Operation("linear 3-D", F.linear, "dab,cb,c", torch.nn.functional.linear),
    Operation("linear one sample", F.linear, "b,cb,c", torch.nn.functional.linear),
    Operation("linear without bias", F.linear, "ab,cb", torch.nn.functional.linear),
    Operation("F.relu", F.relu, "ab", torch.relu),
    Operation("F.sigmoid", F.sigmoid, "ab", torch.sigmoid),
    Operation("F.tanh", F.tanh, "ab", torch.tanh),
    Operation("mse", mse, "ab", torch_mse),
    Operation("bce_with_logits", bce, "ab", torch_bce),
    Operation("cross_entropy", cross_entropy, "ab", torch_cross_entropy),
    Operation("shared input", lambda a: (a * a.sum(0)).exp() + a, "ab"),
]

each_operation = pytest.mark.parametrize("op", OPERATIONS, ids=lambda op: op.name)


def test_kernels_and_functional_offer_the_same_names():
    assert set(F.__all__) == set(kernels.__all__)
    for name in F.__all__:
        assert getattr(F, name).kernel is getattr(kernels, name)


@each_operation
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_values_gradients_and_types_are_pytorchs(op, dtype, seed):
    arrays = op.inputs(dtype, seed)
    ours = [Tensor(a, requires_grad=True) for a in arrays]
    theirs = [torch.tensor(a, requires_grad=True) for a in arrays]
    result, expected = op.ours(*ours), op.reference()(*theirs)
    tolerance = {"rtol": 2e-5, "atol": 1e-5} if dtype == np.float32 else {"rtol": 1e-10}
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


@pytest.mark.parametrize("batch", [0, 1])
@pytest.mark.parametrize("name", KERNELS)
def test_empty_and_single_batches(name, batch):
    shapes = [(batch, 3), *KERNELS[name][1:]]
    tensors = [Tensor(np.ones(shape), requires_grad=True) for shape in shapes]
    y = getattr(F, name)(*tensors)
    y.backward(np.ones(y.shape))
    assert y.shape[0] == batch
    assert [t.grad.shape for t in tensors] == shapes
    if batch == 0:
        assert all(not t.grad.any() for t in tensors)


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
