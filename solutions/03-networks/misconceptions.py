"""Known wrong answers to exercise 03 with their hints, and other right answers."""

from grading.misconceptions import Right, Wrong

BOTH_SIGMOIDS = ("sigmoid", "sigmoid-grad")  # sigmoid_grad is declared to build on sigmoid
FAR, KINDS, AT_0, ALPHA = (
    "numbers of 1000",
    "integers, float32 and single numbers",
    "the slope at 0",
    "another alpha",
)
DEPTHS, ONE_SAMPLE, MLP_KINDS = "other depths", "a single sample", "integers and float32"

# Some mistakes cannot be told apart by what they return: they share a hint.
IN_PLACE = "The caller's array was overwritten: work on a new array."
ONE_NUMBER = "`math` takes one number at a time; NumPy's functions take whole arrays."
IF_DECIDES = "`if` decides once, but an array holds many numbers: let `np.where` or a mask decide."
CUT_OFF = "`zeros_like` of integers holds integers, and cuts your results off: ask for floats."
NO_METHODS = (
    "A plain Python number has no shape, no methods and no entries: begin with `np.asarray(x)`."
)
NEIGHBOURS = "`np.gradient` takes differences between neighbours; each slope depends on x alone."
FALLS = (
    "Yours falls, it is the sigmoid of -x: is the sign in the exponent right, and the order of "
    "the two cases?"
)
TRUTH = (
    "`if` and Python's `max` need one answer, but an array holds many numbers: `np.where` and "
    "`np.maximum` decide for each of them."
)
HIDDEN_RELU = (
    "Every hidden layer has its ReLU, and only the very last layer has none: is your limit right, "
    "in layers and not in arrays?"
)
OUTPUT = "That formula wants the function's output, but the argument is its input x."
OWN_SHAPE = "Every entry has an answer of its own: the result has the shape of x."

SIGMOID_LINE = "return np.where(x >= 0, 1, e) / (1 + e)"
SIGMOID = [
    Wrong(
        "sigmoid",
        "the formula as it stands",
        hint="exp(-x) overflows for large negative x: use the form with exp(x) there.",
        new="return 1 / (1 + np.exp(-x))",
        fails=BOTH_SIGMOIDS,
        parts=(FAR,),
    ),
    Wrong(
        "sigmoid",
        "the other form everywhere",
        hint="exp(x) / (1 + exp(x)) ends in infinity by infinity for large positive x.",
        new="return np.exp(x) / (1 + np.exp(x))",
        fails=BOTH_SIGMOIDS,
        parts=(FAR,),
    ),
    Wrong(
        "sigmoid",
        "both forms computed, then chosen",
        hint="`np.where` chooses among two finished arrays: both forms were computed for every x, "
        "and one of them overflows.",
        new="return np.where(x >= 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x)))",
        fails=BOTH_SIGMOIDS,
        parts=(FAR,),
    ),
    Wrong(
        "sigmoid",
        "sign of the exponent",
        hint=FALLS,
        new="return 1 / (1 + np.exp(x))",
        fails=BOTH_SIGMOIDS,
        parts=(FAR,),
    ),
    Wrong(
        "sigmoid",
        "parentheses left out",
        hint="`1 / 1 + e` is 1 + e: the whole sum belongs under the line.",
        new="return 1 / 1 + np.exp(-x)",
        fails=BOTH_SIGMOIDS,
    ),
    Wrong(
        "sigmoid",
        "plus one forgotten",
        hint="That is exp(x) alone: 1 + exp(-x) stands under the line.",
        new="return 1 / np.exp(-x)",
        fails=BOTH_SIGMOIDS,
    ),
    Wrong(
        "sigmoid",
        "tanh",
        hint="tanh runs from -1 to 1; the sigmoid from 0 to 1.",
        new="return np.tanh(x)",
        fails=BOTH_SIGMOIDS,
    ),
    Wrong(
        "sigmoid",
        "tanh of x, shifted",
        hint="The sigmoid is a stretched tanh, but of x / 2: yours is twice too steep.",
        new="return (1 + np.tanh(x)) / 2",
        fails=BOTH_SIGMOIDS,
    ),
    Wrong(
        "sigmoid",
        "its slope",
        hint="That is the slope of the sigmoid, which question 2 asks for.",
        new="return e / (1 + e) ** 2",
        old=SIGMOID_LINE,
        fails=BOTH_SIGMOIDS,
    ),
    Wrong(
        "sigmoid",
        "a step",
        hint="A step is what the sigmoid makes smooth.",
        new="return np.where(x >= 0, 1.0, 0.0)",
        fails=BOTH_SIGMOIDS,
    ),
    Wrong(
        "sigmoid",
        "softmax over the array",
        hint="Each number is treated alone: nothing is summed over the array.",
        new="e = np.exp(x - np.max(x))\nreturn e / np.sum(e)",
        fails=BOTH_SIGMOIDS,
    ),
    Wrong(
        "sigmoid",
        "hard sigmoid",
        hint="Straight pieces look similar, but the sigmoid is smooth: use the exponential.",
        new="return np.clip(0.2 * x + 0.5, 0, 1)",
        fails=BOTH_SIGMOIDS,
    ),
    Wrong(
        "sigmoid",
        "one form for both signs",
        hint="With |x| in the exponent, negative numbers need the other form, e / (1 + e).",
        new="return 1 / (1 + e)",
        old=SIGMOID_LINE,
        fails=("sigmoid",),  # sigma (1 - sigma) is symmetric
    ),
    Wrong(
        "sigmoid",
        "the two sides exchanged",
        hint=FALLS,
        new="return np.where(x >= 0, e, 1) / (1 + e)",
        old=SIGMOID_LINE,
        fails=("sigmoid",),
    ),
    Wrong(
        "sigmoid",
        "clipped too soon",
        hint="At -10 and 10 the sigmoid is not at its ends yet; exp is safe up to about 700.",
        new="return 1 / (1 + np.exp(-np.clip(x, -10, 10)))",
        fails=BOTH_SIGMOIDS,
    ),
    Wrong(
        "sigmoid",
        "clipped at 20",
        hint="At -24 the sigmoid is 4e-11, and later its logarithm counts; exp is safe up to 80.",
        new="return 1 / (1 + np.exp(-np.clip(x, -20, 20)))",
        fails=("sigmoid",),
    ),
    Wrong(
        "sigmoid",
        "e typed with three decimals",
        hint="2.718 is not e: `np.exp` has all the digits.",
        new="e = 2.718 ** -np.abs(x)",
        old="e = np.exp(-np.abs(x))  # between 0 and 1",
        fails=BOTH_SIGMOIDS,
    ),
    Wrong(
        "sigmoid",
        "rounded",
        hint="Return the value itself; rounding is for printing.",
        new="return np.round(np.where(x >= 0, 1, e) / (1 + e), 4)",
        old=SIGMOID_LINE,
        fails=BOTH_SIGMOIDS,
    ),
    Wrong(
        "sigmoid",
        "math.exp",
        hint=ONE_NUMBER,
        new="return 1 / (1 + math.exp(-x))",
        fails=BOTH_SIGMOIDS,
    ),
    Wrong(
        "sigmoid",
        "if for the whole array",
        hint=IF_DECIDES,
        new="""
        if x >= 0:
            return 1 / (1 + np.exp(-x))
        return np.exp(x) / (1 + np.exp(x))
        """,
        fails=BOTH_SIGMOIDS,
    ),
    Wrong(
        "sigmoid",
        "one decision for all entries",
        hint="One sign decided for the whole array: where signs are mixed, the rest overflows.",
        new="""
        if np.max(x) < 0:
            return np.exp(x) / (1 + np.exp(x))
        return 1 / (1 + np.exp(-x))
        """,
        fails=BOTH_SIGMOIDS,
        parts=(FAR,),
    ),
    Wrong(
        "sigmoid",
        "written into x",
        hint=IN_PLACE,
        new="x[...] = np.where(x >= 0, 1, e) / (1 + e)\nreturn x",
        old=SIGMOID_LINE,
        fails=BOTH_SIGMOIDS,
    ),
    Wrong(
        "sigmoid",
        "integers filled in",
        hint=CUT_OFF,
        new="""
        e = np.exp(-np.abs(x))
        out = np.zeros_like(x)
        out[...] = np.where(np.asarray(x) >= 0, 1, e) / (1 + e)
        return out
        """,
        fails=BOTH_SIGMOIDS,
        parts=(KINDS,),
    ),
    Wrong(
        "sigmoid",
        "masks on x itself",
        hint=NO_METHODS,
        new="""
        out = np.empty(x.shape)
        positive = x >= 0
        out[positive] = 1 / (1 + np.exp(-x[positive]))
        e = np.exp(x[~positive])
        out[~positive] = e / (1 + e)
        return out
        """,
        fails=BOTH_SIGMOIDS,
        parts=(KINDS,),
    ),
    Wrong(
        "sigmoid",
        "always one axis",
        hint="A single number came back as an array of one axis: keep the shape of x.",
        new="x = np.atleast_1d(x)\nreturn np.where(x >= 0, 1, e) / (1 + e)",
        old=SIGMOID_LINE,
        fails=BOTH_SIGMOIDS,
        parts=(KINDS,),
    ),
    Wrong(
        "sigmoid",
        "flattened",
        hint=OWN_SHAPE,
        new="x, e = np.ravel(x), np.ravel(e)\nreturn np.where(x >= 0, 1, e) / (1 + e)",
        old=SIGMOID_LINE,
        fails=BOTH_SIGMOIDS,
    ),
    Right("sigmoid", "half of tanh", "return 0.5 * (1 + np.tanh(0.5 * x))"),
    Wrong(
        "sigmoid",
        "clipped for float64 only",
        hint="In float32 exp overflows at 88 already.",
        new="return 1 / (1 + np.exp(-np.clip(x, -500, 500)))",
        parts=(FAR,),
    ),
    Right("sigmoid", "clipped far out", "return 1 / (1 + np.exp(-np.clip(x, -80, 80)))"),
    Right("sigmoid", "logaddexp", "return np.exp(-np.logaddexp(0, -x))"),
    Right("sigmoid", "minimum", "return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))"),
    Right(
        "sigmoid",
        "masks",
        """
        x = np.asarray(x, dtype=float)
        out = np.empty_like(x)
        positive = x >= 0
        out[positive] = 1 / (1 + np.exp(-x[positive]))
        out[~positive] = np.exp(x[~positive]) / (1 + np.exp(x[~positive]))
        return out
        """,
    ),
    Right(
        "sigmoid",
        "one number, vectorised",
        """
        def of_one(value):
            e = math.exp(-abs(value))
            return 1 / (1 + e) if value >= 0 else e / (1 + e)

        return np.vectorize(of_one, otypes=[float])(x)
        """,
    ),
    Right(
        "sigmoid",
        "list comprehension",
        """
        numbers = np.ravel(x).tolist()
        values = [
            1 / (1 + math.exp(-v)) if v >= 0 else 1 - 1 / (1 + math.exp(v)) for v in numbers
        ]
        return np.array(values).reshape(np.shape(x))
        """,
    ),
    Right(
        "sigmoid",
        "warnings switched off",
        """
        with np.errstate(over="ignore"):
            return 1 / (1 + np.exp(-x))
        """,
    ),
    Right(
        "sigmoid",
        "piecewise",
        """
        x = np.asarray(x, dtype=float)
        return np.piecewise(
            x,
            [x >= 0, x < 0],
            [lambda v: 1 / (1 + np.exp(-v)), lambda v: np.exp(v) / (1 + np.exp(v))],
        )
        """,
    ),
    Right(
        "sigmoid",
        "each branch on its own side of a copy",
        """
        left, right = np.minimum(x, 0), np.maximum(x, 0)
        return np.where(x >= 0, 1 / (1 + np.exp(-right)), np.exp(left) / (1 + np.exp(left)))
        """,
    ),
    Right(
        "sigmoid",
        "by symmetry",
        "above = 1 / (1 + e)\nreturn np.where(np.less(x, 0), 1 - above, above)",
        old=SIGMOID_LINE,
    ),
    Right(
        "sigmoid",
        "float32",
        "return (np.where(x >= 0, 1, e) / (1 + e)).astype(np.float32)",
        old=SIGMOID_LINE,
    ),
    Right(
        "sigmoid",
        "in place on a copy",
        """
        out = np.array(x, dtype=np.float64)
        np.clip(out, -700, 700, out=out)
        out *= -1
        np.exp(out, out=out)
        out += 1
        return 1 / out
        """,
    ),
]

