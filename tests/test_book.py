"""The book: a build that forgives nothing, and pages that need nobody else."""

import json
import os
import re
import subprocess
import sys
from copy import copy
from pathlib import Path
from urllib.parse import unquote, urldefrag

import nbformat
import pypdf
import pytest
import yaml
from bs4 import BeautifulSoup

from live import execution, icons

ROOT = Path(__file__).resolve().parents[1]
KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}


def write_notebook(path, *cells):
    """Write a notebook unless it is there; strings that begin with # or $ are text, others code."""
    kinds = {True: nbformat.v4.new_markdown_cell, False: nbformat.v4.new_code_cell}
    cells = [kinds[text[0] in "#$"](text, id=f"cell-{i}") for i, text in enumerate(cells)]
    text = nbformat.writes(nbformat.v4.new_notebook(cells=cells, metadata=KERNEL))
    changed = not path.exists() or path.read_text() != text
    if changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return changed


FINE = (
    "# Small",
    "$$ a = 1 $$ (one)",
    "## Equation {eq}`one`",
    "from small import VALUE\n\nprint(VALUE)",
)


INDEX = "# A small book\n\nIt has one chapter.\n"


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """A book of one chapter and one exercise, with the real settings."""
    source = tmp_path_factory.mktemp("book")
    config = yaml.safe_load((ROOT / "_config.yml").read_text())
    config["sphinx"]["local_extensions"] = {"live": str(ROOT)}
    config["logo"] = str(ROOT / config["logo"])
    config["html"]["favicon"] = str(ROOT / config["html"]["favicon"])
    (source / "_config.yml").write_text(yaml.safe_dump(config))
    chapters = ["chapters/07-small", "exercises/07-small/small"]
    toc = {"format": "jb-book", "root": "index", "chapters": [{"file": file} for file in chapters]}
    (source / "_toc.yml").write_text(yaml.safe_dump(toc))
    (source / "index.md").write_text(INDEX)
    (source / "references.bib").touch()
    (source / "constraints.txt").write_text("numpy==2.0\n")
    (source / "nnlib").mkdir()
    (source / "nnlib" / "small.py").write_text("VALUE = 'the first value'\n")
    write_notebook(source / "exercises/07-small/small.ipynb", "# Exercise", "raise SystemError")
    return source


@pytest.fixture
def small(source):
    """The small book without fault, built where the test before left something else."""
    changed = write_notebook(source / "chapters/07-small.ipynb", *FINE)
    if changed or not (source / "_build/passed").exists():
        (source / "index.md").write_text(INDEX)
        result = build(source)
        assert result.returncode == 0, result.stdout + result.stderr
    return source


def build(source, **variables):
    """Build the small book; its `nnlib` folder is where notebooks import from."""
    environment = os.environ | {"PYTHONPATH": str(source / "nnlib"), "PYTHONWARNINGS": "error"}
    environment.pop("GITHUB_REPOSITORY", None)
    return subprocess.run(
        [sys.executable, ROOT / "scripts" / "build_book.py", source],
        capture_output=True,
        text=True,
        env=environment | variables,
        cwd=source.parent,
    )


def page(source, name="chapters/07-small.html"):
    """Return a page of the small book."""
    html = (source / "_build/html" / name).read_text(encoding="utf-8")
    return BeautifulSoup(html, "html.parser")


def test_numbers_come_from_the_file_name(small):
    article = page(small).select_one("article")
    assert article.select_one("h1").get_text().startswith("7. Small")
    assert article.select_one("h2").get_text().startswith("7.1. Equation (7.1)")
    assert article.select_one(".eqno").get_text().startswith("(7.1)")


def test_exercises_are_shown_and_not_run(small):
    exercise = page(small, "exercises/07-small/small.html")
    assert "raise SystemError" in exercise.get_text()
    assert not exercise.select(".cell_output")
    assert page(small).select(".cell_output")


def test_nothing_runs_and_nothing_is_written_without_changes(small):
    file = small / "_build/html/chapters/07-small.html"
    written = file.stat().st_mtime_ns
    result = build(small)
    assert result.returncode == 0
    assert "Executing notebook" not in result.stdout + result.stderr
    assert file.stat().st_mtime_ns == written


def test_links_to_the_repository_need_its_address(small):
    assert not page(small).select("a[href*=colab]")
    assert build(small, GITHUB_REPOSITORY="owner/name").returncode == 0
    links = [link["href"] for link in page(small).select("a[href*=colab]")]
    copies = "owner/name/blob/colab/chapters/07-small.ipynb"
    assert [link for link in links if link.endswith(copies)]
    assert json.loads(page(small).find(id="run-cells").string)["colab"].endswith(copies)


