"""Folded code: a fold is called by the words it shows, for readers and screen readers alike."""

from myst_nb.sphinx_ import HideCodeCellNode, depart_HideCellInput, visit_HideCellInput


def visit_fold(translator, node):
    """Write the summary without the label that says something other than its text."""
    start = len(translator.body)
    visit_HideCellInput(translator, node)
    translator.body[start:] = [
        part.replace(' aria-label="Toggle hidden content"', "") for part in translator.body[start:]
    ]


def setup(app):
    """Replace the visitor of folded cells."""
    app.add_node(HideCodeCellNode, override=True, html=(visit_fold, depart_HideCellInput))
