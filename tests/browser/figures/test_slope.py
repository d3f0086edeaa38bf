"""The secant in Chromium: it agrees with float arithmetic, down to where that breaks."""

import re

import pytest
from playwright.sync_api import expect

from nnlib import figures
from nnlib.figures.base import number
from tests.browser.figures.page import drag, numbers, press, status, touch

pytestmark = pytest.mark.browser


def f(x):
    return x * x * x / 3 - x


def point(page):
    return page.get_by_role("slider", name="Point of the curve")


def step(page, power):
    """Move the slider of h to a power of ten, a multiple of a half."""
    slider = page.get_by_role("slider", name="Step h")
    slider.fill(str(power))
    return float(f"{10**power:.1e}")


@pytest.mark.parametrize("power", [0, -0.5, -2, -7.5, -8, -12, -15, -17])
@pytest.mark.parametrize("sides", ["One side", "Both sides"])
def test_slopes_and_errors_are_those_of_float_arithmetic(show, power, sides):
    page = show(figures.slope())
    press(page, sides)
    x, h = 0.5, step(page, power)
    low = x - h if sides == "Both sides" else x
    secant = (f(x + h) - f(low)) / (h + (sides == "Both sides") * h)
    assert status(page).startswith(
        f"h = {number(h)}: the secant's slope is {number(secant)}, the tangent's −0.75, "
        f"the error {number(abs(secant + 0.75))}."
    )
    assert numbers(page).startswith(f"{f(x + h)!r} = f(x + h)".replace("-", "−"))


def test_the_verdict_tells_shrinking_from_rounding_from_nothing_left(show):
    page = show(figures.slope())
    for power, words in (
        (-3, "it shrinks with h."),
        (-12, "rounding rules"),
        (-17, "no second point"),
    ):
        step(page, power)
        assert words in status(page)
    press(page, "Both sides")
    step(page, -3)
    assert "it shrinks with h²." in status(page)


def test_mouse_touch_and_keys_move_the_point(show, tab):
    page = show(figures.slope())
    drag(page, point(page), 50, 40)
    moved = float(point(page).get_attribute("aria-valuenow"))
    assert 1 < moved < 2
    point(page).focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    expect(point(page)).to_have_attribute("aria-valuenow", number(moved - 0.1))
    page.keyboard.press("Shift+ArrowUp")
    x = round(moved + 0.15, 2)
    expect(point(page)).to_have_attribute(
        "aria-valuetext", f"x {number(x)}, slope {number(x * x - 1)}"
    )
    page = tab(figures.slope(), viewport={"width": 390, "height": 844}, has_touch=True)
    touch(page, point(page), -60, 0)
    expect(point(page)).to_have_attribute("aria-valuetext", re.compile("^x −"))


def test_still_says_where_rounding_takes_over():
    note = figures.slope().still_note
    assert "the tangent's slope is −0.75. A secant with h = 1 has slope 0.083." in note
    assert f"at h = 1e−12 the error is {number(abs((f(0.5 + 1e-12) - f(0.5)) / 1e-12 + 0.75))}" in (
        note
    )
