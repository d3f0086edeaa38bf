"""Files hold arrays and nothing that runs; states travel through them, to PyTorch too."""

import pickle
import zipfile

import numpy as np
import pytest
import torch

import nnlib
from nnlib import nn

STATE = {
    "0.weight": np.arange(6, dtype=np.float32).reshape(2, 3),
    "0.bias": np.array([0.1, np.nan]),
    "steps": np.array(7),
    "file": np.zeros((0, 3), np.int16),
    "strided": np.arange(10.0)[::3],
}


def assert_equal(state, expected):
    assert list(state) == list(expected)
    for name, array in expected.items():
        assert state[name].dtype == array.dtype and state[name].shape == array.shape
        np.testing.assert_array_equal(state[name], array)


def test_arrays_come_back_as_they_were(tmp_path):
    for path in (tmp_path / "a.npz", str(tmp_path / "without a suffix")):
        nnlib.save(STATE, path)
        assert_equal(nnlib.load(path), STATE)
        with np.load(path) as file:
            assert_equal(dict(file), STATE)


def test_numpys_own_files_are_read(tmp_path):
    arrays = {"a": np.ones(3), "b": np.arange(4).reshape(2, 2, order="F")}
    np.savez(tmp_path / "a.npz", **arrays)
    assert_equal(nnlib.load(tmp_path / "a.npz"), arrays)


def test_equal_states_make_equal_files(tmp_path):
    for name in "ab":
        nnlib.save(STATE, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_model_survives_and_its_file_feeds_pytorch(tmp_path):
    model, path = nn.Linear(3, 2), tmp_path / "model.npz"
    nnlib.save(model.state_dict(), path)
    again, theirs = nn.Linear(3, 2), torch.nn.Linear(3, 2)
    again.load_state_dict(nnlib.load(path))
    assert_equal(again.state_dict(), model.state_dict())
    theirs.load_state_dict({k: torch.from_numpy(v) for k, v in nnlib.load(path).items()})
    nnlib.save(theirs.state_dict(), path)
    assert_equal(nnlib.load(path), model.state_dict())


def test_what_is_no_state_is_refused_and_writes_nothing(tmp_path):
    path = tmp_path / "a.npz"
    for state, message in [
        (nn.Linear(2, 2), r"dict of arrays such as model.state_dict\(\), got a Linear"),
        ({"a": object()}, "'a' holds a object; names must be str and values arrays of numbers"),
        ({1: np.ones(2)}, "1 holds a ndarray; names must be str"),
    ]:
        with pytest.raises(TypeError, match=message):
            nnlib.save(state, path)
        assert not path.exists()


def test_other_files_are_refused(tmp_path):
    path = tmp_path / "model.pt"
    torch.save({"a": torch.ones(2)}, path)
    with pytest.raises(ValueError, match=r"is no .npz file, it holds .*nnlib.save\(torch.load"):
        nnlib.load(path)
    path.write_bytes(b"no archive")
    with pytest.raises(ValueError, match=r"is no .npz file; a file of torch.save must first"):
        nnlib.load(path)
    with pytest.raises(FileNotFoundError):
        nnlib.load(tmp_path / "missing")


def test_a_pickle_is_never_opened(tmp_path):
    opened = []

    class Trap:
        def __reduce__(self):
            return opened.append, (1,)

    np.savez(tmp_path / "a.npz", a=np.array([Trap()], dtype=object))
    with pytest.raises(ValueError, match="allow_pickle=False"):
        nnlib.load(tmp_path / "a.npz")
    with zipfile.ZipFile(tmp_path / "b.npz", "w") as archive:
        archive.writestr("a.npy", pickle.dumps(Trap()))
    with pytest.raises(ValueError):
        nnlib.load(tmp_path / "b.npz")
    assert opened == []
