"""Write every page again when any page changed: a page may refer to what another one dropped."""


def rewrite_all(app, env):
    """Return all pages, so that broken references between pages are found in every build."""
    return env.found_docs


def setup(app):
    """Connect the rewriting of all pages."""
    app.connect("env-updated", rewrite_all)
