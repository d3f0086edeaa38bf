"""Hints: every wrong answer that a visible check notices is told its own mistake."""

import json
import shutil
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
def test_hints_are_made_anew_only_where_the_code_has_changed(folder, tmp_path, monkeypatch):
    exercise = tmp_path / folder.name
    shutil.copytree(folder, exercise, ignore=shutil.ignore_patterns(hints.HINTS_FILE))
    monkeypatch.setattr(hints, "trials", lambda folder: [])
    path = exercise / hints.HINTS_FILE
    assert not hints.is_current(exercise)
    hints.update(exercise)
    assert hints.is_current(exercise)
    content = {**json.loads(path.read_text(encoding="utf-8")), "0123456789abcdef": "made earlier"}
    path.write_text(json.dumps(content), encoding="utf-8")
    hints.update(exercise)
    assert json.loads(path.read_text(encoding="utf-8")) == content
    with (exercise / hints.ANSWERS_FILE).open("a", encoding="utf-8") as answers:
        answers.write("# changed\n")
    hints.update(exercise)
    assert json.loads(path.read_text(encoding="utf-8")).keys() == {hints.MADE_FROM}


@each_exercise
def test_the_committed_hints_are_those_of_the_sources(folder, trials):
    content = json.loads((folder / hints.HINTS_FILE).read_text(encoding="utf-8"))
    assert content == {hints.MADE_FROM: hints.digest(folder), **hints.hints(trials)}
