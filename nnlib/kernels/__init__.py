"""Kernels: each operation as one function on arrays, with its derivative beside it.

A kernel returns its result and a function ``backward``. Given the gradient of the loss with
respect to the result, ``backward(dy)`` returns the gradients with respect to the kernel's
inputs, in their order: an array for one input, a tuple for several. It changes neither `dy`
nor the inputs, may be called again, and returns new arrays, `dy` itself, or views of it.

float32 stays float32 and float64 stays float64; integers count as float32, or take the type
of the floating-point array beside them. The targets of a loss are data and get no gradient.

Read ``basic.py``, ``gelu.py``, ``losses.py``, then ``convolution.py``,
``normalization.py``, ``recurrent.py`` and ``attention.py``.
"""

from nnlib.kernels.attention import scaled_dot_product_attention
from nnlib.kernels.basic import (
    dropout,
    embedding,
    leaky_relu,
    linear,
    log_softmax,
    relu,
    sigmoid,
    silu,
    softmax,
    tanh,
)
from nnlib.kernels.convolution import adaptive_avg_pool2d, avg_pool2d, conv2d, max_pool2d
from nnlib.kernels.gelu import gelu
from nnlib.kernels.losses import (
    bce_with_logits,
    cross_entropy,
    gaussian_nll,
    huber,
    kl_div,
    l1,
    mse,
)
from nnlib.kernels.normalization import batch_norm, layer_norm
from nnlib.kernels.recurrent import gru, lstm, rnn

__all__ = [
    "adaptive_avg_pool2d",
    "avg_pool2d",
    "batch_norm",
    "bce_with_logits",
    "conv2d",
    "cross_entropy",
    "dropout",
    "embedding",
    "gaussian_nll",
    "gelu",
    "gru",
    "huber",
    "kl_div",
    "l1",
    "layer_norm",
    "leaky_relu",
    "linear",
    "log_softmax",
    "lstm",
    "max_pool2d",
    "mse",
    "relu",
    "rnn",
    "scaled_dot_product_attention",
    "sigmoid",
    "silu",
    "softmax",
    "tanh",
]
