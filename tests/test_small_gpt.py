"""The weights of the small GPT do what the book says of them, and a damaged file is refused."""

import json
import re
from types import SimpleNamespace

import numpy as np
import pytest
from train_small_gpt import bits, parts

import live
from live import weights
from nnlib import data, nn
from nnlib.figures.sampling import Random, draw, probabilities
from nnlib.figures.small_gpt import HEAD, LAYER, Reader, small_gpt, write_on
from nnlib.pretrained import FILE, load_small_gpt, pack, read_small_gpt, unpack


@pytest.fixture(scope="module")
def held_out():
    """Return the last tenth of the text, which the model was not trained on."""
    text = data.load_topics()
    return text[int(0.9 * len(text)) :]


def test_the_file_is_small_and_says_where_it_comes_from():
    assert FILE.stat().st_size < 600_000
    content = read_small_gpt()
    assert content["made by"].startswith("scripts/train_small_gpt.py, seed 0, NumPy ")
    assert content["characters"] == "".join(sorted(set(data.load_topics())))
    readme = (FILE.parent / "README.md").read_text(encoding="utf-8")
    model, _ = load_small_gpt()
    parameters = sum(p.data.size for p in model.parameters())
    assert f"{parameters:,} parameters" in readme
    sizes = content["sizes"]
    assert (
        f"{sizes['num_layers']} layers, {sizes['nhead']} heads, {sizes['d_model']} feat" in readme
    )
    assert f"context {sizes['context']})" in readme
    before, after = content["bits"]["before rounding"], content["bits"]["held out"]
    assert f"{after - before:.3f} bits per character" in readme and f"{after:.3f} bits" in readme


def test_it_is_an_nn_gpt_in_evaluation_mode_and_each_load_is_independent():
    model, characters = load_small_gpt()
    assert isinstance(model, nn.GPT) and not model.training
    assert model(np.zeros((2, 3), dtype=int)).shape == (2, 3, len(characters))
    for name, p in model.named_parameters():
        assert p.dtype == np.float32 and np.isfinite(p.data).all(), name
        assert len(np.unique(p.data)) > 50, name
    model.token_embedding.weight.data[:] = 0
    assert load_small_gpt()[0].token_embedding.weight.data.any()
    assert data.load_small_gpt is load_small_gpt


def test_bits_per_character_on_the_text_held_out_beat_counting_three_characters():
    _, ids, characters = parts()
    model, own = load_small_gpt()
    assert own == characters
    found, stated = bits(model, ids), read_small_gpt()["bits"]
    assert found == pytest.approx(stated["held out"], abs=2e-3)
    assert abs(stated["held out"] - stated["before rounding"]) < 5e-3
    assert found < 1.8 < 2.12 < 2.49  # 4-grams and 3-grams by counting


def test_packing_is_right_to_half_a_step():
    rng = np.random.default_rng(0)
    matrix, vector = rng.normal(size=(5, 7)).astype(np.float32), np.float32([0.1, -2, 0])
    matrix[3] = 0
    entry = json.loads(json.dumps(pack(matrix)))
    found = unpack(entry)
    assert found.dtype == np.float32 and found.shape == (5, 7)
    step = np.abs(matrix).max(axis=1, keepdims=True) / 127
    assert (np.abs(found - matrix) <= 0.501 * step).all()
    np.testing.assert_array_equal(unpack(pack(vector)), vector)
    np.testing.assert_array_equal(unpack(pack(found)), found)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: "",
        lambda text: text[: len(text) // 2],
        lambda text: "[1, 2]",
        lambda text: re.sub(r'("bytes": ".{9}).', r"\1#", text, count=1),
        lambda text: text.replace('"nhead": 4', '"nhead": 2'),
        lambda text: text.replace('"sha256"', '"sha"'),
    ],
)
def test_a_damaged_file_is_refused(tmp_path, spoil):
    path = tmp_path / "small_gpt.json"
    text = FILE.read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    load_small_gpt(path)
    assert spoil(text) != text
    path.write_text(spoil(text), encoding="utf-8")
    with pytest.raises(ValueError, match=r"load_small_gpt: .*small_gpt\.json is damaged"):
        load_small_gpt(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"small_gpt\.json"):
        load_small_gpt(tmp_path / "small_gpt.json")


def test_bytes_that_are_no_text_are_damage_too(tmp_path):
    path = tmp_path / "small_gpt.json"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ValueError, match="is damaged"):
        load_small_gpt(path)


