"""Keep the memory of all processes of a submission together within a limit.

A limit on each process (RLIMIT_AS) bounds none of them together, and control groups can be had on
some machines only. So the processes are counted every tenth of a second.
"""

import os
import signal

INTERVAL = 0.1  # seconds
PAGE = os.sysconf("SC_PAGE_SIZE")


def watch_memory(pid, limit, proc, control):
    """Wait for a process; kill it where it and its descendants hold more than `limit` bytes.

    Parameters
    ----------
    pid : int
        The first process of a process namespace: with it, all others in there end.
    limit : int
    proc : int
        A descriptor of /proc.
    control : socket.socket
        Is told `m` after a kill.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    while not os.waitpid(pid, os.WNOHANG)[0]:
        signal.sigtimedwait([signal.SIGCHLD], INTERVAL)
        if _held(pid, proc) > limit:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            control.sendall(b"m\n")
            return


def _held(root, proc):
    """Return the bytes of memory of a process and its descendants."""
    parents, pages = {}, {}
    for name in os.listdir(proc):  # noqa: PTH208  (a descriptor)
        if name.isdigit():
            try:
                parents[int(name)], pages[int(name)] = _read(name, proc)
            except (OSError, ValueError, IndexError):  # it has just ended
                continue
    family, added = {root}, {root}
    while added:
        added = {pid for pid, parent in parents.items() if parent in added} - family
        family |= added
    return sum(pages.get(pid, 0) for pid in family) * PAGE


def _read(name, proc):
    """Return a process's parent and its pages in memory, those shared with others left out."""
    with open(os.open(f"{name}/stat", os.O_RDONLY, dir_fd=proc), "rb") as file:  # noqa: PTH123
        parent = int(file.read().rpartition(b")")[2].split()[1])
    with open(os.open(f"{name}/statm", os.O_RDONLY, dir_fd=proc), "rb") as file:  # noqa: PTH123
        _, resident, shared, *_ = map(int, file.read().split())
    return parent, resident - shared
