"""Wrong and right answers to an exercise, as data, and a fast way to grade them.

`solutions/NN-topic/misconceptions.py` holds one list, `ANSWERS`, of `Wrong` and `Right`. The tests
prove the graders on it. Running an answer here means running cells in this process: it is for the
course's own answers, never for a student's.
"""

import ast
import contextlib
import io
import re
import runpy
import sys
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from textwrap import dedent, indent

import nbformat

ANSWERS_FILE = "misconceptions.py"
SOLUTION = re.compile(r"^( *)### BEGIN SOLUTION\n(.*?)^ *### END SOLUTION *$", re.M | re.S)
HIDDEN = re.compile(r"^ *### BEGIN HIDDEN TESTS\n.*?^ *### END HIDDEN TESTS *$", re.M | re.S)


@dataclass(frozen=True)
class Right:
    """Another right answer: it keeps full marks.

    Attributes
    ----------
    cell : str
        Id of the answer cell.
    name : str
        What is special about it, unique within the cell.
    new : str
        Code that replaces the solution, or only `old` in it.
    old : str
        Part of the solution without its outer indentation; it occurs exactly once. Empty: the
        whole solution (every region of it, where the cell has several), or the whole cell when
        `new` begins with the same `def name` or `class Name`.
    """

    cell: str
    name: str
    new: str
    old: str = ""

    def applied(self, source):
        """Return the source of the answer cell with this answer in place of the solution."""
        code = dedent(self.new).strip("\n")
        start = re.match(r"(def|class) \w+", source)
        if start and not self.old and code.startswith(start.group()):
            return code
        solutions = [dedent(match.group(2)) for match in SOLUTION.finditer(source)]
        count = sum(solution.count(self.old) for solution in solutions) if self.old else 1
        if not solutions or count != 1:
            raise ValueError(
                f"{self.cell}, {self.name}: {self.old!r} occurs {count} times in "
                f"{len(solutions)} solution regions; it must occur once"
            )

        def replaced(match):
            spaces, solution = match.group(1), dedent(match.group(2))
            changed = solution.replace(self.old, self.new) if self.old else code
            return indent(changed.strip("\n"), spaces)

        return SOLUTION.sub(replaced, source)


@dataclass(frozen=True)
class Wrong(Right):
    """A known misconception: it loses points on the questions in `fails`, and on no others.

    Attributes
    ----------
    hint : str
        What a good teacher would say to it, without giving the answer away.
    fails : tuple of str
        Questions lost, by default the one named like the answer cell. With several test cells for
        one answer, or questions declared to build on this one, they are all listed.
    parts : tuple of str
        Parts that are all it loses of a question. A question without a lost part earns 0.
    """

    hint: str = ""
    fails: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()

    @property
    def questions(self):
        return self.fails or (self.cell,)


def load(folder):
    """Return the answers listed in `folder/misconceptions.py`."""
    return runpy.run_path(str(Path(folder) / ANSWERS_FILE))["ANSWERS"]


@dataclass(frozen=True)
class Verdict:
    """What some checks of a question said; true where one of them failed.

    Attributes
    ----------
    failure : Exception or None
        The first failure outside of parts: the question earns nothing.
    parts : dict of str to CheckFailed
        The first failure in each part that is lost.
    """

    failure: Exception | None = None
    parts: dict[str, Exception] = field(default_factory=dict)

    @property
    def failures(self):
        return [*self.parts.values(), *([self.failure] if self.failure else [])]

    def __bool__(self):
        return bool(self.failures)


@dataclass(frozen=True)
class Outcome:
    """What the checks of one question said.

    Attributes
    ----------
    cell : str
        Id of the answer cell before the checks.
    visible, hidden : Verdict
        Of the checks of either kind alone.
    """

    cell: str
    visible: Verdict
    hidden: Verdict

    @property
    def passed(self):
        """Whether all points are earned."""
        return not self.visible and not self.hidden

    @property
    def nothing(self):
        """Whether no point is earned."""
        return bool(self.visible.failure or self.hidden.failure)

    @property
    def parts(self):
        """Names of the parts lost."""
        return set(self.visible.parts) | set(self.hidden.parts)


