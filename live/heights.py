"""About how high every part of a page is, for the browser to reserve its place.

What is far below the screen is laid out when one comes near (`static/book.css`). Until then it
takes a place that is a little too high: what can be pressed must not seem to lie on what follows.
Prose is counted in characters, since its lines depend on the width; all else in `rem`.
"""

from docutils import nodes

HEIGHTS = {  # rem
    nodes.paragraph: 1,
    nodes.title: 5,
    nodes.image: 28,
    nodes.row: 2.5,
    nodes.term: 3,
    nodes.container: 1,  # a cell, its input, its output
}
LINES = {nodes.literal_block: ("\n", 1.4), nodes.math_block: (r"\\", 3.5)}  # ends with, rem
LIVE_FIGURE = 70  # rem


def reserve(app, pagename, templatename, context, doctree):
    """Write the length of prose and the height of the rest into the style of each part."""
    parts = [part for title in doctree.children for part in title.children] if doctree else []
    for part in parts:
        if isinstance(part, nodes.section):
            tag = f'<section id="{part["ids"][0]}">'
            prose, rest = measure(part)
            styled = f'{tag[:-1]} style="--prose:{prose};--rest:{rest:.0f}rem">'
            context["body"] = context["body"].replace(tag, styled, 1)


def measure(part):
    """Return the characters of a part's prose and the height in rem of all else."""
    prose, rest = 0, 0.0
    for node in part.findall():
        rest += HEIGHTS.get(type(node), 0)
        if isinstance(node, nodes.paragraph):
            prose += len(node.astext())
        elif isinstance(node, nodes.raw) and "nnlib-figure" in node.astext():
            rest += LIVE_FIGURE
        elif type(node) in LINES:
            end, height = LINES[type(node)]
            rest += height * (node.astext().count(end) + 1) + 2
    return prose, rest


def setup(app):
    """Connect the measuring."""
    app.connect("html-page-context", reserve)
