"""Known wrong answers to exercise 12 with their hints, and other right answers."""

from grading.misconceptions import Right, Wrong

STEP, BACK, THROUGH = "lstm-step", "lstm-step-backward", "lstm-backward"
GRU, BOTH = "gru-step", "bidirectional"
LSTM = (STEP, BACK, THROUGH)  # the backward passes need the student's own cache
CHAIN = (STEP, THROUGH)  # and sequences need the states of the steps before
BACKWARDS = (BACK, THROUGH)
LARGE, INTEGERS, AGAIN = "numbers of 1000", "integers", "caches used again"

Z = "z = x @ Wx + h @ Wh + b"
SPLIT = "z_i, z_f, z_g, z_o = np.split(z, 4, axis=1)"
GATES = "i, f, o = (0.5 * (1 + np.tanh(0.5 * gate)) for gate in (z_i, z_f, z_o))"
CANDIDATE, CELL = "g = np.tanh(z_g)", "c_new = f * c + i * g"
SQUASHED, HIDDEN = "tanh_c = np.tanh(c_new)", "h_new = o * tanh_c"
KEPT = "cache = (x, h, c, Wx, Wh, i, f, g, o, tanh_c)"
GIVEN = "return h_new, c_new, cache"
OVERFLOW = "For z = -1000, exp(-z) is infinite: write the sigmoid so that nothing large is "
OVERFLOW += "exponentiated, for instance with a tanh."
LSTM_STEP = [
    Wrong(
        STEP,
        "gates in the order f, i",
        hint="The first H columns are those of the input gate i, the next the forget gate's.",
        new="z_f, z_i, z_g, z_o = np.split(z, 4, axis=1)",
        old=SPLIT,
        fails=LSTM,
    ),
    Wrong(
        STEP,
        "output gate before the candidate",
        hint="The third block is the candidate g, and the fourth the output gate o.",
        new="z_i, z_f, z_o, z_g = np.split(z, 4, axis=1)",
        old=SPLIT,
        fails=LSTM,
    ),
    Wrong(
        STEP,
        "gates interleaved",
        hint="Each gate has H columns side by side: i is z[:, :H], not every fourth column.",
        new="z_i, z_f, z_g, z_o = (z[:, k::4] for k in range(4))",
        old=SPLIT,
        fails=LSTM,
    ),
    Wrong(
        STEP,
        "one bias for all gates",
        hint="Each gate has biases of its own: b has 4H numbers, and each is added once.",
        new="z = x @ Wx + h @ Wh + np.tile(b[-h.shape[1] :], 4)",
        old=Z,
        fails=LSTM,
    ),
    Wrong(
        STEP,
        "hidden state ignored",
        hint="The gates look at the last hidden state as well: where is h Wh?",
        new="z = x @ Wx + b",
        old=Z,
        fails=LSTM,
    ),
    Wrong(
        STEP,
        "forget bias of 1 added",
        hint="A forget bias of 1 is a choice of the values in b; the step adds b and nothing else.",
        new="z_f = z_f + 1\n" + GATES,
        old=GATES,
        fails=LSTM,
    ),
    Wrong(
        STEP,
        "sigmoid for the candidate",
        hint="The candidate may be negative: g is a tanh, only the three gates are sigmoids.",
        new="g = 0.5 * (1 + np.tanh(0.5 * z_g))",
        old=CANDIDATE,
        fails=LSTM,
    ),
    Wrong(
        STEP,
        "output without tanh",
        hint="The cell state passes a tanh before the output gate shows it.",
        new="h_new = o * c_new",
        old=HIDDEN,
        fails=CHAIN,
    ),
    Wrong(
        STEP,
        "h from the old cell",
        hint="The output gate shows the *new* cell state.",
        new="tanh_c = np.tanh(c)",
        old=SQUASHED,
        fails=LSTM,
    ),
    Wrong(
        STEP,
        "cell state squashed",
        hint="The cell state itself is a plain sum; the tanh is taken for h only.",
        new="c_new = np.tanh(f * c + i * g)",
        old=CELL,
        fails=LSTM,
    ),
    Wrong(
        STEP,
        "forgetting and adding tied",
        hint="Here i and f are two gates of their own; f = 1 - i is another network.",
        new="c_new = (1 - i) * c + i * g",
        old=CELL,
        fails=LSTM,
    ),
    Wrong(
        STEP,
        "states in the other order",
        hint="Return h first, then c, then the cache.",
        new="return c_new, h_new, cache",
        old=GIVEN,
        fails=CHAIN,
    ),
    Wrong(
        STEP,
        "no cache returned",
        hint="Return three things: h, c, and what the backward pass will need.",
        new="return h_new, c_new",
        old=GIVEN,
        fails=LSTM,
    ),
    Wrong(
        STEP,
        "the cell changed in place",
        hint="`c *= f` changes the caller's array: make a new one.",
        new="c_old = c.copy()\nc *= f\nc += i * g\nc_new, c = c, c_old",
        old=CELL,
        fails=LSTM,
    ),
    Wrong(
        STEP,
        "one state for all calls",
        hint="An array that all calls share is overwritten by the next one: return new arrays.",
        new="c_new = lstm_step.__dict__.setdefault(c.shape, np.zeros(c.shape))\n"
        "c_new[...] = f * c + i * g",
        old=CELL,
        fails=CHAIN,
    ),
    Wrong(
        STEP,
        "one cache for all calls",
        hint="Each call needs a cache of its own: with a shared one, the second call overwrites "
        "what the first one kept.",
        new="cache = lstm_step.__dict__.setdefault('cache', [])\n"
        "cache[:] = [x, h, c, Wx, Wh, i, f, g, o, tanh_c]",
        old=KEPT,
        fails=BACKWARDS,
        parts=(AGAIN,),
    ),
    Wrong(
        STEP,
        "gates written into arrays of all calls",
        hint="Each call needs a cache of its own: with a shared one, the second call overwrites "
        "what the first one kept.",
        new="kept = lstm_step.__dict__.setdefault(c.shape, [np.zeros(c.shape) for _ in range(5)])\n"
        "for array, value in zip(kept, (i, f, g, o, tanh_c)):\n"
        "    array[...] = value\n"
        "cache = (x, h, c, Wx, Wh, *kept)",
        old=KEPT,
        fails=BACKWARDS,
        parts=(AGAIN,),
    ),
    Wrong(
        STEP,
        "sigmoid overflows",
        hint=OVERFLOW,
        new="i, f, o = (1 / (1 + np.exp(-gate)) for gate in (z_i, z_f, z_o))",
        old=GATES,
        parts=(LARGE,),
    ),
    Wrong(
        STEP,
        "pre-activations clipped",
        hint="Cut off at 15, a closed gate still lets something through; cut off at 500, nothing.",
        new="z_i, z_f, z_g, z_o = np.split(np.clip(z, -15, 15), 4, axis=1)",
        old=SPLIT,
        fails=(STEP, BACK),
        parts=(LARGE,),
    ),
    Wrong(
        STEP,
        "tanh from exponentials",
        hint="For c = 1000, exp(c) / exp(c) is no number: np.tanh has no such trouble.",
        new="tanh_c = (np.exp(c_new) - np.exp(-c_new)) / (np.exp(c_new) + np.exp(-c_new))",
        old=SQUASHED,
        fails=(STEP, BACK),
        parts=(LARGE,),
    ),
    Wrong(
        STEP,
        "integer arrays filled",
        hint="`zeros_like` of an integer array holds integers, and cuts every gate down to 0 or 1.",
        new="c_new = np.zeros_like(c)\nc_new[...] = f * c + i * g",
        old=CELL,
        fails=LSTM[:2],
        parts=(INTEGERS,),
    ),
    Right(
        STEP,
        "slices",
        "H = h.shape[1]\n"
        "z_i, z_f, z_g, z_o = z[:, :H], z[:, H : 2 * H], z[:, 2 * H : 3 * H], z[:, 3 * H :]",
        SPLIT,
    ),
    Right(
        STEP,
        "columns as an axis",
        "z_i, z_f, z_g, z_o = z.reshape(len(z), 4, -1).swapaxes(0, 1)",
        SPLIT,
    ),
    Right(
        STEP, "einsum", 'z = np.einsum("nd,dk->nk", x, Wx) + np.einsum("nh,hk->nk", h, Wh) + b', Z
    ),
    Right(STEP, "one product", "z = np.hstack([x, h]) @ np.vstack([Wx, Wh]) + b", Z),
    Right(
        STEP,
        "sigmoid of clipped numbers",
        "i, f, o = (1 / (1 + np.exp(-np.clip(gate, -500, 500))) for gate in (z_i, z_f, z_o))",
        GATES,
    ),
    Right(
        STEP,
        "sigmoid by logaddexp",
        "i, f, o = (np.exp(-np.logaddexp(0, -gate)) for gate in (z_i, z_f, z_o))",
        GATES,
    ),
    Right(
        STEP,
        "in place on its own arrays",
        "z = np.array(x @ Wx, dtype=float)\nz += h @ Wh\nz += b",
        Z,
    ),
    Right(
        STEP,
        "warnings silenced",
        'with np.errstate(over="ignore"):\n'
        "    i, f, o = (1 / (1 + np.exp(-gate)) for gate in (z_i, z_f, z_o))",
        GATES,
    ),
    Right(
        STEP,
        "copies in the cache",
        "cache = tuple(np.copy(kept) for kept in (x, h, c, Wx, Wh, i, f, g, o, tanh_c))",
        KEPT,
    ),
    Right(
        STEP,
        "out arrays",
        "z = np.empty((len(x), Wx.shape[1]))\n"
        "np.matmul(x, Wx, out=z)\n"
        "np.add(z, np.matmul(h, Wh), out=z)\n"
        "np.add(z, b, out=z)",
        Z,
    ),
    Right(
        STEP,
        "loops over samples and units",
        """
        import math

        n, m = h.shape
        i, f, g, o, c_new = (np.zeros((n, m)) for _ in range(5))
        for s in range(n):
            for j in range(m):
                columns = range(j, 4 * m, m)
                z = [x[s] @ Wx[:, k] + h[s] @ Wh[:, k] + b[k] for k in columns]
                i[s, j], f[s, j], o[s, j] = (0.5 + 0.5 * math.tanh(z[k] / 2) for k in (0, 1, 3))
                g[s, j] = math.tanh(z[2])
                c_new[s, j] = f[s, j] * c[s, j] + i[s, j] * g[s, j]
        tanh_c = np.tanh(c_new)
        return o * tanh_c, c_new, (x, h, c, Wx, Wh, i, f, g, o, tanh_c)
        """,
    ),
]

