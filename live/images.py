"""Images: none without alternative text, none heavy, each with its size so that no page jumps."""

import gzip
import re
from pathlib import Path

from docutils import nodes
from sphinx.util import logging
from sphinx.util.images import get_image_size
from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)
LIMIT = 100_000  # bytes as they travel; a page has 350 kB in all
SIDES = ("width", "height")
PIXELS = {"": 1, "px": 1, "pt": 96 / 72, "in": 96, "cm": 96 / 2.54, "mm": 96 / 25.4}


def image_size(path):
    """Return width and height of an image in CSS pixels, None when the file does not tell."""
    if path.suffix == ".svg":
        head = path.read_text(encoding="utf-8")[:2000]
        found = [re.search(rf'<svg[^>]*\s{name}="([\d.]+)([a-z]*)"', head) for name in SIDES]
        return (
            tuple(round(float(side[1]) * PIXELS[side[2]]) for side in found) if all(found) else None
        )
    return get_image_size(str(path))


def visit_image(translator, node):
    """Write an image with its size; warn when it has no alternative text, or is heavy."""
    if not node.get("alt", "").strip():
        logger.warning(
            "image without alternative text: give the cell the metadata "
            '{"mystnb": {"image": {"alt": "..."}}}, or write ![...](path)',
            location=node,
        )
    path = Path(translator.builder.srcdir, node["uri"])
    if path.is_file() and (weight := len(gzip.compress(path.read_bytes()))) > LIMIT:
        logger.warning(
            "image of %d kB, more than %d: draw less, or give large collections rasterized=True",
            *(weight // 1000, LIMIT // 1000),
            location=node,
        )
    HTML5Translator.visit_image(translator, node)
    size = image_size(path) if path.is_file() else None
    if size and not {"width", "height"} & set(node.attributes):
        sides = ' width="{}" height="{}"'.format(*size)
        translator.body[-1] = translator.body[-1].replace("<img", "<img" + sides, 1)


def setup(app):
    """Replace the visitor of images."""
    app.add_node(nodes.image, override=True, html=(visit_image, HTML5Translator.depart_image))
