"""Heads of tables: an empty corner is no heading, and a formula has a name."""

import re
from html import escape

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator


def visit_entry(translator, node):
    """Write a cell; a heading without content as a plain cell, one of mathematics with a label.

    Checkers and some screen readers find no text in a heading that holds MathML alone.
    """
    HTML5Translator.visit_entry(translator, node)
    if not translator.body[-1].startswith("<th"):
        return
    texts = list(node.findall(nodes.Text))
    if not texts and node.next_node(nodes.image) is None:
        translator.body[-1] = translator.body[-1].replace("<th", "<td", 1)
        translator.context[-1] = translator.context[-1].replace("</th", "</td")
    elif texts and all(isinstance(text.parent, nodes.math) for text in texts):
        label = " ".join(re.sub(r"[\\{}]", " ", node.astext()).split())
        translator.body[-1] = translator.body[-1].replace(
            "<th", f'<th aria-label="{escape(label)}"', 1
        )


def setup(app):
    """Replace the visitor of cells."""
    cell = (visit_entry, HTML5Translator.depart_entry)
    app.add_node(nodes.entry, override=True, html=cell)
