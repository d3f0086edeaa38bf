"""Check a student's function and say in one plain sentence what is wrong.

The same functions serve the visible checks, the hidden tests and self-checks in the book.
A test cell has one question's checks, the visible ones first::

    \"\"\"Checks `scale`: values, one row, arguments left unchanged.\"\"\"
    scaled = check.guard(scale)
    check.equal(scaled([[1.0, 2.0]], 3.0), [[3.0, 6.0]], "scale([[1, 2]], 3)")
    ### BEGIN HIDDEN TESTS
    with check.hidden("random rows"):
        rng = check.rng("scale")
        x = rng.normal(size=(5, 3))
        expected = [[3.0 * value for value in row] for row in x]
        check.equal(scaled(x, 3.0), expected, "scale(x, 3)")
    ### END HIDDEN TESTS
    check.passed("scale")

Conventions:

- `guard(function)` returns the function with care taken of `None`, exceptions, `sys.exit`, changed
  arguments and the number of values; call the student's function through it, in every test.
  `runs("a * b")` does the same for a block of statements (classes, operators, `backward()`).
- `equal(got, expected, what)` compares shape, then kind of number, then values. `what` names the
  value as a student would: `"w after one epoch"`. It must be unique within the notebook.
- `hidden(kind)` encloses *all* hidden tests of one kind, the making of their inputs included. On
  failure it tells the kind and the mistake recognised, never inputs or numbers. Student output
  inside is discarded.
- `rng(name)` draws fresh inputs in each grading; the reference is written in the hidden test
  itself, in another way than the solution.
- Where a visible check fails in a known way, the message ends with the hint that `hints.json`
  beside the notebook has for it. Let the first check of a cell return many different numbers: the
  more mistakes it tells apart, the more hints are found.
- Student functions may be proxies into another process: pass and expect plain data, rely neither
  on the identity of objects nor on source code.
- `guard(..., seconds=5)` is for functions that must stop by themselves.
- Points, one test cell for each question; `passed` is its last line.
"""

import contextlib
import functools
import hashlib
import io
import json
import os
import re
import signal
import sys
import sysconfig
import textwrap
import threading
import traceback
import warnings
from pathlib import Path

import numpy as np

