"""Number chapters, sections, equations and figures after the two digits of the file name.

Sphinx would count the chapters that exist: the second chapter of the syllabus would be the first
of a book that has no other yet.
"""

import re

from docutils import nodes
from sphinx.environment.collectors.toctree import TocTreeCollector

CHAPTER = re.compile(r"chapters/(\d\d)-")


def number_chapters(app, env):
    """Give each chapter its number and its sections theirs: 5, 5.1, 5.2.

    Returns
    -------
    list of str
        Pages whose equations or figures changed their number.
    """
    for docname, toc in env.tocs.items():
        if chapter := CHAPTER.match(docname):
            title, *rest = toc[0]
            headings = [title, *(item[0] for part in rest for item in part if is_section(item))]
            # What is deeper than a section has the empty number.
            numbers = {reference["anchorname"]: () for reference in toc.findall(nodes.reference)}
            env.toc_secnumbers[docname] = numbers
            for count, heading in enumerate(headings):
                number = (int(chapter[1]), count) if count else (int(chapter[1]),)
                heading[0]["secnumber"] = numbers[heading[0]["anchorname"]] = number
            env.titles[docname]["secnumber"] = (int(chapter[1]),)
    return TocTreeCollector().assign_figure_numbers(env)


def is_section(item):
    """Tell a section of the page from the pages below it."""
    return isinstance(item, nodes.list_item)


def setup(app):
    """Connect the numbering, after Sphinx's own."""
    app.connect("env-get-updated", number_chapters, priority=900)
