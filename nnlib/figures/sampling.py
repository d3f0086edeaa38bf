"""Which tokens may be drawn, how likely: temperature, top-k, top-p; sampling.js does the same."""

import numpy as np

MASK = 0xFFFFFFFF


def probabilities(logits, temperature=1.0, top_k=None, top_p=None):
    """Return the probabilities that the next token is drawn from; 0 for what is cut off.

    The logits are divided by the temperature; all but the `top_k` largest are cut off (of equal
    ones the first stay); of what softmax makes of the rest the largest stay, as few as together
    reach `top_p`; these are divided by their sum. Temperature 0 leaves only the largest logit.

    Parameters
    ----------
    logits : array_like, shape (k,)
    temperature : float
    top_k : int, optional
    top_p : float, optional

    Returns
    -------
    ndarray, shape (k,)
    """
    z = np.asarray(logits, dtype=float)
    order = np.argsort(-z, kind="stable")
    p = np.zeros_like(z)
    if temperature == 0:
        p[order[0]] = 1
        return p
    kept = order[:top_k]
    shares = np.exp((z[kept] - z[order[0]]) / temperature)
    shares /= shares.sum()
    if top_p is not None:
        reach = int(np.searchsorted(np.cumsum(shares), top_p)) + 1
        kept, shares = kept[:reach], shares[:reach]
    p[kept] = shares / shares.sum()
    return p


def draw(p, u):
    """Return the index at which the running sum of probabilities passes `u`, 0 <= u < 1."""
    return min(int(np.searchsorted(np.cumsum(p), u, side="right")), int(np.flatnonzero(p)[-1]))


class Random:
    """Numbers from 0 to 1 that a seed fixes, the same in both languages (mulberry32).

    Not for experiments: it is here because a page has no generator with a seed.
    """

    def __init__(self, seed):
        self.state = seed & MASK

    def __call__(self):
        self.state = (self.state + 0x6D2B79F5) & MASK
        t = self.state
        t = ((t ^ (t >> 15)) * (t | 1)) & MASK
        t ^= (t + ((t ^ (t >> 7)) * (t | 61))) & MASK
        return (t ^ (t >> 14)) / 2**32
