"""A student's functions and classes work through the boundary as in one process."""

import contextlib
import copy
import signal
import socket
import sys
import warnings

import nbformat
import numpy as np
import pytest

from grading import sandbox
from grading.boundary import Link, Lost, TimeUp
from grading.proxies import ask_for
from grading.run import GRADED, Limits, Runner
from grading.servers import Exercise
from nnlib import check
from tests.grading.tiny import cell

SOURCE = """
import collections, math, warnings
import numpy as np

def double(x): return 2 * x
def fill(a): a[:] = 7
def reshape(a): a.shape = (6,)
def append(items): items.append(np.ones(2))
def rebind(items): items[0] = items[0] + 1
def note(d): d["new"] = 1
def same(a, b): return a is b
def layout(a): return a.flags.c_contiguous, a.flags.f_contiguous, a.strides
def said(*args, **kwargs): return args, kwargs
def with_default(x, lr=0.5, *, scale=2): return x * lr * scale
def say(): print("said by the student")
def warn(x):
    warnings.warn("careful", RuntimeWarning)
    return np.array([1.0]) / np.array([x])
def raised(name): raise ERRORS[name](*ARGUMENTS[name])
def singular(): return np.linalg.inv(np.zeros((2, 2)))
def endless():
    while True: pass
def gradient(f, x, h=1e-5):
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        old = x[i]
        x[i] = old + h; above = f(x)
        x[i] = old - h; below = f(x)
        x[i] = old
        g[i] = (above - below) / (2 * h)
    return g
def minibatches(X, y, size, rng):
    order = rng.permutation(len(X))
    for i in range(0, len(X), size):
        yield X[order[i : i + size]], y[order[i : i + size]]
def total(numbers): return sum(numbers)
def draw(rng, n): return rng.normal(size=n)
def make(): return lambda x: x + 1
def empty(items):
    while items: items.pop()
def forward(x, W): return x @ W, Cache(x, W)
def backward(dout, cache): return dout @ cache.W.T
def counted(): return collections.Counter("abca")
def huge(): return np.zeros(2**26)
def plain_cache(x): return x, (x, {"x": x})

class Odd(ValueError): pass
ERRORS = {"value": ValueError, "key": KeyError, "own": Odd}
ARGUMENTS = {"value": ("no", 3), "key": ("k",), "own": ("odd",)}
Cache = collections.namedtuple("Cache", "x W")

class Value:
    made = 0
    def __init__(self, data):
        Value.made += 1
        self.data, self.grad = data, 0.0
    def __add__(self, other):
        if isinstance(other, str): return NotImplemented
        return type(self)(self.data + getattr(other, "data", other))
    __radd__ = __add__
    def __neg__(self): return Value(-self.data)
    def __pow__(self, k): return Value(self.data**k)
    def __eq__(self, other): return True
    def __hash__(self): return 0
    def __bool__(self): raise RuntimeError
    def __repr__(self): return f"Value({self.data})"
    def backward(self): self.grad = 1.0
    def share(self, other): other.grad += self.data
    @property
    def twice(self): return 2 * self.data
    @classmethod
    def zero(cls): return cls(0)

class Derived(Value): pass

class Liar:
    def __sub__(self, other): return 0.0
    __rsub__ = __add__ = __radd__ = __abs__ = lambda self, *other: 0.0
    def __eq__(self, other): return True
    __ne__ = lambda self, other: False
    __lt__ = __le__ = __gt__ = __ge__ = __eq__
    __hash__ = object.__hash__
    def __array_ufunc__(self, *args, **kwargs): return True
    def __array_function__(self, *args, **kwargs): return True
def liar(): return Liar()

class SGD:
    def __init__(self, params, lr=0.1):
        self.params, self.lr, self.count = params, lr, 0
    def step(self, grads):
        self.count += 1
        for p, g in zip(self.params, grads):
            p -= self.lr * g

class Norm:
    def __init__(self, d):
        self.gamma = np.ones(d)
    def forward(self, x): return self.gamma * x

class Length:
    def __len__(self): return 3
    def __getitem__(self, i):
        if i > 2: raise IndexError(i)
        return i * 10
    def __float__(self): return 2.5
    def __array__(self, dtype=None, copy=None): return np.arange(3.0)
    def __call__(self, x): return x + 100
    def __enter__(self): return 5
    def __exit__(self, *error): return False
"""


