"""Deadlines, extensions and what a late submission loses."""

from datetime import UTC, datetime

import pytest

from grading import batch, files, late, marks
from grading.__main__ import main
from grading.course import Course, CourseError
from grading.late import penalty
from tests.grading.test_nothing_lost import fake_run_all
from tests.grading.tiny import ASSIGNMENT, RIGHT, answered, hand_in

HOUR, DAY = 3600, 86400


@pytest.mark.parametrize(
    ("rule", "seconds", "lost"),
    [
        ("", 9 * DAY, 0),
        ("10% per day", 0, 0),
        ("10% per day", 1, 0.8),
        ("10% per day", DAY, 0.8),
        ("10% per day", DAY + 1, 1.6),
        ("10% per day", 30 * DAY, 8),
        ("10% per day, at most 50%", 30 * DAY, 4),
        ("1 point per hour, at most 3 points", 2 * HOUR, 2),
        ("1 point per hour, at most 3 points", 30 * HOUR, 3),
        ("10 points per week", 1, 8),
        ("0.5 points per day", 3 * DAY, 1.5),
        ("10% per day, at most 50%, 15 minutes free", 15 * 60, 0),
        ("10% per day, at most 50%, 15 minutes free", 15 * 60 + 1, 0.8),
    ],
)
def test_what_eight_points_lose(rule, seconds, lost):
    assert penalty(rule, 8.0, seconds) == pytest.approx(lost)


@pytest.mark.parametrize("rule", ["10 per day", "10% a day", "a lot", "10% per day and more"])
def test_a_rule_that_cannot_be_read_is_said(rule):
    with pytest.raises(CourseError, match="cannot be read; write it as in"):
        penalty(rule, 8.0, DAY)


@pytest.fixture
def term(course, monkeypatch):
    """A course with a rule and two graded submissions, two days late each."""
    monkeypatch.setattr(batch.pool, "run_all", fake_run_all)
    config = course.root / "nbgrader_config.py"
    text = config.read_text()
    changed = text.replace('c.LateRule.rule = ""', 'c.LateRule.rule = "10% per day, at most 50%"')
    assert changed != text
    config.write_text(changed)
    course = Course.open(course.root)
    for student in ("anna", "ben"):
        path = hand_in(course, student, answered(course, **RIGHT))
        path.with_name("timestamp.txt").write_text("2026-11-03 12:00:00 UTC\n")
    assignments = course.assignments()
    list(batch.grade(batch.pending(assignments), noted=course.root / "noted", sandboxed=False))
    return course


def command(course, *arguments):
    assert main(["--course", str(course.root), *arguments]) == 0


def lost(course):
    return {mark.student: -mark.score for mark in marks.penalties(course.assignments())}


def test_without_a_deadline_nothing_is_late(term):
    late.settle(term.assignments())
    assert lost(term) == {}


def test_deadline_extension_and_back(term, capsys):
    command(term, "deadline", ASSIGNMENT, "2026-11-01 12:00 UTC")
    assert lost(term) == pytest.approx({"anna": 1.6, "ben": 1.6})

    command(term, "deadline", ASSIGNMENT, "36 hours", "--student", "anna")
    assert lost(term) == pytest.approx({"anna": 0.8, "ben": 1.6})
    assert "anna" in capsys.readouterr().out

    command(term, "deadline", ASSIGNMENT, "2026-11-09 12:00 UTC", "--student", "ben")
    assert lost(term) == pytest.approx({"anna": 0.8})

    command(term, "deadline", ASSIGNMENT, "--student", "ben", "--remove")
    assert lost(term) == pytest.approx({"anna": 0.8, "ben": 1.6})


def test_an_extension_may_come_before_the_submission(term):
    command(term, "deadline", ASSIGNMENT, "2026-11-01 12:00 UTC")
    command(term, "deadline", ASSIGNMENT, "3 days", "--student", "carl")
    path = hand_in(term, "carl", answered(term, **RIGHT))
    path.with_name("timestamp.txt").write_text("2026-11-03 12:00:00 UTC\n")
    assignments = term.assignments()
    list(batch.grade(batch.pending(assignments), noted=term.root / "noted", sandboxed=False))
    late.settle(assignments)
    assert set(lost(term)) == {"anna", "ben"}


def test_a_mark_by_hand_changes_what_is_lost(term):
    from tests.grading.test_grade import _mark_by_hand

    command(term, "deadline", ASSIGNMENT, "2026-11-01 12:00 UTC")
    _mark_by_hand(term, "anna", 2.0)
    late.settle(term.assignments())
    assert lost(term) == pytest.approx({"anna": 2.0, "ben": 1.6})


def test_a_preview_changes_nothing(term, capsys):
    command(term, "deadline", ASSIGNMENT, "2026-11-01 12:00 UTC", "--dry-run")
    assert "2026-11-01" in capsys.readouterr().out
    assert late.deadlines(term) == {}
    assert lost(term) == {}


def test_what_the_formgrader_has_set_stays(term):
    from grading import gradebook

    with gradebook.open_gradebook(term) as book:
        book.find_assignment(ASSIGNMENT).duedate = datetime(2026, 11, 2, 12)
        book.db.commit()
    late.settle(term.assignments())
    assert lost(term) == pytest.approx({"anna": 0.8, "ben": 0.8})


def test_the_table_may_come_from_a_spreadsheet(course):
    path = course.private / late.FILE
    path.parent.mkdir(exist_ok=True)
    text = "assignment;student;due\r\n01-tiny;;2026-11-01 12:00 +0100\r\n"
    path.write_bytes(text.encode("utf-8-sig"))
    (deadline,) = late.deadlines(course).values()
    assert deadline.due.astimezone(UTC) == datetime(2026, 11, 1, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([ASSIGNMENT, "soon"], "'soon' is no time"),
        ([ASSIGNMENT, "3 days"], "'3 days' after what?"),
        ([ASSIGNMENT, "3 days", "--student", "anna"], "has no deadline for everybody"),
        ([ASSIGNMENT, "--remove"], "there is no deadline"),
    ],
)
def test_a_mistake_is_one_line(course, capsys, arguments, message):
    assert main(["--course", str(course.root), "deadline", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_a_table_of_another_form_is_said(course):
    files.write(course.private / late.FILE, "name,when\nx,y\n")
    with pytest.raises(CourseError, match="expected assignment, student, due"):
        late.deadlines(course)
