"""Submissions that want marks for nothing, or harm: none gains a mark, all end in a result."""

import textwrap

import nbformat
import pytest

from grading import sandbox
from grading.run import CRASHED, GRADED, OUT_OF_MEMORY, TAMPERED, TIMED_OUT, Limits, Runner
from tests.grading.tiny import cell

pytestmark = pytest.mark.skipif(bool(sandbox.missing()), reason=f"no sandbox: {sandbox.missing()}")

IMPORTS = "import numpy as np\n\nimport nnlib.check"
HONEST = "def first(x):\n    return 2 * x"
FIRST = """
@nnlib.check.question("first")
def _(check, np, first):
    check.equal(check.guard(first)(2.0), 4.0, "first(2)")
"""
SECOND = """
@nnlib.check.question("second")
def _(check, np, second):
    check.equal(check.guard(second)(np.arange(3.0)), [1.0, 2.0, 3.0], "second(x)")
    ### BEGIN HIDDEN TESTS
    with check.hidden("secretly"):
        secret_of_the_test = check.rng("second").normal(size=4)
        check.equal(check.guard(second)(secret_of_the_test), secret_of_the_test + 1, "second")
    ### END HIDDEN TESTS
"""
THIRD = "assert second(np.array([41.0]))[0] == 42.0, 'not 42'"
RIGHT = "def second(x):\n    return x + 1"


@pytest.fixture(scope="module")
def runner():
    made = [cell("imports", IMPORTS, locked=True), cell("first", HONEST, solution=True)]
    with Runner(nbformat.v4.new_notebook(cells=made), sandboxed=True, seed="9") as runner:
        yield runner


@pytest.fixture
def graded(runner):
    """A function that runs an honest first answer and a second one; the result and its marks."""

    def graded(answer, **limits):
        limits = {"cell_seconds": 5, "memory": 4 * 2**30} | limits
        cells = [
            cell("imports", IMPORTS, locked=True),
            cell("first", HONEST, solution=True),
            cell("first-test", FIRST, points=1, locked=True),
            cell("second", textwrap.dedent(answer), solution=True),
            cell("second-test", SECOND, points=1, locked=True),
            cell("third-test", THIRD, points=1, locked=True),
        ]
        result = runner.run(nbformat.v4.new_notebook(cells=cells), Limits(**limits))
        tests = [made for made in result.notebook.cells if made.id.endswith("-test")]
        return result, [all(o.output_type == "stream" for o in made.outputs) for made in tests]

    return graded


@pytest.fixture(autouse=True)
def _the_next_student_is_unaffected(graded):
    yield
    result, marks = graded(RIGHT)
    assert (result.status, marks) == (GRADED, [True, True, True])


