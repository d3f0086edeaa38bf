"""Known wrong answers to exercise 13 with their hints, and other right answers."""

from grading.misconceptions import Right, Wrong

ADD, CAUSAL, ATT, BACK = "additive-scores", "causal-mask", "attention", "attention-backward"
SPLIT, MERGE, MULTI = "split-heads", "merge-heads", "multi-head-attention"
ATTENDS = (ATT, MULTI)  # multi-head attention calls the student's own functions
SPLITS, MERGES = (SPLIT, MULTI), (MERGE, MULTI)
LARGE, AXES, MASKS = "scores of 1000", "two or four axes", "masks"
INTEGERS, THOUSANDS, WIDTHS = "integers", "numbers of 1000", "widths that differ"
SHARED = "An array that all calls share is overwritten by the next one: return a new one."

PROJECTED = "queries, keys = q @ Wq, k @ Wk"
SQUASHED = "hidden = np.tanh(queries[:, :, None] + keys[:, None])"
WEIGHED = "return hidden @ w"
ADDITIVE_SCORES = [
    Wrong(
        ADD,
        "no tanh",
        hint="Without the tanh the score is a sum of a number of the query and one of the key: all "
        "queries would like the same keys.",
        new="hidden = queries[:, :, None] + keys[:, None]",
        old=SQUASHED,
    ),
    Wrong(
        ADD,
        "tanh of the weighed sum",
        hint="The tanh belongs to the hidden units, before w weighs them.",
        new="return np.tanh((queries[:, :, None] + keys[:, None]) @ w)",
        old=WEIGHED,
    ),
    Wrong(
        ADD,
        "a tanh for each",
        hint="Query and key meet inside of one tanh; two of them, added, tell the query nothing "
        "about the key.",
        new="hidden = np.tanh(queries)[:, :, None] + np.tanh(keys)[:, None]",
        old=SQUASHED,
    ),
    Wrong(
        ADD,
        "multiplied",
        hint="Here query and key meet in a sum; the product is the other kind of attention.",
        new="hidden = np.tanh(queries[:, :, None] * keys[:, None])",
        old=SQUASHED,
    ),
    Wrong(
        ADD,
        "sigmoid",
        hint="The hidden units have a tanh, and may be negative.",
        new="hidden = 1 / (1 + np.exp(-(queries[:, :, None] + keys[:, None])))",
        old=SQUASHED,
    ),
    Wrong(
        ADD,
        "keys in rows",
        hint="Row t belongs to query t: the axes of the result are sentences, queries, keys.",
        new="hidden = np.tanh(queries[:, None] + keys[:, :, None])",
        old=SQUASHED,
    ),
    Wrong(
        ADD,
        "query t with key t only",
        hint="Every query meets every key: give the queries an axis for the keys, and the other "
        "way round.",
        new="hidden = np.tanh(queries + keys)",
        old=SQUASHED,
    ),
    Wrong(
        ADD,
        "keys of the first sentence",
        hint="Each sentence has keys of its own.",
        new="hidden = np.tanh(queries[:, :, None] + keys[0])",
        old=SQUASHED,
    ),
    Wrong(
        ADD,
        "hidden units not weighed",
        hint="Where is w? It says how much each hidden unit counts.",
        new="return hidden.sum(axis=-1)",
        old=WEIGHED,
    ),
    Wrong(
        ADD,
        "divided by the root",
        hint="The root belongs to dot products; the tanh keeps these scores within bounds.",
        new="return hidden @ w / np.sqrt(len(w))",
        old=WEIGHED,
    ),
    Wrong(
        ADD,
        "softmax taken",
        hint="The scores are asked for, before any softmax.",
        new="exps = np.exp(hidden @ w)\nreturn exps / exps.sum(axis=-1, keepdims=True)",
        old=WEIGHED,
    ),
    Wrong(
        ADD,
        "weights exchanged",
        hint="Wq belongs to the queries, Wk to the keys.",
        new="queries, keys = q @ Wk, k @ Wq",
        old=PROJECTED,
    ),
    Wrong(
        ADD,
        "one array for all calls",
        hint=SHARED,
        new="out = additive_scores.__dict__.setdefault(hidden.shape, np.zeros(hidden.shape[:3]))\n"
        "out[...] = hidden @ w\nreturn out",
        old=WEIGHED,
    ),
    Wrong(
        ADD,
        "tanh from exponentials",
        hint="exp(1000) is infinite, and infinite over infinite is no number: np.tanh has no such "
        "trouble.",
        new="z = queries[:, :, None] + keys[:, None]\n"
        "hidden = (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))",
        old=SQUASHED,
        parts=(THOUSANDS,),
    ),
    Wrong(
        ADD,
        "an array of q's kind",
        hint="An array made like integer queries holds integers, and cuts the scores.",
        new="return (hidden @ w).astype(q.dtype)",
        old=WEIGHED,
        parts=(INTEGERS,),
    ),
    Right(ADD, "summed", "return (w * hidden).sum(axis=-1)", WEIGHED),
    Right(ADD, "einsum", 'return np.einsum("ntsa,a->nts", hidden, w)', WEIGHED),
    Right(ADD, "tensordot", "return np.tensordot(hidden, w, axes=1)", WEIGHED),
    Right(
        ADD,
        "repeated and tiled",
        """
        T, S = q.shape[1], k.shape[1]
        queries = np.repeat((q @ Wq)[:, :, None], S, axis=2)
        keys = np.tile((k @ Wk)[:, None], (1, T, 1, 1))
        return np.tanh(queries + keys) @ w
        """,
    ),
    Right(
        ADD,
        "pairs beside each other",
        """
        T, S = q.shape[1], k.shape[1]
        W = np.vstack([Wq, Wk])
        scores = np.empty((len(q), T, S))
        for t in range(T):
            for s in range(S):
                scores[:, t, s] = np.tanh(np.hstack([q[:, t], k[:, s]]) @ W) @ w
        return scores
        """,
    ),
    Right(
        ADD,
        "number by number",
        """
        import math

        scores = np.zeros((len(q), q.shape[1], k.shape[1]))
        for n, t, s in np.ndindex(scores.shape):
            hidden = q[n, t] @ Wq + k[n, s] @ Wk
            for a, z in enumerate(hidden):
                scores[n, t, s] += w[a] * math.tanh(z)
        return scores
        """,
    ),
    Right(
        ADD,
        "unit by unit",
        """
        scores = 0.0
        for a in range(len(w)):
            z = (q @ Wq[:, a])[:, :, None] + (k @ Wk[:, a])[:, None]
            scores = scores + w[a] * np.tanh(z)
        return scores
        """,
    ),
    Right(
        ADD,
        "query by query",
        "return np.stack([np.tanh((q[:, t] @ Wq)[:, None] + k @ Wk) @ w\n"
        "                 for t in range(q.shape[1])], axis=1)",
    ),
    Right(
        ADD,
        "in place on its own array",
        """
        hidden = np.empty((len(q), q.shape[1], k.shape[1], len(w)))
        hidden[...] = (q @ Wq)[:, :, None, :]
        hidden += (k @ Wk)[:, None, :, :]
        np.tanh(hidden, out=hidden)
        return np.dot(hidden, w)
        """,
    ),
    Right(
        ADD,
        "sentence by sentence",
        """
        def pairs(queries, keys):
            return np.array([[np.dot(w, np.tanh(a + b)) for b in keys] for a in queries])


        return np.array([pairs(a @ Wq, b @ Wk) for a, b in zip(q, k)])
        """,
    ),
]

