"""Optimizers walk the same way as PyTorch's."""

import numpy as np
import pytest
import torch

from nnlib import Tensor, nn, optim
from nnlib import functional as F
from nnlib.optim import SGD, Adam, clip_grad_norm_, clip_grad_value_

OPTIMIZERS = [
    ("SGD", {"lr": 0.3}),
    ("SGD", {"lr": 0.3, "momentum": 0.9}),
    ("SGD", {"lr": 0.3, "momentum": 0.9, "weight_decay": 0.1}),
    ("SGD", {"lr": 0.3, "momentum": 0.9, "nesterov": True}),
    ("SGD", {"lr": 0.3, "weight_decay": 0.1}),
    ("Adagrad", {}),
    ("Adagrad", {"lr": 0.3, "weight_decay": 0.1, "eps": 0.1}),
    ("RMSprop", {}),
    ("RMSprop", {"lr": 0.1, "alpha": 0.8, "eps": 0.1, "weight_decay": 0.1, "momentum": 0.7}),
    ("Adam", {}),
    ("Adam", {"lr": 0.1, "betas": (0.8, 0.9), "eps": 0.1, "weight_decay": 0.1}),
    ("AdamW", {}),
    ("AdamW", {"lr": 0.1, "betas": (0.8, 0.9), "eps": 0.1, "weight_decay": 0.3}),
    ("AdamW", {"lr": 0.1, "weight_decay": 0.0}),
]


def pair(name, options, dtype):
    """Return parameters in nnlib and in PyTorch, an optimizer of each, and a function that steps.

    The last parameter is a single number, the first has a gradient in every third step only.
    """
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((8, 5)).astype(dtype), rng.integers(3, size=8)
    start = [rng.standard_normal(shape).astype(dtype) for shape in [(2,), (3, 5), (3,)]]
    start.append(np.array(0.5, dtype))
    ours = [Tensor(a, requires_grad=True) for a in start]
    theirs = [torch.tensor(a, requires_grad=True) for a in start]
    optimizer = getattr(optim, name)(ours, **options)
    reference = getattr(torch.optim, name)(theirs, **options)

    def step(i):
        optimizer.zero_grad()
        reference.zero_grad()
        loss = F.cross_entropy(F.linear(x, *ours[1:3]) * ours[3], y)
        expected = torch.nn.functional.linear(torch.from_numpy(x), *theirs[1:3]) * theirs[3]
        expected = torch.nn.functional.cross_entropy(expected, torch.from_numpy(y))
        if i % 3 == 1:
            loss, expected = loss + (ours[0] ** 2).sum(), expected + (theirs[0] ** 2).sum()
        loss.backward()
        expected.backward()
        optimizer.step()
        reference.step()
        tolerance = {"rtol": 1e-4, "atol": 1e-6} if dtype == np.float32 else {"rtol": 1e-10}
        for a, b in zip(ours, theirs, strict=True):
            assert a.dtype == dtype
            np.testing.assert_allclose(a.data, b.detach().numpy(), **tolerance)

    return optimizer, reference, step


@pytest.mark.parametrize(("name", "options"), OPTIMIZERS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_ten_steps_are_pytorchs(name, options, dtype):
    optimizer, _, step = pair(name, options, dtype)
    for i in range(10):
        step(i)
    remembered = [a for state in optimizer.states for a in state.values() if np.ndim(a)]
    assert all(a.dtype == dtype for a in remembered)


@pytest.mark.parametrize("name", ["SGD", "Adagrad", "RMSprop", "Adam", "AdamW"])
def test_numpy_numbers_do_not_change_the_type(name):
    p = Tensor(np.ones(3, np.float32), requires_grad=True)
    optimizer = getattr(optim, name)([p], lr=np.float64(0.1), weight_decay=np.float64(0.1))
    optimizer.lr = np.float64(0.2)
    p.grad = np.ones(3, np.float32)
    optimizer.step()
    assert p.dtype == np.float32
    assert all(a.dtype == np.float32 for a in optimizer.states[0].values() if np.ndim(a))


@pytest.mark.parametrize(("name", "options"), OPTIMIZERS)
def test_gradients_are_read_only(name, options):
    p = Tensor([1.0, 2.0], requires_grad=True)
    data, optimizer = p.data, getattr(optim, name)([p], **options)
    for _ in range(3):
        p.grad = np.array([0.5, -1.0], np.float32)
        p.grad.flags.writeable = False
        optimizer.step()
    assert p.data is data


def test_a_step_changes_the_data_in_place_and_not_the_gradient():
    p = Tensor([1.0, 2.0], requires_grad=True)
    data = p.data
    for momentum in (0.0, 0.5):
        optimizer = SGD([p], lr=0.1, momentum=momentum)
        for _ in range(2):
            optimizer.zero_grad()
            (p * p).sum().backward()
            grad = p.grad.copy()
            optimizer.step()
            np.testing.assert_array_equal(p.grad, grad)
    assert p.data is data


def test_the_velocity_does_not_share_memory_with_the_gradient():
    p = Tensor([1.0], requires_grad=True)
    optimizer = SGD([p], lr=1.0, momentum=0.5)
    p.grad = np.array([1.0], np.float32)
    optimizer.step()  # v = 1
    p.grad *= 0
    optimizer.step()  # v = 0.5
    np.testing.assert_array_equal(p.data, [1 - 1 - 0.5])


def test_the_learning_rate_can_change_on_the_way():
    p = Tensor([1.0], requires_grad=True)
    optimizer = SGD([p], lr=1.0)
    optimizer.lr = 0.25
    p.grad = np.array([2.0], np.float32)
    optimizer.step()
    np.testing.assert_array_equal(p.data, [0.5])


def test_xor_is_learned():
    rng = np.random.default_rng(0)
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    y = np.array([0, 1, 1, 0])
    model = nn.Sequential(nn.Linear(2, 8, rng=rng), nn.Tanh(), nn.Linear(8, 2, rng=rng))
    optimizer = SGD(model.parameters(), lr=0.5, momentum=0.9)
    for _ in range(200):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(X), y)
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.01
    np.testing.assert_array_equal(model(X).data.argmax(axis=1), y)


