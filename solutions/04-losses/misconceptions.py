"""Known wrong answers to exercise 04 with their hints, and other right answers."""

from grading.misconceptions import Right, Wrong

INTEGERS, LARGE = ("integers",), ("large logits",)
SHAPES, AXES = ("shapes that do not match",), ("other axes and shapes",)
# Some mistakes cannot be told apart by what they return: they share a hint.
WHOLE_SHAPES = (
    "Compare the whole shapes before you subtract: (4, 1) and (4,) have the same length and the "
    "same size, and a target that is reshaped in silence is no refusal."
)
NO_ASSERT = "`assert` raises AssertionError, and vanishes under `python -O`: raise a ValueError."
FRACTIONS = (
    "An array made like one of integers holds integers, so every fraction is cut off: ask for "
    "`dtype=float`."
)
IN_PLACE = "`-=` writes into the caller's array; make a new one with `a = a - b`."
BOTH = "Return two values, the loss and its gradient: `return loss, grad`."
LOSS_FIRST = "The loss comes first: `return loss, grad`."
IF_ON_ARRAY = (
    "`if` decides once, but each element has its own branch: `np.where` or a mask decides."
)
NO_MEAN_IN_GRAD = "The 1/m of the mean is a factor of the gradient too."
ALL_ELEMENTS = "The mean is over all elements, samples times outputs, not over the rows alone."
ALL_AXES = "Sum over all elements, whatever the shape: the loss is a single number."
LOSS_SUMMED = "The loss is a sum here; divide it by the number of elements."
TOWARDS = (
    "The slope is that of a rising prediction: where it is too high, the gradient is positive."
)

MSE_RETURN = "return np.mean(r**2), 2 * r / r.size"
MSE_CHECK = """if pred.shape != y.shape:
    raise ValueError(f"pred has shape {pred.shape} and y {y.shape}: they must be the same")
"""


def mse_returns(name, hint, new, **lost):
    """Make a wrong answer that differs in the last line."""
    return Wrong("mse", name, hint=hint, new=new, old=MSE_RETURN, **lost)


def unchecked(cell, name, new, hint=WHOLE_SHAPES):
    """Make a wrong answer that treats shapes that do not match in another way."""
    check = MSE_CHECK if cell != "bce-logits" else BCE_CHECK
    return Wrong(cell, name, hint=hint, new=new, old=check, parts=SHAPES)


MSE = [
    mse_returns(
        "factor 2 lost",
        "Differentiate the square: a factor is missing from your gradient.",
        "return np.mean(r**2), r / r.size",
    ),
    mse_returns("gradient without the mean", NO_MEAN_IN_GRAD, "return np.mean(r**2), 2 * r"),
    mse_returns(
        "gradient is the miss",
        "Your gradient is the miss itself: the 2 of the square and the 1/m of the mean are due.",
        "return np.mean(r**2), r",
    ),
    mse_returns(
        "gradient divided by the rows", ALL_ELEMENTS, "return np.mean(r**2), 2 * r / len(r)"
    ),
    mse_returns(
        "loss and gradient by rows",
        "Both are divided by the number of rows; the mean is over all elements.",
        "return np.sum(r**2) / len(r), 2 * r / len(r)",
    ),
    mse_returns(
        "sum instead of mean",
        "Loss and gradient belong to the sum; both must be divided by the number of elements.",
        "return np.sum(r**2), 2 * r",
    ),
    mse_returns("loss summed", LOSS_SUMMED, "return np.sum(r**2), 2 * r / r.size"),
    mse_returns(
        "halved",
        "Half the mean square is another convention; here there is no factor 1/2.",
        "return np.mean(r**2) / 2, r / r.size",
    ),
    mse_returns(
        "loss halved alone",
        "There is no factor 1/2 in this loss.",
        "return np.mean(r**2) / 2, 2 * r / r.size",
    ),
    Wrong("mse", "target minus prediction", hint=TOWARDS, new="r = y - pred", old="r = pred - y"),
    mse_returns(
        "root taken",
        "That is the root of the mean square; the loss is the mean square itself.",
        "return np.sqrt(np.mean(r**2)), 2 * r / r.size",
    ),
    mse_returns(
        "absolute misses",
        "That is the mean absolute error: square the misses.",
        "return np.abs(r).mean(), np.sign(r) / r.size",
    ),
    mse_returns(
        "square of the mean",
        "Square each miss first, then take the mean: misses of opposite sign must not cancel.",
        "return np.mean(r) ** 2, 2 * r / r.size",
    ),
    mse_returns(
        "gradient squared",
        "The derivative of r**2 is 2 r: one power goes.",
        "return np.mean(r**2), 2 * r**2 / r.size",
    ),
    mse_returns(
        "gradient without its sign",
        "A gradient points up or down: keep the sign of each miss.",
        "return np.mean(r**2), 2 * np.abs(r) / r.size",
    ),
    mse_returns(
        "mean over the first axis", ALL_AXES, "return np.mean(r**2, axis=0), 2 * r / r.size"
    ),
    mse_returns(
        "dot product of tables",
        "`@` multiplies matrices; for any shape, multiply elementwise and sum over everything.",
        "return r @ r / r.size, 2 * r / r.size",
    ),
    mse_returns(
        "loop over the first axis",
        ALL_AXES,
        "return sum(row**2 for row in r) / len(r), 2 * r / r.size",
    ),
    mse_returns("loss alone", BOTH, "return np.mean(r**2)"),
    mse_returns("gradient first", LOSS_FIRST, "return 2 * r / r.size, np.mean(r**2)"),
    mse_returns(
        "gradient averaged",
        "Each prediction has its own derivative: the gradient has the shape of pred.",
        "return np.mean(r**2), np.mean(2 * r)",
    ),
    mse_returns(
        "derivatives averaged and repeated",
        "Each prediction has its own derivative, from its own miss.",
        "return np.mean(r**2), np.full(r.shape, np.mean(2 * r))",
    ),
    mse_returns(
        "rounded",
        "Do not round: numbers far smaller than these need all their digits.",
        "return round(np.mean(r**2), 2), 2 * r / r.size",
    ),
    Wrong(
        "mse", "subtracted in place", hint=IN_PLACE, new="pred -= y\nr = pred", old="r = pred - y"
    ),
    Wrong(
        "mse",
        "printed",
        hint="The function shows its results but returns None.",
        new="print(np.mean((pred - y) ** 2), 2 * (pred - y) / pred.size)",
    ),
    mse_returns(
        "gradient like the integers",
        FRACTIONS,
        "grad = np.zeros_like(pred)\ngrad[...] = 2 * r / r.size\nreturn np.mean(r**2), grad",
        parts=INTEGERS,
    ),
    mse_returns(
        "gradient cast to the type of pred",
        FRACTIONS,
        "return np.mean(r**2), (2 * r / r.size).astype(pred.dtype)",
        parts=INTEGERS,
    ),
    mse_returns(
        "gradient rounded",
        "Nothing needs rounding to a few digits, neither the loss nor the gradient.",
        "return np.mean(r**2), np.round(2 * r / r.size, 1)",
    ),
    unchecked("mse", "shapes not compared", ""),
    unchecked(
        "mse", "lengths compared", "if len(pred) != len(y):\n    raise ValueError('length')\n"
    ),
    unchecked("mse", "sizes compared", "if pred.size != y.size:\n    raise ValueError('size')\n"),
    unchecked(
        "mse", "axes counted", "if pred.ndim < y.ndim:\n    raise ValueError('number of axes')\n"
    ),
    unchecked("mse", "target reshaped", "y = y.reshape(pred.shape)\n"),
    unchecked(
        "mse",
        "both made flat",
        "shape, pred, y = pred.shape, pred.ravel(), y.ravel()\n"
        "if pred.size == y.size:\n"
        "    r = (pred - y).reshape(shape)\n"
        "    return np.mean(r**2), 2 * r / r.size\n",
    ),
    unchecked("mse", "asserted", "assert pred.shape == y.shape\n", NO_ASSERT),
    unchecked(
        "mse",
        "TypeError raised",
        "if pred.shape != y.shape:\n    raise TypeError('shapes')\n",
        "The task asks for a ValueError: the type is right, an array, but its shape is not.",
    ),
    unchecked(
        "mse",
        "refusal printed",
        "if pred.shape != y.shape:\n    print('shapes differ')\n",
    ),
    Right(
        "mse",
        "loop over all elements",
        """
        if np.shape(pred) != np.shape(y):
            raise ValueError("shapes differ")
        total, grad = 0.0, np.zeros(pred.shape)
        for i in np.ndindex(pred.shape):
            total += (pred[i] - y[i]) ** 2
            grad[i] = 2 * (pred[i] - y[i]) / pred.size
        return total / pred.size, grad
        """,
    ),
    Right(
        "mse",
        "flat lists",
        """
        if pred.shape != y.shape:
            raise ValueError(pred.shape, y.shape)
        misses = [p - t for p, t in zip(pred.flatten().tolist(), y.flatten().tolist())]
        loss = sum(miss**2 for miss in misses) / len(misses)
        grad = np.array([2 * miss / len(misses) for miss in misses]).reshape(pred.shape)
        return loss, grad
        """,
    ),
    Right(
        "mse",
        "np.square and division",
        "return np.square(r).sum() / r.size, r / (r.size / 2)",
        MSE_RETURN,
    ),
    Right(
        "mse",
        "dot product of flat misses",
        "flat = r.ravel()\nreturn flat @ flat / flat.size, 2 / r.size * r",
        MSE_RETURN,
    ),
    Right(
        "mse",
        "einsum",
        "return np.einsum('i,i', r.ravel(), r.ravel()) / r.size, 2 * r / r.size",
        MSE_RETURN,
    ),
    Right(
        "mse",
        "Python floats",
        "return float(np.mean(r**2)), (2.0 * r / r.size).tolist()",
        MSE_RETURN,
    ),
    Right(
        "mse",
        "list of both",
        "return [np.array(np.mean(r**2)), r * 2 / np.prod(r.shape)]",
        MSE_RETURN,
    ),
    Right(
        "mse",
        "target minus prediction with a minus",
        "r = y - pred\nreturn np.mean(r * r), -2 * r / r.size",
        "r = pred - y\n" + MSE_RETURN,
    ),
    Right(
        "mse", "variance and mean", "return np.var(r) + np.mean(r) ** 2, 2 * r / r.size", MSE_RETURN
    ),
    Right(
        "mse", "norm", "return np.linalg.norm(r.ravel()) ** 2 / r.size, 2 * r / r.size", MSE_RETURN
    ),
    Right(
        "mse",
        "in place on a copy",
        """
        same = pred.ndim == y.ndim and all(a == b for a, b in zip(pred.shape, y.shape))
        if not same:
            raise ValueError("expected one shape")
        grad = pred.astype(float)
        grad -= y
        loss = (grad**2).mean()
        grad *= 2
        grad /= pred.size
        return loss, grad
        """,
    ),
    Right(
        "mse",
        "helper and keyword",
        """
        def require(first, second):
            if first.shape != second.shape:
                raise ValueError(f"{first.shape} against {second.shape}")

        require(pred, y)
        draw = np.subtract(pred, y, dtype=float)
        return np.average(np.power(draw, 2)), np.multiply(draw, 2.0 / draw.size)
        """,
    ),
]

