"""Sliders around a plotting function, for notebooks with a kernel."""

import io
from urllib.parse import quote
from xml.etree import ElementTree

from nnlib.figures.base import element, is_static, not_yet_on_page, to_html


def explore(function, *, still, alt, **widgets):
    """Draw `function` with sliders in JupyterLab, and once, with `still`, in the book.

    Parameters
    ----------
    function : callable
        Draws on matplotlib's current figure, without `show`; called with one keyword per widget.
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
        figure, svg = plt.gcf(), io.StringIO()
        # a fixed salt and no date: the same book twice is the same bytes
        with plt.rc_context({"svg.hashsalt": "nnlib"}):
            figure.savefig(svg, format="svg", bbox_inches="tight", metadata={"Date": None})
        plt.close("all")
        self.svg = svg.getvalue()
        self.values = values
        self.alt = alt

    def __repr__(self):
        return self.alt

    def _repr_html_(self):
        shown = ", ".join(f"{name} = {value}" for name, value in self.values.items())
        *others, last = self.values
        names = f"{', '.join(others)} and {last}" if others else last
        size = ElementTree.fromstring(self.svg.encode()).attrib
        width, height = (
            float(size[side].removesuffix("pt")) * 4 / 3 for side in ("width", "height")
        )
        picture = element(
            "img",
            # drawn when it comes near the screen, not while the page loads
            loading="lazy",
            # unlike base64, this compresses
            src=f"data:image/svg+xml,{quote(self.svg, safe=' /:=;,')}",
            alt=self.alt,
            width=width,
            height=height,
        )
        caption = f"Drawn with {shown}. In JupyterLab this picture has sliders for {names}."
        figure = element(
            "figure", picture, element("figcaption", caption), class_="nnlib-figure nnlib-explore"
        )
        return to_html(figure, not_yet_on_page(["base.css", "explore.css"]))
