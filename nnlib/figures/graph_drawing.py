"""Still drawings of a computational graph: from left to right, and from top to bottom."""

from dataclasses import dataclass
from itertools import pairwise

from nnlib.figures.base import drawing, element, number, translate
from nnlib.figures.layout import across, layers_of

KINDS = ("name", "value", "gradient", "gradient")  # the lines of a box
LINE, PAD = 16, 6  # height of a line, margin around them
CHAR, BOLD = 6.6, 7.4  # widths of a letter
BESIDE = 14  # between the boxes of a layer
GAP_WIDE, GAP_TALL = 62, 42  # between layers: room for what an edge carries
ARRIVALS = 24  # between two edges at the box where both end
BREAKS = (30, 42)  # widths in rem below which graph.css shows the tall drawing
READABLE = 0.8  # smallest scale of the wide drawing


@dataclass
class Box:
    """What stands for a node, and its size."""

    lines: list
    width: float
    height: float


def stills(nodes, carried, title, description):
    """Draw a graph with all values and gradients, wide if it can be, and tall.

    Parameters
    ----------
    nodes : list of Node
        See `nnlib.figures.expression.parse`.
    carried : list of (float, float)
        For each edge its local derivative and its contribution.
    title, description : str
        The text alternative.

    Returns
    -------
    list of Element
    """
    layers, routes = layers_of([n.parents for n in nodes])
    boxes = [_box(i, nodes, carried, routes) for i in range(len(nodes))]
    elements = []
    for tall in (False, True):
        places, width, height = _places(layers, routes, boxes, tall)
        fits = next((rem for rem in BREAKS if width * READABLE <= 16 * rem), None)
        if not tall and not fits:
            continue
        edges = _edges(nodes, boxes, routes, carried, places, tall)
        groups = [_group(nodes[i], boxes[i], places[i], tall) for i in range(len(nodes))]
        content = element("g", *edges, *groups, transform=translate(2, 2))
        still = drawing(width + 4, height + 4, content, title=title, description=description)
        still.set("style", f"max-width:{width / 16:.1f}rem")
        elements.append(element("div", still, class_="tall" if tall else f"wide from-{fits}"))
    return elements


def _box(i, nodes, carried, routes):
    node = nodes[i]
    if node.op == "number":
        return Box([node.name], max(34, BOLD * len(node.name) + 2 * PAD), LINE + 2 * PAD)
    name = f"{node.name} = {node.definition(nodes)}" if node.parents else node.name
    lines = [name, number(node.value), f"grad {number(node.grad)}"]
    parts = [carried[e][1] for e, route in enumerate(routes) if route[0] == i]
    if len(parts) > 1:
        lines.append("= " + " + ".join(number(part) for part in parts))
    # The script writes other numbers here: room for 11 letters, and for 9 in each part of a sum
    letters = max(11, 9 * len(parts) if len(parts) > 1 else 0)
    width = max(CHAR * letters, BOLD * len(name))
    return Box(lines, width + 2 * PAD, LINE * len(lines) + 2 * PAD)


def _places(layers, routes, boxes, tall):
    """Return the centre of each node and stand-in as (along, beside), and width and height."""

    def beside(v):
        return (boxes[v].width if tall else boxes[v].height) if isinstance(v, int) else 10

    centre = across(layers, routes, beside, BESIDE)
    places, start, gap = {}, 0, GAP_TALL if tall else GAP_WIDE
    for layer in layers:
        layer_boxes = [boxes[v] for v in layer if isinstance(v, int)]
        extent = max(box.height if tall else box.width for box in layer_boxes)
        places |= {v: (start + extent / 2, centre[v]) for v in layer}
        start += extent + gap
    length, breadth = start - gap, max(centre[v] + beside(v) / 2 for v in centre)
    return (places, breadth, length) if tall else (places, length, breadth)


def _edges(nodes, boxes, routes, carried, places, tall):
    edges = []
    for route, shift, (slope, part) in zip(routes, _arrivals(routes, places), carried, strict=True):
        start, end = (boxes[v].height if tall else boxes[v].width for v in (route[0], route[-1]))
        points = [places[v] for v in route]
        points[0] = points[0][0] + start / 2, points[0][1]
        points[-1] = points[-1][0] - end / 2, points[-1][1] + shift
        path, label_at = _curve(points, tall)
        silent = nodes[route[0]].op == "number"
        labels = element(
            "g",
            element("text", "" if silent else f"×{number(slope)}"),
            element("text", "" if silent else f"={number(part)}", y=13),
            transform=label_at,
        )
        edges.append(element("g", element("path", d=path), labels, class_="edge"))
    return edges


def _arrivals(routes, places):
    """Return how far from the middle of its target each edge ends, so that they stay apart."""
    shift = [0.0] * len(routes)
    for target in {route[-1] for route in routes}:
        edges = [e for e, route in enumerate(routes) if route[-1] == target]
        edges.sort(key=lambda e: places[routes[e][-2]][1])
        for k, e in enumerate(edges):
            shift[e] = (k - (len(edges) - 1) / 2) * ARRIVALS
    return shift


def _curve(points, tall):
    """Return a smooth path through `points`, and where its last piece has room for two lines."""

    def xy(along, beside):
        return (beside, along) if tall else (along, beside)

    path = "M{:.0f} {:.0f}".format(*xy(*points[0]))
    for (a, p), (b, q) in pairwise(points):
        middle = (a + b) / 2
        ends = (*xy(middle, p), *xy(middle, q), *xy(b, q))
        path += "C" + " ".join(str(round(x)) for x in ends)
    (a, p), (b, q) = points[-2:]
    t = 0.4 if tall else 0.5  # downwards, edges are further apart where they come from
    x, y = xy(a + (b - a) * t, p + (q - p) * (3 * t**2 - 2 * t**3))
    return path, translate(x, y - 3)


def _group(node, box, place, tall):
    x, y = reversed(place) if tall else place
    rect = element("rect", class_="box", x=-box.width / 2, width=box.width, height=box.height, rx=6)
    texts = [
        element("text", line, class_=kind, y=PAD + LINE * (k + 0.75))
        for k, (line, kind) in enumerate(zip(box.lines, KINDS, strict=False))
    ]
    at = translate(x, y - box.height / 2)
    return element("g", rect, *texts, class_=f"node {node.op}", transform=at)
