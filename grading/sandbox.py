"""The wall around student code: bubblewrap, where it can be had."""

import functools
import glob
import json
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
from pathlib import Path

from grading.course import CourseError

HOME = "/tmp"
FILES, SITE = "/files", "/grader/site"
INSIDE = Path(__file__).parent / "inside"
MODES = ("required", "auto", "off")
SYSTEM = ("/usr", "/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache", "/etc/localtime")
LINKS = ("/lib", "/lib64", "/bin", "/sbin")
OTHER_PACKAGES = ("/usr/lib/python3*/dist-packages", "/usr/local/lib/python3*/*-packages")


def command(task, seen, site, files):
    """Return the command of a warm process with no network and nothing private in sight.

    Seen, read-only: the system's programs, this Python's standard library, the package `inside`,
    `seen` and `files`. Written to: a temporary folder in memory. Own process, user, network and
    IPC namespaces; everything ends with the grader.

    Parameters
    ----------
    task : str
        The argument of `inside`.
    seen : list of Path
        Packages, each to be seen where it is.
    site : Path
        The folder of packages made for this exercise, seen as SITE.
    files : Path
        The folder of what lies beside the notebook.
    """
    return [
        *_walls(seen),
        *("--ro-bind", str(INSIDE), "/grader/inside", "--ro-bind", str(site), SITE),
        *("--ro-bind", str(files), FILES),
        *("--remount-ro", "/", "--chdir", HOME),
        *(sys.executable, "-I", "/grader/inside", task),
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
    ours, theirs = socket.socketpair()
    with ours, theirs:
        task = json.dumps({"probe": True, "fd": theirs.fileno(), "path": []})
        done = subprocess.run(
            command(task, [], INSIDE, INSIDE),
            pass_fds=[theirs.fileno()],
            capture_output=True,
            text=True,
            check=False,
        )
    lines = done.stderr.strip().splitlines() or ["it cannot be started"]
    return f"bubblewrap: {lines[-1]}" if done.returncode else ""


def _walls(seen):
    """Return bubblewrap's options: what is seen, and which namespaces are new."""
    spaces = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    if os.getuid():
        spaces += ["--unshare-user", "--cap-drop", "ALL"]
    else:  # root without a user namespace: it becomes nobody in there, which root in one cannot
        spaces += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    system = [path for path in map(Path, (*SYSTEM, *LINKS)) if path.exists()]
    folders = [path for path in system if not path.is_symlink() or path.parent == Path("/etc")]
    links = [path for path in system if path not in folders]
    hidden = [path for pattern in OTHER_PACKAGES for path in glob.glob(pattern)]  # noqa: PTH207
    packages = [sysconfig.get_path(name) for name in ("purelib", "platlib")]
    base = Path(sys.base_prefix)
    hidden += [str(path) for path in base.glob("lib/python3*/site-packages")]
    shown = [*folders, base, *map(Path, packages), *seen, Path(sys.executable), Path(SITE)]
    return [
        *("bwrap", *spaces, "--die-with-parent", "--new-session", "--tmpfs", "/"),
        *("--dev", "/dev", "--proc", "/proc", "--perms", "1777", "--tmpfs", HOME),
        *_parents(shown),  # after HOME: the course itself may lie below it
        *(part for path in folders for part in ("--ro-bind", str(path), str(path))),
        *(part for path in links for part in ("--symlink", str(path.readlink()), str(path))),
        *("--ro-bind", str(base), str(base)),
        *_interpreter(base),
        *(part for path in dict.fromkeys(hidden) for part in ("--tmpfs", path)),
        *(part for path in dict.fromkeys(packages) for part in ("--dir", path)),
        *(part for path in seen for part in ("--ro-bind", str(path), str(path))),
    ]


def _parents(paths):
    """Make the folders on the way to what is seen: bubblewrap's own are for their owner alone."""
    folders = dict.fromkeys(parent for path in paths for parent in reversed(path.parents))
    return [part for path in folders for part in ("--perms", "0755", "--dir", str(path))][4:]


def _interpreter(base):
    """Show a virtual environment's Python, without its programs and packages."""
    if Path(sys.prefix) == base:
        return []
    python, settings = Path(sys.executable), Path(sys.prefix) / "pyvenv.cfg"
    shown = ["--ro-bind", str(settings), str(settings)]
    if python.is_symlink():
        return [*shown, "--symlink", os.path.realpath(python), str(python)]
    return [*shown, "--ro-bind", str(python), str(python)]
