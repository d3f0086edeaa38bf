"""A tiny course of one exercise, and ways to hand in and grade in it."""

import copy
import shutil

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grading import batch, marks, release, sandbox
from grading.course import Course
from grading.run import Limits
from tests.conftest import ROOT

HIDDEN_LINE = 'assert double(17.25) == 34.5, "wrong on a fresh number"'
SOLUTION_LINE = "return np.add(x, x)"
ASSIGNMENT = "01-tiny"
RIGHT = {
    "double": f"def double(x):\n    {SOLUTION_LINE}",
    "square": "def square(x):\n    return x * x",
    "why": "Because it is.",
}


def cell(name, source, *, markdown=False, points=None, solution=False, locked=False):
    """Make a cell; one with points, a solution or a lock gets nbgrader's metadata."""
    made = (new_markdown_cell if markdown else new_code_cell)(source, id=name)
    if points is not None or solution or locked:
        role = {"grade": points is not None, "solution": solution, "locked": locked, "task": False}
        made.metadata["nbgrader"] = role | {"grade_id": name, "schema_version": 3}
        if points is not None:
            made.metadata["nbgrader"]["points"] = points
    return made


def tiny_notebook():
    """Make the source of the tiny course's exercise: two functions and a written question."""
    double = f"def double(x):\n    ### BEGIN SOLUTION\n    {SOLUTION_LINE}\n    ### END SOLUTION"
    double_test = (
        '"""Checks `double`."""\n'
        'assert double(2) == 4, "double(2) is not 4"\n'
        f"### BEGIN HIDDEN TESTS\n{HIDDEN_LINE}\n### END HIDDEN TESTS"
    )
    square = (
        "def square(x):\n    ### BEGIN SOLUTION\n    return np.multiply(x, x)\n    ### END SOLUTION"
    )
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    cells = [
        cell("title", "# Tiny", markdown=True),
        cell("imports", "import numpy as np", locked=True),
        cell("double", double, solution=True),
        cell("double-try", "double(3)"),
        cell("double-test", double_test, points=3, locked=True),
        cell("square", square, solution=True),
        cell("square-test", "assert square(3) == 9", points=5, locked=True),
        cell("why", "Because.", markdown=True, points=2, solution=True),
    ]
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def make_course(folder):
    """Make the tiny course in a folder and release its exercise."""
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    source = folder / "solutions" / ASSIGNMENT / "tiny.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(tiny_notebook(), source)
    (source.parent / "misconceptions.py").write_text("ANSWERS = []\n")
    course = Course.open(folder)
    list(release.release(course.assignments()))
    return course


def answered(course, **answers):
    """Return the released notebook with some cells' sources replaced."""
    notebook = nbformat.read(course.assignments()[0].released, as_version=4)
    for made in notebook.cells:
        made.source = answers.get(made.id.replace("-", "_"), made.source)
    return notebook


def hand_in(course, student, content):
    """Put a notebook, or text, where `collect` would put it."""
    path = course.assignments()[0].submission(student).submitted
    path.parent.mkdir(parents=True, exist_ok=True)
    text = content if isinstance(content, str) else nbformat.writes(content)
    path.write_text(text, encoding="utf-8")
    return path


def grade(course, **options):
    """Grade what is pending; a dict of the outcomes by student."""
    batch.recover(course.assignments())
    submissions = batch.pending(course.assignments(), regrade=options.pop("regrade", False))
    limits = Limits(cell_seconds=options.pop("cell_seconds", 20))
    sandboxed = sandbox.choose("auto")
    outcomes = batch.grade(submissions, limits=limits, sandboxed=sandboxed, **options)
    return {outcome.submission.student: outcome for outcome in outcomes}


def scores(course, student):
    """Return a student's score on every question, None where there is none."""
    given = marks.marks(course.assignments())
    return {mark.question: mark.score for mark in given if mark.student == student}


SCRIPT = "*Because.* $a < b$ <script>alert(1)</script> <img src=x onerror=alert(2)>"
SCRIPT_OUTPUT = """
display({"text/html": "<script>alert(3)</script>"}, raw=True)
size = {"width": "1 onerror=alert(4)", "height": 7}
display({"image/png": "AAAA"}, metadata={"image/png": size}, raw=True)
"""


def tiny_submissions(course):
    """Make submissions that end in every way."""
    without_test = answered(course, **RIGHT)
    without_test.cells = [c for c in without_test.cells if c.id != "double-test"]
    warns = "import warnings\ndef double(x):\n    warnings.warn('soon')\n    return 2 * x"
    dies = "import os\ndef square(x):\n    os.kill(os.getpid(), 9)"
    return {
        "right": answered(course, **RIGHT),
        "untouched": answered(course),
        "constant": answered(course, **RIGHT | {"double": "def double(x):\n    return 4"}),
        "test-deleted": without_test,
        "test-edited": answered(course, double_test="pass", square_test="pass"),
        "warns": answered(course, **RIGHT | {"double": warns}),
        "dies": answered(course, **RIGHT | {"square": dies}),
        "endless": answered(course, **RIGHT | {"square": "def square(x):\n    while True: pass"}),
        "cut-off": nbformat.writes(answered(course, **RIGHT))[:500],
        "script": answered(course, **RIGHT | {"why": SCRIPT, "double_try": SCRIPT_OUTPUT}),
        "twice": _with_copy(answered(course, **RIGHT)),
    }


def _with_copy(notebook):
    """Copy the first answer with its metadata, as pasting a cell in JupyterLab does."""
    place = next(i for i, c in enumerate(notebook.cells) if c.id == "double")
    pasted = copy.deepcopy(notebook.cells[place])
    pasted.id = "pasted"
    notebook.cells.insert(place, pasted)
    return notebook