def test_an_edit_of_nnlib_runs_the_notebooks_again(small):
    assert "the first value" in page(small).get_text()
    (small / "nnlib" / "small.py").write_text("VALUE = 'another value'\n")
    assert build(small).returncode == 0
    assert "another value" in page(small).get_text()
    assert len(list((small / "_build/cache").iterdir())) == 1


def test_a_page_fails_when_another_drops_what_it_refers_to(small):
    (small / "index.md").write_text("# A small book\n\nEquation {eq}`one` is a good one.\n")
    assert build(small).returncode == 0
    write_notebook(small / "chapters/07-small.ipynb", "# Small", "# Without the equation")
    assert build(small).returncode != 0


FIGURE = "import matplotlib.pyplot as plt\n\nplt.plot([1, 2]);"
WARNING = "import warnings\n\nwarnings.warn('stray')"


@pytest.mark.parametrize(
    "cells, messages",
    [
        (["1 / 0"], ["ZeroDivisionError"]),
        (
            ["# See {ref}`nowhere`", r"$\nonsense$", FIGURE, WARNING],
            ["nowhere", "KaTeX", "image without alternative text", "stderr"],
        ),
    ],
    ids=["failing cell", "warnings"],
)
def test_faults_fail_the_build_again_and_again(source, cells, messages):
    write_notebook(source / "chapters/07-small.ipynb", "# Small", *cells)
    for _ in range(2):
        result = build(source)
        assert result.returncode != 0
        for message in messages:
            assert message in result.stdout + result.stderr


@pytest.mark.parametrize("name", ["nnlib/small.py", "nnlib/data/set.npz", "chapters/runs.csv"])
def test_cache_key_covers_what_outputs_depend_on(tmp_path, name):
    (tmp_path / "constraints.txt").write_text("numpy==2.0\n")
    file = tmp_path / name
    file.parent.mkdir(parents=True)
    file.write_bytes(b"one")
    key = execution.cache_key(tmp_path)
    assert execution.cache_key(tmp_path) == key
    file.write_bytes(b"two")
    assert execution.cache_key(tmp_path) != key


def test_cache_key_leaves_the_notebooks_to_the_cache(tmp_path):
    (tmp_path / "constraints.txt").write_text("numpy==2.0\n")
    key = execution.cache_key(tmp_path)
    write_notebook(tmp_path / "chapters/07-small.ipynb", *FINE)
    assert execution.cache_key(tmp_path) == key


def test_missing_icon_is_said():
    with pytest.raises(ValueError, match="no icon 'unheard-of'"):
        icons.characters(["unheard-of"])


def test_katex_style_is_of_the_version_that_renders():
    katex = pytest.importorskip("sphinxcontrib.katex")
    style = (ROOT / "live/static/katex/katex.min.css").read_text()
    assert f'content:"{katex.katex_version}"' in style


# The whole book


@pytest.fixture(scope="session")
def pages(book):
    """Every page of the built book by its path, parsed."""
    files = sorted(book.rglob("*.html"))
    return {
        file.relative_to(book).as_posix(): BeautifulSoup(file.read_text("utf-8"), "html.parser")
        for file in files
        if "_static" not in file.parts
    }


def loads(soup):
    """Yield all addresses that a browser requests to show a page."""
    for tag in soup.select("script[src], img[src], iframe[src], source[src], video[src]"):
        yield tag["src"]
    for tag in soup.select("link[href]"):
        if not {"canonical", "next", "prev"} & set(tag.get("rel", [])):
            yield tag["href"]


def test_pages_load_nothing_from_other_hosts(book, pages):
    for path, soup in pages.items():
        foreign = [url for url in loads(soup) if re.match(r"(https?:)?//", url)]
        assert not foreign, (path, foreign)
    for style in (book / "_static").rglob("*.css"):
        found = re.findall(
            r"""(?:url\(|@import)\s*["']?((?:https?:)?//[^"')]+)""", style.read_text()
        )
        assert not found, (style, found)


