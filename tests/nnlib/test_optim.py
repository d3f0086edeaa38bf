"""Optimizers walk the same way as PyTorch's."""

import numpy as np
import pytest
import torch

from nnlib import Tensor, nn
from nnlib import functional as F
from nnlib.optim import SGD


@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_ten_steps_of_sgd(momentum, dtype):
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((8, 5)).astype(dtype), rng.integers(3, size=8)
    start = [rng.standard_normal(shape).astype(dtype) for shape in [(2,), (3, 5), (3,)]]
    ours = [Tensor(a, requires_grad=True) for a in start]
    theirs = [torch.tensor(a, requires_grad=True) for a in start]
    optimizer = SGD(ours, lr=np.float64(0.3), momentum=momentum)
    reference = torch.optim.SGD(theirs, lr=0.3, momentum=momentum)
    tolerance = 1e-4 if dtype == np.float32 else 1e-10
    for step in range(10):
        optimizer.zero_grad()
        reference.zero_grad()
        loss = F.cross_entropy(F.linear(x, *ours[1:]), y)
        expected = torch.nn.functional.linear(torch.from_numpy(x), *theirs[1:])
        expected = torch.nn.functional.cross_entropy(expected, torch.from_numpy(y))
        if step % 3 == 1:  # the first parameter has a gradient now and then
            loss, expected = loss + (ours[0] ** 2).sum(), expected + (theirs[0] ** 2).sum()
        loss.backward()
        expected.backward()
        optimizer.step()
        reference.step()
        for a, b in zip(ours, theirs, strict=True):
            assert a.dtype == dtype
            np.testing.assert_allclose(a.data, b.detach().numpy(), rtol=tolerance, atol=1e-6)


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
