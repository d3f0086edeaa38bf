"""A student's classes, objects and functions as tests see them.

A class over there becomes a class here, with the same name and bases, so that `isinstance` and
`Value(2.0)` work. Its instances hold a number and nothing else; what is done to them is asked for.

Arithmetic works on objects of those classes that a test has asked for by name, and of theirs that
are derived from them. On any other object it does not: one that is returned in place of a number
and calls every difference 0 convinces no test. Comparisons are never handed over, see
`inside.objects`.
"""

import sys
import weakref
from dataclasses import dataclass

from grading.inside.frames import BoundaryError
from grading.inside.objects import ARITHMETIC, OPERATIONS

MAX_CLASSES = 2_000
MODULE = "torch.nn.modules.module.Module"
BASES = {"tuple": tuple, "list": list, "dict": dict}
_ours = object.__getattribute__  # attributes of a proxy are the student's; ours are reached so


class Remote(type):
    """The class of proxy classes."""

    def __call__(cls, *args, **kwargs):
        """Make an instance over there."""
        return cls.__about__.link.call(cls, args, kwargs)

    def __getattr__(cls, name):
        if _is_special(name):
            raise AttributeError(name)
        return cls.__about__.link.ask("get", cls, name)[0]

    def __setattr__(cls, name, value):
        cls.__about__.link.ask("set", cls, name, value)

    __hash__ = type.__hash__
    __eq__ = type.__eq__


@dataclass
class About:
    """What is known of a student's class.

    Attributes
    ----------
    link : Link
    number : int
    what : str
        Its full name.
    asked : bool
        Whether a test has asked for it, or for one that it is derived from, by name.
    """

    link: object
    number: int
    what: str
    asked: bool = False


class Proxy:
    """Stands for one object of the student's process."""

    __slots__ = ("__held__", "__weakref__")

    def __getattr__(self, name):
        if _is_special(name):
            if name in ("__name__", "__qualname__", "__doc__"):
                return _asked(self, "get", name)
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return _asked(self, "get", name)

    def __setattr__(self, name, value):
        _asked(self, "set", name, value)

    def __delattr__(self, name):
        _asked(self, "delete", name)

    def __repr__(self):
        return str(_asked(self, "text", "__repr__"))

    def __str__(self):
        return str(_asked(self, "text", "__str__"))

    def __copy__(self):
        return _asked(self, "copy", False)

    def __deepcopy__(self, memo):
        return _asked(self, "copy", True)

    def __reduce_ex__(self, protocol):
        raise TypeError("a student's object cannot be pickled")


class Held:
    """How often an object came from the other side: what has to be let go of at its end."""

    __slots__ = ("link", "number", "times")

    def __init__(self, link, number):
        self.link, self.number, self.times = link, number, 1

    def __del__(self):
        self.link.let_go(self.number, self.times)


class Classes:
    """The classes of the student's process that have been met."""

    def __init__(self, link):
        self._link = link
        self._classes, self._errors = {}, {}
        self._proxies = weakref.WeakValueDictionary()

    def add(self, number, name, what, bases, operations, methods):
        """Make a class from its description, or bring it up to date."""
        if len(self._classes) >= MAX_CLASSES or type(number) is not int or number in self._classes:
            raise BoundaryError("more classes than there can be")
        names = [name, what, *operations, *methods]
        if not all(type(each) is str for each in names):
            raise BoundaryError("a class without a name")
        made = tuple(dict.fromkeys(self._classes[base] for base in bases)) or (Proxy,)
        content = {"__slots__": (), "__module__": "student", "__qualname__": name}
        content |= {each: _method(each) for each in methods if not _is_special(each)}
        content |= {each: _operation(each) for each in operations if each in OPERATIONS}
        if what == MODULE and "torch" in sys.modules:  # isinstance asks for __class__ as well
            module = sys.modules["torch"].nn.Module
            content["__class__"] = property(lambda self: module)
        try:
            cls = type.__new__(Remote, name, made, content)
        except (TypeError, ValueError):  # bases that have no common order
            cls = type.__new__(Remote, name, (Proxy,), content)
        asked = any(base.__about__.asked for base in made if base is not Proxy)
        type.__setattr__(cls, "__about__", About(self._link, number, what, asked))
        self._classes[number] = cls

    def get(self, number):
        """Return a class."""
        return self._classes[number]

    def proxy(self, number, kind):
        """Return the proxy of an object, the same as long as one is held."""
        found = self._proxies.get(number)
        cls = self._classes[kind]
        if found is not None and type(found) is cls:
            _ours(found, "__held__").times += 1
            return found
        made = object.__new__(cls)
        object.__setattr__(made, "__held__", Held(self._link, number))
        self._proxies[number] = made
        return made


def ask_for(thing):
    """Take note that a test names a class: arithmetic with its instances is part of the test."""
    if isinstance(thing, Remote):
        thing.__about__.asked = True
        for derived in type.__subclasses__(thing):
            ask_for(derived)


def number_of(value, link):
    """Return the number of a student's object behind a value, None where there is none."""
    if isinstance(value, Remote):
        return value.__about__.number
    if isinstance(value, Proxy | Wrapped):
        held = _ours(value, "__held__")
        return held.number if held.link is link else None
    return None


class Wrapped:
    """A student's namedtuple, defaultdict and so on: its content, and the object it came from."""

    def __getattr__(self, name):
        if _is_special(name):
            raise AttributeError(name)
        return _asked(self, "get", name)


def wrap(link, number, cls, base, content):
    """Return a tuple, list or dict that goes back as the student's own object."""
    kind = BASES.get(base)
    if kind is None:
        raise BoundaryError("a container of no known kind")
    if kind is dict:
        content = dict(zip(content[::2], content[1::2], strict=True))
    made = type(cls.__name__, (Wrapped, kind), {})(content)
    made.__held__ = Held(link, number)
    return made


def _asked(proxy, kind, *parts):
    """Have something done with an object and return the first value of the answer."""
    values = _ours(proxy, "__held__").link.ask(kind, proxy, *parts)
    return values[0] if values else None


def _method(name):
    def method(self, *args, **kwargs):
        return _asked(self, "method", name, args, tuple(kwargs.items()))

    method.__name__ = name
    return method


def _operation(name):
    if name == "__call__":
        return lambda self, *args, **kwargs: _ours(self, "__held__").link.call(self, args, kwargs)
    if name == "__next__":
        return _advance
    arithmetic = name in ARITHMETIC

    def operation(self, *args):
        cls = type(self)
        if arithmetic and not cls.__about__.asked:
            return NotImplemented if args else _refuse(name, cls)
        link = _ours(self, "__held__").link
        works, result = link.ask("operate", self, name, args)
        return result if works else NotImplemented

    return operation


def _advance(self):
    more, value = _ours(self, "__held__").link.ask("next", self)
    if not more:
        raise StopIteration
    return value


def _refuse(name, cls):
    raise TypeError(f"bad operand type for {name}: {cls.__name__!r}")


def _is_special(name):
    return name[:2] == "__" == name[-2:]
