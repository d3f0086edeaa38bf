"""Prove the graders of every exercise on its known wrong and right answers.

This is the fast form: graded cells run in this process, without a notebook kernel. A new exercise
is covered as soon as its folder is there.
"""

import ast
from collections import Counter, defaultdict
from pathlib import Path

import nbformat
import pytest

from grading import hints
from grading.misconceptions import Right, Wrong, load, run, stubs

SOLUTIONS = Path(__file__).parents[2] / "solutions"
EXERCISES = sorted(path.parent for path in SOLUTIONS.glob("*/misconceptions.py"))
NAMES = [folder.name for folder in EXERCISES]
ANSWERS = [(folder, answer) for folder in EXERCISES for answer in load(folder)]


def notebook(folder):
    (path,) = folder.glob("*.ipynb")
    return path


def ids(answers):
    return [f"{folder.name}: {answer.cell}: {answer.name}" for folder, answer in answers]


def lost(outcomes):
    return {question for question, outcome in outcomes.items() if not outcome.passed}


def answer_cells(folder):
    return [answer.cell for answer in stubs(notebook(folder))]


def test_every_exercise_lists_its_answers():
    assert {path.parent for path in SOLUTIONS.glob("*/*.ipynb")} == set(EXERCISES)


@pytest.mark.parametrize("seed", ["0", "spring", "71234567890"])
@pytest.mark.parametrize("folder", EXERCISES, ids=NAMES)
def test_solution_keeps_all_points(folder, seed, monkeypatch):
    monkeypatch.setenv("NNLIB_CHECK_SEED", seed)
    outcomes = run(notebook(folder))
    assert outcomes
    assert {q: o for q, o in outcomes.items() if not o.passed} == {}


@pytest.mark.parametrize("folder", EXERCISES, ids=NAMES)
def test_untouched_release_earns_nothing(folder):
    outcomes = run(notebook(folder), stubs(notebook(folder)))
    assert lost(outcomes) == set(outcomes)
    for outcome in outcomes.values():
        assert "not written yet" in str(outcome.visible.failure)
        assert "not written yet" in str(outcome.hidden.failure)


@pytest.mark.parametrize("folder", EXERCISES, ids=NAMES)
def test_a_missing_answer_loses_its_own_points(folder):
    """One stub at a time: it loses its question; others only where wrong answers declare it."""
    declared = {cell: {cell} for cell in answer_cells(folder)}
    for answer in load(folder):
        if isinstance(answer, Wrong):
            declared[answer.cell] |= set(answer.questions)
    for stub in stubs(notebook(folder)):
        missed = lost(run(notebook(folder), [stub]))
        assert missed
        assert missed <= declared[stub.cell], stub.cell


WRONG = [pair for pair in ANSWERS if isinstance(pair[1], Wrong)]
RIGHT = [pair for pair in ANSWERS if not isinstance(pair[1], Wrong)]


@pytest.mark.parametrize(("folder", "answer"), WRONG, ids=ids(WRONG))
def test_wrong_answer_loses_its_points_and_no_others(folder, answer, run_once):
    outcomes = run_once(notebook(folder), [answer])
    assert lost(outcomes) == set(answer.questions)
    failed = [outcomes[question] for question in answer.questions]
    assert {part for o in failed if not o.nothing for part in o.parts} == set(answer.parts)
    for outcome in failed:
        said = [str(failure) for failure in outcome.hidden.failures]
        assert said, "hidden tests must notice it too"
        assert all(text.startswith("Hidden test (") for text in said), said
        assert outcome.nothing == bool(outcome.hidden.failure), "hidden tests must take as much"
        assert outcome.nothing or outcome.parts == set(outcome.hidden.parts)


@pytest.mark.parametrize("seed", ["0", "autumn"])
@pytest.mark.parametrize(("folder", "answer"), RIGHT, ids=ids(RIGHT))
def test_right_answer_keeps_all_points(folder, answer, seed, monkeypatch):
    monkeypatch.setenv("NNLIB_CHECK_SEED", seed)
    outcomes = run(notebook(folder), [answer])
    assert {q: o for q, o in outcomes.items() if not o.passed} == {}


@pytest.mark.parametrize("folder", EXERCISES, ids=NAMES)
def test_points_of_questions_and_parts_are_those_of_the_rules(folder):
    cells = {cell.id: cell for cell in nbformat.read(notebook(folder), 4).cells}
    for cell in (cell for name, cell in cells.items() if name.endswith("-test")):
        points, parts = stated(cell.source)
        worth = cell.metadata["nbgrader"]["points"]
        assert points in ({None, worth} if not parts else {worth}), cell.id
        for name, (cost, *others) in parts.items():
            assert cost > 0 == cost * 2 % 1, f"{cell.id}: whole or half points for {name}"
            assert set(others) == {cost}, f"{cell.id}: {name} is in the visible and hidden checks"
            assert f"{cost:g} for {name}" in cells["rules"].source
        assert sum(costs[0] for costs in parts.values()) < worth, cell.id


def stated(source):
    """Return the points that a test cell states for its question, and a list for each part."""
    points, parts = None, defaultdict(list)
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        function = ast.unparse(call.func)
        if function in ("nnlib.check.question", "check.part"):
            name, *values = map(ast.literal_eval, [*call.args, *(k.value for k in call.keywords)])
            if function == "check.part":
                parts[name] += values
            else:
                points = next(iter(values), None)
    return points, parts


@pytest.mark.parametrize("folder", EXERCISES, ids=NAMES)
def test_lists_are_long_enough(folder):
    wrong = Counter(a.cell for a in load(folder) if isinstance(a, Wrong))
    right = Counter(a.cell for a in load(folder) if type(a) is Right)
    for cell in answer_cells(folder):
        assert wrong[cell] >= 3, f"{cell} has {wrong[cell]} wrong answers, at least 3 are due"
        assert right[cell] >= 10, f"{cell} has {right[cell]} right answers, at least 10 are due"


@pytest.mark.parametrize("folder", EXERCISES, ids=NAMES)
def test_answers_are_distinct_and_wrong_ones_have_a_hint(folder):
    answers = load(folder)
    names = [(answer.cell, answer.name) for answer in answers]
    assert len(set(names)) == len(names)
    cells = {cell.id: cell.source for cell in nbformat.read(notebook(folder), 4).cells}
    sources = [answer.applied(cells[answer.cell]) for answer in answers]
    assert len(set(sources)) == len(sources)
    assert not set(sources) & set(cells.values())
    assert all(answer.hint for answer in answers if isinstance(answer, Wrong))


@pytest.mark.parametrize("folder", EXERCISES, ids=NAMES)
def test_visible_checks_notice_most_wrong_answers(folder, run_once):
    found = hints.trials(folder, run_once)
    assert sum(trial.noticed for trial in found) >= 0.8 * len(found)
