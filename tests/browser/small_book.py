"""A small book whose cells need no NumPy, and ways to press its buttons."""

import os
from pathlib import Path

import nbformat
import yaml
from playwright.sync_api import expect

from tests.test_book import KERNEL, build

ROOT = Path(__file__).resolve().parents[2]
WHEELS = os.environ.get("NNLIB_PYODIDE_WHEELS")
PATIENT = 180_000  # ms: the machine may be busy
CHAPTER = ["x = 20\nprint('x is', x)", "x + 22", "import torch", "while x > 20:\n    pass"]
GRADED = {"schema_version": 3, "grade": False, "solution": False, "locked": True, "task": False}
CHECK = """\
class Score(float):
    lost = {"fractions": 0.5}

assert double(3) == 6, "Twice 3 is 6."
print("passed") if double(0.5) == 1 else display(Score(0.5))
"""
QUESTION = """\
How much is twice 2?

- It is 4.
- It is $2^3$.

:::{dropdown} Answers
- **Right.** Twice is two times.
- **No.** That is 8.
:::
"""
EXERCISE = [
    ("import math", {}),
    ("def double(x):\n    raise NotImplementedError", {"solution": True, "locked": False}),
    ("double(3)", None),
    (CHECK, {"grade": True, "points": 1}),
]


def notebook(path, sources):
    made = [nbformat.v4.new_markdown_cell(f"# Small\n\n{QUESTION}\n## Cells", id="title")]
    for i, (source, graded) in enumerate(sources):
        metadata = {} if graded is None else {"nbgrader": {**GRADED, "grade_id": "a", **graded}}
        made.append(nbformat.v4.new_code_cell(source, id=f"cell-{i}", metadata=metadata))
    path.parent.mkdir(parents=True)
    path.write_text(nbformat.writes(nbformat.v4.new_notebook(cells=made, metadata=KERNEL)))


def build_small(source):
    """Build a book whose cells need no NumPy; return the folder of its pages."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text())
    config["sphinx"]["local_extensions"] = {"live": str(ROOT)}
    config["execute"]["execute_notebooks"] = "off"
    config["logo"] = str(ROOT / config["logo"])
    config["html"]["favicon"] = str(ROOT / config["html"]["favicon"])
    (source / "_config.yml").write_text(yaml.safe_dump(config))
    chapters = [{"file": name} for name in ("chapters/07-small", "exercises/07-small/small")]
    toc = {"format": "jb-book", "root": "index", "chapters": chapters}
    (source / "_toc.yml").write_text(yaml.safe_dump(toc))
    (source / "index.md").write_text("# A small book\n\nIt has one chapter.\n")
    for name in ("references.bib", "constraints.txt"):
        (source / name).touch()
    notebook(source / "chapters/07-small.ipynb", [(text, None) for text in CHAPTER])
    notebook(source / "exercises/07-small/small.ipynb", EXERCISE)
    (source / "exercises/07-small/hints.json").write_text('{"a": "b"}')
    result = build(source)
    assert result.returncode == 0, result.stdout + result.stderr
    return source / "_build" / "html"


def cell(page, number):
    return page.locator("div.cell").nth(number)


def press(page, number, name):
    cell(page, number).get_by_role("button", name=name).click()


def wait(page, number, text):
    expect(cell(page, number).get_by_role("status")).to_contain_text(text, timeout=PATIENT)
