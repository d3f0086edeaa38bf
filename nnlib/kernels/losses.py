"""Losses: one number for a batch, and its gradient with respect to the model's output.

``backward(dy=1.0)`` takes the gradient of whatever follows the loss, 1 where nothing does.
"""

import numpy as np

from nnlib.kernels.basic import as_float, sigmoid

__all__ = ["bce_with_logits", "cross_entropy", "mse"]


def mse(pred, target):
    """Mean squared error over all elements: ``mean((pred - target) ** 2)``.

    Parameters
    ----------
    pred, target : ndarray, same shape

    Returns
    -------
    loss : scalar
    backward : callable
        ``dy=1.0 -> dpred``, which is ``2 (pred - target) / size``.

    Raises
    ------
    ValueError
        If the shapes differ (they would broadcast to something else), or nothing is given.
    """
    pred, target = _pair("mse", pred, target)
    difference = pred - target

    def backward(dy=1.0):
        return difference * (2.0 / difference.size * float(dy))

    return np.mean(difference * difference), backward


def bce_with_logits(logits, target):
    """Binary cross-entropy of ``sigmoid(logits)``, mean over all elements.

    With the log-sum-exp trick each element is ``max(z, 0) - z y + log(1 + exp(-|z|))``.

    Parameters
    ----------
    logits : ndarray
    target : ndarray, same shape
        Probabilities, usually 0 or 1.

    Returns
    -------
    loss : scalar
    backward : callable
        ``dy=1.0 -> dlogits``, which is ``(sigmoid(logits) - target) / size``.

    Raises
    ------
    ValueError
        If the shapes differ, a target lies outside [0, 1], or nothing is given.
    """
    z, target = _pair("bce_with_logits", logits, target)
    if target.min() < 0 or target.max() > 1:
        raise ValueError(
            f"bce_with_logits: targets must lie in [0, 1], got {target.min()} to {target.max()}. "
            "Recode labels -1/+1 with (target + 1) / 2."
        )
    losses = np.maximum(z, 0) - z * target + np.log1p(np.exp(-np.abs(z)))

    def backward(dy=1.0):
        return (sigmoid(z)[0] - target) * (float(dy) / z.size)

    return np.mean(losses), backward


def cross_entropy(logits, target):
    """Cross-entropy of ``softmax(logits)`` with integer labels, mean over the samples.

    One sample costs ``log(sum(exp(z))) - z[label]``. Subtracting the largest logit first
    changes nothing in this difference and keeps ``exp`` from overflowing.

    Parameters
    ----------
    logits : ndarray, shape (n, k)
    target : ndarray of int, shape (n,)
        Labels 0 .. k-1.

    Returns
    -------
    loss : scalar
    backward : callable
        ``dy=1.0 -> dlogits (n, k)``, which is ``(softmax(logits) - one_hot(target)) / n``.

    Raises
    ------
    ValueError
        If the shapes do not fit, the labels are not integers in 0 .. k-1, or nothing is given.
    """
    logits, target = as_float(logits), _labels(logits, target)
    n = target.size
    labelled = np.arange(n), target
    shifted = logits - logits.max(axis=1, keepdims=True)
    exps = np.exp(shifted)
    totals = exps.sum(axis=1, keepdims=True)

    def backward(dy=1.0):
        dlogits = exps / totals
        dlogits[labelled] -= 1
        dlogits *= float(dy) / n
        return dlogits

    return np.mean(np.log(totals[:, 0]) - shifted[labelled]), backward


def _pair(name, output, target):
    """Return both as arrays of the output's type, or say why they do not belong together."""
    output = as_float(output)
    target = np.asarray(target, dtype=output.dtype)
    if output.shape != target.shape:
        hint = "Give one target per output."
        if output.size == target.size:
            hint = f"Write target.reshape{output.shape}."
        raise ValueError(
            f"{name}: the output has shape {output.shape} but the target has shape "
            f"{target.shape}; both must be the same. {hint}"
        )
    if output.size == 0:
        raise ValueError(f"{name}: the batch is empty, and a mean over nothing is undefined.")
    return output, target


def _labels(logits, target):
    """Return the labels as an array, or say why they do not belong to the logits."""
    target, shape = np.asarray(target), np.shape(logits)
    if len(shape) != 2 or target.shape != shape[:1]:
        raise ValueError(
            f"cross_entropy: logits have shape {shape} and target has shape {target.shape}; "
            "expected logits (n, k) and target (n,), one integer label per sample "
            "(for one-hot rows: target.argmax(axis=1))."
        )
    if target.size == 0:
        raise ValueError("cross_entropy: the batch is empty, and a mean over nothing is undefined.")
    if target.dtype.kind not in "iu":
        raise ValueError(
            f"cross_entropy: labels must be integers, got {target.dtype}; write target.astype(int)."
        )
    if target.min() < 0 or target.max() >= shape[1]:
        raise ValueError(
            f"cross_entropy: labels must lie in 0 .. {shape[1] - 1} for {shape[1]} classes, "
            f"got {target.min()} .. {target.max()}."
        )
    return target
