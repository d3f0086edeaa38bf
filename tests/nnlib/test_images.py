"""Convolution, pooling and normalisation where they are hard, and what they refuse."""

import numpy as np
import pytest
import torch
from torch.nn import functional as tF

from nnlib import Tensor, kernels, nn
from nnlib import functional as F

CONVOLUTION = {
    "a missing axis": ((1, 8, 8), (2, 1, 3, 3), {}, r"x has shape \(1, 8, 8\).*write x\[None\]"),
    "other channels": ((1, 3, 8, 8), (2, 1, 3, 3), {}, "x has 3 channels.*takes 1 channels"),
    "groups": ((1, 4, 8, 8), (3, 2, 3, 3), {"groups": 2}, "groups=2 takes 4 channels and needs"),
    "size": ((1, 1, 2, 8), (2, 1, 3, 3), {}, "spans 3 x 3 pixels.*has only 2 x 8 .*pad more"),
    "dilation": ((1, 1, 5, 5), (2, 1, 3, 3), {"dilation": 3}, "spans 7 x 7 pixels"),
    "stride": ((1, 1, 5, 5), (2, 1, 3, 3), {"stride": 0}, r"stride \(0, 0\).*must be positive"),
    "padding": ((1, 1, 5, 5), (2, 1, 3, 3), {"padding": -1}, r"padding .*must not be negative"),
}


@pytest.mark.parametrize("case", CONVOLUTION)
def test_conv2d_says_what_does_not_fit(case):
    image, weight, options, message = CONVOLUTION[case]
    with pytest.raises(ValueError, match=f"conv2d: .*{message}"):
        kernels.conv2d(np.ones(image), np.ones(weight), **options)


def test_conv2d_refuses_another_bias():
    with pytest.raises(ValueError, match=r"bias has shape \(1,\); expected \(2,\), one per kernel"):
        kernels.conv2d(np.ones((1, 1, 5, 5)), np.ones((2, 1, 3, 3)), np.ones(1))


@pytest.mark.parametrize("padding", ["same", (1, 1, 1), 0.5])
def test_sizes_are_one_integer_or_two(padding):
    x, weight = np.ones((1, 1, 5, 5)), np.ones((1, 1, 3, 3))
    with pytest.raises(ValueError, match=r"expected an integer or a pair \(rows, columns\), got"):
        kernels.conv2d(x, weight, padding=padding)
    assert kernels.conv2d(x, weight, padding=np.int64(1))[0].shape == (1, 1, 5, 5)


def test_conv2d_skips_the_gradient_of_data():
    _, backward = kernels.conv2d(np.ones((2, 1, 4, 4)), np.ones((3, 1, 2, 2)), np.ones(3))
    dx, dweight, dbias = backward(np.ones((2, 3, 3, 3)), need_dx=False)
    assert dx is None
    assert dweight.shape == (3, 1, 2, 2) and dbias.shape == (3,)


def test_images_of_integers_take_the_type_of_the_kernels():
    image = np.arange(2 * 16, dtype=np.uint8).reshape(2, 1, 4, 4)
    for dtype in (np.float32, np.float64):
        weight = Tensor(np.ones((3, 1, 2, 2), dtype), requires_grad=True)
        y = F.conv2d(image, weight)
        assert y.dtype == dtype
        y.sum().backward()
        seen = [[image[..., i : i + 3, j : j + 3].sum(dtype=int) for j in (0, 1)] for i in (0, 1)]
        np.testing.assert_array_equal(weight.grad, np.broadcast_to(seen, (3, 1, 2, 2)))
    assert kernels.max_pool2d(image, 2)[0].dtype == np.float32


TIES = {
    "all equal": np.zeros((1, 1, 4, 4)),
    "row by row": [
        [[[0.0, 1.0, 2.0, 0.0], [1.0, 1.0, 2.0, 2.0], [3.0, 3.0, 0.0, 4.0], [3.0, 3.0, 4.0, 4.0]]]
    ],
}


@pytest.mark.parametrize("name", TIES)
@pytest.mark.parametrize("options", [(2,), (2, 1), (3, 1), (3, 2, 1)])
def test_the_first_of_equal_maxima_gets_the_gradient_as_in_pytorch(name, options):
    ours = Tensor(np.array(TIES[name]), requires_grad=True)
    theirs = torch.tensor(np.array(TIES[name]), requires_grad=True)
    y, expected = F.max_pool2d(ours, *options), tF.max_pool2d(theirs, *options)
    dy = np.arange(1.0, 1 + y.data.size).reshape(y.shape)
    y.backward(dy)
    expected.backward(torch.from_numpy(dy))
    np.testing.assert_array_equal(ours.grad, theirs.grad.numpy())


def test_padding_never_wins_a_maximum():
    x = np.full((1, 1, 3, 3), -5.0)
    y, _ = kernels.max_pool2d(x, 3, 1, 1)
    np.testing.assert_array_equal(y, np.full((1, 1, 3, 3), -5.0))


