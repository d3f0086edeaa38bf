"""Known wrong answers to exercise 02 with their hints, and other right answers."""

from grading.misconceptions import Right, Wrong

WITH_XOR = ("predict", "xor")  # xor is declared to build on predict and gate
GATE_AND_XOR = ("gate", "xor")
LEARN = "w = w + lr * (y_i - y_hat) * x_i"
LEARN_BIAS = "b = b + lr * (y_i - y_hat)"
# Some mistakes cannot be told apart by what they return: they share a hint.
AT_ONCE = "All rows were predicted before the first taught; each row must meet the newest weights."
STILL_ZERO = "Nothing was learned: the first pass counts, and a 0 taken for a 1 is a mistake too."
STOP = "Count the mistakes of each epoch from 0, and stop after an epoch without any."
THIS_IS_OR = "That is OR: (1, 1) must give 0, and the hidden layer's NAND takes care of it."
ONE_FOR_ALL = (
    "One answer came back for the whole batch, where each row has its own: "
    "sum over the last axis only, and let no `return` stand inside a loop."
)
SEVERAL = "`if` decides once, but here it met several scores: `np.where` decides for each of them."
ONE_PASS = (
    "Only one pass was made: is there a `return` or `break` behind it that should wait for an "
    "epoch without a mistake?"
)
NO_REASON = "One right answer is no reason to stop; a whole epoch without a mistake is."
KEEP_X = "X itself was written into, by `x_i *= ...` or a shuffle; the caller needs it as it was."
LOWER_CASE = (
    "Is there a branch for this name, which comes in lower case, and does it return `w, b`?"
)
PREDICTION = "y_hat = 1 if x_i @ w + b >= 0 else 0"

