"""Build the book: strict, executed through the cache, failing as long as something is wrong.

A build that fails leaves no stamp, and without the stamp the next build reads every page again:
Sphinx by itself would warn about a page once and then keep silent until the page changes.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def build(source):
    """Build the book in `source` into `source/_build/html`.

    Parameters
    ----------
    source : Path

    Returns
    -------
    int
        0 when there was no warning and no failing cell, else the exit status of the builder.
    """
    folder = source / "_build"
    stamp = folder / "passed"
    if not stamp.exists():
        shutil.rmtree(folder / ".doctrees", ignore_errors=True)
    stamp.unlink(missing_ok=True)
    status = jupyter_book("build", source, "-W", "-n", "--keep-going")
    if status == 0:
        stamp.touch()
    return status


def check_links(source):
    """Ask every other site that the book in `source` links to; like `build` without its pages."""
    return jupyter_book("build", source, "-W", "-n", "--keep-going", "--builder", "linkcheck")


def jupyter_book(*arguments):
    """Run Jupyter Book and return its exit status."""
    program = shutil.which("jupyter-book", path=Path(sys.executable).parent)
    if program is None:
        print(f"jupyter-book is not installed beside {sys.executable}: run `make course` first.")
        return 1
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    environment.pop("PYTHONWARNINGS", None)  # the book's faults count, not its tools'
    return subprocess.run([program, *arguments], env=environment).returncode


def main():
    """Build from the command line and say which file to open."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", nargs="?", type=Path, default=ROOT, help="folder of the book")
    parser.add_argument("--links", action="store_true", help="check links to other sites instead")
    options = parser.parse_args()
    source = options.source.resolve()
    if options.links:
        return check_links(source)
    start = time.perf_counter()
    status = build(source)
    seconds = time.perf_counter() - start
    if status:
        print(f"The book has warnings or failing cells (above; {seconds:.0f} s).", file=sys.stderr)
    else:
        print(f"Book built in {seconds:.0f} s. Open {source / '_build' / 'html' / 'index.html'}")
    return status


if __name__ == "__main__":
    sys.exit(main())
