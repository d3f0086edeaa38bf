"""Compare a value with the right one: shape, then kind of number, then values."""

import numpy as np

from nnlib.check.failure import CheckFailed

__all__ = ["array", "counted", "equal", "that"]

_KIND_NAMES = {"b": "booleans", "i": "integers", "u": "integers", "f": "floats", "c": "complex"}


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
    _check_shape(value, np.zeros(shape), what)
    _check_kind(value, value, what, kinds)
    if not np.isfinite(value).all():
        raise CheckFailed(f"{what} holds nan or infinite values.")
    return value


def equal(got, expected, what, *, parts=None, rtol=1e-6, atol=1e-8, kinds=None, factors=()):
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
    factors : iterable of int, optional
        Numbers by which a result is easily multiplied or divided by mistake, such as the batch
        size. Messages recognise these, 2, and the lengths of the expected array.
    """
    try:
        with np.errstate(all="ignore"):  # the student's numbers may be anything
            _compare(got, expected, what, parts, kinds, (rtol, atol), factors)
    except CheckFailed as failure:
        evidence = f"{what}: {_evidence(got)}"
        raise CheckFailed(failure.sentence, failure.outline, evidence) from None


def _compare(got, expected, what, parts, kinds, tolerances, factors):
    if isinstance(expected, tuple):
        values = counted(what, got, len(expected))
        for i, (value, right) in enumerate(zip(values, expected, strict=True)):
            name = f"{parts[i]} {what}" if parts else f"{what}[{i}]"
            _compare(value, right, name, None, kinds, tolerances, factors)
        return
    right = np.asarray(expected)
    value = _as_numbers(got, what)
    _check_shape(value, right, what)
    _check_kind(value, right, what, kinds)
    _check_values(value, right, what, *tolerances, factors)


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
    if not value.size or not right.size:
        return ""
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


def _check_values(value, right, what, rtol, atol, factors):
    if value.dtype.itemsize < 8 and value.dtype.kind == "f":
        rtol, atol = max(rtol, 1e-4), max(atol, 1e-5)
    if (value == right).all():  # as most are, and ten times faster to see
        return
    wrong = ~_agree(value, right, rtol, atol)
    if not wrong.any():
        return
    for name, test in (("nan", np.isnan), ("infinite", np.isinf)):
        strange = test(value) & ~test(right)
        if strange.any():
            where = _place(what, np.argwhere(strange)[0])
            raise CheckFailed(f"{where} is {name}.", f"{what} holds {name} values.")
    hint = _value_hint(value, right, rtol, atol, factors)
    first = tuple(np.argwhere(wrong)[0])
    count = f" ({wrong.sum()} of {wrong.size} entries differ)" if wrong.size > 1 else ""
    came, due = _shown(value[first], right[first])
    raise CheckFailed(
        f"{_place(what, first)} is {came}, expected {due}{count}{hint}.",
        f"{what} has wrong values{hint}.",
    )


def _value_hint(value, right, rtol, atol, factors):
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
    for factor in sorted({2, *right.shape, right.size, *factors} - {0, 1}):
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


def counted(name, result, count):
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
