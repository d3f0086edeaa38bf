"""Polynomials in Chromium: fit and errors are those of NumPy's least squares."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from nnlib import figures
from nnlib.figures.base import number
from nnlib.figures.fitting import BY_COUNT, BY_DEGREE, VIEW, errors, samples
from tests.browser.figures.page import centre, moving, numbers, status

pytestmark = pytest.mark.browser


def degree(page):
    return page.get_by_role("slider", name="Degree")


def count(page):
    return page.get_by_role("slider", name="Training points")


def places(page, name):
    d = moving(page, f".{name}").get_attribute("d")
    return np.array([float(v) for v in re.findall(r"-?[\d.]+", d)]).reshape(-1, 2)


@pytest.mark.parametrize("n", [12, 16, 28, 40])
@pytest.mark.parametrize("k", [0, 1, 4, 7, 11])
def test_errors_are_those_of_numpy(show, n, k):
    page = show(figures.fitting())
    count(page).fill(str(n))
    degree(page).fill(str(k))
    train, held_out = samples()
    ours, theirs = errors(train[:n], held_out, k)
    assert status(page).startswith(
        f"Degree {k}, {n} training points: training error {number(ours)}, "
        f"validation error {number(theirs)}."
    ) or (ours < 1e-9 and f"validation error {number(theirs)}" in status(page))
    by_degree = [errors(train[:n], held_out, j) for j in range(12)]
    for name, i in (("train0", 0), ("valid0", 1)):
        expected = [BY_DEGREE.place(j, np.log10(e[i])) for j, e in enumerate(by_degree)]
        found = places(page, name)
        shown = np.array([e[i] > 1e-9 for e in by_degree])  # below, only rounding is left
        np.testing.assert_allclose(found[shown], np.array(expected)[shown], atol=0.06)
    by_count = [errors(train[:m], held_out, k) for m in range(12, 41, 4)]
    expected = [BY_COUNT.place(12 + 4 * j, np.log10(e[1])) for j, e in enumerate(by_count)]
    np.testing.assert_allclose(places(page, "valid12"), expected, atol=0.06)


def test_the_curve_is_the_fit(show):
    page = show(figures.fitting())
    train, _ = samples()
    fitted = np.polynomial.Polynomial.fit(*train[:16].T, 4)
    expected = [VIEW.place(x, fitted(x)) for x in np.linspace(-1, 1, 121)]
    np.testing.assert_allclose(places(page, "fit"), expected, atol=0.06)


def test_verdict_names_the_best_degree(show):
    page = show(figures.fitting())
    train, held_out = samples()
    best = int(np.argmin([errors(train[:16], held_out, k)[1] for k in range(12)]))
    for k, words in ((best - 1, "underfits"), (best, "smallest at this"), (best + 1, "overfits")):
        degree(page).fill(str(k))
        assert words in status(page)
    assert numbers(page) == f"noise alone: 0.3, coefficients: {best + 2}"


def test_samples_are_the_sine_with_the_noise_that_is_named():
    for part in samples():
        x, y = part.T
        assert len(set(x)) == len(x)
        assert abs(np.std(y - np.sin(4 * x)) - 0.3) < 5 * 0.3 / np.sqrt(2 * len(x))


def test_keys_and_fingers_move_both_sliders(tab):
    page = tab(figures.fitting(), viewport={"width": 390, "height": 844}, has_touch=True)
    degree(page).focus()
    page.keyboard.press("ArrowRight")
    assert status(page).startswith("Degree 5, 16 training points")
    count(page).scroll_into_view_if_needed()
    page.touchscreen.tap(*centre(count(page)))
    expect(count(page)).to_have_value(re.compile("24|28"))
