"""The next token in Chromium: what is shown and drawn equals NumPy, whatever the three sliders."""

import re
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from nnlib import data, figures
from nnlib.figures.base import number
from nnlib.figures.next_token import COUNTS, FULL
from nnlib.figures.sampling import Random, draw, probabilities
from tests.browser.figures.page import centre, moving, numbers, press, status

pytestmark = pytest.mark.browser

LOGITS = np.log(list(COUNTS.values()))
RAW = ("eat", 2.5), ("nap", 1.0), ("sit", 1.0), ("bow", 1.0), ("mew", -30.0)


def by_hand(logits, temperature, top_k, top_p):
    """Return the probabilities that the course's `sample_next` draws from, written otherwise."""
    p = [0.0] * len(logits)
    if temperature == 0:
        p[int(np.argmax(logits))] = 1.0
        return np.array(p)
    ranked = sorted(range(len(logits)), key=lambda i: (-logits[i], i))[:top_k]
    powers = {i: np.exp(logits[i] / temperature) for i in ranked}
    kept, mass = [], 0.0
    for i in ranked:
        kept.append(i)
        mass += powers[i] / sum(powers.values())
        if top_p < 1 and mass >= top_p:
            break
    for i in kept:
        p[i] = powers[i] / sum(powers[j] for j in kept)
    return np.array(p)


def move(page, temperature, top_k, top_p):
    for name, value in (("Temperature", temperature), ("Top-k", top_k), ("Top-p", top_p)):
        page.get_by_role("slider", name=name).fill(str(value))


def check(page, logits, tokens, temperature, top_k, top_p, draws=None, event=""):
    """Compare everything that is shown with NumPy."""
    p = by_hand(logits, temperature, top_k, top_p)
    np.testing.assert_allclose(
        p, probabilities(logits, temperature, top_k, top_p if top_p < 1 else None), atol=1e-12
    )
    within = by_hand(logits, temperature, top_k, 1)
    plain = by_hand(logits, temperature, None, 1)
    widths = [float(bar.get_attribute("width")) for bar in moving(page, ".token .bar").all()]
    np.testing.assert_allclose(widths, FULL * p, atol=0.051)
    lines = [line.get_attribute("d") for line in moving(page, ".token .before").all()]
    lengths = [float(re.fullmatch(r"M0 16H([\d.]+)", d)[1]) for d in lines]
    np.testing.assert_allclose(lengths, FULL * plain, atol=0.051)
    texts = [row.locator("text").all_text_contents() for row in moving(page, ".token").all()]
    cuts = ["cut by p" if q else "cut by k" if temperature else "not greedy" for q in within]
    shares = [number(float(q)) if q else cut for q, cut in zip(p, cuts, strict=True)]
    counts = [str(draws[i]) if draws else "" for i in range(len(p))]
    assert texts == [list(row) for row in zip(tokens, shares, counts, strict=True)]
    off = [row.get_attribute("class") == "token off" for row in moving(page, ".token").all()]
    assert off == (p == 0).tolist()
    left = int((p > 0).sum())
    said = f"Temperature 0 takes the largest logit: {tokens[0]}."
    if temperature:
        said = (
            f"At temperature {number(temperature)} top-k leaves {(within > 0).sum()} of {len(p)}, "
            f"top-p {left} with {number(float(within[p > 0].sum()))} of their probability."
        )
    assert status(page) == event + said
    some = p[p > 0]
    kept = ", ".join(f"{tokens[i]} {number(float(p[i]))}" for i in range(left))
    expected = f"{kept}\nentropy {number(float(-some @ np.log2(some)) + 0.0)} bits"
    if draws:
        times = sum(draws.values())
        expected += "\ndrawn once" if times == 1 else f"\ndrawn {times} times"
    assert numbers(page) == expected


def test_the_words_are_those_of_the_text():
    words = re.findall(r"[A-Za-z]+|[^\sA-Za-z]", data.load_topics().lower())
    after = Counter(b for a, b in pairwise(words) if a == "if" and b.isalpha())
    assert dict(after.most_common(12)) == COUNTS