PREDICT = [
    Wrong(
        "predict",
        "threshold at > instead of >=",
        hint="A score of exactly 0 counts as 1: compare with >=.",
        new="np.where(X @ w + b > 0, 1, 0)",
        old="np.where(X @ w + b >= 0, 1, 0)",
    ),
    Wrong(
        "predict",
        "booleans returned",
        hint="The comparison gives True and False; turn them into the numbers 1 and 0.",
        new="return X @ w + b >= 0",
        fails=WITH_XOR,
    ),
    Wrong(
        "predict",
        "score returned",
        hint="That is the score. The neuron still has to compare it with 0.",
        new="return X @ w + b",
        fails=WITH_XOR,
    ),
    Wrong(
        "predict",
        "bias forgotten",
        hint="Your line always runs through the origin: the bias is missing from the score.",
        new="X @ w",
        old="X @ w + b",
        fails=WITH_XOR,
    ),
    Wrong(
        "predict",
        "bias subtracted",
        hint="The bias is added to the weighted sum, not compared with it.",
        new="X @ w >= b",
        old="X @ w + b >= 0",
        fails=WITH_XOR,
    ),
    Wrong(
        "predict",
        "labels -1 and 1",
        hint="The labels of this course are 0 and 1; -1 and 1 belong to another convention.",
        new="np.where(X @ w + b >= 0, 1, -1)",
        old="np.where(X @ w + b >= 0, 1, 0)",
        fails=WITH_XOR,
    ),
    Wrong(
        "predict",
        "labels exchanged",
        hint="Where the score is at least 0 the label is 1, not 0.",
        new="np.where(X @ w + b >= 0, 0, 1)",
        old="np.where(X @ w + b >= 0, 1, 0)",
        fails=WITH_XOR,
    ),
    Wrong(
        "predict",
        "threshold at 0.5",
        hint="0.5 is the threshold for a probability; a raw score is compared with 0.",
        new="np.where(X @ w + b >= 0.5, 1, 0)",
        old="np.where(X @ w + b >= 0, 1, 0)",
    ),
    Wrong(
        "predict",
        "summed over the whole batch",
        hint=ONE_FOR_ALL,
        new="return np.where((X * w).sum() + b >= 0, 1, 0)",
        fails=WITH_XOR,
    ),
    Wrong(
        "predict",
        "only batches",
        hint="A single sample has one axis only: `X @ w` serves both shapes.",
        new="return np.array([1 if row @ w + b >= 0 else 0 for row in np.atleast_2d(X)])",
        parts=("a single sample",),
    ),
    Wrong(
        "predict",
        "column instead of vector",
        hint="Return shape (n,): one number per sample, with no axis of length 1.",
        new="return np.where(X @ w[:, None] + b >= 0, 1, 0)",
        fails=WITH_XOR,
    ),
    Wrong(
        "predict",
        "first sample only",
        hint=ONE_FOR_ALL,
        new="""
        for row in np.atleast_2d(X):
            return 1 if row @ w + b >= 0 else 0
        """,
        fails=WITH_XOR,
    ),
    Wrong(
        "predict",
        "batch weighted in place",
        hint="`X *= w` writes into the caller's array; `X * w` makes a new one.",
        new="""
        X *= w
        return np.where(X.sum(axis=-1) + b >= 0, 1, 0)
        """,
        fails=WITH_XOR,
    ),
    Wrong(
        "predict",
        "printed",
        hint="The function shows its result but returns None.",
        new="print(np.where(X @ w + b >= 0, 1, 0))",
        fails=WITH_XOR,
    ),
    Wrong(
        "predict",
        "one answer for all samples together",
        hint=ONE_FOR_ALL,
        new="return int((X @ w + b >= 0).all())",
        fails=WITH_XOR,
    ),
    Wrong(
        "predict",
        "bias added for every feature",
        hint="`X * w + b` adds the bias for every feature: it is added once, outside the sum.",
        new="return np.where((X * w + b).sum(axis=-1) >= 0, 1, 0)",
        fails=WITH_XOR,
    ),
    Wrong(
        "predict",
        "one if for the whole batch",
        hint=SEVERAL,
        new="return 1 if X @ w + b >= 0 else 0",
        fails=WITH_XOR,
    ),
    Wrong(
        "predict",
        "loop over rows with dot",
        hint=SEVERAL,
        new="return np.array([1 if np.dot(x, w) + b >= 0 else 0 for x in X])",
        parts=("a single sample",),
    ),
    Wrong(
        "predict",
        "loop over rows with @",
        hint="A loop over a single sample meets numbers and no rows: X has one axis only then.",
        new="return np.array([1 if x @ w + b >= 0 else 0 for x in X])",
        parts=("a single sample",),
    ),
    Wrong(
        "predict",
        "axis 1 of a single sample",
        hint="A single sample has no axis 1: the features are on the last axis, -1.",
        new="return np.where((X * w).sum(axis=1) + b >= 0, 1, 0)",
        parts=("a single sample",),
    ),
    Wrong(
        "predict",
        "weights in front",
        hint="Each row of X is a sample, so the weights stand behind X in the product.",
        new="w @ X",
        old="X @ w",
        fails=WITH_XOR,
    ),
    Wrong(
        "predict",
        "batch transposed",
        hint="X has one sample in each row already: it is not transposed.",
        new="X.T @ w",
        old="X @ w",
        fails=WITH_XOR,
    ),
    Wrong(
        "predict",
        "comparison turned round",
        hint="Turn the comparison round: the label is 1 where the score is at least 0.",
        new="X @ w + b <= 0",
        old="X @ w + b >= 0",
        fails=WITH_XOR,
    ),
    Wrong(
        "predict",
        "np.sign",
        hint="`np.sign` has three answers, -1, 0 and 1; the neuron has the two labels 0 and 1.",
        new="return np.sign(X @ w + b)",
        fails=WITH_XOR,
    ),
    Wrong(
        "predict",
        "probability returned",
        hint="That is a probability. This neuron says 0 or 1, by comparing its score with 0.",
        new="return 1 / (1 + np.exp(-(X @ w + b)))",
        fails=WITH_XOR,
    ),
    Right("predict", "comparison as integers", "return (X @ w + b >= 0).astype(int)"),
    Right("predict", "comparison times one", "return (X @ w + b >= 0) * 1"),
    Right("predict", "floats", "return (X @ w + b >= 0).astype(float)"),
    Right("predict", "float32", "return np.heaviside(X @ w + b, 1).astype(np.float32)"),
    Right("predict", "step function of NumPy", "return np.heaviside(X @ w + b, 1.0)"),
    Right("predict", "sum of products", "return np.where(np.sum(X * w, axis=-1) + b < 0, 0, 1)"),
    Right("predict", "dot", "return np.where(np.dot(X, w) >= -b, 1, 0)"),
    Right("predict", "weights first", "return 1 - (w @ X.T + b < 0).astype(np.int8)"),
    Right("predict", "einsum", 'return np.int64(np.einsum("...d,d->...", X, w) + b >= 0)'),
    Right(
        "predict",
        "loop over rows",
        """
        if X.ndim == 1:
            return 1 if X @ w + b >= 0 else 0
        labels = np.zeros(len(X))
        for i in range(len(X)):
            if X[i] @ w + b >= 0:
                labels[i] = 1
        return labels
        """,
    ),
    Right(
        "predict",
        "recursion and a list",
        """
        if np.ndim(X) == 2:
            return [predict(row, w, b) for row in X]
        return int(sum(x * v for x, v in zip(X, w)) + b >= 0)
        """,
    ),
    Right(
        "predict",
        "labels filled in",
        """
        scores = X @ w + b
        labels = np.ones_like(scores, dtype=int)
        labels[scores < 0] = 0
        return labels
        """,
    ),
]

