"""Softmax in Chromium: probabilities, loss and slopes are those of nnlib."""

import numpy as np
import pytest
from playwright.sync_api import expect

from nnlib import Tensor, figures
from nnlib import functional as F
from nnlib.figures.base import number, point
from tests.browser.figures.page import centre, moving, numbers, press, status

pytestmark = pytest.mark.browser


def logits(page):
    return [float(page.get_by_role("slider", name=f"Logit {k}").input_value()) for k in range(3)]


@pytest.mark.parametrize("power", [-1, -0.5, 0, 0.7])
@pytest.mark.parametrize("target", [0, 2])
def test_probabilities_loss_and_slopes_agree_with_nnlib(show, power, target):
    page = show(figures.softmax([2, -1.5, 0.5], 1))
    press(page, f"Target {target}")
    page.get_by_role("slider", name="Temperature τ").fill(str(power))
    tau = float(f"{10**power:.1e}")
    z = Tensor(np.array([[2, -1.5, 0.5]]), requires_grad=True)
    p = F.softmax(z / tau).data[0]
    loss = F.cross_entropy(z / tau, np.array([target]))
    loss.backward()
    assert status(page) == (
        f"p = {point(p)}. Target {target}: loss −log {number(p[target])} = {number(loss.item())}; "
        "guessing evenly costs log 3 = 1.099."
    )
    assert numbers(page).endswith(f"slopes dL/dz = (p − onehot)/τ = {point(z.grad[0])}")
    widths = [float(bar.get_attribute("width")) for bar in moving(page, ".bar").all()]
    np.testing.assert_allclose(np.array(widths) / 200, p)


def test_a_constant_changes_nothing(show):
    page = show(figures.softmax())
    before = status(page)
    press(page, "Add 1 to all", "Add 1 to all")
    assert status(page) == (
        "Every e^(z/τ) is 2.718 times what it was, and so is their sum: the same " + before
    )
    assert logits(page) == [4, 3, 2.5]
    press(page, *["Subtract 1 from all"] * 12)
    assert logits(page) == [-8, -9, -9.5]
    assert before in status(page)
    expect(page.get_by_role("button", name="Subtract 1 from all")).to_have_attribute(
        "aria-disabled", "true"
    )


def test_loss_stays_finite_where_the_probability_vanishes(show):
    page = show(figures.softmax([10, -10], 1))
    page.get_by_role("slider", name="Temperature τ").press("Home")
    assert "loss −log 1.4e−87 = 200;" in status(page)


def test_keys_and_fingers_move_the_sliders(tab):
    page = tab(figures.softmax(), viewport={"width": 390, "height": 844}, has_touch=True)
    first = page.get_by_role("slider", name="Logit 0")
    first.focus()
    page.keyboard.press("ArrowLeft")
    assert logits(page) == [1.9, 1, 0.5]
    first.scroll_into_view_if_needed()
    page.touchscreen.tap(*centre(first))
    expect(first).to_have_value("0")
    expect(page.locator("output").first).to_have_text("0")
