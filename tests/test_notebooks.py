"""Every notebook has the form that CONTRIBUTING asks for: metadata, ids, no outputs, no paths."""

import json
import re
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted(
    path.relative_to(ROOT)
    for folder in ("chapters", "solutions", "exercises")
    for path in (ROOT / folder).rglob("*.ipynb")
    if ".ipynb_checkpoints" not in path.parts
)
CHAPTERS = [path for path in NOTEBOOKS if path.parts[0] == "chapters"]
PYTHON_3 = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
NOT_PROSE = re.compile(r"\$\$.*?\$\$|\$[^$]*\$|`[^`]*`|\([^)]*\)", re.DOTALL)
PARAGRAPH = re.compile(r"[A-Z]")  # no table, list item, directive or heading
SECOND_SENTENCE = re.compile(r"[a-z]{2}[.?!] [A-Z]\w+ \w+ \w+")
FORBIDDEN = {
    "installs a package": r"^\s*[!%]\s*(pip|conda)\b",
    "changes sys.path": r"\bsys\.path\b",
    "names an absolute path": r"""["'](/(home|Users|tmp|root|mnt)/|[A-Z]:\\\\)""",
}
QUESTION = re.compile(r"\n\n((?:- .+\n)+)\n:::\{dropdown\} Answers\n((?:- .+\n|  .+\n)+):::")


@pytest.fixture(params=NOTEBOOKS, ids=str)
def notebook(request):
    return json.loads((ROOT / request.param).read_text(encoding="utf-8"))


def test_there_are_notebooks():
    assert len(NOTEBOOKS) >= 6


def test_format(notebook):
    nbformat.validate(notebook)
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)


def test_metadata_is_a_kernelspec_alone(notebook):
    assert notebook["metadata"] == PYTHON_3


def test_no_outputs_and_counts(notebook):
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert code
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


def test_ids_are_readable_and_equal_grade_ids(notebook):
    for cell in notebook["cells"]:
        assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", cell["id"]), cell["id"]
        assert not re.fullmatch(r"[0-9a-f]{8}", cell["id"]), f"{cell['id']} was drawn by a program"
        if "nbgrader" in cell["metadata"]:
            assert cell["metadata"]["nbgrader"]["grade_id"] == cell["id"]
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(ids) == len(set(ids))


def test_no_empty_cells_installs_and_paths(notebook):
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        assert source.strip() or cell["id"].endswith("-try"), f"cell {cell['id']} is empty"
        for reason, pattern in FORBIDDEN.items():
            assert not re.search(pattern, source, re.MULTILINE), f"cell {cell['id']} {reason}"


def test_one_sentence_per_line(notebook):
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            prose = NOT_PROSE.sub("", "".join(cell["source"]))
            for line in filter(PARAGRAPH.match, prose.splitlines()):
                assert not SECOND_SENTENCE.search(line), (cell["id"], line)


@pytest.mark.parametrize("path", CHAPTERS, ids=str)
def test_questions_with_choices_have_an_answer_for_each_and_one_is_right(path):
    """The form that live/static/quiz.js looks for."""
    cells = json.loads((ROOT / path).read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    folds = len(re.findall(r"^:::+\{dropdown\} Answers$", text, re.MULTILINE))
    questions = QUESTION.findall(text)
    assert len(questions) == folds >= 2
    for choices, answers in questions:
        verdicts = re.findall(r"^- \*\*(Right|No)\.\*\* ", answers, re.MULTILINE)
        assert len(verdicts) == len(re.findall(r"^- ", answers, re.MULTILINE)), answers
        assert len(verdicts) == choices.count("\n") > 2, choices
        assert verdicts.count("Right") == 1, answers
