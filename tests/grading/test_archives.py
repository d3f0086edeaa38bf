"""Zip archives of learning platforms, and archives that somebody has made to do harm."""

import stat
import struct
import zipfile

import nbformat
import pytest

from grading import inbox
from grading.collect import Left, collect
from grading.course import CourseError
from tests.grading.test_collect import submitted
from tests.grading.tiny import answered


def packed(path, files):
    """Pack texts by name."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def taken(course, path, **options):
    """Collect; what was taken by student and what was left by name."""
    found = list(collect(path, course.assignments(), **options))
    return (
        {item.submission.student: item for item in found if not isinstance(item, Left)},
        {item.name: item.reason for item in found if isinstance(item, Left)},
    )


def test_moodle_with_folders(course, tmp_path):
    path = packed(
        tmp_path / "moodle.zip",
        {
            "Anna Muster_4711_assignsubmission_file_/tiny.ipynb": "1",
            "Ben van Dyk_4712_assignsubmission_file/tiny.ipynb": "2",
            "Jürgen Groß_4713_assignsubmission_file_/work/tiny.ipynb": "3",
            "Ben van Dyk_4712_assignsubmission_onlinetext_/onlinetext.html": "hello",
        },
    )
    took, left = taken(course, path)
    assert set(took) == {"Anna-Muster", "Ben-van-Dyk", "Jürgen-Groß"}
    assert submitted(course, "Jürgen-Groß") == "3"
    assert len(left) == 1


def test_moodle_without_folders(course, tmp_path):
    path = packed(
        tmp_path / "moodle.zip", {"Anna Muster_4711_assignsubmission_file_tiny.ipynb": "1"}
    )
    assert set(taken(course, path)[0]) == {"Anna-Muster"}
    assert submitted(course, "Anna-Muster") == "1"


def test_two_people_of_one_name_are_not_mixed_up(course, tmp_path):
    names = [f"Anna Muster_{number}_assignsubmission_file_/tiny.ipynb" for number in (1, 2)]
    took, left = taken(course, packed(tmp_path / "m.zip", dict.fromkeys(names, "{}")))
    assert took == {}
    assert set(left.values()) == {"2 people are called Anna-Muster; rename their files"}


def test_canvas(course, tmp_path):
    path = packed(
        tmp_path / "canvas.zip",
        {
            "musteranna_1234_567890_tiny.ipynb": "1",
            "vandykben_LATE_1235_567891_tiny-1.ipynb": "2",
            "doe_1236_567892_holiday.jpg": "3",
        },
    )
    took, left = taken(course, path)
    assert {student: item.note for student, item in took.items()} == {
        "1234": "",
        "1235": "its file was named tiny-1.ipynb",
    }
    assert submitted(course, "1235") == "2"
    assert left == {"doe_1236_567892_holiday.jpg": "not one of tiny.ipynb"}


def test_a_pattern_of_one_s_own_as_nbgrader_writes_them(course, tmp_path):
    path = packed(tmp_path / "a.zip", {"ps1_anna_attempt_2016-01-30-15-00-00_tiny.ipynb": "1"})
    pattern = r"ps1_(?P<student_id>\w+)_attempt_(?P<timestamp>[0-9\-]+)_(?P<file_id>\w+)\.ipynb"
    took, _ = taken(course, path, layout=pattern)
    assert f"{took['anna'].handed_in}" == "2016-01-30 15:00:00"


@pytest.mark.parametrize("layout", ["(", "moodel", r"(?P<student_id>\w+)"])
def test_a_layout_that_cannot_be_used_is_said(course, tmp_path, layout):
    with pytest.raises(CourseError, match="regular expression"):
        taken(course, tmp_path, layout=layout)


def test_names_that_lead_elsewhere_are_refused(course, tmp_path):
    names = ["../tiny.ipynb", "/tiny.ipynb", "anna/../../tiny.ipynb", "C:/tiny.ipynb"]
    took, left = taken(course, packed(tmp_path / "slip.zip", dict.fromkeys(names, "{}")))
    assert took == {}
    assert len(left) == len(names)
    assert set(left.values()) == {"its name leads out of the archive, or is odd"}
    assert not (tmp_path.parent / "tiny.ipynb").exists()


def test_links_are_refused(course, tmp_path):
    path = tmp_path / "links.zip"
    link = zipfile.ZipInfo("anna/tiny.ipynb")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    took, left = taken(course, path)
    assert took == {}
    assert "a link" in left["anna/tiny.ipynb"]


def test_bombs_are_not_unpacked(course, tmp_path, monkeypatch):
    monkeypatch.setattr(inbox, "LARGEST", 10_000)
    honest = packed(tmp_path / "bomb.zip", {"anna/tiny.ipynb": " " * 100_000})
    assert "are taken" in taken(course, honest)[1]["anna/tiny.ipynb"]

    data = bytearray(honest.read_bytes())
    size = struct.pack("<I", 100_000)
    lie = struct.pack("<I", 5_000)
    honest.write_bytes(data.replace(size, lie))  # says that it is small
    took, left = taken(course, honest)
    assert took == {}
    assert "cannot be read" in left["anna/tiny.ipynb"]


def test_too_many_files_are_said(course, tmp_path, monkeypatch):
    monkeypatch.setattr(inbox, "MOST", 2)
    path = packed(tmp_path / "many.zip", {f"s{n}/tiny.ipynb": "{}" for n in range(3)})
    with pytest.raises(CourseError, match="more than 2 files"):
        taken(course, path)


def test_a_damaged_archive_is_said(course, tmp_path):
    path = packed(tmp_path / "a.zip", {"anna/tiny.ipynb": "{}" * 1000})
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(CourseError, match=r"no zip archive|damaged"):
        taken(course, path)


def test_a_damaged_file_in_an_archive_is_left(course, tmp_path):
    path = packed(tmp_path / "a.zip", {"anna/tiny.ipynb": "{}" * 1000, "ben/tiny.ipynb": "2"})
    data = bytearray(path.read_bytes())
    data[50] ^= 255
    path.write_bytes(data)
    took, left = taken(course, path)
    assert set(took) == {"ben"}
    assert "cannot be read" in left["anna/tiny.ipynb"]


def test_what_systems_add_is_passed_over(course, tmp_path):
    names = ["__MACOSX/anna/._tiny.ipynb", ".DS_Store", "anna/.git/tiny.ipynb"]
    assert taken(course, packed(tmp_path / "a.zip", dict.fromkeys(names, "{}"))) == ({}, {})


@pytest.mark.parametrize(
    "name", ["tiny (1).ipynb", "tiny-1.ipynb", "Tiny.ipynb", "tiny-Copy1.ipynb"]
)
def test_a_file_renamed_by_a_browser_is_taken_and_said(course, tmp_path, name):
    took, _ = taken(course, packed(tmp_path / "a.zip", {f"anna/{name}": "{}"}))
    assert took["anna"].note == f"its file was named {name}"
    assert submitted(course, "anna") == "{}"


def test_a_notebook_of_any_name_is_known_by_its_questions(course, tmp_path):
    text = nbformat.writes(answered(course))
    took, left = taken(
        course, packed(tmp_path / "a.zip", {"anna/homework.ipynb": text, "ben/x.ipynb": "{}"})
    )
    assert took["anna"].note == "its file was named homework.ipynb"
    assert left == {"ben/x.ipynb": "not one of tiny.ipynb"}


def test_the_right_name_counts_before_others(course, tmp_path):
    path = packed(tmp_path / "a.zip", {"anna/tiny.ipynb": "1", "anna/tiny (1).ipynb": "2"})
    took, left = taken(course, path)
    assert submitted(course, "anna") == "1"
    assert took["anna"].note == ""
    assert left == {"anna/tiny (1).ipynb": "anna/tiny.ipynb is there too, and has the right name"}