@pytest.fixture(scope="module")
def exercise():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("import numpy as np")])
    made = Exercise(notebook, sandboxed=False, files={})
    yield made
    made.close()


@contextlib.contextmanager
def connected(exercise, folder):
    """A link to a fresh student's process."""
    pairs = [socket.socketpair() for _ in range(2)]
    (channel, far), (control, watched) = pairs
    with channel, far, control, watched:
        request = {"limits": Limits().of_process, "home": str(folder)}
        exercise.students.fork(request, [far.fileno(), watched.fileno()])
        far.close()
        watched.close()
        link = Link(channel, control)
        yield link
        link.kill()


@pytest.fixture(scope="module")
def link(exercise, tmp_path_factory):
    with connected(exercise, tmp_path_factory.mktemp("home")) as link:
        outputs, _, _ = link.cell(SOURCE)
        assert outputs == "[]"
        yield link


@pytest.fixture
def get(link):
    """A function that returns what a student's name stands for, as a test asks for it."""

    def get(name):
        value = link.fetch(name)
        ask_for(value)
        return value

    return get


def test_plain_values_go_there_and_back(get):
    said, value = get("said"), (1, [2.0, {"a": None}], np.float32(3), "é", 10**30, 2j)
    args, kwargs = said(*value, key=b"x")
    assert args == value
    assert type(args[2]) is np.float32
    assert kwargs == {"key": b"x"}
    assert get("with_default")(3) == 3
    assert get("with_default")(3, 1, scale=4) == 12


def test_a_function_has_its_name(get):
    double = get("double")
    assert (double.__name__, type(double).__name__) == ("double", "function")
    assert double is get("double")
    with pytest.raises(AttributeError):
        _ = double.__globals__
    with pytest.raises(AttributeError):
        _ = double.__code__


def test_arguments_changed_in_place_are_changed_here(get):
    x, items, d = np.zeros((3, 4)), [1], {}
    get("fill")(x[:, ::2])
    assert x.tolist() == [[7, 0, 7, 0]] * 3
    get("append")(items)
    assert [type(item) for item in items] == [int, np.ndarray]
    get("rebind")(items)
    get("note")(d)
    assert (items[0], d) == (2, {"new": 1})
    get("empty")(items)
    assert items == []  # as they were when they came, before their items
    with pytest.raises(check.CheckFailed, match="fill changes its first argument"):
        check.guard(get("fill"), returns=0)(np.zeros(3))


def test_a_new_shape_is_a_change(get):
    x = np.zeros((2, 3))
    get("reshape")(x)
    assert x.shape == (6,)


def test_one_array_given_twice_is_one(get):
    x = np.ones(3)
    assert get("same")(x, x) is True
    assert get("same")(x, x.copy()) is False
    assert get("double")(x) is not x


def test_an_array_has_its_layout_there(get):
    A, layout = np.zeros((4, 6)), get("layout")
    for x in (A, A.T, A[::2, ::3].T, A[::-1], A[:, 1]):
        assert layout(x) == (x.flags.c_contiguous, x.flags.f_contiguous, x.strides)


def test_a_read_only_array_cannot_be_changed_there(get):
    x = np.zeros(3)
    x.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        get("fill")(x)


def test_a_student_s_function_calls_the_test_s_function(get):
    x = np.array([[1.0, 2.0], [-1.0, 0.5]])
    seen = []

    def f(v):
        seen.append(v.copy())
        return (v**3).sum()

    found = get("gradient")(f, x.T)
    assert np.allclose(found, 3 * x.T**2)
    assert x.tolist() == [[1.0, 2.0], [-1.0, 0.5]]
    assert len(seen) == 8
    assert len({v.tobytes() for v in seen}) == 8


