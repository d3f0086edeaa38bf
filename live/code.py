"""Code without the elements that colour nothing, a fifth to a third of all in a chapter.

Pygments marks names, punctuation and spaces too; both styles of the book give them the colour that
code has anyway.
"""

import re

PLAIN = ("n", "p", "w")  # Name, Punctuation, Text.Whitespace in Pygments' short names
MARKED = re.compile(f'<span class="(?:{"|".join(PLAIN)})">([^<]*)</span>')


def unmark(app, pagename, templatename, context, doctree):
    """Leave the text of those marks."""
    if "body" in context:
        context["body"] = MARKED.sub(r"\1", context["body"])


def setup(app):
    """Connect the removal."""
    app.connect("html-page-context", unmark)
