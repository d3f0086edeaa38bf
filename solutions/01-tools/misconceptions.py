"""Known wrong answers to exercise 01 with their hints, and other right answers."""

from grading.misconceptions import Right, Wrong

RNG, CONSTANT, INTEGERS = "draws from rng alone", "constant columns", "integers"
ONE_AT_A_TIME, IMAGES = "one batch at a time", "images and integers"
AXES, KINDS, AS_IT_WAS = "several axes", "integers and float32", "x left as it was"
ZEROS, SHAPES = "zeros and tiny numbers", "other shapes"

# Some mistakes cannot be told apart by what they return: they share a hint.
NEAREST = "`int` and `//` cut off what `round` would round up, even in 28.999999999999996."
REPLACED = "Drawing with replacement puts slips back into the hat: shuffle all of them once."
ONE_ROW = "All parts are cut from one shuffled row: where one part ends, the next one begins."
OUTSIDE = "Another source of chance is at work: `np.random` itself, or a generator of your own."
SEEDED = (
    "Every call draws the same: there is a seed inside, or a copy of `rng`. "
    "Draw from `rng` itself, which moves on."
)
NOT_MIXED = "Nothing was shuffled. `rng.permutation` returns a shuffled copy, which has to be used."
A_FEW_CUTS = "Shuffle all n slips, then cut: shuffling within blocks leaves neighbours together."

SPLIT = [
    Wrong(
        "split",
        "not shuffled",
        hint=NOT_MIXED,
        new="np.arange(n)",
        old="rng.permutation(n)",
    ),
    Wrong(
        "split",
        "shuffled copy thrown away",
        hint=NOT_MIXED,
        new="""
        indices = np.arange(n)
        rng.permutation(indices)
        sizes = [round(fraction * n) for fraction in fractions[:-1]]
        return np.split(indices, np.cumsum(sizes, dtype=int))
        """,
    ),
    Wrong(
        "split",
        "result of shuffle used",
        hint="`rng.shuffle` changes its argument and returns None; `rng.permutation` returns one.",
        new="""
        indices = rng.shuffle(np.arange(n))
        sizes = [round(fraction * n) for fraction in fractions[:-1]]
        return [indices[start:] for start in sizes]
        """,
    ),
    Wrong(
        "split",
        "with replacement",
        hint=REPLACED,
        new="rng.integers(0, n, n)",
        old="rng.permutation(n)",
    ),
    Wrong(
        "split",
        "choice with replacement",
        hint=REPLACED,
        new="""
        sizes = [round(fraction * n) for fraction in fractions[:-1]]
        return [rng.choice(n, size) for size in [*sizes, n - sum(sizes)]]
        """,
    ),
    Wrong(
        "split",
        "rounded down",
        hint=NEAREST,
        new="int(fraction * n)",
        old="round(fraction * n)",
    ),
    Wrong(
        "split",
        "whole division",
        hint=NEAREST,
        new="int(fraction * n // 1)",
        old="round(fraction * n)",
    ),
    Wrong(
        "split",
        "rounded up",
        hint="`ceil` always rounds up; `round` takes the nearest whole number.",
        new="int(np.ceil(fraction * n))",
        old="round(fraction * n)",
    ),
    Wrong(
        "split",
        "sums of fractions rounded",
        hint="Round the size of each part and then add up; do not round the sums of fractions.",
        new="""
        cuts = np.round(np.cumsum(fractions[:-1]) * n).astype(int)
        return np.split(rng.permutation(n), cuts)
        """,
    ),
    Wrong(
        "split",
        "last part rounded too",
        hint="The last part takes all that is left; rounded like the others it may lose an index.",
        new="""
        order, parts, start = rng.permutation(n), [], 0
        for fraction in fractions:
            stop = start + round(fraction * n)
            parts.append(order[start:stop])
            start = stop
        return parts
        """,
    ),
    Wrong(
        "split",
        "one part too many",
        hint="k parts need k - 1 cuts: leave the last size out, or an extra part remains.",
        new="for fraction in fractions]",
        old="for fraction in fractions[:-1]]",
    ),
    Wrong(
        "split",
        "sizes taken for cuts",
        hint="`np.split` wants the places of the cuts, not the sizes: add the sizes up first.",
        new="np.split(rng.permutation(n), sizes)",
        old="np.split(rng.permutation(n), np.cumsum(sizes, dtype=int))",
    ),
    Wrong(
        "split",
        "equal parts",
        hint="The fractions give the sizes; these parts are all equally large.",
        new="return np.array_split(rng.permutation(n), len(fractions))",
    ),
    Wrong(
        "split",
        "two parts only",
        hint="There is one part for each fraction, however many there are.",
        new="""
        order, cut = rng.permutation(n), round(fractions[0] * n)
        return [order[:cut], order[cut:]]
        """,
    ),
    Wrong(
        "split",
        "the rest goes to the first part",
        hint="What rounding leaves over belongs to the last part, not to the first.",
        new="""
        sizes = [round(fraction * n) for fraction in fractions[1:]]
        return np.split(rng.permutation(n), np.cumsum([n - sum(sizes), *sizes])[:-1])
        """,
    ),
    Wrong(
        "split",
        "a new shuffle for every part",
        hint=ONE_ROW,
        new="""
        sizes = [round(fraction * n) for fraction in fractions[:-1]]
        return [rng.permutation(n)[:size] for size in [*sizes, n - sum(sizes)]]
        """,
    ),
    Wrong(
        "split",
        "every part from the beginning",
        hint=ONE_ROW,
        new="""
        order = rng.permutation(n)
        sizes = [round(fraction * n) for fraction in fractions[:-1]]
        return [order[:size] for size in [*sizes, n - sum(sizes)]]
        """,
    ),
    Wrong(
        "split",
        "choice for every part",
        hint=ONE_ROW,
        new="""
        sizes = [round(fraction * n) for fraction in fractions[:-1]]
        return [rng.choice(n, size, replace=False) for size in [*sizes, n - sum(sizes)]]
        """,
    ),
    Wrong(
        "split",
        "an index skipped at each cut",
        hint="The end of a slice is not part of it: the next part starts there, not one later.",
        new="""
        order, parts, start = rng.permutation(n), [], 0
        for fraction in fractions[:-1]:
            stop = start + round(fraction * n)
            parts.append(order[start:stop])
            start = stop + 1
        return [*parts, order[start:]]
        """,
    ),
    Wrong(
        "split",
        "lots drawn for each index",
        hint="A lot for every single index makes the sizes a matter of luck.",
        new="""
        parts = rng.choice(len(fractions), size=n, p=fractions)
        return [np.flatnonzero(parts == i) for i in range(len(fractions))]
        """,
    ),
    Wrong(
        "split",
        "indices from 1",
        hint="The indices run from 0 to n - 1, as Python counts.",
        new="rng.permutation(n) + 1",
        old="rng.permutation(n)",
    ),
    Wrong(
        "split",
        "masks instead of indices",
        hint="These are masks of True and False; `np.flatnonzero` turns one into indices.",
        new="""
        place = np.argsort(rng.permutation(n))
        sizes = [round(fraction * n) for fraction in fractions[:-1]]
        cuts = [0, *np.cumsum(sizes, dtype=int), n]
        return [(place >= low) & (place < high) for low, high in zip(cuts, cuts[1:])]
        """,
    ),
    Wrong(
        "split",
        "sizes returned",
        hint="Those are the sizes of the parts; the parts themselves are asked for.",
        new="return [*sizes, n - sum(sizes)]",
        old="return np.split(rng.permutation(n), np.cumsum(sizes, dtype=int))",
    ),
    Wrong(
        "split",
        "yields the parts",
        hint="Return one list: here `yield` makes a generator, and `len` and indexing fail.",
        new="yield from np.split(rng.permutation(n), np.cumsum(sizes, dtype=int))",
        old="return np.split(rng.permutation(n), np.cumsum(sizes, dtype=int))",
    ),
    Wrong(
        "split",
        "shuffled within the parts",
        hint=A_FEW_CUTS,
        new="""
        sizes = [round(fraction * n) for fraction in fractions[:-1]]
        parts = np.split(np.arange(n), np.cumsum(sizes, dtype=int))
        return [rng.permutation(part) for part in parts]
        """,
    ),
    Wrong(
        "split",
        "turned instead of shuffled",
        hint=A_FEW_CUTS,
        new="np.roll(np.arange(n), rng.integers(n))",
        old="rng.permutation(n)",
    ),
    Wrong(
        "split",
        "global generator",
        hint=OUTSIDE,
        new="np.random.permutation(n)",
        old="rng.permutation(n)",
        parts=(RNG,),
    ),
    Wrong(
        "split",
        "new generator without a seed",
        hint=OUTSIDE,
        new="np.random.default_rng().permutation(n)",
        old="rng.permutation(n)",
        parts=(RNG,),
    ),
    Wrong(
        "split",
        "seed set inside",
        hint=SEEDED,
        new="""
        np.random.seed(42)
        sizes = [round(fraction * n) for fraction in fractions[:-1]]
        return np.split(np.random.permutation(n), np.cumsum(sizes, dtype=int))
        """,
        parts=(RNG,),
    ),
    Wrong(
        "split",
        "new generator with a seed",
        hint=SEEDED,
        new="np.random.default_rng(7).permutation(n)",
        old="rng.permutation(n)",
        parts=(RNG,),
    ),
    Wrong(
        "split",
        "seed made of n",
        hint=SEEDED,
        new="np.random.default_rng(n).permutation(n)",
        old="rng.permutation(n)",
        parts=(RNG,),
    ),
    Wrong(
        "split",
        "copied generator",
        hint=SEEDED,
        new="""
        from copy import deepcopy

        sizes = [round(fraction * n) for fraction in fractions[:-1]]
        return np.split(deepcopy(rng).permutation(n), np.cumsum(sizes, dtype=int))
        """,
        parts=(RNG,),
    ),
    Wrong(
        "split",
        "Python's random",
        hint=OUTSIDE,
        new="""
        import random

        order = np.array(random.sample(range(n), n))
        sizes = [round(fraction * n) for fraction in fractions[:-1]]
        return np.split(order, np.cumsum(sizes, dtype=int))
        """,
        parts=(RNG,),
    ),
    Right(
        "split",
        "sorted parts",
        """
        sizes = [round(fraction * n) for fraction in fractions[:-1]]
        parts = np.split(rng.permutation(n), np.cumsum(sizes, dtype=int))
        return tuple(np.sort(part) for part in parts)
        """,
    ),
    Right(
        "split",
        "slices in a loop",
        """
        order, parts, start = rng.permutation(n), [], 0
        for fraction in fractions[:-1]:
            stop = start + round(fraction * n)
            parts.append(order[start:stop])
            start = stop
        parts.append(order[start:])
        return parts
        """,
    ),
    Right(
        "split",
        "shuffle in place",
        """
        indices = np.arange(n)
        rng.shuffle(indices)
        cuts = np.cumsum([np.round(f * n) for f in fractions[:-1]]).astype(int)
        return np.split(indices, cuts)
        """,
    ),
    Right(
        "split",
        "slips from a hat",
        """
        hat, parts = list(range(n)), []
        for fraction in fractions[:-1]:
            drawn = [hat.pop(rng.integers(len(hat))) for _ in range(round(fraction * n))]
            parts.append(np.array(drawn))
        return [*parts, np.array(hat)]
        """,
    ),
    Right(
        "split",
        "random keys sorted",
        "rng.random(n).argsort()",
        "rng.permutation(n)",
    ),
    Right(
        "split",
        "choice without replacement",
        "rng.choice(n, n, replace=False)",
        "rng.permutation(n)",
    ),
    Right(
        "split",
        "one choice after the other",
        """
        left, parts = np.arange(n), []
        for fraction in fractions[:-1]:
            part = rng.choice(left, size=round(fraction * n), replace=False)
            left = np.setdiff1d(left, part)
            parts.append(part)
        return parts + [left]
        """,
    ),
    Right(
        "split",
        "sizes with the rest",
        """
        sizes = [int(np.rint(n * fraction)) for fraction in fractions]
        sizes[-1] = n - sum(sizes[:-1])
        starts = [sum(sizes[:i]) for i in range(len(sizes))]
        order = rng.permutation(np.arange(n))
        return [order[start : start + size] for start, size in zip(starts, sizes)]
        """,
    ),
    Right(
        "split",
        "names of parts shuffled",
        """
        sizes = [round(fraction * n) for fraction in fractions[:-1]]
        owner = np.repeat(range(len(fractions)), [*sizes, n - sum(sizes)])
        owner = rng.permuted(owner)
        return [np.where(owner == i)[0] for i in range(len(fractions))]
        """,
    ),
    Right(
        "split",
        "lists of integers",
        """
        order = iter(rng.permutation(n).tolist())
        parts = [[next(order) for _ in range(round(f * n))] for f in fractions[:-1]]
        return parts + [list(order)]
        """,
    ),
    Right(
        "split",
        "recursion",
        """
        def cut(row, fractions):
            if len(fractions) == 1:
                return [row]
            size = round(fractions[0] * n)
            return [row[:size]] + cut(row[size:], fractions[1:])

        return cut(rng.permutation(n), list(fractions))
        """,
    ),
    Right(
        "split",
        "Fisher and Yates",
        """
        order = np.arange(n)
        for i in range(n - 1, 0, -1):
            j = rng.integers(i + 1)
            order[i], order[j] = order[j], order[i]
        sizes = [round(fraction * n) for fraction in fractions[:-1]]
        return np.split(order, np.cumsum(sizes, dtype=int))
        """,
    ),
]

