"""The grader killed at any write: run again, the gradebook equals that of an undisturbed run."""

import os
import shutil
import signal
from datetime import datetime
from pathlib import Path

import pytest
from nbgrader.api import Comment, Grade
from sqlalchemy import event
from sqlalchemy.engine import Engine

from grading import batch, gradebook, marks
from grading.course import Course
from grading.journal import Journal
from grading.prepare import load
from grading.run import MALFORMED, Result, not_run
from tests.grading.tiny import RIGHT, answered, hand_in, make_course

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
STUDENTS = ("anna", "ben", "cleo", "dora")
register = gradebook.register


def fake_run_all(jobs, masters, **options):
    """Give every submission a result without running it, and note that it was asked for."""
    for job in jobs:
        with Path(options["noted"]).open("a") as file:
            file.write(f"{job.student}\n")
        prepared = load(job, masters[job.assignment])
        result = Result(prepared.notebook)
        if prepared.malformed:
            not_run(prepared.notebook.cells, prepared.malformed)
            result = Result(prepared.notebook, MALFORMED, prepared.malformed)
        yield job, result, 0.5


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """A class in the middle of a term: two marked by hand, one of them handed in again, two new."""
    course = make_course(tmp_path_factory.mktemp("before"))
    (assignment,) = course.assignments()
    patch = pytest.MonkeyPatch()
    patch.setattr(batch.pool, "run_all", fake_run_all)
    for student in ("anna", "dora"):
        hand_in(course, student, answered(course, **RIGHT))
    run(course)
    with gradebook.open_gradebook(course) as book:
        for student in ("anna", "dora"):
            grade = book.find_grade("why", assignment.notebook, assignment.name, student)
            grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 1.5, 0.5, False
            comment = book.find_comment("why", assignment.notebook, assignment.name, student)
            comment.manual_comment = "Nearly."
        book.db.commit()
    assignment.submission("dora").autograded.unlink()  # to be graded again
    path = hand_in(course, "anna", answered(course, **RIGHT | {"why": "Because of that."}))
    path.with_name("timestamp.txt").write_text("2026-11-02 10:00:00 UTC\n")
    hand_in(course, "ben", answered(course, **RIGHT))
    hand_in(course, "cleo", "no notebook")
    master = gradebook.register(assignment)
    patch.setattr(gradebook, "register", lambda assignment: master)
    (course.root / "noted").unlink()
    yield course.root
    patch.undo()


def run(course):
    """Grade as the command does."""
    assignments = course.assignments()
    batch.recover(assignments)
    noted = course.root / "noted"
    return list(batch.grade(batch.pending(assignments), noted=noted, sandboxed=False))


def copied(before, folder):
    """Copy the class into a folder of its own."""
    shutil.copytree(before, folder)
    return Course.open(folder)


def dump(course):
    """Return all that a person would see in the gradebook."""
    with gradebook.open_gradebook(course) as book:
        submissions = {
            submission.student.id: (submission.timestamp, submission.score)
            for submission in book.assignment_submissions("01-tiny")
        }
        grades = {
            (g.student.id, g.name): (
                g.auto_score,
                g.manual_score,
                g.extra_credit,
                g.needs_manual_grade,
            )
            for g in book.db.query(Grade)
        }
        comments = {(c.student.id, c.name): c.comment for c in book.db.query(Comment)}
    autograded = {path.name: path.read_text() for path in course.autograded.rglob("*.*")}
    return submissions, grades, comments, autograded


def die_at(step):
    """End this process without a word right before its `step`-th write."""
    left = [step]

    def count(*_):
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def before(function):
        def counted(*arguments, **options):
            count()
            return function(*arguments, **options)

        return counted

    event.listen(Engine, "commit", count)
    os.fsync, os.replace = before(os.fsync), before(os.replace)
    Path.replace = before(Path.replace)


def killed(course, step):
    """Grade in a process that is killed at a write; False when it came to its end."""
    process = os.fork()
    if process == 0:  # nothing of the test run may happen here
        try:
            die_at(step)
            run(course)
        finally:
            os._exit(0)
    _, status = os.waitpid(process, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


@needs_fork
def test_killed_at_any_write_and_run_again(before, tmp_path):
    undisturbed = copied(before, tmp_path / "undisturbed")
    run(undisturbed)
    expected = dump(undisturbed)
    assert expected[1]["anna", "why"] == (None, 1.5, 0.5, True)  # another answer: look again
    assert expected[1]["dora", "why"] == (None, 1.5, 0.5, False)
    assert expected[2]["anna", "why"] == "Nearly."
    assert expected[0]["anna"][0] == datetime(2026, 11, 2, 10)

    step = 1
    while killed(course := copied(before, tmp_path / str(step)), step):
        in_journal = len(Journal(course).last())
        run(course)
        assert dump(course) == expected, f"killed at write {step}"
        asked = (course.root / "noted").read_text().split()
        assert set(asked) == set(STUDENTS)
        assert len(asked) <= len(STUDENTS) + 1, "at most the one that was under way is run again"
        assert in_journal <= len(STUDENTS)
        assert batch.pending(course.assignments()) == []
        step += 1
    assert step > 3 * 8  # writes of a submission: notebook, time, journal, gradebook


@needs_fork
def test_killed_again_and_again(before, tmp_path):
    undisturbed = copied(before, tmp_path / "undisturbed")
    run(undisturbed)
    course = copied(before, tmp_path / "course")
    step = 1
    while killed(course, step):
        step += 1
    assert dump(course) == dump(undisturbed)


def test_a_lost_gradebook_is_written_anew_from_the_journal(before, tmp_path, monkeypatch):
    monkeypatch.undo()
    course = make_course(tmp_path)
    hand_in(course, "ben", answered(course, **RIGHT))
    monkeypatch.setattr(batch.pool, "run_all", fake_run_all)
    monkeypatch.setattr(gradebook, "register", register)
    run(course)
    expected = dump(course)
    (course.private / "gradebook.db").unlink()
    run(course)
    assert dump(course) == expected
    assert (course.root / "noted").read_text().split() == ["ben"]


def test_a_line_that_was_cut_short_is_no_line(course):
    journal = Journal(course)
    first = journal.add({"assignment": "01-tiny", "student": "anna", "n": 1})
    with journal.path.open("a") as file:
        file.write('{"assignment": "01-tiny", "stud')
    journal.add({"assignment": "01-tiny", "student": "ben", "n": 2})
    entries = journal.last()
    assert entries["01-tiny", "anna"] == first
    assert entries["01-tiny", "ben"]["n"] == 2


def test_the_last_entry_counts_and_earlier_ones_stay(course):
    journal = Journal(course)
    for number in (1, 2):
        journal.add({"assignment": "01-tiny", "student": "anna", "n": number})
    assert journal.last()["01-tiny", "anna"]["n"] == 2
    assert len(journal.path.read_text().splitlines()) == 2


def test_marks_that_nobody_has_written_yet_are_no_marks(before, tmp_path):
    course = copied(before, tmp_path / "course")
    statuses = {(m.student, m.question): m.status for m in marks.marks(course.assignments())}
    assert statuses["anna", "why"] == marks.GRADED
    assert statuses["ben", "double-test"] == marks.NOT_GRADED
