"""A schedule and its loss in Chromium: rates are those of nnlib, losses those of NumPy."""

import re

import numpy as np
import pytest

from nnlib import Tensor, figures, optim, schedulers
from nnlib.figures.base import number
from nnlib.figures.schedule import draws
from tests.browser.figures.page import moving, numbers, press, status

pytestmark = pytest.mark.browser


def rates(name, lr):
    """Return the rate of nnlib's schedule at each of 200 steps."""
    sgd = optim.SGD([Tensor([0.0], requires_grad=True)], lr)
    made = {
        "Constant": lambda: schedulers.StepLR(sgd, 1000),
        "Step": lambda: schedulers.StepLR(sgd, 50, 0.25),
        "Cosine": lambda: schedulers.CosineAnnealingLR(sgd, 200),
        "Warm-up, cosine": lambda: schedulers.WarmupCosine(sgd, 20, 200),
    }[name]()
    return [made.lr_at(t) for t in range(200)]


def losses(name, lr, std):
    """Return the losses of all runs, shape (201, 100)."""
    noise, w, seen = draws(), np.full((100, 2), 3.0), []
    curvature = np.array([1, 0.1])
    for t, rate in enumerate([*rates(name, lr), 0]):
        seen.append((w**2 / 2 + w**4 / 40) @ curvature)
        drawn = noise[:, min(t, 199)]
        w = np.clip(w - rate * (curvature * (w + w**3 / 10) + std * drawn), -1000, 1000)
    return np.array(seen)


def sliders(page, power, std):
    page.get_by_role("slider", name="Base rate η").fill(str(power))
    page.get_by_role("slider", name="Noise").fill(str(std))


@pytest.mark.parametrize(("power", "std"), [(-1, 0.5), (-0.5, 1), (-0.3, 0), (0, 0.5)])
def test_rates_and_losses_are_those_of_nnlib_and_numpy(show, power, std):
    page = show(figures.schedule())
    sliders(page, power, std)
    lr = float(f"{10**power:.1e}")
    for name in ("Constant", "Step", "Cosine", "Warm-up, cosine"):
        press(page, name)
        shown = re.search("199: (.*)\n", numbers(page).replace("−", "-"))[1].split(", ")
        expected = np.array(rates(name, lr))[[0, 50, 100, 150, 199]]
        np.testing.assert_allclose([float(v) for v in shown], expected, rtol=0.06, atol=6e-4)
        ran = losses(name, lr, std)
        exploded = int((ran[-1] > 100).sum())
        if exploded:
            assert f": the loss explodes in {exploded} of 100 runs." in status(page)
        else:
            end = re.search(r"the loss ends at (\S+) \(", status(page).replace("−", "-"))[1]
            assert float(end) == pytest.approx(ran[-20:].mean(), rel=0.04, abs=6e-4)


def test_warm_up_allows_a_base_rate_that_explodes_without(show):
    page = show(figures.schedule())
    press(page, "Warm-up, cosine")
    sliders(page, 0, 0.5)
    exploded = int((losses("Constant", 1.0, 0.5)[-1] > 100).sum())
    assert exploded > 10
    assert status(page).endswith(f"With a constant rate it explodes in {exploded} of 100 runs.")
    assert "the loss ends at 0.01" in status(page)


def test_the_floor_is_near_what_a_constant_rate_reaches(show):
    page = show(figures.schedule())
    press(page, "Constant")
    sliders(page, -0.5, 0.25)
    lr = 0.32
    floor = sum(lr * 0.25**2 / (2 * (2 - lr * c)) for c in (1, 0.1))
    assert numbers(page).endswith(f"by the formula: {number(floor)}")
    assert losses("Constant", lr, 0.25)[-20:].mean() == pytest.approx(floor, rel=0.15)
    assert "With a constant rate" not in status(page)
    sliders(page, 0.35, 0.25)
    assert numbers(page).endswith("by the formula: none")


def test_keys_move_the_rate_and_its_line_follows_the_choice(show):
    page = show(figures.schedule())
    line = moving(page, ".rate")
    ends = []
    for name in ("Constant", "Step", "Cosine", "Warm-up, cosine"):
        press(page, name)
        heights = re.findall(r",(-?[\d.]+)", line.get_attribute("d"))
        ends.append((float(heights[0]), float(heights[-1])))
    top, bottom = 80 * 0.05 / 1.05, 80
    starts = [top, top, top, bottom - (bottom - top) / 20]
    np.testing.assert_allclose([start for start, _ in ends], starts, atol=0.1)
    last = [top, bottom - (bottom - top) * 0.25**4, bottom, bottom]
    np.testing.assert_allclose([end for _, end in ends], last, atol=0.1)
    page.get_by_role("slider", name="Base rate η").press("ArrowLeft")
    assert status(page).startswith("Warm-up, cosine from η = 0.45, noise 0.5: ")


def test_touch_moves_the_noise(tab):
    page = tab(figures.schedule(), viewport={"width": 390, "height": 844}, has_touch=True)
    slider = page.get_by_role("slider", name="Noise")
    slider.scroll_into_view_if_needed()
    slider.tap(position={"x": 5, "y": 12})
    assert "noise 0" in status(page)


def test_still_tells_the_end():
    note = figures.schedule().still_note
    constant, cosine = (losses(name, 0.5, 0.5)[-20:].mean() for name in ("Constant", "Cosine"))
    assert f"ends at {number(constant)}, with a cosine at {number(cosine)}: small" in note
