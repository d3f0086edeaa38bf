"""The figures draw what they are given, on the Axes they are given."""

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from nnlib import nn, plots

X, Y = np.array([[0.0, 0.0], [1.0, 2.0], [2.0, 1.0]]), np.array([0, 1, 1])


def small_model():
    """Return a network with gradients."""
    rng = np.random.default_rng(0)
    model = nn.Sequential(nn.Linear(3, 4, rng=rng), nn.ReLU(), nn.Linear(4, 2, rng=rng))
    (model(np.ones((5, 3), np.float32)) ** 2).sum().backward()
    return model


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: plots.points(X, Y, ax),
        lambda ax: plots.line([1, -1], 0.5, ax),
        lambda ax: plots.decision_boundary(lambda Z: Z[:, 0] > 1, X, Y, ax),
        lambda ax: plots.curves([3, 2, 1], ax),
        lambda ax: plots.runs({"a": [[3, 2, 1]]}, ax),
        lambda ax: plots.log_log([1, 10], {"a": [1, 100]}, ax, xlabel="x", ylabel="y"),
        lambda ax: plots.images(np.ones((3, 2, 2)), ax),
        lambda ax: plots.confusion_matrix([0, 1], [1, 1], ax),
        lambda ax: plots.attention(np.eye(3), ax),
        lambda ax: plots.layers({"first": [1, 2, 3]}, ax),
        lambda ax: plots.activations(small_model(), np.ones((2, 3)), ax),
        lambda ax: plots.gradients(small_model(), ax),
        lambda ax: plots.network([2, 3, 1], ax),
        lambda ax: plots.paths(np.add, {"a": [[0, 0], [1, 1]]}, ax, bounds=(0, 1, 0, 1)),
    ],
)
def test_a_figure_uses_the_given_axes_or_makes_white_ones(draw):
    ax = plt.figure().subplots()
    assert draw(ax) is ax
    own = draw(None)
    assert own is not ax and own.figure.get_facecolor() == (1, 1, 1, 1)


def test_points_differ_in_colour_and_marker():
    ax = plots.points(X, Y, names=["no", "yes"])
    first, second = ax.collections
    assert len(first.get_offsets()) == 1 and len(second.get_offsets()) == 2
    assert first.get_facecolor().tolist() != second.get_facecolor().tolist()
    assert len(first.get_paths()[0].vertices) != len(second.get_paths()[0].vertices)
    assert [text.get_text() for text in ax.get_legend().texts] == ["no", "yes"]


@pytest.mark.parametrize(("w", "b"), [([1, 2], -3), ([0, 2], -1), ([2, 0], 3), ([1, 1], 0)])
def test_the_line_lies_where_the_weighted_sum_is_zero(w, b):
    ax = plots.points(X, Y)
    limits = ax.axis()
    plots.line(w, b, ax, label="boundary")
    assert ax.axis() == limits
    drawn = ax.lines[0]
    for point in (drawn.get_xy1(), drawn.get_xy2()):
        assert np.dot(w, point) + b == pytest.approx(0)
    assert ax.get_legend().texts[0].get_text() == "boundary"


def test_a_line_needs_weights():
    with pytest.raises(ValueError, match="two weights that are not both zero"):
        plots.line([0, 0], 1)


def test_regions_are_those_of_predict():
    ax = plots.decision_boundary(lambda Z: (Z[:, 0] > 1).astype(int), X, Y, resolution=50)
    mesh = ax.collections[0]
    grid = mesh.get_coordinates()
    centres = (grid[:-1, :-1, 0] + grid[1:, 1:, 0]) / 2
    np.testing.assert_array_equal(np.asarray(mesh.get_array()).reshape(50, 50), centres > 1)


