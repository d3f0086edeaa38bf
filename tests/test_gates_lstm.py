"""The weights that ship for the live figure do what the book says of them."""

import itertools

import numpy as np
import pytest
from train_gates_lstm import sentences

from nnlib import Tensor, nn
from nnlib.figures import gates
from nnlib.figures.base import number
from nnlib.figures.gates import (
    CHARACTERS,
    DEEPEST,
    FILE,
    NAMES,
    layers,
    probabilities_of,
    run,
    state_after,
)

DEPTH, QUOTE = NAMES
I, F, O, C = range(4)  # noqa: E741


@pytest.fixture(scope="module")
def seen():
    """Return characters, states before and after them, steps and probabilities of 100 texts."""
    texts = sentences(100, 40, np.random.default_rng(7))
    states = [[state_after(text[:k]) for k in range(41)] for text in texts]
    steps, p = (np.concatenate(part) for part in zip(*map(run, texts), strict=True))
    before = np.array([s[:-1] for s in states]).reshape(-1, 2)
    after = np.array([s[1:] for s in states]).reshape(-1, 2)
    return np.array(list("".join(texts))), before, after, steps, p


def test_the_file_is_small_and_its_matrices_fit():
    assert FILE.stat().st_size < 4_000
    first, second = layers()
    units = len(second) - 1
    assert first.shape == (6 + units + 1, 4 * units)
    assert second.shape == (units + 1, 6)
    for matrix in (first, second):
        assert np.isfinite(matrix).all()
        assert len(np.unique(matrix)) > 20


def test_the_steps_are_those_of_nnlib():
    first, second = layers()
    units = len(second) - 1
    lstm, head = nn.LSTM(6, units, dtype=np.float64), nn.Linear(units, 6, dtype=np.float64)
    lstm.weight_ih_l0.data[:], lstm.weight_hh_l0.data[:] = first[:6].T, first[6:-1].T
    lstm.bias_ih_l0.data[:], lstm.bias_hh_l0.data[:] = first[-1], 0
    head.weight.data[:], head.bias.data[:] = second[:-1].T, second[-1]
    (text,) = sentences(1, 50, np.random.default_rng(3))
    x = np.eye(6)[[CHARACTERS.index(c) for c in text]][None]
    output, (h, c) = lstm(Tensor(x))
    steps, p = run(text)
    np.testing.assert_allclose(steps[:, 5], output.data[0], atol=1e-12)
    np.testing.assert_allclose(steps[-1, 5], h.data[0, 0], atol=1e-12)
    np.testing.assert_allclose(steps[-1, 3], c.data[0, 0], atol=1e-12)
    logits = head(output).data[0]
    np.testing.assert_allclose(np.log(p / p[:, :1]), logits - logits[:, :1], atol=1e-9)


def test_states_and_laws_of_the_language():
    for text, state in {
        "((": (2, False),
        '("(((': (1, True),
        '("(((")': (0, False),
        '(("a.': (0, False),
        "))": (0, False),
        "((((": (3, False),
    }.items():
        assert state_after(text) == state, text
    for depth, quote in itertools.product(range(DEEPEST + 1), (False, True)):
        p = probabilities_of(depth, quote)
        assert sum(p) == pytest.approx(1, abs=3e-4)
        assert (p[2] > 0) == (quote or depth < DEEPEST)
        assert (p[3] > 0) == (quote or depth > 0)
        assert (p[0] > p[1]) != quote


def test_the_predictions_are_near_those_of_the_language(seen):
    _, _, after, _, p = seen
    own = np.array([probabilities_of(*state) for state in after])
    miss = np.sum(np.where(own > 0, own * np.log(np.maximum(own, 1e-9) / p), 0), axis=1).mean()
    blind = own.mean(axis=0)  # what one would say without a memory
    baseline = np.sum(
        np.where(own > 0, own * np.log(np.maximum(own, 1e-9) / blind), 0), axis=1
    ).mean()
    assert miss < 0.03 < 0.2 < baseline


