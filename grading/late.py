"""Deadlines, extensions, and what a late submission loses."""

import math
import re
from dataclasses import dataclass
from datetime import UTC

from dateutil import parser as dates
from dateutil.relativedelta import relativedelta
from nbgrader.api import Assignment
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import select
from traitlets import Unicode

from grading import files, gradebook, marks
from grading.course import CourseError

FILE = "deadlines.csv"
COLUMNS = ("assignment", "student", "due")
SECONDS = {"minute": 60, "hour": 3600, "day": 86400, "week": 604800}
EXAMPLE = "10% per day, at most 50%, 15 minutes free"
RULE = re.compile(
    r"(?P<loss>[\d.]+) ?(?P<of>%|points?) per (?P<unit>hour|day|week)"
    r"(?:, at most (?P<most>[\d.]+) ?(?P<most_of>%|points?))?"
    r"(?:, (?P<free>\d+) (?P<free_unit>minute|hour|day)s? free)?"
)


class LateRule(LateSubmissionPlugin):
    """The penalty by a rule in words, for nbgrader's own commands too."""

    rule = Unicode("", help=f"such as {EXAMPLE!r}; empty: no penalty").tag(config=True)

    def late_submission_penalty(self, student_id, score, total_seconds_late):
        """Return what a submission of this score loses."""
        return penalty(self.rule, score, total_seconds_late)


def penalty(rule, score, seconds):
    """Return the points that a late submission loses; every period that has begun counts.

    Parameters
    ----------
    rule : str
        As in "10% per day, at most 50%, 15 minutes free"; per cent are of the score.
    score : float
    seconds : float
        After the deadline.

    Raises
    ------
    CourseError
        The rule cannot be read.
    """
    if not rule:
        return 0.0
    match = RULE.fullmatch(rule.strip())
    if not match:
        raise CourseError(f"the late rule {rule!r} cannot be read; write it as in {EXAMPLE!r}")
    free = int(match["free"]) * SECONDS[match["free_unit"]] if match["free"] else 0
    if seconds <= free:
        return 0.0
    begun = math.ceil(seconds / SECONDS[match["unit"]])
    lost = begun * _points(match["loss"], match["of"], score)
    most = _points(match["most"], match["most_of"], score) if match["most"] else score
    return max(0.0, min(lost, most, score))


def _points(number, of, score):
    return float(number) / 100 * score if of == "%" else float(number)


@dataclass(frozen=True)
class Deadline:
    """When an assignment is due: for everybody, or for one student."""

    assignment: str
    student: str
    due: object  # datetime with a zone

    @property
    def utc(self):
        """The time as nbgrader keeps it: UTC, without a zone."""
        return self.due.astimezone(UTC).replace(tzinfo=None)


def deadlines(course):
    """Read the deadlines of a course.

    Returns
    -------
    dict of (str, str) to Deadline
        By assignment and student, "" for everybody.
    """
    path = course.private / FILE
    if not path.exists():
        return {}
    rows, columns = files.read_table(path)
    if not set(COLUMNS) <= set(columns):
        raise CourseError(f"{path} has the columns {columns}; expected {', '.join(COLUMNS)}")
    found = {}
    for row in rows:
        name, student = row["assignment"].strip(), row["student"].strip()
        found[name, student] = Deadline(name, student, when(row["due"]))
    return found


def write(course, found):
    """Write the deadlines of a course."""
    rows = [
        (d.assignment, d.student, f"{d.due:%Y-%m-%d %H:%M %z}") for _, d in sorted(found.items())
    ]
    files.write_table(course.private / FILE, COLUMNS, rows)


def when(text, after=None):
    """Read a time: "2026-11-30 23:59", in the zone of this machine or with one, or "3 days".

    Parameters
    ----------
    text : str
    after : datetime, optional
        What "3 days" is added to.

    Raises
    ------
    CourseError
        It is neither, or there is nothing to add to.
    """
    if match := re.fullmatch(r"\+?\s*(\d+) (minute|hour|day|week)s?", text.strip()):
        if after is None:
            raise CourseError(f"{text!r} after what? Set the deadline for everybody first")
        return after + relativedelta(**{f"{match[2]}s": int(match[1])})
    try:
        return dates.parse(text).astimezone()
    except (ValueError, OverflowError) as error:
        raise CourseError(
            f"{text!r} is no time; write it as in '2026-11-30 23:59' or, for one student, '3 days'"
        ) from error


def settle(assignments):
    """Bring deadlines, extensions and penalties in the gradebook up to date.

    A penalty depends on the score, and the score on marks by hand: they are worked out anew.
    Without a deadline in `deadlines.csv` the one that the formgrader has set stays.

    Returns
    -------
    int
        The number of submissions with a penalty.
    """
    if not assignments or not gradebook.exists(assignments[0].course):
        return 0
    course = assignments[0].course
    found, plugin, number = deadlines(course), _plugin(course), 0
    with gradebook.open_gradebook(course) as book:
        for assignment in assignments:
            query = select(Assignment).filter_by(name=assignment.name)
            entry = book.db.execute(query).scalar_one_or_none()
            if entry is not None:
                number += _settle(book, assignment, entry, found, plugin)
        book.db.commit()
    return number


def _settle(book, assignment, entry, found, plugin):
    """Settle one assignment; return the number of submissions with a penalty."""
    everybody = found.get((assignment.name, ""))
    if everybody:
        entry.duedate = everybody.utc
    scores = {
        student: sum(map(marks.score, grades.values()))
        for student, grades in marks.grades(book, assignment).items()
    }
    number = 0
    for submission in entry.submissions:
        if everybody:
            own = found.get((assignment.name, submission.student_id))
            submission.extension = own.utc - everybody.utc if own else None
        late, score = submission.total_seconds_late, scores.get(submission.student_id, 0.0)
        lost = plugin.late_submission_penalty(submission.student_id, score, late) if late else 0
        lost = max(0.0, min(lost or 0.0, score))
        number += lost > 0
        for notebook in submission.notebooks:
            if (notebook.late_submission_penalty or 0) != lost:
                notebook.late_submission_penalty = lost or None
    return number


def _plugin(course):
    """Make the plugin that nbgrader_config.py names."""
    step = AssignLatePenalties(config=course.config)
    step.init_plugin()
    return step.plugin_inst
