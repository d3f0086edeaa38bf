"""Grade many submissions side by side, with one writer to the gradebook."""

import os
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice
from time import monotonic

from grading import gradebook
from grading.prepare import Malformed, prepare, read, unreadable
from grading.run import MALFORMED, Limits, Result, not_run, run

WORKERS = max(1, os.cpu_count() or 1)


@dataclass(frozen=True)
class Graded:
    """One line of progress: a submission and what came out of it."""

    submission: object
    status: str
    reason: str
    score: float
    max_score: float
    seconds: float


def pending(assignments, students=(), *, force=False):
    """List the submissions that are new or changed since they were graded, or all of them."""
    return [
        submission
        for assignment in assignments
        for submission in assignment.submissions()
        if not students or submission.student in students
        if force or not gradebook.is_current(submission)
    ]


def grade(submissions, *, limits=None, sandboxed=True, workers=WORKERS):
    """Grade submissions, `workers` at a time; every one ends in exactly one result.

    Parameters
    ----------
    submissions : list of Submission
    limits : Limits, optional
    sandboxed : bool
    workers : int

    Yields
    ------
    Graded
        In the order in which they end.
    """
    limits = limits or Limits()
    assignments = dict.fromkeys(submission.assignment for submission in submissions)
    masters = {a.name: gradebook.register(a) for a in assignments}
    seeds = {a.name: gradebook.seed(a) for a in assignments}

    def work(submission):
        name = submission.assignment.name
        start = monotonic()
        result, repairs = _grade_one(submission, masters[name], limits, sandboxed, seeds[name])
        return submission, result, repairs, monotonic() - start

    for submission, result, repairs, seconds in _side_by_side(work, submissions, workers):
        score, maximum = gradebook.save(
            submission, result, repairs=repairs, sandboxed=sandboxed, seconds=round(seconds, 1)
        )
        reason = "; ".join(filter(None, [result.reason, *repairs]))
        yield Graded(submission, result.status, reason, score, maximum, seconds)


def _grade_one(submission, master, limits, sandboxed, seed):
    """Turn the file of one submission into a result and a list of repairs."""
    try:
        prepared = prepare(read(submission.submitted.read_bytes()), master)
    except Malformed as error:
        notebook = unreadable(master, error)
        not_run(notebook.cells, error)
        return Result(notebook, MALFORMED, str(error)), []
    beside = submission.assignment.released
    files = [path for path in beside.parent.glob("*") if path.is_file() and path != beside]
    result = run(prepared.notebook, limits, sandboxed=sandboxed, seed=seed, files=files)
    return result, prepared.repairs


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
