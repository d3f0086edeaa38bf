"""The data sets of the course: those that ship with nnlib, and MNIST from files of your own.

Each function opens one file of ``nnlib/datasets`` and returns new arrays; its README names the
sources and licences. MNIST is too large to ship: `load_mnist` says where to put it.
"""

import gzip
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

__all__ = [
    "Dataset",
    "Graph",
    "Series",
    "load_breast_cancer",
    "load_co2",
    "load_code",
    "load_diabetes",
    "load_digits",
    "load_iris",
    "load_karate_club",
    "load_mnist",
    "load_sunspots",
    "load_topics",
    "load_wine",
    "read_idx",
]


@dataclass(frozen=True)
class Dataset:
    """Samples with labels or numbers to predict, and what they mean.

    Attributes
    ----------
    X : ndarray, shape (n, d)
        One sample per row: float32 for images, float64 for tables.
    y : ndarray, shape (n,)
        Labels of type int, where ``target_names[label]`` is the class; or numbers of type float.
    feature_names : tuple of str
        Name of each column of `X`.
    target_names : tuple of str
        Name of each class; empty if `y` is no label.
    description : str
        Origin, size and licence.
    """

    X: np.ndarray
    y: np.ndarray
    feature_names: tuple
    target_names: tuple
    description: str

    def __repr__(self):
        classes = f", classes {self.target_names}" if self.target_names else ""
        return f"Dataset(X {self.X.shape}, y {self.y.shape}{classes})"


@dataclass(frozen=True)
class Series:
    """One quantity, measured at equal intervals.

    Attributes
    ----------
    time : ndarray, shape (n,)
    values : ndarray of float64, shape (n,)
        NaN where there is no measurement.
    unit : str
        What a value counts.
    description : str
        Origin, size and licence.
    """

    time: np.ndarray
    values: np.ndarray
    unit: str
    description: str

    def __repr__(self):
        return f"Series({self.unit}, {self.values.shape}, {self.time[0]} to {self.time[-1]})"


@dataclass(frozen=True)
class Graph:
    """Nodes with labels, and the edges between them.

    Attributes
    ----------
    A : ndarray of float32, shape (n, n)
        1 where two nodes are joined, else 0; symmetric.
    y : ndarray of int, shape (n,)
        Label of each node; ``target_names[label]`` is the class.
    target_names : tuple of str
    description : str
        Origin, size and licence.
    """

    A: np.ndarray
    y: np.ndarray
    target_names: tuple
    description: str

    def __repr__(self):
        edges = np.count_nonzero(np.triu(self.A))
        return f"Graph({len(self.A)} nodes, {edges} edges, classes {self.target_names})"


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
    return _dataset("breast_cancer")


def load_digits():
    """Load 1797 handwritten digits of 8 by 8 pixels.

    Returns
    -------
    Dataset
        X (1797, 64) of float32: grey levels 0 to 16, an image row by row
        (``X.reshape(-1, 8, 8)``). y (1797,): the digits, each about as often.

    Examples
    --------
    >>> load_digits().X.dtype
    dtype('float32')
    """
    return _dataset("digits")


def load_iris():
    """Load Fisher's irises: which of three species is a flower?

    Returns
    -------
    Dataset
        X (150, 4): length and width of sepals and petals in cm. y (150,): 50 of each species.

    Examples
    --------
    >>> load_iris()
    Dataset(X (150, 4), y (150,), classes ('setosa', 'versicolor', 'virginica'))
    """
    return _dataset("iris")


def load_wine():
    """Load chemical analyses of wines: which of three cultivars is one made of?

    Returns
    -------
    Dataset
        X (178, 13): thirteen measurements. y (178,): 59, 71 and 48 wines.

    Examples
    --------
    >>> load_wine().feature_names[:3]
    ('alcohol', 'malic_acid', 'ash')
    """
    return _dataset("wine")


def load_diabetes():
    """Load measurements of diabetes patients: how far is the disease a year later?

    Returns
    -------
    Dataset
        X (442, 10), in their own units: age, sex (1 or 2), body mass index, mean blood pressure
        and six blood values s1 to s6. y (442,): progression, 25 to 346; a number, no label.

    Notes
    -----
    scikit-learn returns these columns standardised over all patients unless told
    ``scaled=False``. Here `standardize` can do it with the training part alone.

    Examples
    --------
    >>> load_diabetes()
    Dataset(X (442, 10), y (442,))
    """
    return _dataset("diabetes")


def load_sunspots():
    """Load the yearly mean number of sunspots, 1700 to 2008.

    Returns
    -------
    Series
        time (309,): years of type int.

    Examples
    --------
    >>> load_sunspots()
    Series(sunspots, (309,), 1700 to 2008)
    """
    return _series("sunspots")


def load_co2():
    """Load the weekly concentration of carbon dioxide on Mauna Loa, 1958 to 2001.

    Returns
    -------
    Series
        time (2284,): Saturdays of type datetime64[D]; 59 values are missing (NaN).

    Examples
    --------
    >>> load_co2()
    Series(ppmv CO2, (2284,), 1958-03-29 to 2001-12-29)
    """
    return _series("co2")


