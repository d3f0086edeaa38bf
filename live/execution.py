"""How the book runs its notebooks: one cache for one state of nnlib, one thread, sharp figures."""

import hashlib
import os
import shutil
import sys
from pathlib import Path

# What a cell prints is sent when it ends: sent in pieces, blank lines would come between them.
# Vector figures are sharp on every screen and in print (rasterized parts of them have 200 dpi); a
# fixed salt and no date keep them equal from one build to the next.
KERNEL_CONFIG = """\
from ipykernel.iostream import OutStream

OutStream.flush_interval = 3600
c.InlineBackend.figure_formats = {"svg"}
c.InlineBackend.print_figure_kwargs = {
    "bbox_inches": "tight", "dpi": 200, "metadata": {"Date": None}
}
c.InlineBackend.rc = {"svg.hashsalt": "book"}
c.HistoryManager.enabled = False
c.IPKernelApp.log_level = "ERROR"
"""


def cache_key(source):
    """Return a digest of all that a notebook's outputs depend on, except the notebook.

    Parameters
    ----------
    source : Path
        Root of the book. The sources and data of `nnlib`, the data beside the chapters, the
        pinned versions, the version of Python and the kernel's settings enter the digest.

    Returns
    -------
    str
        Sixteen hexadecimal digits.
    """
    digest = hashlib.sha256(f"{sys.version_info[:2]}{KERNEL_CONFIG}".encode())
    files = [*(source / "nnlib").rglob("*"), *(source / "chapters").rglob("*")]
    files = [path for path in files if path.suffix not in {".ipynb", ".md", ".pyc"}]
    for path in sorted([*files, source / "constraints.txt"]):
        if path.is_file():
            digest.update(f"{path.relative_to(source)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def choose_cache(app, config):
    """Name the cache after its key, so that Sphinx reads every page again when the key changes."""
    config.nb_execution_cache_path = str(build_folder(app) / "cache" / cache_key(Path(app.srcdir)))


def prepare_kernels(app):
    """Give the kernels that this build starts the book's settings and nothing of the user's."""
    profile = build_folder(app) / "ipython" / "profile_default"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "ipython_kernel_config.py").write_text(KERNEL_CONFIG, encoding="utf-8")
    os.environ.update(OMP_NUM_THREADS="1", NNLIB_STATIC="1", IPYTHONDIR=str(profile.parent))
    for name in ("MPLBACKEND", "MATPLOTLIBRC", "PYTHONWARNINGS", "PYTHONSTARTUP"):
        os.environ.pop(name, None)


def remove_old_caches(app, exception):
    """Keep the cache of this build alone."""
    current = Path(app.config.nb_execution_cache_path)
    for cache in current.parent.glob("*"):
        if cache != current:
            shutil.rmtree(cache)


def build_folder(app):
    """Return the folder beside the HTML where builds keep what they need again."""
    return Path(app.outdir).parent


def setup(app):
    """Connect the cache and the kernels' settings."""
    app.connect("config-inited", choose_cache)
    app.connect("builder-inited", prepare_kernels)
    app.connect("build-finished", remove_old_caches)
