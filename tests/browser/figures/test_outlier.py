"""Losses against an outlier in Chromium: levels, losses and pulls are those of nnlib."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from nnlib import Tensor, figures
from nnlib import functional as F
from nnlib.figures.base import number
from tests.browser.figures.page import drag, numbers, press, status, touch

pytestmark = pytest.mark.browser

LOSSES = {"MSE": F.mse, "MAE": F.l1, "Huber": F.huber}


def point(page):
    return page.get_by_role("slider", name="Movable point")


def told(page, name):
    """Return the level, the loss and the pull that the figure tells."""
    text = (status(page) + "\n" + numbers(page)).replace("−", "-")
    level = re.search(rf"{name} chooses (\S+)", text)
    loss = re.search(rf"{name}: loss (\S+), pull of the point (\S+)", text)
    return float(level[1]), float(loss[1]), float(loss[2])


@pytest.mark.parametrize("power", [-1, 0, 0.5, 1])
@pytest.mark.parametrize("keys", [(), ("Shift+ArrowUp",) * 9, ("Shift+ArrowDown",) * 3])
def test_levels_losses_and_pulls_agree_with_nnlib(show, power, keys):
    page = show(figures.outlier())
    page.get_by_role("slider", name="Huber's δ").fill(str(power))
    point(page).focus()
    for key in keys:
        page.keyboard.press(key)
    moved = float(point(page).get_attribute("aria-valuenow"))
    y = np.array([1.2, 2.1, 1.8, 2.8, 1.9, 2.2, moved])
    options = {"Huber": {"delta": float(f"{10**power:.1e}")}}
    for name, loss in LOSSES.items():
        level, value, pull = told(page, name)

        def at(c, loss=loss, name=name):
            return loss(Tensor(np.full(7, c)), y, **options.get(name, {}))

        assert value == pytest.approx(at(level).item(), rel=2e-3, abs=1e-3)
        grid = np.arange(0, 13, 0.01)
        assert at(level).item() <= min(at(c).item() for c in grid) + 1e-5
        pred = Tensor(np.full(7, level), requires_grad=True)
        loss(pred, y, **options.get(name, {})).backward()
        assert -pred.grad[-1] == pytest.approx(pull, abs=2e-3)


def test_mean_follows_and_the_others_stay(show):
    page = show(figures.outlier())
    press(page, "Move it to 12")
    assert status(page) == (
        f"The point is at 12. MSE chooses {number(24 / 7)} (moved by {number(10 / 7)}), "
        "MAE chooses 2.1 (moved by 0.1), "
        f"Huber chooses {number(14 / 6)} (moved by {number(1 / 3)})."
    )
    far = [told(page, name)[0] for name in LOSSES]
    point(page).press("End")
    further = [told(page, name)[0] for name in LOSSES]
    assert further[0] > far[0] + 0.1
    assert further[1:] == far[1:]
    press(page, "Back")
    assert "moved by 0), MAE" in status(page)


def test_mouse_and_finger_move_the_point(show, tab):
    page = show(figures.outlier())
    drag(page, point(page), 0, -60)
    assert 4 < float(point(page).get_attribute("aria-valuenow")) < 7
    drag(page, point(page), 300, 1000)
    expect(point(page)).to_have_attribute("aria-valuetext", "y 0")
    page = tab(figures.outlier(), viewport={"width": 390, "height": 844}, has_touch=True)
    touch(page, point(page), 0, -60)
    assert 4 < float(point(page).get_attribute("aria-valuenow")) < 8


def test_still_tells_the_end():
    note = figures.outlier().still_note
    assert (
        "MSE now chooses the mean 3.429 (moved by 1.429), MAE the median 2.1 (moved by 0.1)" in note
    )
