"""One notebook in processes of its own: what it may do, and what its outputs are worth."""

import nbformat
import pytest

from grading import sandbox, servers
from grading.course import CourseError
from grading.run import CRASHED, GRADED, OUT_OF_MEMORY, TIMED_OUT, Limits, Runner, run
from tests.grading.tiny import cell

needs_sandbox = pytest.mark.skipif(
    bool(sandbox.missing()), reason=f"no sandbox: {sandbox.missing()}"
)
IMPORTS = nbformat.v4.new_notebook(cells=[cell("imports", "import numpy as np", locked=True)])


def modes():
    """Run a test with the sandbox, where it can be had, and without."""
    return [pytest.param(True, marks=needs_sandbox, id="sandbox"), pytest.param(False, id="bare")]


@pytest.fixture(scope="module", params=modes())
def ran(request):
    """A function that runs an answer cell for all sources but the last, and a test for that."""
    with Runner(
        IMPORTS, sandboxed=request.param, seed="7", files={"data.txt": b"beside"}
    ) as runner:

        def ran(*sources, points=1, **limits):
            cells = [cell(f"cell-{i}", source) for i, source in enumerate(sources[:-1])]
            cells.append(cell("test", sources[-1], points=points, locked=True))
            return runner.run(nbformat.v4.new_notebook(cells=cells), Limits(**limits))

        ran.sandboxed = request.param
        yield ran


def printed(result, index=0):
    return "".join(output.get("text", "") for output in result.notebook.cells[index].outputs)


def error(result, index=-1):
    (found,) = [o for o in result.notebook.cells[index].outputs if o.output_type == "error"]
    return found


def kinds(result, index=-1):
    return [output.output_type for output in result.notebook.cells[index].outputs]


def test_unseeded_chance_is_the_same_in_every_run(ran):
    draw = "import random\nprint(random.random(), np.random.normal(), np.random.permutation(9))"
    first, again = (printed(ran("import numpy as np", draw, "pass"), 1) for _ in range(2))
    assert first == again
    with Runner(IMPORTS, sandboxed=ran.sandboxed, seed="8") as another:
        cells = [cell("imports", "import numpy as np"), cell("draw", draw)]
        cells.append(cell("test", "pass", points=1, locked=True))
        other = another.run(nbformat.v4.new_notebook(cells=cells), Limits())
    assert printed(other, 1) == first


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("import sys\nprint('careful', file=sys.stderr)", []),  # a warning costs nothing
        ("'a value'", []),  # a value displayed earns nothing
        ("2.5", []),
        ("0.5", ["execute_result"]),  # partial credit
        ("1 / 0", ["error"]),
        ("raise SystemExit(0)", ["error"]),
    ],
)
def test_what_counts_of_the_outputs_of_a_test(ran, source, kept):
    assert kinds(ran(source)) == kept


def test_cells_run_as_in_jupyterlab(ran):
    result = ran(
        "import asyncio\nawait asyncio.sleep(0)\n6 * 7",
        "print('a')\n!echo b",
        "%timeit -n1 -r1 0",
        "display({'text/html': '<b>c</b>', 'text/plain': 'c'}, raw=True)",
        "import sys\nprint('careful', file=sys.stderr)\n1 / 0",
        "print(open('data.txt').read())",
        "pass",
    )
    outputs = [made.outputs for made in result.notebook.cells]
    assert outputs[0][0].data["text/plain"] == "42"
    assert printed(result, 1).split() == ["a", "b"]
    assert "loop" in printed(result, 2)
    assert outputs[3][0].data["text/html"] == "<b>c</b>"
    assert [o.output_type for o in outputs[4]] == ["stream", "error"]
    assert printed(result, 5) == "beside\n"
    nbformat.validate(result.notebook)


def test_a_figure_is_shown(ran):
    source = "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);"
    (output,) = ran(source, "pass").notebook.cells[0].outputs
    assert output.data["image/png"].startswith("iVBOR")


def test_a_dead_process_keeps_what_came_before_and_fails_what_comes_after(ran):
    result = ran("print('before')", "import os\nos._exit(1)", "print('after')")
    assert (result.status, result.reason) == (CRASHED, "cell-1: Python ended while this ran")
    assert printed(result, 0) == "before\n"
    assert error(result).evalue == f"this test did not run: {result.reason}"


