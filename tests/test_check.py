"""The checks of the exercises: what they accept, and the sentence they say otherwise."""

import contextlib
import json
import signal
import sys
import warnings

import numpy as np
import pytest

import nnlib
from nnlib import check

RNG = np.random.default_rng(0)


def failure(function, *args, **kwargs):
    with pytest.raises(check.CheckFailed) as caught:
        function(*args, **kwargs)
    return caught.value


# Values


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        ([1.0, 2.0], np.array([1.0, 2.0])),
        ((1, 2), [1, 2]),
        (np.array([1, 2], dtype=np.int8), [1, 2]),
        (np.float64(0.5), 0.5),
        (np.array(0.5), 0.5),
        (2, 2.0),
        (np.float32(1) / np.float32(3), 1 / 3),
        (np.array([1 / 3, 1e-9], dtype=np.float32), [1 / 3, 0.0]),
        ([np.inf, np.nan], [np.inf, np.nan]),
        (np.zeros((0, 3)), np.zeros((0, 3))),
        (np.array([1.0 + 1e-9]), [1.0]),
        ([np.ones(2), 3.0], ([1.0, 1.0], 3.0)),
        (True, True),
    ],
)
def test_equal_accepts(got, expected):
    check.equal(got, expected, "the result")


A = RNG.normal(size=(3, 4))


@pytest.mark.parametrize(
    ("got", "expected", "sentence"),
    [
        (None, 1.0, "y is None: did you print instead of return?"),
        ("text", 1.0, "y is a str that is no array of numbers."),
        ([[1.0], [1.0, 2.0]], [1.0], "y is a list that is no array of numbers."),
        (
            [1.0, 3.0, 2.0],
            [1.0, 2.0, 2.0],
            "entry [1] of y is 3, expected 2 (1 of 3 entries differ).",
        ),
        (1.0 + 1e-5, 1.0, "y is 1.00001, expected 1."),
        (A[:, :, None], A, "y has shape (3, 4, 1), expected (3, 4): axes of length 1 differ."),
        (A.T, A, "y has shape (4, 3), expected (3, 4): it is transposed."),
        (A, A.sum(0), "y has shape (3, 4), expected (4,): it is not summed over axis 0."),
        (A, A.mean(1), "y has shape (3, 4), expected (3,): it is not averaged over axis 1."),
        (
            A.sum(1),
            A,
            "y has shape (3,), expected (3, 4): axis 1 must stay, it is summed or averaged away.",
        ),
        (A[:2], A, "y has shape (2, 4), expected (3, 4)."),
        (A[0] > 0, A[0], "y holds booleans, expected floats."),
        (np.ones(2, dtype=int), np.ones(2), "y holds integers, expected floats."),
        ([1.0, 0.0], [1, 0], "y holds floats, expected integers."),
        ([1, 0], [True, False], "y holds integers, expected booleans."),
        ([1.0, np.nan], [1.0, 2.0], "entry [1] of y is nan."),
        ([1.0, -np.inf], [1.0, 2.0], "entry [1] of y is infinite."),
        (
            [0, 1, 1],
            [1, 0, 0],
            "entry [0] of y is 0, expected 1 (3 of 3 entries differ): 0 and 1 are",
        ),
        ([1, -1, 1], [1, 0, 1], "(1 of 3 entries differ): the labels are 0 and 1, not -1 and 1."),
        (-A, A, "(12 of 12 entries differ): the sign is reversed."),
        (2 * A, A, ": it is 2 times too large."),
        (A / 3, A, ": it is 3 times too small."),
        (A * 12, A, ": it is 12 times too large."),
        (A[:, :3].T, A[:, :3], ": it is transposed."),
        (-1.0, 1.0, "y is -1, expected 1."),
        (-0.1234, 0.1234, "y is -0.1234, expected 0.1234: the sign is reversed."),
        ((1.0,), (1.0, 2.0), "y returns 1 value, expected 2."),
        ((1.0, 3.0), (1.0, 2.0), "y[1] is 3, expected 2."),
        (1.0, (1.0, 2.0), "y returns one value, expected 2."),
    ],
)
def test_equal_says_what_differs(got, expected, sentence):
    assert sentence in str(failure(check.equal, got, expected, "y"))


@pytest.mark.parametrize("got", [np.zeros((0, 3)), np.full((4, 3), np.inf), [[1e308] * 3] * 2])
def test_no_value_makes_the_check_itself_warn(got):  # warnings are errors in these tests
    assert "y has shape" in str(failure(check.equal, got, [1.0, 2.0, 3.0], "y"))
    failure(check.equal, [1e308, -np.inf, np.nan], [1.0, 2.0, 3.0], "y")


