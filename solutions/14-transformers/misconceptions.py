"""Known wrong answers to exercise 14 with their hints, and other right answers."""

from grading.misconceptions import Right, Wrong

PLACE, NORM, BACK = "positional-encoding", "layernorm-forward", "layernorm-backward"
BLOCK, PATCHES = "block", "split-patches"
ALL = (NORM, BACK, BLOCK)  # the backward pass needs the student's own cache, the block the norm
ODD, SEQUENCES, FAR, INTEGERS = "odd d", "sequences", "rows far from 0", "integers"
AGAIN, LARGE = "caches used again", "scores of 1000"
CHANNELS, UNCUT = "several channels", "images that cannot be cut"

TIMES, PAIRS = "t = np.arange(T)[:, None]", "i = np.arange(0, d, 2)"
ANGLE = "angle = t / 10000 ** (i / d)"
SINES = "encoding[:, 0::2] = np.sin(angle)"
COSINES = "encoding[:, 1::2] = np.cos(angle[:, : d // 2])"
POSITIONAL_ENCODING = [
    Wrong(
        PLACE,
        "the two taken twice",
        hint="Is i the number of a pair or of a column? With columns 0, 2, 4, the 2 is in it.",
        new="angle = t / 10000 ** (2 * i / d)",
        old=ANGLE,
    ),
    Wrong(
        PLACE,
        "cosine with a frequency of its own",
        hint="A sine and the cosine to its right share one angle.",
        new="encoding[:, 1::2] = np.cos(t / 10000 ** (np.arange(1, d, 2) / d))",
        old=COSINES,
    ),
    Wrong(
        PLACE,
        "sine and cosine exchanged",
        hint="The sines stand in the even columns: row 0 begins with 0, 1.",
        new="encoding[:, 0::2] = np.cos(angle)\nencoding[:, 1::2] = np.sin(angle[:, : d // 2])",
        old=SINES + "\n" + COSINES,
    ),
    Wrong(
        PLACE,
        "positions from 1",
        hint="Positions count from 0: row 0 holds the sines and cosines of 0.",
        new="t = np.arange(1, T + 1)[:, None]",
        old=TIMES,
    ),
    Wrong(
        PLACE,
        "1000 for 10000",
        hint="The base of the wavelengths is 10000.",
        new="angle = t / 1000 ** (i / d)",
        old=ANGLE,
    ),
    Wrong(
        PLACE,
        "integer division",
        hint="`//` cuts every exponent down to 0: all waves have one length.",
        new="angle = t / 10000 ** (i // d)",
        old=ANGLE,
    ),
    Wrong(
        PLACE,
        "waves that get shorter",
        hint="The frequencies fall from pair to pair: the exponent is negative.",
        new="angle = t * 10000 ** (i / d)",
        old=ANGLE,
    ),
    Wrong(
        PLACE,
        "halves side by side",
        hint="Sines and cosines take turns, column by column: yours stand in two halves.",
        new="return np.hstack([np.sin(angle), np.cos(angle)])[:, :d]",
        old="encoding = np.zeros((T, d))\n" + SINES + "\n" + COSINES + "\nreturn encoding",
        fails=(PLACE,),
    ),
    Wrong(
        PLACE,
        "even d only",
        hint="With odd d the last pair has no cosine: there is one sine more than cosines.",
        new="encoding[:, 1::2] = np.cos(angle)",
        old=COSINES,
        parts=(ODD,),
    ),
    Wrong(
        PLACE,
        "odd d cut from d + 1",
        hint="Where d is odd, the frequencies still have this d in their exponent, not d + 1.",
        new="angle = t / 10000 ** (i / (d + d % 2))",
        old=ANGLE,
        parts=(ODD,),
    ),
    Wrong(
        PLACE,
        "odd d with half of d cut down",
        hint="For odd d, d // 2 is not half of d: keep 2i / d in the exponent.",
        new="angle = t / 10000 ** (i / 2 / max(d // 2, 1))",
        old=ANGLE,
        parts=(ODD,),
    ),
    Wrong(
        PLACE,
        "last column a cosine",
        hint="For odd d the last column is a sine: its pair has room for one number only.",
        new=COSINES + "\nif d % 2:\n    encoding[:, -1] = np.cos(angle[:, -1])",
        old=COSINES,
        parts=(ODD,),
    ),
    Right(PLACE, "by a logarithm", "angle = t * np.exp(-np.log(10000.0) * i / d)", ANGLE),
    Right(PLACE, "a negative power", "angle = t * 10000.0 ** (-i / d)", ANGLE),
    Right(PLACE, "an outer product", "angle = np.outer(np.arange(T), 10000.0 ** (-i / d))", ANGLE),
    Right(
        PLACE, "numbers of pairs", "angle = t / 10000 ** (2 * np.arange((d + 1) // 2) / d)", ANGLE
    ),
    Right(PLACE, "cosines cut", "encoding[:, 1::2] = np.cos(angle)[:, : d // 2]", COSINES),
    Right(
        PLACE,
        "two loops",
        """
        import math

        rows = []
        for t in range(T):
            row = []
            for j in range(d):
                angle = t / 10000 ** ((j // 2 * 2) / d)
                row.append(math.cos(angle) if j % 2 else math.sin(angle))
            rows.append(row)
        return rows
        """,
    ),
    Right(
        PLACE,
        "columns by where",
        """
        j = np.arange(d)
        angle = np.arange(T)[:, None] / 10000 ** ((j - j % 2) / d)
        return np.where(j % 2 == 0, np.sin(angle), np.cos(angle))
        """,
    ),
    Right(
        PLACE,
        "pairs as an axis",
        """
        pairs = -(-d // 2)
        angle = np.arange(T)[:, None] * 10000 ** (-2 * np.arange(pairs) / d)
        both = np.stack([np.sin(angle), np.cos(angle)], axis=-1)
        return both.reshape(T, -1)[:, :d]
        """,
    ),
    Right(
        PLACE,
        "complex numbers",
        """
        hands = np.exp(1j * np.outer(np.arange(T), 10000.0 ** (-np.arange(0, d, 2) / d)))
        encoding = np.empty((T, 2 * hands.shape[1]))
        encoding[:, ::2], encoding[:, 1::2] = hands.imag, hands.real
        return encoding[:, :d]
        """,
    ),
    Right(
        PLACE,
        "column by column",
        """
        encoding = np.empty((T, d), dtype=np.float32)
        for j in range(0, d, 2):
            encoding[:, j] = np.sin(np.arange(T) / 10000 ** (j / d))
            if j + 1 < d:
                encoding[:, j + 1] = np.cos(np.arange(T) / 10000 ** (j / d))
        return encoding
        """,
    ),
]

