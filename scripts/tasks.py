"""The commands of the Makefile: `make NAME` runs the function `NAME` below, with `-` for `_`.

Each one makes the environment first where it needs it, so any of them may be the first.
Runs on the system's Python: the standard library only.
"""

import os
import shutil
import subprocess
import sys

import debian
import environment
from environment import ROOT, SetupError, run

BOOK = ROOT / "_build" / "html" / "index.html"
SAMPLE = ROOT / "build" / "sample-class"
EVERY_CORE = ("-n", "logical", "--dist", "loadgroup")  # tests/conftest.py makes the groups


def help() -> None:
    """List the commands."""
    print("make COMMAND, where COMMAND is one of\n")
    for name, task in TASKS.items():
        print(f"  {name:13} {task.__doc__.splitlines()[0]}")


def course() -> None:
    """Set up, build the book, release the exercises, grade a sample class."""
    environment.ensure()
    book()
    release()
    bring_bubblewrap()
    step("Grading a sample class")
    own = "--gradebook", SAMPLE / "gradebook"  # never the instructor's
    run("-m", "grading", "sample", "--out", SAMPLE)
    run("-m", "grading", *own, "collect", SAMPLE / "submissions")
    run("-m", "grading", *own, "grade", "--sandbox", "auto", "--timeout", 30)
    mark(*own)
    print(f"\nThe book:       {BOOK}")
    print(f"The marks:      {SAMPLE / 'gradebook' / 'grades.csv'}")
    print(f"The feedback:   {SAMPLE / 'gradebook' / 'feedback'}")
    print("The exercises:  make lab")


def test() -> None:
    """Run the tests but the slowest (builds the book first: some tests read it)."""
    book()
    environment.ensure_node_tools()
    missing = bring_chromium()
    bring_bubblewrap()
    step("Running the tests")
    run("-m", "pytest", *(sys.argv[2:] or EVERY_CORE))
    print(missing, end="")


def book() -> None:
    """Build the book into _build/html; a warning or a failing cell fails it."""
    environment.ensure()
    step("Building the book")
    run("scripts/build_book.py")


def pdf() -> None:
    """Print the book to _build/pdf with bookmarks."""
    book()
    if missing := bring_chromium():
        raise SetupError(missing)
    step("Printing the PDF")
    run("scripts/print_pdf.py")


def links() -> None:
    """Check that the book's links to other sites still lead somewhere."""
    environment.ensure()
    step("Checking links")
    run("scripts/build_book.py", "--links")


def lab() -> None:
    """Open JupyterLab on work/, the student's own copy of the exercises."""
    environment.ensure()
    run("scripts/lab.py")


def release() -> None:
    """Make exercises/ from solutions/."""
    environment.ensure()
    step("Releasing the exercises")
    run("-m", "grading", "release")


def grade() -> None:
    """Grade what was collected in gradebook/submitted, write feedback and marks."""
    environment.ensure()
    bring_bubblewrap()
    run("-m", "grading", "grade")
    mark()


def mark(*options: object) -> None:
    """Write feedback and the table of marks."""
    run("-m", "grading", *options, "feedback")
    run("-m", "grading", *options, "export")


def lint() -> None:
    """Check formatting, spelling, notebooks' metadata and the workflows."""
    environment.ensure()
    environment.ensure_node_tools()
    step("Linting")
    run("scripts/lint.py")


def check() -> None:
    """What CI runs: lint, released exercises, strict book, all tests, every known answer graded."""
    lint()
    run("-m", "grading", "release", "--check")
    test()
    step("Grading every known answer to the exercises")
    run("-m", "pytest", "-m", "full", *EVERY_CORE)


def bench() -> None:
    """Compare nnlib's training step with PyTorch's."""
    environment.ensure()
    run("benchmarks/training_step.py")


def bench_grading() -> None:
    """Compare what a submission costs to grade, with nbgrader's own autograde."""
    environment.ensure()
    bring_bubblewrap()
    run("-m", "benchmarks.grading")


def bench_book() -> None:
    """Weigh the book's pages and let Lighthouse judge them (long, and only on an idle machine)."""
    book()
    if missing := bring_chromium():
        raise SetupError(missing)
    run("-m", "benchmarks.book", *sys.argv[2:], PYTHONPATH="scripts")


def clean() -> None:
    """Remove what is built; keeps .venv, work/ and gradebook/."""
    for folder in ("_build", "build", ".pytest_cache", ".ruff_cache"):
        shutil.rmtree(ROOT / folder, ignore_errors=True)


def step(title: str) -> None:
    print(f"\n== {title}", flush=True)


def bring_chromium() -> str:
    """Find or install Chromium; return "" or, where none can be had, the sentence that says so."""
    done = subprocess.run(
        [environment.PYTHON, "scripts/browser.py"],
        cwd=ROOT,
        env=environment.environment(),
        stderr=subprocess.PIPE,
        text=True,
    )
    if done.returncode and os.environ.get("CI"):
        raise SetupError(done.stderr)
    return done.stderr if done.returncode else ""


def bring_bubblewrap() -> None:
    """Install the grader's sandbox where that is allowed; without it, the grader says so."""
    if not shutil.which("bwrap"):
        debian.install("bubblewrap")


TASKS = {
    task.__name__.replace("_", "-"): task
    for task in (
        *(help, course, test, book, pdf, lab, release, grade, lint, check),
        *(links, bench, bench_grading, bench_book, clean),
    )
}


def main() -> int:
    name = sys.argv[1] if len(sys.argv) > 1 else "help"
    if name not in TASKS:
        print(f"There is no command {name!r}; `make help` lists them.", file=sys.stderr)
        return 2
    try:
        TASKS[name]()
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        return error.returncode  # the command itself has said what is wrong
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
