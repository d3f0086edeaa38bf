"""Everything that is written to nbgrader's gradebook, and the notebooks that go with it."""

import hashlib
import json
import os
import secrets
import sys
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde
from nbgrader.preprocessors import Execute
from sqlalchemy.exc import SAWarning

from grading.course import CourseError
from grading.release import generate

GRADED, NEEDS_MARKING, NOT_GRADED, NOT_SUBMITTED = (
    "graded",
    "needs marking",
    "not graded",
    "not submitted",
)


def open_gradebook(course):
    """Open the course's gradebook, and make it if there is none."""
    programs = str(Path(sys.executable).parent)  # a new gradebook asks the program `alembic`
    if programs not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([programs, os.environ.get("PATH", os.defpath)])
    return Gradebook(course.db_url)


def register(assignment):
    """Write the questions of an assignment into the gradebook.

    Returns
    -------
    NotebookNode
        The notebook that submissions are graded with: hidden tests in, solutions out.

    Raises
    ------
    CourseError
        Cells came or went since submissions were graded: their marks would lose their questions.
    """
    open_gradebook(assignment.course).close()
    with tempfile.TemporaryDirectory() as folder:
        try:
            generate(assignment, Path(folder), register=True, hidden_tests=True)
        except CourseError as error:
            if "there are submissions" not in str(error):
                raise
            raise CourseError(
                f"{assignment.name} has other cells than when it was first graded. Restore them, "
                f"or export the marks, run `nbgrader db assignment remove {assignment.name} "
                "--force`, which forgets all of its marks, and grade again"
            ) from error
        return nbformat.read(Path(folder) / assignment.name / assignment.filename, as_version=4)


def seed(assignment):
    """Return the seed of an assignment's hidden tests: drawn once, the same in every regrading."""
    path = assignment.course.private / "seeds.json"
    seeds = json.loads(path.read_text()) if path.exists() else {}
    if assignment.name not in seeds:
        seeds[assignment.name] = secrets.token_hex(8)
        path.write_text(json.dumps(seeds, indent=1, sort_keys=True) + "\n")
    return seeds[assignment.name]


def fingerprint(submission):
    """Hash what marks depend on: the submission and the source it is graded with."""
    paths = {"submission": submission.submitted, "source": submission.assignment.source}
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in paths.items()}


def record(submission):
    """Return what the last grading noted about a submission, {} before the first."""
    try:
        notebook = nbformat.read(submission.autograded, as_version=4)
    except FileNotFoundError:
        return {}
    return dict(notebook.metadata.get("grading", {}))


def is_current(submission):
    """Tell whether a submission has been graded as it is now, with the source as it is now."""
    noted = record(submission)
    return noted.items() >= fingerprint(submission).items()


def save(submission, result, **notes):
    """Write the marks of a result into the gradebook, then its notebook.

    The notebook comes last and in one piece: without it a submission counts as not graded, so
    that a grading that was interrupted is simply run again. Manual marks and comments stay.

    Parameters
    ----------
    submission : Submission
    result : Result
    **notes
        More to note in the notebook's metadata.

    Returns
    -------
    tuple of float
        Score so far and maximum.
    """
    assignment = submission.assignment
    noted = fingerprint(submission) | {"status": result.status, "reason": result.reason} | notes
    same_answers = record(submission).get("submission") == noted["submission"]
    timestamp = {"timestamp": submission.handed_in} if submission.handed_in else {}
    with open_gradebook(assignment.course) as gradebook:
        gradebook.update_or_create_student(submission.student)
        with warnings.catch_warnings():  # nbgrader links its new rows in an order that works
            warnings.simplefilter("ignore", SAWarning)
            gradebook.update_or_create_submission(assignment.name, submission.student, **timestamp)
        marked = _marked_by_hand(gradebook, submission) if same_answers else set()
    notebook = _save_scores(submission, result.notebook)
    with open_gradebook(assignment.course) as gradebook:
        for name in marked:  # nbgrader asks for every mark by hand again, answers changed or not
            grade = gradebook.find_grade(
                name, assignment.notebook, assignment.name, submission.student
            )
            grade.needs_manual_grade = False
        gradebook.db.commit()
        saved = gradebook.find_submission(assignment.name, submission.student)
        score, maximum = saved.score, saved.max_score
    notebook.metadata["grading"] = noted
    _write(submission, notebook)
    return score, maximum


def _marked_by_hand(gradebook, submission):
    """Name the questions whose mark by hand is settled."""
    grades = _grades(gradebook, submission).values()
    return {g.name for g in grades if g.manual_score is not None and not g.needs_manual_grade}


def marks(assignments):
    """List every mark of every student who is in the gradebook or has handed in.

    Parameters
    ----------
    assignments : list of Assignment

    Yields
    ------
    Mark
        By assignment, student and place in the notebook.
    """
    for assignment in assignments:
        questions = assignment.questions()
        present = {submission.student for submission in assignment.submissions()}
        with open_gradebook(assignment.course) as gradebook:
            known = {student.id for student in gradebook.students}
            for student in sorted(known | present):
                submission = assignment.submission(student)
                grades = _grades(gradebook, submission)
                noted = record(submission) if grades else {}
                for question, points in questions.items():
                    score, status = _standing(grades.get(question), student in present)
                    note = _note(noted) if score is not None else ""
                    yield Mark(assignment.name, student, question, score, points, status, note)


@dataclass(frozen=True)
class Mark:
    """What a student has on one question."""

    assignment: str
    student: str
    question: str
    score: float | None  # None: there is no mark yet, which is not 0
    max: float
    status: str
    note: str = ""


def _standing(grade, present):
    """Return the score and the status of one question."""
    if grade is None:
        return None, NOT_GRADED if present else NOT_SUBMITTED
    if grade.needs_manual_grade:
        return grade.manual_score, NEEDS_MARKING
    return grade.score, GRADED


def _note(noted):
    return f"{noted['status']}: {noted['reason']}" if noted.get("reason") else ""


def _grades(gradebook, submission):
    """Return a submission's grades by question, {} before it was graded."""
    assignment = submission.assignment
    try:
        notebook = gradebook.find_submission_notebook(
            assignment.notebook, assignment.name, submission.student
        )
    except MissingEntry:
        return {}
    return (
        {grade.name: grade for grade in notebook.grades} if submission.autograded.exists() else {}
    )


def _save_scores(submission, notebook):
    """Let nbgrader's own steps after the execution write scores and comments."""
    assignment, course = submission.assignment, submission.assignment.course
    resources = {
        "unique_key": assignment.notebook,
        "nbgrader": {
            "student": submission.student,
            "assignment": assignment.name,
            "notebook": assignment.notebook,
            "db_url": course.db_url,
        },
    }
    autograde = Autograde(coursedir=course.directory, config=course.config)
    for step in autograde.autograde_preprocessors:
        if step is not Execute:
            notebook, resources = step(config=course.config)(notebook, resources)
    return notebook


def _write(submission, notebook):
    """Put the autograded notebook in its place in one step."""
    path = submission.autograded
    path.parent.mkdir(parents=True, exist_ok=True)
    timestamp = submission.submitted.with_name("timestamp.txt")
    if timestamp.is_file():  # nbgrader compares the two to find newer submissions
        _replace(path.with_name("timestamp.txt"), timestamp.read_text())
    _replace(path, nbformat.writes(notebook) + "\n")


def _replace(path, text):
    """Write a file in one step, over one that nbgrader has made read-only too."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
