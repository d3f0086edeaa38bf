"""One side of the boundary: requests, answers, and requests while an answer is waited for.

A message is `[turn, kind, ...]` and, behind it, what goes along: the new content of shared things
("u"), shared things that were dropped ("d"), objects that were let go of ("r") and `facts` of one
side or the other. The turn counts requests, so that an answer to another
request than the last one, or a frame that student code wrote, is noticed.

Exactly one side computes at any time. While it waits for an answer, a side serves requests of the
other one: a student's function calls a test's function, which calls the student's again.
"""

from .frames import BoundaryError
from .shares import Shares
from .values import Values

MAX_NESTED = 100
MAX_OBJECTS = 100_000
ANSWERS = ("ok", "error", "late")


class Peer(Values):
    """One side.

    Parameters
    ----------
    frames : Frames
    first : int
        1 on one side and 2 on the other.
    """

    def __init__(self, frames, first):
        super().__init__(Shares(first))
        self.frames = frames
        self._turn = self.nested = 0
        self._objects, self._numbers, self._sent = {}, {}, {}
        self._next = 1
        self._released = {}  # objects of the other side that are not used here any more

    def own(self, thing):
        """Return the number under which the other side may use an object of this side."""
        number = self._numbers.get(id(thing))
        if number is None:
            if len(self._objects) >= MAX_OBJECTS:
                raise ValueError("more objects than can be handed over")
            number, self._next = self._next, self._next + 1
            self._objects[number] = thing
            self._numbers[id(thing)] = number
            self._sent[number] = 0
        self._sent[number] += 1
        return number

    def mine(self, number):
        """Return the object of this side with a number."""
        return self._objects[number]

    def let_go(self, number, times=1):
        """Note that an object of the other side, which came so many times, is not used any more."""
        self._released[number] = self._released.get(number, 0) + times

    def request(self, kind, *parts):
        """Send a request and return the answer to it: a list whose second item is in ANSWERS."""
        self._turn += 1
        turn = self._turn
        if self.nested >= MAX_NESTED:
            raise RecursionError("functions that call each other, deeper than can be followed")
        self.nested += 1
        try:
            self.send([turn, kind], parts)
            return self._wait(turn)
        finally:
            self.nested -= 1

    def _wait(self, turn):
        """Return the answer to a request; serve those of the other side until it comes."""
        while True:
            message = self.receive()
            if message[1] not in ANSWERS:
                self.serve(message)
            elif message[0] == turn:
                return message
            else:
                raise BoundaryError("an answer to nothing that was asked")

    def serve(self, message):
        """Carry out a request and send the answer."""
        raise NotImplementedError

    def facts(self):
        """Return what goes along with the message whose parts have just been encoded."""
        return {}

    def note(self, facts):
        """Take note of the facts that came along, before anything else of the message."""

    def send(self, head, parts):
        """Send a message, of plain JSON and of values, with what changed since the last one.

        Raises
        ------
        Unsendable, TooLarge
            Nothing was sent, and all is as before.
        """
        try:
            updates = self._updates()
            message = head + [self.encode(part) for part in parts]
            extras = self.facts()
            if updates:
                extras["u"] = updates
            if self.shares.dropped:
                extras["d"] = self.shares.dropped
            if self._released:
                released, self._released = self._released, {}
                extras["r"] = list(released.items())
            self.frames.send([message, extras] if extras else [message], self.buffers)
        except BaseException:
            self.shares.undo()
            raise
        finally:
            self.buffers = []
        self.shares.dropped = []
        self.shares.settle()

    def _updates(self):
        if not len(self.shares):
            return []
        changed = list(self.shares.changes())
        updates = [[number, self.content(thing, 0)] for number, thing in changed]
        del changed
        self.shares.sweep()  # what nobody holds any more is told for the last time
        return updates

    def receive(self):
        """Return the next message, after what came along with it has been seen to."""
        content, data = self.frames.receive()
        try:
            self.start(data)
            message = content[0]
            if [type(part) for part in message[:2]] != [int, str]:
                raise BoundaryError("a message of no known form")
            if len(content) > 1:
                self._along(content[1])
            return message
        except BoundaryError:
            raise
        except Exception as error:
            raise BoundaryError("a message of no known form") from error

    def _along(self, extras):
        self.note(extras)
        for number, content in extras.get("u", ()):
            self.shares.update(number, self.decode(content))
        self.shares.drop(extras.get("d", ()))
        for number, times in extras.get("r", ()):
            self._release(number, times)

    def _release(self, number, times):
        left = self._sent.get(number, 0) - times
        if left > 0:
            self._sent[number] = left
        elif number in self._objects:
            del self._sent[number]
            self._numbers.pop(id(self._objects.pop(number)), None)