def test_a_function_that_ends_the_process_fails_its_test(ran):
    result = ran("import os\ndef f():\n    os._exit(0)", "f()")
    assert (result.status, result.reason) == (CRASHED, "test: Python ended while this ran")
    assert error(result).ename == "NotRun"


def test_a_process_that_kills_itself_is_a_result(ran):
    result = ran("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "pass")
    assert result.status == CRASHED


def test_killing_the_parent_or_everybody_helps_nobody(ran):
    if not ran.sandboxed:
        pytest.skip("it would be the user's own processes")
    result = ran("import os\nos.kill(os.getppid(), 9)", "import os\nos.kill(-1, 9)", "pass")
    assert (result.status, kinds(result)) == (GRADED, [])


def test_a_slow_cell_is_stopped_and_the_rest_goes_on(ran):
    result = ran("x = 1\nwhile True: pass", "print(x)", "assert x == 1", cell_seconds=1)
    assert (result.status, result.reason[:7]) == (TIMED_OUT, "cell-0:")
    assert error(result, 0).ename == "Timeout"
    assert printed(result, 1) == "1\n"
    assert kinds(result) == []


def test_a_function_that_does_not_end_fails_its_test(ran):
    result = ran("def f():\n    while True: pass", "f()", cell_seconds=1)
    assert (result.status, error(result).ename) == (TIMED_OUT, "Timeout")


def test_a_generator_without_end_fails_its_test(ran):
    result = ran("def f():\n    while True: yield 1", "list(f())", cell_seconds=1)
    assert (result.status, error(result).ename) == (TIMED_OUT, "Timeout")


def test_a_test_s_function_called_without_end_fails_its_test(ran):
    source = "def f(g):\n    while True:\n        try: g(1)\n        except BaseException: pass"
    result = ran(source, "f(lambda x: x)", cell_seconds=1)
    assert (result.status, error(result).ename) == (TIMED_OUT, "Timeout")


def test_a_cell_that_swallows_its_interrupt_ends_the_notebook(ran):
    stubborn = (
        "import time\nwhile True:\n    try:\n        time.sleep(60)\n"
        "    except KeyboardInterrupt:\n        pass"
    )
    result = ran(stubborn, "pass", cell_seconds=1)
    assert (result.status, result.reason[:7]) == (TIMED_OUT, "cell-0:")
    assert error(result).ename == "NotRun"


def test_a_loop_in_c_fails_its_test(ran):
    result = ran("def f():\n    return sum(range(10**12))", "f()", cell_seconds=1)
    assert (result.status, error(result).ename) == (TIMED_OUT, "Timeout")


def test_a_notebook_has_a_time_in_all(ran):
    result = ran("import time\ntime.sleep(1.5)", "pass", notebook_seconds=1, cell_seconds=10)
    assert result.status == TIMED_OUT


def test_a_process_has_a_limit_of_memory(ran):
    result = ran("bytearray(3 * 2**30)", "pass", memory=2 * 2**30)
    assert result.status == GRADED
    assert error(result, 0).ename == "MemoryError"


def test_all_processes_together_have_a_limit_of_memory(ran):
    if not ran.sandboxed:
        pytest.skip("without namespaces nobody knows which they are")
    source = (
        "import os, time\nfor _ in range(4):\n    if not os.fork():\n"
        "        x = b'x' * (2 * 10**8)\n        time.sleep(60)\ntime.sleep(20)"
    )
    result = ran(source, "pass", memory=6 * 10**8)
    assert (result.status, result.reason[:7]) == (OUT_OF_MEMORY, "cell-0:")


def test_no_variable_of_the_instructor_is_passed_on(ran):
    text = printed(ran("import os\nprint(*sorted(os.environ.items()), sep='\\n')", "pass"))
    assert "('OMP_NUM_THREADS', '1')" in text
    assert "PYTEST" not in text
    assert "NNLIB_CHECK_SEED" not in text  # with it, the inputs of hidden tests could be drawn


def test_tests_draw_from_the_seed(ran):
    result = ran("import os\nprint(os.environ['NNLIB_CHECK_SEED'])")
    assert printed(result, -1) == "7\n"


def test_nobody_answers_input(ran):
    assert "nobody does while this is graded" in error(ran("input('name? ')", "pass"), 0).evalue


def test_long_output_is_cut(ran):
    assert len(printed(ran("print('x' * 10**6)", "pass"))) < 200_000


def test_no_output_swells_the_notebook_and_an_error_stays_an_error(ran):
    flood = "for i in range(100):\n    print('x' * 10**5, flush=True)"
    result = ran(
        "raise ValueError('x' * 10**7)",
        "display({'text/html': 'x' * 10**7}, raw=True)",
        "for _ in range(100):\n    display({'text/html': 'x' * 10**5}, raw=True)",
        "h = display({'text/html': ''}, raw=True, display_id=True)\nh.update('x' * 10**7)",
        flood,
        "import os\nfor _ in range(200): os.write(1, b'x' * 10**6)",
        f"{flood}\n1 / 0",
        "pass",
    )
    assert [len(str(made.outputs)) < 2_500_000 for made in result.notebook.cells] == [True] * 8
    assert kinds(result, 6)[-1] == "error"


def test_an_output_that_no_notebook_can_hold_is_left_out(ran):
    result = ran("display({'text/html': 5, 'odd': None}, raw=True)\nprint('after')", "1 / 0")
    assert (result.status, printed(result)) == (GRADED, "after\n")
    assert kinds(result) == ["error"]


def test_our_own_failure_is_no_student_s_fault(monkeypatch):
    monkeypatch.setattr(servers, "INSIDE", servers.INSIDE.with_name("missing"))
    with pytest.raises(CourseError, match=r"no process can be started here: .*missing"):
        run(nbformat.v4.new_notebook(cells=[]), Limits(), sandboxed=False, seed="7")


def test_a_warm_process_that_was_killed_is_started_again():
    with Runner(IMPORTS, sandboxed=False, seed="7") as runner:
        for process in (runner._exercise.students, runner._exercise.tests):
            notebook = nbformat.v4.new_notebook(cells=[cell("cell", "print(1)")])
            assert printed(runner.run(notebook, Limits())) == "1\n"
            process._process.kill()
            process._process.wait()
            assert printed(runner.run(notebook, Limits())) == "1\n"


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
tell("nnlib", lambda: __import__("nnlib.check"))
tell("answer", lambda: __import__("nnlib.kernels"))
tell("torch", lambda: __import__("torch"))
tell("passwords", lambda: open("/etc/passwd"))
tell("processes", lambda: open("/proc/1/cmdline"))
tell("packages", lambda: os.utime(sys.prefix))
tell("outside", lambda: open({outside!r}, "w"))
tell("own folder", lambda: open("notes.txt", "w"))
"""


def test_the_sandbox_shows_nothing_private_and_no_network(ran, tmp_path, root):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        outside = tmp_path / "written"
        probe = PROBE.format(port=port, solutions=str(root / "solutions"), outside=str(outside))
        lines = printed(ran(probe, "pass")).splitlines()
    done = {line.removesuffix(" done") for line in lines if line.endswith(" done")}
    if ran.sandboxed:
        assert done == {"nnlib", "own folder"}
        assert not outside.exists()
    else:
        assert {"local", "solutions"} <= done  # the probe can tell
        assert not {"answer", "torch"} & done


@needs_sandbox
def test_one_submission_leaves_nothing_for_the_next():
    with Runner(IMPORTS, sandboxed=True, seed="7") as runner:
        first = "import builtins\nbuiltins.left = 1\nopen('left', 'w').write('here')"
        second = "import builtins, os\nprint(hasattr(builtins, 'left'), os.listdir('.'))"
        for source in (first, second):
            made = cell("cell", source)
            result = runner.run(nbformat.v4.new_notebook(cells=[made]), Limits())
        assert printed(result) == "False []\n"


def test_a_sandbox_that_is_required_and_missing_is_said(monkeypatch):
    monkeypatch.setattr(sandbox, "missing", lambda: "bubblewrap is not installed")
    with pytest.raises(CourseError, match=r"bubblewrap is not installed.*--no-sandbox"):
        sandbox.choose("required")
    assert sandbox.choose("auto") is False
    assert sandbox.choose("off") is False
