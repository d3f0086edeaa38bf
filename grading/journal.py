"""What grading found out, line by line on disk before it goes into the gradebook.

One line of JSON for each graded submission, added at the end and synced, never changed. The last
line of a submission counts. A line that was cut short by a crash is no line.
"""

import hashlib
import json
import os

from grading.course import CourseError

FILE = "journal.jsonl"


class Journal:
    """The journal of one course.

    Parameters
    ----------
    course : Course
    """

    def __init__(self, course):
        self.path = course.private / FILE

    def last(self):
        """Return the last entry of every submission.

        Returns
        -------
        dict of (str, str) to dict
            By assignment and student.
        """
        if not self.path.exists():
            return {}
        entries = {}
        with self.path.open("rb") as file:
            for line in file:
                entry = _read(line)
                if entry:
                    entries[entry["assignment"], entry["student"]] = entry
        return entries

    def add(self, entry):
        """Append an entry; when this returns it is on the disk.

        Returns
        -------
        dict
            The entry as it is read again, with its id.

        Raises
        ------
        CourseError
            The disk is full, or the file cannot be written.
        """
        text = json.dumps(entry, ensure_ascii=False, sort_keys=True)
        entry = json.loads(text) | {"id": hashlib.sha256(text.encode()).hexdigest()[:32]}
        line = json.dumps(entry, ensure_ascii=False, sort_keys=True).encode() + b"\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab", buffering=0) as file:
                if file.tell() and not self._ends_a_line():
                    line = b"\n" + line
                written = file.write(line)
                if written != len(line):
                    raise OSError(None, "the disk is full")
                os.fsync(file.fileno())
        except OSError as error:
            raise CourseError(
                f"{self.path} cannot be written: {error.strerror}. Run this again when it can; "
                "what was graded before is kept"
            ) from error
        return entry

    def _ends_a_line(self):
        with self.path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read() == b"\n"


def _read(line):
    """Return the entry in a line, None where the line was cut short."""
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) and "id" in entry else None
