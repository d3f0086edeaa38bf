"""Make the students' exercises out of the solutions, with nbgrader's own converter."""

import contextlib
import copy
import filecmp
import logging
import shutil
import tempfile
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme
from traitlets import log as traitlets_log

from grading import hints
from grading.course import CourseError


def generate(assignment, folder, *, register=False, hidden_tests=False):
    """Write what students get of `assignment` as `folder/<assignment>/…`.

    Parameters
    ----------
    assignment : Assignment
    folder : Path
        Takes the place of the course's release folder.
    register : bool
        Also write the questions into the gradebook, which has to exist.
    hidden_tests : bool
        Leave the hidden tests in: what submissions are graded with.

    Raises
    ------
    CourseError
        The source cannot be released; the message carries nbgrader's reason.
    """
    config = copy.deepcopy(assignment.course.config)
    config.SaveCells.enabled = register
    directory = CourseDirectory(
        config=config, release_directory=str(folder), assignment_id=assignment.name
    )
    converter = GenerateAssignment(
        coursedir=directory, config=config, force=True, no_database=not register
    )
    if hidden_tests:
        left_in = (ClearHiddenTests, ClearMarkScheme)
        converter.preprocessors = [p for p in converter.preprocessors if p not in left_in]
    with nbgrader_log() as lines:
        try:
            converter.start()
        except NbGraderException as error:
            reason = next((line for line in reversed(lines) if "Error" in line), str(error))
            raise CourseError(f"{assignment.source}: {reason.strip()}") from error


def release(assignments):
    """Write the exercises; what was in their folders before is replaced as a whole."""
    for assignment in assignments:
        target = assignment.released.parent
        with tempfile.TemporaryDirectory() as folder:
            hints.update(assignment.source.parent)
            generate(assignment, Path(folder))
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(Path(folder) / assignment.name, target)
        yield target


def differences(assignments):
    """Name what differs between the released files and what the sources give."""
    with tempfile.TemporaryDirectory() as folder:
        for assignment in assignments:
            source, released = assignment.source.parent, assignment.released.parent
            if not hints.is_current(source):
                name = source.relative_to(assignment.course.root) / hints.HINTS_FILE
                yield f"{name}: made from other code"
            generate(assignment, Path(folder))
            fresh = Path(folder) / assignment.name
            yield from _compare(fresh, released, released.relative_to(assignment.course.root))


def _compare(fresh, released, label):
    expected, found = _files(fresh), _files(released)
    for name in sorted(expected | found):
        if name not in found:
            yield f"{label / name}: missing"
        elif name not in expected:
            yield f"{label / name}: does not belong there"
        elif not filecmp.cmp(fresh / name, released / name, shallow=False):
            yield f"{label / name}: differs from its source"


def _files(folder):
    return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}


@contextlib.contextmanager
def nbgrader_log():
    """Collect nbgrader's log in a list instead of showing it."""
    lines = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.extend(record.getMessage().splitlines())
    logger = traitlets_log.get_logger()
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(handler)
    try:
        yield lines
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate
