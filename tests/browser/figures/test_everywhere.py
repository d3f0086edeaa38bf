"""What holds for every figure: themes, paper, phones, no script, JupyterLab."""

import re
from importlib.resources import files

import numpy as np
import pytest
from playwright.sync_api import expect

from nnlib import figures
from tests.browser.figures.page import (
    AND,
    NEURON,
    NEURON_VALUES,
    XOR,
    document,
    examples,
    press,
    status,
)

pytestmark = pytest.mark.browser

SHIFTS = """() => {
  window.shift = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => (shift += entry.value)))
    .observe({ type: "layout-shift", buffered: true });
}"""
PAINTED = "new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(shift))))"
# As JupyterLab does: an output of its own, whose scripts are made anew
INSERT = """(html) => {
  const output = document.querySelector("main > p");
  output.innerHTML = html;
  for (const old of output.querySelectorAll("script")) {
    const script = document.createElement("script");
    for (const { name, value } of old.attributes) script.setAttribute(name, value);
    script.textContent = old.textContent;
    old.replaceWith(script);
  }
}"""


def visit(page, html):
    """Let `page` read a page as it comes from a server, piece by piece."""
    page.route(
        "http://book.test/", lambda route: route.fulfill(body=html, content_type="text/html")
    )
    page.goto("http://book.test/")


@pytest.fixture
def both():
    return figures.perceptron(*AND), figures.graph(NEURON, **NEURON_VALUES)


def test_without_script_the_still_pictures_are_shown(tab, both):
    page = tab(*both, java_script_enabled=False)
    expect(page.locator("button, input")).to_have_count(0)
    expect(page.locator(".nnlib-perceptron svg.nnlib-still")).to_be_visible()
    expect(page.locator(".nnlib-graph .wide svg")).to_be_visible()
    expect(page.locator(".nnlib-graph .tall svg")).to_be_hidden()
    expect(page.get_by_text("The still picture is drawn after 6 epochs")).to_be_visible()
    expect(page.get_by_text("Step through the rows")).to_be_hidden()


def test_every_kind_has_its_still_picture_without_script_and_on_paper(show, tab):
    for page in (tab(*examples(), java_script_enabled=False), show(*examples())):
        page.emulate_media(media="print")
        expect(page.locator("button:visible, input:visible")).to_have_count(0)
        expect(page.locator("svg.nnlib-drawing:not(.nnlib-still):visible")).to_have_count(0)
        for figure in examples():
            shown = page.locator(f".nnlib-{figure.kind}")
            expect(shown.locator("svg.nnlib-still:visible").first).to_be_visible()
            expect(shown.locator("figcaption .nnlib-still")).to_be_visible()
            expect(shown.locator("figcaption .nnlib-still")).to_have_text(figure.still_note)


def test_narrow_columns_get_the_tall_graph(tab, both):
    page = tab(*both, java_script_enabled=False, viewport={"width": 390, "height": 844})
    expect(page.locator(".nnlib-graph .tall svg")).to_be_visible()
    expect(page.locator(".nnlib-graph .wide svg")).to_be_hidden()