FIT = [
    Wrong(
        "perceptron-fit",
        "sign of the error reversed",
        hint="Your weights move away from the mistake: the error is y minus the prediction.",
        new="w = w - lr * (y_i - y_hat) * x_i\n            b = b - lr * (y_i - y_hat)",
        old=f"{LEARN}\n            {LEARN_BIAS}",
    ),
    Wrong(
        "perceptron-fit",
        "bias never updated",
        hint="Your bias stays at 0; it learns by the same rule, with 1 in place of x.",
        new="pass",
        old=LEARN_BIAS,
    ),
    Wrong(
        "perceptron-fit",
        "threshold at > instead of >=",
        hint="At the start every score is exactly 0, and that counts as 1: compare with >=.",
        new="y_hat = 1 if x_i @ w + b > 0 else 0",
        old=PREDICTION,
    ),
    Wrong(
        "perceptron-fit",
        "error of the raw score",
        hint="The error is the label minus the predicted label, not minus the score.",
        new="y_hat = x_i @ w + b",
        old=PREDICTION,
    ),
    Wrong(
        "perceptron-fit",
        "one update after the epoch",
        hint=AT_ONCE,
        new="""
        w, b = np.zeros(X.shape[1]), 0.0
        for _ in range(epochs):
            error = np.asarray(y) - (X @ w + b >= 0)
            if not error.any():
                break
            w, b = w + lr * error @ X, b + lr * error.sum()
        return w, b
        """,
    ),
    Wrong(
        "perceptron-fit",
        "update with the last row only",
        hint="The update stands outside the inner loop, so only the last row of an epoch teaches.",
        new="""
        w, b = np.zeros(X.shape[1]), 0.0
        for _ in range(epochs):
            mistakes = 0
            for x_i, y_i in zip(X, y):
                error = y_i - (1 if x_i @ w + b >= 0 else 0)
                mistakes += error != 0
            w, b = w + lr * error * x_i, b + lr * error
            if mistakes == 0:
                break
        return w, b
        """,
    ),
    Wrong(
        "perceptron-fit",
        "return after the first pass",
        hint=ONE_PASS,
        new="return w, b\n    if mistakes == 0:\n        break",
        old="if mistakes == 0:\n        break",
    ),
    Wrong(
        "perceptron-fit",
        "stops at the first right answer",
        hint=NO_REASON,
        new="mistakes += 1\n        else:\n            return w, b",
        old="mistakes += 1",
    ),
    Wrong(
        "perceptron-fit",
        "stops with one mistake left",
        hint="Stop only when an epoch had no mistake at all.",
        new="mistakes <= 1",
        old="mistakes == 0",
    ),
    Wrong(
        "perceptron-fit",
        "mistakes counted over all epochs",
        hint=STOP,
        new="mistakes = 0\nfor _ in range(epochs):\n",
        old="for _ in range(epochs):\n    mistakes = 0\n",
        parts=("stopping by itself",),
    ),
    Wrong(
        "perceptron-fit",
        "never stops early",
        hint=STOP,
        new="pass",
        old="break",
        parts=("stopping by itself",),
    ),
    Wrong(
        "perceptron-fit",
        "one epoch too many",
        hint="You make one pass more than `epochs`.",
        new="range(epochs + 1)",
        old="range(epochs)",
    ),
    Wrong(
        "perceptron-fit",
        "one epoch too few",
        hint=STILL_ZERO,
        new="range(1, epochs)",
        old="range(epochs)",
    ),
    Wrong(
        "perceptron-fit",
        "number of epochs fixed",
        hint="The number of passes is the argument `epochs`, not a number of your own.",
        new="range(100)",
        old="range(epochs)",
    ),
    Wrong(
        "perceptron-fit",
        "learning rate left out",
        hint="Your updates ignore `lr`.",
        new="w = w + (y_i - y_hat) * x_i\n            b = b + (y_i - y_hat)",
        old=f"{LEARN}\n            {LEARN_BIAS}",
    ),
    Wrong(
        "perceptron-fit",
        "learning rate left out of the bias",
        hint="The learning rate scales the update of the bias too.",
        new="b = b + (y_i - y_hat)",
        old=LEARN_BIAS,
    ),
    Wrong(
        "perceptron-fit",
        "bias left out of the prediction",
        hint="You learn a bias but do not use it when you predict.",
        new="x_i @ w >= 0",
        old="x_i @ w + b >= 0",
    ),
    Wrong(
        "perceptron-fit",
        "size of the error only",
        hint="You lost the sign of the error: a mistake on a 0 must push the other way.",
        new="w = w + lr * abs(y_i - y_hat) * x_i\n            b = b + lr * abs(y_i - y_hat)",
        old=f"{LEARN}\n            {LEARN_BIAS}",
    ),
    Wrong(
        "perceptron-fit",
        "labels turned into -1 and 1",
        hint="With labels -1 and 1 in the error each step is twice as long, or never zero.",
        new="y_hat = 1 if x_i @ w + b >= 0 else -1\n        y_i = 2 * y_i - 1",
        old=PREDICTION,
    ),
    Wrong(
        "perceptron-fit",
        "updates without a mistake",
        hint="A sample that is predicted rightly must change nothing.",
        new="if True:\n            y_hat = 1 - y_i",
        old="if y_hat != y_i:",
    ),
    Wrong(
        "perceptron-fit",
        "misses of label 1 only",
        hint=STILL_ZERO,
        new="if y_i == 1 and y_hat == 0:",
        old="if y_hat != y_i:",
    ),
    Wrong(
        "perceptron-fit",
        "predictions of the start of the epoch",
        hint=AT_ONCE,
        new="""
        w, b = np.zeros(X.shape[1]), 0.0
        for _ in range(epochs):
            predicted = np.where(X @ w + b >= 0, 1, 0)
            for x_i, y_i, y_hat in zip(X, y, predicted):
                w = w + lr * (y_i - y_hat) * x_i
                b = b + lr * (y_i - y_hat)
            if (predicted == y).all():
                break
        return w, b
        """,
    ),
    Wrong(
        "perceptron-fit",
        "rows shuffled",
        hint="Take the rows in their order: shuffled, the result is another one.",
        new="""
        w, b = np.zeros(X.shape[1]), 0.0
        for _ in range(epochs):
            mistakes = 0
            for i in np.random.default_rng(0).permutation(len(X)):
                error = y[i] - (1 if X[i] @ w + b >= 0 else 0)
                w, b = w + lr * error * X[i], b + lr * error
                mistakes += error != 0
            if mistakes == 0:
                break
        return w, b
        """,
    ),
    Wrong(
        "perceptron-fit",
        "random start",
        hint="Start with all weights at zero.",
        new="np.random.default_rng(0).normal(size=X.shape[1])",
        old="np.zeros(X.shape[1])",
    ),
    Wrong(
        "perceptron-fit",
        "start at one",
        hint="Start with all weights at zero.",
        new="np.ones(X.shape[1])",
        old="np.zeros(X.shape[1])",
    ),
    Wrong(
        "perceptron-fit",
        "weights for each row",
        hint="There is one weight for each feature (each column), not for each sample.",
        new="np.zeros(X.shape[0])",
        old="np.zeros(X.shape[1])",
    ),
    Wrong(
        "perceptron-fit",
        "weights of the kind of X",
        hint="Integer samples make your weights integers, and fractions of `lr` are cut off.",
        new="""
        w, b = np.zeros_like(X[0]), 0.0
        for _ in range(epochs):
            mistakes = 0
            for x_i, y_i in zip(X, y):
                error = y_i - (1 if x_i @ w + b >= 0 else 0)
                w[:] = w + lr * error * x_i
                b += lr * error
                mistakes += error != 0
            if mistakes == 0:
                break
        return w, b
        """,
        parts=("integers and lists",),
    ),
    Wrong(
        "perceptron-fit",
        "rows changed in place",
        hint=KEEP_X,
        new="x_i *= lr * (y_i - y_hat)\n            w = w + x_i",
        old=LEARN,
    ),
    Wrong(
        "perceptron-fit",
        "weights only",
        hint="Return both, the weights and the bias: `return w, b`.",
        new="return w",
        old="return w, b",
    ),
    Wrong(
        "perceptron-fit",
        "bias first",
        hint="The weights come first: `return w, b`.",
        new="return b, w",
        old="return w, b",
    ),
    Wrong(
        "perceptron-fit",
        "predicted again between the two updates",
        hint="Compute the error once; when the bias has moved it is another one.",
        new=f"{LEARN_BIAS}\n            y_hat = 1 if x_i @ w + b >= 0 else 0\n            {LEARN}",
        old=f"{LEARN}\n            {LEARN_BIAS}",
    ),
    Wrong(
        "perceptron-fit",
        "mistakes counted with their signs",
        hint="A mistake of +1 and one of -1 cancel in your count: count each of them as one.",
        new="mistakes += y_i - y_hat",
        old="mistakes += 1",
    ),
    Wrong(
        "perceptron-fit",
        "pass left at the first right answer",
        hint=NO_REASON,
        new="mistakes += 1\n        else:\n            break",
        old="mistakes += 1",
    ),
    Wrong(
        "perceptron-fit",
        "stops after an epoch with mistakes",
        hint=ONE_PASS,
        new="mistakes > 0",
        old="mistakes == 0",
    ),
    Wrong(
        "perceptron-fit",
        "stops when the weights are unchanged",
        hint="An epoch can leave w as it was and still hold mistakes: count the mistakes.",
        new="""
        w, b = np.zeros(X.shape[1]), 0.0
        for _ in range(epochs):
            before = w.copy()
            for x_i, y_i in zip(X, y):
                error = y_i - (1 if x_i @ w + b >= 0 else 0)
                w, b = w + lr * error * x_i, b + lr * error
            if (w == before).all():
                break
        return w, b
        """,
    ),
    Wrong(
        "perceptron-fit",
        "at most fifty epochs",
        hint="The number of passes is the argument `epochs`; there is no other limit.",
        new="range(min(epochs, 50))",
        old="range(epochs)",
    ),
    Wrong(
        "perceptron-fit",
        "best weights kept",
        hint="Return w and b as they are at the end, not the best ones of an earlier epoch.",
        new="""
        w, b = np.zeros(X.shape[1]), 0.0
        best, fewest = (w, b), len(X) + 1
        for _ in range(epochs):
            for x_i, y_i in zip(X, y):
                error = y_i - (1 if x_i @ w + b >= 0 else 0)
                w, b = w + lr * error * x_i, b + lr * error
            mistakes = np.sum((X @ w + b >= 0) != np.asarray(y))
            if mistakes < fewest:
                best, fewest = (w, b), mistakes
            if mistakes == 0:
                break
        return best
        """,
    ),
    Wrong(
        "perceptron-fit",
        "averaged weights",
        hint="Return w and b as they are at the end, not their mean over the epochs.",
        new="""
        w, b = np.zeros(X.shape[1]), 0.0
        total_w, total_b, count = 0.0, 0.0, 0
        for _ in range(epochs):
            mistakes = 0
            for x_i, y_i in zip(X, y):
                error = y_i - (1 if x_i @ w + b >= 0 else 0)
                w, b = w + lr * error * x_i, b + lr * error
                mistakes += error != 0
            total_w, total_b, count = total_w + w, total_b + b, count + 1
            if mistakes == 0:
                break
        return total_w / count, total_b / count
        """,
    ),
    Wrong(
        "perceptron-fit",
        "updates cut to integers",
        hint="Your updates lose their fractions: weights are floats, and so is `lr` times x.",
        new="w = w + (lr * (y_i - y_hat) * x_i).astype(int)",
        old=LEARN,
    ),
    Wrong(
        "perceptron-fit",
        "array of integers updated in place",
        hint="`+=` cannot put fractions into an array of integers; `np.zeros(d)` holds floats.",
        new="""
        w, b = np.zeros(X.shape[1], dtype=int), 0.0
        for _ in range(epochs):
            mistakes = 0
            for x_i, y_i in zip(X, y):
                error = y_i - (1 if x_i @ w + b >= 0 else 0)
                w += lr * error * x_i
                b += lr * error
                mistakes += error != 0
            if mistakes == 0:
                break
        return w, b
        """,
    ),
    Wrong(
        "perceptron-fit",
        "learning rate left out of the weights",
        hint="The learning rate scales the update of the weights too.",
        new="w = w + (y_i - y_hat) * x_i",
        old=LEARN,
    ),
    Wrong(
        "perceptron-fit",
        "bias subtracted",
        hint="The bias is added to the weighted sum when you predict, not subtracted.",
        new="x_i @ w - b >= 0",
        old="x_i @ w + b >= 0",
    ),
    Wrong(
        "perceptron-fit",
        "bias starts at one",
        hint="The bias starts at zero too.",
        new="w, b = np.zeros(X.shape[1]), 1.0",
        old="w, b = np.zeros(X.shape[1]), 0.0",
    ),
    Wrong(
        "perceptron-fit",
        "bias as an array",
        hint="The bias is a single number, not an array with one entry: start with `b = 0.0`.",
        new="w, b = np.zeros(X.shape[1]), np.zeros(1)",
        old="w, b = np.zeros(X.shape[1]), 0.0",
    ),
    Wrong(
        "perceptron-fit",
        "labels must be an array",
        hint="`y` may be a list, which has no `astype`: `np.asarray(y)` takes both.",
        new="y = y.astype(float)\nw, b = np.zeros(X.shape[1]), 0.0",
        old="w, b = np.zeros(X.shape[1]), 0.0",
        parts=("integers and lists",),
    ),
    Wrong(
        "perceptron-fit",
        "rows of X shuffled",
        hint=KEEP_X,
        new="np.random.default_rng(0).shuffle(X)\nw, b = np.zeros(X.shape[1]), 0.0",
        old="w, b = np.zeros(X.shape[1]), 0.0",
    ),
    Right(
        "perceptron-fit",
        "calls predict",
        "y_hat = predict(x_i, w, b)",
        old=PREDICTION,
    ),
    Right(
        "perceptron-fit",
        "in-place weights and a flag",
        """
        n, d = X.shape
        w, b = np.zeros(d), 0.0
        for epoch in range(epochs):
            changed = False
            for i in range(n):
                error = y[i] - int(np.dot(w, X[i]) + b >= 0)
                if error:
                    w += lr * error * X[i]
                    b += lr * error
                    changed = True
            if not changed:
                return w, b
        return w, b
        """,
    ),
    Right(
        "perceptron-fit",
        "bias as a weight of its own",
        """
        A = np.hstack([X, np.ones((len(X), 1))]).astype(float)
        y = np.asarray(y)
        theta = np.zeros(A.shape[1])
        while epochs > 0:
            before = theta.copy()
            for row, label in zip(A, y):
                theta += lr * (label - (row @ theta >= 0)) * row
            epochs -= 1
            if np.array_equal(before, theta):
                break
        return theta[:-1], theta[-1]
        """,
    ),
    Right(
        "perceptron-fit",
        "lists and scalar loops",
        """
        rows, labels = X.tolist(), list(y)
        w, b = [0.0] * len(rows[0]), 0.0
        for epoch in range(epochs):
            mistakes = 0
            for row, label in zip(rows, labels):
                score = sum(weight * x for weight, x in zip(w, row)) + b
                error = int(label) - (1 if score >= 0 else 0)
                if error != 0:
                    w = [weight + lr * error * x for weight, x in zip(w, row)]
                    b = b + lr * error
                    mistakes += 1
            if not mistakes:
                break
        return w, b
        """,
    ),
    Right(
        "perceptron-fit",
        "0-d bias in a list",
        "return [w, np.array(b)]",
        old="return w, b",
    ),
    Right(
        "perceptron-fit",
        "float32",
        """
        X, y = X.astype(np.float32), np.asarray(y, dtype=np.float32)
        w, b = np.zeros(X.shape[1], dtype=np.float32), np.float32(0)
        for _ in range(epochs):
            errors = 0
            for x, t in zip(X, y):
                e = t - np.float32(x @ w + b >= 0)
                w, b = w + np.float32(lr) * e * x, b + np.float32(lr) * e
                errors += abs(e)
            if errors == 0:
                break
        return w, b
        """,
    ),
    Right(
        "perceptron-fit",
        "signs instead of errors",
        """
        w, b = np.zeros(X.shape[1]), 0
        for _ in range(epochs):
            perfect = True
            for x, label in zip(X, y):
                positive = np.dot(x, w) + b >= 0
                if positive and label == 0:
                    w, b, perfect = w - lr * x, b - lr, False
                elif not positive and label == 1:
                    w, b, perfect = w + lr * x, b + lr, False
            if perfect:
                break
        return w, b
        """,
    ),
    Right(
        "perceptron-fit",
        "for and else",
        """
        w, b = np.zeros(X.shape[1]), 0.0
        errors = [1]
        for epoch in range(epochs):
            if not any(errors):
                break
            errors = []
            for i, x in enumerate(X):
                errors.append(y[i] - np.heaviside(w @ x + b, 1))
                w, b = w + lr * errors[-1] * x, b + lr * errors[-1]
        else:
            return w, b
        return w, float(b)
        """,
    ),
    Right(
        "perceptron-fit",
        "learns with rate one and scales at the end",
        """
        X, y = np.array(X, dtype=float), np.array(y)
        w, b = np.zeros(X.shape[1]), 0.0
        for _ in range(epochs):
            wrong = 0
            for x, t in zip(X, y):
                step = t - int(x @ w + b >= 0)
                w, b, wrong = w + step * x, b + step, wrong + abs(step)
            if wrong == 0:
                break
        return lr * w, lr * b
        """,
    ),
    Right(
        "perceptron-fit",
        "records every epoch",
        """
        w, b, history = np.zeros(X.shape[-1]), 0.0, np.zeros(epochs)
        for epoch in range(epochs):
            for i in range(X.shape[0]):
                delta = lr * (y[i] - (1 if np.sum(w * X[i]) >= -b else 0))
                history[epoch] += delta != 0
                w = w + delta * X[i]
                b = b + delta
            if history[epoch] == 0:
                break
        return w, b
        """,
    ),
    Right(
        "perceptron-fit",
        "stops by accuracy after each epoch",
        """
        w, b = np.zeros(X.shape[1]), 0.0
        for _ in range(epochs):
            for x, t in zip(X, y):
                y_hat = 1 if x @ w + b >= 0 else 0
                w, b = w + lr * (t - y_hat) * x, b + lr * (t - y_hat)
            if np.all((X @ w + b >= 0) == np.asarray(y)):
                break
        return w, b
        """,
    ),
]

