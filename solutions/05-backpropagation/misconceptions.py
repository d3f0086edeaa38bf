"""Known wrong answers to exercise 05 with their hints, and other right answers."""

from grading.misconceptions import Right, Wrong

LAYER = ("linear-forward", "linear-backward")  # the backward pass needs the student's own cache
ARRAYS = ("unbroadcast", "matmul-backward")  # matmul_backward is declared to build on unbroadcast
NUMBERS, SLOPES, REUSE = "value-numbers", "value-derivatives", "value-reuse"
GRADIENTS = (SLOPES, REUSE)
ALL_OF_VALUE = (NUMBERS, SLOPES, REUSE)
SEQUENCES, AT_0, KINDS = "sequences", "derivatives at 0 and far out", "integers and views"
STRANGE, BROADCAST = "NaN and other shapes", "stacks that are broadcast"

LINEAR_FORWARD = [
    Wrong(
        "linear-forward",
        "bias forgotten",
        hint="Your layer maps the zero vector to zero: where is b?",
        new="out = x @ W",
        old="out = x @ W + b",
    ),
    Wrong(
        "linear-forward",
        "bias added for every feature",
        hint="The bias is added once to each output, outside the sum over the features.",
        new="out = x @ W + x.shape[-1] * b",
        old="out = x @ W + b",
    ),
    Wrong(
        "linear-forward",
        "ReLU applied",
        hint="This is the linear layer alone; the activation comes after it.",
        new="out = np.maximum(x @ W + b, 0)",
        old="out = x @ W + b",
    ),
    Wrong(
        "linear-forward",
        "no cache returned",
        hint="Return two things: the output, and what the backward pass will need.",
        new="return out",
        old="return out, cache",
        fails=LAYER,
    ),
    Wrong(
        "linear-forward",
        "one cache for all calls",
        hint="Each call needs a cache of its own: with a shared one, the second call overwrites "
        "what the first one kept.",
        new="""
        linear_forward.cache = getattr(linear_forward, "cache", [None, None])
        linear_forward.cache[:] = [x, W]
        return x @ W + b, linear_forward.cache
        """,
        fails=("linear-backward",),
        parts=("caches used again",),
    ),
    Wrong(
        "linear-forward",
        "batches only",
        hint="With (N, T, D) the features are on the last axis, not on axis 1.",
        new="""
        out = np.zeros((x.shape[0], W.shape[1]))
        for n in range(x.shape[0]):
            out[n] = x[n] @ W + b
        return out, (x, W)
        """,
        fails=LAYER,
        parts=(SEQUENCES,),
    ),
    Wrong(
        "linear-forward",
        "the output flattened",
        hint="For sequences the output is a sequence again: give it back its axes (N, T, M).",
        new="out = x.reshape(-1, x.shape[-1]) @ W + b",
        old="out = x @ W + b",
        parts=(SEQUENCES,),
    ),
    Right("linear-forward", "dot", "return np.dot(x, W) + b, (x, W)"),
    Right("linear-forward", "matmul, a list", "return [np.matmul(x, W) + b, [x, W]]"),
    Right("linear-forward", "einsum", 'return np.einsum("...d,dm->...m", x, W) + b, (x, W)'),
    Right("linear-forward", "tensordot", "return b + np.tensordot(x, W, axes=1), (x, W)"),
    Right("linear-forward", "transposes", "return np.inner(x, W.T) + b[None, :], (x, W)"),
    Right("linear-forward", "copies in the cache", "return x @ W + b, (x.copy(), W.copy())"),
    Right(
        "linear-forward",
        "in place on its own array",
        """
        out = x @ W
        out = out.astype(np.result_type(out, b))
        out += b
        return out, (x, W)
        """,
    ),
    Right(
        "linear-forward",
        "flattened and shaped back",
        """
        rows = x.reshape(-1, x.shape[-1])
        return (rows @ W + b).reshape(*x.shape[:-1], -1), (x, W)
        """,
    ),
    Right(
        "linear-forward",
        "one step after the other",
        """
        if x.ndim == 3:
            return np.stack([linear_forward(s, W, b)[0] for s in x]), (x, W)
        return np.array([row @ W + b for row in x]), (x, W)
        """,
    ),
    Right(
        "linear-forward",
        "three loops",
        """
        out = np.zeros((*x.shape[:-1], W.shape[1]))
        for place in np.ndindex(out.shape):
            out[place] = b[place[-1]]
            for d in range(W.shape[0]):
                out[place] += x[(*place[:-1], d)] * W[d, place[-1]]
        return out, (x, W)
        """,
    ),
    Right(
        "linear-forward",
        "the bias as one more weight",
        """
        ones = np.ones((*x.shape[:-1], 1))
        return np.concatenate([x, ones], axis=-1) @ np.vstack([W, b]), (x, W)
        """,
    ),
]

LINEAR_BACKWARD = [
    Wrong(
        "linear-backward",
        "db not summed",
        hint="b serves every sample, so its gradient is a sum over the samples, of shape (M,).",
        new="db = dout",
        old="db = drows.sum(axis=0)",
    ),
    Wrong(
        "linear-backward",
        "db averaged",
        hint="Sum, do not average: if the loss is a mean, dout holds the factor 1/N already.",
        new="db = drows.mean(axis=0)",
        old="db = drows.sum(axis=0)",
    ),
    Wrong(
        "linear-backward",
        "dW averaged",
        hint="Sum, do not average: if the loss is a mean, dout holds the factor 1/N already.",
        new="dW = rows.T @ drows / len(rows)",
        old="dW = rows.T @ drows",
    ),
    Wrong(
        "linear-backward",
        "divided by N of sequences",
        hint="Nothing is divided here, not by N and not by T.",
        new="dW = rows.T @ drows / (len(x) if x.ndim == 3 else 1)",
        old="dW = rows.T @ drows",
        parts=(SEQUENCES,),
    ),
    Wrong(
        "linear-backward",
        "dW transposed",
        hint="dW has the shape of W, (D, M): rows belong to inputs, columns to outputs.",
        new="dW = drows.T @ rows",
        old="dW = rows.T @ drows",
    ),
    Wrong(
        "linear-backward",
        "dx without the transpose",
        hint="Going back, the weights are used the other way round: from M outputs to D inputs.",
        new="dx = dout @ W",
        old="dx = dout @ W.T",
    ),
    Wrong(
        "linear-backward",
        "transpose left out where shapes allow it",
        hint="A square W hides the missing transpose: derive dx entry by entry.",
        new="dx = dout @ (W if W.shape[0] == W.shape[1] else W.T)",
        old="dx = dout @ W.T",
    ),
    Wrong(
        "linear-backward",
        "two axes only",
        hint="`x.T` reverses all axes of a sequence; lay its N*T rows under each other first.",
        new="dW = x.T @ dout",
        old="dW = rows.T @ drows",
        parts=(SEQUENCES,),
    ),
    Wrong(
        "linear-backward",
        "db summed over the first axis only",
        hint="For sequences, b is used N*T times: sum over both axes.",
        new="db = dout.sum(axis=0)",
        old="db = drows.sum(axis=0)",
        parts=(SEQUENCES,),
    ),
    Wrong(
        "linear-backward",
        "db keeps an axis",
        hint="db has the shape of b, (M,): no axis of length 1 stays.",
        new="db = drows.sum(axis=0, keepdims=True)",
        old="db = drows.sum(axis=0)",
    ),
    Wrong(
        "linear-backward",
        "another order",
        hint="Return dx first, then dW, then db.",
        new="return dW, db, dx",
        old="return dx, dW, db",
    ),
    Wrong(
        "linear-backward",
        "upstream gradient ignored",
        hint="That is d out/d x alone. The chain rule multiplies it with dout.",
        new="dx = np.ones_like(dout) @ W.T",
        old="dx = dout @ W.T",
    ),
    Wrong(
        "linear-backward",
        "integer arrays filled",
        hint="`zeros_like` of an integer array holds integers and cuts every gradient down to one.",
        new="dW = np.zeros_like(W)\ndW[...] = rows.T @ drows",
        old="dW = rows.T @ drows",
        parts=("integers",),
    ),
    Wrong(
        "linear-backward",
        "gradient written into dout",
        hint="`dout *= ...` changes the caller's array: make a new one.",
        new="dout *= 1.0 / len(dout)\ndx = dout @ W.T * len(dout)",
        old="dx = dout @ W.T",
    ),
    Wrong(
        "linear-backward",
        "only the last sequence counts",
        hint="Each sequence adds to dW: use += in the loop.",
        new="dW = rows.T @ drows if x.ndim == 2 else x[-1].T @ dout[-1]",
        old="dW = rows.T @ drows",
        parts=(SEQUENCES,),
    ),
    Right("linear-backward", "a list", "return [dx, dW, db]", old="return dx, dW, db"),
    Right(
        "linear-backward",
        "ones times dout",
        "db = np.ones(len(rows)) @ drows",
        "db = drows.sum(axis=0)",
    ),
    Right(
        "linear-backward",
        "einsum",
        """
        x, W = cache
        dx = np.einsum("...m,dm->...d", dout, W)
        rows, drows = x.reshape(-1, W.shape[0]), dout.reshape(-1, W.shape[1])
        return dx, np.einsum("nd,nm->dm", rows, drows), np.einsum("nm->m", drows)
        """,
    ),
    Right(
        "linear-backward",
        "tensordot over all axes but the last",
        """
        x, W = cache
        axes = tuple(range(x.ndim - 1))
        dW = np.tensordot(x, dout, axes=(axes, axes))
        return np.tensordot(dout, W, axes=(-1, -1)), dW, dout.sum(axis=axes)
        """,
    ),
    Right(
        "linear-backward",
        "outer products added",
        """
        x, W = cache
        dW = np.zeros(W.shape)
        db = np.zeros(W.shape[1])
        for place in np.ndindex(x.shape[:-1]):
            dW += np.outer(x[place], dout[place])
            db += dout[place]
        return np.dot(dout, np.transpose(W)), dW, db
        """,
    ),
    Right(
        "linear-backward",
        "products of every entry",
        """
        x, W = cache
        products = x[..., :, None] * dout[..., None, :]
        axes = tuple(range(x.ndim - 1))
        return (dout[..., None, :] * W).sum(axis=-1), products.sum(axis=axes), dout.sum(axis=axes)
        """,
    ),
    Right(
        "linear-backward",
        "branch for sequences",
        """
        x, W = cache
        if x.ndim == 2:
            return dout @ W.T, x.T @ dout, dout.sum(0)
        parts = [linear_backward(d, (s, W)) for d, s in zip(dout, x)]
        dx, dW, db = zip(*parts)
        return np.stack(dx), sum(dW), sum(db)
        """,
    ),
    Right(
        "linear-backward",
        "batched product, then summed",
        """
        x, W = cache
        dW, db = x.swapaxes(-1, -2) @ dout, dout.sum(axis=-2)
        if x.ndim == 3:
            dW, db = dW.sum(axis=0), db.sum(axis=0)
        return (W @ dout[..., None])[..., 0], dW, db
        """,
    ),
    Right(
        "linear-backward",
        "loops over entries",
        """
        x, W = cache
        dx, dW, db = np.zeros(x.shape), np.zeros(W.shape), np.zeros(W.shape[1])
        for place in np.ndindex(dout.shape):
            m, row = place[-1], place[:-1]
            db[m] += dout[place]
            for d in range(len(W)):
                dW[d, m] += x[(*row, d)] * dout[place]
                dx[(*row, d)] += W[d, m] * dout[place]
        return dx, dW, db
        """,
    ),
    Right(
        "linear-backward",
        "np.add.at for the bias",
        """
        x, W = cache
        db = np.zeros(dout.shape[-1])
        columns = np.broadcast_to(np.arange(len(db)), dout.shape)
        np.add.at(db, columns, dout)
        dW = np.sum([np.outer(r, d) for r, d in zip(
            x.reshape(-1, x.shape[-1]), dout.reshape(-1, dout.shape[-1]))], axis=0)
        return (W @ np.swapaxes(dout, -1, -2)).swapaxes(-1, -2), dW, db
        """,
    ),
]

