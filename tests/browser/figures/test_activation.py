"""Activations in Chromium: values and slopes are those of nnlib."""

import numpy as np
import pytest
from playwright.sync_api import expect

from nnlib import Tensor, figures
from nnlib import functional as F
from nnlib.figures.base import number
from tests.browser.figures.page import drag, numbers, press, status, touch

pytestmark = pytest.mark.browser

FUNCTIONS = {
    "sigmoid": F.sigmoid,
    "tanh": F.tanh,
    "ReLU": F.relu,
    "leaky ReLU": lambda z: F.leaky_relu(z, 0.1),
    "GELU": F.gelu,
}


def point(page):
    return page.get_by_role("slider", name="Point on the curve")


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize(("keys", "z"), [((), 0.0), (("Shift+ArrowLeft",) * 3, -1.5)])
def test_value_and_slope_agree_with_nnlib(show, name, keys, z):
    page = show(figures.activation())
    press(page, name)
    point(page).focus()
    for key in keys:
        page.keyboard.press(key)
    x = Tensor(np.array(z), requires_grad=True)
    a = FUNCTIONS[name](x)
    a.backward()
    assert status(page).startswith(
        f"{name} at z = {number(z)}: value {number(a.item())}, slope {number(float(x.grad))}."
    )


@pytest.mark.parametrize("name", FUNCTIONS)
def test_extremes_agree_with_nnlib(show, name):
    page = show(figures.activation())
    press(page, name)
    z = np.arange(-800, 801) / 100
    x = Tensor(z, requires_grad=True)
    FUNCTIONS[name](x).sum().backward()
    assert f"largest slope: {number(x.grad.max())}\n" in numbers(page)
    low = np.abs(x.grad[::2]) < 0.01
    left = z[::2][np.argmin(low) - 1] if low[0] else None
    right = z[::2][len(low) - np.argmin(low[::-1])] if low[-1] else None
    ends = [f"up to z = {number(left)}"] if left is not None else []
    ends += [f"from z = {number(right)}"] if right is not None else []
    assert numbers(page).endswith(f"flat ends (slope under 0.01): {', '.join(ends) or 'nowhere'}")


def test_words_for_saturation_and_the_dead_half(show, tab):
    page = show(figures.activation())
    assert "multiply a gradient by 9.5e−7." in status(page)
    drag(page, point(page), 500, 0)
    expect(point(page)).to_have_attribute("aria-valuenow", "8")
    assert "Saturated: a gradient that passes here shrinks 2983 times." in status(page)
    press(page, "ReLU")
    assert "multiply a gradient by 1." in status(page)
    page = tab(figures.activation(), viewport={"width": 390, "height": 844}, has_touch=True)
    press(page, "ReLU")
    touch(page, point(page), -60, 0)
    assert "The dead half" in status(page)
