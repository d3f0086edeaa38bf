"""Build every page again when any page changed: a page may refer to what another one dropped."""

import shutil
from pathlib import Path

from myst_nb.sphinx_ext import OUTPUT_FOLDER


def read_all(app, env, added, changed, removed):
    """Return all pages if there is anything to do, and clear away what earlier builds wrote."""
    if not (added or changed or removed):
        return []
    outdir = Path(app.outdir)
    for folder in (outdir, outdir.parent / OUTPUT_FOLDER):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    return env.found_docs


def setup(app):
    """Connect the reading of all pages."""
    app.connect("env-get-outdated", read_all)
