"""The recurrent unit in Chromium: states and gradients are those of nnlib, from step to step."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from nnlib import Tensor, figures, nn
from nnlib.figures.base import number
from nnlib.figures.hidden_state import LAST, REACH, STATES, run
from tests.browser.figures.page import centre, moving, numbers, press, status

pytestmark = pytest.mark.browser


def slider(page, name):
    return page.get_by_role("slider", name=name)


def by_nnlib(w, pulse, back):
    """Return the states and gradients of a tanh unit as `nnlib.nn.RNN` has them."""
    unit = nn.RNN(1, 1, bias=False, dtype=np.float64)
    unit.weight_ih_l0.data[:], unit.weight_hh_l0.data[:] = 1, w
    x = np.zeros((1, LAST, 1))
    x[0, 0], x[0, 12] = pulse, -pulse * back
    output, _ = unit(Tensor(x))
    states, reach = [0.0, *output.data[0, :, 0]], []
    for t in range(LAST):
        h = Tensor(np.full((1, 1, 1), states[t]), requires_grad=True)
        _, last = unit(Tensor(x[:, t:]), h)
        last.sum().backward()
        reach.append(h.grad.item())
    return states, [*reach, 1.0]


def heights(page, name, view):
    """Return the heights along a line of the live drawing, in the units of its plane."""
    d = moving(page, f".{name}").get_attribute("d")
    places = np.array(re.findall(r"(-?[\d.]+),(-?[\d.]+)", d), dtype=float)
    assert len(places) == LAST + 1
    np.testing.assert_allclose(places[:, 0], np.arange(LAST + 1) * 300 / LAST, atol=0.06)
    return view.y[1] - places[:, 1] * (view.y[1] - view.y[0]) / view.height


@pytest.mark.parametrize("back", [False, True])
@pytest.mark.parametrize(
    ("w", "power"), [(0.5, 0), (1, 0), (1.35, -4), (-1.9, -1), (2, 0.4), (0, 0)]
)
def test_states_and_gradients_are_those_of_nnlib(show, w, power, back):
    pulse = float(f"{10**power:.1e}")
    page = show(figures.hidden_state())
    if back:
        press(page, "And a pulse back")
    slider(page, "Recurrent weight w").fill(str(w))
    slider(page, "Pulse").fill(str(power))
    expect(slider(page, "Pulse")).to_have_attribute("aria-valuetext", number(pulse))
    states, reach = by_nnlib(w, pulse, back)
    ours = run(w, pulse, back=back)
    np.testing.assert_allclose(ours, (states, reach), rtol=1e-9, atol=1e-15)
    np.testing.assert_allclose(heights(page, "h0", STATES), states, atol=2e-3)
    log = np.log10(np.maximum(np.abs(reach), 1e-20))
    np.testing.assert_allclose(heights(page, "g0", REACH), log, atol=0.01)
    linear, gradients = run(w, pulse, back=back, linear=True)
    np.testing.assert_allclose(gradients, [float(w) ** (LAST - t) for t in range(LAST + 1)])
    log = np.log10(np.maximum(np.abs(gradients), 1e-20))
    np.testing.assert_allclose(heights(page, "g1", REACH), log, atol=0.01)
    for t in (0, 1, 13, 23):
        slider(page, "Back to step t").fill(str(t))
        assert numbers(page) == (
            f"h and gradient at step {t}\ntanh: {number(states[t])} and {number(reach[t])}\n"
            f"linear: {number(linear[t])} and {number(gradients[t])}"
        )
        assert f"h ends at {number(states[-1])}. Going back to step {t}, " in status(page)
        mean = abs(reach[t]) ** (1 / (LAST - t))
        assert f"in size {number(mean)} in the geometric mean: after {LAST - t} " in status(page)


@pytest.mark.parametrize(
    ("kind", "w", "power", "word"),
    [
        ("tanh", 0.5, 0, "vanishes."),
        ("tanh", 1.5, 0, "vanishes. The state lives on, its gradient does not"),
        ("tanh", 1.35, -4, "explodes."),
        ("tanh", 1, -4, "is kept."),
        ("Linear", 0.5, 0, "vanishes."),
        ("Linear", -1, 0, "is kept."),
        ("Linear", 1.5, 0, "explodes."),
        ("Linear", -2, 0, "explodes."),
    ],
)
def test_the_words_say_what_becomes_of_the_gradient(show, kind, w, power, word):
    page = show(figures.hidden_state())
    press(page, kind)
    slider(page, "Recurrent weight w").fill(str(w))
    slider(page, "Pulse").fill(str(power))
    _, reach = run(w, 10**power, linear=kind == "Linear")
    assert status(page).startswith(f"{kind}, w = {number(w)}: ")
    assert f"after 23 steps it is {number(reach[1])}, it {word}" in status(page)


def test_keys_mouse_and_fingers_move_the_weight(tab):
    page = tab(figures.hidden_state(0.9), viewport={"width": 390, "height": 844}, has_touch=True)
    weight = slider(page, "Recurrent weight w")
    assert status(page).startswith("tanh, w = 0.9: ")
    weight.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert status(page).startswith("tanh, w = 1: ")
    weight.scroll_into_view_if_needed()
    page.touchscreen.tap(*centre(weight))
    expect(weight).to_have_value("0")
    assert status(page).startswith("tanh, w = 0: ")
    box = weight.bounding_box()
    page.mouse.click(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2)
    assert status(page).startswith("tanh, w = 2: ")


def test_live_and_still_say_the_same_at_the_start(show):
    note = figures.hidden_state().still_note
    states, reach = by_nnlib(1.5, 1, False)
    assert f"h is {number(states[-1])} at step 24" in note
    assert f"is {number(reach[1])}: it vanishes." in note
    assert f"is {number(1.5**23)}: it explodes." in note
    page = show(figures.hidden_state())
    for name in ("h0", "h1", "g0", "g1", "at0", "at1"):
        still = page.locator(f"svg.nnlib-still .{name}").get_attribute("d")
        live = moving(page, f".{name}").get_attribute("d")
        pair = [np.array(re.findall(r"-?[\d.]+", d), dtype=float) for d in (live, still)]
        np.testing.assert_allclose(*pair, atol=0.11)


@pytest.mark.parametrize("options", [{"w": 2.1}, {"pulse": 0}, {"w": float("nan")}])
def test_what_no_slider_reaches_is_refused(options):
    with pytest.raises(ValueError, match=r"expected w from -2 to 2 and a pulse from 0.0001 to 2.5"):
        figures.hidden_state(**options)
