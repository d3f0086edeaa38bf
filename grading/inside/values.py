"""Values as plain data: JSON for what is small, raw bytes for arrays.

None, booleans, numbers and texts are themselves. All else is a JSON list that begins with a tag:

    t s f        tuple, set, frozenset
    l d          list, dict (key, value, key, value ...), behind its number in `shares`
    i c b        integer of any size (hexadecimal), complex number, bytes
    n a O        NumPy scalar; array: number, dtype, shape, layout, writeable; array of objects
    g x          random generator; torch tensor
    T D S R E    type such as float, dtype, slice, range, Ellipsis
    y            something that both sides have already (`shares`)
    o k h        an object and a class of the sender's; something of the receiver's (`peer`)

Nothing is ever unpickled, no dtype is made from a text that is not in a table, and every length is
checked before memory is taken.
"""

import numpy as np

from . import arrays, generators, tensors
from .arrays import Unsendable
from .frames import BoundaryError

MAX_DEPTH = 60
MAX_OBJECTS = 10_000  # in an array of objects
SMALL = 2**63
PLAIN = frozenset((type(None), bool, float, str))
BUILTIN = (bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset, object)
OF_NUMPY = "bool float16 float32 float64 complex64 complex128 int8 int16 int32 int64 uint8 uint16"
OF_NUMPY += " uint32 uint64 ndarray generic number integer floating"
TYPES = {kind.__name__: kind for kind in BUILTIN}
TYPES |= {f"np.{name}": getattr(np, name) for name in OF_NUMPY.split()}
TYPES["np.random.Generator"] = np.random.Generator
TYPE_NAMES = {kind: name for name, kind in TYPES.items()}


class Values:
    """Encode and decode the values of one message after the other.

    A subclass says what becomes of objects: `export` and `resolve`.

    Parameters
    ----------
    shares : Shares
        What is kept in step on both sides.
    """

    layouts = True  # whether arrays are built in the layout that they had on the other side

    def __init__(self, shares):
        self.shares = shares
        self.buffers = []
        self._data, self._offset = b"", 0

    def export(self, value):
        """Return the token of an object that is no plain data."""
        raise Unsendable(f"a {type(value).__name__} cannot be handed over")

    def resolve(self, token):
        """Return what a token of `export` means on this side."""
        raise BoundaryError("an object where none can be")

    def encode(self, value, depth=0):
        """Return JSON for a value and put the bytes of its arrays into `buffers`."""
        kind = type(value)
        if kind in PLAIN:
            return value
        if kind is int:
            return value if -SMALL < value < SMALL else ["i", hex(value)]
        if depth > MAX_DEPTH:
            raise Unsendable("lists within lists, deeper than can be handed over")
        if encoder := _ENCODERS.get(kind):
            return encoder(self, value, depth + 1)
        if isinstance(value, np.generic):
            return self._encode_scalar(value)
        if isinstance(value, np.ndarray):
            return self._encode_array(np.asarray(value), depth + 1)
        if tensors.is_tensor(value):
            return self._encode_shared(value, depth)
        if kind is type and value in TYPE_NAMES:
            return ["T", TYPE_NAMES[value]]
        if isinstance(value, np.dtype):
            return ["D", arrays.sendable(value).str]
        return self.export(value)

    def start(self, data):
        """Take the bytes that belong to the message that is decoded next."""
        self._data, self._offset = data, 0

    def decode(self, token):
        """Return the value of what `encode` returned on the other side."""
        if type(token) is not list:
            if type(token) is dict:
                raise BoundaryError("a value of no known form")
            return token
        decoder = _DECODERS.get(token[0]) if token and type(token[0]) is str else None
        if decoder is None:
            raise BoundaryError("a value of no known form")
        return decoder(self, token)

    def content(self, value, number, depth=0):
        """Return the token of the whole content of something that can be shared."""
        kind = type(value)
        if kind is list:
            return ["l", number, *(self.encode(item, depth) for item in value)]
        if kind is dict:
            parts = [part for pair in value.items() for part in pair]
            return ["d", number, *(self.encode(part, depth) for part in parts)]
        if kind is np.random.Generator:
            return ["g", number, self.encode(generators.state_of(value), depth)]
        if tensors.is_tensor(value):
            data, *rest = tensors.pack(value)
            self.buffers.append(data)
            return ["x", number, *rest]
        dtype, shape, layout, data = arrays.pack(value)
        self.buffers.append(data)
        return ["a", number, dtype, shape, layout, bool(value.flags.writeable)]

    def _encode_shared(self, value, depth):
        known = self.shares.number(value)
        if known:
            return ["y", known]
        return self.content(value, self.shares.add(value), depth)

    def _encode_array(self, value, depth):
        if value.dtype.kind != "O":
            arrays.sendable(value.dtype)
            return self._encode_shared(value, depth)
        if value.size > MAX_OBJECTS:
            raise Unsendable("an array of so many objects cannot be handed over")
        return ["O", list(value.shape), *(self.encode(item, depth) for item in value.ravel())]

    def _encode_scalar(self, value):
        if value.dtype.kind in "biuf" and value.dtype.itemsize <= 8:
            return ["n", value.dtype.str, value.item()]
        dtype, _, _, data = arrays.pack(value)
        self.buffers.append(data)
        return ["n", dtype]

    def _encode_bytes(self, value, depth):
        self.buffers.append(bytes(value))
        return ["b", len(value)]

    def _take(self, size):
        """Return the next bytes of the message."""
        if type(size) is not int or not 0 <= size <= len(self._data) - self._offset:
            raise BoundaryError("an array without its numbers")
        self._offset += size
        return self._data[self._offset - size : self._offset]

    def _decode_list(self, token):
        made = self.shares.accept(token[1], [])
        made.extend(map(self.decode, token[2:]))
        self.shares.filled(token[1])
        return made

    def _decode_dict(self, token):
        made = self.shares.accept(token[1], {})
        parts = [self.decode(part) for part in token[2:]]
        made.update(zip(parts[::2], parts[1::2], strict=True))
        self.shares.filled(token[1])
        return made

    def _decode_scalar(self, token):
        dtype = arrays.dtype_of(token[1])
        if len(token) == 3:
            return dtype.type(token[2])
        return arrays.unpack(dtype, [], 0, self._take(dtype.itemsize))[()]

    def _decode_array(self, token):
        _, number, name, shape, layout, writeable = token
        dtype = arrays.dtype_of(name)
        data = self._take(arrays.size_of(dtype, shape))
        made = arrays.unpack(dtype, shape, layout if self.layouts else 0, data)
        if writeable is False:
            made.flags.writeable = False
        return self.shares.accept(number, made)

    def _decode_objects(self, token):
        shape, items = token[1], token[2:]
        if arrays.size_of(np.dtype("b"), shape) != len(items):
            raise BoundaryError("an array of an impossible shape")
        made = np.empty(len(items), object)
        for index, item in enumerate(items):
            made[index] = self.decode(item)
        return made.reshape(shape)

    def _decode_generator(self, token):
        return self.shares.accept(token[1], generators.make(self.decode(token[2])))

    def _decode_tensor(self, token):
        return self.shares.accept(token[1], tensors.unpack(*token[2:], self._take))


