"""Run a notebook's cells as JupyterLab does: magics, `!command`, await, the value of the last line.

Made once in the warm process, with nothing of any student in it, and inherited by the process of
each submission.
"""

import builtins
import json
import random
import sys
import traceback

import numpy as np
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Any, Type
from traitlets.config import Config

from .outputs import Outputs, Stream

MAX_NAMES = 5_000


class Hook(DisplayHook):
    """Takes the value of a cell's last line."""

    outputs = Any()

    def write_output_prompt(self):
        """Write nothing before the value."""

    def write_format_data(self, format_dict, md_dict=None):
        """Take the value's forms: text, HTML, an image."""
        self.outputs.show("execute_result", format_dict, md_dict)


class Publisher(DisplayPublisher):
    """Takes what is displayed."""

    outputs = Any()

    def publish(self, data, metadata=None, *, transient=None, update=False, **others):
        """Take one thing displayed."""
        name = (transient or {}).get("display_id")
        self.outputs.show("display_data", data, metadata, display_id=name, update=update)

    def clear_output(self, wait=False):
        """Forget what was displayed."""
        self.outputs.clear()


class Shell(InteractiveShell):
    """An interactive Python without a terminal, a history and a person."""

    displayhook_class = Type(Hook)
    display_pub_class = Type(Publisher)
    outputs = Any()

    def enable_gui(self, gui=None):
        """Have no windows."""

    def ask_exit(self):
        """Stay: `exit` and `quit` end nothing here."""

    def _showtraceback(self, kind, error, lines):
        try:
            text = str(error)
        except Exception:  # a student's own __str__
            text = ""
        self.outputs.fail(getattr(kind, "__name__", "Error"), text, [str(line) for line in lines])


class Notebook:
    """A notebook's names, and a way to run its cells."""

    def __init__(self):
        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "nocolor"
        config.InteractiveShell.xmode = "Plain"
        self.outputs = Outputs()
        self.shell = Shell.instance(config=config)
        self.shell.outputs = self.outputs
        self.shell.displayhook.outputs = self.shell.display_pub.outputs = self.outputs
        self.printed = self.outputs.printed
        self._hidden = set(self.shell.user_ns) | {"_", "__", "___", "_i", "_ii", "_iii"}

    def begin(self):
        """Take over the streams of this process, which is a submission's."""
        self.outputs.redirect()
        sys.stdout, sys.stderr = Stream(self.outputs, "stdout"), Stream(self.outputs, "stderr")
        builtins.input = _input
        _seed()

    def run(self, student, source):
        """Run one cell; return its outputs as JSON, the names that are bound, if it was stopped."""
        self.outputs.start()
        stopped = False
        try:
            with student.running():
                result = self.shell.run_cell(source, store_history=True)
            stopped = isinstance(result.error_in_exec, KeyboardInterrupt)
        except BaseException as error:  # a hook of the student's, an interrupt between two lines
            lines = traceback.format_exception_only(error)
            self.outputs.fail(type(error).__name__, str(error), lines)
            stopped = isinstance(error, KeyboardInterrupt)
        made = self.outputs.finish()
        return [_json(made), tuple(self._names()), stopped]

    def value(self, name):
        """Return the value of a name.

        Raises
        ------
        NameError
        """
        try:
            return self.shell.user_ns[name]
        except KeyError:
            raise NameError(f"name {name!r} is not defined") from None

    def _names(self):
        names = [name for name in self.shell.user_ns if type(name) is str]
        return [name for name in names if name not in self._hidden and len(name) < 100][:MAX_NAMES]


def _json(outputs):
    """Turn outputs into JSON, one by one where one of them is no JSON."""
    try:
        return json.dumps(outputs)
    except (TypeError, ValueError):
        return json.dumps([output for output in outputs if _is_json(output)])


def _is_json(output):
    try:
        json.dumps(output)
    except (TypeError, ValueError):
        return False
    return True


def _seed():
    """Start the global generators alike: unseeded code then has the same marks in every run."""
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002  (the global generator is what is meant)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(0)


def _input(prompt=""):
    """Say that nobody answers."""
    raise EOFError("input() waits for somebody who types, and nobody does while this is graded")
