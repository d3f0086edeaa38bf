"""PyTorch tensors as the bytes of an array and a few facts; torch is used only where it is loaded.

A tensor takes its values and its gradient along, not the graph that it came from.
"""

import sys

import numpy as np

from . import arrays
from .frames import BoundaryError


def is_tensor(value):
    """Tell whether a value is a torch tensor, without importing torch."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, getattr(torch, "Tensor", ()))


def pack(tensor):
    """Return the bytes of a tensor and its gradient, dtype, shape, and its kind.

    The kind is "p" for a parameter, "r" for a tensor that requires a gradient, "" for another.
    """
    import torch

    dtype, shape, data = _numbers(tensor)
    kind = "p" if isinstance(tensor, torch.nn.Parameter) else "r" if tensor.requires_grad else ""
    gradient = tensor.grad if tensor.is_leaf else None
    if gradient is None:
        return data, dtype, shape, kind, False
    return data + _numbers(gradient)[2], dtype, shape, kind, True


def unpack(dtype, shape, kind, graded, take):
    """Build a tensor from what `pack` returned, or an array where torch is not loaded."""
    brain = dtype == "bfloat16"
    numbers = np.dtype(np.int16) if brain else arrays.dtype_of(dtype)
    size = arrays.size_of(numbers, shape)
    values = [arrays.unpack(numbers, shape, 0, take(size)) for _ in range(1 + (graded is True))]
    torch = sys.modules.get("torch")
    if torch is None:
        return values[0]
    try:
        made = [torch.from_numpy(value) for value in values]
        if brain:
            made = [tensor.view(torch.bfloat16) for tensor in made]
        tensor = made[0]
        if kind in ("p", "r"):
            tensor = torch.nn.Parameter(tensor) if kind == "p" else tensor.requires_grad_()
        if graded is True:
            tensor.grad = made[1]
    except (RuntimeError, TypeError) as error:
        raise BoundaryError("a tensor that cannot be made") from error
    return tensor


def update(tensor, other):
    """Write the values and the gradient of another tensor into one that is shared."""
    import torch

    if not is_tensor(other) or other.shape != tensor.shape or other.dtype != tensor.dtype:
        raise BoundaryError("a tensor that became something else")
    with torch.no_grad():
        tensor.copy_(other)
        if tensor.is_leaf and tensor.requires_grad:
            tensor.grad = other.grad


def _numbers(tensor):
    import torch

    plain = tensor.detach().cpu().resolve_conj().resolve_neg().contiguous()
    if plain.dtype == torch.bfloat16:
        return "bfloat16", list(plain.shape), plain.view(torch.int16).numpy().tobytes()
    array = plain.numpy()
    return array.dtype.str, list(array.shape), array.tobytes()