STILL_SQUARE = (
    "The loss is still a square for large misses. (The parabola lies above its tangent everywhere: "
    "choose by |r|, not by the larger value.)"
)
PSEUDO = "That is the smooth relative of Huber's loss; here are two branches that meet at delta."
HUBER_COST = "cost = np.where(size <= delta, r**2 / 2, delta * (size - delta / 2))"
HUBER_SLOPE = "slope = np.clip(r, -delta, delta)"
HUBER_RETURN = "return cost.mean(), slope / r.size"


def cost(name, hint, new, **lost):
    """Make a wrong answer that differs in the cost of an element."""
    return Wrong("huber", name, hint=hint, new=new, old=HUBER_COST, **lost)


def slope(name, hint, new, **lost):
    """Make a wrong answer that differs in the slope of an element."""
    return Wrong("huber", name, hint=hint, new=new, old=HUBER_SLOPE, **lost)


HUBER = [
    cost(
        "line without its shift",
        "At |r| = delta the two branches must meet: put delta into both and compare.",
        "cost = np.where(size <= delta, r**2 / 2, delta * size)",
    ),
    cost(
        "delta missing before the line",
        "The line has the slope delta, so delta multiplies |r| as well.",
        "cost = np.where(size <= delta, r**2 / 2, size - delta / 2)",
    ),
    cost(
        "line for a delta of 1",
        "Your line is right for delta = 1 alone: where does delta come twice?",
        "cost = np.where(size <= delta, r**2 / 2, delta * size - 0.5)",
    ),
    cost(
        "line of slope 1",
        "Your line does not know delta: at |r| = delta it must meet the parabola.",
        "cost = np.where(size <= delta, r**2 / 2, size - 0.5)",
    ),
    cost(
        "whole delta subtracted",
        "The line is too low by delta**2 / 2: half of delta is subtracted, not all of it.",
        "cost = np.where(size <= delta, r**2 / 2, delta * (size - delta))",
    ),
    cost(
        "parabola without its half",
        "Half the square: without it the branches do not meet at delta.",
        "cost = np.where(size <= delta, r**2, delta * (size - delta / 2))",
    ),
    cost(
        "branches exchanged",
        "Small misses are squared, large ones are not: your condition is the wrong way round.",
        "cost = np.where(size > delta, r**2 / 2, delta * (size - delta / 2))",
    ),
    cost(
        "condition without the absolute value",
        "A large negative miss is a large miss: the condition needs |r|.",
        "cost = np.where(r <= delta, r**2 / 2, delta * (size - delta / 2))",
    ),
    cost(
        "line without the absolute value",
        "On the left side the line rises to the left: it needs |r|.",
        "cost = np.where(size <= delta, r**2 / 2, delta * (r - delta / 2))",
    ),
    cost(
        "parabola everywhere",
        STILL_SQUARE,
        "cost = r**2 / 2",
    ),
    cost(
        "larger of both branches",
        STILL_SQUARE,
        "cost = np.maximum(r**2 / 2, delta * (size - delta / 2))",
    ),
    cost(
        "smaller of both branches",
        "The tangent lies below the parabola everywhere: choose by |r|, not by the smaller value.",
        "cost = np.minimum(r**2 / 2, delta * (size - delta / 2))",
    ),
    cost(
        "cost capped",
        "A capped cost is flat; Huber's goes on along a line.",
        "cost = np.minimum(r**2 / 2, delta**2 / 2)",
    ),
    cost(
        "pseudo-Huber",
        PSEUDO,
        "cost = delta**2 * (np.sqrt(1 + (r / delta) ** 2) - 1)",
    ),
    Wrong(
        "huber",
        "pseudo-Huber and its slope",
        hint=PSEUDO,
        new="root = np.sqrt(1 + (r / delta) ** 2)\n"
        "return (delta**2 * (root - 1)).mean(), r / root / r.size",
        old=HUBER_RETURN,
    ),
    Wrong(
        "huber",
        "no absolute value at all",
        hint="A large negative miss is a large miss: loss and gradient both ask for |r|.",
        new="""
        if pred.shape != y.shape:
            raise ValueError("shapes")
        r = pred - y
        cost = np.where(r <= delta, r**2 / 2, delta * (r - delta / 2))
        return cost.mean(), np.where(r <= delta, r, delta) / r.size
        """,
    ),
    cost(
        "a mean for each branch",
        "Each branch has a mean of its own here: join the costs first, then take one mean.",
        "near = size <= delta\n"
        "cost = (r[near] ** 2 / 2).mean() + (delta * (size[~near] - delta / 2)).mean()",
    ),
    cost(
        "smooth L1",
        "That is `smooth_l1`, which is Huber's loss divided by delta.",
        "cost = np.where(size <= delta, r**2 / (2 * delta), size - delta / 2)\n"
        "r = r / delta\n"
        "delta = 1",
    ),
    cost(
        "one branch for the whole batch",
        "Each element chooses its branch by its own miss, not by that of all together.",
        "cost = r**2 / 2 if size.mean() <= delta else delta * (size - delta / 2)",
    ),
    cost(
        "gap at delta",
        "A miss of exactly delta falls into neither of your branches.",
        "cost = np.zeros(r.shape)\n"
        "cost[size < delta] = r[size < delta] ** 2 / 2\n"
        "cost[size > delta] = delta * (size[size > delta] - delta / 2)",
    ),
    cost(
        "if over the array",
        IF_ON_ARRAY,
        "if size <= delta:\n    cost = r**2 / 2\nelse:\n    cost = delta * (size - delta / 2)",
    ),
    slope(
        "slope not clipped",
        "Beyond delta the loss is a line, so its slope no longer grows with the miss.",
        "slope = r",
    ),
    slope(
        "slope without its sign",
        "A prediction that is far too low has a negative slope.",
        "slope = np.where(size <= delta, r, delta)",
    ),
    slope(
        "absolute slope",
        "The slope is that of the miss, not of its size: keep the sign.",
        "slope = np.minimum(size, delta)",
    ),
    slope(
        "sign without delta",
        "The slope of the line is delta or -delta, not 1 or -1.",
        "slope = np.where(size <= delta, r, np.sign(r))",
    ),
    slope(
        "clipped at 1",
        "The slope is clipped at 1 whatever delta is.",
        "slope = np.clip(r, -1, 1)",
    ),
    slope(
        "clipped from above only",
        "Large misses occur on both sides: clip from below too.",
        "slope = np.minimum(r, delta)",
    ),
    slope(
        "clipped between 0 and delta",
        "Clip between -delta and delta: a negative slope is a slope.",
        "slope = np.clip(r, 0, delta)",
    ),
    slope(
        "sign everywhere",
        "Near zero the slope is the miss itself; the sign alone belongs to the absolute error.",
        "slope = delta * np.sign(r)",
    ),
    slope(
        "slope set to zero outside",
        "An outlier still pulls, with the strength delta: its slope is not 0.",
        "slope = np.where(size <= delta, r, 0)",
    ),
    slope(
        "slope of the square",
        "The parabola carries a factor 1/2, so its slope is r and not 2 r.",
        "slope = np.where(size <= delta, 2 * r, delta * np.sign(r))",
    ),
    slope(
        "slope by r over |r|",
        "`r / abs(r)` is 0/0 for a miss of 0; `np.sign` knows better.",
        "slope = np.where(size <= delta, r, delta * r / size)",
    ),
    slope(
        "gradient of the mean clipped",
        "Clip the misses, then divide by their number: not the other way round.",
        "slope = np.clip(r / r.size, -delta, delta) * r.size",
    ),
    slope(
        "cost as the gradient",
        "Your gradient is the cost of each element: differentiate it.",
        "slope = cost",
    ),
    Wrong(
        "huber",
        "delta ignored",
        hint="The result does not depend on delta.",
        new="delta = 1.0\nr = pred - y",
        old="r = pred - y",
    ),
    Wrong("huber", "target minus prediction", hint=TOWARDS, new="r = y - pred", old="r = pred - y"),
    Wrong(
        "huber",
        "gradient without the mean",
        hint=NO_MEAN_IN_GRAD,
        new="return cost.mean(), slope",
        old=HUBER_RETURN,
    ),
    Wrong(
        "huber",
        "gradient divided by the rows",
        hint=ALL_ELEMENTS,
        new="return cost.mean(), slope / len(r)",
        old=HUBER_RETURN,
    ),
    Wrong(
        "huber",
        "sum instead of mean",
        hint="Loss and gradient belong to the sum; both must be divided by the number of elements.",
        new="return cost.sum(), slope",
        old=HUBER_RETURN,
    ),
    Wrong(
        "huber",
        "loss summed",
        hint=LOSS_SUMMED,
        new="return cost.sum(), slope / r.size",
        old=HUBER_RETURN,
    ),
    Wrong(
        "huber",
        "costs not averaged",
        hint="That is one cost per element; the loss is their mean, a single number.",
        new="return cost, slope / r.size",
        old=HUBER_RETURN,
    ),
    Wrong("huber", "loss alone", hint=BOTH, new="return cost.mean()", old=HUBER_RETURN),
    Wrong(
        "huber",
        "gradient first",
        hint=LOSS_FIRST,
        new="return slope / r.size, cost.mean()",
        old=HUBER_RETURN,
    ),
    Wrong(
        "huber", "subtracted in place", hint=IN_PLACE, new="pred -= y\nr = pred", old="r = pred - y"
    ),
    Wrong(
        "huber",
        "gradient like the integers",
        hint=FRACTIONS,
        new="grad = np.empty_like(pred)\ngrad[:] = slope / r.size\nreturn cost.mean(), grad",
        old=HUBER_RETURN,
        parts=INTEGERS,
    ),
    cost(
        "costs like the integers",
        FRACTIONS,
        "cost = np.zeros_like(r)\n"
        "cost[size <= delta] = r[size <= delta] ** 2 / 2\n"
        "cost[size > delta] = delta * (size[size > delta] - delta / 2)",
        parts=INTEGERS,
    ),
    unchecked("huber", "shapes not compared", ""),
    unchecked("huber", "sizes compared", "if pred.size != y.size:\n    raise ValueError('size')\n"),
    unchecked(
        "huber", "lengths compared", "if len(pred) != len(y):\n    raise ValueError('rows')\n"
    ),
    unchecked("huber", "axes squeezed", "y = y.reshape(pred.shape)\n"),
    unchecked("huber", "asserted", "assert pred.shape == y.shape\n", NO_ASSERT),
    Right(
        "huber",
        "loop over all elements",
        """
        if pred.shape != y.shape:
            raise ValueError("shapes differ")
        total, grad = 0.0, np.zeros(pred.shape)
        for i in np.ndindex(pred.shape):
            r = pred[i] - y[i]
            if abs(r) <= delta:
                total += 0.5 * r * r
                grad[i] = r
            elif r > 0:
                total += delta * (r - 0.5 * delta)
                grad[i] = delta
            else:
                total += delta * (-r - 0.5 * delta)
                grad[i] = -delta
        return total / pred.size, grad / pred.size
        """,
    ),
    Right(
        "huber",
        "strictly inside",
        "cost = np.where(np.abs(r) < delta, 0.5 * r**2, delta * size - 0.5 * delta**2)",
        HUBER_COST,
    ),
    Right(
        "huber",
        "clipped miss",
        "m = np.minimum(size, delta)\ncost = m * (size - m / 2)",
        HUBER_COST,
    ),
    Right(
        "huber",
        "product of two clips",
        "cost = np.clip(r, -delta, delta) * (r - np.clip(r, -delta, delta) / 2)",
        HUBER_COST,
    ),
    Right(
        "huber",
        "masks",
        "cost = 0.5 * (r * 1.0) ** 2\n"
        "far = size > delta\n"
        "cost[far] = delta * (size[far] - delta / 2)",
        HUBER_COST,
    ),
    Right(
        "huber",
        "slopes by sign",
        "slope = np.where(size <= delta, r, delta * np.sign(r))",
        HUBER_SLOPE,
    ),
    Right(
        "huber",
        "slopes by maximum and minimum",
        "slope = np.maximum(np.minimum(r, delta), -delta)",
        HUBER_SLOPE,
    ),
    Right(
        "huber",
        "np.select",
        "lines = [delta * r - delta**2 / 2, -delta * r - delta**2 / 2]\n"
        "cost = np.select([r > delta, r < -delta], lines, r**2 / 2)",
        HUBER_COST,
    ),
    Right(
        "huber",
        "np.piecewise",
        "pieces = [lambda v: v**2 / 2, lambda v: delta * (abs(v) - delta / 2)]\n"
        "cost = np.piecewise(r.astype(float), [size <= delta], pieces)",
        HUBER_COST,
    ),
    Right(
        "huber",
        "Python numbers",
        "return float(np.sum(cost) / cost.size), (slope / slope.size).tolist()",
        HUBER_RETURN,
    ),
    Right(
        "huber",
        "booleans as factors",
        "near = (size <= delta).astype(float)\n"
        "cost = near * r**2 / 2 + (1 - near) * delta * (size - delta / 2)",
        HUBER_COST,
    ),
    Right(
        "huber",
        "vectorised function of one miss",
        """
        def of_one(miss):
            if -delta <= miss <= delta:
                return miss**2 / 2, miss
            sign = 1 if miss > 0 else -1
            return delta * (sign * miss - delta / 2), sign * delta

        if not pred.shape == y.shape:
            raise ValueError(f"{pred.shape}, {y.shape}")
        pairs = np.array([of_one(float(miss)) for miss in (pred - y).ravel()])
        return pairs[:, 0].mean(), (pairs[:, 1] / len(pairs)).reshape(y.shape)
        """,
    ),
]