GAINS = {
    "a patched comparison": """
        import numpy as np
        np.testing.assert_allclose = np.allclose = np.array_equal = lambda *a, **k: True
        np.isclose = lambda a, b, **k: np.ones(np.shape(a), bool)
        second = lambda x: x
    """,
    "patched checks": """
        import nnlib.check, nnlib.check.values, nnlib.check.calls
        for module in (nnlib.check, nnlib.check.values, nnlib.check.calls):
            for name in ("equal", "_compare", "guard", "that", "question"):
                setattr(module, name, lambda *a, **k: lambda *a, **k: None)
        second = lambda x: x
    """,
    "an array that is equal to everything": """
        class Odd(np.ndarray):
            __eq__ = __le__ = __lt__ = __ge__ = lambda self, other: np.ones(3, bool)
            __array_ufunc__ = lambda self, *a, **k: True
            def __array_function__(self, *a, **k): return True
        def second(x): return np.zeros(len(x)).view(Odd)
    """,
    "an object that is equal to everything": """
        class Odd:
            __eq__ = __le__ = __lt__ = __ge__ = lambda self, other: True
            __getitem__ = __sub__ = __rsub__ = __abs__ = lambda self, *other: self
        def second(x): return Odd()
    """,
    "a float that is equal to everything": """
        class Odd(float):
            __eq__ = __le__ = __lt__ = __ge__ = lambda self, other: True
        def second(x): return [Odd(0) for _ in x]
    """,
    "the cell runner": """
        from IPython import get_ipython
        shell = get_ipython()
        type(shell).run_cell = lambda self, *a, **k: None
        shell.displayhook = print
        second = lambda x: x
    """,
    "an AST transformer": """
        import ast
        from IPython import get_ipython
        class Silent(ast.NodeTransformer):
            def visit_Assert(self, node): return ast.Pass()
            def visit_Call(self, node): return ast.Constant(None)
        get_ipython().ast_transformers.append(Silent())
        second = lambda x: x
    """,
    "an input transformer": """
        from IPython import get_ipython
        get_ipython().input_transformers_cleanup.append(lambda lines: ["pass"])
        second = lambda x: x
    """,
    "patched builtins": """
        import builtins
        for name in ("all", "any", "abs", "len", "isinstance", "print", "float"):
            setattr(builtins, name, lambda *a, **k: True)
        second = lambda x: x
    """,
    "names of the tests": """
        check = nnlib = assert_ = equal = None
        def second(x): return x
    """,
    "an exit that looks like success": """
        import os, sys
        def second(x): os._exit(0)
    """,
    "SystemExit": """
        import sys
        def second(x): sys.exit(0)
    """,
    "an exit handler": """
        import atexit, os
        atexit.register(os._exit, 0)
        def second(x): raise SystemExit
    """,
    "a stream of its own": """
        import sys
        class Quiet:
            write = flush = lambda *a: None
        sys.stdout = sys.stderr = Quiet()
        second = lambda x: x
    """,
    "arguments brought to the answer": """
        def second(x):
            x[:] = x - 1
            return x + 1
    """,
    "the value of the expected type of frame": """
        import sys, gc
        def second(x):
            frame = sys._getframe()
            while frame:
                for value in frame.f_locals.values():
                    if "expected" in str(value): return value
                frame = frame.f_back
            return x
    """,
    "an import of the answer": """
        def second(x):
            from grading import misconceptions
            return x + 1
    """,
    "a module put in place of another": """
        import sys, types
        sys.modules["nnlib.check"] = sys.modules["numpy.testing"] = types.ModuleType("fake")
        second = lambda x: x
    """,
    "an import hook": """
        import sys
        class Hook:
            def find_spec(self, *a): raise ImportError
        sys.meta_path.insert(0, Hook())
        second = lambda x: x
    """,
    "ctypes writing over memory": """
        import ctypes
        def second(x): return ctypes.string_at(0)
    """,
    "a display of points": "2.0\nsecond = lambda x: x\n1.0",
    "an exception that is no exception": """
        class Odd(BaseException): pass
        def second(x): raise Odd("passed")
    """,
    "an exception without a text": """
        class Odd(Exception):
            def __str__(self): raise RuntimeError
        def second(x): raise Odd
    """,
    "what is no value": "second = 3",
    "nothing at all": "",
    "an answer with a syntax error": "def second(x) return x",
    "a generator without end": """
        def second(x):
            while True: yield 1.0
    """,
    "lists within lists": """
        def second(x):
            deep = []
            for _ in range(10**4): deep = [deep]
            return deep
    """,
    "a list that holds itself": """
        def second(x):
            x = []
            x.append(x)
            return x
    """,
    "more than fits": "def second(x): return np.zeros(10**9, np.int8)",
    "a flood of objects": """
        class Thing: pass
        def second(x): return [Thing() for _ in range(10**6)]
    """,
    "an array of objects": """
        def second(x): return np.array([1, lambda: 0, {}], dtype=object)
    """,
    "a descriptor that lies": """
        class Odd:
            def __getattribute__(self, name): return 1 / 0
        def second(x): return Odd()
    """,
    "a metaclass that lies": """
        class Meta(type):
            def __getattribute__(cls, name): return 1 / 0
            def __instancecheck__(cls, other): return True
        class Odd(metaclass=Meta): pass
        def second(x): return Odd()
    """,
}


