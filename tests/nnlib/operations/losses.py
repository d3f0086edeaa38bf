"""The losses, with targets that depend on the shape alone."""

import numpy as np
import torch

from nnlib import functional as F
from tests.nnlib.operations.operation import Operation

class_labels = np.array([1, 0, 1, 1, 0, 0, 1])


def cross_entropy(z):
    return F.cross_entropy(z, class_labels[: z.shape[0]])


def torch_cross_entropy(z):
    return torch.nn.functional.cross_entropy(z, torch.from_numpy(class_labels[: z.shape[0]]))


def bce(z):
    target = (np.arange(z.data.size).reshape(z.shape) % 3) / 2
    return F.bce_with_logits(z, target)


def torch_bce(z):
    target = (torch.arange(z.numel()).reshape(z.shape) % 3) / 2
    return torch.nn.functional.binary_cross_entropy_with_logits(z, target.to(z.dtype))


def mse(p):
    return F.mse(p, np.arange(p.data.size).reshape(p.shape))


def torch_mse(p):
    target = torch.arange(p.numel(), dtype=p.dtype).reshape(p.shape)
    return torch.nn.functional.mse_loss(p, target)


OPERATIONS = [
    Operation("mse", mse, "ab", torch_mse),
    Operation("bce_with_logits", bce, "ab", torch_bce),
    Operation("cross_entropy", cross_entropy, "ab", torch_cross_entropy),
]