BCE_CHECK = """if z.shape != y.shape:
    raise ValueError(f"z has shape {z.shape} and y {y.shape}: they must be the same")
"""
BCE_SMALL = "small = np.exp(-np.abs(z))  # at most 1"
BCE_COST = "cost = np.maximum(z, 0) - z * y + np.log1p(small)"
BCE_P = "p = np.where(z >= 0, 1, small) / (1 + small)"
BCE_RETURN = "return cost.mean(), (p - y) / z.size"
NEVER_POSITIVE = (
    "The exponential of a large positive number overflows. Let every exponent be negative, such as "
    "-|z|; mind that `np.where` computes both of its branches."
)
SIGMOID_TOO = (
    "Here 1 / (1 + e**-z) overflows, in the gradient if your loss is safe already: for negative z "
    "write the sigmoid with e**z."
)
LOG_OF_0 = (
    "p is rounded to 1 here, and log(1 - p) is -inf. The cost of a 0 is log(1 + e**z), with no p "
    "in it."
)
CLIPPED = "A clipped logit costs less than it should: a logit of 1000 with the label 0 costs 1000."
GOES_THROUGH = "z is a logit and has to go through the sigmoid before it is a probability."
PADDED = (
    "A number inside the logarithm caps the cost of a confident mistake: it should be about |z|. "
    "Simplify the formula instead of padding or clipping it."
)


