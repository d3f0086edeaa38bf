"""Computational graphs of scalars from the text of an expression."""

import ast
import math
from dataclasses import dataclass

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def _sigmoid(a):
    return 1 / (1 + math.exp(-a)) if a >= 0 else math.exp(a) / (1 + math.exp(a))


# name: how it is written, its value, its local derivatives; graph.js holds the same table
OPERATIONS = {
    "add": ("{0} + {1}", lambda a, b: a + b, lambda a, b, v: (1.0, 1.0)),
    "sub": ("{0} − {1}", lambda a, b: a - b, lambda a, b, v: (1.0, -1.0)),
    "mul": ("{0} · {1}", lambda a, b: a * b, lambda a, b, v: (b, a)),
    "div": ("{0} / {1}", lambda a, b: a / b, lambda a, b, v: (1 / b, -a / b**2)),
    "pow": ("{0}^{1}", math.pow, lambda a, n, v: (n * math.pow(a, n - 1) if n else 0.0,)),
    "neg": ("−{0}", lambda a: -a, lambda a, v: (-1.0,)),
    "exp": ("exp({0})", math.exp, lambda a, v: (v,)),
    "log": ("log({0})", math.log, lambda a, v: (1 / a,)),
    "tanh": ("tanh({0})", math.tanh, lambda a, v: (1 - v**2,)),
    "sigmoid": ("sigmoid({0})", _sigmoid, lambda a, v: (v * (1 - v),)),
    "relu": ("relu({0})", lambda a: max(a, 0.0), lambda a, v: (float(a > 0),)),
}
_BINARY = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div"}
_FUNCTIONS = ("exp", "log", "tanh", "sigmoid", "relu")
_ALLOWED = f"use names, numbers, + - * / **, a unary minus, and {', '.join(_FUNCTIONS)}"


@dataclass
class Node:
    """One value of the graph.

    `op` is ``"input"``, ``"number"`` or a key of `OPERATIONS`; `parents` are indices of earlier
    nodes; `exponent` belongs to ``"pow"`` alone.
    """

    name: str
    op: str
    parents: tuple = ()
    value: float = 0.0
    exponent: float | None = None
    grad: float = 0.0

    @property
    def template(self):
        """How the operation is written, with ``{0}`` and ``{1}`` for its operands."""
        if self.op != "pow":
            return OPERATIONS[self.op][0]
        exponent = f"{self.exponent:g}"
        return "{0}" + (exponent.translate(SUPERSCRIPTS) if exponent.isdigit() else f"^{exponent}")

    def definition(self, nodes):
        """Return the operation with the names of its operands, ``x · w``."""
        return self.template.format(*(nodes[p].name for p in self.parents))

    def arguments(self, nodes):
        """Return the operands as numbers; the exponent is one of them."""
        values = [nodes[p].value for p in self.parents]
        return values if self.exponent is None else [*values, self.exponent]


def parse(text, values):
    """Return the nodes of an expression in the order in which they are computed, output last.

    Parameters
    ----------
    text : str
        Assignments and expressions, separated by ``;`` or new lines: ``"z = x * w; L = z ** 2"``.
        A name used twice is one node. Steps without a name are called ``v1``, ``v2``, ...
    values : dict of str to float
        The value of each name that the text does not define.

    Raises
    ------
    ValueError
        If the text holds anything but the operations above, or names and values do not match.
    """
    try:
        statements = ast.parse(text.strip()).body
    except SyntaxError as error:
        raise ValueError(f"cannot read the expression {text!r}: {error.msg}") from None
    builder = _Builder(values)
    for statement in statements:
        builder.statement(statement)
    return builder.finish()


