"""Heads of tables: an empty corner is no heading."""

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator


def visit_entry(translator, node):
    """Write a cell; a heading without content as a plain cell."""
    HTML5Translator.visit_entry(translator, node)
    empty = node.next_node(nodes.Text) is None and node.next_node(nodes.image) is None
    if empty and translator.body[-1].startswith("<th"):
        translator.body[-1] = translator.body[-1].replace("<th", "<td", 1)
        translator.context[-1] = translator.context[-1].replace("</th", "</td")


def setup(app):
    """Replace the visitor of cells."""
    cell = (visit_entry, HTML5Translator.depart_entry)
    app.add_node(nodes.entry, override=True, html=cell)
