"""A small computational graph: values flow forward, gradients flow back."""

import math
from itertools import pairwise

from nnlib.figures.base import Figure, drawing, element, number, translate
from nnlib.figures.expression import backward, parse
from nnlib.figures.layout import across, layers_of

MAX_NODES = 30
KINDS = ("name", "value", "gradient", "gradient")  # the lines of a box
LINE, PAD, CHAR = 16, 6, 6.6  # of the text in a box: line height, margin, width of a letter
GAP_WIDE, GAP_TALL = 62, 42  # between layers: room for what an edge carries
BREAKS = (30, 44)  # widths in rem below which graph.css shows the tall drawing


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
    caption = caption or (
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
    stills = _stills(nodes, carried, label, summary)
    return Figure(
        "graph",
        stills,
        data,
        label=label,
        caption=caption,
        still_note=f"The still picture shows all values and gradients: {summary}",
    )


def _summary(nodes):
    output = nodes[-1].name
    inputs = [n for n in nodes if n.op == "input"]
    steps = [f"{n.name} = {definition(n, nodes)} = {number(n.value)}" for n in nodes if n.parents]
    given = ", ".join(f"{n.name} = {number(n.value)}" for n in inputs)
    slopes = ", ".join(f"d{output}/d{n.name} = {number(n.grad)}" for n in inputs)
    return f"with {given}: {'; '.join(steps)}. Gradients: {slopes}."


def definition(node, nodes):
    """Return the operation with the names of its operands, ``x · w``."""
    return node.template.format(*(nodes[p].name for p in node.parents))


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


def _stills(nodes, carried, label, summary):
    """Draw the graph twice: from left to right, and from top to bottom for narrow columns."""
    layers, routes = layers_of([n.parents for n in nodes])
    texts = [_texts(i, nodes, carried, routes) for i in range(len(nodes))]
    widths = [_box_width(lines, nodes[i]) for i, lines in enumerate(texts)]
    heights = [LINE * len(lines) + 2 * PAD for lines in texts]
    stills = []
    for tall in (False, True):
        along, beside = (heights, widths) if tall else (widths, heights)
        gap = GAP_TALL if tall else GAP_WIDE
        places, length, breadth = _places(layers, routes, along, beside, gap, 14)
        content = _draw(nodes, texts, widths, heights, routes, carried, places, tall)
        size = (breadth, length) if tall else (length, breadth)
        fits = next((k for k in BREAKS if size[0] * 0.8 <= 16 * k), None)
        if not tall and not fits:
            continue
        still = drawing(
            size[0] + 4,
            size[1] + 4,
            element("g", *content, transform=translate(2, 2)),
            title=label,
            description=f"Values and gradients {summary}",
        )
        still.set("style", f"max-width:{size[0] * 1.15 / 16:.1f}rem")
        stills.append(element("div", still, class_="tall" if tall else f"wide from-{fits}"))
    return stills


def _texts(i, nodes, carried, routes):
    """Return the lines of a box: what it is, its value, its gradient, the gradient's parts."""
    node = nodes[i]
    if node.op == "number":
        return [node.name]
    name = f"{node.name} = {definition(node, nodes)}" if node.parents else node.name
    lines = [name, number(node.value), f"grad {number(node.grad)}"]
    parts = [carried[e][1] for e, route in enumerate(routes) if route[0] == i]
    if len(parts) > 1:
        lines.append("= " + " + ".join(number(part) for part in parts))
    return lines


def _box_width(lines, node):
    if node.op == "number":
        return max(34.0, CHAR * len(lines[0]) + 2 * PAD)
    letters = max(11, len(lines[0]), 9 * (lines[-1].count("+") + 1) * (len(lines) > 3))
    return CHAR * letters + 2 * PAD


def _places(layers, routes, along, beside, gap, margin):
    """Return the centre of each node and stand-in as (along, across), and the whole extent."""

    def size(v):
        return beside[v] if isinstance(v, int) else 10.0

    centre = across(layers, routes, size, margin)
    places, start = {}, 0.0
    for layer in layers:
        extent = max(along[v] for v in layer if isinstance(v, int))
        places |= {v: (start + extent / 2, centre[v]) for v in layer}
        start += extent + gap
    breadth = max(centre[v] + size(v) / 2 for v in centre)
    return places, start - gap, breadth


def _draw(nodes, texts, widths, heights, routes, carried, places, tall):
    def xy(along, beside):
        return (beside, along) if tall else (along, beside)

    arrivals = _arrivals(routes, places)
    content = []
    for e, route in enumerate(routes):
        reach = heights if tall else widths
        source, target = places[route[0]], places[route[-1]]
        points = [
            (source[0] + reach[route[0]] / 2, source[1]),
            *(places[v] for v in route[1:-1]),
            (target[0] - reach[route[-1]] / 2, target[1] + arrivals[e]),
        ]
        path, label_at = _curve(points, xy)
        slope, contribution = carried[e]
        silent = nodes[route[0]].op == "number"
        labels = ("", "") if silent else (f"×{number(slope)}", f"={number(contribution)}")
        x, y = label_at
        content.append(
            element(
                "g",
                element("path", d=path),
                element("text", labels[0], x=x, y=y - 3),
                element("text", labels[1], x=x, y=y + 10),
                class_="edge",
            )
        )
    for i, node in enumerate(nodes):
        content.append(_box(node, texts[i], widths[i], heights[i], *xy(*places[i])))
    return content


def _arrivals(routes, places):
    """Return how far from the middle of its target each edge ends, so that they stay apart."""
    shift = [0.0] * len(routes)
    for target in {route[-1] for route in routes}:
        edges = [e for e, route in enumerate(routes) if route[-1] == target]
        edges.sort(key=lambda e: places[routes[e][-2]][1])
        for k, e in enumerate(edges):
            shift[e] = (k - (len(edges) - 1) / 2) * 24
    return shift


def _curve(points, xy):
    """Return a smooth path through `points` and where its last piece has room for a label."""
    path = "M" + _pair(*xy(*points[0]))
    for (a, p), (b, q) in pairwise(points):
        middle = (a + b) / 2
        ends = xy(middle, p), xy(middle, q), xy(b, q)
        path += "C" + " ".join(_pair(x, y) for x, y in ends)
    (a, p), (b, q) = points[-2:]
    t = 0.5 if xy(1, 0) == (1, 0) else 0.4  # downwards, edges part further from their target
    return path, xy(a + (b - a) * t, p + (q - p) * (3 * t**2 - 2 * t**3))


def _pair(x, y):
    return f"{round(x)} {round(y)}"


def _box(node, lines, width, height, x, y):
    box = element("rect", class_="box", x=-width / 2, width=width, height=height, rx="6")
    texts = [
        element("text", line, class_=kind, y=PAD + LINE * (k + 0.75))
        for k, (line, kind) in enumerate(zip(lines, KINDS, strict=False))
    ]
    place = translate(x, y - height / 2)
    return element("g", box, *texts, class_=f"node {node.op}", transform=place)