@pytest.mark.parametrize(
    ("params", "options", "error", "message"),
    [
        ([], {}, ValueError, "params is empty"),
        (Tensor([1.0], True), {}, TypeError, r"params must be a list.*write \[w\]"),
        ([Tensor([1.0])], {}, TypeError, "made with requires_grad=True"),
        ([Tensor([1.0], True) * 2], {}, TypeError, "made with requires_grad=True"),
        ([np.ones(2)], {}, TypeError, "must be a Tensor"),
        ([Tensor([1.0], True)], {"lr": -1}, ValueError, "lr must not be negative, got -1"),
        ([Tensor([1.0], True)], {"momentum": 1}, ValueError, r"momentum must lie in \[0, 1\)"),
    ],
)
def test_wrong_arguments(params, options, error, message):
    with pytest.raises(error, match=message):
        SGD(params, **options)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda p: SGD(p, nesterov=True), "nesterov needs a momentum above 0"),
        (lambda p: SGD(p, weight_decay=-1), "weight_decay must not be negative, got -1"),
        (lambda p: SGD(p, lr=float("nan")), "lr must not be negative, got nan"),
        (lambda p: Adam(p, betas=(0.9, 1.0)), r"betas must lie in \[0, 1\), got 1.0"),
        (lambda p: Adam(p, eps=-1e-8), "eps must not be negative"),
        (lambda p: optim.RMSprop(p, alpha=2), r"alpha must lie in \[0, 1\), got 2"),
        (lambda p: clip_grad_norm_(p, -1), "max_norm must not be negative, got -1"),
        (lambda p: clip_grad_value_(p, -1), "clip_value must not be negative, got -1"),
    ],
)
def test_numbers_out_of_range(make, message):
    with pytest.raises(ValueError, match=message):
        make([Tensor([1.0], requires_grad=True)])


def test_an_optimizer_of_ones_own_writes_update():
    class Sign(optim.Optimizer):
        def update(self, p, g, state, lr):
            assert type(lr) is float  # a NumPy number would make each step compute in float64
            p -= lr * np.sign(g)

    p = Tensor([1.0, -1.0], requires_grad=True)
    p.grad = np.array([3.0, -0.1], np.float32)
    optimizer = Sign([p], lr=0.1)
    optimizer.lr = np.float64(0.5)
    optimizer.step()
    np.testing.assert_array_equal(p.data, [0.5, -0.5])
    with pytest.raises(NotImplementedError, match="Optimizer needs a method update"):
        optim.Optimizer([p], lr=0.5).step()


def gradients(seed=0):
    """Return parameters with gradients, and one without, in nnlib and in PyTorch."""
    rng = np.random.default_rng(seed)
    arrays = [rng.standard_normal(shape).astype(np.float32) for shape in [(3, 4), (5,), ()]]
    ours = [Tensor(a, requires_grad=True) for a in arrays]
    theirs = [torch.tensor(a, requires_grad=True) for a in arrays]
    for a, b, grad in zip(ours[:-1], theirs, arrays, strict=False):
        a.grad, b.grad = 2 * grad, torch.tensor(2 * grad)
    return ours, theirs


@pytest.mark.parametrize("limit", [0.1, 1.0, 1000.0])
@pytest.mark.parametrize("kind", ["norm", "value"])
def test_clipping_is_pytorchs(kind, limit):
    ours, theirs = gradients()
    kept = [p.grad for p in ours]
    clip = {"norm": clip_grad_norm_, "value": clip_grad_value_}[kind]
    result = clip(iter(ours), limit)
    expected = getattr(torch.nn.utils, f"clip_grad_{kind}_")(theirs, limit)
    assert result is None if kind == "value" else result == pytest.approx(expected.item())
    for a, b, grad in zip(ours, theirs, kept, strict=True):
        assert a.grad is grad
        if grad is not None:
            assert grad.dtype == np.float32
            np.testing.assert_allclose(grad, b.grad.numpy(), rtol=1e-6)


def test_clipping_takes_one_tensor_and_parameters_without_gradients():
    p = Tensor([3.0, 4.0], requires_grad=True)
    assert clip_grad_norm_([p], 1.0) == 0
    p.grad = np.array([3.0, 4.0], np.float32)
    assert clip_grad_norm_(p, 1.0) == pytest.approx(5)
    np.testing.assert_allclose(p.grad, [0.6, 0.8], rtol=1e-6)
