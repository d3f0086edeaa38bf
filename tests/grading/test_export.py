"""Marks as tables: what is not known is empty, and platforms know their people again."""

import csv
import io

import pytest

from grading import batch, export, files
from grading.__main__ import main
from grading.course import CourseError
from grading.export import Total
from grading.marks import GRADED, LATE, NEEDS_MARKING, NOT_SUBMITTED, Mark
from tests.grading.test_nothing_lost import fake_run_all
from tests.grading.tiny import RIGHT, answered, hand_in

FOUND = {"02-perceptron": {"Anna-Muster": Total(7.5, 10.0), "1235": Total(None, 10.0)}}


def mark(student, score, status=GRADED, question="a", points=5.0):
    return Mark("02-perceptron", student, question, score, points, status)


def test_a_total_needs_every_mark():
    found = export.totals(
        [
            mark("anna", 3.0),
            mark("anna", 4.5, question="b"),
            mark("ben", 3.0),
            mark("ben", None, NEEDS_MARKING, question="b"),
            mark("carl", 3.0),
            mark("carl", 1.0, NEEDS_MARKING, question="b"),
            mark("dora", None, NOT_SUBMITTED),
            mark("anna", -1.0, question=LATE, points=0.0),
        ]
    )
    totals = {student: total.score for student, total in found["02-perceptron"].items()}
    assert totals == {"anna": 6.5, "ben": None, "carl": None, "dora": None}


def test_an_assignment_without_a_total_is_no_column():
    assert export.totals([mark("anna", None, NEEDS_MARKING)]) == {}


def test_canvas_from_nothing():
    columns, rows = export.for_platform(FOUND, "canvas")
    assert columns == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "02-perceptron"]
    assert rows == [
        ["    Points Possible", "", "", "", "", "10"],
        ["Anna-Muster", "", "", "Anna-Muster", "", "7.5"],
    ]


def table(tmp_path, text):
    path = tmp_path / "table.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Quiz (3),The Perceptron (77)\n"
    "    Points Possible,,,,,5,10\n"
    '"Muster, Anna",1234,,am1,A,4,\n'
    '"van Dyk, Ben",1235,,bd1,A,3,9\n'
)


def test_canvas_s_own_table_is_filled_and_nothing_else_in_it_changes(tmp_path):
    found = {"02-perceptron": {"1234": Total(7.5, 10.0), "bd1": Total(None, 10.0)}}
    columns, rows, missing = export.into_table(found, table(tmp_path, CANVAS))
    before = list(csv.reader(io.StringIO(CANVAS)))
    before[2][-1] = "7.5"
    assert [columns, *rows] == before
    assert missing == set()


def test_moodle_s_worksheet_is_filled_by_name(tmp_path):
    worksheet = "Identifier,Full name,Email address,Grade\nParticipant 7,Anna Muster,a@x.org,\n"
    found = {"02-perceptron": FOUND["02-perceptron"] | {"lost": Total(1.0, 10.0)}}
    _, rows, missing = export.into_table(found, table(tmp_path, worksheet))
    assert rows == [["Participant 7", "Anna Muster", "a@x.org", "7.5"]]
    assert missing == {"lost"}


def test_a_worksheet_in_another_language_needs_the_column_s_name(tmp_path):
    text = "\ufeffID;Vollständiger Name;Bewertung\r\n7;Anna Muster;\r\n"
    path = table(tmp_path, text)
    with pytest.raises(CourseError, match=r"Name it: --column; there are: ID, Voll"):
        export.into_table(FOUND, path)
    assert export.into_table(FOUND, path, "Bewertung")[1] == [["7", "Anna Muster", "7.5"]]


def test_two_lines_for_one_person_are_said(tmp_path):
    path = table(tmp_path, "Full name,Grade\nAnna Muster,\nAnna Muster,\n")
    with pytest.raises(CourseError, match="Anna-Muster is in two lines"):
        export.into_table(FOUND, path)


def test_tables_of_spreadsheets_are_read(tmp_path):
    path = table(tmp_path, "Full name\tGrade\r\nAnna Muster\t\r\n".encode("utf-16"))
    assert files.read_table(path) == (
        [{"Full name": "Anna Muster", "Grade": ""}],
        ["Full name", "Grade"],
    )
    with pytest.raises(CourseError, match="is no table in UTF-8"):
        files.read_table(table(tmp_path, b"\xff\x00\xfe"))
    with pytest.raises(CourseError, match="cannot be read"):
        files.read_table(tmp_path / "nowhere.csv")


def test_the_command_and_its_preview(course, monkeypatch, capsys):
    monkeypatch.setattr(batch.pool, "run_all", fake_run_all)
    hand_in(course, "anna", answered(course))  # nothing written: 0, and that is a mark
    hand_in(course, "ben", answered(course, **RIGHT))
    assignments = course.assignments()
    noted = course.root / "noted"
    list(batch.grade(batch.pending(assignments), noted=noted, sandboxed=False))
    path = course.private / "grades-moodle.csv"
    arguments = ["--course", str(course.root), "export", "--format", "moodle"]
    assert main([*arguments, "--dry-run"]) == 0
    assert not path.exists()
    assert main(arguments) == 0
    assert path.read_text() == "username,01-tiny\nanna,8\n"
    assert "1 questions have no final mark yet" in capsys.readouterr().out
