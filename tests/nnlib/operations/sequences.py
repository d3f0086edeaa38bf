"""Recurrent kernels and attention; PyTorch's layers with the same weights are the reference."""

import numpy as np
import torch

from nnlib import functional as F
from tests.nnlib.operations.operation import Operation


def recurrent(kernel, **options):
    """Return the kernel on weights drawn gate by gate, (gates, h, i), and PyTorch's walk."""

    def joined(weights):
        # one gate after the other; small, because large ones amplify rounding step by step
        return [w.reshape(-1, *w.shape[2:]) * 0.3 for w in weights]

    def ours(x, w_ih, w_hh, b_ih, b_hh, *start):
        return kernel(x, *joined([w_ih, w_hh, b_ih, b_hh]), *start, **options)

    def theirs(x, w_ih, w_hh, b_ih, b_hh, *start):
        reverse, weights = options.get("reverse", False), joined([w_ih, w_hh, b_ih, b_hh])
        x, start = x.flip(1) if reverse else x, [s[None] for s in start]
        if kernel is F.lstm:
            states = lstm_states(x, start, weights)
            return states.flip(2) if reverse else states
        names = {F.gru: "gru", F.rnn: f"rnn_{options.get('nonlinearity', 'tanh')}"}
        walk = getattr(torch, names[kernel])
        hs, _ = walk(x, start[0], weights, True, 1, 0.0, False, False, True)
        return hs.flip(1) if reverse else hs

    return ours, theirs


def lstm_states(x, start, weights):
    """Return hidden and cell states of every step: PyTorch shows the cell's last one only."""
    hs, cs, state = [], [], start
    for t in range(x.shape[1]):
        h, *state = torch.lstm(x[:, t : t + 1], state, weights, True, 1, 0.0, False, False, True)
        hs.append(h[:, 0])
        cs.append(state[1][0])
    return torch.stack([torch.stack(hs, 1), torch.stack(cs, 1)])


def table(name, kernel, gates, states=1, **options):
    ours, theirs = recurrent(kernel, **options)
    starts = ",".join(["ad"] * states)
    shapes = f"abc,{gates}dc,{gates}dd,{gates}d,{gates}d,{starts}"
    return Operation(name, ours, shapes, theirs, batch="a")


def attention(**options):
    """Return scaled dot-product attention of both libraries."""

    def ours(q, k, v):
        return F.scaled_dot_product_attention(q, k, v, **options)

    def theirs(q, k, v):
        return torch.nn.functional.scaled_dot_product_attention(q, k, v, **options)

    return ours, theirs


def masked(q, k, v):
    """Attend where (t + s) is even, or to the first key."""
    allowed = np.add.outer(np.arange(q.shape[-2]), np.arange(k.shape[-2])) % 2 == 0
    allowed[:, 0] = True
    if isinstance(q, torch.Tensor):
        allowed = torch.from_numpy(allowed)
        return torch.nn.functional.scaled_dot_product_attention(q, k, v, allowed)
    return F.scaled_dot_product_attention(q, k, v, allowed)


OPERATIONS = [
    table("rnn", F.rnn, 1),
    table("rnn relu", F.rnn, 1, nonlinearity="relu"),
    table("rnn reverse", F.rnn, 1, reverse=True),
    table("lstm", F.lstm, 4, states=2),
    table("lstm reverse", F.lstm, 4, states=2, reverse=True),
    table("gru", F.gru, 3),
    table("gru reverse", F.gru, 3, reverse=True),
    Operation("attention", attention()[0], "abcd,abed,abef", attention()[1], batch="a"),
    Operation("attention one head", attention()[0], "cd,ed,ef", attention()[1]),
    Operation(
        "attention causal",
        attention(is_causal=True)[0],
        "abcd,abed,abef",
        attention(is_causal=True)[1],
        batch="a",
    ),
    Operation("attention masked", masked, "abcd,abed,abef", batch="a"),
]
