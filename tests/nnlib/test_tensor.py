"""The engine: what a Tensor is, what backward does, and what it refuses."""

import operator
import threading

import numpy as np
import pytest
import torch

from nnlib import Tensor, no_grad
from nnlib import functional as F
from nnlib.tensor import differentiable, unbroadcast


def test_a_graph_by_hand():
    # L = (x y + z)², x = 2, y = -3, z = 10: dL/d(xy + z) = 2 · 4 = 8
    x, y, z = (Tensor(v, requires_grad=True) for v in (2.0, -3.0, 10.0))
    loss = (x * y + z) ** 2
    loss.backward()
    assert loss.item() == 16
    assert (x.grad, y.grad, z.grad) == (-24, 16, 8)


def test_a_diamond_sums_over_its_paths():
    x = Tensor(3.0, requires_grad=True)
    a = x * 2
    b, c = a * a, a + 1
    (b * c + a).backward()  # 4x²(2x + 1) + 2x
    assert x.grad == 24 * 3**2 + 8 * 3 + 2


def test_only_leaves_keep_a_gradient():
    x = Tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    y.sum().backward()
    assert y.grad is None and x.grad is not None


def test_gradients_accumulate_until_they_are_forgotten():
    x = Tensor([1.0, 2.0], requires_grad=True)
    for times in (1, 2, 3):
        (x * x).sum().backward()
        np.testing.assert_array_equal(x.grad, times * np.array([2, 4]))
    x.grad = None
    (x * x).sum().backward()
    np.testing.assert_array_equal(x.grad, [2, 4])


def test_two_losses_on_one_graph():
    x = Tensor([1.0, 2.0], requires_grad=True)
    shared = x * x
    shared.sum().backward()
    (shared * 10).sum().backward()
    np.testing.assert_array_equal(x.grad, [22, 44])


def test_gradients_of_two_leaves_do_not_share_memory():
    a, b = (Tensor([1.0, 2.0], requires_grad=True) for _ in range(2))
    (a + b).sum().backward()
    a.grad *= 0
    np.testing.assert_array_equal(b.grad, [1, 1])


def test_backward_from_a_leaf_copies_the_gradient():
    x, gradient = Tensor([1.0, 2.0], requires_grad=True), np.ones(2, np.float32)
    x.backward(gradient)
    x.grad += 1
    np.testing.assert_array_equal(gradient, [1, 1])


def test_a_leaf_keeps_its_type_beside_a_wider_one():
    a = Tensor(np.ones(2, np.float32), requires_grad=True)
    b = Tensor(np.ones(2), requires_grad=True)
    for _ in range(2):
        (a * b).sum().backward()
    assert (a.grad.dtype, b.grad.dtype) == (np.float32, np.float64)


def test_a_deep_graph_needs_no_recursion():
    x = Tensor(1.0, requires_grad=True)
    y = x
    for _ in range(50_000):
        y = y + x
    y.backward()
    assert x.grad == 50_001
    del y


def test_many_paths_are_walked_once():
    x = Tensor(1.0, requires_grad=True, dtype=np.float64)
    y = x
    for _ in range(200):  # 2**200 paths
        y = y + y
    y.backward()
    assert x.grad == 2.0**200


def test_an_implicit_gradient_needs_a_single_number():
    x = Tensor([[1.0, 2.0]], requires_grad=True)
    with pytest.raises(RuntimeError, match=r"shape \(1, 2\).*Reduce it first.*or pass gradient="):
        (x * 2).backward()
    x[:, :1].backward()  # one element of whatever shape is enough
    np.testing.assert_array_equal(x.grad, [[1, 0]])


def test_a_gradient_of_another_shape_is_refused():
    x = Tensor([1.0, 2.0], requires_grad=True)
    with pytest.raises(ValueError, match=r"gradient has shape \(1,\), the tensor \(2,\)"):
        (x * 2).backward([1.0])


def test_backward_without_anything_to_differentiate():
    with pytest.raises(RuntimeError, match="depends on nothing with requires_grad=True"):
        (Tensor([1.0]) * 2).backward()


def test_no_grad_records_nothing_and_ends():
    x = Tensor([1.0], requires_grad=True)

    @no_grad()
    def double(t):
        return t * 2

    with no_grad():
        assert not (x * 2).requires_grad
        with no_grad():
            pass
        assert not F.relu(x).requires_grad
        assert Tensor([1.0], requires_grad=True).requires_grad
    assert not double(x).requires_grad
    assert (x * 2).requires_grad


def test_no_grad_ends_after_an_error_and_is_for_one_thread():
    x, seen = Tensor([1.0], requires_grad=True), []
    with pytest.raises(ZeroDivisionError), no_grad():
        thread = threading.Thread(target=lambda: seen.append((x * 2).requires_grad))
        thread.start()
        thread.join()
        raise ZeroDivisionError
    assert seen == [True]
    assert (x * 2).requires_grad


def test_detach_shares_data_and_stops_the_gradient():
    x = Tensor([1.0, 2.0], requires_grad=True)
    y = x.detach()
    assert y.data is x.data and not y.requires_grad
    (x * x.detach()).sum().backward()
    np.testing.assert_array_equal(x.grad, [1, 2])


