"""Known wrong answers to exercise 07 with their hints, and other right answers."""

from grading.misconceptions import Right, Wrong

RNG, EVALUATION, SHAPES = "draws from rng alone", "evaluation and p = 0", "other shapes"
TRAINED, RUNNING, EVALUATED, BACK = (
    "batch-norm-training",
    "batch-norm-running",
    "batch-norm-evaluation",
    "batch-norm-backward",
)
ALL_OF_BATCH_NORM = (TRAINED, RUNNING, EVALUATED, BACK)
SCALE, BETWEEN, SEVERAL = "gamma and beta", "evaluation in between", "several BatchNorms"
SINGLE, SUMS, PASSES = "single rows", "dgamma and dbeta", "passes one after the other"
TINY, NEW = "zero and tiny gradients", "new arrays"
DELTA, NAN, COPIES, AT_ONCE = "min_delta", "NaN", "copies", "several at once"

OWN_GENERATOR = (
    "Draw from the `rng` that is handed in, as it is: a generator of your own, or the global one, "
    "either cannot be repeated by the seed or repeats itself."
)
GLOBAL = "`np.random...` is global state, which no seed of `rng` repeats: draw from `rng` itself."
HE = "return rng.standard_normal((fan_in, fan_out)) * np.sqrt(2.0 / fan_in)"
GLOROT = "return rng.standard_normal((fan_in, fan_out)) * np.sqrt(2.0 / (fan_in + fan_out))"
UNIFORM = "a = np.sqrt(6.0 / (fan_in + fan_out))"
CONV = "return rng.standard_normal((c_out, c_in, kh, kw)) * np.sqrt(2.0 / fan_in)"

HE_NORMAL = [
    Wrong(
        "he-normal",
        "constant 0.01",
        hint="A deviation of 0.01 whatever the layer: ten layers later nothing is left. It depends "
        "on fan_in.",
        new="return rng.standard_normal((fan_in, fan_out)) * 0.01",
    ),
    Wrong(
        "he-normal",
        "fan_out instead of fan_in",
        hint="A unit sums over its inputs, so the number of inputs counts: fan_in. In a square "
        "layer nobody sees the difference.",
        new="return rng.standard_normal((fan_in, fan_out)) * np.sqrt(2.0 / fan_out)",
    ),
    Wrong(
        "he-normal",
        "LeCun",
        hint="1 / fan_in is LeCun's rule; behind a ReLU half of the mean square is gone, and the 2 "
        "makes up for it.",
        new="return rng.standard_normal((fan_in, fan_out)) * np.sqrt(1.0 / fan_in)",
    ),
    Wrong(
        "he-normal",
        "variance as deviation",
        hint="2 / fan_in is the variance; the numbers are multiplied by its root. `rng.normal` "
        "takes the standard deviation, too.",
        new="return rng.normal(0.0, 2.0 / fan_in, (fan_in, fan_out))",
    ),
    Wrong(
        "he-normal",
        "root of 2 alone",
        hint="The root goes over the whole fraction, 2 / fan_in.",
        new="return rng.standard_normal((fan_in, fan_out)) * np.sqrt(2.0) / fan_in",
    ),
    Wrong(
        "he-normal",
        "zeros",
        hint="With equal weights all units of a layer compute the same, and learn the same, for "
        "ever: draw them.",
        new="return np.zeros((fan_in, fan_out))",
    ),
    Wrong(
        "he-normal",
        "(out, in)",
        hint="In this course W has one row for each input: shape (fan_in, fan_out).",
        new="return rng.standard_normal((fan_out, fan_in)) * np.sqrt(2.0 / fan_in)",
    ),
    Wrong(
        "he-normal",
        "uniform",
        hint="He's rule is asked for with a normal distribution; this one is uniform.",
        new="a = np.sqrt(6.0 / fan_in)\nreturn rng.uniform(-a, a, (fan_in, fan_out))",
    ),
    Wrong(
        "he-normal",
        "one row for all",
        hint="Each entry is drawn on its own; here rows or columns repeat one another.",
        new="return np.tile(rng.standard_normal(fan_out) * np.sqrt(2.0 / fan_in), (fan_in, 1))",
    ),
    Wrong(
        "he-normal",
        "scaled to the exact deviation",
        hint="Dividing by the deviation that chance happened to give makes the entries depend on "
        "each other, and fails for a single weight: the numbers of rng have deviation 1 already.",
        new="W = rng.standard_normal((fan_in, fan_out))\n"
        "with np.errstate(all='ignore'):\n"
        "    return (W - W.mean()) / max(W.std(), 1e-12) * np.sqrt(2.0 / fan_in)",
    ),
    Wrong(
        "he-normal",
        "a generator of its own",
        hint=OWN_GENERATOR,
        new="rng = np.random.default_rng(0)\n" + HE,
        parts=(RNG,),
    ),
    Right(
        "he-normal", "rng.normal", "return rng.normal(0, (2 / fan_in) ** 0.5, (fan_in, fan_out))"
    ),
    Right(
        "he-normal",
        "keywords",
        "return rng.normal(loc=0.0, scale=math.sqrt(2 / fan_in), size=(fan_in, fan_out))",
    ),
    Right(
        "he-normal",
        "float32",
        "W = rng.standard_normal((fan_in, fan_out), dtype=np.float32)\n"
        "return W * np.float32(np.sqrt(2.0 / fan_in))",
    ),
    Right(
        "he-normal",
        "row by row",
        "rows = [rng.standard_normal(fan_out) for _ in range(fan_in)]\n"
        "return np.array(rows) * np.sqrt(2.0 / fan_in)",
    ),
    Right(
        "he-normal",
        "column by column",
        """
        W = np.empty((fan_in, fan_out))
        for j in range(fan_out):
            W[:, j] = rng.normal(scale=np.sqrt(2.0 / fan_in), size=fan_in)
        return W
        """,
    ),
    Right(
        "he-normal",
        "flat, then shaped",
        "numbers = rng.normal(size=fan_in * fan_out)\n"
        "return np.sqrt(2.0) * numbers.reshape(fan_in, fan_out) / np.sqrt(fan_in)",
    ),
    Right(
        "he-normal",
        "transposed draw",
        "return (rng.standard_normal((fan_out, fan_in)) / np.sqrt(fan_in / 2)).T",
    ),
    Right(
        "he-normal",
        "in place on its own array",
        "W = rng.standard_normal(size=(fan_in, fan_out))\nW *= (2 / fan_in) ** 0.5\nreturn W",
    ),
    Right(
        "he-normal",
        "written into an array",
        "W = np.empty((fan_in, fan_out))\nrng.standard_normal(out=W)\n"
        "return np.multiply(W, np.sqrt(2 / fan_in), out=W)",
    ),
    Right(
        "he-normal",
        "by Box and Muller",
        """
        u, v = 1 - rng.random((fan_in, fan_out)), rng.random((fan_in, fan_out))
        return np.sqrt(2 / fan_in) * np.sqrt(-2 * np.log(u)) * np.cos(2 * np.pi * v)
        """,
    ),
]

