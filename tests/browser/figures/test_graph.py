"""The computational graph in Chromium: mouse, touch, keyboard, agreement with tensors."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from nnlib import Tensor, figures
from nnlib.figures.base import number
from tests.browser.figures.page import NEURON, NEURON_VALUES, press, status

pytestmark = pytest.mark.browser


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
