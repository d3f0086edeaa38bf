"""Recurrent layers, attention and transformers against PyTorch's, with their state dicts."""

import numpy as np
import pytest
import torch

import nnlib
from nnlib import Tensor, kernels, nn, optim
from nnlib import functional as F
from nnlib.gradcheck import gradcheck
from nnlib.kernels.attention import attention_weights

dtypes = pytest.mark.parametrize("dtype", [np.float32, np.float64])
rng_of = np.random.default_rng


def to_torch(state):
    return {name: torch.from_numpy(value) for name, value in state.items()}


def exchange(ours, theirs, dtype):
    """Give both the same weights, there and back again; assert that the names agree."""
    theirs = theirs.to(getattr(torch, np.dtype(dtype).name))
    assert [(k, v.shape) for k, v in ours.state_dict().items()] == [
        (k, tuple(v.shape)) for k, v in theirs.state_dict().items()
    ]
    rng = rng_of(7)
    state = {k: rng.normal(0, 0.4, v.shape).astype(dtype) for k, v in ours.state_dict().items()}
    ours.load_state_dict(state)
    theirs.load_state_dict(to_torch(ours.state_dict()))
    return theirs


def compare(results, references, ours, theirs, inputs, reference_inputs):
    """Assert equal results, and equal gradients of all inputs and parameters."""
    dtype = inputs[0].dtype
    tolerance = (
        {"rtol": 2e-4, "atol": 2e-5} if dtype == np.float32 else {"rtol": 1e-9, "atol": 1e-12}
    )
    rng = rng_of(5)
    total = expected = 0
    for a, b in zip(results, references, strict=True):
        assert a.dtype == dtype and a.shape == tuple(b.shape)
        np.testing.assert_allclose(a.data, b.detach().numpy(), **tolerance)
        v = rng.standard_normal(a.shape).astype(dtype)
        total, expected = total + (a * v).sum(), expected + (b * torch.from_numpy(v)).sum()
    total.backward()
    expected.backward()
    for a, b in zip(inputs, reference_inputs, strict=True):
        np.testing.assert_allclose(a.grad, b.grad.numpy(), **tolerance)
    gradients = {name: p.grad.numpy() for name, p in theirs.named_parameters()}
    for name, p in ours.named_parameters():
        assert p.grad.dtype == dtype
        np.testing.assert_allclose(p.grad, gradients[name], err_msg=name, **tolerance)


def tensors(dtype, *shapes, seed=3):
    rng = rng_of(seed)
    arrays = [rng.standard_normal(shape).astype(dtype) for shape in shapes]
    return (
        [Tensor(a, requires_grad=True) for a in arrays],
        [torch.tensor(a, requires_grad=True) for a in arrays],
    )


def flat(result):
    """Return output, (h, c) or output, h as one list."""
    output, state = result
    return [output, *(state if isinstance(state, tuple) else [state])]


KINDS = {
    "rnn": (nn.RNN, torch.nn.RNN, {}, 1),
    "relu": (nn.RNN, torch.nn.RNN, {"nonlinearity": "relu"}, 1),
    "lstm": (nn.LSTM, torch.nn.LSTM, {}, 2),
    "gru": (nn.GRU, torch.nn.GRU, {}, 1),
}


@dtypes
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("layers", "bidirectional"), [(1, False), (1, True), (3, False), (2, True)]
)
@pytest.mark.parametrize("start", [False, True])
def test_recurrent_layers_are_pytorchs(dtype, kind, layers, bidirectional, start):
    make, reference, options, states = KINDS[kind]
    ours = make(3, 5, layers, bidirectional=bidirectional, dtype=dtype, **options)
    theirs = reference(3, 5, layers, bidirectional=bidirectional, batch_first=True, **options)
    theirs = exchange(ours, theirs, dtype)
    h0 = (layers * (1 + bidirectional), 4, 5)
    (x, *state), (y, *state_y) = tensors(dtype, (4, 6, 3), *[h0] * (states if start else 0))
    both = []
    for s in (state, state_y):
        both.append([] if not s else [tuple(s)] if states == 2 else s)
    results, references = flat(ours(x, *both[0])), flat(theirs(y, *both[1]))
    compare(results, references, ours, theirs, [x, *state], [y, *state_y])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("n", "T"), [(1, 1), (3, 1), (0, 4)])
