"""Turn what a student handed in into the notebook that is run: their answers, our test cells."""

import copy
import json
import warnings
from dataclasses import dataclass, field

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbformat.validator import normalize
from nbgrader.preprocessors import ClearHiddenTests
from nbgrader.utils import is_grade, is_locked, is_solution

MAX_BYTES = 50_000_000


class Malformed(Exception):
    """The file cannot be read as a notebook; the message says why, for the student."""


@dataclass
class Prepared:
    """A notebook ready to run and what had to be mended in it."""

    notebook: nbformat.NotebookNode
    repairs: list[str] = field(default_factory=list)


def read(data):
    """Parse the bytes of a submitted notebook.

    Raises
    ------
    Malformed
        For anything that is not a valid notebook of format 3 or 4.
    """
    if len(data) > MAX_BYTES:
        size = f"{len(data) / 1e6:.0f} MB"
        raise Malformed(f"the file has {size}, at most {MAX_BYTES / 1e6:.0f} MB are read")
    if not data.strip():
        raise Malformed("the file is empty")
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"not a notebook: {_one_line(error)}") from error
    if not isinstance(content, dict) or "nbformat" not in content:
        raise Malformed("not a notebook, though it is JSON")
    if content["nbformat"] not in (3, 4):
        raise Malformed(f"notebook format {_one_line(content['nbformat'])}; 3 and 4 can be read")
    try:
        with warnings.catch_warnings():  # a missing cell id is no reason to refuse an answer
            warnings.simplefilter("ignore")
            notebook = nbformat.convert(nbformat.reader.reads(data.decode()), 4)
            _, notebook = normalize(notebook)
    except Exception as error:  # conversion stumbles over odd content in too many ways to list
        raise Malformed(
            f"not a valid notebook: {type(error).__name__}: {_one_line(error)}"
        ) from error
    try:
        nbformat.validate(notebook)
        nbformat.writes(notebook).encode("utf-8")
    except nbformat.ValidationError as error:
        raise Malformed(f"not a valid notebook: {_one_line(error)}") from error
    except UnicodeEncodeError as error:
        raise Malformed(f"its text is not Unicode: {_one_line(error)}") from error
    return notebook


def prepare(submitted, master):
    """Put the answers of `submitted` into the order and among the test cells of `master`.

    Graded and locked cells are those of `master`, whatever happened to them in the submission;
    answers are found by their nbgrader id, else by their cell id; of two with one id the last
    counts, as it does when the notebook is run. The student's own cells stay behind the cell that
    they followed.

    Parameters
    ----------
    submitted, master : NotebookNode
        `master` has the hidden tests and no solutions.

    Returns
    -------
    Prepared
    """
    known = {grade_id(cell): cell for cell in master.cells if grade_id(cell)}
    answers, followers, repairs = {}, {None: []}, []
    place = None
    for cell in submitted.cells:
        name = grade_id(cell) or cell.get("id")
        if name not in known:
            followers[place].append(_own_cell(cell))
            continue
        if name in answers:
            repairs.append(f"cell {name} was there twice, the last one counts")
        place = name
        answers[name] = cell
        followers.setdefault(name, [])

    cells = followers[None]
    for name, cell in known.items():
        cells.append(_restore(cell, answers.get(name), repairs))
        cells.extend(followers.get(name, []))
    return Prepared(_like(master, cells), repairs)


def unreadable(master, reason):
    """Make the notebook that stands in for a submission that cannot be read."""
    note = new_markdown_cell(f"**This notebook could not be graded:** {reason}.")
    return _like(master, [note, *(copy.deepcopy(cell) for cell in master.cells)])


def grade_id(cell):
    """Return the nbgrader id of a cell, None for a cell that is not graded, answered or locked."""
    nbgrader = cell.metadata.get("nbgrader")
    return nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None


def is_test(cell):
    """Tell whether a cell is marked by running it."""
    return cell.cell_type == "code" and is_grade(cell) and not is_solution(cell)


def visible(cell):
    """Copy a cell without its hidden tests."""
    cell = copy.deepcopy(cell)
    return ClearHiddenTests(enforce_metadata=False).preprocess_cell(cell, {}, 0)[0]


def _restore(cell, answer, repairs):
    """Copy a master cell, with the student's answer where one belongs."""
    restored = copy.deepcopy(cell)
    name = grade_id(cell)
    if answer is None:
        repairs.append(f"cell {name} was missing and was put back")
    elif not is_locked(cell):
        restored.source = answer.source
        if "attachments" in answer and cell.cell_type == "markdown":
            restored.attachments = answer.attachments
    elif answer.source.strip() not in (visible(cell).source.strip(), cell.source.strip()):
        repairs.append(f"cell {name} was changed and was put back")
    return restored


def _own_cell(cell):
    """Copy one of the student's own cells without metadata and outputs."""
    make = new_code_cell if cell.cell_type == "code" else new_markdown_cell
    own = make(cell.source, id=cell.id)
    if "attachments" in cell and cell.cell_type == "markdown":
        own.attachments = cell.attachments
    return own


def _like(master, cells):
    """Make a notebook of `cells` with the kernel of `master` and the same cell ids every time."""
    notebook = copy.deepcopy(master)
    notebook.cells = cells
    ours, taken = {cell.id for cell in master.cells}, set()
    for number, cell in enumerate(cells, start=1):
        if cell.id not in ours or cell.id in taken:
            cell.id = f"own-{number}"
        taken.add(cell.id)
    return notebook


def _one_line(message):
    """Shorten a message to the start of its first line."""
    line = next(iter(str(message).strip().splitlines()), "")
    return line if len(line) <= 160 else f"{line[:160]}…"
