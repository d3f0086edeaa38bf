"""The digit in Chromium: what is drawn by mouse, finger and keys is read as NumPy reads it."""

import re

import numpy as np
import pytest

from nnlib import figures
from nnlib.figures.base import number, point
from nnlib.figures.digit import CELL, LENGTH, SIDE, STROKES, drawn, layers, pixels, probabilities
from tests.browser.figures.page import moving, numbers, press, status

pytestmark = pytest.mark.browser


def cells(page):
    """Return the inked cells from the path in the drawing."""
    path = moving(page, ".ink").get_attribute("d")
    found = np.zeros((SIDE, SIDE), dtype=bool)
    for x, y in re.findall(r"M([\d.]+) ([\d.]+)", path):
        found[int(float(y)) // CELL, int(float(x)) // CELL] = True
    return found


def check(page, before=""):
    """Compare everything that is shown with the network in NumPy."""
    X = pixels(cells(page))
    p = probabilities(X)[0]
    first, second = p.argsort()[::-1][:2]
    said = f"{first} with {number(p[first])}, then {second} with {number(p[second])}."
    assert status(page) == f"{before}The network says {said}"
    ones = np.ones((1, 1))
    W1, W2 = layers()
    z = np.hstack([np.maximum(np.hstack([X / 16, ones]) @ W1, 0), ones]) @ W2
    assert numbers(page) == f"grey levels sum to {number(X.sum())}\nlogits {point(z[0])}"
    shares = moving(page, ".share text:last-child").all_text_contents()
    assert shares == [f"{share:.2f}" for share in p]
    widths = [float(bar.get_attribute("width")) for bar in moving(page, ".bar").all()]
    np.testing.assert_allclose(np.array(widths) / LENGTH, p, atol=1e-9)
    assert moving(page, ".best text").first.text_content() == str(first)
    return first


def at(page, column, row):
    """Return where on the page the middle of the pen at a cell is."""
    box = moving(page, ".frame").bounding_box()
    cell = box["width"] / SIDE
    return box["x"] + (column + 1) * cell, box["y"] + (row + 1) * cell


def test_it_starts_with_the_digit_of_the_still_picture(show):
    page = show(figures.digit())
    np.testing.assert_array_equal(cells(page), drawn(STROKES))
    still = page.locator("svg.nnlib-still .ink").get_attribute("d")
    assert moving(page, ".ink").get_attribute("d") == still
    assert check(page) == 3


@pytest.mark.parametrize("touch", [False, True])
def test_a_one_is_drawn_by_mouse_and_by_finger(tab, touch):
    page = tab(figures.digit(), viewport={"width": 390, "height": 844}, has_touch=touch)
    press(page, "Clear")
    check(page, "The paper is blank, and still ten probabilities sum to 1: ")
    assert not cells(page).any()
    moving(page, ".frame").scroll_into_view_if_needed()
    (x, y), (end_x, end_y) = at(page, 7, 0), at(page, 7, 14)
    if touch:
        fingers = page.context.new_cdp_session(page)
        ways = (("touchStart", y), ("touchMove", (y + end_y) / 2), ("touchMove", end_y))
        for kind, height in ways:
            place = [{"x": x, "y": height}]
            fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": place})
        fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        assert page.evaluate("scrollY") == 0
    else:
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(end_x, end_y, steps=4)
        page.mouse.up()
    np.testing.assert_array_equal(cells(page), drawn([(7, 0), (7, 14)]))
    assert check(page) == 1


def test_a_dot_an_eraser_and_the_edge(show):
    page = show(figures.digit())
    press(page, "Clear")
    page.mouse.click(*at(page, 3, 5))
    assert np.argwhere(cells(page)).tolist() == [[5, 3], [5, 4], [6, 3], [6, 4]]
    page.mouse.move(*at(page, 3, 5))
    page.mouse.down()
    page.mouse.move(*at(page, 40, 5), steps=3)
    page.mouse.up()
    assert cells(page)[5:7, 3:].all() and cells(page).sum() == 26
    press(page, "Erase")
    page.mouse.click(*at(page, 14, 4))
    assert cells(page).sum() == 24
    check(page)


def test_keys_move_the_pen_set_it_down_and_lift_it(show):
    page = show(figures.digit())
    press(page, "Clear")
    moving(page, ".pad").focus()
    for key in ("ArrowUp", "Shift+ArrowUp", "Shift+ArrowUp"):
        page.keyboard.press(key)
    assert not cells(page).any()
    assert status(page).startswith("Pen up at column 8, row 1. The paper is blank")
    page.keyboard.press("Space")
    check(page, "Pen down. ")
    for _ in range(3):
        page.keyboard.press("Shift+ArrowDown")
    check(page, "Pen down at column 8, row 15. ")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowLeft")
    np.testing.assert_array_equal(cells(page), drawn([(7, 0), (7, 14)]))
    assert check(page, "Pen up at column 7, row 15. ") == 1


def test_half_a_pixel_to_the_side_changes_the_answer(show):
    page = show(figures.digit())
    before = cells(page)
    press(page, "Shift right", "Shift right")
    after = np.zeros_like(before)
    after[:, 2:] = before[:, :-2]
    np.testing.assert_array_equal(cells(page), after)
    check(page, "Half a pixel to the right. ")
    press(page, *["Shift left"] * 20)
    assert not cells(page).any()