XAVIER_NORMAL = [
    Wrong(
        "xavier-normal",
        "LeCun under the name of Xavier",
        hint="1 / fan_in is LeCun's rule, the same only in a square layer: Glorot's takes the mean "
        "of fan_in and fan_out.",
        new="return rng.standard_normal((fan_in, fan_out)) * np.sqrt(1.0 / fan_in)",
    ),
    Wrong(
        "xavier-normal",
        "1 over the sum",
        hint="The *mean* of fan_in and fan_out is half their sum: the variance is 2 over the sum.",
        new="return rng.standard_normal((fan_in, fan_out)) * np.sqrt(1.0 / (fan_in + fan_out))",
    ),
    Wrong(
        "xavier-normal",
        "He",
        hint="That is He's rule, made for ReLU; here both numbers count.",
        new="return rng.standard_normal((fan_in, fan_out)) * np.sqrt(2.0 / fan_in)",
    ),
    Wrong(
        "xavier-normal",
        "bound of the uniform rule as deviation",
        hint="The root of 6 over the sum is the bound of the uniform version; as a deviation it "
        "gives three times the variance.",
        new="return rng.standard_normal((fan_in, fan_out)) * np.sqrt(6.0 / (fan_in + fan_out))",
    ),
    Wrong(
        "xavier-normal",
        "precedence",
        hint="2 / fan_in + fan_out divides by fan_in alone: the sum needs brackets.",
        new="return rng.standard_normal((fan_in, fan_out)) * np.sqrt(2.0 / fan_in + fan_out)",
    ),
    Wrong(
        "xavier-normal",
        "outer product",
        hint="An outer product of two vectors has only fan_in + fan_out numbers of its own: draw "
        "every entry.",
        new="s = np.sqrt(2.0 / (fan_in + fan_out))\n"
        "return s * np.outer(rng.standard_normal(fan_in), rng.standard_normal(fan_out))",
    ),
    Wrong(
        "xavier-normal",
        "a generator of its own",
        hint=OWN_GENERATOR,
        new="rng = np.random.default_rng()\n" + GLOROT,
        parts=(RNG,),
    ),
    Right(
        "xavier-normal",
        "rng.normal",
        "return rng.normal(0, np.sqrt(2 / (fan_in + fan_out)), size=(fan_in, fan_out))",
    ),
    Right(
        "xavier-normal",
        "mean of both",
        "return rng.standard_normal((fan_in, fan_out)) / np.sqrt((fan_in + fan_out) / 2)",
    ),
    Right(
        "xavier-normal",
        "np.mean",
        "return rng.normal(size=(fan_in, fan_out)) * np.mean([fan_in, fan_out]) ** -0.5",
    ),
    Right(
        "xavier-normal",
        "gain 1",
        "gain = 1.0\nstd = gain * math.sqrt(2.0 / float(fan_in + fan_out))\n"
        "return std * rng.standard_normal([fan_in, fan_out])",
    ),
    Right(
        "xavier-normal",
        "float32",
        "W = rng.normal(scale=math.sqrt(2 / (fan_in + fan_out)), size=(fan_in, fan_out))\n"
        "return W.astype(np.float32)",
    ),
    Right(
        "xavier-normal",
        "row by row",
        "s = (2 / (fan_in + fan_out)) ** 0.5\n"
        "return np.stack([rng.normal(0, s, fan_out) for _ in range(fan_in)])",
    ),
    Right(
        "xavier-normal",
        "flat, then shaped",
        "s = np.sqrt(2.0) / np.sqrt(fan_in + fan_out)\n"
        "return (s * rng.standard_normal(fan_in * fan_out)).reshape((fan_in, fan_out))",
    ),
    Right(
        "xavier-normal",
        "transposed draw",
        "return rng.normal(0, np.sqrt(2 / (fan_in + fan_out)), (fan_out, fan_in)).T",
    ),
    Right(
        "xavier-normal",
        "from He's rule",
        "return he_normal(fan_in, fan_out, rng) * np.sqrt(fan_in / (fan_in + fan_out))",
    ),
    Right(
        "xavier-normal",
        "in place on its own array",
        "W = rng.standard_normal((fan_in, fan_out))\nW *= np.sqrt(2 / (fan_in + fan_out))\n"
        "return W",
    ),
]

XAVIER_UNIFORM = [
    Wrong(
        "xavier-uniform",
        "uniform on [0, a)",
        hint="`rng.random` starts at 0: the interval goes from -a to a.",
        new="return rng.random((fan_in, fan_out)) * a",
        old="return rng.uniform(-a, a, (fan_in, fan_out))",
    ),
    Wrong(
        "xavier-uniform",
        "deviation as bound",
        hint="A uniform distribution between -a and a has the deviation a / sqrt(3), not a.",
        new="a = np.sqrt(2.0 / (fan_in + fan_out))",
        old=UNIFORM,
    ),
    Wrong(
        "xavier-uniform",
        "12 for 3",
        hint="The interval from -a to a is 2a long: its variance is (2a)^2 / 12 = a^2 / 3.",
        new="a = np.sqrt(24.0 / (fan_in + fan_out))",
        old=UNIFORM,
    ),
    Wrong(
        "xavier-uniform",
        "fan_in alone",
        hint="Both numbers count: their sum stands below.",
        new="a = np.sqrt(6.0 / fan_in)",
        old=UNIFORM,
    ),
    Wrong(
        "xavier-uniform",
        "1 / sqrt(fan_in)",
        hint="1 / sqrt(fan_in) is another common bound (PyTorch's default), and not Glorot's.",
        new="a = 1.0 / np.sqrt(fan_in)",
        old=UNIFORM,
    ),
    Wrong(
        "xavier-uniform",
        "normal",
        hint="The variance is right, but the entries are to be spread evenly between -a and a.",
        new=GLOROT,
    ),
    Wrong(
        "xavier-uniform",
        "global generator",
        hint=GLOBAL,
        new="return np.random.uniform(-a, a, (fan_in, fan_out))",
        old="return rng.uniform(-a, a, (fan_in, fan_out))",
        parts=(RNG,),
    ),
    Wrong(
        "xavier-uniform",
        "a copy of the generator",
        hint="From a copy of `rng` the next call draws the same numbers again: draw from `rng`.",
        new="import copy\nrng = copy.deepcopy(rng)\na = np.sqrt(6.0 / (fan_in + fan_out))",
        old=UNIFORM,
        parts=(RNG,),
    ),
    Right(
        "xavier-uniform",
        "random, stretched",
        "return 2 * a * rng.random((fan_in, fan_out)) - a",
        "return rng.uniform(-a, a, (fan_in, fan_out))",
    ),
    Right(
        "xavier-uniform",
        "random, shifted by a half",
        "return (rng.random(size=(fan_in, fan_out)) - 0.5) * 2 * a",
        "return rng.uniform(-a, a, (fan_in, fan_out))",
    ),
    Right(
        "xavier-uniform",
        "keywords",
        "return rng.uniform(low=-a, high=a, size=(fan_in, fan_out))",
        "return rng.uniform(-a, a, (fan_in, fan_out))",
    ),
    Right("xavier-uniform", "by the variance", "a = (3 * 2 / (fan_in + fan_out)) ** 0.5", UNIFORM),
    Right(
        "xavier-uniform",
        "by the deviation",
        "a = math.sqrt(3) * math.sqrt(2 / (fan_in + fan_out))",
        UNIFORM,
    ),
    Right(
        "xavier-uniform",
        "sign and size apart",
        "signs = rng.choice([-1.0, 1.0], (fan_in, fan_out))\n"
        "return signs * rng.random((fan_in, fan_out)) * a",
        "return rng.uniform(-a, a, (fan_in, fan_out))",
    ),
    Right(
        "xavier-uniform",
        "float32",
        "return rng.uniform(-a, a, (fan_in, fan_out)).astype(np.float32)",
        "return rng.uniform(-a, a, (fan_in, fan_out))",
    ),
    Right(
        "xavier-uniform",
        "row by row",
        "return np.array([rng.uniform(-a, a, fan_out) for _ in range(fan_in)])",
        "return rng.uniform(-a, a, (fan_in, fan_out))",
    ),
    Right(
        "xavier-uniform",
        "transposed draw",
        "return rng.uniform(-a, a, (fan_out, fan_in)).T",
        "return rng.uniform(-a, a, (fan_in, fan_out))",
    ),
    Right(
        "xavier-uniform",
        "flat, then shaped",
        "return rng.uniform(-a, a, fan_in * fan_out).reshape(fan_in, -1)",
        "return rng.uniform(-a, a, (fan_in, fan_out))",
    ),
]

