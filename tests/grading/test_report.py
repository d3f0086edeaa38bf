"""The page about a class: numbers that are right, and nothing that acts or asks the network."""

import re

import pytest

from grading import batch, report
from grading.__main__ import main
from grading.journal import Journal
from grading.marks import GRADED, Mark
from grading.report import collect, discrimination, histogram, summary


def test_shares_fall_into_ten_bins():
    assert histogram([0.0, 0.05, 0.1, 0.95, 1.0]) == [2, 1, 0, 0, 0, 0, 0, 0, 0, 2]
    assert histogram([]) == [0] * 10


def test_a_question_that_tells_who_knows_the_rest():
    rising = [(0.0, 0.1), (0.5, 0.5), (1.0, 0.9)]
    assert discrimination(rising) == pytest.approx(1)
    assert discrimination([(1 - a, b) for a, b in rising]) == pytest.approx(-1)


@pytest.mark.parametrize("pairs", [[], [(0, 0), (1, 1)], [(1, 0.1), (1, 0.5), (1, 0.9)]])
def test_no_number_where_none_is_defined(pairs):
    assert discrimination(pairs) is None


def test_a_summary():
    assert summary([]) is None
    assert summary([0.0, 1.0, 0.5]) == pytest.approx(
        {"mean": 0.5, "median": 0.5, "deviation": 0.408248, "least": 0.0, "most": 1.0}
    )


def test_the_rest_is_without_the_question_itself():
    own = {
        name: Mark("01-tiny", "anna", name, score, 4.0, GRADED)
        for name, score in (("a", 4.0), ("b", 1.0), ("c", None))
    }
    assert report._share(own) == 5 / 8
    assert report._share(own, without="a") == 1 / 4
    assert report._share({"c": own["c"]}) is None


@pytest.fixture(scope="module")
def found(tiny_class):
    course, _ = tiny_class
    return collect(course.assignments()[0])


@pytest.fixture(scope="module")
def text(found):
    return report.page_of(found)


def test_what_is_known_about_a_class(found, tiny_class):
    _, outcomes = tiny_class
    assert found.handed_in == found.graded == len(outcomes)
    assert dict(found.endings) == {
        "graded": 7,
        "tampered": 1,
        "crashed": 1,
        "timed out": 1,
        "malformed": 1,
    }
    double, square, why = found.questions
    assert (double.name, double.points, double.full, double.none) == ("double", 3.0, 7, 4)
    assert double.difficulty == pytest.approx(7 / 11)
    assert 0 < square.discrimination < 1
    assert (why.waiting, why.difficulty) == (8, None)
    assert [student for student, _ in found.tampered] == ["test-edited"]
    assert {student for student, _, _ in found.troubled} == {"dies", "endless", "cut-off"}
    assert found.slowest == max(outcomes, key=lambda student: outcomes[student].seconds)


def test_the_page_needs_nothing_but_itself(text):
    assert not re.search(r"<script|<link|@import|url\(|src=\"http|href=\"http", text)
    assert "default-src 'none'" in text
    assert "prefers-color-scheme: dark" in text


def test_names_stand_only_where_somebody_is_to_be_looked_at(text):
    for student in ("right", "untouched", "constant", "warns", "script"):
        assert not re.search(rf"<td>{student}</td>", text)
    assert "<td>test-edited</td>" in text


def test_what_students_write_is_text(tiny_class, found):
    found.tampered.append(("<script>alert(1)</script>", "<b>x</b>"))
    try:
        page = report.page_of(found)
    finally:
        found.tampered.pop()
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_without_a_sandbox_the_page_says_so(tiny_class, monkeypatch):
    course, _ = tiny_class
    entries = {key: entry | {"sandboxed": False} for key, entry in Journal(course).last().items()}
    monkeypatch.setattr(Journal, "last", lambda self: entries)
    assert "11 submissions ran without a sandbox" in report.page_of(
        collect(course.assignments()[0])
    )


def test_misconceptions_are_counted_by_student():
    entries = {
        "anna": {"mistakes": {"double-test": ["factor 3", "factor 3"], "square-test": [""]}},
        "ben": {"mistakes": {"double-test": ["factor 3"]}},
        "carl": {},
    }
    assert report._mistakes(entries) == [
        ("double", "factor 3", 2),
        ("square", "another mistake", 1),
    ]


def test_the_command_and_its_preview(tiny_class, capsys, tmp_path):
    course, _ = tiny_class
    arguments = ["--course", str(course.root), "report", "--out", str(tmp_path / "reports")]
    assert main([*arguments, "--dry-run"]) == 0
    assert not (tmp_path / "reports").exists()
    assert main(arguments) == 0
    assert (tmp_path / "reports" / "01-tiny.html").exists()
    assert "01-tiny: 11 students in " in capsys.readouterr().out


def test_nobody_graded_is_no_page(course, capsys):
    assert batch.pending(course.assignments()) == []
    assert main(["--course", str(course.root), "report"]) == 0
    assert "nobody has been graded yet" in capsys.readouterr().out
