"""The data that ship, and how they are divided, scaled and served."""

import hashlib
import importlib.util
from pathlib import Path

import numpy as np
import pytest
from sklearn import datasets

import nnlib
from nnlib.data import load_breast_cancer, minibatches, split, standardize

ROOT = Path(nnlib.__file__).parent.parent
FOLDER = ROOT / "nnlib" / "datasets"


@pytest.fixture(scope="module")
def script():
    """Return scripts/make_datasets.py as a module."""
    path = ROOT / "scripts" / "make_datasets.py"
    spec = importlib.util.spec_from_file_location("make_datasets", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_checksums_cover_every_data_set_and_hold():
    sums = dict(line.split()[::-1] for line in (FOLDER / "SHA256SUMS").read_text().splitlines())
    assert sums.keys() == {path.name for path in FOLDER.glob("*.npz")}
    for name, expected in sums.items():
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == expected
        assert f"`{name}`" in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_the_script_makes_the_same_arrays_and_the_same_bytes_twice(script, tmp_path):
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in folders:
        folder.mkdir()
        script.main(folder)
    for shipped in FOLDER.glob("*.npz"):
        first, second = (folder / shipped.name for folder in folders)
        assert first.read_bytes() == second.read_bytes()
        with np.load(first) as made, np.load(shipped) as kept:
            assert list(made) == list(kept)
            for name in made:
                assert made[name].dtype == kept[name].dtype
                np.testing.assert_array_equal(made[name], kept[name])


def test_no_date_is_stored(script, tmp_path):
    script.write_npz(tmp_path / "a.npz", {"x": np.ones(3)})
    assert script.zipfile.ZipFile(tmp_path / "a.npz").infolist()[0].date_time[0] == 1980


def test_breast_cancer_is_scikit_learns():
    ours, theirs = load_breast_cancer(), datasets.load_breast_cancer()
    assert ours.X.shape == (569, 30) and ours.X.dtype == np.float64
    assert ours.y.dtype == np.int64 and np.bincount(ours.y).tolist() == [212, 357]
    np.testing.assert_array_equal(ours.X, theirs.data)
    np.testing.assert_array_equal(ours.y, theirs.target)
    assert ours.feature_names == tuple(theirs.feature_names.tolist())
    assert ours.target_names == ("malignant", "benign")
    assert "10.24432/C5DW2B" in ours.description


def test_each_load_is_independent():
    load_breast_cancer().X[:] = 0
    assert load_breast_cancer().X.any()


@pytest.mark.parametrize(
    ("n", "fractions", "sizes"),
    [
        (10, (0.7, 0.3), [7, 3]),
        (569, (0.6, 0.2, 0.2), [341, 114, 114]),
        (7, (0.5, 0.25, 0.25), [4, 2, 1]),
        (3, [1.0], [3]),
        (0, (0.5, 0.5), [0, 0]),
    ],
)
def test_split_sizes(n, fractions, sizes):
    parts = split(n, fractions, np.random.default_rng(0))
    assert [len(part) for part in parts] == sizes
    assert sorted(np.concatenate(parts).tolist()) == list(range(n))


def test_split_is_random_and_reproducible():
    first, again, other = (split(50, (0.5, 0.5), np.random.default_rng(s))[0] for s in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    assert not np.array_equal(first, np.sort(first))


@pytest.mark.parametrize("fractions", [(0.5, 0.4), (0.7, 0.7, -0.4)])
def test_split_refuses_other_fractions(fractions):
    with pytest.raises(ValueError, match="fractions must be positive and sum to 1, got"):
        split(10, fractions, np.random.default_rng(0))


def test_standardize_uses_the_training_statistics_only():
    rng = np.random.default_rng(0)
    train, other = rng.normal(5, 3, (40, 3)), rng.normal(9, 1, (10, 3))
    kept = train.copy(), other.copy()
    scaled, moved = standardize(train, other)
    np.testing.assert_allclose(scaled.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(scaled.std(axis=0), 1)
    np.testing.assert_allclose(moved * train.std(axis=0) + train.mean(axis=0), other)
    np.testing.assert_array_equal(train, kept[0])
    np.testing.assert_array_equal(other, kept[1])


def test_standardize_leaves_a_constant_column_finite():
    train = np.full((49, 2), 0.1)  # the mean of these is not exactly 0.1
    train[:, 1] = np.arange(49)
    scaled, other = standardize(train, train + 1)
    np.testing.assert_allclose(scaled[:, 0], 0, atol=1e-12)
    np.testing.assert_allclose(other[:, 0], 1)


def test_standardize_keeps_float32():
    assert standardize(np.ones((3, 2), np.float32))[0].dtype == np.float32


def test_minibatches_serve_each_sample_once_with_its_label():
    X, y = np.arange(20).reshape(10, 2), np.arange(10) * 2
    batches = list(minibatches(X, y, 4, np.random.default_rng(0)))
    assert [len(labels) for _, labels in batches] == [4, 4, 2]
    for samples, labels in batches:
        np.testing.assert_array_equal(samples[:, 0], labels)
    order = np.concatenate([labels for _, labels in batches])
    assert sorted(order) == y.tolist() and order.tolist() != y.tolist()


def test_minibatches_are_new_arrays_and_differ_between_epochs():
    X, rng = np.arange(10.0), np.random.default_rng(0)
    epochs = [next(minibatches(X, X, 10, rng))[0] for _ in range(2)]
    assert not np.array_equal(*epochs)
    epochs[0][:] = -1
    np.testing.assert_array_equal(X, np.arange(10))


@pytest.mark.parametrize(("labels", "size"), [(9, 2), (10, 0)])
def test_minibatches_refuse_what_does_not_fit(labels, size):
    with pytest.raises(ValueError, match=f"got 10 samples, {labels} labels and size {size}"):
        next(minibatches(np.ones(10), np.ones(labels), size, np.random.default_rng(0)))