TRIANGLE = "return np.tril(np.ones((T, T), dtype=bool))"
CAUSAL_MASK = [
    Wrong(
        CAUSAL,
        "the upper triangle",
        hint="True is where a query may attend: to keys up to its own place, and these lie at or "
        "below the diagonal.",
        new="return np.triu(np.ones((T, T), dtype=bool))",
    ),
    Wrong(
        CAUSAL,
        "True where blocked",
        hint="In this course's masks True means *may attend*: this one says where it may not.",
        new="return np.triu(np.ones((T, T), dtype=bool), 1)",
    ),
    Wrong(
        CAUSAL,
        "one word of the future",
        hint="Each query sees one word too many: the next one is what it shall predict.",
        new="return np.tril(np.ones((T, T), dtype=bool), 1)",
    ),
    Wrong(
        CAUSAL,
        "own word blocked",
        hint="A word may attend to itself: the first would see nothing otherwise.",
        new="return np.tril(np.ones((T, T), dtype=bool), -1)",
    ),
    Wrong(
        CAUSAL,
        "numbers",
        hint="A mask holds booleans; 1.0 and 0.0 say something else to np.where, ~ and an index.",
        new="return np.tril(np.ones((T, T)))",
    ),
    Wrong(
        CAUSAL,
        "to be added to scores",
        hint="That is a mask to be added to the scores; asked for are booleans.",
        new="return np.where(np.tri(T, dtype=bool), 0.0, -np.inf)",
    ),
    Wrong(
        CAUSAL,
        "only the own word",
        hint="Query t may attend to all keys up to t, not to its own alone.",
        new="return np.eye(T, dtype=bool)",
    ),
    Wrong(
        CAUSAL,
        "one length for all",
        hint="The mask has T rows and T columns, for any T.",
        new="return np.tril(np.ones((5, 5), dtype=bool))",
    ),
    Right(CAUSAL, "tri", "return np.tri(T, dtype=bool)"),
    Right(CAUSAL, "compared", "t = np.arange(T)\nreturn t[:, None] >= t"),
    Right(CAUSAL, "not the upper triangle", "return ~np.triu(np.ones((T, T), dtype=bool), k=1)"),
    Right(CAUSAL, "lists", "return [[s <= t for s in range(T)] for t in range(T)]"),
    Right(CAUSAL, "outer", "return np.greater_equal.outer(np.arange(T), np.arange(T))"),
    Right(CAUSAL, "indices", "t, s = np.indices((T, T))\nreturn s <= t"),
    Right(CAUSAL, "fromfunction", "return np.fromfunction(lambda t, s: s <= t, (T, T))"),
    Right(
        CAUSAL,
        "row by row",
        "mask = np.zeros((T, T), dtype=bool)\nfor t in range(T):\n    mask[t, : t + 1] = True\n"
        "return mask",
    ),
    Right(
        CAUSAL,
        "indices of the triangle",
        "mask = np.full((T, T), False)\nmask[np.tril_indices(T)] = True\nreturn mask",
    ),
    Right(CAUSAL, "summed up", "return np.cumsum(np.eye(T), axis=0) == 1"),
]

