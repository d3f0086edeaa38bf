"""What a test opens in the browser: a folder of pages, a JupyterLab."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading

import environment
import pytest
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application, StaticFileHandler


@contextlib.contextmanager
def serve(folder):
    """Serve the files of a folder, compressed, and give the address with a slash at the end."""
    files = ("/(.*)", StaticFileHandler, {"path": str(folder), "default_filename": "index.html"})
    pages = Application([files], compress_response=True, log_function=lambda handler: None)
    listening, port = bind_unused_port()
    loop, stop = asyncio.new_event_loop(), asyncio.Event()

    async def answer():
        server = HTTPServer(pages)
        server.add_socket(listening)
        await stop.wait()
        server.stop()
        await server.close_all_connections()

    thread = threading.Thread(target=loop.run_until_complete, args=(answer(),), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{port}/"
    loop.call_soon_threadsafe(stop.set)
    thread.join()
    loop.close()


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
