"""From a request to the process that runs a submission's cells.

    warm process ─ fork ─ A: makes the namespaces, then watches their memory
                           └ fork ─ B: first process of the namespaces; watches, and can end all
                                     └ fork ─ C: the student's code

B sees to interrupts and reports how C ended. Signals from C do not reach it, and when it ends, the
kernel ends everything in the namespaces, whatever has been started there.
"""

import contextlib
import os
import signal
import socket
import sys
from pathlib import Path

from . import forking, jail
from .frames import Frames, Gone
from .memory import watch_memory
from .student import Student


class Submission:
    """What all submissions of the exercise begin with.

    Parameters
    ----------
    notebook : Notebook
    sandboxed : bool
    """

    def __init__(self, notebook, sandboxed):
        self._notebook, self._sandboxed = notebook, sandboxed

    def start(self, task, descriptors):
        """Be A."""
        channel, control = (socket.socket(fileno=descriptor) for descriptor in descriptors)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if not self._sandboxed:
            os.setsid()
            os.chdir(task["home"])
            self._watched(task, channel, control)
            return
        proc = os.open("/proc", os.O_DIRECTORY)  # out of sight after the next line
        jail.separate(task["limits"]["disk"])
        first = os.fork()
        if not first:
            self._exit_after(self._watched, task, channel, control)
        channel.close()
        watch_memory(first, task["limits"]["memory"], proc, control)

    def _watched(self, task, channel, control):
        """Be B."""
        jail.end_with_parent()
        if self._sandboxed:
            jail.furnish()
            jail.hide()
        second = os.fork()
        if not second:
            control.close()
            self._exit_after(self._run, task, channel)
        channel.close()
        forking.watch(second, control, lambda: self._kill(second))

    def _kill(self, pid):
        os.kill(pid, signal.SIGKILL)
        if not self._sandboxed:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(0, signal.SIGTERM)

    def _run(self, task, channel):
        """Be C."""
        jail.end_with_parent()
        if self._sandboxed:
            jail.give_up_rights()
        jail.limit(task["limits"])
        os.environ.update(dict.fromkeys(("HOME", "TMPDIR"), str(Path.cwd())))
        self._notebook.begin()
        with contextlib.suppress(Gone):
            Student(Frames(channel), self._notebook).work()

    def _exit_after(self, work, *arguments):
        """End the process after its work, whatever happens: the loop above is not for it."""
        status = 1
        try:
            work(*arguments)
            status = 0
        except BaseException:
            if os.environ.get("GRADING_DEBUG"):
                sys.excepthook(*sys.exc_info())
        finally:
            os._exit(status)
