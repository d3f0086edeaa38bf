"""Convolution and pooling of images (n, c, h, w): samples, channels, rows, columns.

All of them look at the image through a window that slides, and all use the same two ideas.
`windows` shows what the window sees at each place as a view, so a convolution is one matrix
product of its weights with these patches ("im2col"), and a pooling a sum or maximum over them.
Inside, the samples come last, (c, h, w, n): neighbours in memory then belong to the same pixel
of all samples, and every copy and sum runs along them whatever the stride (the layout of
Krizhevsky's cuda-convnet). Results have the usual axes; only their strides in memory differ.
"""

import functools

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from nnlib.kernels.basic import as_float

__all__ = ["adaptive_avg_pool2d", "avg_pool2d", "conv2d", "max_pool2d", "windows"]


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """Slide the kernels `weight` over the images: cross-correlation, as all libraries do.

    ``y[n, o, i, j] = bias[o] + sum over c, u, v of
    weight[o, c, u, v] * x[n, c, i * stride + u * dilation, j * stride + v * dilation]``
    with x padded by zeros. The size becomes
    ``floor((size + 2 padding - dilation (kernel - 1) - 1) / stride) + 1``.

    Parameters
    ----------
    x : ndarray, shape (n, c, h, w)
    weight : ndarray, shape (o, c / groups, kh, kw)
    bias : ndarray, shape (o,), optional
    stride, padding, dilation : int or pair of int
        Step of the window; zeros around the image; distance of the pixels a kernel sees.
    groups : int
        The channels are divided into groups that do not meet: ``groups=c`` is a depthwise
        convolution.

    Returns
    -------
    y : ndarray, shape (n, o, oh, ow)
    backward : callable
        ``dy -> dx, dweight, dbias``; ``backward(dy, need_dx=False)`` saves the work for images
        that are data.

    Raises
    ------
    ValueError
        If the channels, groups and shapes do not fit, or the kernel is larger than the image.

    References
    ----------
    Dumoulin and Visin (2016), "A guide to convolution arithmetic for deep learning".

    Examples
    --------
    >>> image = np.array([[[[0.0, 0.0, 1.0, 1.0]]]])
    >>> edges, _ = conv2d(image, np.array([[[[-1.0, 1.0]]]]))
    >>> edges[0, 0]
    array([[0., 1., 0.]])
    """
    x = as_float(x, weight.dtype)
    stride, padding, dilation = _pair(stride), _pair(padding), _pair(dilation)
    _check_convolution(x, weight, bias, padding, groups)
    o, _, *kernel_size = weight.shape
    kernels = weight.reshape(groups, o // groups, -1)
    image = _pad(x, padding)
    seen = windows("conv2d", image, kernel_size, stride, dilation)
    patches = seen.reshape(*kernels.shape[::2], -1)  # (g, c kh kw / g, oh ow n), a copy
    y = (kernels @ patches).reshape(o, *seen.shape[3:])
    if bias is not None:
        y += bias[:, None, None, None]

    def backward(dy, need_dx=True):
        dy = _samples_last(dy)
        rows = dy.reshape(*kernels.shape[:2], -1)  # (g, o / g, oh ow n)
        dweight = (rows @ patches.swapaxes(1, 2)).reshape(weight.shape)
        dbias = None if bias is None else dy.sum(axis=(1, 2, 3))
        if not need_dx:
            return None, dweight, dbias
        dpatches = (kernels.swapaxes(1, 2) @ rows).reshape(seen.shape)
        dimage = np.zeros(image.shape, dpatches.dtype)
        dseen = windows("conv2d", dimage, kernel_size, stride, dilation)
        for u, v in np.ndindex(*kernel_size):  # windows overlap, so their gradients add
            dseen[:, u, v] += dpatches[:, u, v]
        return _crop(dimage, padding), dweight, dbias

    return _samples_first(y), backward


def max_pool2d(x, kernel_size, stride=None, padding=0):
    """Take the largest number in each window; of equal ones the first gets the gradient.

    Parameters
    ----------
    x : ndarray, shape (n, c, h, w)
    kernel_size : int or pair of int
    stride : int or pair of int, optional
        By default the kernel size: windows side by side.
    padding : int or pair of int
        The border is minus infinity and never the largest.

    Returns
    -------
    y : ndarray, shape (n, c, oh, ow)
    backward : callable
        ``dy -> dx``. "First" is row by row within the window.

    Raises
    ------
    ValueError
        If `x` has not four axes, the window is larger than the image, or the padding exceeds
        half the window.
    """
    kernel_size, padding = _pair(kernel_size), _pair(padding)
    stride = kernel_size if stride is None else _pair(stride)
    image = _pad(_images("max_pool2d", x, kernel_size, padding), padding, -np.inf)
    seen = windows("max_pool2d", image, kernel_size, stride)
    places = list(np.ndindex(*kernel_size))
    y = functools.reduce(np.maximum, (seen[:, u, v] for u, v in places))

    def backward(dy):
        dimage = np.zeros_like(image)
        dseen = windows("max_pool2d", dimage, kernel_size, stride)
        left = dy.transpose(1, 2, 3, 0).copy()  # what no maximum has received yet
        for u, v in places[:-1]:
            share = left * (seen[:, u, v] == y)
            dseen[:, u, v] += share
            left -= share
        dseen[:, -1, -1] += left
        return _crop(dimage, padding)

    return _samples_first(y), backward


def avg_pool2d(x, kernel_size, stride=None, padding=0):
    """Average each window; zeros of the padding count.

    Parameters
    ----------
    x : ndarray, shape (n, c, h, w)
    kernel_size : int or pair of int
    stride : int or pair of int, optional
        By default the kernel size: windows side by side.
    padding : int or pair of int

    Returns
    -------
    y : ndarray, shape (n, c, oh, ow)
    backward : callable
        ``dy -> dx``

    Raises
    ------
    ValueError
        As `max_pool2d`.
    """
    kernel_size, padding = _pair(kernel_size), _pair(padding)
    stride = kernel_size if stride is None else _pair(stride)
    image = _pad(_images("avg_pool2d", x, kernel_size, padding), padding)
    seen = windows("avg_pool2d", image, kernel_size, stride)
    scale = 1 / (kernel_size[0] * kernel_size[1])
    y = sum(seen[:, u, v] for u, v in np.ndindex(*kernel_size)) * scale

    def backward(dy):
        dimage = np.zeros_like(image)
        dseen = windows("avg_pool2d", dimage, kernel_size, stride)
        share = _samples_last(dy) * scale
        for u, v in np.ndindex(*kernel_size):
            dseen[:, u, v] += share
        return _crop(dimage, padding)

    return _samples_first(y), backward


def adaptive_avg_pool2d(x, output_size=1):
    """Average each whole channel: global average pooling (Lin et al., 2014, section 3.2).

    Parameters
    ----------
    x : ndarray, shape (n, c, h, w)
    output_size : 1
        The only size nnlib has.

    Returns
    -------
    y : ndarray, shape (n, c, 1, 1)
    backward : callable
        ``dy -> dx``

    Raises
    ------
    ValueError
        If `x` has not four axes, or another size is asked for.
    """
    if _pair(output_size) != (1, 1):
        raise ValueError(
            f"adaptive_avg_pool2d: got output_size {output_size}, but nnlib averages whole "
            "channels only (output_size=1); use avg_pool2d for other sizes."
        )
    x = _images("adaptive_avg_pool2d", x)
    pixels = x.shape[2] * x.shape[3]

    def backward(dy):
        return np.broadcast_to(dy / pixels, x.shape)

    return x.mean(axis=(2, 3), keepdims=True), backward


def windows(name, image, kernel_size, stride, dilation=(1, 1)):
    """Return what the window sees at each place, a view (c, kh, kw, oh, ow, n) of the image.

    Parameters
    ----------
    name : str
        Operation that an error names.
    image : ndarray, shape (c, h, w, n)
    kernel_size, stride, dilation : pair of int
    """
    spans = [d * (k - 1) + 1 for k, d in zip(kernel_size, dilation, strict=True)]
    if min(spans) < 1 or min(stride) < 1 or min(dilation) < 1:
        raise ValueError(
            f"{name}: kernel size {tuple(kernel_size)}, stride {stride} and dilation {dilation} "
            "must be positive."
        )
    if spans[0] > image.shape[1] or spans[1] > image.shape[2]:
        raise ValueError(
            f"{name}: the window spans {spans[0]} x {spans[1]} pixels, but the image has only "
            f"{image.shape[1]} x {image.shape[2]} with its padding; pad more or use a smaller "
            "kernel."
        )
    every = sliding_window_view(image, spans, axis=(1, 2), writeable=True)
    (sh, sw), (dh, dw) = stride, dilation
    return every[:, ::sh, ::sw, :, ::dh, ::dw].transpose(0, 4, 5, 1, 2, 3)


def _samples_last(x):
    return np.ascontiguousarray(x.transpose(1, 2, 3, 0))


def _samples_first(x):
    return x.transpose(3, 0, 1, 2)


def _pad(x, padding, value=0):
    """Return (n, c, h, w) as (c, h + 2 ph, w + 2 pw, n), with `value` around each image."""
    (n, c, h, w), (ph, pw) = x.shape, padding
    if ph == pw == 0:
        return _samples_last(x)
    image = np.full((c, h + 2 * ph, w + 2 * pw, n), value, x.dtype)
    image[:, ph : ph + h, pw : pw + w] = x.transpose(1, 2, 3, 0)
    return image


def _crop(image, padding):
    """Undo `_pad`."""
    (ph, pw), (_, h, w, _) = padding, image.shape
    return _samples_first(image[:, ph : h - ph, pw : w - pw])


def _pair(value):
    """Return rows and columns of a size, stride, padding or dilation."""
    pair = (value, value) if np.ndim(value) == 0 else tuple(value)
    if len(pair) != 2 or not all(isinstance(v, (int, np.integer)) for v in pair):
        raise ValueError(f"expected an integer or a pair (rows, columns), got {value!r}.")
    return pair


def _images(name, x, kernel_size=(2, 2), padding=(0, 0)):
    """Return x as floats, or say why it cannot be pooled."""
    x = as_float(x)
    if x.ndim != 4:
        raise ValueError(
            f"{name}: x has shape {x.shape}; expected (n, c, h, w). For one image write x[None]."
        )
    if min(padding) < 0 or any(2 * p > k for p, k in zip(padding, kernel_size, strict=True)):
        raise ValueError(
            f"{name}: padding {padding} must lie between 0 and half the kernel size {kernel_size}."
        )
    return x


def _check_convolution(x, weight, bias, padding, groups):
    """Say what does not fit between images and kernels."""
    if x.ndim != 4 or weight.ndim != 4:
        raise ValueError(
            f"conv2d: x has shape {x.shape} and weight {weight.shape}; expected x (n, c, h, w) "
            "and weight (o, c / groups, kh, kw). For one image write x[None]."
        )
    o, per_group = weight.shape[:2]
    if x.shape[1] != per_group * groups or o % groups:
        raise ValueError(
            f"conv2d: x has {x.shape[1]} channels, but weight of shape {weight.shape} with "
            f"groups={groups} takes {per_group * groups} channels and needs its first axis to "
            "be a multiple of groups."
        )
    if min(padding) < 0:
        raise ValueError(f"conv2d: padding {padding} must not be negative.")
    if bias is not None and bias.shape != (o,):
        raise ValueError(f"conv2d: bias has shape {bias.shape}; expected ({o},), one per kernel.")
