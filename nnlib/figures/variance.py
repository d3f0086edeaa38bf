"""Variance of signal and gradient from layer to layer: the recursion that chapter 07 derives."""

import math

import numpy as np

from nnlib.figures.base import Figure, drawing, number
from nnlib.figures.plane import Plane, legend, path

WIDTH, DEEPEST, CONSTANT = 64, 30, 0.01
STARTS = (f"All {CONSTANT}", "N(0, 0.01²)", "LeCun", "Xavier", "He")
ACTIVATIONS = ("Linear", "tanh", "ReLU")
FIRST = (2, 2, 20, 64)  # start, activation, depth, width of every second layer
VIEW = Plane((1, DEEPEST), (-12, 6), height=190)
# A standard Gaussian as points and weights; an even number, so that none stands at the corner 0.
POINTS = (np.arange(60) - 29.5) / 5
SHARES = np.exp(-(POINTS**2) / 2) / np.exp(-(POINTS**2) / 2).sum()


def variance(*, label=None, caption=None):
    """Show the variance of z and of its gradient in every layer of a deep network.

    The reader chooses the starting weights, the activation, the depth, and the width of every
    second layer, by which Xavier's rule differs from LeCun's.

    Parameters
    ----------
    label, caption : str, optional
        Name of the figure for a screen reader, and the line below it.

    Returns
    -------
    Figure
    """
    label = label or "Variance from layer to layer"
    start, activation, depth, width = FIRST
    forward, backward = variances(*FIRST)
    ends = [variances(s, activation, depth, width) for s in range(len(STARTS))]
    told = ", ".join(
        f"{name} {number(z[-1])} and {number(dz[0])}"
        for name, (z, dz) in zip(STARTS, ends, strict=True)
    )
    note = (
        f"{STARTS[start]}'s weights with {ACTIVATIONS[activation]}: the variance of z halves from "
        f"layer to layer, forwards, and that of the gradient, backwards. What {depth} layers of "
        f"{WIDTH} units leave of each: {told}."
    )
    parts = (
        VIEW.axes(("layer", "variance of z, and of its gradient"), powers=(False, True)),
        VIEW.content(
            path("line soft", VIEW.straight(1, 0, 0)),
            path("line zero forward", trace(forward)),
            path("line one dash backward", trace(backward)),
        ),
        legend(260, ("line zero", "z, from layer 1 on"), ("line one dash", "gradient, from last")),
    )
    return Figure(
        "variance",
        [drawing(360, 276, *parts, title=label, description=note)],
        {
            "planes": [VIEW.data],
            "names": [STARTS, ACTIVATIONS],
            "first": FIRST,
        },
        label=label,
        caption=caption,
        hint="Choose start and activation; move the depth, and the width of layers 1, 3, 5 ...",
        still_note=note,
        shared=("plane",),
    )


def variances(start, activation, depth, width):
    """Return the mean square of z and of its gradient in layers 1 to `depth`.

    Both are exact for infinitely wide layers with random weights; with constant weights all units
    of a layer are one, and the mean is over the inputs alone. The last gradient is 1.
    """
    f, slope = (
        (lambda z: z, np.ones_like),
        (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
        (lambda z: np.maximum(z, 0), lambda z: 1.0 * (z > 0)),
    )[activation]

    def units(layer):
        return width if layer % 2 else WIDTH

    def square(layer):
        fan_in, fan_out = units(layer - 1), units(layer)
        return (CONSTANT**2, 1e-4, 1 / fan_in, 2 / (fan_in + fan_out), 2 / fan_in)[start]

    z, layers, equal = None, [], start == 0
    for k in range(1, depth + 1):
        if equal and layers:
            z = units(k - 1) * CONSTANT * f(z)
        else:
            inputs = SHARES @ f(z) ** 2 if layers else 1.0
            z = POINTS * math.sqrt(units(k - 1) * square(k) * inputs)
        layers.append(z)
    gradient, backward = np.ones_like(POINTS), [1.0]
    for k in range(depth - 1, 0, -1):
        slopes = slope(layers[k - 1]) ** 2
        alike = units(k + 1) if equal and k < depth - 1 else 1
        gradient = gradient * (slopes if equal else SHARES @ slopes)
        gradient = gradient * units(k + 1) * square(k + 1) * alike
        backward.append(float(SHARES @ gradient))
    return [float(SHARES @ z**2) for z in layers], backward[::-1]


def trace(values):
    """Return the path through the values of the layers, as powers of ten."""
    return VIEW.line([(k + 1, math.log10(max(v, 1e-300))) for k, v in enumerate(values)])
