"""What every live figure shares: the page fragment, its data, style and script."""

import json
import math
import os
import re
from importlib.resources import files
from xml.etree import ElementTree

# A page of the book is made by one process, which runs one notebook: style and script go into the
# first figure that needs them, and this set remembers what the page has already got.
_on_page: set[str] = set()


class Figure:
    """A drawing that its own script brings to life, with no kernel and no outside request.

    Parameters
    ----------
    kind : str
        Name of the style and script beside this module: ``<kind>.css`` and ``<kind>.js``, which
        registers itself as ``nnlibFigures.kinds[kind]``.
    stills : list of Element
        SVG drawings (see `drawing`) that make sense without a script, or elements around them.
    data : dict
        What the script needs, as JSON.
    label : str
        Name of the figure for a screen reader, a few words.
    caption : str or None
        Shown below the drawing, always.
    hint : str
        How to move the figure: shown once it can be moved.
    still_note : str
        What the still shows: shown on paper and without a script.
    shared : tuple of str
        Styles and scripts that other kinds use too, as ``"plane"``.
    """

    def __init__(self, kind, stills, data, *, label, caption, hint, still_note, shared=()):
        self.kind = kind
        self.shared = shared
        self.stills = stills
        self.data = data
        self.label = label
        self.caption = caption
        self.hint = hint
        self.still_note = still_note

    def __repr__(self):
        return f"Live figure: {self.label}. {self.still_note}"

    @property
    def assets(self):
        """The styles and scripts that a page with this figure needs, in order."""
        parts = ("base", *self.shared, self.kind)
        names = [f"{part}.{kind}" for kind in ("css", "js") for part in parts]
        return [name for name in names if files("nnlib.figures").joinpath(name).is_file()]

    def html(self, assets=None):
        """Return the fragment of a page that holds the figure.

        Parameters
        ----------
        assets : list of str, optional
            The styles and scripts that go with it; all that it needs if not given.
        """
        caption = element(
            "figcaption",
            f"{self.caption} " if self.caption else "",
            element("span", self.hint, class_="nnlib-hint"),
            element("span", self.still_note, class_="nnlib-still"),
        )
        assets = self.assets if assets is None else assets
        # The caption comes after the scripts: what is not there yet, the controls cannot move.
        figure = element(
            "figure",
            element("div", *self.stills, class_="nnlib-picture"),
            element("script", to_json(self.data), type="application/json"),
            *(element("script", asset(name)) for name in assets if name.endswith("js")),
            element("script", "nnlibFigures.start()"),
            caption,
            class_=f"nnlib-figure nnlib-{self.kind}",
            aria_label=self.label,
            data_kind=self.kind,
        )
        return to_html(figure, assets)

    def _repr_html_(self):
        return self.html(not_yet_on_page(self.assets))


def to_html(content, assets):
    """Return an element as HTML, after the styles among `assets`."""
    styles = [element("style", asset(name)) for name in assets if name.endswith("css")]
    return "\n".join(
        ElementTree.tostring(part, encoding="unicode", method="html") for part in (*styles, content)
    )


def not_yet_on_page(assets):
    """Return the styles and scripts that an output must bring along.

    In the book, what no earlier figure of the page has brought. In a notebook all: an output may
    outlive all others, or be shown without them.
    """
    if not is_static():
        return assets
    new = [name for name in assets if name not in _on_page]
    _on_page.update(new)
    return new


def is_static():
    """Return whether outputs are made for a page without a kernel (``NNLIB_STATIC=1``)."""
    return os.environ.get("NNLIB_STATIC") == "1"


def to_json(data):
    """Return `data` as JSON that is safe inside a ``<script>`` element."""
    text = json.dumps(data, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def number(x):
    """Return `x` as the scripts print it: up to three decimals, a real minus sign."""
    if not math.isfinite(x):
        return "undefined"
    size = abs(x)
    if size == 0:
        text = "0"
    elif size < 1e-3 or size >= 1e6:
        mantissa, exponent = f"{x:.1e}".split("e")
        text = f"{mantissa.removesuffix('.0')}e{int(exponent):+d}"
    else:
        text = f"{x:.3f}".rstrip("0").rstrip(".")
    return text.replace("-", "−")


def point(values):
    """Return numbers as ``(a, b)``."""
    return f"({', '.join(number(v) for v in values)})"


def translate(x, y):
    """Return the transform that moves an element to a point."""
    return f"translate({round(x)} {round(y)})"


def element(name, *content, **attributes):
    """Return an HTML or SVG element that holds `content` (elements and text, which is escaped).

    ``class_="a"`` is written ``class="a"``, ``data_kind="b"`` as ``data-kind="b"``; numbers are
    rounded to whole units of the drawing.
    """
    node = ElementTree.Element(name)
    for key, value in attributes.items():
        if isinstance(value, float):
            value = round(value)
        node.set(key.rstrip("_").replace("_", "-"), str(value))
    for part in content:
        if not isinstance(part, str):
            node.append(part)
        elif len(node):
            node[-1].tail = (node[-1].tail or "") + part
        else:
            node.text = (node.text or "") + part
    return node


def drawing(width, height, *content, title, description):
    """Return the SVG of a still picture with its text alternative."""
    return element(
        "svg",
        element("title", title),
        element("desc", description),
        *content,
        class_="nnlib-still nnlib-drawing",
        role="img",
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        width=width,
        height=height,
    )


def asset(name):
    """Return a style or script without its comment lines and the spaces it does not need."""
    text = files("nnlib.figures").joinpath(name).read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    text = "\n".join(line for line in lines if line and not line.startswith(("//", "/*")))
    # Strings and templates stay as they are. A line break that ends a statement stays, as a script
    # may lack the semicolon.
    css = r"\s*;?\s*([{};,])\s*|(?<=:) "
    spaces = css if name.endswith("css") else r" *([{}()[\],;:?=<>&|*/]+) *"
    pieces = re.split(r'("[^"\n]*"|`[^`\n]*`)', text)
    for i in range(0, len(pieces), 2):
        pieces[i] = re.sub(spaces, r"\1", pieces[i])
        pieces[i] = re.sub(r"(?<=[{([,;=>&|?:])\n|\n(?=[)\]}.?:&|])", "", pieces[i])
    return "".join(pieces)
