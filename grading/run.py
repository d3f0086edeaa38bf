"""Run one prepared notebook and say how it ended; never raises for a student's fault."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_output

from grading import sandbox
from grading.course import CourseError
from grading.prepare import is_test
from nnlib.check import SEED_VARIABLE

KERNEL = Path(__file__).with_name("kernel.py")
GRACE = 30  # seconds to start and stop a kernel
GRADED, TIMED_OUT, OUT_OF_MEMORY = "graded", "timed out", "out of memory"
CRASHED, MALFORMED, TAMPERED = "crashed", "malformed", "tampered"


@dataclass(frozen=True)
class Limits:
    """What one submission may use."""

    cell_seconds: int = 30
    notebook_seconds: int = 300
    memory: int = 8 * 2**30  # bytes of address space, a process

    @property
    def passed(self):
        """The message for code that takes too long."""
        return f"took too long ({self.cell_seconds} s a cell, {self.notebook_seconds} s in all)"


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


def run(notebook, limits, *, sandboxed, seed, files=()):
    """Execute a prepared notebook in a process of its own.

    Parameters
    ----------
    notebook : NotebookNode
        Gets outputs; its sources and metadata are never taken from the other process.
    limits : Limits
    sandboxed : bool
    seed : str
        Of the hidden tests' inputs.
    files : iterable of Path
        What lies beside the released notebook.

    Returns
    -------
    Result
    """
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    answer = _execute([cell.source for cell in cells], limits, sandboxed, seed, list(files))
    if not answer["outputs"]:
        check_kernel(sandboxed)
    for cell, outputs in zip(cells, answer["outputs"], strict=False):
        cell.outputs = [from_dict(output) for output in outputs]
    for index in answer["timeouts"]:
        cells[index].outputs.append(_error("Timeout", limits.passed))
    status, reason = _ending(cells, answer, limits)
    not_run(cells[len(answer["outputs"]) :], reason)
    for cell in filter(is_test, cells):
        cell.outputs = [output for output in cell.outputs if _counts(output, cell)]
    return Result(notebook, status, reason)


def check_kernel(sandboxed):
    """Raise CourseError where not even an empty cell runs: that is no student's fault."""
    answer = _execute(["pass"], Limits(), sandboxed, "0", [])
    if len(answer["outputs"]) != 1:
        raise CourseError(f"no kernel can be started here: {answer.get('error') or 'no reason'}")


def not_run(cells, reason):
    """Mark test cells that could not run: no output would be full marks."""
    for cell in filter(is_test, cells):
        cell.outputs = [_error("NotRun", f"this test did not run: {reason}")]


def _execute(sources, limits, sandboxed, seed, files):
    """Call `kernel.py` and return what it reports, or a report of its failure."""
    task = {
        "sources": sources,
        "cell_seconds": limits.cell_seconds,
        "notebook_seconds": limits.notebook_seconds,
        "memory": limits.memory,
    }
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        if sandboxed:
            command, home = sandbox.command(KERNEL, files), sandbox.HOME
        else:
            command, home = [sys.executable, "-I", str(KERNEL)], folder
            for path in files:
                (Path(folder) / path.name).write_bytes(path.read_bytes())
        try:
            done = subprocess.run(
                command,
                input=json.dumps(task).encode(),
                capture_output=True,
                timeout=limits.notebook_seconds + GRACE,
                cwd=folder,
                env=_environment(home, seed),
                check=False,
            )
        except subprocess.TimeoutExpired:
            return {"outputs": [], "timeouts": [], "ended": "time"}
    try:
        return json.loads(done.stdout)
    except ValueError:
        error = next(reversed(done.stderr.decode(errors="replace").splitlines()), "")
        return {"outputs": [], "timeouts": [], "ended": "death", "error": error}


def _environment(home, seed):
    """Build the variables of the kernel; none of the instructor's own pass."""
    kept = {
        name: os.environ[name] for name in ("SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ
    }
    return kept | {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.defpath]),
        "HOME": home,
        "TMPDIR": home,
        "LANG": "C.UTF-8",
        "MPLBACKEND": "Agg",
        "OMP_NUM_THREADS": "1",
        "PYTHONHASHSEED": "0",  # the same marks in every run
        "NBGRADER_EXECUTION": "autograde",
        SEED_VARIABLE: seed,
    }


def _ending(cells, answer, limits):
    """Put the report of the kernel into words."""
    ran = len(answer["outputs"])
    if not answer["ended"]:
        if answer["timeouts"]:
            where = ", ".join(cells[index].id for index in answer["timeouts"])
            return TIMED_OUT, f"{where}: {limits.passed}"
        return GRADED, ""
    where = cells[min(ran, len(cells) - 1)].id
    if answer["ended"] == "death":
        return CRASHED, f"{where}: Python ended while this ran"
    return TIMED_OUT, f"{where}: {limits.passed}"


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


def _error(name, message):
    return new_output("error", ename=name, evalue=message, traceback=[f"{name}: {message}"])
