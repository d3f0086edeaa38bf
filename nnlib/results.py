"""Results of runs that take too long for a chapter: tables made by `scripts/results/`."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

__all__ = ["Results", "load_results"]

FOLDER = Path(__file__).parent / "datasets" / "results"


@dataclass(frozen=True)
class Results:
    """A table with the note of how it came about.

    Attributes
    ----------
    columns : dict of str to ndarray
        Integers, floats or texts, one entry a row.
    about : str
        The script that made it, when, and on what.
    """

    columns: dict
    about: str

    def __getitem__(self, name):
        return self.columns[name]

    def __len__(self):
        return len(next(iter(self.columns.values())))

    def where(self, **values):
        """Keep the rows whose columns have these values.

        Returns
        -------
        Results
        """
        kept = np.ones(len(self), dtype=bool)
        for name, value in values.items():
            kept &= self.columns[name] == value
        return Results({name: column[kept] for name, column in self.columns.items()}, self.about)


def load_results(name):
    """Load a table of results that ships with the book.

    Parameters
    ----------
    name : str
        File name in ``nnlib/datasets/results`` without ``.csv``.

    Returns
    -------
    Results

    Raises
    ------
    FileNotFoundError
        If there is no such table.
    """
    path = FOLDER / f"{name}.csv"
    if not path.is_file():
        known = ", ".join(sorted(other.stem for other in FOLDER.glob("*.csv")))
        raise FileNotFoundError(f"there are no results {name!r}; there are: {known}")
    lines = path.read_text(encoding="utf-8").splitlines()
    about = [line.removeprefix("#").strip() for line in lines if line.startswith("#")]
    names, *rows = csv.reader(line for line in lines if not line.startswith("#"))
    columns = zip(*rows, strict=True)
    return Results(
        {name: _typed(column) for name, column in zip(names, columns, strict=True)},
        "\n".join(about),
    )


def _typed(texts):
    for kind in (int, float):
        try:
            return np.array([kind(text) for text in texts])
        except ValueError:
            continue
    return np.array(texts)