CONV_HE_NORMAL = [
    Wrong(
        "conv-he-normal",
        "window forgotten",
        hint="One unit sees kh by kw pixels in each channel that goes in, so its inputs are "
        "c_in * kh * kw.",
        new="fan_in = c_in",
        old="fan_in = c_in * kh * kw",
    ),
    Wrong(
        "conv-he-normal",
        "channels that come out",
        hint="The first axis counts the channels that come *out*: each unit sums over the others.",
        new="fan_in = c_out * kh * kw",
        old="fan_in = c_in * kh * kw",
    ),
    Wrong(
        "conv-he-normal",
        "channels forgotten",
        hint="The window lies over every channel that goes in: c_in belongs into fan_in.",
        new="fan_in = kh * kw",
        old="fan_in = c_in * kh * kw",
    ),
    Wrong(
        "conv-he-normal",
        "square windows only",
        hint="kh and kw may differ: the window has kh * kw pixels.",
        new="fan_in = c_in * kh * kh",
        old="fan_in = c_in * kh * kw",
    ),
    Wrong(
        "conv-he-normal",
        "channels exchanged",
        hint="The shape is (c_out, c_in, kh, kw), in this order.",
        new="return rng.standard_normal((c_in, c_out, kh, kw)) * np.sqrt(2.0 / fan_in)",
        old=CONV,
    ),
    Wrong(
        "conv-he-normal",
        "one window for all channels",
        hint="Each entry is drawn on its own: here all channels share the same window.",
        new="window = rng.standard_normal((kh, kw)) * np.sqrt(2.0 / fan_in)\n"
        "return np.broadcast_to(window, (c_out, c_in, kh, kw)).copy()",
        old=CONV,
    ),
    Wrong(
        "conv-he-normal",
        "one kernel for all outputs",
        hint="Every channel that comes out has a kernel of its own: equal ones learn the same.",
        new="kernel = rng.standard_normal((c_in, kh, kw)) * np.sqrt(2.0 / fan_in)\n"
        "return np.stack([kernel] * c_out)",
        old=CONV,
    ),
    Wrong(
        "conv-he-normal",
        "a generator of its own",
        hint=OWN_GENERATOR,
        new="rng = np.random.default_rng(42)\n" + CONV,
        old=CONV,
        parts=(RNG,),
    ),
    Right(
        "conv-he-normal",
        "rng.normal",
        "return rng.normal(0, np.sqrt(2 / fan_in), (c_out, c_in, kh, kw))",
        CONV,
    ),
    Right(
        "conv-he-normal",
        "from he_normal",
        "return he_normal(fan_in, c_out, rng).T.reshape(c_out, c_in, kh, kw)",
        CONV,
    ),
    Right(
        "conv-he-normal",
        "from he_normal, columns cut up",
        "return he_normal(fan_in, c_out, rng).reshape(c_in, kh, kw, c_out).transpose(3, 0, 1, 2)",
        CONV,
    ),
    Right(
        "conv-he-normal",
        "fan_in from the array",
        "W = rng.standard_normal((c_out, c_in, kh, kw))\nreturn W * np.sqrt(2 / W[0].size)",
    ),
    Right(
        "conv-he-normal", "np.prod", "fan_in = np.prod([c_in, kh, kw])", "fan_in = c_in * kh * kw"
    ),
    Right(
        "conv-he-normal",
        "unit by unit",
        "s = (2 / fan_in) ** 0.5\n"
        "return np.stack([s * rng.standard_normal((c_in, kh, kw)) for _ in range(c_out)])",
        CONV,
    ),
    Right(
        "conv-he-normal",
        "float32",
        "return rng.standard_normal((c_out, c_in, kh, kw), dtype=np.float32) * "
        "np.float32((2 / fan_in) ** 0.5)",
        CONV,
    ),
    Right(
        "conv-he-normal",
        "flat, then shaped",
        "W = rng.normal(size=c_out * fan_in) / math.sqrt(fan_in / 2)\n"
        "return W.reshape(c_out, c_in, kh, kw)",
        CONV,
    ),
    Right(
        "conv-he-normal",
        "four loops",
        """
        W = np.empty((c_out, c_in, kh, kw))
        for o in range(c_out):
            for c in range(c_in):
                W[o, c] = rng.normal(scale=np.sqrt(2 / (kh * kw * c_in)), size=(kh, kw))
        return W
        """,
    ),
    Right(
        "conv-he-normal",
        "axes moved",
        "W = rng.standard_normal((kh, kw, c_in, c_out)) * np.sqrt(2 / fan_in)\n"
        "return np.moveaxis(W, (3, 2), (0, 1))",
        CONV,
    ),
]

MASK = "mask = (rng.random(x.shape) >= p) / (1 - p)"
IDLE = "if not training or p == 0:"
KEEP = (
    "p is the probability of *dropping*: 1 - p is kept, and what is kept is divided by 1 - p. At "
    "p = 0.5 the two cannot be told apart."
)
UNTOUCHED = "`x *= mask` and `x[...] = 0` change the array of the caller: make a new one."
OWN_LOT = "Every entry has a lot of its own: draw as many random numbers as x has entries."

DROPOUT_FORWARD = [
    Wrong(
        "dropout-forward",
        "not rescaled",
        hint="Without the factor 1 / (1 - p) the outputs are smaller in training than in "
        "evaluation.",
        new="mask = (rng.random(x.shape) >= p) * 1.0",
        old=MASK,
    ),
    Wrong(
        "dropout-forward",
        "divided by p",
        hint="Kept with probability 1 - p, so divided by 1 - p: dividing by p is right at p = 0.5 "
        "only.",
        new="mask = (rng.random(x.shape) >= p) / p",
        old=MASK,
    ),
    Wrong(
        "dropout-forward",
        "p is kept",
        hint=KEEP,
        new="mask = (rng.random(x.shape) < p) / p",
        old=MASK,
    ),
    Wrong(
        "dropout-forward",
        "factor from the share that chance kept",
        hint="The factor is 1 / (1 - p), whatever part chance has kept this time.",
        new="mask = (rng.random(x.shape) >= p) * 1.0\nmask /= max(mask.mean(), 1 / x.size)",
        old=MASK,
    ),
    Wrong(
        "dropout-forward",
        "mask without the factor",
        hint="mask holds the factor too: the backward pass knows nothing of p.",
        new="mask = (rng.random(x.shape) >= p) * 1.0\nreturn x * mask / (1 - p), mask",
        old=MASK + "\nreturn x * mask, mask",
    ),
    Wrong(
        "dropout-forward",
        "mask of booleans",
        hint="mask holds floats, 0 and 1 / (1 - p), and no booleans.",
        new="mask = rng.random(x.shape) >= p\nreturn x * mask / (1 - p), mask",
        old=MASK + "\nreturn x * mask, mask",
    ),
    Wrong(
        "dropout-forward",
        "mask recomputed from the output",
        hint="A zero in x is no dropped place: its gradient still passes where its lot was kept.",
        new="return x * mask, (x * mask != 0) / (1 - p)",
        old="return x * mask, mask",
    ),
    Wrong(
        "dropout-forward",
        "whole columns",
        hint=OWN_LOT,
        new="mask = np.broadcast_to(rng.random(x.shape[-1]) >= p, x.shape) / (1 - p)",
        old=MASK,
    ),
    Wrong(
        "dropout-forward",
        "an exact share",
        hint="Each entry is dropped with probability p, independently: how many are dropped is a "
        "matter of chance too.",
        new="mask = np.ones(x.size)\nmask[: round(p * x.size)] = 0.0\n"
        "mask = rng.permutation(mask).reshape(x.shape) / (1 - p)",
        old=MASK,
    ),
    Wrong(
        "dropout-forward",
        "in place",
        hint=UNTOUCHED,
        new="x *= mask\nreturn x, mask",
        old="return x * mask, mask",
    ),
    Wrong(
        "dropout-forward",
        "active in evaluation",
        hint="In evaluation nothing is dropped, and mask is None.",
        new="if p == 0:",
        old=IDLE,
        parts=(EVALUATION,),
    ),
    Wrong(
        "dropout-forward",
        "p = 0 draws a mask",
        hint="With p = 0 nothing is dropped: mask is None, and nothing is drawn.",
        new="if not training:",
        old=IDLE,
        parts=(EVALUATION,),
    ),
    Wrong(
        "dropout-forward",
        "rescaled in evaluation",
        hint="The inverted form has done its scaling in training: in evaluation x passes as it is.",
        new="return x * (1 - p), None",
        old="return x, None",
        parts=(EVALUATION,),
    ),
    Wrong(
        "dropout-forward",
        "lots drawn in evaluation",
        hint="In evaluation nothing is drawn from rng: else measuring a loss would change the "
        "training that follows.",
        new="""
        lots = rng.random(x.shape)
        if not training or p == 0:
            return x, None
        mask = (lots >= p) / (1 - p)
        return x * mask, mask
        """,
        parts=(EVALUATION,),
    ),
    Wrong(
        "dropout-forward",
        "training turned round",
        hint="`training` True means that numbers are dropped; your function does it in evaluation.",
        new="if training or p == 0:",
        old=IDLE,
    ),
    Wrong(
        "dropout-forward",
        "global generator",
        hint=GLOBAL,
        new="mask = (np.random.random(x.shape) >= p) / (1 - p)",
        old=MASK,
        parts=(RNG,),
    ),
    Wrong(
        "dropout-forward",
        "channels as a whole",
        hint="With more axes, too, every entry has a lot of its own.",
        new="lots = rng.random(x.shape[:2] + (1,) * (x.ndim - 2)) >= p\n"
        "mask = lots * np.ones(x.shape) / (1 - p)",
        old=MASK,
        parts=(SHAPES,),
    ),
    Wrong(
        "dropout-forward",
        "mask of the kind of x",
        hint="`zeros_like` and `astype(x.dtype)` make an integer mask of integer x: 1 / (1 - p) is "
        "cut down to a whole number.",
        new="mask = ((rng.random(x.shape) >= p) / (1 - p)).astype(x.dtype)",
        old=MASK,
        parts=(SHAPES,),
    ),
    Right(
        "dropout-forward",
        "kept below 1 - p",
        "mask = (rng.random(x.shape) < 1 - p) / (1 - p)",
        MASK,
    ),
    Right(
        "dropout-forward", "strictly greater", "mask = (rng.random(x.shape) > p) / (1 - p)", MASK
    ),
    Right(
        "dropout-forward",
        "binomial",
        "mask = rng.binomial(1, 1 - p, size=x.shape) / (1 - p)",
        MASK,
    ),
    Right(
        "dropout-forward",
        "choice",
        "mask = rng.choice([0.0, 1 / (1 - p)], size=x.shape, p=[p, 1 - p])",
        MASK,
    ),
    Right(
        "dropout-forward",
        "where",
        "mask = np.where(rng.uniform(size=x.shape) < p, 0.0, 1.0 / (1.0 - p))",
        MASK,
    ),
    Right(
        "dropout-forward",
        "zeros written into the mask",
        """
        if training and p > 0:
            mask = np.full(x.shape, 1 / (1 - p))
            mask[rng.random(x.shape) < p] = 0
            return np.multiply(x, mask), mask
        return x.copy(), None
        """,
    ),
    Right(
        "dropout-forward",
        "float32 mask",
        "mask = (rng.random(x.shape, dtype=np.float32) >= p).astype(np.float32)\n"
        "mask /= np.float32(1 - p)",
        MASK,
    ),
    Right(
        "dropout-forward",
        "a list, and a copy in evaluation",
        """
        if p == 0.0 or training is False:
            return [np.array(x), None]
        keep = 1 - p
        mask = (rng.random(size=x.shape) < keep).astype(float) / keep
        return [mask * x, mask]
        """,
    ),
    Right(
        "dropout-forward",
        "entry by entry",
        """
        if not training or p == 0:
            return x, None
        mask = np.zeros(x.shape)
        for place in np.ndindex(x.shape):
            if rng.random() >= p:
                mask[place] = 1 / (1 - p)
        return x * mask, mask
        """,
    ),
    Right(
        "dropout-forward",
        "flat lots",
        "mask = (rng.random(x.size).reshape(x.shape) >= p) * (1 / (1 - p))",
        MASK,
    ),
]

