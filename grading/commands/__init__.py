"""The commands of `python -m grading`, one module each.

Each module's first line describes its command, `configure(parser)` adds the options, and
`run(course, options)` runs it and returns the exit code, None for 0.
"""

from grading.commands import (
    collect,
    deadline,
    export,
    feedback,
    grade,
    release,
    report,
    sample,
    status,
)

COMMANDS = {
    "release": release,
    "collect": collect,
    "deadline": deadline,
    "grade": grade,
    "status": status,
    "feedback": feedback,
    "export": export,
    "report": report,
    "sample": sample,
}
