"""The perceptron and its conventions."""

import numpy as np
import pytest

from nnlib.data import load_breast_cancer, split, standardize
from nnlib.perceptron import perceptron_fit, predict

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def test_zero_counts_as_one():
    assert predict(np.zeros((1, 2)), np.ones(2), 0.0).tolist() == [1]
    assert predict([[1, -1], [0, -1e-9]], [1, 1], 0).tolist() == [1, 0]


def test_a_batch_and_one_sample():
    labels = predict(CORNERS, [1, 1], -1.5)
    assert labels.tolist() == [0, 0, 0, 1] and labels.dtype.kind == "i"
    assert [int(predict(x, [1, 1], -1.5)) for x in CORNERS] == [0, 0, 0, 1]
    assert np.ndim(predict(CORNERS[0], [1, 1], -1.5)) == 0
    assert predict(np.empty((0, 2)), [1, 1], 0).shape == (0,)


def test_the_first_epoch_by_hand():
    # start at 0: row 0 is predicted 1, a mistake: b = -1; rows 1 and 2 give -1 -> 0; row 3, label
    # 1, gives 0: w = (1, 1), b = 0
    w, b = perceptron_fit(CORNERS, [0, 0, 0, 1], epochs=1)
    assert w.tolist() == [1, 1] and b == 0


@pytest.mark.parametrize("labels", [[0, 0, 0, 1], [0, 1, 1, 1], [1, 1, 1, 0], [1, 1, 1, 1]])
def test_separable_labels_are_learned(labels):
    w, b = perceptron_fit(CORNERS, labels, epochs=20)
    assert predict(CORNERS, w, b).tolist() == labels


def test_it_stops_after_an_epoch_without_mistakes():
    w, b = perceptron_fit(CORNERS, [0, 0, 0, 1], epochs=20)
    later = perceptron_fit(CORNERS, [0, 0, 0, 1], epochs=10**9)
    assert (w.tolist(), b) == (later[0].tolist(), later[1])


def test_the_learning_rate_only_scales():
    w, b = perceptron_fit(CORNERS, [0, 0, 0, 1])
    scaled, shift = perceptron_fit(CORNERS, [0, 0, 0, 1], lr=0.25)
    assert (scaled * 4).tolist() == w.tolist() and shift * 4 == b and type(b) is float


def test_no_epochs_leave_the_start():
    w, b = perceptron_fit(CORNERS, [0, 0, 0, 1], epochs=0)
    assert w.tolist() == [0, 0] and b == 0


def test_arguments_are_not_changed():
    X, y = CORNERS.astype(float), np.array([0, 0, 0, 1])
    w, _ = perceptron_fit(X, y)
    kept = w.copy()
    predict(X, w, 1.0)
    np.testing.assert_array_equal(X, CORNERS)
    np.testing.assert_array_equal(y, [0, 0, 0, 1])
    np.testing.assert_array_equal(w, kept)


def test_labels_of_any_number_type():
    for y in ([0.0, 0.0, 0.0, 1.0], [False, False, False, True], np.array([0, 0, 0, 1], np.uint8)):
        w, b = perceptron_fit(CORNERS, y)
        assert predict(CORNERS, w, b).tolist() == [0, 0, 0, 1]


@pytest.mark.parametrize("y", [[-1, -1, -1, 1], [0, 0, 0, 2], [0, 0, 0, 0.5]])
def test_other_labels_are_refused(y):
    with pytest.raises(ValueError, match=r"labels must be 0 or 1, got .*Recode"):
        perceptron_fit(CORNERS, y)


def test_shapes_that_do_not_fit_are_named():
    with pytest.raises(ValueError, match=r"X has shape \(4, 2\) and w has shape \(3,\)"):
        predict(CORNERS, np.ones(3), 0)
    with pytest.raises(ValueError, match=r"X has shape \(4, 2\) and y has shape \(4, 1\)"):
        perceptron_fit(CORNERS, np.zeros((4, 1)))


def test_real_data_beat_the_majority():
    data, rng = load_breast_cancer(), np.random.default_rng(0)
    train, test = split(len(data.y), (0.7, 0.3), rng)
    X_train, X_test = standardize(data.X[train], data.X[test])
    w, b = perceptron_fit(X_train, data.y[train], epochs=20)
    assert (predict(X_test, w, b) == data.y[test]).mean() > 0.9 > data.y[test].mean()