DROPOUT_BACKWARD = [
    Wrong(
        "dropout-backward",
        "without the factor",
        hint="The factor 1 / (1 - p) was applied on the way forward, so it is part of the "
        "derivative.",
        new="return dout if mask is None else dout * (mask > 0)",
    ),
    Wrong(
        "dropout-backward",
        "mask ignored",
        hint="A dropped number had no influence on the loss: its gradient is 0.",
        new="return dout * 1.0",
    ),
    Wrong(
        "dropout-backward",
        "divided by a mask with zeros",
        hint="The derivative of x * mask is mask: multiply; a division meets the zeros.",
        new="return dout if mask is None else dout / mask",
    ),
    Wrong(
        "dropout-backward",
        "matrix product",
        hint="Each entry has its own mask: multiply entry by entry, with `*`.",
        new="return dout if mask is None else dout @ mask",
    ),
    Wrong(
        "dropout-backward",
        "in place",
        hint="`dout *= mask` changes the array of the caller: make a new one.",
        new="if mask is not None:\n    dout *= mask\nreturn dout",
    ),
    Wrong(
        "dropout-backward",
        "None not expected",
        hint="mask is None when nothing was dropped, in evaluation for example.",
        new="return dout * mask",
        parts=("nothing dropped",),
    ),
    Right("dropout-backward", "branch", "if mask is None:\n    return dout\nreturn mask * dout"),
    Right("dropout-backward", "a copy", "return dout.copy() if mask is None else dout * mask"),
    Right(
        "dropout-backward",
        "np.multiply",
        "return np.multiply(dout, 1.0 if mask is None else mask)",
    ),
    Right(
        "dropout-backward",
        "ones for None",
        "mask = np.ones_like(dout) if mask is None else mask\nreturn dout * mask",
    ),
    Right(
        "dropout-backward",
        "einsum",
        "return dout if mask is None else np.einsum('...,...->...', dout, mask)",
    ),
    Right(
        "dropout-backward",
        "where",
        "return dout if mask is None else np.where(mask != 0, dout * mask, 0.0)",
    ),
    Right(
        "dropout-backward",
        "in place on a copy",
        "dx = np.array(dout)\nif mask is not None:\n    dx *= mask\nreturn dx",
    ),
    Right(
        "dropout-backward",
        "entry by entry",
        """
        dx = np.zeros(dout.shape)
        for place in np.ndindex(dout.shape):
            dx[place] = dout[place] * (1 if mask is None else mask[place])
        return dx
        """,
    ),
    Right(
        "dropout-backward",
        "flat",
        "if mask is None:\n    return dout\n"
        "return (dout.ravel() * mask.ravel()).reshape(dout.shape)",
    ),
    Right(
        "dropout-backward",
        "kept places only",
        """
        if mask is None:
            return dout
        dx = np.zeros_like(dout)
        kept = mask > 0
        dx[kept] = dout[kept] * mask[kept]
        return dx
        """,
    ),
]

FROM_BATCH = "mean, var = x.mean(axis=0), x.var(axis=0)"
UNBIASED = "unbiased = var * n / (n - 1)"
NEW_MEAN = "self.running_mean = (1 - self.momentum) * self.running_mean + self.momentum * mean"
NEW_VAR = "self.running_var = (1 - self.momentum) * self.running_var + self.momentum * unbiased"
FROM_RUNNING = "mean, var = self.running_mean, self.running_var"
INVERSE = "self.inv = 1 / np.sqrt(var + self.eps)"
OUT = "return self.gamma * self.xhat + self.beta"
DGAMMA = "self.dgamma = (dout * self.xhat).sum(axis=0)"
DBETA = "self.dbeta = dout.sum(axis=0)"
DXHAT = "dxhat = dout * self.gamma"
ALONG = "along = (dxhat * self.xhat).mean(axis=0)"
DX = "return self.inv * (dxhat - dxhat.mean(axis=0) - self.xhat * along)"
UNDER_ROOT = "eps is added to the variance, under the root, which keeps its derivative simple too."
NEW_VALUE = (
    "momentum is the weight of the *new* value, 0.1 by default: old values keep 1 - momentum."
)
IN_EVALUATION = (
    "In evaluation a sample must not depend on the others: use the running statistics, and look at "
    "`training` in each call, because it is set from outside."
)
EPS = (
    "eps counts: it is added to the variance as it was given, 1e-5 being only its default, and "
    "keeps the fraction finite for a constant feature."
)
OF_ITS_OWN = (
    "Something is shared by all objects of the class: attributes belong to `self` and are made in "
    "`__init__`."
)

