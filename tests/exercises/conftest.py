"""Running a wrong answer can take seconds: it is done once for all tests."""

from functools import cache

import pytest

from grading import misconceptions


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Keep the tests of an exercise in one process, so that they share what was run."""
    for item in items:
        parameters = item.callspec.params if hasattr(item, "callspec") else {}
        folder = parameters.get("folder") or getattr(parameters.get("notebook"), "parent", None)
        folder = folder or parameters.get("graded")
        if folder:
            item.add_marker(pytest.mark.xdist_group(folder.name))


@pytest.fixture(scope="session")
def run_once():
    """Give `misconceptions.run` for one answer, remembering what it returned."""
    remembered = cache(lambda notebook, answer: misconceptions.run(notebook, [answer]))

    def run(notebook, answers):
        (answer,) = answers
        return remembered(notebook, answer)

    return run
