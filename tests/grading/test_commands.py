"""The command line as an instructor uses it, and nbgrader's own commands on the same folders."""

import contextlib
import csv
import io
import os
import re
import subprocess
import sys

import pytest

from grading import gradebook, marks
from grading.__main__ import main
from tests.conftest import ROOT
from tests.grading.tiny import ASSIGNMENT, RIGHT, answered, hand_in, make_course, scores


def nbgrader(course, *arguments):
    """Run one of nbgrader's own commands in the course folder."""
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=course.root,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PATH": _path()},
        capture_output=True,
        text=True,
        check=True,
    )


def _path():
    return os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])  # noqa: PTH120


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    """An instructor's day: every command once; the course and what each command said."""
    course = make_course(tmp_path_factory.mktemp("day"))
    inbox = course.root / "inbox"
    for student, notebook in (("anna", answered(course, **RIGHT)), ("ben", answered(course))):
        path = hand_in(course, student, notebook)
        (inbox / student).mkdir(parents=True)
        path.rename(inbox / student / "tiny.ipynb")
    said = {}

    def command(name, *arguments):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(["--course", str(course.root), name, *arguments])
        assert code == 0, err.getvalue()
        said[name] = out.getvalue(), err.getvalue()

    command("release", "--check")
    command("collect", str(inbox))
    command("grade", "--sandbox", "auto", "--workers", "2")
    command("status")
    command("feedback")
    command("export")
    return course, said


def test_each_command_says_what_it_did(day):
    _, said = day
    assert said["release"][0] == "1 exercises are up to date\n"
    assert said["collect"][0].endswith("2 new\n")
    assert re.search(r"anna +8/10 ", said["grade"][0])
    assert re.search(r"ben +0/10 ", said["grade"][0])
    assert "2 graded" in said["grade"][0]
    assert "1 written answers wait for marking" in said["grade"][0]
    assert f"{ASSIGNMENT}: 2 submitted, 0 to grade" in said["status"][0]
    assert said["feedback"][0].startswith("2 pages in ")
    assert said["export"][0].startswith("6 marks in ")


def test_the_package_is_a_command():
    done = subprocess.run(
        [sys.executable, "-m", "grading", "grade", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "--no-sandbox" in done.stdout


def test_grading_says_what_protects_the_machine_and_what_does_not(day):
    _, said = day
    (line,) = said["grade"][1].splitlines()
    assert line.startswith(("Student code runs in bubblewrap", "WARNING: no sandbox"))


def test_a_mark_that_does_not_exist_is_not_0(day):
    course, _ = day
    with (course.private / "grades.csv").open(encoding="utf-8") as file:
        rows = {(row["student"], row["question"]): row for row in csv.DictReader(file)}
    assert (rows["anna", "why"]["score"], rows["anna", "why"]["status"]) == ("", "needs marking")
    assert (rows["ben", "why"]["score"], rows["ben", "why"]["status"]) == ("0", "graded")
    assert rows["anna", "square-test"]["score"] == rows["anna", "square-test"]["max"] == "5"


def test_nbgrader_s_own_commands_work_on_the_same_folders(day):
    course, _ = day
    before = (course.exercises / ASSIGNMENT / "tiny.ipynb").read_bytes()
    nbgrader(course, "generate_assignment", ASSIGNMENT, "--force")
    assert (course.exercises / ASSIGNMENT / "tiny.ipynb").read_bytes() == before
    nbgrader(course, "autograde", ASSIGNMENT, "--student", "anna", "--force")
    assert scores(course, "anna") == {"double-test": 3, "square-test": 5, "why": None}
    nbgrader(course, "generate_feedback", ASSIGNMENT, "--student", "anna", "--force")
    page = (course.feedback / "anna" / ASSIGNMENT / "tiny.html").read_text(encoding="utf-8")
    assert "Score: 8.0 / 10.0" in page
    assert "17.25" not in page


def test_a_student_without_a_submission_is_not_0(course):
    hand_in(course, "anna", answered(course))
    with gradebook.open_gradebook(course) as opened:
        opened.add_student("carl")
    statuses = {mark.student: mark.status for mark in marks.marks(course.assignments())}
    assert statuses == {"anna": "not graded", "carl": "not submitted"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["release", "99-nothing"], "no assignment '99-nothing'"),
        (["collect", "nowhere"], "nowhere is no folder"),
        (["grade"], "nothing has been handed in; take submissions from a folder: collect"),
    ],
)
def test_a_mistake_of_the_instructor_is_one_line(course, capsys, arguments, message):
    assert main(["--course", str(course.root), *arguments]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"grading: {message}")
    assert error.count("\n") == 1


@pytest.mark.parametrize("option", ["--workers", "--timeout", "--total-timeout"])
@pytest.mark.parametrize("number", ["0", "-1", "many"])
def test_an_impossible_number_is_said(course, capsys, option, number):
    with pytest.raises(SystemExit):
        main(["--course", str(course.root), "grade", f"{option}={number}"])
    assert f"{number} is no whole number of at least 1" in capsys.readouterr().err


def test_a_broken_gradebook_is_one_line(course, capsys):
    hand_in(course, "anna", answered(course))
    (course.private / "gradebook.db").write_bytes(b"not a database" * 100)
    assert main(["--course", str(course.root), "export"]) == 2
    assert capsys.readouterr().err.startswith("grading: the gradebook cannot be used: ")


def test_another_folder_for_everything_private(course, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    assert main(["--course", str(course.root), "--gradebook", str(elsewhere), "export"]) == 0
    assert (elsewhere / "grades.csv").exists()
    assert "GRADEBOOK" not in os.environ


def _everything(folder):
    """Read all files of a folder, the empty lock apart."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "arguments",
    [
        ["release", "--dry-run"],
        ["collect", "inbox", "--dry-run"],
        ["deadline", ASSIGNMENT, "2026-11-30 12:00", "--dry-run"],
        ["grade", "--regrade", "--dry-run"],
        ["feedback", "--dry-run"],
        ["export", "--dry-run"],
        ["report", "--dry-run"],
    ],
)
def test_a_preview_writes_nothing(day, arguments, capsys, monkeypatch):
    course, _ = day
    monkeypatch.chdir(course.root)
    (course.root / "inbox" / "anna" / "tiny.ipynb").touch()
    before = _everything(course.root)
    assert main(["--course", str(course.root), *arguments]) == 0, capsys.readouterr().err
    assert _everything(course.root) == before
    assert capsys.readouterr().out