@pytest.mark.parametrize("answer", GAINS.values(), ids=GAINS)
def test_no_mark_is_gained(graded, answer):
    result, marks = graded(answer, cell_seconds=10)
    assert result.status in (GRADED, CRASHED, TIMED_OUT, TAMPERED)
    assert marks == [True, False, False], [made.outputs for made in result.notebook.cells]


ENDS = {
    "an endless loop": ("while True: pass", {TIMED_OUT}),
    "one that swallows its interrupt": (
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        {TIMED_OUT},
    ),
    "a loop in C": ("9 ** 9 ** 9", {TIMED_OUT}),
    "a handler in the way": (
        "import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\ntime.sleep(60)",
        {TIMED_OUT},
    ),
    "sleep": ("import time\ntime.sleep(10**6)", {TIMED_OUT}),
    "50 GB": ("x = np.ones(50 * 2**27)", {GRADED}),
    "50 GB in parts": (
        "x = []\nwhile True: x.append(bytearray(2**26))",
        {GRADED, OUT_OF_MEMORY, CRASHED, TIMED_OUT},
    ),
    "a bomb of processes": (
        "import os\nfor _ in range(10**6):\n    os.fork()",
        {GRADED, TIMED_OUT, OUT_OF_MEMORY, CRASHED, TAMPERED},
    ),
    "a bomb of threads": (
        "import threading, time\nfor _ in range(10**5):\n"
        "    threading.Thread(target=time.sleep, args=(10**6,), daemon=True).start()",
        {GRADED, CRASHED},
    ),
    "a thread that stays": (
        "import threading\ndef work():\n    while True: pass\n"
        "threading.Thread(target=work).start()",
        {GRADED},
    ),
    "a daemon": (
        "import os, time\nif not os.fork():\n    os.setsid()\n    if not os.fork():\n"
        "        time.sleep(10**6)\n    os._exit(0)",
        {GRADED},
    ),
    "a stop": ("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", {TIMED_OUT}),
    "a signal to all": ("import os\nos.kill(-1, 9)", {GRADED, CRASHED}),
    "closed descriptors": ("import os\nos.closerange(0, 256)", {CRASHED}),
    "writing to every descriptor": (
        "import os\nfor fd in range(256):\n    try: os.write(fd, b'x' * 100)\n"
        "    except OSError: pass",
        {TAMPERED, CRASHED},
    ),
    "200 MB of output": ("for _ in range(200): print('x' * 10**6)", {GRADED}),
    "200 MB past Python": ("import os\nfor _ in range(200): os.write(1, b'x' * 10**6)", {GRADED}),
    "a full disk": ("f = open('f', 'wb')\nwhile True: f.write(b'x' * 2**20)", {GRADED}),
    "many files": ("for i in range(10**5): open(f'f{i}', 'w').close()", {GRADED, TIMED_OUT}),
    "a segmentation fault": ("import ctypes\nctypes.string_at(0)", {CRASHED}),
    "an abort": ("import os\nos.abort()", {CRASHED}),
    "recursion": (
        "import sys\nsys.setrecursionlimit(10**8)\ndef f(): f()\nf()",
        {CRASHED, GRADED, TIMED_OUT},
    ),
    "a question": ("input('password? ')", {GRADED}),
    "a question at a terminal": ("import getpass\ngetpass.getpass()", {GRADED}),
    "a debugger": ("import pdb\npdb.set_trace()\nx = 1", {GRADED, TIMED_OUT}),
    "another program": ("!sleep 100", {TIMED_OUT, GRADED}),
    "a lock that is never free": (
        "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()",
        {TIMED_OUT},
    ),
}


@pytest.mark.parametrize(("code", "ends"), ENDS.values(), ids=ENDS)
def test_it_ends_and_what_came_before_keeps_its_mark(graded, code, ends):
    result, marks = graded(f"{code}\nsecond = 0", cell_seconds=2, notebook_seconds=30)
    assert result.status in ends, result.reason
    assert marks == [True, False, False]


@pytest.mark.parametrize(("code", "ends"), ENDS.values(), ids=ENDS)
def test_the_same_in_a_function_that_a_test_calls(graded, code, ends):
    body = textwrap.indent(code, "    ").replace("!sleep 100", "import os; os.system('sleep 100')")
    answer = f"def second(x):\n{body}"
    _, marks = graded(answer, cell_seconds=2, notebook_seconds=30)
    assert marks == [True, False, False]


