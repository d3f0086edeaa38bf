"""Live figures without a browser: markup, escaping, weight, arithmetic, layout, errors."""

import gzip
import json
import re
import sys
from html.parser import HTMLParser
from itertools import pairwise
from operator import methodcaller
from urllib.parse import unquote
from xml.etree import ElementTree

import numpy as np
import pytest

from nnlib import Tensor, figures
from nnlib.figures import base, expression, layout
from nnlib.figures.perceptron import _boundary
from nnlib.figures.plane import Plane, tick_values
from nnlib.perceptron import perceptron_fit
from tests.browser.figures.page import AND, NEURON, NEURON_VALUES, examples
from tests.conftest import ROOT

SHARED = "h = relu(x * w + b); L = (h - t) ** 2 + 0.1 * w ** 2"


@pytest.fixture
def perceptron():
    return figures.perceptron(*AND)


@pytest.fixture
def graph():
    return figures.graph(NEURON, **NEURON_VALUES)


def page(*parts):
    """Return the fragments of figures on one page of the book."""
    on_page, html = [], ""
    for figure in parts:
        html += figure.html([name for name in figure.assets if name not in on_page])
        on_page += figure.assets
    return html


def drawings(figure):
    """Return the still drawings as parsed from the page's text."""
    text = figure.html()
    found = re.findall(
        r'<svg class="nnlib-still.*?</svg>(?=</div>|<svg class="nnlib-still)', text, re.DOTALL
    )
    return [ElementTree.fromstring(svg) for svg in found]


class Balanced(HTMLParser):
    """Fails on an element that is closed wrongly or not at all."""

    def __init__(self):
        super().__init__()
        self.open, self.seen = [], []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag != "img":  # which has no end
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def elements(html):
    parser = Balanced()
    parser.feed(html)
    parser.close()
    assert not parser.open
    return parser.seen


def test_markup_is_balanced_and_needs_no_other_host(perceptron, graph):
    seen = elements(page(perceptron, graph))
    assert [attrs["aria-label"] for tag, attrs in seen if tag == "figure"] == [
        perceptron.label,
        graph.label,
    ]
    assert not [attrs for _, attrs in seen if {"src", "href", "id"} & attrs.keys()]
    assert "innerHTML" not in page(perceptron, graph)


def test_still_drawings_have_a_text_alternative(perceptron, graph):
    for figure in (perceptron, graph):
        stills = drawings(figure)
        assert stills
        for still in stills:
            assert still.get("role") == "img"
            assert still[0].tag == "title"
            assert still[0].text == figure.label
            assert still[1].tag == "desc"
            assert len(still[1].text) > 50
    assert "w = (2, 1), b = −3" in drawings(perceptron)[0][1].text
    assert "dL/dw = −1.151" in drawings(graph)[0][1].text


def test_repr_is_a_sentence_for_places_without_html(perceptron):
    assert repr(perceptron).startswith("Live figure: The perceptron rule on 4 points.")


def test_text_of_the_author_is_escaped():
    nasty = '</script><img src=x onerror="alert(1)">'
    figure = figures.perceptron(*AND, names=(nasty, nasty), label=nasty, caption=nasty)
    tags = [tag for tag, _ in elements(figure.html())]
    assert "img" not in tags
    assert tags.count("script") == 4
    data = re.search(r'<script type="application/json">(.*?)</script>', figure.html(), re.DOTALL)
    assert json.loads(data[1])["names"] == [nasty, nasty]


def weight(html):
    return len(gzip.compress(html.encode()))


def test_two_kinds_weigh_less_than_10_kb_on_a_page(perceptron, graph):
    assert weight(page(perceptron, graph)) < 10_000


CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_the_figures_of_a_chapter_weigh_less_than_10_kb(chapter):
    cells = json.loads(chapter.read_text(encoding="utf-8"))["cells"]
    code = "".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
    kinds = {figure.kind: figure for figure in examples()}
    names = set(re.findall(r"figures\.(\w+)\(", code)) - {"explore"}
    assert names <= set(kinds), "add an example of each kind to tests/browser/figures/page.py"
    assert weight(page(*(kinds[name] for name in sorted(names)))) < 10_000