def test_kinds_widen_what_is_accepted():
    check.equal([1.0, 0.0], [1, 0], "y", kinds="iuf")
    check.equal(np.ones(2, dtype=int), np.ones(2), "y", kinds="fiu")
    message = str(failure(check.equal, [True], [1], "y", kinds="iuf"))
    assert message == "y holds booleans, expected integers or floats."


def test_factors_of_the_task_are_recognised():
    assert ": it is 7 times too small." in str(failure(check.equal, A / 7, A, "y", factors=(7,)))
    assert "times" not in str(failure(check.equal, A / 7, A, "y"))


def test_tolerances_are_relative_to_the_largest_entry():
    check.equal([1e6, 1e-3], [1e6, 0.0], "y")
    failure(check.equal, [1.0, 1e-3], [1.0, 0.0], "y")
    check.equal([1.01], [1.0], "y", rtol=0.02)
    failure(check.equal, [1e-12], [2e-12], "y")


def test_equal_looks_at_plain_data_only():
    class Always(np.ndarray):
        def __eq__(self, other):
            return np.ones(self.shape, dtype=bool)

    failure(check.equal, np.zeros(2).view(Always), np.ones(2), "y")

    class Equal:
        __eq__ = lambda self, other: True  # noqa: E731
        __hash__ = None

    failure(check.equal, Equal(), 1.0, "y")


def test_array_checks_shape_and_kind_and_returns_the_values():
    assert check.array([1, 2], (2,), "w").tolist() == [1, 2]
    assert "shape (2,), expected ()" in str(failure(check.array, [1, 2], (), "b"))
    assert "holds booleans" in str(failure(check.array, True, (), "b"))
    assert "nan or infinite" in str(failure(check.array, [np.inf], (1,), "w"))


def test_that():
    check.that(True, "never said")
    assert str(failure(check.that, False, "rows must sum to 1")) == "rows must sum to 1"


# Calls


def test_guard_returns_what_the_function_returns():
    def divide(a, b=2.0):
        """Divide."""
        return a / b, a % b

    guarded = check.guard(divide, returns=2)
    assert guarded(5.0) == (2.5, 1.0)
    assert guarded(5.0, b=5.0) == (1.0, 0.0)
    assert guarded.__name__ == "divide"
    assert check.guard(lambda: None, returns=0)() is None
    assert check.guard(lambda: [1, 2])() == [1, 2]


def nothing(x):
    print(x)


def one(x):
    return x


def three(x):
    return x, x, x


def unwritten(x):
    raise NotImplementedError()


def crashing(x):
    return np.ones(3) @ np.ones(2)


def leaving(x):
    sys.exit(0)


def overflowing(x):
    return np.exp(x)


def endless(x):
    while True:
        with contextlib.suppress(Exception):
            one(x)


def in_place(x):
    x[0] = 7.0
    return x


@pytest.mark.parametrize(
    ("function", "options", "sentence"),
    [
        (nothing, {}, "nothing returns None: did you print instead of return?"),
        (one, {"returns": 2}, "one returns one value, expected 2."),
        (three, {"returns": 2}, "three returns 3 values, expected 2."),
        (unwritten, {}, "unwritten is not written yet (it raises NotImplementedError)."),
        (leaving, {}, "leaving raises SystemExit: 0."),
        (crashing, {}, "crashing raises ValueError: matmul: Input operand 1 has a mismatch (size"),
        (
            overflowing,
            {"no_warnings": True},
            "overflowing warns here: overflow encountered in exp.",
        ),
        (
            endless,
            {"seconds": 0.1},
            "endless has not ended after 0.1 s of computing: does it stop when it should?",
        ),
        (in_place, {}, "in_place changes its first argument in place: work on a copy."),
    ],
)
def test_guard_says_what_went_wrong(function, options, sentence, capsys):
    if "seconds" in options and not hasattr(signal, "setitimer"):
        pytest.skip("no alarm on this system")
    guarded = check.guard(function, **options)
    assert sentence in str(failure(guarded, np.full(3, 1000.0)))


def test_guard_leaves_no_alarm_behind():
    before = signal.getsignal(signal.SIGPROF)
    check.guard(one, seconds=60)(1.0)
    assert signal.getsignal(signal.SIGPROF) is before
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


