"""The training loop: epochs over batches, with validation, early stopping and a history.

Every chapter writes the loop once by hand; `fit` is that loop with what long runs need.
"""

import numpy as np

from nnlib.optim import clip_grad_norm_
from nnlib.schedulers import ReduceLROnPlateau
from nnlib.tensor import no_grad

__all__ = ["EarlyStopping", "accuracy", "evaluate", "fit"]


def accuracy(output, target):
    """Return the part of samples whose largest output is at the label.

    Parameters
    ----------
    output : ndarray, shape (..., k)
        Logits or probabilities.
    target : ndarray of int, shape (...)

    Returns
    -------
    float

    Examples
    --------
    >>> accuracy(np.array([[0.1, 0.9], [0.8, 0.2]]), np.array([1, 1]))
    0.5
    """
    return float(np.mean(output.argmax(axis=-1) == target))


class EarlyStopping:
    """Stop when the validation loss has not improved for `patience` epochs; keep the best state.

    Parameters
    ----------
    patience : int
    min_delta : float
        Progress is a loss below the best one by more than this. NaN is none.

    Attributes
    ----------
    best_loss : float
    best_epoch : int or None
        Counted from 0.
    best_state : dict or None
        ``model.state_dict()`` of that epoch.
    """

    def __init__(self, patience=3, min_delta=0.0):
        if patience < 1:
            raise ValueError(f"patience must be at least 1, got {patience}.")
        self.patience, self.min_delta = patience, min_delta
        self.best_loss, self.best_epoch, self.best_state = float("inf"), None, None
        self.epoch = -1

    def step(self, val_loss, model):
        """Note the loss of one epoch.

        Returns
        -------
        bool
            Whether to stop.
        """
        self.epoch += 1
        if val_loss < self.best_loss - self.min_delta:
            self.best_loss, self.best_epoch = val_loss, self.epoch
            self.best_state = model.state_dict()
        last = -1 if self.best_epoch is None else self.best_epoch
        return self.epoch - last >= self.patience

    def restore(self, model):
        """Give the model the state of its best epoch, if there was one."""
        if self.best_state is not None:
            model.load_state_dict(self.best_state)


def evaluate(model, batches, loss_fn, metrics=None):
    """Compute loss and metrics in evaluation mode, without recording a graph.

    Parameters
    ----------
    model : Module
        Keeps the mode it is in.
    batches, loss_fn, metrics
        As `fit` takes them.

    Returns
    -------
    dict of str to float
        ``"loss"`` and the metrics, each a mean over all samples.
    """
    training = model.training
    model.eval()
    try:
        with no_grad():
            return _epoch(model, batches, loss_fn, metrics)
    finally:
        model.train(training)


def fit(
    model, batches, loss_fn, optimizer, *, epochs=10, validation=None, metrics=None,
    scheduler=None, scheduler_interval="epoch", early_stopping=None, max_norm=None, progress=True,
):  # fmt: skip
    """Train a model and return the history of the run.

    Parameters
    ----------
    model : Module
        Left in evaluation mode, ready to predict.
    batches : iterable of tuples, or one tuple
        Each ``(*inputs, target)``, walked once an epoch: a `DataLoader`, a list, or a tuple
        of arrays that is the only batch.
    loss_fn : callable
        Takes the model's output and the target, returns a tensor with one element.
    optimizer : Optimizer
    epochs : int
    validation : like `batches`, optional
        Data to watch and not to learn from.
    metrics : dict of str to callable, optional
        Each takes the output and the target as arrays, returns a number.
    scheduler : Scheduler or ReduceLROnPlateau, optional
    scheduler_interval : {"epoch", "batch"}
        After what the scheduler makes a step.
    early_stopping : EarlyStopping, optional
        In the end the model gets the state of its best epoch.
    max_norm : float, optional
        Gradients are clipped to this length.
    progress : bool
        Show a progress bar if tqdm is installed, but not on the book's pages.

    Returns
    -------
    dict of str to list of float
        One number for each epoch: ``"loss"`` (the mean while training), the metrics, the same
        with ``"val_"`` before the name, and ``"lr"``, the rate the epoch began with.

    Raises
    ------
    TypeError
        If the batches are an iterator, which can be walked only once.
    ValueError
        If there are no batches, early stopping has nothing to watch, or a plateau is to be
        found among batches.
    """
    if early_stopping is not None and validation is None:
        raise ValueError("fit: early stopping watches the validation loss; pass validation=.")
    if scheduler_interval not in ("epoch", "batch"):
        raise ValueError(
            f"fit: scheduler_interval must be 'epoch' or 'batch', got {scheduler_interval!r}."
        )
    is_plateau = isinstance(scheduler, ReduceLROnPlateau)
    if is_plateau and scheduler_interval == "batch":
        raise ValueError("fit: ReduceLROnPlateau watches epochs; pass scheduler_interval='epoch'.")
    each_epoch = scheduler if scheduler_interval == "epoch" else None
    learn = _learner(optimizer, max_norm, scheduler if each_epoch is None else None)
    history = {}
    rounds, show = _progress(epochs, progress)
    for _ in rounds:
        lr = optimizer.lr
        model.train()
        numbers = _epoch(model, batches, loss_fn, metrics, learn)
        if validation is not None:
            held_out = evaluate(model, validation, loss_fn, metrics)
            numbers |= {f"val_{name}": value for name, value in held_out.items()}
        show(numbers)
        for name, value in (numbers | {"lr": lr}).items():
            history.setdefault(name, []).append(value)
        watched = numbers.get("val_loss", numbers["loss"])
        if is_plateau:
            each_epoch.step(watched)
        elif each_epoch is not None:
            each_epoch.step()
        if early_stopping is not None and early_stopping.step(watched, model):
            break
    if early_stopping is not None:
        early_stopping.restore(model)
    model.eval()
    return history


def _learner(optimizer, max_norm, scheduler):
    """Return a function that makes one step down the gradient of a loss."""

    def learn(loss):
        optimizer.zero_grad()
        loss.backward()
        if max_norm is not None:
            clip_grad_norm_(optimizer.params, max_norm)
        optimizer.step()
        if scheduler is not None:
            scheduler.step()

    return learn


def _epoch(model, batches, loss_fn, metrics, learn=None):
    """Walk the batches once and return the mean loss and metrics over all samples."""
    sums, samples = {}, 0
    for *inputs, target in _walk(batches):
        output = model(*inputs)
        loss = loss_fn(output, target)
        if learn is not None:
            learn(loss)
        numbers = {"loss": loss.item()}
        for name, metric in (metrics or {}).items():
            numbers[name] = float(metric(output.data, target))
        for name, value in numbers.items():
            sums[name] = sums.get(name, 0.0) + value * len(target)
        samples += len(target)
    if samples == 0:
        raise ValueError("fit: there are no batches to learn from or to evaluate.")
    return {name: total / samples for name, total in sums.items()}


def _walk(batches):
    """Return the batches, one tuple of arrays as the only one."""
    if isinstance(batches, tuple):
        return [batches]
    if iter(batches) is batches:
        raise TypeError(
            f"fit: the batches are a {type(batches).__name__}, which can be walked only once; "
            "pass a DataLoader, or a list of batches."
        )
    return batches


def _progress(epochs, wanted):
    """Return the epochs to walk, and a function that shows the numbers of one."""
    from nnlib.figures.base import is_static

    if wanted and not is_static():
        try:
            from tqdm.auto import tqdm
        except ImportError:
            pass
        else:
            bar = tqdm(range(epochs), unit="epoch")
            return bar, bar.set_postfix
    return range(epochs), lambda numbers: None
