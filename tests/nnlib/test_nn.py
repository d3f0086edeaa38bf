"""Modules: finding parameters, travelling to PyTorch and back, starting values."""

import numpy as np
import pytest
import torch

from nnlib import Tensor, init, nn
from nnlib import functional as F


def models(seed=0):
    """Return the same architecture in nnlib and in PyTorch."""
    rng = np.random.default_rng(seed)
    ours = nn.Sequential(
        nn.Linear(5, 7, rng=rng),
        nn.Tanh(),
        nn.Sequential(nn.Linear(7, 4, bias=False, rng=rng), nn.ReLU()),
        nn.Linear(4, 3, rng=rng),
        nn.Sigmoid(),
    )
    torch.manual_seed(seed)
    theirs = torch.nn.Sequential(
        torch.nn.Linear(5, 7),
        torch.nn.Tanh(),
        torch.nn.Sequential(torch.nn.Linear(7, 4, bias=False), torch.nn.ReLU()),
        torch.nn.Linear(4, 3),
        torch.nn.Sigmoid(),
    )
    return ours, theirs


def agree(ours, theirs):
    """Assert that both models compute the same outputs and gradients."""
    x = np.random.default_rng(1).standard_normal((6, 5)).astype(np.float32)
    y, expected = ours(x), theirs(torch.from_numpy(x))
    np.testing.assert_allclose(y.data, expected.detach().numpy(), rtol=1e-5)
    (y * y).sum().backward()
    (expected * expected).sum().backward()
    reference = dict(theirs.named_parameters())
    for name, tensor in ours.named_parameters():
        np.testing.assert_allclose(tensor.grad, reference[name].grad.numpy(), rtol=1e-4, atol=1e-6)


def test_state_travels_from_pytorch():
    ours, theirs = models()
    ours.load_state_dict(theirs.state_dict())
    agree(ours, theirs)


def test_state_travels_to_pytorch():
    ours, theirs = models()
    theirs.load_state_dict({k: torch.from_numpy(v) for k, v in ours.state_dict().items()})
    agree(ours, theirs)


def test_names_order_and_shapes_are_pytorchs():
    ours, theirs = models()
    assert [(k, v.shape) for k, v in ours.state_dict().items()] == [
        (k, tuple(v.shape)) for k, v in theirs.state_dict().items()
    ]


def test_state_dict_is_a_snapshot():
    model = nn.Linear(2, 3)
    state = model.state_dict()
    model.weight.data += 1
    np.testing.assert_allclose(model.weight.data - state["weight"], 1, rtol=1e-6)
    model.load_state_dict(state)
    model.weight.data += 1
    np.testing.assert_allclose(model.weight.data - state["weight"], 1, rtol=1e-6)


def test_loading_keeps_the_tensors_and_their_type():
    model = nn.Linear(2, 3)
    weight, data = model.weight, model.weight.data
    model.load_state_dict({"weight": np.ones((3, 2)), "bias": [1, 2, 3]})
    assert model.weight is weight and weight.data is data and data.dtype == np.float32


def test_a_state_that_does_not_fit_changes_nothing():
    model = nn.Linear(2, 3)
    before = model.state_dict()
    with pytest.raises(ValueError, match=r"missing \['bias'\], unexpected \['b'\]"):
        model.load_state_dict({"weight": np.zeros((3, 2)), "b": np.zeros(3)})
    with pytest.raises(ValueError, match=r"bias has shape \(2,\).*model's has shape \(3,\)"):
        model.load_state_dict({"weight": np.zeros((3, 2)), "bias": np.zeros(2)})
    for name, value in model.state_dict().items():
        np.testing.assert_array_equal(value, before[name])


class Net(nn.Module):
    """A model written as a reader writes one, with a layer used twice."""

    def __init__(self, rng):
        self.first = nn.Linear(3, 3, rng=rng)
        self.again = self.first
        self.scale = nn.Parameter([2.0])
        self.constant = Tensor([1.0])

    def forward(self, x):
        return self.again(F.relu(self.first(x))) * self.scale


