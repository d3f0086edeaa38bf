"""Say plainly that a package cannot be used in an exercise.

That it cannot is seen to elsewhere: in the sandbox the package does not exist.
"""

import re
import sys

from .errors import CELL

IMPORTING = re.compile(r"importlib[\\/.]")
REFUSED = "this exercise asks you to write it yourself, {} is not available while it is graded"


class Guard:
    """A finder that refuses packages and modules by their names.

    Parameters
    ----------
    refused : iterable of str
    """

    def __init__(self, refused):
        self._refused = frozenset(refused)

    def find_spec(self, name, path=None, target=None):
        """Refuse a module that a cell imports, or leave it to the other finders.

        Libraries look for many packages that they can do without.
        """
        if name in self._refused or name.partition(".")[0] in self._refused:
            frame = sys._getframe(1)
            while frame and IMPORTING.search(frame.f_code.co_filename):
                frame = frame.f_back
            if frame and frame.f_code.co_filename.startswith(CELL):
                raise ModuleNotFoundError(REFUSED.format(name), name=name)
