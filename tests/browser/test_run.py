"""Cells run in the page: in a small book without NumPy, and in the real one where wheels are.

Pyodide's core comes from its npm package. Chapters and exercises need NumPy's wheels as well, some
of them matplotlib's: they run when NNLIB_PYODIDE_WHEELS names a folder with them, or is "cdn" where
the network is open.
"""

import base64
import re

import nbformat
import pytest
from nbgrader.utils import is_solution
from playwright.sync_api import expect

from grading.prepare import is_test
from nnlib import figures
from tests.browser.servers import serve
from tests.browser.small_book import CHAPTER, PATIENT, ROOT, WHEELS, cell, press, wait

pytestmark = pytest.mark.browser


def test_run_runs_what_stands_above_and_stop_ends_an_endless_loop(tab, address):
    tab.goto(address + "chapters/07-small.html")
    expect(tab.get_by_role("button", name="Reset")).to_have_count(0)
    press(tab, 1, "Run")
    wait(tab, 1, "Done")
    expect(cell(tab, 0)).to_contain_text("x is 20")
    expect(cell(tab, 1)).to_contain_text("42")
    press(tab, 0, "Edit")
    tab.get_by_role("textbox", name="cell-0").fill("x = 21")
    press(tab, 3, "Run")
    wait(tab, 3, "Running cell 2 of 2")
    press(tab, 3, "Stop")
    wait(tab, 3, "variables are gone")
    press(tab, 1, "Run")
    wait(tab, 1, "Done")
    expect(cell(tab, 1)).to_contain_text("43")


def test_a_live_figure_that_a_cell_makes_starts(tab, address):
    tab.goto(address + "chapters/07-small.html")
    press(tab, 0, "Edit")
    # in another alphabet: at the name of nnlib the page would load NumPy
    text = base64.b64encode(figures.slope().html().encode()).decode()
    tab.get_by_role("textbox", name="cell-0").fill(
        "import base64\n\nclass Shown:\n    def _repr_html_(self):\n"
        f"        return base64.b64decode({text!r}).decode()\n\nShown()"
    )
    press(tab, 0, "Run")
    expect(cell(tab, 0).locator("figure.nnlib-live")).to_have_count(1, timeout=PATIENT)


def test_a_cell_that_needs_torch_has_no_button_and_says_why(tab, address):
    tab.goto(address + "chapters/07-small.html")
    expect(cell(tab, 2)).to_contain_text("needs PyTorch")
    expect(cell(tab, 2).get_by_role("button", name="Run")).to_have_count(0)


def test_edits_are_kept_downloaded_and_reset(tab, address):
    tab.goto(address + "chapters/07-small.html")
    press(tab, 0, "Edit")
    editor = tab.get_by_role("textbox", name="cell-0")
    expect(editor).to_be_focused()
    editor.fill("if True:")
    editor.press("End")
    editor.press("Enter")
    editor.press("Tab")
    editor.press_sequentially("x = 5")
    editor.press("Escape")
    expect(cell(tab, 0).get_by_role("button", name="Run")).to_be_focused()
    tab.reload()
    expect(editor).to_have_value("if True:\n    x = 5")
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Download as notebook").click()
    assert download.value.suggested_filename == "07-small.ipynb"
    loaded = nbformat.read(download.value.path(), as_version=4)
    nbformat.validate(loaded)
    assert [each.source for each in loaded.cells[1:]] == ["if True:\n    x = 5", *CHAPTER[1:]]
    press(tab, 0, "Reset")
    expect(cell(tab, 0)).to_contain_text("print('x is', x)")
    tab.reload()
    expect(tab.get_by_role("textbox", name="cell-0")).to_have_count(0)


def test_an_exercise_is_solved_and_checked_in_the_page(tab, address):
    tab.goto(address + "exercises/07-small/small.html")
    expect(cell(tab, 0).get_by_role("button", name="Edit")).to_have_count(0)
    expect(cell(tab, 3).get_by_role("button", name="Edit")).to_have_count(0)
    press(tab, 3, "Check")
    wait(tab, 3, "Ended with an error")
    expect(cell(tab, 3)).to_contain_text("NotImplementedError")
    press(tab, 1, "Edit")
    answer = tab.get_by_role("textbox", name="cell-1")
    answer.fill("def double(x):\n    return x + x")
    press(tab, 3, "Check")
    wait(tab, 3, "Done")
    expect(cell(tab, 3)).to_contain_text("passed")


