"""Layers and losses with parameters, composed into models, as in ``torch.nn``.

Read ``module.py``, ``containers.py``, ``layers.py``, ``activations.py`` and ``losses.py``, then
``convolution.py``, ``normalization.py``, ``recurrent.py`` and ``transformer.py``.
"""

from nnlib.nn.activations import (
    GELU,
    LeakyReLU,
    LogSoftmax,
    ReLU,
    Sigmoid,
    SiLU,
    Softmax,
    Tanh,
)
from nnlib.nn.containers import ModuleList, Sequential
from nnlib.nn.convolution import AdaptiveAvgPool2d, AvgPool2d, Conv2d, MaxPool2d
from nnlib.nn.layers import Dropout, Embedding, Flatten, Linear
from nnlib.nn.losses import (
    BCEWithLogitsLoss,
    CrossEntropyLoss,
    GaussianNLLLoss,
    HuberLoss,
    KLDivLoss,
    L1Loss,
    MSELoss,
)
from nnlib.nn.module import Buffer, Module, Parameter
from nnlib.nn.normalization import BatchNorm1d, BatchNorm2d, LayerNorm
from nnlib.nn.recurrent import GRU, LSTM, RNN
from nnlib.nn.transformer import (
    GPT,
    MultiheadAttention,
    TransformerDecoderLayer,
    TransformerEncoderLayer,
)

__all__ = [
    "GELU",
    "GPT",
    "GRU",
    "LSTM",
    "RNN",
    "AdaptiveAvgPool2d",
    "AvgPool2d",
    "BCEWithLogitsLoss",
    "BatchNorm1d",
    "BatchNorm2d",
    "Buffer",
    "Conv2d",
    "CrossEntropyLoss",
    "Dropout",
    "Embedding",
    "Flatten",
    "GaussianNLLLoss",
    "HuberLoss",
    "KLDivLoss",
    "L1Loss",
    "LayerNorm",
    "LeakyReLU",
    "Linear",
    "LogSoftmax",
    "MSELoss",
    "MaxPool2d",
    "Module",
    "ModuleList",
    "MultiheadAttention",
    "Parameter",
    "ReLU",
    "Sequential",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Tanh",
    "TransformerDecoderLayer",
    "TransformerEncoderLayer",
]
