"""The wall around student code: bubblewrap, where it can be had."""

import functools
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from grading.course import CourseError

HOME = "/tmp"
MODES = ("required", "auto", "off")


def command(script, files=()):
    """Return the command that runs a Python script with no network and nothing private in sight.

    Seen, read-only: the system's programs, this Python with its packages, `nnlib`, the script and
    `files`. Written to: a temporary folder in memory. Own process, user, network and IPC
    namespaces; everything ends with the grader.
    """
    seen = [path for path in _readable() if path.exists()]
    links = [path for path in map(Path, ("/lib", "/lib64", "/bin", "/sbin")) if path.is_symlink()]
    return [
        *("bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"),
        *("--tmpfs", "/", "--dev", "/dev", "--tmpfs", "/proc", "--tmpfs", HOME),
        *(part for path in seen for part in ("--ro-bind", str(path), str(path))),
        *(part for path in links for part in ("--symlink", str(path.readlink()), str(path))),
        *("--ro-bind", str(script), "/kernel.py"),
        *(part for path in files for part in ("--ro-bind", str(path), f"{HOME}/{path.name}")),
        *("--remount-ro", "/", "--chdir", HOME, sys.executable, "-I", "/kernel.py"),
    ]


def choose(mode):
    """Decide whether to use the sandbox.

    Parameters
    ----------
    mode : {"required", "auto", "off"}

    Raises
    ------
    CourseError
        It is required and cannot be had here.
    """
    if mode == "off":
        return False
    if mode == "required" and missing():
        raise CourseError(
            f"no sandbox here ({missing()}), and without one student code runs as you, with your "
            "files and your network: grade on a machine that has one, or add --no-sandbox"
        )
    return not missing()


@functools.cache
def missing():
    """Say why there is no sandbox here; an empty string where there is one."""
    if not shutil.which("bwrap"):
        return "bubblewrap is not installed; on Debian: apt install bubblewrap"
    probe = [*command(Path(__file__))[:-2], "-I", "-c", "import nbclient"]
    done = subprocess.run(probe, capture_output=True, text=True, check=False)
    return f"bubblewrap: {done.stderr.strip().splitlines()[-1]}" if done.returncode else ""


def _readable():
    """List the folders that a kernel needs."""
    nnlib = importlib.util.find_spec("nnlib")
    return [
        *map(Path, ("/usr", "/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache")),
        *(path for path in map(Path, ("/lib", "/lib64", "/bin")) if not path.is_symlink()),
        Path(sys.base_prefix),
        Path(sys.prefix),
        *(map(Path, nnlib.submodule_search_locations) if nnlib else ()),
    ]
