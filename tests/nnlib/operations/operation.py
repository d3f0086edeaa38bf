"""One row of the table of operations."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Operation:
    """An operation of nnlib, the same in PyTorch, and the shapes of its inputs.

    A letter in `shapes` is a length drawn at random and different from the other letters', so
    that no two axes can be mistaken for each other: a to f from 2 to 7, H and W from 8 to 11.
    A digit is a length that the operation prescribes. ``batch`` is the letter of an axis that
    may have length 0.
    """

    name: str
    ours: Callable
    shapes: str
    theirs: Callable | None = None
    positive: bool = False
    batch: str = ""

    def inputs(self, dtype, seed=0, **lengths):
        rng = np.random.default_rng(seed)
        drawn = dict(zip("abcdef", rng.permutation(np.arange(2, 8)), strict=True))
        drawn |= dict(zip("HW", rng.permutation(np.arange(8, 12)), strict=False))
        drawn |= {digit: int(digit) for digit in "123456789"} | lengths
        arrays = [
            rng.standard_normal([drawn[letter] for letter in shape]).astype(dtype)
            for shape in self.shapes.split(",")
        ]
        return [np.abs(a) + 0.5 for a in arrays] if self.positive else arrays

    def reference(self):
        return self.theirs or self.ours
