"""What students hand in becomes a notebook with our test cells, or a plain reason why not."""

import copy
import json

import nbformat
import pytest

from grading.gradebook import register
from grading.prepare import prepare, unreadable
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
