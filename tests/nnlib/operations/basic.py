"""The affine map and the activations."""

import torch

from nnlib import functional as F
from tests.nnlib.operations.operation import Operation

OPERATIONS = [
    Operation("linear", F.linear, "ab,cb,c", torch.nn.functional.linear, batch="a"),
    Operation("linear 3-D", F.linear, "dab,cb,c", torch.nn.functional.linear, batch="d"),
    Operation("linear one sample", F.linear, "b,cb,c", torch.nn.functional.linear),
    Operation("linear without bias", F.linear, "ab,cb", torch.nn.functional.linear, batch="a"),
    Operation("F.relu", F.relu, "ab", torch.relu, batch="a"),
    Operation("F.sigmoid", F.sigmoid, "ab", torch.sigmoid, batch="a"),
    Operation("F.tanh", F.tanh, "ab", torch.tanh, batch="a"),
]
