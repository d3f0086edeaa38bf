"""Time a whole training step of nnlib against PyTorch eager, on one thread.

A step is zero_grad, forward pass, backward pass, Adam and item, in float32, from the same
weights on the same batch. Each library has a process of its own; the two take turns in short
blocks, so that both meet the same load. The answer is the median over rounds of the ratio of
CPU times (below 1: nnlib is faster), with its quartiles. The first five losses must agree to
1e-5. Beside it stand the time of the matrix products alone, which no NumPy program goes below,
and the peak memory of each process; jax joins where it is installed, with the MLPs. The row of Adam
is its step alone, with the same gradients again and again.

NumPy's OpenBLAS takes kernels for the processor it believes to see. Where it misses AVX-512, which
PyTorch uses, a second table follows, with OPENBLAS_CORETYPE set so that both use it. The results
keep one section for processors with AVX-512 and one for those without.

    python benchmarks/training_step.py            # all rows, kept in benchmarks/results.md
    python benchmarks/training_step.py LSTM GPT   # rows whose names hold one of the words
"""

import datetime
import importlib.metadata
import importlib.util
import multiprocessing
import os
import platform
import resource
import sys
import time
from contextlib import contextmanager
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read at import
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"

import models
import numpy as np
from threadpoolctl import threadpool_info

LR = 1e-3
RESULTS = Path(__file__).with_name("results.md")


def starting_state(case):
    """Return the weights that both libraries start from, by their names in a state_dict."""
    model, rng = models.build(case, "nnlib"), np.random.default_rng(1)
    state = model.state_dict()
    for name, value in state.items():
        is_scale = value.ndim == 1 and name.endswith("weight")  # of a layer norm
        spread = min(0.1, 1 / np.sqrt(value[0].size)) if value.ndim > 1 else 0.02
        state[name] = (is_scale + spread * rng.standard_normal(value.shape)).astype(np.float32)
    return state


