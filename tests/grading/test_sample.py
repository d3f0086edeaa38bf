"""The bundled class of twelve gets exactly the marks that it must get."""

import contextlib
import csv
import io

import nbformat
import pytest

from grading.__main__ import main
from grading.course import Course
from tests.conftest import ROOT
from tests.grading.test_feedback import shown
from tests.grading.test_release import HIDDEN, secret_lines

COLUMNS = ("assignment", "student", "question", "score", "max", "status")
UNTOUCHED = "student-03"


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The sample class after an instructor's day: the folder and what the commands said."""
    folder = tmp_path_factory.mktemp("sample")
    options = ["--course", str(ROOT), "--gradebook", str(folder / "gradebook")]
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        assert main([*options, "sample", "--out", str(folder / "class")]) == 0
        assert main([*options, "collect", str(folder / "class" / "submissions")]) == 0
        assert main([*options, "grade", "--sandbox", "auto", "--timeout", "30"]) == 0
        assert main([*options, "feedback"]) == 0
        assert main([*options, "export"]) == 0
    return folder, out.getvalue()


@pytest.fixture
def assignments(sample):
    folder, _ = sample
    return Course.open(ROOT, folder / "gradebook").assignments()


def table(path):
    with path.open(encoding="utf-8") as file:
        return [tuple(row[name] for name in COLUMNS) for row in csv.DictReader(file)]


def test_the_marks_are_those_expected(sample):
    folder, said = sample
    got, expected = table(folder / "gradebook" / "grades.csv"), table(folder / "class/expected.csv")
    assert set(got) - set(expected) == set(), said
    assert got == expected


def test_the_class_has_twelve_students_and_all_kinds_of_ends(sample):
    folder, said = sample
    rows = table(folder / "class" / "expected.csv")
    assert len({student for _, student, *_ in rows}) == 12
    assert {status for *_, status in rows} == {"graded", "needs marking", "not submitted"}
    for end in ("malformed: ", "timed out: ", "was missing and was put back", "was changed and"):
        assert end in said


def test_the_class_is_the_same_every_time(sample, tmp_path):
    folder, _ = sample
    main(["--course", str(ROOT), "sample", "--out", str(tmp_path)])
    for path in (folder / "class").rglob("*.*"):
        assert (tmp_path / path.relative_to(folder / "class")).read_bytes() == path.read_bytes()


def test_a_preview_writes_nothing(tmp_path, capsys):
    folder = tmp_path / "class"
    arguments = ["--course", str(ROOT), "--gradebook", str(tmp_path / "gradebook")]
    assert main([*arguments, "sample", "02-perceptron", "--out", str(folder), "--dry-run"]) == 0
    assert not folder.exists()
    assert "12 submissions in" in capsys.readouterr().out


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path, capsys):
    (tmp_path / "thesis.txt").write_text("years of work")
    assert main(["--course", str(ROOT), "sample", "--out", str(tmp_path)]) == 2
    assert "is not empty" in capsys.readouterr().err
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_nothing_else_lies_in_the_folders(assignments):
    for assignment in assignments:
        for submission in assignment.submissions():
            autograded = {path.name for path in submission.autograded.parent.iterdir()}
            assert autograded == {submission.autograded.name, "timestamp.txt"}
            assert list(submission.feedback.parent.iterdir()) == [submission.feedback]


def test_no_feedback_shows_a_hidden_test(assignments):
    for assignment in assignments:
        hidden = HIDDEN.findall("\n".join(c.source for c in cells(assignment.source)))
        secrets = [s for s in secret_lines(assignment) if any(s in part for part in hidden)]
        assert len(secrets) > 10
        for submission in assignment.submissions():
            page = shown(submission.feedback.read_text(encoding="utf-8"))
            own = submission.submitted.read_text(encoding="utf-8")  # some answer as a test does
            assert [line for line in secrets if line in page and line not in own] == []


def test_no_solution_reaches_the_student_who_wrote_nothing(assignments):
    for assignment in assignments:
        submission = assignment.submission(UNTOUCHED)
        hidden = HIDDEN.findall("\n".join(c.source for c in cells(assignment.source)))
        secrets = [s for s in secret_lines(assignment) if not any(s in part for part in hidden)]
        autograded = "\n".join(c.source for c in cells(submission.autograded))
        page = shown(submission.feedback.read_text(encoding="utf-8"))
        assert secrets
        assert [line for line in secrets if line in autograded or line in page] == []


def cells(path):
    return nbformat.read(path, as_version=4).cells
