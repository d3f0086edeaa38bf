"""Submissions are taken from a folder; what is left is named with its reason."""

import os

import pytest

from grading.collect import Left, collect
from grading.course import CourseError


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def put(path, text="{}"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def taken(course, inbox, **options):
    """Collect, and return what was taken by student and what was left by path."""
    found = list(collect(inbox, course.assignments(), **options))
    left = [item for item in found if isinstance(item, Left)]
    return (
        {item.submission.student: item.kind for item in found if item not in left},
        {item.name: item.reason for item in left},
    )


def submitted(course, student):
    path = course.assignments()[0].submission(student).submitted
    return path.read_text() if path.exists() else None


def test_a_folder_or_a_file_for_each_student(course, inbox):
    put(inbox / "anna" / "tiny.ipynb", "1")
    put(inbox / "ben" / "work" / "01-tiny" / "tiny.ipynb", "2")
    put(inbox / "s123.ipynb", "3")
    assert taken(course, inbox) == ({"anna": "new", "ben": "new", "s123": "new"}, {})
    assert [submitted(course, name) for name in ("anna", "ben", "s123")] == ["1", "2", "3"]
    assert course.assignments()[0].submission("anna").handed_in is not None


def test_collecting_again_takes_only_what_changed_and_keeps_the_older(course, inbox):
    put(inbox / "anna" / "tiny.ipynb", "1")
    put(inbox / "ben" / "tiny.ipynb", "2")
    taken(course, inbox)
    put(inbox / "anna" / "tiny.ipynb", "newer")
    assert taken(course, inbox)[0] == {"anna": "newer", "ben": "unchanged"}
    assert submitted(course, "anna") == "newer"
    kept = course.private / "replaced" / "anna" / "01-tiny" / "001" / "tiny.ipynb"
    assert kept.read_text() == "1"


def test_a_preview_copies_nothing(course, inbox):
    put(inbox / "anna" / "tiny.ipynb")
    assert taken(course, inbox, dry_run=True)[0] == {"anna": "new"}
    assert submitted(course, "anna") is None


def test_links_are_refused(course, inbox, tmp_path):
    secret = tmp_path / "solution.ipynb"
    put(secret)
    (inbox / "anna").mkdir()
    (inbox / "anna" / "tiny.ipynb").symlink_to(secret)
    (inbox / "ben").symlink_to(tmp_path)
    (inbox / "carl.ipynb").symlink_to(secret)
    took, left = taken(course, inbox)
    assert took == {}
    assert set(left) == {"anna/tiny.ipynb", "ben", "carl.ipynb"}
    assert all("a link" in reason for reason in left.values())


def test_what_is_no_submission_is_left_with_a_reason(course, inbox):
    put(inbox / "anna" / "other.ipynb")
    put(inbox / "anna" / ".ipynb_checkpoints" / "tiny.ipynb")
    put(inbox / "ben" / "a" / "tiny.ipynb")
    put(inbox / "ben" / "b" / "tiny.ipynb")
    put(inbox / "marks.csv")
    put(inbox / "..anna" / "tiny.ipynb")
    put(inbox / "a b" / "tiny.ipynb")
    took, left = taken(course, inbox)
    assert took == {}
    assert left == {
        "..anna/tiny.ipynb": "'..anna' is no student id (letters, digits and . _ @ -)",
        "a b/tiny.ipynb": "'a b' is no student id (letters, digits and . _ @ -)",
        "anna/other.ipynb": "not one of tiny.ipynb",
        "ben/a/tiny.ipynb": "2 files have this name; keep the one that counts",
        "ben/b/tiny.ipynb": "2 files have this name; keep the one that counts",
        "marks.csv": "neither a student's folder nor a notebook",
    }


def test_a_missing_folder_is_said(course, inbox):
    with pytest.raises(CourseError, match="is no folder and no zip"):
        list(collect(inbox / "nowhere", course.assignments()))


def test_an_older_file_does_not_replace_a_newer_one(course, inbox):
    put(inbox / "anna" / "tiny.ipynb", "new")
    taken(course, inbox)
    put(inbox / "anna" / "tiny.ipynb", "old")
    os.utime(inbox / "anna" / "tiny.ipynb", (0, 0))
    took, left = taken(course, inbox)
    assert took == {}
    assert left["anna/tiny.ipynb"].startswith("older than what is there, of ")
    assert submitted(course, "anna") == "new"


def test_two_versions_replaced_are_both_kept(course, inbox):
    for text in ("1", "2", "3"):
        put(inbox / "anna" / "tiny.ipynb", text)
        taken(course, inbox)
    kept = course.private / "replaced" / "anna" / "01-tiny"
    assert sorted(path.read_text() for path in kept.glob("*/tiny.ipynb")) == ["1", "2"]
