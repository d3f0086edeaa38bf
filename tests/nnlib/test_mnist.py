"""MNIST from IDX files written here: compressed or not, whole, damaged, missing."""

import gzip
import struct

import numpy as np
import pytest

from nnlib.catalogue import load_mnist, read_idx

CODES = {"uint8": 8, "int8": 9, "int16": 11, "int32": 12, "float32": 13, "float64": 14}


def idx(array):
    """Return the bytes of an array in the IDX format."""
    head = bytes([0, 0, CODES[array.dtype.name], array.ndim])
    sizes = struct.pack(f">{array.ndim}I", *array.shape)
    return head + sizes + array.astype(array.dtype.newbyteorder(">")).tobytes()


def write_mnist(folder, suffix="", dot="-"):
    """Write a small MNIST and return its arrays by the name of the file."""
    rng = np.random.default_rng(0)
    arrays = {}
    for part, n in (("train", 6), ("t10k", 4)):
        arrays[f"{part}-images{dot}idx3-ubyte"] = rng.integers(
            256, size=(n, 28, 28), dtype=np.uint8
        )
        arrays[f"{part}-labels{dot}idx1-ubyte"] = rng.integers(10, size=n, dtype=np.uint8)
    for name, array in arrays.items():
        content = idx(array)
        (folder / (name + suffix)).write_bytes(gzip.compress(content) if suffix else content)
    return arrays


@pytest.mark.parametrize(("suffix", "dot"), [("", "-"), (".gz", "-"), ("", ".")])
def test_mnist_is_read(tmp_path, suffix, dot):
    arrays = write_mnist(tmp_path, suffix, dot)
    for part, data in zip(("train", "t10k"), load_mnist(str(tmp_path)), strict=True):
        images, labels = (arrays[f"{part}-{kind}-ubyte".replace("-idx", f"{dot}idx")]
                          for kind in ("images-idx3", "labels-idx1"))  # fmt: skip
        assert data.X.shape == (len(images), 784) and data.X.dtype == np.float32
        np.testing.assert_array_equal(data.X.reshape(images.shape), images)
        np.testing.assert_array_equal(data.y, labels)
        assert data.y.dtype == np.int64 and data.target_names == tuple("0123456789")
        assert len(data.feature_names) == 784


def test_missing_files_are_named_with_the_place_to_put_them(tmp_path):
    write_mnist(tmp_path)
    (tmp_path / "t10k-labels-idx1-ubyte").unlink()
    with pytest.raises(FileNotFoundError) as error:
        load_mnist(tmp_path)
    message = str(error.value)
    assert message.startswith(f"load_mnist: t10k-labels-idx1-ubyte is not in {tmp_path}")
    assert "put the four files train-images-idx3-ubyte" in message and "load_digits()" in message


def test_the_home_folder_is_expanded(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="nnlib-data"):
        load_mnist()
    folder = tmp_path / "nnlib-data" / "mnist"
    folder.mkdir(parents=True)
    write_mnist(folder)
    assert len(load_mnist()[1].y) == 4


def test_images_and_labels_must_be_as_many(tmp_path):
    write_mnist(tmp_path)
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(idx(np.zeros(5, np.uint8)))
    with pytest.raises(ValueError, match="6 images but 5 labels of the part 'train'"):
        load_mnist(tmp_path)


@pytest.mark.parametrize("dtype", CODES)
def test_idx_files_of_every_type(tmp_path, dtype):
    array = np.arange(24).reshape(2, 3, 4).astype(dtype)
    (tmp_path / "a").write_bytes(idx(array))
    read = read_idx(tmp_path / "a")
    assert read.dtype == np.dtype(dtype) and read.dtype.isnative and read.flags.writeable
    np.testing.assert_array_equal(read, array)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<!DOCTYPE html>", r"starts with b'<!DO', expected two zero bytes.*a web page"),
        (b"", "is no IDX file"),
        (b"\0\0\x07\1\0\0\0\0", "is no IDX file"),
        (idx(np.zeros((2, 3), np.uint8))[:-1], r"has 17 bytes, but .* shape \(2, 3\) needs 18"),
        (idx(np.zeros((2, 3), np.uint8)) + b"x", "has 19 bytes"),
        (b"\0\0\x08\3\0\0", "the file is damaged"),
    ],
)
def test_damaged_files_are_refused(tmp_path, content, message):
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(ValueError, match=message):
        read_idx(tmp_path / "a")
