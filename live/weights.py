"""The weights that figures load on their first use, put where the pages look for them."""

import json
from pathlib import Path

from nnlib.figures.base import asset
from nnlib.pretrained import read_small_gpt


def ship(app, exception):
    """Write the small GPT as a script: a page opened from disk may load that, and nothing else."""
    if exception or app.builder.format != "html":
        return
    folder = Path(app.outdir) / "_static" / "weights"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "small_gpt.js").write_text(script(), encoding="utf-8")


def script():
    """Return the script that hands model and weights to `nnlib.figures.small_gpt`."""
    content = json.dumps(read_small_gpt(), separators=(",", ":"))
    return f"{asset('gpt.js')}\nnnlibFigures.small_gpt={content}\n"


def setup(app):
    """Connect the weights."""
    app.connect("build-finished", ship)
