"""Frames on a socket: a JSON text and the bytes of arrays, both of bounded length.

    length of the JSON text (4 bytes, little end first) · length of the bytes (4) · text · bytes

The other side may be hostile: a length beyond its bound, a text that is no JSON and a stream that
ends are errors of their own kind, and nothing is read or kept beyond the bounds.
"""

import contextlib
import json
import socket
import struct

LENGTHS = struct.Struct("<II")
MAX_TEXT = 16 * 2**20
MAX_BYTES = 256 * 2**20
CHUNK = 2**18
TICK = 0.2  # seconds between two looks at the clock while nothing comes

_load = json.JSONDecoder().decode


def _dumper():
    """Return a function that writes JSON.

    The standard library makes a new encoder for each text, which takes longer than to use it.
    """
    plain = json.JSONEncoder(separators=(",", ":"), check_circular=False)
    make = json.encoder.c_make_encoder
    if make is None:
        return plain.encode
    quote = json.encoder.encode_basestring_ascii
    encode = make(None, plain.default, quote, None, ":", ",", False, False, True)
    return lambda content: "".join(encode(content, 0))


dump = _dumper()


class BoundaryError(Exception):
    """What came over the channel is no message."""


class Gone(Exception):
    """The other side has ended."""


class TooLarge(ValueError):
    """More than a frame may hold; nothing was sent."""


class Frames:
    """Frames over a connected stream socket.

    Parameters
    ----------
    connection : socket.socket
    tick : callable, optional
        Called about every TICK seconds while waiting; what it raises ends the waiting.
    """

    def __init__(self, connection, tick=None):
        self._socket = connection
        self._tick = tick
        self._rest = bytearray()
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**20)
        if tick:
            interval = struct.pack("ll", 0, int(TICK * 1e6))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, interval)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, interval)

    def close(self):
        """Close the socket."""
        self._socket.close()

    def send(self, content, buffers=()):
        """Send one frame.

        Raises
        ------
        TooLarge
        Gone
        """
        text = dump(content).encode()
        size = sum(map(len, buffers))
        if len(text) > MAX_TEXT or size > MAX_BYTES:
            raise TooLarge(f"{(len(text) + size) / 1e6:.0f} MB are more than can be handed over")
        data = memoryview(b"".join([LENGTHS.pack(len(text), size), text, *buffers]))
        while data:
            try:
                data = data[self._socket.send(data) :]
            except BlockingIOError:
                self._tick()
            except OSError as error:
                raise Gone from error

    def receive(self):
        """Return the content and the bytes of the next frame.

        Raises
        ------
        BoundaryError
        Gone
        """
        self._fill(LENGTHS.size)
        text_size, size = LENGTHS.unpack_from(self._rest)
        if text_size > MAX_TEXT or size > MAX_BYTES:
            raise BoundaryError("a frame beyond all bounds")
        start, end = LENGTHS.size + text_size, LENGTHS.size + text_size + size
        self._fill(end)
        rest = self._rest
        text, data = rest[LENGTHS.size : start], bytes(rest[start:end])
        del rest[:end]
        try:
            return _load(text.decode()), data
        except (ValueError, RecursionError) as error:
            raise BoundaryError("no JSON in a frame") from error

    def _fill(self, size):
        """Read until so many bytes are there."""
        rest = self._rest
        while len(rest) < size:
            try:
                chunk = self._socket.recv(CHUNK)
            except BlockingIOError:
                self._tick()
                continue
            except OSError as error:
                raise Gone from error
            if not chunk:
                raise Gone
            rest += chunk