def test_curves_start_at_one_and_baselines_are_level():
    ax = plots.curves({"a": [3, 2], "b": [4, 1]}, baselines={"majority": 0.6}, ylabel="error")
    np.testing.assert_array_equal(ax.lines[0].get_xdata(), [1, 2])
    np.testing.assert_array_equal(ax.lines[1].get_ydata(), [4, 1])
    assert set(ax.lines[2].get_ydata()) == {0.6}
    assert [text.get_text() for text in ax.get_legend().texts] == ["a", "b", "majority"]
    assert len({line.get_linestyle() for line in ax.lines}) == 3
    assert ax.get_ylabel() == "error"


def luminance(colour):
    """Return the relative luminance of WCAG 2."""
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def test_runs_name_a_group_once_and_start_at_one():
    ax = plots.runs({"small": [[3, 2], [3, 1]], "large": [[4, 4]]})
    assert [line.get_xdata().tolist() for line in ax.lines] == [[1, 2]] * 3
    first, second, other = (line.get_color() for line in ax.lines)
    assert first == second != other
    legend = [text.get_text() for text in ax.get_legend().texts]
    assert legend == ["small, n = 2", "large, n = 1"]


def test_log_log_leaves_out_what_has_no_logarithm():
    ax = plots.log_log([1, 10, 100], {"error": [1e-3, 0, 1e-1]}, xlabel="h", ylabel="error")
    assert ax.get_xscale() == ax.get_yscale() == "log"
    assert ax.lines[0].get_xdata().tolist() == [1, 100]
    assert ax.lines[0].get_ydata().tolist() == [1e-3, 1e-1]


@pytest.mark.parametrize("page", ["#ffffff", "#121212"])
@pytest.mark.parametrize("colour", [*plots.COLOURS, plots.GREY])
def test_colours_are_readable_on_light_and_dark_pages(colour, page):
    low, high = sorted([luminance(colour), luminance(page)])
    assert (high + 0.05) / (low + 0.05) >= 3


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_images_carry_labels_and_mark_wrong_predictions():
    X = np.random.default_rng(0).random((5, 2, 3))
    ax = plots.images(X, labels=[0, 1, 2, 1, 0], predictions=[0, 2, 2, 1, 1], columns=2)
    assert texts(ax) == ["0", "1 → 2", "2", "1", "0 → 1"]
    wrong = [text.get_weight() == "bold" and text.get_color() != "black" for text in ax.texts]
    assert wrong == [False, True, False, False, True]
    for image, shown in zip(X, ax.images, strict=True):
        np.testing.assert_array_equal(shown.get_array(), image)
        assert shown.get_clim() == (X.min(), X.max())
    lefts, _, _, tops = np.transpose([shown.get_extent() for shown in ax.images])
    assert len(set(lefts)) == 2 and len(set(tops)) == 3
    assert texts(plots.images(X, labels=[0, 1, 0, 1, 0], names=["no", "yes"]))[:2] == ["no", "yes"]
    with pytest.raises(ValueError, match=r"X has shape \(5, 6\); expected \(n, h, w\)"):
        plots.images(X.reshape(5, 6))


def test_a_confusion_matrix_counts_labels_in_rows_and_predictions_in_columns():
    ax = plots.confusion_matrix([0, 0, 0, 1, 2, 2], [0, 0, 1, 1, 2, 0], names=["a", "b", "c"])
    counts = {text.get_position(): int(text.get_text()) for text in ax.texts}
    assert counts == {(0, 0): 2, (1, 0): 1, (1, 1): 1, (0, 2): 1, (2, 2): 1}  # (column, row)
    np.testing.assert_allclose(ax.images[0].get_array().sum(axis=1), 1)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("prediction", "label")
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["a", "b", "c"]
    absent = plots.confusion_matrix([0, 2], [0, 2])  # no sample of class 1
    assert np.isfinite(absent.images[0].get_array()).all()
    with pytest.raises(ValueError, match=r"y has shape \(2,\) and predictions have \(3,\)"):
        plots.confusion_matrix([0, 1], [0, 1, 1])


