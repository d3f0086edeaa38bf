"""A class of twelve made-up students, with the marks that each must get.

Made from the solutions and the known wrong answers, so that it grows with the course and is the
same every time.
"""

import copy
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell
from nbgrader.utils import is_grade, is_solution

from grading import export, files, misconceptions
from grading.course import CourseError
from grading.marks import GRADED, NEEDS_MARKING, NOT_SUBMITTED, Mark
from grading.misconceptions import Right, Wrong
from grading.prepare import is_test
from grading.release import generate

EXPECTED = "expected.csv"


@dataclass(frozen=True)
class Exercise:
    """What submissions are made from: the source, its release, and answers right and wrong."""

    source: nbformat.NotebookNode
    release: nbformat.NotebookNode
    answers: tuple[Right, ...]

    @property
    def cells(self):
        """The answer cells, in order."""
        return [cell.id for cell in self.source.cells if is_solution(cell) and not is_grade(cell)]

    def tests(self, cell):
        """List the test cells between an answer cell and the next."""
        ids = [c.id for c in self.source.cells]
        later = [ids.index(other) for other in self.cells if ids.index(other) > ids.index(cell)]
        between = self.source.cells[ids.index(cell) : min(later, default=len(ids))]
        return {c.id for c in between if is_test(c)}

    def wrong(self, number):
        """Pick a wrong answer, going round the answer cells before taking a second one of any."""
        whole = [a for a in self.answers if isinstance(a, Wrong) and not a.parts]
        of_cell = {cell: [a for a in whole if a.cell == cell] for cell in self.cells}
        rounds = max(map(len, of_cell.values()))
        order = [w[i] for i in range(rounds) for w in of_cell.values() if i < len(w)]
        return order[number % len(order)]

    def styles(self):
        """Pick the first other right answer of every cell that has one."""
        found = [[a for a in self.answers if _is(a, Right, cell)] for cell in self.cells]
        return [answers[0] for answers in found if answers]

    def solved(self, *answers, cells=None):
        """Hand in the solution, of `cells` only where given, with some answers replaced."""
        notebook = copy.deepcopy(self.release)
        given = {cell.id: cell.source for cell in self.source.cells if is_solution(cell)}
        given |= {answer.cell: answer.applied(given[answer.cell]) for answer in answers}
        for cell in notebook.cells:
            if cell.id in given and (cells is None or cell.id in cells):
                cell.source = _without_marks(given[cell.id])
        return notebook


@dataclass(frozen=True)
class Work:
    """What one student hands in for one exercise, and the questions that earn nothing."""

    text: str | None
    lost: frozenset[str] = frozenset()
    unwritten: bool = False


def all_right(exercise):
    """Hand in the solution."""
    return _work(exercise.solved())


def other_style(exercise):
    """Hand in right answers that look different: loops, lists, other names."""
    return _work(exercise.solved(*exercise.styles()))


def nothing_written(exercise):
    """Hand in the exercise as it was released."""
    return _work(exercise.release, *_all_tests(exercise), unwritten=True)


def one_mistake(number):
    """Hand in the solution with one known misconception."""

    def made(exercise):
        wrong = exercise.wrong(number)
        return _work(exercise.solved(wrong), *_lost(wrong))

    return made


