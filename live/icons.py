"""The theme's icons in fonts of a few kilobytes, instead of a 1.5 MB script and 270 kB of fonts.

The theme names its icons by classes of FontAwesome (`fa-sun`). Its style sheet maps them to
characters of a font, its script replaces them by drawings; the font alone is enough, and of the
font only the characters in use.
"""

import re
from pathlib import Path

import pydata_sphinx_theme
from fontTools import subset

STATIC = Path(pydata_sphinx_theme.__file__).parent / "theme/pydata_sphinx_theme/static"
STYLE = STATIC / "styles/pydata-sphinx-theme.css"
FONTS = STATIC / "vendor/fontawesome/webfonts"

# fmt: off
SOLID = [
    "angle-down", "angle-left", "angle-right", "angle-up", "arrow-up", "bars", "bell",
    "chevron-down", "chevron-right", "circle-check", "circle-exclamation", "circle-half-stroke",
    "circle-info", "circle-question", "circle-xmark", "code", "download", "expand", "file",
    "file-pdf", "lightbulb", "list", "magnifying-glass", "moon", "outdent", "pencil", "rocket",
    "share", "sun", "triangle-exclamation", "up-right-from-square", "xmark",
]
# fmt: on
BRANDS = ["github"]

FACE = """\
@font-face {{
  font-family: "Font Awesome 6 {family}";
  font-weight: {weight};
  font-display: block;
  src: url({file}.woff) format("woff");
  unicode-range: {characters};
}}
"""

# The theme places the drawing that its script makes: its rule would lay the sign over the words.
PLACES = """\
.bd-search .fa-solid.fa-magnifying-glass { position: static; }
#pst-search-dialog .fa-magnifying-glass { font-size: var(--pst-font-size-icon); }
"""


def characters(names):
    """Return the code point of each icon, looked up in the theme's style sheet.

    Raises
    ------
    ValueError
        If the theme has no such icon any more.
    """
    style = STYLE.read_text(encoding="utf-8")
    points = []
    for name in names:
        found = re.search(rf'\.fa-{name}:before[^{{}}]*{{content:"\\([0-9a-f]+)"}}', style)
        if not found:
            raise ValueError(f"The theme has no icon {name!r}: look for its new name in {STYLE}.")
        points.append(int(found[1], 16))
    return points


def write_icons(app, exception):
    """Write the small fonts, and a style sheet that puts them before the theme's large ones."""
    if exception or app.builder.format != "html":
        return
    folder = Path(app.outdir, "_static")
    style = PLACES
    for file, family, weight, names in (
        ("fa-solid-900", "Free", 900, SOLID),
        ("fa-brands-400", "Brands", 400, BRANDS),
    ):
        points = characters(names)
        options = subset.Options(flavor="woff")
        font = subset.load_font(str(FONTS / f"{file}.ttf"), options)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=points)
        subsetter.subset(font)
        subset.save_font(font, str(folder / f"{file}.woff"), options)
        ranges = ", ".join(f"U+{point:04X}" for point in points)
        style += FACE.format(family=family, weight=weight, file=file, characters=ranges)
    (folder / "icons.css").write_text(style, encoding="utf-8")


def setup(app):
    """Connect the fonts."""
    app.connect("build-finished", write_icons)
    app.add_css_file("icons.css", priority=800)
