"""Known wrong answers to exercise 09 with their hints, and other right answers."""

from grading.misconceptions import Right, Wrong

SIZE, FORWARD, BACKWARD = "conv-output-size", "conv2d-forward", "conv2d-backward"
POOL, UNPOOL = "maxpool-forward", "maxpool-backward"
STEPS, CHANNELS, INTEGERS = "stride and padding", "channels that do not match", "integers"
WINDOWS, TIES = "other windows and strides", "ties"
KIND, PLACES = "whole numbers that are integers", "integer places"

PLACES_OF_A_WINDOW = "return (n + 2 * pad - k) // stride + 1"
CONV_OUTPUT_SIZE = [
    Wrong(
        SIZE,
        "the first place forgotten",
        hint="A window as large as the side has one place, not none: count the start too.",
        new="return (n + 2 * pad - k) // stride",
        old=PLACES_OF_A_WINDOW,
    ),
    Wrong(
        SIZE,
        "padding on one side",
        hint="The zeros are added at both ends of the side.",
        new="return (n + pad - k) // stride + 1",
        old=PLACES_OF_A_WINDOW,
    ),
    Wrong(
        SIZE,
        "padding ignored",
        hint="The window slides over the padded side: how many pixels has it?",
        new="return (n - k) // stride + 1",
        old=PLACES_OF_A_WINDOW,
    ),
    Wrong(
        SIZE,
        "stride ignored",
        hint="The window moves `stride` pixels at a time.",
        new="return n + 2 * pad - k + 1",
        old=PLACES_OF_A_WINDOW,
    ),
    Wrong(
        SIZE,
        "rounded up",
        hint="What is left over at the end holds no whole window: round down.",
        new="return -((k - n - 2 * pad) // stride) + 1",
        old=PLACES_OF_A_WINDOW,
    ),
    Wrong(
        SIZE,
        "not rounded",
        hint="A window has a place or it has none: what becomes of a half?",
        new="return (n + 2 * pad - k) / stride + 1",
        old=PLACES_OF_A_WINDOW,
    ),
    Wrong(
        SIZE,
        "rounded to the nearest",
        hint="Rounding to the nearest counts windows that stick out over the end.",
        new="return round((n + 2 * pad - k) / stride + 1)",
        old=PLACES_OF_A_WINDOW,
    ),
    Wrong(
        SIZE,
        "the one added before the division",
        hint="The first place does not depend on the stride: divide the way that is left, then "
        "add 1.",
        new="return (n + 2 * pad - k + 1) // stride",
        old=PLACES_OF_A_WINDOW,
    ),
    Wrong(
        SIZE,
        "division before the sum",
        hint="Brackets: the whole way from the first place to the last is divided by the stride.",
        new="return n + 2 * pad - k // stride + 1",
        old=PLACES_OF_A_WINDOW,
    ),
    Wrong(
        SIZE,
        "places per stride of the whole side",
        hint="The window must fit as a whole: it cannot start in the last k - 1 pixels.",
        new="return (n + 2 * pad + stride - 1) // stride",
        old=PLACES_OF_A_WINDOW,
    ),
    Wrong(
        SIZE,
        "a whole number as a float",
        hint="`np.floor` returns a float, and no array has 3.0 rows: use // or int().",
        new="return np.floor((n + 2 * pad - k) / stride) + 1",
        old=PLACES_OF_A_WINDOW,
        parts=(KIND,),
    ),
    Right(SIZE, "int", "return int((n + 2 * pad - k) / stride) + 1"),
    Right(SIZE, "math.floor", "return math.floor((n + 2 * pad - k) / stride + 1)"),
    Right(SIZE, "stride inside", "return (n + 2 * pad - k + stride) // stride"),
    Right(SIZE, "divmod", "return divmod(n - k + 2 * pad, stride)[0] + 1"),
    Right(SIZE, "length of a range", "return len(range(0, n + 2 * pad - k + 1, stride))"),
    Right(SIZE, "length of a slice", "return len(np.zeros(n + 2 * pad - k + 1)[::stride])"),
    Right(SIZE, "NumPy integer", "return np.int64((n + 2 * pad - k) // stride + 1)"),
    Right(SIZE, "math.ceil", "return math.ceil((n + 2 * pad - k + 1) / stride)"),
    Right(SIZE, "0-d array", "return np.array((n + 2 * pad - k) // stride + 1)"),
    Right(
        SIZE,
        "counted",
        """
        count = 0
        while count * stride + k <= n + 2 * pad:
            count += 1
        return count
        """,
    ),
    Right(
        SIZE,
        "ends of windows",
        "return sum(1 for end in range(k, n + 2 * pad + 1) if (end - k) % stride == 0)",
    ),
]