def test_short_sequences_and_empty_batches(kind, n, T):
    make, reference, options, _ = KINDS[kind]
    ours = make(3, 5, bias=False, **options)
    theirs = exchange(ours, reference(3, 5, bias=False, batch_first=True, **options), np.float32)
    (x,), (y,) = tensors(np.float32, (n, T, 3))
    if n:
        compare(flat(ours(x)), flat(theirs(y)), ours, theirs, [x], [y])
    else:
        output, _ = ours(x)
        output.sum().backward()
        assert output.shape == (0, T, 5) and x.grad.shape == (0, T, 3)


@pytest.mark.parametrize("kind", KINDS)
def test_huge_inputs_stay_finite_and_integers_count_as_floats(kind):
    make, _, options, _ = KINDS[kind]
    layer = make(3, 5, rng=rng_of(0), **options)
    output, _ = layer(np.full((2, 4, 3), 1000))
    output.sum().backward()
    assert output.dtype == np.float32 and np.isfinite(output.data).all()
    assert all(np.isfinite(p.grad).all() for p in layer.parameters())


@pytest.mark.parametrize("kind", KINDS)
def test_a_kernel_skips_the_gradient_of_data(kind):
    make, _, options, _ = KINDS[kind]
    layer = make(3, 5, **options)
    name = "rnn" if kind == "relu" else kind
    weights = [p.data for p in layer.parameters()]
    y, backward = getattr(kernels, name)(np.ones((2, 4, 3), np.float32), *weights)
    assert backward(np.ones_like(y), need_dx=False)[0] is None
    assert backward(np.ones_like(y))[0].shape == (2, 4, 3)


def test_dropout_acts_between_layers_and_only_in_training():
    x = np.ones((2, 4, 3), np.float32)
    one = nn.LSTM(3, 5, 1, dropout=0.9, rng=rng_of(0))
    np.testing.assert_array_equal(one(x)[0].data, one.eval()(x)[0].data)
    two = nn.LSTM(3, 5, 2, dropout=0.9, rng=rng_of(0))
    assert not np.array_equal(two(x)[0].data, two(x)[0].data)
    two.eval()
    np.testing.assert_array_equal(two(x)[0].data, two(x)[0].data)


