"""Known wrong answers to exercise 11 with their hints, and other right answers."""

from grading.misconceptions import Right, Wrong

FORWARD, BACKWARD, NORMS = "rnn-forward", "rnn-backward", "gradient-norms"
TRUNCATED, LAGS, FORECAST = "truncated-backward", "lag-matrix", "ar-forecast"
INTEGERS, LARGE, FIRST_STATE = "integers", "large pre-activations", "dh0"
SHORT, HORIZON, STEPS = "a last chunk that is shorter", "a wider horizon", "several steps"

STEP = "h = np.tanh(x[:, t] @ Wx + h @ Wh + b)"
EMPTY = "hs = np.empty((n, steps, len(b)))"
RNN_FORWARD = [
    Wrong(
        FORWARD,
        "h0 ignored",
        hint="The state before the first step is h0, which need not be zero.",
        new="h = np.zeros_like(h0)",
        old="h = h0",
    ),
    Wrong(
        FORWARD,
        "the state not carried on",
        hint="Each step starts from the state that the step before has left, not from h0 again.",
        new=STEP.replace("h @", "h0 @"),
        old=STEP,
    ),
    Wrong(
        FORWARD,
        "Wh transposed",
        hint="States are rows: h @ Wh, so that entry (i, j) goes from the old unit i to the new j.",
        new=STEP.replace("Wh", "Wh.T"),
        old=STEP,
    ),
    Wrong(
        FORWARD,
        "bias forgotten",
        hint="Each step adds a bias: where is b?",
        new=STEP.replace(" + b", ""),
        old=STEP,
    ),
    Wrong(
        FORWARD,
        "no tanh",
        hint="The new state is the tanh of the sum: without it the network is linear.",
        new="h = x[:, t] @ Wx + h @ Wh + b",
        old=STEP,
    ),
    Wrong(
        FORWARD,
        "a sigmoid",
        hint="The activation here is tanh, with states between -1 and 1.",
        new="h = 1 / (1 + np.exp(-np.clip(x[:, t] @ Wx + h @ Wh + b, -500, 500)))",
        old=STEP,
    ),
    Wrong(
        FORWARD,
        "tanh of the input's share alone",
        hint="Brackets: the old state's share belongs inside of tanh too.",
        new="h = np.tanh(x[:, t] @ Wx + b) + h @ Wh",
        old=STEP,
    ),
    Wrong(
        FORWARD,
        "read from the end",
        hint="The sequence is read from its first step to its last.",
        new="for t in reversed(range(steps)):",
        old="for t in range(steps):",
    ),
    Wrong(
        FORWARD,
        "time first",
        hint="Batch first: the axes of hs are sequences, steps, units.",
        new="return hs.transpose(1, 0, 2)",
        old="return hs",
    ),
    Wrong(
        FORWARD,
        "the last state alone",
        hint="Return the states after all steps, not the last one alone.",
        new="return h",
        old="return hs",
    ),
    Wrong(
        FORWARD,
        "h0 among the states",
        hint="h0 is the state before the first step; hs begins with the state after it.",
        new="return np.concatenate([h0[:, None], hs], axis=1)",
        old="return hs",
    ),
    Wrong(
        FORWARD,
        "the states before each step",
        hint="hs[:, t] is the state after step t: store it once it has been computed.",
        new=f"hs[:, t] = h\n    {STEP}",
        old=f"{STEP}\n    hs[:, t] = h",
    ),
    Wrong(
        FORWARD,
        "the first row of h0 for all",
        hint="Each sequence has a first state of its own: one row of h0.",
        new="h = np.repeat(h0[:1], n, axis=0)",
        old="h = h0",
    ),
    Wrong(
        FORWARD,
        "one array in the list",
        hint="A list that holds the same array T times shows its last content T times: append "
        "a new array in each step.",
        new="""
        h, states = h0.astype(float), []
        for t in range(x.shape[1]):
            h[:] = np.tanh(x[:, t] @ Wx + h @ Wh + b)
            states.append(h)
        return np.stack(states, axis=1)
        """,
    ),
    Wrong(
        FORWARD,
        "one buffer for all calls",
        hint="An array that all calls share is overwritten by the next one: make a new `hs`.",
        new="shape = (n, steps, len(b))\n"
        "hs = rnn_forward.__dict__.setdefault(shape, np.empty(shape))",
        old=EMPTY,
    ),
    Wrong(
        FORWARD,
        "tanh of exponentials",
        hint="exp(1000) is infinite, and a quotient of infinities is no number: use np.tanh.",
        new="z = x[:, t] @ Wx + h @ Wh + b\n"
        "    h = (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))",
        old=STEP,
        parts=(LARGE,),
    ),
    Wrong(
        FORWARD,
        "the inputs' kind of number",
        hint="An array of integers cuts every state down to 0: hs holds floats whatever comes in.",
        new="hs = np.empty((n, steps, len(b)), dtype=x.dtype)",
        old=EMPTY,
        parts=(INTEGERS,),
    ),
    Wrong(
        FORWARD,
        "the first state's kind of number",
        hint="An array of integers cuts every state down to 0: hs holds floats whatever comes in.",
        new="hs = np.empty((n, steps, len(b)), dtype=h0.dtype)",
        old=EMPTY,
        parts=(INTEGERS,),
    ),
    Right(
        FORWARD,
        "a list and np.stack",
        """
        states = [h0]
        for t in range(x.shape[1]):
            states.append(np.tanh(x[:, t] @ Wx + states[-1] @ Wh + b))
        return np.stack(states[1:], axis=1)
        """,
    ),
    Right(
        FORWARD,
        "the inputs' share at once",
        """
        z = x @ Wx + b
        out = np.zeros(z.shape)
        for t in range(z.shape[1]):
            out[:, t] = np.tanh(z[:, t] + (out[:, t - 1] if t else h0) @ Wh)
        return out
        """,
    ),
    Right(
        FORWARD,
        "one matrix for both",
        """
        W, h, states = np.vstack([Wx, Wh]), h0, []
        for step in x.swapaxes(0, 1):
            h = np.tanh(np.hstack([step, h]) @ W + b)
            states.append(h)
        return np.array(states).swapaxes(0, 1)
        """,
    ),
    Right(
        FORWARD,
        "np.einsum",
        STEP.replace("x[:, t] @ Wx", 'np.einsum("nd,dh->nh", x[:, t], Wx)'),
        STEP,
    ),
    Right(
        FORWARD,
        "itertools.accumulate",
        """
        from itertools import accumulate

        def step(h, x_t):
            return np.tanh(x_t @ Wx + h @ Wh + b)

        return np.stack(list(accumulate(x.swapaxes(0, 1), step, initial=h0))[1:], axis=1)
        """,
    ),
    Right(
        FORWARD,
        "recursion",
        """
        first = np.tanh(x[:, 0] @ Wx + h0 @ Wh + b)
        if x.shape[1] == 1:
            return first[:, None]
        rest = rnn_forward(x[:, 1:], first, Wx, Wh, b)
        return np.concatenate([first[:, None], rest], axis=1)
        """,
    ),
    Right(
        FORWARD,
        "h0 in front, then cut off",
        """
        hs = np.zeros((len(x), x.shape[1] + 1, Wh.shape[0]))
        hs[:, 0] = h0
        for t in range(x.shape[1]):
            np.tanh(x[:, t] @ Wx + hs[:, t] @ Wh + b, out=hs[:, t + 1])
        return hs[:, 1:]
        """,
    ),
    Right(
        FORWARD,
        "number by number",
        """
        hs = []
        for sequence, h in zip(x.tolist(), h0.tolist()):
            states = []
            for step in sequence:
                z = list(b.tolist())
                for j in range(len(z)):
                    z[j] += sum(v * Wx[k, j] for k, v in enumerate(step))
                    z[j] += sum(v * Wh[k, j] for k, v in enumerate(h))
                h = [math.tanh(v) for v in z]
                states.append(h)
            hs.append(states)
        return hs
        """,
    ),
    Right(
        FORWARD,
        "tanh from a safe exponential",
        "z = x[:, t] @ Wx + h @ Wh + b\n    e = np.exp(-2 * np.abs(z))\n"
        "    h = np.sign(z) * (1 - e) / (1 + e)",
        STEP,
    ),
    Right(
        FORWARD,
        "transposed throughout",
        "h = np.tanh(Wx.T @ x[:, t].T + Wh.T @ h.T + b[:, None]).T",
        STEP,
    ),
]

