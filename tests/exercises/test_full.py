"""Prove the graders through the real grading path: prepared, run behind the wall, marked.

The slow form of `test_graders`: every known answer is handed in as a notebook of its own.
"""

import tempfile
from pathlib import Path

import nbformat
import pytest
from nbgrader.utils import determine_grade

from grading import pool, sandbox
from grading.course import Course
from grading.misconceptions import Wrong, load, stubs
from grading.mistakes import mistakes
from grading.prepare import Job, Master, grade_id, is_test
from grading.release import generate
from grading.run import Limits

pytestmark = pytest.mark.full

ROOT = Path(__file__).parents[2]
ASSIGNMENTS = Course.open(ROOT).assignments()
WORKERS = 2
PATIENT = Limits(cell_seconds=120, notebook_seconds=600)  # the machine may be busy


@pytest.fixture(scope="module", params=ASSIGNMENTS, ids=lambda assignment: assignment.name)
def graded(request):
    """Grade an exercise once with every answer; results by answer, None for the bare solution."""
    assignment = request.param
    folder = assignment.source.parent
    answers = [None, tuple(stubs(assignment.source)), *load(folder)]
    jobs = [
        Job(assignment.name, str(number), nbformat.writes(handed_in(assignment, answer)).encode())
        for number, answer in enumerate(answers)
    ]
    results = pool.run_all(
        jobs,
        {assignment.name: master(assignment)},
        limits=PATIENT,
        sandboxed=sandbox.choose("auto"),
        workers=WORKERS,
    )
    by_number = {int(job.student): result for job, result, _ in results}
    return {answer: by_number[number] for number, answer in enumerate(answers)}


def master(assignment):
    with tempfile.TemporaryDirectory() as folder:
        generate(assignment, Path(folder), hidden_tests=True)
        path = Path(folder) / assignment.name / assignment.filename
        notebook = nbformat.read(path, as_version=4)
        beside = {p.name: p.read_bytes() for p in path.parent.iterdir() if p != path}
    return Master(assignment.name, notebook, assignment.read_source(), "the gate", beside)


def handed_in(assignment, answer):
    """Make the notebook of a student with the solution in all cells but those of `answer`.

    Free cells are kept for the solution alone: nothing in them is marked, and they take most time.
    """
    notebook = nbformat.read(assignment.released, as_version=4)
    sources = {cell.id: cell.source for cell in assignment.read_source().cells}
    for one in answer if isinstance(answer, tuple) else [answer] if answer else []:
        sources[one.cell] = one.applied(sources[one.cell])
    for cell in notebook.cells:
        ours = cell.metadata.get("nbgrader", {})
        if ours.get("solution"):
            cell.source = sources[cell.id]
        elif answer and cell.cell_type == "code" and not ours.get("locked"):
            cell.source = ""
    return notebook


def scores(result):
    """Return score and maximum of each question that is marked by running it."""
    cells = [cell for cell in result.notebook.cells if is_test(cell)]
    return {grade_id(cell).removesuffix("-test"): determine_grade(cell) for cell in cells}


def lost(result):
    return {question for question, (score, worth) in scores(result).items() if score < worth}


def test_the_solution_and_every_other_right_answer_get_full_marks(graded):
    right = [answer for answer in graded if answer is None or type(answer).__name__ == "Right"]
    assert len(right) > 10
    rejected = {
        answer and f"{answer.cell}: {answer.name}": lost(graded[answer]) for answer in right
    }
    assert {name: questions for name, questions in rejected.items() if questions} == {}


def test_an_untouched_release_gets_nothing(graded):
    (stub,) = (answer for answer in graded if isinstance(answer, tuple))
    assert {score for score, _ in scores(graded[stub]).values()} == {0}


def test_every_wrong_answer_loses_its_points_and_no_others(graded):
    misfits = {}
    for answer in (answer for answer in graded if isinstance(answer, Wrong)):
        found = scores(graded[answer])
        partial = any(found[question][0] > 0 for question in answer.questions)
        if lost(graded[answer]) != set(answer.questions) or partial != bool(answer.parts):
            misfits[answer.cell, answer.name] = found
    assert misfits == {}


def test_the_graded_notebook_tells_which_mistake_it_is(graded):
    wrong = [answer for answer in graded if isinstance(answer, Wrong)]
    told = [
        answer
        for answer in wrong
        for found in mistakes(graded[answer].notebook, wrong).values()
        if any(answer.name in mistake.name.split(" or ") for mistake in found)
    ]
    assert len(set(told)) >= 0.9 * len(wrong)
