"""A gradebook on a PostgreSQL server, started here where PostgreSQL is installed."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from grading import batch, gradebook, marks
from grading.__main__ import main
from grading.course import Course
from tests.grading.test_nothing_lost import die_at, dump, fake_run_all
from tests.grading.tiny import RIGHT, answered, hand_in, make_course

SYSTEM_USER = "nobody"  # a server refuses to run as root


def _programs():
    """Find the folder of PostgreSQL's server programs, newest first."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    path = found[0] if found else shutil.which("initdb")
    return Path(path).resolve().parent if path else None


def _as_user():
    """Return the options of subprocess that make a server run as somebody who is not root."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return {}
    import pwd

    user = pwd.getpwnam(SYSTEM_USER)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@pytest.fixture(scope="module")
def server():
    """A fresh server that listens on a socket of its own; the URL of its database."""
    pytest.importorskip("psycopg", reason="psycopg is not installed: pip install .[postgresql]")
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed here")
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # a socket's path must be short
    user = _as_user()
    if user:
        os.chown(folder, user["user"], user["group"])

    def run(program, *arguments):
        subprocess.run(
            [programs / program, *arguments], cwd=folder, check=True, capture_output=True, **user
        )

    data = folder / "data"
    run("initdb", "-D", data, "-U", "grader", "-A", "trust", "--no-sync", "-E", "UTF8")
    options = f"-k {folder} -c listen_addresses= -c fsync=off"
    run("pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    try:
        yield f"postgresql+psycopg://grader@/postgres?host={folder}"
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)


@pytest.fixture
def course(server, tmp_path, monkeypatch):
    """The tiny course with its gradebook on the server, which is emptied before."""
    import psycopg

    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    monkeypatch.setattr(batch.pool, "run_all", fake_run_all)
    config = make_course(tmp_path).root / "nbgrader_config.py"
    config.write_text(f'{config.read_text()}c.CourseDirectory.db_url = "{server}"\n')
    return Course.open(tmp_path)


def grade(course):
    """Grade what is pending, after what the journal knows."""
    assignments = course.assignments()
    batch.recover(assignments)
    noted = course.root / "noted"
    return list(batch.grade(batch.pending(assignments), noted=noted, sandboxed=False))


def test_a_day_on_a_server(course, capsys):
    hand_in(course, "anna", answered(course, **RIGHT))
    hand_in(course, "ben", "no notebook")
    grade(course)
    assert not (course.private / "gradebook.db").exists()
    scores = {(m.student, m.question): m.score for m in marks.marks(course.assignments())}
    assert scores["anna", "why"] is None
    assert scores["ben", "square-test"] == scores["ben", "why"] == 0
    arguments = ["--course", str(course.root)]
    for command in ("status", "deadline", "feedback", "export", "report"):
        assert main([*arguments, command]) == 0, capsys.readouterr().err
    assert main([*arguments, "deadline", "01-tiny", "2020-01-01 12:00"]) == 0
    assert main([*arguments, "grade", "--dry-run"]) == 0
    assert "0 submissions to grade" in capsys.readouterr().out


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
@pytest.mark.parametrize("step", [4, 6, 7, 8, 9])
def test_killed_in_the_middle_and_run_again(course, monkeypatch, step):
    hand_in(course, "anna", answered(course, **RIGHT))
    grade(course)
    master = gradebook.register(course.assignments()[0])
    monkeypatch.setattr(gradebook, "register", lambda assignment: master)
    hand_in(course, "anna", answered(course, **RIGHT | {"square": "square = abs"}))
    hand_in(course, "ben", answered(course))
    process = os.fork()
    if process == 0:
        try:
            die_at(step)
            grade(course)
        finally:
            os._exit(0)
    _, status = os.waitpid(process, 0)
    assert os.WIFSIGNALED(status)
    grade(course)
    killed = dump(course)
    assert batch.pending(course.assignments()) == []
    list(batch.grade(batch.pending(course.assignments(), regrade=True), noted=os.devnull))
    assert dump(course)[:3] == killed[:3]


def test_a_server_that_is_not_there_is_one_line(course, capsys):
    config = course.root / "nbgrader_config.py"
    nowhere = "postgresql+psycopg://grader@/course?host=/nonexistent"
    config.write_text(f'{config.read_text()}c.CourseDirectory.db_url = "{nowhere}"\n')
    assert main(["--course", str(course.root), "export"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("grading: the gradebook cannot be used: connection ")
    assert error.count("\n") == 1
