"""The losses where they are hard: huge logits, wrong shapes, wrong labels."""

import numpy as np
import pytest
import torch

from nnlib import Tensor, kernels
from nnlib import functional as F
from nnlib.nn import (
    BCEWithLogitsLoss,
    CrossEntropyLoss,
    GaussianNLLLoss,
    HuberLoss,
    KLDivLoss,
    L1Loss,
    MSELoss,
)

PAIRED = ["mse", "l1", "huber", "bce_with_logits", "kl_div"]  # an output and a target like it
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


@pytest.mark.parametrize("name", PAIRED)
@pytest.mark.parametrize("target", [np.ones(4), np.ones(4, int), np.ones(4, bool)])
def test_the_target_never_changes_the_type(name, target):
    loss, backward = getattr(kernels, name)(np.zeros(4, np.float32), target)
    assert loss.dtype == backward().dtype == np.float32


@pytest.mark.parametrize("name", PAIRED)
def test_integer_outputs_count_as_float32(name):
    loss, backward = getattr(kernels, name)(np.array([0, 1]), np.array([1, 1]))
    assert loss.dtype == backward().dtype == np.float32


LOSSES = {
    **{name: (np.array([[0.5], [2.0]]), np.array([[1.0], [0.0]])) for name in PAIRED},
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


@pytest.mark.parametrize("name", PAIRED)
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


@pytest.mark.parametrize("name", PAIRED)
def test_a_target_gets_no_gradient_and_the_message_says_so(name):
    output, target = (Tensor(np.full(3, 0.5), requires_grad=True) for _ in range(2))
    with pytest.raises(RuntimeError, match=rf"{name} has no gradient for its argument 2.*detach"):
        getattr(F, name)(output, target).backward()


def test_ignored_samples_count_nowhere():
    rng = np.random.default_rng(0)
    logits, target = rng.standard_normal((5, 3)), np.array([0, -100, 2, -100, 1])
    loss, backward = kernels.cross_entropy(logits, target)
    kept = [0, 2, 4]
    expected, backward_kept = kernels.cross_entropy(logits[kept], target[kept])
    np.testing.assert_allclose(loss, expected, rtol=1e-14)
    np.testing.assert_allclose(backward()[kept], backward_kept(), rtol=1e-14)
    np.testing.assert_array_equal(backward()[[1, 3]], 0)
    np.testing.assert_array_equal(target, [0, -100, 2, -100, 1])


def test_any_number_may_mark_what_is_ignored_and_the_others_are_still_checked():
    logits = np.random.default_rng(0).standard_normal((3, 4))
    expected, _ = kernels.cross_entropy(logits[:2], [3, 1])
    for index in (-1, 99, 0):
        loss, _ = kernels.cross_entropy(logits, [3, 1, index], ignore_index=index)
        np.testing.assert_allclose(loss, expected)
    for wrong in (-1, 4):
        with pytest.raises(ValueError, match="labels must lie in 0"):
            kernels.cross_entropy(logits, [3, -100, wrong])


def test_when_everything_is_ignored_there_is_no_loss():
    with pytest.raises(ValueError, match="every label is 7, which is ignored"):
        kernels.cross_entropy(np.zeros((2, 3)), np.array([7, 7]), ignore_index=7)


def test_full_smoothing_asks_for_equal_probabilities():
    _, backward = kernels.cross_entropy(np.full((2, 4), 3.0), [0, 1], label_smoothing=1)
    np.testing.assert_allclose(backward(), 0, atol=1e-16)


def test_equal_values_have_no_absolute_gradient():
    _, backward = kernels.l1(np.array([1.0, 2.0]), np.array([1.0, 0.0]))
    np.testing.assert_array_equal(backward(), [0, 0.5])


@pytest.mark.parametrize("error", [0.0, 0.5, -2.0, 2.0, 2.5, -1000.0])
def test_huber_is_pytorchs_on_both_sides_of_delta_and_at_it(error):
    loss, backward = kernels.huber(np.array([error]), np.array([0.0]), delta=2)
    pred = torch.tensor([error], dtype=torch.float64, requires_grad=True)
    expected = torch.nn.functional.huber_loss(pred, torch.zeros(1, dtype=torch.float64), delta=2)
    expected.backward()
    assert loss == pytest.approx(expected.item()) and backward() == pytest.approx(pred.grad.numpy())


def test_zero_probabilities_cost_nothing():
    p = np.array([[0.0, 0.25, 0.75]])
    logq = np.log(np.array([[0.5, 0.25, 0.25]]))
    expected = 0.75 * np.log(3)
    np.testing.assert_allclose(kernels.kl_div(logq, p)[0], expected)
    logp = np.array([[-np.inf, np.log(0.25), np.log(0.75)]])
    np.testing.assert_allclose(kernels.kl_div(logq, logp, log_target=True)[0], expected)


@dtypes
def test_tiny_variances_count_as_eps(dtype):
    arrays = [np.array(a, dtype) for a in ([1.0, 2.0], [1.5, 0.0], [1e-9, 0.0])]
    ours = [Tensor(a, requires_grad=True) for a in arrays]
    theirs = [torch.tensor(a, requires_grad=True) for a in arrays]
    loss = F.gaussian_nll(*ours, eps=1e-3)
    expected = torch.nn.functional.gaussian_nll_loss(*theirs, eps=1e-3)
    loss.backward()
    expected.backward()
    assert loss.dtype == dtype
    np.testing.assert_allclose(loss.item(), expected.item(), rtol=1e-5)
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a.grad, b.grad.numpy(), rtol=1e-5)


