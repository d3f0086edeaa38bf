"""One-year forecasts of the yearly sunspots, by the last values or by a small recurrent network.

Stage "validation": fitted on the years before 1810, 1840, 1870 and 1900, asked about the 30 years
that follow; one error over all 120 years. Stage "test": fitted on the years before 1930, asked
about 1930 to 2008. ``size`` is the number of lags of an autoregression, or of the hidden units of
a network that reads 12 lags. Errors are roots of mean squares, in sunspots. Chapter 11 trains one
network again.
"""

import numpy as np
from table import write

from nnlib import Tensor, data, nn, no_grad, optim

FOLDS = (1810, 1840, 1870, 1900)
END = 1930
LAGS = 12
ORDERS = (1, 2, 3, 6, 9, 12, 15, 18, 24)
SIZES = (4, 8, 16, 32)
EPOCHS = (20, 40, 80, 160, 320)
SEEDS = {"validation": 3, "test": 10}


def main():
    """Return the rows of both models and both stages."""
    series = data.load_sunspots()
    stages = {"validation": [(first, first + 30) for first in FOLDS], "test": [(END, 9999)]}
    rows = []
    for stage, spans in stages.items():
        for order in ORDERS:
            misses = [autoregression(series, order, *span) for span in spans]
            rows.append(row(stage, "autoregression", order, 0, 0, [misses]))
        for size in SIZES:
            for seed in range(SEEDS[stage]):
                misses = [network(series, size, seed, *span) for span in spans]
                for k, epochs in enumerate(EPOCHS):
                    rows.append(row(stage, "network", size, epochs, seed, [m[k] for m in misses]))
    return rows


def row(stage, model, size, epochs, seed, misses):
    rmse = np.sqrt(np.mean(np.concatenate([np.ravel(m) for m in misses]) ** 2))
    names = {"stage": stage, "model": model, "size": size, "epochs": epochs, "seed": seed}
    return names | {"rmse": f"{rmse:.3f}"}


def lagged(series, lags):
    """Return windows of `lags` values, the value after each, and its year."""
    windows = np.lib.stride_tricks.sliding_window_view(series.values[:-1], lags)
    return windows, series.values[lags:], series.time[lags:]


def autoregression(series, order, first, end):
    """Return the misses from `first` until `end` of a line fitted on the years before."""
    X, y, years = lagged(series, order)
    X = np.column_stack([X, np.ones(len(X))])
    known, asked = years < first, (years >= first) & (years < end)
    weights = np.linalg.lstsq(X[known], y[known], rcond=None)[0]
    return X[asked] @ weights - y[asked]


def network(series, size, seed, first, end):
    """Return the misses of a network after each of `EPOCHS`."""
    X, y, years = lagged(series, LAGS)
    known, asked = years < first, (years >= first) & (years < end)
    past = series.values[series.time < first]  # scaled by what was known
    mean, std = past.mean(), past.std()
    X = ((X - mean) / std).astype(np.float32)[:, :, None]
    z = ((y - mean) / std).astype(np.float32)[:, None]
    rng = np.random.default_rng(seed)
    rnn, out = nn.RNN(1, size, rng=rng), nn.Linear(size, 1, rng=rng)
    params, misses = [*rnn.parameters(), *out.parameters()], []
    optimizer = optim.AdamW(params, lr=5e-3, weight_decay=0.01)
    for epoch in range(1, max(EPOCHS) + 1):
        for xb, zb in data.minibatches(X[known], z[known], 32, rng):
            optimizer.zero_grad()
            nn.MSELoss()(out(rnn(Tensor(xb))[1][0]), Tensor(zb)).backward()
            optim.clip_grad_norm_(params, 1.0)
            optimizer.step()
        if epoch in EPOCHS:
            with no_grad():
                forecast = out(rnn(Tensor(X[asked]))[1][0]).data[:, 0]
            misses.append(forecast * std + mean - y[asked])
    return misses


if __name__ == "__main__":
    write(__file__, main)