def test_one_cell_counts_open_brackets(seen):
    _, _, after, steps, _ = seen
    cell = steps[:, C, DEPTH]
    middles = [np.median(cell[after[:, 0] == d]) for d in range(DEEPEST + 1)]
    np.testing.assert_allclose(middles, [-0.2, 0.9, 1.83, 2.73], atol=0.1)
    read = np.clip(np.round(cell / 0.9), 0, DEEPEST)
    assert np.mean(read == after[:, 0]) > 0.97
    assert np.corrcoef(cell, after[:, 0])[0, 1] > 0.96


def test_its_gates_count_brackets_outside_quotes_only(seen):
    c, before, _, steps, _ = seen
    bracket, quoted = np.isin(c, ["(", ")"]), before[:, 1] == 1
    i, f, o, g = (steps[:, k, DEPTH] for k in (I, F, O, 4))
    assert np.quantile(i[bracket & ~quoted], 0.05) > 0.8
    assert np.quantile(i[bracket & quoted], 0.95) < 0.1
    assert (g[(c == "(") & ~quoted] > 0.9).mean() > 0.99
    assert (g[(c == ")") & ~quoted] < -0.9).mean() > 0.99
    kept = quoted & (c != ".")
    assert np.quantile(f[kept], 0.05) > 0.95
    assert np.quantile(o[kept], 0.95) < 0.1
    assert np.quantile(o[~quoted & np.isin(c, ["a", "b", "(", ")"])], 0.05) > 0.35


def test_the_count_is_shown_one_step_late(seen):
    c, before, after, steps, p = seen
    closing = (c == '"') & (before[:, 1] == 1) & (after[:, 0] > 0)
    letters = np.isin(c, ["a", "b"]) & (after[:, 1] == 0) & (after[:, 0] > 0)
    assert np.quantile(steps[closing, O, DEPTH], 0.95) < 0.1
    own = probabilities_of(1, False)[3]
    assert np.median(p[closing, 3]) < 0.6 * own < 0.9 * own < np.median(p[letters, 3])


def test_a_full_stop_makes_it_forget(seen):
    c, _, _, steps, _ = seen
    assert np.quantile(steps[c == ".", F, DEPTH], 0.95) < 0.15
    assert steps[c == ".", C, DEPTH].max() < 0.4


def test_another_cell_remembers_a_quote(seen):
    c, before, after, steps, _ = seen
    i, f, _, cell = (steps[:, k, QUOTE] for k in range(4))
    quoted = after[:, 1] == 1
    assert np.mean((cell < -0.4) == quoted) > 0.995
    assert np.median(cell[quoted]) == pytest.approx(-0.9, abs=0.05)
    opening, inside = (c == '"') & quoted, quoted & (before[:, 1] == 1)
    assert np.quantile(i[opening], 0.05) > 0.9
    assert np.quantile(i[inside], 0.95) < 0.1
    assert np.quantile(f[inside], 0.05) > 0.95
    assert np.quantile(i[(c == '"') & ~quoted], 0.05) > 0.5


def test_the_other_units_have_no_such_name(seen):
    _, _, after, steps, _ = seen
    for unit in set(range(steps.shape[2])) - set(NAMES):
        for known in after.T:
            assert abs(np.corrcoef(steps[:, C, unit], known)[0, 1]) < 0.8


def test_the_still_tells_the_state_and_what_happened_on_the_way():
    note = gates().still_note
    assert note.startswith('After a((a"b(b("a)a(a.a"bb there are 0 open brackets and a quote.')
    steps, _ = run('a((a"b(b')
    assert f"its input gate is {number(steps[6, 0, 3])} and the cell stays at " in note
    assert "At the full stop its forget gate is 0.0" in note
    assert "full stop" not in gates("ab").still_note


@pytest.mark.parametrize("text", ["", "a" * 25, "abc", "a b"])
def test_other_texts_are_refused(text):
    with pytest.raises(
        ValueError, match=r"expected 1 to 24 of the characters a b \( \) \" \., got"
    ):
        gates(text)
