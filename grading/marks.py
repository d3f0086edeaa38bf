"""Marks in nbgrader's gradebook: written in one transaction a submission, and read."""

from dataclasses import dataclass

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    GradeCell,
    Notebook,
    SolutionCell,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import (
    Column,
    MetaData,
    String,
    Table,
    delete,
    false,
    insert,
    inspect,
    select,
    update,
)

from grading import gradebook
from grading.journal import Journal

GRADED, NEEDS_MARKING, NOT_GRADED, NOT_SUBMITTED = (
    "graded",
    "needs marking",
    "not graded",
    "not submitted",
)

LATE = "late"

# Which entry of the journal the marks of a submission come from: nbgrader has no place for that.
written = Table(
    "grading_written",
    MetaData(),
    Column("notebook_id", String(32), primary_key=True),  # of submitted_notebook
    Column("entry", String(32), nullable=False),
    Column("submission", String(64), nullable=False),
)


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


def write(book, submission, entry):
    """Write an entry of the journal into the gradebook: all of it or nothing, any number of times.

    Marks by hand and comments stay. A mark by hand stays settled too, unless there is another
    answer than the one it was given for.

    Parameters
    ----------
    book : nbgrader.api.Gradebook
    submission : Submission
    entry : dict

    Returns
    -------
    tuple of float
        Score so far and maximum.
    """
    notebook_id = _notebook_id(book, submission) or _add(book, submission)
    noted = book.db.execute(select(written).filter_by(notebook_id=notebook_id)).one_or_none()
    same = noted is not None and noted.submission == entry["submission"]
    notebook = book.db.get(SubmittedNotebook, notebook_id)
    if handed_in := submission.handed_in:
        notebook.assignment.timestamp = handed_in
    total, maximum = 0.0, 0.0
    for grade, question, points in _cells(book, notebook, Grade, GradeCell):
        grade.auto_score = entry["scores"].get(question)
        unsettled = grade.manual_score is not None or grade.auto_score is None
        grade.needs_manual_grade = unsettled and not (same and not grade.needs_manual_grade)
        total, maximum = total + score(grade), maximum + points
    for comment, question in _cells(book, notebook, Comment, SolutionCell):
        comment.auto_comment = "No response." if question in entry["unanswered"] else None
    book.db.execute(delete(written).filter_by(notebook_id=notebook_id))
    book.db.execute(
        insert(written).values(
            notebook_id=notebook_id, entry=entry["id"], submission=entry["submission"]
        )
    )
    book.db.commit()
    return total, maximum


def prepare(book):
    """Make the table that says which entries have been written, if it is not there.

    Raises
    ------
    sqlalchemy.exc.DBAPIError
        Nothing can be written now: better before an hour of grading than after it.
    """
    written.metadata.create_all(book.engine)
    book.db.execute(update(written).where(false()).values(entry=""))
    book.db.commit()


def entries_written(book, assignment):
    """Return the ids of the journal's entries whose marks are in the gradebook, by student."""
    if not inspect(book.engine).has_table(written.name):
        return {}
    query = _of(
        select(SubmittedAssignment.student_id, written.c.entry)
        .select_from(SubmittedNotebook)
        .join(written, written.c.notebook_id == SubmittedNotebook.id),
        assignment,
    )
    return dict(book.db.execute(query).all())


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
    if not assignments:
        return
    course = assignments[0].course
    journal = Journal(course).last()
    with gradebook.open_gradebook(course) as book:
        known = {student.id for student in book.students}
        for assignment in assignments:
            questions = assignment.questions()
            present = {submission.student for submission in assignment.submissions()}
            rows, noted = grades(book, assignment), entries_written(book, assignment)
            for student in sorted(known | present):
                entry = journal.get((assignment.name, student))
                own = rows.get(student, {})
                if not _is_graded(assignment.submission(student), entry, noted.get(student)):
                    own = {}
                for question, points in questions.items():
                    earned, status = _standing(own.get(question), student in present)
                    note = _note(entry) if earned is not None else ""
                    yield Mark(assignment.name, student, question, earned, points, status, note)


def _notebook_id(book, submission):
    query = _of(select(SubmittedNotebook.id), submission.assignment)
    query = query.where(SubmittedAssignment.student_id == submission.student)
    return book.db.execute(query).scalar_one_or_none()