BATCH_NORM = [
    Wrong(
        "batch-norm",
        "unbiased variance in the output",
        hint="The batch is divided by its *biased* variance, with 1 / n; the unbiased one goes "
        "into the running variance only.",
        new=INVERSE.replace("var ", "(unbiased if self.training else var) "),
        old=INVERSE,
        fails=(TRAINED, BACK),
    ),
    Wrong(
        "batch-norm",
        "running variance from the biased one",
        hint="The running variance takes the unbiased variance: n / (n - 1) times the batch's.",
        new="unbiased = var",
        old=UNBIASED,
        fails=(RUNNING,),
    ),
    Wrong(
        "batch-norm",
        "momentum weighs the old value",
        hint=NEW_VALUE,
        new="self.running_mean = self.momentum * self.running_mean + (1 - self.momentum) * mean\n"
        "    self.running_var = self.momentum * self.running_var + (1 - self.momentum) * unbiased",
        old=NEW_MEAN + "\n    " + NEW_VAR,
        fails=(RUNNING,),
    ),
    Wrong(
        "batch-norm",
        "momentum ignored",
        hint="0.1 is only the default of momentum: use `self.momentum`.",
        new="self.eps, self.momentum = eps, 0.1",
        old="self.eps, self.momentum = eps, momentum",
        fails=(RUNNING,),
    ),
    Wrong(
        "batch-norm",
        "running variance starts at 0",
        hint="The running variance starts at ones.",
        new="self.running_mean, self.running_var = np.zeros(d), np.zeros(d)",
        old="self.running_mean, self.running_var = np.zeros(d), np.ones(d)",
        fails=(RUNNING, EVALUATED),
    ),
    Wrong(
        "batch-norm",
        "one mean for all features",
        hint="`x.mean()` without an axis mixes all features: each has its own mean and variance, "
        "axis 0.",
        new="mean, var = x.mean() * np.ones(x.shape[1]), x.var() * np.ones(x.shape[1])",
        old=FROM_BATCH,
        fails=(TRAINED, RUNNING, BACK),
    ),
    Wrong(
        "batch-norm",
        "running statistics used in training",
        hint="In training the batch's own mean and variance are used; the running ones follow.",
        new="self.inv = 1 / np.sqrt(self.running_var + self.eps)\n"
        "self.xhat = (x - self.running_mean) * self.inv",
        old=INVERSE + "\nself.xhat = (x - mean) * self.inv",
        fails=(TRAINED, BACK),
    ),
    Wrong(
        "batch-norm",
        "batch statistics in evaluation",
        hint=IN_EVALUATION,
        new=FROM_BATCH,
        old=FROM_RUNNING,
        fails=(EVALUATED,),
    ),
    Wrong(
        "batch-norm",
        "training ignored",
        hint=IN_EVALUATION,
        new="if True:",
        old="if self.training:",
        fails=(RUNNING, EVALUATED),
        parts=(BETWEEN,),
    ),
    Wrong(
        "batch-norm",
        "running statistics updated in evaluation",
        hint="In evaluation the running statistics stay as they are: whoever measures must not "
        "change the network.",
        new=FROM_RUNNING + "\n    self.running_mean = (1 - self.momentum) * mean + "
        "self.momentum * x.mean(axis=0)",
        old=FROM_RUNNING,
        fails=(RUNNING,),
        parts=(BETWEEN,),
    ),
    Wrong(
        "batch-norm",
        "statistics of one row asked for",
        hint="A batch of one row has no unbiased variance: in evaluation there is no need to "
        "compute any.",
        new="x.var(axis=0, ddof=1)\nif self.training:",
        old="if self.training:",
        fails=(EVALUATED,),
        parts=(SINGLE,),
    ),
    Wrong(
        "batch-norm",
        "single rows lose their axis",
        hint="A batch of one row is still a batch, of shape (1, d).",
        new="return (self.gamma * self.xhat + self.beta).squeeze()",
        old=OUT,
        fails=(TRAINED, EVALUATED),
    ),
    Wrong(
        "batch-norm",
        "eps outside of the root",
        hint=UNDER_ROOT,
        new="self.inv = 1 / (np.sqrt(var) + self.eps)",
        old=INVERSE,
        fails=(TRAINED, EVALUATED, BACK),
    ),
    Wrong(
        "batch-norm",
        "eps forgotten",
        hint=EPS,
        new="self.inv = 1 / np.sqrt(var)",
        old=INVERSE,
        fails=(TRAINED, EVALUATED, BACK),
    ),
    Wrong(
        "batch-norm",
        "divided by the variance",
        hint="Divide by the root of the variance: a deviation has the unit of x.",
        new="self.inv = 1 / (var + self.eps)",
        old=INVERSE,
        fails=(TRAINED, EVALUATED, BACK),
    ),
    Wrong(
        "batch-norm",
        "layer normalisation",
        hint="Mean and variance are taken over the samples, axis 0; over the features it would be "
        "layer normalisation.",
        new="mean, var = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)",
        old=FROM_BATCH,
        fails=ALL_OF_BATCH_NORM,
    ),
    Wrong(
        "batch-norm",
        "beta forgotten",
        hint="Where is beta?",
        new="return self.gamma * self.xhat",
        old=OUT,
        fails=(TRAINED, EVALUATED),
        parts=(SCALE,),
    ),
    Wrong(
        "batch-norm",
        "gamma and beta in training only",
        hint="gamma and beta are applied in evaluation as well.",
        new="return self.gamma * self.xhat + self.beta if self.training else self.xhat",
        old=OUT,
        fails=(EVALUATED,),
        parts=(SCALE,),
    ),
    Wrong(
        "batch-norm",
        "running statistics shared",
        hint=OF_ITS_OWN,
        new="""
        class BatchNorm:
            means, variances = {}, {}

            def __init__(self, d, eps=1e-5, momentum=0.1):
                self.eps, self.momentum, self.training = eps, momentum, True
                self.gamma, self.beta = np.ones(d), np.zeros(d)
                self.running_mean, self.running_var = np.zeros(d), np.ones(d)
                self.d = d
                self.means[d], self.variances[d] = self.running_mean, self.running_var

            def forward(self, x):
                if self.training:
                    mean, var, m = x.mean(axis=0), x.var(axis=0), self.momentum
                    self.means[self.d] += m * (mean - self.means[self.d])
                    unbiased = x.var(axis=0, ddof=1)
                    self.variances[self.d] += m * (unbiased - self.variances[self.d])
                else:
                    mean, var = self.running_mean, self.running_var
                self.inv = 1 / np.sqrt(var + self.eps)
                self.xhat = (x - mean) * self.inv
                return self.gamma * self.xhat + self.beta

            def backward(self, dout):
                self.dgamma, self.dbeta = (dout * self.xhat).sum(axis=0), dout.sum(axis=0)
                g = dout * self.gamma
                along = (g * self.xhat).mean(axis=0)
                return self.inv * (g - g.mean(axis=0) - self.xhat * along)
        """,
        fails=(RUNNING,),
        parts=(SEVERAL,),
    ),
    Wrong(
        "batch-norm",
        "x changed in place",
        hint="`x -= ...` changes the array of the caller: make a new one.",
        new="x -= mean\nself.xhat = x * self.inv",
        old="self.xhat = (x - mean) * self.inv",
        fails=ALL_OF_BATCH_NORM,
    ),
    Wrong(
        "batch-norm",
        "normalised x overwritten",
        hint="The backward pass needs the normalised x as it was before gamma and beta: do not "
        "change it in place.",
        new="self.xhat *= self.gamma\nself.xhat += self.beta\nreturn self.xhat.copy()",
        old=OUT,
        fails=(BACK,),
    ),
    Wrong(
        "batch-norm",
        "path through the variance forgotten",
        hint="The variance of the batch depends on x too: where is the term with the normalised x?",
        new="return self.inv * (dxhat - dxhat.mean(axis=0))",
        old=DX,
        fails=(BACK,),
    ),
    Wrong(
        "batch-norm",
        "path through the mean forgotten",
        hint="The mean of the batch depends on x too: a shift of all samples has no effect, so the "
        "columns of dx sum to 0.",
        new="return self.inv * (dxhat - self.xhat * along)",
        old=DX,
        fails=(BACK,),
    ),
    Wrong(
        "batch-norm",
        "mean and variance taken for constants",
        hint="Mean and variance depend on x: besides the direct path there is one through each.",
        new="return self.inv * dxhat",
        old=DX,
        fails=(BACK,),
    ),
    Wrong(
        "batch-norm",
        "sign of the variance path",
        hint="Both means are subtracted: a larger variance makes the output smaller.",
        new="return self.inv * (dxhat - dxhat.mean(axis=0) + self.xhat * along)",
        old=DX,
        fails=(BACK,),
    ),
    Wrong(
        "batch-norm",
        "sums instead of means in dx",
        hint="The mean of the batch has a factor 1 / n, and so have both terms that go through it: "
        "means, not sums.",
        new="return self.inv * (dxhat - dxhat.sum(axis=0) - self.xhat * along * len(dout))",
        old=DX,
        fails=(BACK,),
    ),
    Wrong(
        "batch-norm",
        "gamma forgotten in dx",
        hint="On the way back dout first passes gamma.",
        new="dxhat = dout",
        old=DXHAT,
        fails=(BACK,),
    ),
    Wrong(
        "batch-norm",
        "dout in the second mean",
        hint="The second mean is that of g times the normalised x, gamma included.",
        new="along = (dout * self.xhat).mean(axis=0)",
        old=ALONG,
        fails=(BACK,),
    ),
    Wrong(
        "batch-norm",
        "dgamma from x",
        hint="gamma multiplies the *normalised* x, so its gradient holds that, and not x itself.",
        new="self.dgamma = (dout * self.xhat / self.inv).sum(axis=0)",
        old=DGAMMA,
        fails=(BACK,),
        parts=(SUMS,),
    ),
    Wrong(
        "batch-norm",
        "dgamma averaged",
        hint="gamma serves every sample: a sum over the samples, not a mean.",
        new="self.dgamma = (dout * self.xhat).mean(axis=0)",
        old=DGAMMA,
        fails=(BACK,),
        parts=(SUMS,),
    ),
    Wrong(
        "batch-norm",
        "gradients added up",
        hint="dgamma and dbeta are those of the latest backward pass: replaced, not added up.",
        new="self.dgamma = getattr(self, 'dgamma', 0) + (dout * self.xhat).sum(axis=0)\n"
        "self.dbeta = getattr(self, 'dbeta', 0) + dout.sum(axis=0)",
        old=DGAMMA + "\n" + DBETA,
        fails=(BACK,),
        parts=(PASSES,),
    ),
    Wrong(
        "batch-norm",
        "cache spoiled by the backward pass",
        hint="backward may be called again: leave what forward kept as it is.",
        new="self.xhat *= along\nreturn self.inv * (dxhat - dxhat.mean(axis=0) - self.xhat)",
        old=DX,
        fails=(BACK,),
        parts=(PASSES,),
    ),
    Wrong(
        "batch-norm",
        "one array for all outputs",
        hint="Each forward pass returns a new array: else the next one overwrites what the caller "
        "holds.",
        new="self.out = getattr(self, 'out', {})\n"
        "out = self.out.setdefault(x.shape, np.empty(x.shape))\n"
        "out[...] = self.gamma * self.xhat + self.beta\nreturn out",
        old=OUT,
        fails=(TRAINED,),
    ),
]

