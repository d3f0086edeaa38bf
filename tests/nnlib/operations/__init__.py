"""The table of operations, one module for each area; `test_operations` holds all to the same."""

from tests.nnlib.operations import basic, elementary, losses

OPERATIONS = [*elementary.OPERATIONS, *basic.OPERATIONS, *losses.OPERATIONS]
