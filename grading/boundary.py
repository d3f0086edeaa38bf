"""The tests' side of the boundary: what a student's process says, as proxies and plain data.

    process of the tests                       process of the student
    Link · proxies          one socket         Student · the real objects
      call, get, operate ... ──────────────►     does it
                             ◄──────────────   value, exception, warnings, text printed
      a test's function      ◄──────────────   called by a student's function
                             ──────────────►   its value

`inside.frames` says how a message lies on the socket, `inside.values` what values look like in it,
`inside.shares` how lists and arrays that both sides hold are kept in step, `inside.peer` in what
order the sides speak. All that arrives is checked there and taken for a claim: whatever it is, it
becomes a value, an exception in the test, or the end of the submission (`Lost`).

What a test's function or iterator is, the student's side cannot ask: it can call it and gets the
value. Do not draw the inputs of later checks from a random generator that was handed to a
student's function: like every argument it may be brought into any state.
"""

import builtins
import signal
import sys
import warnings
from time import monotonic

import numpy as np

from grading.exceptions import exception, warning_class
from grading.inside.frames import BoundaryError, Frames, Gone
from grading.inside.peer import ANSWERS, Peer
from grading.proxies import Classes, number_of, wrap
from grading.watcher import PATIENCE, Watcher

MAX_WARNINGS = 100
PROFILE = getattr(signal, "ITIMER_PROF", None)


class Lost(BaseException):
    """The student's process is gone; not to be held by a test's `except Exception`.

    Attributes
    ----------
    why : {"death", "time", "memory", "forged"}
    """

    def __init__(self, why):
        super().__init__(why)
        self.why = why


class TimeUp(BaseException):
    """The time for a cell has passed."""