SLOPE_LINE = "return s * (1 - s)"
SIGMOID_GRAD = [
    Wrong("sigmoid-grad", "takes the output", hint=OUTPUT, new="return x * (1 - x)"),
    Wrong(
        "sigmoid-grad",
        "sigmoid itself",
        hint="That is the sigmoid, not its slope.",
        new="return s",
        old=SLOPE_LINE,
    ),
    Wrong(
        "sigmoid-grad",
        "sigmoid applied twice",
        hint="The sigmoid was applied twice: its argument is x.",
        new="s = sigmoid(sigmoid(x))",
        old="s = sigmoid(x)",
    ),
    Wrong(
        "sigmoid-grad",
        "plus instead of minus",
        hint="1 - sigma is the other factor: yours has a plus.",
        new="return s * (1 + s)",
        old=SLOPE_LINE,
    ),
    Wrong(
        "sigmoid-grad",
        "sign reversed",
        hint="The sigmoid rises everywhere, so its slope is positive: the inner derivative of "
        "exp(-x) brings a second minus.",
        new="return -s * (1 - s)",
        old=SLOPE_LINE,
    ),
    Wrong(
        "sigmoid-grad",
        "square missing",
        hint="That is 1 - sigma, one factor of two: by the quotient rule the denominator is "
        "squared.",
        new="return 1 - s",
        old=SLOPE_LINE,
    ),
    Wrong(
        "sigmoid-grad",
        "numerator forgotten",
        hint="1 / (1 + e)^2 lacks the derivative of what stands below, exp(-x).",
        new="return s**2",
        old=SLOPE_LINE,
    ),
    Wrong(
        "sigmoid-grad",
        "mixed with tanh",
        hint="1 - a^2 belongs to tanh; for the sigmoid a(1 - a).",
        new="return 1 - s**2",
        old=SLOPE_LINE,
    ),
    Wrong(
        "sigmoid-grad",
        "slope of tanh",
        hint="That is the slope of tanh: four times that of the sigmoid at 0.",
        new="return 1 - np.tanh(x) ** 2",
    ),
    Wrong(
        "sigmoid-grad",
        "only the slope at 0",
        hint="A quarter is the slope at 0 alone.",
        new="return np.full(np.shape(x), 0.25)",
    ),
    Wrong(
        "sigmoid-grad",
        "x times",
        hint="x itself is no factor of the slope: differentiate with respect to x.",
        new="return x * s * (1 - s)",
        old=SLOPE_LINE,
    ),
    Wrong(
        "sigmoid-grad",
        "second derivative",
        hint="You differentiated once too often.",
        new="return s * (1 - s) * (1 - 2 * s)",
        old=SLOPE_LINE,
    ),
    Wrong(
        "sigmoid-grad",
        "exponentials that overflow",
        hint="exp(-x) overflows for large negative x; with sigma no new exponential is needed.",
        new="return np.exp(-x) / (1 + np.exp(-x)) ** 2",
        parts=(FAR,),
    ),
    Wrong(
        "sigmoid-grad",
        "cosh that overflows",
        hint="cosh is too large far out and NumPy warns; sigma stays between 0 and 1.",
        new="return 0.25 / np.cosh(x / 2) ** 2",
        parts=(FAR,),
    ),
    Wrong(
        "sigmoid-grad",
        "math.exp",
        hint=ONE_NUMBER,
        new="s = 1 / (1 + math.exp(-x))\nreturn s * (1 - s)",
    ),
    Wrong(
        "sigmoid-grad",
        "differences of neighbours",
        hint=NEIGHBOURS,
        new="return np.gradient(sigmoid(np.ravel(x))).reshape(np.shape(x))",
    ),
    Wrong(
        "sigmoid-grad",
        "a difference with a large step",
        hint="A difference quotient only comes near the slope: derive the formula.",
        new="return (sigmoid(x + 0.01) - sigmoid(x)) / 0.01",
    ),
    Wrong(
        "sigmoid-grad",
        "not divided by the step",
        hint="A difference of values is no slope yet: derive the formula instead.",
        new="return sigmoid(x + 1e-5) - sigmoid(x - 1e-5)",
    ),
    Wrong(
        "sigmoid-grad",
        "written into x",
        hint=IN_PLACE,
        new="x[...] = sigmoid(x)\nreturn x * (1 - x)",
    ),
    Wrong(
        "sigmoid-grad",
        "integers filled in",
        hint=CUT_OFF,
        new="slopes = np.zeros_like(x)\nslopes[...] = s * (1 - s)\nreturn slopes",
        old=SLOPE_LINE,
        parts=(KINDS,),
    ),
    Wrong(
        "sigmoid-grad",
        "a matrix product",
        hint="`@` and `np.dot` sum products; here each number is multiplied alone, with `*`.",
        new="return np.dot(s, np.transpose(1 - s))",
        old=SLOPE_LINE,
    ),
    Right("sigmoid-grad", "multiplied out", "return s - s**2", old=SLOPE_LINE),
    Right("sigmoid-grad", "of x and of -x", "return sigmoid(x) * sigmoid(-x)"),
    Right(
        "sigmoid-grad",
        "exponential of -|x|",
        "e = np.exp(-np.abs(x))\nreturn e / (1 + e) ** 2",
    ),
    Right("sigmoid-grad", "by tanh", "return (1 - np.tanh(x / 2) ** 2) / 4"),
    Right(
        "sigmoid-grad",
        "cosh, clipped",
        "return 0.25 / np.cosh(np.clip(x, -500, 500) / 2) ** 2",
    ),
    Right(
        "sigmoid-grad",
        "number by number",
        """
        slopes = []
        for value in np.ravel(x):
            e = math.exp(-abs(float(value)))
            slopes.append(e / (1 + e) / (1 + e))
        return np.reshape(slopes, np.shape(x))
        """,
    ),
    Right(
        "sigmoid-grad",
        "vectorised function of one number",
        """
        @np.vectorize
        def slope(value):
            s = float(sigmoid(float(value)))
            return s * (1.0 - s)

        return slope(x)
        """,
    ),
    Right(
        "sigmoid-grad",
        "in place on its own array",
        """
        s = np.array(sigmoid(x))
        s -= s * s
        return s
        """,
    ),
    Right(
        "sigmoid-grad", "NumPy's words", "return np.multiply(s, np.subtract(1, s))", old=SLOPE_LINE
    ),
    Right(
        "sigmoid-grad",
        "in logarithms",
        "return np.exp(-np.logaddexp(0, x) - np.logaddexp(0, -x))",
    ),
    Right(
        "sigmoid-grad",
        "completed square",
        "return 0.25 - np.square(s - 0.5)",
        old=SLOPE_LINE,
    ),
    Right(
        "sigmoid-grad",
        "an array in any case",
        "s = np.asarray(sigmoid(x), dtype=np.float64)\nreturn np.asarray(s * (1 - s))",
    ),
]

