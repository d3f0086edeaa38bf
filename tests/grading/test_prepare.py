"""What students hand in becomes a notebook with our test cells, or a plain reason why not."""

import copy
import json

import nbformat
import pytest
from nbgrader.utils import compute_checksum

from grading import batch
from grading.gradebook import register
from grading.prepare import Job, Master, load, prepare, unreadable
from grading.reading import Malformed, read
from tests.grading.tiny import HIDDEN_LINE, RIGHT, answered, cell, make_course


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return make_course(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def master(course):
    return register(course.assignments()[0]).notebook


def names(prepared):
    return [made.id for made in prepared.notebook.cells]


def source(prepared, name):
    return next(made.source for made in prepared.notebook.cells if made.id == name)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b" \n", "the file is empty"),
        (b'{"cells": [', "not a notebook: Expecting value"),
        (b"\x89PNG\r\n\xff", "not a notebook: "),
        (b"[" * 100_000, "not a notebook: "),
        (b"[1, 2]", "not a notebook, though it is JSON"),
        (b'{"name": "x"}', "not a notebook, though it is JSON"),
        (b'{"nbformat": 9, "cells": []}', "notebook format 9; 3 and 4 can be read"),
        (b'{"nbformat": "4", "cells": []}', "notebook format 4; 3 and 4 can be read"),
        (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "not a valid notebook: "),
        (
            b'{"nbformat": 4, "nbformat_minor": 5, "metadata": 3, "cells": 3}',
            "not a valid notebook",
        ),
        (b" " * 50_000_001, "the file has 50 MB, at most 50 MB are read"),
    ],
)
def test_a_malformed_file_gets_its_reason(data, reason):
    with pytest.raises(Malformed, match="^" + reason):
        read(data)


def test_text_that_is_no_unicode_is_malformed(course):
    notebook = json.loads(nbformat.writes(answered(course)))
    notebook["cells"][0]["source"] = "\ud800"
    with pytest.raises(Malformed, match="its text is not Unicode"):
        read(json.dumps(notebook).encode())


def test_an_old_notebook_without_ids_is_read(course):
    notebook = json.loads(nbformat.writes(answered(course, **RIGHT)))
    notebook["nbformat_minor"] = 4
    for made in notebook["cells"]:
        del made["id"]
    assert len(read(json.dumps(notebook).encode())[0].cells) == len(notebook["cells"])


def test_the_release_is_taken_as_it_is(course, master):
    prepared = prepare(answered(course), master)
    assert prepared.repairs == []
    assert names(prepared) == [made.id for made in master.cells]
    assert HIDDEN_LINE in source(prepared, "double-test")


def test_answers_are_the_student_s_and_metadata_ours(course, master):
    submitted = answered(course, **RIGHT)
    for made in submitted.cells:
        if "nbgrader" in made.metadata:
            made.metadata["nbgrader"]["points"] = 1000
    prepared = prepare(submitted, master)
    assert source(prepared, "double") == RIGHT["double"]
    by_name = {made.id: made.metadata for made in master.cells}
    assert all(made.metadata == by_name[made.id] for made in prepared.notebook.cells)


def test_cells_in_another_order_are_put_in_ours(course, master):
    submitted = answered(course, **RIGHT)
    submitted.cells = submitted.cells[::-1]
    prepared = prepare(submitted, master)
    graded = ["imports", "double", "double-test", "square", "square-test", "why"]
    assert [name for name in names(prepared) if name in graded] == graded


def test_own_cells_stay_where_they_were(course, master):
    submitted = answered(course, **RIGHT)
    place = [made.id for made in submitted.cells].index("double")
    submitted.cells.insert(place + 1, cell("mine", "double(100)"))
    prepared = prepare(submitted, master)
    assert names(prepared)[place : place + 2] == ["double", f"own-{place + 2}"]
    assert prepared.notebook.cells[place + 1].source == "double(100)"


def test_answers_are_found_without_metadata(course, master):
    submitted = answered(course, **RIGHT)
    for made in submitted.cells:
        made.metadata = nbformat.from_dict({})
    assert source(prepare(submitted, master), "square") == RIGHT["square"]


def test_an_answer_turned_into_text_is_code_again(course, master):
    submitted = answered(course, **RIGHT)
    place = [made.id for made in submitted.cells].index("double")
    submitted.cells[place] = cell("double", RIGHT["double"], markdown=True)
    prepared = prepare(submitted, master)
    assert prepared.notebook.cells[place].cell_type == "code"