SUM = "dct = dc + dh * o * (1 - tanh_c**2)"
DI, DF = "dz_i = dct * g * i * (1 - i)", "dz_f = dct * c * f * (1 - f)"
DG, DO = "dz_g = dct * i * (1 - g**2)", "dz_o = dh * tanh_c * o * (1 - o)"
DZ = "dz = np.concatenate([dz_i, dz_f, dz_g, dz_o], axis=1)"
DOWN = "dx, dh_prev, dc_prev = dz @ Wx.T, dz @ Wh.T, dct * f"
WEIGHTS = "dWx, dWh, db = x.T @ dz, h.T @ dz, dz.sum(axis=0)"
BACK_GIVEN = "return dx, dh_prev, dc_prev, dWx, dWh, db"
OPENED = "x, h, c, Wx, Wh, i, f, g, o, tanh_c = cache"
SLOPES = (
    "The slope of a sigmoid, in terms of its output s, is s (1 - s); that of a tanh t is 1 - t**2."
)
MEAN = "Sum, do not average: if the loss is a mean, dh and dc hold the factor 1/N already."
LSTM_STEP_BACKWARD = [
    Wrong(
        BACK,
        "dc ignored",
        hint="Two ways meet at the new cell state: add what comes from the next step, dc.",
        new="dct = dh * o * (1 - tanh_c**2)",
        old=SUM,
        fails=BACKWARDS,
    ),
    Wrong(
        BACK,
        "dh does not reach the cell",
        hint="The cell state makes the hidden state: dh comes back to it through o tanh(c).",
        new="dct = dc",
        old=SUM,
        fails=BACKWARDS,
    ),
    Wrong(
        BACK,
        "slope of tanh(c) missing",
        hint="Between c and h lies a tanh: its slope belongs to the way back from dh to dc.",
        new="dct = dc + dh * o",
        old=SUM,
        fails=BACKWARDS,
    ),
    Wrong(
        BACK,
        "tanh of the tanh",
        hint="tanh(c) is the output already: its slope is 1 - tanh(c)**2, without another tanh.",
        new="dct = dc + dh * o * (1 - np.tanh(tanh_c) ** 2)",
        old=SUM,
        fails=BACKWARDS,
    ),
    Wrong(
        BACK,
        "forget gate gets the new cell",
        hint="The forget gate multiplies the *old* cell state c.",
        new="dz_f = dct * (f * c + i * g) * f * (1 - f)",
        old=DF,
        fails=BACKWARDS,
    ),
    Wrong(
        BACK,
        "slopes of all three gates missing",
        hint="From a gate to its pre-activation the slope of the sigmoid is due, s (1 - s).",
        new="dz_i, dz_f, dz_o = dct * g, dct * c, dh * tanh_c\n" + DZ,
        old=DZ,
        fails=BACKWARDS,
    ),
    Wrong(
        BACK,
        "sigmoid's slope for the candidate",
        hint=SLOPES,
        new="dz_g = dct * i * g * (1 - g)",
        old=DG,
        fails=BACKWARDS,
    ),
    Wrong(
        BACK,
        "output gate gets the gradient of the cell",
        hint="The output gate is met on the way to h alone: its gradient comes from dh.",
        new="dz_o = dct * tanh_c * o * (1 - o)",
        old=DO,
        fails=BACKWARDS,
    ),
    Wrong(
        BACK,
        "output gate gets the cell without tanh",
        hint="h = o tanh(c): the other factor of o is tanh(c), not c.",
        new="dz_o = dh * (f * c + i * g) * o * (1 - o)",
        old=DO,
        fails=BACKWARDS,
    ),
    Wrong(
        BACK,
        "columns in another order",
        hint="Put the four parts of dz side by side in the order of the columns: i, f, g, o.",
        new="dz = np.concatenate([dz_i, dz_f, dz_o, dz_g], axis=1)",
        old=DZ,
        fails=BACKWARDS,
    ),
    Wrong(
        BACK,
        "old cell without the forget gate",
        hint="The old cell state comes into the sum multiplied with f, and so does its gradient.",
        new="dx, dh_prev, dc_prev = dz @ Wx.T, dz @ Wh.T, dct",
        old=DOWN,
        fails=BACKWARDS,
    ),
    Wrong(
        BACK,
        "old cell gets dc alone",
        hint="The old cell state feels all that arrives at the new: dc and what came through h.",
        new="dx, dh_prev, dc_prev = dz @ Wx.T, dz @ Wh.T, dc * f",
        old=DOWN,
        fails=BACKWARDS,
    ),
    Wrong(
        BACK,
        "a short cut for the hidden state",
        hint="The old hidden state is used in z and nowhere else: dh itself does not pass on.",
        new="dx, dh_prev, dc_prev = dz @ Wx.T, dz @ Wh.T + dh, dct * f",
        old=DOWN,
        fails=BACKWARDS,
    ),
    Wrong(
        BACK,
        "weights averaged",
        hint=MEAN,
        new="dWx, dWh, db = x.T @ dz / len(x), h.T @ dz / len(x), dz.mean(axis=0)",
        old=WEIGHTS,
        fails=BACKWARDS,
    ),
    Wrong(
        BACK,
        "another order",
        hint="The order is dx, dh_prev, dc_prev, dWx, dWh, db.",
        new="return dx, dc_prev, dh_prev, dWx, dWh, db",
        old=BACK_GIVEN,
        fails=BACKWARDS,
    ),
    Wrong(
        BACK,
        "dc changed",
        hint="`dc += ...` changes the caller's array: make a new one.",
        new="dc += dh * o * (1 - tanh_c**2)\ndct = dc",
        old=SUM,
    ),
    Wrong(
        BACK,
        "slope of tanh(c) by cosh",
        hint="cosh(1000) is infinite: with tanh(c) at hand, the slope needs no exponential.",
        new="dct = dc + dh * o / np.cosh(f * c + i * g) ** 2",
        old=SUM,
        parts=(LARGE,),
    ),
    Wrong(
        BACK,
        "integer arrays filled",
        hint="`zeros_like` of an integer array holds integers and cuts every gradient down to one.",
        new="dWx, dWh = np.zeros_like(Wx), np.zeros_like(Wh)\n"
        "dWx[...], dWh[...], db = x.T @ dz, h.T @ dz, dz.sum(axis=0)",
        old=WEIGHTS,
        parts=(INTEGERS,),
    ),
    Wrong(
        BACK,
        "slopes written into the cache",
        hint="The cache may be used again: do not write into its arrays.",
        new=DI + "\ni *= 1 - i",
        old=DI,
        fails=BACKWARDS,
    ),
    Wrong(
        BACK,
        "the cache changed at the end",
        hint="The cache may be used again: do not write into its arrays.",
        new=WEIGHTS + "\nf *= dct",
        old=WEIGHTS,
        fails=BACKWARDS,
        parts=(AGAIN,),
    ),
    Right(BACK, "a list", "return [dx, dh_prev, dc_prev, dWx, dWh, db]", BACK_GIVEN),
    Right(BACK, "hstack", "dz = np.hstack((dz_i, dz_f, dz_g, dz_o))", DZ),
    Right(
        BACK,
        "a block at a time",
        "H = dh.shape[1]\n"
        "dz = np.empty((len(dh), 4 * H))\n"
        "dz[:, :H], dz[:, H : 2 * H] = dz_i, dz_f\n"
        "dz[:, 2 * H : 3 * H], dz[:, 3 * H :] = dz_g, dz_o",
        DZ,
    ),
    Right(BACK, "slope multiplied out", "dct = dc + dh * (o - o * tanh_c * tanh_c)", SUM),
    Right(
        BACK,
        "the tanh once more",
        "dct = dc + dh * o * (1 - np.tanh(f * c + i * g) ** 2)",
        SUM,
    ),
    Right(
        BACK,
        "slopes of the gates as i - i**2",
        "dz_i = (i - i**2) * (dct * g)",
        DI,
    ),
    Right(
        BACK,
        "einsum",
        'dx, dh_prev = np.einsum("nk,dk->nd", dz, Wx), np.einsum("nk,hk->nh", dz, Wh)\n'
        'dc_prev = np.einsum("nh,nh->nh", dct, f)',
        DOWN,
    ),
    Right(
        BACK,
        "outer products",
        "dWx, dWh, db = np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(Wx.shape[1])\n"
        "for s in range(len(dz)):\n"
        "    dWx += np.outer(x[s], dz[s])\n"
        "    dWh += np.outer(h[s], dz[s])\n"
        "    db += dz[s]",
        WEIGHTS,
    ),
    Right(
        BACK,
        "gate by gate",
        """
        x, h, c, Wx, Wh, i, f, g, o, tanh_c = cache
        H = dh.shape[1]
        dct = dc + dh * o * (1 - tanh_c**2)
        parts = [dct * g * i * (1 - i), dct * c * f * (1 - f)]
        parts += [dct * i * (1 - g**2), dh * tanh_c * o * (1 - o)]
        dx, dh_prev, db = 0, 0, []
        dWx, dWh = [], []
        for k, part in enumerate(parts):
            columns = slice(k * H, (k + 1) * H)
            dx = dx + part @ Wx[:, columns].T
            dh_prev = dh_prev + part @ Wh[:, columns].T
            dWx.append(x.T @ part)
            dWh.append(h.T @ part)
            db.append(part.sum(0))
        return dx, dh_prev, f * dct, np.hstack(dWx), np.hstack(dWh), np.hstack(db)
        """,
    ),
    Right(
        BACK,
        "one product for both inputs",
        "together = np.hstack([x, h])\n"
        "dboth, dW = dz @ np.vstack([Wx, Wh]).T, together.T @ dz\n"
        "D = x.shape[1]\n"
        "dx, dh_prev, dc_prev = dboth[:, :D], dboth[:, D:], f * dct\n"
        "dWx, dWh, db = dW[:D], dW[D:], np.ones(len(dz)) @ dz\n"
        "return dx, dh_prev, dc_prev, dWx, dWh, db",
        DOWN,
    ),
]

