"""Build every page again when any page changed: a page may refer to what another one dropped."""

import hashlib
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


def fingerprint(app, config):
    """Make the code of this extension a setting, so that its edits count as changes."""
    files = [path for path in sorted(Path(__file__).parent.rglob("*")) if path.suffix != ".pyc"]
    contents = b"".join(path.read_bytes() for path in files if path.is_file())
    config.live_fingerprint = hashlib.sha256(contents).hexdigest()


def setup(app):
    """Connect the reading of all pages."""
    app.add_config_value("live_fingerprint", "", "env")
    app.connect("config-inited", fingerprint)
    app.connect("env-get-outdated", read_all)
