"""Cells run in the page: in a small book without NumPy, and in the real one where wheels are.

Pyodide's core comes from its npm package. Chapters and exercises need NumPy's wheels as well: they
run when NNLIB_PYODIDE_WHEELS names a folder with them, or is "cdn" where the network is open.
"""

import functools
import json
import os
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import nbformat
import pytest
import yaml
from playwright.sync_api import expect

from live import cells
from tests.test_book import KERNEL, build

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
PINNED = json.loads((cells.RUN / "pyodide.json").read_text())
CORE = ROOT / "node_modules" / "pyodide"
WHEELS = os.environ.get("NNLIB_PYODIDE_WHEELS")
PATIENT = 180_000  # ms: the machine may be busy
CHAPTER = ["x = 20\nprint('x is', x)", "x + 22", "import torch", "while x > 20:\n    pass"]
GRADED = {"schema_version": 3, "grade": False, "solution": False, "locked": True, "task": False}
EXERCISE = [
    ("import math", {}),
    ("def double(x):\n    raise NotImplementedError", {"solution": True, "locked": False}),
    ("double(3)", None),
    ("assert double(3) == 6, 'Twice 3 is 6.'\nprint('passed')", {"grade": True, "points": 1}),
]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        """Say nothing."""


def serve(folder):
    handler = functools.partial(Quiet, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def notebook(path, sources):
    made = [nbformat.v4.new_markdown_cell("# Small\n\nA page.", id="title")]
    for i, (source, graded) in enumerate(sources):
        metadata = {} if graded is None else {"nbgrader": {**GRADED, "grade_id": "a", **graded}}
        made.append(nbformat.v4.new_code_cell(source, id=f"cell-{i}", metadata=metadata))
    path.parent.mkdir(parents=True)
    path.write_text(nbformat.writes(nbformat.v4.new_notebook(cells=made, metadata=KERNEL)))


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The folder of a built book with a chapter and an exercise that need no NumPy."""
    source = tmp_path_factory.mktemp("running")
    config = yaml.safe_load((ROOT / "_config.yml").read_text())
    config["sphinx"]["local_extensions"] = {"live": str(ROOT)}
    config["execute"]["execute_notebooks"] = "off"
    config["logo"] = str(ROOT / config["logo"])
    config["html"]["favicon"] = str(ROOT / config["html"]["favicon"])
    (source / "_config.yml").write_text(yaml.safe_dump(config))
    chapters = [{"file": name} for name in ("chapters/07-small", "exercises/07-small/small")]
    toc = {"format": "jb-book", "root": "index", "chapters": chapters}
    (source / "_toc.yml").write_text(yaml.safe_dump(toc))
    (source / "index.md").write_text("# A small book\n\nIt has one chapter.\n")
    for name in ("references.bib", "constraints.txt"):
        (source / name).touch()
    notebook(source / "chapters/07-small.ipynb", [(text, None) for text in CHAPTER])
    notebook(source / "exercises/07-small/small.ipynb", EXERCISE)
    (source / "exercises/07-small/hints.json").write_text('{"a": "b"}')
    result = build(source)
    assert result.returncode == 0, result.stdout + result.stderr
    return source / "_build" / "html"


@pytest.fixture(scope="module")
def address(small):
    with serve(small) as server:
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def tab(page):
    """A page that gets Pyodide's core from its npm package, and wheels from their folder."""
    if not CORE.is_dir():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("pyodide is missing: npm ci")
    page.context.set_default_timeout(PATIENT)
    from_folder(page, PINNED["address"], CORE)
    if WHEELS != "cdn":
        from_folder(page, PINNED["wheels"], Path(WHEELS or os.devnull))
    return page


def from_folder(page, address, folder):
    def answer(route):
        path = folder / route.request.url.split("/")[-1]
        headers = {"Access-Control-Allow-Origin": "*"}
        route.fulfill(path=path, headers=headers) if path.is_file() else route.abort()

    page.context.route(f"{address}*", answer)


def cell(page, number):
    return page.locator("div.cell").nth(number)


def press(page, number, name):
    cell(page, number).get_by_role("button", name=name).click()


def wait(page, number, text):
    expect(cell(page, number).get_by_role("status")).to_contain_text(text, timeout=PATIENT)


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


def test_without_the_network_the_page_says_so(tab, address):
    tab.context.route(f"{PINNED['address']}*", lambda route: route.abort())
    tab.goto(address + "chapters/07-small.html")
    press(tab, 0, "Run")
    wait(tab, 0, "Python could not be loaded from")


def test_a_changed_file_is_refused(tab, address):
    changed = {"body": "export default 1", "content_type": "text/javascript"}
    headers = {"Access-Control-Allow-Origin": "*"}
    tab.context.route(
        f"{PINNED['address']}pyodide.asm.mjs",
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


NOTEBOOKS = sorted(
    path.relative_to(ROOT).with_suffix(".html").as_posix()
    for pattern in ("chapters/*.ipynb", "exercises/*/*.ipynb")
    for path in ROOT.glob(pattern)
)


NOT_RUN = "NumPy cells have not run in the page: NNLIB_PYODIDE_WHEELS is not set"


@pytest.mark.skipif(not WHEELS, reason=NOT_RUN)
@pytest.mark.parametrize("path", NOTEBOOKS)
def test_every_cell_of_the_book_runs_in_its_page(tab, book, path):
    with serve(book) as server:
        tab.goto(f"http://127.0.0.1:{server.server_port}/{path}")
        runs = tab.locator("div.cell").get_by_role("button", name="Run")
        runs.last.click()
        status = tab.locator("div.cell", has=runs.last).get_by_role("status")
        expect(status).to_contain_text("Done", timeout=10 * PATIENT)
        server.shutdown()