def test_paper_shows_the_still_pictures_and_no_controls(show, both):
    page = show(*both)
    press(page, "Epoch")
    expect(page.get_by_text("Step through the rows")).to_be_visible()
    expect(page.get_by_text("The still picture is drawn")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.get_by_text("Step through the rows")).to_be_hidden()
    expect(page.get_by_text("The still picture is drawn")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    for still in page.locator(".nnlib-perceptron, .wide").all():
        expect(still.locator("svg.nnlib-still")).to_be_visible()
        expect(still.locator("svg.nnlib-drawing:visible")).to_have_count(1)


def test_a_script_that_fails_leaves_the_still_picture(tab):
    figure = figures.perceptron(*AND)
    del figure.data["view"]
    page = tab(figure)
    expect(page.locator("svg.nnlib-still")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_sideways_scroll_no_small_target(tab, width):
    page = tab(*examples(), viewport={"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for target in page.locator("button, input, .nnlib-drawing:not(.nnlib-still) .halo").all():
        if target.is_visible():
            box = target.bounding_box()
            assert min(box["width"], box["height"]) >= 24, target.get_attribute("class")


def test_a_page_that_opens_with_a_figure_does_not_shift(tab):
    page = tab(viewport={"width": 320, "height": 900})  # where a moved caption counts most
    page.add_init_script(f"({SHIFTS})()")
    # on a slow machine a page is painted while it is read, the still before its script has run
    slow = page.context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    for figure in examples():
        visit(page, document(figure))
        expect(page.locator(".nnlib-live")).to_have_count(1)
        assert page.evaluate(PAINTED) < 0.05, figure.kind


def test_steps_do_not_move_what_stands_below(show):
    page = show(figures.perceptron(*AND))
    after = page.get_by_text("After.")
    before = after.bounding_box()["y"]
    for _ in range(10):
        press(page, "Step")
        assert after.bounding_box()["y"] == before


def test_figures_share_a_page_and_a_repeated_output_starts_once(show):
    one, two = figures.perceptron(*AND), figures.perceptron(*XOR, label="The second")
    page = show(one, two)
    expect(page.locator(".nnlib-panel")).to_have_count(2)
    page.get_by_role("button", name="Step", exact=True).nth(1).click()
    assert "no boundary yet" in page.locator(".nnlib-status").nth(0).inner_text()
    for _ in range(2):
        page.evaluate(INSERT, one.html())
        expect(page.locator(".nnlib-panel")).to_have_count(3)
        expect(page.locator("main > p figure .nnlib-buttons")).to_have_count(1)
    page.get_by_role("button", name="Step", exact=True).nth(2).click()
    assert "Row 1" in page.locator(".nnlib-status").nth(2).inner_text()
    assert "Row 1" in page.locator(".nnlib-status").nth(1).inner_text()


def test_controls_keep_their_keys_in_jupyterlab(show):
    """Command mode of JupyterLab takes the keys of whatever lacks this attribute."""
    page = show(*examples())
    controls = page.locator("figure :is(button, input, [tabindex])")
    assert controls.count() > 4 + 5 + 5 + 4
    for control in controls.all():
        expect(control).to_have_attribute("data-lm-suppress-shortcuts", "true")


THEMES = {
    "system light": ({"color_scheme": "light"}, {}, False),
    "system dark": ({"color_scheme": "dark"}, {}, True),
    "book dark": ({"color_scheme": "light"}, {"html": "data-theme='dark'"}, True),
    "book light": ({"color_scheme": "dark"}, {"html": "data-theme='light'"}, False),
    "lab dark": ({"color_scheme": "light"}, {"body": "data-jp-theme-light='false'"}, True),
    "lab light": ({"color_scheme": "dark"}, {"body": "data-jp-theme-light='true'"}, False),
}


def luminance(colour):
    rgb = np.array([float(n) for n in re.findall(r"[\d.]+", colour)[:3]]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def styles(page, selector, what):
    """Return the computed colours of all visible elements."""
    script = """([selector, what]) => [...document.querySelectorAll(selector)]
      .filter((node) => node.checkVisibility()).map((node) => getComputedStyle(node)[what])"""
    return page.evaluate(script, [selector, what])


@pytest.mark.parametrize("theme", THEMES)
def test_contrast_of_text_and_marks(tab, theme):
    options, attributes, dark = THEMES[theme]
    page = tab(*examples(), **options, **attributes)
    press(page, "Epoch", "Run all")
    paper = styles(page, "figure", "backgroundColor")[0]
    assert (luminance(paper) < 0.5) == dark
    shade = styles(page, ".half", "fill")[0]
    button = styles(page, "button[aria-disabled=false]", "backgroundColor")[0]
    texts = [
        *((c, paper) for c in styles(page, "figure p, figcaption, label, output", "color")),
        *((c, paper) for c in styles(page, "svg text", "fill")),
        *((c, shade) for c in styles(page, "svg svg text", "fill")),
        *((c, paper) for c in styles(page, "button[aria-disabled=true]", "color")),
        *((c, button) for c in styles(page, "button[aria-disabled=false]", "color")),
    ]
    assert len(texts) > 50
    assert min(contrast(*pair) for pair in texts) >= 4.5
    marks = styles(page, ".nnlib-perceptron :is(.mark, .line, .before, .arrow)", "stroke")
    assert min(contrast(c, ground) for c in marks for ground in (paper, shade)) >= 3
    lines = [
        *styles(page, ".box, .edge path, .frame, .line, .mark, .dots", "stroke"),
        *styles(page, "button", "borderTopColor"),
    ]
    assert min(contrast(c, paper) for c in lines) >= 3


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_reduced_motion_switches_transitions_off(tab, motion):
    page = tab(*examples(), reduced_motion=motion)
    durations = set(styles(page, "figure *", "transitionDuration"))
    assert (durations == {"0s"}) == (motion == "reduce")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_no_violation(tab, axe, scheme, width):
    page = tab(*examples(), color_scheme=scheme, viewport={"width": width, "height": 900})
    for buttons in ((), ("Epoch", "Run all")):
        press(page, *buttons)
        assert axe(page) == []


OUTLINES = """(drawing) => [...drawing.querySelectorAll("path, rect, .point, circle")]
  .filter((node) => !node.closest("[display=none]"))
  .map((node) => [node, node.getBoundingClientRect(), drawing.getBoundingClientRect()])
  .map(([node, { x, y, width, height }, from]) => [
    node.getAttribute("class"),
    ...[x - from.x, y - from.y, width, height].map((v) => (v * 360) / from.width),
  ])"""


@pytest.mark.parametrize(
    "make", [figures.slope, figures.activation, figures.softmax, figures.chain]
)
def test_script_and_still_draw_the_same_where_the_story_starts(show, make):
    page = show(make())
    live = page.locator("svg.nnlib-drawing:not(.nnlib-still)").evaluate(OUTLINES)
    page.emulate_media(media="print")  # which shows the still
    still = page.locator("svg.nnlib-still").evaluate(OUTLINES)
    assert [name for name, *_ in live] == [name for name, *_ in still]
    np.testing.assert_allclose([box for _, *box in live], [box for _, *box in still], atol=0.8)


BOOK = {"pydata_sphinx_theme": "pydata-sphinx-theme", "sphinx_book_theme": "sphinx-book-theme"}


def test_the_theme_of_the_book_reshapes_no_part(show):
    """Its style sheets know classes, too: Bootstrap stretches whatever stands in a ``row``."""
    page = show(*examples())
    drawings = page.locator("svg.nnlib-drawing:not(.nnlib-still):visible").all()
    assert len(drawings) >= len(examples())
    before = [drawing.evaluate(OUTLINES) for drawing in drawings]
    for package, name in BOOK.items():
        styles = files(package) / "theme" / package / "static" / "styles" / f"{name}.css"
        page.add_style_tag(content=styles.read_text(encoding="utf-8"))
    for drawing, parts in zip(drawings, before, strict=True):
        boxes = [box for _, *box in drawing.evaluate(OUTLINES)]
        np.testing.assert_allclose(boxes, [box for _, *box in parts], atol=0.8)


def test_every_kind_starts_in_an_output_of_jupyterlab(show):
    """There each output brings all its styles and scripts, whichever were there before."""
    page = show()
    for figure in examples():
        page.evaluate(INSERT, figure.html())
        expect(page.locator(f"main > p figure.nnlib-{figure.kind}.nnlib-live")).to_have_count(1)
        assert len(status(page)) > 20
