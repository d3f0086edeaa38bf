"""The kernels as functions on tensors: ``F.linear(x, weight, bias)``.

Each is the kernel of the same name made `nnlib.tensor.differentiable`; ``F.linear.kernel``
is the kernel itself. Import the module as ``F``: ``from nnlib import functional as F``.
"""

from nnlib import kernels
from nnlib.tensor import differentiable

__all__ = kernels.__all__

linear = differentiable(kernels.linear, optional_dx=True)
embedding = differentiable(kernels.embedding)
dropout = differentiable(kernels.dropout)

relu = differentiable(kernels.relu)
leaky_relu = differentiable(kernels.leaky_relu)
sigmoid = differentiable(kernels.sigmoid)
tanh = differentiable(kernels.tanh)
silu = differentiable(kernels.silu)
gelu = differentiable(kernels.gelu)
softmax = differentiable(kernels.softmax)
log_softmax = differentiable(kernels.log_softmax)

conv2d = differentiable(kernels.conv2d, optional_dx=True)
max_pool2d = differentiable(kernels.max_pool2d)
avg_pool2d = differentiable(kernels.avg_pool2d)
adaptive_avg_pool2d = differentiable(kernels.adaptive_avg_pool2d)

batch_norm = differentiable(kernels.batch_norm)
layer_norm = differentiable(kernels.layer_norm)

rnn = differentiable(kernels.rnn, optional_dx=True)
lstm = differentiable(kernels.lstm, optional_dx=True)
gru = differentiable(kernels.gru, optional_dx=True)
scaled_dot_product_attention = differentiable(kernels.scaled_dot_product_attention)

l1 = differentiable(kernels.l1)
mse = differentiable(kernels.mse)
huber = differentiable(kernels.huber)
bce_with_logits = differentiable(kernels.bce_with_logits)
cross_entropy = differentiable(kernels.cross_entropy)
kl_div = differentiable(kernels.kl_div)
gaussian_nll = differentiable(kernels.gaussian_nll)