GATE = [
    Wrong(
        "gate",
        "weights for a strict threshold",
        hint="Your sums reach exactly 0 at a corner, and 0 counts as 1 here: move the line off it.",
        new='"and": (1.0, 1.0, -1.0), "or": (1.0, 1.0, 0.0), "nand": (-1.0, -1.0, 2.0)',
        old='"and": (1.0, 1.0, -1.5), "or": (1.0, 1.0, -0.5), "nand": (-1.0, -1.0, 1.5)',
        fails=GATE_AND_XOR,
    ),
    Wrong(
        "gate",
        "and and or exchanged",
        hint="Your AND is 1 as soon as one input is, and your OR only when both are.",
        new='"and": (1.0, 1.0, -0.5), "or": (1.0, 1.0, -1.5)',
        old='"and": (1.0, 1.0, -1.5), "or": (1.0, 1.0, -0.5)',
        fails=GATE_AND_XOR,
    ),
    Wrong(
        "gate",
        "nand keeps the bias of and",
        hint="NAND is AND with every sign turned, that of the bias too.",
        new='"nand": (-1.0, -1.0, -1.5)',
        old='"nand": (-1.0, -1.0, 1.5)',
        fails=GATE_AND_XOR,
    ),
    Wrong(
        "gate",
        "nand computes nor",
        hint="NAND is 0 for (1, 1) alone; yours is 1 for (0, 0) alone.",
        new='"nand": (-1.0, -1.0, 0.5)',
        old='"nand": (-1.0, -1.0, 1.5)',
        fails=GATE_AND_XOR,
    ),
    Wrong(
        "gate",
        "sign of the bias",
        hint="The bias is added to the score: a threshold of 1.5 is a bias of -1.5.",
        new="return np.array([w1, w2]), -b",
        old="return np.array([w1, w2]), b",
        fails=GATE_AND_XOR,
    ),
    Wrong(
        "gate",
        "bias first",
        hint="The weights come first: `return w, b`.",
        new="return b, np.array([w1, w2])",
        old="return np.array([w1, w2]), b",
        fails=GATE_AND_XOR,
    ),
    Wrong(
        "gate",
        "three numbers",
        hint="Return two things, the array of both weights and the bias.",
        new="return w1, w2, b",
        old="return np.array([w1, w2]), b",
        fails=GATE_AND_XOR,
    ),
    Wrong(
        "gate",
        "one weight",
        hint="The neuron has two inputs, so w holds two weights.",
        new="return np.array([w1]), b",
        old="return np.array([w1, w2]), b",
        fails=GATE_AND_XOR,
    ),
    Wrong(
        "gate",
        "the same gate for every name",
        hint="The result does not depend on `name`.",
        new="weights['or']",
        old="weights[name]",
        fails=GATE_AND_XOR,
    ),
    Wrong(
        "gate",
        "one input ignored",
        hint="One of your weights is 0, so that input has no say.",
        new='"and": (1.0, 0.0, -0.5)',
        old='"and": (1.0, 1.0, -1.5)',
        fails=GATE_AND_XOR,
    ),
    Wrong(
        "gate",
        "and with a bias of -1",
        hint="Your AND is 1 for (1, 0) too: its sum must be below 0 there, for 0 counts as 1.",
        new='"and": (1.0, 1.0, -1.0)',
        old='"and": (1.0, 1.0, -1.5)',
        fails=GATE_AND_XOR,
    ),
    Wrong(
        "gate",
        "names in capitals",
        hint=LOWER_CASE,
        new="""
        if name == "AND":
            return np.array([1.0, 1.0]), -1.5
        if name == "OR":
            return np.array([1.0, 1.0]), -0.5
        if name == "NAND":
            return np.array([-1.0, -1.0]), 1.5
        """,
        fails=GATE_AND_XOR,
    ),
    Wrong(
        "gate",
        "dictionary of capitals",
        hint="The names are in lower case.",
        new='"AND": (1.0, 1.0, -1.5), "OR": (1.0, 1.0, -0.5), "NAND": (-1.0, -1.0, 1.5)',
        old='"and": (1.0, 1.0, -1.5), "or": (1.0, 1.0, -0.5), "nand": (-1.0, -1.0, 1.5)',
        fails=GATE_AND_XOR,
    ),
    Wrong(
        "gate",
        "no branch for nand",
        hint=LOWER_CASE,
        new="""
        if name == "and":
            return np.array([1.0, 1.0]), -1.5
        if name == "or":
            return np.array([1.0, 1.0]), -0.5
        """,
        fails=GATE_AND_XOR,
    ),
    Right(
        "gate", "tuple of Python numbers", "return (w1, w2), b", old="return np.array([w1, w2]), b"
    ),
    Right(
        "gate",
        "list of a list and a 0-d array",
        "return [[w1, w2], np.array(b)]",
        old="return np.array([w1, w2]), b",
    ),
    Right(
        "gate",
        "integers, line through corners",
        """
        if name == "and":
            return np.array([1, 1]), -2
        if name == "or":
            return np.array([1, 1]), -1
        return np.array([-1, -1]), 1
        """,
    ),
    Right(
        "gate",
        "unequal weights",
        """
        return {
            "and": (np.array([2.0, 3.0]), -4.0),
            "or": (np.array([5.0, 1.0]), -0.25),
            "nand": (np.array([-0.1, -0.2]), 0.25),
        }[name]
        """,
    ),
    Right(
        "gate",
        "nand from and",
        """
        if name == "nand":
            w, b = gate("and")
            return -w, -b
        return np.ones(2), -1.5 if name == "and" else -0.5
        """,
    ),
    Right(
        "gate",
        "float32",
        "return np.array([w1, w2], dtype=np.float32), np.float32(b)",
        old="return np.array([w1, w2]), b",
    ),
    Right(
        "gate",
        "learned",
        """
        corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
        labels = {"and": [0, 0, 0, 1], "or": [0, 1, 1, 1], "nand": [1, 1, 1, 0]}[name]
        return perceptron_fit(corners, labels, epochs=100)
        """,
    ),
    Right(
        "gate",
        "match",
        """
        match name:
            case "and":
                w, b = np.array([10, 10]), -15
            case "or":
                w, b = np.array([10, 10]), -5
            case "nand":
                w, b = np.array([-10, -10]), 15
            case _:
                raise ValueError(f"unknown gate {name!r}")
        return w, b
        """,
    ),
    Right(
        "gate",
        "by the number of ones needed",
        """
        sign = -1 if name == "nand" else 1
        needed = 1 if name == "or" else 2
        return sign * np.ones(2), sign * (0.5 - needed)
        """,
    ),
    Right(
        "gate",
        "huge weights",
        """
        b = {"and": -1.5e6, "or": -0.5e6, "nand": 1.5e6}[name]
        return np.full(2, np.sign(b) * -1e6 if name == "nand" else 1e6), b
        """,
    ),
]

