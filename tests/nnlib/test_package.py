"""The package as a whole: what importing it costs, and that everything public is explained."""

import doctest
import importlib
import inspect
import pkgutil
import subprocess
import sys

import pytest

import nnlib

OTHER_SUBJECTS = ("nnlib.figures", "nnlib.check")  # tested in files of their own
MODULES = ["nnlib"] + [
    module.name
    for module in pkgutil.walk_packages(nnlib.__path__, "nnlib.")
    if not module.name.startswith(OTHER_SUBJECTS)
]
each_module = pytest.mark.parametrize("name", MODULES)


def test_importing_loads_numpy_alone():
    code = (
        "import sys, nnlib, nnlib.plots; "
        "heavy = {'torch', 'matplotlib', 'scipy', 'sklearn', 'IPython'} & set(sys.modules); "
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


def public_objects(name):
    """Yield the qualified name of every public object that a module defines, and the object."""
    module = importlib.import_module(name)
    yield name, module
    for key in getattr(module, "__all__", ()):
        value = getattr(module, key)
        yield f"{name}.{key}", value
        if inspect.isclass(value):
            for attribute, member in vars(value).items():
                if not attribute.startswith("_") and (
                    callable(member) or isinstance(member, property)
                ):
                    yield f"{name}.{key}.{attribute}", member


@each_module
def test_every_public_name_has_a_docstring(name):
    for path, value in public_objects(name):
        if callable(value) or inspect.ismodule(value) or isinstance(value, property):
            assert inspect.getdoc(value), f"{path} has no docstring"


@each_module
def test_every_module_says_what_it_exports(name):
    module = importlib.import_module(name)
    assert all(hasattr(module, key) for key in module.__all__)
    defined_here = {
        key
        for key, value in vars(module).items()
        if getattr(value, "__module__", None) == name and not key.startswith("_")
    }
    assert defined_here <= set(module.__all__)


@each_module
def test_examples_run(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples_to_run():
    attempted = [doctest.testmod(importlib.import_module(name)).attempted for name in MODULES]
    assert sum(attempted) > 10
