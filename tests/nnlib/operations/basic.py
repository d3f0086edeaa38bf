"""The affine map, embedding, dropout and the activations."""

import numpy as np
import torch
from torch.nn import functional as tF

from nnlib import functional as F
from tests.nnlib.operations.operation import Operation

index = np.array([[1, 0, 1], [1, 1, 0]])


def embedding(weight):
    return F.embedding(index, weight)


def torch_embedding(weight):
    return tF.embedding(torch.from_numpy(index), weight)


def dropout(x):
    return F.dropout(x, 0.3, rng=np.random.default_rng(5))


def torch_dropout(x):
    mask = np.random.default_rng(5).random(x.shape, np.float32) >= 0.3
    return x * torch.from_numpy(mask) / 0.7


OPERATIONS = [
    Operation("linear", F.linear, "ab,cb,c", tF.linear, batch="a"),
    Operation("linear 3-D", F.linear, "dab,cb,c", tF.linear, batch="d"),
    Operation("linear one sample", F.linear, "b,cb,c", tF.linear),
    Operation("linear without bias", F.linear, "ab,cb", tF.linear, batch="a"),
    Operation("F.relu", F.relu, "ab", torch.relu, batch="a"),
    Operation("F.sigmoid", F.sigmoid, "ab", torch.sigmoid, batch="a"),
    Operation("F.tanh", F.tanh, "ab", torch.tanh, batch="a"),
    Operation("leaky_relu", F.leaky_relu, "ab", tF.leaky_relu, batch="a"),
    Operation(
        "leaky_relu steep",
        lambda x: F.leaky_relu(x, 2.5),
        "ab",
        lambda x: tF.leaky_relu(x, 2.5),
    ),
    Operation("silu", F.silu, "ab", tF.silu, batch="a"),
    Operation("gelu", F.gelu, "ab", tF.gelu, batch="a"),
    Operation(
        "gelu tanh",
        lambda x: F.gelu(x, approximate="tanh"),
        "ab",
        lambda x: tF.gelu(x, approximate="tanh"),
        batch="a",
    ),
    Operation("softmax", lambda x: F.softmax(x, -1), "abc", lambda x: tF.softmax(x, -1), batch="a"),
    Operation("softmax dim", lambda x: F.softmax(x, 1), "abc", lambda x: tF.softmax(x, 1)),
    Operation(
        "log_softmax",
        lambda x: F.log_softmax(x, -1),
        "abc",
        lambda x: tF.log_softmax(x, -1),
        batch="a",
    ),
    Operation(
        "log_softmax dim", lambda x: F.log_softmax(x, 0), "ab", lambda x: tF.log_softmax(x, 0)
    ),
    Operation("embedding", embedding, "ab", torch_embedding),
    Operation("dropout", dropout, "ab", torch_dropout, batch="a"),
]
