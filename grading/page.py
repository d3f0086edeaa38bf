"""Pages that need nothing but themselves: no network, no script, light and dark."""

import re
from pathlib import Path

import jinja2
from markupsafe import Markup, escape
from nbconvert.filters import ansi2html
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from grading.markdown import clean

TEMPLATES = Path(__file__).with_name("templates")
IMAGES = ("image/png", "image/jpeg")
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")


def render(template, **values):
    """Fill a template; every value that is not HTML made here is shown as text.

    Parameters
    ----------
    template : str
        Name of a file in `templates/`.
    **values
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["number"] = number
    environment.filters["percent"] = percent
    style = Markup((TEMPLATES / "style.css").read_text(encoding="utf-8"))
    return environment.get_template(template).render(style=style, **values)


def number(value):
    """Write a number of points, a dash where there is none."""
    return "–" if value is None else f"{round(value, 2):g}"


def percent(value):
    """Write a share, a dash where there is none."""
    return "–" if value is None else f"{value:.0%}"


def code(source):
    """Show Python code."""
    return Markup(highlight(source, PythonLexer(stripnl=False), HtmlFormatter(cssclass="code")))


def output(found):
    """Show one output of a cell as its student may see it: nothing in it acts.

    Parameters
    ----------
    found : NotebookNode

    Returns
    -------
    Markup
    """
    if found.output_type == "stream":
        return _text(found.text)
    if found.output_type == "error":
        return _text("\n".join(found.traceback) or f"{found.ename}: {found.evalue}")
    data = found.get("data", {})
    for kind in IMAGES:
        if BASE64.fullmatch(picture := data.get(kind, "-")):
            source = f"data:{kind};base64,{''.join(picture.split())}"
            size = _size(found.get("metadata", {}).get(kind))
            image = Markup('<img alt="a figure that this cell draws"{} src="{}">')
            return image.format(size, source)
    if "text/html" in data:
        return Markup(f'<div class="html">{clean(_joined(data["text/html"]))}</div>')
    return _text(_joined(data.get("text/plain", "")))


def _size(said):
    """Return width and height of a figure as attributes, where it says numbers."""
    numbers = said if isinstance(said, dict) else {}
    return Markup("").join(
        Markup(' {}="{}"').format(side, numbers[side])
        for side in ("width", "height")
        if isinstance(numbers.get(side), (int, float))
    )


def _text(text):
    return Markup(f"<pre>{ansi2html(_joined(text))}</pre>") if text else escape("")


def _joined(text):
    return "".join(text) if isinstance(text, list) else str(text)