def test_a_page_from_disk_says_why_it_cannot_run(tab, small):
    tab.goto((small / "chapters/07-small.html").as_uri())
    press(tab, 0, "Run")
    wait(tab, 0, "opened from disk cannot start Python")


def test_without_webassembly_the_page_says_so(tab, address):
    tab.add_init_script("delete globalThis.WebAssembly")
    tab.goto(address + "chapters/07-small.html")
    press(tab, 0, "Run")
    wait(tab, 0, "needs WebAssembly")


def test_without_the_network_the_page_says_so(tab, address, pinned):
    tab.context.route(f"{pinned['address']}*", lambda route: route.abort())
    tab.goto(address + "chapters/07-small.html")
    press(tab, 0, "Run")
    wait(tab, 0, "Python could not be loaded from")


def test_a_changed_file_is_refused(tab, address, pinned):
    changed = {"body": "export default 1", "content_type": "text/javascript"}
    headers = {"Access-Control-Allow-Origin": "*"}
    tab.context.route(
        f"{pinned['address']}pyodide.asm.mjs",
        lambda route: route.fulfill(**changed, headers=headers),
    )
    tab.goto(address + "chapters/07-small.html")
    press(tab, 0, "Run")
    wait(tab, 0, "Python could not be loaded from")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_buttons_editor_and_outputs_are_accessible(tab, address, axe, scheme):
    tab.emulate_media(color_scheme=scheme)
    tab.goto(address + "chapters/07-small.html")
    press(tab, 1, "Run")
    wait(tab, 1, "Done")
    press(tab, 0, "Edit")
    assert axe(tab, "article") == []


CHAPTERS, EXERCISES = (
    sorted(path.relative_to(ROOT).with_suffix(".html").as_posix() for path in ROOT.glob(pattern))
    for pattern in ("chapters/*.ipynb", "exercises/*/*.ipynb")
)
ENDED = re.compile("Done in|nded with an error|could not be|did not work")
NOT_RUN = "NumPy cells have not run in the page: NNLIB_PYODIDE_WHEELS is not set"


def run(place, name):
    """Press a cell's button, and wait until it has come to a good end."""
    place.get_by_role("button", name=f"{name} cell").click()
    status = place.get_by_role("status")
    expect(status).to_contain_text(ENDED, timeout=10 * PATIENT)
    assert "Done in" in status.inner_text()


def run_all(tab):
    """Run the last cell that can be run, and so all that stand above."""
    button = tab.get_by_role("button", name="Run cell")
    run(tab.locator("div.cell", has=button).last, "Run")


@pytest.mark.skipif(not WHEELS, reason=NOT_RUN)
@pytest.mark.parametrize("path", CHAPTERS)
def test_every_chapter_runs_in_its_page(tab, book, path):
    with serve(book) as site:
        tab.goto(site + path)
        run_all(tab)


@pytest.mark.skipif(not WHEELS, reason=NOT_RUN)
@pytest.mark.parametrize("path", EXERCISES)
def test_every_exercise_can_be_solved_in_its_page(tab, book, path):
    source = (ROOT / "solutions" / path.removeprefix("exercises/")).with_suffix(".ipynb")
    solution = nbformat.read(source, as_version=4)
    cells = [each for each in solution.cells if each.cell_type == "code"]
    with serve(book) as site:
        tab.goto(site + path)
        for number, answer in enumerate(cells):
            if is_solution(answer):
                press(tab, number, "Edit")
                tab.get_by_role("textbox", name=answer.id).fill(answer.source)
        for number, test in enumerate(cells):
            if is_test(test):
                run(cell(tab, number), "Check")
                expect(cell(tab, number)).to_contain_text("all checks in this cell passed")
        run_all(tab)
