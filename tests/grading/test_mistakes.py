"""The mistakes in a graded notebook are named by what its test cells say."""

from nbformat.v4 import new_notebook, new_output

from grading.misconceptions import Right, Wrong
from grading.mistakes import Mistake, mistakes
from tests.grading.tiny import cell

ANSWERS = [
    Wrong("double", "squared", "x * x", hint="That is x times x."),
    Wrong("double", "to the power of 2", "x ** 2", hint="That is x times x."),
    Wrong("square", "doubled", "2 * x", hint="That is x and x."),
    Right("double", "sum", "x + x"),
]


def told(*outputs):
    test = cell("double-test", "", points=3, locked=True)
    test.outputs = list(outputs)
    why = cell("why", "Because.", markdown=True, points=2, solution=True)
    return mistakes(new_notebook(cells=[test, why]), ANSWERS)["double-test"]


def error(message, kind="CheckFailed"):
    return new_output("error", ename=kind, evalue=message, traceback=[])


def stream(text):
    return new_output("stream", name="stdout", text=text)


def test_nothing_failed():
    assert told() == told(stream("double: all checks in this cell passed.\n")) == []


def test_a_hint_names_the_mistakes_of_its_own_question():
    failure = "double(3) is 9, expected 6.\nHint: That is x times x."
    name = "squared or to the power of 2"
    assert told(error(failure)) == [Mistake(name, "double(3) is 9, expected 6.")]
    other = error("double(3) is 9, expected 6.\nHint: That is x and x.")
    assert told(other) == [Mistake("", "double(3) is 9, expected 6.")]


def test_an_unknown_mistake_has_no_name():
    assert told(error("double(3) is 7, expected 6.")) == [
        Mistake("", "double(3) is 7, expected 6.")
    ]
    (found,) = told(error("name 'y' is not defined", "NameError"))
    assert found == Mistake("", "NameError: name 'y' is not defined")


def test_nothing_written():
    (found,) = told(error("double is not written yet (it raises NotImplementedError)."))
    assert found.name == "not written"


def test_a_hidden_test_names_what_it_recognised():
    def name(outline):
        (found,) = told(error(f"Hidden test (odd (a) sizes): {outline}"))
        return found.name

    assert name("y has wrong values: it is transposed.") == "y has wrong values: it is transposed"
    assert name("double raises ValueError (line 3: return x).") == "double raises ValueError"
    assert name("double returns None: did you print instead of return?").startswith("double")
    assert name("y has wrong values.") == name("y has the wrong shape.") == ""
    assert name("it could not use your result (TypeError).") == ""


def test_lost_parts_are_found_in_what_the_cell_prints():
    text = (
        "debugging\n1 point lost for one row. double of one row is 9, expected 6.\n"
        "Hint: That is x times x.\n0.5 points lost for integers. Hidden test (whole): y holds "
        "integers, expected floats.\ndouble: 1.5 of 3 points.\n"
    )
    first, second = told(stream(text), new_output("execute_result", {"text/plain": "1.5"}))
    assert first.name == "squared or to the power of 2"
    assert first.sentence.startswith("1 point lost for one row. double of one row is 9")
    assert second.name == "y holds integers, expected floats"
