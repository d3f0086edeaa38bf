"""Write the marks as a table, one line for each student and question."""

import csv
from dataclasses import asdict, fields

from grading.gradebook import Mark


def write(marks, path):
    """Write marks as CSV; one that does not exist yet is an empty cell, never 0.

    Parameters
    ----------
    marks : iterable of Mark
    path : Path

    Returns
    -------
    int
        The number of lines below the heading.
    """
    rows = [{name: _cell(value) for name, value in asdict(mark).items()} for mark in marks]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, [field.name for field in fields(Mark)])
        table.writeheader()
        table.writerows(rows)
    return len(rows)


def _cell(value):
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) else value