MEAN = "mean, scale = train.mean(axis=0), train.std(axis=0)"
SCALED = "return [(part - mean) / scale for part in (train, *others)]"
CHECKED = "scale = np.where(constant, 1.0, scale)"
OWN = "The other parts must not choose their own zero: take mean and deviation from `train` alone."
BY_ROWS = "Those are the means of the rows: a column's mean runs over the samples, axis 0."
TINY = (
    "Rounding leaves a column of 0.1s a deviation of 1e-17: compare its values, not its deviation."
)
DIVIDED = "A column without any deviation must not be divided by it: divide by 1 there."
GUARDED = "A small number added to the deviation changes every column; treat constant ones apart."

STANDARDIZE = [
    Wrong(
        "standardize",
        "one mean for all columns",
        hint="There is one mean and one deviation for the whole table; each column needs its own.",
        new="mean, scale = train.mean(), train.std()",
        old=MEAN,
    ),
    Wrong(
        "standardize",
        "one deviation for all columns",
        hint="Each column has a standard deviation of its own: `axis=0` there too.",
        new="mean, scale = train.mean(axis=0), train.std()",
        old=MEAN,
    ),
    Wrong(
        "standardize",
        "rows standardised",
        hint=BY_ROWS,
        new="""
        return [
            (part - part.mean(axis=1, keepdims=True)) / part.std(axis=1, keepdims=True)
            for part in (train, *others)
        ]
        """,
    ),
    Wrong(
        "standardize",
        "means of the rows",
        hint="Means over axis 1 belong to the rows and do not fit the columns: use axis 0.",
        new="mean, scale = train.mean(axis=1), train.std(axis=1)",
        old=MEAN,
    ),
    Wrong(
        "standardize",
        "every part by itself",
        hint=OWN,
        new="""
        results = []
        for part in (train, *others):
            scale = np.where(part.max(axis=0) == part.min(axis=0), 1.0, part.std(axis=0))
            results.append((part - part.mean(axis=0)) / scale)
        return results
        """,
    ),
    Wrong(
        "standardize",
        "statistics of all parts together",
        hint="The other parts leaked into the mean and the deviation: `train` alone decides.",
        new="everything = np.concatenate([train, *others])\n"
        "mean, scale = everything.mean(axis=0), everything.std(axis=0)",
        old=MEAN,
    ),
    Wrong(
        "standardize",
        "own mean, training deviation",
        hint="The deviation is that of `train`, but each part is moved by a mean of its own.",
        new="return [(part - part.mean(axis=0)) / scale for part in (train, *others)]",
        old=SCALED,
    ),
    Wrong(
        "standardize",
        "1/(n-1)",
        hint="The task has 1/n: `ddof=1` (and `statistics.stdev`) divide by n - 1.",
        new="mean, scale = train.mean(axis=0), train.std(axis=0, ddof=1)",
        old=MEAN,
    ),
    Wrong(
        "standardize",
        "variance",
        hint="You divide by the variance: its square root is missing.",
        new="mean, scale = train.mean(axis=0), train.var(axis=0)",
        old=MEAN,
    ),
    Wrong(
        "standardize",
        "not divided",
        hint="The columns are moved but not scaled: divide by the standard deviation.",
        new="return [part - mean for part in (train, *others)]",
        old=SCALED,
    ),
    Wrong(
        "standardize",
        "not moved",
        hint="The columns are scaled but not moved: subtract the mean first.",
        new="return [part / scale for part in (train, *others)]",
        old=SCALED,
    ),
    Wrong(
        "standardize",
        "parentheses forgotten",
        hint="Without parentheses only the mean is divided: `a - b / c` is `a - (b / c)`.",
        new="return [part - mean / scale for part in (train, *others)]",
        old=SCALED,
    ),
    Wrong(
        "standardize",
        "between 0 and 1",
        hint="That squeezes columns between their least and largest value: another scaling.",
        new="mean, scale = train.min(axis=0), train.max(axis=0) - train.min(axis=0)",
        old=MEAN,
    ),
    Wrong(
        "standardize",
        "median",
        hint="The median is not the mean.",
        new="mean, scale = np.median(train, axis=0), train.std(axis=0)",
        old=MEAN,
    ),
    Wrong(
        "standardize",
        "training part only",
        hint="The other parts are missing from the list.",
        new="return [(train - mean) / scale]",
        old=SCALED,
    ),
    Wrong(
        "standardize",
        "training part missing",
        hint="The list begins with the training part itself, standardised like the others.",
        new="return [(part - mean) / scale for part in others]",
        old=SCALED,
    ),
    Wrong(
        "standardize",
        "others left as they were",
        hint="The other parts are moved and scaled as well, by the numbers of `train`.",
        new="return [(train - mean) / scale, *others]",
        old=SCALED,
    ),
    Wrong(
        "standardize",
        "bare array when alone",
        hint="Return a list in every case, of one array where there is only `train`.",
        new="results = [(part - mean) / scale for part in (train, *others)]\n"
        "return results if others else results[0]",
        old=SCALED,
    ),
    Wrong(
        "standardize",
        "in place",
        hint="`-=` and `/=` write into the caller's arrays: make new ones.",
        new="for part in (train, *others):\n    part -= mean\n    part /= scale\n"
        "return [train, *others]",
        old=SCALED,
    ),
    Wrong(
        "standardize",
        "constant columns divided",
        hint=DIVIDED,
        new="pass",
        old=CHECKED,
        parts=(CONSTANT,),
    ),
    Wrong(
        "standardize",
        "NaN replaced afterwards",
        hint=DIVIDED,
        new="scale = train.std(axis=0)\n"
        "return [np.nan_to_num((part - mean) / scale) for part in (train, *others)]",
        old=f"{CHECKED}\n{SCALED}",
        parts=(CONSTANT,),
    ),
    Wrong(
        "standardize",
        "constant columns left as they were",
        hint="A constant column is not divided, but its mean is subtracted all the same.",
        new="return [np.where(constant, part, (part - mean) / scale) for part in (train, *others)]",
        old=SCALED,
        parts=(CONSTANT,),
    ),
    Wrong(
        "standardize",
        "constant columns set to 0",
        hint="Only `train` is constant there: in another part the value minus the mean remains.",
        new="return [np.where(constant, 0, (part - mean) / scale) for part in (train, *others)]",
        old=SCALED,
        parts=(CONSTANT,),
    ),
    Wrong(
        "standardize",
        "constant columns dropped",
        hint="Every part keeps its shape: a constant column stays, moved by its mean.",
        new="return [((part - mean) / scale)[:, ~constant] for part in (train, *others)]",
        old=SCALED,
        parts=(CONSTANT,),
    ),
    Wrong(
        "standardize",
        "deviation compared with 0",
        hint=TINY,
        new="constant = scale == 0",
        old="constant = train.max(axis=0) == train.min(axis=0)",
        parts=(CONSTANT,),
    ),
    Wrong(
        "standardize",
        "small number added",
        hint=GUARDED,
        new="return [(part - mean) / (train.std(axis=0) + 1e-8) for part in (train, *others)]",
        old=SCALED,
    ),
    Wrong(
        "standardize",
        "deviation close to 0",
        hint="In small units 1e-9 may be all the deviation there is: compare a column's values.",
        new="constant = np.isclose(scale, 0)",
        old="constant = train.max(axis=0) == train.min(axis=0)",
        parts=(CONSTANT,),
    ),
    Wrong(
        "standardize",
        "deviation kept above 1e-8",
        hint="Divided by 1e-8, a new value in a constant column becomes huge: divide by 1 there.",
        new="scale = np.maximum(scale, 1e-8)",
        old=CHECKED,
        parts=(CONSTANT,),
    ),
    Wrong(
        "standardize",
        "mean distance",
        hint="The standard deviation is the root of the mean *square*, not the mean distance.",
        new="scale = np.where(constant, 1.0, np.abs(train - mean).mean(axis=0))",
        old=CHECKED,
    ),
    Wrong(
        "standardize",
        "small number under the root",
        hint=GUARDED,
        new="return [(part - mean) / np.sqrt(scale**2 + 1e-8) for part in (train, *others)]",
        old=SCALED,
    ),
    Wrong(
        "standardize",
        "integer arrays filled",
        hint="`zeros_like` of integers holds integers: everything behind the point is cut off.",
        new="results = [np.zeros_like(part) for part in (train, *others)]\n"
        "for result, part in zip(results, (train, *others)):\n"
        "    result[:] = (part - mean) / scale\n"
        "return results",
        old=SCALED,
        parts=(INTEGERS,),
    ),
    Right(
        "standardize",
        "a tuple",
        "return tuple((part - mean) / scale for part in (train, *others))",
        SCALED,
    ),
    Right(
        "standardize",
        "spread of the values",
        "constant = np.ptp(train, axis=0) == 0",
        "constant = train.max(axis=0) == train.min(axis=0)",
    ),
    Right(
        "standardize",
        "all equal to the first row",
        "constant = (train == train[0]).all(axis=0)",
        "constant = train.max(axis=0) == train.min(axis=0)",
    ),
    Right(
        "standardize",
        "deviation below 1e-12",
        "constant = scale < 1e-12",
        "constant = train.max(axis=0) == train.min(axis=0)",
    ),
    Right("standardize", "indexed", "scale[constant] = 1", CHECKED),
    Right(
        "standardize",
        "loop over columns",
        """
        results = [np.zeros(part.shape) for part in (train, *others)]
        for j in range(train.shape[1]):
            column = train[:, j]
            mean = sum(column) / len(column)
            scale = (sum((value - mean) ** 2 for value in column) / len(column)) ** 0.5
            if min(column) == max(column):
                scale = 1
            for result, part in zip(results, (train, *others)):
                result[:, j] = (part[:, j] - mean) / scale
        return results
        """,
    ),
    Right(
        "standardize",
        "root of the mean square",
        """
        mean = np.sum(train, axis=0, keepdims=True) / len(train)
        scale = np.sqrt(np.mean(np.square(train - mean), axis=0, keepdims=True))
        scale = np.where((train == train[:1]).all(0, keepdims=True), 1, scale)
        results = [(train - mean) / scale]
        for part in others:
            results.append((part - mean) / scale)
        return results
        """,
    ),
    Right(
        "standardize",
        "mean of squares less square of mean",
        "mean = train.mean(axis=0)\n"
        "scale = np.sqrt(np.maximum((train.astype(float) ** 2).mean(axis=0) - mean**2, 0))",
        MEAN,
    ),
    Right(
        "standardize",
        "helper and map",
        """
        def move(part):
            moved = part - mean
            return np.divide(moved, scale, out=moved.copy(), where=varied)

        mean, scale = np.mean(train, 0), np.std(train, 0)
        varied = train.max(0) > train.min(0)
        return list(map(move, [train, *others]))
        """,
    ),
    Right(
        "standardize",
        "in place on copies",
        """
        scale = train.var(axis=0) ** 0.5
        scale[np.isclose(scale, 0, atol=1e-13)] = 1
        copies = [part.astype(float) for part in (train,) + others]
        for copy in copies:
            copy -= train.mean(axis=0)
            copy /= scale
        return copies
        """,
    ),
    Right(
        "standardize",
        "transposed",
        """
        low, high = train.min(axis=0), train.max(axis=0)
        scale = np.array([c.std() if a < b else 1 for c, a, b in zip(train.T, low, high)])
        return [((part.T - train.T.mean(axis=1)[:, None]) / scale[:, None]).T
                for part in (train, *others)]
        """,
    ),
]

