"""The tiny course: a fresh one, and one with a class that has been graded."""

import pytest

from tests.grading.tiny import grade, hand_in, make_course, tiny_submissions


@pytest.fixture
def course(tmp_path):
    """A fresh tiny course."""
    return make_course(tmp_path)


@pytest.fixture(scope="session")
def tiny_class(tmp_path_factory):
    """The tiny course with submissions of every kind, graded once; not to be changed."""
    course = make_course(tmp_path_factory.mktemp("tiny"))
    for student, content in tiny_submissions(course).items():
        hand_in(course, student, content)
    return course, grade(course, cell_seconds=3)
