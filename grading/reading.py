"""Read the bytes of a file that should be a notebook, or say in one line why that cannot be."""

import json
import re
import threading
import warnings

import nbformat
from nbformat.validator import normalize

MAX_BYTES = 50_000_000
ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
ONE_AT_A_TIME = threading.Lock()  # workers are threads, and share the filters of warnings


class Malformed(Exception):
    """The file cannot be read as a notebook; the message says why, for the student."""


def read(data):
    """Parse the bytes of a submitted notebook.

    Parameters
    ----------
    data : bytes

    Returns
    -------
    notebook : NotebookNode
        Of format 4.
    repairs : list of str
        What was mended on the way.

    Raises
    ------
    Malformed
        For anything that is not a valid notebook of format 3 or 4.
    """
    if len(data) > MAX_BYTES:
        raise Malformed(too_long(len(data)))
    if not data.strip():
        raise Malformed("the file is empty")
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"not a notebook: {_one_line(error)}") from error
    if not isinstance(content, dict) or "nbformat" not in content:
        raise Malformed("not a notebook, though it is JSON")
    version = content["nbformat"]
    if version not in (3, 4):
        raise Malformed(f"notebook format {_one_line(version)}; 3 and 4 can be read")
    notebook = _convert(_bare(content))
    _validate(notebook)
    repairs = [] if version == 4 else [f"notebook format {version} was converted"]
    if kernel := _other_kernel(content.get("metadata")):
        repairs.append(f"the kernel was {_one_line(kernel)}, not python3")
    return notebook, repairs


def too_long(size):
    """Say that a file of `size` bytes is not read."""
    return (
        f"the file has {size / 1e6:.0f} MB, at most {MAX_BYTES / 1e6:.0f} MB are read; "
        "clear its outputs and hand it in again"
    )


def _bare(content):
    """Leave out what is not used of a notebook and so need not be right: outputs, metadata."""
    content = content | {"metadata": {}}
    if isinstance(content.get("cells"), list):
        content["cells"] = [_bare_cell(cell) for cell in content["cells"]]
    return content


def _bare_cell(cell):
    """Keep of a cell its source, its ids and its attachments."""
    if not isinstance(cell, dict):
        return cell
    bare = {key: cell[key] for key in ("cell_type", "source", "attachments") if key in cell}
    if isinstance(cell.get("id"), str) and ID.fullmatch(cell["id"]):
        bare["id"] = cell["id"]
    metadata = cell.get("metadata")
    known = isinstance(metadata, dict) and "nbgrader" in metadata
    bare["metadata"] = {"nbgrader": metadata["nbgrader"]} if known else {}
    if cell.get("cell_type") == "code":
        bare.pop("attachments", None)
        bare |= {"outputs": [], "execution_count": None}
    return bare


def _other_kernel(metadata):
    """Name the kernel of a notebook that is not in Python; empty for one that is."""
    kernel = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    if not isinstance(kernel, dict):
        return ""
    said = [str(kernel[key]) for key in ("name", "language", "display_name") if key in kernel]
    return "" if not said or "python" in " ".join(said).lower() else said[0]


def _convert(content):
    """Make a notebook of the current format, with ids where an old one has none."""
    try:
        with ONE_AT_A_TIME, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a missing cell id is no reason to refuse an answer
            notebook = nbformat.versions[content["nbformat"]].to_notebook_json(content)
            _, notebook = normalize(nbformat.convert(notebook, 4))
        return notebook
    except Exception as error:  # conversion stumbles over odd content in too many ways to list
        raise Malformed(
            f"not a valid notebook: {type(error).__name__}: {_one_line(error)}"
        ) from error


def _validate(notebook):
    try:
        nbformat.validate(notebook)
        json.dumps(notebook, ensure_ascii=False).encode()
    except nbformat.ValidationError as error:
        raise Malformed(f"not a valid notebook: {_where(error)}{_one_line(error)}") from error
    except UnicodeEncodeError as error:
        raise Malformed(f"its text is not Unicode: {_one_line(error)}") from error


def _where(error):
    """Name the cell that an error of validation is about, as counted from the top."""
    path = list(getattr(error, "absolute_path", None) or getattr(error, "relative_path", ()))
    if path[:1] == ["cells"] and len(path) > 1:
        return f"cell number {path[1] + 1}: "
    return ""


def _one_line(message):
    """Shorten a message to the start of its first line."""
    line = next(iter(str(message).strip().splitlines()), "")
    return line if len(line) <= 160 else f"{line[:160]}…"