def test_recurrent_weights_start_in_pytorchs_range():
    layer = nn.GRU(50, 25, rng=rng_of(0))
    for p in layer.parameters():
        assert 0.9 / 5 < np.abs(p.data).max() <= 1 / 5


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: nn.LSTM(3, 5)(np.ones((2, 4))), r"LSTM: x has shape \(2, 4\).*\(n, T, 3\)"),
        (lambda: nn.GRU(3, 5)(np.ones((2, 4, 7))), r"GRU: x has shape \(2, 4, 7\)"),
        (
            lambda: nn.RNN(3, 5)(np.ones((2, 4, 3)), np.ones((2, 5))),
            r"initial state has shape \(2, 5\); expected \(1, 2, 5\)",
        ),
        (
            lambda: kernels.rnn(
                np.ones((2, 4, 3)), np.ones((5, 3)), np.ones((5, 5)), nonlinearity="x"
            ),
            'nonlinearity must be "tanh" or "relu", got',
        ),
        (
            lambda: kernels.lstm(np.ones((2, 4, 3)), np.ones((5, 3)), np.ones((5, 5))),
            r"lstm: weight_ih has shape \(5, 3\).*expected \(4 \* h, i\)",
        ),
        (
            lambda: kernels.gru(np.ones((2, 0, 3)), np.ones((15, 3)), np.ones((15, 5))),
            r"gru: x has shape \(2, 0, 3\).*at least one step",
        ),
        (
            lambda: kernels.rnn(
                np.ones((2, 4, 3)), np.ones((5, 3)), np.ones((5, 5)), h0=np.ones((1, 5))
            ),
            r"rnn: h0 has shape \(1, 5\); expected \(2, 5\)",
        ),
    ],
)
def test_recurrent_errors_say_what_was_expected(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# Attention


def test_huge_scores_and_blocked_keys():
    q, k = np.array([[1000.0], [-1000.0]]), np.array([[1000.0], [-1000.0], [0.0]])
    v = np.array([[1.0], [2.0], [4.0]])
    y, backward = kernels.scaled_dot_product_attention(q, k, v)
    np.testing.assert_array_equal(y, [[1], [2]])
    assert all(np.isfinite(g).all() for g in backward(np.ones_like(y)))
    allowed = np.array([[False, True, True]])
    y, backward = kernels.scaled_dot_product_attention(q, k, v, allowed)
    np.testing.assert_array_equal(y, [[4], [2]])
    _, dk, dv = backward(np.ones_like(y))
    assert dk[0] == 0 and dv[0] == 0


def test_nobody_sees_what_comes_later():
    rng = rng_of(0)
    q, k, v = (rng.standard_normal((2, 5, 3)) for _ in range(3))
    y, _ = kernels.scaled_dot_product_attention(q, k, v, is_causal=True)
    k[:, 3:], v[:, 3:] = 9, 9
    again, _ = kernels.scaled_dot_product_attention(q, k, v, is_causal=True)
    np.testing.assert_array_equal(y[:, :3], again[:, :3])
    assert not np.allclose(y[:, 3:], again[:, 3:])


def test_weights_are_those_of_the_average():
    rng = rng_of(0)
    q, k, v = (rng.standard_normal((2, 5, 3)) for _ in range(3))
    mask = rng.random((5, 5)) < 0.5
    mask[:, 0] = True
    weights = attention_weights(q, k, mask, is_causal=True)
    np.testing.assert_allclose(weights.sum(-1), 1)
    assert not weights[:, ~(mask & np.tri(5, dtype=bool))].any()
    y, _ = kernels.scaled_dot_product_attention(q, k, v, mask, is_causal=True)
    np.testing.assert_allclose(weights @ v, y)


def test_dropout_of_weights_keeps_the_mean_and_has_its_gradient():
    rng = rng_of(0)
    q, k, v = (rng.standard_normal((2, 4, 3)) for _ in range(3))

    def attend(q, k, v):
        return F.scaled_dot_product_attention(q, k, v, None, 0.4, False, rng_of(1))

    assert gradcheck(attend, q, k, v)
    plain, _ = kernels.scaled_dot_product_attention(q, k, v)
    draw = rng_of(2)
    mean = sum(
        kernels.scaled_dot_product_attention(q, k, v, None, 0.4, False, draw)[0]
        for _ in range(4000)
    )
    np.testing.assert_allclose(mean / 4000, plain, atol=0.06)


@pytest.mark.parametrize(
    ("shapes", "mask", "error", "message"),
    [
        ([(2, 3), (4, 5), (4, 2)], None, ValueError, r"query has shape \(2, 3\) and key \(4, 5\)"),
        ([(2, 3), (0, 3), (0, 2)], None, ValueError, "at least one key"),
        ([(2, 3), (4, 3), (4, 2)], np.ones((2, 4)), TypeError, "must be boolean, got float64"),
        ([(2, 3), (4, 3), (4, 2)], np.ones((4, 2), bool), ValueError, r"\(4, 2\), which does not"),
        ([(2, 3), (4, 3), (4, 2)], np.zeros((2, 4), bool), ValueError, "nothing to attend to"),
    ],
)
def test_attention_errors_say_what_was_expected(shapes, mask, error, message):
    with pytest.raises(error, match=message):
        kernels.scaled_dot_product_attention(*map(np.ones, shapes), mask)


@dtypes
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("masks", ["", "attn", "padding", "both", "per head"])
@pytest.mark.parametrize("average", [True, False])
def test_multihead_attention_is_pytorchs(dtype, bias, masks, average):
    ours = nn.MultiheadAttention(6, 3, bias=bias, dtype=dtype)
    theirs = torch.nn.MultiheadAttention(6, 3, bias=bias, batch_first=True)
    theirs = exchange(ours, theirs, dtype)
    inputs, references = tensors(dtype, (2, 4, 6), (2, 5, 6), (2, 5, 6))
    rng, options = rng_of(1), {"average_attn_weights": average}
    if masks in ("attn", "both", "per head"):
        blocked = rng.random((6, 4, 5) if masks == "per head" else (4, 5)) < 0.4
        blocked[..., 0] = False
        options["attn_mask"] = blocked
    if masks in ("padding", "both"):
        options["key_padding_mask"] = np.arange(5) >= np.array([[3], [5]])
    y, weights = ours(*inputs, **options)
    in_torch = {k: torch.from_numpy(np.asarray(v)) for k, v in options.items() if "mask" in k}
    expected, expected_weights = theirs(*references, average_attn_weights=average, **in_torch)
    np.testing.assert_allclose(weights.data, expected_weights.detach().numpy(), atol=1e-6)
    assert not weights.requires_grad
    compare([y], [expected], ours, theirs, inputs, references)
    assert ours(*inputs, need_weights=False)[1] is None


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: nn.MultiheadAttention(6, 4), ValueError, "embed_dim 6 is not a multiple of"),
        (
            lambda: nn.MultiheadAttention(6, 3)(*[np.ones((2, 4, 5))] * 3),
            ValueError,
            r"query has shape \(2, 4, 5\); expected \(n, T, 6\)",
        ),
        (
            lambda: nn.MultiheadAttention(6, 3)(*[np.ones((2, 4, 6))] * 3, np.ones((2, 4))),
            TypeError,
            "key_padding_mask must be boolean, got float64",
        ),
        (
            lambda: nn.TransformerEncoderLayer(6, 3, activation="selu"),
            ValueError,
            "activation must be .* got 'selu'",
        ),
        (
            lambda: nn.GPT(10, 4, 8, 2)(np.zeros((1, 5), int)),
            ValueError,
            r"got 5 tokens, but the context is 4.*tokens\[:, -4:\]",
        ),
    ],
)
def test_transformer_errors_say_what_was_expected(call, error, message):
    with pytest.raises(error, match=message):
        call()


