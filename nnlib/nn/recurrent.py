"""Recurrent networks: layers stacked, and read in one direction or in both."""

import numpy as np

from nnlib import functional as F
from nnlib import init
from nnlib.nn.layers import Dropout
from nnlib.nn.module import Module, Parameter
from nnlib.tensor import cat, stack

__all__ = ["GRU", "LSTM", "RNN"]


class _Recurrent(Module):
    """What the three share: the parameters, the stack of layers and the two directions."""

    gates = 1

    def __init__(
        self,
        input_size,
        hidden_size,
        num_layers=1,
        bias=True,
        dropout=0.0,
        bidirectional=False,
        *,
        dtype=np.float32,
        rng=None,
    ):
        rng = np.random.default_rng() if rng is None else rng
        self.input_size, self.hidden_size, self.num_layers = input_size, hidden_size, num_layers
        self.bias, self.bidirectional = bias, bidirectional
        self.directions = ("", "_reverse") if bidirectional else ("",)
        self.dropout = Dropout(dropout, rng=rng)
        rows = self.gates * hidden_size
        for layer in range(num_layers):
            inputs = len(self.directions) * hidden_size if layer else input_size
            shapes = {"weight_ih": (rows, inputs), "weight_hh": (rows, hidden_size)}
            if bias:
                shapes |= {"bias_ih": (rows,), "bias_hh": (rows,)}
            for direction in self.directions:
                for name, shape in shapes.items():
                    values = init.fan_in_uniform(shape, hidden_size, rng, dtype)
                    setattr(self, f"{name}_l{layer}{direction}", Parameter(values))

    def _run(self, x, starts):
        """Return the outputs of the last layer, and of each layer and direction its last states.

        `starts` holds one array (layers * directions, n, h) or None for each kind of state.
        """
        self._check(x, starts)
        last, k = [], 0
        for layer in range(self.num_layers):
            outputs = []
            for direction in self.directions:
                start = [None if s is None else s[k] for s in starts]
                states = self._walk(x, self._weights(layer, direction), start, bool(direction))
                outputs.append(states[0])
                last.append([s[:, 0 if direction else -1] for s in states])
                k += 1
            x = cat(outputs, dim=-1) if self.bidirectional else outputs[0]
            if layer < self.num_layers - 1:
                x = self.dropout(x)
        return x, [stack(kind) for kind in zip(*last, strict=True)]

    def _walk(self, x, weights, start, reverse):
        """Return one direction of one layer: each kind of state after each step, (n, T, h)."""
        raise NotImplementedError

    def _weights(self, layer, direction):
        names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        return [getattr(self, f"{name}_l{layer}{direction}", None) for name in names]

    def _check(self, x, starts):
        name = type(self).__name__
        if len(x.shape) != 3 or x.shape[2] != self.input_size:
            raise ValueError(
                f"{name}: x has shape {x.shape}; expected (n, T, {self.input_size}): samples, "
                "steps, inputs. nnlib is always batch first."
            )
        expected = (self.num_layers * len(self.directions), x.shape[0], self.hidden_size)
        for start in starts:
            if start is not None and start.shape != expected:
                raise ValueError(
                    f"{name}: the initial state has shape {start.shape}; expected {expected}: "
                    "layers times directions, samples, hidden units."
                )

    def extra_repr(self):
        """Return the sizes."""
        return (
            f"{self.input_size}, {self.hidden_size}, num_layers={self.num_layers}, "
            f"bidirectional={self.bidirectional}"
        )


class RNN(_Recurrent):
    """Elman's recurrent network: ``h_t = tanh(W_ih x_t + b_ih + W_hh h_{t-1} + b_hh)``.

    Always batch first, PyTorch's ``batch_first=True``.

    Parameters
    ----------
    input_size, hidden_size : int
    num_layers : int
        Each layer reads the outputs of the one below.
    nonlinearity : {"tanh", "relu"}
    bias : bool
    dropout : float
        Probability of dropping an output on its way to the next layer.
    bidirectional : bool
        Whether a second set of weights reads the sequence backwards; its outputs stand after
        the first's, 2 * hidden_size in all.
    dtype : floating-point type
    rng : numpy.random.Generator, optional
        Source of the starting values, U(-k, k) with ``k = 1 / sqrt(hidden_size)``, and of the
        dropout.

    Attributes
    ----------
    weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0 : Parameter
        Of layer 0, and so on; with ``_reverse`` for the other direction. Shapes as in
        `nnlib.kernels.recurrent.rnn`.
    """

    def __init__(self, input_size, hidden_size, num_layers=1, nonlinearity="tanh", **options):
        super().__init__(input_size, hidden_size, num_layers, **options)
        self.nonlinearity = nonlinearity

    def forward(self, x, h_0=None):
        """Read x (n, T, input_size), from h_0 (layers * directions, n, h) or zeros.

        Returns the outputs (n, T, directions * h) and the last states h_n, shaped as h_0.
        Raises ValueError if a shape does not fit.
        """
        output, (h_n,) = self._run(x, [h_0])
        return output, h_n

    def _walk(self, x, weights, start, reverse):
        return [F.rnn(x, *weights, *start, self.nonlinearity, reverse)]


class LSTM(_Recurrent):
    """Long short-term memory (Hochreiter and Schmidhuber, 1997); gates in the order i, f, g, o.

    Parameters and attributes are those of `RNN`, without ``nonlinearity``; the shapes of the
    weights are those of `nnlib.kernels.recurrent.lstm`.
    """

    gates = 4

    def forward(self, x, state=None):
        """Read x (n, T, input_size), from (h_0, c_0), each (layers * directions, n, h), or zeros.

        Returns the outputs (n, T, directions * h) and the last states (h_n, c_n).
        Raises ValueError if a shape does not fit.
        """
        output, (h_n, c_n) = self._run(x, [None, None] if state is None else state)
        return output, (h_n, c_n)

    def _walk(self, x, weights, start, reverse):
        states = F.lstm(x, *weights, *start, reverse)
        return [states[0], states[1]]


class GRU(_Recurrent):
    """Gated recurrent units (Cho et al., 2014); gates in the order r, z, n.

    Parameters and attributes are those of `RNN`, without ``nonlinearity``; the shapes of the
    weights are those of `nnlib.kernels.recurrent.gru`.
    """

    gates = 3

    def forward(self, x, h_0=None):
        """Read x (n, T, input_size), from h_0 (layers * directions, n, h) or zeros.

        Returns the outputs (n, T, directions * h) and the last states h_n, shaped as h_0.
        Raises ValueError if a shape does not fit.
        """
        output, (h_n,) = self._run(x, [h_0])
        return output, h_n

    def _walk(self, x, weights, start, reverse):
        return [F.gru(x, *weights, *start, reverse)]
