"""Write the marks as a table: line by line, or in the form of a learning platform."""

from dataclasses import astuple, dataclass, fields

from grading import files
from grading.course import CourseError
from grading.layouts import student_id
from grading.marks import GRADED, Mark

CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
FORMATS = ("plain", "canvas", "moodle")
MAXIMUM = "    Points Possible"  # as Canvas writes it


@dataclass(frozen=True)
class Total:
    """What a student has for an assignment.

    Attributes
    ----------
    score : float or None
        None while a question has no mark yet: that is not 0.
    """

    score: float | None
    max: float


def write(marks, path):
    """Write marks as CSV; one that does not exist yet is an empty cell, never 0.

    Parameters
    ----------
    marks : iterable of Mark
    path : Path

    Returns
    -------
    int
        The number of lines below the heading.
    """
    rows = [[_cell(value) for value in astuple(mark)] for mark in marks]
    files.write_table(path, [field.name for field in fields(Mark)], rows)
    return len(rows)


def totals(marks):
    """Add up marks.

    Returns
    -------
    dict of str to dict of str to Total
        By assignment and student; without assignments in which nobody has a total yet.
    """
    found = {}
    for mark in marks:
        students = found.setdefault(mark.assignment, {})
        before = students.get(mark.student, Total(0.0, 0.0))
        known = before.score is not None and mark.score is not None and mark.status == GRADED
        students[mark.student] = Total(
            before.score + mark.score if known else None, before.max + mark.max
        )
    return {
        name: students
        for name, students in found.items()
        if any(total.score is not None for total in students.values())
    }


def for_platform(found, kind):
    """Make a table for an import from nothing but our own student ids.

    Parameters
    ----------
    found : dict
        From `totals`.
    kind : {"canvas", "moodle"}

    Returns
    -------
    columns : list of str
    rows : list of list of str
        Of the students who have a mark.
    """
    names = list(found)
    students = sorted({s for of in found.values() for s, t in of.items() if t.score is not None})
    rows = []
    for student in students:
        scores = [_cell(found[name][student].score) for name in names]
        if kind == "moodle":
            rows.append([student, *scores])
        else:
            number, login = (student, "") if student.isdecimal() else ("", student)
            rows.append([student, number, "", login, "", *scores])
    if kind == "moodle":
        return ["username", *names], rows
    maxima = [_cell(max(t.max for t in found[name].values())) for name in names]
    return [*CANVAS, *names], [[MAXIMUM, *[""] * 4, *maxima], *rows]


def into_table(found, path, column=""):
    """Fill the marks into a table that the platform made, so that it knows everybody again.

    A cell for which there is no mark stays as it was.

    Parameters
    ----------
    found : dict
        From `totals`.
    path : Path
        Canvas's exported gradebook or Moodle's grading worksheet.
    column : str
        Which column to fill, for one assignment; default: the one that names the assignment, or
        "Grade".

    Returns
    -------
    columns : list of str
    rows : list of list of str
    missing : set of str
        Students with a mark whom the table does not have.
    """
    rows, columns = files.read_table(path)
    missing = set()
    for name, students in found.items():
        place = _column(columns, name, column, alone=len(found) == 1)
        scored = {s: t.score for s, t in students.items() if t.score is not None}
        rows_of = _whose(rows, [c for c in columns if c != place], scored)
        for student, row in rows_of.items():
            row[place] = _cell(scored[student])
        missing |= scored.keys() - rows_of.keys()
    return columns, [[row.get(name) or "" for name in columns] for row in rows], missing


def _column(columns, name, asked, *, alone):
    """Find the column of an assignment."""
    topic = name.partition("-")[2] or name
    named = [c for c in columns if name in c.lower() or topic.replace("-", " ") in c.lower()]
    found = [c for c in columns if c == asked] if asked else named
    if not found and alone and not asked:
        found = [c for c in columns if c == "Grade"]
    if len(found) != 1:
        listed = ", ".join(columns)
        raise CourseError(f"which column is for {name}? Name it: --column; there are: {listed}")
    return found[0]


def _whose(rows, columns, students):
    """Find the row of each student: one of its cells is the student's id."""
    found = {}
    for row in rows:
        texts = [(row.get(column) or "").strip() for column in columns]
        cells = {*texts, *map(student_id, texts)}
        for student in cells & students.keys():
            if student in found:
                raise CourseError(f"{student} is in two lines of the table; mark them by hand")
            found[student] = row
    return found


def _cell(value):
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) else value
