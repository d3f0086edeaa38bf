"""Turn what a student handed in into the notebook that is run: their answers, our test cells."""

import ast
import copy
import functools
from dataclasses import dataclass, field

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.preprocessors import ClearHiddenTests
from nbgrader.utils import compute_checksum, is_grade, is_locked, is_solution

from grading.matching import find, grade_id
from grading.reading import Malformed, read

ROLES = ("grade", "solution", "locked", "task", "points")


@dataclass(frozen=True)
class Job:
    """One file that was handed in.

    Attributes
    ----------
    assignment, student : str
    data : bytes
    refused : str
        Why the file is not even read; empty for most.
    """

    assignment: str
    student: str
    data: bytes
    refused: str = ""


@dataclass(frozen=True)
class Master:
    """What the submissions of an assignment are graded with.

    Attributes
    ----------
    name : str
    notebook : NotebookNode
        Hidden tests in, solutions out.
    source : NotebookNode
        Solutions in: what is imported there may be imported in advance.
    seed : str
        Of the hidden tests' inputs.
    files : dict of str to bytes
        What lies beside the released notebook.
    """

    name: str
    notebook: nbformat.NotebookNode
    source: nbformat.NotebookNode
    seed: str
    files: dict[str, bytes] = field(default_factory=dict)


@dataclass
class Prepared:
    """A notebook ready to run.

    Attributes
    ----------
    notebook : NotebookNode
    repairs : list of str
        What had to be mended.
    changes : list of str
        What is ours and was changed: suspected tampering.
    malformed : str
        Why the submission could not be read and nothing of it is to be run; empty for most.
    """

    notebook: nbformat.NotebookNode
    repairs: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    malformed: str = ""


def load(job, master):
    """Make the notebook to run from a file that was handed in; never raises for what is in it.

    Parameters
    ----------
    job : Job
    master : Master

    Returns
    -------
    Prepared
    """
    try:
        if job.refused:
            raise Malformed(job.refused)
        submitted, repairs = read(job.data)
        prepared = prepare(submitted, master.notebook)
    except Malformed as error:
        return Prepared(unreadable(master.notebook, error), malformed=str(error))
    except Exception as error:  # one odd notebook is no reason to stop the others
        reason = f"its cells could not be sorted out: {type(error).__name__}: {error}"
        return Prepared(unreadable(master.notebook, reason), malformed=reason)
    prepared.repairs[:0] = repairs
    return prepared


def prepare(submitted, master):
    """Put the answers of `submitted` into the order and among the test cells of `master`.

    Graded and locked cells are those of `master`, whatever happened to them in the submission. The
    student's own cells stay behind the cell that they followed.

    Parameters
    ----------
    submitted, master : NotebookNode

    Returns
    -------
    Prepared
    """
    places, repairs = find(submitted.cells, master.cells)
    names = {place: name for name, place in places.items()}
    followers, place = {None: []}, None
    for at, cell in enumerate(submitted.cells):
        if at in names:
            place = names[at]
            followers[place] = []
        else:
            followers[place].append(_own_cell(cell))

    prepared = Prepared(master, repairs)
    cells = followers[None]
    for cell in filter(grade_id, master.cells):
        name = grade_id(cell)
        answer = submitted.cells[places[name]] if name in places else None
        cells += [_restore(cell, answer, prepared), *followers.get(name, [])]
    prepared.notebook = _like(master, cells)
    return prepared


def unreadable(master, reason):
    """Make the notebook that stands in for a submission that cannot be read."""
    note = new_markdown_cell(f"**This notebook could not be graded:** {reason}.")
    return _like(master, [note, *(copy.deepcopy(cell) for cell in master.cells)])


def is_test(cell):
    """Tell whether a cell is marked by running it."""
    return cell.cell_type == "code" and is_grade(cell) and not is_solution(cell)


def visible(cell):
    """Copy a cell without its hidden tests."""
    cell = copy.deepcopy(cell)
    return ClearHiddenTests(enforce_metadata=False).preprocess_cell(cell, {}, 0)[0]


def _restore(cell, answer, prepared):
    """Copy a master cell, with the student's answer where one belongs; note what was changed."""
    restored = copy.deepcopy(cell)
    name = grade_id(cell)
    if answer is None:
        prepared.repairs.append(f"cell {name} was missing and was put back")
        return restored
    if answer.cell_type != cell.cell_type:
        prepared.repairs.append(f"cell {name} was {answer.cell_type}, not {cell.cell_type}")
    if not is_locked(cell):
        restored.source = answer.source
        if "attachments" in answer and cell.cell_type == "markdown":
            restored.attachments = answer.attachments
    older = _as_released(answer)
    if older and _differs(cell, answer):
        prepared.repairs.append(f"cell {name} came from another version of the exercise")
    elif not older:
        said = prepared.changes if is_locked(cell) else prepared.repairs
        if is_locked(cell) and _differs(cell, answer):
            said.append(f"cell {name} was changed and was put back")
        said += _roles_changed(cell, answer)
    return restored


def _as_released(cell):
    """Tell whether a locked cell is as some release of the exercise had it."""
    try:
        return is_locked(cell) and cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def _differs(cell, answer):
    """Tell whether a cell says something else than ours, apart from how it is laid out."""
    given = answer.source.strip()
    ours = (_visible_source(cell.source), cell.source.strip())
    kind = cell.cell_type
    return given not in ours and _meaning(given, kind) not in [_meaning(s, kind) for s in ours]


@functools.lru_cache(maxsize=1024)
def _meaning(source, cell_type):
    """Return what code says, however it is laid out; text as it is."""
    if cell_type == "code":
        try:
            return ast.dump(ast.parse(source))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return source
    return "".join(source.split())


@functools.lru_cache(maxsize=1024)
def _visible_source(source):
    return visible(new_code_cell(source)).source.strip()


def _roles_changed(cell, answer):
    """Say what nbgrader's metadata promise that ours do not."""
    theirs, ours = answer.metadata.get("nbgrader"), cell.metadata.nbgrader
    if not isinstance(theirs, dict):
        return []
    return [
        f"{role} of cell {grade_id(cell)} was {str(theirs[role])[:40]}, not {ours.get(role)}"
        for role in ROLES
        if role in theirs and theirs[role] != ours.get(role) and (role in ours or theirs[role])
    ]


def _own_cell(cell):
    """Copy one of the student's own cells without metadata and outputs; text becomes Markdown."""
    kind = "code" if cell.cell_type == "code" else "markdown"
    own = {"id": cell.id, "cell_type": kind, "metadata": {}, "source": cell.source}
    if kind == "code":
        own |= {"outputs": [], "execution_count": None}
    own = nbformat.from_dict(own)  # it is valid: `new_code_cell` would take its time to see that
    if "attachments" in cell and cell.cell_type == "markdown":
        own.attachments = cell.attachments
    return own


def _like(master, cells):
    """Make a notebook of `cells` with the kernel of `master` and the same cell ids every time."""
    notebook = nbformat.from_dict({key: master[key] for key in master if key != "cells"})
    notebook.cells = cells
    ours, taken = {cell.id for cell in master.cells}, set()
    for number, cell in enumerate(cells, start=1):
        if cell.id not in ours or cell.id in taken:
            cell.id = f"own-{number}"
        taken.add(cell.id)
    return notebook
