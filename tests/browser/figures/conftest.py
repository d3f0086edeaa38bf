"""Fixtures that show live figures."""

import pytest

from tests.browser.figures.page import document


@pytest.fixture
def show(page):
    """Show figures on `page`; any complaint in the console fails the test."""
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))

    def show(*shown, **attributes):
        page.set_content(document(*shown, **attributes))
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
        return page

    yield tab
    for context in contexts:
        context.close()