CENTRAL = "numeric[i] = (above - below) / (2 * h)"
ERROR = "error = np.abs(numeric - analytic) / size"
GRADIENTS_AGREE = [
    Wrong(
        "gradients-agree",
        "forward difference",
        hint="(f(x + h) - f(x)) / h is wrong by about h; moving to both sides is far more exact.",
        new="x[i] = old\n    below = f(x)\n    numeric[i] = (above - below) / h",
        old="x[i] = old\n    numeric[i] = (above - below) / (2 * h)",
    ),
    Wrong(
        "gradients-agree",
        "divided by h",
        hint="From x - h to x + h it is a distance of 2h.",
        new="numeric[i] = (above - below) / h",
        old=CENTRAL,
    ),
    Wrong(
        "gradients-agree",
        "not divided at all",
        hint="A difference is no slope yet: divide it by the distance 2h.",
        new="numeric[i] = above - below",
        old=CENTRAL,
    ),
    Wrong(
        "gradients-agree",
        "all entries moved at once",
        hint="Move one entry at a time: moving all of them gives the sum of the slopes.",
        new="""
        above, below = f(np.array(x, float) + 1e-5), f(np.array(x, float) - 1e-5)
        numeric = np.full(np.shape(x), (above - below) / 2e-5)
        size = np.maximum(1e-8, np.abs(numeric) + np.abs(analytic))
        return bool((np.abs(numeric - analytic) / size).max() <= tol)
        """,
    ),
    Wrong(
        "gradients-agree",
        "entry not put back",
        hint="Before the next entry moves, the last one has to be where it was.",
        new="numeric[i] = (above - below) / (2 * h)",
        old="x[i] = old\n    numeric[i] = (above - below) / (2 * h)",
    ),
    Wrong(
        "gradients-agree",
        "the caller's array moved",
        hint="x + h - 2h + h is not exactly x, and integers cannot move by h: use a float copy.",
        new="""
        numeric = np.zeros(x.shape)
        for i in np.ndindex(x.shape):
            x[i] += 1e-5
            above = f(x)
            x[i] -= 2e-5
            numeric[i] = (above - f(x)) / 2e-5
            x[i] += 1e-5
        size = np.maximum(1e-8, np.abs(numeric) + np.abs(analytic))
        return bool((np.abs(numeric - analytic) / size).max() <= tol)
        """,
    ),
    Wrong(
        "gradients-agree",
        "integers stay integers",
        hint="An integer array cannot hold x + h: make a float64 copy.",
        new="x = np.array(x)",
        old="x = np.array(x, dtype=float)",
        parts=(KINDS,),
    ),
    Wrong(
        "gradients-agree",
        "a flat copy moved",
        hint="`ravel` of a transposed view is a copy: moving its entries does not move x.",
        new="""
        x = np.array(x, dtype=float)
        analytic = np.asarray(analytic)
        if analytic.shape != x.shape:
            return False
        flat, numeric = x.ravel(), []
        for i in range(flat.size):
            old = flat[i]
            flat[i] = old + 1e-5
            above = f(x)
            flat[i] = old - 1e-5
            numeric.append((above - f(x)) / 2e-5)
            flat[i] = old
        numeric = np.reshape(numeric, x.shape)
        size = np.maximum(1e-8, np.abs(numeric) + np.abs(analytic))
        return bool((np.abs(numeric - analytic) / size).max() <= tol)
        """,
        parts=(KINDS,),
    ),
    Wrong(
        "gradients-agree",
        "absolute error",
        hint="An absolute error overlooks small entries: divide each by |g| + |a|.",
        new="error = np.abs(numeric - analytic)",
        old=ERROR,
    ),
    Wrong(
        "gradients-agree",
        "norms compared",
        hint="Two vectors of the same length need not be the same vector: compare entries.",
        new="""error = np.abs(np.linalg.norm(numeric) - np.linalg.norm(analytic)) / size""",
        old=ERROR,
    ),
    Wrong(
        "gradients-agree",
        "norm of the difference",
        hint="One number for the whole array lets a large entry hide a small wrong one.",
        new="size = max(1e-8, np.linalg.norm(numeric) + np.linalg.norm(analytic))\n"
        "error = np.linalg.norm(numeric - analytic) / size",
        old=ERROR,
    ),
    Wrong(
        "gradients-agree",
        "mean instead of maximum",
        hint="In a mean, a single wrong entry drowns among many right ones.",
        new="return bool(error.mean() <= tol)",
        old="return bool(error.max() <= tol)",
    ),
    Wrong(
        "gradients-agree",
        "sum instead of maximum",
        hint="The largest error counts, not the sum of all of them.",
        new="return bool(error.sum() <= tol)",
        old="return bool(error.max() <= tol)",
    ),
    Wrong(
        "gradients-agree",
        "step in proportion to x",
        hint="A step of h times x does not move an entry that is 0: the step is h for every entry.",
        new="""
        x = np.array(x, dtype=float)
        if np.shape(analytic) != x.shape:
            return False
        numeric = np.zeros(x.shape)
        for i in np.ndindex(x.shape):
            step = np.zeros(x.shape)
            step[i] = 1e-5 * x[i]
            if x[i] != 0:
                numeric[i] = (f(x + step) - f(x - step)) / (2 * step[i])
        size = np.maximum(1e-8, np.abs(numeric) + np.abs(analytic))
        return bool((np.abs(numeric - analytic) / size).max() <= tol)
        """,
    ),
    Wrong(
        "gradients-agree",
        "any instead of all",
        hint="Every entry has to agree, not just one.",
        new="return bool((error <= tol).any())",
        old="return bool(error.max() <= tol)",
    ),
    Wrong(
        "gradients-agree",
        "sign of the error lost",
        hint="The error is an absolute value: a gradient that is too small is wrong too.",
        new="error = (analytic - numeric) / size",
        old=ERROR,
    ),
    Wrong(
        "gradients-agree",
        "magnitudes compared",
        hint="|g| and |a| agree for a gradient of the wrong sign too.",
        new="error = np.abs(np.abs(numeric) - np.abs(analytic)) / size",
        old=ERROR,
    ),
    Wrong(
        "gradients-agree",
        "tolerance 0.1",
        hint="A tolerance of 10 % accepts gradients that are plainly wrong; the default is 1e-5.",
        new="""
        def gradients_agree(f, x, analytic, tol=0.1):
            x = np.array(x, dtype=float)
            if np.shape(analytic) != x.shape:
                return False
            numeric = np.zeros(x.shape)
            for i in np.ndindex(x.shape):
                step = np.zeros(x.shape)
                step[i] = 1e-5
                numeric[i] = (f(x + step) - f(x - step)) / 2e-5
            size = np.maximum(1e-8, np.abs(numeric) + np.abs(analytic))
            return bool(np.max(np.abs(numeric - analytic) / size) <= tol)
        """,
    ),
    Wrong(
        "gradients-agree",
        "tolerance ignored",
        hint="The caller chooses `tol`; 1e-5 is only its default.",
        new="return bool(error.max() <= 1e-5)",
        old="return bool(error.max() <= tol)",
        parts=("another tol",),
    ),
    Wrong(
        "gradients-agree",
        "np.allclose",
        hint="`allclose` has tolerances of its own, 1e-5 and 1e-8: use the formula and `tol`.",
        new="return bool(np.allclose(numeric, analytic))",
        old="return bool(error.max() <= tol)",
    ),
    Wrong(
        "gradients-agree",
        "0 divided by 0",
        hint="Where both gradients are 0, so is the denominator: that is what 1e-8 is for.",
        new="size = np.abs(numeric) + np.abs(analytic)",
        old="size = np.maximum(1e-8, np.abs(numeric) + np.abs(analytic))",
    ),
    Wrong(
        "gradients-agree",
        "divided by the larger of the two",
        hint="The denominator is the sum |g| + |a|, not the larger of the two.",
        new="size = np.maximum(1e-8, np.maximum(np.abs(numeric), np.abs(analytic)))",
        old="size = np.maximum(1e-8, np.abs(numeric) + np.abs(analytic))",
    ),
    Wrong(
        "gradients-agree",
        "NaN accepted",
        hint="A NaN must not pass: it is never > tol, and `nanmax` passes it over; ask for <= tol.",
        new="return not bool(error.max() > tol)",
        old="return bool(error.max() <= tol)",
        parts=(STRANGE,),
    ),
    Wrong(
        "gradients-agree",
        "shapes not compared",
        hint="A gradient of shape (3, 1) is none of shape (3,): compare the shapes first.",
        new="if False:",
        old="if analytic.shape != x.shape:",
        parts=(STRANGE,),
    ),
    Wrong(
        "gradients-agree",
        "returns the error",
        hint="The answer is True or False: compare the error with `tol`.",
        new="return float(error.max())",
        old="return bool(error.max() <= tol)",
    ),
    Right(
        "gradients-agree",
        "np.bool_",
        "return error.max() <= tol",
        "return bool(error.max() <= tol)",
    ),
    Right(
        "gradients-agree",
        "all entries small",
        "return np.all(error <= tol)",
        "return bool(error.max() <= tol)",
    ),
    Right(
        "gradients-agree",
        "strictly smaller",
        "return bool(np.max(error) < tol)",
        "return bool(error.max() <= tol)",
    ),
    Right(
        "gradients-agree",
        "leaves at the first bad entry",
        """
        if np.shape(analytic) != np.shape(x):
            return False
        h = 1e-5
        for i in np.ndindex(*np.shape(x)):
            ends = []
            for sign in (1, -1):
                moved = np.array(x, dtype=np.float64)
                moved[i] += sign * h
                ends.append(float(f(moved)))
            g, a = (ends[0] - ends[1]) / (2 * h), float(analytic[i])
            if not abs(g - a) <= tol * max(1e-8, abs(g) + abs(a)):
                return False
        return True
        """,
    ),
    Right(
        "gradients-agree",
        "unit vectors",
        """
        x = np.asarray(x).astype(float)
        if x.shape != analytic.shape:
            return False
        units = 1e-5 * np.eye(x.size).reshape(-1, *x.shape)
        numeric = np.array([(f(x + e) - f(x - e)) / 2e-5 for e in units]).reshape(x.shape)
        size = np.abs(numeric) + np.abs(analytic)
        size[size < 1e-8] = 1e-8
        return bool(np.all(np.abs(numeric - analytic) / size <= tol))
        """,
    ),
    Right(
        "gradients-agree",
        "flat copy, shaped for every call",
        """
        if analytic.shape != x.shape:
            return False
        flat = np.array(x, dtype=float).reshape(-1).copy()
        slopes = []
        for i in range(len(flat)):
            values = []
            for step in (1e-5, -1e-5):
                moved = flat.copy()
                moved[i] += step
                values.append(f(moved.reshape(x.shape)))
            slopes.append((values[0] - values[1]) / 2e-5)
        pairs = zip(slopes, analytic.reshape(-1).tolist())
        return all(abs(g - a) / max(1e-8, abs(g) + abs(a)) <= tol for g, a in pairs)
        """,
    ),
    Right(
        "gradients-agree",
        "nditer",
        """
        point = x.astype("float64", order="C")
        if point.shape != np.asarray(analytic).shape:
            return False
        worst = 0.0
        it = np.nditer(point, flags=["multi_index"])
        while not it.finished:
            i, h = it.multi_index, 1e-5
            kept = point[i]
            point[i] = kept + h
            up = f(point)
            point[i] = kept - h
            down = f(point)
            point[i] = kept
            g = (up - down) / (2 * h)
            error = abs(g - analytic[i]) / max(1e-8, abs(g) + abs(analytic[i]))
            if np.isnan(error):
                return False
            worst = max(worst, error)
            it.iternext()
        return bool(worst <= tol)
        """,
    ),
    Right(
        "gradients-agree",
        "moved by .flat",
        """
        x = np.array(x, dtype=float)
        numeric = np.empty_like(x)
        for i in range(x.size):
            old = x.flat[i]
            x.flat[i] = old + 1e-5
            numeric.flat[i] = f(x.copy())
            x.flat[i] = old - 1e-5
            numeric.flat[i] -= f(x.copy())
            x.flat[i] = old
        numeric /= 2e-5
        if numeric.shape != analytic.shape:
            return False
        error = np.abs(numeric - analytic) / np.fmax(np.abs(numeric) + np.abs(analytic), 1e-8)
        return bool(np.max(error) <= tol)
        """,
    ),
    Right(
        "gradients-agree",
        "h of 1e-6",
        "h = 1e-6",
        "h = 1e-5",
    ),
    Right(
        "gradients-agree",
        "functions within the function",
        """
        def slope(i):
            e = np.zeros(x.shape)
            e[i] = 1e-5
            return (f(x + e) - f(x - e)) / 2e-5

        def error(g, a):
            return abs(g - a) / max(1e-8, abs(g) + abs(a))

        if x.shape != analytic.shape:
            return False
        errors = np.array([error(slope(i), analytic[i]) for i in np.ndindex(x.shape)])
        return bool(errors.max() <= tol)
        """,
    ),
]

