"""Known wrong answers to exercise 10 with their hints, and other right answers."""

from grading.misconceptions import Right, Wrong

FIELD, COUNT = "receptive-field", "count-conv-parameters"
FORWARD, BACKWARD = "residual-forward", "residual-backward"
BLOCK = (FORWARD, BACKWARD)  # the backward pass needs the student's own cache
NONE, CHEAP = "no layers at all", "the depthwise-separable kind"
AT_0, INTEGERS, AGAIN = "ReLU at 0", "integers", "caches used again"

GROWS, JUMPS = "size += (kernel - 1) * jump", "jump *= stride"
ORDER = (
    "The first of the list is next to the image. Upwards you need the jump; (r - 1) s + k is a way "
)
ORDER += "too, but from the last layer down to the image."
RECEPTIVE_FIELD = [
    Wrong(
        FIELD,
        "strides ignored",
        hint="Behind a stride of 2 neighbouring units lie 2 pixels apart: use the jump.",
        new="size += kernel - 1",
        old=GROWS,
    ),
    Wrong(
        FIELD,
        "a layer's own stride used for its own window",
        hint="A layer's stride spreads the units of the layer above it, not its own window: "
        "first add, then multiply the jump.",
        new=f"{JUMPS}\n    {GROWS}",
        old=f"{GROWS}\n    {JUMPS}",
    ),
    Wrong(
        FIELD,
        "whole kernels added",
        hint="k units are k - 1 distances: the first of them sees nothing new.",
        new="size += kernel * jump",
        old=GROWS,
    ),
    Wrong(
        FIELD,
        "kernels multiplied",
        hint="Windows of neighbours overlap, so fields grow by sums and not by products.",
        new="size *= kernel",
        old=GROWS,
    ),
    Wrong(
        FIELD,
        "only the last stride counts",
        hint="Strides multiply: the jump is the product of all strides below.",
        new="jump = stride",
        old=JUMPS,
    ),
    Wrong(
        FIELD,
        "strides added",
        hint="Strides multiply: behind two strides of 3 neighbours lie 9 pixels apart, not 6.",
        new="jump += stride - 1",
        old=JUMPS,
    ),
    Wrong(
        FIELD,
        "starts from 0",
        hint="A pixel sees itself: the field starts at 1.",
        new="size, jump = 0, 1",
        old="size, jump = 1, 1",
    ),
    Wrong(
        FIELD,
        "from the last layer to the first",
        hint=ORDER,
        new="for kernel, stride in reversed(layers):",
        old="for kernel, stride in layers:",
    ),
    Wrong(
        FIELD,
        "the way down, walked upwards",
        hint=ORDER,
        new="size = (size - 1) * stride + kernel",
        old=GROWS,
    ),
    Wrong(
        FIELD,
        "the field times the stride",
        hint="A stride does not stretch what has been seen, it moves the units apart: see the "
        "jump.",
        new="size = size * stride + kernel - 1",
        old=GROWS,
    ),
    Wrong(
        FIELD,
        "kernel and stride exchanged",
        hint="Each pair is (kernel, stride), in this order.",
        new="for stride, kernel in layers:",
        old="for kernel, stride in layers:",
    ),
    Wrong(
        FIELD,
        "the jump returned",
        hint="That is the distance of two neighbours: what is asked is how much one of them sees.",
        new="return jump",
        old="return size",
    ),
    Wrong(
        FIELD,
        "a square of pixels",
        hint="Along one row: the number of pixels on a side, not the area.",
        new="return size**2",
        old="return size",
    ),
    Wrong(
        FIELD,
        "only pixels that are seen",
        hint="From the first pixel to the last: those that a stride jumps over count too.",
        new="""
        seen = {0}
        for kernel, stride in reversed(layers):
            seen = {unit * stride + u for unit in seen for u in range(kernel)}
        return len(seen)
        """,
    ),
    Wrong(
        FIELD,
        "return inside the loop",
        hint="The function returns after the first layer: look at how far `return` is indented.",
        new=f"{JUMPS}\n    return size",
        old=JUMPS,
    ),
    Wrong(
        FIELD,
        "layers used up",
        hint="`pop` empties the caller's list: loop over it instead.",
        new="""
        size, jump = 1, 1
        while layers:
            kernel, stride = layers.pop(0)
            size, jump = size + (kernel - 1) * jump, jump * stride
        return size
        """,
    ),
    Wrong(
        FIELD,
        "begins with the first layer",
        hint="With an empty list there is no first layer: start from one pixel.",
        new="""
        size, jump = layers[0]
        for kernel, stride in layers[1:]:
            size += (kernel - 1) * jump
            jump *= stride
        return size
        """,
        parts=(NONE,),
    ),
    Wrong(
        FIELD,
        "nothing seen without layers",
        hint="Without layers a unit is a pixel, and sees itself: 1.",
        new="if not layers:\n    return 0\nsize, jump = 1, 1",
        old="size, jump = 1, 1",
        parts=(NONE,),
    ),
    Right(
        FIELD,
        "downwards",
        """
        size = 1
        for kernel, stride in reversed(layers):
            size = (size - 1) * stride + kernel
        return size
        """,
    ),
    Right(
        FIELD,
        "first and last pixel",
        """
        low = high = 0
        for k, s in layers[::-1]:
            low, high = low * s, high * s + k - 1
        return high - low + 1
        """,
    ),
    Right(
        FIELD,
        "a product for each layer",
        "return 1 + sum((k - 1) * math.prod(s for _, s in layers[:i]) "
        "for i, (k, _) in enumerate(layers))",
    ),
    Right(
        FIELD,
        "cumulative product",
        """
        if len(layers) == 0:
            return 1
        kernels, strides = np.array(layers, dtype=object).T
        jumps = np.concatenate([[1], np.cumprod(strides)[:-1]])
        return int(1 + ((kernels - 1) * jumps).sum())
        """,
    ),
    Right(
        FIELD,
        "np.prod",
        """
        total = 1
        for i in range(len(layers)):
            total += (layers[i][0] - 1) * np.prod([s for k, s in layers[:i]], dtype=object)
        return total
        """,
    ),
    Right(
        FIELD,
        "recursive",
        """
        if not layers:
            return 1
        (kernel, stride), *above = layers
        return kernel + (receptive_field(above) - 1) * stride
        """,
    ),
    Right(
        FIELD,
        "a float",
        """
        r, j = 1.0, 1.0
        for k, s in layers:
            r, j = r + (k - 1) * j, j * s
        return r
        """,
    ),
    Right(
        FIELD,
        "from a copy",
        """
        rest, r = list(layers), 1
        while rest:
            k, s = rest.pop()
            r = (r - 1) * s + k
        return r
        """,
    ),
    Right(
        FIELD,
        "indices",
        """
        jumps, fields = [1], [1]
        for n in range(len(layers)):
            fields.append(fields[-1] + (layers[n][0] - 1) * jumps[-1])
            jumps.append(jumps[-1] * layers[n][1])
        return fields[-1]
        """,
    ),
    Right(
        FIELD,
        "reduce",
        """
        from functools import reduce

        return reduce(lambda r, layer: r * layer[1] - layer[1] + layer[0], layers[::-1], 1)
        """,
    ),
    Right(
        FIELD,
        "0-d array",
        """
        r = np.array(1)
        for k, s in reversed(layers):
            r = (r - 1) * s + k
        return r
        """,
    ),
]

