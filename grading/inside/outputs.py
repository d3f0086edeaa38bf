"""What a cell puts out, as nbformat writes it, and never more than a page can show."""

import io
import os
import tempfile

MAX_TEXT = 100_000  # characters of one text
MAX_CELL = 2_000_000  # characters of all outputs of a cell: texts and figures
CUT = "\n… output cut …\n"
STREAMS = ("stdout", "stderr")


class Outputs:
    """The outputs of the cell that runs, and what is printed between cells."""

    def __init__(self):
        self._made, self._room, self._by_id = [], MAX_CELL, {}
        self._files = {}
        self._printed = []
        self.in_cell = False

    def start(self):
        """Begin a cell."""
        self._made, self._room, self._by_id = [], MAX_CELL, {}
        self.in_cell = True

    def finish(self):
        """End a cell and return its outputs."""
        for name in self._files:
            self.write(name, self._drain(name))
        self.in_cell = False
        return self._made

    def printed(self):
        """Return what was printed since the last call, outside of cells."""
        if not self._printed:
            return ""
        text, self._printed = "".join(self._printed), []
        return text

    def write(self, stream, text):
        """Take a text that was printed."""
        if not self.in_cell:
            if stream == "stdout" and len(self._printed) < 1000:
                self._printed.append(text[:MAX_TEXT])
            return
        if not text or self._room <= 0:
            return
        last = self._made[-1] if self._made else {}
        if last.get("name") != stream:
            last = {"output_type": "stream", "name": stream, "text": ""}
            self._made.append(last)
        if last["text"].endswith(CUT):
            return
        room = min(MAX_TEXT - len(last["text"]), self._room)
        last["text"] += text if len(text) <= room else text[:room] + CUT
        self._room -= len(text)

    def show(self, kind, data, metadata, display_id=None, update=False):
        """Take a figure, a table, or the value of a cell's last line."""
        size = len(repr(data))
        if size > self._room:
            self.write("stderr", CUT)
            self._room = 0
            return
        self._room -= size
        made = {"output_type": kind, "data": data, "metadata": metadata or {}}
        if update and display_id in self._by_id:
            self._by_id[display_id].update(data=data, metadata=metadata or {})
            return
        if display_id is not None:
            self._by_id[display_id] = made
        if not update:
            self._made.append(made)

    def fail(self, name, text, lines):
        """Take the exception that ended the cell; it finds room behind any amount of others."""
        traceback = "\n".join(lines)
        traceback = traceback if len(traceback) <= MAX_TEXT else traceback[:MAX_TEXT] + CUT
        text = text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + CUT
        error = {"output_type": "error", "ename": name, "evalue": text, "traceback": [traceback]}
        self._made.append(error)

    def clear(self):
        """Forget what the cell has put out so far."""
        self._made.clear()

    def redirect(self):
        """Take what programs and C code write to the descriptors 1 and 2 as well."""
        for number, name in enumerate(STREAMS, start=1):
            file = tempfile.TemporaryFile()  # noqa: SIM115  (stays open as long as the process)
            os.dup2(file.fileno(), number)
            self._files[name] = file

    def _drain(self, name):
        """Return what was written to a descriptor since the last cell."""
        file = self._files[name]
        try:
            size = os.fstat(file.fileno()).st_size
            data = os.pread(file.fileno(), 4 * MAX_TEXT, 0) if size else b""
            if size:
                os.ftruncate(file.fileno(), 0)
                os.lseek(file.fileno(), 0, os.SEEK_SET)
        except OSError:  # the student's code has closed it
            return ""
        return data.decode(errors="replace")


class Stream(io.TextIOBase):
    """`sys.stdout` or `sys.stderr`."""

    encoding, errors = "utf-8", "replace"

    def __init__(self, outputs, name):
        self._outputs, self.name = outputs, f"<{name}>"
        self._stream = name

    def writable(self):
        """It takes text."""
        return True

    def write(self, text):
        """Take a text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._outputs.write(self._stream, text)
        return len(text)
