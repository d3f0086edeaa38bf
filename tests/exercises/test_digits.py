"""The first project: a fit that takes too long is told so."""

from pathlib import Path

import nbformat
import pytest

from nnlib import check

SOURCE = Path(__file__).parents[2] / "solutions" / "08-digits" / "digits.ipynb"
ENDLESS = "def fit(X_train, y_train, rng):\n    while True:\n        X_train @ X_train.T"


def test_a_fit_without_end_is_stopped_and_told():
    """One question will do: 4 seconds of computing."""
    cells = {cell.id: cell.source for cell in nbformat.read(SOURCE, as_version=4).cells}
    namespace = {"__name__": "__main__"}
    exec(cells["imports"], namespace)
    exec(ENDLESS, namespace)
    with pytest.raises(check.CheckFailed, match="fit on 197 digits has not ended after 4 s of"):
        exec(cells["fit-test"], namespace)


@pytest.mark.parametrize(("cell", "seconds"), [("fit", 4), ("accuracy", 10)])
def test_the_limits_are_those_of_the_specification(cell, seconds):
    cells = {cell.id: cell.source for cell in nbformat.read(SOURCE, as_version=4).cells}
    assert f"guard(fit, name=name, seconds={seconds})" in cells[f"{cell}-test"]
    assert f"{seconds} seconds" in cells["fit"]