STANDARD, SEPARABLE = "return c_out * c_in * k * k", "return c_in * k * k + c_out * c_in"
COUNT_CONV_PARAMETERS = [
    Wrong(
        COUNT,
        "one weight for a row of the kernel",
        hint="A kernel of side k has k rows and k columns.",
        new="return c_out * c_in * k",
        old=STANDARD,
    ),
    Wrong(
        COUNT,
        "input channels forgotten",
        hint="A kernel has weights for each of the input channels.",
        new="return c_out * k * k",
        old=STANDARD,
    ),
    Wrong(
        COUNT,
        "output channels forgotten",
        hint="Each output channel has a kernel of its own.",
        new="return c_in * k * k",
        old=STANDARD,
    ),
    Wrong(
        COUNT,
        "biases counted",
        hint="Weights only: the biases are left out.",
        new="return c_out * (c_in * k * k + 1)",
        old=STANDARD,
    ),
    Wrong(
        COUNT,
        "channels added",
        hint="Every output channel is joined with every input channel: a product, not a sum.",
        new="return (c_in + c_out) * k * k",
        old=STANDARD,
    ),
    Wrong(
        COUNT,
        "the kinds exchanged",
        hint="These are the numbers of the other kind.",
        new='if kind != "standard":',
        old='if kind == "standard":',
    ),
    Wrong(
        COUNT,
        "the kind ignored",
        hint="A depthwise-separable convolution has far fewer weights: look at `kind`.",
        new="return c_out * c_in * k * k",
        parts=(CHEAP,),
    ),
    Wrong(
        COUNT,
        "depthwise only",
        hint="The pointwise convolution that mixes the channels has weights too.",
        new="return c_in * k * k",
        old=SEPARABLE,
        parts=(CHEAP,),
    ),
    Wrong(
        COUNT,
        "pointwise only",
        hint="The depthwise convolution has a kernel for each input channel.",
        new="return c_out * c_in",
        old=SEPARABLE,
        parts=(CHEAP,),
    ),
    Wrong(
        COUNT,
        "a kernel for each output channel",
        hint="The depthwise kernels come first, one for each channel that comes in.",
        new="return c_out * k * k + c_out * c_in",
        old=SEPARABLE,
        parts=(CHEAP,),
    ),
    Wrong(
        COUNT,
        "one kernel for all channels",
        hint="Each input channel has a kernel of its own.",
        new="return k * k + c_out * c_in",
        old=SEPARABLE,
        parts=(CHEAP,),
    ),
    Wrong(
        COUNT,
        "the two steps multiplied",
        hint="Two convolutions after one another: their weights add up.",
        new="return c_in * k * k * c_out * c_in",
        old=SEPARABLE,
        parts=(CHEAP,),
    ),
    Wrong(
        COUNT,
        "separated into rows and columns",
        hint="Separated are looking around and mixing channels, not rows and columns.",
        new="return c_out * c_in * 2 * k",
        old=SEPARABLE,
        parts=(CHEAP,),
    ),
    Wrong(
        COUNT,
        "biases of the separable kind counted",
        hint="Weights only: neither of the two steps has biases here.",
        new="return c_in * k * k + c_in + c_out * c_in + c_out",
        old=SEPARABLE,
        parts=(CHEAP,),
    ),
    Right(COUNT, "powers", "return c_in * c_out * k**2", STANDARD),
    Right(COUNT, "factored", "return c_in * (k**2 + c_out)", SEPARABLE),
    Right(COUNT, "prod", "return math.prod((c_out, c_in, k, k))", STANDARD),
    Right(COUNT, "NumPy", "return np.prod([c_in, c_out, k, k])", STANDARD),
    Right(
        COUNT,
        "the size of arrays",
        """
        if kind == "depthwise-separable":
            return np.empty((c_in, 1, k, k)).size + np.empty((c_out, c_in, 1, 1)).size
        return np.empty((c_out, c_in, k, k)).size
        """,
    ),
    Right(
        COUNT,
        "a dictionary",
        """
        counts = {
            "standard": c_in * c_out * k * k,
            "depthwise-separable": c_in * k * k + c_in * c_out,
        }
        return counts[kind]
        """,
    ),
    Right(
        COUNT,
        "calls itself",
        """
        if kind == "standard":
            return k * k * c_in * c_out
        depthwise = c_in * count_conv_parameters(1, 1, k, "standard")
        return depthwise + count_conv_parameters(c_in, c_out, 1, "standard")
        """,
    ),
    Right(
        COUNT,
        "match",
        """
        match kind:
            case "standard":
                return c_in * c_out * k * k
            case "depthwise-separable":
                return c_in * k * k + c_in * c_out
        raise ValueError(f"unknown kind {kind}")
        """,
    ),
    Right(
        COUNT,
        "groups",
        """
        def grouped(c_in, c_out, k, groups):
            return c_out * (c_in // groups) * k * k

        if kind == "depthwise-separable":
            return grouped(c_in, c_in, k, c_in) + grouped(c_in, c_out, 1, 1)
        return grouped(c_in, c_out, k, 1)
        """,
    ),
    Right(
        COUNT,
        "starts with",
        """
        mixing, looking = c_in * c_out, k * k
        return mixing * looking if kind.startswith("s") else mixing + c_in * looking
        """,
    ),
    Right(COUNT, "a float", "return float(c_out) * c_in * k * k", STANDARD),
]