def test_parameters_are_found_once_and_named_everywhere():
    net = Net(np.random.default_rng(0))
    assert [id(p) for p in net.parameters()] == [
        id(net.scale), id(net.first.weight), id(net.first.bias),
    ]  # fmt: skip
    assert [name for name, _ in net.named_parameters()] == [
        "scale", "first.weight", "first.bias", "again.weight", "again.bias",
    ]  # fmt: skip


def test_zero_grad_train_and_eval_reach_every_part():
    net = Net(np.random.default_rng(0))
    net(np.ones((2, 3))).sum().backward()
    assert all(p.grad is not None for p in net.parameters())
    net.zero_grad()
    assert all(p.grad is None for p in net.parameters())
    assert net.training and net.first.training
    assert net.eval() is net and not net.training and not net.first.training
    assert net.train() is net and net.training and net.first.training


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_layers_keep_the_type(dtype):
    model = nn.Sequential(nn.Linear(3, 4, dtype=dtype), nn.ReLU(), nn.Linear(4, 2, dtype=dtype))
    y = model(np.ones((5, 3), dtype))
    y.sum().backward()
    assert y.dtype == dtype
    assert all(p.dtype == p.grad.dtype == dtype for p in model.parameters())


def test_linear_is_float32_by_default():
    assert {p.dtype for p in nn.Linear(3, 4).parameters()} == {np.dtype(np.float32)}


def test_sequential_is_a_sequence():
    model, _ = models()
    assert len(model) == 5
    assert isinstance(model[0], nn.Linear) and model[-1] is list(model)[4]


def test_repr_draws_the_tree():
    model = nn.Sequential(nn.Linear(2, 3), nn.Sequential(nn.ReLU(), nn.Linear(3, 1, bias=False)))
    assert repr(model) == (
        "Sequential(\n"
        "  (0): Linear(2, 3, bias=True)\n"
        "  (1): Sequential(\n"
        "    (0): ReLU()\n"
        "    (1): Linear(3, 1, bias=False)\n"
        "  )\n"
        ")"
    )


def test_a_module_without_forward_says_so():
    with pytest.raises(NotImplementedError, match="Net needs a method forward"):
        type("Net", (nn.Module,), {})()(1)


def test_linear_starts_in_pytorchs_range_and_from_the_rng_alone():
    first, second = (nn.Linear(50, 40, rng=np.random.default_rng(3)) for _ in range(2))
    np.testing.assert_array_equal(first.weight.data, second.weight.data)
    np.testing.assert_array_equal(first.bias.data, second.bias.data)
    reference = torch.nn.Linear(50, 40)
    for ours, theirs in zip(first.parameters(), reference.parameters(), strict=True):
        assert ours.shape == tuple(theirs.shape)
        assert 0.9 / 50**0.5 < np.abs(ours.data).max() <= 1 / 50**0.5
    assert not np.array_equal(first.weight.data[0, :40], first.bias.data)


@pytest.mark.parametrize(
    ("make", "deviation"),
    [
        (init.xavier_uniform, (2 / 900) ** 0.5),
        (init.xavier_normal, (2 / 900) ** 0.5),
        (init.he_normal, (2 / 600) ** 0.5),
        (lambda shape, rng, dtype: init.fan_in_uniform(shape, 600, rng, dtype), (1 / 1800) ** 0.5),
    ],
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_starting_values_have_the_right_spread(make, deviation, dtype):
    weight = make((300, 600), np.random.default_rng(0), dtype)
    assert weight.shape == (300, 600) and weight.dtype == dtype
    assert abs(weight.mean()) < 0.01 * deviation
    assert abs(weight.std() / deviation - 1) < 0.01


def test_uniform_starting_values_stay_within_their_bound():
    weight = init.xavier_uniform((300, 600), np.random.default_rng(0))
    assert 0.99 < np.abs(weight).max() / (6 / 900) ** 0.5 <= 1
