"""The kernels as functions on tensors: ``F.linear(x, weight, bias)``.

Each is the kernel of the same name made `nnlib.tensor.differentiable`; ``F.linear.kernel``
is the kernel itself. Import the module as ``F``: ``from nnlib import functional as F``.
"""

from nnlib import kernels
from nnlib.tensor import differentiable

__all__ = ["bce_with_logits", "cross_entropy", "linear", "mse", "relu", "sigmoid", "tanh"]

linear = differentiable(kernels.linear, optional_dx=True)
relu = differentiable(kernels.relu)
sigmoid = differentiable(kernels.sigmoid)
tanh = differentiable(kernels.tanh)

mse = differentiable(kernels.mse)
bce_with_logits = differentiable(kernels.bce_with_logits)
cross_entropy = differentiable(kernels.cross_entropy)
