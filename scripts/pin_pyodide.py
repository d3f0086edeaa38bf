"""Write live/run/pyodide.json: where the page's Python comes from, and digests of its files.

The core is the npm package that package.json pins, so a CDN that serves npm packages serves the
very same files; the wheels are those of its release, whose digests stand in its lock file.
"""

import base64
import hashlib
import json
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "node_modules" / "pyodide"
PINNED = ROOT / "live" / "run" / "pyodide.json"
CDN = "https://cdn.jsdelivr.net"
FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
FILES += ("pyodide-lock.json",)


def pins():
    """Return what the file says for the package in node_modules/."""
    version = json.loads((PACKAGE / "package.json").read_text())["version"]
    digests = {name: hashlib.sha384((PACKAGE / name).read_bytes()).digest() for name in FILES}
    return {
        "version": version,
        "address": f"{CDN}/npm/pyodide@{version}/",
        "wheels": f"{CDN}/pyodide/v{version}/full/",
        "digests": {
            name: f"sha384-{base64.b64encode(digest).decode()}" for name, digest in digests.items()
        },
    }


if __name__ == "__main__":
    PINNED.write_text(json.dumps(pins(), indent=2) + "\n")