def test_library_weighs_less_than_40_kb_with_1200_bytes_a_kind_on_average():
    files = [f.name for f in base.files("nnlib.figures").iterdir()]
    assets = sorted(name for name in files if name.endswith((".js", ".css")))
    parts = {"base", "plane", "field", "sampling", "gpt", "explore"}
    shared = [name for name in assets if name.split(".")[0] in parts]
    kinds = {name.split(".")[0] for name in assets} - parts
    assert kinds == {figure.kind for figure in examples()}
    whole, common = (weight("".join(map(base.asset, names))) for names in (assets, shared))
    assert whole < 40_000
    assert (whole - common) / len(kinds) < 1_250


@pytest.mark.parametrize("figure", examples(), ids=lambda figure: figure.kind)
def test_every_kind_is_sound_markup_with_a_text_alternative(figure):
    seen = elements(figure.html())
    assert not [attrs for _, attrs in seen if {"src", "href", "id"} & attrs.keys()]
    stills = drawings(figure)
    assert stills
    for still in stills:
        assert still.get("role") == "img"
        assert still[0].text.startswith(figure.label)
        assert len(still[1].text) > 50
    assert re.search(r"\d", figure.still_note)
    assert repr(figure).startswith(f"Live figure: {figure.label}. ")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: figures.softmax([1.0]), r"expected 2 to 6 logits from -10 to 10, got \[1.0\]"),
        (lambda: figures.softmax([1.0, 99.0]), "expected 2 to 6 logits"),
        (lambda: figures.softmax([1.0, float("nan")]), "expected 2 to 6 logits"),
        (lambda: figures.softmax([1.0, 2.0], 2), "expected a target from 0 to 1, got 2"),
        (lambda: figures.softmax([1.0, 2.0], -1), "expected a target from 0 to 1, got -1"),
        (lambda: figures.rules(np.zeros((201, 2)), np.zeros(201)), "1 to 200 rows"),
        (lambda: figures.rules([[1, 2], [1, 3]], [0, 1]), "a column of X is constant"),
        (lambda: figures.rules([[1, 2], [2, 3]], [0, 2]), "labels 0 and 1"),
        (lambda: figures.rules(*AND, names=["a"]), r"expected two names and two labels"),
    ],
)
def test_other_figures_refuse(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_plane_places_and_draws():
    plane = Plane((-1, 3), (0, 2), width=200, height=100)
    assert plane.place(-1, 2) == (0, 0)
    assert plane.place(3, 0) == (200, 100)
    assert plane.line([(-1, 0), (1, 2)]) == "M0 100L100 0"
    assert plane.straight(1, 1, 0.5) == "M0 100L200 0"
    assert plane.dots([(1, 1)]) == "M100 50h0"
    assert plane.place(1e9, 0)[0] == 2000  # nothing leaves what a drawing can hold


def test_a_curve_of_few_pieces_runs_where_the_function_does():
    plane = Plane((-3, 3), (-2, 2), width=300, height=200)
    numbers = [float(n) for n in re.findall(r"-?[\d.]+", plane.curve(np.sin))]
    start, x = np.array(numbers[:2]), np.array(numbers[2:8]).reshape(3, 2)
    pieces = [(start, *x)]
    for dx in np.array(numbers[8:]).reshape(-1, 2, 2):
        _, _, control, end = pieces[-1]
        pieces.append((end, 2 * end - control, end + dx[0], end + dx[1]))
    for p0, p1, p2, p3 in pieces:
        middle = (p0 + 3 * p1 + 3 * p2 + p3) / 8
        assert abs(plane.place(0, np.sin(middle[0] / 50 - 3))[1] - middle[1]) < 0.3
    assert pieces[-1][3][0] == pytest.approx(300, abs=0.5)


@pytest.mark.parametrize(
    ("low", "high", "most", "ticks"),
    [(0, 1, 6, [0, 0.2, 0.4, 0.6, 0.8, 1]), (-8, 8, 4, [-5, 0, 5]), (0, 13, 6, [0, 5, 10])],
)
def test_ticks_are_few_round_numbers(low, high, most, ticks):
    assert tick_values(low, high, most) == pytest.approx(ticks)


def test_scripts_hold_no_template_within_a_template():
    """Else the spaces of the inner one would be lost: see `base.asset`."""
    scripts = [f for f in base.files("nnlib.figures").iterdir() if f.name.endswith(".js")]
    assert len(scripts) >= 3
    for script in scripts:
        for line in script.read_text(encoding="utf-8").splitlines():
            assert line.count("`") % 2 == 0, line
            assert not re.search(r"`[^`]*\$\{[^}`]*`", line), line


def test_scripts_keep_their_strings_when_spaces_go():
    script = base.asset("perceptron.js")
    assert "`w = ${point(state.w)}, b = ${number(state.b)}`" in script
    assert '", on the wrong side"' in script
    assert "//" not in script


def test_notebook_outputs_stand_alone(monkeypatch, perceptron):
    monkeypatch.delenv("NNLIB_STATIC", raising=False)
    for _ in range(2):
        html = perceptron._repr_html_()
        assert html.count("<style>") == 2
        assert "class Controls" in html
        assert "kinds.perceptron=" in html


def test_page_gets_style_and_script_once(monkeypatch, perceptron, graph):
    monkeypatch.setenv("NNLIB_STATIC", "1")
    monkeypatch.setattr(base, "_on_page", set())
    first, second, third = (f._repr_html_() for f in (perceptron, perceptron, graph))
    assert [first.count("<style>"), second.count("<style>"), third.count("<style>")] == [2, 0, 1]
    assert second.count("<script>") == 1
    assert "kinds.graph=" in third
    assert "class Controls" not in third


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (10, "10"),
        (-1.5, "−1.5"),
        (0.1 + 0.2, "0.3"),
        (0.00012, "1.2e−4"),
        (2.5e7, "2.5e+7"),
        (float("nan"), "undefined"),
    ],
)
def test_number(x, text):
    assert base.number(x) == text


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("epochs", [1, 4, 30])
def test_still_perceptron_agrees_with_nnlib(seed, epochs):
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(20, 2)), rng.integers(2, size=20)
    w, b = perceptron_fit(X, y, lr=0.5, epochs=epochs)
    note = figures.perceptron(X, y, lr=0.5, epochs=epochs).still_note
    assert f"w = {base.point(w)}, b = {base.number(b)}, " in note
    wrong = np.sum((X @ w + b >= 0) != y)
    assert f"{wrong} of 20 points on the wrong side" in note


