"""What of the installed packages a submission may see: the policy, in one place.

The standard library, NumPy, matplotlib, and what the exercise itself imports. Of `nnlib` the
checks, the data sets, and of what the exercise imports the definitions that are needed: none that
has the name of an answer. So an answer can be neither imported nor read from a file.
"""

import ast
import importlib.metadata
import importlib.util
import re
import shutil
import sys
from functools import cache
from pathlib import Path

from IPython.core.inputtransformer2 import TransformerManager

from grading.excerpt import Excerpt
from grading.prepare import is_test

ALWAYS = ("numpy", "matplotlib", "matplotlib-inline", "ipython")
WARM = ("numpy", "matplotlib.pyplot", "matplotlib_inline.backend_inline", "nnlib.check")
WHOLE = ("nnlib.check", "nnlib.catalogue")


def cells_of(notebook):
    """Parse the code cells that students see: what these import, a submission may import."""
    transform = TransformerManager().transform_cell
    return [
        _parsed(transform(cell.source))
        for cell in notebook.cells
        if cell.cell_type == "code" and not is_test(cell)
    ]


def imports(trees):
    """Name the modules that are imported.

    Returns
    -------
    set of str
    """
    nodes = [node for tree in trees for node in ast.walk(tree)]
    plain = {alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names}
    return plain | {n.module for n in nodes if isinstance(n, ast.ImportFrom) and n.module}


def answers(notebook):
    """Name what the answer cells of a notebook define."""
    cells = [c for c in notebook.cells if (c.metadata.get("nbgrader") or {}).get("solution")]
    bodies = [_parsed(cell.source).body for cell in cells if cell.cell_type == "code"]
    kinds = ast.FunctionDef | ast.ClassDef
    return {node.name for body in bodies for node in body if isinstance(node, kinds)}


def distributions(modules):
    """Name the distributions that these modules come from, and what they depend on."""
    waiting = list(ALWAYS)
    for module in modules:
        waiting += _owners().get(module.partition(".")[0], [])
    found = set()
    while waiting:
        name = _normal(waiting.pop())
        if name in found or name == "nnlib":
            continue
        try:
            requires = importlib.metadata.distribution(name).requires
        except importlib.metadata.PackageNotFoundError:
            continue
        found.add(name)
        waiting += [re.match(r"[\w.-]+", r).group() for r in requires or () if "extra ==" not in r]
    return found


def paths(names):
    """List the files and folders of distributions, those next below their site-packages."""
    found = set()
    for name in names:
        distribution = importlib.metadata.distribution(name)
        tops = {file.parts[0] for file in distribution.files or ()} - {"..", "__pycache__"}
        found |= {Path(distribution.locate_file(top)) for top in tops}
    return sorted(path for path in found if path.exists())


def refused(names, kept):
    """Name the installed packages of other distributions, and the modules of nnlib not `kept`."""
    folder = nnlib_folder()
    inside = {_dotted(path.relative_to(folder.parent)) for path in folder.rglob("*.py")}
    packages = {
        package for package, owners in _owners().items() if not names & set(map(_normal, owners))
    }
    return sorted((inside - kept) | packages - {"nnlib"} - set(sys.stdlib_module_names))


def write_nnlib(folder, trees, hidden):
    """Write the part of nnlib that may be seen, and return the names of its modules.

    Parameters
    ----------
    folder : Path
        Gets the package.
    trees : list of ast.AST
        The cells of the exercise.
    hidden : set of str
        Names of answers.
    """
    source = nnlib_folder()
    excerpt = Excerpt(source, hidden)
    excerpt.follow(trees)
    for name in WHOLE:
        for path in source.rglob("*.py"):
            module = _dotted(path.relative_to(source.parent))
            if module == name or module.startswith(f"{name}."):
                excerpt.need(module)
    kept = excerpt.write(folder)
    target = folder / source.name
    for path in source.rglob("*"):  # data sets; scripts and styles of modules that are there
        module = _dotted(path.relative_to(source.parent).parent)
        there = module in kept or "datasets" in path.parts
        if path.is_file() and path.suffix not in (".py", ".pyc") and there:
            place = target / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
    return kept


def nnlib_folder():
    """Return the folder of nnlib."""
    return Path(importlib.util.find_spec("nnlib").origin).parent


def _parsed(source):
    try:
        return ast.parse(source)
    except SyntaxError:
        return ast.parse("")


def _dotted(path):
    name = ".".join(path.with_suffix("").parts)
    return name.removesuffix(".__init__")


@cache
def _owners():
    return importlib.metadata.packages_distributions()


def _normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()