DH = "dh = dhs[:, t] + dh_next"
DZ = "dz = dh * (1 - hs[:, t] ** 2)"
BEFORE = "h_prev = hs[:, t - 1] if t > 0 else h0"
DX, DWX, DWH = "dx[:, t] = dz @ Wx.T", "dWx += x[:, t].T @ dz", "dWh += h_prev.T @ dz"
DB, NEXT = "db += dz.sum(axis=0)", "dh_next = dz @ Wh.T"
WALK, BACK = "for t in reversed(range(steps)):", "return dx, dh_next, dWx, dWh, db"
ZEROS = "dWx, dWh, db = np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(len(Wh))"
SHARED = "All steps share the weights, so their gradients add up: +=, not =."
SUMS = "Sums, no averages: where the loss is a mean, dhs holds its factor already."
FLOATS = "`zeros_like` of integers holds integers, and cuts every gradient down to one."
RNN_BACKWARD = [
    Wrong(
        BACKWARD,
        "gradient through time dropped",
        hint="A state acts on the loss through later states too: add what step t + 1 sends back.",
        new="dh = dhs[:, t]",
        old=DH,
    ),
    Wrong(
        BACKWARD,
        "the step's own gradient dropped",
        hint="Two streams meet in each state: what later steps send back, and its own dhs[:, t].",
        new="dh = dh_next if t < steps - 1 else dhs[:, t]",
        old=DH,
    ),
    Wrong(
        BACKWARD,
        "dWh of one step",
        hint=SHARED,
        new="dWh = h_prev.T @ dz",
        old=DWH,
    ),
    Wrong(
        BACKWARD,
        "db of one step",
        hint=SHARED,
        new="db = dz.sum(axis=0)",
        old=DB,
    ),
    Wrong(
        BACKWARD,
        "dWx averaged over time",
        hint=SUMS,
        new="dWx += x[:, t].T @ dz / steps",
        old=DWX,
    ),
    Wrong(
        BACKWARD,
        "averaged over the batch",
        hint=SUMS,
        new="return dx, dh_next, dWx / len(x), dWh / len(x), db / len(x)",
        old=BACK,
    ),
    Wrong(
        BACKWARD,
        "hs[:, -1] before the first step",
        hint="For t = 0 the index t - 1 is -1, which is the last state: before step 0 stands h0.",
        new="h_prev = hs[:, t - 1]",
        old=BEFORE,
    ),
    Wrong(
        BACKWARD,
        "zero before the first step",
        hint="Before step 0 the state is h0, which need not be zero.",
        new="h_prev = hs[:, t - 1] if t > 0 else np.zeros(h0.shape)",
        old=BEFORE,
    ),
    Wrong(
        BACKWARD,
        "dWh with the new state",
        hint="Wh was multiplied with the state before the step, not with the one after it.",
        new="h_prev = hs[:, t]",
        old=BEFORE,
    ),
    Wrong(
        BACKWARD,
        "tanh of the state once more",
        hint="hs holds tanh(z) already: the slope is 1 - hs ** 2.",
        new="dz = dh * (1 - np.tanh(hs[:, t]) ** 2)",
        old=DZ,
    ),
    Wrong(
        BACKWARD,
        "slope forgotten",
        hint="Between the state and the sum stands tanh: multiply by its slope.",
        new="dz = dh * 1.0",
        old=DZ,
    ),
    Wrong(
        BACKWARD,
        "slope of the state before",
        hint="The slope of step t is taken at its own state, hs[:, t].",
        new=f"{BEFORE}\n    dz = dh * (1 - h_prev**2)",
        old=f"{DZ}\n    {BEFORE}",
    ),
    Wrong(
        BACKWARD,
        "slope of a sigmoid",
        hint="h (1 - h) is the slope of a sigmoid; that of tanh is 1 - h ** 2.",
        new="dz = dh * hs[:, t] * (1 - hs[:, t])",
        old=DZ,
    ),
    Wrong(
        BACKWARD,
        "walked forward",
        hint="What later steps send back must be known first: walk from the last step to step 0.",
        new="for t in range(steps):",
        old=WALK,
    ),
    Wrong(
        BACKWARD,
        "the first step skipped",
        hint="`range(T - 1, 0, -1)` ends at 1: step 0 is missing.",
        new="for t in range(steps - 1, 0, -1):",
        old=WALK,
    ),
    Wrong(
        BACKWARD,
        "Wh not transposed on the way back",
        hint="Forward it was h @ Wh; the gradient returns by the same weights, through Wh.T.",
        new="dh_next = dz @ Wh",
        old=NEXT,
    ),
    Wrong(
        BACKWARD,
        "the slope left out on the way back",
        hint="The gradient passes tanh before it comes to Wh: send dz back, not dh.",
        new="dh_next = dh @ Wh.T",
        old=NEXT,
    ),
    Wrong(
        BACKWARD,
        "what was sent back is kept",
        hint="What step t + 1 sends back is used up in step t; it does not add up further.",
        new="dh_next = dh_next + dz @ Wh.T",
        old=NEXT,
    ),
    Wrong(
        BACKWARD,
        "dWh transposed",
        hint="dWh[i, j] belongs to the way from the old unit i to the new unit j.",
        new="dWh += dz.T @ h_prev",
        old=DWH,
    ),
    Wrong(
        BACKWARD,
        "gradients clipped",
        hint="Clipping is another step, made after this one by whoever wants it.",
        new="dWx, dWh, db = (np.clip(g, -5, 5) for g in (dWx, dWh, db))\n" + BACK,
        old=BACK,
    ),
    Wrong(
        BACKWARD,
        "the loss of the last state alone",
        hint="The loss may see every state: use dhs[:, t] at each step.",
        new="dh = dhs[:, t] * (t == steps - 1) + dh_next",
        old=DH,
    ),
    Wrong(
        BACKWARD,
        "dhs changed",
        hint="`dh += ...` on a view of dhs changes the caller's array: make a new one.",
        new="dh = dhs[:, t]\n    dh += dh_next",
        old=DH,
    ),
    Wrong(
        BACKWARD,
        "another order",
        hint="Return dx, dh0, dWx, dWh, db in this order.",
        new="return dx, dWx, dWh, db, dh_next",
        old=BACK,
    ),
    Wrong(
        BACKWARD,
        "one buffer for all calls",
        hint="What an earlier call has added is still there: begin each call with new zeros.",
        new="dWx, db = np.zeros(Wx.shape), np.zeros(len(Wh))\n"
        "dWh = rnn_backward.__dict__.setdefault(Wh.shape, np.zeros(Wh.shape))",
        old=ZEROS,
    ),
    Wrong(
        BACKWARD,
        "dh0 in front of tanh",
        hint="The gradient of the sum z of step 0 still has to go through Wh to reach h0.",
        new="return dx, dz, dWx, dWh, db",
        old=BACK,
        parts=(FIRST_STATE,),
    ),
    Wrong(
        BACKWARD,
        "dh0 of the first state",
        hint="dh0 belongs to the state before step 0, one step further back than hs[:, 0].",
        new="return dx, dh, dWx, dWh, db",
        old=BACK,
        parts=(FIRST_STATE,),
    ),
    Wrong(
        BACKWARD,
        "dh0 of integers",
        hint="`zeros_like` of an integer h0 holds integers: dh0 is made of floats.",
        new="dh0 = np.zeros_like(h0)\ndh0[:] = dh_next\nreturn dx, dh0, dWx, dWh, db",
        old=BACK,
        parts=(FIRST_STATE,),
    ),
    Wrong(
        BACKWARD,
        "dx of integers",
        hint=FLOATS,
        new="dx = np.zeros_like(x)",
        old="dx = np.zeros(x.shape)",
        parts=(INTEGERS,),
    ),
    Wrong(
        BACKWARD,
        "dWh of integers",
        hint=FLOATS,
        new=BACK.replace("dWh,", "dWh.astype(Wh.dtype),"),
        old=BACK,
        parts=(INTEGERS,),
    ),
    Right(BACKWARD, "a list", "return [dx, dh_next, dWx, dWh, db]", BACK),
    Right(BACKWARD, "steps counted down", "for t in range(steps - 1, -1, -1):", WALK),
    Right(BACKWARD, "hyperbolic cosine", "dz = dh / np.cosh(np.arctanh(hs[:, t])) ** 2", DZ),
    Right(BACKWARD, "factors", "dz = (1 + hs[:, t]) * (1 - hs[:, t]) * dh", DZ),
    Right(
        BACKWARD,
        "all dz first",
        """
        dz, back = np.zeros(hs.shape), 0
        for t in range(hs.shape[1])[::-1]:
            dz[:, t] = (dhs[:, t] + back) * (1 - hs[:, t] ** 2)
            back = dz[:, t] @ Wh.T
        before = np.concatenate([h0[:, None], hs[:, :-1]], axis=1)
        dWx = np.einsum("ntd,nth->dh", x, dz)
        dWh = np.einsum("nti,ntj->ij", before, dz)
        return dz @ Wx.T, back, dWx, dWh, dz.sum(axis=(0, 1))
        """,
    ),
    Right(
        BACKWARD,
        "flat matrix products",
        """
        n, steps, d = x.shape
        sent, rows = np.zeros((n, Wh.shape[0])), []
        for t in range(steps)[::-1]:
            dz = (dhs[:, t] + sent) * (1 - np.square(hs[:, t]))
            sent = (Wh @ dz.T).T
            rows.insert(0, dz)
        dz = np.stack(rows, axis=1)
        before = np.empty(hs.shape)
        before[:, 0], before[:, 1:] = h0, hs[:, :-1]
        flat = dz.reshape(n * steps, -1)
        dWx = x.reshape(n * steps, d).T @ flat
        dWh = before.reshape(n * steps, -1).T @ flat
        return (flat @ Wx.T).reshape(x.shape), sent, dWx, dWh, flat.sum(axis=0)
        """,
    ),
    Right(
        BACKWARD,
        "dhs copied and filled up",
        """
        dhs = dhs.astype(float)
        dx, dh0 = np.zeros(x.shape), np.zeros(h0.shape)
        dWx, dWh, db = np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(Wh.shape[1])
        for t in range(x.shape[1] - 1, -1, -1):
            dz = dhs[:, t] * (1 - hs[:, t] * hs[:, t])
            (dhs[:, t - 1] if t else dh0)[:] += dz @ Wh.T
            dx[:, t] = dz @ Wx.T
            dWx += np.tensordot(x[:, t], dz, axes=(0, 0))
            dWh += np.tensordot(hs[:, t - 1] if t else h0, dz, axes=(0, 0))
            db += dz.sum(0)
        return dx, dh0, dWx, dWh, db
        """,
    ),
    Right(
        BACKWARD,
        "sequence by sequence",
        """
        dx, dh0 = np.zeros(x.shape), np.zeros(h0.shape)
        dWx, dWh, db = np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(len(Wh))
        for i in range(len(x)):
            states = [h0[i], *hs[i]]
            g = np.zeros(len(Wh))
            for t in range(len(x[i]) - 1, -1, -1):
                dz = (dhs[i, t] + g) * (1 - states[t + 1] ** 2)
                dx[i, t] = Wx @ dz
                dWx += np.outer(x[i, t], dz)
                dWh += np.outer(states[t], dz)
                db += dz
                g = Wh @ dz
            dh0[i] = g
        return dx, dh0, dWx, dWh, db
        """,
    ),
    Right(
        BACKWARD,
        "recursion from the end",
        """
        before = hs[:, -2] if x.shape[1] > 1 else h0
        dz = dhs[:, -1] * (1 - hs[:, -1] ** 2)
        dx, sent = (dz @ Wx.T)[:, None], dz @ Wh.T
        grads = x[:, -1].T @ dz, before.T @ dz, dz.sum(axis=0)
        if x.shape[1] == 1:
            return dx, sent, *grads
        rest = dhs[:, :-1].copy()
        rest[:, -1] += sent
        earlier, dh0, *others = rnn_backward(rest, hs[:, :-1], x[:, :-1], h0, Wx, Wh)
        both = [a + b for a, b in zip(grads, others)]
        return np.concatenate([earlier, dx], axis=1), dh0, *both
        """,
    ),
    Right(
        BACKWARD,
        "a linear layer each step",
        """
        W, grad = np.vstack([Wx, Wh]), 0
        d, sent, dx = len(Wx), 0, []
        db = 0
        for t in reversed(range(x.shape[1])):
            dz = (sent + dhs[:, t]) * (1 - hs[:, t] ** 2)
            into = np.hstack([x[:, t], hs[:, t - 1] if t else h0])
            grad, db = grad + into.T @ dz, db + dz.sum(axis=0)
            step, sent = np.split(dz @ W.T, [d], axis=1)
            dx.append(step)
        return np.stack(dx[::-1], axis=1), sent, grad[:d], grad[d:], db
        """,
    ),
]