ORDER = "order = rng.permutation(len(X))"
STARTS = "for start in range(0, len(X), size):"
YIELD = "yield X[batch], y[batch]"
LAST = "The last batch is short and is served all the same: no sample may be dropped."
KEPT = "X or y of the caller was shuffled in place; shuffle indices, and pick with them."
WITH_LABELS = "Samples and labels must be picked with the same indices: two shuffles part them."
AGAIN = "Each sample is served once: shuffle all indices once, and draw nothing twice."
SHORT_LAST = "The short batch comes last; and shuffle the samples, not the finished batches."
A_LIST = "A list holds all batches at once; `yield` each of them instead of collecting them."

MINIBATCHES = [
    Wrong(
        "minibatches",
        "not shuffled",
        hint=NOT_MIXED,
        new="order = np.arange(len(X))",
        old=ORDER,
    ),
    Wrong(
        "minibatches",
        "shuffled copy thrown away",
        hint=NOT_MIXED,
        new="rng.permutation(len(X))\norder = np.arange(len(X))",
        old=ORDER,
    ),
    Wrong(
        "minibatches",
        "samples and labels shuffled apart",
        hint=WITH_LABELS,
        new="""
        X, y = rng.permutation(X), rng.permutation(y)
        for start in range(0, len(X), size):
            yield X[start : start + size], y[start : start + size]
        """,
    ),
    Wrong(
        "minibatches",
        "labels not shuffled",
        hint=WITH_LABELS,
        new="yield X[batch], y[start : start + size]",
        old=YIELD,
    ),
    Wrong(
        "minibatches",
        "samples not shuffled",
        hint=WITH_LABELS,
        new="yield X[start : start + size], y[batch]",
        old=YIELD,
    ),
    Wrong(
        "minibatches",
        "shuffled in place",
        hint=KEPT,
        new="""
        rng.shuffle(X)
        rng.shuffle(y)
        for start in range(0, len(X), size):
            yield X[start : start + size], y[start : start + size]
        """,
    ),
    Wrong(
        "minibatches",
        "assigned in place",
        hint=KEPT,
        new=f"{ORDER}\nX[:], y[:] = X[order], y[order]\norder = np.arange(len(X))",
        old=ORDER,
    ),
    Wrong(
        "minibatches",
        "last batch dropped",
        hint=LAST,
        new="for start in range(0, len(X) - size + 1, size):",
        old=STARTS,
    ),
    Wrong(
        "minibatches",
        "whole batches counted",
        hint=LAST,
        new="for start in size * np.arange(len(X) // size):",
        old=STARTS,
    ),
    Wrong(
        "minibatches",
        "empty batch at the end",
        hint="Where `size` divides n, one batch too many comes, and it is empty.",
        new="for start in size * np.arange(len(X) // size + 1):",
        old=STARTS,
    ),
    Wrong(
        "minibatches",
        "last batch filled up",
        hint="The last batch may be short: nothing is served twice to fill it up.",
        new="batch = np.take(order, range(start, start + size), mode='wrap')",
        old="batch = order[start : start + size]",
    ),
    Wrong(
        "minibatches",
        "size taken for the number of batches",
        hint="`size` is the number of samples in a batch, not the number of batches.",
        new="""
        for batch in np.array_split(rng.permutation(len(X)), size):
            yield X[batch], y[batch]
        """,
    ),
    Wrong(
        "minibatches",
        "batches of equal size",
        hint="Full batches first and the rest last: `array_split` evens the sizes out.",
        new="""
        for batch in np.array_split(rng.permutation(len(X)), -(-len(X) // size)):
            yield X[batch], y[batch]
        """,
    ),
    Wrong(
        "minibatches",
        "one sample at a time",
        hint="The step of `range` is missing: each batch starts `size` after the last one.",
        new="for start in range(len(X)):",
        old=STARTS,
    ),
    Wrong(
        "minibatches",
        "end of the slice is size",
        hint="The slice from `start` ends at `start + size`, not at `size`.",
        new="batch = order[start:size]",
        old="batch = order[start : start + size]",
    ),
    Wrong(
        "minibatches",
        "drawn with replacement",
        hint=AGAIN,
        new="order = rng.integers(0, len(X), len(X))",
        old=ORDER,
    ),
    Wrong(
        "minibatches",
        "a new choice for every batch",
        hint=AGAIN,
        new="batch = rng.choice(len(X), len(order[start : start + size]), replace=False)",
        old="batch = order[start : start + size]",
    ),
    Wrong(
        "minibatches",
        "a new shuffle for every batch",
        hint=AGAIN,
        new="batch = rng.permutation(len(X))[start : start + size]",
        old="batch = order[start : start + size]",
    ),
    Wrong(
        "minibatches",
        "two passes",
        hint="One call is one pass: after the last batch the generator ends.",
        new="""
        for _ in range(2):
            order = rng.permutation(len(X))
            for start in range(0, len(X), size):
                yield X[order[start : start + size]], y[order[start : start + size]]
        """,
    ),
    Wrong(
        "minibatches",
        "return in the loop",
        hint="`return` hands out the first batch and ends; `yield` hands it out and goes on.",
        new="return X[batch], y[batch]",
        old=YIELD,
    ),
    Wrong(
        "minibatches",
        "samples only",
        hint="Each batch is a pair: the samples, and the labels that belong to them.",
        new="yield X[batch]",
        old=YIELD,
    ),
    Wrong(
        "minibatches",
        "indices instead of samples",
        hint="Those are indices of samples; the samples themselves are asked for, `X[batch]`.",
        new="yield batch, y[batch]",
        old=YIELD,
    ),
    Wrong(
        "minibatches",
        "labels first",
        hint="The samples come first, then the labels.",
        new="yield y[batch], X[batch]",
        old=YIELD,
    ),
    Wrong(
        "minibatches",
        "only the batches shuffled",
        hint=SHORT_LAST,
        new="""
        for start in rng.permutation(np.arange(0, len(X), size)):
            yield X[start : start + size], y[start : start + size]
        """,
    ),
    Wrong(
        "minibatches",
        "shuffled within the batches",
        hint=A_FEW_CUTS,
        new="""
        for start in range(0, len(X), size):
            batch = rng.permutation(np.arange(start, min(start + size, len(X))))
            yield X[batch], y[batch]
        """,
    ),
    Wrong(
        "minibatches",
        "a list",
        hint=A_LIST,
        new="""
        order, batches = rng.permutation(len(X)), []
        for start in range(0, len(X), size):
            batch = order[start : start + size]
            batches.append((X[batch], y[batch]))
        return batches
        """,
        parts=(ONE_AT_A_TIME,),
    ),
    Wrong(
        "minibatches",
        "global generator",
        hint=OUTSIDE,
        new="order = np.random.permutation(len(X))",
        old=ORDER,
        parts=(RNG,),
    ),
    Wrong(
        "minibatches",
        "seed set inside",
        hint=SEEDED,
        new="np.random.seed(0)\norder = np.random.permutation(len(X))",
        old=ORDER,
        parts=(RNG,),
    ),
    Wrong(
        "minibatches",
        "same order every epoch",
        hint=SEEDED,
        new="order = np.random.default_rng(0).permutation(len(X))",
        old=ORDER,
        parts=(RNG,),
    ),
    Wrong(
        "minibatches",
        "glued together",
        hint="Glued to the samples, the labels take their type, and images cannot be glued: "
        "shuffle indices.",
        new="""
        table = rng.permutation(np.column_stack([X, y]).astype(float))
        for start in range(0, len(X), size):
            batch = table[start : start + size]
            yield batch[:, :-1], batch[:, -1]
        """,
        parts=(IMAGES,),
    ),
    Wrong(
        "minibatches",
        "two axes only",
        hint="X may have one axis or four: `X[batch]` picks along the first one of any.",
        new="yield X[batch, :], y[batch]",
        old=YIELD,
        parts=(IMAGES,),
    ),
    Wrong(
        "minibatches",
        "generator set back",
        hint=SEEDED,
        new="""
        state = rng.bit_generator.state
        X = rng.permutation(X)
        rng.bit_generator.state = state
        y = rng.permutation(y)
        rng.bit_generator.state = state
        for start in range(0, len(X), size):
            yield X[start : start + size], y[start : start + size]
        """,
        parts=(RNG,),
    ),
    Wrong(
        "minibatches",
        "rest added to the last batch",
        hint="What is left over is a batch of its own, and makes no other one longer than `size`.",
        new="""
        order, whole = rng.permutation(len(X)), max(1, len(X) // size)
        for batch in np.split(order, size * np.arange(1, whole)):
            yield X[batch], y[batch]
        """,
    ),
    Wrong(
        "minibatches",
        "short batch first",
        hint=SHORT_LAST,
        new="""
        order, rest = rng.permutation(len(X)), len(X) % size
        for batch in np.split(order, range(rest or size, len(X), size)):
            yield X[batch], y[batch]
        """,
    ),
    Wrong(
        "minibatches",
        "axes of length 1 dropped",
        hint="A batch of one sample keeps its first axis: `squeeze` takes it away.",
        new="yield X[batch].squeeze(), y[batch].squeeze()",
        old=YIELD,
    ),
    Right(
        "minibatches",
        "shuffled copies",
        """
        order = rng.permutation(len(X))
        X, y = X[order], y[order]
        for start in range(0, len(X), size):
            yield X[start : start + size], y[start : start + size]
        """,
    ),
    Right("minibatches", "a list as a batch", "yield [X[batch], y[batch]]", YIELD),
    Right(
        "minibatches",
        "while",
        """
        order = np.arange(len(X))
        rng.shuffle(order)
        start = 0
        while start < len(order):
            yield X[order[start : start + size]], y[order[start : start + size]]
            start += size
        """,
    ),
    Right(
        "minibatches",
        "cut before",
        """
        cuts = range(size, len(X), size)
        for batch in np.split(rng.permutation(len(X)), cuts):
            yield np.take(X, batch, axis=0), np.take(y, batch, axis=0)
        """,
    ),
    Right(
        "minibatches",
        "generator expression",
        """
        order = rng.permutation(X.shape[0])
        starts = range(0, X.shape[0], size)
        return ((X[order[s : s + size]], y[order[s : s + size]]) for s in starts)
        """,
    ),
    Right(
        "minibatches",
        "indices used up",
        """
        order = rng.permutation(len(y))
        while len(order) > 0:
            batch, order = order[:size], order[size:]
            yield X[batch], y[batch]
        """,
    ),
    Right(
        "minibatches",
        "by the number of batches",
        """
        n = len(X)
        order = rng.choice(n, size=n, replace=False)
        for k in range(-(-n // size)):
            batch = order[k * size : min((k + 1) * size, n)]
            yield X[batch], y[batch]
        """,
    ),
    Right(
        "minibatches",
        "collected one by one",
        """
        samples, labels = [], []
        for i in rng.permutation(len(X)):
            samples.append(X[i])
            labels.append(y[i])
            if len(samples) == size:
                yield np.array(samples), np.array(labels)
                samples, labels = [], []
        if samples:
            yield np.array(samples), np.array(labels)
        """,
    ),
    Right(
        "minibatches",
        "random keys",
        "order = np.argsort(rng.random(len(X)))",
        ORDER,
    ),
    Right(
        "minibatches",
        "yield from a helper",
        """
        def batches(order):
            if len(order):
                yield X[order[:size]], y[order[:size]]
                yield from batches(order[size:])

        yield from batches(rng.permutation(len(X)))
        """,
    ),
    Right(
        "minibatches",
        "map",
        """
        order = rng.permutation(len(X))
        batches = [order[i : i + size] for i in range(0, len(X), size)]
        return map(lambda batch: (X[batch], y[batch]), batches)
        """,
    ),
]

