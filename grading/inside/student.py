"""The process of one submission: runs its cells, and does what the tests ask of its functions.

Nothing here protects the marks: a student's code may do with this process what it likes. Whatever
it makes this side say is taken for a claim over there.
"""

import builtins
import contextlib
import copy
import signal
import warnings

import numpy as np

from . import errors
from .objects import describe, name_of
from .peer import Peer
from .stubs import STUBS, Stub

CONTAINERS = (tuple, list, dict)
NUMBERS = (bool, int, float, complex, str, bytes)
MAX_WARNINGS = 50
MAX_PRINTED = 10_000  # characters that a call may print


class TooLong(BaseException):
    """Raised by the alarm when a test has limited the time of a call."""


class Student(Peer):
    """The student's side of the boundary.

    Parameters
    ----------
    frames : Frames
    notebook : Notebook
        Runs cells, and knows the names that they have bound.
    """

    def __init__(self, frames, notebook):
        super().__init__(frames, 2)
        self._notebook = notebook
        self._running = 0
        self._described, self._news = set(), []
        self._mode, self._caught, self._catching = "", [], contextlib.ExitStack()
        self._state, self._allowed, self._timed = None, 0.0, False
        signal.signal(signal.SIGINT, self._interrupt)
        if hasattr(signal, "SIGPROF"):
            signal.signal(signal.SIGPROF, self._ring)

    def work(self):
        """Serve requests until the other side has gone."""
        while True:
            self.serve(self.receive())

    def serve(self, message):
        """Carry out one request and answer it."""
        turn, kind, *parts = message
        try:
            result = self._carry_out(kind, [self.decode(part) for part in parts])
            self.send([turn, "ok"], result)
        except TooLong:
            self.send([turn, "late"], ())
        except BaseException as error:
            self._answer_error(turn, error)

    def call_back(self, kind, *parts):
        """Ask the test for something: the value of its function, the next of its iterator."""
        answer = self.request(kind, *parts)
        self._wind_up()
        if answer[1] == "ok":
            values = [self.decode(part) for part in answer[2:]]
            return values[0] if kind == "call" else values
        name, text = (self.decode(part) for part in answer[2:4])
        raise getattr(builtins, name, RuntimeError)(text)

    def export(self, value):
        """Send an object by its number and the number of its class; the likes of lists as well."""
        if isinstance(value, Stub):
            return ["h", value._number]
        if isinstance(value, type):
            return ["k", self._class(value)]
        for plain in NUMBERS:
            if isinstance(value, plain):
                return self.encode(plain(value))
        token = ["o", self.own(value), self._class(type(value))]
        for base in CONTAINERS:
            if isinstance(value, base):
                token += [base.__name__, *map(self.encode, _items(value, base))]
        return token

    def resolve(self, token):
        """Return this side's object, or a stub of the other side's."""
        if token[0] == "h":
            return self.mine(token[1])
        _, number, kind, name = token
        return STUBS[kind](self, number, name)

    def facts(self):
        """Send new classes, warnings, what was printed, and the time that a limited call took."""
        facts = {}
        if self._news:
            facts["c"], self._news = self._news, []
        if self._caught:
            facts["w"] = [
                [f"{w.category.__module__}.{w.category.__name__}", str(w.message)[:500]]
                for w in self._caught[:MAX_WARNINGS]
            ]
            self._caught.clear()
        if printed := self._notebook.printed():
            facts["o"] = printed[:MAX_PRINTED]
        if self._timed:
            facts["p"] = self._allowed - signal.setitimer(signal.ITIMER_PROF, 0)[0]
        self._allowed, self._timed = 0.0, False
        return facts

    def note(self, facts):
        """Treat warnings, floating-point errors and time as the test does."""
        if "w" in facts:
            self._catch_warnings(facts["w"])
        if "e" in facts:
            self._state = facts["e"]
        if "p" in facts:
            self._allowed = facts["p"]

    def _carry_out(self, kind, parts):
        if kind == "cell":
            return self._notebook.run(self, *parts)
        if kind == "fetch":
            return [self._notebook.value(*parts)]
        self._running += 1
        try:
            self._wind_up()
            if not self._state:
                return _ACTIONS[kind](*parts)
            with np.errstate(**self._state):
                return _ACTIONS[kind](*parts)
        finally:
            self._running -= 1

    @contextlib.contextmanager
    def running(self):
        """Let interrupts through to what runs inside."""
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1

    def _wind_up(self):
        if self._allowed:
            signal.setitimer(signal.ITIMER_PROF, self._allowed)
            self._timed = True

    def _answer_error(self, turn, error):
        if not isinstance(error, Exception | SystemExit | KeyboardInterrupt | GeneratorExit):
            error = RuntimeError(f"{name_of(type(error))}: {error}")
        packed = errors.pack(error)
        del error
        self.send([turn, "error"], packed)

    def _class(self, cls):
        """Return the number of a class, described once."""
        number = self.own(cls)
        if number not in self._described:
            self._described.add(number)
            self._news.append([number, *describe(cls, self._class)])
        return number

    def _catch_warnings(self, mode):
        """Record warnings from now on; with "error" they are raised where they come up."""
        self._catching.close()
        self._caught = []
        if not mode:
            return
        caught = self._catching.enter_context(warnings.catch_warnings(record=True))
        warnings.simplefilter("error" if mode == "error" else "always")
        self._caught = caught

    def _interrupt(self, number, frame):
        if self._running:
            raise KeyboardInterrupt

    def _ring(self, number, frame):
        if self._running:
            raise TooLong


def _items(value, base):
    """List the plain content of a namedtuple, a defaultdict and so on."""
    if base is dict:
        return [part for pair in dict.items(value) for part in pair]
    return list(base.__iter__(value))


def _call(function, args, kwargs):
    return [function(*args, **dict(kwargs))]


def _method(thing, name, args, kwargs):
    return [getattr(thing, name)(*args, **dict(kwargs))]


def _operate(thing, name, args):
    """Do what an operator does: the method is looked up on the class."""
    result = getattr(type(thing), name)(thing, *args)
    return [result is not NotImplemented, None if result is NotImplemented else result]


def _next(iterator):
    try:
        return [True, next(iterator)]
    except StopIteration:
        return [False, None]


def _set(thing, name, value):
    setattr(thing, name, value)
    return []


def _delete(thing, name):
    delattr(thing, name)
    return []


_ACTIONS = {
    "call": _call,
    "method": _method,
    "operate": _operate,
    "next": _next,
    "get": lambda thing, name: [getattr(thing, name)],
    "set": _set,
    "delete": _delete,
    "text": lambda thing, name: [getattr(type(thing), name)(thing)],
    "copy": lambda thing, deep: [copy.deepcopy(thing) if deep else copy.copy(thing)],
}
