"""Transformers: multi-head attention, the encoder's and the decoder's layer, and a small GPT."""

import math

import numpy as np

from nnlib import functional as F
from nnlib import init
from nnlib.kernels.attention import attention_weights
from nnlib.nn.containers import ModuleList
from nnlib.nn.layers import Dropout, Embedding, Linear
from nnlib.nn.module import Module, Parameter
from nnlib.nn.normalization import LayerNorm
from nnlib.tensor import Tensor

__all__ = ["GPT", "MultiheadAttention", "TransformerDecoderLayer", "TransformerEncoderLayer"]


class MultiheadAttention(Module):
    """Attention in several subspaces at once (Vaswani et al., 2017, section 3.2.2).

    Always batch first, PyTorch's ``batch_first=True``. Masks follow PyTorch here: **True means
    blocked**, the opposite of `nnlib.functional.scaled_dot_product_attention`.

    Parameters
    ----------
    embed_dim : int
        Features of queries, keys and values; divided among the heads.
    num_heads : int
    dropout : float
        Probability of dropping an attention weight in training.
    bias : bool
    dtype : floating-point type
    rng : numpy.random.Generator, optional
        Source of the starting values (Xavier's uniform distribution, biases 0) and the dropout.

    Attributes
    ----------
    in_proj_weight : Parameter, shape (3 * embed_dim, embed_dim)
        Rows for queries, keys and values, one after the other.
    in_proj_bias : Parameter, shape (3 * embed_dim,), or None
    out_proj : Linear

    Raises
    ------
    ValueError
        If `embed_dim` is not a multiple of `num_heads`.
    """

    def __init__(self, embed_dim, num_heads, dropout=0.0, bias=True, *, dtype=np.float32, rng=None):
        if embed_dim % num_heads:
            raise ValueError(
                f"MultiheadAttention: embed_dim {embed_dim} is not a multiple of num_heads "
                f"{num_heads}; every head needs the same number of features."
            )
        rng = np.random.default_rng() if rng is None else rng
        self.embed_dim, self.num_heads = embed_dim, num_heads
        self.dropout, self.rng = dropout, rng
        weight = init.xavier_uniform((3 * embed_dim, embed_dim), rng, dtype=dtype)
        self.in_proj_weight = Parameter(weight)
        self.in_proj_bias = Parameter(np.zeros(3 * embed_dim, dtype)) if bias else None
        self.out_proj = Linear(embed_dim, embed_dim, bias, dtype=dtype, rng=rng)
        if bias:
            self.out_proj.bias.data[:] = 0

    def forward(
        self,
        query,
        key,
        value,
        key_padding_mask=None,
        need_weights=True,
        attn_mask=None,
        average_attn_weights=True,
        is_causal=False,
    ):
        """Let query (n, T, embed_dim) attend to key and value (n, S, embed_dim).

        Parameters
        ----------
        query, key, value : Tensor or ndarray
        key_padding_mask : ndarray of bool, shape (n, S), optional
            True for keys that nobody may attend to.
        need_weights : bool
            Whether to return the weights too, which costs computing the scores once more.
        attn_mask : ndarray of bool, shape (T, S) or (n * num_heads, T, S), optional
            True where a query may not attend to a key.
        average_attn_weights : bool
            Whether the weights returned are the mean over the heads.
        is_causal : bool
            Whether to block the keys after each query. PyTorch also wants the mask; here this
            is enough.

        Returns
        -------
        output : Tensor, shape (n, T, embed_dim)
        weights : Tensor, shape (n, T, S) or (n, num_heads, T, S), or None
            To look at: no gradient flows through them.

        Raises
        ------
        TypeError, ValueError
            If a mask is not boolean or a shape does not fit, or a query may attend to nothing.
        """
        inputs = (query, key, value)
        q, k, v = (self._project(x, part) for part, x in enumerate(inputs))
        allowed = self._allowed(key_padding_mask, attn_mask)
        p = self.dropout if self.training else 0.0
        heads = F.scaled_dot_product_attention(q, k, v, allowed, p, is_causal, self.rng)
        output = self.out_proj(heads.transpose(1, 2).reshape(*query.shape))
        if not need_weights:
            return output, None
        weights = attention_weights(q.data, k.data, allowed, is_causal)
        return output, Tensor(weights.mean(axis=1) if average_attn_weights else weights)

    def _project(self, x, part):
        """Return the queries (part 0), keys (1) or values (2) of all heads, (n, heads, T, d)."""
        if len(x.shape) != 3 or x.shape[2] != self.embed_dim:
            raise ValueError(
                f"MultiheadAttention: {('query', 'key', 'value')[part]} has shape {x.shape}; "
                f"expected (n, T, {self.embed_dim}). nnlib is always batch first."
            )
        rows = slice(part * self.embed_dim, (part + 1) * self.embed_dim)
        bias = None if self.in_proj_bias is None else self.in_proj_bias[rows]
        y = F.linear(x, self.in_proj_weight[rows], bias)
        return y.reshape(*x.shape[:2], self.num_heads, -1).transpose(1, 2)

    def _allowed(self, key_padding_mask, attn_mask):
        """Join the two masks, True = blocked, into one that says True = may attend."""
        blocked = None
        for name, mask in (("key_padding_mask", key_padding_mask), ("attn_mask", attn_mask)):
            if mask is None:
                continue
            mask = np.asarray(mask)
            if mask.dtype != bool:
                raise TypeError(
                    f"MultiheadAttention: {name} must be boolean, got {mask.dtype}; True where "
                    "attention is blocked."
                )
            if name == "key_padding_mask":
                mask = mask[:, None, None, :]
            elif mask.ndim == 3:
                mask = mask.reshape(-1, self.num_heads, *mask.shape[1:])
            blocked = mask if blocked is None else blocked | mask
        return None if blocked is None else ~blocked


