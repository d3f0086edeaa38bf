"""Take submissions into the course, and say what was taken and what was left."""

import shutil
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from grading import files, inbox, layouts, reading
from grading.course import Submission
from grading.matching import grade_id

TIME = "%Y-%m-%d %H:%M:%S UTC"
NEW, NEWER, UNCHANGED = "new", "newer", "unchanged"


@dataclass(frozen=True)
class Taken:
    """A submission that was found: new, newer than the one that was there, or the same."""

    submission: Submission
    name: str
    kind: str
    handed_in: datetime
    data: bytes
    note: str = ""


@dataclass(frozen=True)
class Left:
    """A file that is no submission, and why."""

    name: str
    reason: str


def collect(source, assignments, *, layout="auto", dry_run=False):
    """Copy submissions into the course.

    A submission that replaces another keeps the older one in `replaced/`.

    Parameters
    ----------
    source : Path
        A folder or a zip archive.
    assignments : list of Assignment
        Which to look for.
    layout : str
        How files are named; see `layouts.owner`.
    dry_run : bool
        Only say what would be done.

    Yields
    ------
    Taken or Left
    """
    layouts.check(layout)
    with inbox.opened(source) as found:
        chosen, left = _sort(found, assignments, layout)
        yield from left
        for submission, file, owner, note in chosen:
            item = _look(submission, file, owner, note)
            if isinstance(item, Taken) and item.kind != UNCHANGED and not dry_run:
                _take(item)
            yield item


def _sort(found, assignments, layout):
    """Find whose work each file is, and which; of several for one place, the one that counts."""
    claims, left = defaultdict(list), []
    for file in found:
        owner = layouts.owner(file.name, layout)
        assignment, note, reason = _claim(file, owner, assignments)
        if reason:
            left.append(Left(str(file.name), reason))
        else:
            claims[assignment.submission(owner.student)].append((file, owner, note))
    chosen = []
    for submission, several in claims.items():
        exact = [claim for claim in several if not claim[2]] or several
        persons = {owner.person for _, owner, _ in several}
        reason = f"{len(exact)} files have this name; keep the one that counts"
        if len(persons) > 1:
            reason = f"{len(persons)} people are called {submission.student}; rename their files"
        if len(exact) == 1 and len(persons) == 1:
            chosen.append((submission, *exact[0]))
            reason = f"{exact[0][0].name} is there too, and has the right name"
        rest = [claim for claim in several if not chosen or claim[0] is not chosen[-1][1]]
        left += [Left(str(file.name), reason) for file, _, _ in rest]
    return sorted(chosen, key=lambda choice: str(choice[1].name)), left


def _claim(file, owner, assignments):
    """Return the assignment of a file, a note where its name was wrong, a reason to leave it."""
    if file.problem:
        return None, "", file.problem
    if owner is None:
        return None, "", "neither a student's folder nor a notebook"
    if not layouts.STUDENT.fullmatch(owner.student):
        return None, "", f"{owner.student!r} is no student id (letters, digits and . _ @ -)"
    if not owner.filename:  # <student>.ipynb
        if len(assignments) == 1:
            return assignments[0], "", ""
        return None, "", "which assignment? Name it, or use one folder for each student"
    for assignment in assignments:
        if owner.filename == assignment.filename:
            return assignment, "", ""
    for assignment in assignments:
        if layouts.is_copy(owner.filename, assignment.filename):
            return assignment, f"its file was named {owner.filename}", ""
    if assignment := _by_content(file, assignments):
        return assignment, f"its file was named {owner.filename}", ""
    return None, "", f"not one of {', '.join(a.filename for a in assignments)}"


def _by_content(file, assignments):
    """Find the assignment whose questions are in a notebook of another name."""
    if file.name.suffix != ".ipynb":
        return None
    try:
        notebook, _ = reading.read(file.read())
    except (reading.Malformed, OSError, zipfile.BadZipFile):
        return None
    names = {name for cell in notebook.cells for name in (cell.get("id"), grade_id(cell))}
    for assignment in assignments:
        questions = assignment.questions().keys()
        if questions and len(questions & names) > len(questions) / 2:
            return assignment
    return None


def _look(submission, file, owner, note):
    """Compare a file with the submission that is there."""
    try:
        data = file.read()
    except (OSError, zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        return Left(str(file.name), f"it cannot be read: {error}")
    handed_in = owner.timestamp or file.modified.replace(tzinfo=None)
    kind, before = NEW, submission.submitted
    if before.exists():
        kind = NEWER
        if files.regular(before, submission.assignment.course.submitted):
            kind = UNCHANGED if before.read_bytes() == data else NEWER
        earlier = submission.handed_in
        if kind == NEWER and earlier and handed_in.replace(microsecond=0) < earlier:
            return Left(str(file.name), f"older than what is there, of {earlier:{TIME}}")
    return Taken(submission, str(file.name), kind, handed_in, data, note)


def _take(taken):
    """Put a submission into its place, with its time; what was there goes to `replaced/`."""
    before = taken.submission.submitted
    if taken.kind == NEWER:
        _keep(taken.submission)
    target = before.with_name(taken.submission.assignment.filename)
    files.write(target.with_name("timestamp.txt"), f"{taken.handed_in:{TIME}}\n")
    files.write(target, taken.data)
    if before != target:
        before.unlink()


def _keep(submission):
    """Copy the older submission out of the way, under a number."""
    folder, course = submission.submitted.parent, submission.assignment.course
    kept = course.private / "replaced" / submission.student / submission.assignment.name
    kept.mkdir(parents=True, exist_ok=True)
    fresh = kept / ".new"
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(folder, fresh, symlinks=True)
    fresh.replace(kept / f"{len(list(kept.glob('[0-9]*'))) + 1:03}")
