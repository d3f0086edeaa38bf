"""Running a wrong answer can take seconds: it is done once for all tests."""

from functools import cache

import pytest

from grading import misconceptions


@pytest.fixture(scope="session")
def run_once():
    """Give `misconceptions.run` for one answer, remembering what it returned."""
    remembered = cache(lambda notebook, answer: misconceptions.run(notebook, [answer]))

    def run(notebook, answers):
        (answer,) = answers
        return remembered(notebook, answer)

    return run
