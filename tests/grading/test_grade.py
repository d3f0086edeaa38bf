"""Submissions of every kind, graded end to end on a tiny course."""

import nbformat
import pytest

from grading import batch, gradebook, marks
from grading.course import CourseError
from tests.grading.tiny import RIGHT, answered, grade, hand_in, scores


@pytest.mark.parametrize(
    ("student", "status", "double", "square", "why"),
    [
        ("right", "graded", 3, 5, None),
        ("untouched", "graded", 0, 0, 0),
        ("constant", "graded", 0, 5, None),
        ("test-deleted", "graded", 3, 5, None),
        ("test-edited", "tampered", 0, 0, 0),
        ("warns", "graded", 3, 5, None),
        ("dies", "crashed", 3, 0, None),
        ("endless", "timed out", 3, 0, None),
        ("cut-off", "malformed", 0, 0, 0),
        ("script", "graded", 3, 5, None),
        ("twice", "graded", 3, 5, None),
    ],
)
def test_every_submission_gets_its_marks(tiny_class, student, status, double, square, why):
    course, outcomes = tiny_class
    assert outcomes[student].status == status
    expected = {"double-test": double, "square-test": square, "why": why}
    assert scores(course, student) == expected


@pytest.mark.parametrize(
    ("student", "reason"),
    [
        ("test-deleted", "cell double-test was missing and was put back"),
        ("test-edited", "cell double-test was changed and was put back"),
        ("dies", "square-test: Python ended while this ran"),
        ("endless", "square-test: took too long (3 s a cell, 300 s in all)"),
        ("cut-off", "not a notebook: "),
        ("twice", "cell double was there 2 times; each ran where it stood"),
    ],
)
def test_what_went_wrong_is_said(tiny_class, student, reason):
    _, outcomes = tiny_class
    assert reason in outcomes[student].reason


def test_a_second_run_finds_nothing_to_do(tiny_class):
    course, _ = tiny_class
    assert batch.pending(course.assignments()) == []


def test_an_interrupted_grading_is_taken_up_again(course):
    hand_in(course, "first", answered(course, **RIGHT))
    hand_in(course, "second", answered(course))
    submissions = batch.pending(course.assignments())
    outcomes = batch.grade(submissions, sandboxed=False, workers=1)
    next(outcomes)
    outcomes.close()
    assert len(batch.pending(course.assignments())) == 1
    grade(course)
    assert scores(course, "first")["double-test"] == 3
    assert scores(course, "second")["double-test"] == 0


def test_a_new_version_is_graded_again_and_marks_by_hand_survive(course):
    hand_in(course, "anna", answered(course, **RIGHT))
    grade(course)
    _mark_by_hand(course, "anna", 1.5)
    assert _statuses(course, "anna")["why"] == marks.GRADED

    grade(course, regrade=True)
    assert scores(course, "anna")["why"] == 1.5
    assert _statuses(course, "anna")["why"] == marks.GRADED

    hand_in(course, "anna", answered(course, **RIGHT | {"square": "square = abs"}))
    outcomes = grade(course)
    assert outcomes["anna"].score == 3 + 0 + 1.5
    assert scores(course, "anna")["why"] == 1.5
    assert _statuses(course, "anna")["why"] == marks.NEEDS_MARKING  # another answer: look again


def test_a_changed_test_grades_everybody_again(course):
    hand_in(course, "anna", answered(course, **RIGHT))
    grade(course)
    source = course.assignments()[0].source
    notebook = nbformat.read(source, as_version=4)
    next(c for c in notebook.cells if c.id == "square-test").source = "assert square(3) == 10"
    nbformat.write(notebook, source)
    assert grade(course)["anna"].score == 3


def test_a_question_that_is_gone_stops_the_grading_with_advice(course):
    hand_in(course, "anna", answered(course, **RIGHT))
    grade(course)
    source = course.assignments()[0].source
    notebook = nbformat.read(source, as_version=4)
    notebook.cells = [c for c in notebook.cells if c.id != "square-test"]
    nbformat.write(notebook, source)
    with pytest.raises(CourseError, match=r"other cells than .*nbgrader db assignment remove"):
        grade(course)
    assert scores(course, "anna")["double-test"] == 3


def test_one_seed_for_an_assignment_for_ever(course):
    (assignment,) = course.assignments()
    assert gradebook.seed(assignment) == gradebook.seed(assignment)
    unknown = "import os\nassert 'NNLIB_CHECK_SEED' not in os.environ"  # to the student's code
    double = f"{unknown}\ndef double(x):\n    return 2 * x"
    hand_in(course, "anna", answered(course, **RIGHT | {"double": double}))
    grade(course)
    assert scores(course, "anna")["double-test"] == 3


def _mark_by_hand(course, student, score):
    """Do what the formgrader does when a person types a mark."""
    (assignment,) = course.assignments()
    with gradebook.open_gradebook(course) as opened:
        grade = opened.find_grade("why", assignment.notebook, assignment.name, student)
        grade.manual_score, grade.needs_manual_grade = score, False
        opened.db.commit()


def _statuses(course, student):
    given = marks.marks(course.assignments())
    return {mark.question: mark.status for mark in given if mark.student == student}
