"""Copies for Colab: the same notebooks behind a cell that installs the published wheel."""

import subprocess
import sys
from pathlib import Path

import colab_copies
import nbformat
import pytest

from live import cells

ROOT = Path(__file__).resolve().parents[1]
ADDRESS = "https://owner.github.io/name"


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    folder = tmp_path_factory.mktemp("copies")
    command = [sys.executable, "-S", ROOT / "scripts" / "colab_copies.py", ADDRESS, folder]
    subprocess.run(command, check=True)
    return folder


def test_every_notebook_has_a_copy_that_differs_in_its_first_cells_alone(copied):
    sources = [*ROOT.glob("chapters/*.ipynb"), *ROOT.glob("exercises/*/*.ipynb")]
    assert len(list(copied.rglob("*.ipynb"))) == len(sources) > 20
    for source in sources:
        copy = nbformat.read(copied / source.relative_to(ROOT), as_version=4)
        nbformat.validate(copy)
        original = nbformat.read(source, as_version=4)
        assert copy.cells[2:] == original.cells
        assert copy.metadata == original.metadata


def test_the_first_cell_brings_what_the_book_ships(copied):
    chapter = nbformat.read(copied / "chapters/05-backpropagation.ipynb", as_version=4)
    assert f"({ADDRESS}/chapters/05-backpropagation.html)" in chapter.cells[0].source
    install = f"%pip install --quiet {ADDRESS}/_static/run/{cells.wheel_name()}"
    assert chapter.cells[1].source == install
    name = "exercises/02-perceptron/perceptron"
    exercise = nbformat.read(copied / f"{name}.ipynb", as_version=4)
    hints = f"!curl --silent --remote-name {ADDRESS}/_static/run/{name}/{cells.HINTS}"
    assert exercise.cells[1].source == f"{install}\n{hints}"


def test_a_slash_at_the_end_of_the_address_makes_no_difference():
    with_slash = dict(colab_copies.copies(f"{ADDRESS}/"))
    assert all("github.io/name//" not in text for text in with_slash.values())
