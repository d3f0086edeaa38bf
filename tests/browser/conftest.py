"""A small book on a server, and a page that gets Pyodide from its npm package."""

import json
import os
from pathlib import Path

import pytest

from live import cells
from tests.browser.servers import serve
from tests.browser.small_book import PATIENT, ROOT, WHEELS, build_small

CORE = ROOT / "node_modules" / "pyodide"


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """The folder of a built book with a chapter and an exercise that need no NumPy."""
    return build_small(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def address(small):
    with serve(small) as address:
        yield address


@pytest.fixture(scope="session")
def pinned():
    """Addresses and digests of Pyodide, as the pages have them."""
    return json.loads((cells.RUN / "pyodide.json").read_text())


@pytest.fixture
def tab(page, pinned):
    """A page that gets Pyodide's core from its npm package, and wheels from their folder."""
    if not CORE.is_dir():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("pyodide is missing: npm ci")
    page.context.set_default_timeout(PATIENT)
    from_folder(page, pinned["address"], CORE)
    if WHEELS != "cdn":
        from_folder(page, pinned["wheels"], Path(WHEELS or os.devnull))
    return page


def from_folder(page, address, folder):
    def answer(route):
        path = folder / route.request.url.split("/")[-1]
        headers = {"Access-Control-Allow-Origin": "*"}
        route.fulfill(path=path, headers=headers) if path.is_file() else route.abort()

    page.context.route(f"{address}*", answer)
