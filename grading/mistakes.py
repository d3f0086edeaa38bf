"""Which mistakes the checks recognised in a notebook that has been graded."""

import re
from dataclasses import dataclass

from grading.misconceptions import Wrong
from grading.prepare import grade_id, is_test

LOST_PART = re.compile(r"^[\d.]+ points? lost for .+(\nHint: .+)?", re.M)
HIDDEN = re.compile(r"Hidden test \(.*?\): (.+?)( \(line .*\))?[.?]$")
VAGUE = re.compile(r"has wrong values$|has the wrong shape$|could not use your result")
HINT = "Hint: "


@dataclass(frozen=True)
class Mistake:
    """One failure in a test cell.

    Attributes
    ----------
    name : str
        What was recognised: the misconception as `misconceptions.py` names it (names joined by
        " or " where one hint serves several), "not written", or what a hidden test says without
        numbers ("dW has wrong values: it is transposed"); "" where the mistake is not known.
    sentence : str
        What the student was told, without the hint.
    """

    name: str
    sentence: str


def mistakes(notebook, answers):
    """Name the mistakes that lost points in a graded notebook.

    Parameters
    ----------
    notebook : NotebookNode
        As it is after grading, with the outputs of its test cells.
    answers : iterable of Right
        What `grading.misconceptions.load` returns for the exercise.

    Returns
    -------
    dict of str to list of Mistake
        By the `grade_id` of the test cell, for every test cell; empty where nothing failed.
    """
    wrong = [answer for answer in answers if isinstance(answer, Wrong)]
    tests = {grade_id(cell): cell for cell in notebook.cells if is_test(cell)}
    return {
        name: [
            _mistake(failure, [a for a in wrong if name.removesuffix("-test") in a.questions])
            for output in cell.outputs
            for failure in _failures(output)
        ]
        for name, cell in tests.items()
    }


def _failures(output):
    """Return the texts of failures in one output: the error, or the parts that a stream tells."""
    if output.output_type == "error":
        kind = "" if output.ename == "CheckFailed" else f"{output.ename}: "
        return [kind + output.evalue]
    return [lost.group() for lost in LOST_PART.finditer(output.get("text", ""))]


def _mistake(failure, wrong):
    sentence, _, hint = failure.strip().partition(f"\n{HINT}")
    if hint:
        return Mistake(" or ".join(a.name for a in wrong if a.hint == hint), sentence)
    if "is not written yet" in sentence:
        return Mistake("not written", sentence)
    hidden = HIDDEN.search(sentence)
    known = hidden and not VAGUE.search(hidden[1])
    return Mistake(hidden[1] if known else "", sentence)
