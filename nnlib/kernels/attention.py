"""Attention: every query takes an average of the values, weighted by how well it meets the keys."""

import math

import numpy as np

__all__ = ["attention_weights", "scaled_dot_product_attention"]


def scaled_dot_product_attention(
    query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, rng=None
):
    """Attend: ``softmax(query @ key.T / sqrt(d)) @ value``, the softmax over the keys.

    Parameters
    ----------
    query : ndarray, shape (..., T, d)
    key : ndarray, shape (..., S, d)
    value : ndarray, shape (..., S, e)
    attn_mask : ndarray of bool, broadcasting to (..., T, S), optional
        True where a query may attend to a key; each query may attend to something.
    dropout_p : float
        Probability of dropping a weight; 0 when not training.
    is_causal : bool
        Whether query t may attend only to the keys 0 .. t; a mask is obeyed as well.
    rng : numpy.random.Generator, optional
        Source of the dropout.

    Returns
    -------
    y : ndarray, shape (..., T, e)
    backward : callable
        ``dy -> dquery, dkey, dvalue``

    Raises
    ------
    TypeError
        If the mask is not boolean.
    ValueError
        If shapes do not fit, or a query may attend to nothing.

    References
    ----------
    Vaswani et al. (2017), "Attention is all you need", section 3.2.1. The order of the sums in
    ``backward`` is that of Dao et al. (2022), "FlashAttention", appendix B.

    Examples
    --------
    >>> key = value = np.array([[4.0, 0.0], [0.0, 4.0]])
    >>> scaled_dot_product_attention(np.array([[9.0, 0.0]]), key, value)[0].round(3)
    array([[4., 0.]])
    """
    scaled = query * (1 / math.sqrt(query.shape[-1]))
    exps, totals = _exponentials(scaled, key, attn_mask, is_causal)
    kept, keep = exps, None
    if dropout_p:
        rng = np.random.default_rng() if rng is None else rng
        keep = (rng.random(exps.shape, np.float32) >= dropout_p) * exps.dtype.type(
            1 / (1 - dropout_p)
        )
        kept = exps * keep
    y = kept @ value
    y /= totals  # dividing (T, e) numbers, not (T, S) weights

    def backward(dy):
        dy = dy / totals
        dvalue = kept.swapaxes(-1, -2) @ dy
        dscores = dy @ value.swapaxes(-1, -2)
        if keep is not None:
            dscores *= keep
        dscores -= (dy * y).sum(axis=-1, keepdims=True)  # softmax: minus the weighted mean
        dscores *= exps
        dquery = dscores @ key
        dquery *= 1 / math.sqrt(query.shape[-1])
        return dquery, dscores.swapaxes(-1, -2) @ scaled, dvalue

    return y, backward


def attention_weights(query, key, attn_mask=None, is_causal=False):
    """Return how much each query attends to each key, (..., T, S); each row sums to 1.

    The arguments are those of `scaled_dot_product_attention`, whose averages have these weights.
    """
    scaled = query * (1 / math.sqrt(query.shape[-1]))
    exps, totals = _exponentials(scaled, key, attn_mask, is_causal)
    return exps / totals


def _exponentials(scaled, key, attn_mask, is_causal):
    """Return ``exp(score - largest score)`` for each query and key, and each query's total."""
    if scaled.shape[-1] != key.shape[-1] or key.shape[-2] == 0:
        raise ValueError(
            f"scaled_dot_product_attention: query has shape {scaled.shape} and key {key.shape}; "
            "expected (..., T, d) and (..., S, d) with the same d and at least one key."
        )
    scores = scaled @ key.swapaxes(-1, -2)  # (..., T, d) @ (..., d, S)
    allowed = _allowed(attn_mask, is_causal, *scores.shape[-2:])
    if allowed is not None:
        zero, blocked = scores.dtype.type(0), scores.dtype.type(-np.inf)
        scores += np.where(allowed, zero, blocked)
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    return scores, scores.sum(axis=-1, keepdims=True)


def _allowed(attn_mask, is_causal, T, S):
    """Return one mask, True where a query may attend, or None if all may; refuse other masks."""
    if attn_mask is None:
        return np.tri(T, S, dtype=bool) if is_causal else None
    allowed = np.asarray(attn_mask)
    if allowed.dtype != bool:
        raise TypeError(
            f"scaled_dot_product_attention: attn_mask must be boolean, got {allowed.dtype}; "
            "True where a query may attend."
        )
    try:
        np.broadcast_to(allowed, (*allowed.shape[:-2], T, S))
    except ValueError as error:
        raise ValueError(
            f"scaled_dot_product_attention: attn_mask has shape {allowed.shape}, which does not "
            f"broadcast to {T} queries and {S} keys, (..., {T}, {S})."
        ) from error
    if is_causal:
        allowed = allowed & np.tri(T, S, dtype=bool)
    if not allowed.any(axis=-1).all():
        raise ValueError(
            "scaled_dot_product_attention: the mask leaves a query nothing to attend to, and an "
            "average over nothing is undefined; let it see one key and ignore its result."
        )
    return allowed