SUM = "out[:, :, i, j] = np.tensordot(seen, W, axes=((1, 2, 3), (1, 2, 3))) + b"
PAD = "padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))"
HIGH = "oh = (h + 2 * pad - kh) // stride + 1"
CHECK = "if c != channels:\n"
CHECK += '    raise ValueError(f"the images have {c} channels, the kernels {channels}")'
SEEN = "seen = padded[:, :, r : r + kh, q : q + kw]"
CORNER = "r, q = i * stride, j * stride"
SILENT = (
    "NumPy repeats a single channel, and a slice drops surplus ones, without a word: compare the "
)
SILENT += "two numbers of channels first."
CONV2D_FORWARD = [
    Wrong(
        FORWARD,
        "kernel turned round",
        hint="That is the true convolution: a layer lays the kernel on the image as it is.",
        new=SUM.replace("W,", "W[:, :, ::-1, ::-1],"),
        old=SUM,
    ),
    Wrong(
        FORWARD,
        "kernel transposed",
        hint="Row u of the kernel meets row u of the window: nothing is transposed.",
        new="""
        n, c, h, w = x.shape
        o, channels, kh, kw = W.shape
        if c != channels:
            raise ValueError("channels")
        padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
        oh, ow = (h + 2 * pad - kh) // stride + 1, (w + 2 * pad - kw) // stride + 1
        out = np.zeros((n, o, oh, ow))
        kernels = W.transpose(0, 1, 3, 2).reshape(o, -1)
        for i in range(oh):
            for j in range(ow):
                seen = padded[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
                out[:, :, i, j] = seen.reshape(n, -1) @ kernels.T + b
        return out
        """,
    ),
    Wrong(
        FORWARD,
        "one place too few",
        hint="A window as large as the image has one place: how many are there in general?",
        new="oh, ow = oh - 1, ow - 1\nout = np.zeros((n, o, oh, ow))",
        old="out = np.zeros((n, o, oh, ow))",
    ),
    Wrong(
        FORWARD,
        "rows and columns exchanged in the output",
        hint="Rows first: the output is (n, o, oh, ow).",
        new="out = np.zeros((n, o, ow, oh))",
        old="out = np.zeros((n, o, oh, ow))",
    ),
    Wrong(
        FORWARD,
        "the width taken from the height",
        hint="Image and kernel need not be square: oh comes from h and kh, ow from w and kw.",
        new="ow = oh",
        old="ow = (w + 2 * pad - kw) // stride + 1",
    ),
    Wrong(
        FORWARD,
        "square windows",
        hint="The kernel has kh rows and kw columns: your window is a square.",
        new=SUM.replace("seen, W,", "seen[..., :kh], W[..., :kh],"),
        old=SUM,
    ),
    Wrong(
        FORWARD,
        "only the first channel",
        hint="The window shows all channels, and the kernel has weights for each: sum over c too.",
        new="out[:, :, i, j] = np.tensordot(seen[:, 0], W[:, 0], axes=((1, 2), (1, 2))) + b",
        old=SUM,
    ),
    Wrong(
        FORWARD,
        "channels summed before they are weighted",
        hint="Each channel has weights of its own: weigh first, then sum over the channels.",
        new="out[:, :, i, j] = np.tensordot(seen.sum(1), W.sum(1), axes=((1, 2), (1, 2))) + b",
        old=SUM,
    ),
    Wrong(
        FORWARD,
        "bias forgotten",
        hint="Each kernel has a bias: where is b?",
        new=SUM.removesuffix(" + b"),
        old=SUM,
    ),
    Wrong(
        FORWARD,
        "bias once per channel",
        hint="The bias is added once to each output, outside of the sum over the channels.",
        new=SUM.replace("+ b", "+ c * b"),
        old=SUM,
    ),
    Wrong(
        FORWARD,
        "bias added along the columns",
        hint="b belongs to axis 1 of the output: give it two more axes, b[:, None, None].",
        new=SUM.removesuffix(" + b") + "\nout = out + b",
        old=SUM,
    ),
    Wrong(
        FORWARD,
        "averaged",
        hint="A sum, not an average: nothing is divided by the size of the window.",
        new=SUM.replace(" + b", " / W[0].size + b"),
        old=SUM,
    ),
    Wrong(
        FORWARD,
        "ReLU applied",
        hint="This is the convolution alone; the activation comes after it.",
        new="return np.maximum(out, 0)",
        old="return out",
    ),
    Wrong(
        FORWARD,
        "the first image for all",
        hint="Every image of the batch has its own output.",
        new=SUM.replace("tensordot(seen,", "tensordot(seen[:1],"),
        old=SUM,
    ),
    Wrong(
        FORWARD,
        "summed over the batch",
        hint="Images do not meet: the sum runs over channels and pixels, not over the batch.",
        new=SUM.replace("tensordot(seen,", "tensordot(seen.sum(axis=0, keepdims=True),"),
        old=SUM,
    ),
    Wrong(
        FORWARD,
        "one buffer for all calls",
        hint="An array that all calls share is overwritten by the next one: make a new `out`.",
        new="out = conv2d_forward.__dict__.setdefault((n, o, oh, ow), np.zeros((n, o, oh, ow)))",
        old="out = np.zeros((n, o, oh, ow))",
    ),
    Wrong(
        FORWARD,
        "stride ignored",
        hint="The window moves `stride` pixels at a time: at place i it starts at row i * stride.",
        new=CORNER.replace(" * stride", ""),
        old=CORNER,
        parts=(STEPS,),
    ),
    Wrong(
        FORWARD,
        "stride at the start of the window only",
        hint="The window ends kh rows after its start, wherever that is.",
        new="seen = padded[:, :, r : i + kh, q : j + kw]",
        old=SEEN,
        parts=(STEPS,),
    ),
    Wrong(
        FORWARD,
        "output size without the stride",
        hint="With a stride there are fewer places, so the output is smaller.",
        new="out = np.zeros((n, o, h + 2 * pad - kh + 1, w + 2 * pad - kw + 1))",
        old="out = np.zeros((n, o, oh, ow))",
        parts=(STEPS,),
    ),
    Wrong(
        FORWARD,
        "output size rounded up",
        hint="What is left over at the end is not seen: round the number of places down.",
        new="oh, ow = -((kh - h - 2 * pad) // stride) + 1, -((kw - w - 2 * pad) // stride) + 1\n"
        "padded = np.pad(x, ((0, 0), (0, 0), (pad, pad + stride), (pad, pad + stride)))",
        old=PAD,
        parts=(STEPS,),
    ),
    Wrong(
        FORWARD,
        "padding ignored",
        hint="Put `pad` rows and columns of zeros on all four sides before the window slides.",
        new="oh, ow = (h - kh) // stride + 1, (w - kw) // stride + 1\npadded = x",
        old=PAD,
        parts=(STEPS,),
    ),
    Wrong(
        FORWARD,
        "batch and channels padded",
        hint="`np.pad(x, pad)` pads every axis: leave batch and channels alone.",
        new='if np.pad(x, pad).shape[1] != channels:\n    raise ValueError("channels differ")',
        old=CHECK,
        parts=(STEPS,),
    ),
    Wrong(
        FORWARD,
        "padded with the border",
        hint="The padding is made of zeros, not of copies of the border.",
        new=PAD.replace("(pad, pad)))", '(pad, pad)), mode="edge")'),
        old=PAD,
        parts=(STEPS,),
    ),
    Wrong(
        FORWARD,
        "all the padding in front",
        hint="`pad` zeros on each side: half of them belong behind the last row and column.",
        new=PAD.replace("(pad, pad), (pad, pad)", "(2 * pad, 0), (2 * pad, 0)"),
        old=PAD,
        parts=(STEPS,),
    ),
    Wrong(
        FORWARD,
        "rows padded, columns not",
        hint="All four sides are padded: left and right too.",
        new="ow = (w - kw) // stride + 1\npadded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (0, 0)))",
        old=PAD,
        parts=(STEPS,),
    ),
    Wrong(
        FORWARD,
        "channels broadcast",
        hint=SILENT,
        new="x = np.broadcast_to(x, (n, max(c, channels), h, w))\n"
        "W = np.broadcast_to(W, (o, max(c, channels), kh, kw))",
        old=CHECK,
        parts=(CHANNELS,),
    ),
    Wrong(
        FORWARD,
        "surplus channels left out",
        hint=SILENT,
        new='if c < channels:\n    raise ValueError("too few channels")\nx = x[:, :channels]',
        old=CHECK,
        parts=(CHANNELS,),
    ),
    Wrong(
        FORWARD,
        "another error",
        hint="The task asks for a ValueError; `assert` raises an AssertionError.",
        new="assert c == channels",
        old=CHECK,
        parts=(CHANNELS,),
    ),
    Wrong(
        FORWARD,
        "the pixels' kind of number",
        hint="An array with the dtype of integer pixels cuts off what is behind the point.",
        new="out = np.zeros((n, o, oh, ow), dtype=x.dtype)",
        old="out = np.zeros((n, o, oh, ow))",
        parts=(INTEGERS,),
    ),
    Wrong(
        FORWARD,
        "the biases' kind of number",
        hint="The output holds floats where any of x, W and b does, not the dtype of b alone.",
        new="out = np.zeros((n, o, oh, ow), dtype=b.dtype)",
        old="out = np.zeros((n, o, oh, ow))",
        parts=(INTEGERS,),
    ),
    Wrong(
        FORWARD,
        "the kernels' kind of number",
        hint="The output holds floats where any of x, W and b does, not the dtype of W alone.",
        new="out = np.zeros((n, o, oh, ow), dtype=W.dtype)",
        old="out = np.zeros((n, o, oh, ow))",
        parts=(INTEGERS,),
    ),
    Right(
        FORWARD,
        "np.einsum",
        SUM.replace(
            "np.tensordot(seen, W, axes=((1, 2, 3), (1, 2, 3)))",
            'np.einsum("ncuv,ocuv->no", seen, W)',
        ),
        SUM,
    ),
    Right(
        FORWARD,
        "sliding_window_view",
        """
        from numpy.lib.stride_tricks import sliding_window_view

        if x.shape[1] != W.shape[1]:
            raise ValueError(f"{x.shape[1]} channels, expected {W.shape[1]}")
        x = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
        seen = sliding_window_view(x, W.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
        return np.einsum("ncijuv,ocuv->noij", seen, W) + b[:, None, None]
        """,
    ),
    Right(
        FORWARD,
        "one matrix product",
        """
        (n, c, h, w), (o, cw, kh, kw) = x.shape, W.shape
        if c != cw:
            raise ValueError("channels differ")
        oh, ow = conv_output_size(h, kh, stride, pad), conv_output_size(w, kw, stride, pad)
        big = np.zeros((n, c, h + 2 * pad, w + 2 * pad), dtype=x.dtype)
        big[:, :, pad : pad + h, pad : pad + w] = x
        r = stride * np.arange(oh)[:, None, None, None] + np.arange(kh)[None, None, :, None]
        q = stride * np.arange(ow)[None, :, None, None] + np.arange(kw)
        patches = big[:, :, r, q].transpose(0, 2, 3, 1, 4, 5).reshape(n * oh * ow, -1)
        flat = patches @ W.reshape(o, -1).T + b
        return flat.reshape(n, oh, ow, o).transpose(0, 3, 1, 2)
        """,
    ),
    Right(
        FORWARD,
        "weight by weight",
        """
        (n, c, h, w), (o, cw, kh, kw) = x.shape, W.shape
        if c != cw:
            raise ValueError("channels differ")
        x = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
        oh, ow = (x.shape[2] - kh) // stride + 1, (x.shape[3] - kw) // stride + 1
        out = np.zeros((n, o, oh, ow))
        for u in range(kh):
            for v in range(kw):
                rows, columns = slice(u, u + stride * oh, stride), slice(v, v + stride * ow, stride)
                out += np.einsum("ncij,oc->noij", x[:, :, rows, columns], W[:, :, u, v])
        out += b.reshape(1, -1, 1, 1)
        return out
        """,
    ),
    Right(
        FORWARD,
        "four loops",
        """
        (n, c, h, w), (o, cw, kh, kw) = x.shape, W.shape
        if c != cw:
            raise ValueError("channels differ")
        x = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
        oh, ow = (h + 2 * pad - kh) // stride + 1, (w + 2 * pad - kw) // stride + 1
        out = np.empty((n, o, oh, ow))
        for s in range(n):
            for m in range(o):
                for i in range(oh):
                    for j in range(ow):
                        r, q = i * stride, j * stride
                        out[s, m, i, j] = np.sum(x[s, :, r : r + kh, q : q + kw] * W[m]) + b[m]
        return out
        """,
    ),
    Right(
        FORWARD,
        "seven loops, no padded array",
        """
        (n, c, h, w), (o, cw, kh, kw) = x.shape, W.shape
        if c != cw:
            raise ValueError("channels differ")
        oh, ow = (h + 2 * pad - kh) // stride + 1, (w + 2 * pad - kw) // stride + 1
        out = [[[[0.0] * ow for _ in range(oh)] for _ in range(o)] for _ in range(n)]
        x, W, b = x.tolist(), W.tolist(), b.tolist()
        for s, m, i, j in np.ndindex(n, o, oh, ow):
            total = b[m]
            for d, u, v in np.ndindex(c, kh, kw):
                r, q = i * stride + u - pad, j * stride + v - pad
                if 0 <= r < h and 0 <= q < w:
                    total += W[m][d][u][v] * x[s][d][r][q]
            out[s][m][i][j] = total
        return np.array(out, dtype=float)
        """,
    ),
    Right(
        FORWARD,
        "a list of images",
        """
        if x.shape[1] != W.shape[1]:
            raise ValueError("channels differ")
        kh, kw = W.shape[2:]
        images = []
        for image in x:
            image = np.pad(image, ((0, 0), (pad, pad), (pad, pad)))
            rows = range(0, image.shape[1] - kh + 1, stride)
            columns = range(0, image.shape[2] - kw + 1, stride)
            images.append([
                [[(image[:, r : r + kh, q : q + kw] * kernel).sum() for q in columns] for r in rows]
                for kernel in W
            ])
        return np.array(images) + b[None, :, None, None]
        """,
    ),
    Right(
        FORWARD,
        "starts from the bias",
        """
        o, _, kh, kw = W.shape
        if W.shape[1] != x.shape[1]:
            raise ValueError("channels differ")
        padded = np.zeros((*x.shape[:2], x.shape[2] + 2 * pad, x.shape[3] + 2 * pad))
        padded[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]] += x
        oh, ow = 1 + (padded.shape[2] - kh) // stride, 1 + (padded.shape[3] - kw) // stride
        out = np.broadcast_to(b[:, None, None], (len(x), o, oh, ow)).astype(float)
        for i, j in np.ndindex(oh, ow):
            seen = padded[:, :, i * stride :, j * stride :][:, :, :kh, :kw]
            np.add(out[:, :, i, j], seen.reshape(len(x), -1) @ W.reshape(o, -1).T, out[:, :, i, j])
        return out
        """,
    ),
    Right(
        FORWARD,
        "kernel turned round twice",
        """
        if W.shape[1] != x.shape[1]:
            raise ValueError("channels differ")
        x = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
        kh, kw = W.shape[2:]
        every = np.zeros((len(x), len(W), x.shape[2] - kh + 1, x.shape[3] - kw + 1))
        turned = W[:, :, ::-1, ::-1]
        for s, m, d in np.ndindex(len(x), len(W), x.shape[1]):
            for r in range(every.shape[2]):
                for u in range(kh):
                    row, weights = x[s, d, r + u], turned[m, d, kh - 1 - u]
                    every[s, m, r] += np.convolve(row, weights, mode="valid")
        return every[:, :, ::stride, ::stride] + b[:, np.newaxis, np.newaxis]
        """,
    ),
    Right(
        FORWARD,
        "as_strided",
        """
        from numpy.lib.stride_tricks import as_strided

        (n, c, h, w), (o, cw, kh, kw) = x.shape, W.shape
        if c != cw:
            raise ValueError("channels differ")
        x = np.ascontiguousarray(np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad))))
        a, e, f, g = x.strides
        shape = n, c, (h + 2 * pad - kh) // stride + 1, (w + 2 * pad - kw) // stride + 1, kh, kw
        seen = as_strided(x, shape, (a, e, f * stride, g * stride, f, g))
        return (np.tensordot(W, seen, ((1, 2, 3), (1, 4, 5))).swapaxes(0, 1).copy()
                + b.reshape(-1, 1, 1))
        """,
    ),
    Right(
        FORWARD,
        "float32 kept",
        """
        if W.shape[1] != x.shape[1]:
            raise ValueError("channels differ")
        kh, kw = W.shape[-2:]
        kind = np.result_type(x, W, b)
        x = np.pad(x, ((0,), (0,), (pad,), (pad,)))
        rows = np.arange(0, x.shape[2] - kh + 1, stride)
        columns = np.arange(0, x.shape[3] - kw + 1, stride)
        out = np.empty((len(x), len(W), len(rows), len(columns)), dtype=kind)
        for i, r in enumerate(rows):
            for j, q in enumerate(columns):
                patch = x[:, None, :, r : r + kh, q : q + kw]
                out[:, :, i, j] = (patch * W).sum(axis=(2, 3, 4)) + b
        return out
        """,
    ),
]

