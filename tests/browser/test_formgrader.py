"""A written answer is marked by hand in nbgrader's formgrader, and the mark arrives everywhere."""

import csv
import re
import shutil

import nbformat
import pytest
from playwright.sync_api import expect

from grading import batch, feedback, marks, sandbox
from grading.__main__ import main
from grading.course import Course
from grading.misconceptions import Right, load
from grading.run import Limits
from grading.sample import exercise_of
from tests.browser.servers import jupyter_lab
from tests.conftest import ROOT

pytestmark = pytest.mark.browser

NAME, QUESTION = "08-digits", "report"
REPORT = "My network reads 92 % of the moved digits, *three neighbours* 83 %. It confuses 1 and 8."
COMMENT = "A clear table. Over how many splits?"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course of the first project alone, in which two people have handed in and been graded."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    for part in ("solutions", "exercises"):
        shutil.copytree(ROOT / part / NAME, folder / part / NAME)
    course = Course.open(folder)
    (assignment,) = course.assignments()
    exercise = exercise_of(assignment)
    quick = next(a for a in load(assignment.source.parent) if type(a) is Right)
    for student, report in (("anna", REPORT), ("ben", "I ran out of time.")):
        notebook = exercise.solved(quick)
        for cell in notebook.cells:
            if cell.id == QUESTION:
                cell.source = report
            elif cell.id.endswith("-try"):
                cell.source = ""
        path = assignment.submission(student).submitted
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
    pending = batch.pending(course.assignments())
    limits = Limits(cell_seconds=120)  # the machine may be busy
    assert list(batch.grade(pending, limits=limits, sandboxed=sandbox.choose("auto")))
    return course


@pytest.fixture(scope="module")
def server(course):
    """The address of the instructor's JupyterLab."""
    with jupyter_lab(course.root, PYTHONPATH=str(ROOT)) as address:
        yield address


@pytest.fixture
def page(browser):
    """A page that forgives one thing: the formgrader asks the network for MathJax."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert set(errors) <= {"MathJax is not defined"}


def standing(course, student):
    """Return a student's marks by question, as the export lists them."""
    return {m.question: m for m in marks.marks(course.assignments()) if m.student == student}


def submission(page, server, text):
    """Walk from the list of manual grading to the submission with a text in it."""
    for index in range(2):
        page.goto(f"{server}/formgrader/gradebook")
        page.get_by_role("link", name=NAME, exact=True).click()
        page.get_by_role("link", name="digits", exact=True).click()
        page.get_by_role("link", name=re.compile(r"^Submission #\d")).nth(index).click()
        expect(page.locator(f"input#{QUESTION}")).to_be_visible()
        if page.get_by_text(text).count():
            return
    pytest.fail(f"no submission says {text!r}")


def saved(page, action):
    """Do what makes the formgrader save, and wait until the server has taken it."""
    with page.expect_response(
        lambda got: "/formgrader/api/" in got.url and got.request.method == "PUT"
    ) as answer:
        action()
    assert answer.value.ok


def write(page, field, text):
    """Type into a field and leave it."""
    field.click()
    field.press_sequentially(text)
    saved(page, lambda: field.press("Tab"))


def test_a_mark_by_hand_reaches_gradebook_export_and_feedback(course, server, page):
    before = standing(course, "anna")
    assert {name: m.score for name, m in before.items()} == {
        "fit-test": 5,
        "accuracy-test": 8,
        QUESTION: None,
    }
    assert before[QUESTION].status == marks.NEEDS_MARKING

    submission(page, server, "It confuses 1 and 8")
    expect(page.locator("em", has_text="three neighbours")).to_be_visible()
    expect(page.locator("input#fit-test")).to_have_attribute("placeholder", re.compile("^5"))
    write(page, page.locator(f"input#{QUESTION}"), "4.5")
    write(page, page.locator(f"textarea#{QUESTION}-comment"), COMMENT)
    page.reload()
    expect(page.locator(f"input#{QUESTION}")).to_have_value("4.5")
    expect(page.locator(f"textarea#{QUESTION}-comment")).to_have_value(COMMENT)

    after = standing(course, "anna")
    assert (after[QUESTION].score, after[QUESTION].status) == (4.5, marks.GRADED)
    assert marks.comments(course.assignments()) == {(NAME, "anna"): {QUESTION: COMMENT}}
    assert standing(course, "ben")[QUESTION].status == marks.NEEDS_MARKING

    assert main(["--course", str(course.root), "export"]) == 0
    with (course.private / "grades.csv").open(newline="") as file:
        rows = {(row["student"], row["question"]): row for row in csv.DictReader(file)}
    assert rows["anna", QUESTION]["score"] == "4.5"
    assert rows["ben", QUESTION]["score"] == ""

    (written,) = feedback.write(course.assignments(), ["anna"])
    page.goto(written.as_uri())
    expect(page.get_by_text(COMMENT)).to_be_visible()
    expect(page.get_by_text(re.compile(r"17\.5 of 19|17\.5 / 19"))).to_be_visible()


def test_full_credit_is_one_click_and_a_regrading_keeps_it(course, server, page):
    submission(page, server, "I ran out of time")
    cell = page.locator(".nbgrader_cell", has=page.locator(f"input#{QUESTION}"))
    saved(page, cell.get_by_role("button", name="No credit").click)
    assert standing(course, "ben")[QUESTION].score == 0
    saved(page, cell.get_by_role("button", name="Full credit").click)
    assert standing(course, "ben")[QUESTION].score == 6
    pending = batch.pending(course.assignments(), ["ben"], regrade=True)
    limits = Limits(cell_seconds=120)
    assert list(batch.grade(pending, limits=limits, sandboxed=sandbox.choose("auto")))
    mark = standing(course, "ben")[QUESTION]
    assert (mark.score, mark.status) == (6, marks.GRADED)
