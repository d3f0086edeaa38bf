"""Cut out of a package the definitions that are needed, and nothing else.

`Excerpt` follows names from definition to definition through the modules of `nnlib`, as far as
they are written at the top of a module: functions, classes, assignments, imports.
"""

import ast
from functools import cached_property
from pathlib import Path

DEFINITIONS = (ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign, ast.Import, ast.ImportFrom)


class Module:
    """One module: its statements, by the names that they define, and those that are needed."""

    def __init__(self, path):
        self.path = path
        self.body = ast.parse(path.read_text(encoding="utf-8")).body
        self.defines = {name: node for node in self.body for name in _defined(node)}
        self.kept = {
            id(node) for node in self.body if not isinstance(node, DEFINITIONS)
        }  # the docstring, what stands under a condition

    def text(self):
        """Write the statements that are needed."""
        body = [node for node in self.body if id(node) in self.kept]
        return ast.unparse(ast.Module([_narrowed(node, self.names) for node in body], [])) + "\n"

    @cached_property
    def names(self):
        """The names that are needed."""
        return set()


class Excerpt:
    """What is needed of a package.

    Parameters
    ----------
    folder : Path
        Of the package.
    hidden : set of str
        Definitions of these names are never taken.
    """

    def __init__(self, folder, hidden=()):
        self._folder, self._package = Path(folder), Path(folder).name
        self._hidden = frozenset(hidden)
        self.modules = {}

    def need(self, module, name=None):
        """Take a name of a module, or all of them."""
        path = self._path(module)
        if path is None:
            return
        found = self._module(module, path)
        if name is None:
            for each in found.defines:
                self._take(module, found, each)
        elif name in found.defines:
            self._take(module, found, name)
        elif self._path(f"{module}.{name}"):
            self.need(f"{module}.{name}")

    def follow(self, nodes):
        """Take what is imported from the package by some statements, and used of its modules."""
        aliases = {}
        for node in (inner for each in nodes for inner in ast.walk(each)):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if self._path(alias.name):
                        aliases[alias.asname or alias.name] = alias.name
            elif isinstance(node, ast.ImportFrom) and self._path(node.module or ""):
                for alias in node.names:
                    whole = f"{node.module}.{alias.name}"
                    if self._path(whole):
                        aliases[alias.asname or alias.name] = whole
                    else:
                        self.need(node.module, alias.name)
        self._follow_attributes(nodes, aliases)

    def write(self, folder):
        """Write the modules that are needed below `folder`, and return their names."""
        for module in self.modules.values():
            path = Path(folder) / module.path.relative_to(self._folder.parent)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(module.text(), encoding="utf-8")
        return set(self.modules)

    def _follow_attributes(self, nodes, aliases):
        """Take `kernels.softmax` where `kernels` is a module of the package."""
        for node in (inner for each in nodes for inner in ast.walk(each)):
            if not isinstance(node, ast.Attribute):
                continue
            place, attribute = ast.unparse(node.value), node.attr
            if module := aliases.get(place):
                self.need(module, attribute)
            elif place == self._package and self._package in {
                alias.partition(".")[0] for alias in aliases
            }:
                self.need(self._package, attribute)

    def _take(self, name, module, each):
        node = module.defines[each]
        if each in self._hidden or each in module.names or each == "__all__":
            return
        module.names.add(each)
        module.kept.add(id(node))
        if isinstance(node, ast.ImportFrom):
            source = node.module or ""
            original = next(a.name for a in node.names if (a.asname or a.name) == each)
            if self._path(f"{source}.{original}"):
                self._module(f"{source}.{original}", self._path(f"{source}.{original}"))
            else:
                self.need(source, original)
            return
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name) and inner.id in module.defines:
                self._take(name, module, inner.id)
        imports = [n for n in module.body if isinstance(n, ast.Import | ast.ImportFrom)]
        used = [n for n in imports if module.names & set(_defined(n))]
        inside = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
        self.follow([*(_narrowed(n, module.names) for n in used), *inside, node])

    def _module(self, name, path):
        if name not in self.modules:
            self.modules[name] = Module(path)
            parent = name.rpartition(".")[0]
            if parent:
                self._module(parent, self._path(parent))
        return self.modules[name]

    def _path(self, module):
        if module != self._package and not module.startswith(f"{self._package}."):
            return None
        path = self._folder.joinpath(*module.split(".")[1:])
        for candidate in (path.with_suffix(".py"), path / "__init__.py"):
            if candidate.is_file():
                return candidate
        return None


def _defined(node):
    """Name what a statement defines."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [(alias.asname or alias.name).partition(".")[0] for alias in node.names]
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return [n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)]
    return []


def _narrowed(node, names):
    """Leave out of an import what is not needed."""
    if isinstance(node, ast.ImportFrom):
        kept = [alias for alias in node.names if (alias.asname or alias.name) in names]
        return ast.ImportFrom(node.module, kept or node.names, node.level)
    return node