NORM, SEND = "norms[t] = np.linalg.norm(dh)", "dh = (dh * (1 - hs[:, t] ** 2)) @ Wh.T"
GRADIENT_NORMS = [
    Wrong(
        NORMS,
        "in the order of the walk",
        hint="norms[t] belongs to step t: the length of dh itself stands at the end.",
        new="return norms[::-1]",
        old="return norms",
    ),
    Wrong(
        NORMS,
        "slope forgotten",
        hint="In each step the gradient passes tanh: multiply by its slope.",
        new="dh = dh @ Wh.T",
        old=SEND,
    ),
    Wrong(
        NORMS,
        "slope of the state before",
        hint="On its way from step t to t - 1 the gradient passes the tanh of step t.",
        new="dh = (dh * (1 - hs[:, t - 1] ** 2)) @ Wh.T",
        old=SEND,
    ),
    Wrong(
        NORMS,
        "Wh not transposed",
        hint="Forward it was h @ Wh; back it goes through Wh.T.",
        new=SEND.replace("Wh.T", "Wh"),
        old=SEND,
    ),
    Wrong(
        NORMS,
        "one step too far",
        hint="The last entry is the length of dh as it comes, before any multiplication.",
        new=f"{SEND}\n    {NORM}",
        old=f"{NORM}\n    {SEND}",
    ),
    Wrong(
        NORMS,
        "squares",
        hint="A length is the root of the sum of the squares.",
        new="norms[t] = (dh**2).sum()",
        old=NORM,
    ),
    Wrong(
        NORMS,
        "averaged over the sequences",
        hint="One length over the entries of all sequences together, not a mean of lengths.",
        new="norms[t] = np.linalg.norm(dh, axis=1).mean()",
        old=NORM,
    ),
    Wrong(
        NORMS,
        "the largest singular value",
        hint="norm(dh, 2) of a matrix is its largest singular value: leave the 2 out.",
        new="norms[t] = np.linalg.norm(dh, 2)",
        old=NORM,
    ),
    Right(NORMS, "the root of a sum", "norms[t] = np.sqrt((dh * dh).sum())", NORM),
    Right(NORMS, "a dot product", "norms[t] = math.sqrt(np.vdot(dh, dh))", NORM),
    Right(NORMS, "flattened", "norms[t] = np.linalg.norm(dh.ravel(), ord=2)", NORM),
    Right(NORMS, "np.hypot", "norms[t] = np.hypot.reduce(dh, axis=None)", NORM),
    Right(NORMS, "math.hypot", "norms[t] = math.hypot(*dh.ravel().tolist())", NORM),
    Right(NORMS, "a list of numbers", "return norms.tolist()", "return norms"),
    Right(NORMS, "transposed", "dh = (Wh @ (dh * (1 - hs[:, t] ** 2)).T).T", SEND),
    Right(
        NORMS,
        "appended and turned round",
        """
        lengths, g = [], dh
        for h in hs.swapaxes(0, 1)[::-1]:
            lengths.append(np.sqrt(np.sum(g**2)))
            g = g * (1 - h) * (1 + h) @ Wh.T
        return lengths[::-1]
        """,
    ),
    Right(
        NORMS,
        "all gradients first",
        """
        grads = np.zeros(hs.shape)
        grads[:, -1] = dh
        for t in range(hs.shape[1] - 1, 0, -1):
            grads[:, t - 1] = np.einsum("nj,ij->ni", grads[:, t] * (1 - hs[:, t] ** 2), Wh)
        return np.sqrt((grads**2).sum(axis=(0, 2)))
        """,
    ),
    Right(
        NORMS,
        "one step at a time",
        """
        lengths = [np.linalg.norm(dh)]
        for t in range(hs.shape[1] - 1, 0, -1):
            now = hs[:, t : t + 1]
            dz = dh * (1 - now[:, 0] ** 2)
            dh = dz.dot(Wh.transpose())
            lengths.insert(0, np.linalg.norm(dh))
        return np.asarray(lengths)
        """,
    ),
]

