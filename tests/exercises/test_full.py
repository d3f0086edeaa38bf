"""Prove the graders through the real grading path: prepared, run behind the wall, marked.

The slow form of `test_graders`: whole notebooks. Answers that reach no question in common are
handed in together, which takes a quarter of the time that a notebook for each would.
"""

import tempfile
from pathlib import Path

import nbformat
import pytest
from nbgrader.utils import determine_grade

from grading import pool, sandbox
from grading.course import Course
from grading.misconceptions import Right, Wrong, graded_cells, load, reached, stubs
from grading.mistakes import mistakes
from grading.prepare import Job, Master, grade_id, is_test
from grading.release import generate
from grading.run import Limits

pytestmark = pytest.mark.full

ROOT = Path(__file__).parents[2]
ASSIGNMENTS = Course.open(ROOT).assignments()
WORKERS = 1  # pytest-xdist takes as many exercises as there are cores
PATIENT = Limits(cell_seconds=120, notebook_seconds=600)  # the machine may be busy


@pytest.fixture(scope="module", params=ASSIGNMENTS, ids=lambda assignment: assignment.name)
def graded(request):
    """Grade an exercise once with every answer; results by the answers handed in together."""
    assignment = request.param
    answers = load(assignment.source.parent)
    hand_ins = [(), tuple(stubs(assignment.source)), *together(assignment, answers)]
    jobs = [
        Job(assignment.name, str(number), nbformat.writes(handed_in(assignment, answers)).encode())
        for number, answers in enumerate(hand_ins)
    ]
    results = pool.run_all(
        jobs,
        {assignment.name: master(assignment)},
        limits=PATIENT,
        sandboxed=sandbox.choose("auto"),
        workers=WORKERS,
    )
    by_number = {int(job.student): result for job, result, _ in results}
    return {answers: by_number[number] for number, answers in enumerate(hand_ins)}


def together(assignment, answers):
    """Divide answers into tuples in which no two can change the outcome of the same question."""
    cells = graded_cells(assignment.source)
    hand_ins = []
    for answer in answers:
        for others in hand_ins:
            if apart(cells, [*others, answer]):
                others.append(answer)
                break
        else:
            hand_ins.append([answer])
    return [tuple(others) for others in hand_ins]


def apart(cells, answers):
    """Tell whether each answer reaches questions of its own, alone and with the others in place."""
    if len({answer.cell for answer in answers}) < len(answers):
        return False
    reach = [
        reached(cells, [one]) | reached(cells, [one], [other for other in answers if other != one])
        for one in answers
    ]
    return sum(map(len, reach)) == len(set().union(*reach))


def master(assignment):
    with tempfile.TemporaryDirectory() as folder:
        generate(assignment, Path(folder), hidden_tests=True)
        path = Path(folder) / assignment.name / assignment.filename
        notebook = nbformat.read(path, as_version=4)
        beside = {p.name: p.read_bytes() for p in path.parent.iterdir() if p != path}
    return Master(assignment.name, notebook, assignment.read_source(), "the gate", beside)


def handed_in(assignment, answers):
    """Make the notebook of a student with the solution in all cells but those of `answers`.

    Free cells are kept for the solution alone: nothing in them is marked, and they take most time.
    """
    notebook = nbformat.read(assignment.released, as_version=4)
    sources = {cell.id: cell.source for cell in assignment.read_source().cells}
    for answer in answers:
        sources[answer.cell] = answer.applied(sources[answer.cell])
    for cell in notebook.cells:
        ours = cell.metadata.get("nbgrader", {})
        if ours.get("solution"):
            cell.source = sources[cell.id]
        elif answers and cell.cell_type == "code" and not ours.get("locked"):
            cell.source = ""
    return notebook


def scores(result):
    """Return score and maximum of each question that is marked by running it."""
    cells = [cell for cell in result.notebook.cells if is_test(cell)]
    return {grade_id(cell).removesuffix("-test"): determine_grade(cell) for cell in cells}


def lost(result):
    return {question for question, (score, worth) in scores(result).items() if score < worth}


def is_stubs(answers):
    return any(answer.name == "not written" for answer in answers)


def test_the_solution_and_every_other_right_answer_get_full_marks(graded):
    rejected = {answers: set() for answers in graded if not is_stubs(answers)}
    assert sum(type(answer) is Right for answers in rejected for answer in answers) > 10
    for answers in rejected:
        wrong = [answer.questions for answer in answers if isinstance(answer, Wrong)]
        rejected[answers] = lost(graded[answers]).difference(*wrong)
    assert {names(answers): rejected[answers] for answers in rejected if rejected[answers]} == {}


def names(answers):
    return "; ".join(f"{answer.cell}: {answer.name}" for answer in answers) or "the solution"


def test_an_untouched_release_gets_nothing(graded):
    (stub,) = filter(is_stubs, graded)
    assert {score for score, _ in scores(graded[stub]).values()} == {0}


def test_every_wrong_answer_loses_its_points(graded):
    misfits = {}
    for answers, result in graded.items():
        found = scores(result)
        for answer in (answer for answer in answers if isinstance(answer, Wrong)):
            partial = any(found[question][0] > 0 for question in answer.questions)
            if not lost(result) >= set(answer.questions) or partial != bool(answer.parts):
                misfits[answer.cell, answer.name] = found
    assert misfits == {}


def test_the_graded_notebook_tells_which_mistake_it_is(graded):
    wrong = [answer for answers in graded for answer in answers if isinstance(answer, Wrong)]
    told = [
        answer
        for answers in graded
        for answer in answers
        if isinstance(answer, Wrong)
        for question, found in mistakes(graded[answers].notebook, wrong).items()
        if question.removesuffix("-test") in answer.questions
        and any(answer.name in mistake.name.split(" or ") for mistake in found)
    ]
    assert len(set(told)) >= 0.9 * len(wrong)
