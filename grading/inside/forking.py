"""A warm process that forks: one child for every request, with the descriptors that came along."""

import contextlib
import gc
import json
import os
import select
import signal
import socket

MAX_REQUEST = 2**16
MAX_DESCRIPTORS = 8


def serve(control, child):
    """Fork a child for each request until the other end of `control` is closed.

    Parameters
    ----------
    control : socket.socket
        Of packets (SOCK_SEQPACKET or SOCK_DGRAM) or a stream with one request at a time: each is a
        JSON text with descriptors. The answer is the child's process id.
    child : callable
        Takes the request and the list of descriptors, in the child; never returns to the loop.
    """
    gc.collect()
    gc.freeze()  # what is here stays, in pages that all children share
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, MAX_REQUEST, MAX_DESCRIPTORS)
        if not data:
            return
        pid = os.fork()
        if not pid:
            status = 1
            try:
                control.close()
                child(json.loads(data), descriptors)
                status = 0
            finally:
                os._exit(status)
        for descriptor in descriptors:
            os.close(descriptor)
        control.sendall(f"{pid}\n".encode())
        _reap()


def _reap():
    """Collect the children that have ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def watch(pid, control, kill):
    """Wait for a child, interrupt or kill it where `control` says so, and report how it ended.

    Parameters
    ----------
    pid : int
    control : socket.socket
        `i` interrupts, answered by `i`; anything else, or its end, kills. At the end of the child
        its status is written as `x` and a number: negative for a signal.
    kill : callable
        Ends the child and all that it has started.
    """
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            break
        ready, _, _ = select.select([control, reader], [], [])
        if reader in ready:
            os.read(reader, 1024)
        if control in ready:
            try:
                order = control.recv(1)
            except OSError:
                order = b""
            if order == b"i":
                os.kill(pid, signal.SIGINT)
                _say(control, b"i")
            else:
                kill()
                _, status = os.waitpid(pid, 0)
                break
    _say(control, f"x{os.waitstatus_to_exitcode(status)}\n".encode())


def _say(control, text):
    with contextlib.suppress(OSError):
        control.sendall(text)
