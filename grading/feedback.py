"""Pages for students: their work, their marks, one plain message for each test that failed."""

from dataclasses import dataclass

import nbformat
from markupsafe import Markup
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output
from nbgrader.preprocessors import GetGrades
from nbgrader.utils import is_grade, is_locked, is_solution

from grading import files, markdown, marks, page
from grading.journal import Journal
from grading.mathematics import Formulas
from grading.mistakes import HINT, LOST_PART
from grading.prepare import grade_id, is_test, visible

UNMARKED = "This answer has not been marked yet; the score does not count it so far."
OURS = ("CheckFailed", "AssertionError", "Timeout", "NotRun")  # their messages say it all

clean = markdown.clean  # where nbgrader_config.py looks for it


class StudentView(GetGrades):
    """Take out of an autograded notebook what students are not to see, for nbgrader's command.

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
            said = messages(cell)
            cell = visible(cell)
            cell.outputs = [new_output("error", "", "\n".join(said), said)] if said else []
        if is_grade(cell):
            grade = self.gradebook.find_grade(
                grade_id(cell), self.notebook_id, self.assignment_id, self.student_id
            )
            unmarked = grade.needs_manual_grade and grade.manual_score is None
            score = "not marked yet" if unmarked else f"{grade.score:g}"
            self.rows.append(f"| {_title(cell)} | {score} | {grade.max_score:g} |")
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


def messages(cell):
    """List what a test cell said about the work, in plain sentences, and hints where known.

    Returns
    -------
    list of str
        Lines; those with a hint begin with "Hint: ".
    """
    said = []
    for output in cell.outputs:
        if output.output_type == "error":
            said += _message(output)
        elif output.get("name") == "stdout":
            lost = (match.group().splitlines() for match in LOST_PART.finditer(output.text))
            said += [line for lines in lost for line in lines]
    return said


def _message(error):
    """Reduce an error to its plain message, with the hint where there is one, and no traceback."""
    lines = error.evalue.strip().splitlines()
    if not lines or error.ename not in OURS:
        return [f"{error.ename}: {''.join(lines[:1])}"]
    return lines[:1] + [line for line in lines[1:] if line.startswith(HINT)]


@dataclass(frozen=True)
class Cell:
    """One cell of the page.

    Attributes
    ----------
    kind : str
        "text", "answer", "code" or "test".
    """

    kind: str
    html: Markup
    outputs: tuple[Markup, ...] = ()
    mark: marks.Mark | None = None
    title: str = ""
    messages: tuple[str, ...] = ()
    comment: Markup | str = ""


def write(assignments, students=(), *, dry_run=False):
    """Write the feedback of everything that has been graded.

    Parameters
    ----------
    assignments : list of Assignment
    students : iterable of str
        Only these; empty for all.
    dry_run : bool
        Only name the pages.

    Yields
    ------
    Path
        The page of one submission.
    """
    if not assignments:
        return
    journal = Journal(assignments[0].course).last()
    given = {}
    for mark in [*marks.marks(assignments), *marks.penalties(assignments)]:
        given.setdefault((mark.assignment, mark.student), {})[mark.question] = mark
    comments = marks.comments(assignments)
    with Formulas() as formulas:
        for assignment in assignments:
            for submission in assignment.submissions():
                key = assignment.name, submission.student
                chosen = not students or submission.student in students
                if not chosen or not submission.autograded.exists():
                    continue
                if not dry_run:
                    entry = journal.get(key, {})
                    text = _page(submission, given[key], comments.get(key, {}), entry, formulas)
                    files.write(submission.feedback, text)
                yield submission.feedback


def _page(submission, given, comments, entry, formulas):
    """Make the page of one submission."""
    notebook = nbformat.read(submission.autograded, as_version=4)
    late = given.pop(marks.LATE, None)
    counted = [mark.score for mark in given.values() if mark.score is not None]
    cells = [_cell(cell, given, comments, formulas) for cell in notebook.cells]
    return page.render(
        "feedback.html.j2",
        title=submission.assignment.name,
        student=submission.student,
        marks=[(question_name(name), mark) for name, mark in given.items()],
        late=late,
        score=max(0.0, sum(counted) + (late.score if late else 0.0)),
        maximum=sum(mark.max for mark in given.values()),
        unmarked=any(mark.status == marks.NEEDS_MARKING for mark in given.values()),
        status=entry.get("status", marks.GRADED),
        reason=entry.get("reason", ""),
        repairs=[*entry.get("changes", []), *entry.get("repairs", [])],
        cells=cells,
    )


def _cell(cell, given, comments, formulas):
    """Turn a cell into what the page shows of it."""
    name = grade_id(cell)
    mark = given.get(name) if is_grade(cell) else None
    comment = comments.get(name) or ""
    if mark and mark.score is None:
        comment = comment or UNMARKED
    comment = Markup(markdown.to_html(comment, formulas)) if comment else ""
    if is_test(cell):
        said = tuple(messages(cell))
        return Cell("test", page.code(visible(cell).source), (), mark, question_name(name), said)
    if cell.cell_type != "code":
        html = Markup(markdown.to_html(cell.source, formulas, cell.get("attachments")))
        kind = "answer" if is_solution(cell) else "text"
        return Cell(kind, html, (), mark, question_name(name or ""), (), comment)
    kind = "answer" if is_solution(cell) else "code"
    outputs = () if is_locked(cell) else tuple(map(page.output, cell.outputs))
    return Cell(kind, page.code(cell.source), outputs, mark, question_name(name or ""), (), comment)


def question_name(name):
    """Name a question as students know it: without the ending of its test cell."""
    return name.removesuffix("-test")


def _title(cell):
    return question_name(grade_id(cell))
