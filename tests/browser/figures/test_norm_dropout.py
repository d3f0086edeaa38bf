"""Batch norm and dropout in Chromium: both modes agree with nnlib, batch after batch."""

import numpy as np
import pytest
from playwright.sync_api import expect

from nnlib import Tensor, figures, nn
from nnlib.figures.base import number
from nnlib.figures.norm_dropout import VIEW, draws
from tests.browser.figures.page import centre, moving, numbers, press, status

pytestmark = pytest.mark.browser


def size(page):
    return page.get_by_role("slider", name="Batch size")


def drop(page):
    return page.get_by_role("slider", name="Drop with p")


@pytest.mark.parametrize(("n", "count"), [(2, 1), (4, 3), (7, 51), (32, 2)])
def test_batch_norm_agrees_with_nnlib(show, n, count):
    page = show(figures.norm_dropout())
    size(page).fill(str(n))
    press(page, *["50 batches"] * (count // 50), *["Next batch"] * ((count - 1) % 50))
    layer, ours = nn.BatchNorm1d(1, dtype=np.float64), []
    for (x, *_), *_ in draws(n, 0.5, count):
        batch = Tensor(np.array(x)[:, None])
        layer.train()
        trained = layer(batch).data[:, 0]
        layer.eval()
        steady = layer(batch).data[:, 0]
        ours.append(trained[0])
    mean, var = layer.running_mean.data.item(), layer.running_var.data.item()
    assert status(page) == (
        f"Batch {count}. Training: this batch has mean {number(np.mean(x))} and std "
        f"{number(np.std(x))}, so A becomes {number(trained[0])}. Evaluation: running mean "
        f"{number(mean)} and std {number(np.sqrt(var))}, so A becomes {number(steady[0])}, "
        "whoever stands beside it."
    )
    assert numbers(page) == (
        f"A in training so far: {number(min(ours))} to {number(max(ours))}, "
        f"mean {number(np.mean(ours))}"
    )
    for row, (value, height) in enumerate(((2, 2.3), (trained[0], 1.3), (steady[0], 0.3))):
        across, down = VIEW.place(value, height)
        transform = moving(page, f".ours{row}").get_attribute("transform")
        at = [float(v) for v in transform[10:-1].split(",")]
        np.testing.assert_allclose(at, [across, down], atol=0.06)


@pytest.mark.parametrize("p", [0, 0.2, 0.5, 0.7])
def test_dropout_keeps_or_drops_and_its_mean_is_the_input(show, p):
    page = show(figures.norm_dropout())
    press(page, "Dropout")
    drop(page).fill(str(p))
    seen = {0.0: "dropped: 0", 2 / (1 - p): f"kept, times 1/(1 − p) = {number(1 / (1 - p))}: "}
    ours = [layers[1][1][0] for layers in draws(4, p, 8)]
    for k, value in enumerate(ours):
        press(page, *["Next batch"] * (k > 0))
        word = next(text for at, text in seen.items() if np.isclose(at, value))
        assert f"A is {word}" in status(page)
        assert "Evaluation drops nothing: 2." in status(page)
    press(page, *["50 batches"] * 20)
    many = [layers[1][1][0] for layers in draws(4, p, 1008)]
    assert numbers(page).endswith(f"mean {number(np.mean(many))}")
    bound = 5 * 2 * np.sqrt(p / (1 - p) / 1008) + 1e-9  # five standard errors
    assert abs(np.mean(many) - 2) < bound


def test_the_others_are_drawn_as_the_text_says():
    values = np.array([x[1:] for (x, *_), *_ in draws(32, 0.5, 200)])
    assert abs(values.mean() - 1) < 5 * 0.7 / np.sqrt(values.size)
    assert abs(values.std() - 0.7) < 0.02


def test_keys_fingers_and_mouse_move_the_controls(tab):
    page = tab(figures.norm_dropout(), viewport={"width": 390, "height": 844}, has_touch=True)
    size(page).focus()
    page.keyboard.press("ArrowRight")
    expect(size(page)).to_have_value("5")
    x = draws(5, 0.5, 1)[0][0][0]
    assert f"mean {number(np.mean(x))} and" in status(page)
    size(page).scroll_into_view_if_needed()
    page.touchscreen.tap(*centre(size(page)))
    expect(size(page)).to_have_value("17")
    press(page, "Dropout", "Next batch")
    assert status(page).startswith("Batch 2. ")
    expect(moving(page, ".others1")).to_have_count(1)