NEXT = "dxs[t], dh, dc, *now = lstm_step_backward(dhs[:, t] + dh, dc, caches[t])"
ADDED = "weights = [total + step for total, step in zip(weights, now, strict=True)]"
WALK = "for t in reversed(range(T)):"
ALL_STEPS = "return np.stack(dxs, axis=1), dh, dc, *weights"
LSTM_BACKWARD = [
    Wrong(
        THROUGH,
        "what later cells hand back dropped",
        hint="The next step uses the cell state: hand its dc_prev on as the dc of the step before.",
        new="dxs[t], dh, dc, *now = lstm_step_backward(dhs[:, t] + dh, 0 * dc, caches[t])",
        old=NEXT,
    ),
    Wrong(
        THROUGH,
        "what later hidden states hand back dropped",
        hint="The next step uses the hidden state: add its dh_prev to the dhs of the step before.",
        new="dxs[t], dh, dc, *now = lstm_step_backward(dhs[:, t], dc, caches[t])",
        old=NEXT,
    ),
    Wrong(
        THROUGH,
        "a step's own gradient dropped",
        hint="The loss looks at every hidden state: dhs[:, t] comes in at each step.",
        new="own = dhs[:, t] if t == T - 1 else 0\n    "
        "dxs[t], dh, dc, *now = lstm_step_backward(own + dh, dc, caches[t])",
        old=NEXT,
    ),
    Wrong(
        THROUGH,
        "a step's own gradient added too late",
        hint="dhs[:, t] is about the state *after* step t: add it before you go back through it.",
        new="dxs[t], dh, dc, *now = lstm_step_backward(dh, dc, caches[t])\n    dh = dh + dhs[:, t]",
        old=NEXT,
    ),
    Wrong(
        THROUGH,
        "h and c exchanged",
        hint="dh_prev goes with the hidden states, dc_prev with the cells.",
        new="dxs[t], dc, dh, *now = lstm_step_backward(dhs[:, t] + dh, dc, caches[t])",
        old=NEXT,
    ),
    Wrong(
        THROUGH,
        "caches in the wrong order",
        hint="Step t has the cache caches[t]: on the way back the last one is used first.",
        new="dxs[t], dh, dc, *now = lstm_step_backward(dhs[:, t] + dh, dc, caches[T - 1 - t])",
        old=NEXT,
    ),
    Wrong(
        THROUGH,
        "weights of one step",
        hint="The same weights serve in every step: their gradients are summed over the steps.",
        new="weights = now",
        old=ADDED,
    ),
    Wrong(
        THROUGH,
        "weights averaged over the steps",
        hint="Sum over the steps, do not average.",
        new="weights = [total + step / T for total, step in zip(weights, now)]",
        old=ADDED,
    ),
    Wrong(
        THROUGH,
        "walks forward",
        hint="Begin with the last step: what it hands back is needed by the one before.",
        new="for t in range(T):",
        old=WALK,
    ),
    Wrong(
        THROUGH,
        "last step skipped",
        hint="The last step is number T - 1: begin with it.",
        new="dxs[-1] = lstm_step_backward(dh, dc, caches[-1])[0]\nfor t in range(T - 2, -1, -1):",
        old=WALK,
    ),
    Wrong(
        THROUGH,
        "dx backwards",
        hint="You walk from the last step to the first, but dx has the first step first.",
        new="return np.stack(dxs[::-1], axis=1), dh, dc, *weights",
        old=ALL_STEPS,
    ),
    Wrong(
        THROUGH,
        "starting states in another order",
        hint="dh0 comes before dc0.",
        new="return np.stack(dxs, axis=1), dc, dh, *weights",
        old=ALL_STEPS,
    ),
    Wrong(
        THROUGH,
        "gradients written into dhs",
        hint="`dhs[:, t] += ...` changes the caller's array: make a new one.",
        new="dhs[:, t] += dh\n    "
        "dxs[t], dh, dc, *now = lstm_step_backward(dhs[:, t], dc, caches[t])",
        old=NEXT,
    ),
    Wrong(
        THROUGH,
        "caches taken from the list",
        hint="`pop` empties the caller's list: read caches[t] instead.",
        new="dxs[t], dh, dc, *now = lstm_step_backward(dhs[:, t] + dh, dc, caches.pop())",
        old=NEXT,
    ),
    Wrong(
        THROUGH,
        "the list of caches turned round",
        hint="`reverse` changes the caller's list: read it from behind, or reverse a copy.",
        new="""
        caches.reverse()
        dh = dc = np.zeros(dhs[:, 0].shape)
        dxs, weights = [], [0, 0, 0]
        for own, cache in zip(dhs.swapaxes(0, 1)[::-1], caches):
            dx, dh, dc, *now = lstm_step_backward(own + dh, dc, cache)
            dxs.insert(0, dx)
            weights = [total + step for total, step in zip(weights, now)]
        return np.stack(dxs, axis=1), dh, dc, *weights
        """,
        parts=(AGAIN,),
    ),
    Right(THROUGH, "a list", "return [np.stack(dxs, axis=1), dh, dc, *weights]", ALL_STEPS),
    Right(
        THROUGH,
        "stacked and turned",
        "return np.array(dxs).transpose(1, 0, 2), dh, dc, *weights",
        ALL_STEPS,
    ),
    Right(THROUGH, "downward range", "for t in range(T - 1, -1, -1):", WALK),
    Right(
        THROUGH,
        "numbers for zeros",
        "dh, dc = 0.0, np.zeros_like(dhs[:, 0])",
        "dh, dc = np.zeros(dhs[:, 0].shape), np.zeros(dhs[:, 0].shape)",
    ),
    Right(
        THROUGH,
        "a copy of dhs",
        "dhs = dhs.copy()\n    dhs[:, t] += dh\n"
        "    dxs[t], dh, dc, *now = lstm_step_backward(dhs[:, t], dc, caches[t])",
        NEXT,
    ),
    Right(
        THROUGH,
        "collected first",
        """
        dh, dc = np.zeros(dhs[:, 0].shape), np.zeros(dhs[:, 0].shape)
        steps = []
        for own, cache in zip(dhs.swapaxes(0, 1)[::-1], caches[::-1], strict=True):
            gradients = lstm_step_backward(own + dh, dc, cache)
            dh, dc = gradients[1], gradients[2]
            steps.insert(0, gradients)
        dxs, _, _, dWx, dWh, db = zip(*steps)
        return np.stack(dxs, 1), dh, dc, sum(dWx), sum(dWh), sum(db)
        """,
    ),
    Right(
        THROUGH,
        "added in place",
        """
        dh = dc = np.zeros_like(dhs[:, -1])
        dx, dWx, dWh, db = None, 0, 0, 0
        for t in reversed(range(len(caches))):
            dx_t, dh, dc, dWx_t, dWh_t, db_t = lstm_step_backward(dhs[:, t] + dh, dc, caches[t])
            if dx is None:
                dx = np.zeros((len(dx_t), len(caches), dx_t.shape[1]))
                dWx, dWh, db = np.zeros(dWx_t.shape), np.zeros(dWh_t.shape), np.zeros(db_t.shape)
            dx[:, t] = dx_t
            dWx += dWx_t
            dWh += dWh_t
            db += db_t
        return dx, dh, dc, dWx, dWh, db
        """,
    ),
    Right(
        THROUGH,
        "by itself",
        """
        def back(t, dh, dc):
            dx, dh, dc, *now = lstm_step_backward(dhs[:, t] + dh, dc, caches[t])
            if t == 0:
                return [dx], dh, dc, now
            dxs, dh, dc, before = back(t - 1, dh, dc)
            return [*dxs, dx], dh, dc, [a + b for a, b in zip(before, now)]


        zeros = np.zeros(dhs.shape[::2])
        dxs, dh, dc, weights = back(len(caches) - 1, zeros, zeros)
        return np.stack(dxs, axis=1), dh, dc, *weights
        """,
    ),
    Right(
        THROUGH,
        "concatenated",
        "return np.concatenate([dx[:, None] for dx in dxs], axis=1), dh, dc, *weights",
        ALL_STEPS,
    ),
    Right(
        THROUGH,
        "a dict for the sums",
        """
        sums, dxs = {"Wx": 0, "Wh": 0, "b": 0}, {}
        dh = dc = dhs[:, 0] * 0
        for t in sorted(range(dhs.shape[1]), reverse=True):
            dxs[t], dh, dc, *now = lstm_step_backward(dh + dhs[:, t], dc, caches[t])
            for key, value in zip(sums, now):
                sums[key] = sums[key] + value
        dx = np.stack([dxs[t] for t in range(len(caches))], axis=1)
        return dx, dh, dc, sums["Wx"], sums["Wh"], sums["b"]
        """,
    ),
]