MLP = [
    Wrong(
        "mlp-loss-grads",
        "second ReLU not differentiated",
        hint="What comes back to a2 passes only where z2 > 0.",
        new="dz2 = dz3 @ W3.T",
        old="dz2 = (dz3 @ W3.T) * (z2 > 0)",
    ),
    Wrong(
        "mlp-loss-grads",
        "first ReLU not differentiated",
        hint="What comes back to a1 passes only where z1 > 0.",
        new="dz1 = dz2 @ W2.T",
        old="dz1 = (dz2 @ W2.T) * (z1 > 0)",
    ),
    Wrong(
        "mlp-loss-grads",
        "no ReLU differentiated",
        hint="Both masks are missing: what comes back to a layer passes only where its z > 0.",
        new="dz2 = dz3 @ W3.T\ndz1 = dz2 @ W2.T",
        old="dz2 = (dz3 @ W3.T) * (z2 > 0)\ndz1 = (dz2 @ W2.T) * (z1 > 0)",
    ),
    Wrong(
        "mlp-loss-grads",
        "ReLU open at 0",
        hint="At z = 0 the derivative is 0 by our convention: use > instead of >=.",
        new="dz1 = (dz2 @ W2.T) * (z1 >= 0)",
        old="dz1 = (dz2 @ W2.T) * (z1 > 0)",
        parts=("ReLU at 0",),
    ),
    Wrong(
        "mlp-loss-grads",
        "second ReLU open at 0",
        hint="At z = 0 the derivative is 0 by our convention: use > instead of >=.",
        new="dz2 = (dz3 @ W3.T) * (z2 >= 0)",
        old="dz2 = (dz3 @ W3.T) * (z2 > 0)",
        parts=("ReLU at 0",),
    ),
    Wrong(
        "mlp-loss-grads",
        "gradient times the activation",
        hint="ReLU's derivative is 0 or 1, not the activation itself.",
        new="dz2 = (dz3 @ W3.T) * a2",
        old="dz2 = (dz3 @ W3.T) * (z2 > 0)",
    ),
    Wrong(
        "mlp-loss-grads",
        "pre-activation in place of the activation",
        hint="The second layer was fed with a1, so dW2 holds a1, not z1.",
        new="dW2, db2 = z1.T @ dz2, dz2.sum(axis=0)",
        old="dW2, db2 = a1.T @ dz2, dz2.sum(axis=0)",
    ),
    Wrong(
        "mlp-loss-grads",
        "weights updated on the way",
        hint="The gradients belong to the parameters of the forward pass: change none of them.",
        new="dz2 = (dz3 @ (W3 - 0.1 * a2.T @ dz3).T) * (z2 > 0)",
        old="dz2 = (dz3 @ W3.T) * (z2 > 0)",
    ),
    Wrong(
        "mlp-loss-grads",
        "parameters updated in place",
        hint="This function only measures; a step of gradient descent is somebody else's business.",
        new="b3 -= 0.1 * dz3.sum(axis=0)\nreturn loss, [dW1, db1, dW2, db2, dW3, db3]",
        old="return loss, [dW1, db1, dW2, db2, dW3, db3]",
    ),
    Wrong(
        "mlp-loss-grads",
        "1/n forgotten in the gradient",
        hint="The loss is a mean over the samples, so its gradient carries the factor 1/N.",
        new="dz3 = dz3 * 1.0",
        old="dz3 = dz3 / n",
    ),
    Wrong(
        "mlp-loss-grads",
        "1/n in every layer",
        hint="The factor 1/N enters once, with the loss; it travels back on its own.",
        new="dW1, db1 = x.T @ dz1 / n, dz1.sum(axis=0) / n",
        old="dW1, db1 = x.T @ dz1, dz1.sum(axis=0)",
    ),
    Wrong(
        "mlp-loss-grads",
        "bias gradients averaged",
        hint="db is a sum over the samples; 1/N is in dz3 already.",
        new="dW3, db3 = a2.T @ dz3, dz3.mean(axis=0)",
        old="dW3, db3 = a2.T @ dz3, dz3.sum(axis=0)",
    ),
    Wrong(
        "mlp-loss-grads",
        "bias gradients keep an axis",
        hint="db3 has the shape of b3, (C,), without an axis of length 1.",
        new="dW3, db3 = a2.T @ dz3, dz3.sum(axis=0, keepdims=True)",
        old="dW3, db3 = a2.T @ dz3, dz3.sum(axis=0)",
    ),
    Wrong(
        "mlp-loss-grads",
        "loss summed",
        hint="The loss is the mean over the samples.",
        new="loss = -log_p[np.arange(n), y].sum()",
        old="loss = -log_p[np.arange(n), y].mean()",
    ),
    Wrong(
        "mlp-loss-grads",
        "loss averaged over the classes too",
        hint="Divide by the number of samples N, not by N times C.",
        new="loss = -(np.eye(len(b3))[y] * log_p).mean()",
        old="loss = -log_p[np.arange(n), y].mean()",
    ),
    Wrong(
        "mlp-loss-grads",
        "logarithm of base 2",
        hint="`np.log` is the natural logarithm; base 2 changes the loss by the factor 1.44.",
        new="loss = -log_p[np.arange(n), y].mean() / np.log(2)",
        old="loss = -log_p[np.arange(n), y].mean()",
    ),
    Wrong(
        "mlp-loss-grads",
        "sign of the loss",
        hint="A probability is at most 1, so its logarithm is negative: the loss takes the minus.",
        new="loss = log_p[np.arange(n), y].mean()",
        old="loss = -log_p[np.arange(n), y].mean()",
    ),
    Wrong(
        "mlp-loss-grads",
        "whole columns lowered",
        hint="`dz3[:, y] -= 1` changes whole columns: one entry per row is meant.",
        new="dz3[:, y] -= 1",
        old="dz3[np.arange(n), y] -= 1",
    ),
    Wrong(
        "mlp-loss-grads",
        "right minus predicted",
        hint="Your gradient points downhill: it is p minus the one-hot label, not the reverse.",
        new="dz3 = -dz3 / n",
        old="dz3 = dz3 / n",
    ),
    Wrong(
        "mlp-loss-grads",
        "softmax over the batch",
        hint="Each sample has its own probabilities: sum over the classes, axis 1.",
        new="log_p = shifted - np.log(np.exp(shifted).sum(axis=0, keepdims=True))",
        old="log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))",
    ),
    Wrong(
        "mlp-loss-grads",
        "maximum not subtracted",
        hint="exp(1000) overflows. Subtract each row's maximum first; the softmax stays the same.",
        new="shifted = z3",
        old="shifted = z3 - z3.max(axis=1, keepdims=True)",
        parts=("logits of 1000",),
    ),
    Wrong(
        "mlp-loss-grads",
        "maximum of the whole batch subtracted",
        hint="A row far below the batch's maximum underflows to 0: use each row's own maximum.",
        new="shifted = z3 - z3.max()",
        old="shifted = z3 - z3.max(axis=1, keepdims=True)",
        parts=("logits of 1000",),
    ),
    Wrong(
        "mlp-loss-grads",
        "small number inside the logarithm",
        hint="log(p + 1e-8) caps the loss of confident mistakes: take log-softmax as one formula.",
        new="loss = -np.log(np.exp(log_p[np.arange(n), y]) + 1e-8).mean()",
        old="loss = -log_p[np.arange(n), y].mean()",
    ),
    Wrong(
        "mlp-loss-grads",
        "ReLU on the logits",
        hint="The last layer gives logits as they are; ReLU follows the hidden layers only.",
        new="z3 = np.maximum(a2 @ W3 + b3, 0)",
        old="z3 = a2 @ W3 + b3",
    ),
    Wrong(
        "mlp-loss-grads",
        "no ReLU in the second layer",
        hint="Both hidden layers have a ReLU.",
        new="a2 = z2",
        old="a2 = np.maximum(z2, 0)",
    ),
    Wrong(
        "mlp-loss-grads",
        "gradients from last to first",
        hint="The gradients come in the order of `params`, first layer first.",
        new="return loss, [dW3, db3, dW2, db2, dW1, db1]",
        old="return loss, [dW1, db1, dW2, db2, dW3, db3]",
    ),
    Wrong(
        "mlp-loss-grads",
        "weights first, then biases",
        hint="The gradients come in the order of `params`: dW1, db1, dW2, ...",
        new="return loss, [dW1, dW2, dW3, db1, db2, db3]",
        old="return loss, [dW1, db1, dW2, db2, dW3, db3]",
    ),
    Wrong(
        "mlp-loss-grads",
        "gradients not in a list",
        hint="Return two things: the loss, and one list of six gradients.",
        new="return loss, dW1, db1, dW2, db2, dW3, db3",
        old="return loss, [dW1, db1, dW2, db2, dW3, db3]",
    ),
    Right(
        "mlp-loss-grads",
        "a tuple, 0-d loss",
        "return np.array(loss), (dW1, db1, dW2, db2, dW3, db3)",
        "return loss, [dW1, db1, dW2, db2, dW3, db3]",
    ),
    Right(
        "mlp-loss-grads",
        "mask of the activation",
        "dz2 = (dz3 @ W3.T) * (a2 > 0)",
        "dz2 = (dz3 @ W3.T) * (z2 > 0)",
    ),
    Right(
        "mlp-loss-grads",
        "np.where for the mask",
        "dz1 = np.where(z1 > 0, dz2 @ W2.T, 0.0)",
        "dz1 = (dz2 @ W2.T) * (z1 > 0)",
    ),
    Right(
        "mlp-loss-grads",
        "sign of the activation",
        "dz1 = (dz2 @ W2.T) * np.sign(a1)",
        "dz1 = (dz2 @ W2.T) * (z1 > 0)",
    ),
    Right(
        "mlp-loss-grads",
        "float loss",
        "loss = float(np.mean([-log_p[i, int(label)] for i, label in enumerate(y)]))",
        "loss = -log_p[np.arange(n), y].mean()",
    ),
    Right(
        "mlp-loss-grads",
        "einsum for the biases and weights",
        'dW3, db3 = np.einsum("nh,nc->hc", a2, dz3), np.einsum("nc->c", dz3)',
        "dW3, db3 = a2.T @ dz3, dz3.sum(axis=0)",
    ),
    Right(
        "mlp-loss-grads",
        "one-hot labels",
        """
        W1, b1, W2, b2, W3, b3 = params
        a1 = np.clip(x @ W1 + b1, 0, None)
        a2 = np.clip(a1 @ W2 + b2, 0, None)
        z = a2 @ W3 + b3
        z = z - np.max(z, axis=1)[:, None]
        onehot = np.eye(len(b3))[y]
        total = np.exp(z).sum(axis=1)[:, None]
        loss = np.sum(onehot * (np.log(total) - z)) / len(y)
        d = (np.exp(z) / total - onehot) / len(y)
        grads = []
        for below, W in ((a2, W3), (a1, W2), (x, W1)):
            grads = [below.T @ d, d.sum(axis=0), *grads]
            d = (d @ W.T) * (below > 0)
        return loss, grads
        """,
    ),
    Right(
        "mlp-loss-grads",
        "built on the linear layer",
        """
        W1, b1, W2, b2, W3, b3 = params
        z1, cache1 = linear_forward(x, W1, b1)
        z2, cache2 = linear_forward(np.maximum(z1, 0), W2, b2)
        z3, cache3 = linear_forward(np.maximum(z2, 0), W3, b3)
        top = z3.max(axis=1)
        logsum = top + np.log(np.exp(z3 - top[:, None]).sum(axis=1))
        rows = np.arange(len(y))
        loss = np.mean(logsum - z3[rows, y])
        dz3 = np.exp(z3 - logsum[:, None])
        dz3[rows, y] -= 1
        da2, dW3, db3 = linear_backward(dz3 / len(y), cache3)
        da1, dW2, db2 = linear_backward(da2 * (z2 > 0), cache2)
        _, dW1, db1 = linear_backward(da1 * (z1 > 0), cache1)
        return loss, [dW1, db1, dW2, db2, dW3, db3]
        """,
    ),
    Right(
        "mlp-loss-grads",
        "one sample after the other",
        """
        W1, b1, W2, b2, W3, b3 = params
        loss, grads = 0.0, [np.zeros(p.shape) for p in params]
        for row, label in zip(x, y):
            z1 = row @ W1 + b1
            a1 = np.maximum(z1, 0)
            z2 = a1 @ W2 + b2
            a2 = np.maximum(z2, 0)
            z3 = a2 @ W3 + b3
            weights = np.exp(z3 - z3.max())
            loss += np.log(weights.sum()) + z3.max() - z3[label]
            d3 = weights / weights.sum()
            d3[label] -= 1
            d2 = (W3 @ d3) * (z2 > 0)
            d1 = (W2 @ d2) * (z1 > 0)
            for i, (below, d) in enumerate(((row, d1), (a1, d2), (a2, d3))):
                grads[2 * i] += np.outer(below, d)
                grads[2 * i + 1] += d
        return loss / len(y), [g / len(y) for g in grads]
        """,
    ),
    Right(
        "mlp-loss-grads",
        "loop over layers",
        """
        inputs, masks, a = [], [], x
        for i in range(0, 6, 2):
            inputs.append(a)
            z = a @ params[i] + params[i + 1]
            masks.append(z > 0)
            a = np.where(z > 0, z, 0.0)
        top = z.max(axis=1, keepdims=True)
        log_p = z - top - np.log(np.sum(np.exp(z - top), axis=1, keepdims=True))
        loss = -np.take_along_axis(log_p, y[:, None], axis=1).mean()
        d = np.exp(log_p)
        np.add.at(d, (np.arange(len(y)), y), -1.0)
        d /= len(y)
        grads = [None] * 6
        for i in (2, 1, 0):
            grads[2 * i], grads[2 * i + 1] = inputs[i].T @ d, np.ones(len(y)) @ d
            if i:
                d = (d @ params[2 * i].T) * masks[i - 1]
        return loss, grads
        """,
    ),
    Right(
        "mlp-loss-grads",
        "its own array changed in place",
        """
        W1, b1, W2, b2, W3, b3 = params
        a1 = x @ W1 + b1
        a1[a1 < 0] = 0
        a2 = a1 @ W2 + b2
        a2 *= a2 > 0
        z = a2 @ W3 + b3
        z -= np.maximum.reduce(z, axis=1)[:, np.newaxis]
        p = np.exp(z) / np.exp(z).sum(1, keepdims=True)
        loss = np.average(np.log(np.exp(z).sum(1)) - np.choose(y, z.T))
        p[range(len(y)), y] -= 1
        p /= len(y)
        d2 = p @ W3.T
        d2[a2 <= 0] = 0
        d1 = d2 @ W2.T
        d1[a1 <= 0] = 0
        return loss, [x.T @ d1, d1.sum(0), a1.T @ d2, d2.sum(0), a2.T @ p, p.sum(0)]
        """,
    ),
]