def first_half(exercise):
    """Stop half way: the other answers and the written one are not there."""
    done = exercise.cells[: len(exercise.cells) // 2]
    lost = {test for cell in exercise.cells if cell not in done for test in exercise.tests(cell)}
    return _work(exercise.solved(cells=done), *lost, unwritten=True)


def import_fails(exercise):
    """Import a misspelt package at the head of the last answer."""
    cell = exercise.cells[-1]
    notebook = exercise.solved()
    _cell(notebook, cell).source = f"import numppy as np\n\n{_cell(notebook, cell).source}"
    return _work(notebook, *exercise.tests(cell))


def endless_loop(exercise):
    """Never return from the last answer."""
    cell = exercise.cells[-1]
    loop = Right(cell, "endless loop", "while True:\n    pass")
    return _work(exercise.solved(loop), *exercise.tests(cell))


def test_deleted(exercise):
    """Be wrong, and delete the test cell that says so."""
    wrong = exercise.wrong(0)
    notebook = exercise.solved(wrong)
    notebook.cells = [cell for cell in notebook.cells if cell.id not in _lost(wrong)]
    return _work(notebook, *_lost(wrong))


def test_edited(exercise):
    """Be wrong, and let the test cell pass."""
    wrong = exercise.wrong(1)
    notebook = exercise.solved(wrong)
    for test in _lost(wrong):
        _cell(notebook, test).source = "pass"
    return _work(notebook, *_lost(wrong))


def cells_of_own(exercise):
    """Be right, with cells of one's own: one that fails, one that warns, and a copied answer."""
    notebook = exercise.solved()
    first = notebook.cells.index(_cell(notebook, exercise.cells[0]))
    twice = copy.deepcopy(notebook.cells[first])
    twice.id = "copy-of-the-answer"
    notebook.cells[first + 1 : first + 1] = [
        twice,
        new_code_cell("1 / 0", id="own-error"),
        new_code_cell("import warnings\nwarnings.warn('to be fixed')", id="own-warning"),
    ]
    return _work(notebook)


def cut_off(exercise):
    """Hand in a file that ends in the middle, as after a broken upload."""
    text = nbformat.writes(exercise.solved())
    return Work(text[: len(text) // 2], _all_tests(exercise), unwritten=True)


def not_handed_in(exercise):
    """Hand in nothing."""
    return Work(None)


# What each student does in the first exercise and in the later ones.
STUDENTS = (
    (all_right, all_right),
    (other_style, other_style),
    (nothing_written, nothing_written),
    (one_mistake(0), one_mistake(1)),
    (one_mistake(2), one_mistake(3)),
    (one_mistake(4), one_mistake(5)),
    (first_half, first_half),
    (import_fails, import_fails),
    (endless_loop, all_right),
    (test_deleted, cells_of_own),
    (test_edited, not_handed_in),
    (cut_off, test_edited),
)


def write(assignments, folder, *, dry_run=False):
    """Write the class's submissions and `expected.csv`, in the form of `export`.

    Parameters
    ----------
    assignments : list of Assignment
    folder : Path
        Replaced as a whole if it holds an earlier class.
    dry_run : bool
        Only count.

    Returns
    -------
    int
        The number of submissions.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / EXPECTED).exists():
        raise CourseError(f"{folder} is not empty and holds no earlier sample class")
    expected, texts = [], {}
    for place, assignment in enumerate(assignments):
        exercise = exercise_of(assignment)
        for index, habits in enumerate(STUDENTS, start=1):
            student = f"student-{index:02}"
            work = habits[min(place, 1)](exercise)
            expected += _expected(assignment, exercise, student, work)
            if work.text is not None:
                texts[folder / "submissions" / student / assignment.filename] = work.text
    if not dry_run:
        shutil.rmtree(folder, ignore_errors=True)
        for path, text in texts.items():
            files.write(path, text)
        export.write(expected, folder / EXPECTED)
    return len(texts)


def exercise_of(assignment):
    """Read what submissions to an assignment are made from."""
    folder = assignment.source.parent
    if not (folder / misconceptions.ANSWERS_FILE).is_file():
        raise CourseError(f"no {misconceptions.ANSWERS_FILE} in {folder} to make a class of")
    with tempfile.TemporaryDirectory() as made:
        generate(assignment, Path(made))
        path = Path(made) / assignment.name / assignment.filename
        release = nbformat.read(path, as_version=4)
    return Exercise(assignment.read_source(), release, tuple(misconceptions.load(folder)))


def _expected(assignment, exercise, student, work):
    """List the marks that a student's work must get."""
    written = {cell.id for cell in exercise.source.cells if is_solution(cell)}
    for question, points in assignment.questions().items():
        score, status = points, GRADED
        if work.text is None:
            score, status = None, NOT_SUBMITTED
        elif question in written:
            score, status = (0.0, GRADED) if work.unwritten else (None, NEEDS_MARKING)
        elif question in work.lost:
            score = 0.0
        yield Mark(assignment.name, student, question, score, points, status)


def _work(notebook, *lost, unwritten=False):
    return Work(nbformat.writes(notebook) + "\n", frozenset(lost), unwritten)


def _lost(wrong):
    return {f"{question}-test" for question in wrong.questions}


def _all_tests(exercise):
    return frozenset(cell.id for cell in exercise.source.cells if is_test(cell))


def _cell(notebook, name):
    return next(cell for cell in notebook.cells if cell.id == name)


def _is(answer, kind, cell):
    return type(answer) is kind and answer.cell == cell


def _without_marks(source):
    """Leave out the lines that mark a solution."""
    marks = ("### BEGIN SOLUTION", "### END SOLUTION")
    return "\n".join(line for line in source.splitlines() if line.strip() not in marks)
