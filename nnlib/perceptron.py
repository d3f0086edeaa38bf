"""The perceptron: one neuron with a step, and Rosenblatt's learning rule (chapter 02)."""

import numpy as np

__all__ = ["perceptron_fit", "predict"]


def predict(X, w, b):
    """Predict 1 where the weighted sum reaches zero: ``x @ w + b >= 0``.

    Parameters
    ----------
    X : array_like, shape (n, d) or (d,)
        A batch of samples, or one sample.
    w : array_like, shape (d,)
        Weights.
    b : float
        Bias.

    Returns
    -------
    ndarray of int, shape (n,), or int for one sample
        Labels, 0 or 1.

    Raises
    ------
    ValueError
        If the samples and the weights differ in length.

    Examples
    --------
    >>> predict([[0, 0], [0, 1], [1, 1]], w=[1, 1], b=-1.5)
    array([0, 0, 1])
    """
    X, w = np.asarray(X), np.asarray(w)
    if w.ndim != 1 or X.ndim not in (1, 2) or X.shape[-1] != w.size:
        raise ValueError(
            f"predict: X has shape {X.shape} and w has shape {w.shape}; "
            "expected X (n, d) or (d,) and w (d,) with the same d."
        )
    return (X @ w + b >= 0).astype(int)  # (n, d) @ (d,) -> (n,)


def perceptron_fit(X, y, lr=1.0, epochs=10):
    """Learn ``w`` and ``b`` with the perceptron rule of Rosenblatt (1958).

    Start at zero and visit the rows in order. A misclassified row moves the boundary by
    ``lr * (y - prediction) * x``, its bias by ``lr * (y - prediction)``.
    Stop after the first epoch without a mistake, or after `epochs` epochs.

    Parameters
    ----------
    X : array_like, shape (n, d)
        Samples.
    y : array_like, shape (n,)
        Labels, each 0 or 1.
    lr : float
        Learning rate. From a start at zero it scales `w` and `b` and changes no prediction.
    epochs : int
        Largest number of passes over the data.

    Returns
    -------
    w : ndarray, shape (d,)
    b : float

    Raises
    ------
    ValueError
        If a label is neither 0 nor 1, or the shapes do not fit.

    Examples
    --------
    >>> X = [[0, 0], [0, 1], [1, 0], [1, 1]]
    >>> w, b = perceptron_fit(X, [0, 0, 0, 1])
    >>> predict(X, w, b)
    array([0, 0, 0, 1])
    """
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    if X.ndim != 2 or y.shape != X.shape[:1]:
        raise ValueError(
            f"perceptron_fit: X has shape {X.shape} and y has shape {y.shape}; "
            "expected X (n, d) and y (n,), one label per row."
        )
    if not np.isin(y, (0, 1)).all():
        raise ValueError(
            f"perceptron_fit: labels must be 0 or 1, got {np.unique(y)}. "
            "Recode them first: (y > 0).astype(int) turns -1/+1 into 0/1."
        )
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        mistakes = 0
        for x, label in zip(X, y.astype(int), strict=True):
            error = label - predict(x, w, b)  # -1, 0 or 1
            if error != 0:
                w += lr * error * x
                b += lr * error
                mistakes += 1
        if mistakes == 0:
            break
    return w, float(b)
