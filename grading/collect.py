"""Take submissions from a folder into the course, and say what was taken and what was left."""

import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from grading.course import CourseError, Submission

STUDENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")


@dataclass(frozen=True)
class Taken:
    """A submission that was found: new, newer than the one that was there, or the same."""

    submission: Submission
    path: Path
    kind: str


@dataclass(frozen=True)
class Left:
    """A file or folder that is no submission, and why."""

    path: Path
    reason: str


def collect(folder, assignments, *, dry_run=False):
    """Copy submissions into the course.

    `folder` holds one folder for each student, `<student>/…/<notebook>.ipynb`, or, when it is
    for one assignment, files `<student>.ipynb`. A submission that replaces another keeps the
    older one beside the new ones, in `replaced/`.

    Parameters
    ----------
    folder : Path
    assignments : list of Assignment
        Which to look for.
    dry_run : bool
        Only say what would be done.

    Yields
    ------
    Taken or Left
    """
    if not folder.is_dir():
        raise CourseError(f"{folder} is no folder; expected one with a folder for each student")
    wanted = {assignment.filename: assignment for assignment in assignments}
    for path in sorted(folder.iterdir()):
        for found in _look(path, wanted):
            if isinstance(found, Taken) and not dry_run:
                _take(found)
            yield found


def _look(path, wanted):
    """Say what one entry of the folder holds."""
    student = path.name if path.is_dir() else path.stem
    if path.is_symlink():
        yield Left(path, "a link, which may lead anywhere; hand in the file itself")
    elif not path.is_dir() and path.suffix != ".ipynb":
        yield Left(path, "neither a student's folder nor a notebook")
    elif not STUDENT.fullmatch(student):
        yield Left(path, f"{student!r} is no student id (letters, digits and . _ @ -)")
    elif path.is_dir():
        yield from _look_in(path, student, wanted)
    elif len(wanted) != 1:
        yield Left(path, "which assignment? Name it, or use one folder for each student")
    else:
        (assignment,) = wanted.values()
        yield _found(assignment.submission(student), path)


def _look_in(folder, student, wanted):
    """Say what a student's folder holds; of two copies of a notebook neither is taken."""
    by_name = {}
    for path in _walk(folder):
        if path.is_symlink():
            yield Left(path, "a link, which may lead anywhere; hand in the file itself")
        elif path.name in wanted and path.is_file():
            by_name.setdefault(path.name, []).append(path)
        else:
            yield Left(path, f"not one of {', '.join(wanted)}")
    for name, paths in by_name.items():
        if len(paths) == 1:
            yield _found(wanted[name].submission(student), paths[0])
        else:
            for path in paths:
                yield Left(path, f"{len(paths)} files have this name; keep the one that counts")


def _walk(folder):
    """List the files and links below a folder, hidden ones apart, without following links."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path)
        else:
            yield path


def _found(submission, path):
    if not submission.submitted.exists():
        return Taken(submission, path, "new")
    same = submission.submitted.read_bytes() == path.read_bytes()
    return Taken(submission, path, "unchanged" if same else "newer")


def _take(taken):
    """Copy a submission into its place, with the time of its file."""
    target = taken.submission.submitted
    if taken.kind == "unchanged":
        return
    if taken.kind == "newer":
        _keep(taken.submission)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(taken.path, target)
    handed_in = datetime.fromtimestamp(taken.path.stat().st_mtime, UTC)
    target.with_name("timestamp.txt").write_text(f"{handed_in:%Y-%m-%d %H:%M:%S} UTC\n")


def _keep(submission):
    """Move the older submission out of the way, under the time at which it was handed in."""
    folder, course = submission.submitted.parent, submission.assignment.course
    kept = course.private / "replaced" / submission.student / submission.assignment.name
    kept.mkdir(parents=True, exist_ok=True)
    folder.replace(kept / f"{len(list(kept.iterdir())) + 1:03}")
