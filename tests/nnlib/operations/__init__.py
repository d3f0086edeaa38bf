"""The table of operations, one module for each area; `test_operations` holds all to the same."""

from tests.nnlib.operations import basic, elementary, images, losses, sequences

OPERATIONS = [
    *elementary.OPERATIONS,
    *basic.OPERATIONS,
    *images.OPERATIONS,
    *losses.OPERATIONS,
    *sequences.OPERATIONS,
]
