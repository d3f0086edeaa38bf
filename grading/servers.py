"""The two warm processes of an exercise, and how a submission is started in them."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from grading import sandbox, visible
from grading.course import CourseError
from grading.prepare import is_test

PACKAGE = Path(__file__).parent
INSIDE = PACKAGE / "inside"
START_SECONDS = 120
KEPT = ("SYSTEMROOT", "LD_LIBRARY_PATH", "COVERAGE_PROCESS_START")


class Warm:
    """A process that forks for each submission; started when it is needed, and again if it ends.

    Parameters
    ----------
    command : callable
        Takes a descriptor and returns the command that is to listen there.
    environment : dict of str to str
    """

    def __init__(self, command, environment):
        self._command, self._environment = command, environment
        self._process = self._control = self._errors = None
        self._lock = threading.Lock()
        self._closed = False

    def fork(self, task, descriptors):
        """Start a submission and return the process id as it is seen in there.

        Raises
        ------
        CourseError
            The process cannot be started: that is no student's fault.
        """
        with self._lock:
            for attempt in range(2):
                if self._closed:
                    raise CourseError("grading was stopped")
                if not self.alive():
                    self._end()
                    self._start()
                try:
                    socket.send_fds(self._control, [json.dumps(task).encode()], descriptors)
                    return int(self._line())
                except (OSError, ValueError):
                    self._end()
                    if attempt:
                        raise CourseError(f"no process for a submission: {self._said()}") from None

    def alive(self):
        """Tell whether it runs."""
        return self._process is not None and self._process.poll() is None

    def close(self):
        """End it for good, and all submissions that run in it."""
        self._closed = True
        self._end()
        if self._errors:
            self._errors.close()

    def _end(self):
        if self._process is not None:
            with contextlib.suppress(OSError):
                self._control.close()
            self._process.kill()
            self._process.wait()
            self._process = None

    def _start(self):
        ours, theirs = socket.socketpair()
        if self._errors is None:
            self._errors = tempfile.TemporaryFile()  # noqa: SIM115  (as long as the process)
        ours.settimeout(START_SECONDS)
        with theirs:
            self._process = subprocess.Popen(
                self._command(theirs.fileno()),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                env=self._environment,
            )
        self._control = ours
        try:
            ready = self._line() == "ready"
        except OSError:
            ready = False
        if not ready:
            self._end()
            raise CourseError(f"no process can be started here: {self._said()}")

    def _line(self):
        text = b""
        while not text.endswith(b"\n"):
            part = self._control.recv(64)
            if not part:
                raise ConnectionResetError
            text += part
        return text.decode().strip()

    def _said(self):
        """Return the last line that the process wrote on standard error."""
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else "no reason given"


class Exercise:
    """The warm processes of one exercise and the folder that they share.

    Parameters
    ----------
    notebook : NotebookNode
        The source of the exercise, or what submissions are graded with.
    sandboxed : bool
    files : dict of str to bytes
        What lies beside the notebook.
    """

    def __init__(self, notebook, *, sandboxed, files):
        self.sandboxed = sandboxed
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        folder = Path(self._folder.name)
        self.files, self._site, home = (folder / name for name in ("files", "site", "home"))
        for place in (self.files, self._site, home):
            place.mkdir()
        for name, data in files.items():
            (self.files / name).write_bytes(data)
        trees = visible.cells_of(notebook)
        modules = visible.imports(trees)
        names = visible.distributions(modules)
        kept = visible.write_nnlib(self._site, trees, visible.answers(notebook))
        self._task = {
            "modules": sorted({*visible.WARM, *modules} - {"__future__"}),
            "refused": visible.refused(names, kept),
            "path": [sandbox.SITE if sandboxed else str(self._site)],
            "sandboxed": sandboxed,
        }
        self._seen = visible.paths(names)
        tests = [{"id": c.id, "source": c.source} for c in notebook.cells if is_test(c)]
        self._cells = folder / "tests.json"
        self._cells.write_text(json.dumps(tests), encoding="utf-8")
        self._cells.chmod(0o600)
        folder.chmod(0o755)  # the submission is another user where the grader is root
        self.students = Warm(self._student_command, environment(sandbox.HOME))
        self.tests = Warm(self._test_command, environment(str(home)))

    def close(self):
        """End the processes and remove the folder."""
        self.students.close()
        self.tests.close()
        self._folder.cleanup()

    def _student_command(self, descriptor):
        task = json.dumps(self._task | {"fd": descriptor})
        if self.sandboxed:
            return sandbox.command(task, self._seen, self._site, self.files)
        return [sys.executable, "-I", str(INSIDE), task]

    def _test_command(self, descriptor):
        path = [str(PACKAGE.parent), str(visible.nnlib_folder().parent)]
        task = {"modules": self._task["modules"], "path": path, "folder": str(self.files)}
        task["cells"] = str(self._cells)
        script = str(PACKAGE / "conduct.py")
        return [sys.executable, "-I", script, json.dumps(task | {"fd": descriptor})]


def environment(home):
    """Build the variables of a process; none of the instructor's own pass."""
    return {name: os.environ[name] for name in KEPT if name in os.environ} | {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.defpath]),
        "HOME": home,
        "TMPDIR": home,
        "MPLCONFIGDIR": home,
        "IPYTHONDIR": home,
        "LANG": "C.UTF-8",
        "MPLBACKEND": "Agg",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONHASHSEED": "0",  # the same marks in every run
        "PYTHONDONTWRITEBYTECODE": "1",
        "NBGRADER_EXECUTION": "autograde",
    }