CLOSURES = """
class Value:
    def __init__(self, data, parents=()):
        self.data = data
        self.grad = 0.0
        self._parents = dict.fromkeys(parents)
        self._step = lambda: None

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))
        def step():
            self.grad += out.grad
            other.grad += 1.0 * out.grad
        out._step = step
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))
        def step():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad
        out._step = step
        return out

    def __pow__(self, k):
        out = Value(self.data ** k, (self,))
        def step():
            self.grad += k * self.data ** (k - 1) * out.grad
        out._step = step
        return out

    def __rpow__(self, base):
        return (self * math.log(base)).exp()

    def exp(self):
        out = Value(math.exp(self.data), (self,))
        def step():
            self.grad += out.data * out.grad
        out._step = step
        return out

    def tanh(self):
        out = Value(math.tanh(self.data), (self,))
        def step():
            self.grad += (1 - out.data ** 2) * out.grad
        out._step = step
        return out

    def relu(self):
        out = Value(0.0 if self.data < 0 else self.data, (self,))
        def step():
            self.grad += (out.data > 0) * out.grad
        out._step = step
        return out

    def __neg__(self): return self * -1
    def __sub__(self, other): return self + -other
    def __truediv__(self, other): return self * other ** -1
    def __radd__(self, other): return self + other
    def __rsub__(self, other): return -self + other
    def __rmul__(self, other): return self * other
    def __rtruediv__(self, other): return self ** -1 * other

    def backward(self):
        order, visited = [], set()
        def visit(v):
            if v not in visited:
                visited.add(v)
                for parent in v._parents:
                    visit(parent)
                order.append(v)
        visit(self)
        self.grad = 1.0
        for v in reversed(order):
            v._step()
"""


