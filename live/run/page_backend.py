"""Matplotlib's backend in the page: `show` hands every figure to the cell that runs."""

import sys

from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg


class FigureManager(FigureManagerBase):
    """Shows all figures and forgets them."""

    @classmethod
    def pyplot_show(cls, *, block=None):
        """Show what was drawn since the last time."""
        for manager in Gcf.get_all_fig_managers():
            sys.displayhook(manager.canvas.figure)
        Gcf.destroy_all()


class FigureCanvas(FigureCanvasAgg):
    """Draws as Agg does."""

    manager_class = FigureManager
