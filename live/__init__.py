"""Sphinx extension of the book: how notebooks run, how mathematics, figures and pages come out.

One subject a module; each has a `setup` of its own.
"""

from live import (
    cells,
    code,
    execution,
    folds,
    heights,
    icons,
    images,
    mathematics,
    numbering,
    page,
    repository,
    scripts,
    strict,
    styles,
    tables,
    weights,
)

PARTS = (
    cells,
    code,
    execution,
    folds,
    heights,
    icons,
    images,
    mathematics,
    numbering,
    page,
    repository,
    scripts,
    strict,
    styles,
    tables,
    weights,
)


def setup(app):
    """Set up every part of the extension."""
    for part in PARTS:
        part.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": False}  # `styles` sees all pages
