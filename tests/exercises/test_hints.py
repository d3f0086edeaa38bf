"""Hints: every wrong answer that a visible check notices is told its own mistake."""

import json
from pathlib import Path

import pytest

from grading import hints
from grading.misconceptions import run

SOLUTIONS = Path(__file__).parents[2] / "solutions"
EXERCISES = sorted(path.parent for path in SOLUTIONS.glob("*/misconceptions.py"))
each_exercise = pytest.mark.parametrize("folder", EXERCISES, ids=lambda folder: folder.name)


@pytest.fixture
def trials(folder, run_once):
    return hints.trials(folder, run_once)


@each_exercise
def test_nine_of_ten_noticed_mistakes_get_their_hint(folder, trials):
    noticed = [trial for trial in trials if trial.noticed]
    missed = [
        f"{trial.answer.cell}: {trial.answer.name}"
        for trial in noticed
        if trial.answer.hint not in hints.given(trial, trials)
    ]
    assert len(missed) <= 0.1 * len(noticed), missed


@each_exercise
def test_no_listed_mistake_gets_the_hint_of_another(folder, trials):
    for trial in trials:
        assert hints.given(trial, trials) <= {trial.answer.hint}


@each_exercise
def test_the_file_of_hints_holds_fingerprints_and_no_code(folder, trials):
    for key, hint in hints.hints(trials).items():
        assert set(key) <= set("0123456789abcdef")
        assert len(key) == 16
        assert "\n" not in hint


@each_exercise
def test_a_student_sees_the_hint(folder, trials, tmp_path, monkeypatch):
    (tmp_path / hints.HINTS_FILE).write_text(json.dumps(hints.hints(trials)), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (notebook,) = folder.glob("*.ipynb")
    for trial in {trial.answer.cell: trial for trial in reversed(trials)}.values():
        outcomes = run(notebook, [trial.answer]).values()
        own = [f for o in outcomes if o.cell == trial.answer.cell for f in o.visible.failures]
        assert {failure.hint for failure in own} - {""} == hints.given(trial, trials)


@each_exercise
def test_unchanged_sources_are_not_run_again(folder, tmp_path):
    released, target = tmp_path / "released", tmp_path / "target"
    released.mkdir(), target.mkdir()
    content = {hints.MADE_FROM: hints.digest(folder), "0123456789abcdef": "made earlier"}
    (released / hints.HINTS_FILE).write_text(json.dumps(content), encoding="utf-8")
    hints.write(folder, target, known=released)
    assert json.loads((target / hints.HINTS_FILE).read_text(encoding="utf-8")) == content


@each_exercise
def test_the_committed_hints_are_those_of_the_sources(folder, trials):
    released = folder.parents[1] / "exercises" / folder.name / hints.HINTS_FILE
    content = json.loads(released.read_text(encoding="utf-8"))
    assert content == {hints.MADE_FROM: hints.digest(folder), **hints.hints(trials)}