@pytest.mark.parametrize("name", ["max_pool2d", "avg_pool2d"])
@pytest.mark.parametrize(
    ("shape", "args", "message"),
    [
        ((3, 4, 4), (2,), r"x has shape \(3, 4, 4\); expected \(n, c, h, w\)"),
        ((1, 1, 2, 4), (3,), "the window spans 3 x 3 pixels, but the image has only 2 x 4"),
        ((1, 1, 4, 4), (2, 2, 2), r"padding \(2, 2\) must lie between 0 and half the kernel size"),
        ((1, 1, 4, 4), (0,), r"kernel size \(0, 0\), stride \(0, 0\).*must be positive"),
    ],
)
def test_pooling_says_what_does_not_fit(name, shape, args, message):
    with pytest.raises(ValueError, match=f"{name}: .*{message}"):
        getattr(kernels, name)(np.ones(shape), *args)


def test_global_pooling_has_one_size():
    with pytest.raises(ValueError, match=r"got output_size 2, but .* use avg_pool2d"):
        kernels.adaptive_avg_pool2d(np.ones((1, 1, 4, 4)), 2)


@pytest.mark.parametrize("momentum", [0.1, 0.3, None])
@pytest.mark.parametrize(
    ("make", "shape"),
    [("BatchNorm1d", (6, 3)), ("BatchNorm1d", (4, 3, 5)), ("BatchNorm2d", (4, 3, 2, 5))],
)
def test_batch_norm_follows_the_batches_as_in_pytorch(make, shape, momentum):
    ours = getattr(nn, make)(3, momentum=momentum)
    theirs = getattr(torch.nn, make)(3, momentum=momentum)
    rng = np.random.default_rng(0)
    state = {name: rng.random(3).astype(np.float32) for name in ("weight", "bias")}
    state |= {"running_mean": np.zeros(3), "running_var": np.ones(3), "num_batches_tracked": 0}
    ours.load_state_dict(state)
    theirs.load_state_dict({name: torch.as_tensor(value) for name, value in state.items()})
    for training in (True, True, True, False):
        ours.train(training)
        theirs.train(training)
        x = rng.normal(2, 3, shape).astype(np.float32)
        y, expected = ours(x), theirs(torch.from_numpy(x))
        assert y.dtype == np.float32
        np.testing.assert_allclose(y.data, expected.detach().numpy(), rtol=1e-4, atol=1e-5)
        for name, value in ours.state_dict().items():
            np.testing.assert_allclose(value, theirs.state_dict()[name].numpy(), rtol=1e-5)
            assert value.dtype == theirs.state_dict()[name].numpy().dtype


def test_batch_norm_without_running_statistics_or_scale():
    layer = nn.BatchNorm1d(3, affine=False, track_running_stats=False).eval()
    x = np.random.default_rng(0).normal(4, 2, (50, 3))
    np.testing.assert_allclose(layer(x).data.std(axis=0), 1, rtol=1e-4)
    assert layer.state_dict() == {} and layer.parameters() == []


def test_batch_norm_in_float64_stays_there():
    layer = nn.BatchNorm2d(2, dtype=np.float64)
    x = Tensor(np.random.default_rng(0).standard_normal((3, 2, 4, 4)), requires_grad=True)
    y = layer(x)
    y.sum().backward()
    assert {y.dtype, x.grad.dtype, layer.running_var.dtype} == {np.dtype(np.float64)}


def test_batch_norm_refuses_one_value_and_changes_nothing():
    layer = nn.BatchNorm1d(2)
    before = layer.state_dict()
    for count in (0, 1):
        with pytest.raises(ValueError, match=rf"{count} value\(s\) per channel.*call eval"):
            layer(np.ones((count, 2)))
    for name, value in layer.state_dict().items():
        np.testing.assert_array_equal(value, before[name])
    assert layer.eval()(np.ones((1, 2))).shape == (1, 2)


def test_normalisation_says_what_does_not_fit():
    with pytest.raises(ValueError, match=r"BatchNorm2d: x has shape \(4, 3\); expected 4 axes"):
        nn.BatchNorm2d(3)(np.ones((4, 3)))
    with pytest.raises(ValueError, match=r"batch_norm: x has shape \(4, 2\).*\(3,\).*expected x"):
        nn.BatchNorm1d(3)(np.ones((4, 2)))
    with pytest.raises(
        ValueError, match=r"layer_norm: x has shape \(4, 2\).*expected x \(..., 3\)"
    ):
        nn.LayerNorm(3)(np.ones((4, 2)))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_normalisation_of_constants_and_of_large_numbers(dtype):
    x = np.full((4, 3), 1000, dtype)
    for y in (kernels.layer_norm(x, 3)[0], kernels.batch_norm(x, training=True)[0]):
        np.testing.assert_array_equal(y, np.zeros((4, 3)))
    x = (np.arange(12).reshape(4, 3) + 1000).astype(dtype)
    expected = tF.layer_norm(torch.from_numpy(x), (3,)).numpy()
    np.testing.assert_allclose(kernels.layer_norm(x, 3)[0], expected, rtol=1e-4)