FILLED = "rows[np.arange(len(labels)), labels] = 1.0"
ZERO_ROWS = "rows = np.zeros((len(labels), num_classes))"
ALL_IN_EACH = (
    "Each row holds the 1s of all labels: `rows[:, labels]` means all rows, and one list that is "
    "appended again and again stays one list. Pair each row with its own label."
)
AS_MANY_AS_OCCUR = "`num_classes` says how many columns there are, whichever labels occur."

ONE_HOT = [
    Wrong(
        "one-hot",
        "max + 1 columns",
        hint=AS_MANY_AS_OCCUR,
        new="rows = np.zeros((len(labels), max(labels) + 1))",
        old=ZERO_ROWS,
    ),
    Wrong(
        "one-hot",
        "classes that occur",
        hint="`np.unique` knows only the labels that occur; there are `num_classes` columns.",
        new="return (labels[:, None] == np.unique(labels)) * 1.0",
    ),
    Wrong(
        "one-hot",
        "labels counted from 1",
        hint="Label 0 belongs to column 0: do not subtract 1.",
        new="rows[np.arange(len(labels)), labels - 1] = 1.0",
        old=FILLED,
    ),
    Wrong(
        "one-hot",
        "a column for 0 in front",
        hint="Label 0 belongs to column 0, and there is no column for `num_classes` itself.",
        new="rows = np.zeros((len(labels), num_classes + 1))",
        old=ZERO_ROWS,
    ),
    Wrong(
        "one-hot",
        "whole columns set",
        hint=ALL_IN_EACH,
        new="rows[:, labels] = 1.0",
        old=FILLED,
    ),
    Wrong(
        "one-hot",
        "whole rows set",
        hint="`rows[labels]` means the rows with these numbers: the label is the column.",
        new="rows[labels % len(rows)] = 1.0",
        old=FILLED,
    ),
    Wrong(
        "one-hot",
        "transposed",
        hint="Each label is a row and each class a column; yours is the other way round.",
        new="return np.eye(num_classes)[labels].T",
    ),
    Wrong(
        "one-hot",
        "an axis too many",
        hint="The shape is (n, num_classes), without an axis of length 1.",
        new="return np.eye(num_classes)[labels[None, :]]",
    ),
    Wrong(
        "one-hot",
        "one long row",
        hint="The rows lie in one line: the shape is (n, num_classes).",
        new="return np.eye(num_classes)[labels].reshape(-1)",
    ),
    Wrong(
        "one-hot",
        "booleans",
        hint="Turn True and False into the numbers 1 and 0.",
        new="return labels[:, None] == np.arange(num_classes)",
    ),
    Wrong(
        "one-hot",
        "0 and 1 exchanged",
        hint="The 1 marks the class of the label, the 0s all the others.",
        new="return (labels[:, None] != np.arange(num_classes)) * 1.0",
    ),
    Wrong(
        "one-hot",
        "-1 for the others",
        hint="The other entries are 0, not -1.",
        new="return np.where(labels[:, None] == np.arange(num_classes), 1.0, -1.0)",
    ),
    Wrong(
        "one-hot",
        "label in place of 1",
        hint="The label says where the 1 stands; it is not written there itself.",
        new="rows[np.arange(len(labels)), labels] = labels",
        old=FILLED,
    ),
    Wrong(
        "one-hot",
        "ones up to the label",
        hint="A single 1 in each row: the columns before it stay 0.",
        new="return (labels[:, None] >= np.arange(num_classes)) * 1.0",
    ),
    Wrong(
        "one-hot",
        "one row of counts",
        hint="Each label has a row of its own; yours are added up, or written into one.",
        new="return np.bincount(labels, minlength=num_classes) * 1.0",
    ),
    Wrong(
        "one-hot",
        "first label only",
        hint="The `return` stands inside the loop: only the first label got its row.",
        new="""
        for label in labels:
            row = np.zeros((1, num_classes))
            row[0, label] = 1
            return row
        """,
    ),
    Wrong(
        "one-hot",
        "the same row every time",
        hint=ALL_IN_EACH,
        new="""
        row, rows = [0.0] * num_classes, []
        for label in labels:
            row[label] = 1.0
            rows.append(row)
        return np.array(rows)
        """,
    ),
    Right("one-hot", "rows of the identity", "return np.eye(num_classes)[labels]"),
    Right(
        "one-hot",
        "compared with all classes",
        "return (labels[:, None] == np.arange(num_classes)).astype(float)",
    ),
    Right(
        "one-hot", "integers", "return (labels.reshape(-1, 1) == range(num_classes)).astype(int)"
    ),
    Right("one-hot", "bytes", "return np.eye(num_classes, dtype=np.uint8)[labels]"),
    Right("one-hot", "float32", "return np.identity(num_classes, np.float32)[labels]"),
    Right(
        "one-hot",
        "loops",
        """
        rows = []
        for label in labels:
            rows.append([1.0 if k == label else 0.0 for k in range(num_classes)])
        return np.array(rows)
        """,
    ),
    Right(
        "one-hot",
        "one assignment for each row",
        """
        rows = np.zeros((labels.size, num_classes))
        for row, label in zip(rows, labels):
            row[label] += 1
        return rows
        """,
    ),
    Right(
        "one-hot", "enumerate", "for i, label in enumerate(labels):\n    rows[i, label] = 1", FILLED
    ),
    Right(
        "one-hot",
        "put_along_axis",
        "np.put_along_axis(rows, labels[:, None].astype(int), 1, axis=1)",
        FILLED,
    ),
    Right(
        "one-hot",
        "flat places",
        "rows.flat[labels + num_classes * np.arange(len(labels))] = 1",
        FILLED,
    ),
    Right("one-hot", "take", "return np.take(np.eye(num_classes), labels, axis=0)"),
    Right("one-hot", "outer", "return np.equal.outer(labels, np.arange(num_classes)) * 1"),
    Right(
        "one-hot",
        "list of lists",
        "return [[int(k == label) for k in range(num_classes)] for label in labels]",
    ),
]

