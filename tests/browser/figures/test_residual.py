"""The residual stack in Chromium: every factor and gradient is that of nnlib's engine."""

import re

import numpy as np
import pytest

from nnlib import Tensor, figures
from nnlib.figures.base import number
from tests.browser.figures.page import centre, moving, numbers, press, status

pytestmark = pytest.mark.browser


def gradients(w, paths):
    """Return the gradients of the output at the input and after each layer, by the engine."""
    nodes = [Tensor(np.array(0.5), requires_grad=True)]
    for path in paths:
        nodes.append(nodes[-1] * path + nodes[-1].tanh() * w)
    found = []
    for k in range(len(nodes)):  # from each node on, with that node as a leaf
        leaf = h = Tensor(nodes[k].data, requires_grad=True)
        for path in paths[k:]:
            h = h * path + h.tanh() * w
        h.backward()
        found.append(leaf.grad.item())
    return np.array(found)


def move(page, name, to):
    page.get_by_role("slider", name=name).fill(str(to))


def heights(page, name):
    d = moving(page, f".{name}").get_attribute("d")
    ys = [float(y) for y in re.findall(r"[\d.-]+[ ,]([\d.-]+)", d)]
    return 6 - np.array(ys) / 180 * 18


@pytest.mark.parametrize("w", [-0.6, 0.4, 1.0, 1.7])
@pytest.mark.parametrize("cut", [0, 1, 7])
def test_gradients_agree_with_the_engine(show, w, cut):
    page = show(figures.residual())
    move(page, "Weight w", w)
    move(page, "Cut one path", cut)
    kept = gradients(w, [float(k + 1 != cut) for k in range(12)])
    lost = gradients(w, [0.0] * 12)
    assert f"With residual paths and w = {number(w)}," in status(page)
    assert f"is {number(kept[0])} at the input." in status(page)
    np.testing.assert_allclose(heights(page, "with"), np.log10(np.abs(kept)), atol=0.06)
    shown = np.log10(np.abs(lost))
    np.testing.assert_allclose(heights(page, "without"), shown, atol=0.06)
    factors = numbers(page).split(": ")[1].split(", ")
    assert factors == [number(kept[k] / kept[k + 1]) for k in range(12)]
    if cut:
        assert f"Layer {cut} has lost its path: its factor is {factors[cut - 1]}." in status(page)
    press(page, "Without")
    assert status(page).startswith(f"Without residual paths and w = {number(w)},")
    assert f"is {number(lost[0])} at the input." in status(page)


def test_the_stack_shows_which_paths_there_are(show):
    page = show(figures.residual())
    arcs = moving(page, ".arcs")
    assert arcs.get_attribute("d").count("M") == 12
    move(page, "Cut one path", 4)
    assert arcs.get_attribute("d").count("M") == 11
    press(page, "Without")
    assert arcs.get_attribute("d") == ""
    assert moving(page, ".kept").get_attribute("d") == ""
    press(page, "With residual paths")
    assert moving(page, ".lost").get_attribute("d") == ""


def test_a_weight_of_zero_stops_the_plain_stack_and_not_the_other(show):
    page = show(figures.residual())
    move(page, "Weight w", 0)
    assert "is 1 at the input" in status(page)
    press(page, "Without")
    assert "is 0 at the input" in status(page)
    assert heights(page, "without")[0] < -12


def test_keys_and_fingers_move_the_sliders(tab):
    page = tab(figures.residual(), viewport={"width": 390, "height": 844}, has_touch=True)
    page.get_by_role("slider", name="Weight w").focus()
    page.keyboard.press("ArrowRight")
    assert "w = 0.5" in status(page)
    cut = page.get_by_role("slider", name="Cut one path")
    cut.scroll_into_view_if_needed()
    page.touchscreen.tap(*centre(cut))
    assert "Layer 6 has lost its path" in status(page)
    assert cut.get_attribute("aria-valuetext") == "layer 6"


def test_still_says_both_gradients():
    note = figures.residual().still_note
    lost, kept = gradients(0.4, [0.0] * 12)[0], gradients(0.4, [1.0] * 12)[0]
    assert f"{number(lost)} times that at the output without residual paths" in note
    assert f"and {number(kept)} times with them" in note
