"""Multi-head attention in Chromium: every shape and count is that of arrays which NumPy makes."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from nnlib import figures, nn
from nnlib.figures.heads import STEPS, shape
from nnlib.kernels.attention import attention_weights
from tests.browser.figures.page import centre, moving, numbers, press, status

pytestmark = pytest.mark.browser


def slider(page, name):
    return page.get_by_role("slider", name=name)


def arrays(T, d, h):
    """Return the arrays of each step as computed, and the multiplications of all products."""
    rng = np.random.default_rng(0)
    x, (Wq, Wk, Wv, Wo) = rng.normal(size=(T, d)), rng.normal(size=(4, d, d))
    products = []

    def times(a, b):
        products.append((a[..., None] * b[..., None, :, :]).size)  # before they are added up
        return a @ b

    def split(a):
        return a.reshape(T, h, d // h).transpose(1, 0, 2)

    whole = [times(x, W) for W in (Wq, Wk, Wv)]
    q, k, v = heads = [split(a) for a in whole]
    scores = times(q, k.swapaxes(1, 2)) / np.sqrt(d // h)
    weights = attention_weights(q, k)
    outputs = times(weights, v)
    merged = outputs.transpose(1, 0, 2).reshape(T, d)
    out = times(merged, Wo)
    single = [[a] for a in (scores, weights, outputs, merged, out)]
    return [[x], whole, heads, *single], sum(products)


def drawn(node):
    """Return rows and columns of each rectangle that a path of lines draws."""
    found = []
    for x, _, way, length in re.findall(r"M([\d.]+) ([\d.]+)([hv])([\d.]+)", node):
        if way == "h" and (not found or found[-1]["x"] != x or found[-1]["columns"]):
            found.append({"x": x, "rows": 0, "columns": 0, "width": float(length)})
        found[-1]["rows" if way == "h" else "columns"] += 1
        if way == "v":
            found[-1]["height"] = float(length)
    return [(f["rows"] - 1, f["columns"] - 1, f["width"], f["height"]) for f in found]


@pytest.mark.parametrize(
    ("T", "d", "h"), [(6, 8, 2), (1, 1, 1), (10, 24, 8), (3, 7, 7), (7, 12, 1), (10, 2, 2)]
)
def test_shapes_and_counts_are_those_of_the_arrays(show, T, d, h):
    page = show(figures.heads())
    for name, value in (("Words T", T), ("Features d", d), ("Heads h", h)):
        slider(page, name).fill(str(value))
    made, products = arrays(T, d, h)
    texts = moving(page, ".name").all_text_contents()
    sides = set()
    for k, (of_step, text) in enumerate(zip(made, texts, strict=True)):
        name, entries = STEPS[k][0], sum(a.size for a in of_step)
        times = f"{len(of_step)} × " if len(of_step) > 1 else ""
        word = "entry" if entries == 1 else "entries"
        assert text == f"{name}: {times}{of_step[0].shape}, {entries} {word}"
        assert text == f"{name}: {shape(k, T, d, h)}"
        blocks = drawn(moving(page, ".grid").nth(k).get_attribute("d"))
        expected = [block.shape for a in of_step for block in (a if a.ndim == 3 else a[None])]
        assert [block[:2] for block in blocks] == expected
        for rows, columns, width, height in blocks:
            sides |= {round(width / columns, 1), round(height / rows, 1)}
        box, drawing = moving(page, ".grid").nth(k).bounding_box(), moving(page, "").bounding_box()
        assert box["x"] + box["width"] <= drawing["x"] + drawing["width"]
    assert max(sides) - min(sides) < 0.11  # an entry is a square of one size everywhere
    attention = nn.MultiheadAttention(d, h, bias=False, rng=np.random.default_rng(0))
    parameters = sum(p.data.size for p in attention.parameters())
    assert f" = {parameters} parameters without biases" in numbers(page)
    assert f" = {products} multiplications in products of" in numbers(page)
    assert f"h · T² = {made[3][0].size} entries" in numbers(page)


def test_steps_go_forward_and_back_and_say_what_happens(show):
    page = show(figures.heads())
    said = [
        "x: one row of d = 8 features for each of the T = 6 words.",
        "three matrices (8, 8), 192 parameters, and 3 · T · d² = 1152 multiplications.",
        "reshape to (6, 2, 4), then transpose to (2, 6, 4).",
        "q kᵀ / √4 in each head: the root is that of d/h, not of d.",
        "each of the h · T = 12 rows adds up to 1.",
        "(2, 6, 6) @ (2, 6, 4), again T² · d = 288 multiplications.",
        "Transpose back to (6, 2, 4), then reshape to (6, 8)",
        "merged Wo mixes the heads: 64 parameters, T · d² = 384 multiplications.",
    ]
    expect(page.get_by_role("button", name="Back")).to_have_attribute("aria-disabled", "true")
    for k, words in enumerate(said):
        assert status(page).startswith(f"Step {k + 1} of 8. ")
        assert words in status(page)
        assert "{" not in status(page) + numbers(page)
        middle = centre(moving(page, ".now"))[1]
        box = moving(page, ".stage").nth(k).bounding_box()
        assert box["y"] < middle < box["y"] + box["height"]
        if k < 7:
            press(page, "Next")
    expect(page.get_by_role("button", name="Next")).to_have_attribute("aria-disabled", "true")
    press(page, "Back")
    assert status(page).startswith("Step 7 of 8. ")


def test_heads_divide_the_features(show):
    page = show(figures.heads(4, 12, 4))
    heads = slider(page, "Heads h")
    heads.focus()
    page.keyboard.press("ArrowRight")
    expect(heads).to_have_value("6")
    assert status(page).startswith("5 heads do not divide 12 features: h = 6. ")
    page.keyboard.press("ArrowRight")  # 7 and 8 do not divide 12 either
    expect(heads).to_have_value("6")
    page.keyboard.press("ArrowLeft")
    expect(heads).to_have_value("4")
    slider(page, "Features d").fill("18")
    expect(heads).to_have_value("3")
    assert status(page).startswith("4 heads do not divide 18 features: h = 3. ")
    slider(page, "Words T").fill("5")
    assert status(page).startswith("Step 1 of 8. ")


def test_mouse_and_fingers_choose_a_step(show, tab):
    page = show(figures.heads())
    page.mouse.click(*centre(moving(page, ".name").nth(3)))
    assert status(page).startswith("Step 4 of 8. ")
    page = tab(figures.heads(), viewport={"width": 390, "height": 844}, has_touch=True)
    page.touchscreen.tap(*centre(moving(page, ".name").nth(5)))
    assert status(page).startswith("Step 6 of 8. ")
    page.get_by_role("button", name="Back").tap()
    assert status(page).startswith("Step 5 of 8. ")
    words = slider(page, "Words T")
    words.scroll_into_view_if_needed()
    box = words.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2)
    assert "the h · T = 20 rows" in status(page)


@pytest.mark.parametrize("sizes", [(6, 8, 2), (10, 24, 8), (2, 9, 3)])
def test_live_and_still_draw_the_same_at_the_start(show, sizes):
    page = show(figures.heads(*sizes))
    for name in ("grid", "area"):
        pair = [page.locator(f"svg.nnlib-still .{name}"), moving(page, f".{name}")]
        for still, live in zip(*(part.all() for part in pair), strict=True):
            places = [
                re.findall(r"[MhvHz]|-?[\d.]+", part.get_attribute("d")) for part in (still, live)
            ]
            assert len(places[0]) == len(places[1])
            for a, b in zip(*places, strict=True):
                assert a == b or abs(float(a) - float(b)) <= 0.11
    assert (
        page.locator("svg.nnlib-still .name").all_text_contents()
        == moving(page, ".name").all_text_contents()
    )


@pytest.mark.parametrize("sizes", [(0, 8, 2), (11, 8, 2), (6, 25, 5), (6, 8, 3), (6, 18, 9)])
def test_other_sizes_are_refused(sizes):
    with pytest.raises(ValueError, match="and h from 1 to 8 that divides d, got T="):
        figures.heads(*sizes)