LAYERS = 'hidden = np.column_stack([predict(X, *gate("or")), predict(X, *gate("nand"))])'

XOR = [
    Wrong(
        "xor",
        "nand left out",
        hint=THIS_IS_OR,
        new='predict(X, *gate("or")), predict(X, *gate("or"))',
        old='predict(X, *gate("or")), predict(X, *gate("nand"))',
    ),
    Wrong(
        "xor",
        "output neuron is or",
        hint="Both hidden answers must be 1, so the output neuron is AND.",
        new='predict(hidden, *gate("or"))',
        old='predict(hidden, *gate("and"))',
    ),
    Wrong(
        "xor",
        "output neuron is nand",
        hint="That is 1 where the inputs are equal: the output neuron is AND, not NAND.",
        new='predict(hidden, *gate("nand"))',
        old='predict(hidden, *gate("and"))',
    ),
    Wrong(
        "xor",
        "second layer reads the inputs",
        hint="The output neuron reads the hidden answers, not X again.",
        new='predict(X, *gate("and"))',
        old='predict(hidden, *gate("and"))',
    ),
    Wrong(
        "xor",
        "one layer only",
        hint=THIS_IS_OR,
        new='return predict(X, *gate("or"))',
    ),
    Wrong(
        "xor",
        "truth table for every batch",
        hint="The answer must depend on the rows of X, not on their place.",
        new="return np.array([0, 1, 1, 0])",
    ),
    Wrong(
        "xor",
        "truth table repeated by place",
        hint="The answer must depend on the rows of X, not on their place.",
        new="return np.resize([0, 1, 1, 0], len(X))",
    ),
    Wrong(
        "xor",
        "only the first row",
        hint="One answer came back for the whole batch: treat every row.",
        new='return predict(hidden, *gate("and"))[0]',
        old='return predict(hidden, *gate("and"))',
    ),
    Wrong(
        "xor",
        "column instead of vector",
        hint="Return shape (n,): one number per row.",
        new='return predict(hidden, *gate("and"))[:, None]',
        old='return predict(hidden, *gate("and"))',
    ),
    Wrong(
        "xor",
        "booleans returned",
        hint="Return the numbers 0 and 1, not True and False.",
        new='return predict(hidden, *gate("and")) == 1',
        old='return predict(hidden, *gate("and"))',
    ),
    Wrong(
        "xor",
        "inputs overwritten",
        hint="The hidden answers were written into X; make a new array for them.",
        new="""
        either, not_both = predict(X, *gate("or")), predict(X, *gate("nand"))
        X[:, 0], X[:, 1] = either, not_both
        return predict(X, *gate("and"))
        """,
    ),
    Wrong(
        "xor",
        "hidden layer stacked by rows",
        hint="Each row of the hidden layer belongs to one sample: stack the answers as columns.",
        new="hidden = np.stack([predict(X, *gate('or')), predict(X, *gate('nand'))])",
        old=LAYERS,
    ),
    Wrong(
        "xor",
        "hidden answers end to end",
        hint="`np.hstack` puts two vectors end to end; the hidden layer needs two columns.",
        new="hidden = np.hstack([predict(X, *gate('or')), predict(X, *gate('nand'))])",
        old=LAYERS,
    ),
    Right(
        "xor",
        "stack and transpose",
        "hidden = np.array([predict(X, *gate('or')), predict(X, *gate('nand'))]).T",
        old=LAYERS,
    ),
    Right(
        "xor",
        "nand first",
        "hidden = np.stack([predict(X, *gate('nand')), predict(X, *gate('or'))], axis=1)",
        old=LAYERS,
    ),
    Right(
        "xor",
        "row by row",
        """
        answers = []
        for row in X:
            layer = np.array([predict(row, *gate("or")), predict(row, *gate("nand"))])
            answers.append(predict(layer, *gate("and")))
        return np.array(answers)
        """,
    ),
    Right(
        "xor",
        "four nands",
        """
        def nand(a, b):
            return predict(np.column_stack([a, b]), *gate("nand"))

        first, second = X[:, 0], X[:, 1]
        middle = nand(first, second)
        return nand(nand(first, middle), nand(middle, second))
        """,
    ),
    Right(
        "xor",
        "or and not and, by subtraction",
        """
        return predict(X, *gate("or")) - predict(X, *gate("and"))
        """,
    ),
    Right(
        "xor",
        "one matrix for the hidden layer",
        """
        (w_or, b_or), (w_nand, b_nand) = gate("or"), gate("nand")
        W, b = np.column_stack([w_or, w_nand]), np.array([b_or, b_nand])
        hidden = (X @ W + b >= 0).astype(int)
        w_and, b_and = gate("and")
        return (hidden @ w_and + b_and >= 0).astype(int)
        """,
    ),
    Right(
        "xor",
        "answers written into a new array",
        """
        hidden = np.zeros_like(X)
        hidden[:, 0] = predict(X, *gate("or"))
        hidden[:, 1] = predict(X, *gate("nand"))
        return predict(hidden, *gate("and"))
        """,
    ),
    Right(
        "xor",
        "floats",
        """
        hidden = np.c_[predict(X, *gate("or")), predict(X, *gate("nand"))].astype(float)
        return predict(hidden, *gate("and")).astype(float)
        """,
    ),
    Right(
        "xor",
        "gates as functions",
        """
        def apply(name, a, b):
            w, bias = gate(name)
            return np.where(w[0] * a + w[1] * b + bias >= 0, 1, 0)

        a, b = X.T
        return apply("and", apply("or", a, b), apply("nand", a, b))
        """,
    ),
    Right(
        "xor",
        "a list",
        "return predict(hidden, *gate('and')).tolist()",
        old='return predict(hidden, *gate("and"))',
    ),
    Right("xor", "inputs compared", "return (X[:, 0] != X[:, 1]).astype(int)"),
]

ANSWERS = PREDICT + FIT + GATE + XOR
