"""Test cells and students' own names do not meet: neither side can spoil the other's."""

import ast
from pathlib import Path

import nbformat
import pytest

from grading.misconceptions import Right, run

SOLUTIONS = Path(__file__).parents[2] / "solutions"
NOTEBOOKS = sorted(SOLUTIONS.glob("*/*.ipynb"))
each_notebook = pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
# Names that students give to helpers or to results, beside those that the test cells use.
COMMON = "forward backward summed compare slope slopes draw mixed names size tanh square pairs w b"
COMMON += " x X y data rng check sum max min list len range zip print float int abs all any round"


class Mine:
    """A student's value: it can be held and compared, and nothing else."""


def cells(notebook):
    return nbformat.read(notebook, as_version=4).cells


def question_cells(notebook):
    return [cell for cell in cells(notebook) if cell.id.endswith("-test")]


def bound_in(source):
    """Name what a cell binds anywhere, its functions' parameters and locals included."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
    return found


def used_by_answers(notebook):
    """Name what the solution finds in the notebook or in Python: this has to stay what it is."""
    graded = [c for c in cells(notebook) if c.cell_type == "code" and "nbgrader" in c.metadata]
    sources = [c.source for c in graded if not c.id.endswith("-test")]
    return {
        node.id if isinstance(node, ast.Name) else node.name
        for source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, (ast.Name, ast.FunctionDef, ast.ClassDef))
    } | {"np", "math", "nnlib"}


@each_notebook
def test_a_test_cell_is_one_question(notebook):
    for cell in question_cells(notebook):
        docstring, question = ast.parse(cell.source).body
        assert isinstance(docstring.value.value, str)
        (decorator,) = question.decorator_list
        assert ast.unparse(decorator.func) == "nnlib.check.question"
        assert question.name == "_"


@each_notebook
def test_test_cells_neither_meet_nor_change_a_students_names(notebook):
    names = set().union(
        COMMON.split(), *(bound_in(cell.source) for cell in question_cells(notebook))
    )
    names -= used_by_answers(notebook)
    assert "check" in names
    mine = Mine()
    namespace = {"__name__": "__main__", "_": "", **dict.fromkeys(names, mine)}
    for cell in cells(notebook):
        if cell.cell_type != "code" or "nbgrader" not in cell.metadata:
            continue
        before = dict(namespace)
        exec(compile(cell.source, f"<{cell.id}>", "exec"), namespace)
        namespace.pop("__doc__", None)  # of a module, not of a cell
        if cell.id.endswith("-test"):
            assert namespace == before
    assert {name for name in names if namespace[name] is not mine} == set()


@each_notebook
def test_helpers_under_the_names_of_the_tests_keep_working(notebook):
    """Each answer calls helpers with names that test cells use, defined beside it."""
    names = set().union(
        COMMON.split(), *(bound_in(cell.source) for cell in question_cells(notebook))
    )
    names = sorted(names - used_by_answers(notebook))
    helpers = "".join(f"def {name}(): return {name!r}\n" for name in names)
    calls = "; ".join(f"assert {name}() == {name!r}" for name in names)
    answers = []
    for cell in cells(notebook):
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution"):
            lines = cell.source.replace("### BEGIN SOLUTION", calls)
            answers.append(Whole(cell.id, "with helpers", f"{helpers}\n{lines}"))
    outcomes = run(notebook, answers)
    assert {q: o for q, o in outcomes.items() if not o.passed} == {}


class Whole(Right):
    """An answer that takes the place of the whole cell."""

    def applied(self, source):
        return self.new
