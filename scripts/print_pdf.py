"""Print the built book to one PDF: cover, contents with page numbers, bookmarks, working links.

All pages of the HTML, in reading order, become one document that Chromium prints. It is printed
twice: the first print tells on which page each heading comes, the second has these numbers in
its table of contents.
"""

import argparse
import sys
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import pypdf
from browser import ARGUMENTS, MISSING, chromium_path
from bs4 import BeautifulSoup
from playwright.sync_api import sync_playwright
from pypdf.generic import Fit

ROOT = Path(__file__).resolve().parents[1]
FOOTER = """<div style="width: 100%; text-align: center; font: 8px sans-serif; color: #666">
<span class="pageNumber"></span></div>"""
PRINT = {
    "prefer_css_page_size": True,
    "print_background": True,
    "display_header_footer": True,
    "header_template": "<span></span>",
    "footer_template": FOOTER,
    "tagged": True,
}
STYLE = """
  @page { size: A4; margin: 18mm 17mm 20mm; }
  body { background: #fff; }
  article, nav { break-before: page; }
  .bd-article { max-width: none; padding: 0; font-size: 10.5pt; }
  .bd-article h1 { font-size: 24pt; }
  .cover { height: 240mm; display: flex; flex-direction: column; justify-content: center; }
  .cover img { width: 38mm; height: 38mm; }
  .cover p { font-size: 30pt; font-weight: 650; line-height: 1.15; max-width: 12em; }
  .print-contents ol { list-style: none; padding-left: 0; }
  .print-contents ol ol { padding-left: 1.4em; }
  .print-contents li > a { display: flex; justify-content: space-between; text-decoration: none; }
  .print-contents > ol > li > a { font-weight: 600; margin-top: 0.45em; }
  pre { white-space: pre-wrap !important; overflow-wrap: anywhere; }
  figure, img, svg, .admonition, div.math, table, .cell_input { break-inside: avoid; }
  h1, h2, h3 { break-after: avoid; }
  .headerlink, .copybtn, script { display: none !important; }
"""


def read_pages(html):
    """Return the pages of the book in reading order, as a dict from path to parsed article.

    Parameters
    ----------
    html : Path
        Folder of the built book.
    """
    articles = {}
    path = "index.html"
    while path:
        page = BeautifulSoup((html / path).read_text(encoding="utf-8"), "html.parser")
        articles[path] = page.select_one("article.bd-article")
        following = page.select_one('head link[rel="next"]')
        path = following and urljoin(path, unquote(following["href"]))
    return articles


def merge(articles):
    """Make names and links of all pages hold in one document, in place.

    A name gets its page's number in front, so that the summaries of two chapters stay apart; a
    link to another page becomes a link to its name, or to its beginning. Answers are unfolded.
    """
    prefixes = {path: f"page-{number}" for number, path in enumerate(articles)}
    for path, article in articles.items():
        for tag in article.select("[id]"):
            tag["id"] = f"{prefixes[path]}-{tag['id']}"
        for tag in article.select("[for], [aria-labelledby], [aria-describedby]"):
            for name in {"for", "aria-labelledby", "aria-describedby"} & set(tag.attrs):
                tag[name] = " ".join(f"{prefixes[path]}-{part}" for part in tag[name].split())
        for link in article.select("a[href]"):
            target, fragment = urldefrag(urljoin(path, unquote(link["href"])))
            if target in prefixes:
                link["href"] = f"#{prefixes[target]}" + (f"-{fragment}" if fragment else "")
            elif "://" not in target and not target.startswith("mailto:"):
                link.unwrap()
        for tag in article.select("[src]"):
            tag["src"] = urljoin(path, tag["src"])
        for details in article.select("details"):
            details["open"] = ""
        for script in article.select("script, .headerlink"):
            script.decompose()
        article["id"] = prefixes[path]


def headings(articles):
    """Yield each title and section of the book as level, id and text."""
    for article in articles.values():
        for heading in article.select("h1, h2"):
            section = heading.find_parent(id=True)
            yield heading.name, section["id"], " ".join(heading.get_text().split())