def test_the_alarm_measures_computing_and_not_waiting():
    during = []
    check.guard(lambda: during.append(signal.getitimer(signal.ITIMER_PROF)) or 1, seconds=60)()
    assert during[0][0] > 0
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_guard_names_the_students_line_and_not_that_of_the_test():
    student = compile("def f(x, g):\n    y = 1\n    return g(x) + y\n", "<student>", "exec")
    scope = {}
    exec(student, scope)
    message = str(failure(check.guard(scope["f"]), 1.0, lambda x: x.missing))
    assert message == "f raises AttributeError: 'float' object has no attribute 'missing' (line 3)."


def test_an_exception_from_another_process_carries_its_line_as_a_note():
    def proxy(x):
        error = ValueError("shapes differ")
        error.add_note("line 4: return x @ w")
        raise error

    proxy.__code__ = proxy.__code__.replace(co_filename=check.__file__)
    message = str(failure(check.guard(proxy), 1.0))
    assert message == "proxy raises ValueError: shapes differ (line 4: return x @ w)."


@pytest.mark.parametrize(
    "argument",
    [
        np.zeros(3),
        [1.0, [2.0, np.zeros(2)]],
        {"W": np.zeros((2, 2)), "b": [0.0]},
        np.array([np.nan, 0.0]),
    ],
)
def test_guard_notices_changed_arguments(argument):
    def spoil(value):
        if isinstance(value, np.ndarray):
            value[...] = 9.0
        elif isinstance(value, dict):
            spoil(value["W"])
        else:
            spoil(value[1][1])
        return 1.0

    check.guard(lambda value: 1.0)(argument)
    assert "changes its first argument" in str(failure(check.guard(spoil), argument))


def test_guard_names_keyword_arguments_and_allows_declared_changes():
    def step(params, grads):
        params[0] -= grads[0]
        return 1.0

    arrays = {"params": np.zeros(2), "grads": np.ones(2)}
    assert "changes its params argument" in str(failure(check.guard(step), **arrays))
    assert check.guard(step, changes=["params"])(**arrays) == 1.0
    assert check.guard(step, changes=[0])(arrays["params"], arrays["grads"]) == 1.0


def test_guard_calls_a_function_by_the_name_given():
    guarded = check.guard(nothing, name="nothing(3)")
    assert str(failure(guarded, 3)).startswith("nothing(3) returns None")


def test_guard_notices_a_changed_kind_of_entry():
    def retype(value):
        value[0] = True
        return 1.0

    failure(check.guard(retype), [2, 3])


def test_warnings_and_stderr_of_a_student_are_kept_off_the_test(capsys):
    def noisy(x):
        warnings.warn("careful", stacklevel=1)
        print("debugging", file=sys.stderr)
        print("debugging")
        return x

    assert check.guard(noisy, no_warnings=True)(1.0) == 1.0
    assert capsys.readouterr() == ("debugging\ndebugging\n", "")


def test_runs_reports_a_block_of_statements():
    with check.runs("a + b"):
        total = 1 + 1
    assert total == 2

    def block():
        with check.runs("1 + a"):
            raise TypeError("unsupported operand")

    failed = failure(block)
    assert str(failed) == "1 + a raises TypeError: unsupported operand."
    assert failed.outline == "1 + a raises TypeError."


def test_runs_lets_failed_checks_and_interrupts_through():
    with pytest.raises(KeyboardInterrupt), check.runs("x"):
        raise KeyboardInterrupt
    with pytest.raises(check.CheckFailed, match=r"^a sentence$"), check.runs("x"):
        check.that(False, "a sentence")


def test_raises():
    def strict(x):
        if x < 0:
            raise ValueError("negative")
        raise KeyError(x)

    check.raises(ValueError, strict, -1)
    assert "raises KeyError where the task asks" in str(
        failure(check.raises, ValueError, strict, 1)
    )
    assert "accepts what the task says" in str(failure(check.raises, ValueError, one, 1))
    assert "not written yet" in str(failure(check.raises, ValueError, unwritten, 1))
    assert "not written yet" in str(failure(check.raises, RuntimeError, unwritten, 1))


# Hints