def _items(tag):
    def encode(self, value, depth):
        return [tag, *(self.encode(item, depth) for item in value)]

    return encode


_ENCODERS = {
    tuple: _items("t"),
    set: _items("s"),
    frozenset: _items("f"),
    list: Values._encode_shared,
    dict: Values._encode_shared,
    np.ndarray: Values._encode_array,
    np.random.Generator: Values._encode_shared,
    complex: lambda self, value, depth: ["c", value.real, value.imag],
    bytes: Values._encode_bytes,
    bytearray: Values._encode_bytes,
    slice: lambda self, value, depth: [
        "S",
        *(self.encode(part, depth) for part in (value.start, value.stop, value.step)),
    ],
    range: lambda self, value, depth: ["R", value.start, value.stop, value.step],
    type(...): lambda self, value, depth: ["E"],
}
_DECODERS = {
    "t": lambda self, token: tuple(map(self.decode, token[1:])),
    "s": lambda self, token: set(map(self.decode, token[1:])),
    "f": lambda self, token: frozenset(map(self.decode, token[1:])),
    "l": Values._decode_list,
    "d": Values._decode_dict,
    "i": lambda self, token: int(token[1], 16),
    "c": lambda self, token: complex(token[1], token[2]),
    "b": lambda self, token: bytes(self._take(token[1])),
    "n": Values._decode_scalar,
    "a": Values._decode_array,
    "O": Values._decode_objects,
    "g": Values._decode_generator,
    "x": Values._decode_tensor,
    "T": lambda self, token: TYPES[token[1]],
    "D": lambda self, token: arrays.dtype_of(token[1]),
    "S": lambda self, token: slice(*map(self.decode, token[1:])),
    "R": lambda self, token: range(*token[1:]),
    "E": lambda self, token: ...,
    "y": lambda self, token: self.shares.get(token[1]),
    "o": lambda self, token: self.resolve(token),
    "k": lambda self, token: self.resolve(token),
    "h": lambda self, token: self.resolve(token),
}