def contents(articles, pages):
    """Return the table of contents; `pages` maps an id to the number of its page, or is empty."""
    items = []
    for level, name, text in headings(articles):
        entry = f'<a href="#{name}"><span>{text}</span><span>{pages.get(name, "")}</span></a>'
        items.append(f"<ol><li>{entry}</li></ol>" if level == "h2" else f"<li>{entry}</li>")
    return (
        f'<nav class="bd-article print-contents"><h1>Contents</h1><ol>{"".join(items)}</ol></nav>'
    )


def document(html, articles, pages):
    """Return the whole book as one HTML document that lies in the folder `html`."""
    index = BeautifulSoup((html / "index.html").read_text(encoding="utf-8"), "html.parser")
    title = index.select_one("article h1").get_text(strip=True).rstrip("#")
    styles = "".join(str(link) for link in index.select('head link[rel="stylesheet"]'))
    cover = f'<div class="cover"><img src="_static/logo.svg" alt=""><p>{title}</p></div>'
    body = "".join(str(article) for article in articles.values())
    return (
        f'<!DOCTYPE html><html lang="en" data-theme="light"><head><meta charset="utf-8">'
        f"<title>{title}</title>{styles}<style>{STYLE}</style></head>"
        f"<body>{cover}{contents(articles, pages)}{body}</body></html>"
    )


def page_numbers(reader):
    """Return the number of the page on which each named destination lies, by its name."""
    return {
        name.removeprefix("/"): reader.get_destination_page_number(destination) + 1
        for name, destination in reader.named_destinations.items()
    }


def add_bookmarks(file, articles):
    """Give the PDF a bookmark for each title and section, and return the number of its pages.

    Chromium's own bookmarks lose the spaces at line ends and repeat some titles.
    """
    writer = pypdf.PdfWriter(clone_from=file)
    places = writer.named_destinations
    pages = page_numbers(writer)
    chapter = None
    for level, name, text in headings(articles):
        fit = Fit.xyz(left=0, top=places[f"/{name}"].top)
        parent = chapter if level == "h2" else None
        item = writer.add_outline_item(
            title=text, page_number=pages[name] - 1, parent=parent, fit=fit, is_open=False
        )
        chapter = chapter if level == "h2" else item
    writer.write(file)
    return len(writer.pages)


def print_book(html, out):
    """Print the book built in `html` to the file `out` and return the number of its pages.

    Raises
    ------
    RuntimeError
        If there is no Chromium, or the book has not been built.
    """
    if not (html / "index.html").is_file():
        raise RuntimeError(f"{html} holds no book: run `make book` first.")
    path = chromium_path()
    if path is None:
        raise RuntimeError(MISSING)
    articles = read_pages(html)
    merge(articles)
    out.parent.mkdir(parents=True, exist_ok=True)
    source = html / "print.html"  # beside the pages, so that it finds their images and styles
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
            # Without JavaScript a live figure shows its still picture.
            page = browser.new_context(java_script_enabled=False).new_page()
            page.set_default_timeout(0)  # the whole book on one page: minutes on a busy machine
            pages = {}
            for _ in range(2):
                source.write_text(document(html, articles, pages), encoding="utf-8")
                page.goto(source.as_uri())
                page.pdf(path=out, **PRINT)
                pages = page_numbers(pypdf.PdfReader(out))
            browser.close()
    finally:
        source.unlink(missing_ok=True)
    return add_bookmarks(out, articles)


def main():
    """Print from the command line and say which file to open."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("html", nargs="?", type=Path, default=ROOT / "_build" / "html")
    parser.add_argument("--out", type=Path, help="default: pdf/book.pdf beside the HTML's folder")
    arguments = parser.parse_args()
    html = arguments.html.resolve()
    out = arguments.out or html.parent / "pdf" / "book.pdf"
    try:
        count = print_book(html, out)
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{count} pages. Open {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
