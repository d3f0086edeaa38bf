"""Run buttons: what the page needs to know of its cells, and the files that run them.

`run/buttons.js` is all that a page loads; the rest comes with the first press. Python is Pyodide in
a worker. `run/pyodide.json`, made by `scripts/pin_pyodide.py`, has the digests of its files and the
addresses of a CDN; with ``pyodide_address`` in ``_config.yml`` all comes from that folder instead.
"""

import ast
import json
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import nbformat

from live.repository import colab

ROOT = Path(__file__).resolve().parents[1]
RUN = Path(__file__).parent / "run"
SHIPPED = ("buttons.js", "cells.mjs", "worker.mjs", "runner.py")
SHIPPED += ("page_backend.py", "run.css")
HINTS = "hints.json"
WHEEL_SOURCES = ("pyproject.toml", "README.md", "LICENSE", "nnlib")


def kinds(notebook):
    """Return what each code cell of a notebook is to its reader.

    Parameters
    ----------
    notebook : NotebookNode

    Returns
    -------
    list of dict
        ``id`` and ``kind``: "code", "torch" (does not run in the page); in an exercise "locked",
        "answer", "free" (to try something) or "test".
    """
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    graded = any("nbgrader" in cell.metadata for cell in code)
    torch = needing_torch([cell.source for cell in code])
    return [
        {"id": cell.id, "kind": "torch" if needs else _kind(cell.metadata.get("nbgrader"), graded)}
        for cell, needs in zip(code, torch, strict=True)
    ]


def _kind(nbgrader, graded):
    if nbgrader is None:
        return "free" if graded else "code"
    if nbgrader["solution"]:
        return "answer"
    return "test" if nbgrader["grade"] else "locked"


def needing_torch(sources):
    """Tell for each cell whether it uses PyTorch, or a name that only such cells bind.

    A name that the cell binds itself is its own, though a cell with PyTorch has used it before.
    """
    bound, used, imports = zip(*map(_names, sources), strict=True) if sources else ((), (), ())
    elsewhere, tainted, found = set(), {"torch"}, []
    for names, loads, direct in zip(bound, used, imports, strict=True):
        needs = direct or bool((loads - names) & (tainted - elsewhere))
        (tainted if needs else elsewhere).update(names)
        found.append(needs)
    return found


def _names(source):
    """Return the names that a cell binds, those it reads, and whether it imports PyTorch."""
    bound, loads, direct = set(), set(), False
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            modules = [alias.name for alias in node.names]
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else modules
            direct |= any(module.split(".")[0] == "torch" for module in modules)
            bound |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, ast.Name):
            (loads if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            bound.add(node.name)
    return bound, loads, direct


def describe_cells(app, pagename, templatename, context, doctree):
    """Give a notebook's page the list of its cells and the script that makes the buttons."""
    path = Path(app.env.doc2path(pagename)) if doctree else Path()
    if path.suffix != ".ipynb":
        return
    pathto = context["pathto"]
    pinned = json.loads((RUN / "pyodide.json").read_text())
    own = app.config.pyodide_address
    beside = {HINTS: pathto(f"_static/run/{pagename}/{HINTS}", 1)}
    page = {
        "name": pagename,
        "cells": kinds(nbformat.read(path, as_version=4)),
        "colab": colab(app.config, f"{pagename}.ipynb"),
        "source": pathto(f"_sources/{context['sourcename']}", 1),
        "beside": beside if path.with_name(HINTS).is_file() else {},
        "python": {
            "address": own or pinned["address"],
            "wheels": own or pinned["wheels"],
            "digests": pinned["digests"],
            "wheel": pathto(f"_static/run/{wheel_name()}", 1),
        },
    }
    data = json.dumps(page, separators=(",", ":")).replace("<", "\\u003c")
    app.add_js_file(None, body=data, type="application/json", id="run-cells")
    app.add_js_file("run/buttons.js", loading_method="defer")
    app.add_css_file("run/run.css")


def wheel_name():
    """Return the file name of nnlib's wheel."""
    return f"nnlib-{version('nnlib')}-py3-none-any.whl"


def ship(app, exception):
    """Put the scripts, the hints and nnlib's wheel where the pages look for them."""
    if exception or app.builder.format != "html":
        return
    folder = Path(app.outdir) / "_static" / "run"
    folder.mkdir(parents=True, exist_ok=True)
    for name in SHIPPED:
        shutil.copy(RUN / name, folder)
    for path in map(Path, map(app.env.doc2path, app.env.found_docs)):
        if path.suffix == ".ipynb" and (hints := path.with_name(HINTS)).is_file():
            place = folder / path.relative_to(app.srcdir).with_suffix("")
            place.mkdir(parents=True, exist_ok=True)
            shutil.copy(hints, place)
    wheel = folder / wheel_name()
    newest = max(path.stat().st_mtime for path in (ROOT / "nnlib").rglob("*") if path.is_file())
    if not wheel.exists() or wheel.stat().st_mtime < newest:
        build_wheel(folder)


def build_wheel(folder):
    """Build nnlib's wheel into `folder`, from a copy: the build leaves files behind."""
    code = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"
    with tempfile.TemporaryDirectory() as copy:
        for name in WHEEL_SOURCES:
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, Path(copy) / name)
        command = [sys.executable, "-c", code, str(folder)]
        subprocess.run(command, cwd=copy, check=True, capture_output=True)


def setup(app):
    """Connect the buttons, and let `_config.yml` name another place for Pyodide."""
    app.add_config_value("pyodide_address", "", "html", [str])
    app.connect("html-page-context", describe_cells)
    app.connect("build-finished", ship)
