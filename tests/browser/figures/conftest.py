"""Fixtures that show live figures."""

import pytest

from tests.browser.figures.page import document

# a page's second figure and those after it start in tasks of their own
STARTED = "new Promise((done) => setTimeout(done))"


@pytest.fixture
def show(page):
    """Show figures on `page`; any complaint in the console fails the test."""
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))

    def show(*shown, **attributes):
        page.set_content(document(*shown, **attributes))
        page.evaluate(STARTED)
        return page

    yield show
    assert not complaints


@pytest.fixture
def tab(browser):
    """Open figures in a context of their own: other size, touch, colours, no script."""
    contexts = []

    def tab(*shown, html="", body="", **options):
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.set_content(document(*shown, html=html, body=body))
        if options.get("java_script_enabled", True):
            page.evaluate(STARTED)
        return page

    yield tab
    for context in contexts:
        context.close()
