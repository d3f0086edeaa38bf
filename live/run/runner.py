"""Run cells inside the page, the way a notebook does: one namespace, the last value is shown.

The worker hands `Cells` a function that sends an output to the page; outputs are pairs of a kind
("text", "error", "html", or "picture" for SVG) and a string.
"""

import ast
import io
import linecache
import os
import sys
import traceback
from contextlib import redirect_stderr, redirect_stdout


class Cells:
    """A notebook's cells and the namespace that they share.

    Parameters
    ----------
    send : callable
        Takes the kind and the text of an output.

    Attributes
    ----------
    partly : bool
        Whether the last cell showed a score with lost parts (`nnlib.check.cells.Score`).
    """

    def __init__(self, send):
        self.send = send
        self.names = {"__name__": "__main__", "__builtins__": __builtins__, "display": self.display}
        os.environ.update(MPLBACKEND="module://page_backend", NNLIB_STATIC="1")
        sys.displayhook = self._show

    def run(self, source, name):
        """Run one cell; return whether it ended without an error.

        Parameters
        ----------
        source : str
        name : str
            The cell's id, for tracebacks.
        """
        file = f"<{name}>"
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
        stream = _Stream(self.send)
        self.partly = False
        with redirect_stdout(stream), redirect_stderr(stream):
            try:
                self._run(source, file)
            except BaseException as error:
                self.send("error", _told(error))
                return False
        return True

    def _run(self, source, file):
        tree = ast.parse(source, file)
        shown = None
        if tree.body and isinstance(tree.body[-1], ast.Expr) and not source.rstrip().endswith(";"):
            shown = ast.Expression(tree.body.pop().value)
        exec(compile(tree, file, "exec"), self.names)
        if shown is not None:
            sys.displayhook(eval(compile(shown, file, "eval"), self.names))
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].show()

    def _show(self, value):
        if value is not None:
            self.display(value)

    def display(self, *values):
        """Show values as a notebook would: as HTML, as a picture, or as text."""
        for value in values:
            self.partly |= bool(getattr(value, "lost", None))
            self.send(*_rich(value))


def _rich(value):
    for method in ("_repr_html_", "_repr_svg_"):
        if hasattr(value, method) and (shown := getattr(value, method)()) is not None:
            return "html", shown
    if hasattr(value, "savefig"):
        picture = io.StringIO()
        value.savefig(picture, format="svg", bbox_inches="tight", metadata={"Date": None})
        return "picture", picture.getvalue()
    return "text", f"{value!r}\n"


def _told(error):
    """Write an error with the lines of cells, not ours; one that renders itself, as it wants."""
    if hasattr(error, "_render_traceback_"):
        return "\n".join(error._render_traceback_())
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if frame.filename != __file__]
    lines = traceback.format_list(ours) + traceback.format_exception_only(error)
    return "".join(lines).rstrip()


class _Stream(io.TextIOBase):
    def __init__(self, send):
        self.send = send

    def writable(self):
        return True

    def write(self, text):
        if text:
            self.send("text", text)
        return len(text)
