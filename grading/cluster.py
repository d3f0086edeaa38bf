"""Run submissions on other machines: Dask workers, each with warm processes of its own.

The workers are given files to run and return results; gradebook and journal stay with whoever
calls. A worker that dies has its submissions run again by another.
"""

import secrets
from itertools import count, islice
from time import monotonic

from distributed import Client, KilledWorker, WorkerPlugin, as_completed, get_worker

from grading import sandbox
from grading.course import CourseError
from grading.pool import Runners, run_one
from grading.prepare import load
from grading.run import CRASHED, Result, not_run

PATIENCE = 30  # seconds until a scheduler and a first worker must have been found


class Warm(WorkerPlugin):
    """What a worker keeps between submissions: the Runner of each assignment.

    Parameters
    ----------
    name : str
    masters : dict of str to Master
    limits : Limits
    sandboxed : bool
    """

    def __init__(self, name, masters, limits, sandboxed):
        self.name = name
        self._masters, self._limits, self._sandboxed = masters, limits, sandboxed
        self._runners = None

    def setup(self, worker):
        """Begin with no process; the first submission starts them."""
        self._runners = Runners(self._masters, self._sandboxed)

    def teardown(self, worker):
        """End all processes."""
        self._runners.close()

    def run(self, job):
        """Return the result of a submission."""
        return run_one(job, self._masters[job.assignment], self._limits, self._runners.of)


def run_all(jobs, masters, *, scheduler, limits, sandboxed):
    """Run submissions on the workers of a Dask scheduler; the rest as in `pool.run_all`.

    Parameters
    ----------
    scheduler : str
        Its address, as in tcp://192.0.2.1:8786.

    Raises
    ------
    CourseError
        There is no such scheduler, it has no workers, or it was lost.
    """
    with connect(scheduler) as client:
        plugin = Warm(f"grading-{secrets.token_hex(4)}", masters, limits, sandboxed)
        client.register_plugin(plugin)
        try:
            yield from _as_they_end(client, plugin.name, iter(jobs), masters)
        finally:
            if client.status == "running":
                client.unregister_worker_plugin(plugin.name)


def connect(scheduler):
    """Open a connection to a scheduler that has workers.

    Raises
    ------
    CourseError
    """
    try:
        client = Client(scheduler, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise CourseError(f"no Dask scheduler at {scheduler}: {error}") from error
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        client.close()
        raise CourseError(
            f"the scheduler {scheduler} has no workers: start one in the course folder of each "
            f"machine with `python -m dask worker {scheduler}`"
        ) from None
    return client


def choose(scheduler, mode):
    """Decide whether to use the sandbox, as `sandbox.choose` does, for all workers together.

    Raises
    ------
    CourseError
        It is required and a worker has none, or the workers have not this course's grader.
    """
    if mode == "off":
        return False
    with connect(scheduler) as client:
        try:
            said = client.run(sandbox.missing)
        except Exception as error:  # Dask wraps what a worker cannot import
            raise CourseError(
                f"the workers of {scheduler} cannot run the grader ({error}): start them in the "
                "course folder, in its environment"
            ) from error
    without = [f"{worker}: {why}" for worker, why in said.items() if why]
    if mode == "required" and without:
        raise CourseError(f"workers without a sandbox: {'; '.join(without)}; or add --no-sandbox")
    return not without


def _as_they_end(client, name, jobs, masters):
    """Yield results, with twice as many submissions handed out as there are threads."""
    running, ended, number = {}, as_completed(loop=client.loop), count()

    def hand_out():
        room = 2 * max(1, sum(client.nthreads().values())) - len(running)
        for job in islice(jobs, max(0, room)):
            future = client.submit(_work, name, job, key=f"{name}-{next(number)}", pure=False)
            running[future.key] = future, job
            ended.add(future)

    try:
        hand_out()
        for future in ended:
            _, job = running.pop(future.key)
            result, seconds = _result(future, job, masters)
            hand_out()
            yield job, result, seconds
    finally:
        client.cancel([future for future, _ in running.values()])


def _work(name, job):
    """Run a submission on a worker."""
    start = monotonic()
    result = get_worker().plugins[name].run(job)
    return result, monotonic() - start


def _result(future, job, masters):
    """Return what came of a submission; one that no worker survives does not end the others."""
    try:
        return future.result()
    except KilledWorker:
        reason = "every machine that ran it ended"
        prepared = load(job, masters[job.assignment])
        not_run(prepared.notebook.cells, reason)
        said = {"repairs": tuple(prepared.repairs), "changes": tuple(prepared.changes)}
        return Result(prepared.notebook, CRASHED, reason, **said), 0.0
