"""Convolution, pooling, batch and layer normalisation."""

import numpy as np
import torch
from torch.nn import functional as tF

from nnlib import functional as F
from tests.nnlib.operations.operation import Operation


def conv(**options):
    """Return the convolution with these options in both libraries."""
    return {
        "ours": lambda *inputs: F.conv2d(*inputs, **options),
        "theirs": lambda *inputs: tF.conv2d(*inputs, **options),
    }


def pool(name, *args):
    """Return a pooling with these arguments in both libraries."""
    return {
        "ours": lambda x: getattr(F, name)(x, *args),
        "theirs": lambda x: getattr(tF, name)(x, *args),
    }


def normalize_in_training(x, *scale):
    return F.batch_norm(x, None, None, *scale, training=True)


def torch_normalize_in_training(x, *scale):
    return tF.batch_norm(x, None, None, *scale, training=True)


def running(x):
    """Return statistics of each channel that are not those of x."""
    channels = np.arange(x.shape[1], dtype=np.float32) + 1
    return channels, channels / 2


def normalize(x, *scale):
    mean, var = running(x)
    return F.batch_norm(x, mean.astype(x.dtype), var.astype(x.dtype), *scale, eps=1e-3)


def torch_normalize(x, *scale):
    mean, var = (torch.from_numpy(a).to(x.dtype) for a in running(x))
    return tF.batch_norm(x, mean, var, *scale, eps=1e-3)


def layer_norm(axes, **options):
    """Return layer norm over this many axes in both libraries."""
    return {
        "ours": lambda x, *scale: F.layer_norm(x, x.shape[-axes:], *scale, **options),
        "theirs": lambda x, *scale: tF.layer_norm(x, x.shape[-axes:], *scale, **options),
    }


OPERATIONS = [
    Operation("conv2d", shapes="abHW,cb35,c", batch="a", **conv()),
    Operation("conv2d without bias", shapes="abHW,cb23", batch="a", **conv()),
    Operation("conv2d 1x1", shapes="abHW,cb11,c", batch="a", **conv()),
    Operation("conv2d as large as the image", shapes="ab44,cb44,c", batch="a", **conv()),
    Operation("conv2d stride", shapes="abHW,cb32,c", **conv(stride=(2, 3))),
    Operation("conv2d stride beyond kernel", shapes="abHW,cb21,c", **conv(stride=3)),
    Operation("conv2d padding", shapes="abHW,cb32,c", batch="a", **conv(padding=(2, 1))),
    Operation("conv2d dilation", shapes="abHW,cb23,c", **conv(dilation=(3, 2))),
    Operation("conv2d groups", shapes="a4HW,6223,6", **conv(groups=2)),
    Operation(
        "conv2d everything",
        shapes="a6HW,9223,9",
        batch="a",
        **conv(stride=(1, 2), padding=(1, 3), dilation=(2, 1), groups=3),
    ),
    Operation("conv2d depthwise", shapes="a5HW,5123,5", **conv(groups=5, padding=1)),
    Operation("max_pool2d", shapes="abHW", batch="a", **pool("max_pool2d", 2)),
    Operation("max_pool2d window", shapes="abHW", **pool("max_pool2d", (3, 2))),
    Operation("max_pool2d overlapping", shapes="abHW", **pool("max_pool2d", 3, (2, 1))),
    Operation("max_pool2d gaps", shapes="abHW", **pool("max_pool2d", 2, 3)),
    Operation("max_pool2d padding", shapes="abHW", **pool("max_pool2d", (3, 4), 2, (1, 2))),
    Operation("avg_pool2d", shapes="abHW", batch="a", **pool("avg_pool2d", 2)),
    Operation("avg_pool2d overlapping", shapes="abHW", **pool("avg_pool2d", (3, 2), (1, 2))),
    Operation("avg_pool2d padding", shapes="abHW", **pool("avg_pool2d", (3, 4), 2, (1, 2))),
    Operation("adaptive_avg_pool2d", shapes="abHW", batch="a", **pool("adaptive_avg_pool2d", 1)),
    Operation("batch_norm", normalize_in_training, "ab,b,b", torch_normalize_in_training),
    Operation("batch_norm 3-D", normalize_in_training, "abc,b,b", torch_normalize_in_training),
    Operation("batch_norm images", normalize_in_training, "abcd,b,b", torch_normalize_in_training),
    Operation("batch_norm plain", normalize_in_training, "abcd", torch_normalize_in_training),
    Operation("batch_norm evaluation", normalize, "abcd,b,b", torch_normalize, batch="a"),
    Operation("batch_norm evaluation plain", normalize, "ab", torch_normalize, batch="a"),
    Operation("layer_norm", shapes="abc,c,c", batch="a", **layer_norm(1)),
    Operation("layer_norm one sample", shapes="c,c,c", **layer_norm(1)),
    Operation("layer_norm two axes", shapes="abc,bc,bc", batch="a", **layer_norm(2)),
    Operation("layer_norm without bias", shapes="abc,c", batch="a", **layer_norm(1, eps=1e-3)),
    Operation("layer_norm plain", shapes="ab", batch="a", **layer_norm(1)),
    Operation(
        "a block of a network",
        lambda x, w, b: F.max_pool2d(F.relu(F.conv2d(x, w, b, padding=1)), 2).reshape(-1),
        "abHW,cb33,c",
        lambda x, w, b: tF.max_pool2d(torch.relu(tF.conv2d(x, w, b, padding=1)), 2).reshape(-1),
    ),
]
