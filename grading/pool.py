"""Run many submissions side by side; knows nothing of gradebook and course."""

import os
import threading
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import replace
from itertools import islice
from time import monotonic

from grading.prepare import load
from grading.run import MALFORMED, Limits, Result, Runner, not_run

WORKERS = max(1, os.cpu_count() or 1)


def run_all(jobs, masters, *, limits=None, sandboxed=True, workers=WORKERS, scheduler=None):
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
    scheduler : str, optional
        The address of a Dask scheduler: its workers run the submissions instead.

    Yields
    ------
    job : Job
    result : Result
    seconds : float
        In the order in which they end.
    """
    limits = limits or Limits()
    if scheduler:
        from grading import cluster  # needs a package that few have

        where = {"scheduler": scheduler, "limits": limits, "sandboxed": sandboxed}
        yield from cluster.run_all(jobs, masters, **where)
        return
    with Runners(masters, sandboxed) as runners:

        def work(job):
            start = monotonic()
            result = run_one(job, masters[job.assignment], limits, runners.of)
            return job, result, monotonic() - start

        yield from _side_by_side(work, jobs, workers, runners.close)


def run_one(job, master, limits, runner_of):
    """Turn the file of one submission into a result.

    Parameters
    ----------
    job : Job
    master : Master
    limits : Limits
    runner_of : callable
        Takes the name of an assignment and returns its Runner; not called for a file that cannot
        be read.
    """
    prepared = load(job, master)
    if prepared.malformed:
        not_run(prepared.notebook.cells, prepared.malformed)
        result = Result(prepared.notebook, MALFORMED, prepared.malformed)
    else:
        result = runner_of(job.assignment).run(prepared.notebook, limits)
    return replace(result, repairs=tuple(prepared.repairs), changes=tuple(prepared.changes))


class Runners:
    """The Runner of each assignment, made when its first submission comes.

    Parameters
    ----------
    masters : dict of str to Master
    sandboxed : bool
    """

    def __init__(self, masters, sandboxed):
        self._masters, self._sandboxed = masters, sandboxed
        self._made, self._lock = {}, threading.Lock()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def close(self):
        """End all processes, and the submissions that run in them."""
        with self._lock:
            for runner in self._made.values():
                runner.close()

    def of(self, assignment):
        """Return the Runner of an assignment."""
        with self._lock:
            if assignment not in self._made:
                master = self._masters[assignment]
                self._made[assignment] = Runner(
                    master.source, sandboxed=self._sandboxed, seed=master.seed, files=master.files
                )
            return self._made[assignment]


def _side_by_side(function, items, workers, stop):
    """Yield `function(item)` as they end; no more than `workers` run, and as many wait.

    Those that wait keep the workers busy while the caller writes what has ended. `stop` is called
    where this is broken off, so that those that run end at once.
    """
    items = iter(items)
    with ThreadPoolExecutor(workers) as executor:
        running = {executor.submit(function, item) for item in islice(items, 2 * workers)}
        try:
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                running |= {executor.submit(function, item) for item in islice(items, len(done))}
                for future in done:
                    yield future.result()
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            stop()
            raise
