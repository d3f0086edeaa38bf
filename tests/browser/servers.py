"""What a test opens in the browser: a folder of pages, a JupyterLab."""

import contextlib
import functools
import os
import signal
import socket
import subprocess
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import environment
import pytest


class Quiet(SimpleHTTPRequestHandler):
    """A file server that does not write into the test report."""

    def log_message(self, *arguments):
        """Say nothing."""


@contextlib.contextmanager
def serve(folder):
    """Serve the files of a folder and give the address, with a slash at the end."""
    handler = functools.partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@contextlib.contextmanager
def jupyter_lab(folder, **variables):
    """Start JupyterLab in a folder and give its address, without the path of an application.

    Parameters
    ----------
    folder : path_like
    **variables : str
        More of the server's environment.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [f"--port={port}", "--no-browser", "--allow-root", "--IdentityProvider.token="]
    options += ["--LabApp.expose_app_in_browser=True"]
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *options],
        cwd=folder,
        env=environment.environment(**variables),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # a group of its own, for the kill below
    )
    log = []
    for line in process.stderr:
        log.append(line)
        if f":{port}/lab" in line:
            break
    else:
        pytest.fail("JupyterLab did not start:\n" + "".join(log))
    drain = subprocess.Popen(["cat"], stdin=process.stderr, stdout=subprocess.DEVNULL)
    process.stderr.close()  # `drain` has its own copy, and keeps the pipe from filling up
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:  # a server with busy kernels may not end by itself
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        drain.wait(timeout=120)
