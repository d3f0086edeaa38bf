"""Run one prepared notebook and say how it ended; never raises for a student's fault."""

import contextlib
import os
import shutil
import signal
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_locked, is_solution

from grading import outcome
from grading.inside.frames import BoundaryError, Frames, Gone
from grading.prepare import is_test
from grading.servers import Exercise
from nnlib.check import SEED_VARIABLE

GRACE = 30  # seconds beyond a notebook's time until its tests are given up
GRADED, TIMED_OUT, OUT_OF_MEMORY = "graded", "timed out", "out of memory"
CRASHED, MALFORMED, TAMPERED = "crashed", "malformed", "tampered"
UNFINISHED = "unfinished"  # the process of the tests has ended before its time


@dataclass(frozen=True)
class Limits:
    """What one submission may use."""

    cell_seconds: int = 30
    notebook_seconds: int = 300
    memory: int = 8 * 2**30  # bytes of address space a process, of memory all together
    disk: int = 256 * 2**20  # bytes of its temporary folder
    processes: int = 64

    @property
    def passed(self):
        """The message for code that takes too long."""
        return f"took too long ({self.cell_seconds} s a cell, {self.notebook_seconds} s in all)"

    @property
    def of_process(self):
        """What the process of a submission is given."""
        return {
            "memory": self.memory,
            "disk": self.disk,
            "file": self.disk,
            "processes": self.processes,
            "files": 256,
            "cpu": self.notebook_seconds + GRACE,
        }


@dataclass(frozen=True)
class Result:
    """One submission after it ran: its notebook with outputs, how it ended and why.

    `repairs` and `changes` say what was mended before, and what of ours had been changed.
    """

    notebook: NotebookNode
    status: str = GRADED
    reason: str = ""
    repairs: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()


def run(notebook, limits, *, sandboxed, seed, files=None, source=None):
    """Run one notebook in processes that are started for it alone; `Runner` is for many.

    Parameters
    ----------
    notebook : NotebookNode
        Gets outputs; its sources and metadata are never taken from the other process.
    limits : Limits
    sandboxed : bool
    seed : str
        Of the hidden tests' inputs.
    files : dict of str to bytes, optional
        What lies beside the released notebook.
    source : NotebookNode, optional
        What tells which packages may be imported, by default the notebook.

    Returns
    -------
    Result
    """
    with Runner(source or notebook, sandboxed=sandboxed, seed=seed, files=files) as runner:
        return runner.run(notebook, limits)


class Runner:
    """Runs the submissions of one exercise, from several threads if need be.

    Parameters
    ----------
    source : NotebookNode
        What students are given or the exercise with its solution: what it imports, they may.
    sandboxed : bool
    seed : str
    files : dict of str to bytes, optional
    """

    def __init__(self, source, *, sandboxed, seed, files=None):
        self._exercise = Exercise(source, sandboxed=sandboxed, files=files or {})
        self._seed = seed

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def close(self):
        """End the warm processes."""
        self._exercise.close()

    def run(self, notebook, limits):
        """Run one prepared notebook.

        Returns
        -------
        Result
        """
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        reports, ended = self._conduct(cells, limits)
        if ended == UNFINISHED or not self._exercise.students.alive():  # no fault of the student's
            reports, ended = self._conduct(cells, limits)
        late = [index for index, report in enumerate(reports) if report["late"]]
        for number, (cell, report) in enumerate(zip(cells, reports, strict=False), start=1):
            cell.outputs = outcome.outputs(report["outputs"], number)
            cell.execution_count = number
            if report["late"]:
                kept = [output for output in cell.outputs if output.output_type != "error"]
                cell.outputs = [*kept, outcome.error("Timeout", limits.passed)]
        status, reason = _ending(cells, len(reports), ended, late, limits)
        not_run(cells[len(reports) :], reason)
        for cell in filter(is_test, cells):
            cell.outputs = [output for output in cell.outputs if _counts(output, cell)]
        return Result(notebook, status, reason)

    def _conduct(self, cells, limits):
        """Start the two processes; return the reports of the cells that ran and how it ended."""
        task = {
            "cells": [{"id": c.id, "source": c.source, "place": place(c)} for c in cells],
            "cell_seconds": limits.cell_seconds,
            "notebook_seconds": limits.notebook_seconds,
            "memory": limits.memory,
            "environment": {SEED_VARIABLE: self._seed},
        }
        with contextlib.ExitStack() as stack:
            pairs = [socket.socketpair() for _ in range(3)]
            for end in (end for pair in pairs for end in pair):
                stack.enter_context(end)
            (channel, far), (control, watched), (results, report) = pairs
            home = stack.enter_context(_home(self._exercise))
            request = {"limits": limits.of_process, "home": home}
            self._exercise.students.fork(request, [far.fileno(), watched.fileno()])
            ends = [channel.fileno(), control.fileno(), report.fileno()]
            pid = self._exercise.tests.fork({}, ends)
            for end in (channel, far, control, watched, report):
                end.close()
            return _reports(results, task, pid)


def place(cell):
    """Say where a cell runs: with the student's code, with the tests, or, if ours, in both."""
    if is_test(cell):
        return "tests"
    ours = is_locked(cell) and not is_solution(cell) and not is_grade(cell)
    return "both" if ours else "student"


def not_run(cells, reason):
    """Mark test cells that could not run: no output would be full marks."""
    for cell in filter(is_test, cells):
        cell.outputs = [outcome.error("NotRun", f"this test did not run: {reason}")]


def _reports(connection, task, pid):
    """Hand over the task, and collect what comes back, cell by cell."""
    end = monotonic() + task["notebook_seconds"] + GRACE

    def tick():
        if monotonic() > end:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            raise Gone

    frames, reports = Frames(connection, tick), []
    try:
        frames.send(task)
        while True:
            report, _ = frames.receive()
            if "ended" in report:
                return reports, report["ended"]
            reports.append(report)
    except (Gone, BoundaryError):
        return reports, "time" if monotonic() > end else UNFINISHED


@contextlib.contextmanager
def _home(exercise):
    """Make the folder that a submission without a sandbox works in."""
    if exercise.sandboxed:
        yield ""
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for path in exercise.files.iterdir():
            shutil.copyfile(path, Path(folder) / path.name)
        yield folder


def _ending(cells, ran, ended, late, limits):
    """Put the end into words."""
    if late and ended in ("", "time"):
        where = ", ".join(cells[index].id for index in late)
        return TIMED_OUT, f"{where}: {limits.passed}"
    if not ended:
        return GRADED, ""
    where = cells[min(ran, len(cells) - 1)].id
    status, what = {
        "time": (TIMED_OUT, limits.passed),
        "memory": (OUT_OF_MEMORY, f"used more than {limits.memory / 2**30:g} GB of memory"),
        "forged": (TAMPERED, "something else than an answer was sent to the tests"),
    }.get(ended, (CRASHED, "Python ended while this ran"))
    return status, f"{where}: {what}"


def _counts(output, cell):
    """Tell which outputs of a test cell nbgrader may turn into marks.

    An error is 0. A number that the cell displays is partial credit, if it is one that the cell
    can give. A warning on standard error costs nothing, any other value displayed earns nothing.
    """
    if output.output_type == "execute_result":
        try:
            return 0 <= float(output.data.get("text/plain", "")) <= cell.metadata.nbgrader.points
        except ValueError:
            return False
    return output.output_type == "error" or output.get("name") == "stdout"
