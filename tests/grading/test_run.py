"""One notebook in a process of its own: what it may do, and what its outputs are worth."""

import nbformat
import pytest

from grading import run as run_module
from grading import sandbox
from grading.course import CourseError
from grading.run import CRASHED, GRADED, TIMED_OUT, Limits, run
from tests.grading.tiny import cell

needs_sandbox = pytest.mark.skipif(
    bool(sandbox.missing()), reason=f"no sandbox: {sandbox.missing()}"
)


def ran(*sources, points=1, sandboxed=False, **limits):
    """Run an answer cell for all sources but the last, and a test cell for that."""
    cells = [cell(f"cell-{i}", source) for i, source in enumerate(sources[:-1])]
    cells.append(cell("test", sources[-1], points=points, locked=True))
    notebook = nbformat.v4.new_notebook(cells=cells)
    return run(notebook, Limits(**limits), sandboxed=sandboxed, seed="7")


def printed(result, index=0):
    return "".join(output.get("text", "") for output in result.notebook.cells[index].outputs)


def kinds(result):
    return [output.output_type for output in result.notebook.cells[-1].outputs]


@pytest.fixture(scope="module")
def outputs():
    """What counts of the outputs of test cells of one point, by their source."""
    sources = ["import sys\nprint('careful', file=sys.stderr)", "'a value'", "2.5", "0.5", "1 / 0"]
    cells = [cell(f"test-{i}", text, points=1, locked=True) for i, text in enumerate(sources)]
    result = run(
        nbformat.v4.new_notebook(cells=cells), Limits(), sandboxed=not sandbox.missing(), seed="7"
    )
    return {made.source: [o.output_type for o in made.outputs] for made in result.notebook.cells}


def test_a_warning_costs_nothing(outputs):
    assert outputs["import sys\nprint('careful', file=sys.stderr)"] == []


def test_a_value_displayed_earns_nothing(outputs):
    assert outputs["'a value'"] == outputs["2.5"] == []


def test_a_possible_number_of_points_is_partial_credit(outputs):
    assert outputs["0.5"] == ["execute_result"]


def test_an_error_is_an_error(outputs):
    assert outputs["1 / 0"] == ["error"]


def test_a_dead_kernel_keeps_what_came_before_and_fails_what_comes_after():
    result = ran("print('before')", "import os\nos._exit(1)", "print('after')")
    assert (result.status, result.reason) == (CRASHED, "cell-1: Python ended while this ran")
    assert printed(result, 0) == "before\n"
    (error,) = result.notebook.cells[2].outputs
    assert error.evalue == f"this test did not run: {result.reason}"


def test_a_cell_that_swallows_its_interrupt_ends_the_notebook():
    stubborn = (
        "import time\nwhile True:\n    try:\n        time.sleep(60)\n"
        "    except KeyboardInterrupt:\n        pass"
    )
    result = ran(stubborn, "pass", cell_seconds=1)
    assert (result.status, result.reason[:7]) == (TIMED_OUT, "cell-0:")
    assert result.notebook.cells[1].outputs[0].ename == "NotRun"


def test_a_notebook_has_a_time_in_all():
    result = ran("import time\ntime.sleep(1.5)", "pass", notebook_seconds=1, cell_seconds=10)
    assert result.status == TIMED_OUT


def test_killing_the_whole_process_is_a_result():
    result = ran("import os, signal\nos.kill(os.getppid(), signal.SIGKILL)", "pass")
    assert result.status == CRASHED
    assert kinds(result) == ["error"]


def test_memory_has_a_limit():
    result = ran("bytearray(3 * 2**30)", "pass", memory=2 * 2**30)
    assert result.status == GRADED
    assert result.notebook.cells[0].outputs[0].ename == "MemoryError"


def test_no_variable_of_the_instructor_is_passed_on(monkeypatch):
    monkeypatch.setenv("GRADING_TOKEN", "secret")
    text = printed(ran("import os\nprint(*sorted(os.environ.items()), sep='\\n')", "pass"))
    assert "secret" not in text
    assert "('OMP_NUM_THREADS', '1')" in text
    assert "('MPLBACKEND', 'Agg')" in text
    assert "('NNLIB_CHECK_SEED', '7')" in text


def test_long_output_is_cut():
    assert len(printed(ran("print('x' * 10**6)", "pass"))) < 200_000


def test_no_output_swells_the_notebook_and_an_error_stays_an_error():
    flood = "for i in range(100):\n    print('x' * 10**5, flush=True)"
    result = ran(
        "raise ValueError('x' * 10**7)",
        "display({'text/html': 'x' * 10**7}, raw=True)",
        "for _ in range(100):\n    display({'text/html': 'x' * 10**5}, raw=True)",
        "h = display({'text/html': ''}, raw=True, display_id=True)\nh.update('x' * 10**7)",
        flood,
        f"{flood}\n1 / 0",
    )
    assert [len(str(made.outputs)) < 2_500_000 for made in result.notebook.cells] == [True] * 6
    assert kinds(result)[-1] == "error"


def test_an_output_that_no_notebook_can_hold_is_left_out():
    result = ran("display({'text/html': 5, 'odd': None}, raw=True)\nprint('after')", "1 / 0")
    assert (result.status, printed(result)) == (GRADED, "after\n")
    assert kinds(result) == ["error"]


def test_our_own_failure_is_no_student_s_fault(monkeypatch):
    monkeypatch.setattr(run_module, "KERNEL", run_module.KERNEL.with_name("missing.py"))
    with pytest.raises(CourseError, match=r"no kernel can be started here: .*missing.py"):
        ran("pass")


PROBE = """
import os, socket, sys
def tell(name, action):
    try:
        action()
    except Exception as error:
        print(name, "refused")
    else:
        print(name, "done")
tell("network", lambda: socket.create_connection(("192.0.2.1", 80), 2))
tell("local", lambda: socket.create_connection(("127.0.0.1", {port}), 2))
tell("solutions", lambda: os.listdir({solutions!r}))
tell("grading", lambda: __import__("grading"))
tell("nnlib", lambda: __import__("nnlib"))
tell("passwords", lambda: open("/etc/passwd"))
tell("packages", lambda: os.utime(sys.prefix))
tell("outside", lambda: open({outside!r}, "w"))
tell("own folder", lambda: open("notes.txt", "w"))
"""


@needs_sandbox
def test_the_sandbox_shows_nothing_private_and_no_network(tmp_path, root):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        probe = PROBE.format(
            port=port, solutions=str(root / "solutions"), outside=str(tmp_path / "written")
        )
        inside = printed(ran(probe, "pass", sandboxed=True)).splitlines()
        outside = printed(ran(probe, "pass")).splitlines()
    allowed = ["nnlib done", "own folder done"]
    assert [line for line in inside if "done" in line] == allowed
    assert {"local done", "solutions done"} <= set(outside)  # the probe can tell


def test_a_sandbox_that_is_required_and_missing_is_said(monkeypatch):
    monkeypatch.setattr(sandbox, "missing", lambda: "bubblewrap is not installed")
    with pytest.raises(CourseError, match=r"bubblewrap is not installed.*--no-sandbox"):
        sandbox.choose("required")
    assert sandbox.choose("auto") is False
    assert sandbox.choose("off") is False