SCORES = "scores = q @ np.swapaxes(k, -1, -2) / math.sqrt(q.shape[-1])"
MASKED = "if mask is not None:\n    scores = np.where(mask, scores, -np.inf)"
BLOCKED = "scores = np.where(mask, scores, -np.inf)"
LOWERED = "scores = scores - scores.max(axis=-1, keepdims=True)"
EXPS = "exps = np.exp(scores)"
WEIGHTS = "weights = exps / exps.sum(axis=-1, keepdims=True)"
AVERAGES = "return weights @ v, weights"
ZERO = "exp(0) is 1: a score of zero does not hide a key. Which score does?"
LAST = "Count the axes from the back: only the last two are exchanged, however many stand before."
AFTER = (
    "The blocked keys still count in the sum below the line: block the scores before the softmax."
)
FITS = "A mask may be smaller than the scores where it is the same for all: it broadcasts."
ATTENTION = [
    Wrong(
        ATT,
        "not divided",
        hint="The scores are divided by the root of d.",
        new="scores = q @ np.swapaxes(k, -1, -2)",
        old=SCORES,
        fails=ATTENDS,
    ),
    Wrong(
        ATT,
        "divided by d",
        hint="The scores are divided by the *root* of d, their standard deviation.",
        new="scores = q @ np.swapaxes(k, -1, -2) / q.shape[-1]",
        old=SCORES,
        fails=ATTENDS,
    ),
    Wrong(
        ATT,
        "root of the length of a value",
        hint="The root is that of d, the length of queries and keys; values have their own.",
        new="scores = q @ np.swapaxes(k, -1, -2) / math.sqrt(v.shape[-1])",
        old=SCORES,
    ),
    Wrong(
        ATT,
        "divided after the softmax",
        hint="The scores are divided, not the weights: these have to sum to 1.",
        new="scores = q @ np.swapaxes(k, -1, -2)\n"
        + MASKED
        + "\n"
        + LOWERED
        + "\nexps = np.exp(scores)\n"
        + "weights = exps / exps.sum(axis=-1, keepdims=True) / math.sqrt(q.shape[-1])\n"
        + AVERAGES,
        fails=ATTENDS,
    ),
    Wrong(
        ATT,
        "queries and keys exchanged",
        hint="Rows of the weights belong to queries, columns to keys.",
        new="scores = k @ np.swapaxes(q, -1, -2) / math.sqrt(q.shape[-1])",
        old=SCORES,
        fails=ATTENDS,
    ),
    Wrong(
        ATT,
        "softmax over the queries",
        hint="Each query shares out its attention over the keys: its row sums to 1, the last axis.",
        new="weights = exps / exps.sum(axis=-2, keepdims=True)",
        old=WEIGHTS,
        fails=ATTENDS,
    ),
    Wrong(
        ATT,
        "no softmax",
        hint="Weights are positive and sum to 1 for each query: where is the softmax?",
        new="weights = scores",
        old=LOWERED + "\n" + EXPS + "\n" + WEIGHTS,
        fails=ATTENDS,
    ),
    Wrong(
        ATT,
        "no keepdims",
        hint="Without keepdims the sum of query t meets column t: (N, T) does not stand beside "
        "(N, T, S).",
        new="weights = exps / exps.sum(axis=-1)",
        old=WEIGHTS,
        fails=ATTENDS,
    ),
    Wrong(
        ATT,
        "average of the keys",
        hint="The weights come from the keys; what is averaged are the values.",
        new="return weights @ k, weights",
        old=AVERAGES,
        fails=ATTENDS,
    ),
    Wrong(
        ATT,
        "weights transposed",
        hint="Row t of the weights, (T, S), averages the values, (S, e): nothing is transposed.",
        new="return np.swapaxes(weights, -1, -2) @ v, weights",
        old=AVERAGES,
        fails=ATTENDS,
    ),
    Wrong(
        ATT,
        "weights first",
        hint="Return out first, then the weights.",
        new="return weights, weights @ v",
        old=AVERAGES,
        fails=ATTENDS,
    ),
    Wrong(
        ATT,
        "out alone",
        hint="Return two things: out and the weights.",
        new="return weights @ v",
        old=AVERAGES,
        fails=ATTENDS,
    ),
    Wrong(
        ATT,
        "always causal",
        hint="Without a mask every query may attend to every key.",
        new="if mask is None:\n    mask = np.tri(*scores.shape[-2:], dtype=bool)\n" + BLOCKED,
        old=MASKED,
        fails=ATTENDS,
    ),
    Wrong(
        ATT,
        "k.T",
        hint="k.T turns all axes round, the sentences too. " + LAST,
        new="scores = q @ k.T / math.sqrt(q.shape[-1])",
        old=SCORES,
        fails=ATTENDS,
    ),
    Wrong(
        ATT,
        "four axes alone",
        hint="This transposition knows four axes alone. " + LAST,
        new="scores = q @ k.transpose(0, 1, 3, 2) / math.sqrt(q.shape[-1])",
        old=SCORES,
    ),
    Wrong(
        ATT,
        "one array for all calls",
        hint=SHARED,
        new="out = attention.__dict__.setdefault((weights @ v).shape, weights @ v)\n"
        "out[...] = weights @ v\nreturn out, weights",
        old=AVERAGES,
    ),
    Wrong(
        ATT,
        "an array of v's kind",
        hint="An array made like integer values holds integers, and cuts the averages.",
        new="return (weights @ v).astype(v.dtype), weights",
        old=AVERAGES,
        fails=ATTENDS,
        parts=(INTEGERS,),
    ),
    Wrong(
        ATT,
        "softmax overflows",
        hint="exp(1000) is infinite: take the largest score of a query off all its scores first.",
        new=EXPS,
        old=LOWERED + "\n" + EXPS,
        parts=(LARGE,),
    ),
    Wrong(
        ATT,
        "one largest score for all",
        hint="Take off the largest score of each query: 1000 below that of another, all its exps "
        "are zero.",
        new="scores = scores - scores.max()",
        old=LOWERED,
        parts=(LARGE,),
    ),
    Wrong(
        ATT,
        "three axes alone",
        hint=LAST,
        new="scores = q @ k.transpose(0, 2, 1) / math.sqrt(q.shape[-1])",
        old=SCORES,
        fails=ATTENDS,
        parts=(AXES,),
    ),
    Wrong(
        ATT,
        "axis 2",
        hint="Axis 2 is the last one of three only; -1 is the last one always.",
        new="weights = exps / exps.sum(axis=2, keepdims=True)",
        old=WEIGHTS,
        fails=ATTENDS,
        parts=(AXES,),
    ),
    Wrong(
        ATT,
        "mask ignored",
        hint="Where is the mask?",
        new="scores = scores",
        old=MASKED,
        parts=(MASKS,),
    ),
    Wrong(
        ATT,
        "mask inverted",
        hint="True means that a query *may* attend: block the others.",
        new="scores = np.where(mask, -np.inf, scores)",
        old=BLOCKED,
        parts=(MASKS,),
    ),
    Wrong(
        ATT,
        "mask multiplied",
        hint=ZERO,
        new="scores = scores * mask",
        old=BLOCKED,
        parts=(MASKS,),
    ),
    Wrong(
        ATT,
        "mask added",
        hint="Added, True is 1: an allowed key gets a higher score, and a blocked one stays.",
        new="scores = scores + mask",
        old=BLOCKED,
        parts=(MASKS,),
    ),
    Wrong(
        ATT,
        "mask after the softmax",
        hint=AFTER,
        new="scores = scores - scores.max(axis=-1, keepdims=True)\n"
        "exps = np.exp(scores)\n"
        "weights = exps / exps.sum(axis=-1, keepdims=True)\n"
        "if mask is not None:\n"
        "    weights = weights * mask",
        old=MASKED + "\n" + LOWERED + "\n" + EXPS + "\n" + WEIGHTS,
        parts=(MASKS,),
    ),
    Wrong(
        ATT,
        "divided again after the mask",
        hint="Where a blocked score is far above the others, nothing is left of these after the "
        "softmax: block the scores before it.",
        new=LOWERED
        + "\nexps = np.exp(scores)\n"
        + WEIGHTS
        + "\nif mask is not None:\n"
        + "    weights = weights * mask\n"
        + "    weights = weights / weights.sum(axis=-1, keepdims=True)",
        old=MASKED + "\n" + LOWERED + "\n" + EXPS + "\n" + WEIGHTS,
        parts=(MASKS,),
    ),
    Wrong(
        ATT,
        "blocked by -100",
        hint="A score of -100 is not low enough where the others are lower still: -inf is, and so "
        "is -1e9.",
        new="scores = np.where(mask, scores, -100.0)",
        old=BLOCKED,
        parts=(MASKS,),
    ),
    Wrong(
        ATT,
        "the mask as an index",
        hint=FITS,
        new="scores[~mask] = -np.inf",
        old=BLOCKED,
        parts=(MASKS,),
    ),
    Wrong(
        ATT,
        "one mask for all sentences",
        hint=FITS + " And it may be another one for each sentence.",
        new="scores[..., ~mask] = -np.inf",
        old=BLOCKED,
        parts=(MASKS,),
    ),
    Wrong(
        ATT,
        "mask transposed",
        hint="The mask has a row for each query, like the scores.",
        new="scores = np.where(np.swapaxes(mask, -1, -2), scores, -np.inf)",
        old=BLOCKED,
        parts=(MASKS,),
    ),
    Wrong(
        ATT,
        "mask changed in place",
        hint="np.logical_not(mask, out=mask) changes the caller's mask: ~mask makes a new one.",
        new="np.logical_not(mask, out=mask)\n    scores = np.where(mask, -np.inf, scores)",
        old=BLOCKED,
        parts=(MASKS,),
    ),
    Right(ATT, "added", "scores = scores + np.where(mask, 0.0, -np.inf)", BLOCKED),
    Right(ATT, "-1e9 added", "scores = scores - 1e9 * (1 - np.asarray(mask))", BLOCKED),
    Right(
        ATT,
        "the lowest float",
        "scores = np.where(mask, scores, np.finfo(float).min)",
        BLOCKED,
    ),
    Right(
        ATT,
        "mask broadcast to an index",
        "scores = np.array(scores)\n    scores[~np.broadcast_to(mask, scores.shape)] = -np.inf",
        BLOCKED,
    ),
    Right(
        ATT,
        "putmask by copyto",
        "np.copyto(scores, -np.inf, where=~mask)",
        BLOCKED,
    ),
    Right(
        ATT,
        "logarithm of the mask",
        'with np.errstate(divide="ignore"):\n        scores = scores + np.log(mask)',
        BLOCKED,
    ),
    Right(
        ATT,
        "einsum",
        'scores = np.einsum("...td,...sd->...ts", q, k) / np.sqrt(k.shape[-1])',
        SCORES,
    ),
    Right(
        ATT,
        "logarithm of the sum",
        "weights = np.exp(scores - np.logaddexp.reduce(scores, axis=-1, keepdims=True))",
        LOWERED + "\n" + EXPS + "\n" + WEIGHTS,
    ),
    Right(
        ATT,
        "divided at the end",
        "total = exps.sum(axis=-1, keepdims=True)\nreturn [exps @ v / total, exps / total]",
        WEIGHTS + "\n" + AVERAGES,
    ),
    Right(
        ATT,
        "masked array",
        """
        scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
        blocked = np.zeros(scores.shape, bool) if mask is None else ~mask
        blocked = np.broadcast_to(blocked, scores.shape)
        top = np.ma.array(scores, mask=blocked).max(axis=-1, keepdims=True).filled(0)
        exps = np.where(blocked, 0, np.exp(np.minimum(scores - top, 0)))
        weights = exps / exps.sum(-1)[..., None]
        return np.matmul(weights, v), weights
        """,
    ),
    Right(
        ATT,
        "query by query",
        """
        (*front, T, d), S = q.shape, k.shape[-2]
        allowed = np.broadcast_to(True if mask is None else mask, (*front, T, S))
        out, weights = np.zeros((*front, T, v.shape[-1])), np.zeros((*front, T, S))
        for place in np.ndindex(*front, T):
            seen = np.flatnonzero(allowed[place])
            keys, values = k[place[:-1]][seen], v[place[:-1]][seen]
            scores = keys @ q[place] / math.sqrt(d)
            exps = np.exp(scores - scores.max())
            weights[place][seen] = exps / exps.sum()
            out[place] = exps @ values / exps.sum()
        return out, weights
        """,
    ),
    Right(
        ATT,
        "axis by axis",
        """
        if mask is not None:
            mask = np.broadcast_to(mask, (*q.shape[:-1], k.shape[-2]))
        if q.ndim > 2:
            masks = [None] * len(q) if mask is None else mask
            pairs = [attention(*each) for each in zip(q, k, v, masks)]
            return np.stack([out for out, _ in pairs]), np.stack([w for _, w in pairs])
        z = q.dot(k.T) / math.sqrt(q.shape[1])
        z = z if mask is None else np.where(mask, z, float("-inf"))
        w = np.exp((z.T - z.max(axis=1)).T)
        w = (w.T / w.sum(axis=1)).T
        return w.dot(v), w
        """,
    ),
]

