"""What a test cell needs around its checks: fresh inputs, hidden parts, a last line."""

import contextlib
import io
import os

import numpy as np

from nnlib.check.failure import CheckFailed

__all__ = ["SEED_VARIABLE", "hidden", "passed", "rng"]

SEED_VARIABLE = "NNLIB_CHECK_SEED"


def rng(name):
    """Return the random generator of one question.

    Its seed is the environment variable `NNLIB_CHECK_SEED`, set when work is graded ("0" without
    it), together with `name`, so that questions draw independently of each other.
    """
    seed = os.environ.get(SEED_VARIABLE, "0")
    return np.random.default_rng([*seed.encode(), 0, *name.encode()])


def passed(question):
    """Print that all checks of this cell passed."""
    print(f"{question}: all checks in this cell passed.")


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