GX = "gx_r, gx_z, gx_n = np.split(x @ Wx + bx, 3, axis=1)"
GH = "gh_r, gh_z, gh_n = np.split(h @ Wh + bh, 3, axis=1)"
R, UPDATE = (
    "r = 0.5 * (1 + np.tanh(0.5 * (gx_r + gh_r)))",
    "z = 0.5 * (1 + np.tanh(0.5 * (gx_z + gh_z)))",
)
FRESH, MIXED = "n = np.tanh(gx_n + r * gh_n)", "return (1 - z) * n + z * h"
GRU_STEP = [
    Wrong(
        GRU,
        "z and 1 - z exchanged",
        hint="At z = 1 all of the old state stays: z multiplies h, and 1 - z the candidate.",
        new="return z * n + (1 - z) * h",
        old=MIXED,
    ),
    Wrong(
        GRU,
        "reset before the product",
        hint="That is the paper of 2014: here r multiplies h Wh + bh, after the product.",
        new="H = h.shape[1]\nn = np.tanh(gx_n + (r * h) @ Wh[:, 2 * H :] + bh[2 * H :])",
        old=FRESH,
    ),
    Wrong(
        GRU,
        "reset of the input as well",
        hint="The reset gate hides the old state; the input is always seen whole.",
        new="n = np.tanh(r * (gx_n + gh_n))",
        old=FRESH,
    ),
    Wrong(
        GRU,
        "reset gate not used",
        hint="Where does r act? It multiplies what comes from the old state, in the candidate.",
        new="n = np.tanh(gx_n + gh_n)",
        old=FRESH,
    ),
    Wrong(
        GRU,
        "bias of h outside the reset",
        hint="bh belongs to gh: the reset gate multiplies it too.",
        new="H = h.shape[1]\nn = np.tanh(gx_n + r * (h @ Wh[:, 2 * H :]) + bh[2 * H :])",
        old=FRESH,
    ),
    Wrong(
        GRU,
        "gates in the order z, r",
        hint="The first block is the reset gate r, the second the update gate z.",
        new="gx_z, gx_r, gx_n = np.split(x @ Wx + bx, 3, axis=1)\n"
        "gh_z, gh_r, gh_n = np.split(h @ Wh + bh, 3, axis=1)",
        old=GX + "\n" + GH,
    ),
    Wrong(
        GRU,
        "blocks of h in another order",
        hint="Wh and bh have their blocks in the same order as Wx and bx: r, z, n.",
        new="gh_z, gh_r, gh_n = np.split(h @ Wh + bh, 3, axis=1)",
        old=GH,
    ),
    Wrong(
        GRU,
        "sigmoid for the candidate",
        hint="The candidate may be negative: n is a tanh.",
        new="n = 0.5 * (1 + np.tanh(0.5 * (gx_n + r * gh_n)))",
        old=FRESH,
    ),
    Wrong(
        GRU,
        "bias of h forgotten",
        hint="Both biases count: where is bh?",
        new="gh_r, gh_z, gh_n = np.split(h @ Wh, 3, axis=1)",
        old=GH,
    ),
    Wrong(
        GRU,
        "update of the candidate only",
        hint="What stays of the old state and what is new sum to one: z h is missing its partner's "
        "share.",
        new="return n + z * h",
        old=MIXED,
    ),
    Wrong(
        GRU,
        "old state reset in the mix",
        hint="The reset gate acts in the candidate alone; z keeps the old state as it is.",
        new="return (1 - z) * n + z * r * h",
        old=MIXED,
    ),
    Wrong(
        GRU,
        "tanh around the mix",
        hint="The new state is the plain mix of n and h; at z = 1 it is h exactly.",
        new="return np.tanh((1 - z) * n + z * h)",
        old=MIXED,
    ),
    Wrong(
        GRU,
        "the state changed in place",
        hint="`h *= z` changes the caller's array: make a new one.",
        new="h *= z\nh += (1 - z) * n\nreturn h",
        old=MIXED,
    ),
    Wrong(
        GRU,
        "one state for all calls",
        hint="An array that all calls share is overwritten by the next one: return a new one.",
        new="out = gru_step.__dict__.setdefault(h.shape, np.zeros(h.shape))\n"
        "out[...] = (1 - z) * n + z * h\nreturn out",
        old=MIXED,
    ),
    Wrong(
        GRU,
        "sigmoid overflows",
        hint=OVERFLOW,
        new="z = 1 / (1 + np.exp(-(gx_z + gh_z)))",
        old=UPDATE,
        parts=(LARGE,),
    ),
    Wrong(
        GRU,
        "integer arrays filled",
        hint="`zeros_like` of an integer array holds integers: the new state must hold floats.",
        new="out = np.zeros_like(h)\nout[...] = (1 - z) * n + z * h\nreturn out",
        old=MIXED,
        parts=(INTEGERS,),
    ),
    Right(GRU, "mixed the other way", "return n + z * (h - n)", MIXED),
    Right(GRU, "hsplit", "gx_r, gx_z, gx_n = np.hsplit(np.dot(x, Wx) + bx, 3)", GX),
    Right(
        GRU,
        "slices",
        "gh, H = h @ Wh + bh, h.shape[1]\n"
        "gh_r, gh_z, gh_n = gh[:, :H], gh[:, H : 2 * H], gh[:, 2 * H :]",
        GH,
    ),
    Right(
        GRU,
        "an axis for the gates",
        "gh_r, gh_z, gh_n = (h @ Wh + bh).reshape(len(h), 3, -1).swapaxes(0, 1)",
        GH,
    ),
    Right(GRU, "sigmoid by logaddexp", "z = np.exp(-np.logaddexp(0, -(gx_z + gh_z)))", UPDATE),
    Right(
        GRU, "sigmoid of clipped numbers", "r = 1 / (1 + np.exp(-np.clip(gx_r + gh_r, -60, 60)))", R
    ),
    Right(
        GRU,
        "sigmoid in two branches",
        "a = gx_z + gh_z\n"
        "z = np.empty(a.shape)\n"
        "z[a >= 0] = 1 / (1 + np.exp(-a[a >= 0]))\n"
        "z[a < 0] = np.exp(a[a < 0]) / (1 + np.exp(a[a < 0]))",
        UPDATE,
    ),
    Right(
        GRU,
        "one product for both gates",
        """
        H = h.shape[1]
        gates = np.hstack([x, h]) @ np.vstack([Wx, Wh])[:, : 2 * H] + (bx + bh)[: 2 * H]
        r, z = np.split(0.5 + 0.5 * np.tanh(gates / 2), 2, axis=1)
        n = np.tanh(x @ Wx[:, 2 * H :] + bx[2 * H :] + r * (h @ Wh[:, 2 * H :] + bh[2 * H :]))
        return (1 - z) * n + z * h
        """,
    ),
    Right(
        GRU,
        "einsum and out",
        """
        gx = np.einsum("nd,dk->nk", x, Wx) + bx
        gh = np.einsum("nh,hk->nk", h, Wh) + bh
        H = h.shape[1]
        r, z = (0.5 + 0.5 * np.tanh((gx + gh)[:, k * H : (k + 1) * H] / 2) for k in (0, 1))
        out = np.empty(h.shape)
        np.tanh(gx[:, 2 * H :] + r * gh[:, 2 * H :], out=out)
        out *= 1 - z
        out += z * h
        return out
        """,
    ),
    Right(
        GRU,
        "sample by sample",
        """
        rows, H = [], h.shape[1]
        for x_n, h_n in zip(x, h):
            gx, gh = Wx.T @ x_n + bx, Wh.T @ h_n + bh
            gates = 0.5 + 0.5 * np.tanh((gx[: 2 * H] + gh[: 2 * H]) / 2)
            n = np.tanh(gx[2 * H :] + gates[:H] * gh[2 * H :])
            rows.append((1 - gates[H:]) * n + gates[H:] * h_n)
        return np.stack(rows)
        """,
    ),
]