def test_boundary_stands_where_the_score_is_zero():
    # these weights classify both points, so the still picture keeps them
    figure = figures.perceptron([[-1, 0], [3, 1]], [0, 1], w=[2, 1], b=-3)
    group = next(g for g in drawings(figure)[0].iter("g") if g.get("class") == "boundary")
    numbers = [float(n) for n in re.findall(r"-?[\d.]+", group.get("transform"))]
    centre_x, centre_y, degrees, shift = numbers[0], numbers[1], numbers[2], numbers[3]
    angle = np.radians(degrees)
    px, py = centre_x + shift * np.cos(angle), centre_y + shift * np.sin(angle)
    view = figure.data["view"]
    scale = figure.data["plot"]["side"] / view["side"]
    x = view["x"] + px / scale, view["y"] + view["side"] - py / scale
    assert abs(np.dot([2, 1], x) - 3) < 0.05


@pytest.mark.parametrize(
    ("w", "b", "note"),
    [
        ([0, 0], 1, "w is zero: no boundary"),
        ([1, 0], -50, "the boundary is outside the picture"),
        ([1, 1], -1.5, ""),
    ],
)
def test_still_says_why_there_is_no_line(w, b, note):
    view = {"x": -0.25, "y": -0.25, "side": 1.5}
    *_, text = _boundary(np.array(w, dtype=float), b, view)
    assert text.text == note


@pytest.mark.parametrize(
    ("X", "y", "options", "message"),
    [
        ([[1, 2, 3]], [0], {}, r"shape \(n, 2\).*got shape \(1, 3\)"),
        (np.zeros((61, 2)), np.zeros(61), {}, "1 to 60 rows"),
        ([[1, 2]], [0, 1], {}, "one label per row"),
        ([[1, 2]], [-1], {}, "labels 0 and 1"),
        ([[1, np.inf]], [1], {}, "not finite"),
        ([[1, 2]], [1], {"lr": 0}, "lr > 0"),
        ([[1, 2]], [1], {"w": [1]}, r"shape \(2,\)"),
        ([[1, 2]], [1], {"names": ["x"]}, "names of two features"),
        ([[1, 2]], [1], {"epochs": 0}, "at least one epoch"),
    ],
)
def test_perceptron_refuses(X, y, options, message):
    with pytest.raises(ValueError, match=message):
        figures.perceptron(X, y, **options)


def test_one_point_is_a_picture():
    assert drawings(figures.perceptron([[3, 3]], [1]))


