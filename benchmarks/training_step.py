"""Time a whole training step of nnlib against PyTorch eager, on one thread.

The model is the course's MLP, 784-128-64-10 with ReLU, cross-entropy and plain SGD, from the
same weights on the same data. Each library has a process of its own; the two take turns in
short blocks, so that both meet the same load. The answer is the median over rounds of the
ratio of CPU times (below 1: nnlib is faster), with its quartiles. The first five losses must
agree to 1e-5.

    python benchmarks/training_step.py
"""

import multiprocessing
import os
import time
from contextlib import contextmanager
from itertools import pairwise

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read at import

import numpy as np

SIZES = (784, 128, 64, 10)
LR = 0.1


def problem(batch):
    """Return one batch and the starting weights by their name in a state_dict."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((batch, SIZES[0]), dtype=np.float32)
    y = rng.integers(SIZES[-1], size=batch)
    state = {}
    for layer, (i, o) in enumerate(pairwise(SIZES)):
        weight = rng.standard_normal((o, i)) * np.sqrt(2 / i)
        state[f"{2 * layer}.weight"] = weight.astype(np.float32)
        state[f"{2 * layer}.bias"] = np.zeros(o, np.float32)
    return x, y, state


def nnlib_step(batch):
    """Return a function that trains one step and returns the loss."""
    from nnlib import functional as F
    from nnlib import nn, optim

    x, y, state = problem(batch)
    i, h, g, o = SIZES
    model = nn.Sequential(nn.Linear(i, h), nn.ReLU(), nn.Linear(h, g), nn.ReLU(), nn.Linear(g, o))
    model.load_state_dict(state)
    optimizer = optim.SGD(model.parameters(), lr=LR)

    def step():
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def torch_step(batch):
    """Return the same in PyTorch."""
    import torch
    from torch import nn

    torch.set_num_threads(1)
    x, y, state = problem(batch)
    x, y = torch.from_numpy(x), torch.from_numpy(y)
    i, h, g, o = SIZES
    model = nn.Sequential(nn.Linear(i, h), nn.ReLU(), nn.Linear(h, g), nn.ReLU(), nn.Linear(g, o))
    model.load_state_dict({name: torch.from_numpy(value) for name, value in state.items()})
    optimizer = torch.optim.SGD(model.parameters(), lr=LR)

    def step():
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def serve(make_step, batch, pipe):
    """Answer each number of steps with their losses and the CPU seconds of one of them."""
    step = make_step(batch)
    while steps := pipe.recv():
        start = time.process_time()
        losses = [step() for _ in range(steps)]
        pipe.send((losses, (time.process_time() - start) / steps))


@contextmanager
def contestant(make_step, batch):
    """Start a process and yield a function that runs steps in it."""
    context = multiprocessing.get_context("spawn")
    pipe, end = context.Pipe()
    process = context.Process(target=serve, args=(make_step, batch, end), daemon=True)
    process.start()

    def run(steps):
        pipe.send(steps)
        return pipe.recv()

    yield run
    pipe.send(0)
    process.join()


def compare(batch, rounds=60, block_seconds=0.05):
    """Return CPU seconds per step, an array (rounds, 2): nnlib, PyTorch."""
    with contestant(nnlib_step, batch) as ours, contestant(torch_step, batch) as theirs:
        np.testing.assert_allclose(ours(5)[0], theirs(5)[0], rtol=1e-5)
        ours(50)
        steps = max(1, round(block_seconds / theirs(50)[1]))
        return np.array([(ours(steps)[1], theirs(steps)[1]) for _ in range(rounds)])


def main():
    """Print one row for each batch size."""
    print(f"training step, MLP {'-'.join(map(str, SIZES))}, SGD, float32, one thread, CPU time")
    print(f"{'batch':>5}  {'nnlib ms':>8}  {'torch ms':>8}  nnlib / torch (quartiles)")
    for batch in (32, 256):
        times = compare(batch)
        ours, theirs = np.median(times, axis=0) * 1e3
        low, middle, high = np.quantile(times[:, 0] / times[:, 1], (0.25, 0.5, 0.75))
        print(f"{batch:5}  {ours:8.3f}  {theirs:8.3f}  {middle:.2f} ({low:.2f}-{high:.2f})")


if __name__ == "__main__":
    main()
