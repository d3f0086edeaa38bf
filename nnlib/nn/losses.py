"""The losses as modules, as PyTorch has them."""

from nnlib import functional as F
from nnlib.nn.module import Module

__all__ = ["BCEWithLogitsLoss", "CrossEntropyLoss", "MSELoss"]


class MSELoss(Module):
    """Mean squared error over all elements; shapes must be equal."""

    def forward(self, pred, target):
        """Return the loss as a tensor with one element."""
        return F.mse(pred, target)


class BCEWithLogitsLoss(Module):
    """Binary cross-entropy of logits, mean over all elements; targets in [0, 1]."""

    def forward(self, logits, target):
        """Return the loss as a tensor with one element."""
        return F.bce_with_logits(logits, target)


class CrossEntropyLoss(Module):
    """Cross-entropy of logits (n, k) with integer labels (n,), mean over the samples."""

    def forward(self, logits, target):
        """Return the loss as a tensor with one element."""
        return F.cross_entropy(logits, target)