DV = "dv = np.swapaxes(weights, -1, -2) @ dout"
DWEIGHTS = "dweights = dout @ np.swapaxes(v, -1, -2)"
MEAN = "mean = (weights * dweights).sum(axis=-1, keepdims=True)"
DSCORES = "dscores = weights * (dweights - mean) / math.sqrt(q.shape[-1])"
DQ, DK = "dq = dscores @ k", "dk = np.swapaxes(dscores, -1, -2) @ q"
GIVEN = "return dq, dk, dv"
SHARES = "Weights of one query share a sum: raising one score lowers the weights of all other keys."
WEIGHTED = "The second term is a *weighted* mean of the gradients, with the weights of the query."
ROOT = "Scores were divided by the root of d: their gradient is, too, once, for queries and keys."
ATTENTION_BACKWARD = [
    Wrong(
        BACK,
        "root forgotten",
        hint=ROOT,
        new="dscores = weights * (dweights - mean)",
        old=DSCORES,
    ),
    Wrong(
        BACK,
        "root forgotten for the keys",
        hint=ROOT,
        new="dk = math.sqrt(q.shape[-1]) * np.swapaxes(dscores, -1, -2) @ q",
        old=DK,
    ),
    Wrong(
        BACK,
        "divided by d",
        hint=ROOT,
        new="dscores = weights * (dweights - mean) / q.shape[-1]",
        old=DSCORES,
    ),
    Wrong(
        BACK,
        "second term missing",
        hint=SHARES,
        new="dscores = weights * dweights / math.sqrt(q.shape[-1])",
        old=DSCORES,
    ),
    Wrong(
        BACK,
        "slope of a sigmoid",
        hint="a (1 - a) is only the diagonal. " + SHARES,
        new="dscores = weights * (1 - weights) * dweights / math.sqrt(q.shape[-1])",
        old=DSCORES,
    ),
    Wrong(
        BACK,
        "plain mean",
        hint=WEIGHTED,
        new="mean = dweights.mean(axis=-1, keepdims=True)",
        old=MEAN,
    ),
    Wrong(
        BACK,
        "mean over the queries",
        hint="Each query has a softmax of its own: sum over its keys, the last axis.",
        new="mean = (weights * dweights).sum(axis=-2, keepdims=True)",
        old=MEAN,
    ),
    Wrong(
        BACK,
        "factor missing",
        hint="The weight itself stands in front of both terms.",
        new="dscores = (dweights - mean) / math.sqrt(q.shape[-1])",
        old=DSCORES,
    ),
    Wrong(
        BACK,
        "weights not transposed",
        hint="A value gets something from every query that looked at it: dv = A.T @ dout.",
        new="dv = weights @ dout",
        old=DV,
    ),
    Wrong(
        BACK,
        "scores not transposed",
        hint="Rows of dscores are queries; a key collects from a column.",
        new="dk = dscores @ q",
        old=DK,
    ),
    Wrong(
        BACK,
        "queries and keys exchanged",
        hint="The gradient of a query is made of keys, and that of a key of queries.",
        new="dq, dk = np.swapaxes(dscores, -1, -2) @ q, dscores @ k",
        old=DQ + "\n" + DK,
    ),
    Wrong(
        BACK,
        "another order",
        hint="The order is dq, dk, dv.",
        new="return dv, dk, dq",
        old=GIVEN,
    ),
    Wrong(
        BACK,
        "averaged over the queries",
        hint="Sum, do not average: if the loss is a mean, dout holds its factor already.",
        new="dk = np.swapaxes(dscores, -1, -2) @ q / q.shape[-2]",
        old=DK,
    ),
    Wrong(
        BACK,
        "weights computed anew",
        hint="The weights are given: without the mask, new ones are others.",
        new="z = q @ np.swapaxes(k, -1, -2) / math.sqrt(q.shape[-1])\n"
        "weights = np.exp(z - z.max(axis=-1, keepdims=True))\n"
        "weights = weights / weights.sum(axis=-1, keepdims=True)\n" + DV,
        old=DV,
    ),
    Wrong(
        BACK,
        "divided by the weights",
        hint="The weight of a blocked key is 0: do not divide by it, and take no logarithm.",
        new="dlog = weights * dweights\n"
        "dscores = (dlog / weights - mean) * weights / math.sqrt(q.shape[-1])",
        old=DSCORES,
    ),
    Wrong(
        BACK,
        "weights changed",
        hint="`weights *= ...` changes the caller's array: make a new one.",
        new="weights *= dweights - mean\ndscores = weights / math.sqrt(q.shape[-1])",
        old=DSCORES,
    ),
    Wrong(
        BACK,
        "v.T",
        hint="v.T turns all axes round, the sentences too: exchange the last two only.",
        new="dweights = dout @ v.T",
        old=DWEIGHTS,
    ),
    Wrong(
        BACK,
        "one array for all calls",
        hint=SHARED,
        new="out = attention_backward.__dict__.setdefault(k.shape, np.zeros(k.shape))\n"
        "out[...] = dk\nreturn dq, out, dv",
        old=GIVEN,
    ),
    Wrong(
        BACK,
        "three axes alone",
        hint=LAST,
        new="dv = weights.transpose(0, 2, 1) @ dout",
        old=DV,
        parts=(AXES,),
    ),
    Wrong(
        BACK,
        "integer arrays filled",
        hint="`zeros_like` of an integer array holds integers and cuts every gradient down to one.",
        new="dk = np.zeros_like(k)\ndk[...] = np.swapaxes(dscores, -1, -2) @ q",
        old=DK,
        parts=(INTEGERS,),
    ),
    Right(
        BACK,
        "mean from the output",
        "mean = (dout * (weights @ v)).sum(axis=-1, keepdims=True)",
        MEAN,
    ),
    Right(
        BACK,
        "einsum for the mean",
        'mean = np.einsum("...s,...s->...", weights, dweights)[..., None]',
        MEAN,
    ),
    Right(
        BACK,
        "both terms multiplied out",
        "dscores = (weights * dweights - weights * mean) * q.shape[-1] ** -0.5",
        DSCORES,
    ),
    Right(
        BACK,
        "root at the products",
        "root = np.sqrt(q.shape[-1])\n"
        "dscores = weights * (dweights - mean)\n"
        "dq = dscores @ (k / root)\n"
        "dk = np.swapaxes(dscores, -1, -2) @ (q / root)",
        DSCORES + "\n" + DQ + "\n" + DK,
    ),
    Right(BACK, "product first", "dk = np.swapaxes(np.swapaxes(q, -1, -2) @ dscores, -1, -2)", DK),
    Right(BACK, "a list", "return [dq, dk, dv]", GIVEN),
    Right(
        BACK,
        "einsum",
        """
        dv = np.einsum("...ts,...tc->...sc", weights, dout)
        dweights = np.einsum("...tc,...sc->...ts", dout, v)
        dscores = weights * dweights
        dscores = dscores - weights * np.einsum("...ts->...t", dscores)[..., np.newaxis]
        scale = 1 / math.sqrt(k.shape[-1])
        dq = scale * np.einsum("...ts,...sd->...td", dscores, k)
        return dq, scale * np.einsum("...ts,...td->...sd", dscores, q), dv
        """,
    ),
    Right(
        BACK,
        "Jacobian of each query",
        """
        dq, dk, dv = (np.zeros(a.shape) for a in (q, k, v))
        for place in np.ndindex(q.shape[:-1]):
            front, a = place[:-1], weights[place]
            J = np.diag(a) - np.outer(a, a)
            dz = J @ (v[front] @ dout[place]) / math.sqrt(q.shape[-1])
            dq[place] = dz @ k[front]
            dk[front] += np.outer(dz, q[place])
            dv[front] += np.outer(a, dout[place])
        return dq, dk, dv
        """,
    ),
    Right(
        BACK,
        "Jacobians in one array",
        """
        a = weights
        J = np.eye(a.shape[-1]) * a[..., None] - a[..., :, None] * a[..., None, :]
        dz = (J @ (dout @ v.swapaxes(-1, -2))[..., None])[..., 0] / np.sqrt(q.shape[-1])
        turned = dz.swapaxes(-1, -2)
        return dz @ k, turned @ q, a.swapaxes(-1, -2) @ dout
        """,
    ),
    Right(
        BACK,
        "axis by axis",
        """
        if q.ndim > 2:
            found = [attention_backward(*each) for each in zip(dout, q, k, v, weights)]
            return tuple(np.stack(gradients) for gradients in zip(*found))
        dA = dout.dot(v.T)
        dZ = weights * dA
        dZ -= weights * dZ.sum(axis=1, keepdims=True)
        dZ /= math.sqrt(q.shape[1])
        return dZ.dot(k), dZ.T.dot(q), weights.T.dot(dout)
        """,
    ),
    Right(
        BACK,
        "arrays filled",
        """
        dq, dk, dv = (np.zeros_like(a, dtype=float) for a in (q, k, v))
        dA = np.matmul(dout, np.moveaxis(v, -2, -1))
        dA -= np.sum(weights * dA, axis=-1)[..., None]
        dA *= weights
        dA /= np.sqrt(q.shape[-1])
        dv += np.matmul(np.moveaxis(weights, -2, -1), dout)
        dq += np.matmul(dA, k)
        dk += np.matmul(np.moveaxis(dA, -2, -1), q)
        return dq, dk, dv
        """,
    ),
]

