"""The engine: arrays that remember how they were made, and reverse-mode differentiation.

A `Tensor` holds an array, the function ``backward`` of the operation that made it, and the
tensors that went in. `Tensor.backward` visits them from the result to the leaves and hands each
``backward`` the gradient that has arrived. That is the whole engine. An operation is a function
on arrays that returns its result and its own ``backward`` (see `nnlib.kernels`), and
`differentiable` makes it work on tensors. Broadcasting is undone in one place, for all of them.

Names and behaviour are PyTorch's, with these differences: ``data`` is a NumPy array; `Tensor.max`
returns values only (PyTorch's ``amax``); a graph lives as long as its result does, so that
``backward`` may be called again without ``retain_graph``.
"""

import functools
import inspect
import math
from contextlib import contextmanager
from contextvars import ContextVar

import numpy as np

from nnlib import kernels
from nnlib.kernels.basic import as_float

__all__ = ["Tensor", "cat", "differentiable", "no_grad", "stack", "unbroadcast"]

# glibc returns freed memory to the system above a limit, which it raises to twice the largest
# block it has seen freed. This block, never touched, spares each training step its page faults.
np.empty(30 << 20, dtype=np.uint8)

_recording = ContextVar("recording", default=True)


@contextmanager
def no_grad():
    """Compute without recording a graph, as a context or as the decorator ``@no_grad()``."""
    token = _recording.set(False)
    try:
        yield
    finally:
        _recording.reset(token)


def unbroadcast(grad, shape):
    """Sum `grad` over the axes along which an array of `shape` was broadcast.

    Broadcasting uses one number in many places, so its gradient is the sum over those places.

    Returns an array of `shape`; raises ValueError if `shape` does not broadcast to that of `grad`.

    Examples
    --------
    >>> unbroadcast(np.ones((4, 3)), (3,))
    array([4., 4., 4.])
    """
    if grad.shape == shape:
        return grad
    new = grad.ndim - len(shape)
    padded = (1,) * new + tuple(shape)
    if new < 0 or any(s not in (1, g) for s, g in zip(padded, grad.shape, strict=True)):
        raise ValueError(f"unbroadcast: shape {shape} does not broadcast to {grad.shape}.")
    stretched = tuple(axis for axis, s in enumerate(padded) if axis < new or s == 1)
    return grad.sum(axis=stretched).reshape(shape)


def differentiable(kernel, *, optional_dx=False):
    """Make a kernel on arrays into an operation on tensors.

    Parameters
    ----------
    kernel : callable
        Returns ``(result, backward)``, as described in `nnlib.kernels`.
    optional_dx : bool
        Whether its ``backward`` takes ``need_dx=False`` for a first input that needs no gradient.

    Returns
    -------
    callable
        Takes tensors, arrays and numbers, returns a Tensor; its ``.kernel`` is `kernel`.
    """
    signature = inspect.signature(kernel)

    @functools.wraps(kernel)
    def operation(*args, **kwargs):
        if kwargs:  # F.linear(x, weight=w): gradients are matched to positions
            bound = signature.bind(*args, **kwargs)
            args, kwargs = bound.args, bound.kwargs
        result, backward = kernel(*map(_operand, args), **kwargs)
        if optional_dx and not getattr(args[0], "requires_grad", False):
            backward = functools.partial(backward, need_dx=False)
        return _record(result, backward, args)

    operation.kernel = kernel
    return operation


def _operand(value):
    """Return what a kernel gets: a tensor's array; a NumPy scalar as a Python number.

    NumPy would turn ``float32_array * np.float64(2)`` into float64, PyTorch does not.
    """
    if isinstance(value, Tensor):
        return value.data
    return value.item() if isinstance(value, np.generic) else value


def _record(result, backward, args):
    """Wrap the result of an operation; remember where it came from if a gradient may be asked."""
    pairs = enumerate(args) if _recording.get() else ()
    parents = tuple((i, arg) for i, arg in pairs if isinstance(arg, Tensor) and arg.requires_grad)
    tensor = Tensor.__new__(Tensor)
    tensor.data, tensor.grad, tensor.requires_grad = np.asarray(result), None, bool(parents)
    tensor._backward, tensor._parents = (backward if parents else None), parents
    return tensor