def test_attention_names_queries_and_keys():
    weights = np.array([[0.2, 0.8, 0.0], [0.5, 0.25, 0.25]])
    ax = plots.attention(weights, queries=["le", "chat"], keys=["the", "cat", "."])
    np.testing.assert_array_equal(ax.images[0].get_array(), weights)
    assert ax.images[0].get_clim() == (0, 1)
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["le", "chat"]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["the", "cat", "."]
    with pytest.raises(ValueError, match=r"shape \(1, 1, 2, 3\).*weights\[0, 0\]"):
        plots.attention(weights[None, None])


def test_layers_span_their_quantiles_from_top_to_bottom():
    ax = plots.layers({"first": np.arange(101.0).reshape(1, -1), "second": [-5, 5], "none": []})
    span, half, median = ax.lines[:3]
    np.testing.assert_allclose(span.get_xdata(), [5, 95])
    np.testing.assert_allclose(half.get_xdata(), [25, 75])
    np.testing.assert_allclose(median.get_xdata(), [50])
    assert span.get_ydata().tolist() == [0, 0] and len(ax.lines) == 6
    assert ax.get_ylim() == (2.5, -0.5)
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["first", "second", "none"]
    magnitudes = plots.layers({"a": [-100.0, 0, 1, 10]}, log=True)
    assert magnitudes.lines[2].get_xdata()[0] == 10 and magnitudes.get_xscale() == "log"


def test_activations_are_those_of_each_part():
    model, x = small_model(), np.ones((2, 3), np.float32)
    ax = plots.activations(model, x)
    names = [tick.get_text() for tick in ax.get_yticklabels()]
    assert names == ["0 Linear", "1 ReLU", "2 Linear"]
    medians = [line.get_xdata()[0] for line in ax.lines[2::3]]
    np.testing.assert_allclose(medians[0], np.median(model[0](x).data), rtol=1e-6)
    np.testing.assert_allclose(medians[2], np.median(model(x).data), rtol=1e-6)


def test_gradients_are_those_of_the_weights():
    model = small_model()
    ax = plots.gradients(model)
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["0.weight", "2.weight"]
    grad = np.abs(model[2].weight.grad)
    np.testing.assert_allclose(ax.lines[5].get_xdata()[0], np.median(grad[grad > 0]), rtol=1e-6)
    model.zero_grad()
    with pytest.raises(ValueError, match=r"no weight has a gradient; call loss.backward\(\)"):
        plots.gradients(model)


def test_a_network_has_its_units_and_a_gap_where_there_are_too_many():
    ax = plots.network([2, 3, 20], names=["in", "hidden", "out"], most=6)
    assert [len(units.get_offsets()) for units in ax.collections] == [2, 3, 6]
    ends = {tuple(map(tuple, line.get_xydata())) for line in ax.lines}
    assert len(ends) == 2 * 3 + 3 * 6
    left, right = (ax.collections[i].get_offsets()[0] for i in (1, 2))
    assert (tuple(left), tuple(right)) in ends
    assert texts(ax) == ["in\n2", "hidden\n3", "⋮", "out\n20"]
    heights = ax.collections[2].get_offsets()[:, 1]
    assert set(np.diff(heights).tolist()) == {1, 2} and heights.sum() == 0


def test_paths_lie_on_their_surface():
    steps = {"slow": [[2, 1], [1, 0.5]], "fast": [[2, 1], [0, 0]]}
    ax = plots.paths(lambda x, y: x**2 + y, steps, bounds=(-1, 3, -2, 2), levels=[1.0])
    for line, points in zip(ax.lines, steps.values(), strict=True):
        np.testing.assert_array_equal(line.get_xydata(), points)
    assert len({line.get_marker() for line in ax.lines}) == 2
    level = np.concatenate([path.vertices for path in ax.collections[0].get_paths()])
    np.testing.assert_allclose(level[:, 0] ** 2 + level[:, 1], 1, atol=1e-2)
    assert ax.axis() == (-1, 3, -2, 2)
    assert [text.get_text() for text in ax.get_legend().texts] == ["slow", "fast"]
