"""A full disk, a locked gradebook, a second grader: a clear line, and nothing half written."""

import contextlib
import errno
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from grading import batch, files
from grading.__main__ import main
from grading.course import Course, CourseError
from tests.conftest import ROOT
from tests.grading.test_nothing_lost import dump, fake_run_all
from tests.grading.tiny import RIGHT, answered, hand_in


@pytest.fixture
def graded(course, monkeypatch):
    """A course with one graded submission and one that waits."""
    monkeypatch.setattr(batch.pool, "run_all", fake_run_all)
    hand_in(course, "anna", answered(course, **RIGHT))
    _grade(course)
    hand_in(course, "ben", answered(course))
    return course


def _grade(course):
    """Grade what is pending, after what the journal knows."""
    assignments = course.assignments()
    batch.recover(assignments)
    noted = course.root / "noted"
    return list(batch.grade(batch.pending(assignments), noted=noted, sandboxed=False))


def _refuse_to_sync(monkeypatch, part):
    """Let the disk be full as soon as a file whose name has `part` in it is synced."""
    fsync = os.fsync

    def full(handle):
        if part in str(Path(f"/proc/self/fd/{handle}").readlink()):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", full)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="no /proc here")
@pytest.mark.parametrize("part", ["tiny.ipynb", "journal.jsonl"])
def test_a_full_disk_is_said_and_the_next_run_goes_on(graded, monkeypatch, part):
    before = dump(graded)
    with monkeypatch.context() as patch:
        _refuse_to_sync(patch, part)
        with pytest.raises(CourseError, match=r"cannot be written: No space left on device"):
            _grade(graded)
    during = dump(graded)
    assert during[:3] == before[:3]
    assert not list(graded.private.rglob("*.new"))
    _grade(graded)
    assert set(dump(graded)[0]) == {"anna", "ben"}
    assert batch.pending(graded.assignments()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_disk_that_is_full_before_the_first_byte(tmp_path):
    (tmp_path / ".marks.csv.new").symlink_to("/dev/full")
    (tmp_path / "marks.csv").write_text("before")
    with pytest.raises(CourseError, match="No space left on device; what was there before"):
        files.write(tmp_path / "marks.csv", "after")
    assert (tmp_path / "marks.csv").read_text() == "before"


def _impatient(course):
    """Do not wait for a lock."""
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text().replace("gradebook.db'}", "gradebook.db'}?timeout=0.05"))
    return Course.open(course.root)


@pytest.fixture
def other(graded):
    """Another program that has the gradebook open."""
    with contextlib.closing(
        sqlite3.connect(graded.private / "gradebook.db", isolation_level=None)
    ) as connection:
        yield connection


def test_a_locked_gradebook_is_said_before_anything_runs(graded, other, capsys):
    other.execute("BEGIN IMMEDIATE")
    course = _impatient(graded)
    assert main(["--course", str(course.root), "grade", "--no-sandbox"]) == 2
    error = capsys.readouterr().err.splitlines()[-1]
    assert error == "grading: the gradebook cannot be used: database is locked"
    assert (course.root / "noted").read_text().split() == ["anna"]


def test_a_result_that_meets_a_locked_gradebook_is_not_lost(graded, other, monkeypatch, capsys):
    course = _impatient(graded)

    def run_all(*found, **options):
        for result in fake_run_all(*found, noted=course.root / "noted"):
            other.execute("BEGIN IMMEDIATE")
            yield result

    monkeypatch.setattr(batch.pool, "run_all", run_all)
    arguments = ["--course", str(course.root), "grade", "--no-sandbox"]
    assert main(arguments) == 2
    assert "database is locked" in capsys.readouterr().err
    other.execute("ROLLBACK")
    assert main(arguments) == 0
    assert "1 results of an earlier run" in capsys.readouterr().out
    assert (course.root / "noted").read_text().split() == ["anna", "ben"]
    assert set(dump(course)[0]) == {"anna", "ben"}


def test_a_read_only_gradebook_is_said(graded, capsys):
    path = graded.private / "gradebook.db"
    config = graded.root / "nbgrader_config.py"
    only = f'c.CourseDirectory.db_url = "sqlite:///file:{path}?mode=ro&uri=true"\n'
    config.write_text(config.read_text() + only)
    arguments = ["--course", str(graded.root)]
    assert main([*arguments, "export"]) == 0  # reading is no trouble
    assert main([*arguments, "grade", "--no-sandbox"]) == 2
    assert "attempt to write a readonly database" in capsys.readouterr().err


def test_a_missing_solution_is_said(graded, capsys):
    graded.assignments()[0].source.unlink()
    assert main(["--course", str(graded.root), "grade", "01-tiny"]) == 2
    assert "no assignment '01-tiny'" in capsys.readouterr().err


HOLD = """
import sys
from grading import files
from grading.course import Course
with files.alone(Course.open(sys.argv[1]), print):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_grader_waits_and_says_so(graded, capsys):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(graded.root)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout.readline() == "held\n"
        said = []

        def say(line):
            said.append(line)
            other.stdin.close()  # lets the other one end

        with files.alone(graded, say):
            assert other.wait() == 0
        assert said == [f"another command is writing to {graded.private}; waiting until it ends"]


def test_a_killed_grader_leaves_no_lock(graded):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(graded.root)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout.readline() == "held\n"
        other.kill()
        other.wait()
    with files.alone(graded, pytest.fail):
        pass
