"""Optimizers: they change parameters in place, by the gradients that ``backward`` left.

Each optimizer is one rule, its `update`: how one parameter `p` follows its gradient `g`, with
what the rule remembers of that parameter in the dictionary `state`. `Optimizer.step` applies it
to all. Weight decay adds ``weight_decay * p`` to the gradient, in `AdamW` alone to the step.

The two functions at the end shorten gradients before a step.
"""

import math

import numpy as np

from nnlib.tensor import Tensor

__all__ = [
    "SGD",
    "Adagrad",
    "Adam",
    "AdamW",
    "Optimizer",
    "RMSprop",
    "clip_grad_norm_",
    "clip_grad_value_",
]


class Optimizer:
    """What all optimizers share: the parameters, the learning rate, `step` and `zero_grad`.

    Parameters
    ----------
    params : iterable of Tensor
        Leaves that require a gradient.
    lr : float
        Learning rate; it may be changed between steps.
    weight_decay : float

    Raises
    ------
    TypeError
        If `params` is not an iterable of such tensors.
    ValueError
        If there are no parameters, or a number is out of its range.
    """

    def __init__(self, params, lr, weight_decay=0.0):
        if isinstance(params, (Tensor, np.ndarray)):
            raise TypeError("params must be a list of tensors, got one; write [w].")
        self.params = list(params)
        if not self.params:
            raise ValueError("params is empty: the model has no parameters to learn.")
        for p in self.params:
            if not isinstance(p, Tensor) or not p.requires_grad or p._parents:
                raise TypeError(
                    f"each parameter must be a Tensor made with requires_grad=True, got {p!r}."
                )
        self.lr = _not_negative("lr", lr)
        self.weight_decay = _not_negative("weight_decay", weight_decay)
        self.states = [{} for _ in self.params]

    def step(self):
        """Change every parameter once; those without a gradient stay as they are."""
        lr = float(self.lr)  # a NumPy scalar would promote float32
        for p, state in zip(self.params, self.states, strict=True):
            if p.grad is not None:
                self.update(p.data, p.grad, state, lr)

    def update(self, p, g, state, lr):
        """Change the array `p` in place by its gradient `g`, which stays as it is."""
        raise NotImplementedError(f"{type(self).__name__} needs a method update.")

    def zero_grad(self):
        """Forget the gradients: set them to None."""
        for p in self.params:
            p.grad = None

    def _decayed(self, p, g):
        return g + self.weight_decay * p if self.weight_decay else g


class SGD(Optimizer):
    """Stochastic gradient descent: ``v = momentum * v + g``, then ``p -= lr * v``.

    The velocity does not contain the learning rate, as in PyTorch. Nesterov's variant looks
    ahead: ``p -= lr * (g + momentum * v)`` (Sutskever et al., 2013).

    Parameters
    ----------
    params : iterable of Tensor
    lr : float
    momentum : float
        0 is plain gradient descent.
    weight_decay : float
    nesterov : bool
    """

    def __init__(self, params, lr=1e-3, momentum=0.0, *, weight_decay=0.0, nesterov=False):
        super().__init__(params, lr, weight_decay)
        self.momentum, self.nesterov = _fraction("momentum", momentum), nesterov
        if nesterov and not momentum:
            raise ValueError("nesterov needs a momentum above 0, such as 0.9.")

    def update(self, p, g, state, lr):
        """Follow the velocity."""
        g = self._decayed(p, g)
        if self.momentum:
            v = _memory(state, "velocity", p)
            v *= self.momentum
            v += g
            g = g + self.momentum * v if self.nesterov else v
        p -= lr * g


class Adagrad(Optimizer):
    """Steps that shrink where gradients have been large (Duchi et al., 2011).

    ``s += g²``, then ``p -= lr * g / (sqrt(s) + eps)``.

    Parameters
    ----------
    params : iterable of Tensor
    lr : float
    weight_decay, eps : float
    """

    def __init__(self, params, lr=1e-2, *, weight_decay=0.0, eps=1e-10):
        super().__init__(params, lr, weight_decay)
        self.eps = _not_negative("eps", eps)

    def update(self, p, g, state, lr):
        """Divide by the root of the sum of squares."""
        g = self._decayed(p, g)
        s = _memory(state, "sum", p)
        s += g * g
        p -= lr * g / (np.sqrt(s) + self.eps)