def run(notebook, answers=()):
    """Run the graded cells of a solution notebook with some answers replaced.

    Parameters
    ----------
    notebook : path_like
    answers : iterable of Right
        At most one for each answer cell; the others keep the solution.

    Returns
    -------
    dict of str to Outcome
        By question, the test cell's id without "-test": those that the answers reach, or all of
        them when there are no answers.

    Notes
    -----
    Hidden tests are tried after a visible check has failed too. In Jupyter and in grading the
    first failure ends the cell.
    """
    cells = graded_cells(notebook)
    replaced = {answer.cell: answer for answer in answers}
    due = reached(cells, answers) if answers else {question(cell) for cell in cells}
    namespace, outcomes, answer_cell = {"__name__": "__main__", "_": ""}, {}, ""
    for cell in cells:
        source = cell.source
        if cell.id in replaced:
            source = replaced.pop(cell.id).applied(source)
        if not question(cell):
            answer_cell = cell.id if cell.metadata.nbgrader.solution else answer_cell
            _execute(ast.parse(source).body, cell.id, namespace)
        elif question(cell) in due:
            failures = _check(source, cell.id, namespace)
            outcomes[question(cell)] = Outcome(answer_cell, *failures)
    if replaced:
        raise ValueError(f"{notebook} has no cell {', '.join(replaced)}")
    return outcomes


def graded_cells(notebook):
    """Return the code cells of a notebook that nbgrader knows: imports, answers and tests."""
    cells = nbformat.read(notebook, as_version=4).cells
    return [cell for cell in cells if cell.cell_type == "code" and "nbgrader" in cell.metadata]


def question(cell):
    """Return the question that a test cell asks; "" for other cells."""
    role = cell.metadata.nbgrader
    return cell.id.removesuffix("-test") if role.grade and not role.solution else ""


def reached(cells, answers, beside=()):
    """Return the questions whose outcome some answers can change.

    These are the test cells that use a name bound by a replaced answer, or by another answer that
    uses such a name. (Whatever changes a test by other ways, such as NumPy's global generator, is
    left to the whole notebooks of `tests/exercises/test_full.py`.)

    Parameters
    ----------
    cells : list of NotebookNode
        As `graded_cells` returns them.
    answers : iterable of Right
    beside : iterable of Right
        Answers to other questions that stand in the notebook too; they may use other names than
        the solution.

    Returns
    -------
    set of str
    """
    replaced = {answer.cell: answer for answer in (*beside, *answers)}
    changed = {answer.cell for answer in answers}
    names, questions = set(), set()
    for cell in cells:
        answer = replaced.get(cell.id)
        used, bound = _names(answer.applied(cell.source) if answer else cell.source)
        if cell.id not in changed and not used & names:
            continue
        if question(cell):
            questions.add(question(cell))
        else:
            names |= bound
    return questions


@cache
def _names(source):
    """Return the names that a cell uses, and those that it gives to the notebook."""
    tree, names = ast.parse(source), set()
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for statement in tree.body:
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            names.add(statement.name)
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names.add(node.id)
            elif isinstance(node, ast.alias):
                names.add(node.asname or node.name.partition(".")[0])
    return used, names


def stubs(notebook):
    """Return the answers of somebody who has written nothing."""
    return [
        Right(cell.id, "not written", "raise NotImplementedError()")
        for cell in nbformat.read(notebook, as_version=4).cells
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution")
    ]


def _check(source, name, namespace):
    """Return what the visible checks of a test cell say, and what its hidden tests do.

    What the visible checks say does not keep the hidden tests from running.
    """
    hidden_lines = range(0)
    if match := HIDDEN.search(source):
        first = source.count("\n", 0, match.start()) + 1
        hidden_lines = range(first, first + match.group().count("\n") + 1)
    cells = ast.parse(source), ast.parse(source)
    for cell, forgive in zip(cells, (False, True), strict=True):
        checks = next((s for s in cell.body if isinstance(s, ast.FunctionDef)), cell)
        visible = [s for s in checks.body if s.lineno not in hidden_lines]
        hidden = [s for s in checks.body if s.lineno in hidden_lines]
        forgiven = [_forgiven(s) for s in visible if not _is_part(s)]
        checks.body = [*forgiven, *hidden] if forgive else visible
    return [_verdict(cell.body, name, namespace) for cell in cells]


def _is_part(statement):
    return isinstance(statement, ast.With) and any(
        ast.unparse(item.context_expr).startswith("check.part(") for item in statement.items
    )


def _forgiven(statement):
    """Wrap a statement so that its failure is passed over."""
    (wrapped,) = ast.parse("try:\n    pass\nexcept Exception:\n    pass").body
    wrapped.body = [statement]
    return wrapped


def _verdict(statements, name, namespace):
    scores, display = [], sys.displayhook
    sys.displayhook = scores.append
    try:
        _execute(statements, name, namespace)
    except Exception as error:
        return Verdict(error)
    finally:
        sys.displayhook = display
    return Verdict(
        parts={name: lost.failure for score in scores for name, lost in score.lost.items()}
    )


def _execute(statements, name, namespace):
    code = compile(ast.Module(statements, type_ignores=[]), f"<{name}>", "exec")
    with contextlib.redirect_stdout(io.StringIO()):
        exec(code, namespace)
