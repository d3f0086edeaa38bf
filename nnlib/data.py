"""What every experiment does to its data first: divide, scale, serve in batches.

The data sets themselves come from `nnlib.catalogue`, a model trained on one of them from
`nnlib.pretrained`; both are at hand here too.
"""

import numpy as np

from nnlib.catalogue import (
    Dataset,
    Graph,
    Series,
    load_breast_cancer,
    load_co2,
    load_code,
    load_diabetes,
    load_digits,
    load_iris,
    load_karate_club,
    load_mnist,
    load_sunspots,
    load_topics,
    load_wine,
)
from nnlib.pretrained import load_small_gpt
from nnlib.results import Results, load_results

__all__ = [
    "DataLoader",
    "Dataset",
    "Graph",
    "Results",
    "Series",
    "TensorDataset",
    "load_breast_cancer",
    "load_co2",
    "load_code",
    "load_diabetes",
    "load_digits",
    "load_iris",
    "load_karate_club",
    "load_mnist",
    "load_results",
    "load_small_gpt",
    "load_sunspots",
    "load_topics",
    "load_wine",
    "minibatches",
    "move_images",
    "split",
    "standardize",
]


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


def move_images(X, rng, angle=15.0, shift=0.75, noise=1.0, top=16.0):
    """Turn, shift and roughen each image at random, as if it had been written and scanned again.

    Every pixel of a new image looks up where it came from, between four pixels of the old one,
    and takes their mean weighted by nearness; beyond the edge there is background.

    Parameters
    ----------
    X : ndarray, shape (n, side * side)
        Square images, one a row; the background is 0.
    rng : numpy.random.Generator
    angle : float
        Each image is turned about its centre by up to so many degrees either way.
    shift : float
        It moves by up to so many pixels along each axis.
    noise : float
        Standard deviation of the Gaussian noise that is added to each pixel.
    top : float
        The largest grey level: results are cut off at 0 and there.

    Returns
    -------
    ndarray, shape (n, side * side)
        New images, float32 if X is.

    Raises
    ------
    ValueError
        If the rows of X are no square images.

    Examples
    --------
    >>> X = np.array([[0.0, 0, 0, 0, 9, 0, 0, 0, 0]])  # 3 by 3
    >>> move_images(X, np.random.default_rng(0), angle=0, shift=0.5, noise=0).reshape(3, 3).round(1)
    array([[1. , 1.1, 0. ],
           [3.2, 3.7, 0. ],
           [0. , 0. , 0. ]])
    """
    X = np.asarray(X)
    n, side = len(X), round(X.shape[-1] ** 0.5)
    if X.ndim != 2 or side * side != X.shape[1]:
        raise ValueError(f"move_images: expected square images as rows, got shape {X.shape}.")
    turn = np.radians(rng.uniform(-angle, angle, size=(n, 1)))
    down, right = rng.uniform(-shift, shift, size=(2, n, 1))
    middle = (side - 1) / 2
    row, column = (axis.ravel() - middle for axis in np.mgrid[:side, :side])
    # where each pixel came from, (n, side * side)
    row_from = np.cos(turn) * row - np.sin(turn) * column + middle - down
    column_from = np.sin(turn) * row + np.cos(turn) * column + middle - right
    above, left = np.floor(row_from).astype(int), np.floor(column_from).astype(int)
    padded = np.zeros((n, side + 2, side + 2))
    padded[:, 1:-1, 1:-1] = X.reshape(n, side, side)
    image, moved = np.arange(n)[:, None], 0.0
    for i, weight_i in ((above, above + 1 - row_from), (above + 1, row_from - above)):
        for j, weight_j in ((left, left + 1 - column_from), (left + 1, column_from - left)):
            pixel = padded[image, np.clip(i + 1, 0, side + 1), np.clip(j + 1, 0, side + 1)]
            moved = moved + weight_i * weight_j * pixel
    moved = np.clip(moved + rng.normal(0, noise, size=moved.shape), 0, top)
    return moved.astype(X.dtype if X.dtype.kind == "f" else float)


class TensorDataset:
    """Arrays of equal length as one sequence: element i holds element i of each array.

    Parameters
    ----------
    *arrays : ndarray
        Samples and labels, say.

    Raises
    ------
    ValueError
        If the arrays differ in length, or there are none.

    Examples
    --------
    >>> TensorDataset(np.array([10, 20, 30]), np.array([0, 1, 0]))[1]
    (np.int64(20), np.int64(1))
    """

    def __init__(self, *arrays):
        self.arrays = [np.asarray(array) for array in arrays]
        lengths = [len(array) for array in self.arrays]
        if len(set(lengths)) != 1:
            raise ValueError(
                f"TensorDataset: got arrays of lengths {lengths}; all must have one length."
            )

    def __len__(self):
        return len(self.arrays[0])

    def __getitem__(self, index):
        return tuple(array[index] for array in self.arrays)


class DataLoader:
    """A data set in batches: walk it with ``for``, once for each epoch.

    Parameters
    ----------
    dataset : sequence
        ``dataset[i]`` is a sample: an array or number, or a tuple of them; samples of equal
        shapes are stacked. `TensorDataset` gives a whole batch at once, which is faster; a
        class of your own can change each sample as it is read (augmentation).
    batch_size : int
    shuffle : bool
        Whether each epoch has an order of its own.
    drop_last : bool
        Whether to leave out a last batch that is shorter.
    rng : numpy.random.Generator, optional
        Source of the orders. Without it they differ from run to run.

    Raises
    ------
    ValueError
        If `batch_size` is less than 1.

    Examples
    --------
    >>> loader = DataLoader(TensorDataset(np.arange(5), np.arange(5) ** 2), batch_size=2)
    >>> [y.tolist() for x, y in loader]
    [[0, 1], [4, 9], [16]]
    """

    def __init__(self, dataset, batch_size=1, shuffle=False, *, drop_last=False, rng=None):
        if batch_size < 1:
            raise ValueError(f"DataLoader: batch_size must be at least 1, got {batch_size}.")
        self.dataset, self.batch_size = dataset, batch_size
        self.shuffle, self.drop_last = shuffle, drop_last
        self.rng = np.random.default_rng() if rng is None else rng

    def __len__(self):
        whole, rest = divmod(len(self.dataset), self.batch_size)
        return whole + (rest > 0 and not self.drop_last)

    def __iter__(self):
        n = len(self.dataset)
        order = self.rng.permutation(n) if self.shuffle else np.arange(n)
        for i in range(len(self)):
            yield self._batch(order[i * self.batch_size : (i + 1) * self.batch_size])

    def _batch(self, indices):
        if isinstance(self.dataset, TensorDataset):
            return self.dataset[indices]
        samples = [self.dataset[int(i)] for i in indices]
        if isinstance(samples[0], tuple):
            return tuple(np.stack(column) for column in zip(*samples, strict=True))
        return np.stack(samples)