class RMSprop(Optimizer):
    """AdaGrad that forgets (Tieleman and Hinton, 2012, lecture 6.5 of their course).

    ``s = alpha * s + (1 - alpha) * g²``, then ``p -= lr * g / (sqrt(s) + eps)``; with a momentum
    that last quotient goes through a velocity, as the gradient does in `SGD`.

    Parameters
    ----------
    params : iterable of Tensor
    lr : float
    alpha : float
        Part of the mean square that is kept; the syllabus of the course calls it rho.
    eps, weight_decay, momentum : float
    """

    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0, momentum=0.0):
        super().__init__(params, lr, weight_decay)
        self.alpha, self.momentum = _fraction("alpha", alpha), _fraction("momentum", momentum)
        self.eps = _not_negative("eps", eps)

    def update(self, p, g, state, lr):
        """Divide by the root of the running mean square."""
        g = self._decayed(p, g)
        s = _memory(state, "mean_square", p)
        s *= self.alpha
        s += (1 - self.alpha) * g * g
        g = g / (np.sqrt(s) + self.eps)
        if self.momentum:
            v = _memory(state, "velocity", p)
            v *= self.momentum
            v += g
            g = v
        p -= lr * g


class Adam(Optimizer):
    """Momentum divided by the root of a running mean square (Kingma and Ba, 2015).

    ``m = b1 * m + (1 - b1) * g`` and ``v = b2 * v + (1 - b2) * g²`` start at zero; dividing them
    by ``1 - b1**t`` and ``1 - b2**t`` at step t mends that. Then
    ``p -= lr * m / (sqrt(v) + eps)``.

    Parameters
    ----------
    params : iterable of Tensor
    lr : float
    betas : tuple of float
        b1 and b2.
    eps, weight_decay : float
    """

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super().__init__(params, lr, weight_decay)
        self.betas = tuple(_fraction("betas", beta) for beta in betas)
        self.eps = _not_negative("eps", eps)

    def update(self, p, g, state, lr):
        """Step by the corrected mean over the root of the corrected mean square."""
        self._adam(p, self._decayed(p, g), state, lr)

    def _adam(self, p, g, state, lr):
        """Take the step with one scratch array: on large parameters memory is the cost."""
        (b1, b2), m, v = self.betas, _memory(state, "m", p), _memory(state, "v", p)
        t = state["step"] = state.get("step", 0) + 1
        scratch = np.multiply(g, 1 - b1, out=np.empty_like(p))
        m *= b1
        m += scratch
        np.multiply(g, g, out=scratch)
        scratch *= 1 - b2
        v *= b2
        v += scratch
        correction = math.sqrt(1 - b2**t)  # sqrt(v) is corrected by its quotient, and so is eps
        np.sqrt(v, out=scratch)
        scratch += self.eps * correction
        np.divide(m, scratch, out=scratch)
        scratch *= lr * correction / (1 - b1**t)
        p -= scratch


class AdamW(Adam):
    """Adam with decoupled weight decay: ``p -= lr * weight_decay * p`` before the step.

    In `Adam` the decay is divided by the root of the mean square with the gradient, so that
    weights with large gradients hardly decay; here all decay alike (Loshchilov and Hutter, 2019).

    Parameters
    ----------
    params : iterable of Tensor
    lr : float
    betas : tuple of float
    eps, weight_decay : float
    """

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        super().__init__(params, lr, betas, eps, weight_decay)

    def update(self, p, g, state, lr):
        """Decay, then take Adam's step."""
        if self.weight_decay:
            p *= 1 - lr * self.weight_decay
        self._adam(p, g, state, lr)


def clip_grad_norm_(parameters, max_norm):
    """Shorten all gradients together, in place, to a common length of at most `max_norm`.

    Their direction stays: all are multiplied by ``min(1, max_norm / (norm + 1e-6))``
    (Pascanu et al., 2013).

    Parameters
    ----------
    parameters : iterable of Tensor, or one Tensor
        Those without a gradient count as 0.
    max_norm : float

    Returns
    -------
    float
        The length before clipping.
    """
    grads = _gradients(parameters)
    norm = math.hypot(*(float(np.linalg.norm(g)) for g in grads))
    factor = min(1.0, _not_negative("max_norm", max_norm) / (norm + 1e-6))
    for g in grads:
        g *= factor
    return norm


def clip_grad_value_(parameters, clip_value):
    """Limit every element of every gradient, in place, to -clip_value .. clip_value.

    Parameters
    ----------
    parameters : iterable of Tensor, or one Tensor
    clip_value : float
    """
    limit = _not_negative("clip_value", clip_value)
    for g in _gradients(parameters):
        np.clip(g, -limit, limit, out=g)


def _memory(state, name, p):
    """Return the array that `state` keeps under `name`: zeros like `p` at first."""
    if name not in state:
        state[name] = np.zeros_like(p)
    return state[name]


def _gradients(parameters):
    parameters = [parameters] if isinstance(parameters, Tensor) else parameters
    return [p.grad for p in parameters if p.grad is not None]


def _not_negative(name, value):
    if not value >= 0:
        raise ValueError(f"{name} must not be negative, got {value}.")
    return float(value)


def _fraction(name, value):
    if not 0 <= value < 1:
        raise ValueError(f"{name} must lie in [0, 1), got {value}.")
    return float(value)
