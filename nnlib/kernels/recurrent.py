"""Recurrent layers: one direction of one layer over a whole sequence.

Backpropagation through time is inside: the forward pass keeps what every step computed, and
``backward`` walks the steps from the last to the first. What does not wait for another step is
one matrix product for all of them: the inputs' share of the gates before the loop, and the
gradients of the weights after it.

Arrays are batch first outside, (n, T, i), and time first inside. The gates have an axis of their
own in front, (gates, T, n, h), so that each gate of a step is one contiguous block of memory.
"""

import numpy as np

from nnlib.kernels.basic import as_float

__all__ = ["gru", "lstm", "rnn"]


def rnn(
    x, weight_ih, weight_hh, bias_ih=None, bias_hh=None, h0=None, nonlinearity="tanh", reverse=False
):
    """Run Elman's network: ``h_t = tanh(W_ih x_t + b_ih + W_hh h_{t-1} + b_hh)``.

    Parameters
    ----------
    x : ndarray, shape (n, T, i)
    weight_ih, weight_hh : ndarray, shapes (h, i) and (h, h)
    bias_ih, bias_hh : ndarray, shape (h,), optional
    h0 : ndarray, shape (n, h), optional
        Hidden state before the first step; zeros by default.
    nonlinearity : {"tanh", "relu"}
    reverse : bool
        Walk from the last step to the first; the result stays in the order of `x`.

    Returns
    -------
    hs : ndarray, shape (n, T, h)
        Hidden state after each step.
    backward : callable
        ``dhs -> dx, dweight_ih, dweight_hh, dbias_ih, dbias_hh, dh0``

    Raises
    ------
    ValueError
        If the shapes do not fit, the sequence is empty, or the non-linearity is unknown.

    References
    ----------
    Elman (1990), "Finding structure in time"; Werbos (1990), "Backpropagation through time".
    """
    if nonlinearity not in ("tanh", "relu"):
        raise ValueError(f'rnn: nonlinearity must be "tanh" or "relu", got {nonlinearity!r}.')
    is_tanh = nonlinearity == "tanh"
    xs = _time_first("rnn", x, weight_ih, weight_hh, 1, reverse)
    steps, n, hidden = len(xs), xs.shape[1], len(weight_hh)
    hs = np.empty((steps + 1, n, hidden), xs.dtype)
    hs[0] = _start("rnn", "h0", h0, n, hidden)
    hs[1:] = _project(xs, weight_ih, _sum(bias_ih, bias_hh), 1)[0]
    for t in range(steps):
        h = hs[t + 1]
        h += hs[t] @ weight_hh.T
        np.tanh(h, out=h) if is_tanh else np.maximum(h, 0, out=h)

    def backward(dhs, need_dx=True):
        dhs = _flip(dhs.swapaxes(0, 1), reverse)
        dz, dh = np.empty((1, *dhs.shape), dhs.dtype), 0  # dh: what later steps hand back
        for t in reversed(range(steps)):
            h = hs[t + 1]
            np.multiply(dhs[t] + dh, 1 - h * h if is_tanh else h > 0, out=dz[0, t])
            dh = dz[0, t] @ weight_hh
        dx = _input_gradient(dz, weight_ih, reverse) if need_dx else None
        dweight_ih, dweight_hh = _weight_gradient(dz, xs), _weight_gradient(dz, hs[:-1])
        dbias = _bias_gradient(dz)
        return dx, dweight_ih, dweight_hh, dbias, dbias, dh

    return _batch_first(hs[1:], reverse), backward