def bce_cost(name, hint, new, **lost):
    """Make a wrong answer that differs in the cost of an element."""
    return Wrong("bce-logits", name, hint=hint, new=new, old=BCE_COST, **lost)


def bce_returns(name, hint, new, **lost):
    """Make a wrong answer that differs in what it returns."""
    return Wrong("bce-logits", name, hint=hint, new=new, old=BCE_RETURN, **lost)


BCE = [
    bce_cost(
        "plain formula",
        LOG_OF_0,
        "q = 1 / (1 + np.exp(-z))\ncost = -y * np.log(q) - (1 - y) * np.log(1 - q)",
        parts=LARGE,
    ),
    bce_cost(
        "1e-8 in the logarithms",
        PADDED,
        "q = 1 / (1 + np.exp(-z))\ncost = -y * np.log(q + 1e-8) - (1 - y) * np.log(1 - q + 1e-8)",
        parts=LARGE,
    ),
    bce_cost(
        "1e-15 in the logarithms",
        PADDED,
        "q = 1 / (1 + np.exp(-z))\ncost = -y * np.log(q + 1e-15) - (1 - y) * np.log(1 - q + 1e-15)",
        parts=LARGE,
    ),
    bce_cost(
        "probabilities clipped",
        PADDED,
        "q = np.clip(1 / (1 + np.exp(-z)), 1e-12, 1 - 1e-12)\n"
        "cost = -y * np.log(q) - (1 - y) * np.log(1 - q)",
        parts=LARGE,
    ),
    bce_cost(
        "softplus with a positive exponent",
        NEVER_POSITIVE,
        "cost = np.log(1 + np.exp(z)) - z * y",
        parts=LARGE,
    ),
    bce_cost(
        "logarithm of the sigmoid",
        NEVER_POSITIVE,
        "cost = -np.log(1 / (1 + np.exp(-np.where(y == 1, z, -z))))",
        parts=LARGE,
    ),
    bce_cost(
        "logits clipped at 500",
        CLIPPED,
        "z = np.clip(z, -500, 500)\ncost = np.log(1 + np.exp(z)) - z * y",
        parts=LARGE,
    ),
    Wrong(
        "bce-logits",
        "plain sigmoid in the gradient",
        hint=SIGMOID_TOO,
        new="p = 1 / (1 + np.exp(-z))",
        old=BCE_P,
        parts=LARGE,
    ),
    Wrong(
        "bce-logits",
        "sigmoid by two branches of np.where",
        hint=NEVER_POSITIVE,
        new="p = np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))",
        old=BCE_P,
        parts=LARGE,
    ),
    Wrong(
        "bce-logits",
        "sigmoid by the positive exponential",
        hint=NEVER_POSITIVE,
        new="p = np.exp(z) / (1 + np.exp(z))",
        old=BCE_P,
        parts=LARGE,
    ),
    Wrong(
        "bce-logits",
        "sigmoid with exp(-|z|) on both sides",
        hint="For negative z the sigmoid is e**z / (1 + e**z); 1 / (1 + e**-|z|) is at least 1/2.",
        new="p = 1 / (1 + small)",
        old=BCE_P,
    ),
    bce_cost(
        "cost of a 1 only",
        "Labels of 0 cost something too: the term with (1 - y) is missing.",
        "cost = y * np.logaddexp(0, -z)",
    ),
    bce_cost(
        "z times y forgotten",
        "The cost does not depend on the label: log(1 + e**z) is that of a 0.",
        "cost = np.maximum(z, 0) + np.log1p(small)",
    ),
    bce_cost(
        "labels exchanged",
        "A large logit is a strong 1: your cost is the cost of the other label.",
        "cost = np.logaddexp(0, z) - z * (1 - y)",
    ),
    bce_cost(
        "absolute value forgotten",
        "Check the rearranged formula at z = -1, y = 0: the exponent is -|z|, not -z.",
        "cost = np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.clip(z, -700, None)))",
    ),
    bce_cost(
        "maximum forgotten",
        "Check the rearranged formula at z = 1, y = 0: max(z, 0) is missing.",
        "cost = np.log1p(small) - z * y",
    ),
    bce_cost(
        "sign of the loss",
        "The loss is minus the logarithm of a probability, so it is positive.",
        "cost = z * y - np.logaddexp(0, z)",
    ),
    bce_cost(
        "base 2",
        "This is measured in bits; the natural logarithm is due.",
        "cost = (np.logaddexp(0, z) - z * y) / np.log(2)",
    ),
    bce_cost(
        "squared error of the sigmoid",
        "That is the squared error of p; the cross-entropy is a logarithm.",
        "cost = (np.where(z >= 0, 1, small) / (1 + small) - y) ** 2",
    ),
    bce_cost(
        "logits clipped at 30",
        CLIPPED,
        "z = np.clip(z, -30, 30)\ncost = np.log(1 + np.exp(z)) - z * y",
        parts=LARGE,
    ),
    bce_cost(
        "labels taken for -1 and 1",
        "log(1 + exp(-y z)) is for the labels -1 and 1; these are 0 and 1.",
        "cost = np.logaddexp(0, -y * z)",
    ),
    bce_cost(
        "logarithm of the logits",
        GOES_THROUGH,
        "cost = -y * np.log(z) - (1 - y) * np.log(1 - z)",
    ),
    Wrong(
        "bce-logits",
        "logits taken for probabilities",
        hint=GOES_THROUGH,
        new="""
        if z.shape != y.shape:
            raise ValueError("shapes")
        p = np.clip(z, 1e-7, 1 - 1e-7)
        cost = -y * np.log(p) - (1 - y) * np.log(1 - p)
        return cost.mean(), (p - y) / z.size
        """,
    ),
    Wrong(
        "bce-logits",
        "sigmoid twice",
        hint="The sigmoid is applied twice: what comes in is a logit, once is enough.",
        new="z = 1 / (1 + np.exp(-np.clip(z, -700, None)))\n" + BCE_SMALL,
        old=BCE_SMALL,
    ),
    Wrong(
        "bce-logits",
        "sigmoid of the opposite",
        hint="Your p falls as z rises: check the sign in the exponent.",
        new="p = np.where(z >= 0, small, 1) / (1 + small)",
        old=BCE_P,
    ),
    bce_returns(
        "gradient with respect to p",
        "That is the derivative with respect to p; the chain rule goes on to z, and much cancels.",
        "return cost.mean(), (p - y) / np.maximum(p * (1 - p), 1e-300) / z.size",
    ),
    bce_returns(
        "slope of the sigmoid left in",
        "p (1 - p) has cancelled against the derivative of the logarithm: it does not stay.",
        "return cost.mean(), (p - y) * p * (1 - p) / z.size",
    ),
    bce_returns("sign of the gradient", TOWARDS, "return cost.mean(), (y - p) / z.size"),
    bce_returns(
        "gradient is p", "Where is the label in your gradient?", "return cost.mean(), p / z.size"
    ),
    bce_returns(
        "logit minus label",
        "It is the probability, not the logit, that is compared with the label.",
        "return cost.mean(), (z - y) / z.size",
    ),
    bce_returns("gradient without the mean", NO_MEAN_IN_GRAD, "return cost.mean(), p - y"),
    bce_returns(
        "gradient divided by the rows", ALL_ELEMENTS, "return cost.mean(), (p - y) / len(z)"
    ),
    bce_returns(
        "sum instead of mean",
        "Loss and gradient belong to the sum; both must be divided by the number of elements.",
        "return cost.sum(), p - y",
    ),
    bce_returns("loss summed", LOSS_SUMMED, "return cost.sum(), (p - y) / z.size"),
    bce_returns(
        "loss summed over the outputs",
        "Both are divided by the number of rows; the mean is over all elements.",
        "return cost.sum() / len(z), (p - y) / len(z)",
    ),
    bce_returns(
        "twice the gradient",
        "No square was differentiated here, so no factor 2 appears.",
        "return cost.mean(), 2 * (p - y) / z.size",
    ),
    bce_returns(
        "decisions instead of probabilities",
        "Do not round p to 0 or 1: how sure the model is matters to the gradient.",
        "return cost.mean(), ((p >= 0.5) - y) / z.size",
    ),
    bce_returns("loss alone", BOTH, "return cost.mean()"),
    bce_returns("gradient first", LOSS_FIRST, "return (p - y) / z.size, cost.mean()"),
    bce_returns(
        "probabilities instead of a gradient",
        "The second value is the gradient of the loss, not the probabilities.",
        "return cost.mean(), p",
    ),
    bce_cost(
        "if over the array",
        IF_ON_ARRAY,
        "if y == 1:\n    cost = np.logaddexp(0, -z)\nelse:\n    cost = np.logaddexp(0, z)",
    ),
    bce_returns(
        "gradient like the integers",
        FRACTIONS,
        "grad = np.zeros_like(z)\ngrad[:] = (p - y) / z.size\nreturn cost.mean(), grad",
        parts=INTEGERS,
    ),
    bce_cost(
        "costs like the integers",
        FRACTIONS,
        "cost = np.zeros_like(z)\n"
        "cost[y == 1] = np.logaddexp(0, -z[y == 1])\n"
        "cost[y == 0] = np.logaddexp(0, z[y == 0])",
        parts=INTEGERS,
    ),
    unchecked("bce-logits", "shapes not compared", ""),
    unchecked(
        "bce-logits", "sizes compared", "if z.size != y.size:\n    raise ValueError('size')\n"
    ),
    unchecked(
        "bce-logits", "lengths compared", "if len(z) != len(y):\n    raise ValueError('rows')\n"
    ),
    unchecked("bce-logits", "target reshaped", "y = y.reshape(z.shape)\n"),
    unchecked("bce-logits", "asserted", "assert z.shape == y.shape\n", NO_ASSERT),
    Right(
        "bce-logits",
        "loop over all elements",
        """
        if z.shape != y.shape:
            raise ValueError("shapes differ")
        total, grad = 0.0, np.zeros(z.shape)
        for i in np.ndindex(*z.shape):
            a, t = float(z[i]), y[i]
            total += max(a, 0) - a * t + math.log1p(math.exp(-abs(a)))
            p = 1 / (1 + math.exp(-a)) if a >= 0 else math.exp(a) / (1 + math.exp(a))
            grad[i] = (p - t) / z.size
        return total / z.size, grad
        """,
    ),
    Right("bce-logits", "logaddexp", "cost = np.logaddexp(0, z) - z * y", BCE_COST),
    Right(
        "bce-logits",
        "log instead of log1p",
        "cost = np.maximum(z, 0) - z * y + np.log(1 + small)",
        BCE_COST,
    ),
    Right(
        "bce-logits",
        "cost by label",
        "cost = np.where(y == 1, np.logaddexp(0, -z), np.logaddexp(0, z))",
        BCE_COST,
    ),
    Right("bce-logits", "cost by sign", "cost = np.logaddexp(0, (1 - 2 * y) * z)", BCE_COST),
    Right("bce-logits", "sigmoid by tanh", "p = 0.5 * (1 + np.tanh(z / 2))", BCE_P),
    Right("bce-logits", "sigmoid by logaddexp", "p = np.exp(-np.logaddexp(0, -z))", BCE_P),
    Right(
        "bce-logits",
        "sigmoid of a clipped logit",
        "p = 1 / (1 + np.exp(-np.clip(z, -80, 80)))",
        BCE_P,
    ),
    Right(
        "bce-logits",
        "sigmoid by masks",
        "p = np.zeros(z.shape)\n"
        "up = z >= 0\n"
        "p[up] = 1 / (1 + np.exp(-z[up]))\n"
        "p[~up] = np.exp(z[~up]) / (1 + np.exp(z[~up]))",
        BCE_P,
    ),
    Right(
        "bce-logits",
        "where with safe branches",
        "p = np.where(z >= 0, 1 / (1 + small), small / (1 + small))",
        BCE_P,
    ),
    Right(
        "bce-logits",
        "Python numbers",
        "return float(cost.sum() / cost.size), ((p - y) / p.size).tolist()",
        BCE_RETURN,
    ),
    Right(
        "bce-logits",
        "two logits through softmax",
        """
        if z.shape != y.shape:
            raise ValueError(f"shapes {z.shape} and {y.shape}")
        pair = np.stack([0 * z.astype(float), z.astype(float)], axis=-1)
        pair = pair - pair.max(axis=-1, keepdims=True)
        log_p = pair - np.log(np.exp(pair).sum(axis=-1, keepdims=True))
        loss = -np.mean(np.where(y == 1, log_p[..., 1], log_p[..., 0]))
        return loss, (np.exp(log_p[..., 1]) - y) / y.size
        """,
    ),
]

