"""Losses: one number for a batch, and its gradient with respect to the model's output.

``backward(dy=1.0)`` takes the gradient of whatever follows the loss, 1 where nothing does.
The two that compare distributions, `kl_div` and `gaussian_nll`, come last.
"""

import math

import numpy as np

from nnlib.kernels.basic import as_float, sigmoid

__all__ = ["bce_with_logits", "cross_entropy", "gaussian_nll", "huber", "kl_div", "l1", "mse"]


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


def l1(pred, target):
    """Mean absolute error over all elements: ``mean(|pred - target|)``.

    Parameters
    ----------
    pred, target : ndarray, same shape

    Returns
    -------
    loss : scalar
    backward : callable
        ``dy=1.0 -> dpred``, which is ``sign(pred - target) / size``: 0 where they are equal.

    Raises
    ------
    ValueError
        If the shapes differ, or nothing is given.
    """
    pred, target = _pair("l1", pred, target)
    difference = pred - target

    def backward(dy=1.0):
        return np.sign(difference) * (float(dy) / difference.size)

    return np.mean(np.abs(difference)), backward


def huber(pred, target, delta=1.0):
    """Huber's loss: squared near the target, absolute far from it; mean over all elements.

    With ``e = pred - target`` an element costs ``e² / 2`` where ``|e| <= delta`` and
    ``delta (|e| - delta / 2)`` elsewhere, so that one outlier pulls no harder than `delta`
    (Huber, 1964, Annals of Mathematical Statistics 35).

    Parameters
    ----------
    pred, target : ndarray, same shape
    delta : float
        Where the two pieces meet.

    Returns
    -------
    loss : scalar
    backward : callable
        ``dy=1.0 -> dpred``, which is ``clip(e, -delta, delta) / size``.

    Raises
    ------
    ValueError
        If the shapes differ, `delta` is not positive, or nothing is given.
    """
    if not delta > 0:
        raise ValueError(f"huber: delta must be positive, got {delta}.")
    pred, target = _pair("huber", pred, target)
    difference = pred - target
    clipped = np.clip(difference, -delta, delta)

    def backward(dy=1.0):
        return clipped * (float(dy) / clipped.size)

    return np.mean(clipped * (difference - clipped / 2)), backward


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


def cross_entropy(logits, target, *, ignore_index=-100, label_smoothing=0.0):
    """Cross-entropy of ``softmax(logits)`` with integer labels, mean over the samples.

    One sample costs ``log(sum(exp(z))) - z[label]``. Subtracting the largest logit first
    changes nothing in this difference and keeps ``exp`` from overflowing.

    Parameters
    ----------
    logits : ndarray, shape (n, k)
    target : ndarray of int, shape (n,)
        Labels 0 .. k-1.
    ignore_index : int
        A sample with this label counts nowhere, as padding in a batch of sentences.
    label_smoothing : float
        Part of the target that is spread evenly over all k classes: with `e` it is
        ``(1 - e) one_hot + e / k`` (Szegedy et al., 2016, section 7).

    Returns
    -------
    loss : scalar
    backward : callable
        ``dy=1.0 -> dlogits (n, k)``, which is ``(softmax(logits) - one_hot(target)) / n``
        without smoothing, with `n` the number of samples that count.

    Raises
    ------
    ValueError
        If the shapes do not fit, the labels are not integers in 0 .. k-1, no sample counts, or
        the smoothing lies outside [0, 1].
    """
    if not 0 <= label_smoothing <= 1:
        raise ValueError(
            f"cross_entropy: label_smoothing must lie in [0, 1], got {label_smoothing}."
        )
    logits, smoothing = as_float(logits), float(label_smoothing)
    target, ignored = _labels(logits, target, ignore_index)
    n, k = len(target) - len(ignored), logits.shape[1]
    labelled = np.arange(len(target)), target
    shifted = logits - logits.max(axis=1, keepdims=True)
    exps = np.exp(shifted)
    totals = exps.sum(axis=1, keepdims=True)
    losses = np.log(totals[:, 0]) - (1 - smoothing) * shifted[labelled]
    if smoothing:
        losses -= smoothing * shifted.mean(axis=1)
    losses[ignored] = 0

    def backward(dy=1.0):
        dlogits = exps / totals
        dlogits[labelled] -= 1 - smoothing
        if smoothing:
            dlogits -= smoothing / k
        dlogits *= float(dy) / n
        dlogits[ignored] = 0
        return dlogits

    return losses.sum() / n, backward


