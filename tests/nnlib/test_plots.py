"""The figures draw what they are given, on the Axes they are given."""

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from nnlib import plots

X, Y = np.array([[0.0, 0.0], [1.0, 2.0], [2.0, 1.0]]), np.array([0, 1, 1])


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