@pytest.mark.parametrize("data", [1.5, [1.5, 2.0], [1, 2], [[True]], np.ones(2), np.float64(3)])
def test_types_of_data_are_pytorchs(data):
    assert str(Tensor(data).dtype) == str(torch.tensor(data).dtype).removeprefix("torch.")


def test_a_tensor_copies_its_data():
    array = np.ones(2)
    tensor = Tensor(array, requires_grad=True)
    tensor.data -= 1
    np.testing.assert_array_equal(array, [1, 1])


def test_integers_cannot_require_a_gradient():
    with pytest.raises(TypeError, match=r"got int64; give floats \(1.0 instead of 1\) or a dtype"):
        Tensor(np.array([1, 2]), requires_grad=True)


@pytest.mark.parametrize("number", [2, 0.5, np.float64(0.5), np.float32(0.5), np.int64(2)])
def test_a_scalar_never_changes_the_type(number):
    x = Tensor(np.array([1.0, 2.0], np.float32), requires_grad=True)
    for y in (x + number, number - x, x * number, number / x, x**number, number**x):
        assert y.dtype == np.float32
        y.sum().backward()
    assert x.grad.dtype == np.float32


@pytest.mark.parametrize(
    "operation", [operator.add, operator.sub, operator.mul, operator.truediv, operator.matmul]
)
def test_arrays_on_either_side(operation):
    array, tensor = np.array([[1.0, 2.0], [4.0, 8.0]]), Tensor([[1.0, 2.0], [3.0, 5.0]])
    for result, expected in [
        (operation(tensor, array), operation(tensor.data, array)),
        (operation(array, tensor), operation(array, tensor.data)),
    ]:
        assert isinstance(result, Tensor)
        np.testing.assert_allclose(result.data, expected)


def test_an_exponent_must_be_a_number():
    with pytest.raises(TypeError, match=r"exponent must be a number; write \(b \* a.log"):
        Tensor([1.0]) ** Tensor([2.0])


def test_numpy_and_item():
    x = Tensor([1.0, 2.0], requires_grad=True)
    np.testing.assert_array_equal(np.asarray(x.detach()), [1, 2])
    assert x.detach().numpy() is x.data
    assert x.sum().item() == 3.0 and type(x.sum().item()) is float
    for convert in (x.numpy, lambda: np.asarray(x)):
        with pytest.raises(RuntimeError, match=r"requires a gradient; write t.detach\(\).numpy"):
            convert()
    with pytest.raises(ValueError, match="size 1"):
        x.item()


def test_repr_shows_values_type_and_gradient():
    assert repr(Tensor([1, 2])) == "Tensor([1, 2], dtype=int64)"
    assert repr(Tensor(0.5, requires_grad=True)) == "Tensor(0.5, dtype=float32, requires_grad=True)"


def test_keyword_arguments_carry_gradients_too():
    x, weight = Tensor(np.ones((2, 3)), requires_grad=True), Tensor(np.ones((4, 3)), True)
    y = F.linear(weight=weight, x=x)
    assert y.shape == (2, 4)
    y.sum().backward()
    np.testing.assert_array_equal(x.grad, np.full((2, 3), 4))
    np.testing.assert_array_equal(weight.grad, np.full((4, 3), 2))


def test_a_kernel_of_ones_own_joins_the_engine():
    def cube(x):
        """Cube."""
        return x**3, lambda dy: dy * 3 * x**2

    operation = differentiable(cube)
    x = Tensor([2.0], requires_grad=True)
    operation(x).backward()
    assert x.grad == 12
    assert operation.kernel is cube and operation.__doc__ == "Cube."


@pytest.mark.parametrize("requires_grad", [False, True])
def test_a_kernel_is_told_whether_its_first_input_needs_a_gradient(requires_grad):
    asked = []

    def scale(x, factor):
        """Scale."""

        def backward(dy, need_dx=True):
            asked.append(need_dx)
            return dy * factor, (dy * x).sum()

        return x * factor, backward

    x, factor = Tensor([1.0, 2.0], requires_grad), Tensor(3.0, requires_grad=True)
    differentiable(scale, optional_dx=True)(x, factor).sum().backward()
    assert asked == [requires_grad]
    assert factor.grad == 3 and (x.grad is not None) == requires_grad


@pytest.mark.parametrize("shape", [(), (3,), (1,), (1, 3), (4, 1), (4, 3), (1, 4, 3), (2, 1, 3)])
def test_unbroadcast_undoes_broadcasting(shape):
    grad = np.random.default_rng(0).standard_normal((2, 4, 3))
    ones = torch.zeros(shape, dtype=torch.float64, requires_grad=True)
    ones.expand(2, 4, 3).backward(torch.from_numpy(grad))
    np.testing.assert_allclose(unbroadcast(grad, shape), ones.grad.numpy())


def test_unbroadcast_over_an_empty_axis():
    np.testing.assert_array_equal(unbroadcast(np.ones((0, 3)), (1, 3)), np.zeros((1, 3)))


@pytest.mark.parametrize("shape", [(2,), (2, 3), (5, 4, 3)])
def test_unbroadcast_refuses_what_does_not_broadcast(shape):
    with pytest.raises(ValueError, match=r"does not broadcast to \(4, 3\)"):
        unbroadcast(np.ones((4, 3)), shape)
