"""Take submissions from a folder or from a learning platform's zip archive."""

import contextlib
from collections import Counter
from pathlib import Path

from grading import collect, files, layouts
from grading.commands import options as common


def configure(parser):
    """Add the options of `collect`."""
    parser.add_argument("source", type=Path, help="<student>/…/perceptron.ipynb in it, or a zip")
    parser.add_argument("assignment", nargs="*", help="take only these; for <student>.ipynb: one")
    parser.add_argument(
        "--layout",
        default="auto",
        metavar="NAME",
        help=f"how files are named: {layouts.FOLDERS}, {', '.join(layouts.PATTERNS)}, or a regular "
        "expression with the groups student_id and file_id (default: found out for each file)",
    )
    common.add_dry_run(parser)


def run(course, options):
    """Collect, and say what was taken and what was left."""
    assignments = course.assignments(options.assignment)
    lock = contextlib.nullcontext() if options.dry_run else files.alone(course, common.say)
    counts = Counter()
    with lock:
        for item in collect.collect(
            options.source, assignments, layout=options.layout, dry_run=options.dry_run
        ):
            counts[getattr(item, "kind", "left")] += 1
            print(_line(item))
    print(", ".join(f"{number} {kind}" for kind, number in counts.items()) or "nothing there")
    if options.dry_run:
        print(common.PREVIEW)


def _line(item):
    """Describe what was taken or left."""
    if isinstance(item, collect.Left):
        return f"{'left':9}  {item.name}: {item.reason}"
    submission = item.submission
    note = f"  ({item.note})" if item.note else ""
    when = f"{item.handed_in:%Y-%m-%d %H:%M} UTC"
    return f"{item.kind:9}  {submission.student:16} {submission.assignment.name:16} {when}{note}"
