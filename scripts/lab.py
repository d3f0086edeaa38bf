"""Open JupyterLab on `work/`, the student's own copy of exercises and chapters.

Copies what is not there yet and never touches what is, so that pulling a newer course adds
exercises and leaves answers alone.
"""

import filecmp
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "work"


def copies(work: Path) -> dict[Path, Path]:
    """Map each file that the course ships to its place in the student's copy."""
    patterns = ("exercises/*/*", "chapters/*.ipynb", "chapters/*.md", "chapters/figures/*")
    shipped = (file for pattern in patterns for file in sorted(ROOT.glob(pattern)))
    return {file: work / file.relative_to(ROOT) for file in shipped if file.is_file()}


def update(work: Path) -> None:
    """Copy what is missing; name what is there and differs from the course's."""
    added, differing = [], []
    for source, target in copies(work).items():
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            added.append(target)
        elif not filecmp.cmp(source, target, shallow=False):
            differing.append(target)
    print(f"{len(added)} files added to {work}")
    for target in differing:
        print(f"  kept, though the course has another version: {target.relative_to(work)}")


if __name__ == "__main__":
    update(WORK)
    # JupyterLab refuses root, who is the only user of most containers
    as_root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    command = [sys.executable, "-m", "jupyterlab", *as_root, *sys.argv[1:]]
    sys.exit(subprocess.run(command, cwd=WORK).returncode)
