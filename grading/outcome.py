"""What a submission's process says that its cells put out, made into outputs of a notebook.

It may say anything: what is no output is left out, what is too long is cut, and nothing of it is
used for marks.
"""

import json

from nbformat.v4 import new_output

from grading.inside.outputs import CUT, MAX_CELL, MAX_TEXT

KINDS = ("stream", "display_data", "execute_result", "error")
MAX_OUTPUTS = 1_000


def outputs(said, number):
    """Return the outputs of a cell.

    Parameters
    ----------
    said : object
        A list of outputs as nbformat writes them, if it is one.
    number : int
        Of the cell, shown beside its value.
    """
    made, room = [], 2 * MAX_CELL
    for output in said[:MAX_OUTPUTS] if isinstance(said, list) else []:
        output = _output(output, number)
        room -= len(json.dumps(output)) if output else 0
        if output and room >= 0:
            made.append(output)
    return made


def error(name, message):
    """Make the output of a cell that failed for a reason of ours."""
    return new_output("error", ename=name, evalue=message, traceback=[f"{name}: {message}"])


def _output(said, number):
    kind = said.get("output_type") if isinstance(said, dict) else None
    if kind == "stream":
        name = "stderr" if said.get("name") == "stderr" else "stdout"
        return new_output("stream", name=name, text=_text(said.get("text")))
    if kind == "error":
        lines = said.get("traceback")
        lines = [_text(line) for line in lines[:100]] if isinstance(lines, list) else []
        name, value = _text(said.get("ename")), _text(said.get("evalue"))
        return new_output("error", ename=name, evalue=value, traceback=lines)
    if kind not in KINDS or not isinstance(said.get("data"), dict):
        return None
    data = {_text(key): value for key, value in said["data"].items() if _is_shown(key, value)}
    if not data:
        return None
    made = new_output(kind, data=_clean(data), metadata=_clean(_dict(said.get("metadata"))))
    if kind == "execute_result":
        made.execution_count = number
    return made


def _is_shown(kind, value):
    """Tell whether a page can show this: a text, or JSON that says so."""
    return isinstance(value, str) or (isinstance(kind, str) and kind.endswith("json"))


def _clean(value, depth=0):
    """Return JSON without what is no Unicode."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict) and depth < 20:
        return {_text(key): _clean(part, depth + 1) for key, part in value.items()}
    if isinstance(value, list) and depth < 20:
        return [_clean(part, depth + 1) for part in value]
    return value if isinstance(value, (bool, int, float)) else None


def _dict(value):
    return value if isinstance(value, dict) else {}


def _text(value):
    """Return a text of bounded length."""
    text = value if isinstance(value, str) else ""
    text = text if len(text) <= 2 * MAX_TEXT else text[: 2 * MAX_TEXT] + CUT
    return text.encode("utf-8", "replace").decode()