SHIFT = "powers = np.exp(z - z.max(axis=axis, keepdims=True))"
NORMALISE = "return powers / powers.sum(axis=axis, keepdims=True)"
EACH_ROW = "Subtract the largest logit of each row, kept as a column by `keepdims=True`."
OVERFLOW = "These powers overflow: first subtract the largest logit, which changes no probability."
ROWS_APART = (
    "One maximum for the whole batch is not enough: a row far below it becomes 0/0. Each row needs "
    "its own."
)
KEEP = "Keep the axis of length 1 with `keepdims=True`, or rows do not meet their maximum and sum."
COLUMNS = (
    "The columns add up to 1, but the classes are on the last axis. (Python's own `sum` adds up "
    "rows; `np.sum` with an axis does not.)"
)
USE_AXIS = (
    "The classes are on `axis`, which counts for the maximum and for the sum, in arrays with one, "
    "two, three or more axes."
)


def shifts(name, hint, new, **lost):
    """Make a wrong answer that differs in the powers."""
    return Wrong("softmax", name, hint=hint, new=new, old=SHIFT, **lost)


def normalises(name, hint, new, **lost):
    """Make a wrong answer that differs in the division."""
    return Wrong("softmax", name, hint=hint, new=new, old=NORMALISE, **lost)


SOFTMAX = [
    shifts("nothing subtracted", OVERFLOW, "powers = np.exp(z)", parts=LARGE),
    shifts("one maximum for all", ROWS_APART, "powers = np.exp(z - z.max())", parts=LARGE),
    shifts(
        "mean subtracted",
        "The mean is not safe: a logit far above it still overflows. The largest logit is.",
        "powers = np.exp(z - z.mean(axis=axis, keepdims=True))",
        parts=LARGE,
    ),
    shifts(
        "minimum subtracted",
        "After subtracting the smallest logit all exponents are positive, the wrong way round.",
        "powers = np.exp(z - z.min(axis=axis, keepdims=True))",
        parts=LARGE,
    ),
    shifts(
        "logits clipped",
        "Clipped logits become equal, and with them the probabilities: subtract, do not clip.",
        "powers = np.exp(np.clip(z, -500, 500))",
        parts=LARGE,
    ),
    shifts(
        "largest absolute value subtracted",
        "Subtracting the largest |z| pushes negative rows down to 0/0: subtract the largest z.",
        "powers = np.exp(z - np.abs(z).max(axis=axis, keepdims=True))",
        parts=LARGE,
    ),
    Wrong(
        "softmax",
        "nan replaced",
        hint="`nan_to_num` hides that infinity was divided by infinity: no power may overflow.",
        new="""
        with np.errstate(all="ignore"):
            powers = np.exp(z)
            return np.nan_to_num(powers / powers.sum(axis=axis, keepdims=True))
        """,
        parts=LARGE,
    ),
    shifts(
        "divided by the maximum",
        "Dividing by the largest logit changes their differences; subtracting it does not.",
        "powers = np.exp(z / z.max(axis=axis, keepdims=True))",
    ),
    shifts(
        "maximum over the other axis",
        EACH_ROW,
        "powers = np.exp(z - z.max(axis=0, keepdims=True))",
    ),
    shifts("maximum without keepdims", KEEP, "powers = np.exp(z - z.max(axis=axis))"),
    shifts(
        "negative exponent",
        "The largest logit should get the largest probability.",
        "powers = np.exp(-(z - z.min(axis=axis, keepdims=True)))",
    ),
    shifts(
        "powers of 2",
        "The base is e: `np.exp`.",
        "powers = 2.0 ** (z - z.max(axis=axis, keepdims=True))",
    ),
    shifts(
        "exponential forgotten",
        "Without the exponential, negative logits become negative probabilities.",
        "powers = z",
    ),
    shifts(
        "sigmoid normalised",
        "Softmax exponentiates the logits; the sigmoid has no part in it.",
        "powers = 1 / (1 + np.exp(-z))",
    ),
    Wrong(
        "softmax",
        "one sigmoid each",
        hint="Each class for itself, so the sum is not 1: divide by the sum over the classes.",
        new="return 1 / (1 + np.exp(-np.clip(z, -700, None)))",
    ),
    shifts(
        "temperature left in",
        "The logits are scaled somewhere: their differences must stay as they are.",
        "powers = np.exp((z - z.max(axis=axis, keepdims=True)) / np.sqrt(z.shape[axis]))",
    ),
    shifts(
        "in place",
        IN_PLACE,
        "z -= z.max(axis=axis, keepdims=True)\npowers = np.exp(z)",
    ),
    normalises(
        "one sum for the whole batch",
        "The rows share one sum: every row must add up to 1 by itself.",
        "return powers / powers.sum()",
    ),
    normalises(
        "sum over the rows",
        COLUMNS,
        "return powers / powers.sum(axis=0, keepdims=True)",
    ),
    normalises(
        "Python's sum",
        COLUMNS,
        "return powers / sum(powers)",
    ),
    normalises("sum without keepdims", KEEP, "return powers / powers.sum(axis=axis)"),
    normalises(
        "not normalised",
        "The powers are positive, but they do not add up to 1 yet.",
        "return powers",
    ),
    normalises(
        "divided by the mean",
        "Divide by the sum of the powers, not by their mean.",
        "return powers / powers.mean(axis=axis, keepdims=True)",
    ),
    normalises(
        "logarithms returned",
        "These are the logarithms of the probabilities.",
        "return np.log(np.maximum(powers / powers.sum(axis=axis, keepdims=True), 1e-300))",
    ),
    normalises(
        "length instead of sum",
        "The probabilities, not their squares, add up to 1.",
        "return powers / np.linalg.norm(powers, axis=axis, keepdims=True)",
    ),
    normalises(
        "applied twice",
        "Softmax is applied twice; its result is no logit.",
        "p = powers / powers.sum(axis=axis, keepdims=True)\n"
        "return np.exp(p) / np.exp(p).sum(axis=axis, keepdims=True)",
    ),
    normalises(
        "rounded",
        "Do not round the probabilities: small ones matter to the loss.",
        "return np.round(powers / powers.sum(axis=axis, keepdims=True), 3)",
    ),
    normalises(
        "winner takes all",
        "That is argmax, one-hot; softmax leaves something to every class.",
        "return (powers == powers.max(axis=axis, keepdims=True)) * 1.0",
    ),
    normalises(
        "first row only",
        "One row came back for the whole batch: is there a `return` inside a loop?",
        "return (powers / powers.sum(axis=axis, keepdims=True))[0]",
    ),
    Wrong(
        "softmax",
        "axis fixed at the last",
        hint=USE_AXIS,
        new="""
        powers = np.exp(z - z.max(axis=-1, keepdims=True))
        return powers / powers.sum(axis=-1, keepdims=True)
        """,
        parts=AXES,
    ),
    Wrong(
        "softmax",
        "axis fixed at 1",
        hint="A single sample has no axis 1, and with three axes the last is axis 2: use `axis`.",
        new="""
        powers = np.exp(z - z.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)
        """,
        parts=AXES,
    ),
    normalises(
        "axis in the maximum only",
        USE_AXIS,
        "return powers / powers.sum(axis=-1, keepdims=True)",
        parts=AXES,
    ),
    Wrong(
        "softmax",
        "columns added by [:, None]",
        hint="`[:, None]` fits batches and the last axis alone; `keepdims=True` fits every shape.",
        new="""
        powers = np.exp(z - z.max(axis=axis)[:, None])
        return powers / powers.sum(axis=axis)[:, None]
        """,
        parts=AXES,
    ),
    Wrong(
        "softmax",
        "transposed for axis 0",
        hint="`.T` turns round all axes; with three of them the classes end up elsewhere.",
        new="""
        if axis == 0:
            return softmax(z.T).T
        powers = np.exp(z - z.max(axis=-1, keepdims=True))
        return powers / powers.sum(axis=-1, keepdims=True)
        """,
        parts=AXES,
    ),
    Wrong(
        "softmax",
        "row by row",
        hint="A loop over rows needs rows: a single sample has none, and a stack has more axes.",
        new="""
        if axis == 0:
            return np.array([softmax(row) for row in z.T]).T
        return np.array([np.exp(row - max(row)) / np.exp(row - max(row)).sum() for row in z])
        """,
        parts=AXES,
    ),
    Wrong(
        "softmax",
        "array like the integers",
        hint=FRACTIONS,
        new="""
        p = np.empty_like(z)
        p[...] = np.exp(z - z.max(axis=axis, keepdims=True))
        p[...] = p / p.sum(axis=axis, keepdims=True)
        return p
        """,
        parts=INTEGERS,
    ),
    normalises(
        "cast to the type of z",
        FRACTIONS,
        "return (powers / powers.sum(axis=axis, keepdims=True)).astype(z.dtype)",
        parts=INTEGERS,
    ),
    Wrong(
        "softmax",
        "in place on a copy of integers",
        hint="A copy of an integer array holds integers, which `/=` and `-=` cannot turn into "
        "fractions: copy with `astype(float)`.",
        new="""
        p = z.copy()
        p -= p.max(axis=axis, keepdims=True)
        np.exp(p, out=p)
        p /= p.sum(axis=axis, keepdims=True)
        return p
        """,
        parts=INTEGERS,
    ),
    Wrong(
        "softmax",
        "printed",
        hint="The function shows its result but returns None.",
        new="print(np.exp(z) / np.exp(z).sum(axis=axis, keepdims=True))",
    ),
    Right(
        "softmax",
        "log-sum-exp",
        """
        m = z.max(axis=axis, keepdims=True)
        lse = m + np.log(np.exp(z - m).sum(axis=axis, keepdims=True))
        return np.exp(z - lse)
        """,
    ),
    Right(
        "softmax",
        "logaddexp.reduce",
        "return np.exp(z - np.logaddexp.reduce(z, axis=axis, keepdims=True))",
    ),
    Right(
        "softmax",
        "expand_dims",
        """
        e = np.exp(z - np.expand_dims(np.max(z, axis), axis))
        return e / np.expand_dims(np.sum(e, axis), axis)
        """,
    ),
    Right(
        "softmax",
        "axis moved to the end",
        """
        moved = np.moveaxis(z, axis, -1)
        e = np.exp(moved - moved.max(axis=-1)[..., None])
        return np.moveaxis(e / e.sum(axis=-1)[..., None], -1, axis)
        """,
    ),
    Right(
        "softmax",
        "swapaxes",
        """
        t = np.swapaxes(z, axis, -1)
        e = np.exp(t - t.max(-1, keepdims=True))
        e = e / e.sum(-1, keepdims=True)
        return e.swapaxes(axis, -1)
        """,
    ),
    Right(
        "softmax",
        "apply_along_axis",
        """
        def of_one(vector):
            shifted = np.exp(vector - vector.max())
            return shifted / shifted.sum()

        return np.apply_along_axis(of_one, axis, z.astype(float))
        """,
    ),
    Right(
        "softmax",
        "loop over all vectors",
        """
        moved = np.moveaxis(np.array(z, dtype=float), axis, -1)
        out = np.zeros(moved.shape)
        for place in np.ndindex(moved.shape[:-1]):
            row = moved[place].tolist()
            top = max(row)
            powers = [math.exp(v - top) for v in row]
            out[place] = [power / sum(powers) for power in powers]
        return np.moveaxis(out, -1, axis)
        """,
    ),
    Right(
        "softmax",
        "recursion",
        """
        if z.ndim > 1:
            moved = np.moveaxis(z, axis, -1)
            return np.moveaxis(np.array([softmax(part) for part in moved]), -1, axis)
        e = np.exp(z - np.amax(z))
        return e / np.sum(e)
        """,
    ),
    Right(
        "softmax",
        "in place on a float copy",
        """
        p = z.astype(float)
        p -= p.max(axis=axis, keepdims=True)
        np.exp(p, out=p)
        p /= p.sum(axis=axis, keepdims=True)
        return p
        """,
    ),
    Right(
        "softmax",
        "shifted a little lower",
        "powers = np.exp(z - z.max(axis=axis, keepdims=True) - 1)",
        SHIFT,
    ),
    Right(
        "softmax",
        "one over the sum of differences",
        """
        z = np.moveaxis(z, axis, -1)
        with np.errstate(over='ignore'):
            p = 1 / np.exp((z[..., None, :] - z[..., :, None]).astype(float)).sum(axis=-1)
        return np.moveaxis(p, -1, axis)
        """,
    ),
    Right("softmax", "list", NORMALISE.replace("return ", "return (") + ").tolist()", NORMALISE),
    Right(
        "softmax",
        "maximum.reduce and einsum helper",
        """
        size = np.maximum.reduce(z, axis=axis, keepdims=True)
        e = np.exp(np.subtract(z, size))
        return np.divide(e, np.add.reduce(e, axis=axis, keepdims=True))
        """,
    ),
]