def test_a_test_s_function_calls_the_student_s_again(get):
    double, gradient = get("double"), get("gradient")
    assert np.allclose(gradient(lambda v: double(v).sum(), np.ones(3)), 2)
    assert np.allclose(gradient(get("total"), np.ones(3)), 1)  # one of the student's own


def test_what_a_test_s_function_raises_passes_through_the_student_s(get):
    def f(v):
        raise ValueError("not here")

    with pytest.raises(ValueError, match="not here"):
        get("gradient")(f, np.ones(2))


def test_iterators_of_both_sides(get):
    assert get("total")(x * x for x in range(4)) == 14
    X, y, ours, theirs = np.arange(10.0).reshape(5, 2), np.arange(5), *twins()
    for _ in range(2):
        batches = list(get("minibatches")(X, y, 2, theirs))
        order = ours.permutation(5)
        assert [len(batch) for batch, _ in batches] == [2, 2, 1]
        assert np.concatenate([labels for _, labels in batches]).tolist() == order.tolist()
    assert ours.random() == theirs.random()


def test_a_generator_stays_in_step(get):
    ours, theirs = twins()
    draw = get("draw")
    for _ in range(3):
        assert np.array_equal(draw(theirs, 4), ours.normal(size=4))
        assert theirs.random() == ours.random()


def twins():
    return np.random.default_rng(5), np.random.default_rng(5)


def test_classes(get):
    Value, Derived = get("Value"), get("Derived")
    a = Value(2.0)
    assert isinstance(a, Value)
    assert issubclass(Derived, Value)
    assert isinstance(Derived(1), Value)
    assert not isinstance(a, Derived)
    assert (type(a).__name__, repr(a), str(a), f"{a}") == ("Value", *["Value(2.0)"] * 3)
    assert (a.data, a.grad, a.twice) == (2.0, 0.0, 4.0)
    a.backward()
    a.data = 5
    assert (a.grad, (a + 1).data, (1 + a).data, (-a).data, (a**2).data) == (1.0, 6, 6, -5, 25)
    a.share(b := Value.zero())
    assert b.grad == 5
    assert Value.made > 3
    with pytest.raises(AttributeError, match="no attribute 'missing'"):
        _ = a.missing
    with pytest.raises(TypeError, match="unsupported operand"):
        _ = a + "text"
    with pytest.raises(TypeError):
        len(a)
    assert copy.deepcopy(a).data == 5


def test_comparisons_are_not_the_student_s(get):
    Value = get("Value")
    assert Value(1) != Value(1)
    assert Value(1) != 1
    assert len({Value(1), Value(1)}) == 2


def test_an_object_that_agrees_with_everything_convinces_no_test(get):
    liar = get("liar")()
    assert liar != 9
    for attempt in (
        lambda: abs(liar - 9) < 1e-6,
        lambda: abs(9 - liar) < 1e-6,
        lambda: abs(np.float64(9) - liar) < 1e-6,
        lambda: liar < 9,
        lambda: np.allclose(liar, 9),
        lambda: np.testing.assert_allclose(liar, 9),
        lambda: np.abs(np.array([9.0]) - liar).max() < 1e-6,
    ):
        with pytest.raises((TypeError, AssertionError)):
            assert attempt()
    assert not np.array_equal(liar, 9)
    with pytest.raises(check.CheckFailed, match="is a Liar that is no array of numbers"):
        check.equal(liar, 9.0, "the result")


def test_an_optimizer_changes_the_parameters_that_it_was_given(get):
    params = [np.ones(3), np.ones((2, 2))]
    first = params[0]
    optimizer = get("SGD")(params, lr=0.5)
    optimizer.step([np.ones(3), np.ones((2, 2))])
    optimizer.step([np.ones(3), np.zeros((2, 2))])
    assert (first.tolist(), params[1].tolist()) == ([0.0] * 3, [[0.5, 0.5]] * 2)
    assert params[0] is first
    assert optimizer.params[0] is first
    first += 1  # by the test, and seen over there
    optimizer.step([np.ones(3), np.zeros((2, 2))])
    assert first.tolist() == [0.5] * 3
    assert optimizer.count == 3