def closures(*changes):
    """Return the engine of closures with some of its lines changed."""
    source = CLOSURES
    for old, new in changes:
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    return source


ADD_BOTH = "        other = other if isinstance(other, Value) else Value(other)\n"
WALK = """        visit(self)
        self.grad = 1.0
        for v in reversed(order):
            v._step()
"""
BACKWARD = CLOSURES[CLOSURES.index("    def backward") :]
PUSH = "parent.grad += slope * value.grad"
VALUE = [
    Wrong(
        "value",
        "= instead of += in add",
        hint="In a + a both sides are the same Value: the second assignment wipes out the first.",
        new=closures(
            ("self.grad += out.grad", "self.grad = out.grad"),
            ("other.grad += 1.0 * out.grad", "other.grad = out.grad"),
        ),
        fails=(REUSE,),
    ),
    Wrong(
        "value",
        "= instead of += in mul",
        hint="Where a Value is used again, its contributions add up: += instead of =.",
        new=closures(
            ("self.grad += other.data * out.grad", "self.grad = other.data * out.grad"),
            ("other.grad += self.data * out.grad", "other.grad = self.data * out.grad"),
        ),
        fails=(REUSE,),
    ),
    Wrong(
        "value",
        "= instead of += in the functions",
        hint="exp, tanh and relu may not be the only ones to use their operand: += instead of =.",
        new=closures(
            ("self.grad += out.data * out.grad", "self.grad = out.data * out.grad"),
            ("self.grad += (1 - out.data", "self.grad = (1 - out.data"),
            ("self.grad += (out.data > 0)", "self.grad = (out.data > 0)"),
        ),
        fails=(REUSE,),
    ),
    Wrong(
        "value",
        "= instead of += everywhere",
        hint="Where a Value is used again, its contributions add up: += instead of =.",
        new="parent.grad = slope * value.grad",
        old=PUSH,
        fails=(REUSE,),
    ),
    Wrong(
        "value",
        "gradients cleared by backward",
        hint="`backward` adds to what is there; clearing is left to the caller.",
        new="for value in order:\n    value.grad = 0.0\nself.grad = 1.0",
        old="self.grad = 1.0",
        fails=(REUSE,),
        parts=("several graphs",),
    ),
    Wrong(
        "value",
        "derivative of mul: own number",
        hint="The derivative of a * b with respect to a is b, the other one.",
        new="((self, self.data), (other, other.data))",
        old="((self, other.data), (other, self.data))",
        fails=GRADIENTS,
    ),
    Wrong(
        "value",
        "upstream gradient forgotten",
        hint="The local derivative has to be multiplied by what arrives from above.",
        new="parent.grad += slope",
        old=PUSH,
        fails=GRADIENTS,
    ),
    Wrong(
        "value",
        "local derivative forgotten",
        hint="What arrives from above has to be multiplied by the local derivative.",
        new="parent.grad += value.grad",
        old=PUSH,
        fails=GRADIENTS,
    ),
    Wrong(
        "value",
        "tanh' of the input",
        hint="tanh' is 1 minus the square of the output tanh(x), not of the input x.",
        new="return Value(t, ((self, 1 - self.data**2),))",
        old="return Value(t, ((self, 1 - t**2),))",
        fails=GRADIENTS,
    ),
    Wrong(
        "value",
        "exp' is the input",
        hint="The derivative of e^x is e^x, the output of the operation.",
        new="return Value(power, ((self, self.data),))",
        old="return Value(power, ((self, power),))",
        fails=GRADIENTS,
    ),
    Wrong(
        "value",
        "exponent not lowered",
        hint="The derivative of x^k is k x^(k-1): one power less.",
        new="k * self.data**k",
        old="k * self.data ** (k - 1)",
        fails=GRADIENTS,
    ),
    Wrong(
        "value",
        "factor k forgotten",
        hint="The derivative of x^k is k x^(k-1): the exponent comes down as a factor.",
        new="((self, self.data ** (k - 1)),)",
        old="((self, k * self.data ** (k - 1)),)",
        fails=GRADIENTS,
    ),
    Wrong(
        "value",
        "power through the logarithm",
        hint="exp(k log x) needs a positive x; (-2) ** 3 has no logarithm.",
        new=closures(
            (
                "out = Value(self.data ** k, (self,))",
                "out = Value(math.exp(k * math.log(self.data)), (self,))",
            )
        ),
        fails=ALL_OF_VALUE,
    ),
    Wrong(
        "value",
        "derivative of a power as k * power / x",
        hint="At x = 0 this divides by zero, although x ** 2 has a derivative there.",
        new=closures(("k * self.data ** (k - 1) *", "k * out.data / self.data *")),
        fails=(SLOPES,),
        parts=(AT_0,),
    ),
    Wrong(
        "value",
        "k ** a computed as a ** k",
        hint="In 2 ** a the Value is the exponent: it is an exponential, not a power.",
        new="return self**base",
        old="power = base**self.data\nreturn Value(power, ((self, math.log(base) * power),))",
        fails=ALL_OF_VALUE,
    ),
    Wrong(
        "value",
        "logarithm of the base forgotten",
        hint="Only for base e is the derivative the power itself; log(base) is a factor.",
        new="return Value(power, ((self, power),))",
        old="return Value(power, ((self, math.log(base) * power),))",
        fails=GRADIENTS,
    ),
    Wrong(
        "value",
        "pre-order walk",
        hint="A Value hands its gradient on before all Values above it have delivered theirs.",
        new=closures(
            (
                "                for parent in v._parents:\n                    visit(parent)\n"
                "                order.append(v)\n",
                "                order.append(v)\n                for parent in v._parents:\n"
                "                    visit(parent)\n",
            ),
            ("reversed(order)", "order"),
            ("dict.fromkeys(parents)", "tuple(parents)"),
        ),
        fails=(REUSE,),
    ),
    Wrong(
        "value",
        "level by level",
        hint="What is near by one path may be far by another: by levels it comes too early.",
        new=closures(
            (
                BACKWARD,
                """
    def backward(self):
        order, level = [], [self]
        while level:
            order += level
            level = [p for v in level for p in dict.fromkeys(v._parents) if p not in order]
            level = list(dict.fromkeys(level))
        self.grad = 1.0
        for v in order:
            v._step()
""",
            )
        ),
        fails=(REUSE,),
    ),
    Wrong(
        "value",
        "not reversed",
        hint="Go from the result to the leaves: each Value hands on what it has received.",
        new="for value in order:",
        old="for value in reversed(order):",
        fails=GRADIENTS,
    ),
    Wrong(
        "value",
        "Values visited on every path",
        hint="A Value that two paths reach is in the order twice and hands on too much.",
        new=closures(
            ("if v not in visited:", "if True:"), ("dict.fromkeys(parents)", "tuple(parents)")
        ),
        fails=(REUSE,),
    ),
    Wrong(
        "value",
        "every path walked on its own",
        hint="The paths double with each step: a Value collects its gradient, then hands it on.",
        new="""def push(value, arriving):
    value.grad += arriving
    for parent, slope in value._parents:
        push(parent, slope * arriving)

self.grad = 0.0
push(self, 1.0)""",
        old=f"""self.grad = 1.0
for value in reversed(order):
    for parent, slope in value._parents:
        {PUSH}""",
        fails=(REUSE,),
        parts=("many paths",),
    ),
    Wrong(
        "value",
        "equal numbers taken for the same Value",
        hint="Two Values may hold the same number and still be two: remember the Values.",
        new=closures(
            ("if v not in visited:", "if v.data not in visited:"), ("add(v)", "add(v.data)")
        ),
        fails=GRADIENTS,
    ),
    Wrong(
        "value",
        "order kept from call to call",
        hint="A mutable default lives on: the second call starts with the first one's order.",
        new=closures(
            ("def backward(self):", "def backward(self, order=[]):"),
            ("order, visited = [], set()", "visited = set()"),
        ),
        fails=(REUSE,),
        parts=("several graphs",),
    ),
    Wrong(
        "value",
        "seed not set",
        hint="The derivative of the result with respect to itself is 1: without it all stays 0.",
        new="self.grad = 0.0",
        old="self.grad = 1.0",
        fails=GRADIENTS,
    ),
    Wrong(
        "value",
        "only the direct operands",
        hint="Go from the result to the leaves: each Value hands on what it has received.",
        new=closures((WALK, "        self.grad = 1.0\n        self._step()\n")),
        fails=GRADIENTS,
    ),
    Wrong(
        "value",
        "relu open at 0",
        hint="At 0 the derivative is 0 by our convention: use > instead of >=.",
        new="1.0 if self.data >= 0 else 0.0",
        old="1.0 if self.data > 0 else 0.0",
        fails=(SLOPES,),
        parts=(AT_0,),
    ),
    Wrong(
        "value",
        "relu lets all through",
        hint="Where relu gives 0 whatever its operand is, its derivative is 0.",
        new="((self, 1.0),)",
        old="((self, 1.0 if self.data > 0 else 0.0),)",
        fails=GRADIENTS,
    ),
    Wrong(
        "value",
        "tanh does not know its operand",
        hint="The new Value has to remember what it came from, or nothing travels through it.",
        new="return Value(t)",
        old="return Value(t, ((self, 1 - t**2),))",
        fails=GRADIENTS,
    ),
    Wrong(
        "value",
        "numbers instead of Values",
        hint="Every operation has to return a new Value, not a plain number.",
        new="return math.exp(self.data)",
        old="power = math.exp(self.data)\nreturn Value(power, ((self, power),))",
        fails=ALL_OF_VALUE,
    ),
    Wrong(
        "value",
        "overflow in tanh",
        hint="e^2000 does not fit into a float: `math.tanh` knows better.",
        new="t = (math.exp(2 * self.data) - 1) / (math.exp(2 * self.data) + 1)",
        old="t = math.tanh(self.data)",
        fails=(NUMBERS, SLOPES),
        parts=("numbers of 1000", AT_0),
    ),
    Wrong(
        "value",
        "1 / a computed as a / 1",
        hint="`__rtruediv__` gets the number of the left side: other / self, not self / other.",
        new="return self / other",
        old="return Value(other) / self",
        fails=ALL_OF_VALUE,
    ),
    Wrong(
        "value",
        "1 - a computed as a - 1",
        hint="`__rsub__` gets the number of the left side: other - self, not self - other.",
        new="return self - other",
        old="return Value(other) - self",
        fails=ALL_OF_VALUE,
    ),
    Wrong(
        "value",
        "sign lost in the derivative of -",
        hint="In a - b the result falls when b grows: the derivative for b is -1.",
        new=closures(
            (
                "    def __sub__(self, other): return self + -other\n",
                """
    def __sub__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = self + other
        out.data = self.data - other.data
        return out
""",
            )
        ),
        fails=GRADIENTS,
    ),
    Wrong(
        "value",
        "sign lost in the derivative of /",
        hint="a / b falls when b grows: the derivative for b is -a / b**2.",
        new=closures(
            (
                "    def __truediv__(self, other): return self * other ** -1\n",
                """
    def __truediv__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data / other.data, (self, other))
        def step():
            self.grad += out.grad / other.data
            other.grad += self.data / other.data ** 2 * out.grad
        out._step = step
        return out
""",
            )
        ),
        fails=GRADIENTS,
    ),
    Wrong(
        "value",
        "the operand changed",
        hint="`self.data += ...` changes the operand: the result is a new Value.",
        new=closures(
            (
                "out = Value(self.data + other.data, (self, other))",
                "self.data += other.data\n        out = Value(self.data, (self, other))",
            )
        ),
        fails=ALL_OF_VALUE,
    ),
    Wrong(
        "value",
        "numbers on the right not wrapped",
        hint="In a + 1 the other operand is a number without `.data`: make it a Value first.",
        new=closures(
            (ADD_BOTH + "        out = Value(self.data + ", "        out = Value(self.data + ")
        ),
        fails=ALL_OF_VALUE,
    ),
    Right("value", "closures, recursive order", CLOSURES),
    Right(
        "value",
        "closures of local derivatives",
        closures(
            (
                "self.grad += (1 - out.data ** 2) * out.grad",
                "self.grad += (1 - math.tanh(self.data)) * (1 + out.data) * out.grad",
            ),
            ("self._parents = dict.fromkeys(parents)", "self._parents = list(parents)"),
        ),
    ),
    Right(
        "value",
        "numbers of NumPy",
        closures(
            ("self.data = data", "self.data = np.float64(data)"),
            ("math.tanh(self.data)", "np.tanh(self.data)"),
            ("math.exp(self.data)", "np.exp(self.data)"),
            ("self.grad = 0.0", "self.grad = np.float64(0)"),
            ("self.grad = 1.0", "self.grad = np.ones(())"),
            ("0.0 if self.data < 0 else self.data", "np.maximum(0, self.data)"),
        ),
    ),
    Right(
        "value",
        "arrays without axes",
        closures(
            ("self.data = data", "self.data = np.array(data, dtype=float)"),
            ("self.grad = 0.0", "self.grad = np.zeros(())"),
            ("self.grad += out.grad", "self.grad = self.grad + out.grad"),
        ),
    ),
    Right(
        "value",
        "iterative order by counting uses",
        closures(
            (
                BACKWARD,
                """
    def backward(self):
        uses, stack = {self: 0}, [self]
        while stack:
            for parent in stack.pop()._parents:
                if parent not in uses:
                    uses[parent] = 0
                    stack.append(parent)
                uses[parent] += 1
        self.grad, ready = 1.0, [self]
        while ready:
            v = ready.pop()
            v._step()
            for parent in v._parents:
                uses[parent] -= 1
                if uses[parent] == 0:
                    ready.append(parent)
""",
            )
        ),
    ),
    Right(
        "value",
        "order of creation",
        closures(
            (
                "        self.grad = 0.0\n",
                "        self.grad = 0.0\n"
                "        self.birth = Value.count = getattr(Value, 'count', 0) + 1\n",
            ),
            (
                BACKWARD,
                """
    def backward(self):
        graph, stack = {self}, [self]
        while stack:
            new = set(stack.pop()._parents) - graph
            graph |= new
            stack.extend(new)
        self.grad += 1.0
        for v in sorted(graph, key=lambda v: v.birth, reverse=True):
            v._step()
""",
            ),
        ),
    ),
    Right(
        "value",
        "gradients of one call kept apart",
        """
        class Value:
            def __init__(self, data, *came):
                self.data, self.grad, self.came = float(data), 0, came

            def lift(x):
                return x if type(x) is Value else Value(x)

            def __add__(a, b):
                b = Value.lift(b)
                return Value(a.data + b.data, (a, 1), (b, 1))

            def __mul__(a, b):
                b = Value.lift(b)
                return Value(a.data * b.data, (a, b.data), (b, a.data))

            def __sub__(a, b):
                b = Value.lift(b)
                return Value(a.data - b.data, (a, 1), (b, -1))

            def __truediv__(a, b):
                b = Value.lift(b)
                return Value(a.data / b.data, (a, 1 / b.data), (b, -a.data / b.data**2))

            def __pow__(a, k):
                return Value(a.data**k, (a, k * a.data ** (k - 1)))

            __radd__, __rmul__ = __add__, __mul__

            def __rsub__(a, k):
                return Value(k - a.data, (a, -1))

            def __rtruediv__(a, k):
                return Value(k / a.data, (a, -k / a.data**2))

            def __rpow__(a, k):
                return Value(k**a.data, (a, k**a.data * np.log(k)))

            def exp(a):
                return Value(np.e**a.data, (a, np.e**a.data))

            def tanh(a):
                t = np.tanh(a.data)
                return Value(t, (a, (1 - t) * (1 + t)))

            def relu(a):
                return Value((abs(a.data) + a.data) / 2, (a, int(a.data > 0)))

            def backward(self):
                order, done = [], set()

                def visit(v):
                    if id(v) in done:
                        return
                    done.add(id(v))
                    for p, _ in v.came:
                        visit(p)
                    order.insert(0, v)

                visit(self)
                found = {id(v): 0.0 for v in order}
                found[id(self)] = 1.0
                for v in order:
                    for p, slope in v.came:
                        found[id(p)] += slope * found[id(v)]
                for v in order:
                    v.grad = v.grad + found[id(v)]
        """,
    ),
    Right(
        "value",
        "table of operations",
        """
        class Value:
            RULES = {
                "+": (lambda x, y: x + y, lambda x, y, z: (1, 1)),
                "-": (lambda x, y: x - y, lambda x, y, z: (1, -1)),
                "*": (lambda x, y: x * y, lambda x, y, z: (y, x)),
                "/": (lambda x, y: x / y, lambda x, y, z: (1 / y, -z / y)),
                "**": (lambda x, k: x**k, lambda x, k, z: (k * x ** (k - 1), 0)),
                "exp": (math.exp, lambda x, z: (z,)),
                "base": (lambda k, x: k**x, lambda k, x, z: (0, z * math.log(k))),
                "tanh": (math.tanh, lambda x, z: (1 - z * z,)),
                "relu": (lambda x: x if x > 0 else 0, lambda x, z: (1.0 * (x > 0),)),
            }

            def __init__(self, data):
                self.data, self.grad, self.op, self.inputs = data, 0.0, None, []

            def apply(op, *inputs):
                inputs = [x if isinstance(x, Value) else Value(x) for x in inputs]
                out = Value(Value.RULES[op][0](*(x.data for x in inputs)))
                out.op, out.inputs = op, inputs
                return out

            def __add__(self, other): return Value.apply("+", self, other)
            def __radd__(self, other): return Value.apply("+", other, self)
            def __sub__(self, other): return Value.apply("-", self, other)
            def __rsub__(self, other): return Value.apply("-", other, self)
            def __mul__(self, other): return Value.apply("*", self, other)
            def __rmul__(self, other): return Value.apply("*", other, self)
            def __truediv__(self, other): return Value.apply("/", self, other)
            def __rtruediv__(self, other): return Value.apply("/", other, self)
            def __pow__(self, k): return Value.apply("**", self, k)
            def __rpow__(self, k): return Value.apply("base", k, self)
            def exp(self): return Value.apply("exp", self)
            def tanh(self): return Value.apply("tanh", self)
            def relu(self): return Value.apply("relu", self)

            def order(self, seen):
                if self in seen:
                    return []
                seen.add(self)
                return sum((x.order(seen) for x in self.inputs), []) + [self]

            def backward(self):
                self.grad = self.grad + 1.0
                for v in self.order(set())[::-1]:
                    if v.op:
                        slopes = Value.RULES[v.op][1](*(x.data for x in v.inputs), v.data)
                        for x, slope in zip(v.inputs, slopes):
                            x.grad += v.grad * slope
        """,
    ),
    Right(
        "value",
        "each operation in NumPy, roots by sqrt",
        closures(
            ("math.exp(self.data)", "float(np.exp(self.data))"),
            ("(out.data > 0) *", "float(np.heaviside(self.data, 0.0)) *"),
            (
                "k * self.data ** (k - 1) * out.grad",
                "(0.0 if k == 0 else out.grad * k * self.data ** (k - 1))",
            ),
        ),
    ),
    Right(
        "value",
        "power and division written out",
        closures(
            (
                "    def __truediv__(self, other): return self * other ** -1\n",
                """
    def __truediv__(self, other):
        if not isinstance(other, Value):
            return self * (1 / other)
        out = Value(self.data / other.data, (self, other))
        def step():
            self.grad += out.grad / other.data
            other.grad -= out.data / other.data * out.grad
        out._step = step
        return out
""",
            ),
            (
                "        return (self * math.log(base)).exp()\n",
                """
        out = Value(base ** self.data, (self,))
        def step():
            self.grad += out.data * math.log(base) * out.grad
        out._step = step
        return out
""",
            ),
        ),
    ),
    Right(
        "value",
        "the given parents, another walk",
        """
        class Value:
            __slots__ = ("data", "grad", "parents")

            def __init__(self, data, parents=()):
                self.data, self.grad, self.parents = data, 0.0, parents

            def __add__(self, other):
                if isinstance(other, Value):
                    return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))
                return Value(self.data + other, ((self, 1.0),))

            def __mul__(self, other):
                if isinstance(other, Value):
                    return Value(self.data * other.data, ((self, other.data), (other, self.data)))
                return Value(self.data * other, ((self, other),))

            def __pow__(self, k): return Value(self.data**k, ((self, k * self.data ** (k - 1)),))
            def __radd__(self, k): return self + k
            def __rmul__(self, k): return self * k
            def __sub__(self, other): return self + (-1) * other
            def __rsub__(self, k): return k + (-1) * self
            def __truediv__(self, k): return self * (k**-1 if isinstance(k, Value) else 1 / k)
            def __rtruediv__(self, k): return k * self**-1

            def function(self, y, slope): return Value(y, ((self, slope),))
            def __rpow__(self, k): return self.function(k**self.data, math.log(k) * k**self.data)
            def exp(self): return self.function(math.exp(self.data), math.exp(self.data))
            def tanh(self): return self.function(np.tanh(self.data), 1 - np.tanh(self.data) ** 2)
            def relu(self): return self.function(max(self.data, 0), self.data > 0)

            def backward(self):
                depth, stack = {}, [(self, False)]
                while stack:
                    v, done = stack.pop()
                    if done:
                        depth[v] = 1 + max((depth[p] for p, _ in v.parents), default=0)
                    elif v not in depth:
                        stack.append((v, True))
                        stack += [(p, False) for p, _ in v.parents if p not in depth]
                self.grad = 1
                for v in sorted(depth, key=depth.get, reverse=True):
                    for p, slope in v.parents:
                        p.grad = p.grad + v.grad * slope
        """,
    ),
]