MEAN, VAR = "mean = x.mean(axis=-1, keepdims=True)", "var = x.var(axis=-1, keepdims=True)"
INV, X_HAT = "inv = 1 / np.sqrt(var + eps)", "x_hat = (x - mean) * inv"
OUT, CACHE = "out = gamma * x_hat + beta", "cache = (x_hat, inv, gamma)"
ROWS_ALONE = (
    "Mean and variance belong to one row: over the last axis alone, whatever the shape of x."
)
LAYERNORM_FORWARD = [
    Wrong(
        NORM,
        "unbiased variance",
        hint="The variance is the biased one: divided by D, not by D - 1.",
        new="var = x.var(axis=-1, keepdims=True, ddof=x.shape[-1] > 1)",
        old=VAR,
        fails=ALL,
    ),
    Wrong(
        NORM,
        "eps beside the root",
        hint="eps is added to the variance, below the root.",
        new="inv = 1 / (np.sqrt(var) + eps)",
        old=INV,
        fails=ALL,
    ),
    Wrong(
        NORM,
        "eps left out",
        hint="A row of equal numbers has the variance 0: what is eps for?",
        new="inv = 1 / np.sqrt(var)",
        old=INV,
        fails=ALL,
    ),
    Wrong(
        NORM,
        "always the same eps",
        hint="eps is an argument: use the value that comes.",
        new="inv = 1 / np.sqrt(var + 1e-5)",
        old=INV,
        fails=(NORM, BACK),
    ),
    Wrong(
        NORM,
        "divided by the variance",
        hint="Divide by the standard deviation: where is the root?",
        new="inv = 1 / (var + eps)",
        old=INV,
        fails=ALL,
    ),
    Wrong(
        NORM,
        "down the columns",
        hint="That is batch norm: layer norm averages along each row.",
        new="mean = x.mean(axis=0)\nvar = x.var(axis=0)",
        old=MEAN + "\n" + VAR,
        fails=ALL,
    ),
    Wrong(
        NORM,
        "one mean for all",
        hint=ROWS_ALONE,
        new="mean = x.mean()\nvar = x.var()",
        old=MEAN + "\n" + VAR,
        fails=ALL,
    ),
    Wrong(
        NORM,
        "beta forgotten",
        hint="Where is beta?",
        new="out = gamma * x_hat",
        old=OUT,
        fails=(NORM, BLOCK),
    ),
    Wrong(
        NORM,
        "x changed in place",
        hint="`x -= ...` changes the caller's array: make a new one.",
        new="x -= mean\nx_hat = x * inv",
        old=X_HAT,
        fails=ALL,
    ),
    Wrong(
        NORM,
        "the cache scaled after it was kept",
        hint="The cache must keep x_hat as it was: `x_hat *= gamma` changes it there too.",
        new="cache = (x_hat, inv, gamma)\nx_hat *= gamma\nx_hat += beta\nout = x_hat",
        old=OUT + "\n" + CACHE,
        fails=(BACK,),
    ),
    Wrong(
        NORM,
        "one cache for all calls",
        hint="Each call needs a cache of its own: with a shared one, the second call overwrites "
        "what the first one kept.",
        new="cache = layernorm_forward.__dict__.setdefault('cache', [])\n"
        "cache[:] = [x_hat, inv, gamma]",
        old=CACHE,
        fails=(BACK,),
        parts=(AGAIN,),
    ),
    Wrong(
        NORM,
        "all axes but the first",
        hint=ROWS_ALONE,
        new="axes = tuple(range(1, x.ndim))\n"
        "mean = x.mean(axis=axes, keepdims=True)\n"
        "var = x.var(axis=axes, keepdims=True)",
        old=MEAN + "\n" + VAR,
        fails=ALL,
        parts=(SEQUENCES,),
    ),
    Wrong(
        NORM,
        "mean of the squares minus square of the mean",
        hint="Far from 0 the two large numbers cancel, and what is left is rounding: subtract the "
        "mean first, then square.",
        new="var = np.abs((1.0 * x**2).mean(axis=-1, keepdims=True) - mean**2)",
        old=VAR,
        parts=(FAR,),
    ),
    Wrong(
        NORM,
        "integer arrays filled",
        hint="`zeros_like` of an integer array holds integers and cuts every number down to one.",
        new="out = np.zeros_like(x)\nout[...] = gamma * x_hat + beta",
        old=OUT,
        fails=(NORM, BLOCK),
        parts=(INTEGERS,),
    ),
    Right(NORM, "a power", "inv = (var + eps) ** -0.5", INV),
    Right(NORM, "divided", "x_hat = (x - mean) / np.sqrt(var + eps)", X_HAT),
    Right(NORM, "variance by hand", "var = ((x - mean) ** 2).mean(-1, keepdims=True)", VAR),
    Right(
        NORM,
        "variance by einsum",
        'u = x - mean\nvar = np.einsum("...j,...j->...", u, u)[..., None] / x.shape[-1]',
        VAR,
    ),
    Right(
        NORM,
        "a dict as cache",
        "cache = dict(x_hat=x_hat.copy(), inv=inv, gamma=gamma)\ncache = tuple(cache.values())",
        CACHE,
    ),
    Right(NORM, "gamma and beta as rows", "out = x_hat * gamma[None] + beta[None]", OUT),
    Right(
        NORM,
        "out arrays",
        "out = np.empty(x.shape)\nnp.multiply(x_hat, gamma, out=out)\nnp.add(out, beta, out=out)",
        OUT,
    ),
    Right(
        NORM,
        "all rows below each other",
        """
        rows = x.reshape(-1, x.shape[-1]).astype(float)
        apart = (rows.T - rows.mean(axis=1)).T
        inv = 1 / np.sqrt((apart * apart).sum(axis=1) / rows.shape[1] + eps)
        x_hat = (apart.T * inv).T.reshape(x.shape)
        return x_hat * gamma + beta, (x_hat, inv.reshape(*x.shape[:-1], 1), gamma)
        """,
    ),
    Right(
        NORM,
        "loops over rows",
        """
        d = x.shape[-1]
        x_hat, inv = np.zeros(x.shape), np.zeros((*x.shape[:-1], 1))
        for place in np.ndindex(x.shape[:-1]):
            mean = sum(float(value) for value in x[place]) / d
            var = sum((float(value) - mean) ** 2 for value in x[place]) / d
            inv[place] = (var + eps) ** -0.5
            for j in range(d):
                x_hat[(*place, j)] = (x[(*place, j)] - mean) * inv[place][0]
        return x_hat * gamma + beta, (x_hat, inv, gamma)
        """,
    ),
    Right(
        NORM,
        "by itself for sequences",
        """
        if x.ndim == 3:
            steps = [layernorm_forward(sequence, gamma, beta, eps) for sequence in x]
            caches = [cache for _, cache in steps]
            kept = np.stack([c[0] for c in caches]), np.stack([c[1] for c in caches])
            return np.stack([out for out, _ in steps]), (*kept, gamma)
        mean, std = x.mean(1)[:, np.newaxis], np.sqrt(x.var(1) + eps)[:, np.newaxis]
        return gamma * ((x - mean) / std) + beta, ((x - mean) / std, 1 / std, gamma)
        """,
    ),
]

