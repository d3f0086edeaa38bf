"""Fixtures that several subjects share: the built book, Chromium, a page that forgives nothing."""

import os
import subprocess
import sys
from pathlib import Path

import browser as chromium
import pytest
from filelock import FileLock

ROOT = Path(__file__).resolve().parent.parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Keep the tests of a file in one process of pytest-xdist, unless it has other groups."""
    for item in items:
        if not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.location[0]))


@pytest.fixture(scope="session")
def root():
    """The repository's folder."""
    return ROOT


@pytest.fixture(scope="session")
def book():
    """The built book's folder; building it again without changes takes seconds."""
    with FileLock(ROOT / "_build" / "lock"):  # of the processes of pytest-xdist
        subprocess.run([sys.executable, ROOT / "scripts" / "build_book.py"], cwd=ROOT, check=True)
    return ROOT / "_build" / "html"


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium."""
    from playwright.sync_api import sync_playwright

    path = chromium.chromium_path()
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(chromium.MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    """A fresh page, 1280 wide, whose uncaught errors fail the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert not errors, errors


@pytest.fixture(scope="session")
def axe():
    """A function that lists what axe-core finds against accessibility on a page."""
    script = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        reason = "axe-core is missing: make test installs it, or npm ci"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)

    def violations(page, context=None, **options):
        page.add_script_tag(path=script)
        result = page.evaluate(
            "([context, options]) => axe.run(context ?? document, options)", [context, options]
        )
        assert result["passes"]
        return [(v["id"], [node["html"] for node in v["nodes"]]) for v in result["violations"]]

    return violations
