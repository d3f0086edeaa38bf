"""The losses where they are hard: huge logits, wrong shapes, wrong labels."""

import numpy as np
import pytest
import torch

from nnlib import Tensor, kernels
from nnlib import functional as F
from nnlib.nn import BCEWithLogitsLoss, CrossEntropyLoss, MSELoss

dtypes = pytest.mark.parametrize("dtype", [np.float32, np.float64])


@dtypes
def test_cross_entropy_with_huge_logits(dtype):
    rows = [[1000, -1000, 0], [-1000, 1000, 0], [0, -1000, 1000], [-1000, -1001, -1002]]
    z, target = np.array(rows, dtype), np.array([0, 0, 1, 2])
    loss, backward = kernels.cross_entropy(z, target)
    logits = torch.tensor(z, requires_grad=True)
    expected = torch.nn.functional.cross_entropy(logits, torch.from_numpy(target))
    expected.backward()
    assert loss.dtype == dtype
    np.testing.assert_allclose(loss, expected.item(), rtol=1e-6)
    np.testing.assert_allclose(backward(), logits.grad.numpy(), rtol=1e-6)


@dtypes
def test_bce_with_huge_logits(dtype):
    z, target = np.array([1000, -1000, 1000, -1000, 0], dtype), np.array([1, 0, 0, 1, 1])
    loss, backward = kernels.bce_with_logits(z, target)
    logits = torch.tensor(z, requires_grad=True)
    expected = torch.nn.functional.binary_cross_entropy_with_logits(
        logits, torch.from_numpy(target.astype(dtype))
    )
    expected.backward()
    assert loss.dtype == dtype
    np.testing.assert_allclose(loss, expected.item(), rtol=1e-6)
    np.testing.assert_allclose(backward(), logits.grad.numpy(), rtol=1e-6, atol=1e-30)


def test_confident_right_answers_keep_their_small_loss():
    loss, _ = kernels.bce_with_logits(np.array([40.0]), np.array([1.0]))
    np.testing.assert_allclose(loss, np.exp(-40.0), rtol=1e-12)


@pytest.mark.parametrize("name", ["mse", "bce_with_logits"])
@pytest.mark.parametrize("target", [np.ones(4), np.ones(4, int), np.ones(4, bool)])
def test_the_target_never_changes_the_type(name, target):
    loss, backward = getattr(kernels, name)(np.zeros(4, np.float32), target)
    assert loss.dtype == backward().dtype == np.float32


@pytest.mark.parametrize("name", ["mse", "bce_with_logits"])
def test_integer_outputs_count_as_float32(name):
    loss, backward = getattr(kernels, name)(np.array([0, 1]), np.array([1, 1]))
    assert loss.dtype == backward().dtype == np.float32


LOSSES = {
    "mse": (np.array([[0.5], [2.0]]), np.array([[1.0], [0.0]])),
    "bce_with_logits": (np.array([[0.5], [2.0]]), np.array([[1.0], [0.0]])),
    "cross_entropy": (np.array([[0.5, 1.0], [2.0, 0.0]]), np.array([1, 0])),
}


@pytest.mark.parametrize("name", LOSSES)
def test_backward_scales_repeats_and_changes_nothing(name):
    output, target = LOSSES[name]
    kept = output.copy(), target.copy()
    _, backward = getattr(kernels, name)(output, target)
    once = backward()
    once_kept = once.copy()
    np.testing.assert_allclose(backward(3.0), 3 * once, rtol=1e-14)
    np.testing.assert_array_equal(once, once_kept)
    np.testing.assert_array_equal(output, kept[0])
    np.testing.assert_array_equal(target, kept[1])


@pytest.mark.parametrize("name", LOSSES)
def test_one_sample(name):
    output, target = LOSSES[name]
    whole, _ = getattr(kernels, name)(output, target)
    single = [getattr(kernels, name)(output[i : i + 1], target[i : i + 1])[0] for i in range(2)]
    np.testing.assert_allclose(np.mean(single), whole, rtol=1e-14)


@pytest.mark.parametrize("name", LOSSES)
def test_an_empty_batch_is_refused(name):
    output, target = LOSSES[name]
    with pytest.raises(ValueError, match="the batch is empty"):
        getattr(kernels, name)(output[:0], target[:0])


@pytest.mark.parametrize("name", ["mse", "bce_with_logits"])
def test_a_column_against_a_vector_is_refused(name):
    with pytest.raises(ValueError) as error:
        getattr(F, name)(Tensor(np.zeros((5, 1))), np.zeros(5))
    message = str(error.value)
    assert message.startswith(name)
    assert "(5, 1)" in message and "(5,)" in message
    assert "target.reshape(5, 1)" in message


def test_different_sizes_are_refused_without_a_hint_to_reshape():
    with pytest.raises(ValueError, match="Give one target per output"):
        kernels.mse(np.zeros(5), np.zeros(4))


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ([0.0, 1.0], "labels must be integers, got float64; write target.astype"),
        ([0, 3], r"labels must lie in 0 \.\. 2 for 3 classes, got 0 \.\. 3"),
        ([0, -1], r"got -1 \.\. 0"),
        ([[0], [1]], r"logits have shape \(2, 3\) and target has shape \(2, 1\)"),
        ([[1, 0, 0], [0, 1, 0]], "argmax"),
        ([0], r"target has shape \(1,\)"),
    ],
)
def test_wrong_labels_are_refused(target, message):
    with pytest.raises(ValueError, match=message):
        kernels.cross_entropy(np.zeros((2, 3)), np.array(target))


@pytest.mark.parametrize("target", [[-1, 1], [0, 2]])
def test_bce_refuses_targets_that_are_no_probabilities(target):
    with pytest.raises(ValueError, match=r"targets must lie in \[0, 1\]"):
        kernels.bce_with_logits(np.zeros(2), np.array(target))


@pytest.mark.parametrize("name", ["mse", "bce_with_logits"])
def test_a_target_gets_no_gradient_and_the_message_says_so(name):
    output, target = (Tensor(np.full(3, 0.5), requires_grad=True) for _ in range(2))
    with pytest.raises(RuntimeError, match=rf"{name} has no gradient for its argument 2.*detach"):
        getattr(F, name)(output, target).backward()


@pytest.mark.parametrize(
    ("loss", "name"),
    [
        (MSELoss(), "mse"),
        (BCEWithLogitsLoss(), "bce_with_logits"),
        (CrossEntropyLoss(), "cross_entropy"),
    ],
)
def test_the_modules_are_the_functions(loss, name):
    output, target = LOSSES[name]
    assert loss(Tensor(output), target).item() == getattr(kernels, name)(output, target)[0]
