"""The famous convolutional networks as small ones: chapter 10 compares them on the digits.

Each function returns a classifier of 8 x 8 grey images in ten classes that keeps the idea of its
model and little else. `lenet` is the old net whole; the others are as wide as about 200,000
multiply-adds for an image allow. All start from He's random weights and zero biases (`he`).
"""

import numpy as np

from nnlib import init, nn
from nnlib.tensor import cat, no_grad

__all__ = [
    "Inception",
    "InvertedBottleneck",
    "Residual",
    "SqueezeExcite",
    "Upsample",
    "alexnet",
    "count_multiply_adds",
    "efficientnet",
    "googlenet",
    "he",
    "lenet",
    "resnet",
    "vgg",
]


class Upsample(nn.Module):
    """Repeat every pixel in a square of ``factor x factor`` pixels.

    Parameters
    ----------
    factor : int
    """

    def __init__(self, factor):
        self.factor = factor

    def forward(self, x):
        """Map x (n, c, h, w) to (n, c, factor h, factor w)."""
        (n, c, h, w), k = x.shape, self.factor
        copies = np.ones((1, 1, 1, k, 1, k), dtype=x.dtype)
        return (x.reshape(n, c, h, 1, w, 1) * copies).reshape(n, c, k * h, k * w)


class Inception(nn.Module):
    """Four views of one image side by side, the larger ones made cheap by 1 x 1 convolutions.

    A 1 x 1 convolution, a 3 x 3 and a 5 x 5 one behind a 1 x 1, and a maximum behind which stands
    a 1 x 1; their channels are joined (Szegedy et al., 2015, figure 2b).

    Parameters
    ----------
    in_channels, out_channels : int
        A quarter of the output comes from each branch.
    rng : numpy.random.Generator
    """

    def __init__(self, in_channels, out_channels, *, rng):
        each = out_channels // 4
        self.one = nn.Conv2d(in_channels, each, 1, rng=rng)
        self.three = nn.Sequential(
            nn.Conv2d(in_channels, each, 1, rng=rng),
            nn.ReLU(),
            nn.Conv2d(each, each, 3, padding=1, rng=rng),
        )
        self.five = nn.Sequential(
            nn.Conv2d(in_channels, each // 2, 1, rng=rng),
            nn.ReLU(),
            nn.Conv2d(each // 2, each, 5, padding=2, rng=rng),
        )
        self.pool = nn.Sequential(
            nn.MaxPool2d(3, 1, padding=1), nn.Conv2d(in_channels, each, 1, rng=rng)
        )

    def forward(self, x):
        """Map x (n, in_channels, h, w) to (n, out_channels, h, w)."""
        return cat([self.one(x), self.three(x), self.five(x), self.pool(x)], dim=1).relu()


class Residual(nn.Module):
    """Two 3 x 3 convolutions and a path around them (He et al., 2016, figure 2).

    Parameters
    ----------
    in_channels, out_channels : int
    stride : int
        Of the first convolution. Where it or the channels change the shape, the path is a 1 x 1
        convolution (option B); elsewhere it is the image itself.
    rng : numpy.random.Generator
    """

    def __init__(self, in_channels, out_channels, stride=1, *, rng):
        self.branch = nn.Sequential(
            _convolution(in_channels, out_channels, 3, stride, rng=rng),
            nn.ReLU(),
            _convolution(out_channels, out_channels, 3, rng=rng),
        )
        self.path = None
        if stride > 1 or in_channels != out_channels:
            self.path = _convolution(in_channels, out_channels, 1, stride, rng=rng)

    def forward(self, x):
        """Map x (n, in_channels, h, w) to (n, out_channels, h / stride, w / stride)."""
        return (self.branch(x) + (x if self.path is None else self.path(x))).relu()


class SqueezeExcite(nn.Module):
    """Weigh each channel by a number in (0, 1) that depends on the mean of all channels.

    Hu, Shen and Sun (2018), "Squeeze-and-excitation networks".

    Parameters
    ----------
    channels, squeezed : int
        The means pass through so many units.
    rng : numpy.random.Generator
    """

    def __init__(self, channels, squeezed, *, rng):
        self.gates = nn.Sequential(
            nn.AdaptiveAvgPool2d(1),
            nn.Conv2d(channels, squeezed, 1, rng=rng),
            nn.SiLU(),
            nn.Conv2d(squeezed, channels, 1, rng=rng),
            nn.Sigmoid(),
        )

    def forward(self, x):
        """Keep the shape of x (n, channels, h, w)."""
        return x * self.gates(x)


class InvertedBottleneck(nn.Module):
    """Widen by 1 x 1, filter each channel alone, weigh the channels, narrow by 1 x 1.

    The block of MobileNetV2 (Sandler et al., 2018) with a squeeze and excitation, as EfficientNet
    stacks it (Tan and Le, 2019). It has a residual path where it keeps the shape.

    Parameters
    ----------
    in_channels, out_channels : int
    stride : int
        Of the filters.
    expansion : int
        How many times wider the image is inside.
    rng : numpy.random.Generator
    """

    def __init__(self, in_channels, out_channels, stride=1, expansion=4, *, rng):
        wide = expansion * in_channels
        self.branch = nn.Sequential(
            _convolution(in_channels, wide, 1, rng=rng),
            nn.SiLU(),
            _convolution(wide, wide, 3, stride, groups=wide, rng=rng),
            nn.SiLU(),
            SqueezeExcite(wide, max(1, in_channels // 4), rng=rng),
            _convolution(wide, out_channels, 1, rng=rng),
        )
        self.keeps_shape = stride == 1 and in_channels == out_channels

    def forward(self, x):
        """Map x (n, in_channels, h, w) to (n, out_channels, h / stride, w / stride)."""
        return self.branch(x) + x if self.keeps_shape else self.branch(x)


def lenet(rng):
    """LeNet-5 (LeCun et al., 1998) on the image enlarged to 32 x 32, with ReLU and maxima."""
    model = nn.Sequential(
        Upsample(4),
        nn.Conv2d(1, 6, 5, rng=rng),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5, rng=rng),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(400, 120, rng=rng),
        nn.ReLU(),
        nn.Linear(120, 84, rng=rng),
        nn.ReLU(),
        nn.Linear(84, 10, rng=rng),
    )
    return he(model, rng)


def alexnet(rng):
    """AlexNet's idea: a large kernel, ReLU, overlapping maxima, dropout (Krizhevsky, 2012)."""
    model = nn.Sequential(
        nn.Conv2d(1, 16, 5, padding=2, rng=rng),
        nn.ReLU(),
        nn.MaxPool2d(3, 2, padding=1),
        nn.Conv2d(16, 28, 3, padding=1, rng=rng),
        nn.ReLU(),
        nn.Conv2d(28, 24, 3, padding=1, rng=rng),
        nn.ReLU(),
        nn.MaxPool2d(3, 2, padding=1),
        nn.Flatten(),
        nn.Dropout(0.5, rng=rng),
        nn.Linear(96, 96, rng=rng),
        nn.ReLU(),
        nn.Dropout(0.5, rng=rng),
        nn.Linear(96, 10, rng=rng),
    )
    return he(model, rng)


def vgg(rng):
    """VGG's idea: nothing but 3 x 3, twice as many channels after each pooling (Simonyan, 2015)."""
    model = nn.Sequential(
        nn.Conv2d(1, 11, 3, padding=1, rng=rng),
        nn.ReLU(),
        nn.Conv2d(11, 11, 3, padding=1, rng=rng),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(11, 22, 3, padding=1, rng=rng),
        nn.ReLU(),
        nn.Conv2d(22, 22, 3, padding=1, rng=rng),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(88, 64, rng=rng),
        nn.ReLU(),
        nn.Linear(64, 10, rng=rng),
    )
    return he(model, rng)


def googlenet(rng):
    """GoogLeNet's idea: Inception blocks, and a mean instead of wide layers (Szegedy, 2015)."""
    model = nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1, rng=rng),
        nn.ReLU(),
        Inception(16, 32, rng=rng),
        nn.MaxPool2d(2),
        Inception(32, 48, rng=rng),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(48, 10, rng=rng),
    )
    return he(model, rng)


def resnet(rng):
    """ResNet's idea: residual blocks, so that depth trains (He et al., 2016)."""
    model = nn.Sequential(
        _convolution(1, 8, 3, rng=rng),
        nn.ReLU(),
        Residual(8, 8, rng=rng),
        Residual(8, 16, stride=2, rng=rng),
        Residual(16, 16, rng=rng),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(16, 10, rng=rng),
    )
    return he(model, rng)


def efficientnet(rng):
    """EfficientNet's idea: cheap blocks, as many, as wide as go together (Tan and Le, 2019)."""
    model = nn.Sequential(
        _convolution(1, 8, 3, rng=rng),
        nn.SiLU(),
        InvertedBottleneck(8, 8, rng=rng),
        InvertedBottleneck(8, 16, stride=2, rng=rng),
        InvertedBottleneck(16, 16, rng=rng),
        InvertedBottleneck(16, 16, rng=rng),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(16, 10, rng=rng),
    )
    return he(model, rng)


def he(model, rng):
    """Draw all weights anew from N(0, 2 / fan_in), set all biases to zero, return the model."""
    for module in _modules(model):
        if isinstance(module, nn.Conv2d | nn.Linear):
            module.weight.data[...] = init.he_normal(module.weight.shape, rng)
            if module.bias is not None:
                module.bias.data[...] = 0
    return model


def count_multiply_adds(model, shape):
    """Count the multiply-adds of all convolutions and linear layers for one sample.

    Parameters
    ----------
    model : Module
        Run once, in evaluation mode; it keeps the mode it was in.
    shape : tuple of int
        Of one sample, (c, h, w).

    Returns
    -------
    int

    Examples
    --------
    >>> count_multiply_adds(nn.Conv2d(3, 8, 5), (3, 12, 12))
    38400
    """
    counted, training = [], model.training
    layers = [m for m in _modules(model) if isinstance(m, nn.Conv2d | nn.Linear)]

    def watched(layer):
        def forward(x):
            y = type(layer).forward(layer, x)
            per_output = layer.weight.data[0].size  # every output number is one dot product
            counted.append(per_output * y.data.size)
            return y

        return forward

    for layer in layers:
        layer.forward = watched(layer)
    try:
        with no_grad():
            model.eval()(np.zeros((1, *shape), dtype=np.float32))
    finally:
        model.train(training)
        for layer in layers:
            del layer.forward
    return sum(counted)


def _convolution(in_channels, out_channels, size, stride=1, groups=1, *, rng):
    """Return a convolution that keeps the size (divided by the stride) with a batch norm."""
    options = {"stride": stride, "padding": size // 2, "groups": groups, "bias": False}
    return nn.Sequential(
        nn.Conv2d(in_channels, out_channels, size, **options, rng=rng),
        nn.BatchNorm2d(out_channels),
    )


def _modules(module):
    yield module
    for _, child in module.named_children():
        yield from _modules(child)
