"""Known wrong answers to exercise 08 with their hints, and other right answers.

A project has no single mistake: these fail by form, by a slip between images and labels, by
knowing what it must not know, or by never having seen a moved digit. All but one of them learn by
looking up neighbours or by least squares, in a few hundredths of a second, and give the same
labels on every machine.
"""

from textwrap import dedent, indent

from grading.misconceptions import Right, Wrong

BOTH = ("fit", "accuracy")
SAME, SIDE = ("the same random numbers",), ("two models side by side",)
MARKS = ("78 % of the moved digits", "88 % of the moved digits")
# Mistakes that look the same from outside share a hint.
ARGMAX = (
    "One number for each class is not a label yet: `argmax(axis=1)` takes the class of the largest."
)
A_LABEL_EACH = (
    "predict returns something for other images than those it was given: one label for each row "
    "of its own X."
)
RETURN_PREDICT = (
    "fit hands back the function, unused: `return predict`, without brackets and with nothing else."
)
COPY = "Work on a copy: `X = X_train / 16` and `order = rng.permutation(n)` make new arrays."
COPY_IMAGES = "`X /= 16` writes into the caller's images; `X = X / 16` does not."
APART = (
    "Images and labels have parted: whatever permutes, repeats or drops rows of X must do the same "
    "to y."
)
INTEGERS = "Labels are integers: class numbers from argmax are, a mean or a float array is not."
BY_ITSELF = (
    "Statistics that predict needs (means, deviations) come from the training images, once: those "
    "of the images that happen to arrive together are no part of a digit."
)
NOT_SCALED = (
    "What was done to the training images before learning must be done to those that come to "
    "predict, number by number."
)
LEARN = "Learn from X_train and y_train: what the labels mean is known from nowhere else."
REMEMBERED = (
    "A fit must learn anew each time: something kept from an earlier call (a global, a default, a "
    "cache) is still there."
)
AUGMENT = (
    "It has never seen a moved digit, and that is what it is asked about: learn from images that "
    "`move_images` has moved, anew in each epoch."
)
LINEAR = (
    "A linear model has one template for each digit, and no template fits a digit in many places: "
    "it takes hidden units, or neighbours, and moved images to learn from."
)

NEIGHBOURS = """
X = np.concatenate([move_images(X_train, rng) for _ in range(3)])
y = np.tile(y_train, 3)

def squares(images):
    return (images**2).sum(axis=1)[:, None] - 2 * images @ X.T + (X**2).sum(axis=1)

def predict(images):
    near = y[squares(images).argpartition(3, axis=1)[:, :3]]
    return np.array([np.bincount(row, minlength=10).argmax() for row in near])

return predict
"""
RIDGE = """
def features(images):
    return np.hstack([images / 16, np.ones((len(images), 1))])

A = features(X_train)
W = np.linalg.solve(A.T @ A + np.eye(65), A.T @ np.eye(10)[y_train])

def predict(images):
    return (features(images) @ W).argmax(axis=1)

return predict
"""
RANDOM_UNITS = """
units = 600
X = np.concatenate([move_images(X_train, rng) for _ in range(5)]) / 16
y = np.tile(y_train, 5)
V, c = rng.normal(size=(64, units)) / 3, rng.uniform(-1, 1, size=units)

def features(x):
    return np.maximum((x - 0.3) @ V + c, 0)

A = features(X)
W = np.linalg.solve(A.T @ A + np.eye(units), A.T @ np.eye(10)[y])

def predict(images):
    return (features(images / 16) @ W).argmax(axis=1)

return predict
"""


def whole(body, before="", after=""):
    """Write the answer cell around the body of `fit`."""
    body = indent(dedent(body).strip("\n"), "    ")
    return f"def fit(X_train, y_train, rng):\n{body}\n{dedent(before)}{dedent(after)}"