TANH_GRAD = [
    Wrong("tanh-grad", "takes the output", hint=OUTPUT, new="return 1 - x**2"),
    Wrong("tanh-grad", "tanh itself", hint="That is tanh, not its slope.", new="return np.tanh(x)"),
    Wrong(
        "tanh-grad",
        "square missing",
        hint="tanh is squared in its slope, which is the same for x and -x.",
        new="return 1 - np.tanh(x)",
    ),
    Wrong(
        "tanh-grad",
        "plus instead of minus",
        hint="Yours grows far out, where tanh is flat: the sign before the square is a minus.",
        new="return 1 + np.tanh(x) ** 2",
    ),
    Wrong(
        "tanh-grad",
        "sign reversed",
        hint="tanh rises everywhere, so its slope is positive.",
        new="return np.tanh(x) ** 2 - 1",
    ),
    Wrong(
        "tanh-grad",
        "1 minus forgotten",
        hint="The square alone is 0 at 0, where tanh is steepest.",
        new="return np.tanh(x) ** 2",
    ),
    Wrong(
        "tanh-grad",
        "formula of the sigmoid",
        hint="a(1 - a) belongs to the sigmoid: derive tanh by the quotient rule.",
        new="return np.tanh(x) * (1 - np.tanh(x))",
    ),
    Wrong(
        "tanh-grad",
        "slope of the sigmoid",
        hint="That is the slope of the sigmoid: a quarter at 0, where tanh has 1.",
        new="return sigmoid_grad(x)",
    ),
    Wrong(
        "tanh-grad",
        "sech, not squared",
        hint="1 / cosh must be squared.",
        new="return 1 / np.cosh(np.clip(x, -300, 300))",
    ),
    Wrong(
        "tanh-grad",
        "chain rule by half",
        hint="tanh x = 2 sigma(2x) - 1 brings two factors 2, one outside and one inside.",
        new="return 2 * sigmoid_grad(2 * np.asarray(x))",
    ),
    Wrong(
        "tanh-grad",
        "both factors, but taken at x",
        hint="tanh x = 2 sigma(2x) - 1: the slope of the sigmoid is taken at 2x.",
        new="return 4 * sigmoid_grad(x)",
    ),
    Wrong(
        "tanh-grad",
        "both factors forgotten",
        hint="tanh x = 2 sigma(2x) - 1: the factors 2 are missing from the slope.",
        new="return sigmoid_grad(2 * np.asarray(x))",
    ),
    Wrong(
        "tanh-grad",
        "x squared inside",
        hint="The square belongs to tanh x, not to x.",
        new="return 1 - np.tanh(np.asarray(x) ** 2)",
    ),
    Wrong(
        "tanh-grad",
        "tangent",
        hint="1 + tan^2 is the slope of the tangent; tanh has other signs.",
        new="return 1 + np.tan(x) ** 2",
    ),
    Wrong(
        "tanh-grad",
        "derivative of the square",
        hint="That differentiates once too often.",
        new="return -2 * np.tanh(x) * (1 - np.tanh(x) ** 2)",
    ),
    Wrong(
        "tanh-grad",
        "cosh that overflows",
        hint="cosh is too large far out and NumPy warns; `np.tanh` is safe everywhere.",
        new="return 1 / np.cosh(x) ** 2",
        parts=(FAR,),
    ),
    Wrong(
        "tanh-grad",
        "tanh by exponentials",
        hint="The quotient of exponentials is infinity by infinity far out: use `np.tanh`.",
        new="t = (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))\nreturn 1 - t**2",
        parts=(FAR,),
    ),
    Wrong("tanh-grad", "math.tanh", hint=ONE_NUMBER, new="return 1 - math.tanh(x) ** 2"),
    Wrong(
        "tanh-grad",
        "differences of neighbours",
        hint=NEIGHBOURS,
        new="return np.gradient(np.tanh(np.ravel(x))).reshape(np.shape(x))",
    ),
    Wrong(
        "tanh-grad",
        "a difference with a large step",
        hint="A difference quotient only comes near the slope: derive the formula.",
        new="return (np.tanh(x + 0.01) - np.tanh(x)) / 0.01",
    ),
    Wrong("tanh-grad", "written into x", hint=IN_PLACE, new="np.tanh(x, out=x)\nreturn 1 - x**2"),
    Wrong(
        "tanh-grad",
        "integers filled in",
        hint=CUT_OFF,
        new="slopes = np.zeros_like(x)\nslopes[...] = 1 - np.tanh(x) ** 2\nreturn slopes",
        parts=(KINDS,),
    ),
    Wrong(
        "tanh-grad",
        "loop over x.flat",
        hint=NO_METHODS,
        new="return np.array([1 - math.tanh(v) ** 2 for v in x.flat]).reshape(x.shape)",
        parts=(KINDS,),
    ),
    Right("tanh-grad", "factorised", "t = np.tanh(x)\nreturn (1 - t) * (1 + t)"),
    Right("tanh-grad", "by the sigmoid", "return 4 * sigmoid_grad(2 * np.asarray(x))"),
    Right(
        "tanh-grad",
        "exponential of -2|x|",
        "e = np.exp(-2 * np.abs(x))\nreturn 4 * e / (1 + e) ** 2",
    ),
    Right("tanh-grad", "cosh, clipped", "return np.cosh(np.clip(x, -300, 300)) ** -2.0"),
    Right("tanh-grad", "NumPy's words", "return np.subtract(1, np.square(np.tanh(x)))"),
    Right(
        "tanh-grad",
        "list comprehension",
        """
        slopes = [1 - math.tanh(value) ** 2 for value in np.ravel(x).tolist()]
        return np.array(slopes).reshape(np.shape(x))
        """,
    ),
    Right(
        "tanh-grad",
        "vectorised function of one number",
        "return np.vectorize(lambda v: 1 - math.tanh(v) ** 2, otypes=[float])(x)",
    ),
    Right(
        "tanh-grad",
        "in place on a copy",
        """
        out = np.array(x, dtype=float)
        np.tanh(out, out=out)
        out *= -out
        out += 1
        return out
        """,
    ),
    Right("tanh-grad", "ones", "return np.ones(np.shape(x)) - np.tanh(x) * np.tanh(x)"),
    Right(
        "tanh-grad",
        "a helper named like the tests'",
        """
        def slope(value):
            right = np.tanh(value)
            return 1.0 - right * right

        far = slope(x)
        return far
        """,
    ),
    Right(
        "tanh-grad",
        "sech far out set to 0",
        """
        x = np.asarray(x, dtype=float)
        near = np.abs(x) < 100
        return np.where(near, 1 / np.cosh(np.where(near, x, 0)) ** 2, 0.0)
        """,
    ),
]

