"""The process that runs the tests of one submission, and has the student's process run the rest.

    python -I grading/conduct.py '{"fd": 3, "modules": [...], "path": [...], "cells": "..."}'

is the warm process of an exercise: it imports what the tests need and forks for each submission.
Student code never runs in it. What the cells put out goes to the grader one by one, so that a cell
that has run keeps its marks whatever comes after it.
"""

import importlib
import json
import linecache
import os
import signal
import socket
import sys
import traceback
from pathlib import Path
from time import monotonic

MAX_OUTPUTS = 8_000_000  # characters of JSON
# What every submission needs. NumPy loads its random numbers when they are first asked for.
OURS = ("numpy.random", "nnlib.check", "grading.boundary", "grading.inside.outputs")


def main():
    """Warm up, say so, and fork until the other end is closed."""
    task = json.loads(sys.argv[1])
    sys.path[:0] = task["path"]
    from grading import names
    from grading.inside import forking, jail

    jail.end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the grader
    os.chdir(task["folder"])
    for name in (*OURS, *task["modules"]):
        try:
            importlib.import_module(name)
        except ImportError:
            continue
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)
    for cell in json.loads(Path(task["cells"]).read_text(encoding="utf-8")):
        names.parts(cell["source"], f"<{cell['id']}>")
        names.wanted(cell["source"])
    control = socket.socket(fileno=task["fd"])
    control.sendall(b"ready\n")
    forking.serve(control, _start)


def _start(task, descriptors):
    """Be the process of one submission."""
    from grading.boundary import Link
    from grading.inside import jail
    from grading.inside.frames import Frames

    channel, control, results = (socket.socket(fileno=descriptor) for descriptor in descriptors)
    results = Frames(results)
    task, _ = results.receive()
    os.environ.update(task["environment"])
    jail.limit({"memory": task["memory"]})  # of what a student's functions return, all is kept
    Conductor(Link(channel, control), results, task).run()


class Conductor:
    """Runs the cells of a notebook, each where it belongs.

    Parameters
    ----------
    link : Link
        To the student's process.
    results : Frames
        To the grader.
    task : dict
        cells: of each its id, source and place ("student", "both" or "tests"), in order;
        cell_seconds, notebook_seconds.
    """

    def __init__(self, link, results, task):
        from grading.inside.outputs import Outputs, Stream

        self._link, self._results, self._task = link, results, task
        self._names = frozenset()
        self._ours = {"__name__": "__main__", "_": ""}
        self._outputs = Outputs()
        self._streams = [Stream(self._outputs, name) for name in ("stdout", "stderr")]
        self._due = False

    def run(self):
        """Run all cells and report each."""
        from grading.boundary import Lost

        sys.stdout, sys.stderr = self._streams
        sys.displayhook = self._display
        signal.signal(signal.SIGALRM, self._ring)
        end = monotonic() + self._task["notebook_seconds"]
        for cell in self._task["cells"]:
            left = end - monotonic()
            if left <= 0:
                return self._report(ended="time")
            try:
                outputs, late = self._timed(cell, min(left, self._task["cell_seconds"]))
            except Lost as lost:
                return self._report(ended=lost.why)
            self._report(outputs=outputs, late=late)
            if self._link.lost:  # it did not stop when it was told to
                return self._report(ended=self._link.lost)
        return self._report(ended="")

    def _report(self, **facts):
        self._results.send(facts)

    def _timed(self, cell, seconds):
        """Run a cell for at most so long; return its outputs and whether that was too long."""
        from grading.boundary import TimeUp

        self._outputs.start()
        self._due = False
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            outputs, stopped = self._run(cell)
        except TimeUp:
            outputs, stopped = [], False
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            self._link.time_is_up = False
        return outputs + self._outputs.finish(), self._due and (stopped or not outputs)

    def _run(self, cell):
        """Run a cell where it belongs."""
        if cell["place"] == "tests":
            self._test(cell)
            return [], False
        try:
            outputs, names, stopped = self._link.cell(cell["source"])
        except Exception as error:  # what it puts out cannot be handed over
            self._fail(error)
            return [], False
        self._names = frozenset(name for name in names if type(name) is str)
        if cell["place"] == "both":
            self._quietly(cell)
        return _claimed(outputs), stopped

    def _test(self, cell):
        """Run a test cell; what it raises is an output."""
        try:
            self._execute(cell)
        except Exception as error:
            self._fail(error)
        except (SystemExit, KeyboardInterrupt, GeneratorExit) as error:  # a student's
            self._fail(error)

    def _quietly(self, cell):
        """Run a cell of ours that has been run over there too, and counts there."""
        try:
            self._execute(cell)
        except Exception:
            return
        finally:
            self._outputs.start()

    def _execute(self, cell):
        from grading.names import parts, wanted

        name = f"<{cell['id']}>"
        source = cell["source"]
        linecache.cache[name] = len(source), None, source.splitlines(True), name
        codes = parts(source, name)
        theirs = {
            each: self._fetch(each)
            for each in wanted(source) & self._names
            if each not in self._ours
        }
        names = self._ours | theirs
        try:
            for code in codes:
                exec(code, names)
        finally:
            self._ours |= {key: value for key, value in names.items() if key not in theirs}

    def _fetch(self, name):
        from grading.proxies import ask_for

        value = self._link.fetch(name)
        ask_for(value)
        return value

    def _fail(self, error):
        render = getattr(error, "_render_traceback_", None)
        lines = render() if render else traceback.format_exception(error)
        self._outputs.fail(type(error).__name__, str(error), lines)

    def _display(self, value):
        """Take a score; of other values that are displayed, nothing comes."""
        if isinstance(value, int | float):
            self._outputs.show("execute_result", {"text/plain": repr(value)}, {})

    def _ring(self, number, frame):
        from grading.boundary import TimeUp

        self._due = True
        if self._link.nested:  # in the middle of a message; it looks at the clock itself
            self._link.time_is_up = True
        else:
            raise TimeUp


def _claimed(outputs):
    """Read what the student's process says that a cell has put out."""
    try:
        return json.loads(outputs) if len(outputs) <= MAX_OUTPUTS else []
    except (ValueError, RecursionError):
        return []


if __name__ == "__main__":
    main()
    os._exit(0)