ADD, LAST = "s = a @ W2 + x", "out = np.maximum(s, 0)"
KEPT = "cache = (x, W1, W2, a, s)"
RESIDUAL_FORWARD = [
    Wrong(
        FORWARD,
        "residual path forgotten",
        hint="With weights of zero the block gives relu(x): x is added behind the second layer.",
        new="s = a @ W2",
        old=ADD,
        fails=BLOCK,
    ),
    Wrong(
        FORWARD,
        "activation before the sum",
        hint="The sum comes before the last activation: add x, then apply ReLU.",
        new="out = np.maximum(a @ W2, 0) + x",
        old=LAST,
    ),
    Wrong(
        FORWARD,
        "no last activation",
        hint="The block ends with a ReLU: no output is negative.",
        new="out = s",
        old=LAST,
    ),
    Wrong(
        FORWARD,
        "no inner activation",
        hint="Between W1 and W2 there is a ReLU, or the two layers are one.",
        new="a = z",
        old="a = np.maximum(z, 0)",
        fails=BLOCK,
    ),
    Wrong(
        FORWARD,
        "residual path around the first layer",
        hint="With weights of zero the block gives relu(x): x is added behind the second layer.",
        new="a = np.maximum(z + (x if z.shape == x.shape else 0), 0)\ns = a @ W2",
        old=f"a = np.maximum(z, 0)\n{ADD}",
        fails=BLOCK,
    ),
    Wrong(
        FORWARD,
        "the activation of x added",
        hint="x itself is added, its negative entries too.",
        new="s = a @ W2 + np.maximum(x, 0)",
        old=ADD,
        fails=BLOCK,
    ),
    Wrong(
        FORWARD,
        "averaged",
        hint="A sum, not an average: nothing is divided by 2.",
        new="s = (a @ W2 + x) / 2",
        old=ADD,
    ),
    Wrong(
        FORWARD,
        "x subtracted",
        hint="The block adds to x what the layers compute.",
        new="s = a @ W2 - x",
        old=ADD,
        fails=BLOCK,
    ),
    Wrong(
        FORWARD,
        "joined instead of added",
        hint="The two are added, number by number: d numbers come out and not 2d.",
        new="s = np.concatenate([a @ W2, x], axis=1)",
        old=ADD,
        fails=BLOCK,
    ),
    Wrong(
        FORWARD,
        "multiplied",
        hint="The block adds x: a plus, and no product.",
        new="s = a @ W2 * x",
        old=ADD,
        fails=BLOCK,
    ),
    Wrong(
        FORWARD,
        "added into x",
        hint="`x += ...` changes the caller's array: make a new one.",
        new="x += (a @ W2).astype(x.dtype)\ns = x",
        old=ADD,
        fails=BLOCK,
    ),
    Wrong(
        FORWARD,
        "absolute value",
        hint="ReLU gives 0 for a negative number, not its size.",
        new="out = np.abs(s)",
        old=LAST,
    ),
    Wrong(
        FORWARD,
        "no cache returned",
        hint="Return two things: the output, and what the backward pass will need.",
        new="return out",
        old="return out, cache",
        fails=BLOCK,
    ),
    Wrong(
        FORWARD,
        "one cache for all calls",
        hint="Each call needs a cache of its own: with a shared one, the second call overwrites "
        "what the first one kept.",
        new="cache = residual_forward.__dict__.setdefault('cache', [])\n"
        "cache[:] = [x, W1, W2, a, s]",
        old=KEPT,
        fails=(BACKWARD,),
        parts=(AGAIN,),
    ),
    Right(FORWARD, "a list", "return [out, list(cache)]", "return out, cache"),
    Right(FORWARD, "where", "out = np.where(s > 0, s, 0)", LAST),
    Right(FORWARD, "times the mask", "out = s * (s > 0)", LAST),
    Right(FORWARD, "clip", "a = np.clip(z, 0, None)", "a = np.maximum(z, 0)"),
    Right(FORWARD, "the output for the sum", "cache = (x, W1, W2, a, out)", KEPT),
    Right(FORWARD, "copies", "cache = tuple(np.array(part) for part in (x, W1, W2, a, s))", KEPT),
    Right(FORWARD, "dot", "s = np.dot(a, W2) + x", ADD),
    Right(FORWARD, "in place on its own array", "s = a @ W2\ns = s + x", ADD),
    Right(FORWARD, "einsum", 's = np.einsum("nm,md->nd", a, W2) + x', ADD),
    Right(
        FORWARD, "one product", "s = np.hstack([a, x]) @ np.vstack([W2, np.eye(x.shape[1])])", ADD
    ),
    Right(
        FORWARD,
        "ReLU in place",
        "out = s.copy()\nout[out < 0] = 0",
        LAST,
    ),
    Right(
        FORWARD,
        "row by row",
        """
        rows = []
        for row in x:
            hidden = np.array([max(0, h) for h in row @ W1])
            rows.append([max(0, v) for v in hidden @ W2 + row])
        a = np.maximum(x @ W1, 0)
        return np.array(rows), (x, W1, W2, a, a @ W2 + x)
        """,
    ),
]

