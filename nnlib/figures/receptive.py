"""A receptive field that grows layer by layer: what one unit sees of a line of inputs."""

from nnlib.figures.base import Figure, drawing, element
from nnlib.figures.plane import Plane, legend, path

MOST, KERNEL, STRIDE = 5, 5, 3  # layers, largest kernel, largest stride
VIEW = Plane((-16.5, 16.5), (-1.2, 5.4), width=300, height=210, left=56, top=8)


def receptive(layers=((3, 1), (3, 1), (3, 2), (3, 1)), *, label=None, caption=None):
    """Show which inputs one unit sees through layers of kernels and strides, in one dimension.

    The reader adds and removes layers and chooses kernel and stride of the top one. Size and jump
    follow ``size += (kernel - 1) * jump; jump *= stride``. There is no padding.

    Parameters
    ----------
    layers : sequence of pair of int
        Kernel (1 to 5) and stride (1 to 3) of each layer, the one nearest to the inputs first;
        at most five. The reader starts with the first of them.
    label, caption : str, optional
        Name of the figure for a screen reader, and the line below it.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        If there are too few or too many layers, or a kernel or stride is out of range.
    """
    layers = [tuple(layer) for layer in layers]
    if not 1 <= len(layers) <= MOST:
        raise ValueError(f"receptive: expected 1 to {MOST} layers, got {len(layers)}")
    for kernel, stride in layers:
        if kernel not in range(1, KERNEL + 1) or stride not in range(1, STRIDE + 1):
            raise ValueError(
                f"receptive: expected kernels of 1 to {KERNEL} and strides of 1 to {STRIDE}, "
                f"got {(kernel, stride)}"
            )
    label = label or "The receptive field of one unit"
    sizes, jumps = recursion(layers)
    told = "; ".join(
        f"layer {k} (kernel {kernel}, stride {stride}): size {sizes[k]}, jump {jumps[k]}"
        for k, (kernel, stride) in enumerate(layers, 1)
    )
    note = f"What one unit of each layer sees of the inputs: {told}."
    units, edges = cone(layers)
    size, jump = sizes[-1], jumps[-1]
    top = len(layers)
    parts = (
        VIEW.content(
            path("line soft edges", "".join(VIEW.line(edge) for edge in edges)),
            path("dots soft all", VIEW.dots(_rows(units, jumps))),
            path(
                "dots zero seen",
                VIEW.dots([(x, k) for k, row in enumerate(units) for x in row]),
            ),
            path("dots one next", VIEW.dots([(jump, top)])),
            path("line zero field", VIEW.line(_bracket(0, size, -0.5))),
            path("line one dash shifted", VIEW.line(_bracket(jump, size, -0.85))),
        ),
        element("g", *[_label(k, k <= top) for k in range(MOST + 1)], aria_hidden="true"),
        legend(236, ("line zero", "field of the unit"), ("line one dash", "of its neighbour")),
    )
    return Figure(
        "receptive",
        [drawing(364, 246, *parts, title=label, description=note)],
        {"planes": [VIEW.data], "layers": layers, "most": [MOST, KERNEL, STRIDE]},
        label=label,
        caption=caption,
        hint="Add layers one by one, and change the kernel and the stride of the top one.",
        still_note=note,
        shared=("plane",),
    )


def recursion(layers):
    """Return the size and the jump of the inputs and after each layer."""
    sizes, jumps = [1], [1]
    for kernel, stride in layers:
        sizes.append(sizes[-1] + (kernel - 1) * jumps[-1])
        jumps.append(jumps[-1] * stride)
    return sizes, jumps


def cone(layers):
    """Return the places of the units below the top unit at 0, row by row, and the edges."""
    _, jumps = recursion(layers)
    units, edges = [[0.0]], []
    for k in reversed(range(len(layers))):
        offsets = [(m - (layers[k][0] - 1) / 2) * jumps[k] for m in range(layers[k][0])]
        edges += [[(x, k + 1), (x + offset, k)] for x in units[0] for offset in offsets]
        units.insert(0, sorted({x + offset for x in units[0] for offset in offsets}))
    return units, edges


def _rows(units, jumps):
    """Return every unit of every row that the picture has room for."""
    reach = range(-40, 41)
    return [
        (row[0] + i * jump, k)
        for k, (row, jump) in enumerate(zip(units, jumps, strict=True))
        for i in reach
        if abs(row[0] + i * jump) < VIEW.x[1]
    ]


def _bracket(middle, size, height):
    """Return the line below a field of inputs, half a unit wider on both sides."""
    half = size / 2
    ends = (middle - half, height + 0.2), (middle + half, height + 0.2)
    return [ends[0], (middle - half, height), (middle + half, height), ends[1]]


def _label(k, shown):
    text = f"layer {k}" if k else "inputs"
    y = VIEW.top + VIEW.place(0, k)[1] + 4
    return element("text", text if shown else "", class_=f"muted end row{k}", x=50, y=y)