CE_SHIFTED = "shifted = logits - logits.max(axis=1, keepdims=True)"
CE_LOG_P = "log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))"
CE_LOSS = "loss = -log_p[np.arange(n), y].mean()"
CE_GRAD = "grad[np.arange(n), y] -= 1"
CE_RETURN = "return loss, grad / n"
CE_OVERFLOW = "These powers overflow: subtract the largest logit of each row before `np.exp`."
CE_UNDERFLOW = (
    "The probability of the true class underflows to 0 here, which has no logarithm: "
    "log p = z_y - lse(z), without p."
)
CE_PADDED = (
    "A number inside the logarithm caps the cost of a confident mistake: log p in terms of the "
    "logits, z_y - lse(z), needs none."
)
PAIRS = "`[:, y]` takes whole columns; the pairs (0, y[0]), (1, y[1]), ... are `[np.arange(n), y]`."


def ce(name, hint, new, old, **lost):
    """Make a wrong answer that differs in one place."""
    return Wrong("cross-entropy", name, hint=hint, new=new, old=old, **lost)


CROSS_ENTROPY = [
    ce("nothing subtracted", CE_OVERFLOW, "shifted = logits", CE_SHIFTED, parts=LARGE),
    ce(
        "one maximum for all",
        "One maximum for the whole batch is not enough: each row needs its own.",
        "shifted = logits - logits.max()",
        CE_SHIFTED,
        parts=LARGE,
    ),
    ce(
        "mean subtracted",
        "The mean is not safe: a logit far above it still overflows.",
        "shifted = logits - logits.mean(axis=1, keepdims=True)",
        CE_SHIFTED,
        parts=LARGE,
    ),
    ce(
        "minimum subtracted",
        "After subtracting the smallest logit all exponents are positive, the wrong way round.",
        "shifted = logits - logits.min(axis=1, keepdims=True)",
        CE_SHIFTED,
        parts=LARGE,
    ),
    ce(
        "logits clipped",
        "Clipped logits lose their differences, and with them the loss: subtract, do not clip.",
        "shifted = np.clip(logits, -500, 500)",
        CE_SHIFTED,
        parts=LARGE,
    ),
    ce(
        "logarithm of the softmax",
        CE_UNDERFLOW,
        "p = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)\nlog_p = np.log(p)",
        CE_LOG_P,
        parts=LARGE,
    ),
    ce(
        "logarithm of a padded softmax",
        CE_PADDED,
        "loss = -np.log(np.exp(log_p) + 1e-8)[np.arange(n), y].mean()",
        CE_LOSS,
        parts=LARGE,
    ),
    ce(
        "softmax padded by 1e-12",
        CE_PADDED,
        "loss = -np.log(np.exp(log_p) + 1e-12)[np.arange(n), y].mean()",
        CE_LOSS,
        parts=LARGE,
    ),
    ce(
        "probabilities clipped",
        CE_PADDED,
        "loss = -np.log(np.clip(np.exp(log_p), 1e-15, 1))[np.arange(n), y].mean()",
        CE_LOSS,
        parts=LARGE,
    ),
    ce(
        "sum instead of mean",
        "Loss and gradient belong to the sum; both must be divided by the number of samples.",
        "loss = -log_p[np.arange(n), y].sum()\nn = 1",
        "loss = -log_p[np.arange(n), y].mean()",
    ),
    ce(
        "loss summed",
        "The loss is a sum here; divide it by the number of samples.",
        "loss = -log_p[np.arange(n), y].sum()",
        CE_LOSS,
    ),
    ce(
        "mean over samples and classes",
        "The mean over the one-hot table divides by n times c; the mean is over samples alone.",
        "loss = -(np.eye(logits.shape[1])[y] * log_p).mean()",
        CE_LOSS,
    ),
    ce(
        "loss and gradient over samples and classes",
        "Both are divided by n times c; the mean is over samples alone.",
        "loss = -(np.eye(logits.shape[1])[y] * log_p).mean()\nn = log_p.size",
        CE_LOSS,
    ),
    ce(
        "sign of the loss",
        "The loss is minus the logarithm of a probability, so it is positive.",
        "loss = log_p[np.arange(n), y].mean()",
        CE_LOSS,
    ),
    ce(
        "probability instead of its logarithm",
        "The loss is minus the logarithm of what the truth was given.",
        "loss = 1 - np.exp(log_p)[np.arange(n), y].mean()",
        CE_LOSS,
    ),
    ce(
        "logarithm of the mean",
        "Take the logarithm of each sample's probability first, then the mean.",
        "loss = -np.log(np.exp(log_p)[np.arange(n), y].mean())",
        CE_LOSS,
    ),
    ce("whole columns picked", PAIRS, "loss = -log_p[:, y].mean()", CE_LOSS),
    Wrong(
        "cross-entropy",
        "whole columns picked from a softmax",
        hint=PAIRS,
        new="""
        p = softmax(logits)
        grad = p.copy()
        grad[:, y] -= 1
        return -np.log(p[:, y]).mean(), grad / len(y)
        """,
    ),
    Wrong(
        "cross-entropy",
        "a sigmoid for each class",
        hint="Yes or no for each class alone is bce_logits; here the classes share one softmax.",
        new="""
        loss, grad = bce_logits(logits, np.eye(logits.shape[1])[y])
        return loss * logits.shape[1], grad * logits.shape[1]
        """,
    ),
    ce(
        "rows picked",
        "`log_p[y]` takes rows; sample i needs its entry y[i].",
        "loss = -log_p[y % n].mean()",
        CE_LOSS,
    ),
    ce(
        "all classes counted",
        "Only the true class of each sample counts.",
        "loss = -log_p.sum(axis=1).mean()",
        CE_LOSS,
    ),
    ce(
        "predicted class instead of the true one",
        "That is the loss for the class the model believes in: where is y?",
        "loss = -log_p.max(axis=1).mean()",
        CE_LOSS,
    ),
    ce(
        "binary cross-entropy of every class",
        "Softmax is one decision among c classes: the other classes have no term of their own.",
        "onehot = np.eye(logits.shape[1])[y]\n"
        "other = np.log(np.maximum(1 - np.exp(log_p), 1e-300))\n"
        "loss = -(onehot * log_p + (1 - onehot) * other).sum(axis=1).mean()",
        CE_LOSS,
    ),
    ce(
        "labels counted from 1",
        "The classes count from 0: no shift of y is needed.",
        "y = y - 1\nloss = -log_p[np.arange(n), y].mean()",
        CE_LOSS,
    ),
    ce(
        "base 2",
        "This is measured in bits; the natural logarithm is due.",
        "loss = -log_p[np.arange(n), y].mean() / np.log(2)",
        CE_LOSS,
    ),
    ce(
        "one loss per sample",
        "That is one loss per sample; the result is their mean, a single number.",
        "loss = -log_p[np.arange(n), y]",
        CE_LOSS,
    ),
    ce(
        "entropy of the prediction",
        "That is the entropy of p, which knows no labels.",
        "loss = -(np.exp(log_p) * log_p).sum(axis=1).mean()",
        CE_LOSS,
    ),
    ce(
        "softmax over the batch",
        "The columns add up to 1: the classes of a sample are in its row, axis 1.",
        "log_p = shifted - np.log(np.exp(shifted).sum(axis=0, keepdims=True))",
        CE_LOG_P,
    ),
    ce(
        "one sum for the whole batch",
        "The rows share one sum: each row must be normalised by itself.",
        "log_p = shifted - np.log(np.exp(shifted).sum())",
        CE_LOG_P,
    ),
    ce(
        "not normalised",
        "The log-sum-exp is missing: these are still logits.",
        "log_p = shifted",
        CE_LOG_P,
    ),
    ce(
        "maximum added twice",
        "After the shift both terms know the maximum already; do not add it again.",
        "shifted = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))\n"
        "log_p = shifted - logits.max(axis=1, keepdims=True)",
        CE_LOG_P,
    ),
    ce(
        "softmax twice",
        "Softmax is applied twice: the arguments are logits, and once is enough.",
        "p = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)\n"
        "log_p = p - np.log(np.exp(p).sum(axis=1, keepdims=True))",
        CE_LOG_P,
    ),
    ce(
        "logits taken for probabilities",
        "These are logits: softmax comes before the logarithm.",
        "log_p = np.log(np.clip(logits, 1e-12, None))",
        CE_LOG_P,
    ),
    ce(
        "sum without keepdims",
        "Keep the axis of length 1 with `keepdims=True`, or rows and sums do not line up.",
        "log_p = shifted - np.log(np.exp(shifted).sum(axis=1))",
        CE_LOG_P,
    ),
    ce(
        "one-hot as wide as the largest label",
        "The one-hot table is as wide as the logits: a batch need not hold every class.",
        "grad = grad - np.eye(y.max() + 1)[y]",
        CE_GRAD,
    ),
    ce(
        "one-hot of the classes seen",
        "The one-hot table is as wide as the logits: a batch need not hold every class.",
        "grad = grad - (y[:, None] == np.unique(y))",
        CE_GRAD,
    ),
    ce("one subtracted from whole columns", PAIRS, "grad[:, y] -= 1", CE_GRAD),
    ce(
        "one subtracted from whole rows",
        "Only the entry of the true class loses 1, not its whole row.",
        "grad -= 1",
        CE_GRAD,
    ),
    ce(
        "true class set instead of lowered",
        "The entry of the true class is p - 1, not -1.",
        "grad[np.arange(n), y] = -1",
        CE_GRAD,
    ),
    ce(
        "true class only",
        "The other logits matter too: they are in the sum.",
        "grad = np.eye(logits.shape[1])[y] * (grad - 1)",
        CE_GRAD,
    ),
    ce("gradient is p", "Where is y in your gradient?", "grad = grad * 1", CE_GRAD),
    ce(
        "gradient with respect to p",
        "That is the derivative with respect to p; the chain rule goes on to the logits.",
        "grad = -np.eye(logits.shape[1])[y] / np.maximum(grad, 1e-300)",
        CE_GRAD,
    ),
    ce(
        "slope of a sigmoid left in",
        "The slope of softmax has cancelled against that of the logarithm: p minus one-hot is all.",
        "p = grad\ngrad = (p - np.eye(logits.shape[1])[y]) * p * (1 - p)",
        CE_GRAD,
    ),
    ce(
        "logarithms in the gradient",
        "It is p, not log p, that is compared with the one-hot row.",
        "grad = log_p - np.eye(logits.shape[1])[y]",
        CE_GRAD,
    ),
    ce(
        "decisions in the gradient",
        "Do not round p to 0 or 1: how sure the model is matters to the gradient.",
        "grad = (grad == grad.max(axis=1, keepdims=True)) - np.eye(logits.shape[1])[y]",
        CE_GRAD,
    ),
    ce(
        "gradient without the mean",
        "The 1/n of the mean is a factor of the gradient too.",
        "return loss, grad",
        CE_RETURN,
    ),
    ce(
        "gradient over samples and classes",
        "The mean is over the samples, so n divides the gradient, not n times c.",
        "return loss, grad / grad.size",
        CE_RETURN,
    ),
    ce(
        "gradient divided by the classes",
        "The mean is over the samples: divide by the number of rows, not of columns.",
        "return loss, grad / logits.shape[1]",
        CE_RETURN,
    ),
    ce(
        "sign of the gradient",
        "Raising the true logit lowers the loss: its derivative is negative.",
        "return loss, -grad / n",
        CE_RETURN,
    ),
    ce("loss alone", BOTH, "return loss", CE_RETURN),
    ce("gradient first", LOSS_FIRST, "return grad / n, loss", CE_RETURN),
    ce(
        "probabilities instead of a gradient",
        "The second value is the gradient of the loss, not the probabilities.",
        "return loss, np.exp(log_p)",
        CE_RETURN,
    ),
    ce(
        "gradient transposed",
        "The gradient has the shape of the logits, (n, c).",
        "return loss, grad.T / n",
        CE_RETURN,
    ),
    ce(
        "gradient averaged over the batch",
        "Each sample has its own logits, and so its own row of the gradient.",
        "return loss, grad.mean(axis=0)",
        CE_RETURN,
    ),
    ce(
        "in place",
        IN_PLACE,
        "logits -= logits.max(axis=1, keepdims=True)\nshifted = logits",
        CE_SHIFTED,
    ),
    ce(
        "gradient like the integers",
        FRACTIONS,
        "out = np.zeros_like(logits)\nout[:] = grad / n\nreturn loss, out",
        CE_RETURN,
        parts=INTEGERS,
    ),
    ce(
        "gradient cast to the type of the logits",
        FRACTIONS,
        "return loss, (grad / n).astype(logits.dtype)",
        CE_RETURN,
        parts=INTEGERS,
    ),
    Right(
        "cross-entropy",
        "loop over samples and classes",
        """
        n, c = logits.shape
        total, grad = 0.0, np.zeros((n, c))
        for i in range(n):
            row = [float(value) for value in logits[i]]
            top = max(row)
            lse = top + math.log(sum(math.exp(value - top) for value in row))
            total += lse - row[y[i]]
            for k in range(c):
                grad[i, k] = (math.exp(row[k] - lse) - (k == y[i])) / n
        return total / n, grad
        """,
    ),
    Right(
        "cross-entropy",
        "own softmax for the gradient",
        """
        n = logits.shape[0]
        top = logits.max(axis=-1)
        lse = top + np.log(np.exp(logits - top[:, None]).sum(axis=-1))
        onehot = np.eye(logits.shape[1])[y]
        return np.mean(lse - logits[np.arange(n), y]), (softmax(logits) - onehot) / n
        """,
    ),
    Right(
        "cross-entropy",
        "one-hot sum",
        "loss = -(np.eye(logits.shape[1])[y] * log_p).sum() / n",
        CE_LOSS,
    ),
    Right(
        "cross-entropy",
        "einsum",
        "loss = -np.einsum('ij,ij->', np.eye(logits.shape[1])[y], log_p) / n",
        CE_LOSS,
    ),
    Right(
        "cross-entropy",
        "take_along_axis",
        "loss = -np.take_along_axis(log_p, y[:, None].astype(int), axis=1).mean()",
        CE_LOSS,
    ),
    Right(
        "cross-entropy",
        "list comprehension",
        "loss = -sum(log_p[i][label] for i, label in enumerate(y)) / len(y)",
        CE_LOSS,
    ),
    Right(
        "cross-entropy",
        "logaddexp.reduce",
        "log_p = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)",
        CE_LOG_P,
    ),
    Right(
        "cross-entropy",
        "comparison with a range",
        "grad = grad - (np.arange(logits.shape[1]) == y[:, None])",
        CE_GRAD,
    ),
    Right("cross-entropy", "subtract.at", "np.subtract.at(grad, (range(n), y), 1.0)", CE_GRAD),
    Right(
        "cross-entropy", "loop over labels", "for i in range(n):\n    grad[i, y[i]] -= 1.0", CE_GRAD
    ),
    Right("cross-entropy", "Python numbers", "return float(loss), (grad / n).tolist()", CE_RETURN),
    Right(
        "cross-entropy",
        "in place at the end",
        "grad /= n\nreturn [np.array(loss), grad]",
        CE_RETURN,
    ),
    Right(
        "cross-entropy",
        "differences from the true logit",
        """
        n = len(y)
        d = np.asarray(logits, dtype=float)
        d = d - d[np.arange(n), y][:, None]
        m = d.max(axis=1, keepdims=True)
        e = np.exp(d - m)
        size = e.sum(axis=1, keepdims=True)
        onehot = np.zeros(d.shape)
        onehot[np.arange(n), y] = 1
        return (m + np.log(size)).mean(), (e / size - onehot) / n
        """,
    ),
]

ANSWERS = MSE + HUBER + BCE + SOFTMAX + CROSS_ENTROPY