@dtypes
@pytest.mark.parametrize("norm_first", [True, False])
@pytest.mark.parametrize("activation", ["relu", "gelu"])
@pytest.mark.parametrize("bias", [True, False])
def test_encoder_layer_is_pytorchs(dtype, norm_first, activation, bias):
    options = {"norm_first": norm_first, "activation": activation, "bias": bias}
    ours = nn.TransformerEncoderLayer(6, 3, 7, 0.0, dtype=dtype, **options)
    theirs = torch.nn.TransformerEncoderLayer(6, 3, 7, 0.0, batch_first=True, **options)
    theirs = exchange(ours, theirs, dtype)
    inputs, references = tensors(dtype, (2, 4, 6))
    padding, mask = np.arange(4) >= np.array([[3], [4]]), ~np.tri(4, dtype=bool)
    result = ours(*inputs, mask, padding)
    expected = theirs(*references, torch.from_numpy(mask), torch.from_numpy(padding))
    compare([result], [expected], ours, theirs, inputs, references)
    causal = ours(*inputs, src_key_padding_mask=padding, is_causal=True)
    np.testing.assert_array_equal(causal.data, result.data)


@dtypes
@pytest.mark.parametrize("norm_first", [True, False])
def test_decoder_layer_is_pytorchs(dtype, norm_first):
    ours = nn.TransformerDecoderLayer(6, 3, 7, 0.0, norm_first=norm_first, dtype=dtype)
    theirs = torch.nn.TransformerDecoderLayer(6, 3, 7, 0.0, batch_first=True, norm_first=norm_first)
    theirs = exchange(ours, theirs, dtype)
    inputs, references = tensors(dtype, (2, 4, 6), (2, 5, 6))
    masks = {
        "tgt_mask": ~np.tri(4, dtype=bool),
        "memory_mask": np.eye(4, 5, dtype=bool),
        "tgt_key_padding_mask": np.arange(4) >= np.array([[3], [4]]),
        "memory_key_padding_mask": np.arange(5) >= np.array([[3], [5]]),
    }
    result = ours(*inputs, **masks)
    compare([result], [theirs(*references, **to_torch(masks))], ours, theirs, inputs, references)
    del masks["tgt_mask"]
    np.testing.assert_array_equal(ours(*inputs, **masks, tgt_is_causal=True).data, result.data)


