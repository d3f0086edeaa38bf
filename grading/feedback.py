"""Pages for students: their work, their marks, one plain message for each test that failed."""

import copy

import bleach
from nbconvert.exporters import HTMLExporter
from nbconvert.filters import strip_files_prefix
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output
from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import GetGrades
from nbgrader.utils import is_grade

from grading.course import CourseError
from grading.prepare import grade_id, is_test, visible
from grading.release import nbgrader_log

UNMARKED = "This answer has not been marked yet; the score does not count it so far."
OURS = ("CheckFailed", "AssertionError", "Timeout", "NotRun")  # their messages say it all

PROTOCOLS = ("http", "https", "data")
TAGS = {
    *bleach.ALLOWED_TAGS,
    *("p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "div", "span", "img", "br", "hr"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd"),
    *("del", "sub", "sup", "details", "summary"),
}


class StudentView(GetGrades):
    """Add the marks to an autograded notebook and take out what students are not to see.

    Test cells lose their hidden tests and everything they put out but the message of an error:
    its traceback shows the hidden tests, and what student code prints may show their inputs.
    """

    def preprocess(self, notebook, resources):
        """Return the notebook as its student may see it, with a table of marks above."""
        self.rows = ["| question | points | of |", "|---|---|---|"]
        notebook, resources = super().preprocess(notebook, resources)
        notebook.cells.insert(0, new_markdown_cell("\n".join(self.rows), id="marks"))
        return notebook, resources

    def preprocess_cell(self, cell, resources, index):
        """Return the cell as its student may see it, and note its mark."""
        cell, resources = super().preprocess_cell(cell, resources, index)
        if is_test(cell):
            cell = visible(cell)
            cell.outputs = [_message(o) for o in cell.outputs if o.output_type == "error"]
        if is_grade(cell):
            grade = self.gradebook.find_grade(
                grade_id(cell), self.notebook_id, self.assignment_id, self.student_id
            )
            unmarked = grade.needs_manual_grade and grade.manual_score is None
            score = "not marked yet" if unmarked else f"{grade.score:g}"
            name = grade_id(cell).removesuffix("-test")
            self.rows.append(f"| {name} | {score} | {grade.max_score:g} |")
            if unmarked:
                cell.metadata.nbgrader["comment"] = UNMARKED
        return cell, resources


class Sizes(Preprocessor):
    """Keep the numbers alone of what outputs say about themselves: how wide and high they are.

    nbconvert writes width and height into the page without quotes.
    """

    def preprocess_cell(self, cell, resources, index):
        """Return the cell with less metadata in its outputs."""
        for output in cell.get("outputs", []):
            if "metadata" in output:
                output.metadata = _numbers(output.metadata)
        return cell, resources


def _numbers(metadata):
    """Return a dict of dicts and numbers without all other values."""
    return NotebookNode(
        {
            key: _numbers(value) if isinstance(value, dict) else value
            for key, value in metadata.items()
            if isinstance(value, (dict, int, float))
        }
    )


def clean(html):
    """Reduce rendered text to harmless tags: nbgrader's pages show a student's HTML as it is.

    Takes the place of the filter ``strip_files_prefix``, the last one in those pages.
    """
    return bleach.clean(strip_files_prefix(html), TAGS, _harmless, protocols=PROTOCOLS)


def _harmless(tag, name, value):
    """Tell whether an attribute may stay: images in the notebook itself, links to pages."""
    if (tag, name) == ("img", "src"):
        return value.startswith("data:image/")
    if (tag, name) == ("a", "href"):
        return value.startswith(("https://", "http://", "#", "./", "../"))
    return name in ("alt", "title", "id", "class", "align")


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
    """Reduce an error to its plain message, with the hint where there is one, and no traceback."""
    lines = error.evalue.strip().splitlines()
    shown = lines[:1] + [line for line in lines[1:] if line.startswith("Hint: ")]
    if not lines or error.ename not in OURS:
        shown = [f"{error.ename}: {''.join(lines[:1])}"]
    return new_output("error", ename=error.ename, evalue="\n".join(shown), traceback=shown)
