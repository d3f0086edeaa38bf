"""The built book in Chromium: self-contained, readable without JavaScript, on a phone, by keys."""

import re

import pytest
from playwright.sync_api import expect

from benchmarks import book as table
from tests.browser.servers import serve
from tests.browser.visits import CHAPTERS, PAGES, lay_out, visit

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(book):
    """The address of the built book on a server of this machine."""
    with serve(book) as address:
        yield address


@pytest.fixture(scope="module", params=PAGES)
def seen(request, site, browser):
    """A page, loaded once for the tests that do not change it."""
    with visit(browser, site, request.param) as seen:
        yield seen


@pytest.fixture
def darkened(seen):
    """That page in the dark, and light again for the next test."""
    theme = seen.page.locator("html")
    seen.page.emulate_media(color_scheme="dark")
    expect(theme).to_have_attribute("data-theme", "dark")
    yield seen.page
    seen.page.emulate_media(color_scheme="light")
    expect(theme).to_have_attribute("data-theme", "light")


def test_page_asks_no_other_host_and_reports_no_error(site, seen):
    assert len(seen.requests) > 5
    assert not [url for url in seen.requests if not url.startswith((site, "data:", "blob:"))]
    assert not [url for url in seen.requests if "fontawesome" in url]
    assert not seen.errors


def test_nothing_jumps_while_the_page_loads(seen):
    assert seen.shift < 0.05


def test_page_weighs_hardly_more_than_when_it_was_measured(seen):
    measured = table.read()
    assert seen.path in measured, "a new page: `make bench-book` weighs it"
    assert seen.transferred < 1.1 * 1000 * float(measured[seen.path]["kB"])


def test_chapter_weighs_at_most_350_kb(seen):
    assert seen.transferred <= 350_000 or seen.path not in CHAPTERS


def test_axe_finds_nothing(seen, axe):
    lay_out(seen.page)
    assert violations(axe, seen.page) == []


def test_axe_finds_no_fault_with_colours_in_the_dark(darkened, axe):
    colours = ["color-contrast", "link-in-text-block"]
    lay_out(darkened)
    assert violations(axe, darkened, runOnly=colours) == []


@pytest.mark.parametrize("path", PAGES)
def test_page_does_not_scroll_sideways(site, page, path):
    """Loaded on a phone, then turned into wider ones: loading takes most of the time."""
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(site + path, wait_until="networkidle")
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        lay_out(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_page_is_laid_out_from_its_top_and_whole_before_one_goes_elsewhere(site, page):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(site + CHAPTERS[0])
    last = page.locator("article section > p").last
    drawn = "element => element.checkVisibility({ contentVisibilityAuto: true })"
    assert not last.evaluate(drawn)
    link = page.locator(".bd-sidebar-secondary a.nav-link").last
    place = link.get_attribute("href")
    target = page.locator(place)
    link.click()
    assert last.evaluate(drawn)
    expect(target).to_be_in_viewport()
    page.reload()  # and where the browser goes back to a place by itself
    assert last.evaluate(drawn)
    page.goto("about:blank")
    page.goto(site + CHAPTERS[0] + place)
    assert last.evaluate(drawn)
    expect(target).to_be_in_viewport()


def test_figures_start_as_they_come_near_and_all_before_one_goes_elsewhere(site, page):
    page.goto(site + CHAPTERS[3])
    figures, live = page.locator("figure[data-kind]"), page.locator("figure.nnlib-live")
    expect(live).to_have_count(0)
    figures.first.scroll_into_view_if_needed()
    expect(figures.first).to_have_class(re.compile("nnlib-live"))
    expect(figures.last).not_to_have_class(re.compile("nnlib-live"))
    page.locator(".bd-sidebar-secondary a.nav-link").last.click()
    expect(live).to_have_count(figures.count())


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", CHAPTERS[::5])
def test_what_is_not_laid_out_takes_about_the_place_that_it_will(site, page, path, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(site + path)
    height = "document.querySelector('article').getBoundingClientRect().height"
    reserved = page.evaluate(height)
    lay_out(page)
    assert 0.95 < reserved / page.evaluate(height) < 1.35


@pytest.mark.parametrize("path", CHAPTERS[1:])  # the first has no long lines
def test_code_that_scrolls_can_be_reached_by_keyboard(site, page, path):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(site + path)
    lay_out(page)
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    unreached = """[...document.querySelectorAll("article pre")].filter(
        (box) => (box.scrollWidth > box.clientWidth) !== (box.tabIndex === 0))"""
    page.wait_for_function(f"{unreached}.length === 0")
    assert page.locator("article pre[tabindex='0']").count() > 0


@pytest.mark.parametrize("path", CHAPTERS)
def test_chapter_reads_without_javascript(site, browser, path):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + path)
    assert page.locator("article .katex-html").first.is_visible()
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


MENUS = {
    "chapters": (".primary-toggle", 390),
    "contents": (".secondary-toggle", 390),
    "search on a phone": (".search-button__button:visible", 390),
    "search": (".search-button__button:visible", 1280),
    "downloads on a phone": (".dropdown-download-buttons > button", 390),
    "downloads": (".dropdown-download-buttons > button", 1280),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_open_menus(site, browser, axe, scheme):
    with visit(browser, site, CHAPTERS[0], color_scheme=scheme) as seen:
        page = seen.page
        lay_out(page)
        for menu, (button, width) in MENUS.items():
            page.set_viewport_size({"width": width, "height": 900})
            page.locator(button).click()
            opened = page.locator("dialog[open], .dropdown-menu.show")
            expect(opened, menu).to_be_visible()
            assert violations(axe, page, ".bd-article") == [], menu
            page.keyboard.press("Escape")
            expect(opened, menu).to_be_hidden()


def test_the_loupe_stands_beside_the_words(site, page):
    page.goto(site + "index.html")
    page.keyboard.press("Control+k")
    loupe, words = (
        page.locator(f"#pst-search-dialog {part}").bounding_box() for part in ("i", "input")
    )
    assert loupe["x"] + loupe["width"] <= words["x"]


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


def test_axe_finds_nothing_on_a_dark_phone(site, browser, axe):
    phone = {"color_scheme": "dark", "viewport": {"width": 390, "height": 900}}
    with visit(browser, site, CHAPTERS[0], **phone) as seen:
        lay_out(seen.page)
        assert violations(axe, seen.page) == []


def violations(axe, page, *without, **options):
    """Return what axe finds, of what concerns a reader, without some parts of the page.

    The insides of formulas are hidden from screen readers, which read the MathML; axe does not,
    and takes a heading of mathematics for an empty one (tests/test_book.py looks for empty ones).
    """
    rules = {"empty-table-header": {"enabled": False}}
    exclude = [[part] for part in (".katex-html > *", *without)]
    return axe(page, context={"exclude": exclude}, rules=rules, **options)
