"""Data sets that ship with nnlib, and what every experiment does to its data first."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

__all__ = ["Dataset", "load_breast_cancer", "minibatches", "split", "standardize"]


@dataclass(frozen=True)
class Dataset:
    """Samples with labels, and what they mean.

    Attributes
    ----------
    X : ndarray of float64, shape (n, d)
        One sample per row.
    y : ndarray of int, shape (n,)
        Labels; ``target_names[label]`` is the class.
    feature_names : tuple of str
        Name of each column of `X`.
    target_names : tuple of str
        Name of each class.
    description : str
        Origin, size and licence.
    """

    X: np.ndarray
    y: np.ndarray
    feature_names: tuple
    target_names: tuple
    description: str

    def __repr__(self):
        return f"Dataset(X {self.X.shape}, y {self.y.shape}, classes {self.target_names})"


def load_breast_cancer():
    """Load the Wisconsin breast cancer data: is a tumour malignant (0) or benign (1)?

    Returns
    -------
    Dataset
        X (569, 30): ten measurements of the cell nuclei in an image, each as mean, standard
        error and worst value. y (569,): 212 malignant, 357 benign.

    Examples
    --------
    >>> load_breast_cancer()
    Dataset(X (569, 30), y (569,), classes ('malignant', 'benign'))
    """
    return _load("breast_cancer")


def _load(name):
    with np.load(Path(__file__).parent / "datasets" / f"{name}.npz") as file:
        return Dataset(
            X=file["X"],
            y=file["y"],
            feature_names=tuple(file["feature_names"].tolist()),
            target_names=tuple(file["target_names"].tolist()),
            description=file["description"].item(),
        )


def split(n, fractions, rng):
    """Divide the indices 0 .. n-1 at random into disjoint parts.

    Parameters
    ----------
    n : int
        Number of samples.
    fractions : sequence of float
        Size of each part; they sum to 1. Part i has ``round(fractions[i] * n)`` indices, the
        last part takes the rest.
    rng : numpy.random.Generator

    Returns
    -------
    list of ndarray of int

    Raises
    ------
    ValueError
        If a fraction is negative or they do not sum to 1.

    Examples
    --------
    >>> train, test = split(10, (0.7, 0.3), np.random.default_rng(0))
    >>> len(train), len(test)
    (7, 3)
    """
    if min(fractions) < 0 or abs(sum(fractions) - 1) > 1e-9:
        raise ValueError(f"split: fractions must be positive and sum to 1, got {fractions}.")
    sizes = [round(fraction * n) for fraction in fractions[:-1]]
    return np.split(rng.permutation(n), np.cumsum(sizes, dtype=int))


def standardize(train, *others):
    """Shift and scale every column to mean 0 and standard deviation 1 of the training part.

    The other parts are treated with the statistics of `train`: their own would leak what a
    model must not know. A column that is constant in `train` is only shifted.

    Parameters
    ----------
    train : ndarray, shape (n, d)
    *others : ndarray, shape (m, d)

    Returns
    -------
    list of ndarray
        The training part, then the others.

    Examples
    --------
    >>> train, test = standardize(np.array([[0.0], [2.0]]), np.array([[3.0]]))
    >>> test
    array([[2.]])
    """
    mean, scale = train.mean(axis=0), train.std(axis=0)
    scale = np.where(np.ptp(train, axis=0) == 0, 1, scale)  # rounding can leave a tiny deviation
    return [(part - mean) / scale for part in (train, *others)]


def minibatches(X, y, size, rng):
    """Yield the samples and their labels in random order, `size` at a time, each once.

    Parameters
    ----------
    X, y : ndarray
        As many labels as samples.
    size : int
        The last batch may be shorter.
    rng : numpy.random.Generator

    Yields
    ------
    tuple of ndarray
        ``X[batch], y[batch]``, new arrays.

    Raises
    ------
    ValueError
        If `X` and `y` differ in length, or `size` is less than 1.
    """
    if len(X) != len(y) or size < 1:
        raise ValueError(
            f"minibatches: got {len(X)} samples, {len(y)} labels and size {size}; "
            "expected as many labels as samples and a size of at least 1."
        )
    order = rng.permutation(len(X))
    for start in range(0, len(X), size):
        batch = order[start : start + size]
        yield X[batch], y[batch]
