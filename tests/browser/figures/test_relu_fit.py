"""The sum of ReLUs in Chromium: it is NumPy's, and a hinge bends only what is to its right."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from nnlib import figures
from nnlib.figures.base import number, point
from tests.browser.figures.page import drag, moving, numbers, press, status, touch

pytestmark = pytest.mark.browser


def corner(page, k):
    return page.get_by_role("slider", name=f"Corner {k}")


def heights(page):
    """Return the y of every vertex of the drawn sum, in units of the plane."""
    path = moving(page, ".sum").get_attribute("d")
    y = np.array([float(n) for n in re.findall(r",(-?[\d.]+)", path)])
    return (100 - y) / 50


@pytest.mark.parametrize("count", [4, 8])
def test_interpolation_agrees_with_numpy(show, count):
    page = show(figures.relu_fit())
    press(page, f"{count} hinges", "Meet sin at the corners")
    t = np.linspace(-np.pi, np.pi, count + 1)
    slopes = np.diff(np.sin(t)) / np.diff(t)
    assert f"weights c = {point(np.diff(slopes, prepend=0))}\n" in numbers(page)
    x = np.linspace(-np.pi, np.pi, 1001)
    error = np.abs(np.interp(x, t, np.sin(t)) - np.sin(x))
    assert f"Largest error on [−π, π]: {number(error.max())}, at x = " in status(page)
    np.testing.assert_allclose(heights(page)[1:-1], np.sin(t[:-1]), atol=2e-3)


def test_a_hinge_moves_nothing_to_its_left(show):
    page = show(figures.relu_fit())
    press(page, "Meet sin at the corners")
    before = heights(page)
    corner(page, 3).focus()
    page.keyboard.press("Shift+ArrowUp")
    after = heights(page)
    np.testing.assert_array_equal(after[:4], before[:4])  # the end, then hinges 1 to 3
    assert after[4] - before[4] == pytest.approx(0.1, abs=0.005)
    assert after[5] - before[5] > 0.15
    assert "Hinge 3 at x = 0 has weight 0.064: to its left nothing moved" in status(page)


def test_mouse_touch_and_keys_move_corners(show, tab):
    page = show(figures.relu_fit())
    assert "Largest error on [−π, π]: 1, at x = −1.571." in status(page)
    drag(page, corner(page, 1), 30, 50)
    low = float(corner(page, 1).get_attribute("aria-valuenow"))
    assert -1.1 < low < -0.7
    drag(page, corner(page, 4), 0, -1000)
    expect(corner(page, 4)).to_have_attribute("aria-valuenow", "2")
    press(page, "All weights 0")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="4 hinges").focus()
    page.keyboard.press("Shift+Tab")
    expect(corner(page, 4)).to_be_focused()  # the corners that are not used are skipped
    page.keyboard.press("ArrowDown")
    expect(corner(page, 4)).to_have_attribute("aria-valuetext", "height −0.02, weight −0.013")
    page = tab(figures.relu_fit(), viewport={"width": 390, "height": 844}, has_touch=True)
    touch(page, corner(page, 2), 0, -40)
    assert "Hinge 2 at x = −1.571" in status(page)


def test_still_tells_both_errors():
    note = figures.relu_fit().still_note
    x = np.linspace(-np.pi, np.pi, 1001)
    for count in (4, 8):
        t = np.linspace(-np.pi, np.pi, count + 1)
        error = np.abs(np.interp(x, t, np.sin(t)) - np.sin(x)).max()
        assert number(error) in note