DX = "dpadded[:, :, r : r + kh, q : q + kw] += np.tensordot(g, W, axes=1)"
DW = "dW += np.tensordot(g.T, padded[:, :, r : r + kh, q : q + kw], axes=1)"
DB = "db = dout.sum(axis=(0, 2, 3))"
CROP = "dx = dpadded[:, :, pad : pad + h, pad : pad + w]"
CONV2D_BACKWARD = [
    Wrong(
        BACKWARD,
        "dx assigned",
        hint="Windows overlap: a pixel collects what each of them sends, so use += for dx.",
        new=DX.replace("+=", "="),
        old=DX,
    ),
    Wrong(
        BACKWARD,
        "dW assigned",
        hint="A weight takes part at every place: add up all of them, not the last one alone.",
        new=DW.replace("+=", "="),
        old=DW,
    ),
    Wrong(
        BACKWARD,
        "cut from pad to -pad",
        hint="For pad = 0 the slice [pad:-pad] is [0:0], which is empty.",
        new="dx = dpadded[:, :, pad:-pad, pad:-pad]",
        old=CROP,
    ),
    Wrong(
        BACKWARD,
        "db summed over everything",
        hint="Each kernel has its own bias: db has the shape (o,).",
        new="db = dout.sum()",
        old=DB,
    ),
    Wrong(
        BACKWARD,
        "db averaged",
        hint="Sums, no averages: if the loss is a mean, dout holds the factor 1/n already.",
        new="db = dout.mean(axis=(0, 2, 3))",
        old=DB,
    ),
    Wrong(
        BACKWARD,
        "db averaged over the images",
        hint="Sums, no averages: if the loss is a mean, dout holds the factor 1/n already.",
        new="db = dout.sum(axis=(2, 3)).mean(axis=0)",
        old=DB,
    ),
    Wrong(
        BACKWARD,
        "dW averaged",
        hint="Sums, no averages: if the loss is a mean, dout holds the factor 1/n already.",
        new="dW = dW / len(x)\ndb = dout.sum(axis=(0, 2, 3))",
        old=DB,
    ),
    Wrong(
        BACKWARD,
        "db one for each image",
        hint="The bias is the same for all images: sum over them too.",
        new="db = dout.sum(axis=(2, 3))",
        old=DB,
    ),
    Wrong(
        BACKWARD,
        "db summed over the images alone",
        hint="The bias is added at every place: sum over rows and columns as well.",
        new="db = dout.sum(axis=0)",
        old=DB,
    ),
    Wrong(
        BACKWARD,
        "db with the axes of a batch",
        hint="db has the shape of b, (o,): no axes of length 1 stay.",
        new="db = dout.sum(axis=(0, 2, 3), keepdims=True)",
        old=DB,
    ),
    Wrong(
        BACKWARD,
        "channels in and out exchanged",
        hint="Going back, W takes o numbers to c channels: sum over the axis of the kernels.",
        new=DX.replace("W, axes=1", "W.swapaxes(0, 1), axes=1"),
        old=DX,
    ),
    Wrong(
        BACKWARD,
        "channels exchanged where shapes allow it",
        hint="With as many kernels as channels nothing complains: sum over the axis of kernels.",
        new=DX.replace("W, axes=1", "W.swapaxes(0, 1) if len(W) == x.shape[1] else W, axes=1"),
        old=DX,
    ),
    Wrong(
        BACKWARD,
        "return inside the loop",
        hint="The function returns after the first window: look at how far `return` is indented.",
        new=f"{DW}\n        dx = dpadded[:, :, pad : pad + h, pad : pad + w]\n"
        "        return dx, dW, dout.sum(axis=(0, 2, 3))",
        old=DW,
    ),
    Wrong(
        BACKWARD,
        "kernel turned round",
        hint="At (is + u, js + v) the pixel met W[u, v], and by that weight its gradient returns.",
        new=DX.replace("W, axes=1", "W[:, :, ::-1, ::-1], axes=1"),
        old=DX,
    ),
    Wrong(
        BACKWARD,
        "dW turned round",
        hint="Weight (u, v) met the pixel at (is + u, js + v): dW keeps that order.",
        new="dW = dW[:, :, ::-1, ::-1]\ndb = dout.sum(axis=(0, 2, 3))",
        old=DB,
    ),
    Wrong(
        BACKWARD,
        "another order",
        hint="Return dx first, then dW, then db.",
        new="return dW, dx, db",
        old="return dx, dW, db",
    ),
    Wrong(
        BACKWARD,
        "upstream gradient ignored",
        hint="The chain rule multiplies with dout: you take it for 1.",
        new="g = np.ones_like(dout[:, :, i, j])",
        old="g = dout[:, :, i, j]",
    ),
    Wrong(
        BACKWARD,
        "dx of the images together",
        hint="Each image has its own gradient dx: sum over the kernels only, not over the batch.",
        new=DX.replace("tensordot(g, W, axes=1)", "tensordot(g.sum(0, keepdims=True), W, axes=1)"),
        old=DX,
    ),
    Wrong(
        BACKWARD,
        "dW of the last image",
        hint="Every image adds to dW, not the last one alone.",
        new="dW += np.multiply.outer(g[-1], padded[-1, :, r : r + kh, q : q + kw])",
        old=DW,
    ),
    Wrong(
        BACKWARD,
        "dout changed",
        hint="`dout *= ...` changes the caller's array: make a new one.",
        new="dout *= 1.0 / len(x)\ndW = np.zeros(W.shape)",
        old="dW = np.zeros(W.shape)",
    ),
    Wrong(
        BACKWARD,
        "one buffer for all calls",
        hint="What an earlier call has added is still there: begin each call with new zeros.",
        new="dW = conv2d_backward.__dict__.setdefault(W.shape, np.zeros(W.shape))",
        old="dW = np.zeros(W.shape)",
    ),
    Wrong(
        BACKWARD,
        "padding not cut off",
        hint="dx has the shape of x: what landed on the padding is cut off at the end.",
        new="dx = dpadded",
        old=CROP,
        parts=(STEPS,),
    ),
    Wrong(
        BACKWARD,
        "cut at the front only",
        hint="Cut the padding off on all four sides, and nothing else.",
        new="dx = dpadded[:, :, pad:, pad:]",
        old=CROP,
        parts=(STEPS,),
    ),
    Wrong(
        BACKWARD,
        "cut to h instead of pad + h",
        hint="The image lies in rows pad to pad + h of the padded one.",
        new="dx = dpadded[:, :, pad:h, pad:w]",
        old=CROP,
        parts=(STEPS,),
    ),
    Wrong(
        BACKWARD,
        "the upper left corner",
        hint="The image begins in row and column `pad` of the padded one, not at 0.",
        new="dx = dpadded[:, :, :h, :w]",
        old=CROP,
        parts=(STEPS,),
    ),
    Wrong(
        BACKWARD,
        "stride ignored",
        hint="The output at (i, j) looked at the window that starts at (i * stride, j * stride).",
        new="r, q = i, j",
        old=CORNER,
        parts=(STEPS,),
    ),
    Wrong(
        BACKWARD,
        "stride ignored in dW",
        hint="For dW too the window of place (i, j) starts at (i * stride, j * stride).",
        new="dW += np.tensordot(g.T, padded[:, :, i : i + kh, j : j + kw], axes=1)",
        old=DW,
        parts=(STEPS,),
    ),
    Wrong(
        BACKWARD,
        "dW from images without padding",
        hint="The weights met the padded image: dW needs it too.",
        new=DW.replace("padded[", "np.pad(x, ((0, 0), (0, 0), (0, 2 * pad), (0, 2 * pad)))["),
        old=DW,
        parts=(STEPS,),
    ),
    Wrong(
        BACKWARD,
        "pixels left over forgotten",
        hint="Rows and columns that no window sees have a gradient too, 0: dx has the shape of x.",
        new="""
        oh, ow = dout.shape[2:]
        dx = dpadded[:, :, pad : min(pad + h, (oh - 1) * stride + kh)]
        dx = dx[:, :, :, pad : min(pad + w, (ow - 1) * stride + kw)]
        """,
        old=CROP,
        parts=(STEPS,),
    ),
    Wrong(
        BACKWARD,
        "a convolution that knows stride 1 only",
        hint="Turned kernels over a padded dout are right for stride 1; with a stride there are "
        "gaps between the outputs.",
        new="""
        wide = np.pad(dout, ((0, 0), (0, 0), (kh - 1, kh - 1), (kw - 1, kw - 1)))
        dpadded = np.zeros(padded.shape)
        for r in range(min(padded.shape[2], wide.shape[2] - kh + 1)):
            for q in range(min(padded.shape[3], wide.shape[3] - kw + 1)):
                seen = wide[:, :, r : r + kh, q : q + kw]
                turned = W[:, :, ::-1, ::-1]
                dpadded[:, :, r, q] = np.tensordot(seen, turned, ((1, 2, 3), (0, 2, 3)))
        dx = dpadded[:, :, pad : pad + h, pad : pad + w]
        """,
        old=CROP,
        parts=(STEPS,),
    ),
    Wrong(
        BACKWARD,
        "dx of integers",
        hint="`zeros_like` of integer pixels holds integers, and cuts every gradient down to one.",
        new="dx = dx.astype(x.dtype)\nreturn dx, dW, db",
        old="return dx, dW, db",
        parts=(INTEGERS,),
    ),
    Wrong(
        BACKWARD,
        "dW of integers",
        hint="dW is made of floats, whatever W holds: `zeros_like` of integers cuts them down.",
        new="dW = dW.astype(W.dtype)\nreturn dx, dW, db",
        old="return dx, dW, db",
        parts=(INTEGERS,),
    ),
    Right(BACKWARD, "a list", "return [dx, dW, db]", "return dx, dW, db"),
    Right(
        BACKWARD,
        "cut where there is padding",
        "dx = dpadded[:, :, pad:-pad, pad:-pad] if pad else dpadded",
        CROP,
    ),
    Right(BACKWARD, "rows for the bias", 'db = np.einsum("noij->o", dout)', DB),
    Right(BACKWARD, "three sums", "db = dout.sum(axis=3).sum(axis=2).sum(axis=0)", DB),
    Right(
        BACKWARD,
        "patches and one matrix product",
        """
        (n, c, h, w), (o, _, kh, kw), (oh, ow) = x.shape, W.shape, dout.shape[2:]
        padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
        r = stride * np.arange(oh)[:, None, None, None] + np.arange(kh)[None, None, :, None]
        q = stride * np.arange(ow)[None, :, None, None] + np.arange(kw)
        patches = padded[:, :, r, q].transpose(0, 2, 3, 1, 4, 5).reshape(n * oh * ow, -1)
        rows = dout.transpose(0, 2, 3, 1).reshape(-1, o)
        dW = (rows.T @ patches).reshape(W.shape)
        dpatches = (rows @ W.reshape(o, -1)).reshape(n, oh, ow, c, kh, kw)
        dpadded = np.zeros(padded.shape)
        np.add.at(dpadded, (slice(None), slice(None), r, q), dpatches.transpose(0, 3, 1, 2, 4, 5))
        return dpadded[:, :, pad : h + pad, pad : w + pad], dW, rows.sum(axis=0)
        """,
    ),
    Right(
        BACKWARD,
        "weight by weight",
        """
        (n, c, h, w), (o, _, kh, kw), (oh, ow) = x.shape, W.shape, dout.shape[2:]
        padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad))).astype(float)
        dpadded, dW = np.zeros_like(padded), np.zeros(W.shape)
        for u in range(kh):
            for v in range(kw):
                seen = np.s_[:, :, u : u + stride * oh : stride, v : v + stride * ow : stride]
                dW[:, :, u, v] = np.einsum("noij,ncij->oc", dout, padded[seen])
                dpadded[seen] += np.einsum("noij,oc->ncij", dout, W[:, :, u, v])
        return dpadded[:, :, pad : pad + h, pad : pad + w].copy(), dW, dout.sum((0, 2, 3))
        """,
    ),
    Right(
        BACKWARD,
        "four loops",
        """
        (n, c, h, w), (o, _, kh, kw), (oh, ow) = x.shape, W.shape, dout.shape[2:]
        padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
        dpadded, dW, db = np.zeros(padded.shape), np.zeros(W.shape), np.zeros(o)
        for s in range(n):
            for m in range(o):
                for i in range(oh):
                    for j in range(ow):
                        r, q, g = i * stride, j * stride, dout[s, m, i, j]
                        dpadded[s, :, r : r + kh, q : q + kw] += g * W[m]
                        dW[m] += g * padded[s, :, r : r + kh, q : q + kw]
                        db[m] += g
        return dpadded[:, :, pad : pad + h, pad : pad + w], dW, db
        """,
    ),
    Right(
        BACKWARD,
        "no padded array",
        """
        (n, c, h, w), (o, _, kh, kw) = x.shape, W.shape
        dx, dW = np.zeros(x.shape), np.zeros(W.shape)
        for i, j in np.ndindex(dout.shape[2:]):
            for u, v in np.ndindex(kh, kw):
                r, q = i * stride + u - pad, j * stride + v - pad
                if 0 <= r < h and 0 <= q < w:
                    dx[:, :, r, q] += dout[:, :, i, j] @ W[:, :, u, v]
                    dW[:, :, u, v] += dout[:, :, i, j].T @ x[:, :, r, q]
        return dx, dW, dout.sum(axis=-1).sum(axis=-1).sum(axis=0)
        """,
    ),
    Right(
        BACKWARD,
        "convolution with gaps filled by zeros",
        """
        (n, c, h, w), (o, _, kh, kw), (oh, ow) = x.shape, W.shape, dout.shape[2:]
        full = np.zeros((n, o, h + 2 * pad - kh + 1, w + 2 * pad - kw + 1))
        full[:, :, ::stride, ::stride] = dout
        wide = np.pad(full, ((0, 0), (0, 0), (kh - 1, kh - 1), (kw - 1, kw - 1)))
        turned = W[:, :, ::-1, ::-1].swapaxes(0, 1)
        dx = conv2d_forward(wide, turned, np.zeros(c))[:, :, pad : pad + h, pad : pad + w]
        padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
        dW = conv2d_forward(padded.swapaxes(0, 1), full.swapaxes(0, 1), np.zeros(o)).swapaxes(0, 1)
        return dx, dW, full.sum(axis=(0, 2, 3))
        """,
    ),
    Right(
        BACKWARD,
        "the matrix of the layer",
        """
        (n, c, h, w), (o, _, kh, kw), (oh, ow) = x.shape, W.shape, dout.shape[2:]
        places = np.arange(c * (h + 2 * pad) * (w + 2 * pad)).reshape(c, h + 2 * pad, w + 2 * pad)
        index = np.array([
            places[:, i * stride : i * stride + kh, j * stride : j * stride + kw].ravel()
            for i in range(oh) for j in range(ow)
        ])
        flat = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad))).reshape(n, -1)
        g = dout.reshape(n, o, -1)
        dW = np.einsum("nop,npk->ok", g, flat[:, index]).reshape(W.shape)
        back = np.einsum("nop,ok->npk", g, W.reshape(o, -1))
        dflat = np.zeros(flat.shape)
        for p, where in enumerate(index):
            dflat[:, where] += back[:, p]
        dx = dflat.reshape(n, *places.shape)[:, :, pad : pad + h, pad : pad + w]
        return dx, dW, g.sum(axis=(0, 2))
        """,
    ),
    Right(
        BACKWARD,
        "image by image",
        """
        h, w = x.shape[2:]
        kh, kw = W.shape[2:]
        dx, dW = [], 0.0
        for image, g in zip(x, dout):
            image = np.pad(image, ((0, 0), (pad, pad), (pad, pad)))
            dimage = np.zeros(image.shape)
            for m, i, j in np.ndindex(g.shape):
                window = np.s_[:, i * stride : i * stride + kh, j * stride : j * stride + kw]
                dimage[window] += W[m] * g[m, i, j]
                one = np.zeros(W.shape)
                one[m] = image[window] * g[m, i, j]
                dW = dW + one
            dx.append(dimage[:, pad : pad + h, pad : pad + w])
        return np.stack(dx), dW, dout.sum(0).sum(1).sum(1)
        """,
    ),
    Right(
        BACKWARD,
        "a view of the windows that can be written",
        """
        from numpy.lib.stride_tricks import sliding_window_view

        h, w = x.shape[2:]
        padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
        dpadded = np.zeros(padded.shape)
        seen, dseen = (
            sliding_window_view(a, W.shape[2:], (2, 3), writeable=True)[:, :, ::stride, ::stride]
            for a in (padded, dpadded)
        )
        dW = np.tensordot(dout, seen, axes=((0, 2, 3), (0, 2, 3)))
        for u, v in np.ndindex(W.shape[2:]):
            dseen[..., u, v] += np.tensordot(dout, W[:, :, u, v], axes=(1, 0)).transpose(0, 3, 1, 2)
        return dpadded[:, :, pad : pad + h, pad : pad + w], dW, np.add.reduce(dout, axis=(0, 2, 3))
        """,
    ),
]

