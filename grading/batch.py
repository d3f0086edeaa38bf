"""Grade many submissions: each ends in exactly one result, and none is graded twice."""

import hashlib
import os
from dataclasses import dataclass
from datetime import UTC, datetime

import nbformat
from nbgrader.preprocessors import LimitOutput
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution

from grading import files, gradebook, marks, pool
from grading.journal import Journal
from grading.matching import grade_id
from grading.misconceptions import ANSWERS_FILE, load
from grading.mistakes import mistakes
from grading.prepare import Job
from grading.reading import MAX_BYTES, too_long
from grading.run import GRADED, TAMPERED

LINK = "it is a link, which may lead anywhere; the file itself has to be handed in"


@dataclass(frozen=True)
class Graded:
    """One line of progress: a submission and what came out of it."""

    submission: object
    status: str
    reason: str
    score: float
    max_score: float
    seconds: float


def pending(assignments, students=(), *, regrade=False):
    """List the submissions that are new or changed since they were graded, or all of them.

    Parameters
    ----------
    assignments : list of Assignment
    students : iterable of str
        Only these; empty for all.
    regrade : bool

    Returns
    -------
    list of Submission
    """
    chosen = [
        submission
        for assignment in assignments
        for submission in assignment.submissions()
        if not students or submission.student in students
    ]
    if regrade or not chosen:
        return chosen
    known = _known(assignments)
    return [submission for submission in chosen if not _is_current(submission, known)]


def recover(assignments):
    """Write what the journal knows into the gradebook, where an earlier run could not.

    Parameters
    ----------
    assignments : list of Assignment

    Returns
    -------
    int
        The number of submissions.
    """
    known = _known(assignments)
    lost = [
        submission
        for assignment in assignments
        for submission in assignment.submissions()
        if _is_noted(submission, known) and not _is_current(submission, known)
    ]
    if not lost:
        return 0
    for name in {submission.assignment.name for submission in lost}:
        gradebook.register(next(a for a in assignments if a.name == name))
    with gradebook.open_gradebook(assignments[0].course) as book:
        marks.prepare(book)
        for submission in lost:
            entry, _ = known[submission.assignment.name, submission.student]
            marks.write(book, submission, entry)
    return len(lost)


def grade(submissions, **options):
    """Grade submissions; every one ends in exactly one result, which is kept at once.

    First its notebook is written, then the journal, then the gradebook. Killed in between, the
    next run finds what is in the journal and grades the rest.

    Parameters
    ----------
    submissions : list of Submission
    **options
        Of `pool.run_all`: limits, sandboxed, workers and so on.

    Yields
    ------
    Graded
        In the order in which they end.
    """
    if not submissions:
        return
    course = submissions[0].assignment.course
    places = {(s.assignment.name, s.student): s for s in submissions}
    assignments = {s.assignment.name: s.assignment for s in submissions}
    masters = {name: gradebook.register(assignment) for name, assignment in assignments.items()}
    sources = {name: _digest_of(assignment.source) for name, assignment in assignments.items()}
    answers = {name: _answers(assignment) for name, assignment in assignments.items()}
    journal = Journal(course)
    with gradebook.open_gradebook(course) as book:
        marks.prepare(book)
        jobs = map(_job, submissions)
        for job, result, seconds in pool.run_all(jobs, masters, **options):
            submission = places[job.assignment, job.student]
            notebook = LimitOutput().preprocess(result.notebook, {})[0]
            entry = _entry(job, result, notebook, answers[job.assignment])
            entry |= {"source": sources[job.assignment], "seconds": round(seconds, 2)}
            entry["sandboxed"] = bool(options.get("sandboxed"))
            _write(submission, notebook)
            entry = journal.add(entry)
            score, maximum = marks.write(book, submission, entry)
            reason = marks.reasons(entry)
            yield Graded(submission, entry["status"], reason, score, maximum, seconds)


def _known(assignments):
    """Return the journal's entry and the gradebook's for every submission that has been graded."""
    known = {}
    if not assignments:
        return known
    course = assignments[0].course
    journal, noted = Journal(course).last(), {}
    if journal and gradebook.exists(course):
        with gradebook.open_gradebook(course) as book:
            noted = {a.name: marks.entries_written(book, a) for a in assignments}
    for assignment in assignments:
        for submission in assignment.submissions():
            key = assignment.name, submission.student
            known[key] = journal.get(key), noted.get(assignment.name, {}).get(submission.student)
    return known


def _is_current(submission, known):
    """Tell whether the marks in the gradebook are those of a submission as it is now."""
    entry, noted = known[submission.assignment.name, submission.student]
    return _is_noted(submission, known) and entry["id"] == noted


def _is_noted(submission, known):
    """Tell whether a submission has been graded as it is now, with the source as it is now."""
    entry, _ = known[submission.assignment.name, submission.student]
    return (
        entry is not None
        and submission.autograded.exists()
        and entry["submission"] == _digest(_job(submission))
        and entry["source"] == _digest_of(submission.assignment.source)
    )


def _job(submission):
    """Read a file that was handed in, if it is one."""
    names = submission.assignment.name, submission.student
    path = submission.submitted
    if not path.exists() and not path.is_symlink():
        return Job(*names, b"", f"no {submission.assignment.filename} was handed in")
    if not files.regular(path, submission.assignment.course.submitted):
        return Job(*names, os.fsencode(path), LINK)
    if (size := path.stat().st_size) > MAX_BYTES:
        return Job(*names, str(size).encode(), too_long(size))
    return Job(*names, path.read_bytes())


def _digest(job):
    return hashlib.sha256(job.refused.encode() + job.data).hexdigest()


def _digest_of(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _answers(assignment):
    """Return the known answers of an assignment, for the names of misconceptions."""
    folder = assignment.source.parent
    return load(folder) if (folder / ANSWERS_FILE).exists() else []


def _entry(job, result, notebook, answers):
    """Put a result into the form of the journal."""
    graded = {grade_id(cell): cell for cell in notebook.cells if is_grade(cell)}
    answered = [cell for cell in notebook.cells if is_solution(cell)]
    tampered = result.status == GRADED and result.changes
    found = mistakes(notebook, answers)
    return {
        "assignment": job.assignment,
        "student": job.student,
        "finished": f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC",
        "submission": _digest(job),
        "status": TAMPERED if tampered else result.status,
        "reason": result.reason,
        "changes": list(result.changes),
        "repairs": list(result.repairs),
        "scores": {question: _auto_score(cell) for question, cell in graded.items()},
        "unanswered": [grade_id(cell) for cell in answered if _untouched(cell)],
        "mistakes": {
            question: [mistake.name for mistake in listed]
            for question, listed in found.items()
            if listed
        },
    }


def _auto_score(cell):
    """Return nbgrader's score of a cell, None for an answer that a person has to read."""
    try:
        score, _ = determine_grade(cell)
    except (ValueError, KeyError):  # a display that is no score is no partial credit
        return 0.0
    return score


def _untouched(cell):
    return cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)


def _write(submission, notebook):
    """Put the autograded notebook in its place, and beside it the time of handing in."""
    path = submission.autograded
    timestamp = submission.submitted.with_name("timestamp.txt")
    if timestamp.is_file():  # nbgrader compares the two to find newer submissions
        files.write(path.with_name("timestamp.txt"), timestamp.read_text())
    files.write(path, nbformat.writes(notebook) + "\n")
