"""The models of the benchmark, the same in nnlib and in PyTorch, and the batch each trains on.

`build` takes the library's ``nn`` and ``functional``, so each model is written once; where the
two libraries differ (batch first, nnlib's GPT) a class below says how.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np


@dataclass(frozen=True)
class Case:
    """One row of the table: a model by its kind and sizes, a batch, and the target ratio."""

    name: str
    kind: str
    sizes: tuple
    batch: int
    target: float


CASES = (
    Case("MLP 784-128-64-10, batch 32", "mlp", (784, 128, 64, 10), 32, 0.65),
    Case("MLP 784-128-64-10, batch 256", "mlp", (784, 128, 64, 10), 256, 0.85),
    Case("LeNet-5, 32 x 32, batch 64", "lenet", (), 64, 1.0),
    Case("CNN 3 x 3, 16 and 32 channels, 28 x 28, batch 64", "cnn", (), 64, 1.2),
    Case("LSTM 64 to 128, T 32, batch 32", "lstm", (64, 128, 32), 32, 1.4),
    Case("GPT 2 layers, d 64, 4 heads, T 64, batch 32", "gpt", (64, 4, 2, 64), 32, 1.25),
    Case("GPT 4 layers, d 128, 4 heads, T 64, batch 32", "gpt", (128, 4, 4, 64), 32, 1.2),
    Case("Adam alone, 109,386 parameters", "adam", (784, 128, 64, 10), 32, 0.7),
)
CLASSES, VOCABULARY = 10, 96


def batch(case):
    """Return inputs and integer targets, drawn from a fixed seed."""
    rng, n = np.random.default_rng(0), case.batch
    if case.kind == "gpt":
        tokens = rng.integers(VOCABULARY, size=(n, case.sizes[-1] + 1))
        return tokens[:, :-1].copy(), tokens[:, 1:].ravel().copy()
    shapes = {"lenet": (1, 32, 32), "cnn": (1, 28, 28), "lstm": (case.sizes[2:] + case.sizes[:1])}
    shape = shapes.get(case.kind, case.sizes[:1])
    x = rng.standard_normal((n, *shape), dtype=np.float32)
    return x, rng.integers(CLASSES, size=n)


def build(case, library):
    """Return the model in "nnlib" or "torch", with that library's own starting values."""
    if library == "nnlib":
        from nnlib import nn
    else:
        from torch import nn
    if case.kind in ("mlp", "adam"):
        layers = [
            f(*a) for i, o in pairwise(case.sizes) for f, a in ((nn.Linear, (i, o)), (nn.ReLU, ()))
        ]
        return nn.Sequential(*layers[:-1])
    if case.kind == "lenet":
        return nn.Sequential(
            nn.Conv2d(1, 6, 5), nn.Tanh(), nn.AvgPool2d(2),
            nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2),
            nn.Flatten(), nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(),
            nn.Linear(84, CLASSES),
        )  # fmt: skip
    if case.kind == "cnn":
        return nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(32 * 7 * 7, CLASSES),
        )  # fmt: skip
    if case.kind == "lstm":
        return lstm_classifier(nn, case.sizes, {} if library == "nnlib" else {"batch_first": True})
    d, heads, layers, context = case.sizes
    if library == "nnlib":
        return nn.GPT(VOCABULARY, context, d, heads, layers)
    return torch_gpt(d, heads, layers, context)


def lstm_classifier(nn, sizes, options):
    """Return an LSTM whose last output is classified."""

    class Classifier(nn.Module):
        def __init__(self):
            super().__init__()
            self.lstm = nn.LSTM(*sizes[:2], **options)
            self.head = nn.Linear(sizes[1], CLASSES)

        def forward(self, x):
            output, _ = self.lstm(x)
            return self.head(output[:, -1])

    return Classifier()


def torch_gpt(d, heads, layers, context):
    """Return nnlib's GPT written in PyTorch: fused attention, GELU in its tanh form, tied head."""
    import torch
    from torch import nn
    from torch.nn import functional as F

    class Attention(nn.Module):
        def __init__(self):
            super().__init__()
            self.in_proj_weight = nn.Parameter(torch.empty(3 * d, d))
            self.in_proj_bias = nn.Parameter(torch.empty(3 * d))
            self.out_proj = nn.Linear(d, d)

        def forward(self, x):
            n, T, _ = x.shape
            qkv = F.linear(x, self.in_proj_weight, self.in_proj_bias)
            q, k, v = (part.view(n, T, heads, -1).transpose(1, 2) for part in qkv.chunk(3, -1))
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
            return self.out_proj(y.transpose(1, 2).reshape(n, T, d))

    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.self_attn = Attention()
            self.linear1, self.linear2 = nn.Linear(d, 4 * d), nn.Linear(4 * d, d)
            self.norm1, self.norm2 = nn.LayerNorm(d), nn.LayerNorm(d)

        def forward(self, x):
            x = x + self.self_attn(self.norm1(x))
            return x + self.linear2(F.gelu(self.linear1(self.norm2(x)), approximate="tanh"))

    class GPT(nn.Module):
        def __init__(self):
            super().__init__()
            self.token_embedding = nn.Embedding(VOCABULARY, d)
            self.position_embedding = nn.Embedding(context, d)
            self.layers = nn.ModuleList(Block() for _ in range(layers))
            self.norm = nn.LayerNorm(d)
            self.register_buffer("positions", torch.arange(context), persistent=False)

        def forward(self, tokens):
            x = self.token_embedding(tokens) + self.position_embedding(self.positions)
            for layer in self.layers:
                x = layer(x)
            return F.linear(self.norm(x), self.token_embedding.weight)

    return GPT()


def products(case):
    """Return the matrix products (rows, inner, columns, how often) of one training step.

    A product forward has two of its size backward, one for an input that is data. Products of
    attention's scores are counted whole, although half of them are masked.
    """
    n = case.batch
    if case.kind == "mlp":
        sizes = list(pairwise(case.sizes))
        return [(n, i, o, 2 + (k > 0)) for k, (i, o) in enumerate(sizes)]
    if case.kind == "lenet":
        return [
            (6, 25, n * 784, 2), (16, 150, n * 100, 3),
            (n, 400, 120, 3), (n, 120, 84, 3), (n, 84, CLASSES, 3),
        ]  # fmt: skip
    if case.kind == "cnn":
        return [(16, 9, n * 784, 2), (32, 144, n * 196, 3), (n, 32 * 49, CLASSES, 3)]
    if case.kind == "lstm":
        i, h, T = case.sizes
        return [
            (n * T, i, 4 * h, 2),
            (n, h, 4 * h, 2 * T),
            (4 * h, n * T, h, 1),
            (n, h, CLASSES, 3),
        ]
    d, heads, layers, T = case.sizes
    rows, each = n * T, d // heads
    linear = [(rows, d, 3 * d), (rows, d, d), (rows, d, 4 * d), (rows, 4 * d, d)]
    inside = [(T, each, T, 3 * layers * n * heads), (T, T, each, 3 * layers * n * heads)]
    return [(*shape, 3 * layers) for shape in linear] + inside + [(rows, d, VOCABULARY, 3)]
