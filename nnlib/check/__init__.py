"""Check a student's function and say in one plain sentence what is wrong.

The same functions serve the visible checks, the hidden tests and self-checks in the book.
A test cell has one question's checks, the visible ones first::

    \"\"\"Checks `scale`: values, one row, arguments left unchanged.\"\"\"


    @nnlib.check.question("scale", points=3)
    def _(check, np, scale):
        scaled = check.guard(scale)
        check.equal(scaled([[1.0, 2.0]], 3.0), [[3.0, 6.0]], "scale([[1, 2]], 3)")
        with check.part("one row", points=1):
            check.equal(scaled([1.0, 2.0], 3.0), [3.0, 6.0], "scale([1, 2], 3)")
        ### BEGIN HIDDEN TESTS
        with check.hidden("random rows"):
            rng = check.rng("scale")
            x = rng.normal(size=(5, 3))
            expected = [[3.0 * value for value in row] for row in x]
            check.equal(scaled(x, 3.0), expected, "scale(x, 3)")
        with check.part("one row", points=1), check.hidden("random single rows"):
            check.equal(scaled(x[0], 3.0), expected[0], "scale(x, 3) for one row")
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
- One test cell for each question, and its points are earned by the right value: a check that fails
  outside a part costs all of them, so that a stub earns none.
- `part(name, points)` encloses the checks of a *property* beside the right value (another axis,
  large inputs, integers and float32, state over several steps): a failure in it costs these points
  and the rest of the cell goes on. One to three a question where it makes sense, none where a
  question is one thing. Parts come after the visible checks of the value, so that who has the
  value wrong reads about that, and each has a visible check. What a part names, later checks do
  not use. The parts' points sum to less than the question's; the rules of the notebook name them.
"""

from nnlib.check.calls import guard, raises, runs
from nnlib.check.cells import SEED_VARIABLE, hidden, part, question, rng
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
    "part",
    "question",
    "raises",
    "rng",
    "runs",
    "that",
]