ZEROS = np.zeros(2)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: kernels.huber(ZEROS, ZEROS, delta=0), "huber: delta must be positive, got 0"),
        (
            lambda: kernels.cross_entropy(np.zeros((1, 2)), [0], label_smoothing=1.5),
            r"label_smoothing must lie in \[0, 1\], got 1.5",
        ),
        (lambda: kernels.kl_div(ZEROS, ZEROS - 0.5), r"holds -0.5.*pass log_target=True"),
        (
            lambda: kernels.gaussian_nll(ZEROS, ZEROS, np.ones(3)),
            r"var has shape \(3,\), which does not broadcast to \(2,\)",
        ),
        (
            lambda: kernels.gaussian_nll(ZEROS, ZEROS, np.ones((2, 2))),
            r"var has shape \(2, 2\), which does not broadcast to \(2,\)",
        ),
        (lambda: kernels.gaussian_nll(ZEROS, ZEROS, -1), r"a variance is -1.*log\(var\)"),
        (lambda: kernels.gaussian_nll(ZEROS[:0], ZEROS[:0], 1), "the batch is empty"),
    ],
)
def test_what_has_no_loss_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("loss", "name"),
    [
        (MSELoss(), "mse"),
        (L1Loss(), "l1"),
        (HuberLoss(), "huber"),
        (BCEWithLogitsLoss(), "bce_with_logits"),
        (CrossEntropyLoss(), "cross_entropy"),
        (KLDivLoss(), "kl_div"),
    ],
)
def test_the_modules_are_the_functions(loss, name):
    output, target = LOSSES[name]
    assert loss(Tensor(output), target).item() == getattr(kernels, name)(output, target)[0]


def test_the_modules_pass_their_options_on():
    x, y = np.array([[0.5, -3.0], [2.0, 0.0]]), np.array([[1.0, 0.0], [0.0, 1.0]])
    options = {"ignore_index": 1, "label_smoothing": 0.2}
    pairs = [
        (CrossEntropyLoss(**options)(x, [1, 0]), kernels.cross_entropy(x, [1, 0], **options)),
        (HuberLoss(delta=0.3)(x, y), kernels.huber(x, y, 0.3)),
        (KLDivLoss(log_target=True)(x, y), kernels.kl_div(x, y, log_target=True)),
        (
            GaussianNLLLoss(full=True, eps=2)(x, y, y),
            kernels.gaussian_nll(x, y, y, full=True, eps=2),
        ),
    ]
    for loss, (expected, _) in pairs:
        assert loss.item() == expected