SEED_VARIABLE = "NNLIB_CHECK_SEED"
HINTS_FILE = "hints.json"
_ORDINALS = ("first", "second", "third", *(f"{n}th" for n in range(4, 21)))
_KIND_NAMES = {"b": "booleans", "i": "integers", "u": "integers", "f": "floats", "c": "complex"}
_LIBRARY_FOLDERS = (
    str(Path(__file__).parent),
    *(sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")),
)


class CheckFailed(AssertionError):
    """A check that the work did not pass, told in one sentence.

    Parameters
    ----------
    sentence : str
        What differs and where.
    outline : str, optional
        The same without the numbers of the test: all that a hidden test says.
    evidence : str, optional
        What tells one mistake from another, by default the sentence. Where `hints.json` in the
        working directory knows its fingerprint, the message ends with the hint.
    """

    def __init__(self, sentence, outline=None, evidence=None):
        self.sentence = sentence
        self.outline = outline or sentence
        evidence = evidence or sentence
        self.fingerprint = hashlib.sha256(evidence.encode()).hexdigest()[:16]
        self.hint = _hint(self.fingerprint)
        super().__init__(f"{sentence}\nHint: {self.hint}" if self.hint else sentence)

    def _render_traceback_(self):
        """Show the message alone in Jupyter, instead of a traceback through the checks."""
        return [line for text in str(self).split("\n") for line in textwrap.wrap(text, width=84)]


def _hint(fingerprint):
    try:
        return json.loads(Path(HINTS_FILE).read_text(encoding="utf-8")).get(fingerprint, "")
    except (OSError, ValueError, AttributeError):  # no hints, or a student's own file
        return ""


def rng(name):
    """Return the random generator of one question.

    Its seed is the environment variable `NNLIB_CHECK_SEED`, set when work is graded ("0" without
    it), together with `name`, so that questions draw independently of each other.
    """
    seed = os.environ.get(SEED_VARIABLE, "0")
    return np.random.default_rng([*seed.encode(), 0, *name.encode()])


def passed(question):
    """Print that all checks of this cell passed."""
    print(f"{question}: all checks in this cell passed.")


@contextlib.contextmanager
def hidden(kind):
    """Enclose hidden tests: failures name `kind` and the mistake, not inputs or numbers."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            yield
    except CheckFailed as failure:
        raise CheckFailed(f"Hidden test ({kind}): {failure.outline}") from None
    except Exception as error:
        raise CheckFailed(
            f"Hidden test ({kind}): it could not use your result ({type(error).__name__})."
        ) from None


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
        Give up after this time, where the system has an alarm: for code that may never end.
    """
    test_file = sys._getframe(2).f_code.co_filename  # frame 1 is contextlib's
    with _running(what, test_file, no_warnings, seconds):
        yield


def guard(function, returns=1, changes=(), no_warnings=False, seconds=None):
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
        Give up after this time, where the system has an alarm: for code that may never end.

    Returns
    -------
    callable
        Takes the same arguments; raises CheckFailed when the function raises, returns None or
        another number of values, or changes an argument. Several values come as a tuple.
    """
    name = getattr(function, "__name__", "your function")

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
        return _counted(name, result, returns)

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


def that(condition, sentence):
    """Check a property that `equal` cannot express; `sentence` says what is wrong without it."""
    if not condition:
        raise CheckFailed(sentence)


def array(got, shape, what, kinds="fiu"):
    """Check shape and kind of a result whose values are free, and return it as an array.

    Parameters
    ----------
    got : array_like
        What the student's code returned.
    shape : tuple of int
        The right shape, () for a single number.
    what : str
        Names the value in messages.
    kinds : str
        NumPy kind letters accepted; nan and infinity never are.
    """
    value = _as_numbers(got, what)
    _check_shape(value, np.empty(shape), what)
    _check_kind(value, value, what, kinds)
    if not np.isfinite(value).all():
        raise CheckFailed(f"{what} holds nan or infinite values.")
    return value


def equal(got, expected, what, *, parts=None, rtol=1e-6, atol=1e-8, kinds=None):
    """Check that a result has the expected shape, kind of number and values, in this order.

    Parameters
    ----------
    got : array_like, or a tuple or list of them
        What the student's code returned. Python numbers and 0-d arrays are both scalars, lists
        and tuples both sequences. float32 is compared as exactly as float32 allows.
    expected : array_like, or a tuple of array_like
        The right result; a tuple is compared part by part.
    what : str
        Names the value in messages.
    parts : sequence of str, optional
        Names the parts of a tuple: `parts=("w", "b")` makes "w after one epoch" of `what`.
    rtol, atol : float
        Relative and absolute tolerance; `atol` counts in units of the largest expected value.
    kinds : str, optional
        NumPy kind letters accepted ("f" float, "i" integer, "b" boolean). By default floats where
        floats are expected (for scalars integers too), integers where integers are expected.
    """
    try:
        _compare(got, expected, what, parts, (rtol, atol), kinds)
    except CheckFailed as failure:
        evidence = f"{what}: {_evidence(got)}"
        raise CheckFailed(failure.sentence, failure.outline, evidence) from None


def _compare(got, expected, what, parts, tolerances, kinds):
    if isinstance(expected, tuple):
        values = _counted(what, got, len(expected))
        for i, (value, right) in enumerate(zip(values, expected, strict=True)):
            name = f"{parts[i]} {what}" if parts else f"{what}[{i}]"
            _compare(value, right, name, None, tolerances, kinds)
        return
    right = np.asarray(expected)
    value = _as_numbers(got, what)
    _check_shape(value, right, what)
    _check_kind(value, right, what, kinds)
    _check_values(value, right, what, *tolerances)


def _evidence(got):
    """Describe a value so that equal mistakes look equal, whatever the order of summation."""
    try:
        value = np.asarray(got)
        plain = value.astype(complex if value.dtype.kind == "c" else float)
        numbers = " ".join(f"{number + 0.0:.4g}" for number in plain.ravel())
        return f"{value.dtype.kind == 'b'} {value.shape} {numbers}"
    except (TypeError, ValueError):
        if isinstance(got, (tuple, list)):
            return ", ".join(map(_evidence, got))
        return type(got).__name__


def _check_shape(value, right, what):
    if value.shape == right.shape:
        return
    sentence = f"{what} has shape {value.shape}, expected {right.shape}"
    hint = _shape_hint(value, right)
    raise CheckFailed(
        f"{sentence}{hint}.",
        f"{what} has {value.ndim} axes, expected {right.ndim}{hint}."
        if value.ndim != right.ndim
        else f"{what} has the wrong shape{hint}.",
    )


def _shape_hint(value, right):
    """Recognise a transposed, kept, summed or unsummed axis; "" when it is none of them."""
    if value.ndim == right.ndim and _close(value.T, right):
        return ": it is transposed"
    if value.squeeze().shape == right.squeeze().shape:
        return ": axes of length 1 differ"
    for axis in range(value.ndim):
        if _close(value.sum(axis), right):
            return f": it is not summed over axis {axis}"
        if _close(value.mean(axis), right):
            return f": it is not averaged over axis {axis}"
    for axis in range(right.ndim):
        if _close(value, right.sum(axis)) or _close(value, right.mean(axis)):
            return f": axis {axis} must stay, it is summed or averaged away"
    return ""


def _check_kind(value, right, what, kinds):
    if kinds is None:
        kinds = {"f": "f" if right.ndim else "fiu", "i": "iu", "u": "iu"}.get(
            right.dtype.kind, right.dtype.kind
        )
    if value.dtype.kind not in kinds:
        due = " or ".join(dict.fromkeys(_KIND_NAMES[kind] for kind in kinds))
        raise CheckFailed(f"{what} holds {_KIND_NAMES[value.dtype.kind]}, expected {due}.")


def _check_values(value, right, what, rtol, atol):
    if value.dtype.itemsize < 8 and value.dtype.kind == "f":
        rtol, atol = max(rtol, 1e-4), max(atol, 1e-5)
    wrong = ~_agree(value, right, rtol, atol)
    if not wrong.any():
        return
    for name, test in (("nan", np.isnan), ("infinite", np.isinf)):
        strange = test(value) & ~test(right)
        if strange.any():
            where = _place(what, np.argwhere(strange)[0])
            raise CheckFailed(f"{where} is {name}.", f"{what} holds {name} values.")
    hint = _value_hint(value, right, rtol, atol)
    first = tuple(np.argwhere(wrong)[0])
    count = f" ({wrong.sum()} of {wrong.size} entries differ)" if wrong.size > 1 else ""
    came, due = _shown(value[first], right[first])
    raise CheckFailed(
        f"{_place(what, first)} is {came}, expected {due}{count}{hint}.",
        f"{what} has wrong values{hint}.",
    )


def _value_hint(value, right, rtol, atol):
    """Recognise a transposed, negated, scaled, shifted or relabelled result; "" otherwise."""

    def is_(candidate):
        return _agree(value, candidate, rtol, atol).all()

    if right.dtype.kind == "b":
        return ""
    value, right = value.astype(float), right.astype(float)
    if right.ndim > 1 and right.shape == right.T.shape and is_(right.T):
        return ": it is transposed"
    if np.isin(right, (0, 1)).all():
        if is_(1 - right):
            return ": 0 and 1 are exchanged"
        if is_(2 * right - 1):
            return ": the labels are 0 and 1, not -1 and 1"
        return ""
    if right.size == 1 and right.item() * 64 % 1 == 0:
        return ""  # a short number is easily another one's double or opposite by accident
    if is_(-right):
        return ": the sign is reversed"
    for factor in sorted({2, *right.shape, right.size} - {0, 1}):
        if is_(right * factor):
            return f": it is {factor} times too large"
        if is_(right / factor):
            return f": it is {factor} times too small"
    return ""


def _agree(value, right, rtol, atol):
    """Return where `value` equals `right`; equal infinities agree, NaN agrees with NaN."""
    finite = right[np.isfinite(right)]
    scale = np.abs(finite).max() if finite.size else 1.0
    return np.isclose(value, right, rtol=rtol, atol=atol * max(scale, 1e-300), equal_nan=True)


def _close(value, right):
    return value.shape == right.shape and bool(_agree(value, right, 1e-6, 1e-8).all())


def _as_numbers(got, what):
    if got is None:
        raise CheckFailed(f"{what} is None: did you print instead of return?")
    try:
        value = np.asarray(got)
    except Exception:
        value = None
    if value is None or value.dtype.kind not in _KIND_NAMES:
        raise CheckFailed(f"{what} is a {type(got).__name__} that is no array of numbers.")
    return value


def _place(what, index):
    return f"entry {list(map(int, index))} of {what}" if len(index) else what


def _shown(came, due):
    """Format two numbers with as few digits as tell them apart, booleans by name."""
    if due.dtype.kind == "b":
        return str(came), str(due)
    for digits in (6, 9, 17):
        texts = f"{came:.{digits}g}", f"{due:.{digits}g}"
        if texts[0] != texts[1]:
            break
    return texts


def _counted(name, result, count):
    """Return `result`, as a tuple when several values are due; complain about their number."""
    if count == 0 or (count == 1 and result is not None):
        return result
    if result is None:
        raise CheckFailed(f"{name} returns None: did you print instead of return?")
    if not isinstance(result, (tuple, list)):
        raise CheckFailed(f"{name} returns one value, expected {count}.")
    if len(result) != count:
        plural = "" if len(result) == 1 else "s"
        raise CheckFailed(f"{name} returns {len(result)} value{plural}, expected {count}.")
    return tuple(result)


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
                f"{what} has not ended after {seconds} s: does it stop when the task says so?"
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

    previous = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


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

    An exception that comes from another process carries its line as a note.
    """
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename == test_file or frame.filename.startswith(("<__array", "<frozen")):
            continue
        if not frame.filename.startswith(_LIBRARY_FOLDERS):
            return f" (line {frame.lineno}{f': {frame.line}' if frame.line else ''})"
    notes = getattr(error, "__notes__", [])
    return f" ({notes[0]})" if notes else ""