def test_another_kernel_and_old_outputs_are_left_out(course, master):
    submitted = answered(course)
    submitted.metadata["kernelspec"] = {"name": "bash", "display_name": "Bash"}
    submitted.cells[3].outputs = [nbformat.v4.new_output("stream", text="old")]
    prepared = prepare(submitted, master)
    assert prepared.notebook.metadata.kernelspec.name == "python3"
    assert all(made.get("outputs", []) == [] for made in prepared.notebook.cells)


def test_nothing_given_is_changed(course, master):
    submitted, before = answered(course), copy.deepcopy(master)
    submitted_before = copy.deepcopy(submitted)
    prepare(submitted, master)
    unreadable(master, "no reason")
    assert (submitted, master) == (submitted_before, before)


def without_ids(notebook):
    """Take away what cells are known by: their ids and nbgrader's metadata."""
    for made in notebook.cells:
        made.id = f"x-{made.id}"
        made.metadata = nbformat.from_dict({})
    return notebook


def test_answers_without_any_id_are_found_by_what_they_define_and_where_they_stand(course, master):
    submitted = answered(course, **RIGHT)
    place = [made.id for made in submitted.cells].index("why")
    submitted.cells.insert(place, cell("why-task", "Why is that?", markdown=True))
    with_task = copy.deepcopy(master)
    task = cell("why-task", "Why is that?", markdown=True, locked=True)
    with_task.cells.insert([made.id for made in master.cells].index("why"), task)
    prepared = prepare(without_ids(submitted), with_task)
    for name in ("double", "square", "why"):
        assert source(prepared, name) == RIGHT[name]
    assert "cell double had lost its id and was found by what it defines" in prepared.repairs
    assert "cell why had lost its id and was found below its task" in prepared.repairs
    assert prepared.changes == []


def test_of_two_definitions_without_ids_the_last_counts(course, master):
    submitted = without_ids(answered(course, **RIGHT))
    submitted.cells.append(cell("again", "def double(x):\n    return 2 * x"))
    assert source(prepare(submitted, master), "double") == "def double(x):\n    return 2 * x"


def test_what_is_no_code_defines_nothing(course, master):
    submitted = without_ids(answered(course, **RIGHT))
    submitted.cells[2:2] = [cell("own", "def double(x) return"), cell("nul", "x = '\0'")]
    assert source(prepare(submitted, master), "double") == RIGHT["double"]


def test_an_answer_that_is_nowhere_is_put_back(course, master):
    submitted = without_ids(answered(course, double="twice = None", imports=""))
    prepared = prepare(submitted, master)
    assert "cell double was missing and was put back" in prepared.repairs
    assert "raise NotImplementedError" in source(prepared, "double")


def test_a_renamed_cell_is_found_by_the_other_id(course, master):
    submitted = answered(course, **RIGHT)
    for made in submitted.cells:
        if made.id == "double":
            made.id = "my-answer"
        if made.id == "square":
            made.metadata["nbgrader"]["grade_id"] = "my-answer"
    prepared = prepare(submitted, master)
    assert source(prepared, "double") == RIGHT["double"]
    assert source(prepared, "square") == RIGHT["square"]


def test_both_halves_of_a_split_answer_run(course, master):
    submitted = answered(course, **RIGHT | {"double": "def twice(x):\n    return 2 * x"})
    place = [made.id for made in submitted.cells].index("double")
    second = copy.deepcopy(submitted.cells[place])
    second.id, second.source = "second-half", "double = twice"
    submitted.cells.insert(place + 1, second)
    prepared = prepare(submitted, master)
    assert [made.source for made in prepared.notebook.cells[place : place + 2]] == [
        "def twice(x):\n    return 2 * x",
        "double = twice",
    ]


def test_another_order_and_another_type_are_said(course, master):
    submitted = answered(course, **RIGHT)
    place = [made.id for made in submitted.cells].index("double")
    submitted.cells[place] = cell("double", RIGHT["double"], markdown=True)
    submitted.cells = submitted.cells[::-1]
    repairs = prepare(submitted, master).repairs
    assert "its cells were in another order" in repairs
    assert "cell double was markdown, not code" in repairs


def changed(course, master, name, **changes):
    """Change a cell of a right submission; what is said about it: changes and repairs."""
    submitted = answered(course, **RIGHT)
    made = next(made for made in submitted.cells if made.id == name)
    for key, value in changes.items():
        if key == "source":
            made.source = value
        else:
            made.metadata["nbgrader"][key] = value
    prepared = prepare(submitted, master)
    return prepared.changes, prepared.repairs


