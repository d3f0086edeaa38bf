"""Kernels: each operation as one function on arrays, with its derivative beside it.

A kernel returns its result and a function ``backward``. Given the gradient of the loss with
respect to the result, ``backward(dy)`` returns the gradients with respect to the kernel's
inputs, in their order: an array for one input, a tuple for several. It changes neither `dy`
nor the inputs, may be called again, and returns new arrays, `dy` itself, or views of it.

float32 stays float32 and float64 stays float64; integers count as float32, or take the type
of the floating-point array beside them. The targets of a loss are data and get no gradient.

Read ``basic.py``, then ``losses.py``.
"""

from nnlib.kernels.basic import linear, relu, sigmoid, tanh
from nnlib.kernels.losses import bce_with_logits, cross_entropy, mse

__all__ = ["bce_with_logits", "cross_entropy", "linear", "mse", "relu", "sigmoid", "tanh"]
