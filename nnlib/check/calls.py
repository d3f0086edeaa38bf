"""Run a student's code and turn what goes wrong into one sentence."""

import contextlib
import functools
import re
import signal
import sys
import sysconfig
import threading
import traceback
import warnings
from pathlib import Path

import numpy as np

from nnlib.check.failure import CheckFailed
from nnlib.check.values import counted

__all__ = ["guard", "raises", "runs"]

_ORDINALS = ("first", "second", "third", *(f"{n}th" for n in range(4, 21)))
_LIBRARY_FOLDERS = (
    str(Path(__file__).parents[1]),
    *(sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")),
)


@contextlib.contextmanager
def runs(what, no_warnings=False, seconds=None):
    """Run a block of the student's code and turn what goes wrong into one sentence.

    Parameters
    ----------
    what : str
        The code as the student knows it, for example `"a * b"`.
    no_warnings : bool
        Whether a RuntimeWarning (overflow, division by zero) is a mistake too.
    seconds : float, optional
        Give up after computing so long, where the system has an alarm: for code that may never
        end. Time that the processor spends on other work does not count.
    """
    test_file = sys._getframe(2).f_code.co_filename  # frame 1 is contextlib's
    with _running(what, test_file, no_warnings, seconds):
        yield


def guard(function, returns=1, changes=(), no_warnings=False, seconds=None, name=None):
    """Return `function` with its ordinary mishaps told in one sentence.

    Parameters
    ----------
    function : callable
        The student's function, or a proxy of it.
    returns : int
        How many values the contract promises; 0 allows None only.
    changes : sequence of int or str
        Positions or names of the arguments that the contract lets it change in place.
    no_warnings : bool
        Whether a RuntimeWarning (overflow, division by zero) is a mistake too.
    seconds : float, optional
        Give up after computing so long, where the system has an alarm: for code that may never
        end. Time that the processor spends on other work does not count.
    name : str, optional
        What messages call it, for example the whole call; by default the function's name.

    Returns
    -------
    callable
        Takes the same arguments; raises CheckFailed when the function raises, returns None or
        another number of values, or changes an argument. Several values come as a tuple.
    """
    name = name or getattr(function, "__name__", "your function")

    @functools.wraps(function, assigned=("__name__", "__doc__"), updated=())
    def guarded(*args, **kwargs):
        arguments = {**dict(enumerate(args)), **kwargs}
        before = {key: _snapshot(value) for key, value in arguments.items()}
        test_file = sys._getframe(1).f_code.co_filename
        with _running(name, test_file, no_warnings, seconds):
            result = function(*args, **kwargs)
        for key, value in arguments.items():
            if key not in changes and not _same(before[key], value):
                which = _ORDINALS[key] if isinstance(key, int) else key
                raise CheckFailed(f"{name} changes its {which} argument in place: work on a copy.")
        return counted(name, result, returns)

    return guarded


def raises(error, function, *args, **kwargs):
    """Check that the call raises `error` (an exception type)."""
    name = getattr(function, "__name__", "your function")
    try:
        function(*args, **kwargs)
    except NotImplementedError:
        raise _not_written(name) from None
    except error:
        return
    except Exception as other:
        raise CheckFailed(
            f"{name} raises {type(other).__name__} where the task asks for {error.__name__}."
        ) from None
    raise CheckFailed(f"{name} accepts what the task says must raise {error.__name__}.")


def _snapshot(value):
    """Copy the plain data in an argument; other objects are not watched."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, (list, tuple)):
        return [_snapshot(part) for part in value]
    if isinstance(value, dict):
        return {key: _snapshot(part) for key, part in value.items()}
    return value if isinstance(value, (bool, int, float, complex, str)) else None


def _same(before, now):
    if isinstance(now, np.ndarray):
        return (
            before.shape == now.shape
            and before.dtype == now.dtype
            and before.tobytes() == now.tobytes()
        )
    if isinstance(now, (list, tuple)):
        return len(before) == len(now) and all(map(_same, before, now))
    if isinstance(now, dict):
        return before.keys() == now.keys() and all(_same(before[key], now[key]) for key in now)
    return before is None or before == now or before != before  # NaN differs from itself


class _TooLong(BaseException):
    """Raised by the alarm; no `except Exception` of the student's holds it."""


@contextlib.contextmanager
def _running(what, test_file, no_warnings, seconds):
    with (
        warnings.catch_warnings(record=True) as caught,
        contextlib.redirect_stderr(sys.stdout),  # nbgrader takes output on stderr for a failure
    ):
        warnings.simplefilter("always")
        try:
            with _alarm(seconds):
                yield
        except CheckFailed:
            raise
        except NotImplementedError:
            raise _not_written(what) from None
        except _TooLong:
            sentence = (
                f"{what} has not ended after {seconds} s of computing: does it stop when it should?"
            )
            raise CheckFailed(sentence) from None
        except (Exception, SystemExit) as error:
            raise _told(what, error, test_file) from None
    if no_warnings:
        for warning in caught:
            if issubclass(warning.category, RuntimeWarning):
                raise CheckFailed(f"{what} warns here: {warning.message}.")


@contextlib.contextmanager
def _alarm(seconds):
    main = threading.current_thread() is threading.main_thread()
    if seconds is None or not main or not hasattr(signal, "setitimer"):
        yield
        return

    def ring(signum, frame):
        raise _TooLong

    previous = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(
        signal.ITIMER_PROF, seconds
    )  # time of this process: a busy machine is no fault
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, previous)


def _not_written(what):
    return CheckFailed(f"{what} is not written yet (it raises NotImplementedError).")


def _told(what, error, test_file):
    """Return the failure that reports an exception with the student's line."""
    kind, message = type(error).__name__, str(error).strip().split("\n")[0]
    message = re.sub(r" in its core .*(\(size .*\))", r" \1", message)  # NumPy on its gufuncs
    line = _student_line(error, test_file)
    said = f"{what} raises {kind}{f': {message}' if message else ''}"
    return CheckFailed(f"{said}{line}.", f"{what} raises {kind}{line}.", evidence=said)


def _student_line(error, test_file):
    """Say where in the student's code `error` came from.

    An exception that comes from another process carries its line as a note, "" where it has none.
    """
    if notes := getattr(error, "__notes__", []):
        return f" ({notes[0]})" if notes[0] else ""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename == test_file or frame.filename.startswith(("<__array", "<frozen")):
            continue
        if not frame.filename.startswith(_LIBRARY_FOLDERS):
            return f" (line {frame.lineno}{f': {frame.line}' if frame.line else ''})"
    return ""
