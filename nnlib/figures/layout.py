"""Places for the nodes of a small graph: layers, few crossings, short edges."""

from itertools import pairwise


def layers_of(parents):
    """Arrange a graph in layers from its inputs to its output.

    Every node stands as late as possible, so inputs stand next to where they are used. An edge
    that skips layers passes through one stand-in per layer.

    Parameters
    ----------
    parents : list of tuple of int
        For each node the earlier nodes it is computed from; the last node is the output.

    Returns
    -------
    layers : list of list
        Node indices, and ``(edge, layer)`` for stand-ins, in the order in which they stand.
    routes : list of list
        For each edge (order of nodes and their parents) what it passes, both ends included.
    """
    height = [0] * len(parents)  # longest way to the output
    for node in reversed(range(len(parents))):
        for parent in parents[node]:
            height[parent] = max(height[parent], height[node] + 1)
    level = [max(height) - h for h in height]
    layers = [[] for _ in range(max(height) + 1)]
    for node, at in enumerate(level):
        layers[at].append(node)
    routes = []
    for node, its_parents in enumerate(parents):
        for parent in its_parents:
            stand_ins = [(len(routes), at) for at in range(level[parent] + 1, level[node])]
            for stand_in in stand_ins:
                layers[stand_in[1]].append(stand_in)
            routes.append([parent, *stand_ins, node])
    _order(layers, routes)
    return layers, routes


def _order(layers, routes):
    """Sort each layer by where its successors stand, then swap neighbours while that helps."""
    links = [link for route in routes for link in pairwise(route)]
    for before, after in reversed(list(pairwise(layers))):
        place = {v: i for i, v in enumerate(after)}
        # `links` lists the operands of a node in their order: ties keep it
        met = {v: i for i, (v, _) in reversed(list(enumerate(links)))}
        key = {}
        for v in before:
            where = [place[q] for p, q in links if p == v and q in place]
            key[v] = (sum(where) / len(where), met[v])
        before.sort(key=key.get)
    improved = True
    while improved:
        improved = False
        for layer in layers:
            for i in range(len(layer) - 1):
                now = _crossings(layers, links)
                layer[i], layer[i + 1] = layer[i + 1], layer[i]
                if _crossings(layers, links) < now:
                    improved = True
                else:
                    layer[i], layer[i + 1] = layer[i + 1], layer[i]


def _crossings(layers, links):
    place = {v: (at, i) for at, layer in enumerate(layers) for i, v in enumerate(layer)}
    ends = [(*place[p], place[q][1]) for p, q in links]
    return sum(
        a[0] == b[0] and (a[1] - b[1]) * (a[2] - b[2]) < 0
        for i, a in enumerate(ends)
        for b in ends[:i]
    )


def across(layers, routes, size, gap):
    """Return the centre of every node along its layer, close to its neighbours.

    Parameters
    ----------
    size : callable
        The extent of a node or stand-in along the layer.
    gap : float
        Least distance between two of them.
    """
    neighbours = {v: [] for layer in layers for v in layer}
    for route in routes:
        for p, q in pairwise(route):
            neighbours[p].append(q)
            neighbours[q].append(p)
    centre = {}
    for layer in layers:
        centre |= zip(layer, _apart([0.0] * len(layer), layer, size, gap), strict=True)
    for _ in range(30):
        for layer in layers:
            wanted = [sum(centre[n] for n in neighbours[v]) / len(neighbours[v]) for v in layer]
            centre |= zip(layer, _apart(wanted, layer, size, gap), strict=True)
    start = min(c - size(v) / 2 for v, c in centre.items())
    return {v: c - start for v, c in centre.items()}


def _apart(wanted, layer, size, gap):
    """Return the places nearest to `wanted` (least squares) that keep order and distance."""
    offset = [0.0]
    for v, after in pairwise(layer):
        offset.append(offset[-1] + (size(v) + size(after)) / 2 + gap)
    blocks = []  # mean, count: neighbours that push each other share one mean
    for target, shift in zip(wanted, offset, strict=True):
        blocks.append((target - shift, 1))
        while len(blocks) > 1 and blocks[-2][0] >= blocks[-1][0]:
            (m, n), (k, c) = blocks[-2:]
            blocks[-2:] = [((m * n + k * c) / (n + c), n + c)]
    means = [mean for mean, count in blocks for _ in range(count)]
    return [mean + shift for mean, shift in zip(means, offset, strict=True)]
