"""Run buttons without a browser: what each cell is, the Python side, the pinned files."""

import json
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import nbformat
import pin_pyodide
import pytest

from live import cells

ROOT = Path(__file__).resolve().parent.parent


def test_what_needs_torch_is_told_from_what_does_not():
    sources = [
        "import numpy as np\nfor loss in range(3):\n    pass",
        "import torch\nmodel = torch.nn.Linear(1, 1)\nloss = 1",
        "print(model)",
        "from torch import nn as layers",
        "net = layers.Linear(1, 1)",
        "print(loss, np.pi)",
        "net = 3\nprint(net)",
    ]
    assert cells.needing_torch(sources) == [False, True, True, True, True, False, False]


def test_cells_of_every_notebook_have_a_kind():
    for path in ROOT.glob("exercises/*/*.ipynb"):
        found = {cell["id"]: cell["kind"] for cell in cells.kinds(nbformat.read(path, 4))}
        assert set(found.values()) >= {"locked", "answer", "free", "test"}, path
        assert all(found[name] == "test" for name in found if name.endswith("-test"))
    for path in ROOT.glob("chapters/*.ipynb"):
        found = {cell["kind"] for cell in cells.kinds(nbformat.read(path, 4))}
        assert "code" in found and found <= {"code", "torch"}, path


def run(*sources):
    """Run cells as the page does, in a Python of their own; return the outputs of each."""
    code = (
        "import json, sys\n"
        f"sys.path.insert(0, {str(cells.RUN)!r})\n"
        "import runner\n"
        "found = []\n"
        "it = runner.Cells(lambda kind, text: found[-1].append([kind, text]))\n"
        "for source in json.load(sys.stdin):\n"
        "    found.append([])\n"
        "    found[-1].append(it.run(source, 'cell'))\n"
        "print(json.dumps(found))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=json.dumps(sources), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return [(outputs[-1], outputs[:-1]) for outputs in json.loads(done.stdout)]


def test_the_last_value_is_shown_and_names_are_shared():
    assert run("x = 20\nprint('x')\nx + 22", "x;", "display(x, 'y')\nx = 1") == [
        (True, [["text", "x"], ["text", "\n"], ["text", "42\n"]]),
        (True, []),
        (True, [["text", "20\n"], ["text", "'y'\n"]]),
    ]


def test_an_error_shows_the_lines_of_the_cell_and_not_ours():
    (well, ((kind, text),)), (still, shown) = run("def f():\n    return 1 / 0\nf()", "f.__name__")
    assert (well, kind) == (False, "error")
    assert 'File "<cell>", line 2, in f\n    return 1 / 0' in text
    assert text.endswith("ZeroDivisionError: division by zero")
    assert "runner.py" not in text
    assert (still, shown) == (True, [["text", "'f'\n"]])


def test_a_failed_check_is_its_sentence_alone():
    source = "import nnlib.check as check\ncheck.that(False, 'The rows must sum to 1.')"
    ((well, outputs),) = run(source)
    assert not well
    assert outputs == [["error", "The rows must sum to 1."]]


def test_syntax_errors_and_exits_end_the_cell_alone():
    (bad, ((_, text),)), (left, _), (well, _) = run("1 +", "raise SystemExit", "1")
    assert (bad, left, well) == (False, False, True)
    assert "SyntaxError" in text


def test_figures_come_as_pictures_in_their_place():
    ((well, outputs),) = run(
        "import matplotlib.pyplot as plt\n"
        "plt.plot([1, 2])\nplt.show()\nprint('between')\nplt.plot([2, 1])\nplt.title('last');"
    )
    assert well
    kinds = [kind for kind, text in outputs if text.strip()]
    assert kinds == ["picture", "text", "picture"]
    assert all("<svg" in text for kind, text in outputs if kind == "picture")


def test_live_figures_come_as_html():
    ((well, ((kind, text),)),) = run("from nnlib import figures\nfigures.slope()")
    assert well and kind == "html"
    assert "nnlib-slope" in text


def test_pinned_files_are_those_of_the_package():
    if not pin_pyodide.PACKAGE.is_dir():
        pytest.skip("pyodide is missing: make test installs it, or npm ci")
    assert json.loads(pin_pyodide.PINNED.read_text()) == pin_pyodide.pins()


def test_the_wheel_holds_the_library_and_its_data(tmp_path):
    cells.build_wheel(tmp_path)
    names = ZipFile(tmp_path / cells.wheel_name()).namelist()
    assert {"nnlib/tensor.py", "nnlib/datasets/digits.npz", "nnlib/figures/base.js"} <= set(names)
    assert not [name for name in names if name.startswith(("tests", "grading"))]
