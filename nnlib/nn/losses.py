"""The losses as modules, as PyTorch has them."""

from nnlib import functional as F
from nnlib.nn.module import Module

__all__ = [
    "BCEWithLogitsLoss",
    "CrossEntropyLoss",
    "GaussianNLLLoss",
    "HuberLoss",
    "KLDivLoss",
    "L1Loss",
    "MSELoss",
]


class MSELoss(Module):
    """Mean squared error over all elements; shapes must be equal."""

    def forward(self, pred, target):
        """Return the loss as a tensor with one element."""
        return F.mse(pred, target)


class L1Loss(Module):
    """Mean absolute error over all elements; shapes must be equal."""

    def forward(self, pred, target):
        """Return the loss as a tensor with one element."""
        return F.l1(pred, target)


class HuberLoss(Module):
    """Squared up to `delta` from the target, absolute beyond it; mean over all elements."""

    def __init__(self, *, delta=1.0):
        self.delta = delta

    def forward(self, pred, target):
        """Return the loss as a tensor with one element."""
        return F.huber(pred, target, self.delta)


class BCEWithLogitsLoss(Module):
    """Binary cross-entropy of logits, mean over all elements; targets in [0, 1]."""

    def forward(self, logits, target):
        """Return the loss as a tensor with one element."""
        return F.bce_with_logits(logits, target)


class CrossEntropyLoss(Module):
    """Cross-entropy of logits (n, k) with integer labels (n,), mean over the samples.

    Parameters
    ----------
    ignore_index : int
        A sample with this label counts nowhere.
    label_smoothing : float
        Part of the target that is spread evenly over all classes.
    """

    def __init__(self, *, ignore_index=-100, label_smoothing=0.0):
        self.options = {"ignore_index": ignore_index, "label_smoothing": label_smoothing}

    def forward(self, logits, target):
        """Return the loss as a tensor with one element."""
        return F.cross_entropy(logits, target, **self.options)


class KLDivLoss(Module):
    """Kullback-Leibler divergence from log-probabilities, mean over the samples."""

    def __init__(self, *, log_target=False):
        self.log_target = log_target

    def forward(self, input, target):
        """Return the loss as a tensor with one element."""
        return F.kl_div(input, target, log_target=self.log_target)


class GaussianNLLLoss(Module):
    """Negative log-likelihood of targets under predicted means and variances."""

    def __init__(self, *, full=False, eps=1e-6):
        self.options = {"full": full, "eps": eps}

    def forward(self, input, target, var):
        """Return the loss as a tensor with one element."""
        return F.gaussian_nll(input, target, var, **self.options)
