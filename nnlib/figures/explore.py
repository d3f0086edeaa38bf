"""Sliders around a plotting function, for notebooks with a kernel."""

import io
from urllib.parse import quote
from xml.etree import ElementTree

from nnlib.figures.base import element, is_static


def explore(function, *, still, alt, **widgets):
    """Draw `function` with sliders in JupyterLab, and once, with `still`, in the book.

    Parameters
    ----------
    function : callable
        Draws on matplotlib's current figure; called with one keyword per widget.
    still : dict
        The value each widget starts with, and the only one in the book.
    alt : str
        What the still picture shows, in words.
    **widgets
        What `ipywidgets.interactive` takes: ``lr=(0.0, 1.0, 0.1)``, a list of choices, a widget.

    Returns
    -------
    ipywidgets.interactive or StillPicture
        The last value of a cell.

    Raises
    ------
    ValueError
        If `still` and `widgets` do not name the same arguments.
    ImportError
        If ipywidgets is missing in a live notebook.
    """
    if set(still) != set(widgets):
        raise ValueError(
            f"still has values for {sorted(still)}, the widgets are {sorted(widgets)}: "
            "give each widget one still value"
        )
    if is_static():
        return StillPicture(function, still, alt)
    try:
        from ipywidgets import interactive
    except ImportError:
        raise ImportError(
            "figures.explore needs ipywidgets: run `pip install ipywidgets` and restart the kernel"
        ) from None
    return interactive(
        function,
        **{name: interactive.widget_from_abbrev(w, still[name]) for name, w in widgets.items()},
    )


class StillPicture:
    """One picture of a plotting function, with a sentence that says where it has sliders."""

    def __init__(self, function, values, alt):
        import matplotlib.pyplot as plt

        plt.close("all")
        function(**values)
        image = io.StringIO()
        figure = plt.gcf()
        self.width = round(figure.get_figwidth() * 100)
        with plt.rc_context({"svg.hashsalt": "still"}):
            figure.savefig(image, format="svg", bbox_inches="tight", metadata={"Date": None})
        plt.close(figure)
        self.svg = image.getvalue()
        self.values = values
        self.alt = alt

    def __repr__(self):
        return self.alt

    def _repr_html_(self):
        shown = ", ".join(f"{name} = {value}" for name, value in self.values.items())
        *others, last = self.values
        names = f"{', '.join(others)} and {last}" if others else last
        picture = element(
            "img",
            src=f"data:image/svg+xml,{quote(self.svg)}",  # unlike base64, this compresses
            alt=self.alt,
            width=self.width,
            style="height:auto;max-width:100%",
        )
        caption = f"Drawn with {shown}. In JupyterLab this picture has sliders for {names}."
        figure = element("figure", picture, element("figcaption", caption))
        return ElementTree.tostring(figure, encoding="unicode", method="html")
