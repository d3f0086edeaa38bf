"""Two layers in Chromium: their product, the folded grid and the mistakes are NumPy's."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from nnlib import figures
from nnlib.figures.base import point
from nnlib.figures.collapse import AROUND, CENTRES, W1, W2
from tests.browser.figures.page import centre, moving, press, status

pytestmark = pytest.mark.browser

X = np.array([np.add(c, a) for c in CENTRES for a in AROUND])
Y = np.repeat([0, 1], 8)


def entry(page, name):
    return page.get_by_role("slider", name=name)


def drawn(page, selector):
    """Return the points of the drawn paths of a class, one array for each picture."""
    paths = [path.get_attribute("d") for path in moving(page, selector).all()]
    pairs = [np.array(re.findall(r"(-?[\d.]+),(-?[\d.]+)", d), dtype=float) for d in paths]
    return [(p - 100) / 100 * 2.4 * [1, -1] for p in pairs]


def fewest(values):
    """Count the mistakes of every threshold and of its opposite."""
    found = [np.sum((values > c) != Y) for c in [-np.inf, *values]]
    return min(min(wrong, len(Y) - wrong) for wrong in found)


@pytest.mark.parametrize("relu", [False, True])
@pytest.mark.parametrize(
    "changes", [{}, {"W1[0,1]": 0.8, "W2[1,0]": -1.3}, {"W2[0,0]": -0.7, "W2[1,0]": -0.7}]
)
def test_places_and_mistakes_agree_with_numpy(show, relu, changes):
    page = show(figures.collapse())
    W = {"W1": np.array(W1), "W2": np.array(W2)}
    for name, value in changes.items():
        entry(page, name).fill(str(value))
        W[name[:2]][int(name[3]), int(name[5])] = value
    press(page, "With ReLU" if relu else "Without ReLU")
    hidden = np.maximum(X @ W["W1"], 0) if relu else X @ W["W1"]
    for label, colour in enumerate((".zero", ".one")):
        for places, expected in zip(
            drawn(page, colour), (X, hidden, hidden @ W["W2"]), strict=True
        ):
            np.testing.assert_allclose(places, expected[label == Y], atol=2e-3)
    wrong = fewest((hidden @ W["W2"])[:, 0])
    assert status(page).endswith(f"The best threshold on y₁ makes {wrong} of 16 mistakes.")
    if not relu:
        one = W["W1"] @ W["W2"]
        assert f"W₁W₂ = ({point(one[0])}, {point(one[1])})." in status(page)


def segments(page):
    """Return the directions of all pieces of the grid in the output picture."""
    path = moving(page, ".grid").all()[2].get_attribute("d")
    directions = []
    for line in path.split("M")[1:]:
        points = np.array([p.split(",") for p in line.split("L")], dtype=float)
        directions += [d for d in np.diff(points, axis=0) if np.hypot(*d) > 5]
    return np.array([d / np.hypot(*d) for d in directions])


def test_lines_stay_parallel_without_relu_and_not_with_it(show):
    page = show(figures.collapse())

    def kinds():
        angles = np.sort(np.degrees(np.arctan2(*segments(page).T)) % 180)
        return np.sum(np.diff(angles, prepend=angles[-1] - 180) > 6)

    assert kinds() == 2
    assert "All grid lines stay straight and parallel." in status(page)
    assert "4 of 16 mistakes" in status(page)
    press(page, "With ReLU")
    assert kinds() > 2
    assert "goes to (0.56, 0) and (−1, −1) to (0, 0)" in status(page)
    assert "0 of 16 mistakes" in status(page)
    entry(page, "W1[0,0]").fill("-1")
    press(page, "Reset")
    expect(entry(page, "W1[0,0]")).to_have_value("1")
    assert "0 of 16 mistakes" in status(page)


def test_mouse_finger_and_keys_move_the_sliders(show, tab):
    page = show(figures.collapse())
    first = entry(page, "W1[0,0]")
    page.mouse.click(*centre(first))
    expect(first).to_have_value("0")
    page.keyboard.press("ArrowRight")
    expect(first).to_have_value("0.1")
    page = tab(figures.collapse(), viewport={"width": 390, "height": 844}, has_touch=True)
    page.get_by_role("button", name="With ReLU").tap()
    entry(page, "W2[1,1]").tap()
    expect(entry(page, "W2[1,1]")).to_have_value("0")


def test_still_tells_both_counts():
    note = figures.collapse().still_note
    assert "makes 0 of 16 mistakes" in note
    assert "best threshold makes 4 of 16 mistakes" in note
