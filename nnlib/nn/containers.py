"""Modules made of modules."""

from nnlib.nn.module import Module

__all__ = ["ModuleList", "Sequential"]


class ModuleList(Module):
    """Modules in a list, whose parameters belong to the model that holds it.

    A plain list would hide them. What is done with the modules is up to that model.

    Parameters
    ----------
    modules : iterable of Module
    """

    def __init__(self, modules=()):
        for module in modules:
            self.append(module)

    def append(self, module):
        """Add a module at the end and return the list."""
        setattr(self, str(len(self)), module)
        return self

    def forward(self, *inputs):
        """Refuse: a list has no order of computation."""
        raise NotImplementedError("ModuleList is a list; call its modules, or use Sequential.")

    def __iter__(self):
        return (module for _, module in self.named_children())

    def __len__(self):
        return sum(1 for _ in self)

    def __getitem__(self, index):
        return list(self)[index]


class Sequential(Module):
    """Modules applied one after the other; ``model[0]`` is the first.

    Parameters
    ----------
    *modules : Module
    """

    def __init__(self, *modules):
        for i, module in enumerate(modules):
            setattr(self, str(i), module)

    def forward(self, x):
        """Apply all modules in order."""
        for module in self:
            x = module(x)
        return x

    def __iter__(self):
        return (module for _, module in self.named_children())

    def __len__(self):
        return sum(1 for _ in self)

    def __getitem__(self, index):
        return list(self)[index]
