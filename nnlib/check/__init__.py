"""Check a student's function and say in one plain sentence what is wrong.

The same functions serve the visible checks, the hidden tests and self-checks in the book.
A test cell has one question's checks, the visible ones first::

    \"\"\"Checks `scale`: values, one row, arguments left unchanged.\"\"\"


    @nnlib.check.question("scale")
    def _(check, np, scale):
        scaled = check.guard(scale)
        check.equal(scaled([[1.0, 2.0]], 3.0), [[3.0, 6.0]], "scale([[1, 2]], 3)")
        ### BEGIN HIDDEN TESTS
        with check.hidden("random rows"):
            rng = check.rng("scale")
            x = rng.normal(size=(5, 3))
            expected = [[3.0 * value for value in row] for row in x]
            check.equal(scaled(x, 3.0), expected, "scale(x, 3)")
        ### END HIDDEN TESTS

Conventions:

- `question` runs the function at once. Its parameters are all that it sees of the notebook, and it
  leaves nothing there: students may use any name for their own. Import inside what else it needs.
- `guard(function)` returns the function with care taken of `None`, exceptions, `sys.exit`, changed
  arguments and the number of values; call the student's function through it, in every test.
  `runs("a * b")` does the same for a block of statements (classes, operators, `backward()`).
- `equal(got, expected, what)` compares shape, then kind of number, then values. `what` names the
  value as a student would: `"w after one epoch"`. It must be unique within the notebook.
- `hidden(kind)` encloses *all* hidden tests of one kind, the making of their inputs included. On
  failure it tells the kind and the mistake recognised, never inputs or numbers. Student output
  inside is discarded.
- `rng(name)` draws fresh inputs in each grading; the reference is written in the hidden test
  itself, in another way than the solution.
- Where a visible check fails in a known way, the message ends with the hint that `hints.json`
  beside the notebook has for it. Let the first check of a cell return many different numbers: the
  more mistakes it tells apart, the more hints are found.
- Student functions may be proxies into another process: pass and expect plain data, rely neither
  on the identity of objects nor on source code.
- `guard(..., seconds=5)` is for functions that must stop by themselves.
- Points, one test cell for each question.
"""

from nnlib.check.calls import guard, raises, runs
from nnlib.check.cells import SEED_VARIABLE, hidden, question, rng
from nnlib.check.failure import HINTS_FILE, CheckFailed
from nnlib.check.values import array, equal, that

__all__ = [
    "HINTS_FILE",
    "SEED_VARIABLE",
    "CheckFailed",
    "array",
    "equal",
    "guard",
    "hidden",
    "question",
    "raises",
    "rng",
    "runs",
    "that",
]