STEP_DOWN = "x[i] = old - h\n    below = f(x)\n    x[i] = old\n"
CENTRAL = "grad[i] = (above - below) / (2 * h)"
COPY = "x = np.array(x, dtype=float)"
WAITING = "Before the next entry moves, the last one has to be where it was."
ROUNDED = "x + h - 2h + h is not exactly x: keep the old value and put it back, or move a copy."
FLOAT_COPY = "An array of integers or float32 cannot hold x + h: compute with a float64 copy of x."
FLAT = "`ravel` of a view, and `flatten` always, is a copy: moving its entries does not move x."
ROWS_MOVED = (
    "`x[i]` with one number is a whole row of a matrix: move single entries, with all indices."
)

NUMERICAL_GRADIENT = [
    Wrong(
        "numerical-gradient",
        "forward difference",
        hint="That steps to one side only: the task asks for f(x + h) - f(x - h) over 2h.",
        new="x[i] = old\n    below = f(x)\n    grad[i] = (above - below) / h",
        old=f"{STEP_DOWN}    {CENTRAL}",
    ),
    Wrong(
        "numerical-gradient",
        "backward difference",
        hint="That steps down only: the task asks for f(x + h) - f(x - h) over 2h.",
        new="x[i] = old\n    above = f(x)\n    x[i] = old - h\n    below = f(x)\n    x[i] = old\n"
        "    grad[i] = (above - below) / h",
        old=f"x[i] = old + h\n    above = f(x)\n    {STEP_DOWN}    {CENTRAL}",
    ),
    Wrong(
        "numerical-gradient",
        "divided by h",
        hint="From x - h to x + h it is a distance of 2h.",
        new="grad[i] = (above - below) / h",
        old=CENTRAL,
    ),
    Wrong(
        "numerical-gradient",
        "divided by 2, times h",
        hint="`a / 2 * h` multiplies by h: put parentheses around 2 * h.",
        new="grad[i] = (above - below) / 2 * h",
        old=CENTRAL,
    ),
    Wrong(
        "numerical-gradient",
        "not divided",
        hint="A difference is no slope yet: divide it by the distance 2h.",
        new="grad[i] = above - below",
        old=CENTRAL,
    ),
    Wrong(
        "numerical-gradient",
        "sign reversed",
        hint="The step up comes first: f(x + h) - f(x - h), not the other way round.",
        new="grad[i] = (below - above) / (2 * h)",
        old=CENTRAL,
    ),
    Wrong(
        "numerical-gradient",
        "half a step",
        hint="Step by h to either side, and divide by the distance between the two points.",
        new="grad[i] = (above - below) / (2 * h)\nhalf = h / 2\nfor i in np.ndindex(x.shape):\n"
        "    e = np.zeros(x.shape)\n    e[i] = half\n    grad[i] = (f(x + e) - f(x - e)) / h",
        old=CENTRAL,
    ),
    Wrong(
        "numerical-gradient",
        "step fixed",
        hint="The step is the argument `h`; 1e-5 is only its default.",
        new="x = np.array(x, dtype=float)\nh = 1e-5",
        old=COPY,
    ),
    Wrong(
        "numerical-gradient",
        "step in proportion to x",
        hint="The step is h for every entry, whatever the size of the entry.",
        new="""
        x = np.array(x, dtype=float)
        grad = np.zeros(x.shape)
        for i in np.ndindex(x.shape):
            e = np.zeros(x.shape)
            e[i] = h * max(1.0, abs(x[i]))
            grad[i] = (f(x + e) - f(x - e)) / (2 * e[i])
        return grad
        """,
    ),
    Wrong(
        "numerical-gradient",
        "all entries moved at once",
        hint="All entries moved together, so each slope is the sum of all: move one at a time.",
        new="""
        x = np.array(x, dtype=float)
        slope = (f(x + h) - f(x - h)) / (2 * h)
        return np.full(x.shape, slope)
        """,
    ),
    Wrong(
        "numerical-gradient",
        "one number returned",
        hint="One number came back: each entry of x has a slope of its own.",
        new="return (f(np.array(x, dtype=float) + h) - f(np.array(x, dtype=float) - h)) / (2 * h)",
    ),
    Wrong(
        "numerical-gradient",
        "left below",
        hint=WAITING,
        new="x[i] = old - h\n    below = f(x)\n",
        old=STEP_DOWN,
    ),
    Wrong(
        "numerical-gradient",
        "left above",
        hint=WAITING,
        new="x[i] = old - h\n    below = f(x)\n    x[i] = old + h\n",
        old=STEP_DOWN,
    ),
    Wrong(
        "numerical-gradient",
        "second step from the first",
        hint="x + h - h is x again: from the upper point to the lower one it is 2h.",
        new="x[i] = x[i] - h\n    below = f(x)\n    x[i] = old\n",
        old=STEP_DOWN,
    ),
    Wrong(
        "numerical-gradient",
        "old value not copied",
        hint="`y = x` is a second name and no copy: both points moved. Use `x.copy()`.",
        new="""
        x = np.array(x, dtype=float)
        grad = np.zeros(x.shape)
        for i in np.ndindex(x.shape):
            up, down = x, x
            up[i] += h
            down[i] -= h
            grad[i] = (f(up) - f(down)) / (2 * h)
        return grad
        """,
    ),
    Wrong(
        "numerical-gradient",
        "f for each entry",
        hint="f takes the whole array, not one entry of it.",
        new="""
        flat = np.array(x, dtype=float).reshape(-1)
        slopes = [(f(v + h) - f(v - h)) / (2 * h) for v in flat]
        return np.array(slopes).reshape(np.shape(x))
        """,
    ),
    Wrong(
        "numerical-gradient",
        "returned inside the loop",
        hint="The `return` stands inside the loop: only the first slope was computed.",
        new="grad[i] = (above - below) / (2 * h)\n    return grad",
        old=CENTRAL,
    ),
    Wrong(
        "numerical-gradient",
        "a flat list",
        hint="The gradient has the shape of x: fill an array of that shape, or reshape at the end.",
        new="return grad.ravel()",
        old="return grad",
        parts=(AXES,),
    ),
    Wrong(
        "numerical-gradient",
        "rows moved",
        hint=ROWS_MOVED,
        new="for i in range(len(x)):",
        old="for i in np.ndindex(x.shape):",
        parts=(AXES,),
    ),
    Wrong(
        "numerical-gradient",
        "two axes at most",
        hint="Count over all entries, whatever the number of axes: `np.ndindex(x.shape)`.",
        new="""
        x = np.array(x, dtype=float)
        table = x.reshape(-1, x.shape[-1])
        grad = np.zeros(table.shape)
        for i in range(table.shape[0]):
            for j in range(table.shape[1]):
                e = np.zeros(table.shape)
                e[i, j] = h
                move = e[0] if x.ndim == 1 else e
                grad[i, j] = (f(x + move) - f(x - move)) / (2 * h)
        return grad.reshape(x.shape)
        """,
        parts=(AXES,),
    ),
    Wrong(
        "numerical-gradient",
        "a flat copy moved",
        hint=FLAT,
        new="""
        x = np.array(x, dtype=float)
        flat, grad = x.ravel(), np.zeros(x.size)
        for i in range(x.size):
            old = flat[i]
            flat[i] = old + h
            above = f(x)
            flat[i] = old - h
            grad[i] = (above - f(x)) / (2 * h)
            flat[i] = old
        return grad.reshape(x.shape)
        """,
        parts=(AXES,),
    ),
    Wrong(
        "numerical-gradient",
        "integers stay integers",
        hint=FLOAT_COPY,
        new="x = np.array(x)",
        old=COPY,
        parts=(KINDS,),
    ),
    Wrong(
        "numerical-gradient",
        "the caller's integers moved",
        hint=FLOAT_COPY,
        new="""
        grad = np.zeros(x.shape)
        for i in np.ndindex(x.shape):
            x[i] += h
            above = f(x)
            x[i] -= 2 * h
            below = f(x)
            x[i] += h
            grad[i] = (above - below) / (2 * h)
        return grad
        """,
        parts=(KINDS, AS_IT_WAS),
    ),
    Wrong(
        "numerical-gradient",
        "rows of a copy moved",
        hint=ROWS_MOVED,
        new="""
        x = np.array(x, dtype=float)
        grad = np.zeros(x.shape)
        for i in range(len(x)):
            up, down = x.copy(), x.copy()
            up[i] += h
            down[i] -= h
            grad[i] = (f(up) - f(down)) / (2 * h)
        return grad
        """,
        parts=(AXES,),
    ),
    Wrong(
        "numerical-gradient",
        "float32 stays float32",
        hint="In float32, x + 1e-5 has lost most of its digits: compute in float64.",
        new="x = np.array(x) if np.asarray(x).dtype.kind == 'f' else np.array(x, dtype=float)",
        old=COPY,
        parts=(KINDS,),
    ),
    Wrong(
        "numerical-gradient",
        "slopes cut to integers",
        hint="`zeros_like` of integers holds integers: the slopes lose what is behind the point.",
        new="grad = np.zeros_like(x)\nx = np.array(x, dtype=float)\n",
        old="x = np.array(x, dtype=float)\ngrad = np.zeros(x.shape)\n",
        parts=(KINDS,),
    ),
    Wrong(
        "numerical-gradient",
        "the caller's array moved",
        hint=ROUNDED,
        new="""
        x = np.asarray(x, dtype=float)
        grad = np.zeros(x.shape)
        for i in np.ndindex(x.shape):
            x[i] += h
            above = f(x)
            x[i] -= 2 * h
            below = f(x)
            x[i] += h
            grad[i] = (above - below) / (2 * h)
        return grad
        """,
        parts=(AS_IT_WAS,),
    ),
    Right(
        "numerical-gradient", "x itself, put back exactly", "x = np.asarray(x, dtype=float)", COPY
    ),
    Right(
        "numerical-gradient",
        "a copy for each point",
        """
        grad = np.empty(np.shape(x))
        for i in np.ndindex(grad.shape):
            up, down = np.array(x, dtype=float), np.array(x, dtype=float)
            up[i] += h
            down[i] -= h
            grad[i] = (f(up) - f(down)) / (2 * h)
        return grad
        """,
    ),
    Right(
        "numerical-gradient",
        "unit vectors",
        """
        x = x.astype(float)
        units = h * np.eye(x.size).reshape(-1, *x.shape)
        return np.array([(f(x + e) - f(x - e)) / (2 * h) for e in units]).reshape(x.shape)
        """,
    ),
    Right(
        "numerical-gradient",
        "moved by .flat",
        """
        x = np.array(x, dtype=np.float64)
        grad = np.zeros_like(x)
        for i in range(x.size):
            old = x.flat[i]
            x.flat[i] = old + h
            grad.flat[i] = f(x)
            x.flat[i] = old - h
            grad.flat[i] -= f(x)
            x.flat[i] = old
        return grad / (2 * h)
        """,
    ),
    Right(
        "numerical-gradient",
        "nditer",
        """
        x = np.array(x, dtype=float, order="C")
        grad = np.zeros(x.shape)
        it = np.nditer(x, flags=["multi_index"])
        while not it.finished:
            i = it.multi_index
            kept = x[i]
            x[i] = kept + h
            above = float(f(x))
            x[i] = kept - h
            below = float(f(x))
            x[i] = kept
            grad[i] = (above - below) / 2 / h
            it.iternext()
        return grad
        """,
    ),
    Right(
        "numerical-gradient",
        "a step array",
        """
        step = np.zeros(np.shape(x))
        grad = step.copy()
        for i, _ in np.ndenumerate(grad):
            step[i] = h
            grad[i] = 0.5 * (f(x + step) - f(x - step)) / h
            step[i] = 0.0
        return grad
        """,
    ),
    Right(
        "numerical-gradient",
        "a function for one entry",
        """
        point = np.array(x, float)

        def moved(i, by):
            at = point.copy()
            at[i] = at[i] + by
            return f(at)

        def slope(i):
            return (moved(i, h) - moved(i, -h)) / (2 * h)

        slopes = [slope(i) for i in np.ndindex(point.shape)]
        return np.array(slopes).reshape(point.shape)
        """,
    ),
    Right(
        "numerical-gradient",
        "flat, shaped for every call",
        """
        flat = np.array(x, dtype=float).flatten()
        slopes = np.zeros(len(flat))
        for i in range(len(flat)):
            ends = []
            for sign in (1, -1):
                at = flat.copy()
                at[i] += sign * h
                ends.append(f(at.reshape(x.shape)))
            slopes[i] = (ends[0] - ends[1]) / (2 * h)
        return slopes.reshape(x.shape)
        """,
    ),
    Right(
        "numerical-gradient",
        "np.where picks the entry",
        """
        places = np.arange(x.size).reshape(x.shape)
        x = x.astype(float)
        slopes = [
            (f(np.where(places == i, x + h, x)) - f(np.where(places == i, x - h, x))) / (2 * h)
            for i in range(x.size)
        ]
        return np.reshape(slopes, x.shape)
        """,
    ),
    Right(
        "numerical-gradient",
        "recursion over the first axis",
        """
        x = np.array(x, dtype=float)
        if x.ndim == 0:
            return (f(x + h) - f(x - h)) / (2 * h)

        def at(k, row):
            whole = x.copy()
            whole[k] = row
            return f(whole)

        rows = [numerical_gradient(lambda row, k=k: at(k, row), x[k], h) for k in range(len(x))]
        return np.array(rows)
        """,
    ),
    Right(
        "numerical-gradient",
        "divided by the distance",
        "grad[i] = (above - below) / (h + h)",
        CENTRAL,
    ),
]