def lstm(x, weight_ih, weight_hh, bias_ih=None, bias_hh=None, h0=None, c0=None, reverse=False):
    """Run a long short-term memory: gates decide what the cell state forgets, adds and shows.

    With ``z = W_ih x_t + b_ih + W_hh h_{t-1} + b_hh`` in the order i, f, g, o::

        i, f, o = sigmoid(z_i), sigmoid(z_f), sigmoid(z_o)
        g = tanh(z_g)
        c_t = f * c_{t-1} + i * g
        h_t = o * tanh(c_t)

    Parameters
    ----------
    x : ndarray, shape (n, T, i)
    weight_ih, weight_hh : ndarray, shapes (4h, i) and (4h, h)
        Rows of the gates i, f, g, o, one after the other.
    bias_ih, bias_hh : ndarray, shape (4h,), optional
    h0, c0 : ndarray, shape (n, h), optional
        Hidden and cell state before the first step; zeros by default.
    reverse : bool
        Walk from the last step to the first; the result stays in the order of `x`.

    Returns
    -------
    states : ndarray, shape (2, n, T, h)
        Hidden states and cell states after each step: ``hs, cs = states``.
    backward : callable
        ``dstates -> dx, dweight_ih, dweight_hh, dbias_ih, dbias_hh, dh0, dc0``

    Raises
    ------
    ValueError
        If the shapes do not fit, or the sequence is empty.

    References
    ----------
    Hochreiter and Schmidhuber (1997), "Long short-term memory"; Gers et al. (2000), "Learning to
    forget", for the gate f.
    """
    xs = _time_first("lstm", x, weight_ih, weight_hh, 4, reverse)
    steps, n, hidden = len(xs), xs.shape[1], weight_hh.shape[1]
    states = np.empty((2, steps + 1, n, hidden), xs.dtype)
    hs, cs = states
    hs[0], cs[0] = _start("lstm", "h0", h0, n, hidden), _start("lstm", "c0", c0, n, hidden)
    gates = _project(xs, weight_ih, _sum(bias_ih, bias_hh), 4)
    recurrent = weight_hh.reshape(4, hidden, hidden)
    transposed = np.ascontiguousarray(recurrent.swapaxes(1, 2))  # half the time of a view, in BLAS
    tanh_cs = np.empty_like(cs[1:])
    scale = np.array([0.5, 0.5, 1, 0.5], xs.dtype)[:, None, None]  # g is a tanh
    for t in range(steps):
        z = gates[:, t]
        z += hs[t] @ transposed
        _squash(z, scale)
        i, f, g, o = z
        np.multiply(f, cs[t], out=cs[t + 1])
        cs[t + 1] += i * g
        np.tanh(cs[t + 1], out=tanh_cs[t])
        np.multiply(o, tanh_cs[t], out=hs[t + 1])

    def backward(dstates, need_dx=True):
        dhs, dcs = np.ascontiguousarray(_flip(dstates.swapaxes(1, 2), reverse, axis=1))
        dgates, dh, dc = np.empty_like(gates), 0, 0
        for t in reversed(range(steps)):
            (i, f, g, o), dz = gates[:, t], dgates[:, t]
            dh = dhs[t] + dh
            dc = dcs[t] + dc + dh * o * (1 - tanh_cs[t] * tanh_cs[t])
            np.multiply(dc, g, out=dz[0])
            np.multiply(dc, cs[t], out=dz[1])
            np.multiply(dc, i, out=dz[2])
            np.multiply(dh, tanh_cs[t], out=dz[3])
            slopes = 1 - gates[:, t]
            slopes *= gates[:, t]
            np.subtract(1, g * g, out=slopes[2])
            dz *= slopes
            dh, dc = (dz @ recurrent).sum(axis=0), dc * f
        dx = _input_gradient(dgates, weight_ih, reverse) if need_dx else None
        dweight_ih, dweight_hh = _weight_gradient(dgates, xs), _weight_gradient(dgates, hs[:-1])
        dbias = _bias_gradient(dgates)
        return dx, dweight_ih, dweight_hh, dbias, dbias, dh, dc

    return _flip(states[:, 1:], reverse, axis=1).swapaxes(1, 2), backward


def gru(x, weight_ih, weight_hh, bias_ih=None, bias_hh=None, h0=None, reverse=False):
    """Run a gated recurrent unit: two gates mix the old hidden state with a new candidate.

    With ``gx = W_ih x_t + b_ih`` and ``gh = W_hh h_{t-1} + b_hh`` in the order r, z, n::

        r, z = sigmoid(gx_r + gh_r), sigmoid(gx_z + gh_z)
        n = tanh(gx_n + r * gh_n)
        h_t = (1 - z) * n + z * h_{t-1}

    Parameters
    ----------
    x : ndarray, shape (n, T, i)
    weight_ih, weight_hh : ndarray, shapes (3h, i) and (3h, h)
        Rows of r, z, n, one after the other.
    bias_ih, bias_hh : ndarray, shape (3h,), optional
    h0 : ndarray, shape (n, h), optional
        Hidden state before the first step; zeros by default.
    reverse : bool
        Walk from the last step to the first; the result stays in the order of `x`.

    Returns
    -------
    hs : ndarray, shape (n, T, h)
        Hidden state after each step.
    backward : callable
        ``dhs -> dx, dweight_ih, dweight_hh, dbias_ih, dbias_hh, dh0``

    Raises
    ------
    ValueError
        If the shapes do not fit, or the sequence is empty.

    References
    ----------
    Cho et al. (2014), "Learning phrase representations using RNN encoder-decoder", section 2.3;
    the reset gate acts after the matrix product, as in PyTorch and cuDNN.
    """
    xs = _time_first("gru", x, weight_ih, weight_hh, 3, reverse)
    steps, n, hidden = len(xs), xs.shape[1], weight_hh.shape[1]
    hs = np.empty((steps + 1, n, hidden), xs.dtype)
    hs[0] = _start("gru", "h0", h0, n, hidden)
    gates, candidates = _project(xs, weight_ih, bias_ih, 3), np.empty_like(hs[1:])
    for t in range(steps):
        gh = _project(hs[t : t + 1], weight_hh, bias_hh, 3)[:, 0]
        gates[:2, t] += gh[:2]
        _squash(gates[:2, t], 0.5)
        r, z, new = gates[:, t]
        candidates[t] = gh[2]
        new += r * gh[2]
        np.tanh(new, out=new)
        np.add(new, z * (hs[t] - new), out=hs[t + 1])

    def backward(dhs, need_dx=True):
        dhs = _flip(dhs.swapaxes(0, 1), reverse)
        dgx, dgh, dh = np.empty_like(gates), np.empty_like(gates), 0
        recurrent = weight_hh.reshape(3, hidden, hidden)
        for t in reversed(range(steps)):
            r, z, new = gates[:, t]
            dh = dhs[t] + dh
            dnew = dh * (1 - z) * (1 - new * new)
            dgx[0, t] = dnew * candidates[t] * r * (1 - r)
            dgx[1, t] = dh * (hs[t] - new) * z * (1 - z)
            dgx[2, t] = dnew
            dgh[:2, t] = dgx[:2, t]
            dgh[2, t] = dnew * r
            dh = dh * z + (dgh[:, t] @ recurrent).sum(axis=0)
        dx = _input_gradient(dgx, weight_ih, reverse) if need_dx else None
        dweight_ih, dweight_hh = _weight_gradient(dgx, xs), _weight_gradient(dgh, hs[:-1])
        dbias_ih, dbias_hh = _bias_gradient(dgx), _bias_gradient(dgh)
        return dx, dweight_ih, dweight_hh, dbias_ih, dbias_hh, dh

    return _batch_first(hs[1:], reverse), backward


