"""Whose work is a file, and which: how folders and learning platforms name submissions."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from nbgrader.utils import parse_utc

from grading.course import CourseError

STUDENT = re.compile(r"\w[\w.@-]{0,63}")
FOLDERS = "folders"
# In the form of nbgrader's own collector, with `student` for a name instead of an id. A platform
# puts files into a folder for each student or not; both are met. The end of a name is tried first.
PATTERNS = {
    "moodle": r"(?:.*/)?(?P<student>[^/]+?)_(?P<number>\d+)_assignsubmission_file_?/?"
    r"(?P<file_id>(?:.*/)?[^/]+)",
    "canvas": r"(?:.*/)?[^/_]+(?:_LATE)?_(?P<student_id>\d+)_(?P<number>\d+)_(?P<file_id>[^/]+)",
}


@dataclass(frozen=True)
class Owner:
    """Whose file it is.

    Attributes
    ----------
    student : str
        Id.
    filename : str
    person : str
        What tells two of one name apart: the platform's number.
    timestamp : datetime or None
        Where the name says when it was handed in; in UTC, without a zone.
    """

    student: str
    filename: str
    person: str = ""
    timestamp: object = None


def owner(name, layout="auto"):
    """Read a file's name.

    Parameters
    ----------
    name : PurePosixPath
        Below the folder, or in the archive.
    layout : str
        "auto", "folders", "moodle", "canvas", or a regular expression with the groups
        `student_id`, `file_id` and perhaps `timestamp`, as for nbgrader's `zip_collect`.

    Returns
    -------
    Owner or None
        None where the name does not have this form.
    """
    if layout == FOLDERS:
        return _in_folders(name)
    if layout != "auto":
        return _match(PATTERNS.get(layout, layout), name)
    for pattern in PATTERNS.values():
        if found := _match(pattern, name):
            return found
    return _in_folders(name)


def check(layout):
    """Raise CourseError for a layout that is neither known nor a pattern that can be used."""
    if layout in ("auto", FOLDERS, *PATTERNS):
        return
    try:
        groups = re.compile(layout).groupindex
    except re.error as error:
        raise CourseError(f"{layout!r} is no regular expression: {error}") from error
    if "student_id" not in groups or "file_id" not in groups:
        known = ", ".join((FOLDERS, *PATTERNS))
        raise CourseError(
            f"{layout!r} is none of {known}, and no regular expression with the groups "
            "(?P<student_id>...) and (?P<file_id>...)"
        )


def is_copy(filename, wanted):
    """Tell whether a name is `wanted` as browsers and platforms rename a second download."""
    stem = re.escape(PurePosixPath(wanted).stem)
    copy = r"([ _-]?\(\d+\)|[ _-]\d+|[ _-]?copy[ _-]?\d*)?"
    return re.fullmatch(rf"{stem}{copy}\.ipynb", filename, re.IGNORECASE) is not None


def _in_folders(name):
    """Take `<student>/…/<file>` and `<student>.ipynb`."""
    if len(name.parts) > 1:
        return Owner(unicodedata.normalize("NFC", name.parts[0]), name.name)
    return Owner(unicodedata.normalize("NFC", name.stem), "") if name.suffix == ".ipynb" else None


def _match(pattern, name):
    match = re.fullmatch(pattern, name.as_posix())
    if not match:
        return None
    groups = match.groupdict()
    student = groups.get("student_id") or groups.get("student") or ""
    filename = PurePosixPath(groups.get("file_id") or "").name
    if not filename.endswith(".ipynb"):  # nbgrader's patterns often leave the ending out
        filename = name.name if name.suffix != ".ipynb" else f"{filename}.ipynb"
    return Owner(student_id(student), filename, groups.get("number") or "", _time(groups))


def _time(groups):
    """Read nbgrader's group `timestamp`, also in the form 2016-01-30-15-00-00."""
    text = groups.get("timestamp")
    if not text:
        return None
    if re.fullmatch(r"\d{4}(-\d\d){5}", text):
        text = f"{text[:10]} {text[11:].replace('-', ':')}"
    try:
        return parse_utc(text)
    except (ValueError, OverflowError):
        return None


def student_id(name):
    """Make an id of a person's name: Anna Muster is Anna-Muster."""
    return re.sub(r"[^\w.@-]+", "-", unicodedata.normalize("NFC", name)).strip("-")