class _TransformerLayer(Module):
    """What encoder and decoder layers share: residual branches and the feed-forward network.

    Each of the `branches` has a norm and a dropout of its own: ``norm1``, ``dropout1`` ...
    """

    branches = 2

    def __init__(
        self,
        d_model,
        nhead,
        dim_feedforward=2048,
        dropout=0.1,
        activation="relu",
        layer_norm_eps=1e-5,
        *,
        norm_first=False,
        bias=True,
        dtype=np.float32,
        rng=None,
    ):
        rng = np.random.default_rng() if rng is None else rng
        options = {"bias": bias, "dtype": dtype, "rng": rng}
        self.norm_first, self.activation = norm_first, _activation(activation)
        self.self_attn = MultiheadAttention(d_model, nhead, dropout, **options)
        if self.branches == 3:
            self.multihead_attn = MultiheadAttention(d_model, nhead, dropout, **options)
        self.linear1 = Linear(d_model, dim_feedforward, **options)
        self.dropout = Dropout(dropout, rng=rng)
        self.linear2 = Linear(dim_feedforward, d_model, **options)
        for number in range(1, self.branches + 1):
            norm = LayerNorm(d_model, layer_norm_eps, bias=bias, dtype=dtype)
            setattr(self, f"norm{number}", norm)
            setattr(self, f"dropout{number}", Dropout(dropout, rng=rng))

    def _residual(self, x, number, branch):
        """Add `branch` to x, normalised before it (norm_first) or after the sum."""
        norm, dropout = getattr(self, f"norm{number}"), getattr(self, f"dropout{number}")
        if self.norm_first:
            return x + dropout(branch(norm(x)))
        return norm(x + dropout(branch(x)))

    def _feed_forward(self, x):
        return self.linear2(self.dropout(self.activation(self.linear1(x))))


class TransformerEncoderLayer(_TransformerLayer):
    """Self-attention, then a feed-forward network, each beside a residual connection.

    Always batch first. Masks are PyTorch's: True means blocked.

    Parameters
    ----------
    d_model, nhead, dim_feedforward : int
        Features; heads that share them; width of the feed-forward network's hidden layer.
    dropout : float
        Probability of dropping, of attention weights and of each branch's output alike.
    activation : {"relu", "gelu"} or callable
        "gelu" is the exact one, ``approximate="none"``; pass a function for another.
    layer_norm_eps : float
    norm_first : bool
        True normalises before each branch (pre-norm: trains without warm-up, Xiong et al., 2020),
        False after each sum (post-norm, as first published by Vaswani et al., 2017).
    bias : bool
    dtype : floating-point type
    rng : numpy.random.Generator, optional

    Raises
    ------
    ValueError
        If the heads do not divide the features, or the activation is unknown.
    """

    def forward(self, src, src_mask=None, src_key_padding_mask=None, is_causal=False):
        """Return src (n, T, d_model) after attention and feed-forward network, the same shape."""

        def attend(x):
            return self.self_attn(x, x, x, src_key_padding_mask, False, src_mask,
                                  is_causal=is_causal)[0]  # fmt: skip

        return self._residual(self._residual(src, 1, attend), 2, self._feed_forward)


class TransformerDecoderLayer(_TransformerLayer):
    """Self-attention, attention to an encoder's output, then a feed-forward network.

    Parameters are those of `TransformerEncoderLayer`. The self-attention is causal only if
    ``tgt_is_causal=True`` or a mask says so, as in PyTorch.
    """

    branches = 3

    def forward(
        self,
        tgt,
        memory,
        tgt_mask=None,
        memory_mask=None,
        tgt_key_padding_mask=None,
        memory_key_padding_mask=None,
        tgt_is_causal=False,
        memory_is_causal=False,
    ):
        """Return tgt (n, T, d_model), having looked at itself and memory (n, S, d_model)."""

        def attend(x):
            return self.self_attn(x, x, x, tgt_key_padding_mask, False, tgt_mask,
                                  is_causal=tgt_is_causal)[0]  # fmt: skip

        def look_up(x):
            return self.multihead_attn(x, memory, memory, memory_key_padding_mask, False,
                                       memory_mask, is_causal=memory_is_causal)[0]  # fmt: skip

        x = self._residual(tgt, 1, attend)
        x = self._residual(x, 2, look_up)
        return self._residual(x, 3, self._feed_forward)


class GPT(Module):
    """A decoder-only language model after GPT-2 (Radford et al., 2019).

    Pre-norm layers with causal attention and the tanh form of GELU, learned positions, a last
    layer norm, and a **tied** head: the logits are products with the token embeddings, so the
    head has no parameters of its own.

    Parameters
    ----------
    vocab_size, context : int
        Number of tokens; longest sequence.
    d_model, nhead, num_layers : int
        The feed-forward networks have ``4 * d_model`` hidden units.
    dropout : float
    dtype : floating-point type
    rng : numpy.random.Generator, optional
        Source of the starting values: N(0, 0.02²), divided by sqrt(2 num_layers) where a branch
        ends, biases 0. The first loss is then close to log(vocab_size).
    """

    def __init__(
        self,
        vocab_size,
        context,
        d_model=64,
        nhead=4,
        num_layers=2,
        dropout=0.0,
        *,
        dtype=np.float32,
        rng=None,
    ):
        rng = np.random.default_rng() if rng is None else rng
        self.context = context
        self.token_embedding = Embedding(vocab_size, d_model, dtype=dtype, rng=rng)
        self.position_embedding = Embedding(context, d_model, dtype=dtype, rng=rng)
        self.dropout = Dropout(dropout, rng=rng)
        self.layers = ModuleList(
            TransformerEncoderLayer(
                d_model, nhead, 4 * d_model, dropout, _gelu_tanh,
                norm_first=True, dtype=dtype, rng=rng,
            )
            for _ in range(num_layers)
        )  # fmt: skip
        self.norm = LayerNorm(d_model, dtype=dtype)
        self._start(num_layers, rng)

    def _start(self, num_layers, rng):
        for name, p in self.named_parameters():
            if p.data.ndim == 2:
                ends_branch = name.endswith(("out_proj.weight", "linear2.weight"))
                spread = 0.02 / math.sqrt(2 * num_layers) if ends_branch else 0.02
                p.data[...] = rng.normal(0, spread, p.shape)
            elif "bias" in name:
                p.data[...] = 0

    def forward(self, tokens):
        """Return logits (n, T, vocab_size) of the token after each of tokens (n, T), integers.

        Raises ValueError if the sequence is longer than the context.
        """
        T = tokens.shape[1]
        if self.context < T:
            raise ValueError(
                f"GPT: got {T} tokens, but the context is {self.context}; pass the last "
                f"{self.context}: tokens[:, -{self.context}:]."
            )
        x = self.token_embedding(tokens) + self.position_embedding(np.arange(T))
        x = self.dropout(x)
        for layer in self.layers:
            x = layer(x, is_causal=True)
        return F.linear(self.norm(x), self.token_embedding.weight)


def _gelu_tanh(x):
    """GELU in the form that GPT-2 uses."""
    return F.gelu(x, "tanh")


def _activation(activation):
    if callable(activation):
        return activation
    if activation not in ("relu", "gelu"):
        raise ValueError(
            f'activation must be "relu", "gelu" or a function on tensors, got {activation!r}.'
        )
    return getattr(F, activation)
