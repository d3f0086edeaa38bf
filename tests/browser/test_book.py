"""The built book in Chromium: self-contained, readable without JavaScript, on a phone, by keys."""

from pathlib import Path

import pytest

from tests.browser.servers import serve

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parent.parent.parent
NOTEBOOKS = [
    path.relative_to(ROOT).with_suffix(".html").as_posix()
    for pattern in ("chapters/*.ipynb", "exercises/*/*.ipynb")
    for path in sorted(ROOT.glob(pattern))
]
CHAPTERS = [path for path in NOTEBOOKS if path.startswith("chapters/")]
PAGES = [
    "index.html",
    *NOTEBOOKS,
    "chapters/how-nnlib-works.html",
    "chapters/for-instructors.html",
    "chapters/notation.html",
    "chapters/glossary.html",
    "chapters/reference.html",
    "search.html",
]


@pytest.fixture(scope="module")
def site(book):
    """The address of the built book on a server of this machine."""
    with serve(book) as address:
        yield address


@pytest.mark.parametrize("path", PAGES)
def test_page_asks_no_other_host_and_reports_no_error(site, page, path):
    requests, errors = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.on("response", lambda got: errors.append(got.url) if got.status >= 400 else None)
    page.goto(site + path, wait_until="networkidle")
    assert len(requests) > 5
    assert not [url for url in requests if not url.startswith((site, "data:", "blob:"))]
    assert not [url for url in requests if "fontawesome" in url]
    assert not errors


@pytest.mark.parametrize("path", PAGES)
def test_page_does_not_scroll_sideways(site, page, path):
    """Loaded on a phone, then turned into wider ones: loading takes most of the time."""
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(site + path, wait_until="networkidle")
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", CHAPTERS)
def test_chapter_reads_without_javascript(site, browser, path):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + path)
    assert page.locator(".katex-html").first.is_visible()
    assert page.locator("article img").first.is_visible()
    assert page.locator(".nnlib-figure svg").first.is_visible()
    for summary in page.locator("article details > summary").all():
        body = summary.locator("xpath=following-sibling::*").first
        assert not body.is_visible()
        summary.click()
        assert body.is_visible()
    assert not page.locator(".theme-switch-button").first.is_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_follow_the_system_and_the_switch(site, browser, scheme):
    context = browser.new_context(color_scheme=scheme, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(site + CHAPTERS[0])
    theme = "document.documentElement.dataset.theme"
    paper = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(theme) == scheme
    seen = {page.evaluate(paper)}
    for _ in range(2):
        page.locator(".theme-switch-button").first.click()
        seen.add(page.evaluate(paper))
    assert len(seen) == 2
    page.locator(".theme-switch-button").first.click()
    chosen = page.evaluate(theme)
    page.reload()
    assert page.evaluate(theme) == chosen
    context.close()


@pytest.mark.parametrize("words", ["perceptron", "backpropagation", "learning rate"])
def test_search_finds(site, page, words):
    page.goto(site + "index.html")
    page.keyboard.press("Control+k")
    page.locator("#pst-search-dialog input").fill(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html**")
    links = page.locator("#search-results ul.search a")
    links.first.wait_for()
    assert any("chapters/0" in link.get_attribute("href") for link in links.all())


def test_keyboard_reaches_the_text_first_and_sees_where_it_is(site, page):
    page.goto(site + CHAPTERS[0])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main-content"
    page.keyboard.press("Tab")
    focused = "document.querySelector('#main-content').contains(document.activeElement)"
    assert page.evaluate(focused)


def test_copy_button_copies_the_code(site, browser):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(site + CHAPTERS[0])
    cell = page.locator(".cell_input").first
    cell.hover()
    cell.locator("button.copybtn").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == cell.locator("pre").inner_text().strip()
    context.close()


def test_notebook_can_be_downloaded(site, page):
    page.goto(site + CHAPTERS[0])
    link = page.locator(".dropdown-download-buttons a[href$='.ipynb']").get_attribute("href")
    response = page.request.get(page.evaluate("link => new URL(link, location).href", link))
    assert response.json()["nbformat"] == 4


@pytest.mark.parametrize(
    "path, scheme, width",
    [*((path, "light", 1280) for path in PAGES), (CHAPTERS[0], "dark", 390)],
)
def test_axe_finds_nothing(site, browser, axe, path, scheme, width):
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(site + path, wait_until="networkidle")
    # The insides of formulas are hidden from screen readers, which read the MathML; axe does not,
    # and takes a heading of mathematics for an empty one (test_book.py looks for empty ones).
    found = axe(
        page,
        context={"exclude": [[".katex-html > *"]]},
        rules={"empty-table-header": {"enabled": False}},
    )
    assert found == []
    context.close()


@pytest.mark.parametrize("path", CHAPTERS)
def test_nothing_jumps_while_the_page_loads(site, page, path):
    page.add_init_script(
        """window.shift = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) window.shift += entry.value;
        }).observe({ type: "layout-shift", buffered: true });"""
    )
    page.goto(site + path, wait_until="networkidle")
    assert page.evaluate("window.shift") < 0.05