def nnlib_step(case):
    """Return a function that trains one step and returns the loss."""
    from nnlib import functional as F
    from nnlib import optim

    x, y = models.batch(case)
    model = models.build(case, "nnlib")
    model.load_state_dict(starting_state(case))
    optimizer = optim.Adam(model.parameters(), lr=LR)
    if case.kind == "adam":
        F.cross_entropy(model(x), y).backward()
        return optimizer.step

    def step():
        optimizer.zero_grad()
        logits = model(x)
        loss = F.cross_entropy(logits.reshape(-1, logits.shape[-1]), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def torch_step(case):
    """Return the same in PyTorch."""
    import torch

    torch.set_num_threads(1)
    x, y = map(torch.from_numpy, models.batch(case))
    model = models.build(case, "torch")
    state = {name: torch.from_numpy(value) for name, value in starting_state(case).items()}
    model.load_state_dict(state)
    optimizer = torch.optim.Adam(model.parameters(), lr=LR)
    if case.kind == "adam":
        torch.nn.functional.cross_entropy(model(x), y).backward()
        return optimizer.step

    def step():
        optimizer.zero_grad()
        logits = model(x)
        loss = torch.nn.functional.cross_entropy(logits.reshape(-1, logits.shape[-1]), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def jax_step(case):
    """Return the MLP's step in jax, jitted as a whole; Adam as in the others."""
    import jax
    from jax import numpy as jnp

    x, y = models.batch(case)
    params = [jnp.asarray(value) for value in starting_state(case).values()]
    state = [params, [p * 0 for p in params], [p * 0 for p in params], 0.0]

    def loss_of(params):
        a = x
        for i in range(0, len(params), 2):
            a = a @ params[i].T + params[i + 1]
            a = jax.nn.relu(a) if i < len(params) - 2 else a
        return -jax.nn.log_softmax(a)[jnp.arange(len(y)), y].mean()

    @jax.jit
    def update(params, m, v, t):
        loss, grads = jax.value_and_grad(loss_of)(params)
        m = [0.9 * a + 0.1 * g for a, g in zip(m, grads, strict=True)]
        v = [0.999 * a + 0.001 * g * g for a, g in zip(v, grads, strict=True)]
        c, s = 1 - 0.9 ** (t + 1), 1 - 0.999 ** (t + 1)
        moved = zip(params, m, v, strict=True)
        params = [p - LR * a / c / (jnp.sqrt(b / s) + 1e-8) for p, a, b in moved]
        return loss, [params, m, v, t + 1]

    def step():
        nonlocal state
        loss, state = update(*state)
        return loss.item()

    return step


def gemm_step(case):
    """Return a function that does nothing but the matrix products of a step."""
    rng = np.random.default_rng(0)
    work = []
    for m, k, n, times in models.products(case):
        a = rng.standard_normal((m, k), dtype=np.float32)
        b = rng.standard_normal((k, n), dtype=np.float32)
        work.append((a, b, np.empty((m, n), np.float32), times))

    def step():
        for a, b, out, times in work:
            for _ in range(times):
                np.matmul(a, b, out=out)
        return 0.0

    return step


STEPS = {"nnlib": nnlib_step, "torch": torch_step, "gemm": gemm_step, "jax": jax_step}


def serve(library, case, pipe):
    """Answer each number of steps with losses, CPU seconds of one step, and peak memory in MB."""
    step = STEPS[library](case)
    while steps := pipe.recv():
        start = time.process_time()
        losses = [step() for _ in range(steps)]
        seconds = (time.process_time() - start) / steps
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # kB, on macOS bytes
        pipe.send((losses, seconds, peak / (1024**2 if sys.platform == "darwin" else 1024)))


@contextmanager
def contestant(library, case):
    """Start a process and yield a function that runs steps in it."""
    context = multiprocessing.get_context("spawn")
    pipe, end = context.Pipe()
    process = context.Process(target=serve, args=(library, case, end), daemon=True)
    process.start()

    def run(steps):
        pipe.send(steps)
        return pipe.recv()

    yield run
    pipe.send(0)
    process.join()


def compare(case, rival, rounds=40, block_seconds=0.1):
    """Return CPU seconds per step, an array (rounds, 2), nnlib first, and both peaks in MB."""
    with contestant("nnlib", case) as ours, contestant(rival, case) as theirs:
        losses, expected = ours(5)[0], theirs(5)[0]
        if rival != "gemm" and case.kind != "adam":
            np.testing.assert_allclose(losses, expected, rtol=1e-5)
        ours(5)
        steps = max(1, round(block_seconds / theirs(5)[1]))
        pairs = [(ours(steps), theirs(steps)) for _ in range(rounds)]
        times = np.array([(a[1], b[1]) for a, b in pairs])
        return times, [result[2] for result in pairs[-1]]


def row(case):
    """Return one line of the table."""
    times, peaks = compare(case, "torch")
    low, middle, high = np.quantile(times[:, 0] / times[:, 1], (0.25, 0.5, 0.75))
    ours, theirs = np.median(times, axis=0) * 1e3
    floor = "-"
    if case.kind != "adam":
        floor = f"{np.median(compare(case, 'gemm', rounds=10)[0][:, 1]) * 1e3:.2f}"
    jax = "-"
    if case.kind == "mlp" and importlib.util.find_spec("jax"):
        against = compare(case, "jax", rounds=20)[0]
        jax = f"{np.median(against[:, 1]) * 1e3:.2f}"
    return (
        f"| {case.name} | {ours:.2f} | {theirs:.2f} | **{middle:.2f}** ({low:.2f}-{high:.2f}) "
        f"| {case.target} | {floor} | {jax} | {peaks[0]:.0f} / {peaks[1]:.0f} |"
    )


HEAD = """\
| model | nnlib ms | PyTorch ms | ratio (quartiles) | at most | GEMM ms | jax ms | peak MB |
|---|---|---|---|---|---|---|---|"""


def provenance():
    """Return a sentence on what was measured with what."""
    names = [name for name in ("numpy", "torch", "jax") if importlib.util.find_spec(name)]
    versions = [f"{name} {importlib.metadata.version(name)}" for name in names]
    return (
        f"Measured on {datetime.date.today()} by `{Path(__file__).name}`: Python "
        f"{platform.python_version()}, {', '.join(versions)}, one thread, CPU time, float32, "
        "whole step (zero_grad, forward, backward, Adam, item). GELU is its tanh form in both. "
        "PyTorch is eager and uses its fused attention. GEMM: the matrix products alone. Peak "
        "memory is that of the process, the imported library included: nnlib / PyTorch."
    )


def has_avx512():
    """Return whether the processor has AVX-512, as far as Linux tells."""
    cpu = Path("/proc/cpuinfo")
    return cpu.exists() and "avx512f" in cpu.read_text()


def blas_kernels():
    """Return the names of the kernels that OpenBLAS takes: its own choice, then with AVX-512.

    The second is left out where the processor has no AVX-512 or OpenBLAS uses it already.
    """
    blas = (library["architecture"] for library in threadpool_info() if "architecture" in library)
    chosen = next(blas, "unknown")
    better = has_avx512() and chosen not in ("SkylakeX", "Cooperlake", "SapphireRapids", "unknown")
    return [chosen, "SkylakeX"] if better else [chosen]


def keep(section):
    """Put a section into the results, in the place of an earlier one with the same title."""
    title, *sections = RESULTS.read_text(encoding="utf-8").strip().split("\n\n## ")
    kept = {text.partition("\n")[0]: text for text in [*sections, section]}
    RESULTS.write_text("\n\n## ".join([title, *kept.values()]) + "\n", encoding="utf-8")


def main(words):
    """Print the tables; with no words given, keep them."""
    report = [f"A processor with{'' if has_avx512() else 'out'} AVX-512", provenance()]
    for kernels in blas_kernels():
        os.environ["OPENBLAS_CORETYPE"] = kernels  # read by the contestants' NumPy
        report.append(f"NumPy with OpenBLAS's {kernels} kernels:")
        print(f"\n{report[-1]}\n\n{HEAD}")
        lines = []
        for case in models.CASES:
            if not words or any(word in case.name for word in words):
                lines.append(row(case))
                print(lines[-1], flush=True)
        report.append("\n".join([HEAD, *lines]))
    if not words:
        keep("\n\n".join(report))


if __name__ == "__main__":
    main(sys.argv[1:])
