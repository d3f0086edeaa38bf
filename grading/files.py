"""Files that are there as a whole or not at all, and one grader at a time."""

import contextlib
import csv
import io
import os
import stat

from filelock import FileLock, Timeout

from grading.course import CourseError


def write(path, content):
    """Write a file in one step: whoever reads it sees what was there before, or all of it.

    It goes over a file that nbgrader has made read-only too, and what it replaces is lost only
    when the new content has reached the disk.

    Parameters
    ----------
    path : Path
    content : str or bytes

    Raises
    ------
    CourseError
        The disk is full, the folder read-only; what was there before is unchanged.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    fresh = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise CourseError(
            f"{path} cannot be written: {error.strerror}; what was there before is unchanged"
        ) from error


def write_table(path, columns, rows):
    """Write rows as CSV."""
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow(columns)
    table.writerows(rows)
    write(path, text.getvalue())


def read_table(path):
    """Read CSV, in UTF-8 or UTF-16 and with commas, semicolons or tabs, as dicts and columns.

    Raises
    ------
    CourseError
        There is no such file, or it is no table.
    """
    try:
        data = path.read_bytes()
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CourseError(f"{path} is no table in UTF-8: {error}") from error
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, restval="")
    return list(table), list(table.fieldnames or ())


def regular(path, below):
    """Tell whether a path is a plain file and no folder on the way to it, from `below`, a link."""
    inner = [path, *(parent for parent in path.parents if below in parent.parents)]
    if any(part.is_symlink() for part in inner):
        return False
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


@contextlib.contextmanager
def alone(course, say):
    """Hold the course's lock; where another command holds it, say so and wait.

    The system frees the lock of a process that ends in any way.

    Parameters
    ----------
    course : Course
    say : callable
        Takes the line that says what is waited for.
    """
    course.private.mkdir(parents=True, exist_ok=True)
    path = course.private / "lock"
    lock = FileLock(path)
    try:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            say(f"another command is writing to {course.private}; waiting until it ends")
            lock.acquire()
    except OSError as error:
        raise CourseError(f"{path} cannot be locked: {error.strerror}") from error
    try:
        yield
    finally:
        lock.release()
