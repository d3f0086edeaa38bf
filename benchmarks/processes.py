"""What a command costs, with every process that it starts: time, CPU time, memory."""

import ctypes
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from time import monotonic

import psutil

PR_SET_CHILD_SUBREAPER = 36
EVERY = 0.1  # seconds between two looks at the memory


@dataclass(frozen=True)
class Cost:
    """What a command took: wall and CPU time in seconds."""

    wall: float
    cpu: float


def adopt_orphans():
    """Become the parent of what a command leaves behind, so that its end is waited for.

    Raises
    ------
    OSError
        Only Linux can.
    """
    if sys.platform != "linux" or ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError("only Linux hands over processes whose parent was killed")


def cost(command, **options):
    """Run a command and return its Cost, once all that it has started has ended.

    `adopt_orphans` comes first. The caller must have no other children. CPU time is that of the
    whole machine, which must do nothing else: what the system adds up for a parent misses about
    half of what runs in a sandbox, whose processes are killed together.

    Raises
    ------
    RuntimeError
        The command failed; with the end of what it said.
    """
    start, before = monotonic(), _busy()
    _run(command, options)
    wall = monotonic() - start
    _reap()
    return Cost(wall, _busy() - before)


def peak_memory(command, **options):
    """Run a command and return the most memory that it and all it has started held, in bytes.

    Pages that several processes share count once. It is looked at every tenth of a second, which
    takes time itself: not for a run that is timed.
    """
    done, peak = threading.Event(), [0]

    def look():
        while not done.wait(EVERY):
            peak[0] = max(peak[0], sum(map(_memory, psutil.Process().children(recursive=True))))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        _run(command, options)
    finally:
        done.set()
        watcher.join()
    _reap()
    return peak[0]


def _busy():
    """Return the seconds that the machine's processors have worked."""
    spent = psutil.cpu_times()
    return spent.user + spent.nice + spent.system + spent.irq + spent.softirq


def _run(command, options):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}: {(done.stdout + done.stderr)[-2000:]}")


def _reap():
    """Wait for everything that the command left behind."""
    try:
        while True:
            os.waitpid(-1, 0)
    except ChildProcessError:
        return


def _memory(process):
    """Return the proportional set size of a process, or where that is hidden, all it holds."""
    try:
        return process.memory_full_info().pss
    except psutil.AccessDenied:
        return process.memory_info().rss
    except (psutil.NoSuchProcess, FileNotFoundError, ProcessLookupError):
        return 0