ROWS = "rows = tuple(range(dout.ndim - 1))"
DGAMMA, DBETA = "dgamma = (dout * x_hat).sum(axis=rows)", "dbeta = dout.sum(axis=rows)"
G, ALONG = "g = dout * gamma", "along = (g * x_hat).mean(axis=-1, keepdims=True)"
DX = "dx = inv * (g - g.mean(axis=-1, keepdims=True) - x_hat * along)"
GIVEN = "return dx, dgamma, dbeta"
SHARES = "All of a row's numbers share its mean and its variance: two ways more lead back to x."
SUM = "Sum, do not average: if the loss is a mean, dout holds the factor 1/N already."
SPREAD = (
    "Parameters serve every row: sum over the steps of all sequences, not over the samples alone."
)
LAYERNORM_BACKWARD = [
    Wrong(
        BACK,
        "mean and variance taken for constants",
        hint=SHARES,
        new="dx = inv * g",
        old=DX,
    ),
    Wrong(
        BACK,
        "the way through the variance missing",
        hint="The variance depends on x too, and its way back does not show where dout is ones.",
        new="dx = inv * (g - g.mean(axis=-1, keepdims=True))",
        old=DX,
    ),
    Wrong(
        BACK,
        "the way through the mean missing",
        hint="Each x has its share 1/D in the mean: that way back is missing.",
        new="dx = inv * (g - x_hat * along)",
        old=DX,
    ),
    Wrong(
        BACK,
        "gamma missing in dx",
        hint="On its way to x the gradient passes gamma.",
        new="g = dout",
        old=G,
    ),
    Wrong(
        BACK,
        "gamma after the means",
        hint="gamma differs from feature to feature: it belongs inside the means over the row.",
        new="g = dout\n"
        "along = (g * x_hat).mean(axis=-1, keepdims=True)\n"
        "dx = gamma * inv * (g - g.mean(axis=-1, keepdims=True) - x_hat * along)",
        old=G + "\n" + ALONG + "\n" + DX,
    ),
    Wrong(
        BACK,
        "1 / std left out",
        hint="Every way back passes the factor 1 / sqrt(v + eps).",
        new="dx = g - g.mean(axis=-1, keepdims=True) - x_hat * along",
        old=DX,
    ),
    Wrong(
        BACK,
        "dgamma with x",
        hint="gamma multiplies x_hat, not x.",
        new="dgamma = (dout * (x_hat / inv)).sum(axis=rows)",
        old=DGAMMA,
    ),
    Wrong(
        BACK,
        "averaged over the rows",
        hint=SUM,
        new="dgamma = (dout * x_hat).mean(axis=rows)\ndbeta = dout.mean(axis=rows)",
        old=DGAMMA + "\n" + DBETA,
    ),
    Wrong(
        BACK,
        "not summed",
        hint="beta serves every row: its gradient is a sum over the rows, of shape (D,).",
        new="dbeta = dout",
        old=DBETA,
    ),
    Wrong(
        BACK,
        "another order",
        hint="The order is dx, dgamma, dbeta.",
        new="return dx, dbeta, dgamma",
        old=GIVEN,
    ),
    Wrong(
        BACK,
        "dout changed",
        hint="`dout *= gamma` changes the caller's array: make a new one.",
        new="dout *= gamma\ng = dout",
        old=G,
    ),
    Wrong(
        BACK,
        "rows of the samples alone",
        hint=SPREAD,
        new="dgamma = (dout * x_hat).sum(axis=0)",
        old=DGAMMA,
        parts=(SEQUENCES,),
    ),
    Wrong(
        BACK,
        "means over axis 1",
        hint="The means go over the features, the last axis, for sequences too.",
        new="dx = inv * (g - g.mean(axis=1, keepdims=True) - x_hat * along)",
        old=DX,
        parts=(SEQUENCES,),
    ),
    Wrong(
        BACK,
        "the cache changed",
        hint="The cache may be used again: do not write into its arrays.",
        new=DX + "\nx_hat *= along",
        old=DX,
        parts=(AGAIN,),
    ),
    Wrong(
        BACK,
        "integer arrays filled",
        hint="`zeros_like` of an integer array holds integers and cuts every gradient down to one.",
        new="dgamma = np.zeros_like(gamma)\ndgamma[...] = (dout * x_hat).sum(axis=rows)",
        old=DGAMMA,
        parts=(INTEGERS,),
    ),
    Right(BACK, "a list", "return [dx, dgamma, dbeta]", GIVEN),
    Right(
        BACK,
        "einsum",
        "up, flat = (a.reshape(-1, len(gamma)) for a in (dout, x_hat))\n"
        'dgamma = np.einsum("nd,nd->d", up, flat)',
        DGAMMA,
    ),
    Right(BACK, "flattened", "dbeta = dout.reshape(-1, dout.shape[-1]).sum(axis=0)", DBETA),
    Right(
        BACK, "a sum over a product", "along = np.sum(g * x_hat, -1)[..., None] / len(gamma)", ALONG
    ),
    Right(
        BACK,
        "centred at the end",
        "dx = inv * (g - x_hat * along)\ndx -= dx.mean(axis=-1, keepdims=True)",
        DX,
    ),
    Right(
        BACK,
        "D taken out",
        "D = g.shape[-1]\ndx = inv / D * (D * g - g.sum(-1, keepdims=True) - D * x_hat * along)",
        DX,
    ),
    Right(
        BACK,
        "in place on its own array",
        "dx = g - g.mean(axis=-1, keepdims=True)\ndx -= x_hat * along\ndx *= inv",
        DX,
    ),
    Right(
        BACK,
        "three ways",
        """
        x_hat, inv, gamma = cache
        D = dout.shape[-1]
        axes = tuple(range(dout.ndim))[:-1]
        dx_hat = dout * gamma
        apart = x_hat / inv
        dvar = (dx_hat * apart).sum(axis=-1, keepdims=True) * -0.5 * inv**3
        dmean = -(dx_hat * inv).sum(axis=-1, keepdims=True)
        dx = dx_hat * inv + dvar * 2 / D * apart + dmean / D
        return dx, np.sum(dout * x_hat, axes), np.sum(dout, axes)
        """,
    ),
    Right(
        BACK,
        "a matrix for each row",
        """
        x_hat, inv, gamma = cache
        D = len(gamma)
        J = inv[..., None] * (np.eye(D) - (1 + x_hat[..., :, None] * x_hat[..., None, :]) / D)
        dx = (J @ (dout * gamma)[..., None])[..., 0]
        sums = [(dout * factor).reshape(-1, D).sum(axis=0) for factor in (x_hat, 1.0)]
        return dx, *sums
        """,
    ),
    Right(
        BACK,
        "row by row",
        """
        x_hat, inv, gamma = cache
        D = gamma.shape[0]
        dx, dgamma, dbeta = np.zeros(dout.shape), np.zeros(D), np.zeros(D)
        for place in np.ndindex(dout.shape[:-1]):
            up, row = dout[place], x_hat[place]
            g = up * gamma
            dx[place] = inv[place] * (g - g.mean() - row * (g @ row) / D)
            dgamma += up * row
            dbeta += up
        return dx, dgamma, dbeta
        """,
    ),
]

