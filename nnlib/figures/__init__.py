"""Live figures: drawings that move in JupyterLab and in the page, with no kernel.

A notebook cell ends with a figure::

    figures.perceptron(X, y)
    figures.graph("z = x * w + b; L = (tanh(z) - t) ** 2", x=0.5, w=-1.0, b=0.3, t=1.0)

Each is a still drawing made in Python, which paper and a page without scripts show, and a script
that brings a copy of it to life. `explore` is for what only a kernel can compute.

How to add a figure ``wave``:

1. ``wave.py``: a function that checks its arguments and returns a `Figure`. Build the still with
   `base.element` and `base.drawing`; let it show the end of the story, all values included, and
   say the same in its description and in ``still_note``. Numbers are written by `base.number`.
   What stands in the coordinate plane is drawn by a `plane.Plane`: ``axes``, ``curve``, ``line``,
   ``dots``, ``handle`` for a point that moves, ``content`` to cut off at the edges; `plane.path`
   and `plane.legend` take classes of ``plane.css`` (``line one dash``). Such a figure passes
   ``shared=("plane",)`` and ``plane.data``.
2. ``wave.js``: register ``nnlibFigures.kinds.wave = (controls, drawings, data) => {...}``. The
   drawings are copies of the stills: move their parts, add none that could be there already.
   Keep one state and one ``draw()`` that shows it: ``nnlibFigures.write(drawing, {curve: {d}})``
   sets attributes by class. ``controls`` gives ``button``, ``choice`` (buttons of which one is
   pressed), ``slider``, ``say`` (the one live line: what happened, in words, with its numbers) and
   ``refresh`` (the lasting numbers, and which buttons are available). ``nnlibFigures.plane(data)``
   makes the same paths as plane.py, and its ``handle`` a slider of a point, for mouse, finger and
   keys; ``nnlibFigures.movable`` is for what moves both ways. With ``shared=("field",)``,
   ``nnlibFigures.field`` adds a line to type into. Only ``textContent`` and attributes are written;
   nothing outside the figure is listened to; no element has an ``id``, since an output may appear
   twice.
3. ``wave.css``, if need be: colours by the names in ``base.css``, which have a light and a dark
   value. Colour never stands alone: add a shape, a dash or a word.
4. Tests: an example in ``tests/browser/figures/page.py``, which brings the checks of every figure
   (themes, axe, phones, weight), and ``tests/browser/figures/test_wave.py``, which drives it by
   mouse, touch and keyboard and compares its numbers with `nnlib` or NumPy.

``slope`` is a model: short, and it uses all of this. The weights are held by
``tests/test_figures.py``: a page's figures under 10 kB compressed, all kinds under 40 kB, and about
1.2 kB for the style and script of a kind.

Scripts lose their comment lines and needless spaces on the way (`base.asset`): write one statement
a line and no template inside a template.
"""

from nnlib.figures.activation import activation
from nnlib.figures.attention import attention
from nnlib.figures.base import Figure
from nnlib.figures.chain import chain
from nnlib.figures.cliff import cliff
from nnlib.figures.collapse import collapse
from nnlib.figures.convolution import convolution
from nnlib.figures.descent import descent
from nnlib.figures.digit import digit
from nnlib.figures.explore import explore
from nnlib.figures.fitting import fitting
from nnlib.figures.gates import gates
from nnlib.figures.graph import graph
from nnlib.figures.heads import heads
from nnlib.figures.hidden_state import hidden_state
from nnlib.figures.next_token import next_token
from nnlib.figures.norm_dropout import norm_dropout
from nnlib.figures.outlier import outlier
from nnlib.figures.perceptron import perceptron
from nnlib.figures.positions import positions
from nnlib.figures.receptive import receptive
from nnlib.figures.relu_fit import relu_fit
from nnlib.figures.residual import residual
from nnlib.figures.rules import rules
from nnlib.figures.schedule import schedule
from nnlib.figures.slope import slope
from nnlib.figures.small_gpt import small_gpt
from nnlib.figures.softmax import softmax
from nnlib.figures.variance import variance

__all__ = [
    "Figure",
    "activation",
    "attention",
    "chain",
    "cliff",
    "collapse",
    "convolution",
    "descent",
    "digit",
    "explore",
    "fitting",
    "gates",
    "graph",
    "heads",
    "hidden_state",
    "next_token",
    "norm_dropout",
    "outlier",
    "perceptron",
    "positions",
    "receptive",
    "relu_fit",
    "residual",
    "rules",
    "schedule",
    "slope",
    "small_gpt",
    "softmax",
    "variance",
]
