"""Number chapters, sections, equations and figures after the two digits of the file name.

Sphinx would count the chapters that exist: the second chapter of the syllabus would be the first
of a book that has no other yet.
"""

import re

from docutils import nodes
from sphinx import addnodes
from sphinx.environment.collectors.toctree import TocTreeCollector

CHAPTER = re.compile(r"chapters/(\d\d)-")


def number_chapters(app, env):
    """Give each chapter its number and its sections theirs: 5, 5.1, 5.1.1.

    Returns
    -------
    list of str
        Pages whose equations or figures changed their number.
    """
    for docname, toc in env.tocs.items():
        if chapter := CHAPTER.match(docname):
            numbers = env.toc_secnumbers[docname] = {}
            for title in toc:
                number_sections(title, (int(chapter[1]),), numbers)
            env.titles[docname]["secnumber"] = (int(chapter[1]),)
    return TocTreeCollector().assign_figure_numbers(env)


def number_sections(item, number, numbers):
    """Write `number` to the section of a list item and count on in the lists below it."""
    count = 0
    for child in item:
        if isinstance(child, addnodes.compact_paragraph):
            child[0]["secnumber"] = numbers[child[0]["anchorname"]] = number
        elif isinstance(child, nodes.bullet_list):
            for subsection in child.findall(nodes.list_item, descend=True):
                if subsection.parent is child:
                    count += 1
                    number_sections(subsection, (*number, count), numbers)


def setup(app):
    """Connect the numbering, after Sphinx's own."""
    app.connect("env-get-updated", number_chapters, priority=900)