OUT, ARG = "out[:, :, i, j] = seen.max(axis=2)", "arg[:, :, i, j] = seen.argmax(axis=2)"
FLAT = "seen = x[:, :, r : r + k, q : q + k].reshape(n, c, k * k)"
PLACE_COUNT = "oh, ow = (h - k) // stride + 1, (w - k) // stride + 1"
MAXPOOL_FORWARD = [
    Wrong(
        POOL,
        "compared with zero",
        hint="A window of negative numbers has a negative maximum: do not start from 0.",
        new="out[:, :, i, j] = np.maximum(seen.max(axis=2), out[:, :, i, j])",
        old=OUT,
    ),
    Wrong(
        POOL,
        "starts at -1000",
        hint="Numbers may be below any start that you choose: begin with a pixel, or with "
        "-infinity.",
        new="out[:, :, i, j] = np.maximum(seen.max(axis=2), -1000)",
        old=OUT,
    ),
    Wrong(
        POOL,
        "mean of the window",
        hint="That is average pooling: the largest number is due.",
        new="out[:, :, i, j] = seen.mean(axis=2)",
        old=OUT,
    ),
    Wrong(
        POOL,
        "largest in size",
        hint="The largest number, not the one furthest from zero: keep the signs.",
        new="""
        arg[:, :, i, j] = np.abs(seen).argmax(axis=2)
        out[:, :, i, j] = np.take_along_axis(seen, arg[:, :, i, j, None], axis=2)[..., 0]
        """,
        old=f"{OUT}\n        {ARG}",
    ),
    Wrong(
        POOL,
        "maximum over the channels",
        hint="Every channel is pooled on its own: the maximum runs over k * k pixels.",
        new="""
        out[:, :, i, j] = seen.max(axis=(1, 2))[:, None]
        arg[:, :, i, j] = seen.reshape(n, -1).argmax(axis=1)[:, None]
        """,
        old=f"{OUT}\n        {ARG}",
    ),
    Wrong(
        POOL,
        "integers out of floats",
        hint="Your output cuts off what is behind the point: it must hold floats.",
        new="out = np.zeros((n, c, oh, ow), dtype=int)",
        old="out = np.zeros((n, c, oh, ow))",
    ),
    Wrong(
        POOL,
        "places column by column",
        hint="Places are counted row by row: 0 and 1 lie beside each other.",
        new="""
        columns = x[:, :, r : r + k, q : q + k].swapaxes(2, 3).reshape(n, c, k * k)
        arg[:, :, i, j] = columns.argmax(axis=2)
        """,
        old=ARG,
    ),
    Wrong(
        POOL,
        "places in the image",
        hint="The place is counted within the window, from 0 to k * k - 1, not in the image.",
        new="""
        place = seen.argmax(axis=2)
        arg[:, :, i, j] = (r + place // k) * w + q + place % k
        """,
        old=ARG,
    ),
    Wrong(
        POOL,
        "rows of the maxima",
        hint="One number tells row and column: u * k + v.",
        new="arg[:, :, i, j] = seen.argmax(axis=2) // k",
        old=ARG,
    ),
    Wrong(
        POOL,
        "places counted from 1",
        hint="The first place has the number 0.",
        new="arg[:, :, i, j] = seen.argmax(axis=2) + 1",
        old=ARG,
    ),
    Wrong(
        POOL,
        "place of the smallest",
        hint="arg belongs to the largest number, not to the smallest.",
        new="arg[:, :, i, j] = seen.argmin(axis=2)",
        old=ARG,
    ),
    Wrong(
        POOL,
        "no places returned",
        hint="Return two arrays: the maxima, and their places.",
        new="return out",
        old="return out, arg",
    ),
    Wrong(
        POOL,
        "another order",
        hint="Return the maxima first, then their places.",
        new="return arg, out",
        old="return out, arg",
    ),
    Wrong(
        POOL,
        "one buffer for all calls",
        hint="An array that all calls share is overwritten by the next one: make a new one.",
        new="out = maxpool_forward.__dict__.setdefault((n, c, oh, ow), np.zeros((n, c, oh, ow)))",
        old="out = np.zeros((n, c, oh, ow))",
    ),
    Wrong(
        POOL,
        "the step taken for k",
        hint="The window moves by `stride`, which need not be k.",
        new="r, q = i * k, j * k",
        old=CORNER,
        parts=(WINDOWS,),
    ),
    Wrong(
        POOL,
        "windows side by side",
        hint="The window moves by `stride`, which need not be k: so many places there are.",
        new="stride = k\noh, ow = h // k, w // k",
        old=PLACE_COUNT,
        parts=(WINDOWS,),
    ),
    Wrong(
        POOL,
        "size divided by the stride",
        hint="A window fits only where k whole pixels are left: use the output size of question 1.",
        new="oh, ow = h // stride, w // stride",
        old=PLACE_COUNT,
        parts=(WINDOWS,),
    ),
    Wrong(
        POOL,
        "windows of 2",
        hint="k is an argument: your window has always 2 by 2 pixels.",
        new="k = 2\noh, ow = (h - k) // stride + 1, (w - k) // stride + 1",
        old=PLACE_COUNT,
        parts=(WINDOWS,),
    ),
    Wrong(
        POOL,
        "steps of 2",
        hint="stride is an argument: your window moves always by 2.",
        new="stride = 2\noh, ow = (h - k) // stride + 1, (w - k) // stride + 1",
        old=PLACE_COUNT,
        parts=(WINDOWS,),
    ),
    Wrong(
        POOL,
        "windows over the end",
        hint="What is left over at the end makes no window: round the number of places down.",
        new="oh, ow = -((k - h) // stride) + 1, -((k - w) // stride) + 1\n"
        "x = np.pad(x, ((0, 0), (0, 0), (0, k), (0, k)), constant_values=x.min())",
        old=PLACE_COUNT,
        parts=(WINDOWS,),
    ),
    Wrong(
        POOL,
        "places counted in rows of stride",
        hint="A row of the window has k pixels: the place is u * k + v, not u * stride + v.",
        new="""
        place = seen.argmax(axis=2)
        arg[:, :, i, j] = place // k * stride + place % k
        """,
        old=ARG,
        parts=(WINDOWS,),
    ),
    Wrong(
        POOL,
        "the last of equal maxima",
        hint="Of several equal maxima the first one counts, row by row: > and not >=.",
        new="arg[:, :, i, j] = k * k - 1 - seen[:, :, ::-1].argmax(axis=2)",
        old=ARG,
        parts=(TIES,),
    ),
    Wrong(
        POOL,
        "the first column of equal maxima",
        hint="First means row by row: of equal maxima the one in the upper row counts.",
        new="""
        window = x[:, :, r : r + k, q : q + k]
        v = window.max(axis=2).argmax(axis=2)
        u = np.take_along_axis(window, v[:, :, None, None], axis=3)[..., 0].argmax(axis=2)
        arg[:, :, i, j] = u * k + v
        """,
        old=ARG,
        parts=(TIES,),
    ),
    Wrong(
        POOL,
        "places as floats",
        hint="`np.zeros` makes floats, which no array takes for an index: give arg dtype=int.",
        new="arg = np.zeros((n, c, oh, ow))",
        old="arg = np.zeros((n, c, oh, ow), dtype=int)",
        parts=(PLACES,),
    ),
    Right(POOL, "a list", "return [out, arg]", "return out, arg"),
    Right(
        POOL,
        "the kind of x",
        "out = np.empty((n, c, oh, ow), dtype=x.dtype)",
        "out = np.zeros((n, c, oh, ow))",
    ),
    Right(
        POOL,
        "small integers",
        "arg = np.empty((n, c, oh, ow), np.int32)",
        "arg = np.zeros((n, c, oh, ow), dtype=int)",
    ),
    Right(
        POOL,
        "maximum found by its place",
        "arg[:, :, i, j] = seen.argmax(-1)\n        "
        "out[:, :, i, j] = np.take_along_axis(seen, seen.argmax(-1)[..., None], -1)[..., 0]",
        f"{OUT}\n        {ARG}",
    ),
    Right(
        POOL,
        "sliding_window_view",
        """
        from numpy.lib.stride_tricks import sliding_window_view

        seen = sliding_window_view(x, (k, k), axis=(2, 3))[:, :, ::stride, ::stride]
        seen = seen.reshape(*seen.shape[:4], -1)
        return seen.max(axis=-1), seen.argmax(axis=-1)
        """,
    ),
    Right(
        POOL,
        "six loops",
        """
        n, c, h, w = x.shape
        oh, ow = (h - k) // stride + 1, (w - k) // stride + 1
        out, arg = np.full((n, c, oh, ow), -np.inf), np.zeros((n, c, oh, ow), np.int64)
        for s, d, i, j in np.ndindex(n, c, oh, ow):
            for u in range(k):
                for v in range(k):
                    pixel = x[s, d, i * stride + u, j * stride + v]
                    if pixel > out[s, d, i, j]:
                        out[s, d, i, j], arg[s, d, i, j] = pixel, u * k + v
        return out, arg
        """,
    ),
    Right(
        POOL,
        "place by place",
        """
        oh, ow = ((side - k) // stride + 1 for side in x.shape[2:])
        out, arg = None, np.zeros((*x.shape[:2], oh, ow), dtype=np.int8)
        for place in range(k * k):
            u, v = place // k, place % k
            seen = x[:, :, u : u + stride * oh : stride, v : v + stride * ow : stride]
            if out is None:
                out = seen.copy()
            else:
                arg[seen > out] = place
                out = np.maximum(out, seen)
        return out, arg
        """,
    ),
    Right(
        POOL,
        "nested lists",
        """
        out, arg = [], []
        for image in x.tolist():
            out.append([]), arg.append([])
            for channel in image:
                tops = range(0, len(channel) - k + 1, stride)
                lefts = range(0, len(channel[0]) - k + 1, stride)
                windows = [
                    [[p for row in channel[r : r + k] for p in row[q : q + k]] for q in lefts]
                    for r in tops
                ]
                out[-1].append([[max(w) for w in row] for row in windows])
                arg[-1].append([[w.index(max(w)) for w in row] for row in windows])
        return np.array(out), np.array(arg)
        """,
    ),
    Right(
        POOL,
        "as_strided",
        """
        from numpy.lib.stride_tricks import as_strided

        n, c, h, w = x.shape
        oh, ow = (h - k) // stride + 1, (w - k) // stride + 1
        a, b, r, q = x.strides
        windows = as_strided(x, (n, c, oh, ow, k, k), (a, b, r * stride, q * stride, r, q))
        flat = windows.reshape(n, c, oh, ow, k * k)
        return np.max(flat, axis=4), np.argmax(flat, axis=4)
        """,
    ),
    Right(
        POOL,
        "a reshape where windows tile",
        """
        n, c, h, w = x.shape
        if k == stride and h % k == 0 and w % k == 0:
            seen = x.reshape(n, c, h // k, k, w // k, k).transpose(0, 1, 2, 4, 3, 5)
            seen = seen.reshape(n, c, h // k, w // k, k * k)
            return seen.max(4), seen.argmax(4)
        oh, ow = (h - k) // stride + 1, (w - k) // stride + 1
        rows = stride * np.arange(oh)[:, None, None, None] + np.arange(k)[:, None]
        columns = stride * np.arange(ow)[:, None, None] + np.arange(k)
        seen = x[:, :, rows, columns].reshape(n, c, oh, ow, -1)
        return np.amax(seen, axis=-1), np.argmax(seen, axis=-1)
        """,
    ),
    Right(
        POOL,
        "unravelled and counted again",
        """
        n, c, h, w = x.shape
        oh, ow = conv_output_size(h, k, stride), conv_output_size(w, k, stride)
        out, arg = np.zeros((n, c, oh, ow), x.dtype), np.zeros((n, c, oh, ow), np.uint8)
        for place in np.ndindex(n, c, oh, ow):
            s, d, i, j = place
            window = x[s, d, i * stride : i * stride + k, j * stride : j * stride + k]
            u, v = np.unravel_index(np.argmax(window), window.shape)
            out[place], arg[place] = window[u, v], k * u + v
        return out, arg
        """,
    ),
]

