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


OPTIONS = {"ignore_index": 0, "label_smoothing": 0.3}


def smoothed(z):
    return F.cross_entropy(z, class_labels[: z.shape[0]], **OPTIONS)


def torch_smoothed(z):
    labels = torch.from_numpy(class_labels[: z.shape[0]])
    return torch.nn.functional.cross_entropy(z, labels, **OPTIONS)


def far_and_near(p):
    """Targets from -3 to 4: with outputs near 0, errors on both sides of a delta of 1.3."""
    return np.arange(p.shape[0] * p.shape[1]).reshape(p.shape) % 8 - 3.25


def torch_target(make, p):
    return torch.from_numpy(make(p)).to(p.dtype)


def distributions(z):
    """Rows that sum to 1, each with a probability of 0."""
    odds = np.arange(z.shape[0] * z.shape[1]).reshape(z.shape) % z.shape[1]
    return odds / odds.sum(axis=1, keepdims=True)


def kl(z):
    return F.kl_div(z, distributions(z))


def torch_kl(z):
    target = torch_target(distributions, z)
    return torch.nn.functional.kl_div(z, target, reduction="batchmean")


def kl_of_logs(z):
    return F.kl_div(z, -abs(far_and_near(z)), log_target=True)


def torch_kl_of_logs(z):
    options = {"reduction": "batchmean", "log_target": True}
    return torch.nn.functional.kl_div(z, -torch_target(far_and_near, z).abs(), **options)


FUNCTIONS = torch.nn.functional

OPERATIONS = [
    Operation("mse", mse, "ab", torch_mse),
    Operation("bce_with_logits", bce, "ab", torch_bce),
    Operation("cross_entropy", cross_entropy, "ab", torch_cross_entropy),
    Operation("cross_entropy with options", smoothed, "ab", torch_smoothed),
    Operation(
        "l1",
        lambda p: F.l1(p, far_and_near(p)),
        "ab",
        lambda p: FUNCTIONS.l1_loss(p, torch_target(far_and_near, p)),
    ),
    Operation(
        "huber",
        lambda p: F.huber(p, far_and_near(p), delta=1.3),
        "ab",
        lambda p: FUNCTIONS.huber_loss(p, torch_target(far_and_near, p), delta=1.3),
    ),
    Operation("kl_div", kl, "ab", torch_kl),
    Operation("kl_div of logarithms", kl_of_logs, "ab", torch_kl_of_logs),
    Operation("gaussian_nll", F.gaussian_nll, "ab,ab,ab", FUNCTIONS.gaussian_nll_loss, True),
    Operation(
        "gaussian_nll, one variance a row, full",
        lambda m, y, v: F.gaussian_nll(m, y, v, full=True),
        "ab,ab,a1",
        lambda m, y, v: FUNCTIONS.gaussian_nll_loss(m, y, v, full=True),
        True,
    ),
]
