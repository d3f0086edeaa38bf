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


def images(rng):
    """Return a network for images in nnlib and in PyTorch, with every kind of layer."""
    ours, theirs = (
        library.Sequential(
            library.Conv2d(3, 4, (3, 2), stride=(2, 1), padding=1, bias=False, **options),
            library.BatchNorm2d(4),
            library.LeakyReLU(0.2),
            library.MaxPool2d(3, 2, 1),
            library.Conv2d(4, 6, 3, padding=1, groups=2, **options),
            library.SiLU(),
            library.AvgPool2d((2, 1)),
            library.Flatten(),
            library.Linear(6 * 2 * 6, 8, **options),
            library.BatchNorm1d(8),
            library.GELU(),
            library.LayerNorm(8),
            library.Linear(8, 5, **options),
            library.LogSoftmax(-1),
        )
        for library, options in ((nn, {"rng": rng}), (torch.nn, {}))
    )
    return ours, theirs


@pytest.mark.parametrize("to_pytorch", [False, True])
def test_a_network_for_images_travels_with_its_running_statistics(to_pytorch):
    rng = np.random.default_rng(0)
    ours, theirs = images(rng)
    assert [(k, v.shape) for k, v in ours.state_dict().items()] == [
        (k, tuple(v.shape)) for k, v in theirs.state_dict().items()
    ]
    batches = [rng.standard_normal((5, 3, 14, 11)).astype(np.float32) for _ in range(3)]
    for x in batches[:2]:  # running statistics that are no longer those of the start
        theirs(torch.from_numpy(x))
        ours(x)
    if to_pytorch:
        theirs.load_state_dict({k: torch.from_numpy(v) for k, v in ours.state_dict().items()})
    else:
        ours.load_state_dict(theirs.state_dict())
    for mode in (True, False):
        y, expected = ours.train(mode)(batches[2]), theirs.train(mode)(torch.from_numpy(batches[2]))
        np.testing.assert_allclose(y.data, expected.detach().numpy(), rtol=1e-4, atol=1e-5)
    for name, value in ours.state_dict().items():
        np.testing.assert_allclose(value, theirs.state_dict()[name].numpy(), rtol=1e-4, atol=1e-6)


def test_buffers_are_state_but_are_not_learned():
    layer = nn.BatchNorm1d(3)
    assert [name for name, _ in layer.named_buffers()] == [
        "running_mean", "running_var", "num_batches_tracked",
    ]  # fmt: skip
    assert [name for name, _ in layer.named_parameters()] == ["weight", "bias"]
    assert not layer.running_mean.requires_grad
    before = layer.state_dict()
    layer(np.random.default_rng(0).standard_normal((4, 3)))
    assert before["num_batches_tracked"] == 0 and not before["running_mean"].any()
    layer.load_state_dict(before)
    assert layer.num_batches_tracked.item() == 0 and not layer.running_mean.data.any()


def test_module_list_shows_its_parts_and_leaves_the_order_to_the_model():
    layers = nn.ModuleList(nn.Linear(2, 2) for _ in range(2))
    assert layers.append(nn.ReLU()) is layers
    assert len(layers) == 3 and layers[-1] is list(layers)[2]
    assert [name for name, _ in layers.named_parameters()] == [
        "0.weight", "0.bias", "1.weight", "1.bias",
    ]  # fmt: skip
    with pytest.raises(NotImplementedError, match="call its modules, or use Sequential"):
        layers(np.ones((1, 2)))


@pytest.mark.parametrize("shape", [(4, 2, 3, 5), (0, 2, 3), (4, 2)])
def test_flatten_joins_all_but_the_batch(shape):
    x = np.arange(np.prod(shape), dtype=np.float32).reshape(shape)
    y = nn.Flatten()(Tensor(x))
    np.testing.assert_array_equal(y.data, torch.nn.Flatten()(torch.from_numpy(x)).numpy())
    assert nn.Flatten()(x).shape == y.shape


def test_flatten_joins_the_axes_it_is_told():
    x = np.arange(120.0).reshape(2, 3, 4, 5)
    for axes in [(0, 1), (1, 2), (-2, -1), (0, -1)]:
        expected = torch.nn.Flatten(*axes)(torch.from_numpy(x)).numpy()
        np.testing.assert_array_equal(nn.Flatten(*axes)(Tensor(x)).data, expected)


