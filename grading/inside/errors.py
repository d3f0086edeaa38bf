"""Exceptions as the names of their classes, plain arguments and a text."""

import linecache

MAX_TEXT = 2_000
MAX_ARGUMENTS = 5
CELL = "<ipython-input-"


def pack(error):
    """Return what is sent of an exception: names, arguments or None, text, line.

    The names are those of its class and of the classes that this one is made from; the line is
    the innermost one in a cell, as a student would find it.
    """
    names = tuple(
        f"{kind.__module__}.{kind.__name__}"[:MAX_TEXT]
        for kind in type(error).__mro__
        if issubclass(kind, BaseException)
    )
    try:
        text = str(error)[:MAX_TEXT]
    except Exception:  # a student's own __str__
        text = ""
    return names, _arguments(error), text, line_of(error)


def line_of(error):
    """Name the innermost line of a cell that an exception came through, "" where there is none."""
    found, step = "", error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        if code.co_filename.startswith(CELL):
            text = linecache.getline(code.co_filename, step.tb_lineno).strip()
            found = f"line {step.tb_lineno}{f': {text}' if text else ''}"
        step = step.tb_next
    return found[:MAX_TEXT]


def _arguments(error):
    """Return the arguments where they are short and plain, None otherwise."""
    args = error.args
    plain = all(type(arg) in (str, int, float, bool, type(None)) for arg in args)
    short = len(args) <= MAX_ARGUMENTS and all(len(str(arg)) <= MAX_TEXT for arg in args)
    return tuple(args) if plain and short else None
