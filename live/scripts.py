"""The theme's script, less a loop that would lay out every page as a whole when it opens.

The theme measures each block of code and each output, to let the keyboard reach those that scroll
sideways. So the browser would have to lay out at once what `static/book.css` leaves for later, one
block after another; `static/book.js` measures them when they are laid out.
"""

from pathlib import Path

from sphinx.errors import ExtensionError

THEIRS, OURS = "scripts/pydata-sphinx-theme.js", "scripts/theme.js"
LOOP = "e.tabIndex=e.scrollWidth>e.clientWidth||e.scrollHeight>e.clientHeight?0:-1"


def write_script(app, exception):
    """Write the script that the template links to.

    Raises
    ------
    ExtensionError
        If the loop is not in the theme's script: another version of the theme.
    """
    if exception or app.builder.format != "html":
        return
    static = Path(app.outdir, "_static")
    script = (static / THEIRS).read_text(encoding="utf-8")
    if script.count(LOOP) != 1:
        raise ExtensionError(
            f"{THEIRS} has no loop {LOOP!r}: see whether live/scripts.py is needed"
        )
    (static / OURS).write_text(script.replace(LOOP, "0"), encoding="utf-8")


def setup(app):
    """Connect the writing."""
    app.connect("build-finished", write_script)
