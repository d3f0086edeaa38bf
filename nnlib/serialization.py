"""Keep the state of a model in a file: NumPy's .npz, without pickle.

A pickle runs code when it is read; an .npz holds arrays and nothing else, so that a file from
somebody else can be opened. ``numpy.load`` reads it too.
"""

import zipfile

import numpy as np

__all__ = ["load", "save"]

DATE = (1980, 1, 1, 0, 0, 0)  # the earliest a zip file knows: equal states, equal bytes


def save(state, path):
    """Write a dictionary of arrays, such as ``model.state_dict()``, to a compressed .npz file.

    Parameters
    ----------
    state : dict of str to array_like
        PyTorch's tensors count as arrays.
    path : str or Path
        Taken as it is; an existing file is replaced.

    Raises
    ------
    TypeError
        If `state` is no dictionary, or a value no array of numbers.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "weights.npz"
    >>> save({"weight": [[1.0, 2.0]]}, path)
    >>> load(path)
    {'weight': array([[1., 2.]])}
    """
    if not isinstance(state, dict):
        raise TypeError(
            f"save: expected a dict of arrays such as model.state_dict(), got a "
            f"{type(state).__name__}."
        )
    arrays = {name: np.asarray(value, order="C") for name, value in state.items()}
    for name, array in arrays.items():
        if not isinstance(name, str) or array.dtype.hasobject:
            raise TypeError(
                f"save: {name!r} holds a {type(state[name]).__name__}; names must be str and "
                "values arrays of numbers."
            )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            member = zipfile.ZipInfo(f"{name}.npy", DATE)
            member.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(member, "w", force_zip64=True) as file:
                np.lib.format.write_array(file, array, allow_pickle=False)


def load(path):
    """Read the arrays of an .npz file, written by `save` or by ``numpy.savez``.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    dict of str to ndarray
        For ``model.load_state_dict``.

    Raises
    ------
    ValueError
        If the file is no .npz, or would need pickle.
    """
    advice = (
        "a file of torch.save must first become one, where PyTorch is: "
        "nnlib.save(torch.load(path), new_path)."
    )
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile:
        raise ValueError(f"load: {path} is no .npz file; {advice}") from None
    with archive:
        names = archive.namelist()
        if strangers := [name for name in names if not name.endswith(".npy")]:
            raise ValueError(f"load: {path} is no .npz file, it holds {strangers[0]}; {advice}")
        state = {}
        for name in names:
            with archive.open(name) as file:
                array = np.lib.format.read_array(file, allow_pickle=False)
            state[name.removesuffix(".npy")] = array
    return state