def changed(body, *pairs):
    """Replace parts of an answer; each occurs once."""
    for old, new in pairs:
        assert body.count(old) == 1, old
        body = body.replace(old, new)
    return body


def wrong(name, hint, body, fails=BOTH, parts=(), after=""):
    """Make a wrong answer from the body of `fit` and what stands below it."""
    return Wrong("fit", name, whole(body, after=after), hint=hint, fails=fails, parts=parts)


def neighbours(name, hint, *pairs, **options):
    """Make a wrong answer from three nearest neighbours among moved images."""
    return wrong(name, hint, changed(NEIGHBOURS, *pairs), **options)


def right(name, body, *pairs, after=""):
    """Make another right answer."""
    return Right("fit", name, whole(changed(body, *pairs), after=after))


LAST_LINE = "return np.array([np.bincount(row, minlength=10).argmax() for row in near])"
VOTES = "votes = np.array([np.bincount(row, minlength=10) for row in near])\n    "
FORM = [
    neighbours("one-hot rows", ARGMAX, (LAST_LINE, VOTES + "return np.eye(10)[votes.argmax(1)]")),
    neighbours("shares of the votes", ARGMAX, (LAST_LINE, VOTES + "return votes / 3")),
    neighbours("floats", INTEGERS, (LAST_LINE, VOTES + "return votes.argmax(1) * 1.0")),
    neighbours("mean of the neighbours", INTEGERS, (LAST_LINE, "return near.mean(axis=1)")),
    neighbours(
        "a column of labels",
        "The labels have a second axis; `argmax(axis=1)` without `keepdims` has one.",
        (LAST_LINE, VOTES + "return votes.argmax(1)[:, None]"),
    ),
    neighbours(
        "labels as text",
        "'3' is a text: return numbers.",
        (LAST_LINE, VOTES + "return [str(label) for label in votes.argmax(1)]"),
    ),
    neighbours("labels of the training images", A_LABEL_EACH, (LAST_LINE, "return y_train")),
    neighbours(
        "predicts the training images",
        A_LABEL_EACH,
        (LAST_LINE, LAST_LINE[len("return ") :]),
        ("near = y[squares(images)", "near = y[squares(X_train)"),
        ("np.array([np.bincount", "return np.array([np.bincount"),
    ),
    neighbours(
        "returns predictions", RETURN_PREDICT, ("\nreturn predict\n", "\nreturn predict(X_train)\n")
    ),
    neighbours(
        "returns predict and the accuracy",
        RETURN_PREDICT,
        ("\nreturn predict\n", "\nreturn predict, np.mean(predict(X_train) == y_train)\n"),
    ),
    neighbours("returns nothing", RETURN_PREDICT, ("\nreturn predict\n", "\n")),
    neighbours(
        "predict prints",
        "predict shows its labels but returns None: return them.",
        (LAST_LINE, LAST_LINE.replace("return ", "print(") + ")"),
    ),
    neighbours(
        "labels that start at 1",
        "Every label is one too high or too low: class k is column k.",
        (LAST_LINE, LAST_LINE.replace(".argmax()", ".argmax() + 1")),
    ),
    wrong("scales in place", COPY, "X_train /= 16\n" + RIDGE.replace("images / 16", "images / 1")),
    wrong("shuffles in place", COPY, "rng.shuffle(X_train)\n" + RIDGE),
    neighbours(
        "predict scales in place",
        COPY_IMAGES,
        (
            "(images):\n    near",
            "(images):\n    images /= 16\n    images *= 16\n    images -= 1\n    near",
        ),
    ),
    neighbours(
        "works for one image",
        "predict takes a batch of any size, and returns a label for each row.",
        ("near = y[squares(images)", "near = y[squares(images.reshape(1, 64))"),
    ),
]
PARTED = [
    neighbours(
        "labels shuffled apart",
        APART,
        ("np.tile(y_train, 3)", "rng.permutation(np.tile(y_train, 3))"),
    ),
    neighbours(
        "copies in another order than labels",
        APART,
        ("np.tile(y_train, 3)", "np.repeat(y_train, 3)"),
    ),
    neighbours(
        "two permutations",
        APART,
        (
            "y = np.tile(y_train, 3)",
            "y = rng.permutation(np.tile(y_train, 3))\nX = rng.permutation(X)",
        ),
    ),
    wrong(
        "only training images scaled",
        NOT_SCALED,
        changed(NEIGHBOURS, ("for _ in range(3)])", "for _ in range(3)]) / 16")),
        fails=("accuracy",),
    ),
    wrong(
        "pixels in another order",
        NOT_SCALED,
        changed(
            NEIGHBOURS,
            (
                "(images):\n    near",
                "(images):\n    images = np.hsplit(images, 8)[::-1]\n"
                "    images = np.concatenate(images, axis=1)\n    near",
            ),
        ),
        fails=("accuracy",),
    ),
    neighbours(
        "the farthest",
        "The most distant images vote; the nearest should.",
        ("squares(images).argpartition", "(-squares(images)).argpartition"),
    ),
    neighbours(
        "the least voted",
        "The class that fewest vote for is chosen: argmax, not argmin.",
        (LAST_LINE, LAST_LINE.replace("argmax", "argmin")),
    ),
    wrong(
        "scaled by the images that come together",
        BY_ITSELF,
        changed(
            RANDOM_UNITS,
            ("range(5)]) / 16", "range(5)])\nX = (X - X.mean(axis=0)) / (X.std(axis=0) + 1e-9)"),
            ("return np.maximum((x - 0.3) @ V + c, 0)", "return np.maximum(x @ V / 3 + c, 0)"),
            (
                "return (features(images / 16) @ W)",
                "images = (images - images.mean(axis=0)) / (images.std(axis=0) + 1e-9)\n"
                "    return (features(images) @ W)",
            ),
        ),
        fails=("fit",),
    ),
]
KNOWS = [
    wrong(
        "always the commonest digit",
        LEARN,
        """
        common = np.bincount(y_train).argmax()
        return lambda images: np.full(len(images), common)
        """,
    ),
    wrong("guesses", LEARN, "return lambda images: rng.integers(0, 10, len(images))"),
    wrong(
        "images remembered, not learned",
        "It finds only images that it has seen, pixel for pixel: similar ones must get the same "
        "label.",
        """
        known = {row.tobytes(): label for row, label in zip(X_train, y_train)}
        return lambda images: np.array([known.get(row.tobytes(), 7) for row in images])
        """,
    ),
    wrong(
        "looks the digits up in the data set",
        LEARN,
        changed(
            NEIGHBOURS,
            (
                "X = np",
                "data = load_digits()\nX_train, y_train = data.X.astype(float), data.y\nX = np",
            ),
        ),
    ),
    wrong(
        "learns from ten images",
        "It learns from a handful of the images: use all that it is given.",
        "X_train, y_train = X_train[:10], y_train[:10]\n" + NEIGHBOURS,
        fails=("accuracy",),
    ),
    wrong(
        "fitted once and for all",
        REMEMBERED,
        "if known:\n    return known[0]\n"
        + changed(NEIGHBOURS, ("\nreturn predict\n", "\nknown.append(predict)\nreturn predict\n")),
        after="\n\nknown = []\n",
    ),
    wrong(
        "weights in a global",
        "The weights belong to the notebook here, so that the next fit overwrites them: keep them "
        "in names of fit, or in an object that it makes.",
        """
        global weights
        X = np.concatenate([move_images(X_train, rng) for _ in range(4)])
        A = features(X)
        targets = np.eye(10)[np.tile(y_train, 4)]
        weights = np.linalg.solve(A.T @ A + np.eye(600), A.T @ targets)
        return lambda images: (features(images) @ weights).argmax(axis=1)
        """,
        fails=("fit",),
        parts=SIDE,
        after="""

        places = np.random.default_rng(3)
        V, c = places.normal(size=(64, 600)) / 3, places.uniform(-1, 1, size=600)


        def features(images):
            return np.maximum((images / 16 - 0.3) @ V + c, 0)
        """,
    ),
]
RANDOM = [
    wrong(
        "a generator of its own, without a seed",
        "Whatever is drawn comes from the rng that fit is given; another generator gives another "
        "answer each time.",
        "rng = np.random.default_rng()\n" + RANDOM_UNITS,
        fails=("fit",),
        parts=SAME,
    ),
]
PLAIN = [
    wrong("a linear model of plain images", LINEAR, RIDGE, fails=("accuracy",), parts=MARKS),
    wrong(
        "a linear model of moved images",
        LINEAR,
        "X_train, y_train = np.concatenate([move_images(X_train, rng) for _ in range(2)]), "
        "np.tile(y_train, 2)\n" + RIDGE,
        fails=("accuracy",),
        parts=MARKS,
    ),
    wrong(
        "the nearest mean image",
        LINEAR,
        """
        means = np.array([X_train[y_train == k].mean(axis=0) for k in range(10)])
        return lambda images: ((images[:, None] - means) ** 2).sum(axis=2).argmin(axis=1)
        """,
        fails=("accuracy",),
        parts=MARKS,
    ),
    neighbours(
        "neighbours among plain images",
        AUGMENT,
        ("[move_images(X_train, rng) for _ in range(3)]", "[X_train for _ in range(3)]"),
        fails=("accuracy",),
        parts=MARKS[1:],
    ),
]

