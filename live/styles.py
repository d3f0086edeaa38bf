"""One style sheet for all pages: every sheet of theme and extensions, less what no page can use.

The theme alone brings 300 kB of rules, most of them for elements that the book does not have, and
a browser draws nothing before it has read the last of a dozen files. Here they become one, without
the rules that name a class or an id which stands in no page and no script.
"""

import os
import re
from pathlib import Path, PurePosixPath

import tinycss2

SHEET = "styles/book.css"
THEME = ("basic.css", "styles/pydata-sphinx-theme.css")  # linked by the theme's own template
MADE_BY_SCRIPTS = ("bs-",)  # classes that Bootstrap puts together: `bs-tooltip-` and a side
WORD = re.compile(r"[\w-]+")
ADDRESS = re.compile(r"""url\((['"]?)(?!data:|https?:|[#/])([^'")]+)\1\)""")


def take_sheets(app, pagename, templatename, context, doctree):
    """Note which sheets the pages ask for; the template links to the one made of them."""
    for sheet in context["css_files"]:
        app.live_sheets[sheet.filename.removeprefix("_static/")] = sheet.priority
    context["css_files"] = []


def write_sheet(app, exception):
    """Write the sheet, when a page was written."""
    if exception or app.builder.format != "html" or not app.live_sheets:
        return
    static = Path(app.outdir, "_static")
    words = set()
    for path in (*Path(app.outdir).rglob("*.html"), *static.rglob("*.js")):
        words.update(WORD.findall(path.read_text(encoding="utf-8")))
    sheets = (*THEME, *sorted(app.live_sheets, key=app.live_sheets.get))
    text = "".join(less(read(static, name), words) for name in sheets)
    (static / SHEET).write_text('@charset "UTF-8";\n' + text, encoding="utf-8")


def read(static, name):
    """Return the text of a sheet, with addresses as seen from the one sheet."""
    folder = (static / name).parent

    def move(found):
        target = os.path.relpath(folder / found[2], (static / SHEET).parent)
        return f'url("{PurePosixPath(target)}")'

    return ADDRESS.sub(move, (static / name).read_text(encoding="utf-8"))


def less(style, words):
    """Return a style sheet without the rules that can meet nothing.

    Parameters
    ----------
    style : str
        A sheet, or the inside of one of its ``@media`` blocks.
    words : set of str
        Every class and id that may occur; other words do no harm.

    Returns
    -------
    str
    """
    kept = []
    for rule in tinycss2.parse_rule_list(style, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            selectors = [s for s in split(rule.prelude) if may_meet(s, words)]
            if selectors:
                names = ",".join(tinycss2.serialize(s).strip() for s in selectors)
                kept.append(f"{names}{{{tinycss2.serialize(rule.content).strip()}}}\n")
        elif rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports"):
            inside = less(tinycss2.serialize(rule.content), words)
            if inside:
                condition = tinycss2.serialize(rule.prelude).strip()
                kept.append(f"@{rule.at_keyword} {condition}{{\n{inside}}}\n")
        elif rule.type == "at-rule" and rule.lower_at_keyword != "charset":
            kept.append(rule.serialize() + "\n")
    return "".join(kept)


def split(prelude):
    """Return the selectors of a rule, each a list of tokens."""
    selectors = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            selectors.append([])
        else:
            selectors[-1].append(token)
    return selectors


def may_meet(selector, words):
    """Tell whether all classes and ids that a selector asks for occur.

    What stands in brackets (``:not(.x)``, ``[type="x"]``) is not asked: it may be absent.
    """
    before = None
    for token in selector:
        asked = token.type == "hash" or (token.type == "ident" and before == ".")
        if asked and token.value not in words and not token.value.startswith(MADE_BY_SCRIPTS):
            return False
        before = token.value if token.type == "literal" else None
    return True


def setup(app):
    """Connect the collection, once every extension has added its own sheets, and the writing."""
    app.live_sheets = {}  # name: priority
    app.connect("html-page-context", take_sheets, priority=900)
    app.connect("build-finished", write_sheet, priority=900)
