"""Rules against learning in Chromium: mistakes, tries and boundary are NumPy's."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from nnlib import figures
from nnlib.figures.base import number
from nnlib.figures.rules import best_thresholds, learn
from nnlib.perceptron import predict
from tests.browser.figures.page import BLOBS, drag, moving, numbers, press, status, touch

pytestmark = pytest.mark.browser

X, Y = np.array([[float(f"{v:.6g}") for v in row] for row in BLOBS[0]]), BLOBS[1]
MEAN, STD = X.mean(axis=0), X.std(axis=0)


def rules():
    return figures.rules(X, Y, names=("size", "weight"), labels=("mouse", "rat"))


def threshold(page, name):
    return page.get_by_role("slider", name=f"Threshold of {name}")


def told(page, what):
    return int(re.search(rf"{what} (\d+)", status(page))[1])


def wrong(s, t):
    return np.sum(((X[:, 0] > s) & (X[:, 1] > t)) != Y)


def marked(page, name):
    return moving(page, f".{name}").get_attribute("d").count("M")


def test_mistakes_of_the_rule_agree_with_numpy(show):
    page = show(rules())
    assert told(page, "rule") == wrong(*np.median(X, axis=0))
    assert told(page, "always mouse") == 20
    for key in ("ArrowLeft", "Shift+ArrowLeft", "Home", "End"):
        threshold(page, "size").press(key)
        threshold(page, "weight").press(key)
        s, t = (float(threshold(page, n).get_attribute("aria-valuenow")) for n in RULE)
        assert told(page, "rule") == wrong(s, t) == marked(page, "rings")
    assert told(page, "rule") == 20


RULE = ("size", "weight")


def test_best_thresholds_are_those_of_all_pairs(show):
    page = show(rules())
    press(page, "Best thresholds")
    fewest = min(wrong(s, t) for s in [-9, *X[:, 0]] for t in [-9, *X[:, 1]])
    assert told(page, "rule") == fewest
    s, t = best_thresholds(X, Y)
    assert f"rat if size > {number(s)} and weight > {number(t)}\n" in numbers(page)


@pytest.mark.parametrize("hundreds", [1, 3])
def test_the_learned_line_agrees_with_numpy(show, hundreds):
    page = show(rules())
    press(page, *["100 tries"] * hundreds)
    w, b = learn((X - MEAN) / STD, Y, 100 * hundreds)
    mistakes = np.sum(predict((X - MEAN) / STD, w, b) != Y)
    assert told(page, "neuron") == mistakes == marked(page, "crosses")
    scaled = [f"({number(v)})" if v < 0 else number(v) for v in w / STD]
    assert numbers(page).endswith(
        f"neuron: rat if {scaled[0]}·size + {scaled[1]}·weight ≥ {number(w / STD @ MEAN - b)}"
    )
    d = moving(page, ".learned").get_attribute("d")
    (x0, y0), (x1, y1) = np.array(re.findall(r"(-?[\d.]+),(-?[\d.]+)", d), dtype=float)
    low, high = X.min(axis=0), X.max(axis=0)
    unit = np.array([300, 270]) / ((high - low) * 1.12)
    slope = -(w[0] / STD[0]) / (w[1] / STD[1])
    assert -(y1 - y0) / unit[1] / ((x1 - x0) / unit[0]) == pytest.approx(slope, rel=0.01)


def test_one_try_says_what_happened_and_the_mistakes_never_rise(show):
    page = show(rules())
    mistakes = 20
    for k in range(1, 16):
        press(page, "Learn: 1 try")
        after, before, kept = re.match(
            rf"Try {k}: with changed numbers (\d+) mistakes instead of (\d+), (kept|forgotten)",
            status(page),
        ).groups()
        assert int(before) == mistakes
        assert (kept == "kept") == (int(after) <= mistakes)
        assert told(page, "neuron") == min(int(after), mistakes)
        mistakes = told(page, "neuron")
    press(page, "Forget")
    assert "neuron not yet" in status(page)


def test_mouse_and_finger_move_the_thresholds(show, tab):
    page = show(rules())
    before = float(threshold(page, "size").get_attribute("aria-valuenow"))
    drag(page, threshold(page, "size"), -50, 30)
    assert float(threshold(page, "size").get_attribute("aria-valuenow")) < before - 0.3
    assert "size > " in status(page)
    drag(page, threshold(page, "weight"), 0, -1000)
    assert told(page, "rule") == 20
    page = tab(rules(), viewport={"width": 390, "height": 844}, has_touch=True)
    touch(page, threshold(page, "weight"), 0, 50)
    expect(page.locator(".nnlib-status")).to_contain_text("weight > ")


def test_still_tells_both_counts():
    note = rules().still_note
    w, b = learn((X - MEAN) / STD, Y, 300)
    mistakes = np.sum(predict((X - MEAN) / STD, w, b) != Y)
    assert f"make {wrong(*best_thresholds(X, Y))} mistakes on 40 points" in note
    assert f"A line learned in 300 tries makes {mistakes}." in note