def test_layers_say_how_they_were_made():
    assert [repr(layer) for layer in images(np.random.default_rng(0))[0]] == [
        "Conv2d(3, 4, kernel_size=(3, 2), stride=(2, 1), padding=1, bias=False)",
        "BatchNorm2d(4, eps=1e-05, momentum=0.1)",
        "LeakyReLU(negative_slope=0.2)",
        "MaxPool2d(kernel_size=3, stride=2, padding=1)",
        "Conv2d(4, 6, kernel_size=(3, 3), padding=1, groups=2)",
        "SiLU()",
        "AvgPool2d(kernel_size=(2, 1), stride=None, padding=0)",
        "Flatten(start_dim=1, end_dim=-1)",
        "Linear(72, 8, bias=True)",
        "BatchNorm1d(8, eps=1e-05, momentum=0.1)",
        "GELU(approximate='none')",
        "LayerNorm(8, eps=1e-05)",
        "Linear(8, 5, bias=True)",
        "LogSoftmax(dim=-1)",
    ]
    assert repr(nn.Dropout(0.1)) == "Dropout(p=0.1)"
    assert repr(nn.Embedding(3, 2)) == "Embedding(3, 2)"
    assert repr(nn.Softmax(0)) == "Softmax(dim=0)"
    assert repr(nn.AdaptiveAvgPool2d(1)) == "AdaptiveAvgPool2d(output_size=1)"


def test_parts_of_a_layer_norm_can_be_left_out():
    x = np.random.default_rng(0).standard_normal((4, 3, 2)).astype(np.float32)
    for options in ({"bias": False}, {"elementwise_affine": False}, {"eps": 0.1}):
        ours, theirs = nn.LayerNorm((3, 2), **options), torch.nn.LayerNorm((3, 2), **options)
        assert list(ours.state_dict()) == list(theirs.state_dict())
        expected = theirs(torch.from_numpy(x)).detach().numpy()
        np.testing.assert_allclose(ours(x).data, expected, rtol=1e-5, atol=1e-6)


def test_a_convolution_starts_in_pytorchs_range():
    ours, theirs = nn.Conv2d(8, 60, (3, 5), groups=2), torch.nn.Conv2d(8, 60, (3, 5), groups=2)
    for a, b in zip(ours.parameters(), theirs.parameters(), strict=True):
        assert a.shape == tuple(b.shape)
        assert 0.9 / 60**0.5 < np.abs(a.data).max() <= 1 / 60**0.5


def test_a_convolution_refuses_groups_that_do_not_divide():
    with pytest.raises(ValueError, match="4 and 6 channels cannot both be divided into 4 groups"):
        nn.Conv2d(4, 6, 3, groups=4)


@pytest.mark.parametrize(
    ("make", "deviation"),
    [
        (init.he_uniform, (2 / 600) ** 0.5),
        (init.lecun_normal, (1 / 600) ** 0.5),
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


def test_starting_values_of_kernels_count_their_pixels():
    shape = (100, 30, 3, 5)  # fan_in 450, fan_out 1500
    for make, variance in [
        (init.he_normal, 2 / 450),
        (init.he_uniform, 2 / 450),
        (init.lecun_normal, 1 / 450),
        (init.xavier_normal, 2 / 1950),
        (init.xavier_uniform, 2 / 1950),
    ]:
        weight = make(shape, np.random.default_rng(0))
        assert weight.shape == shape
        assert abs(weight.var() / variance - 1) < 0.03


@pytest.mark.parametrize("shape", [(4, 7), (7, 4), (5, 5), (3, 2, 3, 3)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_orthogonal_weights_keep_lengths(shape, dtype):
    weight = init.orthogonal(shape, np.random.default_rng(0), gain=2.0, dtype=dtype)
    assert weight.shape == shape and weight.dtype == dtype
    matrix = weight.reshape(shape[0], -1)
    matrix = matrix if len(matrix) <= matrix.shape[1] else matrix.T
    np.testing.assert_allclose(matrix @ matrix.T, 4 * np.eye(len(matrix)), atol=1e-5)


def test_orthogonal_weights_have_random_signs():
    draws = [init.orthogonal((3, 3), np.random.default_rng(seed)) for seed in range(400)]
    assert abs(np.mean(draws)) < 0.05  # QR alone gives a negative diagonal
    assert abs(np.mean([d[0, 0] for d in draws])) < 0.1


def test_a_bias_has_no_fans():
    for make in (init.he_normal, init.xavier_uniform, init.orthogonal):
        with pytest.raises(ValueError, match=r"shape \(5,\) has no fan_in and fan_out"):
            make((5,), np.random.default_rng(0))
