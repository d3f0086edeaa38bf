"""Attention in Chromium: the weights of what is typed are those of nnlib, under each mask."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from nnlib import figures
from nnlib.figures.attention import BASES, MATRICES, TEXT, attend, cut, embed
from nnlib.figures.base import number, point
from nnlib.kernels.attention import scaled_dot_product_attention
from tests.browser.figures.page import centre, moving, numbers, press, status

pytestmark = pytest.mark.browser
MASKS = ("No mask", "Causal", "Hide a word")


def field(page):
    return page.get_by_role("textbox", name="Sentence")


def slider(page, name):
    return page.get_by_role("slider", name=name)


SEEN = """(drawing) => {
  const here = (name, from = drawing) =>
    [...from.querySelectorAll(name)].filter((node) => node.getAttribute("display") !== "none");
  const texts = (nodes) => nodes.map((node) => node.textContent);
  const cells = here(".query").map((row) => here(":scope > g", row));
  const terms = here(".term");
  return {
    keys: texts(here(".key")),
    queries: texts(here(".query").map((row) => row.firstChild)),
    cells: cells.map((row) => texts(row)),
    tints: cells.map((row) => row.map((cell) => +cell.firstChild.getAttribute("fill-opacity"))),
    labels: texts(terms.map((term) => term.firstChild)),
    entries: terms.map((term) => texts([...term.querySelectorAll("rect + text")])),
    below: terms.map((term) => [...term.querySelectorAll("rect")].map((r) => r.matches(".one"))),
    frame: +drawing.querySelector(".now").getAttribute("y"),
    side: +drawing.querySelector(".now").getAttribute("height"),
  };
}"""


def seen(page):
    """Return what the live drawing shows."""
    return page.locator("svg.nnlib-drawing:not(.nnlib-still)").evaluate(SEEN)


def matrix(page):
    """Return the text of the visible cells."""
    return seen(page)["cells"]


def allowed(mask, count, hidden):
    if mask == "Causal":
        return np.tri(count, dtype=bool)
    found = np.ones((count, count), dtype=bool)
    if mask == "Hide a word" and count > 1:
        found[:, hidden] = False
    return found


def check(page, words, at, mask="No mask", hidden=0, before="", **options):
    """Compare matrix, weighted sum and lines with nnlib; return the weights."""
    count, may = len(words), allowed(mask, len(words), hidden)
    weights, q, k, v = attend(words, may, **options)
    found = seen(page)
    assert found["cells"] == [
        [f"{w:.2f}" if may[i, j] else "–" for j, w in enumerate(row)]
        for i, row in enumerate(weights)
    ]
    names = [cut(word) for word in words]
    assert found["keys"] == found["queries"] == names
    np.testing.assert_allclose(found["tints"], np.minimum(weights, 0.5), atol=0.006)
    factor = 1 if options.get("scaled", True) else 2
    output, _ = scaled_dot_product_attention(q * factor, k, v, may)
    entries = [[float(text.replace("−", "-")) for text in row] for row in found["entries"]]
    values = np.vstack([weights[at][:, None] * v, output[at]])
    np.testing.assert_allclose(entries, values, atol=6e-4)
    np.testing.assert_array_equal(found["below"], values < 0)
    heads = zip(weights[at], names, strict=True)
    assert found["labels"] == [*(f"{number(w)} × {name}" for w, name in heads), "sum: output"]
    assert found["frame"] == pytest.approx(found["side"] * at)
    best = int(weights[at].argmax())
    assert status(page).startswith(
        f"{before}Query {at + 1}, {words[at]}, looks most at {best + 1}, {words[best]}, "
        f"with weight {number(weights[at, best])}. Its weights add up to 1. "
    )
    score, lines = q[at] @ k[best] * factor / 2, numbers(page)
    total = np.exp(q[at] @ k.T * factor / 2)[may[at]].sum()
    divided = f" / √4 = {number(q[at] @ k[best])} / 2" if factor == 1 else ""
    assert lines == (
        f"q({words[at]}) = {point(q[at])}\nk({words[best]}) = {point(k[best])}\n"
        f"score q·k{divided} = {number(score)}\nweight e^score / sum = {number(np.exp(score))} / "
        f"{number(total)} = {number(weights[at, best])}"
    )
    expect(slider(page, "Query")).to_have_attribute("aria-valuetext", f"{at + 1}, {words[at]}")
    expect(slider(page, "Query")).to_have_attribute("max", str(count))
    return weights


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize("scaled", [True, False])
@pytest.mark.parametrize("projected", [True, False])
def test_weights_and_outputs_are_those_of_nnlib(show, mask, scaled, projected):
    page = show(figures.attention())
    words = TEXT.split()
    press(page, mask, "÷ √d" if scaled else "Not scaled")
    press(page, "Wq, Wk, Wv" if projected else "q = k = v = x")
    for at in (1, 0, 5):
        slider(page, "Query").fill(str(at + 1))
        check(page, words, at, mask, scaled=scaled, projected=projected)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Größe zählt, 2 Katzen!", ["größe", "zählt", "2", "katzen"]),
        ("one", ["one"]),
        ("A a aa extraordinary snake_case word it's", [
            "a", "a", "aa", "extraordinary", "snake", "case", "word", "it"]),
        ("mat the on sat cat the", ["mat", "the", "on", "sat", "cat", "the"]),
        ("猫 сидит 𝒳", ["猫", "сидит", "𝒳"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("mask", MASKS)
def test_what_is_typed_is_split_and_read_by_the_rule(show, text, words, mask):
    page = show(figures.attention())
    press(page, mask)
    field(page).fill("")
    field(page).press_sequentially(text)
    before = "Only 8 words have a place here. " if "it's" in text else ""
    at = int(slider(page, "Query").input_value()) - 1
    assert at == 0  # the empty field has left no other row
    check(page, words, at, mask, before=before)


def test_the_rule_by_hand():
    codes = [ord(letter) for letter in "cat"]
    assert codes == [99, 97, 116]
    for x, base in zip(embed("cat"), BASES, strict=True):
        assert 10 * x + 20 == pytest.approx((99 * base**2 + 97 * base + 116) % 41)


def test_order_changes_nothing_but_the_order_and_equal_words_have_equal_rows(show):
    page = show(figures.attention())
    words = TEXT.split()
    weights = check(page, words, 1)
    np.testing.assert_array_equal(weights[0], weights[4])
    slider(page, "Query").fill("5")
    check(page, words, 4)
    assert "Row 1 is the same: equal words ask the same" in status(page)
    turned = words[::-1]
    field(page).fill(" ".join(turned))
    np.testing.assert_allclose(check(page, turned, 4), weights[::-1, ::-1])


def test_under_the_causal_mask_the_future_changes_nothing(show):
    page = show(figures.attention())
    press(page, "Causal")
    assert status(page).endswith("It sees itself and what stands before it.")
    before = matrix(page)
    field(page).fill("the cat sat on the zebra")
    check(page, ["the", "cat", "sat", "on", "the", "zebra"], 1, "Causal")
    assert [row[:5] for row in matrix(page)[:5]] == [row[:5] for row in before[:5]]
    slider(page, "Query").fill("1")
    assert status(page).endswith("The first word sees only itself.")
    assert matrix(page)[0] == ["1.00", *"–––––"]


def test_a_hidden_word_is_seen_by_nobody(show):
    page = show(figures.attention())
    words = TEXT.split()
    slider(page, "Hidden word").fill("6")  # which switches the mask on
    expect(page.get_by_role("button", name="Hide a word")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="No mask")).to_have_attribute("aria-pressed", "false")
    check(page, words, 1, "Hide a word", 5)
    assert "Nobody sees 6, mat: its scores are −∞, its weights 0." in status(page)
    field(page).fill("the cat")  # the hidden word is gone: the last one takes its place
    check(page, ["the", "cat"], 1, "Hide a word", 1)
    field(page).fill("cat")
    check(page, ["cat"], 0, "Hide a word")
    assert status(page).endswith("a query needs something to look at.")


def test_an_empty_field_asks_for_a_sentence(show):
    page = show(figures.attention())
    field(page).fill(" ?! ")
    assert status(page) == "Type a sentence."
    assert numbers(page) == ""
    assert matrix(page) == seen(page)["labels"] == []
    field(page).fill("cat")
    check(page, ["cat"], 0)


def test_mouse_touch_and_keys_choose_the_query(show, tab):
    words = TEXT.split()
    page = show(figures.attention())
    page.mouse.click(*centre(moving(page, ".query").nth(3)))
    check(page, words, 3)
    slider(page, "Query").focus()
    page.keyboard.press("ArrowLeft")
    check(page, words, 2)
    page.keyboard.press("End")
    check(page, words, 5)
    page = tab(figures.attention(), viewport={"width": 390, "height": 844}, has_touch=True)
    page.touchscreen.tap(*centre(moving(page, ".query").nth(4)))
    check(page, words, 4)
    page.get_by_role("button", name="Causal").tap()
    query = slider(page, "Query")
    query.scroll_into_view_if_needed()
    page.touchscreen.tap(*centre(query))
    check(page, words, int(query.input_value()) - 1, "Causal")


PARTS = """(drawing) => [...drawing.querySelectorAll("rect, text")]
  .filter((node) => !node.closest("[display=none]"))
  .map((node) => [node, node.getBoundingClientRect(), drawing.getBoundingClientRect()])
  .map(([node, { x, y }, from]) => [node.textContent, (x - from.x) * 360 / from.width,
    (y - from.y) * 360 / from.width])"""


@pytest.mark.parametrize("text", [TEXT, "Equal equal equally unequal, extraordinary words here ok"])
def test_live_and_still_draw_the_same_at_the_start(show, text):
    page = show(figures.attention(text))
    live = page.locator("svg.nnlib-drawing:not(.nnlib-still)").evaluate(PARTS)
    page.emulate_media(media="print")
    still = page.locator("svg.nnlib-still").evaluate(PARTS)
    assert [part[0] for part in live] == [part[0] for part in still]
    np.testing.assert_allclose([p[1:] for p in live], [p[1:] for p in still], atol=0.8)


def test_still_says_what_it_shows():
    figure = figures.attention("A cat, a dog.")
    weights, *_ = attend(["a", "cat", "a", "dog"])
    best = int(weights[1].argmax())
    assert f"with weight {number(weights[1, best])}; its weights add up to 1" in figure.still_note
    assert figure.still_note.endswith("The rows of “a” are equal, wherever it stands.")
    assert "equal" not in figures.attention("no word twice").still_note
    assert re.fullmatch(r"[−\d., ()]+", figures.attention("one").still_note[-30:].split("is ")[-1])


def test_matrices_have_one_decimal_and_other_sentences_are_refused():
    np.testing.assert_array_equal(MATRICES, MATRICES.round(1))
    for text in ("", "?!", "one two three four five six seven eight nine"):
        with pytest.raises(ValueError, match="expected a sentence of 1 to 8 words"):
            figures.attention(text)
