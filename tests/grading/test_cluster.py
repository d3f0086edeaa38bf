"""Submissions sent to Dask workers: processes on this machine, started as on a cluster."""

import contextlib
import os
import signal
import subprocess
import sys

import pytest

from grading import batch, sandbox
from grading.__main__ import main
from grading.course import CourseError
from grading.journal import Journal
from grading.run import Limits
from tests.conftest import ROOT
from tests.grading.tiny import RIGHT, answered, hand_in, scores

distributed = pytest.importorskip("distributed", reason="Dask is not installed")
pytestmark = [
    pytest.mark.cluster,
    pytest.mark.skipif(os.name == "nt", reason="workers are killed by a signal"),
]

from grading import cluster  # noqa: E402  (needs distributed)

CONSTANT = RIGHT | {"double": "def double(x):\n    return 4"}


def start(*command, folder):
    """Start one of Dask's programs in the course's environment."""
    with (folder / f"{command[0]}.log").open("a") as log:
        place = ["--scheduler-file", str(folder / "scheduler.json")]
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *command, *place],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT / "scripts")},  # for functions of this file
            stdout=log,
            stderr=log,
        )


@pytest.fixture
def workers(tmp_path_factory):
    """A scheduler with two workers of one thread: its address, and the workers' processes."""
    folder = tmp_path_factory.mktemp("dask")
    local = ("--host", "127.0.0.1", "--no-dashboard")
    worker = ("worker", *local, "--nthreads", "1", "--no-nanny", "--local-directory", str(folder))
    with contextlib.ExitStack() as stack:

        def begin(*command):
            process = start(*command, folder=folder)
            stack.callback(process.wait)
            stack.callback(process.terminate)
            return process

        begin("scheduler", *local, "--port", "0")
        started = [begin(*worker) for _ in range(2)]
        file = str(folder / "scheduler.json")
        with distributed.Client(scheduler_file=file, set_as_default=False, timeout=120) as client:
            client.wait_for_workers(2, timeout=120)
            yield client, started


def handed_in(course, number):
    """Hand in right and wrong work in turn; return the students with the marks they must get."""
    students = {}
    for index in range(number):
        wrong = index % 3 == 1
        hand_in(course, f"student-{index}", answered(course, **(CONSTANT if wrong else RIGHT)))
        students[f"student-{index}"] = {"double-test": 0 if wrong else 3, "square-test": 5}
    hand_in(course, "cut-off", "no notebook")
    return students | {"cut-off": {"double-test": 0, "square-test": 0}}


def check(course, expected):
    """Compare marks, and that every submission has one line in the journal."""
    for student, marks in expected.items():
        assert scores(course, student).items() >= marks.items(), student
    assert len(Journal(course).path.read_text().splitlines()) == len(expected)


def test_the_work_of_a_worker_that_dies_is_done_again(course, workers):
    client, processes = workers
    expected = handed_in(course, 10)
    outcomes = batch.grade(
        batch.pending(course.assignments()),
        limits=Limits(),
        sandboxed=sandbox.choose("auto"),
        scheduler=client.scheduler.address,
    )
    seen = [next(outcomes)]
    pids = client.run(os.getpid)
    busy = next(worker for worker, tasks in client.processing().items() if tasks)
    os.kill(pids[busy], signal.SIGKILL)
    seen += outcomes
    assert sorted(outcome.submission.student for outcome in seen) == sorted(expected)
    assert {o.status for o in seen if o.submission.student != "cut-off"} == {"graded"}
    check(course, expected)
    assert sum(process.poll() is not None for process in processes) == 1


def test_the_command_sends_to_workers(course, workers, capsys):
    client, _ = workers
    expected = handed_in(course, 3)
    options = ["--scheduler", client.scheduler.address, "--sandbox", "auto"]
    assert main(["--course", str(course.root), "grade", *options]) == 0
    check(course, expected)
    said = capsys.readouterr().out
    assert "3 graded" in said and "1 malformed" in said


def test_what_no_worker_survives_is_one_result(course, workers, monkeypatch):
    client, _ = workers
    hand_in(course, "anna", answered(course, **RIGHT))
    hand_in(course, "ben", answered(course, **RIGHT))
    client.run_on_scheduler(_allow_no_failure)
    monkeypatch.setattr(cluster, "_work", _dies_with_anna)
    outcomes = batch.grade(
        batch.pending(course.assignments()), sandboxed=False, scheduler=client.scheduler.address
    )
    reasons = {outcome.submission.student: outcome.status for outcome in outcomes}
    assert reasons == {"anna": "crashed", "ben": "graded"}
    assert scores(course, "anna") == {"double-test": 0, "square-test": 0, "why": None}


def test_no_scheduler_and_no_workers_are_said(monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with pytest.raises(CourseError, match=r"no Dask scheduler at tcp://127\.0\.0\.1:1"):
        cluster.choose("tcp://127.0.0.1:1", "required")


def test_workers_without_a_sandbox_are_named(workers, monkeypatch):
    client, _ = workers
    monkeypatch.setattr(sandbox, "missing", _nothing_here)
    address = client.scheduler.address
    with pytest.raises(CourseError, match=r"workers without a sandbox: tcp://.*: nothing here"):
        cluster.choose(address, "required")
    assert not cluster.choose(address, "auto")


def _nothing_here():
    return "nothing here"


def _allow_no_failure(dask_scheduler):
    dask_scheduler.allowed_failures = 0


def _dies_with_anna(name, job):
    if job.student == "anna":
        os.kill(os.getpid(), signal.SIGKILL)
    return distributed.get_worker().plugins[name].run(job), 0.0
