"""Arrays as a dtype's name, a shape, a layout and bytes."""

import math
import sys

import numpy as np

from .frames import BoundaryError

MAX_AXES = 32
DTYPES = {np.dtype(code).str: np.dtype(code) for code in "?bBhHiIlLqQefdFD"}
NATIVE = "<" if sys.byteorder == "little" else ">"


class Unsendable(TypeError):
    """A value that cannot be handed over as plain data."""


def dtype_of(name):
    """Return the dtype that a text names; numbers, booleans and texts only."""
    known = DTYPES.get(name) if type(name) is str else None
    if known is not None:
        return known
    if type(name) is str and name[:2] in (f"{NATIVE}U", "|S"):
        size = name[2:]
        if size.isascii() and size.isdecimal() and len(size) <= 6:
            return np.dtype(name)
    raise BoundaryError("an array of an unknown kind")


def sendable(dtype):
    """Return the native dtype in which the numbers of an array are sent.

    Raises
    ------
    Unsendable
    """
    native = dtype.newbyteorder("=")
    if native.str in DTYPES or native.kind in "US":
        return native
    if native.kind in "fc":  # long double
        return np.dtype("D" if native.kind == "c" else "d")
    raise Unsendable(f"an array of {dtype} cannot be handed over")


def pack(array):
    """Return dtype name, shape, layout and bytes of an array.

    The layout is 0 for rows after rows, else the strides: `ravel` of a transposed or strided array
    makes a copy on the other side too.
    """
    plain = np.asarray(array)
    dtype = sendable(plain.dtype)
    if plain.dtype != dtype:
        plain = plain.astype(dtype)
    layout = 0 if plain.flags.c_contiguous else list(plain.strides)
    return dtype.str, list(plain.shape), layout, plain.tobytes()


def size_of(dtype, shape):
    """Return the number of bytes of an array whose dtype and shape were received."""
    if type(shape) is not list or len(shape) > MAX_AXES:
        raise BoundaryError("an array of no shape")
    for length in shape:
        if type(length) is not int or not 0 <= length < 2**40:
            raise BoundaryError("an array of an impossible shape")
    return math.prod(shape) * dtype.itemsize


def unpack(dtype, shape, layout, data):
    """Build an array from what `pack` returned, in a layout with gaps where it had them."""
    shape = tuple(shape)
    if dtype.kind == "b":  # a boolean byte of 2 is neither true nor false to NumPy
        data = (np.frombuffer(data, np.uint8) != 0).tobytes()
    if dtype.kind == "U" and data:
        points = np.frombuffer(data, np.uint32)
        if points.max() > sys.maxunicode:
            raise BoundaryError("a text that is no Unicode")
    array = _empty(dtype, shape, layout) if layout else np.empty(shape, dtype)
    if data:
        np.copyto(array, np.frombuffer(data, dtype).reshape(shape))
    return array


def _empty(dtype, shape, strides):
    """Make room for an array in the given strides, if they are sensible."""
    columns = np.empty(shape, dtype, order="F")
    if list(columns.strides) == strides:
        return columns
    ends = [(length - 1) * step for length, step in zip(shape, strides, strict=True)]
    low, high = sum(min(0, end) for end in ends), sum(max(0, end) for end in ends)
    size = high - low + dtype.itemsize
    if size > 64 * math.prod(shape) * dtype.itemsize + 2**20:
        return np.empty(shape, dtype)
    room = np.zeros(size, np.uint8)
    return np.ndarray(shape, dtype, buffer=room, offset=-low, strides=strides)
