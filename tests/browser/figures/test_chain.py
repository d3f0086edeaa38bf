"""The chain rule in Chromium: slopes, stretches and the measured slope are NumPy's."""

import numpy as np
import pytest
from playwright.sync_api import expect

from nnlib import figures
from nnlib.figures.base import number
from tests.browser.figures.page import drag, moving, numbers, status, touch

pytestmark = pytest.mark.browser


def point(page):
    return page.get_by_role("slider", name="Point on x")


def whole(x):
    return np.sin(x**2)


@pytest.mark.parametrize("x", [-1.5, -0.6, 0.3, 1.6])
@pytest.mark.parametrize("power", [-4, -2, -0.5])
def test_product_and_measured_slope_agree_with_numpy(show, x, power):
    page = show(figures.chain())
    page.get_by_role("slider", name="x", exact=True).fill(str(x))
    page.get_by_role("slider", name="Step on x").fill(str(power))
    h = float(f"{10**power:.1e}")
    product, measured = np.cos(x**2) * 2 * x, (whole(x + h) - whole(x)) / h
    assert f"= {number(product)}. Measured: " in status(page)
    assert f" = {number(measured)}, off by {number(abs(measured - product))}." in status(page)
    du = (x + h) ** 2 - x**2
    assert f"becomes {number(du)}, × {number(du / h)} (at a point 2x = {number(2 * x)})" in (
        numbers(page)
    )
    expect(moving(page, ".local1")).to_have_text(f"slope {number(np.cos(x**2))}")
    expect(point(page)).to_have_attribute("aria-valuenow", f"{x:g}")


def test_one_flat_function_makes_the_whole_flat(show):
    page = show(figures.chain())
    point(page).focus()
    for _ in range(12):
        page.keyboard.press("ArrowLeft")
    assert status(page).startswith("Slopes: 0 × 1 = 0.")
    assert status(page).endswith("x² is flat here: the whole is too.")
    page.get_by_role("slider", name="x", exact=True).fill("1.25")
    assert status(page).endswith("sin is flat here: the whole is too.")


def test_mouse_and_finger_move_the_point_and_the_slider_follows(show, tab):
    page = show(figures.chain())
    drag(page, point(page), 40, 10)
    x = point(page).get_attribute("aria-valuenow")
    assert 1 < float(x) < 1.6
    expect(page.get_by_role("slider", name="x", exact=True)).to_have_value(x)
    page = tab(figures.chain(), viewport={"width": 390, "height": 844}, has_touch=True)
    touch(page, point(page), -60, 0)
    assert float(point(page).get_attribute("aria-valuenow")) < 0


def test_still_tells_the_product():
    note = figures.chain().still_note
    assert f"their product is {number(np.cos(0.36) * 1.2)}." in note
    assert f"a measured slope of {number((whole(1.1) - whole(0.6)) / 0.5)}" in note
