"""Measure what a further submission costs: nbgrader's `autograde` against this grader.

Both grade the same submissions in the same run, in turn, so that both meet the same load, and must
give the same marks. What a further submission costs is the difference between a run with many and
one with few, divided by their number: start and warm-up drop out, the gradebook stays in. CPU time
is that of the whole machine, so let it do nothing else; Linux only.

    python -m benchmarks.grading [--rounds N]       # writes benchmarks/grading.md
"""

import argparse
import contextlib
import datetime
import io
import os
import platform
import shutil
import statistics
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from time import monotonic, process_time

import nbformat

from benchmarks import classroom
from benchmarks.processes import Cost, adopt_orphans, cost, peak_memory
from grading import gradebook, sandbox
from grading.course import Course

RESULTS = Path(__file__).with_name("grading.md")
STOCK, BOXED, BARE, ALONE = "nbgrader autograde", "sandbox", "no sandbox", "the code alone"
SIZES = {STOCK: (1, 4), BOXED: (4, 20), BARE: (4, 20), ALONE: (1, 9)}  # few and many
WORKERS = 2


class Benchmark:
    """The measurements of one assignment.

    Parameters
    ----------
    template : Path
        The folder of a course in which nothing was handed in.
    name : str
        The assignment.
    """

    def __init__(self, template, name):
        self._template, self.name = template, name
        self.costs = {}
        self.memory = {}

    def round(self, number, ways):
        """Measure every way once, and compare the marks."""
        marks = {}
        for way in ways:
            few, many = (self._run(way, size, number, marks) for size in SIZES[way])
            further = SIZES[way][1] - SIZES[way][0]
            each = Cost((many.wall - few.wall) / further, (many.cpu - few.cpu) / further)
            self.costs.setdefault(way, []).append(each)
            print(f"{self.name} {way}: {each.wall:.3f} s, CPU {each.cpu:.3f} s", flush=True)
        for way in ways:
            for student, given in marks.get(STOCK, {}).items():
                ours = marks.get(way, {}).get(student, given)
                assert ours == given, f"{student}: {ours} by {way}, {given} by {STOCK}"

    def look_at_memory(self, ways):
        """Measure the peak of every way."""
        for way in ways:
            with self._course(SIZES[way][1], 0) as course:
                command, options = _command(way, course, self.name)
                self.memory[way] = peak_memory(command, **options)

    def median(self, way):
        """Return the median cost of a further submission over all rounds."""
        measured = self.costs[way]
        return Cost(*(statistics.median(getattr(c, f) for c in measured) for f in ("wall", "cpu")))

    def _run(self, way, size, number, marks):
        with self._course(size, number * SIZES[STOCK][1]) as course:
            if way == ALONE:
                return _alone(course, self.name)
            command, options = _command(way, course, self.name)
            spent = cost(command, **options)
            marks[way] = _marks(course, self.name)
        return spent

    @contextlib.contextmanager
    def _course(self, size, first):
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(self._template, folder, dirs_exist_ok=True)
            course = Course.open(folder)
            classroom.hand_in(course, self.name, size, first)
            yield course


def _command(way, course, name):
    """Return the command line of a way to grade, and how to start it."""
    python = sys.executable
    if way == STOCK:
        path = {"PYTHONPATH": str(classroom.ROOT)}  # the course's configuration names `grading`
        return [python, "-m", "nbgrader", "autograde", name], {
            "cwd": course.root,
            "env": os.environ | path,
        }
    mode = "required" if way == BOXED else "off"
    options = ["--workers", str(WORKERS), "--sandbox", mode]
    command = [python, "-m", "grading", "--course", str(course.root), "grade", name, *options]
    return command, {"cwd": classroom.ROOT}


def _marks(course, name):
    """Return the points for every test of every student from the gradebook."""
    with gradebook.open_gradebook(course) as book:
        return {
            submission.student.id: {
                grade.name: grade.auto_score
                for notebook in submission.notebooks
                for grade in notebook.grades
            }
            for submission in book.find_assignment(name).submissions
        }


def _alone(course, name):
    """Execute the submissions' code cells, one submission after another, in this process."""
    (assignment,) = course.assignments([name])
    work = [nbformat.read(s.submitted, as_version=4) for s in assignment.submissions()]
    _execute(work[0])  # imports
    start, used = monotonic(), process_time()
    for notebook in work:
        _execute(notebook)
    return Cost(monotonic() - start, process_time() - used)


def _execute(notebook):
    """Execute the code cells; what fails is part of the work."""
    names = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        for cell in notebook.cells:
            if cell.cell_type == "code":
                with contextlib.suppress(Exception):
                    exec(cell.source, names)


def table(benchmarks, ways):
    """Return the rows of the table."""
    rows = [
        "| exercise | graded by | wall ms | faster | CPU ms | less | peak MB |",
        "|---|---|---|---|---|---|---|",
    ]
    for benchmark in benchmarks:
        stock = benchmark.median(STOCK)
        for way in ways:
            each = benchmark.median(way)
            memory = benchmark.memory.get(way)
            cells = [benchmark.name, way, f"{1000 * each.wall:.0f}"]
            cells += ["" if way == STOCK else f"**{stock.wall / each.wall:.1f}**"]
            cells += [f"{1000 * each.cpu:.0f}"]
            cells += ["" if way == STOCK else f"**{stock.cpu / each.cpu:.1f}**"]
            cells += [f"{memory / 1e6:.0f}" if memory else "-"]
            rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def page(benchmarks, ways, rounds):
    """Return the text of the results."""
    packages = ("nbgrader", "numpy", "torch")
    versions = ", ".join(f"{package} {version(package)}" for package in packages)
    load = f"{os.cpu_count()} processors with a load of {os.getloadavg()[2]:.1f}"
    numbers = ", ".join(f"{way}: {few} and {many}" for way, (few, many) in SIZES.items())
    return f"""# Grading a further submission

Measured on {datetime.date.today()} by `make bench-grading`: Python {platform.python_version()}, \
{versions}, {load}, {WORKERS} workers, \
median of {rounds} rounds in which all took turns.
Each number is the difference between a run with few and one with many submissions, divided by \
their difference ({numbers}); the marks were the same.
Memory is the peak of all processes together in the run with many, shared pages counted once.

{table(benchmarks, ways)}
"""


def main():
    """Measure, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--dry-run", action="store_true", help="write no table")
    options = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
    adopt_orphans()
    ways = [ALONE, BOXED, BARE, STOCK]
    if why := sandbox.missing():
        print(f"without a sandbox: {why}")
        ways.remove(BOXED)
    with tempfile.TemporaryDirectory() as folder:
        classroom.make(Path(folder))
        benchmarks = [Benchmark(folder, name) for name in (*classroom.NUMPY, classroom.TORCH)]
        for number in range(options.rounds):
            for benchmark in benchmarks:
                benchmark.round(number, ways)
        for benchmark in benchmarks:
            benchmark.look_at_memory([way for way in ways if way != ALONE])
    text = page(benchmarks, ways, options.rounds)
    print(text)
    if not options.dry_run:
        RESULTS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