def _squash(z, scale):
    """Turn z in place into sigmoid(z) where scale is 1/2, into tanh(z) where it is 1.

    One tanh serves both, because ``sigmoid(z) = tanh(z / 2) / 2 + 1 / 2``.
    """
    z *= scale
    np.tanh(z, out=z)
    z *= scale
    z += 1 - scale


def _project(xs, weight, bias, gates):
    """Return every gate's ``x @ weight.T + bias`` at every step, (T, n, i) -> (gates, T, n, h)."""
    steps, n, i = xs.shape
    z = xs.reshape(-1, i) @ weight.reshape(gates, -1, i).swapaxes(1, 2)
    if bias is not None:
        z += bias.reshape(gates, 1, -1)
    return z.reshape(gates, steps, n, z.shape[2])


def _weight_gradient(dz, xs):
    rows = dz.reshape(len(dz), -1, dz.shape[3])
    dweight = rows.swapaxes(1, 2) @ xs.reshape(-1, xs.shape[2])  # (gates, h, T n) @ (T n, i)
    return dweight.reshape(-1, xs.shape[2])


def _input_gradient(dz, weight, reverse):
    gates, steps, n, hidden = dz.shape
    rows = dz.reshape(gates, -1, hidden)  # (gates, T n, h) @ (gates, h, i), summed over gates
    dxs = (rows @ weight.reshape(gates, hidden, -1)).sum(axis=0)
    return _batch_first(dxs.reshape(steps, n, weight.shape[1]), reverse)


def _bias_gradient(dz):
    return dz.sum(axis=(1, 2)).reshape(-1)  # (gates, T, n, h) -> (gates h,)


def _time_first(name, x, weight_ih, weight_hh, gates, reverse):
    """Return x as a new array (T, n, i), in the order of the walk, or say what does not fit."""
    x = as_float(x, weight_ih.dtype)
    hidden, (rows, i) = weight_hh.shape[1], weight_ih.shape
    if rows != gates * hidden or weight_hh.shape[0] != rows:
        raise ValueError(
            f"{name}: weight_ih has shape {weight_ih.shape} and weight_hh {weight_hh.shape}; "
            f"expected ({gates} * h, i) and ({gates} * h, h) with the same h."
        )
    if x.ndim != 3 or x.shape[2] != i or x.shape[1] == 0:
        raise ValueError(
            f"{name}: x has shape {x.shape}; expected (n, T, {i}): samples, at least one step, "
            "and the number of inputs that weight_ih takes. nnlib is always batch first."
        )
    return np.ascontiguousarray(_flip(x.swapaxes(0, 1), reverse))


def _batch_first(xs, reverse):
    return _flip(xs, reverse).swapaxes(0, 1)


def _flip(xs, reverse, axis=0):
    return np.flip(xs, axis) if reverse else xs


def _start(name, which, state, n, hidden):
    """Return the state before the first step, or say that its shape is wrong."""
    if state is not None and state.shape != (n, hidden):
        raise ValueError(
            f"{name}: {which} has shape {state.shape}; expected {(n, hidden)}, one row of "
            "hidden units for each sample."
        )
    return 0 if state is None else state


def _sum(bias_ih, bias_hh):
    return None if bias_ih is None else bias_ih + bias_hh
