"""What the warm process does once, so that no submission has to: imports, a first plot, a failure.

Nothing of the exercise's solution is used for it: what lies in memory here can be read there.
"""

import contextlib
import importlib
import sys

from .cells import Notebook
from .imports import Guard

LATER = ("numpy.random", "zipfile")  # NumPy itself imports them when they are first asked for


def up(modules, refused):
    """Import `modules` and return a notebook, ready for a submission.

    Parameters
    ----------
    modules : list of str
    refused : list of str
        What cannot be imported afterwards.
    """
    for name in (*modules, *LATER):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    if "torch" in sys.modules:  # a pool of threads would not outlive the fork
        sys.modules["torch"].set_num_threads(1)
        _train(sys.modules["torch"])
    if "matplotlib" in sys.modules:
        _plot()
    notebook = Notebook()
    sys.meta_path.insert(0, Guard(refused))
    _try_out(notebook)
    return notebook


def _plot():
    """Draw once: fonts and backends are looked for the first time only."""
    import io

    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure()
    FigureCanvasAgg(figure)
    figure.add_subplot().plot([0, 1], label="a")
    figure.savefig(io.BytesIO(), format="png")


def _train(torch):
    """Make one step: the first one imports a great deal."""
    layer = torch.nn.Linear(2, 1)
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
    layer(torch.ones(3, 2)).sum().backward()
    optimizer.step()


def _try_out(notebook):
    """Go once through what a first cell has to wait for: the parser, the formatter, a traceback."""
    outputs = notebook.outputs
    for source in ("[1.0]", "1 / 0", "%time None"):
        outputs.start()
        notebook.shell.run_cell(source, store_history=False, silent=False)
        outputs.finish()
    notebook.shell.user_ns.pop("_", None)
