"""The small networks of chapter 10: shapes, paths, counts."""

import numpy as np
import pytest
import torch

from nnlib import Tensor, nn, zoo

NETS = ("lenet", "alexnet", "vgg", "googlenet", "resnet", "efficientnet")


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize("name", NETS)
def test_each_net_maps_digits_to_logits_and_every_weight_gets_a_gradient(name, rng):
    model = getattr(zoo, name)(rng)
    logits = model(rng.random((3, 1, 8, 8), dtype=np.float32))
    assert logits.shape == (3, 10) and logits.dtype == np.float32
    (logits * rng.normal(size=(3, 10))).sum().backward()
    assert all(p.grad is not None for p in model.parameters())


@pytest.mark.parametrize("name", NETS)
def test_equal_seeds_make_equal_nets(name):
    one, two, other = (getattr(zoo, name)(np.random.default_rng(seed)) for seed in (1, 1, 2))
    for key, value in one.state_dict().items():
        np.testing.assert_array_equal(value, two.state_dict()[key])
    assert any((v != other.state_dict()[k]).any() for k, v in one.state_dict().items())


def test_upsample_repeats_pixels_and_adds_their_gradients(rng):
    x, dy = (
        Tensor(rng.normal(size=(2, 3, 4, 5)), requires_grad=True),
        rng.normal(size=(2, 3, 8, 10)),
    )
    y = zoo.Upsample(2)(x)
    np.testing.assert_array_equal(y.data, x.data.repeat(2, axis=2).repeat(2, axis=3))
    y.backward(dy)
    np.testing.assert_allclose(x.grad, dy.reshape(2, 3, 4, 2, 5, 2).sum(axis=(3, 5)))


@pytest.mark.parametrize(("channels", "stride"), [((4, 4), 1), ((4, 6), 2), ((4, 6), 1)])
def test_residual_is_that_of_torch(channels, stride, rng):
    block = zoo.Residual(*channels, stride, rng=rng)
    layers = [(channels[0], channels[1], 3, stride), (channels[1], channels[1], 3, 1)]
    if block.path is not None:
        layers.append((*channels, 1, stride))
    their = [
        torch.nn.Sequential(
            torch.nn.Conv2d(i, o, k, s, padding=k // 2, bias=False), torch.nn.BatchNorm2d(o)
        )
        for i, o, k, s in layers
    ]
    ours = [block.branch[0], block.branch[2]] + ([block.path] if block.path else [])
    for mine, net in zip(ours, their, strict=True):
        net.load_state_dict({k: torch.tensor(v) for k, v in mine.state_dict().items()})
    x = rng.normal(size=(5, channels[0], 6, 6)).astype(np.float32)
    xt = torch.tensor(x)
    path = their[2](xt) if block.path is not None else xt
    expected = torch.relu(their[1](torch.relu(their[0](xt))) + path)
    np.testing.assert_allclose(block(x).data, expected.detach().numpy(), atol=1e-5)


def test_a_branch_that_says_nothing_leaves_the_image(rng):
    x = rng.normal(size=(2, 4, 6, 6)).astype(np.float32)
    block = zoo.Residual(4, 4, rng=rng)
    block.branch[2][1].weight.data[...] = 0
    np.testing.assert_array_equal(block(x).data, np.maximum(x, 0))
    block = zoo.InvertedBottleneck(4, 4, rng=rng)
    block.branch[5][1].weight.data[...] = 0
    np.testing.assert_array_equal(block(x).data, x)
    assert zoo.InvertedBottleneck(4, 6, 2, rng=rng)(x).shape == (2, 6, 3, 3)


def test_inception_joins_its_branches(rng):
    block, x = zoo.Inception(6, 8, rng=rng), rng.normal(size=(2, 6, 5, 5)).astype(np.float32)
    y = block(x).data
    assert y.shape == (2, 8, 5, 5)
    np.testing.assert_allclose(y[:, :2], block.one(Tensor(x)).relu().data, atol=1e-6)
    np.testing.assert_allclose(y[:, 6:], block.pool(Tensor(x)).relu().data, atol=1e-6)


def test_gates_weigh_whole_channels(rng):
    gate, x = zoo.SqueezeExcite(6, 2, rng=rng), rng.normal(size=(2, 6, 5, 5)).astype(np.float32)
    factor = gate(Tensor(x)).data / x
    np.testing.assert_allclose(factor, factor[:, :, :1, :1] + 0 * factor, rtol=1e-4)
    assert (factor > 0).all() and (factor < 1).all()


def test_multiply_adds_are_counted_and_the_model_is_left_as_it_was(rng):
    lenet = zoo.lenet(rng)
    by_hand = 28**2 * 6 * 25 + 10**2 * 16 * 150 + 400 * 120 + 120 * 84 + 84 * 10
    assert zoo.count_multiply_adds(lenet, (1, 8, 8)) == by_hand
    depthwise = nn.Conv2d(6, 6, 3, stride=2, padding=1, groups=6, rng=rng)
    assert zoo.count_multiply_adds(depthwise, (6, 8, 8)) == 4 * 4 * 6 * 9
    assert lenet.training and "forward" not in vars(lenet[1])
    lenet.eval()
    zoo.count_multiply_adds(lenet, (1, 8, 8))
    assert not lenet.training


def test_he_draws_weights_of_the_right_size_and_no_biases(rng):
    model = zoo.he(nn.Sequential(nn.Conv2d(8, 50, 5, rng=rng), nn.Linear(300, 200, rng=rng)), rng)
    for layer, fan_in in zip(model, (200, 300), strict=True):
        assert abs(layer.weight.data.std() / np.sqrt(2 / fan_in) - 1) < 0.03
        assert not layer.bias.data.any()