RIGHT_BATCH_NORM = [
    Right("batch-norm", "np.sqrt of the unbiased", "unbiased = x.var(axis=0, ddof=1)", UNBIASED),
    Right(
        "batch-norm",
        "running statistics moved in place",
        "self.running_mean += self.momentum * (mean - self.running_mean)\n"
        "    self.running_var += self.momentum * (unbiased - self.running_var)",
        NEW_MEAN + "\n    " + NEW_VAR,
    ),
    Right("batch-norm", "power", "self.inv = (var + self.eps) ** -0.5", INVERSE),
    Right(
        "batch-norm",
        "the formula with sums",
        "n = len(dout)\nreturn self.inv / n * (\n"
        "    n * dxhat - dxhat.sum(axis=0) - self.xhat * (dxhat * self.xhat).sum(axis=0)\n)",
        DX,
    ),
    Right(
        "batch-norm",
        "from dgamma and dbeta",
        "n = len(dout)\nreturn self.gamma * self.inv * (\n"
        "    dout - self.dbeta / n - self.xhat * self.dgamma / n\n)",
        DXHAT + "\n" + ALONG + "\n" + DX,
    ),
    Right(
        "batch-norm",
        "einsum",
        "self.dgamma = np.einsum('nd,nd->d', dout, self.xhat)\n"
        "self.dbeta = np.einsum('nd->d', dout)",
        DGAMMA + "\n" + DBETA,
    ),
    Right(
        "batch-norm",
        "written into arrays of its own",
        "self.dgamma, self.dbeta = np.empty(len(self.gamma)), np.empty(len(self.gamma))\n"
        "self.dgamma[:] = np.sum(dout * self.xhat, axis=0)\nnp.sum(dout, axis=0, out=self.dbeta)",
        DGAMMA + "\n" + DBETA,
    ),
    Right(
        "batch-norm",
        "backward step by step",
        """
        class BatchNorm:
            def __init__(self, d, eps=1e-5, momentum=0.1):
                self.d = d
                self.eps = eps
                self.momentum = momentum
                self.training = True
                self.gamma = np.ones((d,))
                self.beta = np.zeros((d,))
                self.running_mean = np.zeros((d,))
                self.running_var = np.ones((d,))
                self.dgamma = None
                self.dbeta = None

            def forward(self, x):
                if not self.training:
                    scale = self.gamma / np.sqrt(self.running_var + self.eps)
                    return x * scale + (self.beta - self.running_mean * scale)
                n = x.shape[0]
                self.mu = np.mean(x, axis=0, keepdims=True)
                self.centred = x - self.mu
                self.var = np.mean(self.centred**2, axis=0, keepdims=True)
                self.std = np.sqrt(self.var + self.eps)
                m = self.momentum
                self.running_mean = m * self.mu[0] + (1 - m) * self.running_mean
                self.running_var = m * self.var[0] * n / (n - 1) + (1 - m) * self.running_var
                return self.gamma * (self.centred / self.std) + self.beta

            def backward(self, dout):
                n = dout.shape[0]
                normal = self.centred / self.std
                self.dbeta = np.sum(dout, axis=0)
                self.dgamma = np.sum(dout * normal, axis=0)
                dnormal = dout * self.gamma
                dstd = -np.sum(dnormal * self.centred, axis=0, keepdims=True) / self.std**2
                dvar = 0.5 * dstd / self.std
                dcentred = dnormal / self.std + 2 / n * self.centred * dvar
                return dcentred - np.mean(dcentred, axis=0, keepdims=True)
        """,
    ),
    Right(
        "batch-norm",
        "by the Jacobian of each feature",
        """
        class BatchNorm:
            def __init__(self, d, eps=1e-5, momentum=0.1):
                self.options = {"eps": eps, "momentum": momentum}
                self.training = True
                self.gamma, self.beta, self.running_var = np.ones(d), np.zeros(d), np.ones(d)
                self.running_mean = self.beta.copy()

            def forward(self, x):
                self.x = np.array(x, dtype=float)
                eps, m = self.options["eps"], self.options["momentum"]
                if not self.training:
                    root = np.sqrt(self.running_var + eps)
                    return (self.x - self.running_mean) / root * self.gamma + self.beta
                n = len(x)
                var = self.x.var(0)
                self.running_mean = (1 - m) * self.running_mean + m * self.x.mean(0)
                self.running_var = (1 - m) * self.running_var + m * var * (n / (n - 1))
                self.root = np.sqrt(var + eps)
                self.normal = (self.x - self.x.mean(0)) / self.root
                return self.normal * self.gamma + self.beta

            def backward(self, dout):
                n, d = dout.shape
                dx = np.zeros((n, d))
                for j in range(d):
                    v = self.normal[:, j]
                    jacobian = (np.eye(n) - 1 / n - np.outer(v, v) / n) / self.root[j]
                    dx[:, j] = jacobian.T @ (dout[:, j] * self.gamma[j])
                self.dgamma, self.dbeta = (self.normal * dout).sum(0), dout.sum(0)
                return dx
        """,
    ),
    Right(
        "batch-norm",
        "two methods of its own",
        """
        class BatchNorm:
            def __init__(self, d, eps=1e-5, momentum=0.1):
                self.training = True
                self.eps = eps
                self.momentum = momentum
                self.gamma = np.ones(d, dtype=np.float64)
                self.beta = np.zeros(d, dtype=np.float64)
                self.running_mean = np.zeros(d, dtype=np.float64)
                self.running_var = np.ones(d, dtype=np.float64)

            def _normalise(self, x, mean, var):
                return np.divide(np.subtract(x, mean), np.sqrt(np.add(var, self.eps)))

            def _follow(self, running, new):
                return running + (new - running) * self.momentum

            def forward(self, x):
                mean, var = self.running_mean, self.running_var
                if self.training:
                    mean, var = np.mean(x, 0), np.var(x, 0)
                    self.running_mean = self._follow(self.running_mean, mean)
                    self.running_var = self._follow(self.running_var, np.var(x, 0, ddof=1))
                self.cache = x, mean, var
                return np.multiply(self.gamma, self._normalise(x, mean, var)) + self.beta

            def backward(self, dout):
                x, mean, var = self.cache
                n = x.shape[0]
                normal = self._normalise(x, mean, var)
                self.dbeta = np.ones(n) @ dout
                self.dgamma = np.ones(n) @ (dout * normal)
                dnormal = dout * self.gamma
                dvar = (dnormal * (x - mean) * -0.5 * (var + self.eps) ** -1.5).sum(axis=0)
                dmean = -dnormal.sum(axis=0) / np.sqrt(var + self.eps)
                dmean = dmean + dvar * -2 * (x - mean).sum(axis=0) / n
                return dnormal / np.sqrt(var + self.eps) + dvar * 2 * (x - mean) / n + dmean / n
        """,
    ),
]