ERRORS = "errors = np.abs(a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b))"
REFUSED = "if a.shape != b.shape:\n    raise"
SHAPES_FIRST = (
    "(3, 1) and (3,) have equally many entries and can be broadcast: compare the shapes themselves "
    "before anything else, and raise ValueError."
)
FOR_ALL = (
    "One number for the whole array lets large entries hide small ones: divide entry by entry."
)

RELATIVE_ERROR = [
    Wrong(
        "relative-error",
        "mean instead of maximum",
        hint="In a mean, a single wrong entry drowns among many right ones.",
        new="return float(errors.mean())",
        old="return float(errors.max())",
    ),
    Wrong(
        "relative-error",
        "sum instead of maximum",
        hint="The largest error counts, not the sum of all.",
        new="return float(errors.sum())",
        old="return float(errors.max())",
    ),
    Wrong(
        "relative-error",
        "minimum",
        hint="The worst entry counts, not the best.",
        new="return float(errors.min())",
        old="return float(errors.max())",
    ),
    Wrong(
        "relative-error",
        "all errors returned",
        hint="One number is asked for: the largest of the errors.",
        new="return errors",
        old="return float(errors.max())",
    ),
    Wrong(
        "relative-error",
        "largest of each column",
        hint="The largest of all entries, over all axes, is one number.",
        new="return errors.max(axis=0)",
        old="return float(errors.max())",
    ),
    Wrong(
        "relative-error",
        "absolute error",
        hint="That is the absolute error: divide each difference by |a| + |b|.",
        new="errors = np.abs(a - b)",
        old=ERRORS,
    ),
    Wrong(
        "relative-error",
        "difference without its sign taken off",
        hint="|a - b| above the line: without the bars, a too small entry counts as below zero.",
        new="errors = (a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b))",
        old=ERRORS,
    ),
    Wrong(
        "relative-error",
        "magnitudes compared",
        hint="|a| - |b| overlooks a wrong sign: first the difference, then its absolute value.",
        new="errors = np.abs(np.abs(a) - np.abs(b)) / np.maximum(1e-8, np.abs(a) + np.abs(b))",
        old=ERRORS,
    ),
    Wrong(
        "relative-error",
        "bars missing below",
        hint="|a| + |b| below the line: of a + b, numbers below zero leave little or nothing.",
        new="errors = np.abs(a - b) / np.maximum(1e-8, a + b)",
        old=ERRORS,
    ),
    Wrong(
        "relative-error",
        "absolute value of the sum",
        hint="|a + b| is not |a| + |b|: with opposite signs it is far smaller.",
        new="errors = np.abs(a - b) / np.maximum(1e-8, np.abs(a + b))",
        old=ERRORS,
    ),
    Wrong(
        "relative-error",
        "divided by the larger one",
        hint="Below the line stands the sum |a| + |b|, not the larger of the two.",
        new="errors = np.abs(a - b) / np.maximum(1e-8, np.maximum(np.abs(a), np.abs(b)))",
        old=ERRORS,
    ),
    Wrong(
        "relative-error",
        "divided by the second one",
        hint="Below the line stands |a| + |b|: neither of the two is the true one.",
        new="errors = np.abs(a - b) / np.maximum(1e-8, np.abs(b))",
        old=ERRORS,
    ),
    Wrong(
        "relative-error",
        "divided by the first one",
        hint="Below the line stands |a| + |b|: neither of the two is the true one, nor the first.",
        new="errors = np.abs(a - b) / np.maximum(1e-8, np.abs(a))",
        old=ERRORS,
    ),
    Wrong(
        "relative-error",
        "mean of the two below",
        hint="The sum |a| + |b| is not halved.",
        new="errors = np.abs(a - b) / np.maximum(1e-8, (np.abs(a) + np.abs(b)) / 2)",
        old=ERRORS,
    ),
    Wrong(
        "relative-error",
        "norms",
        hint=FOR_ALL,
        new="errors = np.linalg.norm(a - b) / max(1e-8, np.linalg.norm(a) + np.linalg.norm(b))",
        old=ERRORS,
    ),
    Wrong(
        "relative-error",
        "norms compared",
        hint="Two arrays of the same length need not be the same: compare entry by entry.",
        new="errors = abs(np.linalg.norm(a) - np.linalg.norm(b)) / max("
        "1e-8, np.linalg.norm(a) + np.linalg.norm(b))",
        old=ERRORS,
    ),
    Wrong(
        "relative-error",
        "largest difference over largest size",
        hint="Divide first, then take the maximum; the two maxima may come from different entries.",
        new="errors = np.max(np.abs(a - b)) / max(1e-8, np.max(np.abs(a) + np.abs(b)))",
        old=ERRORS,
    ),
    Wrong(
        "relative-error",
        "squared",
        hint="The difference is not squared.",
        new="errors = (a - b) ** 2 / np.maximum(1e-8, np.abs(a) + np.abs(b))",
        old=ERRORS,
    ),
    Wrong(
        "relative-error",
        "in per cent",
        hint="A plain fraction is asked for, not per cent.",
        new="return 100 * float(errors.max())",
        old="return float(errors.max())",
    ),
    Wrong(
        "relative-error",
        "0 divided by 0",
        hint="Where both entries are 0, so is |a| + |b|: that is what 1e-8 is for.",
        new="errors = np.abs(a - b) / (np.abs(a) + np.abs(b))",
        old=ERRORS,
        parts=(ZEROS,),
    ),
    Wrong(
        "relative-error",
        "1e-8 added",
        hint="The larger of 1e-8 and |a| + |b| is taken; 1e-8 is not added.",
        new="errors = np.abs(a - b) / (1e-8 + np.abs(a) + np.abs(b))",
        old=ERRORS,
        parts=(ZEROS,),
    ),
    Wrong(
        "relative-error",
        "minimum below",
        hint="`minimum` would always divide by 1e-8 or less: take the larger of the two.",
        new="errors = np.abs(a - b) / np.minimum(1e-8, np.abs(a) + np.abs(b))",
        old=ERRORS,
    ),
    Wrong(
        "relative-error",
        "zeros passed over",
        hint="Only where *both* entries are 0 there is nothing to compare; 0 against 0.5 counts.",
        new="errors = np.where((a == 0) | (b == 0), 0.0, np.abs(a - b) / np.maximum("
        "1e-8, np.abs(a) + np.abs(b)))",
        old=ERRORS,
        parts=(ZEROS,),
    ),
    Wrong(
        "relative-error",
        "a floor of 1e-6",
        hint="The floor is 1e-8; a larger one hides small wrong entries.",
        new="errors = np.abs(a - b) / np.maximum(1e-6, np.abs(a) + np.abs(b))",
        old=ERRORS,
        parts=(ZEROS,),
    ),
    Wrong(
        "relative-error",
        "shapes not compared",
        hint=SHAPES_FIRST,
        new="if False:\n    raise",
        old=REFUSED,
        parts=(SHAPES,),
    ),
    Wrong(
        "relative-error",
        "numbers of entries compared",
        hint=SHAPES_FIRST,
        new="if a.size != b.size:\n    raise",
        old=REFUSED,
        parts=(SHAPES,),
    ),
    Wrong(
        "relative-error",
        "lengths compared",
        hint=SHAPES_FIRST,
        new="if a.ndim and b.ndim and len(a) != len(b):\n    raise",
        old=REFUSED,
        parts=(SHAPES,),
    ),
    Wrong(
        "relative-error",
        "an error of another kind",
        hint="The docstring names the kind of error: ValueError.",
        new="raise TypeError",
        old="raise ValueError",
        parts=(SHAPES,),
    ),
    Right(
        "relative-error", "NumPy's number", "return np.max(errors)", "return float(errors.max())"
    ),
    Right(
        "relative-error",
        "a 0-d array",
        "return np.asarray(errors.max())",
        "return float(errors.max())",
    ),
    Right(
        "relative-error",
        "clipped",
        "errors = abs(a - b) / np.clip(abs(a) + abs(b), 1e-8, None)",
        ERRORS,
    ),
    Right(
        "relative-error",
        "size raised",
        "size = np.atleast_1d(np.abs(a) * 1.0 + np.abs(b))\nsize[size < 1e-8] = 1e-8\n"
        "errors = np.atleast_1d(np.abs(a - b)) / size",
        ERRORS,
    ),
    Right(
        "relative-error",
        "where",
        "size = np.abs(a) + np.abs(b)\nerrors = np.abs(b - a) / np.where(size > 1e-8, size, 1e-8)",
        ERRORS,
    ),
    Right(
        "relative-error",
        "loop over entries",
        """
        if np.shape(a) != np.shape(b):
            raise ValueError("shapes differ")
        worst = 0.0
        for p, q in zip(np.ravel(a), np.ravel(b)):
            worst = max(worst, abs(p - q) / max(1e-8, abs(p) + abs(q)))
        return worst
        """,
    ),
    Right(
        "relative-error",
        "places",
        """
        a, b = np.array(a, dtype=float), np.array(b, dtype=float)
        if a.shape != b.shape:
            raise ValueError(f"{a.shape} is not {b.shape}")

        def size(i):
            return max(abs(a[i]) + abs(b[i]), 1e-8)

        return max(abs(a[i] - b[i]) / size(i) for i in np.ndindex(a.shape))
        """,
    ),
    Right(
        "relative-error",
        "stacked",
        """
        if np.shape(a) != np.shape(b):
            raise ValueError
        both = np.stack([a, b]).astype(float)
        size = np.abs(both).sum(axis=0)
        return float(np.max(np.ptp(both, axis=0) / np.fmax(size, 1e-8)))
        """,
    ),
    Right(
        "relative-error",
        "stack refuses other shapes",
        """
        a, b = np.stack([a, b])
        return np.max(np.absolute(np.subtract(a, b)) / np.maximum(np.abs(a) + np.abs(b), 1e-8))
        """,
    ),
    Right(
        "relative-error",
        "sorted",
        "return float(np.sort(errors, axis=None)[-1])",
        "return float(errors.max())",
    ),
    Right(
        "relative-error",
        "root of squares",
        "errors = np.sqrt(np.square(a - b)) / np.maximum(1e-8, np.abs(a) + np.abs(b))",
        ERRORS,
    ),
]

ANSWERS = SPLIT + STANDARDIZE + MINIBATCHES + ONE_HOT + NUMERICAL_GRADIENT + RELATIVE_ERROR
