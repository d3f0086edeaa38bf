"""Write a table of results with its provenance, so that a chapter can show what it did not run.

A script beside this file makes one table: its docstring says what is measured, ``main`` returns the
rows, and the last line is ``write(__file__, main)``. Run it by
``OMP_NUM_THREADS=1 .venv/bin/python scripts/results/NAME.py``; the chapter reads
``nnlib.data.load_results("NAME")`` (``_`` becomes ``-``) and runs one row again.
"""

import csv
import platform
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "nnlib" / "datasets" / "results"


def write(script, make):
    """Run `make` and write the rows that it returns.

    Parameters
    ----------
    script : str
        ``__file__`` of the script: gives the table its name.
    make : callable
        Returns a list of dicts with the same keys: a row each.
    """
    script = Path(script).resolve()
    start = time.perf_counter()
    rows = make()
    minutes = (time.perf_counter() - start) / 60
    path = FOLDER / f"{script.stem.replace('_', '-')}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(f"# made by {script.relative_to(ROOT).as_posix()} on {date.today()}\n")
        file.write(
            f"# in {minutes:.1f} minutes with Python {platform.python_version()}, "
            f"NumPy {np.__version__}, {platform.machine()} {sys.platform}\n"
        )
        table = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
    print(f"{path.relative_to(ROOT)}: {len(rows)} rows in {minutes:.1f} minutes")
