"""What a test cell needs around its checks: its own name space, points, fresh inputs, secrecy."""

import builtins
import contextlib
import io
import os
import sys
import types
from contextvars import ContextVar
from dataclasses import dataclass

import numpy as np

from nnlib.check.failure import CheckFailed

__all__ = ["SEED_VARIABLE", "Score", "hidden", "part", "question", "rng"]

SEED_VARIABLE = "NNLIB_CHECK_SEED"


def rng(name):
    """Return the random generator of one question.

    Its seed is the environment variable `NNLIB_CHECK_SEED`, set when work is graded ("0" without
    it), together with `name`, so that questions draw independently of each other.
    """
    seed = os.environ.get(SEED_VARIABLE, "0")
    return np.random.default_rng([*seed.encode(), 0, *name.encode()])


def question(title, points=None):
    """Run the decorated function at once as the checks of one question, and print that they passed.

    Its parameters name all that it sees of the notebook: `check` is this package, `np` is NumPy,
    and the others are the student's answers. It neither meets nor changes any other name there,
    were it `sum`; the decorated name keeps what it held.

    Parameters
    ----------
    title : str
        Names the question in the line that is printed.
    points : float, optional
        What the question is worth, as in the cell's nbgrader metadata; needed where it has parts.

    Raises
    ------
    CheckFailed
        By the first check that fails outside a part, or because an answer is not defined yet.
    """

    def run(body):
        notebook, code = body.__globals__, body.__code__
        ours = {"check": sys.modules["nnlib.check"], "np": np}
        arguments = []
        for name in code.co_varnames[: code.co_argcount]:
            if name not in ours and name not in notebook:
                raise CheckFailed(f"{name} is not defined: run the cell with your answer first.")
            arguments.append(ours.get(name, notebook.get(name)))
        apart = types.FunctionType(code, {"__builtins__": builtins, "__name__": "__main__"})
        lost = {}
        around = _lost.set(lost if points else None)
        try:
            apart(*arguments)
        finally:
            _lost.reset(around)
        _conclude(title, points, lost)
        return notebook.get(body.__name__)

    return run


@contextlib.contextmanager
def part(name, points):
    """Enclose the checks of a property, so that a failure in them costs `points` and no more.

    The failure is printed and the question goes on. The same name may come again, outside hidden
    tests and around them (`with check.part(...), check.hidden(...):`): it costs its points once.

    Parameters
    ----------
    name : str
        The property as a student would name it: "logits of 1000".
    points : float
        Whole or half points. All parts of a question are worth less than the question: the rest
        is for the right value, which is checked outside of parts.
    """
    lost = _lost.get()
    if lost is None:
        raise RuntimeError(
            "part belongs into a question that states its points, and not inside of hidden"
        )
    try:
        yield
    except Exception as error:
        failure = error if isinstance(error, CheckFailed) else _unusable(error)
        if name not in lost:
            print(f"{_counted(points)} lost for {name}. {failure}")
            lost[name] = Lost(points, failure)


@dataclass(frozen=True)
class Lost:
    """What a part cost, and the first failure in it."""

    points: float
    failure: CheckFailed


class Score(float):
    """The points that are left when parts are lost; a number to nbgrader, as partial credit.

    Attributes
    ----------
    lost : dict of str to Lost
        By the name of the part.
    """

    def __new__(cls, points, lost):
        score = super().__new__(cls, points - sum(each.points for each in lost.values()))
        score.lost = lost
        return score


_lost = ContextVar("lost", default=None)  # the Lost of the question that runs; None: no parts here


def _conclude(title, points, lost):
    """Print how a question without a failure outside its parts ended, and display its score."""
    if not lost:
        print(f"{title}: all checks in this cell passed.")
        return
    score = Score(points, lost)
    result = f"{title}: {score:g} of {_counted(points)}."
    if os.environ.get("NBGRADER_EXECUTION") == "validate":  # a number says nothing there
        told = [f"{name}: {each.failure}" for name, each in lost.items()]
        raise CheckFailed("\n".join([result, *told]))
    print(result)
    sys.displayhook(score)


def _counted(points):
    return f"{points:g} point{'' if points == 1 else 's'}"


def _unusable(error):
    return CheckFailed(f"The test could not use your result ({type(error).__name__}).")


@contextlib.contextmanager
def hidden(kind):
    """Enclose hidden tests: failures name `kind` and the mistake, not inputs or numbers."""
    around = _lost.set(None)  # what a part prints is not for the inside
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            yield
    except CheckFailed as failure:
        raise CheckFailed(f"Hidden test ({kind}): {failure.outline}") from None
    except Exception as error:
        raise CheckFailed(
            f"Hidden test ({kind}): it could not use your result ({type(error).__name__})."
        ) from None
    finally:
        _lost.reset(around)