def test_kept_keys_and_values_change_nothing(held_out):
    """The reader of the figure against the whole model, also where the context starts anew."""
    model, characters = load_small_gpt()
    text, reader = held_out[1000:1160], Reader()
    for n in (1, 60, 128, 129, 160):
        reader.forget()
        logits = reader.read_text(text[:n], 0)
        inside = text[max(0, n - reader.n) : n]
        assert len(inside) == (n if n <= 128 else n - 65)
        tokens = np.array([[characters.index(c) for c in inside]])
        expected = model(tokens).data[0, -1]
        np.testing.assert_allclose(logits, expected, atol=1e-4 * np.abs(expected).max())


def test_the_attention_that_is_shown_is_that_of_the_model(held_out):
    model, characters = load_small_gpt()
    reader, text = Reader(), held_out[5000:5040]
    reader.read_text(text, 0)
    tokens = np.array([[characters.index(c) for c in text]])
    x = model.token_embedding(tokens) + model.position_embedding(np.arange(len(text)))
    for layer, shown in zip(model.layers, reader.attention, strict=True):
        h = layer.norm1(x)
        _, weights = layer.self_attn(h, h, h, is_causal=True, average_attn_weights=False)
        np.testing.assert_allclose(shown, weights.data[0, :, -1], atol=1e-5)
        x = layer(x, is_causal=True)


def test_a_seed_fixes_what_is_written():
    once, again, other = (write_on("The ", 30, 1.0, seed=seed)[0] for seed in (3, 3, 4))
    assert once == again != other


@pytest.mark.parametrize("text", ["", "a" * 81, "naïve", "two\nlines"])
def test_other_beginnings_are_refused(text):
    with pytest.raises(ValueError, match="expected 1 to 80 characters of Python's help texts"):
        small_gpt(text)


QUOTATION = re.compile(r'[ (]("[^"\n]{8,40})"')


def test_it_closes_the_quotation_marks_that_are_open(held_out):
    rng, reader, closed = np.random.default_rng(0), Reader(), 0
    found = [m.start(1) for m in QUOTATION.finditer(held_out, 50)]
    for start in rng.permutation(found)[:20].tolist():
        text, random = held_out[start - 40 : start + 7], Random(start)
        reader.forget()
        logits = reader.read_text(text, 0)
        for _ in range(40):
            text += reader.characters[draw(probabilities(logits, 0.6), random())]
            if text[-1] == '"':
                closed += 1
                break
            logits = reader.read_text(text, len(text) - 1)
    assert closed >= 16


def test_a_head_of_the_last_layer_looks_at_the_open_quotation_mark(held_out):
    rng, reader = np.random.default_rng(1), Reader()
    found = [m.span(1) for m in QUOTATION.finditer(held_out, 50)]
    looks, given = [], []
    for start, end in rng.permutation(found)[:40].tolist():
        reader.forget()
        reader.read_text(held_out[start - 40 : end], 0)
        row = reader.attention[LAYER - 1, HEAD - 1]
        looks.append(row.argmax() == 40)
        given.append(row[40])
    assert np.mean(looks) > 0.75 and np.mean(given) > 0.6


def test_greedy_goes_round_in_circles_and_most_words_are_spelled_right():
    text = data.load_topics()
    known = set(re.findall("[A-Za-z]+", text[: int(0.9 * len(text))]))
    greedy, usual, wild = (write_on("The ", 500, temperature)[0] for temperature in (0, 0.6, 1.5))
    pieces = [len({t[i : i + 10] for i in range(200, 480)}) for t in (greedy, usual)]
    assert pieces[0] < 0.5 * pieces[1]
    right = [np.mean([w in known for w in re.findall("[A-Za-z]+", t)[:-1]]) for t in (usual, wild)]
    assert right[0] > 0.8 > right[1] + 0.1


def test_the_book_gets_the_weights_as_a_script(tmp_path):
    app = SimpleNamespace(builder=SimpleNamespace(format="html"), outdir=str(tmp_path))
    weights.ship(app, None)
    (path,) = tmp_path.rglob("*.js")
    name = small_gpt().data["file"].split("?")[0]
    assert path.relative_to(tmp_path).as_posix() == f"_static/weights/{name}"
    assert path.stat().st_size < 1_000_000
    model, content = path.read_text(encoding="utf-8").rsplit("nnlibFigures.small_gpt=", 1)
    assert json.loads(content) == read_small_gpt()
    assert "nnlibFigures.gpt=" in model
    path.unlink()
    weights.ship(
        SimpleNamespace(builder=SimpleNamespace(format="text"), outdir=str(tmp_path)), None
    )
    assert not list(tmp_path.rglob("*.js"))
    assert weights in live.PARTS
