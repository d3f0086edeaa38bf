"""Find Chromium, or bring it: the browser tests and the PDF need it, and pip cannot install it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import debian

MISSING = (
    "No Chromium could be had: browser tests were skipped. Install it (Debian: sudo apt install "
    "chromium) or name it in the variable CHROMIUM, and run this again."
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")

# No sandbox only where Chromium refuses one: as root. No calls home in any case.
ARGUMENTS = [
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
]


def chromium_path() -> str | None:
    """Return the path of Chromium, or None: named in CHROMIUM, on the system, Playwright's own."""
    if named := os.environ.get("CHROMIUM"):
        if not shutil.which(named):
            raise FileNotFoundError(f"CHROMIUM names {named}, which is not an executable file")
        return named
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found or MAC.is_file():
        return found or str(MAC)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).is_file() else None


def bring() -> str | None:
    """Install Chromium where it is missing: Debian's package as root, else Playwright's build."""
    if found := chromium_path():
        return found
    if not debian.install("chromium"):
        print("Chromium is missing: installing Playwright's", flush=True)
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"])
    return chromium_path()


if __name__ == "__main__":
    if not bring():
        sys.exit(MISSING)
