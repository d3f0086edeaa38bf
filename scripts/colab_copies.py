"""Write copies of the notebooks for Colab: a first cell installs what the book was tested with.

    python scripts/colab_copies.py https://owner.github.io/name/ FOLDER

The sources stay as they are; the workflow pushes the copies into a branch of their own. Runs on the
system's Python: the standard library only.
"""

import argparse
import json
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HINTS = "hints.json"


def copies(address):
    """Yield the path of each notebook below the repository's root, and its copy as text.

    Parameters
    ----------
    address : str
        Of the published book, with a slash at the end: the wheel and the hints come from there.
    """
    for path in sorted([*ROOT.glob("chapters/*.ipynb"), *ROOT.glob("exercises/*/*.ipynb")]):
        place = path.relative_to(ROOT)
        notebook = json.loads(path.read_text(encoding="utf-8"))
        hints = place.with_suffix("") / HINTS if path.with_name(HINTS).exists() else None
        notebook["cells"][:0] = first_cells(address, place.with_suffix(".html").as_posix(), hints)
        yield place, json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def first_cells(address, page, hints):
    """Return the cells that a copy begins with: where it is from, and what brings `nnlib`."""
    text = (
        f"A copy to run of [this page of the book]({address}{page}), where the text reads better."
    )
    code = [f"%pip install --quiet {address}_static/run/{wheel()}"]
    if hints:
        code.append(f"!curl --silent --remote-name {address}_static/run/{hints.as_posix()}")
    code = "\n".join(code)
    return [
        {"cell_type": "markdown", "id": "copy", "metadata": {}, "source": text},
        {
            "cell_type": "code",
            "execution_count": None,
            "id": "copy-install",
            "metadata": {},
            "outputs": [],
            "source": code,
        },
    ]


def wheel():
    """Return the name of the wheel of `nnlib` that the book ships."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return f"{project['name']}-{project['version']}-py3-none-any.whl"


def main():
    """Write the copies."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("address", help="of the published book")
    parser.add_argument("folder", type=Path, help="new, or it is written over")
    options = parser.parse_args()
    for place, text in copies(options.address.rstrip("/") + "/"):
        path = options.folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
