"""Each exercise is opened, validated and solved in JupyterLab, as a student does it."""

from pathlib import Path

import lab
import nbformat
import pytest
from playwright.sync_api import expect

from tests.browser.servers import jupyter_lab

pytestmark = pytest.mark.browser

TEXT = "window.jupyterapp.shell.currentWidget.content.activeCell.model.sharedModel.source"
ROOT = Path(__file__).resolve().parent.parent.parent
EXERCISES = sorted(path.relative_to(ROOT) for path in ROOT.glob("exercises/*/*.ipynb"))


def graded(notebook, **wanted):
    """Return the cells whose nbgrader metadata holds `wanted`."""
    return [
        cell
        for cell in notebook.cells
        if wanted.items() <= cell.metadata.get("nbgrader", {}).items()
    ]


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    """A student's fresh copy of the course."""
    folder = tmp_path_factory.mktemp("lab") / "work"
    lab.update(folder)
    return folder


@pytest.fixture(scope="module")
def server(work):
    """The address of a JupyterLab that runs on `work`."""
    with jupyter_lab(work) as address:
        yield f"{address}/lab"


def open_notebook(page, server, path):
    page.goto(f"{server}/workspaces/auto-{path.stem}/tree/{path.as_posix()}?reset")
    expect(page.get_by_text("Validate", exact=True)).to_be_visible(timeout=60_000)
    # a kernel must be there before a cell can run
    expect(page.locator(".jp-NotebookPanel [data-status='idle']").first).to_be_attached(
        timeout=60_000
    )


def validate(page):
    """Press Validate and return what the dialog says."""
    page.get_by_text("Validate", exact=True).click()
    dialog = page.locator(".jp-Dialog", has_text="Validation Results")
    expect(dialog).to_be_visible(timeout=120_000)
    text = dialog.inner_text()
    dialog.get_by_role("button", name="Ok").click()
    return text


def select(page, identifier):
    """Make the cell with this id the active one and bring it into view."""
    page.evaluate(
        """async (id) => {
          const notebook = window.jupyterapp.shell.currentWidget.content;
          notebook.activeCellIndex = notebook.widgets.findIndex((cell) => cell.model.id === id);
          await notebook.scrollToItem(notebook.activeCellIndex, "center");
          notebook.activate();  // takes the keyboard
        }""",
        identifier,
    )
    return page.locator(".jp-Cell.jp-mod-active")


def write(page, identifier, source):
    """Replace a cell's text by typing, and run the cell."""
    cell = select(page, identifier)
    page.keyboard.press("Enter")  # from moving between cells to editing this one
    expect(cell.locator(".cm-content")).to_be_focused()
    for _ in range(3):  # a cell drawn anew meanwhile loses what is typed
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.insert_text(source)
        if page.evaluate(TEXT) == source:
            break
    page.keyboard.press("Control+Enter")


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.parent.name)
def test_a_student_solves_the_exercise(page, server, work, path):
    exercise = nbformat.read(work / path, as_version=4)
    solution = nbformat.read(ROOT / "solutions" / path.relative_to("exercises"), as_version=4)
    answers = graded(solution, solution=True)  # written ones too: Validate asks for them
    asked = [
        *graded(exercise, grade=True, solution=False),
        *graded(exercise, grade=True, solution=True),
    ]
    assert answers and asked

    open_notebook(page, server, path)
    assert validate(page).count("The following cell failed") == len(asked)

    for answer in answers:
        write(page, answer.metadata.nbgrader.grade_id, answer.source)
    assert "Success! Your notebook passes all the tests." in validate(page)
    saved = nbformat.read(work / path, as_version=4)
    assert [cell.source for cell in graded(saved, solution=True)] == [
        answer.source for answer in answers
    ]


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.parent.name)
def test_test_cells_are_locked(page, server, work, path):
    test = graded(nbformat.read(work / path, as_version=4), grade=True, solution=False)[0]
    open_notebook(page, server, path)
    cell = select(page, test.metadata.nbgrader.grade_id)
    expect(cell.locator(".cm-content")).to_have_attribute("aria-readonly", "true")
