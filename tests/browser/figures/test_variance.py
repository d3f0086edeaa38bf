"""Variance per layer in Chromium: numbers and curves are those of the recursion in NumPy."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from nnlib import figures
from nnlib.figures.base import number
from nnlib.figures.variance import ACTIVATIONS, STARTS, VIEW, variances
from tests.browser.figures.page import centre, moving, numbers, press, status

pytestmark = pytest.mark.browser


def layers(page):
    return page.get_by_role("slider", name="Layers", exact=True)


def width(page):
    return page.get_by_role("slider", name="Units, odd layers")


@pytest.mark.parametrize("start", range(5))
@pytest.mark.parametrize("activation", range(3))
@pytest.mark.parametrize(("depth", "power"), [(2, 6), (13, 4), (30, 7)])
def test_numbers_are_those_of_the_recursion(show, start, activation, depth, power):
    page = show(figures.variance())
    press(page, STARTS[start], ACTIVATIONS[activation])
    layers(page).fill(str(depth))
    width(page).fill(str(power))
    z, dz = variances(start, activation, depth, 2**power)
    assert status(page).startswith(
        f"{STARTS[start]} and {ACTIVATIONS[activation]}: the variance of z goes from "
        f"{number(z[0])} in layer 1 to {number(z[-1])} in layer {depth}, that of the gradient from "
        f"1 there to {number(dz[0])} in layer 1."
    )
    assert ("equal, and stay so" in status(page)) == (start == 0)
    for name, values in (("forward", z), ("backward", dz)):
        d = moving(page, f".{name}").get_attribute("d")
        points = np.array([float(v) for v in re.findall(r"-?[\d.]+", d)]).reshape(-1, 2)
        expected = [VIEW.place(k + 1, np.log10(v)) for k, v in enumerate(values)]
        np.testing.assert_allclose(points, expected, atol=0.06)


@pytest.mark.parametrize("start", range(5))
@pytest.mark.parametrize("activation", range(3))
def test_the_recursion_is_what_wide_random_networks_do(start, activation):
    rng, depth, width = np.random.default_rng(start), 4, 128
    f = (lambda z: z, np.tanh, lambda z: np.maximum(z, 0))[activation]
    slope = (np.ones_like, lambda z: 1 - np.tanh(z) ** 2, lambda z: z > 0)[activation]
    found = []
    for _ in range(60):
        x, W, z = rng.normal(size=(200, 64)), [], []
        for k in range(1, depth + 1):
            i, o = (width, 64) if k % 2 == 0 else (64, width)
            std = (0, 0.01, i**-0.5, (2 / (i + o)) ** 0.5, (2 / i) ** 0.5)[start]
            W.append(np.full((i, o), 0.01) if start == 0 else rng.normal(0, std, (i, o)))
            z.append(x @ W[-1])
            x = f(z[-1])
        dz = [rng.normal(size=z[-1].shape)]
        for k in range(depth - 1, 0, -1):
            dz.insert(0, dz[0] @ W[k].T * slope(z[k - 1]))
        found.append([[np.mean(v**2) for v in values] for values in (z, dz)])
    expected = variances(start, activation, depth, width)
    np.testing.assert_allclose(np.mean(found, axis=0), expected, rtol=0.12)


def test_width_parts_xavier_from_lecun(show):
    page = show(figures.variance())

    def said(start):
        press(page, start)
        return status(page).split(":")[1]

    assert said("LeCun") == said("Xavier")
    assert numbers(page).endswith("standard deviation 0.125 and 0.125")
    width(page).fill("4")
    assert said("LeCun") != said("Xavier")
    assert "standard deviation 0.158 and 0.158" in numbers(page)


def test_verdicts(show):
    page = show(figures.variance())
    assert status(page).endswith("The signal vanishes, the gradient vanishes.")
    press(page, "He")
    assert status(page).endswith("The signal survives, the gradient survives.")
    press(page, "Linear")
    assert status(page).endswith("The signal explodes, the gradient explodes.")


def test_keys_and_fingers_move_the_depth(tab):
    page = tab(figures.variance(), viewport={"width": 390, "height": 844}, has_touch=True)
    layers(page).focus()
    page.keyboard.press("ArrowRight")
    assert "in layer 21," in status(page)
    layers(page).scroll_into_view_if_needed()
    page.touchscreen.tap(*centre(layers(page)))
    expect(layers(page)).to_have_value("16")
    assert "in layer 16," in status(page)