UNBROADCAST = [
    Wrong(
        "unbroadcast",
        "not summed at all",
        hint="An entry used in many places collects the gradient of all of them.",
        new="return grad",
        fails=ARRAYS,
        parts=(BROADCAST,),
    ),
    Wrong(
        "unbroadcast",
        "stretched axes not summed",
        hint="The axes in front are summed; those of length 1 that were stretched must be too.",
        new="return grad.sum(axis=tuple(range(grad.ndim - len(shape))))",
        fails=ARRAYS,
        parts=(BROADCAST,),
    ),
    Wrong(
        "unbroadcast",
        "axes in front not summed",
        hint="The stretched axes are summed; those that broadcasting put in front must be too.",
        new="""
        for axis, size in enumerate(shape):
            if size == 1:
                grad = grad.sum(axis=axis - len(shape), keepdims=True)
        return grad
        """,
        fails=ARRAYS,
        parts=(BROADCAST,),
    ),
    Wrong(
        "unbroadcast",
        "mean instead of sum",
        hint="The contributions of all places add up: sum, do not average.",
        new="return grad.mean(axis=(*range(added), *stretched)).reshape(shape)",
        old="return grad.sum(axis=(*range(added), *stretched)).reshape(shape)",
        fails=ARRAYS,
        parts=(BROADCAST,),
    ),
    Wrong(
        "unbroadcast",
        "first copy taken",
        hint="All copies count: sum over the axis instead of taking its first entry.",
        new="""
        while grad.ndim > len(shape):
            grad = grad[0]
        for axis, size in enumerate(shape):
            if size == 1:
                grad = grad.take([0], axis=axis)
        return grad
        """,
        fails=ARRAYS,
        parts=(BROADCAST,),
    ),
    Wrong(
        "unbroadcast",
        "axes of length 1 dropped",
        hint="A stretched axis stays, with length 1: the gradient has the operand's shape.",
        new="return grad.sum(axis=(*range(added), *stretched))",
        old="return grad.sum(axis=(*range(added), *stretched)).reshape(shape)",
        fails=ARRAYS,
    ),
    Wrong(
        "unbroadcast",
        "shapes aligned at the front",
        hint="Broadcasting lines shapes up at their last axes; the new ones are in front.",
        new="""
        while grad.ndim > len(shape):
            grad = grad.sum(axis=-1)
        for axis, size in enumerate(shape):
            if size == 1:
                grad = grad.sum(axis=axis, keepdims=True)
        return grad
        """,
        fails=ARRAYS,
        parts=(BROADCAST,),
    ),
    Wrong(
        "unbroadcast",
        "axes guessed from their lengths",
        hint="With equal lengths this takes the wrong axis: compare axis by axis, from the last.",
        new="""
        sizes = list(shape)
        for axis in reversed(range(grad.ndim)):
            if grad.shape[axis] not in sizes:
                grad = grad.sum(axis=axis, keepdims=True)
        while grad.ndim > len(shape):
            grad = grad.sum(axis=-1)
        return grad.reshape(shape)
        """,
        fails=ARRAYS,
        parts=(BROADCAST,),
    ),
    Wrong(
        "unbroadcast",
        "axes move while they are summed",
        hint="After the first sum the axes have other numbers: always sum axis 0, or all at once.",
        new="""
        for axis in range(grad.ndim - len(shape)):
            grad = grad.sum(axis=min(axis, grad.ndim - 1))
        for axis, size in enumerate(shape):
            if size == 1:
                grad = grad.sum(axis=axis, keepdims=True)
        return grad
        """,
        fails=ARRAYS,
        parts=("several axes", BROADCAST),
    ),
    Wrong(
        "unbroadcast",
        "one stretched axis only",
        hint="More than one axis can have been stretched: do not stop after the first.",
        new="""
        while grad.ndim > len(shape):
            grad = grad.sum(axis=0)
        for axis, size in enumerate(shape):
            if size == 1 and grad.shape[axis] > 1:
                return grad.sum(axis=axis, keepdims=True)
        return grad
        """,
        parts=("several axes",),
    ),
    Wrong(
        "unbroadcast",
        "one axis in front only",
        hint="Broadcasting can put several axes in front: repeat while there are too many.",
        new="""
        if grad.ndim > len(shape):
            grad = grad.sum(axis=0)
        for axis, size in enumerate(shape):
            if size == 1:
                grad = grad.sum(axis=axis, keepdims=True)
        return grad
        """,
        fails=ARRAYS,
        parts=("several axes", "the shape ()", BROADCAST),
    ),
    Wrong(
        "unbroadcast",
        "numbers forgotten",
        hint="The shape () is a number that was copied everywhere: its gradient is the sum of all.",
        new="if not shape:\n    return grad\nadded = grad.ndim - len(shape)",
        old="added = grad.ndim - len(shape)",
        parts=("the shape ()",),
    ),
    Right(
        "unbroadcast",
        "two loops",
        """
        while grad.ndim > len(shape):
            grad = grad.sum(axis=0)
        for axis, size in enumerate(shape):
            if size == 1:
                grad = grad.sum(axis=axis, keepdims=True)
        return grad
        """,
    ),
    Right(
        "unbroadcast",
        "only where lengths differ",
        """
        for _ in range(np.ndim(grad) - len(shape)):
            grad = np.sum(grad, axis=0)
        for i, n in enumerate(shape):
            if n == 1 and grad.shape[i] != 1:
                grad = np.sum(grad, axis=i, keepdims=True)
        return grad
        """,
    ),
    Right(
        "unbroadcast",
        "shape padded with ones",
        """
        padded = (1,) * (grad.ndim - len(shape)) + tuple(shape)
        axes = tuple(i for i, (n, m) in enumerate(zip(padded, grad.shape)) if n != m)
        return np.reshape(grad.sum(axis=axes, keepdims=True), shape)
        """,
    ),
    Right(
        "unbroadcast",
        "np.add.at",
        """
        places = np.broadcast_to(np.arange(int(np.prod(shape))).reshape(shape), grad.shape)
        total = np.zeros(int(np.prod(shape)))
        np.add.at(total, places.ravel(), grad.ravel())
        return total.reshape(shape)
        """,
    ),
    Right(
        "unbroadcast",
        "bincount",
        """
        size = int(np.prod(shape))
        places = np.broadcast_to(np.arange(size).reshape(shape), grad.shape)
        return np.bincount(places.flatten(), weights=grad.flatten(), minlength=size).reshape(shape)
        """,
    ),
    Right(
        "unbroadcast",
        "loop over all entries",
        """
        out = np.zeros(shape, dtype=grad.dtype)
        skip = grad.ndim - len(shape)
        for place in np.ndindex(*grad.shape):
            out[tuple(i if n > 1 else 0 for i, n in zip(place[skip:], shape))] += grad[place]
        return out
        """,
    ),
    Right(
        "unbroadcast",
        "recursive",
        """
        if grad.shape == tuple(shape):
            return grad
        if grad.ndim > len(shape):
            return unbroadcast(np.add.reduce(grad, axis=0), shape)
        axis = next(i for i in range(grad.ndim) if grad.shape[i] != shape[i])
        return unbroadcast(np.add.reduce(grad, axis=axis, keepdims=True), shape)
        """,
    ),
    Right(
        "unbroadcast",
        "einsum",
        """
        names = "abcdefgh"[: grad.ndim]
        tail = names[grad.ndim - len(shape) :]
        kept = "".join(name for name, n in zip(tail, shape) if n != 1)
        return np.einsum(f"{names}->{kept}", grad).reshape(shape)
        """,
    ),
    Right(
        "unbroadcast",
        "number for the shape ()",
        """
        if len(shape) == 0:
            return float(grad.sum())
        out = grad.copy()
        out = out.sum(axis=tuple(range(out.ndim - len(shape))))
        return out.sum(axis=tuple(i for i, n in enumerate(shape) if n == 1), keepdims=True)
        """,
    ),
    Right(
        "unbroadcast",
        "from the last axis",
        """
        result = np.array(grad)
        for k in range(1, grad.ndim + 1):
            if k > len(shape) or shape[-k] == 1:
                result = result.sum(axis=-k, keepdims=True)
        return result.reshape(shape) if result.ndim else result
        """,
    ),
]

