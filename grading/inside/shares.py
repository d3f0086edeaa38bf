"""What both sides keep a copy of: lists, dicts, arrays, random generators, tensors.

When one of them is first sent, it gets a number on both sides, and from then on every message
carries the new content of those that its sender has changed. So arguments that are changed in
place, one array given twice, parameters that an optimizer keeps, and a generator that a student
draws from behave as in one process. One that nobody else holds any more on either side is dropped
from both tables.
"""

import hashlib
import operator
import sys
import warnings

import numpy as np

from . import generators, tensors
from .frames import BoundaryError

MAX_SHARES = 50_000
LARGE = 2**20  # bytes of an array that are kept to compare with


class Share:
    """One of them: its number, this side's copy, and what marks the content both sides know."""

    __slots__ = ("mark", "number", "thing")

    def __init__(self, number, thing):
        self.number, self.thing, self.mark = number, thing, _mark(thing)


class Shares:
    """The table of one side.

    Parameters
    ----------
    first : int
        1 or 2: the two sides number theirs with odd and with even numbers.
    """

    def __init__(self, first):
        self._next = first
        self._parity = first % 2
        self._shares = {}
        self._numbers = {}  # by id(); the table holds the things, so ids are not used again
        self.dropped = []  # numbers that the other side has to be told
        self._added, self._told = [], []  # by the message that is being made

    def __len__(self):
        return len(self._shares)

    def number(self, thing):
        """Return the number of a thing, 0 if it has none."""
        return self._numbers.get(id(thing), 0)

    def add(self, thing):
        """Give a number to a thing of this side."""
        number = self._next
        self._next += 2
        self._keep(number, thing)
        self._added.append(number)
        return number

    def settle(self):
        """Note that the message was sent."""
        self._added, self._told = [], []

    def undo(self):
        """Note that the message was not sent after all."""
        self.drop(self._added)
        for share in self._told:
            share.mark = ()
        self.settle()

    def accept(self, number, thing):
        """Keep this side's copy of a thing of the other side; 0 means that it is not shared."""
        if number:
            if type(number) is not int or number % 2 == self._parity or number in self._shares:
                raise BoundaryError("a number that cannot be")
            self._keep(number, thing)
        return thing

    def filled(self, number):
        """Note the content of a list or dict that got its items after `accept`."""
        if share := self._shares.get(number):
            share.mark = _mark(share.thing)

    def get(self, number):
        """Return this side's copy."""
        return self._shares[number].thing

    def changes(self):
        """Yield the numbers and the things that changed here since the other side was told."""
        for share in self._shares.values():
            thing, mark = share.thing, share.mark
            now = _mark(thing)
            if not _same(thing, mark, now):
                share.mark = now
                self._told.append(share)
                yield share.number, thing

    def update(self, number, content):
        """Write the content that the other side has now into this side's copy."""
        share = self._shares.get(number)
        if share is None:
            return
        _write(share.thing, content)
        share.mark = _mark(share.thing)

    def drop(self, numbers):
        """Forget what the other side has dropped."""
        for number in numbers:
            share = self._shares.pop(number, None)
            if share is not None:
                self._numbers.pop(id(share.thing), None)

    def sweep(self):
        """Drop what nobody on this side holds but the table; the other side will be told."""
        dead = [
            share.number for share in self._shares.values() if sys.getrefcount(share.thing) <= 2
        ]
        self.drop(dead)
        self.dropped.extend(dead)

    def _keep(self, number, thing):
        if len(self._shares) >= MAX_SHARES:
            raise BoundaryError("more lists and arrays than can be kept in step")
        self._shares[number] = Share(number, thing)
        self._numbers[id(thing)] = number


def _mark(thing):
    """Return what tells a later content from the present one."""
    kind = type(thing)
    if kind is list:
        return tuple(thing)
    if kind is dict:
        return tuple(part for pair in thing.items() for part in pair)
    if kind is np.random.Generator:
        return generators.state_of(thing)
    if tensors.is_tensor(thing):
        return tensors.pack(thing)
    return thing.shape, _digest(thing)


def _digest(array):
    """Return the bytes of an array, or a hash where they are many."""
    data = array.tobytes()
    return data if len(data) <= LARGE else hashlib.blake2b(data).digest()


def _same(thing, before, now):
    """Compare two marks, the items of lists by identity: no code of the student's runs here."""
    if type(thing) in (list, dict):
        return len(before) == len(now) and all(map(operator.is_, before, now))
    return before == now


def _write(thing, content):
    """Give a thing the content of another of its kind."""
    kind = type(thing)
    if kind in (list, dict):
        if type(content) is not kind:
            raise BoundaryError("a list or dict that became something else")
        thing.clear()
        (thing.extend if kind is list else thing.update)(content)
    elif kind is np.random.Generator:
        generators.update(thing, content)
    elif tensors.is_tensor(thing):
        tensors.update(thing, content)
    elif thing.flags.writeable:
        _write_array(thing, content)


def _write_array(array, content):
    if type(content) is not np.ndarray or content.dtype != array.dtype:
        raise BoundaryError("an array that became something else")
    if content.shape != array.shape:
        try:
            with warnings.catch_warnings():  # the way to do what a student did: `x.shape = ...`
                warnings.simplefilter("ignore")
                array.resize(content.shape, refcheck=False)
        except ValueError as error:
            raise BoundaryError("an array of another size") from error
    np.copyto(array, content)
