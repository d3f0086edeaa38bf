"""Which of a student's names a test cell is given."""

import ast
import builtins
import symtable
from functools import cache

QUESTION = "question"


@cache  # the tests of an exercise are read once, before the process forks for submissions
def parts(source, filename):
    """Compile a cell: what it does, and its last line, whose value is displayed.

    Returns
    -------
    tuple of code
    """
    body = ast.parse(source, filename).body
    last = [body.pop()] if body and isinstance(body[-1], ast.Expr) else []
    codes = [compile(ast.Module(body, []), filename, "exec", dont_inherit=True)]
    if last:
        codes.append(compile(ast.Interactive(last), filename, "single", dont_inherit=True))
    return tuple(codes)


@cache
def wanted(source):
    """Name what a cell of ours takes from the notebook.

    The parameters of a question's function are asked for by name, whatever they are called. In
    other code a name of Python's own stays what it is: a student's `abs` or `all` judges nothing.

    Returns
    -------
    set of str
    """
    asked, plain = set(), []
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and any(map(_is_question, node.decorator_list)):
            asked |= {argument.arg for argument in node.args.args}
            node = ast.Expr(ast.Tuple(node.decorator_list, ast.Load()))
        plain.append(node)
    rest = ast.unparse(ast.fix_missing_locations(ast.Module(plain, [])))
    table = symtable.symtable(rest, "<cell>", "exec")
    return frozenset(asked | {name for name in _globals(table) if not hasattr(builtins, name)})


def _is_question(decorator):
    call = decorator.func if isinstance(decorator, ast.Call) else decorator
    return QUESTION in (getattr(call, "attr", ""), getattr(call, "id", ""))


def _globals(table):
    """Yield the names that code at any depth looks up in the notebook."""
    top = table.get_type() == "module"
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (top or symbol.is_global()):
            yield symbol.get_name()
    for child in table.get_children():
        yield from _globals(child)