AHEAD = "h = h0_f\nfor t in range(T):"
BEHIND = "h = h0_b\nfor t in reversed(range(T)):"
TAKE_F, TAKE_B = "h = step_f(x[:, t], h)", "h = step_b(x[:, t], h)"
HALVES = "halves = np.stack(forward, axis=1), np.stack(backward[::-1], axis=1)"
JOINED = "return np.concatenate(halves, axis=2)"
BIDIRECTIONAL = [
    Wrong(
        BOTH,
        "second half in the order of reading",
        hint="The backward network reads the last step first, but its states belong to the steps "
        "they have read: turn them round.",
        new="halves = np.stack(forward, axis=1), np.stack(backward, axis=1)",
        old=HALVES,
    ),
    Wrong(
        BOTH,
        "both forward",
        hint="The second network reads from the last step to the first.",
        new="h = h0_b\nfor t in range(T):",
        old=BEHIND,
    ),
    Wrong(
        BOTH,
        "both forward, in their places",
        hint="The second network reads from the last step to the first: at step t it knows what "
        "comes later.",
        new="h = h0_b\nbackward = []\nfor t in range(T):\n    h = step_b(x[:, t], h)\n"
        "    backward.insert(0, h)\nfor t in range(0):",
        old=BEHIND,
    ),
    Wrong(
        BOTH,
        "one network for both",
        hint="Each direction has a network of its own: the second is step_b.",
        new="h = step_f(x[:, t], h)",
        old=TAKE_B,
    ),
    Wrong(
        BOTH,
        "one starting state for both",
        hint="The backward network starts from h0_b.",
        new="h = h0_f\nfor t in reversed(range(T)):",
        old=BEHIND,
    ),
    Wrong(
        BOTH,
        "starting states exchanged",
        hint="The forward network starts from h0_f, the backward one from h0_b.",
        new="h0_f, h0_b = h0_b, h0_f\nh = h0_f\nfor t in range(T):",
        old=AHEAD,
    ),
    Wrong(
        BOTH,
        "goes on from the forward state",
        hint="The backward network has a start of its own, behind the last step: h0_b.",
        new="for t in reversed(range(T)):",
        old=BEHIND,
    ),
    Wrong(
        BOTH,
        "no memory",
        hint="Each step starts from the state of the step before it, not from h0 again.",
        new="h = step_f(x[:, t], h0_f)",
        old=TAKE_F,
    ),
    Wrong(
        BOTH,
        "states before the steps",
        hint="out[:, t] holds the states *after* step t was read; h0 is not in it.",
        new="forward.append(h)\n    h = step_f(x[:, t], h)",
        old="h = step_f(x[:, t], h)\n    forward.append(h)",
    ),
    Wrong(
        BOTH,
        "first step not read backwards",
        hint="range(T - 1, 0, -1) stops before 0: the backward network reads step 0 as well.",
        new="h = h0_b\nbackward.append(h)\nfor t in range(T - 1, 0, -1):",
        old=BEHIND,
    ),
    Wrong(
        BOTH,
        "backward half first",
        hint="The forward network has the first H columns.",
        new="return np.concatenate(halves[::-1], axis=2)",
        old=JOINED,
    ),
    Wrong(
        BOTH,
        "joined along the steps",
        hint="Put the halves side by side for each step: along the last axis, not the steps.",
        new="return np.concatenate(halves, axis=1)",
        old=JOINED,
    ),
    Wrong(
        BOTH,
        "interleaved",
        hint="First all H numbers of the forward network, then all of the other.",
        new="return np.stack(halves, axis=-1).reshape(len(x), T, -1)",
        old=JOINED,
    ),
    Wrong(
        BOTH,
        "steps first",
        hint="The samples come first in out: (N, T, 2H), not (T, N, 2H).",
        new="return np.concatenate(halves, axis=2).swapaxes(0, 1)",
        old=JOINED,
    ),
    Wrong(
        BOTH,
        "the last states only",
        hint="out holds the states of all steps, not the last ones alone.",
        new="return np.concatenate([forward[-1], backward[-1]], axis=1)",
        old=JOINED,
    ),
    Wrong(
        BOTH,
        "the starting state changed",
        hint="`h[:] = ...` writes into the caller's h0: bind the name anew, h = step(...).",
        new="h[:] = step_f(x[:, t], h)\n    forward.append(h.copy())\nfor t in range(0):\n    pass",
        old="h = step_f(x[:, t], h)\n    forward.append(h)",
    ),
    Wrong(
        BOTH,
        "one result for all calls",
        hint="An array that all calls share is overwritten by the next one: return a new one.",
        new="out = bidirectional.__dict__.setdefault(x.shape, np.concatenate(halves, axis=2))\n"
        "out[...] = np.concatenate(halves, axis=2)\nreturn out",
        old=JOINED,
    ),
    Wrong(
        BOTH,
        "an array of x's kind",
        hint="An array made like an integer x holds integers and cuts the states: use floats.",
        new="return np.concatenate(halves, axis=2).astype(x.dtype)",
        old=JOINED,
        parts=(INTEGERS,),
    ),
    Right(
        BOTH,
        "hand-made index",
        "halves = np.stack(forward, 1), np.stack(backward, 1)[:, ::-1]",
        HALVES,
    ),
    Right(BOTH, "dstack", "return np.dstack(halves)", JOINED),
    Right(BOTH, "downward range", "h = h0_b\nfor t in range(T - 1, -1, -1):", BEHIND),
    Right(BOTH, "by name", "h = step_f(x_t=x[:, t], h=h)", TAKE_F),
    Right(BOTH, "copies for the step", "h = step_b(x[:, t].copy(), np.array(h))", TAKE_B),
    Right(
        BOTH,
        "an array filled",
        """
        N, T, _ = x.shape
        H = h0_f.shape[1]
        out = np.empty((N, T, 2 * H))
        f, b = h0_f, h0_b
        for t in range(T):
            out[:, t, :H] = f = step_f(x[:, t], f)
            out[:, -1 - t, H:] = b = step_b(x[:, -1 - t], b)
        return out
        """,
    ),
    Right(
        BOTH,
        "x turned round",
        """
        def read(step, x, h):
            hs = []
            for x_t in x.swapaxes(0, 1):
                h = step(x_t, h)
                hs.append(h)
            return np.array(hs).swapaxes(0, 1)


        back = read(step_b, x[:, ::-1], h0_b)
        return np.concatenate((read(step_f, x, h0_f), back[:, ::-1]), axis=-1)
        """,
    ),
    Right(
        BOTH,
        "accumulate",
        """
        from itertools import accumulate

        steps = list(x.transpose(1, 0, 2))
        f = list(accumulate(steps, lambda h, x_t: step_f(x_t, h), initial=h0_f))[1:]
        b = list(accumulate(steps[::-1], lambda h, x_t: step_b(x_t, h), initial=h0_b))[1:]
        return np.stack([np.hstack(pair) for pair in zip(f, reversed(b))], axis=1)
        """,
    ),
    Right(
        BOTH,
        "states in place of a copy",
        """
        T = x.shape[1]
        f, b = np.zeros((2, T + 1, *h0_f.shape))
        f[0], b[T] = h0_f, h0_b
        for t in range(T):
            f[t + 1] = step_f(x[:, t], f[t])
        for t in reversed(range(T)):
            b[t] = step_b(x[:, t], b[t + 1])
        return np.concatenate([f[1:], b[:-1]], axis=2).transpose(1, 0, 2)
        """,
    ),
    Right(
        BOTH,
        "by itself",
        """
        def states(step, steps, h):
            if not steps:
                return []
            h = step(x[:, steps[0]], h)
            return [h, *states(step, steps[1:], h)]


        order = list(range(x.shape[1]))
        f, b = states(step_f, order, h0_f), states(step_b, order[::-1], h0_b)[::-1]
        return np.stack([np.concatenate(two, axis=1) for two in zip(f, b)], axis=1)
        """,
    ),
]

ANSWERS = [*LSTM_STEP, *LSTM_STEP_BACKWARD, *LSTM_BACKWARD, *GRU_STEP, *BIDIRECTIONAL]
