"""The data that ship, and how they are divided, scaled and served."""

import hashlib
import importlib.util
import platform
from pathlib import Path

import numpy as np
import pytest
from sklearn import datasets

import nnlib
from nnlib import data
from nnlib.data import (
    DataLoader,
    TensorDataset,
    load_breast_cancer,
    minibatches,
    move_images,
    split,
    standardize,
)

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


SOURCES = {
    "co2": "statsmodels",
    "sunspots": "statsmodels",
    "karate_club": "networkx",
    "topics": "pydoc_data",
}


def test_the_script_makes_every_data_set(script):
    assert {make.__name__ for make in script.MAKERS} == {path.stem for path in FOLDER.glob("*.npz")}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.npz")), ids=lambda path: path.stem)
def test_the_script_makes_the_same_arrays_and_the_same_bytes_twice(script, tmp_path, path):
    pytest.importorskip(SOURCES.get(path.stem, "sklearn"), reason="the data's source is missing")
    with np.load(path) as file:
        kept = dict(file)
    version = kept.get("python_version")
    if version is not None and version != platform.python_version():
        pytest.skip(f"the texts are those of Python {version}")
    make = getattr(script, path.stem)
    made = make()
    assert list(made) == list(kept)
    for name in made:
        assert made[name].dtype == kept[name].dtype
        np.testing.assert_array_equal(made[name], kept[name])
    for copy in ("first", "second"):
        script.write_npz(tmp_path / copy, make())
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


def test_the_script_writes_files_and_checksums(script, tmp_path, monkeypatch):
    monkeypatch.setattr(script, "MAKERS", (script.iris,))
    script.main(tmp_path)
    digest = hashlib.sha256((tmp_path / "iris.npz").read_bytes()).hexdigest()
    assert (tmp_path / "SHA256SUMS").read_text() == f"{digest}  iris.npz\n"


def test_the_script_refuses_to_lose_digits(script):
    with pytest.raises(ValueError, match="do not fit into uint8"):
        script._exactly(np.array([0.5]), np.uint8)


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


@pytest.mark.parametrize("name", ["digits", "iris", "wine"])
def test_labelled_tables_are_scikit_learns(name):
    ours, theirs = getattr(data, f"load_{name}")(), getattr(datasets, f"load_{name}")()
    assert ours.X.dtype == (np.float32 if name == "digits" else np.float64)
    assert ours.y.dtype == np.int64
    np.testing.assert_array_equal(ours.X, theirs.data)
    np.testing.assert_array_equal(ours.y, theirs.target)
    assert ours.feature_names == tuple(theirs.feature_names)
    assert ours.target_names == tuple(str(name) for name in theirs.target_names)


def test_diabetes_is_scikit_learns_in_its_own_units():
    ours, theirs = data.load_diabetes(), datasets.load_diabetes(scaled=False)
    np.testing.assert_array_equal(ours.X, theirs.data)
    np.testing.assert_array_equal(ours.y, theirs.target)
    assert ours.y.dtype == np.float64 and ours.target_names == ()
    scaled = standardize(ours.X)[0] / np.sqrt(len(ours.X))
    np.testing.assert_allclose(scaled, datasets.load_diabetes().data, atol=1e-12)


def test_the_series_are_evenly_spaced():
    sunspots, co2 = data.load_sunspots(), data.load_co2()
    assert set(np.diff(sunspots.time)) == {1} and len(sunspots.values) == 309
    assert sunspots.values[:3].tolist() == [5, 11, 16] and sunspots.values.dtype == np.float64
    assert set(np.diff(co2.time).astype(int)) == {7} and len(co2.values) == 2284
    assert np.isnan(co2.values).sum() == 59 and co2.values[0] == 316.1


def test_the_karate_club_is_a_graph_of_friends():
    club = data.load_karate_club()
    assert club.A.dtype == np.float32 and set(np.unique(club.A)) == {0, 1}
    np.testing.assert_array_equal(club.A, club.A.T)
    assert not club.A.diagonal().any() and club.A.sum() == 2 * 78
    assert np.bincount(club.y).tolist() == [17, 17]
    assert (club.y[0], club.y[33]) == (0, 1)  # the instructor and the officer
    assert club.A[0].sum() == 16 and club.A[33].sum() == 17


def test_the_topics_are_text_with_a_licence():
    text = data.load_topics()
    assert 400_000 < len(text) < 500_000
    assert 'The "for" statement\n*******************' in text
    licence = (FOLDER / "LICENSE-PSF.txt").read_text(encoding="utf-8")
    assert "PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2" in licence


def test_the_code_stays_as_it_was_measured():
    digest = hashlib.sha256(data.load_code().encode()).hexdigest()
    assert digest == "c274c5f49cf63d448f1f06237b7d75aaaa825fd31140ec9cf3ed05ae0f2940b5"


def test_all_data_sets_together_are_small():
    assert sum(path.stat().st_size for path in FOLDER.glob("*.npz")) < 300_000


def test_loading_opens_one_file_alone(tmp_path, monkeypatch):
    opened = []
    load = np.load
    monkeypatch.setattr(np, "load", lambda path: opened.append(path.name) or load(path))
    data.load_iris()
    assert opened == ["iris.npz"]


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


