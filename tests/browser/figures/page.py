"""Pages with live figures, and short words for what a reader does on them."""

import numpy as np

from nnlib import figures

AND = ([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1])
XOR = (AND[0], [0, 1, 1, 0])
NEURON = "z = x * w + b; a = tanh(z); L = (a - t) ** 2"
NEURON_VALUES = {"x": 0.5, "w": -1.0, "b": 0.3, "t": 1.0}
# two overlapping classes
_rng = np.random.default_rng(0)
BLOBS = (_rng.normal(0, 1, (40, 2)) + np.repeat([[0], [1.6]], 20, axis=0), np.repeat([0, 1], 20))


def examples():
    """Return one figure of each kind."""
    return [
        figures.perceptron(*AND),
        figures.graph(NEURON, **NEURON_VALUES),
        figures.slope(),
        figures.activation(),
        figures.softmax(),
        figures.relu_fit(),
        figures.outlier(),
        figures.chain(),
        figures.collapse(),
        figures.descent(),
        figures.schedule(),
        figures.receptive(),
        figures.residual(),
        figures.variance(),
        figures.norm_dropout(),
        figures.fitting(),
        figures.rules(*BLOBS, names=("size", "weight")),
        figures.convolution(),
        figures.digit(),
        figures.hidden_state(),
        figures.cliff(),
        figures.gates(),
        figures.next_token(),
        figures.small_gpt(),
        figures.attention(),
        figures.heads(),
        figures.positions(),
    ]


def document(*shown, html="", body=""):
    """Return a page of the book with figures, style and script once."""
    on_page, fragments = [], []
    for figure in shown:
        fragments.append(figure.html([name for name in figure.assets if name not in on_page]))
        on_page += figure.assets
    return (
        f"<!doctype html><html lang='en' {html}><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width'><title>Figures</title>"
        f"<style>body {{ max-width: 46rem; margin: auto }}</style></head><body {body}>"
        f"<main><h1>Figures</h1>{''.join(fragments)}<p>After.</p></main></body></html>"
    )


def press(page, *names):
    for name in names:
        page.get_by_role("button", name=name, exact=True).click()


def status(page):
    return page.locator(".nnlib-status").inner_text()


def numbers(page):
    return page.locator(".nnlib-numbers").inner_text()


def points(page):
    return page.get_by_role("slider")


def centre(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page, locator, right, down):
    """Move a part with the mouse, by a way in pixels."""
    locator.scroll_into_view_if_needed()
    x, y = centre(locator)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right, y + down, steps=3)
    page.mouse.up()


def touch(page, locator, right, down):
    """Move a part with a finger, by a way in pixels; the page must not scroll along."""
    locator.scroll_into_view_if_needed()
    x, y = centre(locator)
    before = page.evaluate("scrollY")
    fingers = page.context.new_cdp_session(page)
    ways = (("touchStart", 0), ("touchMove", 0.5), ("touchMove", 1), ("touchEnd", None))
    for kind, part in ways:
        at = [] if part is None else [{"x": x + right * part, "y": y + down * part}]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})
    assert page.evaluate("scrollY") == before


def moving(page, selector):
    """Return the parts of the live drawings that a selector finds, not those of the stills."""
    return page.locator(f"svg.nnlib-drawing:not(.nnlib-still) {selector}")