class Tensor:
    """An array that can be differentiated.

    Parameters
    ----------
    data : array_like
        Copied. An array keeps its type; Python floats become float32, as in PyTorch.
    requires_grad : bool
        Whether `backward` shall fill ``grad``.
    dtype : NumPy floating-point or integer type, optional

    Attributes
    ----------
    data : ndarray
    grad : ndarray or None
        The sum of the gradients of all calls of `backward` since it was None. Only leaves
        (tensors that no operation made) keep one.

    Raises
    ------
    TypeError
        If a gradient is asked for data that are not floating-point numbers.

    Examples
    --------
    >>> x = Tensor([3.0, 4.0], requires_grad=True)
    >>> (x * x).sum().backward()
    >>> x.grad
    array([6., 8.], dtype=float32)
    """

    __slots__ = ("__weakref__", "_backward", "_parents", "data", "grad", "requires_grad")
    __array_ufunc__ = None  # array * tensor asks the tensor, not the array

    def __init__(self, data, requires_grad=False, dtype=None):
        self.data = np.array(data, dtype=dtype)
        is_numpy = isinstance(data, (np.ndarray, np.generic, Tensor))
        if dtype is None and not is_numpy and self.data.dtype == np.float64:
            self.data = self.data.astype(np.float32)
        if requires_grad and self.data.dtype.kind != "f":
            raise TypeError(
                f"only floating-point tensors can require a gradient, got {self.data.dtype}; "
                "give floats (1.0 instead of 1) or a dtype."
            )
        self.requires_grad = requires_grad
        self.grad = None
        self._backward, self._parents = None, ()

    # Differentiation

    def backward(self, gradient=None):
        """Add the gradient of this tensor to ``grad`` of every leaf it was computed from.

        Parameters
        ----------
        gradient : array_like of this tensor's shape, optional
            Gradient of the loss with respect to this tensor; 1 if the tensor is the loss.

        Raises
        ------
        RuntimeError
            If nothing here requires a gradient, or `gradient` is missing for several elements.
        ValueError
            If `gradient` has another shape.
        """
        if not self.requires_grad:
            raise RuntimeError(
                "backward: this tensor depends on nothing with requires_grad=True "
                "(or was computed under no_grad)."
            )
        pending = {id(self): self._seed(gradient)}  # gradients that have arrived so far
        for tensor in reversed(self._topological_order()):
            dy = pending.pop(id(tensor))
            if not tensor._parents:
                tensor._accumulate(dy)
                continue
            grads = tensor._input_gradients(dy)
            for position, parent in tensor._parents:
                grad = unbroadcast(grads[position], parent.shape)
                if id(parent) in pending:  # several paths: their gradients add
                    grad = pending[id(parent)] + grad
                pending[id(parent)] = grad

    def _input_gradients(self, dy):
        grads = self._backward(dy)
        grads = grads if isinstance(grads, tuple) else (grads,)
        last = self._parents[-1][0]
        if last >= len(grads):
            raise RuntimeError(
                f"backward: {self._backward.__qualname__.split('.')[0]} has no gradient for its "
                f"argument {last + 1}; pass that tensor as tensor.detach()."
            )
        return grads

    def _seed(self, gradient):
        if gradient is None:
            if self.data.size != 1:
                raise RuntimeError(
                    f"backward: the tensor has shape {self.shape}; only a single number has an "
                    "implicit gradient of 1. Reduce it first (sum, mean) or pass gradient=."
                )
            return np.ones_like(self.data)
        gradient = np.asarray(gradient, dtype=self.dtype)
        if gradient.shape != self.shape:
            raise ValueError(
                f"backward: gradient has shape {gradient.shape}, the tensor {self.shape}; "
                "they must be equal."
            )
        return gradient

    def _topological_order(self):
        """Return the tensors of the graph, each after its parents; a stack, not recursion."""
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            tensor, parents_done = stack.pop()
            if parents_done:
                order.append(tensor)
            elif id(tensor) not in seen:
                seen.add(id(tensor))
                stack.append((tensor, True))
                stack.extend((parent, False) for _, parent in tensor._parents)
        return order

    def _accumulate(self, grad):
        if self.grad is None:
            self.grad = np.array(grad, dtype=self.dtype)
        else:
            self.grad += grad

    def detach(self):
        """Return a tensor with the same data and no history."""
        return _record(self.data, None, ())

    # Operations: kernels, so the first argument too is an array and not a tensor

    @differentiable
    def __add__(a, b):
        return a + b, lambda dy: (dy, dy)

    @differentiable
    def __sub__(a, b):
        return a - b, lambda dy: (dy, -dy)

    @differentiable
    def __mul__(a, b):
        return a * b, lambda dy: (dy * b, dy * a)

    @differentiable
    def __truediv__(a, b):
        return a / b, lambda dy: (dy / b, -dy * a / b / b)

    @differentiable
    def __pow__(a, p):
        if not isinstance(p, (int, float)):
            raise TypeError("**: the exponent must be a number; write (b * a.log()).exp().")
        return a**p, lambda dy: dy * (p * a ** (p - 1) if p else 0)  # 0 at a = 0 too

    @differentiable
    def __matmul__(a, b):
        def backward(dy):
            rows = a if a.ndim > 1 else a[None, :]  # a vector is one row on the left,
            columns = b if b.ndim > 1 else b[:, None]  # one column on the right
            dy = dy if b.ndim > 1 else dy[..., None]
            dy = dy if a.ndim > 1 else dy[..., None, :]
            da, db = dy @ columns.swapaxes(-1, -2), rows.swapaxes(-1, -2) @ dy
            return da, db if b.ndim > 1 else db[..., 0]

        return a @ b, backward

    @differentiable
    def __neg__(a):
        return -a, lambda dy: -dy

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other):
        return -self + other

    def __rtruediv__(self, other):
        return self**-1 * other

    def __rpow__(self, base):
        return (self * math.log(base)).exp()

    def __rmatmul__(self, other):
        return Tensor(other) @ self

    @differentiable
    def exp(a):
        """Return e to the power of each element."""
        y = np.exp(as_float(a))
        return y, lambda dy: dy * y

    @differentiable
    def log(a):
        """Return the natural logarithm of each element."""
        a = as_float(a)
        return np.log(a), lambda dy: dy / a

    relu = differentiable(kernels.relu)
    sigmoid = differentiable(kernels.sigmoid)
    tanh = differentiable(kernels.tanh)

    @differentiable
    def sum(a, dim=None, keepdim=False):
        """Sum over all elements, or over the axis or axes `dim`."""
        shape, gone = a.shape, () if dim is None or keepdim else dim
        y = a.sum(axis=dim, keepdims=keepdim)
        return y, lambda dy: np.broadcast_to(np.expand_dims(dy, gone), shape)

    def mean(self, dim=None, keepdim=False):
        """Average over all elements, or over the axis or axes `dim`."""
        total = self.sum(dim, keepdim)
        return total / (self.data.size / max(total.data.size, 1))

    @differentiable
    def max(a, dim=None, keepdim=False):
        """Take the largest element, of all or along `dim`; equal maxima share the gradient."""
        largest = a.max(axis=dim, keepdims=True)

        def backward(dy):
            winners = a == largest
            shares = dy.reshape(largest.shape) / winners.sum(dim, dtype=a.dtype, keepdims=True)
            return winners * shares

        return largest if keepdim else largest.squeeze(dim), backward

    @differentiable
    def reshape(a, *shape):
        """Return the same elements in another shape."""
        old = a.shape
        return a.reshape(*shape), lambda dy: dy.reshape(old)

    @differentiable
    def transpose(a, dim0, dim1):
        """Swap two axes."""
        return a.swapaxes(dim0, dim1), lambda dy: dy.swapaxes(dim0, dim1)

    @differentiable
    def __getitem__(a, index):
        y, shape, dtype = a[index], a.shape, a.dtype
        is_view = np.may_share_memory(a, y)  # so by slices, which name no element twice

        def backward(dy):
            da = np.zeros(shape, dtype)
            if is_view:
                da[index] = dy
            else:
                np.add.at(da, index, dy)
            return da

        return y, backward

    # The array inside

    @property
    def T(self):
        """The matrix transposed."""
        return self.transpose(0, 1)

    @property
    def shape(self):
        """Lengths of the axes."""
        return self.data.shape

    @property
    def dtype(self):
        """Type of the elements."""
        return self.data.dtype

    def item(self):
        """Return the only element as a Python number."""
        return self.data.item()

    def numpy(self):
        """Return the array, not a copy.

        Raises
        ------
        RuntimeError
            If the tensor requires a gradient, which would be lost unseen.
        """
        if self.requires_grad:
            raise RuntimeError("numpy: this tensor requires a gradient; write t.detach().numpy().")
        return self.data

    def __array__(self, dtype=None, copy=None):
        return np.array(self.numpy(), dtype=dtype, copy=copy)

    def __repr__(self):
        values = np.array2string(self.data, separator=", ", prefix="Tensor(")
        suffix = ", requires_grad=True" if self.requires_grad else ""
        return f"Tensor({values}, dtype={self.dtype}{suffix})"


def cat(tensors, dim=0):
    """Join tensors along the axis `dim`; the other axes must be equal.

    Examples
    --------
    >>> cat([Tensor([1.0]), Tensor([2.0, 3.0])])
    Tensor([1., 2., 3.], dtype=float32)
    """
    return _cat(*tensors, dim=dim)


def stack(tensors, dim=0):
    """Put tensors of one shape side by side along a new axis `dim`."""
    return _stack(*tensors, dim=dim)


@differentiable
def _cat(*arrays, dim):
    ends = np.cumsum([a.shape[dim] for a in arrays])[:-1]
    return np.concatenate(arrays, dim), lambda dy: tuple(np.split(dy, ends, dim))


@differentiable
def _stack(*arrays, dim):
    return np.stack(arrays, dim), lambda dy: tuple(np.moveaxis(dy, dim, 0))
