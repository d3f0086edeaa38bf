"""What a machine lacks is said in one line that tells what to do."""

import os
import re
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import browser
import debian
import environment
import pytest
import tasks

ROOT = Path(__file__).resolve().parent.parent
Usage = namedtuple("Usage", "total used free")


def start_task(tmp_path, pythons, *arguments):
    """Run `scripts/task.sh` where only the given Pythons are to be found."""
    for name, version in pythons.items():
        python = tmp_path / name
        python.write_text(f'#!/bin/sh\n[ "$1" = -c ] && echo {version} || echo "runs" "$@"\n')
        python.chmod(0o755)
    (tmp_path / "dirname").symlink_to(shutil.which("dirname"))
    return subprocess.run(
        [shutil.which("sh"), ROOT / "scripts" / "task.sh", *arguments],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_a_fitting_python_runs_the_task(tmp_path, version):
    done = start_task(tmp_path, {"python3": "3.9", "python3.12": version}, "book")
    assert done.stdout == "runs scripts/tasks.py book\n"
    assert done.returncode == 0


def test_no_python(tmp_path):
    done = start_task(tmp_path, {}, "course")
    assert done.returncode == 1
    assert re.fullmatch(r"The course needs Python .* found none: install .*\n", done.stderr)


def test_wrong_python(tmp_path):
    done = start_task(tmp_path, {"python3": "3.9", "python": "2.7"}, "course")
    assert done.returncode == 1
    assert "python3 is 3.9; python is 2.7;" in done.stderr
    assert "make PYTHON=" in done.stderr
    assert done.stderr.count("\n") == 1


def test_no_disk_space(monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10e9, 9e9, 1e9))
    with pytest.raises(environment.SetupError, match=r"need about 5 GB .* 1.0 GB are free"):
        environment.check_disk()


def test_no_venv_module(monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "PYTHON", tmp_path / "python")
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(environment.SetupError, match=r"sudo apt install python3\.\d+-venv"):
        environment.create()


@pytest.mark.parametrize(
    ("output", "told"),
    [
        ("OSError: [Errno 28] No space left on device", "disk filled up"),
        ("NewConnectionError: Failed to establish a new connection", "connect to the network"),
        ("ERROR: No matching distribution found for x\nWARNING: y", "No matching distribution"),
        ("", "pip stopped"),
    ],
)
def test_pip_failures_in_one_sentence(output, told):
    sentence = environment.explain(output)
    assert told in sentence
    assert "\n" not in sentence


def test_every_task_of_the_makefile_exists_and_is_explained():
    named = re.search(r"TASKS := (.*)", (ROOT / "Makefile").read_text())[1].split()
    assert named == list(tasks.TASKS)
    assert all(task.__doc__ for task in tasks.TASKS.values())


def test_unknown_task(capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["tasks.py", "bok"])
    assert tasks.main() == 2
    assert "no command 'bok'" in capsys.readouterr().err


def test_named_chromium_must_exist(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    with pytest.raises(FileNotFoundError, match="CHROMIUM names /nowhere/chromium"):
        browser.chromium_path()


def test_without_chromium_ci_fails_and_others_are_told(monkeypatch):
    missing = subprocess.CompletedProcess([], 1, stderr=browser.MISSING)
    monkeypatch.setattr(subprocess, "run", lambda *arguments, **options: missing)
    monkeypatch.delenv("CI", raising=False)
    assert tasks.bring_chromium() == browser.MISSING
    monkeypatch.setenv("CI", "true")
    with pytest.raises(environment.SetupError, match="No Chromium"):
        tasks.bring_chromium()


def test_debian_packages_are_for_root_alone(monkeypatch):
    ran = []
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(
        subprocess,
        "run",
        lambda command, **options: ran.append(command) or subprocess.CompletedProcess(command, 0),
    )
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert not debian.install("bubblewrap")
    assert ran == []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert debian.install("bubblewrap")
    assert ran[-1][-1] == "bubblewrap"


def test_one_thread_everywhere():
    assert environment.environment()["OMP_NUM_THREADS"] == "1"
    assert environment.environment()["PATH"].startswith(str(environment.BIN) + os.pathsep)
