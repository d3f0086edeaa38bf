"""nnlib: a small neural-network library in NumPy, made to be read.

Read it in the order in which it is built:

1. `nnlib.perceptron`: one neuron and its learning rule (chapter 02);
2. `nnlib.kernels`: every operation as one function on arrays that returns its own derivative;
3. `nnlib.tensor`: the engine that chains those derivatives (chapter 05);
4. `nnlib.functional`, `nnlib.init`, `nnlib.nn`: the kernels on tensors, starting values, layers;
   `nnlib.zoo`: small networks made of them, after famous ones (chapter 10);
5. `nnlib.optim`, `nnlib.schedulers`: how parameters change, and how fast;
6. `nnlib.catalogue`, `nnlib.data`, `nnlib.gradcheck`: data sets, what is done to them before
   training, and checks of derivatives; `nnlib.pretrained`: a small GPT that ships (chapter 15);
7. `nnlib.train`, `nnlib.serialization`: the training loop, and models in files;
8. `nnlib.plots`: the figures of the course (needs matplotlib).

Names, argument order and parameter names are PyTorch's, so what is learned here carries over,
and a ``state_dict`` travels both ways.
"""

from nnlib import (
    data,
    functional,
    gradcheck,
    init,
    kernels,
    nn,
    optim,
    perceptron,
    schedulers,
    train,
    zoo,
)
from nnlib.serialization import load, save
from nnlib.tensor import Tensor, cat, no_grad, stack

__all__ = [
    "Tensor",
    "cat",
    "data",
    "functional",
    "gradcheck",
    "init",
    "kernels",
    "load",
    "nn",
    "no_grad",
    "optim",
    "perceptron",
    "save",
    "schedulers",
    "stack",
    "train",
    "zoo",
]
