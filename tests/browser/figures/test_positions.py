"""Positional encodings in Chromium: map, curves and dot products are those of NumPy."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from nnlib import figures
from nnlib.figures.base import number
from nnlib.figures.positions import COUNT, LEVELS, MAP, PRODUCTS, WAVES, encodings
from tests.browser.figures.page import centre, drag, moving, numbers, status, touch

pytestmark = pytest.mark.browser


def by_loops(d):
    """Return the encodings from their formula, number by number."""
    table = np.empty((COUNT, d))
    for p in range(COUNT):
        for i in range(d // 2):
            table[p, 2 * i] = np.sin(p / 10000 ** (2 * i / d))
            table[p, 2 * i + 1] = np.cos(p / 10000 ** (2 * i / d))
    return table


def slider(page, name):
    return page.get_by_role("slider", name=name)


def path(page, name):
    return moving(page, f".{name}").get_attribute("d")


def points(d, view, separator=","):
    """Return the places that a path names, in the units of its plane."""
    found = re.findall(rf"[ML](-?[\d.]+){separator}(-?[\d.]+)", d)
    x, y = np.array(found, dtype=float).T
    (left, right), (bottom, top) = view.x, view.y
    return left + x * (right - left) / view.width, top - y * (top - bottom) / view.height


def shaded(page, d):
    """Return the shade of each cell of the map as a number from -LEVELS to LEVELS."""
    found = np.zeros((COUNT, d), dtype=int)
    for k in range(2 * LEVELS):
        for x, y, wide in re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)", path(page, f"map{k}")):
            start, length = (round(float(v) * COUNT / MAP.width) for v in (x, wide))
            row = round(float(y) * d / MAP.height - 0.5)
            cells = found[start : start + length, row]
            assert not cells.any()  # no cell has two shades
            cells[:] = k + 1 if k < LEVELS else LEVELS - k - 1
    return found


def check(page, d, p, q, pair):
    table = by_loops(d)
    np.testing.assert_allclose(table, encodings(d), atol=1e-12)
    shades = np.sign(table) * np.ceil(np.abs(table).round(9) * LEVELS)
    np.testing.assert_array_equal(shaded(page, d), shades)
    for name, column in (("sine", 2 * pair), ("cosine", 2 * pair + 1)):
        at, heights = points(path(page, name), WAVES)
        np.testing.assert_allclose(at, np.arange(COUNT), atol=0.01)
        np.testing.assert_allclose(heights, table[:, column], atol=2e-3)
    at, heights = points(path(page, "reached"), PRODUCTS)
    np.testing.assert_allclose(at, np.arange(COUNT) - p, atol=0.02)
    np.testing.assert_allclose(heights, table @ table[p] / (d / 2), atol=2e-3)
    curve, heights = points(path(page, "products"), PRODUCTS)
    w = 1 / 10000 ** (np.arange(0, d, 2) / d)
    np.testing.assert_allclose(heights, np.cos(np.outer(curve, w)).mean(axis=1), atol=0.02)
    far = abs(p - q)
    same = status(page).split("Positions ")[2]
    start, end, shown = re.match(r"(\d+) and (\d+), as far apart: (−?[\d.e−]+)\. ", same).groups()
    assert int(end) - int(start) == far
    assert far in (0, COUNT - 1) or {int(start), int(end)} != {p, q}
    assert float(shown.replace("−", "-")) == pytest.approx(table[p] @ table[q], abs=6e-4)
    assert status(page).startswith(
        f"Positions {p} and {q}, {far} apart: dot product {number(table[p] @ table[q])}. "
    )
    assert status(page).endswith(f"At distance 0 it is d/2 = {d // 2}.")
    slow = 10000 ** (2 * pair / d)
    assert numbers(page).startswith(
        f"pair {pair}: 1 / 10000^({2 * pair}/{d}) = {number(1 / slow)} a position, a full turn in "
        f"{number(2 * np.pi * slow)}\nits part: "
    )
    part = float(table[p, 2 * pair : 2 * pair + 2] @ table[q, 2 * pair : 2 * pair + 2])
    assert numbers(page).endswith(f" = {number(part)} = cos({far} · {number(1 / slow)})")
    assert part == pytest.approx(np.cos(far / slow))
    for name, position in (("p", p), ("q", q)):
        text = slider(page, f"Position {name}").get_attribute("aria-valuetext")
        assert text == f"position {position}"
    names = moving(page, ".names text").all_text_contents()
    assert names == [f"feature {2 * pair}", str(2 * pair + 1)]


@pytest.mark.parametrize("d", [2, 6, 16, 32])
def test_map_curves_and_dot_products_are_those_of_numpy(show, d):
    page = show(figures.positions())
    slider(page, "Features d").fill(str(d))
    check(page, d, 4, 10, min(1, d // 2 - 1))
    last = d // 2 - 1
    expect(slider(page, "Pair i")).to_have_attribute("max", str(last))
    slider(page, "Pair i").fill(str(last))
    slider(page, "Position p").focus()
    page.keyboard.press("End")
    check(page, d, COUNT - 1, 10, last)
    slider(page, "Position q").focus()
    page.keyboard.press("Home")
    check(page, d, COUNT - 1, 0, last)


def test_the_curve_is_the_same_for_every_start(show):
    page = show(figures.positions())
    curve, first = path(page, "products"), path(page, "reached")
    slider(page, "Position p").focus()
    page.keyboard.press("Shift+ArrowRight")
    check(page, 16, 9, 10, 1)
    assert path(page, "products") == curve
    assert path(page, "reached") != first


def test_fewer_features_take_the_pair_along(show):
    page = show(figures.positions(32))
    slider(page, "Pair i").fill("15")
    slider(page, "Features d").fill("4")
    expect(slider(page, "Pair i")).to_have_value("1")
    check(page, 4, 4, 10, 1)


def test_mouse_touch_and_keys_move_both_positions(show, tab):
    page = show(figures.positions())
    point = slider(page, "Position q")
    step = moving(page, ".pair").bounding_box()["width"] / COUNT
    drag(page, point, 5 * step, 0)
    check(page, 16, 4, 15, 1)
    drag(page, slider(page, "Position p"), 11 * step, 0)
    check(page, 16, 15, 15, 1)
    page.keyboard.press("ArrowLeft")  # the point that was dragged has the focus
    check(page, 16, 14, 15, 1)
    page = tab(figures.positions(), viewport={"width": 390, "height": 844}, has_touch=True)
    step = moving(page, ".pair").bounding_box()["width"] / COUNT
    touch(page, slider(page, "Position q"), -8 * step, 0)
    check(page, 16, 4, 2, 1)
    features = slider(page, "Features d")
    features.scroll_into_view_if_needed()
    page.touchscreen.tap(*centre(features))
    check(page, int(features.input_value()), 4, 2, 1)


@pytest.mark.parametrize("d", [2, 16, 32])
def test_live_and_still_draw_the_same_at_the_start(show, d):
    page = show(figures.positions(d))
    table = by_loops(d)
    note = figures.positions(d).still_note
    assert f"4 and 10 have the dot product {number(table[4] @ table[10])}, and so have 0 a" in note
    assert f"at distance 31 it is {number(table[0] @ table[31])}." in note
    names = (*(f"map{k}" for k in range(2 * LEVELS)), "sine", "cosine", "upright0", "upright1")
    for name in (*names, "reached"):
        still = page.locator(f"svg.nnlib-still .{name}").get_attribute("d")
        pair = [
            np.array(re.findall(r"-?[\d.]+", text), float) for text in (still, path(page, name))
        ]
        np.testing.assert_allclose(*pair, atol=0.16, err_msg=name)


@pytest.mark.parametrize("d", [0, 1, 5, 34, 2.5])
def test_an_odd_or_large_d_is_refused(d):
    with pytest.raises(ValueError, match="expected an even d from 2 to 32"):
        figures.positions(d)
