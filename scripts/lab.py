"""Open JupyterLab on `work/`, the student's own copy of exercises and chapters.

Copies what is not there yet and never touches what is, so that pulling a newer course adds
exercises and leaves answers alone.
"""

import filecmp
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "work"


def copies() -> dict[Path, Path]:
    """Map each file that the course ships to its place in `work/`."""
    shipped = [
        *ROOT.glob("exercises/*/*"),
        *ROOT.glob("chapters/*.ipynb"),
        *ROOT.glob("chapters/figures/*"),
    ]
    return {file: WORK / file.relative_to(ROOT) for file in sorted(shipped) if file.is_file()}


def update() -> None:
    """Copy what is missing; name the untouchable ones that differ from the course's."""
    added, differing = [], []
    for source, target in copies().items():
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            added.append(target)
        elif not filecmp.cmp(source, target, shallow=False):
            differing.append(target)
    print(f"{len(added)} files added to {WORK}")
    for target in differing:
        print(f"  kept, though the course has another version: {target.relative_to(WORK)}")


if __name__ == "__main__":
    update()
    if "--only-copy" not in sys.argv:
        options = ["--ip=127.0.0.1", *sys.argv[1:]]
        sys.exit(
            subprocess.run([sys.executable, "-m", "jupyterlab", *options], cwd=WORK).returncode
        )