EXPRESSIONS = [
    (NEURON, NEURON_VALUES),
    (SHARED, {"x": 1.5, "w": 0.5, "b": -0.25, "t": 1.0}),
    ("x + x", {"x": 3.0}),
    ("x * x / (1 + x)", {"x": -3.0}),
    ("u = exp(-x); sigmoid(u - 2) * log(x) ** -1", {"x": 0.7}),
    ("relu(x) - relu(-x) + x ** 0.5", {"x": 2.0}),
    ("-(a / b) ** 3", {"a": 1.2, "b": -0.4}),
]


def evaluate(text, values, **names):
    """Run the text as Python with `values` and return its result."""
    scope = names | values
    *statements, last = text.split(";")
    for statement in statements:
        exec(statement.strip(), scope)
    return eval(last.split("=")[-1].strip(), scope)


@pytest.mark.parametrize(("text", "values"), EXPRESSIONS)
def test_graph_agrees_with_tensors_and_central_differences(text, values):
    functions = {name: methodcaller(name) for name in ("exp", "log", "tanh", "sigmoid", "relu")}
    tensors = {name: Tensor(np.array(v), requires_grad=True) for name, v in values.items()}
    result = evaluate(text, tensors, **functions)
    result.backward()
    nodes = expression.parse(text, values)
    expression.backward(nodes)
    assert nodes[-1].value == pytest.approx(result.item(), rel=1e-12)

    def at(name, v):
        return expression.parse(text, values | {name: v})[-1].value

    for node in nodes:
        if node.op == "input":
            assert node.grad == pytest.approx(float(tensors[node.name].grad), rel=1e-12)
            v, h = node.value, 1e-6
            slope = (at(node.name, v + h) - at(node.name, v - h)) / (2 * h)
            assert node.grad == pytest.approx(slope, rel=1e-6)


def test_a_name_used_twice_is_one_node_with_two_contributions():
    nodes = expression.parse("x * x", {"x": 3.0})
    assert [node.op for node in nodes] == ["input", "mul"]
    assert nodes[1].parents == (0, 0)
    assert expression.backward(nodes) == [(3.0, 3.0), (3.0, 3.0)]
    assert nodes[0].grad == 6.0
    text = "".join(drawings(figures.graph("x * x", x=3.0))[0].itertext())
    assert "grad 6" in text
    assert "= 3 + 3" in text


@pytest.mark.parametrize(
    ("text", "values", "message"),
    [
        ("sin(x)", {"x": 1}, r"cannot draw 'sin\(x\)': use names, numbers"),
        ("x @ y", {"x": 1, "y": 2}, "cannot draw 'x @ y'"),
        ("x if x else y", {"x": 1, "y": 2}, "cannot draw"),
        ("__import__('os').system('true')", {}, "cannot draw"),
        ("import os", {}, "cannot draw 'import os'"),
        ("x +", {"x": 1}, "cannot read the expression"),
        ("x * w", {"x": 1}, "no value for 'w': pass w="),
        ("x * 2", {"x": 1, "q": 1}, "does not use q"),
        ("u = x * 2; x + 1", {"x": 1}, "does not use u"),
        ("x = x * 2", {"x": 1}, "'x' has a value already"),
        ("x ** n", {"x": 1, "n": 2}, r"exponent in 'x \*\* n' is not a number"),
        ("x", {"x": 1}, "computes nothing"),
        ("", {}, "computes nothing"),
        ("x + True", {"x": 1}, "cannot draw 'True'"),
        ("log(x)", {"x": 0}, "log has no finite value or slope at 0"),
        ("1 / x", {"x": 0}, "div has no finite value or slope at 1, 0"),
        ("x ** 0.5", {"x": 0}, "pow has no finite value or slope at 0"),
        ("exp(x)", {"x": 1000}, "exp has no finite value"),
    ],
)
def test_graph_refuses(text, values, message):
    with pytest.raises(ValueError, match=message):
        figures.graph(text, **values)


def test_graph_refuses_what_nobody_can_read():
    with pytest.raises(ValueError, match="too many to read"):
        figures.graph("+".join(["x"] * 40), x=1.0)


def test_slider_reaches_its_starting_value():
    figure = figures.graph("x * w", x=0.25, w=7.0, ranges={"x": (0, 1)})
    assert figure.data["sliders"] == {
        "x": {"min": 0.0, "max": 1.0, "step": 0.05},
        "w": {"min": -2.0, "max": 7.0, "step": 0.1},
    }
    with pytest.raises(ValueError, match=r"x=3\.0 lies outside its range 0 to 1"):
        figures.graph("x * 2", x=3.0, ranges={"x": (0, 1)})


