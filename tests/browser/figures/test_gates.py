"""The LSTM in Chromium: what is typed is read as NumPy reads it, step by step and unit by unit."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from nnlib import figures
from nnlib.figures.base import number
from nnlib.figures.gates import (
    BAR,
    COLUMN,
    LONGEST,
    NAMES,
    STRIPS,
    TEXT,
    probabilities_of,
    run,
    state_after,
)
from tests.browser.figures.page import centre, moving, numbers, press, status

pytestmark = pytest.mark.browser


def field(page):
    return page.get_by_role("textbox", name="Sequence")


def slider(page, name):
    return page.get_by_role("slider", name=name)


def drawn(page, name, strip, units):
    """Return the values that a path of bars shows, (steps of the drawing, units)."""
    _, height, base, full, largest = STRIPS[strip]
    found = np.zeros((LONGEST, units))
    d = moving(page, f".{name}").get_attribute("d")
    for x, y, way in re.findall(r"M([\d.]+) ([\d.]+)v(-?[\d.]+)", d):
        step, unit = (float(x) - COLUMN / 2) / COLUMN, (float(y) - base) / height
        found[int(step), int(unit)] = -float(way) * largest / full
    return found


def factor(x):
    return f"({number(x)})" if x < 0 else number(x)


def words(gate):
    return number(gate) + (" (open)" if gate > 0.8 else " (shut)" if gate < 0.2 else "")


def check(page, text, at=None, unit=None, before="", after=""):
    """Compare everything that is shown with the network in NumPy."""
    at = len(text) if at is None else at
    unit = next(iter(NAMES)) if unit is None else unit
    steps, p = run(text)
    units = steps.shape[2]
    for k in range(4):
        expected = np.zeros((LONGEST, units))
        expected[: len(text)] = np.clip(steps[:, k], -STRIPS[k][4], STRIPS[k][4])
        shown = drawn(page, f"bars{k}", k, units)
        if k == 3:
            shown = shown + drawn(page, "below", k, units)
        np.testing.assert_allclose(shown, expected, atol=0.11 * STRIPS[k][4] / STRIPS[k][3])
    depth, quote = state_after(text[:at])
    shares = moving(page, ".share text:last-child").all_text_contents()
    assert shares == [f"{v:.2f}" for v in p[at - 1]]
    widths = [float(bar.get_attribute("width")) for bar in moving(page, ".share .bar").all()]
    np.testing.assert_allclose(widths, BAR * p[at - 1], atol=0.06)
    marks = [mark.get_attribute("d") for mark in moving(page, ".own").all()]
    own = [float(re.match(r"M([\d.]+) 0v15$", d)[1]) for d in marks]
    np.testing.assert_allclose(own, BAR * np.array(probabilities_of(depth, quote)), atol=0.06)
    i, f, o, c, g, h = (float(v) for v in steps[at - 1, :, unit])
    old = steps[at - 2, 3, unit] if at > 1 else 0
    name = f"{unit + 1}, {NAMES[unit]}" if unit in NAMES else str(unit + 1)
    assert status(page) == (
        f"{before}Step {at}, {text[at - 1]} : {depth} open brackets, "
        f"{'in a quote' if quote else 'no quote'}. Unit {name}: input gate {words(i)}, "
        f"forget gate {words(f)}, output gate {words(o)}.{after}"
    )
    assert numbers(page) == (
        f"cell: {number(f)} × {factor(old)} + {number(i)} × {factor(g)} = {number(c)}\n"
        f"h = {number(o)} × tanh({number(c)}) = {number(h)}"
    )
    assert moving(page, "text.characters").first.text_content() == text
    assert slider(page, "Step").get_attribute("max") == str(len(text))
    places = moving(page, "text.characters").first.get_attribute("x").split()
    now = float(moving(page, ".now").get_attribute("x"))
    assert now + COLUMN / 2 == float(places[at - 1])


@pytest.mark.parametrize("text", ["a", '((("))"))', 'a.b"a(.((a', 'b"bb(b"(a(a)"b"b)a(a).a('])
def test_what_is_typed_is_read_as_numpy_reads_it(show, text):
    page = show(figures.gates())
    check(page, TEXT)
    field(page).fill("")
    field(page).press_sequentially(text)
    check(page, text)
    for at in {1, len(text) // 2 + 1}:
        slider(page, "Step").fill(str(at))
        check(page, text, at)
    for unit in range(run(text)[0].shape[2]):
        slider(page, "Unit").fill(str(unit + 1))
        check(page, text, at, unit)


def test_other_characters_are_left_out_and_named(show):
    page = show(figures.gates())
    field(page).fill("(ax")
    expect(field(page)).to_have_value("(a")
    check(page, "(a", before='x is left out: the language has only a b ( ) " . . ')
    field(page).press_sequentially("b")
    check(page, "(ab")
    field(page).fill("“b”")  # as a phone writes quote marks
    check(page, '"b"')
    field(page).fill("ab" * 20)
    check(page, "ab" * 12, before="Only 24 characters have a place here. ")


def test_an_empty_field_shows_no_bars_and_asks_for_a_sequence(show):
    page = show(figures.gates())
    field(page).fill("")
    assert status(page) == 'Type a sequence of a b ( ) " .'
    assert numbers(page) == ""
    for name in ("bars0", "bars1", "bars2", "bars3", "below"):
        assert moving(page, f".{name}").get_attribute("d") == ""
    expect(moving(page, ".now")).to_be_hidden()
    field(page).press_sequentially("(")
    check(page, "(")
    expect(moving(page, ".now")).to_be_visible()


@pytest.mark.parametrize("text", ["((((", "a)", "(a))"])
def test_what_the_language_cannot_say_is_called_so(show, text):
    page = show(figures.gates())
    field(page).fill(text)
    check(page, text, after=" The language has no such sentence: the network never saw one.")
    field(page).fill('"' + text)
    check(page, '"' + text)


def test_examples_keys_and_fingers(tab):
    page = tab(figures.gates(), viewport={"width": 390, "height": 844}, has_touch=True)
    for name, text in (
        ("Brackets", "((a)(a(a)))a"),
        ("A quote", '((a"b(b)(bb"a)a)'),
        ("Full stops", 'a((a.a(("bb.a'),
    ):
        press(page, name)
        expect(field(page)).to_have_value(text)
        check(page, text)
    step = slider(page, "Step")
    step.focus()
    page.keyboard.press("ArrowLeft")
    check(page, text, len(text) - 1)
    page.keyboard.press("Home")
    check(page, text, 1)
    unit = slider(page, "Unit")
    unit.scroll_into_view_if_needed()
    box = unit.bounding_box()
    page.touchscreen.tap(box["x"] + 8, box["y"] + box["height"] / 2)
    check(page, text, 1, 0)
    step.scroll_into_view_if_needed()
    page.touchscreen.tap(*centre(step))
    check(page, text, int(step.input_value()), 0)


def test_live_and_still_draw_the_same_at_the_start(show):
    page = show(figures.gates())
    for name in ("bars0", "bars1", "bars2", "bars3", "below"):
        still = page.locator(f"svg.nnlib-still .{name}").get_attribute("d")
        live = moving(page, f".{name}").get_attribute("d")
        pair = [np.array(re.findall(r"-?[\d.]+", d), dtype=float) for d in (live, still)]
        np.testing.assert_allclose(*pair, atol=0.51)