COLUMNS, TURNED = "x.reshape(N, T, h, D // h)", ".swapaxes(1, 2)"
SPLIT_LINE = "return x.reshape(N, T, h, D // h).swapaxes(1, 2)"
MERGE_LINE = "return x.swapaxes(1, 2).reshape(N, T, h * d)"
WHOLE = (
    "reshape reads row by row, so here a head gets whole words: split the columns first, (N, T, h, "
    "D // h), then exchange words and heads."
)
SPLIT_HEADS = [
    Wrong(
        SPLIT,
        "reshape alone",
        hint=WHOLE,
        new="return x.reshape(N, h, T, D // h)",
        old=SPLIT_LINE,
        fails=SPLITS,
    ),
    Wrong(
        SPLIT,
        "words before heads",
        hint="Heads come before words, so that each head sees (T, D // h) in the last two axes.",
        new="return x.reshape(N, T, h, D // h)",
        old=SPLIT_LINE,
        fails=SPLITS,
    ),
    Wrong(
        SPLIT,
        "columns interleaved",
        hint="A head has columns side by side: head 0 the first D // h, not every h-th.",
        new="return x.reshape(N, T, D // h, h).transpose(0, 3, 1, 2)",
        old=SPLIT_LINE,
        fails=SPLITS,
    ),
    Wrong(
        SPLIT,
        "h taken for the width",
        hint="h is the number of heads; the width of each is D // h.",
        new="return x.reshape(N, T, D // h, h).swapaxes(1, 2)",
        old=SPLIT_LINE,
        fails=SPLITS,
    ),
    Wrong(
        SPLIT,
        "heads before sentences",
        hint="The sentences stay in front: (N, h, T, D // h).",
        new="return x.reshape(N, T, h, D // h).transpose(2, 0, 1, 3)",
        old=SPLIT_LINE,
        fails=SPLITS,
    ),
    Wrong(
        SPLIT,
        "columns before words",
        hint="Words are rows and columns stay columns: (T, D // h) are the last two axes.",
        new="return x.reshape(N, T, h, D // h).transpose(0, 2, 3, 1)",
        old=SPLIT_LINE,
        fails=SPLITS,
    ),
    Wrong(
        SPLIT,
        "transposed, then reshaped",
        hint="Reshape first, then exchange the axes: after a transposition reshape reads the "
        "columns of x.",
        new="return x.transpose(0, 2, 1).reshape(N, h, T, D // h)",
        old=SPLIT_LINE,
        fails=SPLITS,
    ),
    Wrong(
        SPLIT,
        "last head first",
        hint="Head 0 has the first columns.",
        new="return x.reshape(N, T, h, D // h).swapaxes(1, 2)[:, ::-1]",
        old=SPLIT_LINE,
        fails=SPLITS,
    ),
    Right(
        SPLIT, "transpose", "return x.reshape(N, T, h, D // h).transpose(0, 2, 1, 3)", SPLIT_LINE
    ),
    Right(
        SPLIT,
        "transpose by a list",
        "return np.transpose(x.reshape(N, T, h, D // h), [0, 2, 1, 3])",
        SPLIT_LINE,
    ),
    Right(SPLIT, "minus one", "return x.reshape(*x.shape[:2], h, -1).swapaxes(-3, -2)", SPLIT_LINE),
    Right(SPLIT, "moveaxis", "return np.moveaxis(x.reshape(N, T, h, -1), 2, 1)", SPLIT_LINE),
    Right(SPLIT, "np.split", "return np.stack(np.split(x, h, axis=-1), axis=1)"),
    Right(
        SPLIT,
        "a list of slices",
        "d = x.shape[2] // h\n"
        "heads = [x[:, :, j * d : (j + 1) * d] for j in range(h)]\n"
        "return np.array(heads).swapaxes(0, 1)",
    ),
    Right(
        SPLIT,
        "an array filled",
        """
        N, T, D = x.shape
        out = np.empty((N, h, T, D // h), dtype=x.dtype)
        for j in range(h):
            out[:, j] = x[:, :, j * D // h : (j + 1) * D // h]
        return out
        """,
    ),
    Right(
        SPLIT,
        "number by number",
        """
        d = x.shape[2] // h
        out = np.zeros((len(x), h, x.shape[1], d))
        for n, t, c in np.ndindex(*x.shape):
            out[n, c // d, t, c % d] = x[n, t, c]
        return out
        """,
    ),
    Right(
        SPLIT, "einsum", 'return np.einsum("nthd->nhtd", x.reshape(N, T, h, D // h))', SPLIT_LINE
    ),
    Right(
        SPLIT,
        "column-wise order",
        "return np.ascontiguousarray(x.swapaxes(1, 2).reshape(N, h, D // h, T).swapaxes(2, 3))",
        SPLIT_LINE,
    ),
]
MERGE_HEADS = [
    Wrong(
        MERGE,
        "reshape alone",
        hint="reshape reads row by row, so here the words of a head come one after the other: "
        "exchange heads and words first.",
        new="return x.reshape(N, T, h * d)",
        old=MERGE_LINE,
        fails=MERGES,
    ),
    Wrong(
        MERGE,
        "columns interleaved",
        hint="For each word all columns of head 0 come first, then all of head 1.",
        new="return x.transpose(0, 2, 3, 1).reshape(N, T, h * d)",
        old=MERGE_LINE,
        fails=MERGES,
    ),
    Wrong(
        MERGE,
        "heads summed",
        hint="The columns of the heads stand side by side: nothing is added.",
        new="return x.sum(axis=1)",
        old=MERGE_LINE,
        fails=MERGES,
    ),
    Wrong(
        MERGE,
        "heads below each other",
        hint="Heads stand side by side, along the columns: the number of words stays T.",
        new="return x.reshape(N, h * T, d)",
        old=MERGE_LINE,
        fails=MERGES,
    ),
    Wrong(
        MERGE,
        "wrong axes exchanged",
        hint="Exchange heads and words, axes 1 and 2.",
        new="return x.swapaxes(2, 3).reshape(N, T, h * d)",
        old=MERGE_LINE,
        fails=MERGES,
    ),
    Wrong(
        MERGE,
        "last head first",
        hint="The columns of head 0 come first.",
        new="return x[:, ::-1].swapaxes(1, 2).reshape(N, T, h * d)",
        old=MERGE_LINE,
        fails=MERGES,
    ),
    Wrong(
        MERGE,
        "width of one example",
        hint="The width is h * d, whatever h and d are.",
        new="return x.swapaxes(1, 2).reshape(N, T, 6)",
        old=MERGE_LINE,
        fails=MERGES,
    ),
    Wrong(
        MERGE,
        "axes of length 1 lost",
        hint="One sentence, or one word, keeps its axis: squeeze takes all axes of length 1 away.",
        new="return x.swapaxes(1, 2).reshape(N, T, h * d).squeeze()",
        old=MERGE_LINE,
        fails=MERGES,
    ),
    Right(MERGE, "transpose", "return x.transpose(0, 2, 1, 3).reshape(N, T, -1)", MERGE_LINE),
    Right(
        MERGE, "concatenate", "return np.concatenate([x[:, j] for j in range(x.shape[1])], axis=-1)"
    ),
    Right(MERGE, "concatenate by moveaxis", "return np.concatenate(np.moveaxis(x, 1, 0), axis=2)"),
    Right(MERGE, "dstack", "return np.dstack(list(x.swapaxes(0, 1)))"),
    Right(MERGE, "sentence by sentence", "return np.stack([np.hstack(heads) for heads in x])"),
    Right(MERGE, "moveaxis", "return np.moveaxis(x, 1, 2).reshape(N, T, h * d)", MERGE_LINE),
    Right(MERGE, "einsum", 'return np.einsum("nhtd->nthd", x).reshape(N, T, h * d)', MERGE_LINE),
    Right(
        MERGE,
        "an array filled",
        """
        N, h, T, d = x.shape
        out = np.empty((N, T, h * d), x.dtype)
        for j in range(h):
            out[..., j * d : (j + 1) * d] = x[:, j]
        return out
        """,
    ),
    Right(
        MERGE,
        "word by word",
        "return np.array([[sentence[:, t].ravel() for t in range(x.shape[2])] for sentence in x])",
    ),
    Right(
        MERGE,
        "a copy first",
        "return np.ascontiguousarray(x.swapaxes(1, 2)).reshape(x.shape[0], x.shape[2], -1)",
    ),
]

