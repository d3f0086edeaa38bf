"""The receptive field in Chromium: sizes, jumps and places are those of a net that is tried out."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from nnlib import figures
from tests.browser.figures.page import centre, moving, numbers, press, status

pytestmark = pytest.mark.browser
ADD, REMOVE = "Add a layer", "Remove the top layer"


def seen_by(layers, place):
    """Return the inputs that one unit of the top layer reads, by looking, without the formula."""
    seen = {place}
    for kernel, stride in reversed(layers):
        seen = {i * stride + m for i in seen for m in range(kernel)}
    return sorted(seen)


def choose(page, kernel, stride):
    page.get_by_role("slider", name="Kernel of the top layer").fill(str(kernel))
    page.get_by_role("slider", name="Stride of the top layer").fill(str(stride))


def build(page, layers):
    """Make these layers, from a figure that shows one."""
    choose(page, *layers[0])
    for kernel, stride in layers[1:]:
        press(page, ADD)
        choose(page, kernel, stride)


def dots(page, name):
    """Return the places of the dots of a class, as inputs from the middle, and their rows."""
    d = moving(page, f".{name}").get_attribute("d")
    places = [tuple(map(float, pair)) for pair in re.findall(r"M([\d.-]+)[ ,]([\d.-]+)h0", d)]
    (left, right), (bottom, top) = (-16.5, 16.5), (-1.2, 5.4)
    xs = [x / 300 * (right - left) + left for x, _ in places]
    rows = [round(top - y / 210 * (top - bottom)) for _, y in places]
    return np.array(xs), np.array(rows)


@pytest.mark.parametrize(
    "layers",
    [
        [(3, 1)],
        [(1, 1), (5, 2)],
        [(3, 1), (3, 1), (3, 1)],
        [(4, 2), (3, 1), (2, 1)],
        [(2, 3), (2, 1), (3, 1)],
        [(3, 2), (3, 2), (2, 1)],
    ],
)
def test_size_jump_and_dots_are_those_of_the_units_that_are_read(show, layers):
    page = show(figures.receptive([(3, 1)]))
    build(page, layers)
    here, neighbour = seen_by(layers, 0), seen_by(layers, 1)
    size, jump = here[-1] - here[0] + 1, neighbour[0] - here[0]
    gaps = f" from end to end, but reads only {len(here)} of them" if len(here) < size else ""
    kernel, stride = layers[-1]
    assert status(page) == (
        f"Layer {len(layers)}, kernel {kernel}, stride {stride}: one unit sees {size} inputs"
        f"{gaps}. Its neighbour sees the same, moved by {jump}."
    )
    assert numbers(page).splitlines()[-1].endswith(f"= {jump}")
    xs, rows = dots(page, "seen")
    np.testing.assert_allclose(
        np.sort(xs[rows == 0]), np.array(here) - np.mean([here[0], here[-1]]), atol=0.02
    )


def test_layers_are_added_up_to_five_and_taken_away_down_to_one(show):
    page = show(figures.receptive())
    assert "one unit sees 3 inputs" in status(page)
    press(page, *[ADD] * 4)
    expect(page.get_by_role("button", name=ADD)).to_have_attribute("aria-disabled", "true")
    assert numbers(page).splitlines() == [
        "1: size 1 + (3 − 1) · 1 = 3, jump 1 · 1 = 1",
        "2: size 3 + (3 − 1) · 1 = 5, jump 1 · 1 = 1",
        "3: size 5 + (3 − 1) · 1 = 7, jump 1 · 2 = 2",
        "4: size 7 + (3 − 1) · 2 = 11, jump 2 · 1 = 2",
        "5: size 11 + (3 − 1) · 2 = 15, jump 2 · 1 = 2",
    ]
    press(page, *[REMOVE] * 4)
    expect(page.get_by_role("button", name=REMOVE)).to_have_attribute("aria-disabled", "true")
    assert len(numbers(page).splitlines()) == 1
    assert moving(page, ".row1").text_content() == "layer 1"
    assert moving(page, ".row2").text_content() == ""


def test_a_field_that_is_wider_than_the_picture_says_so(show):
    page = show(figures.receptive())
    build(page, [(5, 3)] * 4)
    assert "sees 161 inputs, more than the picture shows. " in status(page)
    xs, _ = dots(page, "all")
    assert np.abs(xs).max() < 16.5


def test_keys_and_fingers_choose_kernel_and_stride(tab):
    page = tab(figures.receptive(), viewport={"width": 390, "height": 844}, has_touch=True)
    kernel = page.get_by_role("slider", name="Kernel of the top layer")
    kernel.focus()
    page.keyboard.press("ArrowRight")
    assert "kernel 4, stride 1: one unit sees 4 inputs" in status(page)
    stride = page.get_by_role("slider", name="Stride of the top layer")
    stride.scroll_into_view_if_needed()
    page.touchscreen.tap(*centre(stride))
    assert "kernel 4, stride 2: one unit sees 4 inputs" in status(page)
    add = page.get_by_role("button", name=ADD)
    add.scroll_into_view_if_needed()
    page.touchscreen.tap(*centre(add))
    assert status(page).startswith("Layer 2, ")


def test_still_draws_what_the_script_draws(show):
    page = show(figures.receptive())
    press(page, *[ADD] * 3)
    for name in ("seen", "all", "field", "shifted", "next"):
        still = page.locator(f"svg.nnlib-still .{name}").get_attribute("d")
        live = moving(page, f".{name}").get_attribute("d")
        numbers_of = [sorted(re.findall(r"M[^M]*", d.replace(",", " "))) for d in (still, live)]
        assert numbers_of[0] == numbers_of[1], name
    assert "layer 4 (kernel 3, stride 1): size 11, jump 2" in figures.receptive().still_note


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ([], "1 to 5 layers, got 0"),
        ([(3, 1)] * 6, "got 6"),
        ([(6, 1)], r"got \(6, 1\)"),
        ([(3, 0)], "strides"),
    ],
)
def test_receptive_refuses(layers, message):
    with pytest.raises(ValueError, match=message):
        figures.receptive(layers)
