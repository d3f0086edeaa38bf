"""NumPy's random generators as the name of their kind and their state."""

import numpy as np

from .frames import BoundaryError

KINDS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")


def state_of(generator):
    """Return the state as tuples of pairs: plain data in which nothing changes."""
    return _pairs(generator.bit_generator.state)


def make(state):
    """Build a generator in a state.

    Raises
    ------
    BoundaryError
    """
    state = _dict(state)
    if not isinstance(state, dict) or state.get("bit_generator") not in KINDS:
        raise BoundaryError("a random generator of no known kind")
    generator = np.random.Generator(getattr(np.random, state["bit_generator"])(0))
    _set(generator, state)
    return generator


def update(generator, other):
    """Bring a generator into the state of another."""
    if type(other) is not np.random.Generator:
        raise BoundaryError("a generator that became something else")
    _set(generator, other.bit_generator.state)


def _set(generator, state):
    try:
        generator.bit_generator.state = state
    except (TypeError, ValueError, KeyError, OverflowError) as error:
        raise BoundaryError("a random generator in an impossible state") from error


def _pairs(value):
    if isinstance(value, dict):
        return tuple((key, _pairs(part)) for key, part in value.items())
    return tuple(value.tolist()) if isinstance(value, np.ndarray) else value


def _dict(pairs):
    if isinstance(pairs, tuple) and pairs and isinstance(pairs[0], tuple):
        return {key: _dict(part) for key, part in pairs}
    return np.array(pairs, np.uint64) if isinstance(pairs, tuple) else pairs