class Link(Peer):
    """The connection to one student's process.

    Parameters
    ----------
    channel, control : socket.socket
        To the process, and to the one that watches it.
    """

    layouts = False

    def __init__(self, channel, control):
        super().__init__(Frames(channel, tick=self._tick), 1)
        self._watcher = Watcher(control)
        self._classes = Classes(self)
        self._warned, self._mode, self._unlike = [], "", False
        self._kill_at = None
        self._usual = np.geterr()
        self.time_is_up = False  # set by an alarm that must not ring in the middle of a message
        self.lost = None

    def cell(self, source):
        """Run a cell; return its outputs as JSON, the names bound, and if it was interrupted."""
        said = self.ask("cell", source)
        if [type(part) for part in said] != [str, tuple, bool]:
            self._lose("forged")
        return said

    def fetch(self, name):
        """Return the value of a name of the student's."""
        return self._one(self.ask("fetch", name))

    def call(self, target, args, kwargs):
        """Call a student's function."""
        return self._one(self.ask("call", target, args, tuple(kwargs.items())))

    def _one(self, values):
        """Return the one value of an answer."""
        if len(values) != 1:
            self._lose("forged")
        return values[0]

    def ask(self, kind, *parts):
        """Have something done over there and return the values of the answer.

        Raises
        ------
        Exception
            What the student's code raised.
        Lost
        """
        if self.lost:
            raise Lost(self.lost)
        try:
            answer = self.request(kind, *parts)
            values = self._checked(answer)
        except Gone:
            self._lose(self._watcher.last_words())
        except BoundaryError:
            self._lose("forged")
        if answer[1] == "late":
            signal.raise_signal(signal.SIGPROF)  # the test's own alarm says what there is to say
            raise TimeoutError("the call took too long")
        self._warn()
        if self.time_is_up and not self.nested:  # calls that end, and do not end to be made
            self._tick()
        if answer[1] == "ok":
            return values
        try:
            error = exception(*values)
        except TypeError:
            self._lose("forged")
        raise error from None

    def serve(self, message):
        """Call a test's function, or advance its iterator, for the student's code."""
        turn, kind, *parts = message
        try:
            result = self._carry_out(kind, parts)
        except BoundaryError:
            raise
        except Exception as error:
            self._answer_error(turn, error)
        except BaseException:
            self._answer_error(turn, KeyboardInterrupt())
            raise
        else:
            try:
                self.send([turn, "ok"], result)
            except (TypeError, ValueError) as error:  # of a form that cannot be handed over
                self._answer_error(turn, error)

    def export(self, value):
        """Send a student's object by its number, a test's function or iterator by ours."""
        number = number_of(value, self)
        if number:
            return ["h", number]
        if hasattr(value, "__next__"):
            return ["o", self.own(value), "i", ""]
        if callable(value):
            return ["o", self.own(value), "f", getattr(value, "__name__", "function")]
        return super().export(value)

    def resolve(self, token):
        """Return the proxy of a student's object or class, or this side's own function."""
        if token[0] == "h":
            return self.mine(token[1])
        if token[0] == "k":
            return self._classes.get(token[1])
        _, number, kind, *content = token
        if type(number) is not int:
            raise BoundaryError("an object without a number")
        if not content:
            return self._classes.proxy(number, kind)
        return wrap(self, number, self._classes.get(kind), content[0], self._contents(content[1:]))

    def facts(self):
        """Send how warnings and floating-point errors are treated here, and the time left."""
        facts = {}
        mode = _warnings_mode()
        if mode != self._mode:
            facts["w"] = self._mode = mode
        state = np.geterr()
        if state != self._usual:
            facts["e"], self._unlike = state, True
        elif self._unlike:
            facts["e"], self._unlike = None, False
        if PROFILE is not None and (left := signal.getitimer(PROFILE)[0]):
            facts["p"] = left
        return facts

    def note(self, facts):
        """Take note of classes, warnings, text and time."""
        for description in facts.get("c", ()):
            self._classes.add(*description)
        warned = facts.get("w", ())[:MAX_WARNINGS]
        self._warned += [(str(kind), str(text)) for kind, text in warned]
        if printed := facts.get("o"):
            sys.stdout.write(str(printed))
        if "p" in facts and PROFILE is not None:
            left = signal.getitimer(PROFILE)[0]
            if left:
                signal.setitimer(PROFILE, max(1e-4, left - max(0.0, float(facts["p"]))))

    def receive(self):
        """Return the next message, unless there is no time for more."""
        self._tick()
        return super().receive()

    def _checked(self, answer):
        """Decode an answer; what cannot be decoded is forged."""
        try:
            return [self.decode(part) for part in answer[2:]]
        except (BoundaryError, MemoryError):
            raise
        except Exception as error:
            raise BoundaryError("an answer of no known form") from error

    def _contents(self, parts):
        return [self.decode(part) for part in parts]

    def _carry_out(self, kind, parts):
        """Do what was asked for, if it is a thing that may be."""
        try:
            target, *rest = parts
            if target[0] != "h":
                raise BoundaryError("a request for what is no function of ours")
            thing = self.mine(target[1])
            rest = [self.decode(part) for part in rest]
            if kind == "call":
                args, kwargs = tuple(rest[0]), dict(rest[1])
            elif kind != "next" or not hasattr(thing, "__next__"):
                raise BoundaryError("a request of no known form")
        except BoundaryError:
            raise
        except Exception as error:
            raise BoundaryError("a request of no known form") from error
        if kind == "call":
            return [thing(*args, **kwargs)]
        try:
            return [True, next(thing)]
        except StopIteration:
            return [False, None]

    def _answer_error(self, turn, error):
        name = type(error).__name__
        known = isinstance(getattr(builtins, name, None), type)
        text = str(error) if known else "the test's function failed"
        self.send([turn, "error"], (name if known else "RuntimeError", text[:500]))

    def _wait(self, turn):
        """Wait for an answer; where this is broken off, bring the other side to its end first."""
        try:
            return super()._wait(turn)
        except (Gone, BoundaryError, Lost):
            raise
        except BaseException:
            self._unwind(turn)
            raise

    def _unwind(self, turn):
        """Interrupt the student's code and read until it has answered."""
        self._kill_at = monotonic() + PATIENCE
        try:
            self._watcher.interrupt()
            while True:
                message = self.receive()
                if message[0] == turn and message[1] in ANSWERS:
                    break
                self._answer_error(message[0], KeyboardInterrupt())
            self._watcher.interrupted()
        except (Gone, BoundaryError, Lost):
            self.kill()
            self.lost = self.lost or "time"
        finally:
            self._kill_at = None

    def _tick(self):
        """Look at the clock, before each message and while none comes."""
        if self._kill_at is None:
            if self.time_is_up:
                self.time_is_up = False
                raise TimeUp
        elif monotonic() > self._kill_at:
            raise Gone

    def kill(self):
        """End the student's process."""
        self._watcher.kill()

    def _lose(self, why):
        self.kill()
        self.lost = why
        raise Lost(why)

    def _warn(self):
        """Give warnings that came up over there to whoever records them here."""
        warned, self._warned = self._warned, []
        for name, text in warned:
            warnings.warn_explicit(text, warning_class(name), "<student>", 1)


def _warnings_mode():
    """Return what is done with warnings now, where it is the same with all of them."""
    action, message, category, module, _ = (warnings.filters or [("", 1, 0, 0, 0)])[0]
    if message is module is None and category is Warning and action in ("always", "error"):
        return action
    return ""
