"""Live figures in Chromium: mouse, touch, keyboard, themes, paper, and agreement with nnlib."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from nnlib import Tensor, figures
from nnlib.figures.base import number, point
from nnlib.perceptron import perceptron_fit

pytestmark = pytest.mark.browser

AND = ([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1])
XOR = (AND[0], [0, 1, 1, 0])
NEURON = "z = x * w + b; a = tanh(z); L = (a - t) ** 2"
NEURON_VALUES = {"x": 0.5, "w": -1.0, "b": 0.3, "t": 1.0}
SHIFTS = """() => {
  window.shift = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => (shift += entry.value)))
    .observe({ type: "layout-shift", buffered: true });
}"""


def document(*shown, html="", body=""):
    """Return a page of the book with figures, style and script once."""
    on_page, fragments = [], []
    for figure in shown:
        fragments.append(figure.html([name for name in figure.assets if name not in on_page]))
        on_page += figure.assets
    return (
        f"<!doctype html><html lang='en' {html}><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width'><title>Figures</title>"
        f"<style>body {{ max-width: 46rem; margin: auto }}</style></head><body {body}>"
        f"<main><h1>Figures</h1>{''.join(fragments)}<p>After.</p></main></body></html>"
    )


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


def press(page, *names):
    for name in names:
        page.get_by_role("button", name=name, exact=True).click()


def status(page):
    return page.locator(".nnlib-status").inner_text()


def numbers(page):
    return page.locator(".nnlib-numbers").inner_text()


def points(page):
    return page.get_by_role("slider")


def centre(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


# The perceptron


def quarters(seed):
    """Return random data whose weights three decimals show exactly."""
    rng = np.random.default_rng(seed)
    return rng.integers(-8, 9, size=(12, 2)) / 4, rng.integers(2, size=12)


@pytest.mark.parametrize("seed", range(4))
def test_epochs_agree_with_nnlib(show, seed):
    X, y = quarters(seed)
    page = show(figures.perceptron(X, y, lr=0.5))
    for epochs in range(1, 7):
        press(page, "Epoch")
        w, b = perceptron_fit(X, y, lr=0.5, epochs=epochs)
        assert f"w = {point(w)}, b = {number(b)}\n" in numbers(page)
        wrong = np.sum((X @ w + b >= 0) != y)
        assert f"points on the wrong side now: {wrong} of 12" in numbers(page)


def test_steps_agree_with_nnlib_until_it_settles(show):
    X, y = AND
    page = show(figures.perceptron(X, y))
    epochs = 0
    while "settled" not in numbers(page):
        press(page, *["Step"] * len(X))
        epochs += 1
        w, b = perceptron_fit(X, y, epochs=epochs)
        assert f"w = {point(w)}, b = {number(b)}\n" in numbers(page)
    assert epochs == 6
    assert "Epoch 6 made no mistake: settled after 11 updates with w = (2, 1), b = −3." in status(
        page
    )
    assert "points on the wrong side now: 0 of 4" in numbers(page)
    step = page.get_by_role("button", name="Step", exact=True)
    expect(step).to_have_attribute("aria-disabled", "true")
    before = status(page)
    step.click(force=True)
    assert status(page) == before


def test_a_step_is_told_with_its_numbers(show):
    page = show(figures.perceptron(*AND))
    assert "no boundary yet" in status(page)
    expect(page.locator("svg.nnlib-drawing:not(.nnlib-still) .note")).to_have_text(
        "w is zero: no boundary"
    )
    press(page, "Step")
    assert status(page) == (
        "Row 1: z = 0·0 + 0·0 + 0 = 0, 0 or more, so it predicts 1. "
        "It should be 0: w ← (0, 0) − 1·(0, 0) = (0, 0), b ← 0 − 1 = −1."
    )
    press(page, "Step")
    assert status(page) == (
        "Row 2: z = 0·0 + 0·1 + (−1) = −1, below 0, so it predicts 0. Right: nothing changes."
    )
    assert page.locator(".point.current").get_attribute("aria-label") == "Row 2, class 0"


def test_start_values_are_used_and_reset_returns_to_them(show):
    page = show(figures.perceptron(*AND, w=[1, -2], b=0.5))
    assert status(page) == "It starts with w = (1, −2), b = 0.5."
    press(page, "Epoch", "Reset")
    assert numbers(page).startswith("w = (1, −2), b = 0.5\nepoch 1, next is row 1 of 4")


def test_back_takes_back_whatever_was_done(show):
    page = show(figures.perceptron(*AND))
    back = page.get_by_role("button", name="Back", exact=True)
    expect(back).to_have_attribute("aria-disabled", "true")
    seen = [numbers(page)]
    for name in ("Step", "Epoch", "Flip row 1", "Step", "Reset"):
        press(page, name)
        seen.append(numbers(page))
    for expected in reversed(seen[:-1]):
        press(page, "Back")
        assert numbers(page) == expected
    expect(back).to_have_attribute("aria-disabled", "true")


def test_xor_goes_in_a_circle_and_says_so(show):
    page = show(figures.perceptron(*XOR))
    for _ in range(8):
        press(page, "Epoch")
    assert "it goes in a circle and never settles" in status(page)
    assert "settled" not in numbers(page)


def test_mouse_moves_a_point(show):
    page = show(figures.perceptron(*AND))
    first, last = points(page).nth(0), points(page).nth(3)
    press(page, "Epoch")
    (x0, y0), (x1, y1) = centre(first), centre(last)
    page.mouse.move(x1, y1)
    page.mouse.down()
    page.mouse.move((x0 + x1) / 2, (y0 + y1) / 2, steps=5)
    page.mouse.up()
    expect(last).to_have_attribute("aria-valuetext", "x1 0.5, x2 0.5")
    expect(last).to_be_focused()
    assert "Row 4 moved to (0.5, 0.5)" in status(page)
    assert "next is row 1" in numbers(page)
    page.mouse.move(x0, y0)  # the button is up: nothing follows the mouse
    expect(last).to_have_attribute("aria-valuetext", "x1 0.5, x2 0.5")
    press(page, "Back")
    expect(last).to_have_attribute("aria-valuetext", "x1 1, x2 1")


def test_a_point_stays_inside_the_picture(show):
    page = show(figures.perceptron(*AND))
    page.mouse.move(*centre(points(page).nth(3)))
    page.mouse.down()
    page.mouse.move(1200, 0)
    page.mouse.up()
    expect(points(page).nth(3)).to_have_attribute("aria-valuetext", "x1 1.4, x2 1.4")


def test_touch_moves_a_point_and_flips_its_class(tab):
    page = tab(figures.perceptron(*AND), viewport={"width": 390, "height": 844}, has_touch=True)
    last = points(page).nth(3)
    (x0, y0), (x1, y1) = centre(points(page).nth(0)), centre(last)
    fingers = page.context.new_cdp_session(page)

    def touch(kind, *where):
        at = [{"x": x, "y": y} for x, y in where]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    touch("touchStart", (x1, y1))
    for t in (0.25, 0.5):
        touch("touchMove", (x1 + (x0 - x1) * t, y1 + (y0 - y1) * t))
    touch("touchEnd")
    expect(last).to_have_attribute("aria-valuetext", "x1 0.5, x2 0.5")
    assert page.evaluate("scrollY") == 0
    page.get_by_role("button", name="Flip row 4").tap()
    expect(last).to_have_attribute("aria-label", re.compile("^Row 4, class 0"))


def test_keyboard_reaches_and_moves_everything(show):
    page = show(figures.perceptron(*AND))
    page.keyboard.press("Tab")
    expect(points(page).nth(0)).to_be_focused()  # one stop for all points
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    expect(points(page).nth(0)).to_have_attribute("aria-valuetext", "x1 0.05, x2 0.25")
    assert "Row 1 moved to (0.05, 0.25)" in status(page)
    page.keyboard.press("PageUp")
    expect(points(page).nth(3)).to_be_focused()
    page.keyboard.press("Enter")
    expect(points(page).nth(3)).to_have_attribute("aria-label", re.compile("^Row 4, class 0"))
    page.keyboard.press("PageDown")
    expect(points(page).nth(0)).to_be_focused()
    for name in ("Step", "Epoch", "Back", "Reset", "Flip row 1"):
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name=name, exact=True)).to_be_focused()
    page.keyboard.press("Space")
    expect(points(page).nth(0)).to_have_attribute("aria-label", re.compile("^Row 1, class 1"))


def test_moved_data_can_no_longer_settle_and_then_can_again(show):
    page = show(figures.perceptron(*AND))
    press(page, *["Epoch"] * 6)
    assert "settled" in numbers(page)
    points(page).nth(0).focus()
    page.keyboard.press("Enter")  # now (0, 0) and (1, 1) against the rest: XOR's twin
    assert "settled" not in numbers(page)
    press(page, *["Epoch"] * 12)
    assert "never settles" in status(page)
    points(page).nth(0).focus()
    page.keyboard.press("Enter")
    while "settled" not in numbers(page):
        press(page, "Epoch")
    assert "points on the wrong side now: 0 of 4" in numbers(page)


# The graph


def node(page, name):
    return page.get_by_role("img", name=re.compile(f"^{name}\\b"))


def gradients(page):
    """Return what the visible boxes say: name to gradient."""
    labels = [n.get_attribute("aria-label") for n in page.get_by_role("img").all()]
    found = [re.match(r"(\w+)\b.*grad (\S+?)(,|$)", label) for label in labels]
    return {m[1]: float(m[2].replace("−", "-")) for m in found if m}


def test_forward_and_backward_one_step_at_a_time(show):
    page = show(figures.graph(NEURON, **NEURON_VALUES))
    expect(node(page, "z")).to_have_attribute("aria-label", "z = v1 + b, not computed yet")
    backward = page.get_by_role("button", name="Backward step")
    expect(backward).to_have_attribute("aria-disabled", "true")
    press(page, "Forward step")
    assert status(page) == "Forward: v1 = x · w = 0.5 · (−1) = −0.5."
    assert page.locator(".wide .node.active").get_attribute("aria-label") == "v1 = x · w, −0.5"
    press(page, *["Forward step"] * 4)
    assert "All values are known" in status(page)
    backward.click()
    assert "dL/dL = 1" in status(page)
    backward.click()
    assert status(page) == (
        "Backward through L = v2²: gradient × local derivative, to v2: 1 × (−2.395) = −2.395."
    )
    assert page.locator(".wide .edge.active").text_content() == "×−2.395=−2.395"
    assert gradients(page) == {"v2": -2.395, "L": 1}
    for _ in range(4):
        backward.click()
    assert status(page).endswith(
        "Done: dL/dx = 2.301, dL/dw = −1.151, dL/db = −2.301, dL/dt = 2.395."
    )
    expect(backward).to_have_attribute("aria-disabled", "true")
    press(page, "Undo")
    expect(backward).to_have_attribute("aria-disabled", "false")
    assert "x" not in gradients(page)
    press(page, "Reset")
    assert gradients(page) == {}


def test_contributions_to_a_shared_node_add_up(show):
    page = show(figures.graph("u = x ** 2; y = u + 3 * x", x=2.0))
    press(page, *["Forward step"] * 3, *["Backward step"] * 3)
    expect(node(page, "x")).to_have_attribute("aria-label", "x, 2, grad so far, 3 + …")
    press(page, "Backward step")
    assert "to x: 1 × 4 = 4 (grad 7 = 3 + 4)" in status(page)
    expect(node(page, "x")).to_have_attribute("aria-label", "x, 2, grad 7, = 3 + 4")


OPERATIONS = (
    "u = sigmoid(x * y) / (1 + exp(-x)); v = log(x ** 2 + 1) - relu(y) * tanh(u); L = -(v - u) ** 3"
)


@pytest.mark.parametrize("keys", [(), ("ArrowRight",), ("Home",), ("PageDown", "ArrowLeft")])
def test_gradients_of_every_operation_agree_with_tensors(show, keys):
    page = show(figures.graph(OPERATIONS, x=0.5, y=1.2))
    press(page, "Run all")
    page.get_by_role("slider", name="x").focus()
    for key in keys:
        page.keyboard.press(key)
    values = {name: page.get_by_role("slider", name=name).input_value() for name in "xy"}
    assert bool(keys) == (float(values["x"]) != 0.5)
    x, y = (Tensor(np.array(float(values[name])), requires_grad=True) for name in "xy")
    u = (x * y).sigmoid() / (1 + (-x).exp())
    v = (x**2 + 1).log() - y.relu() * u.tanh()
    L = -((v - u) ** 3)
    L.backward()
    found = gradients(page)
    assert found["x"] == pytest.approx(float(x.grad), rel=0.05, abs=6e-4)
    assert found["y"] == pytest.approx(float(y.grad), rel=0.05, abs=6e-4)
    assert f", {number(L.item())}, grad 1" in node(page, "L").get_attribute("aria-label")


def test_mouse_moves_a_slider_and_values_follow(show):
    page = show(figures.graph(NEURON, **NEURON_VALUES))
    slider = page.get_by_role("slider", name="w")
    press(page, "Run all")
    box = slider.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(slider).to_have_value("0")
    assert "w = 0; L = 0.502; dL/dw = −0.649." in status(page)
    expect(page.locator("output").nth(1)).to_have_text("0")
    press(page, "Reset")
    expect(slider).to_have_value("-1")


def test_touch_moves_a_slider(tab):
    page = tab(
        figures.graph(NEURON, **NEURON_VALUES),
        viewport={"width": 390, "height": 844},
        has_touch=True,
    )
    slider = page.get_by_role("slider", name="t")
    slider.tap()
    expect(slider).to_have_value("0")
    page.get_by_role("button", name="Run all").tap()
    expect(page.get_by_role("img", name=re.compile("^t"))).to_have_attribute(
        "aria-label", re.compile("^t, 0, grad")
    )


def test_a_value_that_does_not_exist_is_named(show):
    page = show(figures.graph("log(x) * y", x=1.0, y=2.0))
    press(page, "Run all")
    page.get_by_role("slider", name="x").focus()
    page.keyboard.press("Home")
    assert "v1 = log(x) has no value here, move a slider" in status(page)
    expect(node(page, "v1")).to_have_attribute("aria-label", re.compile("undefined"))
    page.keyboard.press("End")
    assert "undefined" not in status(page)


def test_keyboard_alone_runs_the_graph(show):
    page = show(figures.graph("x * y", x=3.0, y=2.0))
    for name in ("Forward step", "Backward step", "Undo", "Run all", "Reset"):
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name=name)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("slider", name="x")).to_be_focused()
    page.get_by_role("button", name="Forward step").focus()
    page.keyboard.press("Enter")
    assert "v1 = x · y = 3 · 2 = 6" in status(page)


# Both, everywhere


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
def test_no_sideways_scroll_no_shift_no_small_target(tab, both, width):
    page = tab(viewport={"width": width, "height": 900})
    page.add_init_script(f"({SHIFTS})()")
    page.route(
        "http://book.test/",
        lambda route: route.fulfill(body=document(*both), content_type="text/html"),
    )
    page.goto("http://book.test/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("shift") < 0.05  # fonts may settle on a busy machine
    for target in page.locator("button, input, .nnlib-drawing:not(.nnlib-still) .halo").all():
        if target.is_visible():
            box = target.bounding_box()
            assert min(box["width"], box["height"]) >= 24, target.get_attribute("class")


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
    # As JupyterLab does: an output of its own, whose scripts are made anew, twice
    insert = """(html) => {
      const output = document.querySelector("main > p");
      output.innerHTML = html;
      for (const old of output.querySelectorAll("script")) {
        const script = document.createElement("script");
        for (const { name, value } of old.attributes) script.setAttribute(name, value);
        script.textContent = old.textContent;
        old.replaceWith(script);
      }
    }"""
    for _ in range(2):
        page.evaluate(insert, one.html())
        expect(page.locator(".nnlib-panel")).to_have_count(3)
        expect(page.locator("main > p figure .nnlib-buttons")).to_have_count(1)
    page.get_by_role("button", name="Step", exact=True).nth(2).click()
    assert "Row 1" in page.locator(".nnlib-status").nth(2).inner_text()
    assert "Row 1" in page.locator(".nnlib-status").nth(1).inner_text()


def test_controls_keep_their_keys_in_jupyterlab(show, both):
    """Command mode of JupyterLab takes the keys of whatever lacks this attribute."""
    page = show(*both)
    controls = page.locator("figure :is(button, input, [tabindex])")
    assert controls.count() == 4 + 5 + 5 + 4
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
def test_contrast_of_text_and_marks(tab, both, theme):
    options, attributes, dark = THEMES[theme]
    page = tab(*both, **options, **attributes)
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
    marks = [
        *styles(page, ".mark, .line, .before:not([visibility=hidden]), .arrow", "stroke"),
    ]
    assert min(contrast(c, ground) for c in marks for ground in (paper, shade)) >= 3
    lines = [
        *styles(page, ".box, .edge path, .frame", "stroke"),
        *styles(page, "button", "borderTopColor"),
    ]
    assert min(contrast(c, paper) for c in lines) >= 3


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_reduced_motion_switches_transitions_off(tab, both, motion):
    page = tab(*both, reduced_motion=motion)
    durations = set(styles(page, "figure *", "transitionDuration"))
    assert (durations == {"0s"}) == (motion == "reduce")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_no_violation(tab, both, axe, scheme, width):
    page = tab(*both, color_scheme=scheme, viewport={"width": width, "height": 900})
    for buttons in ((), ("Epoch", "Run all")):
        press(page, *buttons)
        assert axe(page) == []