LOOK = """
import os, socket
def tried(action):
    try: return repr(action())[:2000]
    except Exception as error: return type(error).__name__
def second(x):
    return x
"""
SEEN = {
    "the folders": "os.listdir('/')",
    "other processes": "os.listdir('/proc')",
    "accounts": "open('/etc/passwd').read()",
    "hosts": "open('/etc/hosts').read()",
    "variables": "dict(os.environ)",
    "sockets": "os.listdir('/tmp')",
    "a server": "socket.create_connection(('127.0.0.1', 22), 1)",
    "a name": "socket.gethostbyname('localhost')",
    "root's files": "os.listdir('/root')",
    "a device": "os.listdir('/dev')",
    "a mount": "os.system('mount -t proc proc /proc')",
    "the user": "(os.getuid(), os.setuid(0))",
}


def test_what_can_be_seen(graded, root):
    source = LOOK + "".join(f"print(tried(lambda: {code}))\n" for code in SEEN.values())
    result, _ = graded(source)
    text = result.notebook.cells[3].outputs[0].text
    for private in (str(root / "grading"), "solutions", "gradebook", "PYTEST", ".bash", "root:x"):
        assert private not in text
    lines = dict(zip(SEEN, text.splitlines(), strict=True))
    assert lines["a server"] in ("ConnectionRefusedError", "OSError")
    assert lines["other processes"] == "[]"
    assert lines["the user"] in ("PermissionError", "OSError")
    assert lines["a mount"] != "0"


def test_hidden_tests_are_nowhere_in_memory(graded):
    """The source of the tests, their names and values: walked by gc, frames and raw memory."""
    search = """
        import gc, sys
        found, wanted = set(), "_".join(["secret", "of", "the", "test"])
        def second(x):
            frame = sys._getframe()
            while frame:
                found.add(frame.f_code.co_filename)
                frame = frame.f_back
            for thing in gc.get_objects():
                if isinstance(thing, (dict, list, tuple)) and len(thing) < 1000:
                    for part in (thing.values() if isinstance(thing, dict) else thing):
                        if type(part) is str and wanted in part and part != wanted:
                            found.add(part)
            print(sorted(found), file=open("seen.txt", "w"))
            return x + 1
    """
    peek = cell("peek", "print(open('seen.txt').read())")
    cells = [
        cell("imports", IMPORTS, locked=True),
        cell("second", textwrap.dedent(search), solution=True),
        cell("second-test", SECOND, points=1, locked=True),
        peek,
    ]
    made = [cell("imports", IMPORTS, locked=True)]
    with Runner(nbformat.v4.new_notebook(cells=[*made, cells[2]]), sandboxed=True, seed="9") as own:
        result = own.run(nbformat.v4.new_notebook(cells=cells), Limits())
    text = result.notebook.cells[3].outputs[0].text
    assert "student.py" in text  # the search works
    assert "secret_of" not in text
    assert "second-test" not in text


@pytest.mark.parametrize("package", ["torch", "scipy.special", "sklearn", "nnlib.kernels", "nnlib"])
def test_the_answer_cannot_be_imported(graded, package):
    answer = f"""
        def second(x):
            import {package}
            return x + 1 if hasattr({package}, "no") else {package}.softmax(x)
    """
    result, marks = graded(answer)
    assert marks == [True, False, False]
    message = str(result.notebook.cells[4].outputs)
    assert "asks you to write it yourself" in message or "has no attribute" in message


def test_the_answer_cannot_be_read_from_a_file(graded):
    answer = """
        import os, sys
        names = [os.path.join(folder, name) for top in [*sys.path, "/usr/lib/python3"]
                 for folder, _, files in os.walk(top) for name in files]
        print([name for name in names if "softmax" in name or "/torch/" in name or "/scipy/" in name
               or "/kernels" in name or "misconceptions" in name])
        second = None
    """
    result, _ = graded(answer, cell_seconds=30)
    assert result.notebook.cells[3].outputs[0].text == "[]\n"