NORM = "norm = math.sqrt(sum(float((g.astype(float) ** 2).sum()) for g in grads))"
FACTOR = "factor = min(1.0, max_norm / (norm + 1e-6))"
CLIPPED = "return [g * factor for g in grads], norm"
SHORTER = (
    "A long gradient has to come out shorter: the factor is the smaller of 1 and max_norm over "
    "norm."
)
NOT_THE_CALLERS = (
    "`g *= factor` changes the caller's arrays and `grads[i] = ...` the caller's list: make new "
    "ones."
)
NEW_ARRAYS = (
    "New arrays are asked for, also when nothing is shortened, and a new list may still hold the "
    "old arrays: copy each."
)
ADDED = (
    "The formula *adds* 1e-6 to the norm, whatever the norm: it is neither for zeros alone nor a "
    "lower limit."
)
TOGETHER = (
    "One norm over all arrays together, and one factor for all: otherwise the direction changes."
)

CLIP = [
    Wrong(
        "clip-grad-norm",
        "each array by itself",
        hint=TOGETHER,
        new="return [g * min(1.0, max_norm / (np.sqrt((g**2).sum()) + 1e-6)) for g in grads], norm",
        old=CLIPPED,
    ),
    Wrong(
        "clip-grad-norm",
        "by value",
        hint="Cutting off single entries changes the direction: all entries are multiplied by the "
        "same factor.",
        new="return [np.clip(g, -max_norm, max_norm) for g in grads], norm",
        old=CLIPPED,
    ),
    Wrong(
        "clip-grad-norm",
        "sum of the norms",
        hint="The norm of all together is the root of the sum of all *squares*, not the sum of the "
        "norms.",
        new="norm = sum(float(np.sqrt((g**2).sum())) for g in grads)",
        old=NORM,
    ),
    Wrong(
        "clip-grad-norm",
        "root forgotten",
        hint="The sum of squares is the square of the norm: take its root.",
        new="norm = sum(float((g**2).sum()) for g in grads)",
        old=NORM,
    ),
    Wrong(
        "clip-grad-norm",
        "mean of squares",
        hint="The squares are summed, not averaged.",
        new="norm = math.sqrt(np.mean(np.concatenate([g.ravel() for g in grads]) ** 2.0))",
        old=NORM,
    ),
    Wrong(
        "clip-grad-norm",
        "spectral norm",
        hint="`norm(g, 2)` of a matrix is its largest singular value; all entries are to be "
        "squared and added.",
        new="norm = math.sqrt(sum(np.linalg.norm(g.reshape(len(g), -1), 2) ** 2 for g in grads))",
        old=NORM,
    ),
    Wrong(
        "clip-grad-norm",
        "always scaled",
        hint="A short gradient stays as it is: the factor is at most 1.",
        new="factor = max_norm / (norm + 1e-6)",
        old=FACTOR,
    ),
    Wrong(
        "clip-grad-norm",
        "maximum for minimum",
        hint=SHORTER,
        new="factor = max(1.0, max_norm / (norm + 1e-6))",
        old=FACTOR,
    ),
    Wrong(
        "clip-grad-norm",
        "norm after clipping",
        hint="Return the norm *before* clipping: it tells how wild the gradients are.",
        new="return [g * factor for g in grads], norm * factor",
        old=CLIPPED,
    ),
    Wrong(
        "clip-grad-norm",
        "in place",
        hint=NOT_THE_CALLERS,
        new="for g in grads:\n    g *= factor\nreturn grads, norm",
        old=CLIPPED,
    ),
    Wrong(
        "clip-grad-norm",
        "a new list of the same arrays",
        hint=NEW_ARRAYS,
        new="if norm <= max_norm:\n    return list(grads), norm\n" + CLIPPED,
        old=CLIPPED,
        parts=(NEW,),
    ),
    Wrong(
        "clip-grad-norm",
        "without 1e-6",
        hint=ADDED,
        new="factor = max_norm / norm if norm > max_norm else 1.0",
        old=FACTOR,
        parts=(TINY,),
    ),
    Wrong(
        "clip-grad-norm",
        "1e-6 under the root",
        hint="1e-6 is added to the norm, after the root; and the norm that is returned has none.",
        new="factor = min(1.0, max_norm / math.sqrt(norm**2 + 1e-6))",
        old=FACTOR,
        parts=(TINY,),
    ),
    Right("clip-grad-norm", "a tuple", "return tuple(factor * g for g in grads), norm", CLIPPED),
    Right(
        "clip-grad-norm",
        "np.linalg.norm of the norms",
        "norm = np.linalg.norm([np.linalg.norm(g) for g in grads])",
        NORM,
    ),
    Right(
        "clip-grad-norm", "hypot", "norm = math.hypot(*(np.linalg.norm(g) for g in grads))", NORM
    ),
    Right(
        "clip-grad-norm",
        "concatenated",
        "norm = np.linalg.norm(np.concatenate([g.ravel() for g in grads]).astype(float))",
        NORM,
    ),
    Right(
        "clip-grad-norm",
        "loops",
        """
        total = 0.0
        for g in grads:
            for value in g.flat:
                total += float(value) ** 2
        norm = np.sqrt(total)
        factor = max_norm / (norm + 1e-6)
        if factor > 1:
            factor = 1
        clipped = []
        for g in grads:
            clipped.append(g * factor)
        return clipped, norm
        """,
    ),
    Right(
        "clip-grad-norm",
        "branch",
        """
        norm = np.sqrt(np.sum([np.sum(np.square(g)) for g in grads]))
        if norm > max_norm:
            return [g * (max_norm / (norm + 1e-6)) for g in grads], norm
        return [g.copy() for g in grads], norm
        """,
    ),
    Right(
        "clip-grad-norm",
        "in place on copies",
        "copies = [np.array(g, dtype=float) for g in grads]\nfor g in copies:\n    g *= factor\n"
        "return [copies, np.asarray(norm)]",
        CLIPPED,
    ),
    Right(
        "clip-grad-norm",
        "einsum",
        "norm = sum(np.einsum('i,i->', g.ravel() * 1.0, g.ravel() * 1.0) for g in grads) ** 0.5",
        NORM,
    ),
    Right(
        "clip-grad-norm", "np.minimum", "factor = np.minimum(1.0, max_norm / (norm + 1e-6))", FACTOR
    ),
    Right(
        "clip-grad-norm",
        "divided",
        "return [np.divide(g, max(1.0, (norm + 1e-6) / max_norm)) for g in grads], norm",
        CLIPPED,
    ),
]

START = "self.best_loss, self.best_epoch, self.best_params = math.inf, None, None"
COUNTERS = "self.epoch, self.bad = -1, 0"
PROGRESS = "if val_loss < self.best_loss - self.min_delta:"
BETTER = "self.best_loss, self.best_epoch, self.bad = val_loss, self.epoch, 0"
KEPT = "self.best_params = [p.copy() for p in params]"
WORSE = "self.bad += 1"
STOP = "return self.bad >= self.patience"
IN_PLACE = (
    "Training changes the arrays in place, and your best parameters with them: copy each array. A "
    "new list holds the old arrays, and `p[:]` shows the same numbers; `p.copy()` has its own."
)
NOT_LESS = (
    "A comparison with NaN is always False: ask whether the loss is *lower*, and count everything "
    "else as no progress."
)