CUT = (
    "if (t + 1) % k == 0:  # step t is the last of its chunk\n        dh_next = np.zeros(h0.shape)"
)
TRUNCATED_BACKWARD = [
    Wrong(
        TRUNCATED,
        "not cut at all",
        hint="What the first step of a chunk sends back to the chunk before is dropped.",
        new="",
        old=CUT,
    ),
    Wrong(
        TRUNCATED,
        "cut one step late",
        hint="The last step of the first chunk is k - 1: nothing comes to it from step k.",
        new=CUT.replace("(t + 1) % k", "t % k"),
        old=CUT,
    ),
    Wrong(
        TRUNCATED,
        "each chunk starts from zero",
        hint="The state is handed over: dWh of a chunk's first step needs the state before it.",
        new="h_prev = hs[:, t - 1] if t % k > 0 else np.zeros(h0.shape)",
        old=BEFORE,
    ),
    Wrong(
        TRUNCATED,
        "each chunk starts from h0",
        hint="Only the first chunk starts from h0, the others from the state before them.",
        new="h_prev = hs[:, t - 1] if t % k > 0 else h0",
        old=BEFORE,
    ),
    Wrong(
        TRUNCATED,
        "the last chunk alone",
        hint="The gradients of all chunks are added up, not those of one alone.",
        new="for t in reversed(range((steps - 1) // k * k, steps)):",
        old=WALK,
    ),
    Wrong(
        TRUNCATED,
        "averaged over the chunks",
        hint=SUMS,
        new="chunks = -(-steps // k)\nreturn dWx / chunks, dWh / chunks, db / chunks",
        old="return dWx, dWh, db",
    ),
    Wrong(
        TRUNCATED,
        "k steps back from every state",
        hint="The cuts are at fixed places: from step t the gradient goes back to the start of "
        "its own chunk, be that near or far.",
        new="""
        dWx, dWh, db = np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(len(Wh))
        for end in range(x.shape[1]):
            g = dhs[:, end]
            for t in range(end, max(end - k, -1), -1):
                dz = g * (1 - hs[:, t] ** 2)
                dWx += x[:, t].T @ dz
                dWh += (hs[:, t - 1] if t else h0).T @ dz
                db += dz.sum(axis=0)
                g = dz @ Wh.T
        return dWx, dWh, db
        """,
    ),
    Wrong(
        TRUNCATED,
        "whole chunks only",
        hint="Where k does not divide T, the steps that are left make a chunk of their own.",
        new="for t in reversed(range(steps // k * k)):",
        old=WALK,
        parts=(SHORT,),
    ),
    Wrong(
        TRUNCATED,
        "chunks counted from the end",
        hint="Chunks are counted from step 0: the last one is shorter, not the first.",
        new=CUT.replace("(t + 1) % k", "(steps - 1 - t) % k"),
        old=CUT,
        parts=(SHORT,),
    ),
    Right(
        TRUNCATED,
        "rnn_backward for each chunk",
        """
        total = [0, 0, 0]
        for start in range(0, x.shape[1], k):
            part = slice(start, start + k)
            first = h0 if start == 0 else hs[:, start - 1]
            grads = rnn_backward(dhs[:, part], hs[:, part], x[:, part], first, Wx, Wh)[2:]
            total = [a + b for a, b in zip(total, grads)]
        return total
        """,
    ),
    Right(
        TRUNCATED,
        "np.array_split",
        """
        cuts = list(range(k, x.shape[1], k))
        pieces = [np.split(a, cuts, axis=1) for a in (dhs, hs, x)]
        h, sums = h0, None
        for dhs_, hs_, x_ in zip(*pieces):
            _, _, *grads = rnn_backward(dhs_, hs_, x_, h, Wx, Wh)
            sums = grads if sums is None else [a + b for a, b in zip(sums, grads)]
            h = hs_[:, -1]
        return tuple(sums)
        """,
    ),
    Right(
        TRUNCATED,
        "recursion",
        """
        _, _, *grads = rnn_backward(dhs[:, :k], hs[:, :k], x[:, :k], h0, Wx, Wh)
        if x.shape[1] <= k:
            return grads
        rest = truncated_backward(dhs[:, k:], hs[:, k:], x[:, k:], hs[:, k - 1], Wx, Wh, k)
        return tuple(a + b for a, b in zip(grads, rest))
        """,
    ),
    Right(
        TRUNCATED,
        "cut after the first step of a chunk",
        "dh_next = dz @ Wh.T if t % k else np.zeros(h0.shape)",
        NEXT,
    ),
    Right(
        TRUNCATED,
        "two loops",
        """
        before = np.concatenate([h0[:, None], hs], axis=1)
        dWx, dWh, db = 0, 0, 0
        for start in range(0, x.shape[1], k):
            sent = 0
            for t in range(min(start + k, x.shape[1]) - 1, start - 1, -1):
                dz = (dhs[:, t] + sent) * (1 - hs[:, t] ** 2)
                dWx, dWh, db = dWx + x[:, t].T @ dz, dWh + before[:, t].T @ dz, db + dz.sum(0)
                sent = dz @ Wh.T
        return dWx, dWh, db
        """,
    ),
    Right(
        TRUNCATED,
        "all dz first",
        """
        T = x.shape[1]
        dz = np.zeros(hs.shape)
        for t in range(T - 1, -1, -1):
            inside = t + 1 < T and (t + 1) // k == t // k
            dz[:, t] = dhs[:, t] + (dz[:, t + 1] @ Wh.T if inside else 0)
            dz[:, t] *= 1 - hs[:, t] ** 2
        before = np.concatenate([h0[:, None], hs[:, :-1]], axis=1)
        dWx = np.tensordot(x, dz, axes=((0, 1), (0, 1)))
        dWh = np.tensordot(before, dz, axes=((0, 1), (0, 1)))
        return dWx, dWh, dz.sum(axis=1).sum(axis=0)
        """,
    ),
    Right(TRUNCATED, "a list", "return [dWx, dWh, db]", "return dWx, dWh, db"),
    Right(
        TRUNCATED,
        "multiplied by zero",
        "dh_next = dh_next * ((t + 1) % k != 0)",
        CUT,
    ),
    Right(
        TRUNCATED,
        "the place in the chunk",
        CUT.replace("(t + 1) % k == 0", "t % k == k - 1"),
        CUT,
    ),
    Right(
        TRUNCATED,
        "chunks as a batch, where whole",
        """
        n, T, d = x.shape
        whole = T // k * k
        before = np.concatenate([h0[:, None], hs], axis=1)
        sums = [np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(len(Wh))]
        pieces = []
        if whole:
            first = before[:, :whole:k].reshape(-1, len(Wh))
            block = [a[:, :whole].reshape(-1, k, a.shape[2]) for a in (dhs, hs, x)]
            pieces.append((*block, first))
        if whole < T:
            pieces.append((dhs[:, whole:], hs[:, whole:], x[:, whole:], before[:, whole]))
        for piece in pieces:
            for total, grad in zip(sums, rnn_backward(*piece, Wx, Wh)[2:]):
                total += grad
        return sums
        """,
    ),
]

