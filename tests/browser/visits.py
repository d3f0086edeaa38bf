"""Pages of the built book, and what a visit of one shows: its weight, its faults, its jumps."""

import contextlib
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NOTEBOOKS = [
    path.relative_to(ROOT).with_suffix(".html").as_posix()
    for pattern in ("chapters/*.ipynb", "exercises/*/*.ipynb")
    for path in sorted(ROOT.glob(pattern))
]
CHAPTERS = [path for path in NOTEBOOKS if path.startswith("chapters/")]
PAGES = [
    "index.html",
    *NOTEBOOKS,
    "chapters/how-nnlib-works.html",
    "chapters/for-instructors.html",
    "chapters/notation.html",
    "chapters/glossary.html",
    "chapters/reference.html",
    "search.html",
]

WATCH = """window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });"""


@dataclass
class Visit:
    """A page in the browser that nothing has been done with.

    Attributes
    ----------
    path : str
        Of the page in the book.
    page : playwright.sync_api.Page
    requests : list of str
        The addresses asked for.
    errors : list of str
        What went wrong: in the console, in scripts, on the server.
    transferred : int
        Bytes of all answers, compressed as the server sends them, without headers.
    shift : float
        How much of the page jumped while it loaded (cumulative layout shift).
    """

    path: str
    page: object
    requests: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    transferred: int = 0
    shift: float = 0.0


@contextlib.contextmanager
def visit(browser, site, path, **options):
    """Load a page with nothing cached, wait until all is there, and yield the `Visit`."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}} | options)
    visit = Visit(path, context.new_page())
    page, finished = visit.page, []
    page.add_init_script(WATCH)
    page.on("request", lambda request: visit.requests.append(request.url))
    page.on("requestfinished", lambda request: finished.append(request))
    page.on("console", lambda said: said.type == "error" and visit.errors.append(said.text))
    page.on("pageerror", lambda error: visit.errors.append(str(error)))
    page.on("response", lambda got: got.status >= 400 and visit.errors.append(got.url))
    page.goto(site + path, wait_until="networkidle")
    visit.shift = page.evaluate("window.shift")
    visit.transferred = sum(request.sizes()["responseBodySize"] for request in finished)
    yield visit
    context.close()


def lay_out(page):
    """Have the browser lay out the whole page, also what is far below the screen (book.js)."""
    page.evaluate("layOut()")
    page.evaluate("new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))")
