"""Layers for images (n, c, h, w): convolution and pooling."""

import math

import numpy as np

from nnlib import functional as F
from nnlib import init
from nnlib.nn.module import Module, Parameter

__all__ = ["AdaptiveAvgPool2d", "AvgPool2d", "Conv2d", "MaxPool2d"]


class Conv2d(Module):
    """Kernels that slide over the images; see `nnlib.kernels.convolution.conv2d`.

    Parameters
    ----------
    in_channels, out_channels : int
    kernel_size, stride, padding, dilation : int or pair of int
    groups : int
        Both numbers of channels are divided into this many groups that do not meet.
    bias : bool
    dtype : floating-point type
    rng : numpy.random.Generator, optional
        Source of the starting values, U(-k, k) with
        ``k = 1 / sqrt(in_channels / groups * kh * kw)`` for weight and bias, as in PyTorch.
        Without it they differ from run to run.

    Attributes
    ----------
    weight : Parameter, shape (out_channels, in_channels / groups, kh, kw)
    bias : Parameter, shape (out_channels,), or None

    Raises
    ------
    ValueError
        If the channels cannot be divided into the groups.
    """

    def __init__(
        self,
        in_channels,
        out_channels,
        kernel_size,
        stride=1,
        padding=0,
        dilation=1,
        groups=1,
        bias=True,
        *,
        dtype=np.float32,
        rng=None,
    ):
        if in_channels % groups or out_channels % groups:
            raise ValueError(
                f"Conv2d: {in_channels} and {out_channels} channels cannot both be divided into "
                f"{groups} groups."
            )
        rng = np.random.default_rng() if rng is None else rng
        kernel_size = (kernel_size,) * 2 if isinstance(kernel_size, int) else kernel_size
        shape = (out_channels, in_channels // groups, *kernel_size)
        fan_in = math.prod(shape[1:])
        self.weight = Parameter(init.fan_in_uniform(shape, fan_in, rng, dtype))
        self.bias = None
        if bias:
            self.bias = Parameter(init.fan_in_uniform(shape[:1], fan_in, rng, dtype))
        self.options = {
            "stride": stride,
            "padding": padding,
            "dilation": dilation,
            "groups": groups,
        }

    def forward(self, x):
        """Map x (n, in_channels, h, w) to (n, out_channels, oh, ow)."""
        return F.conv2d(x, self.weight, self.bias, **self.options)

    def extra_repr(self):
        """Return the sizes, and the options that are not the usual ones."""
        o, c, *kernel_size = self.weight.shape
        usual = {"stride": 1, "padding": 0, "dilation": 1, "groups": 1}
        rest = [f", {name}={v}" for name, v in self.options.items() if v != usual[name]]
        parts = f"{c * self.options['groups']}, {o}, kernel_size={tuple(kernel_size)}"
        return parts + "".join(rest) + ("" if self.bias is not None else ", bias=False")


class MaxPool2d(Module):
    """The largest number in each window, channel by channel.

    Parameters
    ----------
    kernel_size : int or pair of int
    stride : int or pair of int, optional
        By default the kernel size: windows side by side.
    padding : int or pair of int
    """

    def __init__(self, kernel_size, stride=None, padding=0):
        self.kernel_size, self.stride, self.padding = kernel_size, stride, padding

    def forward(self, x):
        """Map x (n, c, h, w) to (n, c, oh, ow)."""
        return F.max_pool2d(x, self.kernel_size, self.stride, self.padding)

    def extra_repr(self):
        """Return the window, its step and the padding."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AvgPool2d(Module):
    """The average of each window, channel by channel; zeros of the padding count.

    Parameters
    ----------
    kernel_size : int or pair of int
    stride : int or pair of int, optional
        By default the kernel size: windows side by side.
    padding : int or pair of int
    """

    def __init__(self, kernel_size, stride=None, padding=0):
        self.kernel_size, self.stride, self.padding = kernel_size, stride, padding

    def forward(self, x):
        """Map x (n, c, h, w) to (n, c, oh, ow)."""
        return F.avg_pool2d(x, self.kernel_size, self.stride, self.padding)

    def extra_repr(self):
        """Return the window, its step and the padding."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AdaptiveAvgPool2d(Module):
    """The average of each whole channel: global average pooling.

    Parameters
    ----------
    output_size : 1
        The only size nnlib has.
    """

    def __init__(self, output_size=1):
        self.output_size = output_size

    def forward(self, x):
        """Map x (n, c, h, w) to (n, c, 1, 1)."""
        return F.adaptive_avg_pool2d(x, self.output_size)

    def extra_repr(self):
        """Return the size."""
        return f"output_size={self.output_size}"