def suffixes(items):
    return [items[i + 1 :] for i in range(len(items))]


@pytest.mark.parametrize(("text", "values"), EXPRESSIONS)
def test_boxes_do_not_overlap_and_stay_inside(text, values):
    for svg in drawings(figures.graph(text, **values)):
        width, height = (float(n) for n in svg.get("viewBox").split()[2:])
        boxes = []
        for g in svg.iter("g"):
            if g.get("class", "").startswith("node"):
                x, y = (float(n) for n in re.findall(r"-?[\d.]+", g.get("transform")))
                rect = g.find("rect")
                left = x + float(rect.get("x"))
                boxes.append(
                    (left, y, left + float(rect.get("width")), y + float(rect.get("height")))
                )
        for (left, top, right, bottom), others in zip(boxes, suffixes(boxes), strict=True):
            assert -1 <= left < right <= width
            assert -1 <= top < bottom <= height
            for other_left, other_top, other_right, other_bottom in others:
                beside = right < other_left or other_right < left
                assert beside or bottom < other_top or other_bottom < top


def test_layers_run_from_inputs_to_output_without_crossings():
    nodes = expression.parse(NEURON, NEURON_VALUES)
    layers, routes = layout.layers_of([n.parents for n in nodes])
    level = {v: at for at, layer in enumerate(layers) for v in layer}
    assert [[nodes[v].name for v in layer] for layer in layers] == [
        ["x", "w"],
        ["v1", "b"],
        ["z"],
        ["a", "t"],
        ["v2"],
        ["L"],
    ]
    assert all(level[q] == level[p] + 1 for r in routes for p, q in pairwise(r))


def test_long_edge_passes_every_layer():
    layers, routes = layout.layers_of([(), (0,), (1,), (2, 0)])  # 0 feeds 1 and, two on, 3
    assert routes[-1] == [0, (3, 1), (3, 2), 3]
    assert [len(layer) for layer in layers] == [1, 2, 2, 1]


def test_tall_drawing_fits_a_phone():
    *_, tall = drawings(figures.graph(NEURON, **NEURON_VALUES))
    assert float(tall.get("width")) <= 300


def explored(a, scale):
    import matplotlib.pyplot as plt

    plt.plot([0, 1], [0, a * scale])


def test_explore_is_one_picture_in_the_book(monkeypatch):
    monkeypatch.setenv("NNLIB_STATIC", "1")
    monkeypatch.setattr(base, "_on_page", set())
    shown = figures.explore(
        explored,
        still={"a": 2.0, "scale": 3},
        alt="A rising <line>.",
        a=(0.0, 4.0),
        scale=[1, 3],
    )
    html = shown._repr_html_()
    (image,) = (attrs for tag, attrs in elements(html) if tag == "img")
    assert image["alt"] == "A rising <line>."
    svg = unquote(image["src"].removeprefix("data:image/svg+xml,"))
    assert ElementTree.fromstring(svg.encode()).tag.endswith("svg")
    assert int(image["width"]) > int(image["height"]) > 100
    assert "Drawn with a = 2.0, scale = 3." in html
    assert "In JupyterLab this picture has sliders for a and scale." in html
    assert not hasattr(shown, "_repr_mimebundle_")  # which is how widgets reach a page
    assert repr(shown) == "A rising <line>."


def test_explore_has_sliders_in_a_notebook(monkeypatch):
    ipywidgets = pytest.importorskip("ipywidgets")
    monkeypatch.delenv("NNLIB_STATIC", raising=False)
    calls = []
    shown = figures.explore(
        lambda a, scale: calls.append((a, scale)),
        still={"a": 2.0, "scale": 3},
        alt="A line.",
        a=(0.0, 4.0),
        scale=[1, 3],
    )
    slider, choice = shown.children[:2]
    assert isinstance(slider, ipywidgets.FloatSlider)
    assert (slider.description, slider.value, choice.value) == ("a", 2.0, 3)
    slider.value = 1.0
    assert calls[-1] == (1.0, 3)


def test_explore_refuses(monkeypatch):
    monkeypatch.delenv("NNLIB_STATIC", raising=False)
    with pytest.raises(ValueError, match=r"still has values for \['a'\], the widgets are \['b'\]"):
        figures.explore(explored, still={"a": 1}, alt="", b=(0, 1))
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    with pytest.raises(ImportError, match="pip install ipywidgets"):
        figures.explore(explored, still={"a": 1}, alt="", a=(0, 1))
