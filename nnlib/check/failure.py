"""The failure of a check: a sentence for the student, and a hint where the mistake is known."""

import hashlib
import json
import textwrap
from pathlib import Path

__all__ = ["HINTS_FILE", "CheckFailed"]

HINTS_FILE = "hints.json"


class CheckFailed(AssertionError):
    """A check that the work did not pass, told in one sentence.

    Parameters
    ----------
    sentence : str
        What differs and where.
    outline : str, optional
        The same without the numbers of the test: all that a hidden test says.
    evidence : str, optional
        What tells one mistake from another, by default the sentence. Where `hints.json` in the
        working directory knows its fingerprint, the message ends with the hint.
    """

    def __init__(self, sentence, outline=None, evidence=None):
        self.sentence = sentence
        self.outline = outline or sentence
        evidence = evidence or sentence
        self.fingerprint = hashlib.sha256(evidence.encode()).hexdigest()[:16]
        self.hint = _hint(self.fingerprint)
        super().__init__(f"{sentence}\nHint: {self.hint}" if self.hint else sentence)

    def _render_traceback_(self):
        """Show the message alone in Jupyter, instead of a traceback through the checks."""
        return [line for text in str(self).split("\n") for line in textwrap.wrap(text, width=84)]


def _hint(fingerprint):
    try:
        return json.loads(Path(HINTS_FILE).read_text(encoding="utf-8")).get(fingerprint, "")
    except (OSError, ValueError, AttributeError):  # no hints, or a student's own file
        return ""
