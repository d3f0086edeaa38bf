"""Markdown of instructors and students as harmless HTML, with formulas drawn."""

import re
import secrets

import bleach
from nbconvert.filters import strip_files_prefix
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

PROTOCOLS = ("http", "https", "data")
TAGS = {
    *bleach.ALLOWED_TAGS,
    *("p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "div", "span", "img", "br", "hr"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd"),
    *("del", "sub", "sup", "details", "summary"),
}
DIRECTIVE = re.compile(r"^:::+ *(\{[^}]*\})? *(.*)$", re.M)


def clean(html):
    """Reduce rendered text to harmless tags."""
    return bleach.clean(strip_files_prefix(html), TAGS, _harmless, protocols=PROTOCOLS)


def to_html(source, formulas, attachments=None):
    """Render Markdown.

    Parameters
    ----------
    source : str
    formulas : Formulas
    attachments : dict, optional
        Of the cell.

    Returns
    -------
    str
        HTML without anything that acts or asks the network.
    """
    renderer = _Renderer(attachments or {})
    source = DIRECTIVE.sub(lambda match: f"**{match[2]}**" if match[2] else "", source)
    html = clean(MarkdownWithMath(renderer=renderer).render(source))
    html = re.sub(r' href="\.[^"]*"', "", html)  # chapters that are not beside the page
    return re.sub(
        rf'<span class="{renderer.mark}-(\d+)"></span>',
        lambda match: _draw(formulas, *renderer.formulas[int(match[1])]),
        html,
    )


def _draw(formulas, tex, display):
    return formulas.draw(tex, display=display)


class _Renderer(IPythonRenderer):
    """Puts a mark in the place of each formula: what is drawn is not to be cleaned away.

    The mark is a random name, which no student can have written.
    """

    def __init__(self, attachments):
        super().__init__(escape=False, attachments=attachments, exclude_anchor_links=True)
        self.mark, self.formulas = f"formula-{secrets.token_hex(8)}", []

    def inline_math(self, body):
        return self._marked(body, False)

    def block_math(self, body):
        return self._marked(body, True)

    def multiline_math(self, text):
        return self._marked(text.strip().removeprefix("$$").removesuffix("$$"), True)

    def latex_environment(self, name, body):
        return self._marked(rf"\begin{{{name}}}{body}\end{{{name}}}", True)

    def image(self, text, url, title=None):
        if url.startswith("attachment:") and url.partition(":")[2] not in self.attachments:
            return self.escape_html(f"[{text}]")
        return super().image(text, url, title)

    def _marked(self, tex, display):
        self.formulas.append((tex, display))
        return f'<span class="{self.mark}-{len(self.formulas) - 1}"></span>'


def _harmless(tag, name, value):
    """Tell whether an attribute may stay: images in the notebook itself, links to pages."""
    if (tag, name) == ("img", "src"):
        return value.startswith("data:image/")
    if (tag, name) == ("a", "href"):
        return value.startswith(("https://", "http://", "#", "./", "../"))
    return name in ("alt", "title", "id", "class", "align")
