"""The line to the process that watches a student's process: interrupt, kill, ask how it ended."""

import contextlib
import select
from time import monotonic

PATIENCE = 2.0  # seconds that interrupted code has to come to its end


class Watcher:
    """What `inside.forking.watch` and `inside.memory` say and do.

    Parameters
    ----------
    control : socket.socket
    """

    def __init__(self, control):
        self._control = control

    def interrupt(self):
        """Interrupt the student's code, as Ctrl-C does."""
        with contextlib.suppress(OSError):
            self._control.sendall(b"i")

    def interrupted(self):
        """Wait until the interrupt has been sent: a late one would hit the next call."""
        self._hear(b"i")

    def kill(self):
        """End the student's process and all that it has started."""
        with contextlib.suppress(OSError):
            self._control.sendall(b"k")

    def last_words(self):
        """Ask why the process has ended.

        Returns
        -------
        {"death", "memory"}
        """
        return "memory" if b"m" in self._hear(b"\n") else "death"

    def _hear(self, until):
        """Return what is said, up to a letter or the end."""
        said, deadline = b"", monotonic() + PATIENCE
        while until not in said and (left := deadline - monotonic()) > 0:
            if not select.select([self._control], [], [], left)[0]:
                break
            try:
                part = self._control.recv(64)
            except OSError:
                break
            if not part:
                break
            said += part
        return said
