"""Run many submissions side by side; knows nothing of gradebook and course."""

import os
import tempfile
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import replace
from itertools import islice
from pathlib import Path
from time import monotonic

from grading.prepare import load
from grading.run import MALFORMED, Limits, Result, not_run, run

WORKERS = max(1, os.cpu_count() or 1)


def run_all(jobs, masters, *, limits=None, sandboxed=True, workers=WORKERS):
    """Run submissions, `workers` at a time; every one ends in exactly one result.

    Parameters
    ----------
    jobs : iterable of Job
        Taken as they are needed, a few ahead.
    masters : dict of str to Master
        By assignment.
    limits : Limits, optional
    sandboxed : bool
    workers : int

    Yields
    ------
    job : Job
    result : Result
    seconds : float
        In the order in which they end.
    """
    limits = limits or Limits()

    def work(job):
        start = monotonic()
        result = _run_one(job, masters[job.assignment], limits, sandboxed)
        return job, result, monotonic() - start

    yield from _side_by_side(work, jobs, workers)


def _run_one(job, master, limits, sandboxed):
    """Turn the file of one submission into a result."""
    prepared = load(job, master)
    if prepared.malformed:
        not_run(prepared.notebook.cells, prepared.malformed)
        return Result(prepared.notebook, MALFORMED, prepared.malformed)
    with tempfile.TemporaryDirectory() as folder:
        for name, data in master.files.items():
            (Path(folder) / name).write_bytes(data)
        files = list(Path(folder).iterdir())
        result = run(prepared.notebook, limits, sandboxed=sandboxed, seed=master.seed, files=files)
    return replace(result, repairs=tuple(prepared.repairs), changes=tuple(prepared.changes))


def _side_by_side(function, items, workers):
    """Yield `function(item)` as they end; never more than `workers` are started ahead."""
    items = iter(items)
    with ThreadPoolExecutor(workers) as executor:
        running = {executor.submit(function, item) for item in islice(items, workers)}
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            running |= {executor.submit(function, item) for item in islice(items, len(done))}
            for future in done:
                yield future.result()