def test_dropout_of_a_layer_ends_with_training():
    x = rng_of(0).standard_normal((2, 4, 6)).astype(np.float32)
    layer = nn.TransformerEncoderLayer(6, 3, 7, 0.5, rng=rng_of(0))
    assert not np.array_equal(layer(x).data, layer(x).data)
    layer.eval()
    np.testing.assert_array_equal(layer(x).data, layer(x).data)


class TorchGPT(torch.nn.Module):
    """The same model in PyTorch."""

    def __init__(self, vocab_size, context, d_model, nhead, num_layers):
        super().__init__()
        self.token_embedding = torch.nn.Embedding(vocab_size, d_model)
        self.position_embedding = torch.nn.Embedding(context, d_model)
        self.layers = torch.nn.ModuleList(
            torch.nn.TransformerEncoderLayer(
                d_model, nhead, 4 * d_model, 0.0, torch.nn.GELU("tanh"),
                norm_first=True, batch_first=True,
            )
            for _ in range(num_layers)
        )  # fmt: skip
        self.norm = torch.nn.LayerNorm(d_model)

    def forward(self, tokens):
        T = tokens.shape[1]
        x = self.token_embedding(tokens) + self.position_embedding.weight[:T]
        mask = torch.ones(T, T, dtype=torch.bool).triu(1)
        for layer in self.layers:
            x = layer(x, mask)
        return self.norm(x) @ self.token_embedding.weight.T


@dtypes
def test_gpt_is_pytorchs(dtype):
    ours = nn.GPT(11, 6, 8, 2, 2, dtype=dtype)
    theirs = exchange(ours, TorchGPT(11, 6, 8, 2, 2), dtype)
    tokens = rng_of(0).integers(11, size=(3, 5))
    compare(
        [ours(tokens)],
        [theirs(torch.from_numpy(tokens))],
        ours,
        theirs,
        [ours.norm.weight],
        [theirs.norm.weight],
    )


def test_gpt_starts_near_the_uniform_loss_and_learns_a_sequence():
    model = nn.GPT(11, 6, 16, 2, 2, rng=rng_of(0))
    tokens = np.array([[3, 1, 4, 1, 5, 9]])
    optimizer = optim.Adam(model.parameters(), lr=1e-2)
    losses = []
    for _ in range(80):
        optimizer.zero_grad()
        logits = model(tokens[:, :-1])
        loss = F.cross_entropy(logits.reshape(-1, 11), tokens[:, 1:].ravel())
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert abs(losses[0] - np.log(11)) < 0.1
    assert losses[-1] < 0.05
    before = model(tokens[:, :3]).data
    np.testing.assert_allclose(model(tokens).data[:, :3], before, atol=1e-5)


@dtypes
@pytest.mark.parametrize("join", ["cat", "stack"])
@pytest.mark.parametrize("dim", [0, 1, -1])
def test_joining_tensors(dtype, join, dim):
    shapes = [(2, 3), (2, 3)]
    if join == "cat":
        shapes[1] = (4, 3) if dim == 0 else (2, 5)
    ours, theirs = tensors(dtype, *shapes)
    result, expected = getattr(nnlib, join)(ours, dim), getattr(torch, join)(theirs, dim)
    compare([result], [expected], nn.ReLU(), torch.nn.ReLU(), ours, theirs)