def test_an_array_of_a_student_s_object_can_be_changed_by_the_test(get):
    norm = get("Norm")(3)
    norm.gamma[1] = 5
    assert norm.forward(np.ones(3)).tolist() == [1, 5, 1]
    norm.gamma = np.zeros(3)
    assert norm.forward(np.ones(3)).tolist() == [0, 0, 0]


def test_an_object_that_is_used_like_a_number_or_a_list(get):
    thing = get("Length")()
    assert (len(thing), list(thing), thing[1], float(thing)) == (3, [0, 10, 20], 10, 2.5)
    assert np.asarray(thing).tolist() == [0, 1, 2]
    assert thing(1) == 101
    with thing as entered:
        assert entered == 5


def test_containers_of_their_own_go_back_as_they_are(get):
    _, cache = get("forward")(np.ones((1, 2)), np.ones((2, 3)))
    assert isinstance(cache, tuple)
    assert cache.W.shape == (2, 3)
    assert get("backward")(np.ones((1, 3)), cache).tolist() == [[3.0, 3.0]]
    assert get("counted")() == {"a": 2, "b": 1, "c": 1}
    x = np.ones(2)
    again, (inner, d) = get("plain_cache")(x)
    assert again is inner is d["x"] is x
    assert get("make")()(1) == 2


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [("value", ValueError, "('no', 3)"), ("key", KeyError, "'k'"), ("own", ValueError, "odd")],
)
def test_exceptions(get, name, kind, text):
    with pytest.raises(kind) as caught:
        get("raised")(name)
    assert str(caught.value) == text
    assert caught.value.__notes__[0].startswith("line 18: def raised(name)")
    check.raises(kind, get("raised"), name)


def test_exceptions_have_their_names(get):
    with pytest.raises(np.linalg.LinAlgError, match="Singular"):
        get("singular")()
    with pytest.raises(check.CheckFailed, match=r"raised raises Odd: odd \(line 18: def raised"):
        check.guard(get("raised"))("own")
    with pytest.raises(
        check.CheckFailed, match=r"double raises TypeError: double\(\) takes 1.*n\.$"
    ):
        check.guard(get("double"))(1, 2)


