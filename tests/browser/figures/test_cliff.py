"""The cliff in Chromium: both walks are those of SGD and clipping in nnlib."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from nnlib import Tensor, figures, nn, optim
from nnlib.figures.base import number
from nnlib.figures.cliff import LOSS, PATH, loss, told, walk
from tests.browser.figures.page import drag, moving, numbers, status, touch

pytestmark = pytest.mark.browser


def slider(page, name):
    return page.get_by_role("slider", name=name)


def ring(page):
    return slider(page, "Start of the walk")


def backward(unit):
    """Return the loss of a recurrent unit of nnlib, and leave its gradients."""
    h = Tensor(np.full((1, 1, 1), 0.7))
    _, last = unit(Tensor(np.zeros((1, 50, 1))), h)
    value = ((last + 0.85) ** 2).sum()
    value.backward()
    return value.item()


def unit_of(w):
    unit = nn.RNN(1, 1, dtype=np.float64)
    unit.weight_hh_l0.data[:], unit.bias_ih_l0.data[:], unit.bias_hh_l0.data[:] = w, -0.1, 0
    return unit


def by_nnlib(w, lr, max_norm):
    """Return the places of w as `nnlib.optim` goes, other parameters held."""
    unit = unit_of(w)
    weight = unit.weight_hh_l0
    optimizer, places = optim.SGD([weight], lr), [w]
    for _ in range(60):
        optimizer.zero_grad()
        backward(unit)
        if max_norm:
            optim.clip_grad_norm_([weight], max_norm)
        optimizer.step()
        places.append(weight.data.item())
    return places


@pytest.mark.parametrize("w", [-0.4, 0.5, 1.2, 1.284, 1.3, 2.0])
def test_loss_and_slope_are_those_of_a_recurrent_unit_of_nnlib(w):
    unit = unit_of(w)
    value = backward(unit)
    np.testing.assert_allclose(loss(w), (value, unit.weight_hh_l0.grad.item()), rtol=1e-9)


@pytest.mark.parametrize(("power", "limit"), [(-0.4, -0.7), (-1, -1), (-0.6, 0), (-1.5, 1)])
@pytest.mark.parametrize("steps", [5, 60])
def test_walks_are_those_of_nnlib(show, power, limit, steps):
    page = show(figures.cliff())
    for name, value in (
        ("Learning rate η", power),
        ("Clip the gradient to", limit),
        ("Steps", steps),
    ):
        slider(page, name).fill(str(value))
    lr, max_norm = float(f"{10**power:.1e}"), float(f"{10**limit:.1e}")
    for name, word, clip in (("free", "not clipped", 0), ("clipped", "clipped", max_norm)):
        places = by_nnlib(0.5, lr, clip)
        np.testing.assert_allclose(walk(0.5, lr, clip or np.inf), places, atol=1e-5)
        d = moving(page, f".{name}-path").get_attribute("d")
        drawn = np.array(re.findall(r"(-?[\d.]+),(-?[\d.]+)", d), dtype=float)
        expected = [PATH.place(k, w) for k, w in enumerate(places[: steps + 1])]
        np.testing.assert_allclose(drawn, expected, atol=0.06)
        d = moving(page, f".{name}.dots").get_attribute("d")
        drawn = np.array(re.findall(r"M(-?[\d.]+),(-?[\d.]+)h0", d), dtype=float)
        expected = [LOSS.place(w, loss(w)[0]) for w in places[: steps + 1]]
        np.testing.assert_allclose(drawn, expected, atol=0.15)
        assert f"{word}: slope {number(loss(places[steps])[1])}, next step" in numbers(page)


def test_without_clipping_one_step_throws_the_weight_away_and_with_it_it_goes_on(show):
    page = show(figures.cliff())
    places = by_nnlib(0.5, 0.4, 0)
    slope = loss(places[7])[1]
    assert abs(slope) > 300
    assert status(page).startswith(
        f"After 60 steps. Without clipping: at step 8 the slope {number(slope)} throws w from "
        f"{number(places[7])} to {number(places[8])}, the loss is 3.423. Clipped: no step is longer"
    )
    assert places[8] == places[60] < -100
    clipped = by_nnlib(0.5, 0.4, 0.2)
    assert max(np.abs(np.diff(clipped))) <= 0.08
    assert status(page).endswith(f"w is {number(clipped[-1])}, the loss 0.003.")
    slider(page, "Steps").fill("7")
    assert "Without clipping: no step is longer than" in status(page)
    slider(page, "Steps").fill("0")
    assert "no step is longer than 0, w is 0.5, the loss" in status(page)


@pytest.mark.parametrize("start", [0.0, 0.5, 0.8, 1.6, 2.0])
@pytest.mark.parametrize("lr", [0.3, 0.4, 0.5])
def test_what_the_text_says_holds_from_other_starts_too(start, lr):
    assert " throws w from " in told(walk(start, lr))
    low = [loss(w)[0] for w in walk(start, lr, 0.2)]
    assert min(low) < 0.002
    assert max(np.abs(np.diff(walk(start, lr, 0.2)))) <= 0.2 * lr + 1e-12
    assert " throws " not in told(walk(0.5, 0.15))


def test_mouse_touch_and_keys_move_the_start(show, tab):
    page = show(figures.cliff())
    drag(page, ring(page), 60, 0)
    at = float(ring(page).get_attribute("aria-valuenow"))
    assert 0.8 < at < 1.2
    ring(page).focus()
    page.keyboard.press("ArrowLeft")
    expect(ring(page)).to_have_attribute("aria-valuenow", re.compile(rf"^{number(at - 0.05)}0*$"))
    page.keyboard.press("End")
    expect(ring(page)).to_have_attribute("aria-valuetext", f"w 2, loss {number(loss(2)[0])}")
    slider(page, "Steps").focus()
    page.keyboard.press("ArrowLeft")
    assert status(page).startswith("After 59 steps. ")
    page = tab(figures.cliff(), viewport={"width": 390, "height": 844}, has_touch=True)
    touch(page, ring(page), 80, 0)
    assert float(ring(page).get_attribute("aria-valuenow")) > 0.8


def test_still_tells_the_end():
    free, clipped = walk(0.5, 0.4), walk(0.5, 0.4, 0.2)
    note = figures.cliff().still_note
    assert f"throws w from {number(free[7])} to {number(free[8])}" in note
    assert f"after 60 steps w is {number(clipped[-1])} and the loss 0.003." in note


@pytest.mark.parametrize("options", [{"start": 2.1}, {"lr": 0}, {"max_norm": 11}])
def test_what_no_slider_reaches_is_refused(options):
    with pytest.raises(ValueError, match=r"expected start from -0.4 to 2, lr from 0.03 to 1"):
        figures.cliff(**options)
