"""The course on disk: its folders, its assignments and who handed in what."""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import is_grade, parse_utc
from traitlets.config import Config, PyFileConfigLoader

CONFIG_FILE = "nbgrader_config.py"


class CourseError(Exception):
    """Something about the course, not about a submission, that the instructor has to mend."""


@dataclass(frozen=True, eq=False)
class Course:
    """A course folder as `nbgrader_config.py` describes it."""

    config: Config
    directory: CourseDirectory

    @classmethod
    def open(cls, root=".", gradebook=None):
        """Read the course whose `nbgrader_config.py` lies in `root`.

        Parameters
        ----------
        root : path_like
        gradebook : path_like, optional
            The folder for everything private, as in the environment variable GRADEBOOK.

        Raises
        ------
        CourseError
            There is no such file.
        """
        root = Path(root).resolve()
        if not (root / CONFIG_FILE).is_file():
            raise CourseError(
                f"no {CONFIG_FILE} in {root}: run this in the course folder, or name it: --course"
            )
        with _environment(GRADEBOOK=gradebook):
            config = PyFileConfigLoader(CONFIG_FILE, path=str(root)).load_config()
        return cls(config, CourseDirectory(config=config))

    @property
    def root(self):
        """The folder of `nbgrader_config.py`."""
        return Path(self.directory.root)

    @property
    def db_url(self):
        """Where the gradebook is, as SQLAlchemy writes it."""
        return self.directory.db_url

    @property
    def solutions(self):
        """Where the sources of the exercises are."""
        return self.root / self.directory.source_directory

    @property
    def exercises(self):
        """Where the released exercises are."""
        return self.root / self.directory.release_directory

    @property
    def private(self):
        """Where everything private is: submissions, gradebook, feedback."""
        return self.submitted.parent

    @property
    def submitted(self):
        """Where submissions wait, `<student>/<assignment>/<notebook>`."""
        return self.root / self.directory.submitted_directory

    @property
    def autograded(self):
        """Where executed and marked notebooks are."""
        return self.root / self.directory.autograded_directory

    @property
    def feedback(self):
        """Where the pages for students are."""
        return self.root / self.directory.feedback_directory

    def assignments(self, names=()):
        """List all assignments, or those named, in the order of the book."""
        found = [
            Assignment(self, path.parent.name)
            for path in sorted(self.solutions.glob("*/*.ipynb"))
            if path.stem == notebook_name(path.parent.name)
        ]
        known = {assignment.name: assignment for assignment in found}
        for name in names:
            if name not in known:
                listed = ", ".join(known) or "none"
                raise CourseError(
                    f"no assignment {name!r} in {self.solutions}; there are: {listed}"
                )
        return [known[name] for name in known if not names or name in names]


@contextlib.contextmanager
def _environment(**variables):
    """Set those of the variables that have a value, for as long as it takes."""
    before = dict(os.environ)
    os.environ.update({name: str(value) for name, value in variables.items() if value})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def notebook_name(assignment):
    """Name the notebook of an assignment: `02-perceptron` has `perceptron.ipynb`."""
    return assignment.partition("-")[2]


@dataclass(frozen=True)
class Assignment:
    """One graded notebook of a course."""

    course: Course
    name: str

    @property
    def notebook(self):
        """The notebook's name without its ending."""
        return notebook_name(self.name)

    @property
    def filename(self):
        """The notebook's file name."""
        return f"{self.notebook}.ipynb"

    @property
    def source(self):
        """The notebook with solutions and hidden tests."""
        return self.course.solutions / self.name / self.filename

    @property
    def released(self):
        """The notebook that students get."""
        return self.course.exercises / self.name / self.filename

    def read_source(self):
        """Read the notebook with solutions and hidden tests."""
        try:
            return nbformat.read(self.source, as_version=4)
        except ValueError as error:
            raise CourseError(f"{self.source} is no notebook: {error}") from error

    def questions(self):
        """List the questions with their points, in the order of the notebook.

        Returns
        -------
        dict of str to float
        """
        cells = self.read_source().cells
        asked = [cell.metadata.nbgrader for cell in cells if is_grade(cell)]
        return {question.grade_id: float(question.points) for question in asked}

    def submission(self, student):
        """Name the place of a student's submission, whether it is there or not."""
        return Submission(self, student)

    def submissions(self):
        """List what was handed in: a folder with any notebook in it."""
        paths = self.course.submitted.glob(f"*/{self.name}/[!.]*.ipynb")
        students = {path.parent.parent.name for path in paths}
        return [Submission(self, student) for student in sorted(students)]


@dataclass(frozen=True)
class Submission:
    """One student's notebook of one assignment, and what grading makes of it."""

    assignment: Assignment
    student: str

    @property
    def submitted(self):
        """The notebook as it was handed in; a single one may have another name."""
        path = self._in(self.assignment.course.submitted) / self.assignment.filename
        if not path.exists() and not path.is_symlink():
            others = list(path.parent.glob("[!.]*.ipynb"))
            if len(others) == 1:
                return others[0]
        return path

    @property
    def autograded(self):
        """The notebook after it ran."""
        return self._in(self.assignment.course.autograded) / self.assignment.filename

    @property
    def feedback(self):
        """The page for the student."""
        return self._in(self.assignment.course.feedback) / f"{self.assignment.notebook}.html"

    @property
    def handed_in(self):
        """The time of handing in in UTC, without a zone; None when nobody noted it."""
        path = self.submitted.with_name("timestamp.txt")
        with contextlib.suppress(OSError, ValueError):
            if not path.is_symlink():
                return parse_utc(path.read_text().strip())

    def _in(self, folder):
        return folder / self.student / self.assignment.name
