"""The non-linearities as modules, for `Sequential`."""

from nnlib import functional as F
from nnlib.nn.module import Module

__all__ = ["GELU", "LeakyReLU", "LogSoftmax", "ReLU", "SiLU", "Sigmoid", "Softmax", "Tanh"]


class ReLU(Module):
    """``max(x, 0)``, elementwise."""

    def forward(self, x):
        """Rectify x of any shape."""
        return F.relu(x)


class Sigmoid(Module):
    """``1 / (1 + exp(-x))``, elementwise."""

    def forward(self, x):
        """Squash x of any shape to (0, 1)."""
        return F.sigmoid(x)


class Tanh(Module):
    """The hyperbolic tangent, elementwise."""

    def forward(self, x):
        """Squash x of any shape to (-1, 1)."""
        return F.tanh(x)


class LeakyReLU(Module):
    """``x`` where positive, ``negative_slope * x`` elsewhere.

    Parameters
    ----------
    negative_slope : float
    """

    def __init__(self, negative_slope=0.01):
        self.negative_slope = negative_slope

    def forward(self, x):
        """Apply to x of any shape."""
        return F.leaky_relu(x, self.negative_slope)

    def extra_repr(self):
        """Return the slope."""
        return f"negative_slope={self.negative_slope}"


class GELU(Module):
    """``x`` times the Gaussian distribution function at x.

    Parameters
    ----------
    approximate : {"none", "tanh"}
    """

    def __init__(self, approximate="none"):
        self.approximate = approximate

    def forward(self, x):
        """Apply to x of any shape."""
        return F.gelu(x, self.approximate)

    def extra_repr(self):
        """Return the variant."""
        return f"approximate={self.approximate!r}"


class SiLU(Module):
    """``x * sigmoid(x)``, elementwise."""

    def forward(self, x):
        """Apply to x of any shape."""
        return F.silu(x)


class Softmax(Module):
    """Probabilities along an axis, from scores.

    Parameters
    ----------
    dim : int
        The last axis by default, which PyTorch leaves to be named.
    """

    def __init__(self, dim=-1):
        self.dim = dim

    def forward(self, x):
        """Apply to x of any shape."""
        return F.softmax(x, self.dim)

    def extra_repr(self):
        """Return the axis."""
        return f"dim={self.dim}"


class LogSoftmax(Module):
    """Logarithms of the probabilities along an axis, from scores.

    Parameters
    ----------
    dim : int
        The last axis by default, which PyTorch leaves to be named.
    """

    def __init__(self, dim=-1):
        self.dim = dim

    def forward(self, x):
        """Apply to x of any shape."""
        return F.log_softmax(x, self.dim)

    def extra_repr(self):
        """Return the axis."""
        return f"dim={self.dim}"