LAST_TWO = "`.T` reverses all axes of a stack; exchange the last two only."
DA, DB = "da = g @ np.swapaxes(b, -1, -2)", "db = np.swapaxes(a, -1, -2) @ g"
MATMUL_BACKWARD = [
    Wrong(
        "matmul-backward",
        "b not transposed",
        hint="Row i of da collects g[i, j] b[k, j] over j: that is a product with b transposed.",
        new="da = g @ b",
        old=DA,
    ),
    Wrong(
        "matmul-backward",
        "square b not transposed",
        hint="Square matrices hide a missing transpose: work out one entry by hand.",
        new="da = g @ (b if b.shape[-1] == b.shape[-2] else np.swapaxes(b, -1, -2))",
        old=DA,
    ),
    Wrong(
        "matmul-backward",
        "factors exchanged",
        hint="The matrix product does not commute: g stands on the right in db.",
        new="db = np.swapaxes(np.swapaxes(g, -1, -2) @ a, -1, -1)",
        old=DB,
    ),
    Wrong(
        "matmul-backward",
        "gradients exchanged",
        hint="Return the gradient of a first, then that of b.",
        new="return unbroadcast(db, b.shape), unbroadcast(da, a.shape)",
        old="return unbroadcast(da, a.shape), unbroadcast(db, b.shape)",
    ),
    Wrong(
        "matmul-backward",
        "all axes reversed",
        hint=LAST_TWO,
        new="return unbroadcast(g @ b.T, a.shape), unbroadcast(a.T @ g, b.shape)",
    ),
    Wrong(
        "matmul-backward",
        "all axes of a reversed",
        hint=LAST_TWO,
        new="db = a.T @ g",
        old=DB,
    ),
    Wrong(
        "matmul-backward",
        "all axes of b reversed",
        hint=LAST_TWO,
        new="da = g @ b.T",
        old=DA,
    ),
    Wrong(
        "matmul-backward",
        "broadcasting not undone",
        hint="A matrix that serves in five products collects the gradient of all five.",
        new="return da, db",
        old="return unbroadcast(da, a.shape), unbroadcast(db, b.shape)",
        parts=(BROADCAST,),
    ),
    Wrong(
        "matmul-backward",
        "broadcasting of a not undone",
        hint="`a` can be the one that is broadcast, too.",
        new="return da, unbroadcast(db, b.shape)",
        old="return unbroadcast(da, a.shape), unbroadcast(db, b.shape)",
        parts=(BROADCAST,),
    ),
    Wrong(
        "matmul-backward",
        "averaged over the stack",
        hint="The contributions of the stack add up: sum, do not average.",
        new="if db.ndim > b.ndim:\n    db = db.mean(axis=tuple(range(db.ndim - b.ndim)))\n"
        "return unbroadcast(da, a.shape), unbroadcast(db, b.shape)",
        old="return unbroadcast(da, a.shape), unbroadcast(db, b.shape)",
        parts=(BROADCAST,),
    ),
    Wrong(
        "matmul-backward",
        "stacks of length 1 not summed",
        hint="A stack of length 1 that was stretched is broadcast too, though the axis was there.",
        new="""
        da, db = g @ np.swapaxes(b, -1, -2), np.swapaxes(a, -1, -2) @ g
        da = da.sum(axis=tuple(range(da.ndim - a.ndim)))
        db = db.sum(axis=tuple(range(db.ndim - b.ndim)))
        return da, db
        """,
        parts=(BROADCAST,),
    ),
    Wrong(
        "matmul-backward",
        "first matrix of the stack",
        hint="All matrices of the stack count: sum over them instead of taking the first.",
        new="""
        da, db = g @ np.swapaxes(b, -1, -2), np.swapaxes(a, -1, -2) @ g
        while da.ndim > a.ndim:
            da = da[0]
        while db.ndim > b.ndim:
            db = db[0]
        return unbroadcast(da, a.shape), unbroadcast(db, b.shape)
        """,
        parts=(BROADCAST,),
    ),
    Wrong(
        "matmul-backward",
        "two axes only",
        hint="`np.dot` of stacks pairs every matrix with every other: use @.",
        new="da = np.dot(g, np.swapaxes(b, -1, -2))",
        old=DA,
    ),
    Wrong(
        "matmul-backward",
        "gradient of an elementwise product",
        hint="That is the gradient of a * b. In a matrix product an entry meets a whole row.",
        new="""
        return np.resize(g.sum() * b, a.shape), np.resize(g.sum() * a, b.shape)
        """,
    ),
    Wrong(
        "matmul-backward",
        "upstream gradient ignored",
        hint="That is the gradient for g = 1 everywhere: multiply by g.",
        new="da = np.ones_like(g) @ np.swapaxes(b, -1, -2)",
        old=DA,
    ),
    Right(
        "matmul-backward",
        "a list",
        "return [unbroadcast(da, a.shape), unbroadcast(db, b.shape)]",
        "return unbroadcast(da, a.shape), unbroadcast(db, b.shape)",
    ),
    Right(
        "matmul-backward", "np.matrix_transpose", "da = np.matmul(g, np.matrix_transpose(b))", DA
    ),
    Right("matmul-backward", ".mT", "db = a.mT @ g", DB),
    Right("matmul-backward", "moved axes", "da = g @ np.moveaxis(b, -1, -2)", DA),
    Right(
        "matmul-backward",
        "transpose with a list of axes",
        "axes = [*range(a.ndim - 2), a.ndim - 1, a.ndim - 2]\ndb = a.transpose(axes) @ g",
        DB,
    ),
    Right(
        "matmul-backward",
        "einsum with broadcasting",
        """
        da = np.einsum("...ij,...kj->...ik", g, b)
        db = np.einsum("...ij,...ik->...kj", g, a)
        return unbroadcast(da, a.shape), unbroadcast(db, b.shape)
        """,
    ),
    Right(
        "matmul-backward",
        "products of entries, summed",
        """
        products = g[..., :, None, :] * b[..., None, :, :]  # (..., n, k, m)
        others = g[..., :, None, :] * a[..., :, :, None]
        da, db = products.sum(axis=-1), others.sum(axis=-3)
        return unbroadcast(da, a.shape), unbroadcast(db, b.shape)
        """,
    ),
    Right(
        "matmul-backward",
        "matrix by matrix, without unbroadcast",
        """
        stack = g.shape[:-2]
        wide_a = np.broadcast_to(a, stack + a.shape[-2:])
        wide_b = np.broadcast_to(b, stack + b.shape[-2:])
        da, db = np.zeros(a.shape), np.zeros(b.shape)

        def place(i, shape):
            tail = i[len(i) - (len(shape) - 2) :]
            return tuple(0 if n == 1 else j for j, n in zip(tail, shape))

        for i in np.ndindex(*stack):
            da[place(i, a.shape)] += g[i] @ wide_b[i].T
            db[place(i, b.shape)] += wide_a[i].T @ g[i]
        return da, db
        """,
    ),
    Right(
        "matmul-backward",
        "sums with axes kept",
        """
        def fold(full, like):
            lead = full.ndim - like.ndim
            axes = [i for i in range(full.ndim - 2) if i < lead or like.shape[i - lead] == 1]
            return full.sum(axis=tuple(axes), keepdims=True).reshape(like.shape)

        return fold(g @ b.swapaxes(-2, -1), a), fold(a.swapaxes(-2, -1) @ g, b)
        """,
    ),
    Right(
        "matmul-backward",
        "transposed product",
        "da = np.swapaxes(b @ np.swapaxes(g, -1, -2), -1, -2)",
        DA,
    ),
]

ANSWERS = [
    *LINEAR_FORWARD,
    *LINEAR_BACKWARD,
    *GRADIENTS_AGREE,
    *MLP,
    *VALUE,
    *UNBROADCAST,
    *MATMUL_BACKWARD,
]