def test_a_loader_serves_whole_batches_in_order():
    X, y = np.arange(14).reshape(7, 2), np.arange(7)
    loader = DataLoader(TensorDataset(X, y), batch_size=3)
    assert [labels.tolist() for _, labels in loader] == [[0, 1, 2], [3, 4, 5], [6]]
    for samples, labels in loader:
        np.testing.assert_array_equal(samples[:, 0], 2 * labels)
    assert len(loader) == 3 and len(DataLoader(TensorDataset(y), 7)) == 1


def test_a_loader_shuffles_each_epoch_anew_and_by_its_rng_alone():
    loaders = [
        DataLoader(TensorDataset(np.arange(20)), 4, shuffle=True, rng=np.random.default_rng(s))
        for s in (0, 0, 1)
    ]
    first, again, other = (np.concatenate([x for (x,) in loader]).tolist() for loader in loaders)
    second = np.concatenate([x for (x,) in loaders[0]]).tolist()
    assert sorted(first) == sorted(second) == list(range(20))
    assert first == again and first != other and first != second


def test_a_loader_can_drop_a_short_last_batch():
    loader = DataLoader(TensorDataset(np.arange(7)), 3, drop_last=True)
    assert [len(x) for (x,) in loader] == [3, 3] and len(loader) == 2
    assert len(DataLoader(TensorDataset(np.arange(6)), 3, drop_last=True)) == 2


class Noisy:
    """Samples made when they are read, as augmentation does."""

    def __len__(self):
        return 5

    def __getitem__(self, i):
        if not isinstance(i, int):
            raise TypeError("one at a time")
        return np.full((2, 3), i, np.float32), i


def test_a_loader_stacks_samples_of_a_class_of_ones_own():
    *_, (x, y) = DataLoader(Noisy(), batch_size=3)
    assert x.shape == (2, 2, 3) and x.dtype == np.float32
    assert y.tolist() == x[:, 0, 0].tolist() == [3, 4]
    assert next(iter(DataLoader([5, 6, 7], batch_size=2))).tolist() == [5, 6]


def test_loaders_refuse_what_does_not_fit():
    with pytest.raises(ValueError, match=r"lengths \[3, 2\]; all must have one length"):
        TensorDataset(np.ones(3), np.ones(2))
    with pytest.raises(ValueError, match="lengths \\[\\]"):
        TensorDataset()
    with pytest.raises(ValueError, match="batch_size must be at least 1, got 0"):
        DataLoader(TensorDataset(np.ones(3)), 0)


class Extreme:
    """A generator whose every draw is the largest possible, and whose noise is 1."""

    def uniform(self, low, high, size):
        return np.full(size, high)

    def normal(self, loc, scale, size):
        return np.full(size, loc + scale)


@pytest.mark.parametrize("side", [3, 6])
def test_images_move_as_whole_turns_and_pixels_say(side):
    rng = np.random.default_rng(side)
    X = rng.uniform(0, 16, size=(4, side * side))
    images = X.reshape(4, side, side)
    turned = move_images(X, Extreme(), angle=90, shift=0, noise=0).reshape(images.shape)
    np.testing.assert_allclose(turned, np.rot90(images, -1, axes=(1, 2)), atol=1e-12)
    pushed = move_images(X, Extreme(), angle=0, shift=1, noise=0).reshape(images.shape)
    np.testing.assert_allclose(pushed[:, 1:, 1:], images[:, :-1, :-1])
    assert not pushed[:, 0].any() and not pushed[:, :, 0].any()
    gone = move_images(X, Extreme(), angle=0, shift=side + 5, noise=0)
    assert not gone.any()
    np.testing.assert_allclose(move_images(X, rng, angle=0, shift=0, noise=0), X, atol=1e-12)
    half = move_images(X, Extreme(), angle=0, shift=0.5, noise=0).reshape(images.shape)
    inner = images[:, :-1, :-1] + images[:, 1:, :-1] + images[:, :-1, 1:] + images[:, 1:, 1:]
    np.testing.assert_allclose(half[:, 1:, 1:], inner / 4)


def test_moved_images_differ_keep_their_type_and_stay_in_range():
    rng = np.random.default_rng(0)
    X = np.tile(rng.integers(0, 17, size=(1, 64)), (300, 1))
    moved = move_images(X, rng)
    assert moved.dtype == float
    assert len(np.unique(moved, axis=0)) == 300
    assert moved.min() == 0 and moved.max() <= 16
    assert move_images(X.astype(np.float32), rng).dtype == np.float32
    noise = move_images(np.full((50, 64), 8.0), rng, angle=0, shift=0, noise=2) - 8
    assert abs(noise.std() - 2) < 0.2 and abs(noise.mean()) < 0.2
    again = [move_images(X, np.random.default_rng(5)) for _ in range(2)]
    np.testing.assert_array_equal(*again)
    assert move_images(X[:0], rng).shape == (0, 64)


@pytest.mark.parametrize("shape", [(64,), (2, 63), (2, 8, 8)])
def test_rows_that_are_no_square_images_are_refused(shape):
    with pytest.raises(ValueError, match="square images"):
        move_images(np.zeros(shape), np.random.default_rng(0))
