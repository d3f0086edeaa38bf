"""The perceptron in Chromium: mouse, touch, keyboard, agreement with nnlib."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from nnlib import figures
from nnlib.figures.base import number, point
from nnlib.perceptron import perceptron_fit
from tests.browser.figures.page import AND, XOR, centre, numbers, points, press, status, touch

pytestmark = pytest.mark.browser


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
    touch(page, last, (x0 - x1) / 2, (y0 - y1) / 2)
    expect(last).to_have_attribute("aria-valuetext", "x1 0.5, x2 0.5")
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
