"""Pages for students: their work, their marks, one plain message for each test that failed."""

import copy

from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_output
from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import GetGrades
from nbgrader.utils import is_grade, is_solution

from grading.course import CourseError
from grading.prepare import grade_id, is_test, visible
from grading.release import nbgrader_log

UNMARKED = "This answer has not been marked yet; the score does not count it so far."
OURS = ("CheckFailed", "AssertionError", "Timeout", "NotRun")  # their messages say it all


class StudentView(GetGrades):
    """Add the marks to an autograded notebook and take out what students are not to see.

    Test cells lose their hidden tests and everything they put out but the message of an error:
    its traceback shows the hidden tests, and what student code prints may show their inputs.
    """

    def preprocess_cell(self, cell, resources, index):
        """Return the cell as its student may see it."""
        cell, resources = super().preprocess_cell(cell, resources, index)
        if is_test(cell):
            cell = visible(cell)
            cell.outputs = [_message(o) for o in cell.outputs if o.output_type == "error"]
        elif is_grade(cell) and is_solution(cell):
            grade = self.gradebook.find_grade(
                grade_id(cell), self.notebook_id, self.assignment_id, self.student_id
            )
            if grade.needs_manual_grade and grade.manual_score is None:
                cell.metadata.nbgrader["comment"] = UNMARKED
        return cell, resources


def write(assignments, students=()):
    """Write the feedback of everything that has been graded.

    Parameters
    ----------
    assignments : list of Assignment
    students : iterable of str
        Only these; empty for all.

    Yields
    ------
    Path
        The page of one submission.
    """
    for assignment in assignments:
        for submission in assignment.submissions():
            if submission.autograded.exists() and (not students or submission.student in students):
                _write(submission)
                yield submission.feedback


def _write(submission):
    """Let nbgrader write one page."""
    course = submission.assignment.course
    directory = copy.copy(course.directory)
    directory.assignment_id, directory.student_id = submission.assignment.name, submission.student
    converter = GenerateFeedback(
        coursedir=directory, config=course.config, exporter_class=HTMLExporter, force=True
    )
    with nbgrader_log() as lines:
        try:
            converter.start()
        except NbGraderException as error:
            reason = next((line for line in reversed(lines) if "Error" in line), str(error))
            raise CourseError(f"no feedback for {submission.student}: {reason}") from error


def _message(error):
    """Reduce an error to one line without its traceback."""
    line = next(iter(error.evalue.strip().splitlines()), "")
    text = line if line and error.ename in OURS else f"{error.ename}: {line}"
    return new_output("error", ename=error.ename, evalue=line, traceback=[text])
