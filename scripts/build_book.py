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
    program = shutil.which("jupyter-book", path=Path(sys.executable).parent)
    if program is None:
        print(f"jupyter-book is not installed beside {sys.executable}: run `make course` first.")
        return 1
    command = [program, "build", source, "-W", "-n", "--keep-going"]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    environment.pop("PYTHONWARNINGS", None)  # the book's faults count, not its tools'
    status = subprocess.run(command, env=environment).returncode
    if status == 0:
        stamp.touch()
    return status


def main():
    """Build from the command line and say which file to open."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", nargs="?", type=Path, default=ROOT, help="folder of the book")
    source = parser.parse_args().source.resolve()
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