def test_a_test_that_was_changed_is_told_from_one_laid_out_anew(course, master):
    said = ["cell double-test was changed and was put back"]
    assert changed(course, master, "double-test", source="pass") == (said, [])
    released = next(c.source for c in answered(course).cells if c.id == "double-test")
    laid_out = released.replace("double(2) == 4", "double( 2 )==4")
    assert laid_out != released
    assert changed(course, master, "double-test", source=laid_out) == ([], [])


def test_more_points_are_tampering(course, master):
    assert changed(course, master, "double-test", points=1000)[0] == [
        "points of cell double-test was 1000, not 3"
    ]


def test_an_older_release_is_no_tampering(course, master):
    submitted = answered(course, **RIGHT)
    made = next(made for made in submitted.cells if made.id == "double-test")
    made.source = "assert double(1) == 2"
    made.metadata["nbgrader"]["points"] = 4
    made.metadata["nbgrader"]["checksum"] = compute_checksum(made)
    prepared = prepare(submitted, master)
    assert prepared.changes == []
    assert prepared.repairs == ["cell double-test came from another version of the exercise"]


ODD = [3, "x", [], {}, None, {"grade_id": ["double"]}, {"grade_id": "double", "grade": "yes"}]


@pytest.mark.parametrize("metadata", ODD)
def test_odd_metadata_are_no_trouble(course, master, metadata):
    submitted = answered(course, **RIGHT)
    for made in submitted.cells:
        made.metadata["nbgrader"] = nbformat.from_dict(metadata)
    job = Job("01-tiny", "anna", nbformat.writes(submitted).encode())
    prepared = load(job, Master("01-tiny", master, master, "0"))
    assert prepared.malformed == ""
    assert source(prepared, "square") == RIGHT["square"]


def test_an_old_format_and_another_kernel_are_said():
    made = {"cell_type": "code", "language": "python", "metadata": {}, "outputs": []}
    made["input"] = ["def double(x):\n", "    return 2 * x"]
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": "", "kernelspec": {"name": "ir", "language": "R"}},
        "worksheets": [{"metadata": {}, "cells": [made]}],
    }
    notebook, repairs = read(json.dumps(old).encode())
    assert notebook.cells[0].source == "def double(x):\n    return 2 * x"
    assert repairs == ["notebook format 3 was converted", "the kernel was ir, not python3"]


def test_what_is_not_used_need_not_be_right(course):
    notebook = json.loads(nbformat.writes(answered(course, **RIGHT)))
    notebook["metadata"] = {"kernelspec": 5, "language_info": []}
    for made in notebook["cells"]:
        made["outputs"], made["execution_count"], made["color"] = 3, "first", "red"
        made["metadata"]["tags"] = "no list"
    notebook["cells"][0]["id"] = "no id at all!"
    cells = read(json.dumps(notebook).encode())[0].cells
    expected = answered(course, **RIGHT).cells
    assert [made.source for made in cells] == [made.source for made in expected]


def test_a_malformed_cell_is_named(course):
    notebook = json.loads(nbformat.writes(answered(course)))
    notebook["cells"][2]["source"] = 5
    with pytest.raises(Malformed, match="cell number 3: "):
        read(json.dumps(notebook).encode())


def test_a_link_is_refused_and_not_read(tmp_path):
    (tmp_path / "course").mkdir()
    course = make_course(tmp_path / "course")
    (assignment,) = course.assignments()
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / assignment.filename).write_text('{"cells": "secret"}')
    file, folder = (assignment.submission(name).submitted for name in ("file", "folder"))
    file.parent.mkdir(parents=True)
    file.symlink_to(outside / assignment.filename)
    folder.parent.parent.mkdir()
    folder.parent.symlink_to(outside)
    jobs = [batch._job(submission) for submission in assignment.submissions()]
    assert [(job.student, job.refused) for job in jobs] == [
        ("file", batch.LINK),
        ("folder", batch.LINK),
    ]
    assert not any(b"secret" in job.data for job in jobs)


def test_a_file_of_another_name_is_found_and_one_of_two_is_not(course):
    (assignment,) = course.assignments()
    folder = assignment.submission("odd").submitted.parent
    folder.mkdir(parents=True)
    (folder / "My Work.ipynb").write_text("{}")
    assert assignment.submission("odd").submitted.name == "My Work.ipynb"
    (folder / "Other.ipynb").write_text("{}")
    assert batch._job(assignment.submission("odd")).refused == "no tiny.ipynb was handed in"
