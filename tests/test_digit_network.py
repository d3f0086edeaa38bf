"""The weights that ship for the live figure do what the book says of them."""

import numpy as np

from nnlib.data import load_digits
from nnlib.figures import digit
from nnlib.figures.digit import STROKES, WEIGHTS, accuracy, drawn, layers, pixels, probabilities

ALL = {
    0: [(4, 0), (10, 0), (12, 3), (12, 11), (10, 14), (4, 14), (2, 11), (2, 3), (4, 0)],
    2: [(3, 2), (7, 0), (11, 2), (11, 5), (3, 14), (12, 14)],
    3: STROKES,
    5: [(11, 0), (4, 0), (3, 6), (9, 6), (12, 10), (9, 14), (3, 14)],
    6: [(9, 0), (4, 6), (3, 11), (6, 14), (10, 13), (11, 10), (8, 8), (4, 10)],
    8: [(7, 0), (3, 3), (11, 10), (8, 14), (4, 12), (11, 3), (7, 0)],
}


def test_the_file_is_small_and_its_matrices_fit():
    assert WEIGHTS.stat().st_size < 4_000
    first, second = layers()
    assert first.shape == (65, 24)
    assert second.shape == (25, 10)
    for matrix in (first, second):
        assert len(np.unique(matrix)) > 50
        assert np.isfinite(matrix).all()


def test_it_reads_other_writers_as_well_as_the_figure_says():
    digits = load_digits()
    n = round(0.7 * len(digits.y))
    right = probabilities(digits.X[n:].astype(float)).argmax(axis=1) == digits.y[n:]
    assert accuracy() == right.mean() >= 0.92
    assert f"it reads {right.mean():.3f} right" in digit().still_note


def test_it_reads_what_is_drawn_on_the_paper():
    for label, places in ALL.items():
        p = probabilities(pixels(drawn(places)))[0]
        assert p.argmax() == label, (label, p.round(2))
        assert p.max() > 0.8
        np.testing.assert_allclose(p.sum(), 1)


def test_four_cells_are_a_pixel():
    cells = np.zeros((16, 16), dtype=bool)
    cells[0, 0] = cells[14:, 2:4] = True
    expected = np.zeros(64)
    expected[0], expected[7 * 8 + 1] = 4, 16
    np.testing.assert_array_equal(pixels(cells), expected[None])