def load_karate_club():
    """Load Zachary's karate club: with whom did each member go when the club split?

    Returns
    -------
    Graph
        34 members, joined where they met outside the club; 17 went with each side.

    Examples
    --------
    >>> load_karate_club()
    Graph(34 nodes, 78 edges, classes ('Mr. Hi', 'Officer'))
    """
    arrays = _arrays("karate_club")
    return Graph(
        A=arrays["A"].astype(np.float32),
        y=arrays["y"].astype(np.int64),
        target_names=tuple(arrays["target_names"].tolist()),
        description=arrays["description"].item(),
    )


def load_topics():
    """Load the reference texts of Python's own help system, about 465,000 characters.

    Returns
    -------
    str
        The topics of ``pydoc_data.topics`` of Python 3.11.7 in alphabetical order, with an
        empty line between two; under the PSF licence in ``nnlib/datasets``.

    Examples
    --------
    >>> load_topics()[:32]
    'The "assert" statement\\n*********'
    """
    return _arrays("topics")["text"].tobytes().decode()


def load_code():
    """Load some source code of nnlib as it once was, about 36,000 characters of Python.

    Returns
    -------
    str
        The modules optim, train, schedulers, init and gradcheck, one behind the other. It is a
        copy, so that what is measured on this text does not change when those modules do.

    Examples
    --------
    >>> load_code()[3:32]
    'Optimizers: they change param'
    """
    path = Path(__file__).parent / "datasets" / "code.txt"
    return path.read_text(encoding="utf-8")


def _arrays(name):
    with np.load(Path(__file__).parent / "datasets" / f"{name}.npz") as file:
        return dict(file)


def _dataset(name):
    arrays = _arrays(name)
    X, y = arrays["X"], arrays["y"]
    return Dataset(
        X=X.astype(np.float32) if X.dtype == np.uint8 else X,
        y=y.astype(np.int64) if y.dtype == np.uint8 else y,
        feature_names=tuple(arrays["feature_names"].tolist()),
        target_names=tuple(arrays["target_names"].tolist()),
        description=arrays["description"].item(),
    )


def _series(name):
    arrays = _arrays(name)
    return Series(
        time=arrays["time"],
        values=arrays["values"],
        unit=arrays["unit"].item(),
        description=arrays["description"].item(),
    )


def load_mnist(folder="~/nnlib-data/mnist"):
    """Load MNIST, 70,000 handwritten digits of 28 by 28 pixels, from IDX files on this machine.

    Parameters
    ----------
    folder : str or Path
        Holds the four files that the error below names, each as it is or compressed (.gz).

    Returns
    -------
    train, test : Dataset
        X (60000, 784) and (10000, 784) of float32: grey levels 0 to 255. y: the digits.

    Raises
    ------
    FileNotFoundError
        If a file is missing; the message says which, and where to put it.
    ValueError
        If a file is damaged, or images and labels differ in number.
    """
    folder = Path(folder).expanduser()
    return _mnist_part(folder, "train"), _mnist_part(folder, "t10k")


def _mnist_part(folder, part):
    images = read_idx(_find(folder, f"{part}-images-idx3-ubyte"))
    labels = read_idx(_find(folder, f"{part}-labels-idx1-ubyte"))
    if len(images) != len(labels):
        raise ValueError(
            f"load_mnist: {folder} holds {len(images)} images but {len(labels)} labels of the "
            f"part {part!r}; the two files do not belong together."
        )
    return Dataset(
        X=images.reshape(len(images), -1).astype(np.float32),
        y=labels.astype(np.int64),
        feature_names=tuple(f"pixel_{i}_{j}" for i, j in np.ndindex(images.shape[1:])),
        target_names=tuple("0123456789"),
        description=f"MNIST ({part}), Y. LeCun, C. Cortes and C. Burges (1998), from {folder}",
    )


def _find(folder, name):
    for candidate in (name, f"{name}.gz", name.replace("-idx", ".idx")):
        if (folder / candidate).is_file():
            return folder / candidate
    raise FileNotFoundError(
        f"load_mnist: {name} is not in {folder}. MNIST does not ship with nnlib: put the four "
        "files train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and "
        "t10k-labels-idx1-ubyte there (each may end in .gz), or pass the folder that has them. "
        "load_digits() needs no files."
    )


def read_idx(path):
    """Read an array from an IDX file, the format of MNIST.

    Four bytes (0, 0, type, number of axes), the length of each axis as a big-endian 32-bit
    integer, then the elements, big-endian.

    Parameters
    ----------
    path : str or Path
        Compressed if the name ends in .gz.

    Returns
    -------
    ndarray, in this machine's byte order

    Raises
    ------
    ValueError
        If the file is no IDX file, or too short or too long.
    """
    path = Path(path)
    with (gzip.open if path.suffix == ".gz" else open)(path, "rb") as file:
        content = file.read()
    types = {8: "u1", 9: "i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] not in types:
        raise ValueError(
            f"read_idx: {path} is no IDX file: it starts with {content[:4]!r}, expected two zero "
            "bytes, a type and the number of axes. Was it saved as a web page?"
        )
    axes, dtype = content[3], np.dtype(types[content[2]])
    start = 4 + 4 * axes
    shape = [int.from_bytes(content[i : i + 4], "big") for i in range(4, start, 4)]
    expected = start + math.prod(shape) * dtype.itemsize
    if len(content) != expected:
        raise ValueError(
            f"read_idx: {path} has {len(content)} bytes, but an array of shape {tuple(shape)} "
            f"needs {expected}; the file is damaged, fetch it again."
        )
    array = np.frombuffer(content, dtype, offset=start).reshape(shape)
    return array.astype(dtype.newbyteorder("="))
