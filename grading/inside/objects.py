"""A student's objects as they are described to the other side: by class, and never by value.

The comparisons (`__eq__`, `__lt__` ...), `__bool__`, `__contains__`, `__hash__` and NumPy's hooks
(`__array_ufunc__`, `__array_function__`) are not among the operations that are handed over: an
object that calls itself equal to everything convinces no test.
"""

BINARY = "add sub mul truediv floordiv mod divmod pow matmul and or xor lshift rshift"
UNARY = "neg pos abs invert"
ARITHMETIC = frozenset(
    f"__{side}{name}__" for name in BINARY.split() for side in ("", "r", "i")
) | frozenset(f"__{name}__" for name in UNARY.split())
USE = "call len getitem setitem delitem iter next reversed enter exit"
NUMBERS = "float int complex index round trunc floor ceil array"
ACCESS = frozenset(f"__{name}__" for name in (USE + " " + NUMBERS).split())
OPERATIONS = ARITHMETIC | ACCESS
MAX_NAMES = 500
MAX_NAME = 100


def describe(cls, number_of):
    """Describe a class: its name, its bases, its operations and its methods.

    Parameters
    ----------
    cls : type
    number_of : callable
        Gives the number of a base, and has it described.
    """
    bases = [base for base in cls.__bases__ if base is not object]
    found = [
        name for name in OPERATIONS if getattr(cls, name, None) is not getattr(object, name, None)
    ]
    methods = [name for name, value in vars(cls).items() if callable(value) and _public(name)]
    return [
        name_of(cls),
        f"{cls.__module__}.{cls.__qualname__}"[: 2 * MAX_NAME],
        [number_of(base) for base in bases],
        sorted(found),
        sorted(methods)[:MAX_NAMES],
    ]


def name_of(thing):
    """Return the name of a class or function, "" where it has none."""
    name = getattr(thing, "__name__", "")
    return name[:MAX_NAME] if isinstance(name, str) else ""


def _public(name):
    return not (name.startswith("__") and name.endswith("__"))
