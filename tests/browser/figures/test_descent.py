"""Optimizers on surfaces in Chromium: the walks are those of nnlib.optim."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from nnlib import Tensor, figures
from nnlib.figures.base import number, point
from nnlib.figures.descent import RULES
from nnlib.gradcheck import numerical_gradient
from tests.browser.figures.page import drag, moving, numbers, press, status, touch

pytestmark = pytest.mark.browser

SURFACES = {
    "Valley": ((-2, 1.2), lambda w: w[0] ** 2 / 2 + 10 * w[1] ** 2),
    "Curved valley": (
        (-1.8, 1.2),
        lambda w: (w[0] - 1) ** 2 / 2 + 8 * (w[1] - w[0] ** 2 / 2 + 1) ** 2,
    ),
    "Saddle": ((-2, 0.05), lambda w: w[0] ** 2 / 2 + (w[1] ** 2 - 1) ** 2 / 4),
}


def walk(surface, name, lr, momentum, start, steps):
    """Return the points that nnlib visits, with gradients by central differences."""
    _, height = SURFACES[surface]
    w = Tensor(np.array(start, dtype=float), requires_grad=True)
    optimizer, points = RULES[name]([w], lr, momentum), [w.data.copy()]
    for _ in range(steps):
        w.grad = numerical_gradient(height, w.data)
        optimizer.step()
        points.append(w.data.copy())
    return np.array(points)


def ring(page):
    return page.get_by_role("slider", name="Start of the walk")


def sliders(page, power, momentum):
    page.get_by_role("slider", name="Learning rate η").fill(str(power))
    page.get_by_role("slider", name="Momentum μ").fill(str(momentum))


def told(page):
    """Return the step, the point and the height that the figure tells."""
    text = numbers(page).replace("−", "-")
    values = re.search(r"step (\d+): w = \((\S+), (\S+)\)\nheight (\S+), gradient", text).groups()
    return int(values[0]), np.array(values[1:3], dtype=float), float(values[3])


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize(("power", "momentum"), [(-2, 0.9), (-1.5, 0.35), (-3, 0)])
def test_walks_end_where_those_of_nnlib_end(show, surface, power, momentum):
    page = show(figures.descent())
    press(page, surface)
    sliders(page, power, momentum)
    lr = float(f"{10**power:.1e}")
    start, height = SURFACES[surface]
    for name in RULES:
        press(page, name)
        points = walk(surface, name, lr, momentum, start, 40)
        step, w, reached = told(page)
        assert step == 40
        np.testing.assert_allclose(w, points[-1], atol=6e-4)
        assert reached == pytest.approx(height(points[-1]), rel=0.05, abs=6e-4)
        label = f"{name}, η = {number(lr)}"
        if name not in ("SGD", "RMSprop"):
            label += f", μ = {number(momentum)}"
        assert status(page).startswith(f"{label}: ")
        down = [k for k, w in enumerate(points) if height(w) < height(points[0]) / 100]
        if down:
            assert f"99 % of the way down after {down[0]} steps. Kept" in status(page)


def test_too_long_a_step_runs_away_and_the_kept_path_stays(show):
    page = show(figures.descent())
    press(page, "SGD")
    sliders(page, -0.95, 0.7)  # 0.11, above 2 / 20
    assert "SGD, η = 0.11: it runs away" in status(page)
    assert "Kept, SGD, η = 0.08: 99 % of the way down after 15 steps." in status(page)
    sliders(page, -1.05, 0.7)
    press(page, "Keep this path", "Adam")
    assert "Kept, SGD, η = 0.089: 99 %" in status(page)
    assert moving(page, ".kept-name").text_content() == "SGD, η = 0.089"
    assert moving(page, ".now-name").text_content() == "Adam, η = 0.089, μ = 0.7"


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_steps_come_one_by_one_and_ten_at_a_time(tab, motion):
    page = tab(figures.descent(), reduced_motion=motion)
    press(page, "Start again")
    assert told(page)[0] == 0
    press(page, "1 step", "1 step")
    points = walk("Valley", "Momentum", 0.08, 0.7, (-2, 1.2), 12)
    assert f"step 2: w = {point(points[2])}" in numbers(page)
    press(page, "10 steps")
    expect(page.locator(".nnlib-numbers")).to_contain_text(f"step 12: w = {point(points[12])}")
    assert moving(page, ".steps").get_attribute("d").count("M") == 13
    for k in (22, 32, 40):
        press(page, "10 steps")
        expect(page.locator(".nnlib-numbers")).to_contain_text(f"step {k}: ")
    expect(page.get_by_role("button", name="1 step")).to_have_attribute("aria-disabled", "true")


def test_another_choice_ends_a_run_of_steps(show):
    page = show(figures.descent())
    press(page, "Start again", "10 steps", "Start again", "1 step")
    expect(page.locator(".nnlib-numbers")).to_contain_text("step 1: ")
    page.wait_for_function("new Promise((done) => setTimeout(() => done(true), 250))")
    assert told(page)[0] == 1


def test_mouse_touch_and_keys_move_the_start(show, tab):
    page = show(figures.descent())
    drag(page, ring(page), 60, 30)
    words = ring(page).get_attribute("aria-valuetext").replace("−", "-")
    x, y = (float(v) for v in re.findall(r"-?[\d.]+", words))
    assert -1.6 < x < -0.8
    assert 0.6 < y < 1
    press(page, "Start again")
    np.testing.assert_allclose(told(page)[1], (x, y))
    ring(page).focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowUp")
    np.testing.assert_allclose(told(page)[1], (x - 0.05, y + 0.25), atol=1e-9)
    for _ in range(20):
        page.keyboard.press("Shift+ArrowRight")
    assert told(page)[1][0] == 2.3
    page = tab(figures.descent(), viewport={"width": 390, "height": 844}, has_touch=True)
    touch(page, ring(page), 100, 0)
    expect(ring(page)).to_have_attribute("aria-valuetext", re.compile("^w₁ −0"))


def test_nobody_leaves_the_ridge_of_the_saddle(show):
    page = show(figures.descent())
    press(page, "Saddle")
    ring(page).focus()
    page.keyboard.press("ArrowDown")
    for name in RULES:
        press(page, name)
        assert told(page)[1][1] == 0


def test_level_lines_have_their_heights(show):
    page = show(figures.descent())
    low, scale = np.array([-2.4, 1.6]), np.array([62.5, -62.5])
    for surface, (_, height) in SURFACES.items():
        press(page, surface)
        d = moving(page, ".levels").get_attribute("d")
        places = np.array(re.findall(r"[ML](-?[\d.]+),(-?[\d.]+)", d), dtype=float)
        inside = places[(places >= 0).all(axis=1) & (places <= [300, 200]).all(axis=1)]
        seen = np.array([height(w) for w in inside / scale + low])
        levels = np.array([0.03, 0.1, 0.3, 1, 3, 10, 30])
        # near the lowest points a tenth of a unit of the drawing counts most
        off = np.abs(seen[:, None] - levels).min(axis=1) / (seen + 0.1)
        assert len(inside) > 200
        assert np.quantile(off, 0.95) < 0.05


def test_a_few_optimizers_only(show):
    page = show(figures.descent(["SGD", "Nesterov"]))
    expect(page.get_by_role("button", name="Adam")).to_have_count(0)
    assert status(page).startswith("Nesterov, η = 0.08, μ = 0.7: ")
    with pytest.raises(ValueError, match=r"expected two or more of .*, got \['Adam'\]"):
        figures.descent(["Adam"])


def test_still_tells_the_end():
    points = walk("Valley", "Momentum", 0.08, 0.7, (-2, 1.2), 40)
    heights = [SURFACES["Valley"][1](w) for w in points]
    k = next(k for k, h in enumerate(heights) if h < heights[0] / 100)
    note = figures.descent().still_note
    assert f"Momentum, η = 0.08, μ = 0.7: 99 % of the way down after {k} steps." in note
