"""The sliding kernel in Chromium: every output is that of nnlib's conv2d."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from nnlib import figures, kernels
from nnlib.figures.base import number
from nnlib.figures.convolution import KERNELS, SEVEN, short
from tests.browser.figures.page import drag, moving, numbers, press, status, touch
from tests.browser.figures.test_everywhere import OUTLINES

pytestmark = pytest.mark.browser

IMAGE = np.array(SEVEN, dtype=float)


def conv2d(kernel, stride=1, padding=0):
    weight = np.reshape(kernel, (1, 1, 3, 3)).astype(float)
    return kernels.conv2d(IMAGE[None, None], weight, None, stride, padding)[0][0, 0]


def window(page):
    return page.get_by_role("slider", name="Window")


def weight(page, row, column):
    return page.get_by_role("slider", name=f"Weight in row {row}, column {column}")


def outputs(page):
    """Return the numbers in the visible cells of the output."""
    cells = moving(page, ".output > g[visibility=visible] text").all_text_contents()
    return cells


def assert_shows(page, kernel, stride=1, padding=0):
    """The drawing, the sum and the size are those of `conv2d`."""
    out = conv2d(kernel, stride, padding)
    assert outputs(page) == [short(v) for v in out.ravel()]
    i, j, total = re.match(r"out\[(\d), (\d)\] = .* = (\S+)\.$", status(page)).groups()
    assert total == number(round(out[int(i), int(j)], 9))
    terms = re.findall(r"(\d)·\(?(−?[\d.]+)\)?", status(page))
    padded = np.pad(IMAGE, padding)
    seen = padded[int(i) * stride :, int(j) * stride :][:3, :3].ravel()
    assert terms == [(number(v), number(w)) for v, w in zip(seen, kernel, strict=True)]
    assert f"⌊(6 + 2·{padding} − 3) / {stride}⌋ + 1 = {len(out)}: {out.size} pl" in numbers(page)


@pytest.mark.parametrize("name", KERNELS)
def test_outputs_of_each_kernel_are_those_of_conv2d(show, name):
    page = show(figures.convolution())
    press(page, name)
    assert_shows(page, KERNELS[name])
    press(page, "Flip kernel")
    assert_shows(page, KERNELS[name][::-1])


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("padding", [0, 1, 2])
def test_stride_and_padding(show, stride, padding):
    page = show(figures.convolution())
    page.get_by_role("slider", name="Stride").fill(str(stride))
    page.get_by_role("slider", name="Padding").fill(str(padding))
    assert_shows(page, KERNELS["Edges |"], stride, padding)
    pixels = moving(page, ".pixels > g[visibility=visible]")
    expect(pixels).to_have_count((6 + 2 * padding) ** 2)
    assert ("not seen" in numbers(page)) == bool((3 + 2 * padding) % stride)
    places = set()
    for _ in range(conv2d(KERNELS["Edges |"], stride, padding).size):
        press(page, "Next place")
        assert_shows(page, KERNELS["Edges |"], stride, padding)
        places.add(window(page).get_attribute("aria-valuetext"))
    assert len(places) == len(outputs(page))


def test_mouse_touch_and_keys_move_the_window_and_stop_at_the_edge(show, tab):
    page = show(figures.convolution())
    expect(window(page)).to_have_attribute("aria-valuetext", "row 1, column 3")
    drag(page, window(page), -44, 22)
    expect(window(page)).to_have_attribute("aria-valuetext", "row 2, column 1")
    window(page).focus()
    for key in ("ArrowUp", "ArrowRight"):
        page.keyboard.press(key)
    expect(window(page)).to_have_attribute("aria-valuetext", "row 1, column 2")
    page.keyboard.press("Shift+ArrowDown")
    expect(window(page)).to_have_attribute("aria-valuetext", "row 3, column 2")
    drag(page, window(page), 900, -900)
    expect(window(page)).to_have_attribute("aria-valuetext", "row 0, column 3")
    assert_shows(page, KERNELS["Edges |"])
    page = tab(figures.convolution(), viewport={"width": 390, "height": 844}, has_touch=True)
    touch(page, window(page), -70, 0)
    expect(window(page)).to_have_attribute("aria-valuetext", "row 1, column 0")


def test_mouse_touch_and_keys_change_a_weight(show, tab):
    page = show(figures.convolution())
    edges = page.get_by_role("button", name="Edges |")
    expect(edges).to_have_attribute("aria-pressed", "true")
    weight(page, 0, 1).focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    assert_shows(page, [-1, 2, 1, -1, 0, 1, -1, 0, 1])
    expect(edges).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Shift+ArrowDown")
    assert_shows(page, [-1, -3, 1, -1, 0, 1, -1, 0, 1])
    page.keyboard.press("Shift+ArrowDown")
    assert_shows(page, [-1, -5, 1, -1, 0, 1, -1, 0, 1])
    drag(page, weight(page, 2, 2), 0, -900)
    assert_shows(page, [-1, -5, 1, -1, 0, 1, -1, 0, 5])
    press(page, "Blur")
    weight(page, 1, 1).press("ArrowDown")  # from 1/9
    assert_shows(page, [*[1 / 9] * 4, -1, *[1 / 9] * 4])
    page = tab(figures.convolution(), viewport={"width": 390, "height": 844}, has_touch=True)
    touch(page, weight(page, 1, 0), 0, 26)
    assert_shows(page, [-1, 0, 1, -3, 0, 1, -1, 0, 1])


def test_flipping_back_presses_the_button_again(show):
    page = show(figures.convolution())
    press(page, "Flip kernel")
    edges = page.get_by_role("button", name="Edges |")
    expect(edges).to_have_attribute("aria-pressed", "false")
    press(page, "Flip kernel")
    expect(edges).to_have_attribute("aria-pressed", "true")


def test_script_and_still_draw_the_same(show):
    page = show(figures.convolution([[0, 9, 0], [1, 2, 3], [0, 0, 9]]), figures.convolution())
    for k in range(2):
        live = moving(page, "").nth(k).evaluate(OUTLINES)
        texts = moving(page, "").nth(k).locator("text").all_text_contents()
        page.emulate_media(media="print")
        still = page.locator("svg.nnlib-still").nth(k)
        assert still.locator("text").all_text_contents() == texts
        outlines = still.evaluate(OUTLINES)
        page.emulate_media(media="screen")
        assert [name for name, *_ in live] == [name for name, *_ in outlines]
        np.testing.assert_allclose(
            [box for _, *box in live], [box for _, *box in outlines], atol=0.8
        )


def test_still_tells_a_sum_of_the_output():
    note = figures.convolution().still_note
    i, j, total = re.search(r"out\[(\d), (\d)\] .* = (\S+)\. The", note).groups()
    assert total == number(conv2d(KERNELS["Edges |"])[int(i), int(j)])


@pytest.mark.parametrize(
    ("image", "message"),
    [
        (np.zeros((2, 2), int), "3 to 6 rows, got an array of shape"),
        (np.zeros((7, 7), int), "3 to 6 rows"),
        (np.zeros((4, 5), int), "a square image"),
        (np.zeros((4, 4)), "whole numbers"),
        (np.full((4, 4), 10), "pixels from 0 to 9, got 10 to 10"),
    ],
)
def test_refuses(image, message):
    with pytest.raises(ValueError, match=message):
        figures.convolution(image)
