"""Options that several commands have, and what several of them say."""

import argparse
import sys

from grading import marks

PREVIEW = "(a preview: nothing was written)"


def add_assignments(parser):
    """Let a command name assignments."""
    parser.add_argument("assignment", nargs="*", help="such as 02-perceptron; default: all")


def add_students(parser):
    """Let a command name students."""
    parser.add_argument(
        "--student",
        action="append",
        default=[],
        metavar="ID",
        help="only this one; may be repeated",
    )


def add_dry_run(parser):
    """Let a command only say what it would do."""
    parser.add_argument("--dry-run", action="store_true", help="only say what would be done")


def positive(text):
    """Read a whole number of at least 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no whole number of at least 1")
    return int(text)


def say(line):
    """Say something that is no result."""
    print(line, file=sys.stderr, flush=True)


def say_unmarked(assignments):
    """Count the answers that wait for a person."""
    waiting = [m for m in marks.marks(assignments) if m.status == marks.NEEDS_MARKING]
    if waiting:
        print(f"{len(waiting)} written answers wait for marking in nbgrader's formgrader")