COUNT = "rows = len(series) - p - horizon + 1"
TABLE, TARGET = (
    "X = np.array([series[i : i + p] for i in range(rows)])",
    ("y = series[p + horizon - 1 :]"),
)
LAG_MATRIX = [
    Wrong(
        LAGS,
        "newest first",
        hint="The oldest value stands first in its row, as time goes on.",
        new=TABLE.replace("series[i : i + p]", "series[i : i + p][::-1]"),
        old=TABLE,
    ),
    Wrong(
        LAGS,
        "the target among the lags",
        hint="Your rows hold their own target: the last lag comes `horizon` steps before it.",
        new=TABLE.replace("i : i + p", "i + horizon : i + p + horizon"),
        old=TABLE,
    ),
    Wrong(
        LAGS,
        "the last row forgotten",
        hint="Every row that has a target belongs to the table: one more fits at the end.",
        new=f"{TABLE[:-1]}[:-1])\n{TARGET[:-1]}-1]",
        old=f"{TABLE}\n{TARGET}",
    ),
    Wrong(
        LAGS,
        "wrapped round",
        hint="`np.roll` brings the end of the series to its beginning: the first rows would know "
        "the future.",
        new="""
        most = p + horizon - 1
        X = np.column_stack([np.roll(series, lag) for lag in range(most, horizon - 1, -1)])
        return X, series
        """,
    ),
    Wrong(
        LAGS,
        "lags in rows",
        hint="One row for each target, one column for each lag: transpose.",
        new="return X.T, y",
        old="return X, y",
    ),
    Wrong(
        LAGS,
        "rows that do not overlap",
        hint="Each row begins one step after the one before, not p steps.",
        new="X = np.array([series[i : i + p] for i in range(0, rows, p)])\n"
        "y = series[p + horizon - 1 :: p]",
        old=f"{TABLE}\n{TARGET}",
    ),
    Wrong(
        LAGS,
        "horizon ignored",
        hint="The target comes `horizon` steps after the last lag of its row.",
        new="rows = len(series) - p\nX = np.array([series[i : i + p] for i in range(rows)])\n"
        "y = series[p:]",
        old=f"{COUNT}\n{TABLE}\n{TARGET}",
        parts=(HORIZON,),
    ),
    Wrong(
        LAGS,
        "horizon counted from the first row without it",
        hint="Horizon 1 is the very next value; with horizon 2 one value lies between.",
        new="y = series[p + horizon - 1 :] if horizon == 1 else series[p + horizon :]\n"
        "X = X[: len(y)]",
        old=TARGET,
        parts=(HORIZON,),
    ),
    Wrong(
        LAGS,
        "targets not shortened with the rows",
        hint="With a wider horizon the first targets come later: row 0 and y[0] belong together.",
        new="y = series[p : p + rows]",
        old=TARGET,
        parts=(HORIZON,),
    ),
    Right(
        LAGS,
        "sliding_window_view",
        """
        from numpy.lib.stride_tricks import sliding_window_view

        windows = sliding_window_view(series, p + horizon)
        return windows[:, :p], windows[:, -1]
        """,
    ),
    Right(
        LAGS,
        "indices",
        """
        i = np.arange(len(series) - p - horizon + 1)
        return series[i[:, None] + np.arange(p)], series[i + p + horizon - 1]
        """,
    ),
    Right(
        LAGS,
        "column by column",
        """
        n = len(series) - p - horizon + 1
        return np.column_stack([series[j : j + n] for j in range(p)]), series[-n:]
        """,
    ),
    Right(
        LAGS,
        "lists",
        """
        X, y = [], []
        for end in range(p, len(series) - horizon + 1):
            X.append(series[end - p : end].tolist())
            y.append(float(series[end + horizon - 1]))
        return [X, y]
        """,
    ),
    Right(
        LAGS,
        "number by number",
        """
        rows = len(series) - p - horizon + 1
        X, y = np.zeros((rows, p)), np.zeros(rows)
        for i in range(rows):
            for j in range(p):
                X[i, j] = series[i + j]
            y[i] = series[i + p + horizon - 1]
        return X, y
        """,
    ),
    Right(LAGS, "copied targets", "y = np.array(series[p + horizon - 1 :], dtype=float)", TARGET),
    Right(
        LAGS,
        "targets one by one",
        "y = np.array([series[i + p + horizon - 1] for i in range(rows)])",
        TARGET,
    ),
    Right(LAGS, "np.vstack", TABLE.replace("np.array(", "np.vstack("), TABLE),
    Right(
        LAGS,
        "np.take",
        "X = np.take(series, np.add.outer(np.arange(rows), np.arange(p)))",
        TABLE,
    ),
    Right(
        LAGS,
        "from the newest lag, turned round",
        """
        n, most = len(series), p + horizon - 1
        X = np.stack([series[most - lag : n - lag] for lag in range(horizon, most + 1)], axis=-1)
        return X[:, ::-1], series[most:]
        """,
    ),
]