def test_links_and_resources_exist(book, pages):
    places = {path: {tag["id"] for tag in soup.select("[id]")} for path, soup in pages.items()}
    for path, soup in pages.items():
        links = [tag["href"] for tag in soup.select("a[href]")] + list(loads(soup))
        for link in links:
            if re.match(r"[a-z]+:|//", link):
                continue
            target, fragment = urldefrag(unquote(link.split("?")[0]))
            file = (book / path).parent / target if target else book / path
            assert file.exists(), (path, link)
            name = file.resolve().relative_to(book.resolve()).as_posix()
            if fragment and name in pages and not name.startswith(("genindex", "search")):
                assert fragment in places[name], (path, link)


def test_images_have_words_and_sizes(pages):
    for path, soup in pages.items():
        for image in soup.select("article img"):
            assert image.get("alt", "").strip(), (path, image["src"][:80])
            assert image.get("width"), (path, image["src"][:80])


def test_mathematics_is_rendered(pages):
    formulas = {path: len(soup.select(".math .katex")) for path, soup in pages.items()}
    assert formulas["chapters/02-perceptron.html"] > 50
    for path, soup in pages.items():
        assert len(soup.select(".math")) == formulas[path], path
        assert not soup.select(".katex-error"), path
        article = copy(soup.select_one("article") or soup)
        for formula in article.select(".katex, pre, code"):
            formula.extract()
        text = article.get_text()
        assert not re.search(r"\\[a-zA-Z]{2,}|\$\$|\{(eq|ref|cite|term)\}`", text), path


def test_heads_of_tables_are_not_empty(pages):
    heads = [(path, head) for path, soup in pages.items() for head in soup.select("article th")]
    assert len(heads) > 20
    for path, head in heads:
        assert head.get_text(strip=True), (path, head.parent)


def test_icons_in_use_are_shipped(pages):
    known = {f"fa-{name}" for name in (*icons.SOLID, *icons.BRANDS)}
    styles = {"fa-solid", "fa-regular", "fa-brands", "fa-lg"}
    for path, soup in pages.items():
        used = {name for tag in soup.select("[class*=fa-]") for name in tag["class"]}
        used = {name for name in used if name.startswith("fa-")}
        assert used <= known | styles, (path, used - known - styles)


def test_solutions_and_private_folders_are_absent(book):
    exercises = {path.stem for path in book.glob("exercises/*/*.html")}
    assert exercises == {path.stem for path in ROOT.glob("exercises/*/*.ipynb")}
    for path in book.rglob("*"):
        assert not {"solutions", "gradebook", "work"} & set(path.relative_to(book).parts), path
    for path in [*book.glob("exercises/*/*.html"), *book.rglob("*.ipynb")]:
        assert "BEGIN SOLUTION" not in path.read_text("utf-8"), path
        assert "BEGIN HIDDEN" not in path.read_text("utf-8"), path


def test_every_page_says_what_it_is(pages):
    described = {path: soup for path, soup in pages.items() if soup.select_one("article h1")}
    assert len(described) > 5
    for path, soup in described.items():
        assert soup.html["lang"] == "en", path
        assert len(soup.select("h1")) >= 1, path
        if not path.startswith(("genindex", "py-modindex")):
            assert soup.select_one('meta[name="description"]')["content"].strip(), path
    assert pages["search.html"].select_one('meta[name="description"]')


@pytest.mark.browser
def test_the_pdf_has_bookmarks_page_numbers_and_fonts(small, browser, tmp_path):
    """Of the small book: the whole one takes ten minutes, `make pdf` prints it for a release."""
    book, out = small / "_build/html", tmp_path / "book.pdf"
    script = ROOT / "scripts" / "print_pdf.py"
    subprocess.run([sys.executable, script, book, "--out", out], check=True, capture_output=True)
    reader = pypdf.PdfReader(out)
    chapters = [item for item in reader.outline if not isinstance(item, list)]
    sections = [item.title for part in reader.outline if isinstance(part, list) for item in part]
    assert [item.title for item in chapters] == ["A small book", "7. Small", "Exercise"]
    assert [title for title in sections if title.startswith("7.1. ")]
    chapter = chapters[1]
    number = reader.get_destination_page_number(chapter) + 1
    assert number > 2
    assert chapter.title in " ".join(reader.pages[number - 1].extract_text().split())
    contents = reader.pages[1].extract_text()
    assert re.search(rf"{re.escape(chapter.title)}\s*{number}\b", contents)
    fonts = {font for page in reader.pages for font in page["/Resources"].get("/Font", {}).values()}
    names = {font.get_object().get("/BaseFont", "") for font in fonts}
    assert any("KaTeX" in name for name in names)
    assert not (book / "print.html").exists()
