"""The warm process of an exercise: imports what submissions will need, then forks for each.

    python -I .../inside '{"modules": [...], "refused": [...], "path": [...], "fd": 3, ...}'

It never runs student code itself. As a program in the sandbox it stands under the name `inside`.
"""

import json
import os
import signal
import socket
import sys
from pathlib import Path


def main():
    """Warm up, say so, and fork until the other end is closed."""
    task = json.loads(sys.argv[1])
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    sys.path[1:1] = task["path"]
    from inside import jail

    if task.get("probe"):
        return jail.probe()
    if task["sandboxed"]:
        jail.drop_root()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the grader
    control = socket.socket(fileno=task["fd"])
    from inside import warm

    notebook = warm.up(task["modules"], task["refused"])
    from inside import forking
    from inside.submission import Submission

    control.sendall(b"ready\n")
    forking.serve(control, Submission(notebook, task["sandboxed"]).start)


if __name__ == "__main__":
    main()
    os._exit(0)