class _Builder:
    def __init__(self, values):
        self.values = values
        self.nodes = []
        self.names = {}
        self.output = None

    def statement(self, statement):
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if name in self.names or name in self.values:
                    raise ValueError(f"{name!r} has a value already: use another name")
                self.output = self.names[name] = self.visit(value, name)
            case ast.Expr(value=value):
                self.output = self.visit(value)
            case _:
                raise _refusal(statement)

    def visit(self, tree, name=None):
        """Add the nodes of `tree` and return the index of its result."""
        match tree:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                return self.add("number", value=float(value))
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
                return self.add("number", value=-float(value))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.add("neg", self.visit(operand), name=name)
            case ast.Name(id=used):
                return self.look_up(used)
            case ast.BinOp(op=ast.Pow(), left=base, right=exponent):
                return self.add(
                    "pow", self.visit(base), name=name, exponent=_exponent(exponent, tree)
                )
            case ast.BinOp(op=op, left=left, right=right) if type(op) in _BINARY:
                return self.add(_BINARY[type(op)], self.visit(left), self.visit(right), name=name)
            case ast.Call(func=ast.Name(id=function), args=[argument], keywords=[]) if (
                function in _FUNCTIONS
            ):
                return self.add(function, self.visit(argument), name=name)
            case _:
                raise _refusal(tree)

    def look_up(self, name):
        if name not in self.names:
            if name not in self.values:
                raise ValueError(f"no value for {name!r}: pass {name}=... beside the expression")
            self.names[name] = self.add("input", name=name, value=float(self.values[name]))
        return self.names[name]

    def add(self, op, *parents, name=None, value=0.0, exponent=None):
        node = Node(name or "", op, parents, value, exponent)
        if op in OPERATIONS:
            node.value = _evaluate(node, OPERATIONS[op][1], *node.arguments(self.nodes))
        self.nodes.append(node)
        return len(self.nodes) - 1

    def finish(self):
        nodes = self.nodes
        if self.output is None or nodes[self.output].op not in OPERATIONS:
            raise ValueError("the expression computes nothing: end it with an operation")
        used = {parent for node in nodes for parent in node.parents} | {self.output}
        idle = [node.name or "a step" for i, node in enumerate(nodes) if i not in used]
        idle += [name for name in self.values if name not in self.names]
        if idle or self.output != len(nodes) - 1:
            raise ValueError(f"the result does not use {', '.join(idle)}: take it out")
        taken = {node.name for node in nodes}
        free = (name for i in range(1, 2 * len(nodes) + 1) if (name := f"v{i}") not in taken)
        for node in nodes:
            if node.op == "number":
                node.name = f"{node.value:g}".replace("-", "−")
            node.name = node.name or next(free)
        return nodes


def _evaluate(node, function, *arguments):
    try:
        result = function(*arguments)
        if all(math.isfinite(x) for x in (result if isinstance(result, tuple) else (result,))):
            return result
    except (ValueError, ZeroDivisionError, OverflowError):
        pass
    operands = ", ".join(f"{a:g}" for a in arguments[: len(node.parents)])
    raise ValueError(f"{node.op} has no finite value or slope at {operands}: start elsewhere")


def _exponent(tree, whole):
    match tree:
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -float(value)
    raise ValueError(
        f"the exponent in {ast.unparse(whole)!r} is not a number: write exp(b * log(a)) for a ** b"
    )


def _refusal(tree):
    return ValueError(f"cannot draw {ast.unparse(tree)!r}: {_ALLOWED}")


def backward(nodes):
    """Set ``grad`` of every node and return what each edge carries back.

    Returns
    -------
    list of (float, float)
        For each edge, in the order of nodes and their parents: the local derivative and the
        contribution ``upstream * local``.
    """
    for node in nodes:
        node.grad = 0.0
    nodes[-1].grad = 1.0
    carried = []
    for node in reversed(nodes):
        if node.op not in OPERATIONS:
            continue
        local = _evaluate(node, OPERATIONS[node.op][2], *node.arguments(nodes), node.value)
        edges = [(slope, node.grad * slope) for slope, _ in zip(local, node.parents, strict=True)]
        for parent, (_, contribution) in zip(node.parents, edges, strict=True):
            nodes[parent].grad += contribution
        carried[:0] = edges
    return carried