def _add(book, submission):
    """Let nbgrader add the student and the submission, still without marks."""
    book.db.commit = book.db.flush  # nbgrader's steps commit each on its own
    try:
        book.update_or_create_student(submission.student)
        with book.db.no_autoflush:  # it links its rows before it adds them
            book.update_or_create_submission(submission.assignment.name, submission.student)
    finally:
        del book.db.commit
    return _notebook_id(book, submission)


def _of(query, assignment):
    """Restrict a query on submitted notebooks to those of an assignment."""
    return (
        query.join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(Assignment, Assignment.id == Notebook.assignment_id)
        .where(Assignment.name == assignment.name, Notebook.name == assignment.notebook)
    )


def _cells(book, notebook, kind, cell):
    """Return what is kept about a submission's cells, with their names and points."""
    more = (cell.name, cell.max_score) if cell is GradeCell else (cell.name,)
    query = (
        select(kind, *more)
        .join(cell, cell.id == kind.cell_id)
        .where(cell.notebook_id == notebook.notebook_id, kind.notebook_id == notebook.id)
    )
    return book.db.execute(query).all()


def grades(book, assignment):
    """Return nbgrader's grades of everybody, by student and question."""
    query = _of(
        select(SubmittedAssignment.student_id, GradeCell.name, Grade)
        .select_from(SubmittedNotebook)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(GradeCell, GradeCell.id == Grade.cell_id),
        assignment,
    )
    rows = {}
    for student, question, grade in book.db.execute(query):
        rows.setdefault(student, {})[question] = grade
    return rows


def _is_graded(submission, entry, noted):
    """Tell whether marks in the gradebook are marks: nbgrader adds empty ones first."""
    if entry is None:
        return submission.autograded.exists()  # by nbgrader's own command
    return noted is not None


def _standing(grade, present):
    """Return the score and the status of one question."""
    if grade is None:
        return None, NOT_GRADED if present else NOT_SUBMITTED
    if grade.needs_manual_grade:
        return None if grade.manual_score is None else score(grade), NEEDS_MARKING
    return score(grade), GRADED


def score(grade):
    """Add up a grade as nbgrader does: a mark by hand counts instead of the automatic one."""
    given = grade.auto_score if grade.manual_score is None else grade.manual_score
    return (given or 0.0) + (grade.extra_credit or 0.0 if given is not None else 0.0)


def _note(entry):
    if not entry:
        return ""
    reason = reasons(entry)
    return f"{entry['status']}: {reason}" if reason else ""


def reasons(entry):
    """Join what an entry says about a submission into one line."""
    return "; ".join(filter(None, [entry["reason"], *entry["changes"], *entry["repairs"]]))


def penalties(assignments):
    """List what late submissions lose, as marks below 0.

    Yields
    ------
    Mark
        Of the question "late", only where something is lost.
    """
    if not assignments:
        return
    with gradebook.open_gradebook(assignments[0].course) as book:
        for assignment in assignments:
            query = _of(
                select(SubmittedAssignment.student_id, SubmittedNotebook.late_submission_penalty)
                .select_from(SubmittedNotebook)
                .where(SubmittedNotebook.late_submission_penalty > 0),
                assignment,
            )
            for student, lost in sorted(book.db.execute(query)):
                yield Mark(assignment.name, student, LATE, -lost, 0.0, GRADED)


def comments(assignments):
    """Return the comments that students are to see.

    Returns
    -------
    dict of (str, str) to dict of str to str
        By assignment and student, then by the cell's name.
    """
    found = {}
    if not assignments:
        return found
    with gradebook.open_gradebook(assignments[0].course) as book:
        for assignment in assignments:
            query = _of(
                select(SubmittedAssignment.student_id, SolutionCell.name, Comment.comment)
                .select_from(SubmittedNotebook)
                .join(Comment, Comment.notebook_id == SubmittedNotebook.id)
                .join(SolutionCell, SolutionCell.id == Comment.cell_id),
                assignment,
            )
            for student, cell, text in book.db.execute(query):
                if text:
                    found.setdefault((assignment.name, student), {})[cell] = text
    return found
