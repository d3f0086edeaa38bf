"""Number chapters, sections, equations and figures after the two digits of the file name.

Sphinx would count the chapters that exist: the second chapter of the syllabus would be the first
of a book that has no other yet.
"""

import re

from docutils import nodes
from sphinx.environment.collectors.toctree import TocTreeCollector
from sphinx_external_toc.collectors import disable_builtin_toctree_collector

CHAPTER = re.compile(r"chapters/(\d\d)-")


class ChapterNumbers(TocTreeCollector):
    """Sphinx's collector of contents, with numbers from file names; figures follow suit."""

    def assign_section_numbers(self, env):
        """Give each chapter its number and its sections theirs: 5, 5.1, 5.2.

        Returns
        -------
        list of str
            Pages whose numbers changed.
        """
        old, env.toc_secnumbers = env.toc_secnumbers, {}
        for docname, toc in env.tocs.items():
            if chapter := CHAPTER.match(docname):
                env.titles[docname]["secnumber"] = number = (int(chapter[1]),)
                env.toc_secnumbers[docname] = number_headings(toc, number)
        return [doc for doc, numbers in env.toc_secnumbers.items() if numbers != old.get(doc)]


def number_headings(toc, number):
    """Number the title and the sections of one page, and leave what is deeper without number.

    Returns
    -------
    dict
        Anchor -> number, a tuple of one int, two, or none.
    """
    numbers = {reference["anchorname"]: () for reference in toc.findall(nodes.reference)}
    title, *lists = toc[0]
    sections = [item[0] for part in lists for item in part if isinstance(item, nodes.list_item)]
    for count, heading in enumerate([title, *sections]):
        reference = heading[0]
        reference["secnumber"] = numbers[reference["anchorname"]] = (
            (*number, count) if count else number
        )
    return numbers


def setup(app):
    """Put the collector in the place of Sphinx's."""
    disable_builtin_toctree_collector(app)
    app.add_env_collector(ChapterNumbers)
