"""Links that need the address of the repository: left out while nobody knows it."""

import os


def link_repository(app, config):
    """Link pages to the repository and to Colab when GITHUB_REPOSITORY (owner/name) is set."""
    address = os.environ.get("GITHUB_REPOSITORY")
    options = config.html_theme_options
    if not address:
        options["launch_buttons"] = {}
        return
    owner, name = address.split("/")
    options.update(
        repository_url=f"https://github.com/{owner}/{name}",
        repository_branch="main",
        use_repository_button=True,
        use_issues_button=True,
    )
    config.html_baseurl = config.html_baseurl or f"https://{owner}.github.io/{name}/"


def setup(app):
    """Connect the links."""
    app.connect("config-inited", link_repository)
