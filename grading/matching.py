"""Find the answers of a submission among its cells, whatever happened to the cells."""

import ast
from collections import Counter

from nbgrader.utils import is_solution


def find(submitted, master):
    """Find our cells in a submission.

    By the cell's id; else by its nbgrader id, of several the last; else, an answer in code, by the
    functions and classes that it defines; else an answer by the task right above it.

    Parameters
    ----------
    submitted, master : list of NotebookNode
        Cells.

    Returns
    -------
    places : dict of str to int
        The position among `submitted` of each of our cells that is there, by nbgrader id.
    notes : list of str
        What was odd about them.
    """
    ours = {grade_id(cell): place for place, cell in enumerate(master) if grade_id(cell)}
    names = {master[place].id: name for name, place in ours.items()}
    places = {
        names[cell.id]: place for place, cell in enumerate(submitted) if cell.get("id") in names
    }
    notes = _by_grade_id(submitted, ours, places)
    for name, place in ours.items():
        if name not in places and is_solution(master[place]):
            notes += _by_content(submitted, master, place, places)
    found = [places[name] for name in ours if name in places]
    if found != sorted(found):
        notes.append("its cells were in another order")
    return places, notes


def grade_id(cell):
    """Return the nbgrader id of a cell, None for a cell that is not graded, answered or locked."""
    nbgrader = cell.metadata.get("nbgrader")
    name = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return name if isinstance(name, str) else None


def _by_grade_id(cells, ours, places):
    """Add to `places` the cells that have kept their nbgrader id; return what was odd."""
    taken, seen = set(places.values()), Counter()
    with_id = set(places)
    for place, cell in enumerate(cells):
        name = grade_id(cell)
        if name in ours and (place not in taken or places.get(name) == place):
            seen[name] += 1
            if name not in with_id:
                places[name] = place
    return [
        f"cell {name} was there {count} times; each ran where it stood"
        for name, count in seen.items()
        if count > 1
    ]


def _by_content(cells, master, place, places):
    """Look for an answer that has lost both of its ids; add it to `places` and say how."""
    wanted = defined(master[place]) if master[place].cell_type == "code" else set()
    above = master[place - 1].source.strip() if place else ""
    name, taken = grade_id(master[place]), set(places.values())
    free = [at for at, cell in enumerate(cells) if at not in taken and grade_id(cell) is None]
    for at in reversed(free):
        if wanted & defined(cells[at]):
            places[name] = at
            return [f"cell {name} had lost its id and was found by what it defines"]
    kind = master[place].cell_type
    for at in free:
        below = at and above and cells[at - 1].source.strip() == above
        if below and cells[at].cell_type == kind:
            places[name] = at
            return [f"cell {name} had lost its id and was found below its task"]
    return []


def defined(cell):
    """Name the functions and classes that a cell defines; nothing for what is no code."""
    try:
        tree = ast.parse(cell.source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {node.name for node in tree.body if isinstance(node, kinds)}