PROJECTIONS = "q, k, v = (split_heads(x @ W, h) for W in (Wq, Wk, Wv))"
ATTENDED = "out, _ = attention(q, k, v)"
MIXED = "return merge_heads(out) @ Wo"
MULTI_HEAD_ATTENTION = [
    Wrong(
        MULTI,
        "output projection forgotten",
        hint="The merged heads are mixed by Wo.",
        new="return merge_heads(out)",
        old=MIXED,
    ),
    Wrong(
        MULTI,
        "keys from Wq",
        hint="Keys have weights of their own, Wk.",
        new="q, k, v = (split_heads(x @ W, h) for W in (Wq, Wq, Wv))",
        old=PROJECTIONS,
    ),
    Wrong(
        MULTI,
        "values from Wk",
        hint="Values have weights of their own, Wv.",
        new="q, k, v = (split_heads(x @ W, h) for W in (Wq, Wk, Wk))",
        old=PROJECTIONS,
    ),
    Wrong(
        MULTI,
        "queries and keys exchanged",
        hint="Queries come from Wq, keys from Wk: the softmax runs over the keys.",
        new="q, k, v = (split_heads(x @ W, h) for W in (Wk, Wq, Wv))",
        old=PROJECTIONS,
    ),
    Wrong(
        MULTI,
        "the words themselves as values",
        hint="What is averaged is x Wv, not x.",
        new="q, k, v = split_heads(x @ Wq, h), split_heads(x @ Wk, h), split_heads(x, h)",
        old=PROJECTIONS,
    ),
    Wrong(
        MULTI,
        "one head",
        hint="Each of the h heads has scores and a softmax of its own.",
        new="q, k, v = (split_heads(x @ W, 1) for W in (Wq, Wk, Wv))",
        old=PROJECTIONS,
    ),
    Wrong(
        MULTI,
        "root of the whole width",
        hint="A head divides by the root of its own width, M // h.",
        new="out, _ = attention(q / math.sqrt(h), k, v)",
        old=ATTENDED,
    ),
    Wrong(
        MULTI,
        "causal",
        hint="Here no word is hidden from another of its sentence.",
        new="out, _ = attention(q, k, v, causal_mask(x.shape[1]))",
        old=ATTENDED,
    ),
    Wrong(
        MULTI,
        "heads attend to heads",
        hint="Words attend to words, within a head: the axis before the columns must be that of "
        "the words.",
        new="out = attention(*(a.swapaxes(1, 2) for a in (q, k, v)))[0].swapaxes(1, 2)",
        old=ATTENDED,
    ),
    Wrong(
        MULTI,
        "sentences mixed",
        hint="A word attends to the words of its own sentence alone.",
        new="flat = [a.swapaxes(0, 1).reshape(1, h, -1, a.shape[-1]) for a in (q, k, v)]\n"
        "out = attention(*flat)[0].reshape(h, len(x), -1, q.shape[-1]).swapaxes(0, 1)",
        old=ATTENDED,
    ),
    Wrong(
        MULTI,
        "columns interleaved",
        hint="Head j has columns side by side; every h-th column makes other heads.",
        new="q, k, v = (np.stack([(x @ W)[..., j::h] for j in range(h)], 1) for W in (Wq, Wk, Wv))",
        old=PROJECTIONS,
    ),
    Wrong(
        MULTI,
        "heads averaged",
        hint="The heads are put side by side, not averaged.",
        new="return np.tile(out.mean(axis=1), h) @ Wo",
        old=MIXED,
    ),
    Wrong(
        MULTI,
        "x added",
        hint="The residual connection is not part of this layer: chapter 14 adds it.",
        new="y = merge_heads(out) @ Wo\nreturn x + y if x.shape == y.shape else y",
        old=MIXED,
    ),
    Wrong(
        MULTI,
        "weights returned too",
        hint="Return the output alone.",
        new="out, weights = attention(q, k, v)\nreturn merge_heads(out) @ Wo, weights",
        old=ATTENDED + "\n" + MIXED,
    ),
    Wrong(
        MULTI,
        "one array for all calls",
        hint=SHARED,
        new="y = merge_heads(out) @ Wo\n"
        "kept = multi_head_attention.__dict__.setdefault(y.shape, y)\n"
        "kept[...] = y\nreturn kept",
        old=MIXED,
    ),
    Wrong(
        MULTI,
        "an array of x's kind",
        hint="An array made like an integer x holds integers, and cuts what the heads found.",
        new="return (merge_heads(out) @ Wo).astype(x.dtype)",
        old=MIXED,
        parts=(INTEGERS,),
    ),
    Wrong(
        MULTI,
        "width of x after the projection",
        hint="After the projection the width is M, the number of columns of Wq, not that of x.",
        new="N, T, D = x.shape\nreturn out.swapaxes(1, 2).reshape(N, T, D) @ Wo",
        old=MIXED,
        parts=(WIDTHS,),
    ),
    Wrong(
        MULTI,
        "width of x for the heads",
        hint="After the projection the width is M, the number of columns of Wq, not that of x.",
        new="N, T, D = x.shape\n"
        "q, k, v = ((x @ W).reshape(N, T, h, D // h).swapaxes(1, 2) for W in (Wq, Wk, Wv))",
        old=PROJECTIONS,
        parts=(WIDTHS,),
    ),
    Right(
        MULTI,
        "one line",
        "return merge_heads(attention(*(split_heads(x @ W, h) for W in (Wq, Wk, Wv)))[0]) @ Wo",
    ),
    Right(
        MULTI,
        "one product for all three",
        "q, k, v = (split_heads(a, h) for a in np.split(x @ np.hstack([Wq, Wk, Wv]), 3, axis=-1))",
        PROJECTIONS,
    ),
    Right(
        MULTI,
        "einsum projections",
        'q, k, v = (split_heads(np.einsum("ntd,dm->ntm", x, W), h) for W in (Wq, Wk, Wv))',
        PROJECTIONS,
    ),
    Right(
        MULTI,
        "a mask that blocks nothing",
        "T = x.shape[1]\nout = attention(q, k, v, np.ones((T, T), dtype=bool))[0]",
        ATTENDED,
    ),
    Right(
        MULTI,
        "own merging",
        "return out.transpose(0, 2, 1, 3).reshape(*x.shape[:2], -1) @ Wo",
        MIXED,
    ),
    Right(
        MULTI,
        "Wo by heads",
        'return np.einsum("nhtd,hdo->nto", out, Wo.reshape(h, -1, Wo.shape[1]))',
        MIXED,
    ),
    Right(
        MULTI,
        "head by head",
        """
        d = Wq.shape[1] // h
        heads = []
        for j in range(h):
            c = slice(j * d, (j + 1) * d)
            heads.append(attention(x @ Wq[:, c], x @ Wk[:, c], x @ Wv[:, c])[0])
        return np.concatenate(heads, axis=-1) @ Wo
        """,
    ),
    Right(
        MULTI,
        "a sum over the heads",
        """
        y = 0.0
        for Q, K, V, O in zip(*(np.split(W, h, axis=1) for W in (Wq, Wk, Wv)), np.split(Wo, h)):
            y = y + attention(x @ Q, x @ K, x @ V)[0] @ O
        return y
        """,
    ),
    Right(
        MULTI,
        "on its own",
        """
        (N, T, _), M = x.shape, Wq.shape[1]
        q, k, v = ((x @ W).reshape(N, T, h, M // h) for W in (Wq, Wk, Wv))
        z = np.einsum("nthd,nshd->nhts", q, k) / np.sqrt(M // h)
        a = np.exp(z - np.max(z, axis=3, keepdims=True))
        a /= a.sum(axis=3, keepdims=True)
        return np.einsum("nhts,nshd->nthd", a, v).reshape(N, T, M) @ Wo
        """,
    ),
    Right(
        MULTI,
        "sentence by sentence",
        """
        y = np.zeros((*x.shape[:2], Wo.shape[1]))
        for n, sentence in enumerate(x):
            parts = [np.split(sentence @ W, h, axis=1) for W in (Wq, Wk, Wv)]
            y[n] = np.hstack([attention(*head)[0] for head in zip(*parts)]) @ Wo
        return y
        """,
    ),
]

ANSWERS = [
    *ADDITIVE_SCORES,
    *CAUSAL_MASK,
    *ATTENTION,
    *ATTENTION_BACKWARD,
    *SPLIT_HEADS,
    *MERGE_HEADS,
    *MULTI_HEAD_ATTENTION,
]