DS, DZ = "ds = dout * (s > 0)", "dz = (ds @ W2.T) * (a > 0)"
DX = "dx = dz @ W1.T + ds"
RESIDUAL_BACKWARD = [
    Wrong(
        BACKWARD,
        "residual path forgotten",
        hint="x leaves along two arrows: both gradients add up in dx.",
        new="dx = dz @ W1.T",
        old=DX,
    ),
    Wrong(
        BACKWARD,
        "only the residual path",
        hint="x also goes through both layers: add what comes back that way.",
        new="dx = ds",
        old=DX,
    ),
    Wrong(
        BACKWARD,
        "residual path around the last ReLU",
        hint="The sum is in front of the last ReLU: the residual path passes that ReLU too.",
        new="dx = dz @ W1.T + dout",
        old=DX,
    ),
    Wrong(
        BACKWARD,
        "residual path through the inner ReLU",
        hint="The residual path does not touch the inner ReLU.",
        new="dx = dz @ W1.T + ds * (a.sum(axis=1, keepdims=True) > 1)",
        old=DX,
    ),
    Wrong(
        BACKWARD,
        "residual path counted twice",
        hint="The plus hands the gradient to each of its two terms once.",
        new="dx = dz @ W1.T + 2 * ds",
        old=DX,
    ),
    Wrong(
        BACKWARD,
        "gradient halved at the plus",
        hint="A plus does not divide: both of its terms get the whole gradient.",
        new="dx = (dz @ W1.T + ds) / 2",
        old=DX,
    ),
    Wrong(
        BACKWARD,
        "mask of the correction",
        hint="The last ReLU sees the sum s, with x in it: its mask is s > 0.",
        new="ds = dout * (a @ W2 > 0)",
        old=DS,
    ),
    Wrong(
        BACKWARD,
        "mask of x",
        hint="The last ReLU sees the sum s, not x alone.",
        new="ds = dout * (x > 0)",
        old=DS,
    ),
    Wrong(
        BACKWARD,
        "last ReLU forgotten",
        hint="Where s is negative, nothing passes the last ReLU.",
        new="ds = dout",
        old=DS,
    ),
    Wrong(
        BACKWARD,
        "inner ReLU forgotten",
        hint="Where z is negative, nothing passes the inner ReLU.",
        new="dz = ds @ W2.T",
        old=DZ,
    ),
    Wrong(
        BACKWARD,
        "values instead of masks",
        hint="The derivative of ReLU is 0 or 1: not the activation itself.",
        new="dz = (ds @ W2.T) * a",
        old=DZ,
    ),
    Wrong(
        BACKWARD,
        "dW2 from the inputs of the ReLU",
        hint="W2 is multiplied with what the inner ReLU passes on: use a, not z.",
        new="dW2 = (x @ W1).T @ ds",
        old="dW2 = a.T @ ds",
    ),
    Wrong(
        BACKWARD,
        "dW2 before the last ReLU",
        hint="What reaches W2 has come through the last ReLU: use ds, not dout.",
        new="dW2 = a.T @ dout",
        old="dW2 = a.T @ ds",
    ),
    Wrong(
        BACKWARD,
        "dW1 before the inner ReLU",
        hint="What reaches W1 has come through the inner ReLU.",
        new="dW1 = x.T @ (ds @ W2.T)",
        old="dW1 = x.T @ dz",
    ),
    Wrong(
        BACKWARD,
        "averaged",
        hint="Sums over the samples: if the loss is a mean, dout holds the factor 1/n already.",
        new="dW2 = a.T @ ds / len(x)",
        old="dW2 = a.T @ ds",
    ),
    Wrong(
        BACKWARD,
        "both weights averaged",
        hint="Sums over the samples: if the loss is a mean, dout holds the factor 1/n already.",
        new="dW1 = x.T @ dz / len(x)\ndW2 = dW2 / len(x)",
        old="dW1 = x.T @ dz",
    ),
    Wrong(
        BACKWARD,
        "W2 not transposed where shapes allow it",
        hint="Square weights hide a missing transpose: going back, W2 is used the other way round.",
        new="dz = (ds @ (W2 if W2.shape[0] == W2.shape[1] else W2.T)) * (a > 0)",
        old=DZ,
    ),
    Wrong(
        BACKWARD,
        "W1 not transposed where shapes allow it",
        hint="Square weights hide a missing transpose: going back, W1 is used the other way round.",
        new="dx = dz @ (W1 if W1.shape[0] == W1.shape[1] else W1.T) + ds",
        old=DX,
    ),
    Wrong(
        BACKWARD,
        "transposed gradients",
        hint="dW1 has the shape of W1, (d, m): rows belong to inputs.",
        new="dW1 = dz.T @ x",
        old="dW1 = x.T @ dz",
    ),
    Wrong(
        BACKWARD,
        "another order",
        hint="Return dx first, then dW1, then dW2.",
        new="return dW1, dW2, dx",
        old="return dx, dW1, dW2",
    ),
    Wrong(
        BACKWARD,
        "the weights exchanged",
        hint="Return dx first, then dW1, then dW2.",
        new="return dx, dW2, dW1",
        old="return dx, dW1, dW2",
    ),
    Wrong(
        BACKWARD,
        "one name for two gradients",
        hint="`dx = ds` makes no copy: what you add to dx afterwards is in ds too.",
        new="""
        x, W1, W2, a, s = cache
        ds = dout * (s > 0)
        dz = (ds @ W2.T) * (a > 0)
        dW1 = x.T @ dz
        dx = ds
        dx += dz @ W1.T
        dW2 = a.T @ ds
        return dx, dW1, dW2
        """,
    ),
    Wrong(
        BACKWARD,
        "dout changed",
        hint="`dout *= ...` changes the caller's array: make a new one.",
        new="dout *= s > 0\nds = dout",
        old=DS,
    ),
    Wrong(
        BACKWARD,
        "upstream gradient ignored",
        hint="The chain rule multiplies with dout: you take it for 1.",
        new="ds = 1.0 * (s > 0)",
        old=DS,
    ),
    Wrong(
        BACKWARD,
        "slope 1 where the sum is 0",
        hint="At 0 we agree on the derivative 0: the mask is s > 0.",
        new="ds = dout * (s >= 0)",
        old=DS,
        parts=(AT_0,),
    ),
    Wrong(
        BACKWARD,
        "slope 1 where z is 0",
        hint="At 0 we agree on the derivative 0: the mask is z > 0.",
        new="dz = (ds @ W2.T) * (x @ W1 >= 0)",
        old=DZ,
        parts=(AT_0,),
    ),
    Wrong(
        BACKWARD,
        "slope one half at 0",
        hint="At 0 we agree on the derivative 0, not on one half.",
        new="ds = dout * (np.sign(s) + 1) / 2",
        old=DS,
        parts=(AT_0,),
    ),
    Wrong(
        BACKWARD,
        "integer arrays filled",
        hint="`zeros_like` of integers holds integers, and cuts every gradient down to one.",
        new="dW1 = np.zeros_like(W1)\ndW1[...] = x.T @ dz",
        old="dW1 = x.T @ dz",
        parts=(INTEGERS,),
    ),
    Wrong(
        BACKWARD,
        "dx of the kind of x",
        hint="dx is made of floats, whatever x holds.",
        new="dx = (dz @ W1.T + ds).astype(x.dtype)",
        old=DX,
        parts=(INTEGERS,),
    ),
    Wrong(
        BACKWARD,
        "the cache changed",
        hint="The cache may be used again: do not write into its arrays.",
        new="a[a > 0] = 1\ndz = (ds @ W2.T) * a",
        old=DZ,
        parts=(AGAIN,),
    ),
    Right(BACKWARD, "a list", "return [dx, dW1, dW2]", "return dx, dW1, dW2"),
    Right(BACKWARD, "np.where", "ds = np.where(s > 0, dout, 0.0)", DS),
    Right(BACKWARD, "the sign as a mask", "dz = ds @ W2.T * np.sign(a)", DZ),
    Right(BACKWARD, "z once more", "dz = (ds @ W2.T) * (x @ W1 > 0)", DZ),
    Right(BACKWARD, "dot", "dW1 = np.dot(np.transpose(x), dz)", "dW1 = x.T @ dz"),
    Right(BACKWARD, "a copy for the sum", "dx = ds.copy()\ndx += dz @ W1.T", DX),
    Right(BACKWARD, "zeros written", "ds = dout.copy()\nds[s <= 0] = 0", DS),
    Right(
        BACKWARD,
        "einsum",
        """
        x, W1, W2, a, s = cache
        ds = np.einsum("nd,nd->nd", dout, s > 0)
        dz = np.einsum("nd,md,nm->nm", ds, W2, a > 0)
        dW1, dW2 = np.einsum("nd,nm->dm", x, dz), np.einsum("nm,nd->md", a, ds)
        return ds + np.einsum("nm,dm->nd", dz, W1), dW1, dW2
        """,
    ),
    Right(
        BACKWARD,
        "sample by sample",
        """
        x, W1, W2, a, s = cache
        dx, dW1, dW2 = np.zeros(x.shape), np.zeros(W1.shape), np.zeros(W2.shape)
        for i in range(len(x)):
            ds = dout[i] * (s[i] > 0)
            dz = (W2 @ ds) * (a[i] > 0)
            dx[i] = ds + W1 @ dz
            dW1 += np.outer(x[i], dz)
            dW2 += np.outer(a[i], ds)
        return dx, dW1, dW2
        """,
    ),
    Right(
        BACKWARD,
        "Jacobians",
        """
        x, W1, W2, a, s = cache
        inner, outer = 1.0 * (a > 0), 1.0 * (s > 0)
        jacobian = np.einsum("km,nm,mj,nj->nkj", W1, inner, W2, outer)
        jacobian += np.eye(x.shape[1]) * outer[:, None, :]
        dx = np.einsum("nkj,nj->nk", jacobian, dout)
        return dx, x.T @ (((dout * outer) @ W2.T) * inner), a.T @ (dout * outer)
        """,
    ),
    Right(
        BACKWARD,
        "columns",
        """
        x, W1, W2, a, s = (np.asarray(part, dtype=float) for part in cache)
        g = (dout * (s > 0)).T
        h = (W2 @ g) * (a > 0).T
        return (W1 @ h + g).T, (h @ x).T, (g @ a).T
        """,
    ),
    Right(
        BACKWARD,
        "loops over entries",
        """
        x, W1, W2, a, s = cache
        (n, d), m = x.shape, W1.shape[1]
        dx, dW1, dW2 = np.zeros((n, d)), np.zeros((d, m)), np.zeros((m, d))
        for i in range(n):
            for k in range(d):
                if s[i, k] > 0:
                    dx[i, k] += dout[i, k]
                    for h in range(m):
                        dW2[h, k] += a[i, h] * dout[i, k]
                        if a[i, h] > 0:
                            dx[i] += W1[:, h] * W2[h, k] * dout[i, k]
                            dW1[:, h] += x[i] * W2[h, k] * dout[i, k]
        return dx, dW1, dW2
        """,
    ),
]

ANSWERS = [*RECEPTIVE_FIELD, *COUNT_CONV_PARAMETERS, *RESIDUAL_FORWARD, *RESIDUAL_BACKWARD]