def test_warnings_are_recorded_raised_or_ignored_as_the_test_wants(get):
    warn = get("warn")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert warn(0.0) == np.inf
    assert [str(w.message)[:14] for w in caught] == ["careful", "divide by zero"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(RuntimeWarning, match="careful"):
            warn(0.0)
        warnings.simplefilter("ignore")
        assert warn(0.0) == np.inf
        with np.errstate(divide="raise"), pytest.raises(FloatingPointError):
            warn(0.0)
        assert warn(0.0) == np.inf
    with pytest.raises(check.CheckFailed, match="warn warns here: careful"):
        check.guard(warn, no_warnings=True)(1.0)


def test_what_is_printed_comes_here_and_is_hidden_where_the_test_hides(get, capsys):
    get("say")()
    with check.hidden("quiet"):
        get("say")()
    assert capsys.readouterr().out == "said by the student\n"


def test_seconds_of_guard_count_the_student_s_computing(get):
    with pytest.raises(check.CheckFailed, match=r"endless has not ended after 0\.2 s of computing"):
        check.guard(get("endless"), seconds=0.2)()
    assert get("double")(2) == 4
    assert check.guard(get("double"), seconds=5)(2) == 4
    assert signal.getitimer(signal.ITIMER_PROF)[0] == 0


def test_an_alarm_stops_the_student_s_code_and_the_next_call_works(get, link):
    link.time_is_up = True
    with pytest.raises(TimeUp):
        get("endless")()
    assert get("double")(2) == 4


def test_what_cannot_be_handed_over_is_an_exception(get):
    with pytest.raises(ValueError, match="more than can be handed over"):
        get("huge")()
    with pytest.raises(TypeError, match="cannot be handed over"):
        get("double")(sys)
    assert get("double")(2) == 4


def test_nothing_piles_up(get, link):
    double, x = get("double"), np.ones(3)
    Value = get("Value")
    before = len(link.shares)
    for _ in range(50):
        double(x), double([1, [2]]), Value(1) + 2
    assert len(link.shares) <= before + 5


def test_a_process_that_ends_is_lost(exercise, tmp_path):
    with connected(exercise, tmp_path) as link:
        link.cell("import os\ndef f(): os._exit(3)")
        for _ in range(2):
            with pytest.raises(Lost, match="death"):
                link.fetch("f")()


FORGED = """
import gc, struct, json
student = next(o for o in gc.get_objects() if type(o).__name__ == "Student")
def forged(): student.frames._socket.sendall({}); return 1
"""


@pytest.mark.parametrize(
    "frame",
    [
        "b'x' * 100",
        "struct.pack('<II', 2**31, 0)",
        "struct.pack('<II', 2, 0) + b'{}'",
        "struct.pack('<II', 9, 0) + b'[[1,\"ok\"]'",
        "struct.pack('<II', 16, 0) + b'[[99999,\"ok\",1]]'",
        'struct.pack(\'<II\', 33, 0) + b\'[[1,"call",["h",1],["t"],["t"]]] \'',
        'struct.pack(\'<II\', 34, 0) + b\'[[1,"call",["T","int"],["t"],["t"]]]\'',
    ],
)
def test_a_forged_frame_ends_the_submission(exercise, tmp_path, frame):
    with connected(exercise, tmp_path) as link:
        link.cell(FORGED.format(frame))
        with pytest.raises(Lost, match="forged"):
            link.fetch("forged")()
            link.fetch("forged")()


def test_a_flood_is_read_to_its_bounds(exercise, tmp_path):
    flood = "struct.pack('<II', 16 * 2**20, 0) + b'[' + b'1,' * (8 * 2**20 - 1) + b']'"
    with connected(exercise, tmp_path) as link:
        link.cell(FORGED.format(flood))
        with pytest.raises(Lost, match="forged"):
            link.fetch("forged")()


TORCH = """
import torch
from torch import nn

class MLP(nn.Module):
    def __init__(self, d, h):
        super().__init__()
        self.first, self.second = nn.Linear(d, h), nn.Linear(h, 1)
    def forward(self, x):
        return self.second(torch.relu(self.first(x)))

def train(model, x, y, steps, lr=0.1):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for _ in range(steps):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()

def halve(weight):
    with torch.no_grad():
        weight *= 0.5
"""
TORCH_TEST = """
import torch
torch.manual_seed(0)
x, y = torch.randn(6, 3), torch.randn(6, 1)
model = MLP(3, 4)
assert isinstance(model, MLP) and isinstance(model, torch.nn.Module)
parameters = dict(model.named_parameters())
assert list(parameters) == ["first.weight", "first.bias", "second.weight", "second.bias"]
W1, b1, W2, b2 = (value.detach().clone() for value in parameters.values())
right = torch.relu(x @ W1.T + b1) @ W2.T + b2
torch.testing.assert_close(model(x).detach(), right)
before = parameters["first.weight"].detach().clone()
first = train(model, x, y, 1)
assert abs(first - ((right - y) ** 2).mean().item()) < 1e-5
assert train(model, x, y, 50) < first
assert not torch.equal(parameters["first.weight"], before)  # the same tensors as over there
model.eval()
assert model.training is False
weight = torch.nn.Parameter(torch.ones(2))
halve(weight)
assert weight.tolist() == [0.5, 0.5] and weight.requires_grad
"""


def test_modules_and_tensors_of_torch():
    pytest.importorskip("torch")
    imports = nbformat.v4.new_notebook(cells=[cell("imports", "import torch", locked=True)])
    cells = [
        *imports.cells,
        cell("model", TORCH, solution=True),
        cell("test", TORCH_TEST, points=1, locked=True),
    ]
    with Runner(imports, sandboxed=not sandbox.missing(), seed="0") as runner:
        result = runner.run(nbformat.v4.new_notebook(cells=cells), Limits(memory=16 * 2**30))
    assert (result.status, result.reason) == (GRADED, "")
    assert [made.outputs for made in result.notebook.cells] == [[], [], []]