FIT = "*weights, constant = np.linalg.lstsq(design, series[p:], rcond=None)[0]"
ROWS = "lags = np.array([series[i : i + p] for i in range(len(series) - p)], dtype=float)"
VALUES, APPEND = (
    "values = [float(value) for value in series]",
    "values.append(np.dot(values[-p:], weights) + constant)",
)
AR_FORECAST = [
    Wrong(
        FORECAST,
        "no constant",
        hint="The series does not swing round 0: fit a constant too, with a column of ones.",
        new="weights, constant = np.linalg.lstsq(lags, series[p:], rcond=None)[0], 0.0",
        old=FIT,
    ),
    Wrong(
        FORECAST,
        "the mean subtracted instead of a constant",
        hint="The mean of the series is not the best constant: let least squares find it.",
        new="middle = np.mean(series)\n"
        "weights = np.linalg.lstsq(lags - middle, series[p:] - middle, rcond=None)[0]\n"
        "constant = middle * (1 - np.sum(weights))",
        old=FIT,
    ),
    Wrong(
        FORECAST,
        "weights in the other order",
        hint="The weights come in the order of the columns: multiply the lags in the same order.",
        new=APPEND.replace("values[-p:]", "values[-p:][::-1]"),
        old=APPEND,
    ),
    Wrong(
        FORECAST,
        "the last row not fitted",
        hint="The last value of the series is a target too: one more row belongs to the fit.",
        new="*weights, constant = np.linalg.lstsq(design[:-1], series[p:-1], rcond=None)[0]",
        old=FIT,
    ),
    Wrong(
        FORECAST,
        "the last known value forecast",
        hint="The first forecast is the value after the end: its lags are the last p values.",
        new="values = [float(value) for value in series[:-1]]\n"
        "for _ in range(steps):\n"
        "    values.append(np.dot(values[-p:], weights) + constant)\n"
        "return np.array(values[-steps:])",
        old=f"{VALUES}\nfor _ in range(steps):\n    {APPEND}\n"
        "return np.array(values[len(series) :])",
    ),
    Wrong(
        FORECAST,
        "one lag too many",
        hint="p lags and the constant are p + 1 numbers, not p + 2.",
        new="p = p + 1\n" + ROWS,
        old=ROWS,
    ),
    Wrong(
        FORECAST,
        "ridge",
        hint="Least squares alone: nothing is added to the squares.",
        new="*weights, constant = np.linalg.solve(\n"
        "    design.T @ design + 1e-3 * np.eye(p + 1), design.T @ series[p:]\n)",
        old=FIT,
    ),
    Wrong(
        FORECAST,
        "the same lags for every step",
        hint="Each forecast becomes the newest lag of the next one.",
        new="forecast = np.dot(values[-p:], weights) + constant\n"
        "return np.array([forecast] * steps)",
        old=f"for _ in range(steps):\n    {APPEND}\nreturn np.array(values[len(series) :])",
        parts=(STEPS,),
    ),
    Wrong(
        FORECAST,
        "the oldest lag replaced",
        hint="The window moves on: the oldest value leaves, and the forecast comes in at the end.",
        new="window = values[-p:]\n"
        "out = []\n"
        "for step in range(steps):\n"
        "    out.append(np.dot(window, weights) + constant)\n"
        "    window[0] = out[-1]\n"
        "return np.array(out)",
        old=f"for _ in range(steps):\n    {APPEND}\nreturn np.array(values[len(series) :])",
        parts=(STEPS,),
    ),
    Wrong(
        FORECAST,
        "the last step alone",
        hint="Return all forecasts, from the first to the last.",
        new="return np.array(values[-1:])",
        old="return np.array(values[len(series) :])",
        parts=(STEPS,),
    ),
    Wrong(
        FORECAST,
        "a forecast cut down to an integer",
        hint="An array of integers cuts the forecasts down to integers: make floats of it first.",
        new="values = np.append(series, np.zeros_like(series, shape=steps))\n"
        "for t in range(len(series), len(values)):\n"
        "    values[t] = np.dot(values[t - p : t], weights) + constant\n"
        "return values[len(series) :].astype(float)",
        old=f"{VALUES}\nfor _ in range(steps):\n    {APPEND}\n"
        "return np.array(values[len(series) :])",
        parts=(INTEGERS,),
    ),
    Wrong(
        FORECAST,
        "forecasts put into a window of integers",
        hint="An array of integers cuts the forecasts down to integers: make floats of it first.",
        new="window = np.array(series[-p:])\n"
        "out = []\n"
        "for _ in range(steps):\n"
        "    out.append(np.dot(window, weights) + constant)\n"
        "    window = np.roll(window, -1)\n"
        "    window[-1] = out[-1]\n"
        "return np.array(out)",
        old=f"{VALUES}\nfor _ in range(steps):\n    {APPEND}\n"
        "return np.array(values[len(series) :])",
        parts=(INTEGERS,),
    ),
    Right(
        FORECAST,
        "by lag_matrix",
        """
        X, y = lag_matrix(series, p)
        w = np.linalg.lstsq(np.hstack([X, np.ones((len(X), 1))]), y, rcond=None)[0]
        window, out = np.array(series[-p:], dtype=float), []
        for _ in range(steps):
            out.append(window @ w[:p] + w[p])
            window = np.append(window[1:], out[-1])
        return np.array(out)
        """,
    ),
    Right(
        FORECAST,
        "normal equations",
        FIT.replace(
            "np.linalg.lstsq(design, series[p:], rcond=None)[0]",
            "np.linalg.solve(design.T @ design, design.T @ series[p:])",
        ),
        FIT,
    ),
    Right(
        FORECAST,
        "np.linalg.pinv",
        "*weights, constant = np.linalg.pinv(design) @ series[p:]",
        FIT,
    ),
    Right(
        FORECAST,
        "QR",
        "Q, R = np.linalg.qr(design)\n*weights, constant = np.linalg.solve(R, Q.T @ series[p:])",
        FIT,
    ),
    Right(
        FORECAST,
        "centred",
        "target = series[p:]\nshift = lags.mean(axis=0)\n"
        "weights = np.linalg.lstsq(lags - shift, target - target.mean(), rcond=None)[0]\n"
        "constant = target.mean() - shift @ weights",
        FIT,
    ),
    Right(
        FORECAST,
        "standardised",
        """
        mean, std = np.mean(series), np.std(series)
        z = ((series - mean) / std).tolist()
        A = [[1.0, *z[t - p : t]] for t in range(p, len(z))]
        w = np.linalg.lstsq(np.array(A), np.array(z[p:]), rcond=None)[0]
        for _ in range(steps):
            z.append(float(np.dot([1.0, *z[-p:]], w)))
        return mean + std * np.array(z[-steps:])
        """,
    ),
    Right(
        FORECAST,
        "a companion matrix",
        """
        s = np.asarray(series, dtype=float)
        A = np.array([[*s[t - p : t], 1.0] for t in range(p, len(s))])
        w = np.linalg.lstsq(A, s[p:], rcond=None)[0]
        C = np.eye(p + 1, k=1)
        C[p - 1] = w
        C[p] = np.eye(p + 1)[p]
        state, out = np.append(s[-p:], 1.0), np.zeros(steps)
        for i in range(steps):
            state = C @ state
            out[i] = state[p - 1]
        return out
        """,
    ),
    Right(
        FORECAST,
        "newest lag first",
        """
        s = list(map(float, series))
        rows = [[1.0] + [s[t - j] for j in range(1, p + 1)] for t in range(p, len(s))]
        c, *w = np.linalg.lstsq(np.array(rows), np.array(s[p:]), rcond=None)[0]
        for _ in range(steps):
            s.append(c + sum(weight * s[-j] for j, weight in enumerate(w, 1)))
        return s[len(series) :]
        """,
    ),
    Right(
        FORECAST,
        "a long array to fill",
        "values = np.concatenate([series, np.zeros(steps)])\n"
        "for t in range(len(series), len(values)):\n"
        "    values[t] = values[t - p : t] @ np.array(weights) + constant\n"
        "return values[-steps:]",
        f"{VALUES}\nfor _ in range(steps):\n    {APPEND}\nreturn np.array(values[len(series) :])",
    ),
    Right(
        FORECAST,
        "recursion",
        """
        def grow(s, w, left):
            if left == 0:
                return []
            value = s[-p:] @ w[:-1] + w[-1]
            return [value, *grow(np.append(s, value), w, left - 1)]

        A = np.ones((len(series) - p, p + 1))
        for j in range(p):
            A[:, j] = series[j : len(series) - p + j]
        return np.array(grow(series, np.linalg.lstsq(A, series[p:], rcond=None)[0], steps))
        """,
    ),
]

ANSWERS = [
    *RNN_FORWARD,
    *RNN_BACKWARD,
    *GRADIENT_NORMS,
    *TRUNCATED_BACKWARD,
    *LAG_MATRIX,
    *AR_FORECAST,
]