RIGHT = [
    right("three neighbours among moved images", NEIGHBOURS),
    right("random hidden units and least squares", RANDOM_UNITS),
    right(
        "a list of labels, one image at a time",
        NEIGHBOURS,
        (
            "near = y[squares(images).argpartition(3, axis=1)[:, :3]]",
            "near = [y[np.argsort(squares(image[None])[0])[:3]] for image in images]",
        ),
        (LAST_LINE, "return [int(np.bincount(row).argmax()) for row in near]"),
    ),
    right("labels in another type", NEIGHBOURS, (LAST_LINE, LAST_LINE + ".astype(np.uint8)")),
    right(
        "float32",
        RANDOM_UNITS,
        (
            "A = features(X)",
            "X, V, c = (part.astype(np.float32) for part in (X, V, c))\nA = features(X)",
        ),
        ("np.eye(units)", "np.eye(units, dtype=np.float32)"),
        ("np.eye(10)[y]", "np.eye(10, dtype=np.float32)[y]"),
    ),
    right(
        "an object that can be called",
        """
        X = np.concatenate([move_images(X_train, rng) for _ in range(3)])
        return Reader(X, np.tile(y_train, 3))
        """,
        after="""

        class Reader:
            def __init__(self, X, y):
                self.X, self.y = X, y

            def __call__(self, images):
                gaps = np.array([((self.X - image) ** 2).sum(axis=1) for image in images])
                return self.y[gaps.argmin(axis=1)]
        """,
    ),
    right(
        "a partial function",
        """
        import functools

        X = np.concatenate([move_images(X_train, rng) for _ in range(3)])
        return functools.partial(nearest, X, np.tile(y_train, 3))
        """,
        after="""

        def nearest(X, y, images):
            return y[((X**2).sum(axis=1) - 2 * images @ X.T).argmin(axis=1)]
        """,
    ),
    right(
        "moves of its own, nothing drawn",
        """
        pages = np.pad(X_train.reshape(-1, 8, 8), ((0, 0), (1, 1), (1, 1)))
        steps = [-1, -0.5, 0, 0.5, 1]

        def slid(pages, by, axis):
            whole = np.roll(pages, int(np.sign(by)), axis)
            return abs(by) * whole + (1 - abs(by)) * pages

        moved = [slid(slid(pages, i, 1), j, 2)[:, 1:-1, 1:-1] for i in steps for j in steps]
        X, y = np.concatenate(moved).reshape(-1, 64), np.tile(y_train, len(moved))

        def predict(images):
            return y[((X**2).sum(axis=1) - 2 * images @ X.T).argmin(axis=1)]

        return predict
        """,
    ),
    right(
        "a method of an object",
        """
        machine = Machine()
        machine.learn(X_train, y_train, rng)
        return machine.read
        """,
        after="""

        class Machine:
            def learn(self, X, y, rng):
                self.X = X = move_images(X, rng) / 16
                gaps = (X**2).sum(axis=1)[:, None] - 2 * X @ X.T + (X**2).sum(axis=1)
                near = np.exp(-0.3 * gaps) + 0.1 * np.eye(len(X))
                self.weights = np.linalg.solve(near, np.eye(10)[y])

            def read(self, X):
                X = X / 16
                gaps = (X**2).sum(axis=1)[:, None] - 2 * X @ self.X.T + (self.X**2).sum(axis=1)
                return np.argmax(np.exp(-0.3 * gaps) @ self.weights, axis=1)
        """,
    ),
    right(
        "several models vote",
        "members = [member(X_train, y_train, rng) for _ in range(3)]\n"
        "return lambda images: sum(score(images) for score in members).argmax(1)",
        after="""

        def member(X, y, rng):
            X, y = np.concatenate([move_images(X, rng) for _ in range(3)]) / 16, np.tile(y, 3)
            V, c = rng.normal(size=(64, 250)) / 3, rng.uniform(-1, 1, size=250)
            A = np.maximum((X - 0.3) @ V + c, 0)
            W = np.linalg.solve(A.T @ A + np.eye(250), A.T @ np.eye(10)[y])
            return lambda images: np.maximum((images / 16 - 0.3) @ V + c, 0) @ W
        """,
    ),
    right(
        "a network with momentum and early stopping",
        """
        weights = [rng.normal(0, (2 / 64) ** 0.5, (64, 96)), np.zeros(96)]
        weights += [rng.normal(0, (2 / 96) ** 0.5, (96, 10)), np.zeros(10)]
        speed = [0 * w for w in weights]
        order = rng.permutation(len(y_train))
        kept, held = order[len(order) // 10 :], order[: len(order) // 10]
        watched = np.concatenate([move_images(X_train[held], rng) for _ in range(3)]) / 16
        goal, best, best_weights = np.tile(y_train[held], 3), -1.0, None
        for epoch in range(36):
            X, y = move_images(X_train[kept], rng) / 16, y_train[kept]
            mixed = rng.permutation(len(y))
            for rows in np.array_split(mixed, max(1, len(y) // 20)):
                x, target = X[rows], np.eye(10)[y[rows]]
                a = np.maximum(0, x @ weights[0] + weights[1])
                z = a @ weights[2] + weights[3]
                dz = np.exp(z - z.max(1, keepdims=True))
                dz = (dz / dz.sum(1, keepdims=True) - target) / len(rows)
                da = dz @ weights[2].T * (a > 0)
                grads = x.T @ da, da.sum(0), a.T @ dz, dz.sum(0)
                speed = [0.9 * v + g for v, g in zip(speed, grads)]
                rate = 0.05 if epoch < 28 else 0.01
                weights = [w - rate * v for w, v in zip(weights, speed)]
            share = np.mean(scores(weights, watched).argmax(1) == goal)
            if share >= best:
                best, best_weights = share, weights
        return lambda images: scores(best_weights, images / 16).argmax(-1)
        """,
        after="""

        def scores(weights, x):
            return np.maximum(0, x @ weights[0] + weights[1]) @ weights[2] + weights[3]
        """,
    ),
]

ANSWERS = [*FORM, *PARTED, *KNOWS, *RANDOM, *PLAIN, *RIGHT]