RELU = [
    Wrong(
        "relu",
        "largest entry",
        hint="`np.max` looks for the largest entry; `np.maximum` compares entry by entry.",
        new="return np.max(x)",
    ),
    Wrong(
        "relu",
        "np.max with a second argument",
        hint="The second argument of `np.max` is an axis; `np.maximum` compares entry by entry.",
        new="return np.max(x, 0)",
    ),
    Wrong(
        "relu",
        "Python's max",
        hint=TRUTH,
        new="return max(0, x)",
    ),
    Wrong("relu", "if for the whole array", hint=TRUTH, new="return x if x > 0 else 0"),
    Wrong(
        "relu",
        "absolute value",
        hint="Negative numbers become 0, not positive.",
        new="return np.abs(x)",
    ),
    Wrong(
        "relu",
        "minimum",
        hint="You kept the negative numbers and dropped the positive ones.",
        new="return np.minimum(x, 0)",
    ),
    Wrong(
        "relu",
        "of -x",
        hint="That is relu(-x).",
        new="return np.maximum(-np.asarray(x), 0)",
    ),
    Wrong(
        "relu",
        "its slope",
        hint="That is the slope; where x is positive, x itself passes.",
        new="return np.where(x > 0, 1.0, 0.0)",
    ),
    Wrong(
        "relu",
        "leaky",
        hint="Nothing leaks here: negative numbers give exactly 0.",
        new="return np.where(x > 0, x, 0.01 * np.asarray(x))",
    ),
    Wrong(
        "relu",
        "capped at 1",
        hint="There is no upper end: large numbers pass as they are.",
        new="return np.clip(x, 0, 1)",
    ),
    Wrong(
        "relu",
        "capped at 6",
        hint="That is ReLU6, which stops at 6; ReLU has no upper end.",
        new="return np.clip(x, 0, 6)",
    ),
    Wrong(
        "relu",
        "softplus",
        hint="log(1 + exp(x)) is softplus, a smooth relative; ReLU has a corner.",
        new="return np.logaddexp(0, x)",
    ),
    Wrong(
        "relu",
        "booleans",
        hint="The comparison alone gives True and False: let x itself pass where it is positive.",
        new="return x > 0",
    ),
    Wrong("relu", "negative entries left out", hint=OWN_SHAPE, new="return x[x > 0]"),
    Wrong("relu", "written into x", hint=IN_PLACE, new="x[x < 0] = 0\nreturn x"),
    Wrong("relu", "out=x", hint=IN_PLACE, new="return np.maximum(x, 0, out=x)"),
    Wrong(
        "relu",
        "1 as the limit",
        hint="The corner is at 0, not at 1.",
        new="return np.maximum(x, 1)",
    ),
    Wrong(
        "relu",
        "small numbers dropped too",
        hint="Every positive number passes, however small.",
        new="return np.where(x >= 1, x, 0)",
    ),
    Wrong(
        "relu",
        "a copy by method",
        hint=NO_METHODS,
        new="out = x.copy()\nout[out < 0] = 0\nreturn out",
        parts=(KINDS,),
    ),
    Wrong(
        "relu",
        "rounded to integers",
        hint="The result is cut to integers: what passes, passes unchanged.",
        new="return np.maximum(x, 0).astype(int)",
    ),
    Wrong(
        "relu",
        "loop over rows",
        hint="One loop reaches one axis: x may have any number of axes.",
        new="return np.array([max(0.0, float(v)) for v in x])",
    ),
    Right("relu", "where", "return np.where(x > 0, x, 0)"),
    Right("relu", "mask as a factor", "return x * (x > 0)"),
    Right("relu", "half of x and |x|", "return (x + np.abs(x)) / 2"),
    Right("relu", "clip", "return np.clip(x, 0, None)"),
    Right("relu", "method of an array", "return np.asarray(x).clip(min=0)"),
    Right("relu", "fmax", "return np.fmax(0.0, x)"),
    Right("relu", "written into a copy", "out = np.array(x)\nout[out < 0] = 0\nreturn out"),
    Right("relu", "minus the negative part", "return x - np.minimum(x, 0)"),
    Right("relu", "vectorised max", "return np.vectorize(lambda v: max(v, 0), otypes=[float])(x)"),
    Right(
        "relu",
        "list comprehension",
        "return np.reshape([max(0, v) for v in np.ravel(x).tolist()], np.shape(x))",
    ),
    Right(
        "relu",
        "loop over places",
        """
        x = np.asarray(x)
        value = np.zeros(x.shape)
        for place in np.ndindex(x.shape):
            if x[place] > 0:
                value[place] = x[place]
        return value
        """,
    ),
    Right("relu", "sign turned twice", "return -np.minimum(0, -np.asarray(x))"),
]

RELU_GRAD = [
    Wrong(
        "relu-grad",
        "1 at 0",
        hint="At exactly 0 the slope is 0 by our convention: compare with >.",
        new="return np.where(x >= 0, 1.0, 0.0)",
        parts=(AT_0,),
    ),
    Wrong(
        "relu-grad",
        "one half at 0",
        hint="The middle of both slopes is another convention; ours is 0.",
        new="return np.heaviside(x, 0.5)",
        parts=(AT_0,),
    ),
    Wrong(
        "relu-grad",
        "quotient by x",
        hint="0 / 0 is no number: decide by comparing x with 0.",
        new="return np.maximum(x, 0) / x",
        parts=(AT_0,),
    ),
    Wrong(
        "relu-grad",
        "booleans",
        hint="The comparison gives True and False; turn them into the numbers 1 and 0.",
        new="return x > 0",
    ),
    Wrong(
        "relu-grad",
        "relu itself",
        hint="That is ReLU; its slope is 1 where it rises, however large x is.",
        new="return np.maximum(x, 0)",
    ),
    Wrong(
        "relu-grad",
        "sign",
        hint="On the left ReLU is flat: the slope there is 0, not -1.",
        new="return np.sign(x)",
    ),
    Wrong(
        "relu-grad",
        "leaky",
        hint="On the left ReLU is exactly flat: 0, not 0.01.",
        new="return np.where(x > 0, 1.0, 0.01)",
    ),
    Wrong(
        "relu-grad",
        "the other side",
        hint="The two sides are exchanged: ReLU rises where x is positive.",
        new="return np.where(x > 0, 0.0, 1.0)",
    ),
    Wrong(
        "relu-grad",
        "1 wherever x is not 0",
        hint="Negative numbers are not 0 either, and the slope there is 0.",
        new="return np.where(np.asarray(x) != 0, 1.0, 0.0)",
    ),
    Wrong(
        "relu-grad",
        "only positive entries",
        hint=OWN_SHAPE,
        new="return np.ones_like(x[x > 0])",
    ),
    Wrong("relu-grad", "if for the whole array", hint=IF_DECIDES, new="return 1 if x > 0 else 0"),
    Wrong(
        "relu-grad",
        "one answer for all",
        hint="One number came back for the whole array; each entry has its own slope.",
        new="return 1.0 if np.any(x > 0) else 0.0",
    ),
    Wrong(
        "relu-grad",
        "written into x",
        hint=IN_PLACE,
        new="x[x <= 0] = 0\nx[x > 0] = 1\nreturn x",
    ),
    Wrong(
        "relu-grad",
        "slope of the absolute value's half",
        hint="One half everywhere on the right is too little: there ReLU is x itself.",
        new="return np.where(x > 0, 0.5, 0.0)",
    ),
    Wrong(
        "relu-grad",
        "differences of neighbours",
        hint=NEIGHBOURS,
        new="return np.gradient(np.maximum(np.ravel(x), 0)).reshape(np.shape(x))",
    ),
    Wrong(
        "relu-grad",
        "cut to integers first",
        hint="Small positive numbers lie on the rising side too: compare x as it is with 0.",
        new="return np.where(np.asarray(x).astype(int) > 0, 1.0, 0.0)",
    ),
    Wrong(
        "relu-grad",
        "mask's method",
        hint="The comparison of a plain number has no `astype`: begin with `np.asarray(x)`.",
        new="return (x > 0).astype(float)",
        parts=(KINDS,),
    ),
    Wrong(
        "relu-grad",
        "masks on a copy",
        hint=NO_METHODS,
        new="""
        out = x.copy()
        out[x > 0] = 1
        out[x <= 0] = 0
        return out
        """,
        parts=(KINDS,),
    ),
    Right("relu-grad", "integers", "return np.where(x > 0, 1, 0)"),
    Right("relu-grad", "astype", "return (np.asarray(x) > 0).astype(float)"),
    Right("relu-grad", "times one", "return 1.0 * (x > 0)"),
    Right("relu-grad", "heaviside", "return np.heaviside(x, 0)"),
    Right("relu-grad", "sign of relu", "return np.sign(np.maximum(x, 0))"),
    Right(
        "relu-grad",
        "mask",
        """
        slope = np.zeros(np.shape(x))
        slope[np.asarray(x) > 0] = 1
        return slope
        """,
    ),
    Right("relu-grad", "small integers", "return np.asarray(np.greater(x, 0), dtype=np.int8)"),
    Right("relu-grad", "ceiling", "return np.ceil(np.clip(x, 0, 1))"),
    Right(
        "relu-grad",
        "list comprehension",
        "return np.reshape([1.0 if v > 0 else 0.0 for v in np.ravel(x)], np.shape(x))",
    ),
    Right("relu-grad", "vectorised", "return np.vectorize(lambda v: int(v > 0), otypes=[int])(x)"),
    Right("relu-grad", "one minus the rest", "return 1 - np.less_equal(x, 0)"),
    Right("relu-grad", "float32", "return np.float32(np.asarray(x) > 0)"),
    Right("relu-grad", "of its own relu", "return np.where(relu(x) > 0, 1.0, 0.0)"),
]

