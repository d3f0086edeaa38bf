"""Layers and losses with parameters, composed into models, as in ``torch.nn``.

Read ``module.py``, then ``layers.py`` and ``losses.py``.
"""

from nnlib.nn.layers import Linear, ReLU, Sequential, Sigmoid, Tanh
from nnlib.nn.losses import BCEWithLogitsLoss, CrossEntropyLoss, MSELoss
from nnlib.nn.module import Module, Parameter

__all__ = [
    "BCEWithLogitsLoss",
    "CrossEntropyLoss",
    "Linear",
    "MSELoss",
    "Module",
    "Parameter",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "Tanh",
]
