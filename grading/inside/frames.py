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

_dump = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


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
        text = _dump(content).encode()
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
        text_size, size = LENGTHS.unpack(self._take(LENGTHS.size))
        if text_size > MAX_TEXT or size > MAX_BYTES:
            raise BoundaryError("a frame beyond all bounds")
        text, data = self._take(text_size), self._take(size)
        try:
            return json.loads(text), data
        except (ValueError, RecursionError) as error:
            raise BoundaryError("no JSON in a frame") from error

    def _take(self, size):
        """Return the next `size` bytes."""
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
        taken = bytes(memoryview(rest)[:size])
        del rest[:size]
        return taken