LEAKY_GRAD = [
    Wrong(
        "leaky-relu-grad",
        "alpha fixed",
        hint="The result does not depend on `alpha`: use the argument.",
        new="return np.where(x > 0, 1.0, 0.01)",
        parts=(ALPHA,),
    ),
    Wrong(
        "leaky-relu-grad",
        "larger of alpha and step",
        hint="The larger of the two is right only for alpha up to 1: choose by the sign of x.",
        new="return np.maximum(alpha, np.where(x > 0, 1.0, 0.0))",
        parts=(ALPHA,),
    ),
    Wrong(
        "leaky-relu-grad",
        "0 taken for no alpha",
        hint="`alpha or ...` takes 0 for missing, but 0 is an alpha too.",
        new="return np.where(x > 0, 1.0, alpha or 0.01)",
        parts=(ALPHA,),
    ),
    Wrong(
        "leaky-relu-grad",
        "another default",
        hint="With no alpha given the slope on the left is 0.01: keep the default of the stub.",
        new="""
        def leaky_relu_grad(x, alpha=0.1):
            return np.where(x > 0, 1.0, alpha)
        """,
    ),
    Wrong(
        "leaky-relu-grad",
        "1 at 0",
        hint="At exactly 0 the slope is alpha: compare with >.",
        new="return np.where(x >= 0, 1.0, alpha)",
        parts=(AT_0,),
    ),
    Wrong(
        "leaky-relu-grad",
        "0 at 0",
        hint="At exactly 0 the slope is alpha here; 0 is the convention of plain ReLU.",
        new="return np.where(x > 0, 1.0, 0.0) + np.where(x < 0, alpha, 0.0)",
        parts=(AT_0,),
    ),
    Wrong(
        "leaky-relu-grad",
        "the middle at 0",
        hint="The middle of both slopes is another convention; ours is alpha.",
        new="return alpha + (1 - alpha) * np.heaviside(x, 0.5)",
        parts=(AT_0,),
    ),
    Wrong(
        "leaky-relu-grad",
        "quotient by x",
        hint="0 / 0 is no number: decide by comparing x with 0.",
        new="return np.where(x > 0, x, alpha * np.asarray(x)) / x",
        parts=(AT_0,),
    ),
    Wrong(
        "leaky-relu-grad",
        "alpha times x",
        hint="The derivative of alpha x is alpha, without the x.",
        new="return np.where(x > 0, 1.0, alpha * np.asarray(x))",
    ),
    Wrong(
        "leaky-relu-grad",
        "the function itself",
        hint="That is leaky ReLU; the question is its slope.",
        new="return np.where(x > 0, x, alpha * np.asarray(x))",
    ),
    Wrong(
        "leaky-relu-grad",
        "sides exchanged",
        hint="The two cases are exchanged: 1 belongs to positive x.",
        new="return np.where(x > 0, alpha, 1.0)",
    ),
    Wrong(
        "leaky-relu-grad",
        "negative alpha",
        hint="Leaky ReLU rises on the left too, if only a little: the slope is +alpha.",
        new="return np.where(x > 0, 1.0, -alpha)",
    ),
    Wrong(
        "leaky-relu-grad",
        "plain relu",
        hint="On the left the slope is alpha, not 0: that is what leaks.",
        new="return np.where(x > 0, 1.0, 0.0)",
    ),
    Wrong(
        "leaky-relu-grad",
        "alpha on both sides",
        hint="On the right the slope is exactly 1, without alpha.",
        new="return np.where(x > 0, 1.0, 0.0) + alpha",
    ),
    Wrong(
        "leaky-relu-grad",
        "1 - alpha on the left",
        hint="The slope on the left is alpha itself, not 1 - alpha.",
        new="return np.where(x > 0, 1.0, 1 - alpha)",
    ),
    Wrong(
        "leaky-relu-grad",
        "one divided by alpha",
        hint="alpha multiplies x on the left, so the slope is alpha, not 1 / alpha.",
        new="return np.where(x > 0, 1.0, 1 / (alpha or 1))",
    ),
    Wrong(
        "leaky-relu-grad",
        "x on the right",
        hint="The derivative of x is 1.",
        new="return np.where(x > 0, x, alpha)",
    ),
    Wrong(
        "leaky-relu-grad",
        "if for the whole array",
        hint=IF_DECIDES,
        new="return 1.0 if x > 0 else alpha",
    ),
    Wrong(
        "leaky-relu-grad",
        "written into x",
        hint=IN_PLACE,
        new="positive = x > 0\nx[positive] = 1\nx[~positive] = alpha\nreturn x",
    ),
    Wrong(
        "leaky-relu-grad",
        "integers filled in",
        hint=CUT_OFF,
        new="slopes = np.ones_like(x)\nslopes[np.asarray(x) <= 0] = alpha\nreturn slopes",
        parts=(KINDS,),
    ),
    Wrong(
        "leaky-relu-grad",
        "x.shape",
        hint=NO_METHODS,
        new="slopes = np.full(x.shape, float(alpha))\nslopes[x > 0] = 1\nreturn slopes",
        parts=(KINDS,),
    ),
    Right("leaky-relu-grad", "by its own relu_grad", "return alpha + (1 - alpha) * relu_grad(x)"),
    Right(
        "leaky-relu-grad",
        "a full array",
        """
        slopes = np.full(np.shape(x), alpha, dtype=float)
        slopes[np.asarray(x) > 0] = 1
        return slopes
        """,
    ),
    Right("leaky-relu-grad", "two masks", "return 1.0 * (x > 0) + alpha * (x <= 0)"),
    Right("leaky-relu-grad", "power", "return float(alpha) ** np.less_equal(x, 0)"),
    Right(
        "leaky-relu-grad",
        "looked up",
        "return np.array([alpha, 1.0])[np.asarray(np.greater(x, 0), dtype=int)]",
    ),
    Right(
        "leaky-relu-grad",
        "select",
        "return np.select([np.asarray(x) > 0], [1.0], default=alpha)",
    ),
    Right("leaky-relu-grad", "heaviside", "return alpha + (1 - alpha) * np.heaviside(x, 0)"),
    Right("leaky-relu-grad", "the other order", "return np.where(x <= 0, alpha, 1.0)"),
    Right(
        "leaky-relu-grad",
        "list comprehension",
        "return np.reshape([1.0 if v > 0 else float(alpha) for v in np.ravel(x)], np.shape(x))",
    ),
    Right(
        "leaky-relu-grad",
        "vectorised",
        "return np.vectorize(lambda v: 1.0 if v > 0 else alpha, otypes=[float])(x)",
    ),
    Right(
        "leaky-relu-grad",
        "piecewise",
        "x = np.asarray(x, dtype=float)\nreturn np.piecewise(x, [x > 0], [1.0, alpha])",
    ),
    Right(
        "leaky-relu-grad",
        "float32",
        "return np.asarray(np.where(x > 0, 1.0, alpha), dtype=np.float32)",
    ),
]

GELU_LINE = "return 0.5 * x * (1 + erf(x / np.sqrt(2)))"
GELU = [
    Wrong(
        "gelu",
        "tanh approximation",
        hint="That is the approximation with tanh: close, but the task asks for erf.",
        new="""
        x = np.asarray(x, dtype=float)
        return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))
        """,
    ),
    Wrong(
        "gelu",
        "x times sigmoid of 1.702 x",
        hint="That is the approximation with the sigmoid of 1.702 x; the task asks for erf.",
        new="return x * sigmoid(1.702 * np.asarray(x))",
    ),
    Wrong(
        "gelu",
        "swish",
        hint="x times sigmoid(x) is another function, SiLU or Swish: Phi is the Gaussian one.",
        new="return x * sigmoid(x)",
    ),
    Wrong(
        "gelu",
        "root of 2 lost",
        hint="Phi(x) takes erf at x divided by the root of 2.",
        new="return 0.5 * x * (1 + erf(x))",
    ),
    Wrong(
        "gelu",
        "times the root of 2",
        hint="x is divided by the root of 2, not multiplied.",
        new="return 0.5 * x * (1 + erf(x * np.sqrt(2)))",
    ),
    Wrong(
        "gelu",
        "divided by 2",
        hint="Inside erf it is the root of 2, not 2.",
        new="return 0.5 * x * (1 + erf(x / 2))",
    ),
    Wrong(
        "gelu",
        "root of 2 pi",
        hint="The root of 2 pi belongs to the density; inside erf stands the root of 2.",
        new="return 0.5 * x * (1 + erf(x / np.sqrt(2 * np.pi)))",
    ),
    Wrong(
        "gelu",
        "one half lost",
        hint="Phi is a probability, at most 1: one half is missing.",
        new="return x * (1 + erf(x / np.sqrt(2)))",
    ),
    Wrong(
        "gelu",
        "1 + lost",
        hint="erf runs from -1 to 1; 1 + lifts it before it is halved.",
        new="return 0.5 * x * erf(x / np.sqrt(2))",
    ),
    Wrong(
        "gelu",
        "erf for Phi",
        hint="erf is not Phi: it runs from -1 to 1 and is wider by the root of 2.",
        new="return x * erf(x)",
    ),
    Wrong(
        "gelu",
        "minus erf",
        hint="1 - erf gives the probability of a number *above* x.",
        new="return 0.5 * x * (1 - erf(x / np.sqrt(2)))",
    ),
    Wrong(
        "gelu",
        "parentheses lost",
        hint="x / 2 multiplies the whole sum 1 + erf(...): set parentheses.",
        new="return 0.5 * x * 1 + erf(x / np.sqrt(2))",
    ),
    Wrong(
        "gelu",
        "Phi alone",
        hint="That is Phi(x): x lets itself through in this proportion, so multiply by x.",
        new="return 0.5 * (1 + erf(x / np.sqrt(2)))",
    ),
    Wrong(
        "gelu",
        "the density",
        hint="The bell curve is the density; Phi is the area under it up to x.",
        new="return x * np.exp(-(np.asarray(x) ** 2) / 2) / np.sqrt(2 * np.pi)",
    ),
    Wrong(
        "gelu",
        "its slope",
        hint="That is the slope of GELU.",
        new="""
        density = np.exp(-(np.asarray(x) ** 2) / 2) / np.sqrt(2 * np.pi)
        return 0.5 * (1 + erf(x / np.sqrt(2))) + x * density
        """,
    ),
    Wrong(
        "gelu", "relu", hint="That is ReLU; GELU is smooth and dips below 0.", new="return relu(x)"
    ),
    Wrong(
        "gelu",
        "cut off on the left",
        hint="GELU does not end at 0: it is a little below 0 on the left.",
        new="return np.maximum(0.5 * x * (1 + erf(x / np.sqrt(2))), 0)",
    ),
    Wrong(
        "gelu",
        "|x|",
        hint="erf keeps the sign of x: no absolute value.",
        new="return 0.5 * x * (1 + erf(np.abs(x) / np.sqrt(2)))",
    ),
    Wrong(
        "gelu",
        "math.erf",
        hint="`math.erf` takes one number; the `erf` of the first cell takes arrays.",
        new="return 0.5 * x * (1 + math.erf(x / np.sqrt(2)))",
    ),
    Wrong(
        "gelu",
        "np.erf",
        hint="NumPy has no error function: the first cell of the notebook defines `erf`.",
        new="return 0.5 * x * (1 + np.erf(x / np.sqrt(2)))",
    ),
    Wrong(
        "gelu",
        "written into x",
        hint=IN_PLACE,
        new="x *= 0.5 * (1 + erf(x / np.sqrt(2)))\nreturn x",
    ),
    Wrong(
        "gelu",
        "integers filled in",
        hint=CUT_OFF,
        new="out = np.zeros_like(x)\nout[...] = 0.5 * x * (1 + erf(x / np.sqrt(2)))\nreturn out",
        parts=(KINDS,),
    ),
    Wrong(
        "gelu",
        "entries counted by x.size",
        hint=NO_METHODS,
        new="""
        out = np.empty(x.size)
        for i, v in enumerate(x.flat):
            out[i] = 0.5 * v * (1 + math.erf(v / math.sqrt(2)))
        return out.reshape(x.shape)
        """,
        parts=(KINDS,),
    ),
    Right("gelu", "Phi by a name", "phi = (1 + erf(x / math.sqrt(2))) / 2\nreturn x * phi"),
    Right("gelu", "the other tail", "return x * (1 - 0.5 * (1 + erf(-x / 2**0.5)))"),
    Right("gelu", "multiplied out", "return (x + x * erf(x * np.sqrt(0.5))) / 2"),
    Right(
        "gelu",
        "complementary error function",
        """
        tail = np.vectorize(math.erfc, otypes=[float])(-x / np.sqrt(2))
        return x * tail / 2
        """,
    ),
    Right(
        "gelu",
        "the standard library's Gaussian",
        """
        from statistics import NormalDist

        return x * np.vectorize(NormalDist().cdf, otypes=[float])(x)
        """,
    ),
    Right(
        "gelu",
        "vectorised as a whole",
        "return np.vectorize(lambda v: v / 2 * (1 + math.erf(v / 2**0.5)), otypes=[float])(x)",
    ),
    Right(
        "gelu",
        "list comprehension",
        """
        numbers = np.ravel(x).tolist()
        values = [0.5 * v * (1 + math.erf(v / math.sqrt(2))) for v in numbers]
        return np.array(values).reshape(np.shape(x))
        """,
    ),
    Right(
        "gelu",
        "loop over places",
        """
        x = np.asarray(x, dtype=float)
        out = np.zeros(x.shape)
        for place in np.ndindex(*x.shape):
            out[place] = x[place] * (0.5 + 0.5 * math.erf(x[place] / math.sqrt(2)))
        return out
        """,
    ),
    Right(
        "gelu",
        "frompyfunc",
        """
        gauss = np.frompyfunc(lambda v: math.erf(v / math.sqrt(2)), 1, 1)
        return 0.5 * x * (1 + np.asarray(gauss(x), dtype=float))
        """,
    ),
    Right(
        "gelu",
        "in place on a copy",
        """
        out = np.array(x, dtype=float)
        out *= 0.5 * (1.0 + erf(out / np.sqrt(2.0)))
        return out
        """,
    ),
    Right(
        "gelu",
        "erf by parts of x and |x|",
        """
        size = np.abs(x)
        return 0.5 * (x + size * erf(size / np.sqrt(2)))
        """,
    ),
]

