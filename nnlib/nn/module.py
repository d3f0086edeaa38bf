"""The base of all layers and models: it finds the parameters among the attributes."""

import numpy as np

from nnlib.tensor import Tensor

__all__ = ["Buffer", "Module", "Parameter"]


class Parameter(Tensor):
    """A tensor that a module learns; it requires a gradient."""

    __slots__ = ()

    def __init__(self, data, dtype=None):
        super().__init__(data, requires_grad=True, dtype=dtype)


class Buffer(Tensor):
    """A tensor that belongs to a module's state but is not learned, as running statistics."""

    __slots__ = ()

    def __init__(self, data, dtype=None):
        super().__init__(data, dtype=dtype)


class Module:
    """A function with parameters. Subclasses write ``forward``; call the module itself.

    Every attribute that is a `Parameter`, a `Buffer` or a `Module` belongs to it, under the
    attribute's name, in the order of assignment.

    Attributes
    ----------
    training : bool
        Set by `train` and `eval` for layers that behave differently in the two.
    """

    training = True

    def forward(self, *inputs):
        """Compute the output; every subclass defines it."""
        raise NotImplementedError(f"{type(self).__name__} needs a method forward.")

    def __call__(self, *inputs, **options):
        return self.forward(*inputs, **options)

    def named_children(self):
        """Yield the name and module of each direct part."""
        for name, value in vars(self).items():
            if isinstance(value, Module):
                yield name, value

    def named_parameters(self, prefix=""):
        """Yield the dotted name and tensor of each parameter, a shared one under each name."""
        return self._named_tensors((Parameter,), prefix)

    def named_buffers(self, prefix=""):
        """Yield the dotted name and tensor of each buffer."""
        return self._named_tensors((Buffer,), prefix)

    def _named_tensors(self, kinds, prefix=""):
        for kind in kinds:  # a module's parameters stand before its buffers, as in PyTorch
            for name, value in vars(self).items():
                if isinstance(value, kind):
                    yield prefix + name, value
        for name, child in self.named_children():
            yield from child._named_tensors(kinds, f"{prefix}{name}.")

    def parameters(self):
        """Return the parameters as a list, each once."""
        return list({id(tensor): tensor for _, tensor in self.named_parameters()}.values())

    def zero_grad(self):
        """Forget all gradients: set them to None."""
        for tensor in self.parameters():
            tensor.grad = None

    def train(self, mode=True):
        """Switch this module and all its parts to training, or with False to evaluation."""
        self.training = mode
        for _, child in self.named_children():
            child.train(mode)
        return self

    def eval(self):
        """Switch this module and all its parts to evaluation."""
        return self.train(False)

    def state_dict(self):
        """Return a copy of every parameter and buffer, an array by its dotted name.

        The names and shapes are PyTorch's. In PyTorch the values share memory with the model;
        here they are a snapshot that later training does not change.
        """
        tensors = self._named_tensors((Parameter, Buffer))
        return {name: tensor.data.copy() for name, tensor in tensors}

    def load_state_dict(self, state):
        """Copy the values of `state` into parameters and buffers, or change nothing and raise.

        Parameters
        ----------
        state : dict of array_like
            From `state_dict`, or from that of a PyTorch model.

        Raises
        ------
        ValueError
            If names are missing or unknown, or a shape differs.
        """
        tensors = dict(self._named_tensors((Parameter, Buffer)))
        missing, unexpected = tensors.keys() - state.keys(), state.keys() - tensors.keys()
        if missing or unexpected:
            raise ValueError(
                f"load_state_dict: missing {sorted(missing)}, unexpected {sorted(unexpected)}; "
                "the names must be exactly those of this model's state_dict()."
            )
        arrays = {name: np.asarray(value) for name, value in state.items()}
        for name, tensor in tensors.items():
            if arrays[name].shape != tensor.shape:
                raise ValueError(
                    f"load_state_dict: {name} has shape {arrays[name].shape}, "
                    f"but this model's has shape {tensor.shape}."
                )
        for name, tensor in tensors.items():
            tensor.data[...] = arrays[name]

    def extra_repr(self):
        """Return what stands between the parentheses of a layer's ``repr``."""
        return ""

    def __repr__(self):
        parts = [f"({name}): {child!r}" for name, child in self.named_children()]
        if not parts:
            return f"{type(self).__name__}({self.extra_repr()})"
        lines = "\n".join(parts).replace("\n", "\n  ")
        return f"{type(self).__name__}(\n  {lines}\n)"
