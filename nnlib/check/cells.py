"""What a test cell needs around its checks: a name space of its own, fresh inputs, hidden parts."""

import builtins
import contextlib
import io
import os
import sys
import types

import numpy as np

from nnlib.check.failure import CheckFailed

__all__ = ["SEED_VARIABLE", "hidden", "question", "rng"]

SEED_VARIABLE = "NNLIB_CHECK_SEED"


def rng(name):
    """Return the random generator of one question.

    Its seed is the environment variable `NNLIB_CHECK_SEED`, set when work is graded ("0" without
    it), together with `name`, so that questions draw independently of each other.
    """
    seed = os.environ.get(SEED_VARIABLE, "0")
    return np.random.default_rng([*seed.encode(), 0, *name.encode()])


def question(title):
    """Run the decorated function at once as the checks of one question, and print that they passed.

    Its parameters name all that it sees of the notebook: `check` is this package, `np` is NumPy,
    and the others are the student's answers. It neither meets nor changes any other name there,
    were it `sum`; the decorated name keeps what it held.

    Parameters
    ----------
    title : str
        Names the question in the line that is printed.

    Raises
    ------
    CheckFailed
        By the first check that fails, or because an answer is not defined yet.
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
        apart(*arguments)
        print(f"{title}: all checks in this cell passed.")
        return notebook.get(body.__name__)

    return run


@contextlib.contextmanager
def hidden(kind):
    """Enclose hidden tests: failures name `kind` and the mistake, not inputs or numbers."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            yield
    except CheckFailed as failure:
        raise CheckFailed(f"Hidden test ({kind}): {failure.outline}") from None
    except Exception as error:
        raise CheckFailed(
            f"Hidden test ({kind}): it could not use your result ({type(error).__name__})."
        ) from None
