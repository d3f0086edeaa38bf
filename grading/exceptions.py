"""Exceptions and warnings of the student's process, made from their names and texts."""

import builtins

import numpy as np

PLACES = {
    "builtins": builtins,
    "numpy.exceptions": np.exceptions,
    "numpy.linalg": np.linalg,
}


def exception(names, args, text, line):
    """Make an exception like the one over there.

    Parameters
    ----------
    names : tuple of str
        Of its class and of the classes that this is made from.
    args : tuple or None
    text : str
    line : str
        Of the student's code: it becomes a note.

    Returns
    -------
    BaseException
        Python's and NumPy's own are themselves; another is called like the student's and is of
        the nearest kind that is known here.
    """
    names = [name for name in names if type(name) is str] or ["builtins.RuntimeError"]
    error = _made(names, args if type(args) is tuple else None, str(text))
    error.__notes__ = [str(line)]
    return error


def warning_class(name):
    """Return the class of a warning."""
    found = _known(name)
    return found if found is not None and issubclass(found, Warning) else UserWarning


def _made(names, args, text):
    known = next((kind for kind in map(_known, names) if kind is not None), Exception)
    name = names[0].rpartition(".")[2].replace("\0", "")
    if known.__name__ == name and args is not None:
        try:
            error = known(*args)
            if str(error) == text:
                return error
        except Exception:  # one that wants other arguments
            known = known if issubclass(known, Exception) else Exception
    body = {"__str__": lambda self: text, "__init__": lambda self, *args: None}
    cls = type(name, (known,), body | {"__module__": "student"})
    return cls() if issubclass(known, OSError) else cls.__new__(cls)


def _known(name):
    """Return one of Python's or NumPy's own exceptions, None for another name."""
    module, _, name = name.rpartition(".")
    found = getattr(PLACES.get(module), name, None)
    return found if isinstance(found, type) and issubclass(found, BaseException) else None
