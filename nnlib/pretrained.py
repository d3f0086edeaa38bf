"""The small GPT that ships with nnlib: its weights are bytes in one file of ``nnlib/datasets``.

Each matrix is whole numbers from -127 to 127 (int8) with one factor a row, each vector float32.
``scripts/train_small_gpt.py`` trains the model and writes the file with `pack`.
"""

import base64
import hashlib
import json
from pathlib import Path

import numpy as np

from nnlib import nn

__all__ = ["digest", "load_small_gpt", "pack", "read_small_gpt", "unpack"]

FILE = Path(__file__).parent / "datasets" / "small_gpt.json"


def load_small_gpt(path=None):
    """Load the small GPT of the course, which writes on in the style of Python's help texts.

    Trained for minutes on the first 90 % of `load_topics`, character by character.

    Parameters
    ----------
    path : path_like
        The file of weights, if not the one that ships.

    Returns
    -------
    model : nnlib.nn.GPT
        In evaluation mode, float32.
    characters : str
        Character i is token i.

    Raises
    ------
    FileNotFoundError
        If there is no file.
    ValueError
        If the file is damaged.

    Examples
    --------
    >>> model, characters = load_small_gpt()
    >>> tokens = np.array([[characters.index(c) for c in "the clas"]])
    >>> characters[model(tokens).data[0, -1].argmax()]
    's'
    """
    content = read_small_gpt(path)
    sizes, characters = content["sizes"], content["characters"]
    model = nn.GPT(len(characters), **sizes, rng=np.random.default_rng(0))
    model.load_state_dict({name: unpack(entry) for name, entry in content["weights"].items()})
    return model.eval(), characters


def read_small_gpt(path=None):
    """Read the file of the small GPT and make sure that it is whole.

    Returns
    -------
    dict
        ``made by``; ``bits``, the bits per character of the text held out, with these weights
        and with those before rounding; ``sizes``; ``characters``; ``weights`` as of `pack`;
        ``sha256``.

    Raises
    ------
    FileNotFoundError, ValueError
        As `load_small_gpt`.
    """
    path = FILE if path is None else Path(path)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        stated = content.pop("sha256")
    except (ValueError, KeyError, TypeError, AttributeError):
        content = stated = None
    if content is None or digest(content) != stated:
        raise ValueError(
            f"load_small_gpt: {path} is damaged, its contents do not have the checksum that it "
            "states; install nnlib anew, or run scripts/train_small_gpt.py."
        )
    return content | {"sha256": stated}


def pack(array):
    """Return an array of weights as entries for JSON: shape, and numbers as base64.

    A matrix becomes ``bytes`` (int8) and ``factors`` (float32, one a row), of which the largest
    weight of each row is 127 times the factor; a vector ``floats`` (float32).

    Examples
    --------
    >>> pack(np.float32([[1, -0.5]]))["shape"]
    [1, 2]
    """
    array = np.asarray(array, dtype="<f4")
    if array.ndim == 1:
        return {"shape": list(array.shape), "floats": _text(array)}
    largest = np.abs(array).max(axis=1, keepdims=True)
    factors = np.where(largest > 0, largest / 127, 1).astype("<f4")
    whole = np.round(array / factors).astype(np.int8)
    return {"shape": list(array.shape), "factors": _text(factors), "bytes": _text(whole)}


def unpack(entry):
    """Return the float32 array of an entry that `pack` made."""
    if "floats" in entry:
        return _array(entry["floats"], "<f4").astype(np.float32)
    whole = _array(entry["bytes"], np.int8).reshape(entry["shape"])
    return whole * _array(entry["factors"], "<f4").astype(np.float32)[:, None]


def _text(array):
    return base64.b64encode(array.tobytes()).decode()


def _array(text, dtype):
    return np.frombuffer(base64.b64decode(text), dtype)


def digest(content):
    """Return the checksum of the file's content, the checksum itself left out."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
