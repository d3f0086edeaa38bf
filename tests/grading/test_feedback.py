"""What students get back: marks and plain messages, and no hidden test in any form."""

import re

import pytest

from grading import feedback
from tests.grading.test_release import secret_lines
from tests.grading.tiny import HIDDEN_LINE


@pytest.fixture(scope="module")
def pages(tiny_class):
    """The feedback of the tiny class: the text of the page by student."""
    course, _ = tiny_class
    written = list(feedback.write(course.assignments()))
    return {path.parent.parent.name: path.read_text(encoding="utf-8") for path in written}


def shown(page):
    """Return the words of a page without its markup."""
    body = page[page.index("<body") :]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", body)).replace("&quot;", '"')


def test_everybody_gets_a_page(pages, tiny_class):
    _, outcomes = tiny_class
    assert set(pages) == set(outcomes)


def test_no_hidden_test_and_no_traceback_of_ours(pages):
    for page in pages.values():
        assert "HIDDEN TESTS" not in shown(page)
        assert "17.25" not in shown(page)
        assert HIDDEN_LINE not in shown(page)
    assert "Traceback" not in shown(pages["constant"])


def test_the_message_of_a_failed_test_is_there(pages):
    assert "wrong on a fresh number" in shown(pages["constant"])
    assert "NotImplementedError" in shown(pages["untouched"])
    assert "took too long (3 s a cell, 300 s in all)" in shown(pages["endless"])
    assert "this test did not run: square-test: Python ended while this ran" in shown(pages["dies"])
    assert "could not be graded: not a notebook" in shown(pages["cut-off"])


def test_a_table_says_what_each_question_earned(pages):
    assert "question points of double 3 3 square 5 5 why not marked yet 2" in shown(pages["right"])
    assert "question points of double 0 3 square 0 5 why 0 2" in shown(pages["untouched"])


def test_an_answer_without_a_mark_says_so(pages):
    assert feedback.UNMARKED in shown(pages["right"])
    assert feedback.UNMARKED not in shown(pages["untouched"])


def test_script_in_text_and_outputs_is_text(pages):
    page = pages["script"]
    assert "alert(1)" in shown(page)
    assert "alert(3)" in shown(page)
    assert not re.search(r"<script>alert|<[^>]*\sonerror=", page)
    assert re.search(r'<img[^>]* height="7"', page)
    assert "<em>Because.</em>" in page
    assert "a &lt; b" in page


def test_clean_keeps_what_markdown_makes_and_drops_what_acts():
    kept = '<h2 id="a">A</h2><p><img alt="b" src="data:image/png;base64,AA=="/></p>'
    assert feedback.clean(kept).replace("/>", ">") == kept.replace("/>", ">")
    assert feedback.clean('<a href="../../chapters/02-perceptron.ipynb">x</a>').startswith(
        "<a href"
    )
    for bad in (
        '<a href="javascript:alert(1)">x</a>',
        '<a href=" data:text/html,x">x</a>',
        '<img src="https://example.org/seen.png">',
        '<p onclick="alert(1)">x</p>',
    ):
        assert not re.search("alert|data:|example", feedback.clean(bad)), bad


def test_nothing_else_lies_in_the_folders(pages, tiny_class):
    course, _ = tiny_class
    for folder, name in ((course.autograded, "tiny.ipynb"), (course.feedback, "tiny.html")):
        files = {path.name for path in folder.rglob("*") if path.is_file()}
        assert files == {name}


def test_no_solution_reaches_someone_who_wrote_nothing(pages, tiny_class):
    course, _ = tiny_class
    (assignment,) = course.assignments()
    autograded = assignment.submission("untouched").autograded.read_text(encoding="utf-8")
    secrets = secret_lines(assignment)
    assert [line for line in secrets if line in shown(pages["untouched"])] == []
    solutions = [line for line in secrets if line != HIDDEN_LINE]
    assert [line for line in solutions if line in autograded] == []
