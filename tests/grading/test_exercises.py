"""The exercises' own test cells say through the boundary what they say in one process."""

import copy
import re
from pathlib import Path

import nbformat
import pytest

from grading import misconceptions, sandbox
from grading.misconceptions import Right, Wrong
from grading.prepare import is_test
from grading.run import GRADED, Limits, Runner

SOLUTIONS = Path(__file__).parents[2] / "solutions"
EXERCISES = sorted(path.parent for path in SOLUTIONS.glob("*/misconceptions.py"))
SEED = "0"
LINE = re.compile(r"\(line (\d+): .*\)")  # in one process the text of the line is not known


@pytest.fixture(scope="module", params=EXERCISES, ids=lambda folder: folder.name)
def exercise(request):
    """The path of an exercise, its notebook, and a function that grades it with an answer."""
    (path,) = request.param.glob("*.ipynb")
    source = nbformat.read(path, as_version=4)
    with Runner(source, sandboxed=not sandbox.missing(), seed=SEED) as runner:

        def graded(*answers):
            notebook = copy.deepcopy(source)
            for answer in answers:
                cell = next(cell for cell in notebook.cells if cell.id == answer.cell)
                cell.source = answer.applied(cell.source)
            result = runner.run(notebook, Limits())
            assert result.status == GRADED, result.reason
            return {cell.id: _said(cell) for cell in result.notebook.cells if is_test(cell)}

        yield path, graded


def _said(cell):
    """Return the message of a test cell that failed, True for lost parts, "" for all points."""
    errors = [o.evalue for o in cell.outputs if o.output_type == "error"]
    if errors:
        return LINE.sub(r"(line \1)", errors[0])
    return any(o.output_type == "execute_result" for o in cell.outputs) or ""


def sample(path, kind):
    """Pick an answer of one kind for each answer cell: another one for each."""
    answers = [a for a in misconceptions.load(path.parent) if type(a) is kind]
    cells = list(dict.fromkeys(answer.cell for answer in answers))
    of_cell = [[answer for answer in answers if answer.cell == cell] for cell in cells]
    return [found[index % len(found)] for index, found in enumerate(of_cell)]


def test_the_solution_gets_full_marks(exercise):
    _, graded = exercise
    assert set(graded().values()) == {""}


def test_other_right_answers_get_full_marks(exercise):
    path, graded = exercise
    assert set(graded(*sample(path, Right)).values()) == {""}


def test_nothing_written_gets_none(exercise):
    path, graded = exercise
    said = graded(*misconceptions.stubs(path))
    assert all("not written yet" in message for message in said.values()), said


def test_a_wrong_answer_is_told_the_same(exercise, monkeypatch):
    path, graded = exercise
    monkeypatch.setenv("NNLIB_CHECK_SEED", SEED)
    for answer in sample(path, Wrong):
        alone = misconceptions.run(path, [answer])
        here = {f"{question}-test": _message(outcome) for question, outcome in alone.items()}
        there = graded(answer)
        assert there == dict.fromkeys(there, "") | here, answer.name


def _message(outcome):
    """Return what a student is told: the first failure, the visible one if there is one."""
    failure = outcome.visible.failure or outcome.hidden.failure
    return str(failure) if failure else bool(outcome.parts) or ""