def kl_div(input, target, *, log_target=False):
    """Kullback-Leibler divergence of `target` from the distribution with logarithm `input`.

    An element costs ``target (log(target) - input)``, and 0 where the target is 0. Elements
    add up over a sample, and the loss is the mean over the samples: PyTorch's
    ``reduction="batchmean"``, which its documentation says will become the default there.

    Parameters
    ----------
    input : ndarray, shape (n, ...)
        Logarithms of the model's probabilities, as `log_softmax` returns them.
    target : ndarray, same shape
        Probabilities, or their logarithms with `log_target`.
    log_target : bool

    Returns
    -------
    loss : scalar
    backward : callable
        ``dy=1.0 -> dinput``, which is ``-target / n``, of probabilities.

    Raises
    ------
    ValueError
        If the shapes differ, a probability is negative, or nothing is given.
    """
    logq, target = _pair("kl_div", input, target)
    p = np.exp(target) if log_target else target
    if p.min() < 0:
        raise ValueError(
            f"kl_div: the target holds {p.min()}, and no probability is negative; "
            "for logarithms pass log_target=True."
        )
    n = len(logq)
    logp = np.where(p > 0, target if log_target else np.log(np.where(p > 0, p, 1)), 0)

    def backward(dy=1.0):
        return p * (-float(dy) / n)

    return np.sum(p * (logp - logq)) / n, backward


def gaussian_nll(input, target, var, *, full=False, eps=1e-6):
    """Negative log-likelihood of `target` under N(input, var), mean over all elements.

    An element costs ``(log(var) + (input - target)² / var) / 2``: a model that predicts its
    own variance pays for being wrong and for being unsure (Nix and Weigend, 1994).

    Parameters
    ----------
    input, target : ndarray, same shape
        Predicted means, and what came.
    var : ndarray
        Predicted variances: of that shape, or of one that broadcasts to it.
    full : bool
        Whether to add the constant ``log(2 pi) / 2``.
    eps : float
        Smaller variances count as `eps`.

    Returns
    -------
    loss : scalar
    backward : callable
        ``dy=1.0 -> dinput, dtarget, dvar``, all of the shape of `input`. As in PyTorch, a
        variance below `eps` has the gradient it would have at `eps`.

    Raises
    ------
    ValueError
        If the shapes do not fit, a variance is negative, or nothing is given.
    """
    mean, target = _pair("gaussian_nll", input, target)
    var = np.asarray(var, dtype=mean.dtype)
    try:
        np.broadcast_to(var, mean.shape)
    except ValueError:
        raise ValueError(
            f"gaussian_nll: var has shape {var.shape}, which does not broadcast to {mean.shape}."
        ) from None
    if var.min() < 0:
        raise ValueError(
            f"gaussian_nll: a variance is {var.min()}, and none is negative; let the model "
            "predict log(var) and pass its exp()."
        )
    var = np.maximum(var, eps)
    difference = mean - target
    ratio = difference / var
    constant = math.log(2 * math.pi) if full else 0.0

    def backward(dy=1.0):
        scale = float(dy) / mean.size
        dmean = ratio * scale
        return dmean, -dmean, (1 / var - ratio * ratio) * (scale / 2)

    return np.mean(np.log(var) + difference * ratio + constant) / 2, backward


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


def _labels(logits, target, ignore_index):
    """Return the labels, 0 where ignored, and the ignored rows, or say what is wrong."""
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
    ignored = np.flatnonzero(target == ignore_index)
    if len(ignored) == len(target):
        raise ValueError(f"cross_entropy: every label is {ignore_index}, which is ignored.")
    if len(ignored):
        target = np.where(target == ignore_index, 0, target)
    if target.min() < 0 or target.max() >= shape[1]:
        raise ValueError(
            f"cross_entropy: labels must lie in 0 .. {shape[1] - 1} for {shape[1]} classes, "
            f"got {target.min()} .. {target.max()}."
        )
    return target, ignored