LAST = "return a @ params[-2] + params[-1]"
BENT = "a = np.maximum(a @ W + b, 0)"

MLP = [
    Wrong(
        "mlp-forward",
        "ReLU after the last layer",
        hint="The logits may be negative: no ReLU after the last layer.",
        new="return np.maximum(a @ params[-2] + params[-1], 0)",
        old=LAST,
    ),
    Wrong(
        "mlp-forward",
        "squeezed",
        hint="`squeeze` drops every axis of length 1, also that of a batch of one.",
        new="return np.squeeze(a @ params[-2] + params[-1])",
        old=LAST,
    ),
    Wrong(
        "mlp-forward",
        "softmax at the end",
        hint="The logits themselves are asked for: no softmax.",
        new="""
        for W, b in zip(params[:-2:2], params[1:-2:2]):
            x = np.maximum(x @ W + b, 0)
        z = x @ params[-2] + params[-1]
        e = np.exp(z - z.max(axis=-1, keepdims=True))
        return e / e.sum(axis=-1, keepdims=True)
        """,
    ),
    Wrong(
        "mlp-forward",
        "sigmoid at the end",
        hint="The logits themselves are asked for: no sigmoid at the end.",
        new="return sigmoid(a @ params[-2] + params[-1])",
        old=LAST,
    ),
    Wrong(
        "mlp-forward",
        "classes instead of logits",
        hint="The logits themselves are asked for, one for each output, not the best class.",
        new="return np.argmax(a @ params[-2] + params[-1], axis=-1)",
        old=LAST,
    ),
    Wrong(
        "mlp-forward",
        "no ReLU",
        hint="Without a bend between them the layers collapse into one: where is the ReLU?",
        new="a = a @ W + b",
        old=BENT,
    ),
    Wrong(
        "mlp-forward",
        "ReLU after the first layer only",
        hint=HIDDEN_RELU,
        new="""
        a = x
        for k in range(0, len(params), 2):
            a = a @ params[k] + params[k + 1]
            if k == 0 and len(params) > 2:
                a = np.maximum(a, 0)
        return a
        """,
    ),
    Wrong(
        "mlp-forward",
        "two layers without ReLU at the end",
        hint=HIDDEN_RELU,
        new="""
        a = x
        for k in range(0, len(params), 2):
            a = a @ params[k] + params[k + 1]
            if k < len(params) - 4:
                a = np.maximum(a, 0)
        return a
        """,
    ),
    Wrong(
        "mlp-forward",
        "layers counted as arrays",
        hint="The logits may be negative: no ReLU after the last layer.",
        new="""
        a = x
        for k in range(len(params) // 2):
            a = a @ params[2 * k] + params[2 * k + 1]
            if k < len(params) - 1:
                a = np.maximum(a, 0)
        return a
        """,
    ),
    Wrong(
        "mlp-forward",
        "ReLU before each layer",
        hint="The input itself is not bent: its negative numbers matter.",
        new="""
        a = x
        for W, b in zip(params[::2], params[1::2]):
            a = np.maximum(a, 0) @ W + b
        return a
        """,
    ),
    Wrong(
        "mlp-forward",
        "bias added after the ReLU",
        hint="The bias belongs inside the ReLU.",
        new="a = np.maximum(a @ W, 0) + b",
        old=BENT,
    ),
    Wrong(
        "mlp-forward",
        "biases forgotten",
        hint="The biases are missing.",
        new="""
        a = x
        for W in params[:-2:2]:
            a = np.maximum(a @ W, 0)
        return a @ params[-2]
        """,
    ),
    Wrong(
        "mlp-forward",
        "last bias forgotten",
        hint="The last layer has a bias too.",
        new="return a @ params[-2]",
        old=LAST,
    ),
    Wrong(
        "mlp-forward",
        "bias added once for each input",
        hint="The bias is added once to each unit, outside the sum over the inputs.",
        new="""
        a = x
        for k in range(0, len(params), 2):
            a = a @ params[k] + params[k].shape[0] * params[k + 1]
            if k < len(params) - 2:
                a = np.maximum(a, 0)
        return a
        """,
    ),
    Wrong(
        "mlp-forward",
        "bias subtracted",
        hint="The bias is added.",
        new="""
        a = x
        for W, b in zip(params[:-2:2], params[1:-2:2]):
            a = np.maximum(a @ W - b, 0)
        return a @ params[-2] - params[-1]
        """,
    ),
    Wrong(
        "mlp-forward",
        "W transposed",
        hint="W has the shape (in, out) here, so `a @ W` needs no transposition.",
        new="""
        a = x
        for W, b in zip(params[:-2:2], params[1:-2:2]):
            a = np.maximum(a @ W.T + b, 0)
        return a @ params[-2].T + params[-1]
        """,
    ),
    Wrong(
        "mlp-forward",
        "W in front",
        hint="Samples are rows: the batch stands in front, `a @ W`.",
        new="""
        a = x
        for W, b in zip(params[:-2:2], params[1:-2:2]):
            a = np.maximum(W @ a + b, 0)
        return params[-2] @ a + params[-1]
        """,
    ),
    Wrong(
        "mlp-forward",
        "transposed where it fits",
        hint="A square W hides a transposition: it is always `a @ W`.",
        new="""
        a = x
        for W, b in zip(params[:-2:2], params[1:-2:2]):
            a = np.maximum(a @ (W.T if W.shape[0] == W.shape[1] else W) + b, 0)
        W = params[-2]
        return a @ (W.T if W.shape[0] == W.shape[1] else W) + params[-1]
        """,
    ),
    Wrong(
        "mlp-forward",
        "largest number instead of maximum",
        hint="`np.max` looks for the largest entry; `np.maximum` compares entry by entry.",
        new="a = np.max(a @ W + b, 0)",
        old=BENT,
    ),
    Wrong(
        "mlp-forward",
        "Python's max",
        hint="Python's `max` compares two whole arrays; `np.maximum` compares entry by entry.",
        new="a = max(a @ W + b, 0)",
        old=BENT,
    ),
    Wrong(
        "mlp-forward",
        "multiplied entry by entry",
        hint="A layer is a matrix product, `@`; `*` multiplies entry by entry.",
        new="a = np.maximum(a * W + b, 0)",
        old=BENT,
    ),
    Wrong(
        "mlp-forward",
        "weights and biases apart",
        hint="Weights and biases alternate: [W1, b1, W2, b2, ...].",
        new="""
        half = len(params) // 2
        a = x
        for W, b in zip(params[:half], params[half:]):
            a = np.maximum(a @ W + b, 0)
        return a
        """,
    ),
    Wrong(
        "mlp-forward",
        "every array taken for a layer",
        hint="Weights and biases alternate: take two arrays of the list for each layer.",
        new="""
        a = x
        for W, b in zip(params, params[1:]):
            a = np.maximum(a @ W + b, 0)
        return a
        """,
    ),
    Wrong(
        "mlp-forward",
        "every layer sees the input",
        hint="Each layer takes what the layer before it gave, not x.",
        new="a = np.maximum(x @ W + b, 0)",
        old=BENT,
    ),
    Wrong(
        "mlp-forward",
        "last hidden layer returned",
        hint="The output layer is missing: that is the last hidden layer.",
        new="return a",
        old=LAST,
    ),
    Wrong(
        "mlp-forward",
        "return in the loop",
        hint="That is the first layer: does the `return` stand inside the loop?",
        new="""
        a = x
        for W, b in zip(params[::2], params[1::2]):
            a = np.maximum(a @ W + b, 0)
            return a
        """,
    ),
    Wrong(
        "mlp-forward",
        "tanh between",
        hint="The bend between the layers is ReLU.",
        new="a = np.tanh(a @ W + b)",
        old=BENT,
    ),
    Wrong(
        "mlp-forward",
        "sigmoid between",
        hint="The bend between the layers is ReLU, not the sigmoid.",
        new="a = sigmoid(a @ W + b)",
        old=BENT,
    ),
    Wrong(
        "mlp-forward",
        "leaky between",
        hint="Nothing leaks: a hidden unit below 0 gives exactly 0.",
        new="z = a @ W + b\n    a = np.maximum(z, 0.01 * z)",
        old=BENT,
    ),
    Wrong(
        "mlp-forward",
        "the slope instead of ReLU",
        hint="Between the layers stands ReLU itself, not its slope.",
        new="a = relu_grad(a @ W + b)",
        old=BENT,
    ),
    Wrong(
        "mlp-forward",
        "all activations returned",
        hint="Return the logits alone.",
        new="""
        activations = [x]
        for W, b in zip(params[:-2:2], params[1:-2:2]):
            activations.append(np.maximum(activations[-1] @ W + b, 0))
        activations.append(activations[-1] @ params[-2] + params[-1])
        return activations
        """,
    ),
    Wrong(
        "mlp-forward",
        "list emptied",
        hint="`pop` takes arrays out of the caller's list: leave it as it is.",
        new="""
        a = x
        while len(params) > 2:
            W, b = params.pop(0), params.pop(0)
            a = np.maximum(a @ W + b, 0)
        return a @ params[0] + params[1]
        """,
    ),
    Wrong(
        "mlp-forward",
        "written into x",
        hint="x itself was written into: the caller still needs it.",
        new="""
        a = x
        for W, b in zip(params[:-2:2], params[1:-2:2]):
            z = a @ W + b
            a = np.maximum(z, 0)
        x *= 0.5
        return a @ params[-2] + params[-1]
        """,
    ),
    Wrong(
        "mlp-forward",
        "exactly two layers",
        hint="The list has any number of layers: take its arrays in a loop.",
        new="""
        W1, b1, W2, b2 = params
        return np.maximum(x @ W1 + b1, 0) @ W2 + b2
        """,
    ),
    Wrong(
        "mlp-forward",
        "first two layers only",
        hint="Only two layers were used: the length of the list tells how many there are.",
        new="""
        W1, b1, W2, b2 = params[:4] if len(params) > 2 else (*params, np.eye(len(params[1])), 0)
        return np.maximum(x @ W1 + b1, 0) @ W2 + b2
        """,
    ),
    Wrong(
        "mlp-forward",
        "exactly three layers",
        hint="The list may hold fewer or more arrays: take them in a loop, two at a time.",
        new="""
        W1, b1, W2, b2, W3, b3 = params
        a1 = np.maximum(x @ W1 + b1, 0)
        a2 = np.maximum(a1 @ W2 + b2, 0)
        return a2 @ W3 + b3
        """,
        parts=(DEPTHS,),
    ),
    Wrong(
        "mlp-forward",
        "a single layer bent",
        hint="With one layer that layer is the last, and has no ReLU.",
        new="""
        a = np.maximum(x @ params[0] + params[1], 0)
        for k in range(2, len(params), 2):
            a = a @ params[k] + params[k + 1]
            if k < len(params) - 2:
                a = np.maximum(a, 0)
        return a
        """,
        parts=(DEPTHS,),
    ),
    Wrong(
        "mlp-forward",
        "at most three layers",
        hint="More than three layers are a network too.",
        new="""
        a = x
        layers = list(zip(params[::2], params[1::2]))[:3]
        for W, b in layers[:-1]:
            a = np.maximum(a @ W + b, 0)
        return a @ layers[-1][0] + layers[-1][1]
        """,
        parts=(DEPTHS,),
    ),
    Wrong(
        "mlp-forward",
        "a batch always",
        hint="A single sample has one axis only, and so has its answer: shape (c,).",
        new="a = np.atleast_2d(x)",
        old="a = x",
        parts=(ONE_SAMPLE,),
    ),
    Wrong(
        "mlp-forward",
        "number of rows asked for",
        hint="A single sample has no second axis: `x.shape[0]` counts its features there.",
        new="a = x.reshape(x.shape[0], x.shape[1])",
        old="a = x",
        parts=(ONE_SAMPLE,),
    ),
    Wrong(
        "mlp-forward",
        "sample by sample",
        hint="A loop over the rows of x meets single numbers when x is one sample.",
        new="""
        outputs = []
        for row in x:
            a = row
            for W, b in zip(params[:-2:2], params[1:-2:2]):
                a = np.maximum(np.dot(a, W) + b, 0)
            outputs.append(a @ params[-2] + params[-1])
        return np.array(outputs)
        """,
        parts=(ONE_SAMPLE,),
    ),
    Wrong(
        "mlp-forward",
        "kept as integers",
        hint="The results were cut down to the integers of x: let them be floats.",
        new="return (a @ params[-2] + params[-1]).astype(x.dtype)",
        old=LAST,
        parts=(MLP_KINDS,),
    ),
    Right(
        "mlp-forward",
        "by index",
        """
        a, depth = x, len(params) // 2
        for layer in range(depth):
            a = a @ params[2 * layer] + params[2 * layer + 1]
            if layer < depth - 1:
                a = np.maximum(0, a)
        return a
        """,
    ),
    Right(
        "mlp-forward",
        "its own relu",
        """
        *hidden, W_last, b_last = params
        for W, b in zip(hidden[::2], hidden[1::2]):
            x = relu(x @ W + b)
        return x @ W_last + b_last
        """,
    ),
    Right(
        "mlp-forward",
        "recursion",
        """
        W, b, *rest = params
        z = x @ W + b
        return mlp_forward(rest, np.where(z > 0, z, 0)) if rest else z
        """,
    ),
    Right(
        "mlp-forward",
        "reduce",
        """
        from functools import reduce

        layers = list(zip(params[::2], params[1::2]))
        bent = reduce(lambda a, layer: np.maximum(a @ layer[0] + layer[1], 0), layers[:-1], x)
        return bent @ layers[-1][0] + layers[-1][1]
        """,
    ),
    Right(
        "mlp-forward",
        "a copied list emptied",
        """
        left, a = list(params), x
        while left:
            W, b = left.pop(0), left.pop(0)
            a = np.dot(a, W) + b
            if left:
                a = a * (a > 0)
        return a
        """,
    ),
    Right(
        "mlp-forward",
        "bent before all layers but the first",
        """
        z = x @ params[0] + params[1]
        for i in range(2, len(params), 2):
            z = np.maximum(z, 0) @ params[i] + params[i + 1]
        return z
        """,
    ),
    Right(
        "mlp-forward",
        "einsum",
        """
        right = x
        for i, (W, b) in enumerate(zip(params[::2], params[1::2])):
            right = np.einsum("...i,io->...o", np.maximum(right, 0) if i else right, W) + b
        return right
        """,
    ),
    Right(
        "mlp-forward",
        "biases as one more row",
        """
        a, last = x, len(params) - 2
        for k in range(0, len(params), 2):
            ones = np.ones((*a.shape[:-1], 1))
            a = np.concatenate([a, ones], axis=-1) @ np.vstack([params[k], params[k + 1]])
            if k != last:
                a = np.clip(a, 0, None)
        return a
        """,
    ),
    Right(
        "mlp-forward",
        "in place on its own arrays",
        """
        a = x
        for k in range(0, len(params), 2):
            z = (a @ params[k]).astype(float)
            z += params[k + 1]
            if k + 2 < len(params):
                z[z < 0] = 0
            a = z
        return a
        """,
    ),
    Right(
        "mlp-forward",
        "units in loops",
        """
        single = np.ndim(x) == 1
        a = np.atleast_2d(x)
        for k in range(0, len(params), 2):
            W, b = params[k], params[k + 1]
            z = np.zeros((len(a), W.shape[1]))
            for n in range(len(a)):
                for j in range(W.shape[1]):
                    z[n, j] = b[j] + sum(a[n, i] * W[i, j] for i in range(W.shape[0]))
            a = z if k == len(params) - 2 else np.maximum(z, 0)
        return a[0] if single else a
        """,
    ),
    Right(
        "mlp-forward",
        "transposed on both sides",
        """
        a = np.transpose(x)
        for i in range(0, len(params), 2):
            z = params[i].T @ a
            z = (z.T + params[i + 1]).T
            a = np.maximum(z, 0) if i < len(params) - 2 else z
        return a.T
        """,
    ),
    Right(
        "mlp-forward",
        "a list comprehension over samples",
        """
        if x.ndim == 2:
            return np.array([mlp_forward(params, row) for row in x])
        for W, b in zip(params[:-2:2], params[1:-2:2]):
            x = np.array([max(0.0, float(z)) for z in x @ W + b])
        return x @ params[-2] + params[-1]
        """,
    ),
    Right(
        "mlp-forward",
        "the last W known by identity",
        """
        a = x
        for W, b in zip(params[::2], params[1::2]):
            a = a @ W + b
            if W is not params[-2]:
                a = np.fmax(a, 0)
        return a
        """,
    ),
    Right("mlp-forward", "a list", "return (a @ params[-2] + params[-1]).tolist()", old=LAST),
]