FIRST = 'a, _ = layernorm_forward(x, p["g1"], p["b1"])'
QKV = 'q, k, v = a @ p["Wq"], a @ p["Wk"], a @ p["Wv"]'
SCORES = "scores = q @ k.swapaxes(-1, -2) / math.sqrt(q.shape[-1])"
MASK = "mask = np.tril(np.ones((T, T), dtype=bool))"
BLOCKED = "scores = np.where(mask, scores, -np.inf)"
EXPONENTS = "weights = np.exp(scores - scores.max(axis=-1, keepdims=True))"
SHARED = "weights /= weights.sum(axis=-1, keepdims=True)"
ATTENDED = 'h = x + weights @ v @ p["Wo"]'
SECOND = 'f, _ = layernorm_forward(h, p["g2"], p["b2"])'
ENDED = 'return h + np.maximum(f @ p["W1"] + p["c1"], 0) @ p["W2"] + p["c2"]'
STABLE = "exp of a large score is infinite, and of all too small ones zero: subtract from each row "
STABLE += "the largest score that its token may look at, first."
STREAM = (
    "The stream itself is never normalised: each branch is added to what came in, x and then h."
)
MASKED = "Blocked scores must lose against any score: minus infinity does, before the softmax."
TRANSFORMER_BLOCK = [
    Wrong(
        BLOCK,
        "post-norm",
        hint="This block is pre-norm: attention reads a normalised copy of x.",
        new="a = x",
        old=FIRST,
    ),
    Wrong(
        BLOCK,
        "normalised after each sum",
        hint="This block is pre-norm: each branch normalises what it reads, and the sums stay as "
        "they are.",
        new="""
        q, k, v = x @ p["Wq"], x @ p["Wk"], x @ p["Wv"]
        T = x.shape[1]
        scores = q @ k.swapaxes(-1, -2) / math.sqrt(q.shape[-1])
        scores = np.where(np.tril(np.ones((T, T), dtype=bool)), scores, -np.inf)
        weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
        weights /= weights.sum(axis=-1, keepdims=True)
        h, _ = layernorm_forward(x + weights @ v @ p["Wo"], p["g1"], p["b1"])
        mlp = np.maximum(h @ p["W1"] + p["c1"], 0) @ p["W2"] + p["c2"]
        return layernorm_forward(h + mlp, p["g2"], p["b2"])[0]
        """,
    ),
    Wrong(
        BLOCK,
        "attention without its residual",
        hint="Attention is added to x: the way around it is missing.",
        new='h = weights @ v @ p["Wo"]',
        old=ATTENDED,
    ),
    Wrong(
        BLOCK,
        "network without its residual",
        hint="The feed-forward network is added to h: the way around it is missing.",
        new='return np.maximum(f @ p["W1"] + p["c1"], 0) @ p["W2"] + p["c2"]',
        old=ENDED,
    ),
    Wrong(
        BLOCK,
        "residual from the normalised input",
        hint=STREAM,
        new='h = a + weights @ v @ p["Wo"]',
        old=ATTENDED,
    ),
    Wrong(
        BLOCK,
        "x changed in place",
        hint="`x += ...` changes the caller's array: make a new one.",
        new='x += weights @ v @ p["Wo"]\nh = x',
        old=ATTENDED,
    ),
    Wrong(
        BLOCK,
        "the network reads a",
        hint="The feed-forward network reads the new stream h, not the input of attention.",
        new='f, _ = layernorm_forward(a, p["g2"], p["b2"])',
        old=SECOND,
    ),
    Wrong(
        BLOCK,
        "both branches side by side",
        hint="The branches come one after the other: the second reads h, which the first has made.",
        new='f, _ = layernorm_forward(x, p["g2"], p["b2"])',
        old=SECOND,
    ),
    Wrong(
        BLOCK,
        "one layer norm for both",
        hint="The two layer norms have scales and shifts of their own: g2 and b2 for the second.",
        new='f, _ = layernorm_forward(h, p["g1"], p["b1"])',
        old=SECOND,
    ),
    Wrong(
        BLOCK,
        "queries and keys exchanged",
        hint="Row t of the scores is token t's query with every key: q k^T, not k q^T.",
        new="scores = k @ q.swapaxes(-1, -2) / math.sqrt(q.shape[-1])",
        old=SCORES,
    ),
    Wrong(
        BLOCK,
        "scores not scaled",
        hint="The scores are divided by the root of K.",
        new="scores = q @ k.swapaxes(-1, -2)",
        old=SCORES,
    ),
    Wrong(
        BLOCK,
        "scaled by the width of the stream",
        hint="Queries have K numbers: that is the K of the root, not the D of the tokens.",
        new="scores = q @ k.swapaxes(-1, -2) / math.sqrt(x.shape[-1])",
        old=SCORES,
    ),
    Wrong(
        BLOCK,
        "no mask",
        hint="A token may not look at later ones: where is the mask?",
        new="",
        old=BLOCKED + "\n",
    ),
    Wrong(
        BLOCK,
        "one token ahead",
        hint="Token t looks at the tokens 0 to t: yours sees the next one as well.",
        new="mask = np.tril(np.ones((T, T), dtype=bool), 1)",
        old=MASK,
    ),
    Wrong(
        BLOCK,
        "mask after the softmax",
        hint="Blocked keys must be out before the softmax: the weights of a row sum to 1.",
        new=SHARED + "\nweights = weights * mask",
        old=BLOCKED + "\n" + EXPONENTS + "\n" + SHARED,
        fails=(BLOCK,),
    ),
    Wrong(
        BLOCK,
        "blocked scores of zero",
        hint=MASKED,
        new="scores = scores * mask",
        old=BLOCKED,
    ),
    Wrong(
        BLOCK,
        "softmax over the queries",
        hint="Each query shares out a weight of 1 among its keys: normalise along the last axis.",
        new="weights /= weights.sum(axis=-2, keepdims=True)",
        old=SHARED,
    ),
    Wrong(
        BLOCK,
        "activation after the second layer too",
        hint="One ReLU, between the two layers; what is added to the stream may be negative.",
        new='return h + np.maximum(np.maximum(f @ p["W1"] + p["c1"], 0) @ p["W2"] + p["c2"], 0)',
        old=ENDED,
    ),
    Wrong(
        BLOCK,
        "second bias forgotten",
        hint="Where is c2?",
        new='return h + np.maximum(f @ p["W1"] + p["c1"], 0) @ p["W2"]',
        old=ENDED,
    ),
    Wrong(
        BLOCK,
        "parameters changed in place",
        hint="`p[...] /= ...` changes the caller's parameters: make a new array.",
        new='p["Wq"] = p["Wq"] / math.sqrt(p["Wq"].shape[1])\n' + QKV,
        old=QKV,
    ),
    Wrong(
        BLOCK,
        "exponentials of the bare scores",
        hint=STABLE,
        new="weights = np.exp(scores)",
        old=EXPONENTS,
        parts=(LARGE,),
    ),
    Wrong(
        BLOCK,
        "one largest score for all",
        hint=STABLE,
        new="weights = np.exp(scores - scores.max())",
        old=EXPONENTS,
        parts=(LARGE,),
    ),
    Wrong(
        BLOCK,
        "blocked scores of -1000",
        hint=MASKED,
        new="scores = np.where(mask, scores, -1000.0)",
        old=BLOCKED,
        parts=(LARGE,),
    ),
    Wrong(
        BLOCK,
        "integer arrays filled",
        hint="`zeros_like` of an integer array holds integers and cuts every number down to one.",
        new='h = np.zeros_like(x)\nh[...] = x + weights @ v @ p["Wo"]',
        old=ATTENDED,
        parts=(INTEGERS,),
    ),
    Right(BLOCK, "einsum", 'scores = np.einsum("ntk,nuk->ntu", q, k) / q.shape[2] ** 0.5', SCORES),
    Right(BLOCK, "mask by comparison", "mask = np.arange(T)[:, None] >= np.arange(T)", MASK),
    Right(BLOCK, "a large negative number", "scores = np.where(mask, scores, -1e9)", BLOCKED),
    Right(BLOCK, "mask added", "scores = scores + np.triu(np.full((T, T), -np.inf), 1)", BLOCKED),
    Right(BLOCK, "mask by assignment", "scores[:, ~mask] = -np.inf", BLOCKED),
    Right(
        BLOCK,
        "divided at the end",
        'h = x + (weights @ v) / weights.sum(axis=-1, keepdims=True) @ p["Wo"]',
        SHARED + "\n" + ATTENDED,
    ),
    Right(
        BLOCK,
        "by logaddexp",
        "weights = np.exp(scores - np.logaddexp.reduce(scores, axis=-1, keepdims=True))",
        EXPONENTS + "\n" + SHARED,
    ),
    Right(BLOCK, "the value projected first", 'h = x + weights @ (v @ p["Wo"])', ATTENDED),
    Right(
        BLOCK,
        "a layer norm of its own",
        """
        def norm(z, scale, shift):
            z = z - z.mean(axis=2, keepdims=True)
            return scale * z / np.sqrt((z * z).mean(axis=2, keepdims=True) + 1e-5) + shift


        T = x.shape[1]
        p = {name: np.asarray(value, dtype=float) for name, value in p.items()}
        a = norm(x, p["g1"], p["b1"])
        q, k, v = np.split(a @ np.hstack([p["Wq"], p["Wk"], p["Wv"]]), 3, axis=2)
        s = np.matmul(q, np.swapaxes(k, 1, 2)) * q.shape[2] ** -0.5
        s -= np.max(np.where(np.tri(T), s, -np.inf), axis=2, keepdims=True)
        w = np.exp(np.where(np.tri(T), s, -np.inf))
        h = x + (w / np.sum(w, axis=2, keepdims=True)) @ v @ p["Wo"]
        hidden = norm(h, p["g2"], p["b2"]) @ p["W1"] + p["c1"]
        hidden[hidden < 0] = 0
        return h + hidden @ p["W2"] + p["c2"]
        """,
    ),
    Right(
        BLOCK,
        "token by token",
        """
        out = np.zeros(x.shape)
        a, _ = layernorm_forward(x, p["g1"], p["b1"])
        for n in range(x.shape[0]):
            keys, values = [], []
            for t in range(x.shape[1]):
                keys.append(a[n, t] @ p["Wk"])
                values.append(a[n, t] @ p["Wv"])
                s = np.array(keys) @ (a[n, t] @ p["Wq"]) / math.sqrt(len(keys[0]))
                w = np.exp(s - np.max(s))
                h = x[n, t] + (w / w.sum()) @ np.array(values) @ p["Wo"]
                f = layernorm_forward(h[None], p["g2"], p["b2"])[0][0]
                out[n, t] = h + np.maximum(0, f @ p["W1"] + p["c1"]) @ p["W2"] + p["c2"]
        return out
        """,
    ),
]