SETTINGS = [
    (1, 12, 1),
    (0, 12, 1),
    (0, 3, 0.5),
    (0.1, 12, 0.95),
    (0.8, 8, 0.9),
    (2, 8, 1),
    (2, 12, 0.75),
    (0.5, 1, 0.05),
    (1.3, 9, 0.4),
]


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_bars_and_numbers_equal_numpy(show, settings):
    page = show(figures.next_token())
    check(page, LOGITS, list(COUNTS), 0.8, 8, 0.9)
    move(page, *settings)
    check(page, LOGITS, list(COUNTS), *settings)


@pytest.mark.parametrize("settings", [(1, 2, 1), (1, 3, 0.9), (0, 5, 1), (2, 5, 0.5)], ids=str)
def test_ties_and_own_tokens(show, settings):
    tokens, logits = zip(*RAW, strict=True)
    page = show(figures.next_token(tokens, logits, "The cat may", seed=3))
    move(page, *settings)
    check(page, logits, tokens, *settings)


def test_draws_follow_the_seed_and_are_forgotten(show):
    page = show(figures.next_token(seed=5))
    names, random, draws = list(COUNTS), Random(5), Counter()
    p = by_hand(LOGITS, 0.8, 8, 0.9)
    for _ in range(3):
        found = draw(p, random())
        draws[found] += 1
        press(page, "Draw")
        check(page, LOGITS, names, 0.8, 8, 0.9, draws, f"Drawn: {names[found]}. ")
    draws.update(draw(p, random()) for _ in range(200))
    press(page, "Draw 100", "Draw 100")
    check(page, LOGITS, names, 0.8, 8, 0.9, draws)
    assert max(abs(draws[i] / 203 - p[i]) for i in range(12)) < 0.1
    press(page, "Forget draws")
    check(page, LOGITS, names, 0.8, 8, 0.9)
    press(page, "Draw 100")
    move(page, 0, 12, 1)  # another distribution: the draws no longer belong to it
    check(page, LOGITS, names, 0, 12, 1)
    press(page, "Draw 100")
    check(page, LOGITS, names, 0, 12, 1, Counter({0: 100}))


def test_keys_and_fingers(tab):
    page = tab(figures.next_token(), viewport={"width": 390, "height": 844}, has_touch=True)
    k = page.get_by_role("slider", name="Top-k")
    k.focus()
    page.keyboard.press("ArrowLeft")
    check(page, LOGITS, list(COUNTS), 0.8, 7, 0.9)
    page.keyboard.press("End")
    check(page, LOGITS, list(COUNTS), 0.8, 12, 0.9)
    assert k.get_attribute("aria-valuetext") == "all"
    temperature = page.get_by_role("slider", name="Temperature")
    temperature.scroll_into_view_if_needed()
    page.touchscreen.tap(*centre(temperature))
    value = float(temperature.input_value())
    assert value != 0.8
    check(page, LOGITS, list(COUNTS), value, 12, 0.9)
    button = page.get_by_role("button", name="Draw", exact=True)
    page.touchscreen.tap(*centre(button))
    found = draw(by_hand(LOGITS, value, 12, 0.9), Random(0)())
    event = f"Drawn: {list(COUNTS)[found]}. "
    check(page, LOGITS, list(COUNTS), value, 12, 0.9, Counter({found: 1}), event)


@pytest.mark.parametrize(
    ("tokens", "logits"),
    [
        (["a"], [1.0]),
        (["a", "b"], [1.0]),
        (["a", "b"], [1.0, 2.0]),
        (["a", "b"], [99.0, 2.0]),
        (["a", "b"], [1.0, float("nan")]),
        (None, [1.0, 0.5]),
    ],
)
def test_other_tokens_and_logits_are_refused(tokens, logits):
    with pytest.raises(ValueError, match="expected 2 to 12 tokens and as many logits"):
        figures.next_token(tokens, logits)
