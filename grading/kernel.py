"""Run code cells in a fresh kernel: the only module that is visible inside the sandbox.

Reads ``{"sources": [...], "cell_seconds": ..., "notebook_seconds": ..., "memory": ...}`` from
standard input and writes ``{"outputs": [[...], ...], "timeouts": [...], "ended": ""}``: the
outputs of the cells that ran, the indices of those that ran too long, and why the rest did not
run. Imports nothing of this package, which is out of sight there.
"""

import contextlib
import json
import os
import sys
from time import monotonic

from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import ValidationError
from nbformat.v4 import new_code_cell, new_notebook, new_output

MAX_TEXT = 100_000  # characters of one text
MAX_CELL = 2_000_000  # characters of all outputs of a cell: texts and figures
OUTPUTS = ("stream", "display_data", "update_display_data", "execute_result", "error")
MARKS = ("execute_result", "error")  # kept, when they are short, behind any amount of others
CUT = "\n… output cut …\n"
TIMEOUT = "CellTimeoutError"


class Client(NotebookClient):
    """A client that leaves out what a page cannot show: too much of it, and what is no output."""

    def process_message(self, msg, cell, cell_index):
        """Take one message of the kernel, shortened, or leave it out."""
        content, kind = msg["content"], msg["msg_type"]
        if kind in OUTPUTS:
            _shorten(content)
            size, room = len(repr(content)), cell.metadata.get("room", MAX_CELL)
            cell.metadata["room"] = room - size
            if size > room and (kind not in MARKS or size > 2 * MAX_TEXT):
                if room > 0:
                    cell.outputs.append(new_output("stream", name="stderr", text=CUT))
                cell.metadata["room"] = 0
                return None
        try:
            return super().process_message(msg, cell, cell_index)
        except ValidationError:  # a figure that is a number, a text that is None
            return None


def main():
    """Run the cells given on standard input and report on standard output."""
    task = json.load(sys.stdin)
    with os.fdopen(os.dup(1), "w") as channel:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what the kernel inherits says nothing here
        _limit_memory(task["memory"])
        json.dump(execute(task["sources"], task["cell_seconds"], task["notebook_seconds"]), channel)


def execute(sources, cell_seconds, notebook_seconds):
    """Run code cells one after another, at most so long each and in all."""
    cells = [new_code_cell(source) for source in sources]
    deadline = monotonic() + notebook_seconds
    client = Client(
        new_notebook(cells=cells),
        kernel_name="python3",
        allow_errors=True,
        interrupt_on_timeout=True,
        raise_on_iopub_timeout=True,  # a cell that does not stop when it is interrupted
        iopub_timeout=10,
        error_on_timeout={"ename": TIMEOUT, "evalue": "", "traceback": []},
        timeout_func=lambda cell: max(1, min(cell_seconds, deadline - monotonic())),
        shutdown_kernel="immediate",
        on_cell_executed=_note_timeout,
    )
    ran, ended = [], ""
    try:
        with client.setup_kernel():
            for index, cell in enumerate(cells):
                if monotonic() > deadline:
                    ended = "time"
                    break
                client.execute_cell(cell, index)
                ran.append(cell)
    except CellTimeoutError:
        ended = "time"
    except DeadKernelError:
        ended = "death"
    timeouts = [i for i, cell in enumerate(ran) if cell.metadata.get("timeout")]
    return {"outputs": [cell.outputs for cell in ran], "timeouts": timeouts, "ended": ended}


def _note_timeout(cell, cell_index, execute_reply):
    """Put the plain fact in place of the interrupt by which a slow cell was stopped."""
    if execute_reply["content"].get("ename") == TIMEOUT:
        cell.metadata["timeout"] = True
        cell.outputs = [output for output in cell.outputs if output.output_type != "error"]


def _shorten(content):
    """Cut the texts of an output to a readable length."""
    for key in ("text", "evalue"):
        if key in content:
            content[key] = _cut(str(content[key]))
    if "traceback" in content:
        content["traceback"] = [_cut("\n".join(map(str, content["traceback"])))]


def _cut(text):
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + CUT


def _limit_memory(size):
    """Let this process and the kernel have at most `size` bytes each, where the system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
