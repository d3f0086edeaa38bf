"""The released exercises come from the solutions, and nothing else comes with them."""

import json
import re

import nbformat
import pytest

from grading import release
from grading.course import Course, CourseError
from nnlib.check import HINTS_FILE
from tests.conftest import ROOT
from tests.grading.tiny import HIDDEN_LINE, SOLUTION_LINE

ASSIGNMENTS = Course.open(ROOT).assignments()
SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.S)
HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS", re.S)


def secret_lines(assignment):
    """List the lines of solutions and hidden tests that stand nowhere else in the source."""
    cells = nbformat.read(assignment.source, as_version=4).cells
    text = "\n".join(cell.source for cell in cells)
    inside = [
        line
        for part in (SOLUTION, HIDDEN)
        for found in part.findall(text)
        for line in found.splitlines()
    ]
    outside = HIDDEN.sub("", SOLUTION.sub("", text))
    lines = {line.strip() for line in inside}
    return sorted(line for line in lines if len(line) > 12 and line not in outside)


def test_there_are_exercises():
    assert len(ASSIGNMENTS) >= 2


def test_the_committed_exercises_are_those_of_the_sources():
    assert list(release.differences(ASSIGNMENTS)) == []


@pytest.mark.parametrize("assignment", ASSIGNMENTS, ids=lambda assignment: assignment.name)
def test_only_notebook_and_hints_are_released_and_no_secret_in_them(assignment):
    folder = assignment.released.parent
    assert {path.name for path in folder.iterdir()} == {assignment.filename, HINTS_FILE}
    cells = nbformat.read(assignment.released, as_version=4).cells
    text = "\n".join(cell.source for cell in cells)
    text += "\n".join(json.loads((folder / HINTS_FILE).read_text(encoding="utf-8")).values())
    secrets = secret_lines(assignment)
    assert len(secrets) > 10
    assert [line for line in secrets if line in text] == []
    assert "HIDDEN TESTS" not in text
    assert "SOLUTION" not in text


def test_the_tiny_course_gives_the_secrets_it_should(course):
    assert secret_lines(course.assignments()[0]) == sorted(
        [HIDDEN_LINE, SOLUTION_LINE, "return np.multiply(x, x)"]
    )


def test_every_difference_is_named(course):
    (assignment,) = course.assignments()
    assert list(release.differences([assignment])) == []
    (assignment.released.parent / "misconceptions.py").write_text("")
    assignment.released.write_text("{}")
    assert list(release.differences([assignment])) == [
        "exercises/01-tiny/misconceptions.py: does not belong there",
        "exercises/01-tiny/tiny.ipynb: differs from its source",
    ]
    list(release.release([assignment]))
    assert list(release.differences([assignment])) == []


def test_a_source_that_cannot_be_released_leaves_the_exercise_alone(course):
    (assignment,) = course.assignments()
    before = assignment.released.read_bytes()
    notebook = nbformat.read(assignment.source, as_version=4)
    notebook.cells[2].source = notebook.cells[2].source.replace("### END SOLUTION", "")
    nbformat.write(notebook, assignment.source)
    with pytest.raises(CourseError, match=r"tiny\.ipynb: .*end solution"):
        list(release.release([assignment]))
    assert assignment.released.read_bytes() == before


def test_an_unknown_assignment_is_named_with_those_that_exist(course):
    with pytest.raises(CourseError, match=r"no assignment 'x' in .*; there are: 01-tiny"):
        course.assignments(["x"])


def test_a_folder_that_is_no_course_is_said(tmp_path):
    with pytest.raises(CourseError, match=r"no nbgrader_config\.py in "):
        Course.open(tmp_path)