ADDED = "dx[n, c, i * stride + u, j * stride + v] += dout[n, c, i, j]"
LOST = "One pixel can be the maximum of several windows, and their gradients add up: `=` keeps the "
LOST += "last one, and so does += with index arrays (see np.add.at)."
MAXPOOL_BACKWARD = [
    Wrong(UNPOOL, "assigned", hint=LOST, new=ADDED.replace("+=", "="), old=ADDED, parts=(WINDOWS,)),
    Wrong(
        UNPOOL,
        "index arrays with +=",
        hint=LOST,
        new="""
        dx = np.zeros(x.shape)
        n, c, i, j = np.indices(dout.shape)
        dx[n, c, i * stride + arg // k, j * stride + arg % k] += dout
        return dx
        """,
        parts=(WINDOWS,),
    ),
    Wrong(
        UNPOOL,
        "row and column exchanged",
        hint="The place is u * k + v: the row is place // k, the column place % k.",
        new="v, u = divmod(arg[n, c, i, j], k)",
        old="u, v = divmod(arg[n, c, i, j], k)",
    ),
    Wrong(
        UNPOOL,
        "the corner of the window",
        hint="The gradient goes to the pixel of the maximum: use arg.",
        new="u = v = 0",
        old="u, v = divmod(arg[n, c, i, j], k)",
    ),
    Wrong(
        UNPOOL,
        "arg taken for a place in the image",
        hint="arg counts within the window: add where the window starts.",
        new="u, v = divmod(int(arg[n, c, i, j]), x.shape[3])\ndx[n, c, u, v] += dout[n, c, i, j]",
        old=f"u, v = divmod(arg[n, c, i, j], k)\n    {ADDED}",
    ),
    Wrong(
        UNPOOL,
        "to every pixel of the window",
        hint="Only the maximum was passed on, so only it has a gradient from this window.",
        new="r, q = i * stride, j * stride\n    dx[n, c, r : r + k, q : q + k] += dout[n, c, i, j]",
        old=ADDED,
    ),
    Wrong(
        UNPOOL,
        "shared among the pixels",
        hint="That is the gradient of average pooling: here one pixel gets all of it.",
        new="dx[n, c, i * stride : i * stride + k, j * stride : j * stride + k] += "
        "dout[n, c, i, j] / k**2",
        old=ADDED,
    ),
    Wrong(
        UNPOOL,
        "upstream gradient ignored",
        hint="The maximum receives dout, not 1.",
        new=ADDED.replace("dout[n, c, i, j]", "1.0"),
        old=ADDED,
    ),
    Wrong(
        UNPOOL,
        "multiplied by the pixel",
        hint="The maximum is passed on as it is, so its derivative is 1, not x.",
        new=ADDED.replace("dout[n, c, i, j]", "dout[n, c, i, j] * x.max()"),
        old=ADDED,
    ),
    Wrong(
        UNPOOL,
        "gradients in the order of the pixels",
        hint="A mask lists pixels row by row of the image, dout window by window: the orders "
        "differ.",
        new="""
        mask = np.zeros(x.shape, dtype=bool)
        for n, c, i, j in np.ndindex(dout.shape):
            u, v = divmod(arg[n, c, i, j], k)
            mask[n, c, i * stride + u, j * stride + v] = True
        dx = np.zeros(x.shape)
        dx[mask] = np.resize(dout.ravel(), mask.sum())
        return dx
        """,
    ),
    Wrong(
        UNPOOL,
        "the first image's places for all",
        hint="Each image and each channel has its own places.",
        new="u, v = divmod(arg[0, 0, i, j], k)",
        old="u, v = divmod(arg[n, c, i, j], k)",
    ),
    Wrong(
        UNPOOL,
        "one buffer for all calls",
        hint="What an earlier call has added is still there: begin each call with new zeros.",
        new="dx = maxpool_backward.__dict__.setdefault(x.shape, np.zeros(x.shape))",
        old="dx = np.zeros(x.shape)",
    ),
    Wrong(
        UNPOOL,
        "added to the images",
        hint="dx is a new array: start from zeros, and leave x as it is.",
        new="dx = x",
        old="dx = np.zeros(x.shape)",
    ),
    Wrong(
        UNPOOL,
        "the step taken for k",
        hint="The window at (i, j) starts at (i * stride, j * stride), whatever k is.",
        new="if i * k + u < x.shape[2] and j * k + v < x.shape[3]:\n"
        "        dx[n, c, i * k + u, j * k + v] += dout[n, c, i, j]",
        old=ADDED,
        parts=(WINDOWS,),
    ),
    Wrong(
        UNPOOL,
        "windows of 2",
        hint="A row of the window has k pixels: divide the place by k, not by 2 or the stride.",
        new="u, v = divmod(arg[n, c, i, j], 2)",
        old="u, v = divmod(arg[n, c, i, j], k)",
        parts=(WINDOWS,),
    ),
    Wrong(
        UNPOOL,
        "places counted in rows of stride",
        hint="A row of the window has k pixels: divide the place by k, not by 2 or the stride.",
        new="u, v = divmod(arg[n, c, i, j], stride)",
        old="u, v = divmod(arg[n, c, i, j], k)",
        parts=(WINDOWS,),
    ),
    Wrong(
        UNPOOL,
        "pixels left over forgotten",
        hint="dx has the shape of x: pixels that no window sees get 0.",
        new="high, wide = dout.shape[2:]\n"
        "return dx[:, :, : (high - 1) * stride + k, : (wide - 1) * stride + k]",
        old="return dx",
        parts=(WINDOWS,),
    ),
    Wrong(
        UNPOOL,
        "to every tied maximum",
        hint="Of equal maxima only the first one gets the gradient: comparing with the maximum "
        "finds all of them.",
        new="""
        dx = np.zeros(x.shape)
        for n, c, i, j in np.ndindex(dout.shape):
            rows = slice(i * stride, i * stride + k)
            columns = slice(j * stride, j * stride + k)
            window = x[n, c, rows, columns]
            dx[n, c, rows, columns] += (window == window.max()) * dout[n, c, i, j]
        return dx
        """,
        parts=(TIES,),
    ),
    Wrong(
        UNPOOL,
        "shared among tied maxima",
        hint="Of equal maxima the first one gets the whole gradient: it is not shared.",
        new="""
        dx = np.zeros(x.shape)
        for n, c, i, j in np.ndindex(dout.shape):
            rows = slice(i * stride, i * stride + k)
            columns = slice(j * stride, j * stride + k)
            window = x[n, c, rows, columns]
            tied = window == window.max()
            dx[n, c, rows, columns] += tied / tied.sum() * dout[n, c, i, j]
        return dx
        """,
        parts=(TIES,),
    ),
    Wrong(
        UNPOOL,
        "to the last tied maximum",
        hint="Of equal maxima the first one, row by row, gets the gradient.",
        new="""
        dx = np.zeros(x.shape)
        for n, c, i, j in np.ndindex(dout.shape):
            window = x[n, c, i * stride : i * stride + k, j * stride : j * stride + k]
            u, v = divmod(k * k - 1 - window.ravel()[::-1].argmax(), k)
            dx[n, c, i * stride + u, j * stride + v] += dout[n, c, i, j]
        return dx
        """,
        parts=(TIES,),
    ),
    Wrong(
        UNPOOL,
        "zeros have no gradient",
        hint="A maximum of 0 is a maximum: the ReLU is not part of this layer.",
        new="return dx * (x != 0)",
        old="return dx",
        parts=(TIES,),
    ),
    Wrong(
        UNPOOL,
        "dx of integers",
        hint="`zeros_like` of integer pixels holds integers, and cuts every gradient down to one.",
        new="dx = np.zeros_like(x)",
        old="dx = np.zeros(x.shape)",
        parts=(INTEGERS,),
    ),
    Right(
        UNPOOL,
        "np.add.at",
        """
        dx = np.zeros(x.shape)
        n, c, i, j = np.indices(dout.shape)
        np.add.at(dx, (n, c, i * stride + arg // k, j * stride + arg % k), dout)
        return dx
        """,
    ),
    Right(
        UNPOOL,
        "np.ogrid",
        """
        N, C, oh, ow = dout.shape
        n, c, i, j = np.ogrid[:N, :C, :oh, :ow]
        u, v = np.divmod(arg, k)
        dx = np.zeros(x.shape, dtype=dout.dtype)
        np.add.at(dx, (n, c, i * stride + u, j * stride + v), dout)
        return dx
        """,
    ),
    Right(
        UNPOOL,
        "bincount",
        """
        n, c, i, j = np.indices(dout.shape)
        place = (n, c, i * stride + arg // k, j * stride + arg % k)
        flat = np.ravel_multi_index(place, x.shape).ravel()
        return np.bincount(flat, weights=dout.ravel(), minlength=x.size).reshape(x.shape)
        """,
    ),
    Right(
        UNPOOL,
        "place by place",
        """
        dx = np.zeros(x.shape)
        oh, ow = dout.shape[2:]
        for place in range(k * k):
            u, v = place // k, place % k
            seen = dx[:, :, u : u + stride * oh : stride, v : v + stride * ow : stride]
            seen += np.where(arg == place, dout, 0)
        return dx
        """,
    ),
    Right(
        UNPOOL,
        "places found anew",
        """
        dx = np.zeros(x.shape)
        for s, d, i, j in np.ndindex(dout.shape):
            rows, columns = slice(i * stride, i * stride + k), slice(j * stride, j * stride + k)
            window = x[s, d, rows, columns]
            best = np.unravel_index(window.argmax(), window.shape)
            dx[s, d, rows, columns][best] += dout[s, d, i, j]
        return dx
        """,
    ),
    Right(
        UNPOOL,
        "batch and channels at once",
        """
        dx = np.zeros(x.shape)
        n, c = np.arange(x.shape[0])[:, None], np.arange(x.shape[1])
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                u, v = arg[:, :, i, j] // k, arg[:, :, i, j] % k
                dx[n, c, i * stride + u, j * stride + v] += dout[:, :, i, j]
        return dx
        """,
    ),
    Right(
        UNPOOL,
        "one-hot windows",
        """
        dx = np.zeros(x.shape)
        for i, j in np.ndindex(dout.shape[2:]):
            one_hot = (np.arange(k * k) == arg[:, :, i, j, None]).reshape(*x.shape[:2], k, k)
            rows, columns = slice(i * stride, i * stride + k), slice(j * stride, j * stride + k)
            dx[:, :, rows, columns] += one_hot * dout[:, :, i : i + 1, j : j + 1]
        return dx
        """,
    ),
    Right(
        UNPOOL,
        "unravel_index",
        "u, v = np.unravel_index(arg[n, c, i, j], (k, k))",
        "u, v = divmod(arg[n, c, i, j], k)",
    ),
    Right(
        UNPOOL,
        "nested lists",
        """
        dx = np.zeros(x.shape).tolist()
        dout, arg = dout.tolist(), arg.tolist()
        for s in range(len(dout)):
            for d in range(len(dout[0])):
                for i, row in enumerate(dout[s][d]):
                    for j, g in enumerate(row):
                        u, v = divmod(arg[s][d][i][j], k)
                        dx[s][d][i * stride + u][j * stride + v] += g
        return np.array(dx)
        """,
    ),
    Right(
        UNPOOL,
        "side by side without adding",
        """
        n, c, i, j = np.indices(dout.shape)
        rows, columns = i * stride + arg // k, j * stride + arg % k
        dx = np.zeros(x.shape)
        if stride >= k:
            dx[n, c, rows, columns] = dout
            return dx
        for place in zip(n.flat, c.flat, rows.flat, columns.flat, dout.flat):
            dx[place[:4]] += place[4]
        return dx
        """,
    ),
    Right(
        UNPOOL,
        "a writeable view of the windows",
        """
        from numpy.lib.stride_tricks import sliding_window_view

        dx = np.zeros(x.shape)
        seen = sliding_window_view(dx, (k, k), (2, 3), writeable=True)[:, :, ::stride, ::stride]
        for s, d, i, j in np.ndindex(arg.shape):
            seen[s, d, i, j, arg[s, d, i, j] // k, arg[s, d, i, j] % k] += dout[s, d, i, j]
        return dx
        """,
    ),
]

ANSWERS = [
    *CONV_OUTPUT_SIZE,
    *CONV2D_FORWARD,
    *CONV2D_BACKWARD,
    *MAXPOOL_FORWARD,
    *MAXPOOL_BACKWARD,
]
