"""Links that need the address of the repository: left out while nobody knows it."""

import os

COPIES = "colab"  # the branch that scripts/colab_copies.py fills


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
        repository_branch=COPIES,  # of all links only Colab's has a branch
        use_repository_button=True,
        use_issues_button=True,
    )
    config.html_baseurl = config.html_baseurl or f"https://{owner}.github.io/{name}/"


def colab(config, path):
    """Return the address of a notebook's copy in Colab; None while the repository is unknown."""
    options = config.html_theme_options
    if not options["launch_buttons"]:
        return None
    repository = options["repository_url"].removeprefix("https://github.com")
    return f"{options['launch_buttons']['colab_url']}/github{repository}/blob/{COPIES}/{path}"


def setup(app):
    """Connect the links."""
    app.connect("config-inited", link_repository)
