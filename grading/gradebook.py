"""nbgrader's gradebook: opened, and told which questions an assignment has."""

import json
import os
import secrets
import sys
import tempfile
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook
from sqlalchemy import make_url

from grading import files
from grading.course import CourseError
from grading.prepare import Master
from grading.release import generate

WAIT = 30  # seconds for another program that is writing to an SQLite gradebook


def open_gradebook(course):
    """Open the course's gradebook, and make it if there is none."""
    programs = str(Path(sys.executable).parent)  # a new gradebook asks the program `alembic`
    if programs not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([programs, os.environ.get("PATH", os.defpath)])
    url = make_url(course.db_url)
    if path := _file(url):
        if not path.exists():
            _make(url, path)
        if "timeout" not in url.query:
            url = url.update_query_dict({"timeout": str(WAIT)})
    return Gradebook(url.render_as_string(hide_password=False))


def exists(course):
    """Tell whether there is something to open; true for every gradebook on a server."""
    path = _file(make_url(course.db_url))
    return path is None or path.exists()


def register(assignment):
    """Write the questions of an assignment into the gradebook.

    Returns
    -------
    Master
        What its submissions are graded with.

    Raises
    ------
    CourseError
        There is no source or no release of it, or cells came or went since submissions were
        graded: their marks would lose their questions.
    """
    with open_gradebook(assignment.course) as book:  # nbgrader's converter names no course
        book.update_or_create_assignment(assignment.name)
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
        made = Path(folder) / assignment.name / assignment.filename
        notebook = nbformat.read(made, as_version=4)
    return Master(
        assignment.name,
        notebook,
        assignment.read_source(),
        seed(assignment),
        _beside(assignment.released),
    )


def seed(assignment):
    """Return the seed of an assignment's hidden tests: drawn once, the same in every regrading."""
    path = assignment.course.private / "seeds.json"
    try:
        seeds = json.loads(path.read_text()) if path.exists() else {}
    except ValueError as error:
        raise CourseError(f"{path} cannot be read: {error}; restore it from a copy") from error
    if assignment.name not in seeds:
        seeds[assignment.name] = secrets.token_hex(8)
        files.write(path, json.dumps(seeds, indent=1, sort_keys=True) + "\n")
    return seeds[assignment.name]


def _beside(released):
    """Read what students got beside the notebook: their answers may read it too."""
    return {
        path.name: path.read_bytes()
        for path in sorted(released.parent.glob("*"))
        if path.is_file() and path != released
    }


def _file(url):
    """Return the file of an SQLite gradebook, None for one on a server or given as a URI."""
    local = url.get_backend_name() == "sqlite" and not url.database.startswith("file:")
    return Path(url.database) if local else None


def _make(url, path):
    """Make a new SQLite gradebook in one step: nbgrader takes several to fill it."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    Gradebook(url.set(database=str(fresh)).render_as_string(hide_password=False)).close()
    fresh.replace(path)