COUNT = [
    Wrong(
        "count-parameters",
        "biases forgotten",
        hint="The biases are missing: one for each unit that is no input.",
        new="return sum(i * o for i, o in pairwise(sizes))",
    ),
    Wrong(
        "count-parameters",
        "a bias for each input",
        hint="A layer has a bias for each of its outputs, not for each of its inputs.",
        new="return sum(i * o + i for i, o in pairwise(sizes))",
    ),
    Wrong(
        "count-parameters",
        "one bias for each layer",
        hint="Each unit has its own bias, not one for the whole layer.",
        new="return sum(i * o + 1 for i, o in pairwise(sizes))",
    ),
    Wrong(
        "count-parameters",
        "biases for the inputs too",
        hint="The inputs have no biases.",
        new="return sum(i * o for i, o in pairwise(sizes)) + sum(sizes)",
    ),
    Wrong(
        "count-parameters",
        "one more on both sides",
        hint="(i + 1)(o + 1) counts biases for the inputs of a layer as well.",
        new="return sum((i + 1) * (o + 1) for i, o in pairwise(sizes))",
    ),
    Wrong(
        "count-parameters",
        "no bias at the output",
        hint="The output layer has biases too.",
        new="return sum(i * o for i, o in pairwise(sizes)) + sum(sizes[1:-1])",
    ),
    Wrong(
        "count-parameters",
        "output layer left out",
        hint="The last layer is missing: its weights and biases count too.",
        new="return sum(i * o + o for i, o in pairwise(sizes[:-1]))",
    ),
    Wrong(
        "count-parameters",
        "first layer left out",
        hint="The first layer is missing: the one behind the inputs.",
        new="return sum(i * o + o for i, o in pairwise(sizes[1:]))",
    ),
    Wrong(
        "count-parameters",
        "last layer joined to the first",
        hint="`sizes[k - 1]` at k = 0 is the last size: the outputs are not joined to the inputs.",
        new="return sum(sizes[k - 1] * sizes[k] + sizes[k] for k in range(len(sizes)))",
    ),
    Wrong(
        "count-parameters",
        "product of all sizes",
        hint="Each pair of neighbours has its own product, and these are added.",
        new="return math.prod(sizes) + sum(sizes[1:])",
    ),
    Wrong(
        "count-parameters",
        "units counted",
        hint="That is the number of units; the weights between them are missing.",
        new="return sum(sizes)",
    ),
    Wrong(
        "count-parameters",
        "biases only",
        hint="Those are the biases; the weights are missing.",
        new="return sum(sizes[1:])",
    ),
    Wrong(
        "count-parameters",
        "sums for products",
        hint="Between i and o units there is a weight for every pair: i times o.",
        new="return sum(i + o + o for i, o in pairwise(sizes))",
    ),
    Wrong(
        "count-parameters",
        "every layer joined to all later ones",
        hint="Only neighbouring layers are joined.",
        new="""
        weights = sum(sizes[i] * sizes[j] for j in range(len(sizes)) for i in range(j))
        return weights + sum(sizes[1:])
        """,
    ),
    Wrong(
        "count-parameters",
        "squares",
        hint="A layer joins two different sizes; nothing is squared.",
        new="return sum(o * o + o for o in sizes[1:])",
    ),
    Wrong(
        "count-parameters",
        "layers in pairs without overlap",
        hint="A hidden width belongs to two products: as an output and then as an input.",
        new="return sum(i * o + o for i, o in zip(sizes[::2], sizes[1::2]))",
    ),
    Wrong(
        "count-parameters",
        "a list of layers",
        hint="Add up the layers: one number is asked for.",
        new="return [i * o + o for i, o in pairwise(sizes)]",
    ),
    Wrong(
        "count-parameters",
        "only the first layer",
        hint="That is the first layer alone: does the `return` stand inside the loop?",
        new="""
        for i, o in pairwise(sizes):
            return i * o + o
        """,
    ),
    Wrong(
        "count-parameters",
        "only the last layer",
        hint="That is the last layer alone: add up with `+=`.",
        new="""
        for i, o in pairwise(sizes):
            total = i * o + o
        return total
        """,
    ),
    Wrong(
        "count-parameters",
        "always three layers",
        hint="There may be fewer or more sizes: use a loop over neighbours.",
        new="""
        d, h1, h2, c = sizes
        return d * h1 + h1 + h1 * h2 + h2 + h2 * c + c
        """,
    ),
    Wrong(
        "count-parameters",
        "list emptied",
        hint="`pop` takes numbers out of the caller's list: leave it as it is.",
        new="""
        total, i = 0, sizes.pop(0)
        while sizes:
            o = sizes.pop(0)
            total += i * o + o
            i = o
        return total
        """,
    ),
    Wrong(
        "count-parameters",
        "printed",
        hint="The number was printed; the function has to return it.",
        new="print(sum(i * o + o for i, o in pairwise(sizes)))",
    ),
    Right(
        "count-parameters",
        "loop by index",
        """
        total = 0
        for k in range(len(sizes) - 1):
            total += sizes[k] * sizes[k + 1] + sizes[k + 1]
        return total
        """,
    ),
    Right(
        "count-parameters", "one more input", "return sum((i + 1) * o for i, o in pairwise(sizes))"
    ),
    Right("count-parameters", "dot", "return np.dot(sizes[:-1], sizes[1:]) + np.sum(sizes[1:])"),
    Right(
        "count-parameters",
        "zip",
        "return sum([o * (1 + i) for i, o in zip(sizes, sizes[1:])])",
    ),
    Right(
        "count-parameters",
        "weights and biases apart",
        """
        weights = sum(a * b for a, b in zip(sizes[:-1], sizes[1:]))
        biases = sum(sizes) - sizes[0]
        return weights + biases
        """,
    ),
    Right(
        "count-parameters",
        "arrays made and counted",
        """
        params = []
        for i, o in pairwise(sizes):
            params += [np.zeros((i, o)), np.zeros(o)]
        return sum(p.size for p in params)
        """,
    ),
    Right(
        "count-parameters",
        "recursion",
        """
        i, o, *rest = sizes
        return i * o + o + (count_parameters([o, *rest]) if rest else 0)
        """,
    ),
    Right(
        "count-parameters",
        "the last size remembered",
        """
        count, last = 0, sizes[0]
        for size in sizes[1:]:
            count += (last + 1) * size
            last = size
        return count
        """,
    ),
    Right(
        "count-parameters",
        "arrays of sizes",
        """
        entries = np.asarray(sizes)
        return int(((entries[:-1] + 1) * entries[1:]).sum())
        """,
    ),
    Right(
        "count-parameters", "a float", "return float(sum((i + 1) * o for i, o in pairwise(sizes)))"
    ),
    Right(
        "count-parameters",
        "a copied list emptied",
        """
        sizes, total = list(sizes), 0
        while len(sizes) > 1:
            o = sizes.pop()
            total += sizes[-1] * o + o
        return total
        """,
    ),
    Right(
        "count-parameters",
        "sliding windows",
        """
        pairs = np.lib.stride_tricks.sliding_window_view(sizes, 2)
        return pairs.prod(axis=1).sum() + pairs[:, 1].sum()
        """,
    ),
]

ANSWERS = [
    *SIGMOID,
    *SIGMOID_GRAD,
    *TANH_GRAD,
    *RELU,
    *RELU_GRAD,
    *LEAKY_GRAD,
    *GELU,
    *MLP,
    *COUNT,
]