EARLY = [
    Wrong(
        "early-stopping",
        "counter not reset",
        hint="The epochs without progress are counted in a row: progress sets the count to 0.",
        new="self.best_loss, self.best_epoch = val_loss, self.epoch",
        old=BETTER,
    ),
    Wrong(
        "early-stopping",
        "compared with the loss before",
        hint="Compare with the *best* loss so far: recovering from a bad epoch is no progress.",
        new="self.bad += 1\n    self.best_loss = val_loss",
        old=WORSE,
    ),
    Wrong(
        "early-stopping",
        "one epoch too late",
        hint="Stop in the epoch that makes the count reach `patience`, not one later: >=.",
        new="return self.bad > self.patience",
        old=STOP,
    ),
    Wrong(
        "early-stopping",
        "maximised",
        hint="A loss is to become small: lower is better.",
        new="if val_loss > self.best_loss - self.min_delta:",
        old=PROGRESS,
    ),
    Wrong(
        "early-stopping",
        "an equal loss is progress",
        hint="A loss equal to the best one is no progress: <, not <=.",
        new="if val_loss <= self.best_loss - self.min_delta:",
        old=PROGRESS,
    ),
    Wrong(
        "early-stopping",
        "epochs from 1",
        hint="The first call is epoch 0.",
        new="self.epoch, self.bad = 0, 0",
        old=COUNTERS,
    ),
    Wrong(
        "early-stopping",
        "last epoch as best",
        hint="best_epoch is the epoch of the latest progress, not of the latest call.",
        new="self.best_epoch = self.epoch\nreturn self.bad >= self.patience",
        old=STOP,
    ),
    Wrong(
        "early-stopping",
        "last parameters",
        hint="The parameters of the best epoch are kept, not the last ones.",
        new="self.best_params = [p.copy() for p in params]\nreturn self.bad >= self.patience",
        old=STOP,
    ),
    Wrong(
        "early-stopping",
        "best loss starts at 0",
        hint="The first loss is progress, however large: the best loss starts at infinity.",
        new="self.best_loss, self.best_epoch, self.best_params = 0.0, None, None",
        old=START,
    ),
    Wrong(
        "early-stopping",
        "a best loss of 0 taken for none",
        hint="0.0 is falsy: `if not best` takes it for no loss at all. Compare with None, or begin "
        "at infinity.",
        new="if not self.best_loss or val_loss < self.best_loss - self.min_delta:",
        old=PROGRESS,
    ),
    Wrong(
        "early-stopping",
        "losses below 0 not expected",
        hint="A loss may be below 0, a negative log-likelihood for instance: compare the losses, "
        "not their sizes.",
        new="if abs(val_loss) < abs(self.best_loss) - self.min_delta:",
        old=PROGRESS,
    ),
    Wrong(
        "early-stopping",
        "min_delta added",
        hint="The loss has to lie *below* the best one by more than min_delta: subtract it.",
        new="if val_loss < self.best_loss + self.min_delta:",
        old=PROGRESS,
        parts=(DELTA,),
    ),
    Wrong(
        "early-stopping",
        "min_delta reached is enough",
        hint="By *more* than min_delta: a gain of exactly min_delta is no progress.",
        new="if val_loss < self.best_loss and val_loss <= self.best_loss - self.min_delta:",
        old=PROGRESS,
        parts=(DELTA,),
    ),
    Wrong(
        "early-stopping",
        "small gains move the best loss",
        hint="A gain of min_delta or less changes nothing: many small ones add up to progress only "
        "if the best loss stays where it was.",
        new="self.bad += 1\n    self.best_loss = min(self.best_loss, val_loss)",
        old=WORSE,
        parts=(DELTA,),
    ),
    Wrong(
        "early-stopping",
        "NaN is progress",
        hint=NOT_LESS,
        new="if not val_loss >= self.best_loss - self.min_delta:",
        old=PROGRESS,
        parts=(NAN,),
    ),
    Wrong(
        "early-stopping",
        "NaN as the first loss",
        hint="NaN is no progress in the first epoch either: then everything later is compared with "
        "NaN.",
        new="if self.best_epoch is None or val_loss < self.best_loss - self.min_delta:",
        old=PROGRESS,
        parts=(NAN,),
    ),
    Wrong(
        "early-stopping",
        "the best parameters are the caller's",
        hint=IN_PLACE,
        new="self.best_params = params",
        old=KEPT,
        parts=(COPIES,),
    ),
    Wrong(
        "early-stopping",
        "the list copied, not the arrays",
        hint=IN_PLACE,
        new="self.best_params = list(params)",
        old=KEPT,
        parts=(COPIES,),
    ),
    Wrong(
        "early-stopping",
        "attributes of the class",
        hint=OF_ITS_OWN,
        new="""
        class EarlyStopping:
            state = {"epoch": -1, "bad": 0, "best": math.inf}

            def __init__(self, patience=3, min_delta=0.0):
                self.patience, self.min_delta = patience, min_delta
                self.best_epoch, self.best_params = None, None
                self.state.update(epoch=-1, bad=0, best=math.inf)

            def step(self, val_loss, params):
                state = self.state
                state["epoch"] += 1
                state["bad"] += 1
                if val_loss < state["best"] - self.min_delta:
                    self.best_epoch, state["best"], state["bad"] = state["epoch"], val_loss, 0
                    self.best_params = [p.copy() for p in params]
                return state["bad"] >= self.patience
        """,
        parts=(AT_ONCE,),
    ),
    Right(
        "early-stopping", "difference", "if self.best_loss - val_loss > self.min_delta:", PROGRESS
    ),
    Right(
        "early-stopping",
        "np.array as copies",
        "self.best_params = [np.array(p) for p in params]",
        KEPT,
    ),
    Right(
        "early-stopping",
        "deepcopy",
        "import copy\n    self.best_params = copy.deepcopy(params)",
        KEPT,
    ),
    Right(
        "early-stopping",
        "a tuple",
        "self.best_params = tuple(1.0 * p for p in params)",
        KEPT,
    ),
    Right(
        "early-stopping",
        "written into arrays of its own",
        "if self.best_params is None:\n"
        "        self.best_params = [np.empty_like(p) for p in params]\n"
        "    for kept, p in zip(self.best_params, params):\n        kept[...] = p",
        KEPT,
    ),
    Right(
        "early-stopping",
        "measured from the best epoch",
        "last = -1 if self.best_epoch is None else self.best_epoch\n"
        "return self.epoch - last >= self.patience",
        STOP,
    ),
    Right("early-stopping", "equal to patience", "return self.bad == self.patience", STOP),
    Right("early-stopping", "np.bool_", "return np.greater_equal(self.bad, self.patience)", STOP),
    Right(
        "early-stopping",
        "leaves early",
        """
        class EarlyStopping:
            def __init__(self, patience=3, min_delta=0.0):
                self.patience = patience
                self.min_delta = min_delta
                self.left = patience
                self.best = None
                self.best_epoch = None
                self.best_params = None
                self.count = 0

            def step(self, val_loss, params):
                epoch = self.count
                self.count += 1
                if np.isnan(val_loss):
                    better = False
                elif self.best is None:
                    better = True
                else:
                    better = self.best - val_loss > self.min_delta
                if better:
                    self.best, self.best_epoch = float(val_loss), epoch
                    self.best_params = []
                    for p in params:
                        self.best_params.append(p.copy())
                    self.left = self.patience
                    return False
                self.left -= 1
                return self.left <= 0
        """,
    ),
    Right(
        "early-stopping",
        "all losses kept",
        """
        class EarlyStopping:
            def __init__(self, patience=3, min_delta=0.0):
                self.options = patience, min_delta
                self.losses, self.best_epoch, self.best_params = [], None, None

            def step(self, val_loss, params):
                patience, min_delta = self.options
                best = math.inf if self.best_epoch is None else self.losses[self.best_epoch]
                self.losses.append(float(val_loss))
                if self.losses[-1] < best - min_delta:
                    self.best_epoch = len(self.losses) - 1
                    self.best_params = [np.copy(p) for p in params]
                since = len(self.losses) - 1 - (-1 if self.best_epoch is None else self.best_epoch)
                return since >= patience
        """,
    ),
]

ANSWERS = [
    *(HE_NORMAL + XAVIER_NORMAL + XAVIER_UNIFORM + CONV_HE_NORMAL),
    *(DROPOUT_FORWARD + DROPOUT_BACKWARD + BATCH_NORM + RIGHT_BATCH_NORM + CLIP + EARLY),
]