FITS = "if H % size or W % size:\n    raise ValueError("
FITS += 'f"patches of side {size} do not fit into images of {H} x {W} pixels")'
GRID = "grid = images.reshape(N, C, H // size, size, W // size, size)"
TURNED = "patches = grid.transpose(0, 2, 4, 1, 3, 5)"
LINED = "return patches.reshape(N, -1, C * size * size)"
ORDER = "Patches come in reading order: along the top from left to right, then the next row."
WITHIN = "Within a patch the pixels come row by row."
BY_CHANNEL = "Within a patch come all pixels of one channel, then those of the next."
LOST = "Pixels get lost: where size does not divide height and width, raise a ValueError."
SPLIT_PATCHES = [
    Wrong(
        PATCHES,
        "a reshape alone",
        hint="A reshape keeps the reading order of the pixels: split the axes, then transpose.",
        new="return images.reshape(N, -1, C * size * size)",
        old=GRID + "\n" + TURNED + "\n" + LINED,
        fails=(PATCHES,),
    ),
    Wrong(
        PATCHES,
        "column by column",
        hint=ORDER,
        new="patches = grid.transpose(0, 4, 2, 1, 3, 5)",
        old=TURNED,
    ),
    Wrong(
        PATCHES,
        "patches transposed",
        hint=WITHIN,
        new="patches = grid.transpose(0, 2, 4, 1, 5, 3)",
        old=TURNED,
    ),
    Wrong(
        PATCHES,
        "sizes before places",
        hint="Rows divide into H / size groups of size rows: the group's number comes first.",
        new="grid = images.reshape(N, C, size, H // size, size, W // size)\n"
        "patches = grid.transpose(0, 3, 5, 1, 2, 4)",
        old=GRID + "\n" + TURNED,
    ),
    Wrong(
        PATCHES,
        "height for width",
        hint="Images need not be square: W has a number of patches of its own.",
        new="grid = images.reshape(N, C, W // size, size, H // size, size)",
        old=GRID,
    ),
    Wrong(
        PATCHES,
        "channels last",
        hint=BY_CHANNEL,
        new="patches = grid.transpose(0, 2, 4, 3, 5, 1)",
        old=TURNED,
        parts=(CHANNELS,),
    ),
    Wrong(
        PATCHES,
        "channels between rows",
        hint=BY_CHANNEL,
        new="patches = grid.transpose(0, 2, 4, 3, 1, 5)",
        old=TURNED,
        parts=(CHANNELS,),
    ),
    Wrong(
        PATCHES,
        "a patch of each channel",
        hint="A token holds all channels of its patch: C does not make more tokens.",
        new="return grid.transpose(0, 1, 2, 4, 3, 5).reshape(N, -1, size * size)",
        old=TURNED + "\n" + LINED,
        fails=(PATCHES,),
        parts=(CHANNELS,),
    ),
    Wrong(
        PATCHES,
        "the rest cut away",
        hint=LOST,
        new="images = images[:, :, : H // size * size, : W // size * size]",
        old=FITS,
        parts=(UNCUT,),
    ),
    Wrong(
        PATCHES,
        "a number of patches that fits",
        hint=LOST,
        new="return images.reshape(N, C, -1, size, W // size, size)"
        ".transpose(0, 2, 4, 1, 3, 5).reshape(N, -1, C * size * size)",
        old=FITS + "\n" + GRID + "\n" + TURNED + "\n" + LINED,
        fails=(PATCHES,),
        parts=(UNCUT,),
    ),
    Wrong(
        PATCHES,
        "an assertion",
        hint="The task asks for a ValueError: `raise ValueError(...)`, not an assert.",
        new="assert H % size == 0 and W % size == 0",
        old=FITS,
        parts=(UNCUT,),
    ),
    Right(PATCHES, "reshape complains", "", FITS + "\n"),
    Right(PATCHES, "swapaxes", "patches = np.moveaxis(grid.swapaxes(3, 4), 1, 3)", TURNED),
    Right(PATCHES, "einsum", 'patches = np.einsum("ncisjt->nijcst", grid)', TURNED),
    Right(
        PATCHES,
        "number of patches written",
        "return patches.reshape(N, (H // size) * (W // size), -1)",
        LINED,
    ),
    Right(
        PATCHES,
        "floats",
        "return np.array(patches, dtype=float).reshape(N, -1, C * size**2)",
        LINED,
    ),
    Right(
        PATCHES,
        "slices",
        """
        N, C, H, W = images.shape
        if H % size != 0 or W % size != 0:
            raise ValueError("size must divide height and width")
        rows = []
        for i in range(0, H, size):
            for j in range(0, W, size):
                rows.append(images[:, :, i : i + size, j : j + size].reshape(N, -1))
        return np.stack(rows, axis=1)
        """,
    ),
    Right(
        PATCHES,
        "split twice",
        """
        across = images.shape[3] // size
        down = images.shape[2] // size
        if across * size < images.shape[3] or down * size < images.shape[2]:
            raise ValueError(size)
        bands = np.split(images, down, axis=2)
        cuts = [cut for band in bands for cut in np.split(band, across, axis=3)]
        return np.array([cut.reshape(len(images), -1) for cut in cuts]).swapaxes(0, 1)
        """,
    ),
    Right(
        PATCHES,
        "an index",
        """
        N, C, H, W = images.shape
        if any(side % size for side in (H, W)):
            raise ValueError("size")
        index = np.arange(H * W).reshape(H // size, size, W // size, size)
        index = index.swapaxes(1, 2).reshape(-1, size * size)
        flat = images.reshape(N, C, H * W)[:, :, index]
        return flat.swapaxes(1, 2).reshape(N, len(index), -1)
        """,
    ),
    Right(
        PATCHES,
        "windows",
        """
        N, C, H, W = images.shape
        if H % size or W % size:
            raise ValueError("size")
        windows = np.lib.stride_tricks.sliding_window_view(images, (size, size), axis=(2, 3))
        windows = windows[:, :, ::size, ::size]
        return windows.transpose(0, 2, 3, 1, 4, 5).reshape(N, -1, C * size * size)
        """,
    ),
    Right(
        PATCHES,
        "pixel by pixel",
        """
        N, C, H, W = images.shape
        if H % size or W % size:
            raise ValueError("size")
        out = np.empty((N, H * W // size**2, C, size, size), images.dtype)
        for i in range(H):
            for j in range(W):
                t = i // size * (W // size) + j // size
                out[:, t, :, i % size, j % size] = images[:, :, i, j]
        return out.reshape(N, -1, C * size**2)
        """,
    ),
]

ANSWERS = [
    *POSITIONAL_ENCODING,
    *LAYERNORM_FORWARD,
    *LAYERNORM_BACKWARD,
    *TRANSFORMER_BLOCK,
    *SPLIT_PATCHES,
]
