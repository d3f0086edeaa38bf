"""The files of a folder or of a zip archive, with a reason where one is not to be touched."""

import contextlib
import io
import re
import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath

from grading.course import CourseError

LARGEST = 200_000_000  # bytes of one file
MOST = 100_000  # files in one archive
JUNK = re.compile(r"\.DS_Store|\._.*|\.ipynb_checkpoints|__MACOSX|Thumbs\.db|desktop\.ini")
ODD = re.compile(r"^/|^[A-Za-z]:|\\|(^|/)\.\.(/|$)|[\x00-\x1f]")


@dataclass(frozen=True)
class File:
    """One file that came in.

    Attributes
    ----------
    name : PurePosixPath
        Below the folder, or in the archive.
    read : callable
        Returns its bytes.
    modified : datetime
        In UTC.
    problem : str
        Why it is not to be read; empty for most.
    """

    name: PurePosixPath
    read: Callable[[], bytes]
    modified: datetime
    problem: str = ""


@contextlib.contextmanager
def opened(path):
    """Open a folder or a zip archive.

    Parameters
    ----------
    path : Path

    Yields
    ------
    list of File
        By name; hidden ones are left out.

    Raises
    ------
    CourseError
        It is neither.
    """
    if path.is_dir():
        yield list(_in_folder(path, path))
    elif path.is_file() and zipfile.is_zipfile(path):
        with _archive(path) as archive:
            yield sorted(_in_archive(archive), key=lambda file: file.name)
    else:
        raise CourseError(
            f"{path} is no folder and no zip archive; expected one folder for each student, "
            "or what a learning platform makes of all submissions"
        )


def _in_folder(folder, top):
    for path in sorted(folder.iterdir()):
        if _is_hidden(path.relative_to(top)):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _in_folder(path, top)
        else:
            yield _file(path, top)


def _is_hidden(name):
    """Tell whether a name is a system's, or hidden in a student's folder."""
    inner = name.parts[1:]
    return any(map(JUNK.fullmatch, name.parts)) or any(part.startswith(".") for part in inner)


def _file(path, top):
    status = path.lstat()
    problem = ""
    if stat.S_ISLNK(status.st_mode):
        problem = "a link, which may lead anywhere; hand in the file itself"
    elif not stat.S_ISREG(status.st_mode):
        problem = "no plain file"
    modified = datetime.fromtimestamp(status.st_mtime, UTC)
    name = PurePosixPath(path.relative_to(top).as_posix())
    return File(name, path.read_bytes, modified, problem or _too_large(status.st_size))


@contextlib.contextmanager
def _archive(path):
    try:
        with zipfile.ZipFile(path) as archive:
            if len(archive.infolist()) > MOST:
                raise CourseError(f"{path} has more than {MOST:,} files; unpack it by hand")
            yield archive
    except (zipfile.BadZipFile, zipfile.LargeZipFile) as error:
        raise CourseError(f"{path} is a damaged zip archive: {error}") from error


def _in_archive(archive):
    for info in archive.infolist():
        odd = ODD.search(info.orig_filename)
        if info.is_dir() or (not odd and _is_hidden(PurePosixPath(info.filename))):
            continue
        problem = ""
        if odd:
            problem = "its name leads out of the archive, or is odd"
        elif stat.S_ISLNK(info.external_attr >> 16):
            problem = "a link, which may lead anywhere; hand in the file itself"
        elif info.flag_bits & 1:
            problem = "it is encrypted"
        modified = _local(info.date_time)
        yield File(
            PurePosixPath(info.filename),
            lambda info=info: _unpack(archive, info),
            modified,
            problem or _too_large(info.file_size),
        )


def _unpack(archive, info):
    """Read one file of an archive; what it says about its size is an upper bound."""
    data = io.BytesIO()
    with archive.open(info) as file:
        while chunk := file.read(2**20):
            data.write(chunk)
            if data.tell() > LARGEST:
                raise zipfile.BadZipFile(f"{info.filename} is larger than it says")
    return data.getvalue()


def _local(numbers):
    """Read an archive's time, which is local and may be impossible."""
    try:
        return datetime(*numbers).astimezone(UTC)
    except ValueError:
        return datetime.now(UTC)


def _too_large(size):
    if size <= LARGEST:
        return ""
    return f"it has {size / 1e6:.0f} MB, at most {LARGEST / 1e6:.0f} MB are taken"
