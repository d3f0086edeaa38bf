"""The page around the text: own templates, style, description."""

from html import escape
from pathlib import Path

from docutils import nodes

HERE = Path(__file__).parent
SEARCH = "Find a word in the chapters, the exercises, the notation and the glossary of the course."


def add_sources(app, config):
    """Put the book's templates before the theme's, and its static files beside them."""
    config.templates_path.insert(0, str(HERE / "templates"))
    config.html_static_path.append(str(HERE / "static"))


def describe(app, pagename, templatename, context, doctree):
    """Describe the page to search engines and link previews by its first paragraph."""
    paragraph = doctree.next_node(nodes.paragraph) if doctree else None
    if pagename == "search":
        title, text = "Search", SEARCH
    elif paragraph is not None:
        title, text = app.env.titles[pagename].astext(), " ".join(paragraph.astext().split())
    else:
        return
    if len(text) > 160:
        text = text[:160].rsplit(" ", 1)[0] + " …"
    tags = {
        'name="description"': text,
        'property="og:type"': "article",
        'property="og:title"': title,
        'property="og:description"': text,
        'property="og:site_name"': app.config.html_title,
    }
    context["metatags"] = context.get("metatags", "") + "".join(
        f'\n    <meta {name} content="{escape(content)}" />' for name, content in tags.items()
    )


def defer(app, pagename, templatename, context, doctree):
    """Let no script but the smallest, which others need at once, keep the browser from drawing.

    They run in their order after the page. The page that searches has more such scripts.
    """
    if pagename != "search":
        context["script_files"] = [
            type(js)(js.filename, priority=js.priority, **{"defer": "defer"} | js.attributes)
            if js.filename and "documentation_options" not in js.filename
            else js
            for js in context["script_files"]
        ]


def setup(app):
    """Connect templates, style, description and scripts."""
    app.connect("config-inited", add_sources)
    app.connect("html-page-context", describe)
    app.connect("html-page-context", defer, priority=900)  # when all have added theirs
    app.add_css_file("book.css", priority=900)
    app.add_js_file("book.js", loading_method="defer")
    app.add_js_file("progress.js", loading_method="defer")
    app.add_js_file("quiz.js", loading_method="defer")
