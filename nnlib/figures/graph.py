"""A small computational graph: values flow forward, gradients flow back."""

import math

from nnlib.figures.base import Figure, number
from nnlib.figures.expression import backward, parse
from nnlib.figures.graph_drawing import stills

MAX_NODES = 30


def graph(expression, *, ranges=None, label=None, caption=None, **values):
    """Show how a value is computed step by step, and how gradients flow back through the steps.

    Parameters
    ----------
    expression : str
        For instance ``"z = x * w + b; L = (tanh(z) - t) ** 2"``: names, numbers, ``+ - * / **``
        (the exponent a number), ``exp``, ``log``, ``tanh``, ``sigmoid``, ``relu``. A name used
        twice is one node whose gradient is the sum of two contributions. Steps without a name
        are called ``v1``, ``v2``, ...
    ranges : dict of str to (float, float), optional
        Least and greatest value of a slider; -2 to 2, or as much more as the value needs.
    label, caption : str, optional
        Name of the figure for a screen reader, and the line below it.
    **values : float
        The value of every input, as ``x=0.5``.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        If the expression holds anything else, or names and values do not match.
    """
    nodes = parse(expression, values)
    if len(nodes) > MAX_NODES:
        raise ValueError(f"{len(nodes)} nodes are too many to read (at most {MAX_NODES})")
    carried = backward(nodes)
    output = nodes[-1].name
    label = label or f"Computational graph of {output}"
    summary = _summary(nodes)
    hint = (
        "Forward computes one value a step; backward sends gradients back: on each edge the local "
        "derivative (×) and what it contributes (=). Move the sliders at any time."
    )
    data = {
        "nodes": [
            {"name": n.name, "op": n.op, "parents": n.parents}
            | ({"template": n.template} if n.parents else {"value": n.value})
            | ({} if n.exponent is None else {"exponent": n.exponent})
            for n in nodes
        ],
        "sliders": {n.name: _slider(n, ranges or {}) for n in nodes if n.op == "input"},
    }
    return Figure(
        "graph",
        stills(nodes, carried, label, f"Values and gradients {summary}"),
        data,
        label=label,
        caption=caption,
        hint=hint,
        still_note=f"The still picture shows all values and gradients: {summary}",
    )


def _summary(nodes):
    output = nodes[-1].name
    inputs = [n for n in nodes if n.op == "input"]
    steps = [f"{n.name} = {n.definition(nodes)} = {number(n.value)}" for n in nodes if n.parents]
    given = ", ".join(f"{n.name} = {number(n.value)}" for n in inputs)
    slopes = ", ".join(f"d{output}/d{n.name} = {number(n.grad)}" for n in inputs)
    return f"with {given}: {'; '.join(steps)}. Gradients: {slopes}."


def _slider(node, ranges):
    low, high = ranges.get(
        node.name, (min(-2, math.floor(node.value)), max(2, -(-node.value // 1)))
    )
    if not low <= node.value <= high:
        raise ValueError(f"{node.name}={node.value} lies outside its range {low} to {high}")
    # The coarsest step that meets the starting value, which the browser would round otherwise
    for step in (0.1, 0.05, 0.01, 0.001):
        steps = (node.value - low) / step
        if abs(steps - round(steps)) < 1e-9:
            return {"min": float(low), "max": float(high), "step": step}
    return {"min": float(low), "max": float(high), "step": "any"}
