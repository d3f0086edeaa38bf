"""Live figures: drawings that move in JupyterLab and in the page, with no kernel.

A notebook cell ends with a figure::

    figures.perceptron(X, y)
    figures.graph("z = x * w + b; L = (tanh(z) - t) ** 2", x=0.5, w=-1.0, b=0.3, t=1.0)

"""

from nnlib.figures.base import Figure
from nnlib.figures.explore import explore
from nnlib.figures.graph import graph
from nnlib.figures.perceptron import perceptron

__all__ = ["Figure", "explore", "graph", "perceptron"]