def test_a_known_mistake_gets_its_hint(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    plain = failure(check.equal, [1.0, 3.0], [1.0, 2.0], "y")
    assert plain.hint == ""
    (tmp_path / check.HINTS_FILE).write_text(json.dumps({plain.fingerprint: "It is squared."}))
    hinted = failure(check.equal, np.array([1, 3 + 1e-9]), [1.0, 2.0], "y", kinds="fi")
    assert str(hinted) == f"{plain}\nHint: It is squared."
    assert hinted._render_traceback_() == [str(plain), "Hint: It is squared."]
    assert failure(check.equal, [1.0, 4.0], [1.0, 2.0], "y").hint == ""
    assert failure(check.equal, [1.0, 3.0], [1.0, 2.0], "z").hint == ""
    assert failure(check.equal, [1.0, 3.0, 0.0], [1.0, 2.0], "y").hint == ""


def test_the_fingerprint_of_several_values_holds_all_of_them():
    def fingerprint(w, b):
        failed = failure(check.equal, (w, b), ([1.0], 2.0), "after a step", parts="wb", kinds="fi")
        assert str(failed).startswith("entry [0] of w after a step is ")
        return failed.fingerprint

    assert fingerprint([3.0], 1.0) == fingerprint(np.array([3]), 1) != fingerprint([3.0], 2.0)


def test_the_fingerprint_of_an_exception_does_not_depend_on_its_line():
    def first(x):
        raise ValueError("too short")

    def second(x):
        x = x + 1
        raise ValueError("too short")

    second.__name__ = "first"
    prints = [failure(check.guard(f), 1.0).fingerprint for f in (first, second)]
    assert prints[0] == prints[1]


@pytest.mark.parametrize("text", ["", "[1]", "{}", "\x00"])
def test_a_spoilt_file_of_hints_does_no_harm(text, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / check.HINTS_FILE).write_text(text)
    assert str(failure(check.that, False, "no")) == "no"


# Hidden tests


def hidden_failure(block):
    def run():
        with check.hidden("odd sizes"):
            block()

    return failure(run)


def test_hidden_tests_tell_the_kind_and_the_mistake_but_no_numbers(capsys):
    secret, answer = RNG.normal(size=4), RNG.normal(size=4)
    failed = hidden_failure(lambda: check.equal(answer, secret, "the loss"))
    assert str(failed) == "Hidden test (odd sizes): the loss has wrong values."
    failed = hidden_failure(lambda: check.equal(-secret, secret, "the loss"))
    assert (
        str(failed) == "Hidden test (odd sizes): the loss has wrong values: the sign is reversed."
    )
    failed = hidden_failure(lambda: check.equal(answer[:3], secret, "the loss"))
    assert str(failed) == "Hidden test (odd sizes): the loss has the wrong shape."
    failed = hidden_failure(lambda: check.guard(nothing)(secret))
    assert "did you print" in str(failed)
    assert capsys.readouterr() == ("", "")
    assert failed.__cause__ is None
    assert failed.__suppress_context__


def test_hidden_tests_keep_the_text_of_exceptions_to_themselves():
    def leak(x):
        raise RuntimeError(f"the input was {x}")

    failed = hidden_failure(lambda: check.guard(leak)(12345))
    assert str(failed) == "Hidden test (odd sizes): leak raises RuntimeError."
    assert "12345" not in str(hidden_failure(lambda: leak(12345)))


def test_random_inputs_change_with_the_seed_and_the_name(monkeypatch):
    first = check.rng("gate").normal(size=3)
    assert (check.rng("gate").normal(size=3) == first).all()
    assert (check.rng("xor").normal(size=3) != first).all()
    monkeypatch.setenv(check.SEED_VARIABLE, "another")
    assert (check.rng("gate").normal(size=3) != first).all()


def test_a_failure_shows_as_short_lines_in_jupyter():
    shown = check.CheckFailed("word " * 40)._render_traceback_()
    assert len(shown) > 1
    assert all(len(line) <= 84 for line in shown)
    assert check.CheckFailed("").args == ("",)


# Questions


def cell(body, parameters, points=None, **names):
    """Run a test cell in a notebook that holds `names`; return the notebook afterwards."""
    notebook = {"nnlib": nnlib, "_": "", **names}
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    source = f'@nnlib.check.question("gate", {points})\ndef _({parameters}):\n{lines}'
    exec(compile(source, "<gate-test>", "exec"), notebook)
    notebook.pop("__builtins__")
    return notebook


def test_a_question_runs_at_once_and_prints_that_it_passed(capsys):
    cell("assert gate(np.ones(2)) == check.rng('gate').integers(2, 3)", "check, np, gate", gate=sum)
    assert capsys.readouterr().out == "gate: all checks in this cell passed.\n"


def test_a_question_leaves_no_names_behind():
    notebook = cell("a, np, gate = 1, 2, 3", "check, np, gate", gate=sum, a=7)
    assert notebook == {"nnlib": nnlib, "_": "", "gate": sum, "a": 7}


@pytest.mark.parametrize("name", ["np", "check", "sum", "range", "helper", "_"])
def test_a_question_does_not_meet_the_notebooks_names(name):
    def gate():
        return 3

    notebook = cell(
        "assert sum(range(3)) == np.add(1, 2) - 0 == check.guard(gate)()",
        "check, np, gate",
        gate=gate,
        **{name: "mine"},
    )
    assert notebook[name] == "mine"
    with pytest.raises(NameError):
        cell("helper", "check, np, gate", gate=gate, helper=1)


def test_a_question_says_which_answer_is_not_there():
    message = str(failure(cell, "pass", "check, np, gate"))
    assert message == "gate is not defined: run the cell with your answer first."


def test_a_failed_question_raises_and_prints_nothing(capsys):
    assert str(failure(cell, "check.that(False, 'no')", "check")) == "no"
    assert capsys.readouterr().out == ""


# Parts


@pytest.fixture
def displayed(monkeypatch):
    """What the cell displays as its result."""
    values = []
    monkeypatch.setattr(sys, "displayhook", values.append)
    return values


SAYS = "check.that(gate > 0, 'gate is small')"
PARTS = f"""
with check.part("large gates", 1):
    {SAYS}
with check.part("odd gates", 0.5):
    check.that(gate % 2, 'gate is even')
with check.part("large gates", 1), check.hidden("random"):
    check.equal(min(gate, 1), 1, "the size")
check.that(gate != 4, "never 4")
"""


def test_parts_that_hold_leave_all_points(displayed, capsys):
    cell(PARTS, "check, gate", points=4, gate=3)
    assert capsys.readouterr().out == "gate: all checks in this cell passed.\n"
    assert displayed == []


def test_a_part_costs_its_points_once_and_the_rest_goes_on(displayed, capsys):
    cell(PARTS, "check, gate", points=4, gate=-2)
    assert capsys.readouterr().out == (
        "1 point lost for large gates. gate is small\n"
        "0.5 points lost for odd gates. gate is even\n"
        "gate: 2.5 of 4 points.\n"
    )
    assert displayed == [2.5]
    assert list(displayed[0].lost) == ["large gates", "odd gates"]
    assert displayed[0].lost["large gates"].points == 1
    assert str(displayed[0].lost["large gates"].failure) == "gate is small"


def test_a_failure_outside_parts_costs_everything(displayed):
    assert str(failure(cell, PARTS, "check, gate", points=4, gate=4)) == "never 4"
    assert displayed == []


def test_a_hidden_part_tells_no_inputs_and_an_unusable_result_costs_the_part(displayed, capsys):
    body = """
with check.part("large gates", 1), check.hidden("random"):
    check.guard(gate)(12345)
with check.part("odd gates", 1):
    gate(12345) + 1
"""

    def gate(x):
        raise ValueError(f"not {x}")

    cell(body, "check, gate", points=4, gate=gate)
    first, second, result = capsys.readouterr().out.splitlines()
    assert first.startswith("1 point lost for large gates. Hidden test (random): gate raises")
    assert "12345" not in first
    assert second == (
        "1 point lost for odd gates. The test could not use your result (ValueError)."
    )
    assert result == "gate: 2 of 4 points."


def test_a_part_adds_the_hint(displayed, capsys, tmp_path, monkeypatch):
    fingerprint = failure(check.that, False, "gate is small").fingerprint
    (tmp_path / check.HINTS_FILE).write_text(json.dumps({fingerprint: "Take a larger one."}))
    monkeypatch.chdir(tmp_path)
    cell(PARTS, "check, gate", points=4, gate=-1)
    assert "gate is small\nHint: Take a larger one.\n" in capsys.readouterr().out


def test_validation_shows_the_sentences_as_a_failure(displayed, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    message = str(failure(cell, PARTS, "check, gate", points=4, gate=-2))
    assert message == (
        "gate: 2.5 of 4 points.\nlarge gates: gate is small\nodd gates: gate is even"
    )


def test_parts_need_a_question_with_points_and_stay_outside_hidden():
    with pytest.raises(RuntimeError, match="states its points"), check.part("large", 1):
        pass
    with pytest.raises(RuntimeError, match="states its points"):
        cell(PARTS, "check, gate", gate=1)
    body = "with check.hidden('random'):\n    with check.part('large', 1):\n        pass"
    assert "RuntimeError" in str(failure(cell, body, "check", points=2))
