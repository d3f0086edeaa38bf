"""Known wrong answers to exercise 06 with their hints, and other right answers."""

from textwrap import dedent, indent

from grading.misconceptions import Right, Wrong

BOTH = ("adam", "adamw")  # AdamW is declared to build on the student's own Adam
TINY, RATES, ARRAYS, INTEGERS = (
    "tiny and zero gradients",
    "another lr between steps",
    "float32, views and reused arrays",
    "integers",
)
END, LOW, NO_RISE = "steps from total on", "a min_lr above 0", "no warm-up"

SAME_ARRAYS = (
    "The numbers have to change in the arrays that were handed over: `p = p - ...`, `np.array(p)`, "
    "`astype` and `ravel` can all make new ones."
)
OWN_STATE = (
    "What stands in the class itself belongs to all optimizers together: give each its own memory "
    "in `__init__`, with `self.`."
)
LR_NOW = "Somebody sets `optimizer.lr` between steps: read it in each step, not once at the start."
ALIAS = (
    "An assignment makes no copy: what you keep is the caller's gradient array, which will hold "
    "other numbers in the next step."
)
OWNER = (
    "The array in params is the only truth: its owner may change it between steps, and a copy of "
    "yours does not know."
)
GRADIENTS = (
    "The gradients belong to the caller: `g *= ...`, `g += ...` and `g[...] = ...` change them. "
    "Work with new arrays."
)
NO_STATE = "The velocity has to last from one step to the next: make it once, in `__init__`."
EPS_OUTSIDE = "eps stands outside the root: first the root, then eps is added."
NO_EPS = "Where all gradients were zero this is 0/0: what is eps for?"
OWN_MEMORY = "Each parameter needs a memory of its own: nothing is shared between them."
SQUARES = "The square of every entry on its own, not a mean or a sum over the array."


def whole(head, signature, init, step, attribute=""):
    """Return a class with these bodies of `__init__` and `step`."""
    body = (
        f"{attribute}def __init__(self, {signature}):\n{indent(dedent(init).strip(), '    ')}\n\n"
        f"def step(self, grads):\n{indent(dedent(step).strip(), '    ')}\n"
    )
    return f"{head}:\n{indent(body, '    ')}"


def sgd(step, init="", attribute=""):
    init = init or (
        "self.params, self.lr, self.momentum = params, lr, momentum\n"
        "self.v = [np.zeros_like(p) for p in params]"
    )
    return whole("class SGD", "params, lr=0.1, momentum=0.0", init, step, attribute)


def adam(step, init="", attribute=""):
    init = init or (
        "self.params, self.lr, self.betas, self.eps = params, lr, betas, eps\n"
        "self.m = [np.zeros_like(p) for p in params]\n"
        "self.s = [np.zeros_like(p) for p in params]\n"
        "self.t = 0"
    )
    return whole(
        "class Adam", "params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8", init, step, attribute
    )


def adamw(step, init="", head="class AdamW(Adam)"):
    init = init or ("super().__init__(params, lr, betas, eps)\nself.weight_decay = weight_decay")
    signature = "params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01"
    return whole(head, signature, init, step)


VELOCITY, MOVE = "self.v[i] = self.momentum * self.v[i] + g", "p -= self.lr * self.v[i]"
KEEP = "self.params, self.lr, self.momentum = params, lr, momentum"
SGD = [
    Wrong(
        "sgd",
        "running mean",
        hint="The gradient enters with weight 1: 1 - momentum belongs to a running mean.",
        new="self.v[i] = self.momentum * self.v[i] + (1 - self.momentum) * g",
        old=VELOCITY,
    ),
    Wrong(
        "sgd",
        "lr inside the velocity",
        hint="The velocity holds gradients alone, so that a new lr holds for the old ones as well.",
        new="self.v[i] = self.momentum * self.v[i] + self.lr * g\n    p -= self.v[i]",
        old=f"{VELOCITY}\n    {MOVE}",
        parts=(RATES,),
    ),
    Wrong(
        "sgd",
        "one velocity for all parameters",
        hint=OWN_MEMORY,
        new="self.v[0] = self.momentum * self.v[0] + g\n    p -= self.lr * self.v[0]",
        old=f"{VELOCITY}\n    {MOVE}",
    ),
    Wrong(
        "sgd",
        "one velocity for parameters of one shape",
        hint="Two parameters can have the same shape: tell them by their place in the list.",
        new=sgd(
            """
            for p, g in zip(self.params, grads):
                self.v[p.shape] = self.momentum * self.v.get(p.shape, 0.0) + g
                p -= self.lr * self.v[p.shape]
            """,
            "self.params, self.lr, self.momentum, self.v = params, lr, momentum, {}",
        ),
    ),
    Wrong(
        "sgd",
        "a new array in place of the old one",
        hint=SAME_ARRAYS,
        new="p = p - self.lr * self.v[i]",
        old=MOVE,
    ),
    Wrong(
        "sgd",
        "a new array put into the list",
        hint=SAME_ARRAYS,
        new="self.params[i] = p - self.lr * self.v[i]",
        old=MOVE,
    ),
    Wrong(
        "sgd",
        "copies of the parameters",
        hint=SAME_ARRAYS,
        new="self.params = [np.array(p) for p in params]\nself.lr, self.momentum = lr, momentum",
        old=KEEP,
    ),
    Wrong(
        "sgd",
        "made float64 at the start",
        hint=SAME_ARRAYS,
        new="self.params = [np.asarray(p, dtype=float) for p in params]\n"
        "self.lr, self.momentum = lr, momentum",
        old=KEEP,
        parts=(ARRAYS,),
    ),
    Wrong(
        "sgd",
        "flattened before the step",
        hint=SAME_ARRAYS,
        new="flat = p.reshape(-1)\n    flat -= self.lr * self.v[i].reshape(-1)",
        old=MOVE,
        parts=(ARRAYS,),
    ),
    Wrong(
        "sgd",
        "a copy of the parameters carried along",
        hint=OWNER,
        new=sgd(
            """
            for i, g in enumerate(grads):
                self.v[i] = self.momentum * self.v[i] + g
                self.now[i] = self.now[i] - self.lr * self.v[i]
                self.params[i][...] = self.now[i]
            """,
            """
            self.params, self.lr, self.momentum = params, lr, momentum
            self.v, self.now = [0.0 for p in params], [p.copy() for p in params]
            """,
        ),
        parts=(ARRAYS,),
    ),
    Wrong(
        "sgd",
        "momentum on the gradient",
        hint="momentum says how much of the old velocity stays: it is no factor of the gradient.",
        new="self.v[i] = self.v[i] + self.momentum * g",
        old=VELOCITY,
    ),
    Wrong(
        "sgd",
        "Nesterov",
        hint="That looks ahead as Nesterov does: here the step is lr times the velocity.",
        new="p -= self.lr * (g + self.momentum * self.v[i])",
        old=MOVE,
    ),
    Wrong(
        "sgd",
        "step before the velocity",
        hint="First the velocity takes up the gradient, then the parameter moves.",
        new="p -= self.lr * self.v[i]\n    self.v[i] = self.momentum * self.v[i] + g",
        old=f"{VELOCITY}\n    {MOVE}",
    ),
    Wrong(
        "sgd",
        "only the gradient before",
        hint="The velocity remembers all gradients, not only the last: it is made from itself.",
        new="p -= self.lr * (g + self.momentum * self.v[i])\n    self.v[i] = g.copy()",
        old=f"{VELOCITY}\n    {MOVE}",
    ),
    Wrong(
        "sgd",
        "momentum left out",
        hint=NO_STATE,
        new="p -= self.lr * g",
        old=f"{VELOCITY}\n    {MOVE}",
    ),
    Wrong(
        "sgd",
        "velocity zero in each step",
        hint=NO_STATE,
        new=sgd(
            """
            self.v = [np.zeros_like(p) for p in self.params]
            for p, v, g in zip(self.params, self.v, grads):
                v[...] = self.momentum * v + g
                p -= self.lr * v
            """
        ),
    ),
    Wrong(
        "sgd",
        "uphill",
        hint="The gradient points uphill: step against it.",
        new="p += self.lr * self.v[i]",
        old=MOVE,
    ),
    Wrong(
        "sgd",
        "skipped where the gradient is zero",
        hint="A velocity goes on where the gradient is zero: no parameter may be skipped.",
        new=f"if not g.any():\n        continue\n    {VELOCITY}",
        old=VELOCITY,
    ),
    Wrong(
        "sgd",
        "first parameter only",
        hint="The loop ends after the first parameter: where does `return` or `break` stand?",
        new=f"{MOVE}\n    return",
        old=MOVE,
    ),
    Wrong(
        "sgd",
        "velocities in the class",
        hint=OWN_STATE,
        new=sgd(
            """
            for i, (p, g) in enumerate(zip(self.params, grads)):
                self.v[i] = self.momentum * self.v.get(i, 0.0) + g
                p -= self.lr * self.v[i]
            """,
            KEEP,
            attribute="v = {}\n\n",
        ),
    ),
    Wrong(
        "sgd",
        "lr read once",
        hint=LR_NOW,
        new=sgd(
            """
            for i, (p, g) in enumerate(zip(self.params, grads)):
                self.v[i] = self.momentum * self.v[i] + g
                p -= self.rate * self.v[i]
            """,
            """
            self.params, self.rate, self.momentum = params, lr, momentum
            self.v = [np.zeros_like(p) for p in params]
            """,
        ),
        parts=(RATES,),
    ),
    Wrong(
        "sgd",
        "velocity is the first gradient itself",
        hint=ALIAS,
        new="self.v[i] = self.momentum * self.v[i] + g if np.any(self.v[i]) else g",
        old=VELOCITY,
        parts=(ARRAYS,),
    ),
    Wrong(
        "sgd",
        "velocity grows in the first gradient",
        hint=ALIAS,
        new=sgd(
            """
            if not self.v:
                self.v = [g for g in grads]
            else:
                for v, g in zip(self.v, grads):
                    v *= self.momentum
                    v += g
            for p, v in zip(self.params, self.v):
                p -= self.lr * v
            """,
            "self.params, self.lr, self.momentum, self.v = params, lr, momentum, []",
        ),
    ),
    Wrong(
        "sgd",
        "gradients scaled in place",
        hint=GRADIENTS,
        new="g *= self.lr\n    self.v[i] = self.momentum * self.v[i] + g / self.lr",
        old=VELOCITY,
    ),
    Wrong(
        "sgd",
        "gradients cleared",
        hint=GRADIENTS,
        new=f"{MOVE}\n    g[...] = 0.0",
        old=MOVE,
    ),
    Wrong(
        "sgd",
        "momentum of 0.9 by default",
        hint="Without an argument it is plain descent: the default of momentum is 0.",
        new=sgd(
            f"for i, (p, g) in enumerate(zip(self.params, grads)):\n    {VELOCITY}\n    {MOVE}"
        ).replace("momentum=0.0", "momentum=0.9"),
    ),
    Right("sgd", "whole content assigned", "p[...] = p - self.lr * self.v[i]", MOVE),
    Right("sgd", "slice assigned", "p[:] = p - self.lr * self.v[i]", MOVE),
    Right("sgd", "np.subtract into p", "np.subtract(p, self.lr * self.v[i], out=p)", MOVE),
    Right("sgd", "np.copyto", "np.copyto(p, p - self.lr * self.v[i])", MOVE),
    Right("sgd", "p += -...", "p += -self.lr * self.v[i]", MOVE),
    Right(
        "sgd",
        "item by item",
        "for place in np.ndindex(p.shape):\n        p[place] -= self.lr * self.v[i][place]",
        MOVE,
    ),
    Right("sgd", "flat iterator", "p.flat = (p - self.lr * self.v[i]).ravel()", MOVE),
    Right("sgd", "velocity in place", "self.v[i] *= self.momentum\n    self.v[i] += g", VELOCITY),
    Right(
        "sgd",
        "velocity points downhill",
        "self.v[i] = self.momentum * self.v[i] - g\n    p += self.lr * self.v[i]",
        f"{VELOCITY}\n    {MOVE}",
    ),
    Right("sgd", "returns the parameters", f"{MOVE}\nreturn self.params", MOVE),
    Right(
        "sgd",
        "lists of its own",
        sgd(
            """
            for k in range(len(grads)):
                v = [self.mu * old + new for old, new in zip([self.v[k]], [grads[k]])][0]
                self.v[k] = v
                self.params[k][...] -= self.lr * v
            """,
            """
            self.params = list(params)
            self.lr = lr
            self.mu = momentum
            self.v = [0.0] * len(self.params)
            """,
        ),
    ),
    Right(
        "sgd",
        "velocities made at the first step",
        sgd(
            """
            if self.v is None:
                self.v = [np.zeros(g.shape) for g in grads]
            self.v = [self.momentum * v + g for v, g in zip(self.v, grads)]
            for p, v in zip(self.params, self.v):
                p -= self.lr * v
            """,
            "self.params, self.lr, self.momentum, self.v = params, lr, momentum, None",
        ),
    ),
    Right(
        "sgd",
        "copy of the first gradient",
        "self.v[i] = g.copy() if not np.any(self.v[i]) else self.momentum * self.v[i] + g",
        VELOCITY,
    ),
    Right(
        "sgd",
        "dictionary by id",
        sgd(
            """
            for p, g in zip(self.params, grads):
                v = self.state.setdefault(id(p), np.zeros_like(p))
                v *= self.momentum
                v += g
                p -= self.lr * v
            """,
            """
            self.params, self.lr, self.momentum = tuple(params), lr, momentum
            self.state = {}
            """,
        ),
    ),
    Right(
        "sgd",
        "no velocity without momentum",
        sgd(
            """
            for i, p in enumerate(self.params):
                move = np.array(grads[i])
                if self.momentum != 0:
                    move += self.momentum * self.v[i]
                    self.v[i] = move
                p -= self.lr * move
            """
        ),
    ),
    Right(
        "sgd",
        "one long velocity",
        sgd(
            """
            self.v = self.momentum * self.v + np.concatenate([np.ravel(g) for g in grads])
            start = 0
            for p in self.params:
                p -= self.lr * self.v[start : start + p.size].reshape(p.shape)
                start += p.size
            """,
            """
            self.params, self.lr, self.momentum = params, lr, momentum
            self.v = np.zeros(sum(p.size for p in params))
            """,
        ),
    ),
    Right(
        "sgd",
        "all gradients remembered",
        sgd(
            """
            self.past.append([g.copy() for g in grads])
            for i, p in enumerate(self.params):
                v = 0.0
                for older in self.past:
                    v = self.momentum * v + older[i]
                p -= self.lr * v
            """,
            "self.params, self.lr, self.momentum, self.past = params, lr, momentum, []",
        ),
    ),
    Right(
        "sgd",
        "lr as a property",
        sgd(
            "for i, (p, g) in enumerate(zip(self.params, grads)):\n"
            f"    {VELOCITY}\n    p -= self._lr * self.v[i]"
        )
        + """
    @property
    def lr(self):
        return self._lr

    @lr.setter
    def lr(self, value):
        self._lr = float(value)
""",
    ),
]

SUM, QUOTIENT = "s = s + g**2", "return p - lr * g / (np.sqrt(s) + eps), s"
FUNCTIONS = [
    ("adagrad-step", SUM, "s + g**2"),
    ("rmsprop-step", "s = rho * s + (1 - rho) * g**2", "rho * s + (1 - rho) * g**2"),
]
STEPS = [
    answer
    for cell, update, new_s in FUNCTIONS
    for answer in (
        Wrong(
            cell,
            "root forgotten",
            hint="The gradient is divided by the root of s.",
            new="return p - lr * g / (s + eps), s",
            old=QUOTIENT,
        ),
        Wrong(
            cell,
            "eps inside the root",
            hint=EPS_OUTSIDE,
            new="return p - lr * g / np.sqrt(s + eps), s",
            old=QUOTIENT,
            parts=(TINY,),
        ),
        Wrong(
            cell,
            "the larger of root and eps",
            hint="eps is added to the root always, not only where the root is small.",
            new="return p - lr * g / np.maximum(np.sqrt(s), eps), s",
            old=QUOTIENT,
            parts=(TINY,),
        ),
        Wrong(
            cell,
            "no eps",
            hint=NO_EPS,
            new="return p - lr * g / np.sqrt(s), s",
            old=QUOTIENT,
            parts=(TINY,),
        ),
        Wrong(
            cell,
            "eps always 1e-8",
            hint="eps is an argument: use the one you are given.",
            new="return p - lr * g / (np.sqrt(s) + 1e-8), s",
            old=QUOTIENT,
            parts=(TINY,),
        ),
        Wrong(
            cell,
            "the old s used",
            hint="The step goes by the new s, with this gradient in it.",
            new=f"return p - lr * g / (np.sqrt(s) + eps), {new_s}",
            old=f"{update}\n{QUOTIENT}",
        ),
        Wrong(
            cell,
            "the old s returned",
            hint="Return the new s: the next step needs this gradient in it.",
            new=f"return p - lr * g / (np.sqrt({new_s}) + eps), s",
            old=f"{update}\n{QUOTIENT}",
        ),
        Wrong(
            cell,
            "not squared",
            hint="s collects squares: the gradient itself can cancel out and have no root.",
            new=update.replace("g**2", "g"),
            old=update,
        ),
        Wrong(
            cell,
            "absolute values",
            hint="s collects squares, not absolute values.",
            new=update.replace("g**2", "np.abs(g)"),
            old=update,
        ),
        Wrong(
            cell,
            "one number for the whole array",
            hint=SQUARES,
            new=update.replace("g**2", "np.mean(g**2)"),
            old=update,
        ),
        Wrong(
            cell,
            "square of the length",
            hint=SQUARES,
            new=update.replace("g**2", "np.sum(g**2)"),
            old=update,
        ),
        Wrong(
            cell,
            "s and p exchanged",
            hint="Return p first, then s.",
            new="return s, p - lr * g / (np.sqrt(s) + eps)",
            old=QUOTIENT,
        ),
        Wrong(
            cell,
            "uphill",
            hint="The gradient points uphill: step against it.",
            new="return p + lr * g / (np.sqrt(s) + eps), s",
            old=QUOTIENT,
        ),
        Wrong(
            cell,
            "p changed in place",
            hint="`p -= ...` changes the caller's array; this function returns a new one.",
            new="p -= lr * g / (np.sqrt(s) + eps)\nreturn p, s",
            old=QUOTIENT,
        ),
        Wrong(
            cell,
            "an integer array filled",
            hint="`zeros_like` of an integer array holds integers and cuts every number off.",
            new="new = np.zeros_like(p)\nnew[...] = p - lr * g / (np.sqrt(s) + eps)\nreturn new, s",
            old=QUOTIENT,
            parts=(INTEGERS,),
        ),
        Wrong(
            cell,
            "the step returned",
            hint="Return the new parameter, not the step that leads to it.",
            new="return lr * g / (np.sqrt(s) + eps), s",
            old=QUOTIENT,
        ),
        Right(cell, "a list", "return [p - lr * g / (np.sqrt(s) + eps), s]", QUOTIENT),
        Right(cell, "g * g", update.replace("g**2", "g * g"), update),
        Right(cell, "np.square", update.replace("g**2", "np.square(g)"), update),
        Right(cell, "power of a half", "return p - lr * g / (s**0.5 + eps), s", QUOTIENT),
        Right(
            cell,
            "a learning rate for each entry",
            "rates = lr / (eps + np.sqrt(s))\nreturn p - rates * g, s",
            QUOTIENT,
        ),
        Right(
            cell,
            "in place on copies",
            "new = np.array(p, dtype=float)\nnew -= lr * g / (np.sqrt(s) + eps)\nreturn new, s",
            QUOTIENT,
        ),
        Right(
            cell,
            "NumPy's functions",
            "size = np.add(np.sqrt(s), eps)\n"
            "return np.subtract(p, np.multiply(lr, np.divide(g, size))), s",
            QUOTIENT,
        ),
        Right(
            cell,
            "where there is something to divide",
            "move = np.divide(g, np.sqrt(s) + eps, out=np.zeros(g.shape), where=g != 0)\n"
            "return p - lr * move, s",
            QUOTIENT,
        ),
        Right(
            cell,
            "entry by entry",
            f"""
            new_p, new_s = np.empty(p.shape), np.empty(p.shape)
            for i in np.ndindex(p.shape):
                new_s[i] = {new_s.replace("s +", "s[i] +").replace("g**2", "float(g[i]) ** 2")}
                new_p[i] = p[i] - lr * g[i] / (math.sqrt(new_s[i]) + eps)
            return new_p, new_s
            """,
        ),
        Right(
            cell,
            "lists of flat numbers",
            f"""
            def one(p, g, s):
                s = {new_s}
                return p - lr * g / (math.sqrt(s) + eps), s

            pairs = [one(*map(float, row)) for row in zip(p.flat, g.flat, s.flat)]
            new_p, new_s = zip(*pairs)
            return np.reshape(new_p, p.shape), np.reshape(new_s, p.shape)
            """,
        ),
        Right(
            cell,
            "np.vectorize",
            f"""
            new = {new_s}
            return np.vectorize(lambda p, g, s: float(p - lr * g / (s**0.5 + eps)))(p, g, new), new
            """,
        ),
    )
]
STEPS += [
    Wrong(
        "adagrad-step",
        "a running mean",
        hint="AdaGrad forgets nothing: s is the plain sum of all squares.",
        new="s = 0.9 * s + g**2",
        old=SUM,
    ),
    Wrong(
        "adagrad-step",
        "RMSprop",
        hint="AdaGrad forgets nothing: s is the plain sum of all squares.",
        new="s = 0.9 * s + 0.1 * g**2",
        old=SUM,
    ),
    Wrong(
        "adagrad-step",
        "s changed in place",
        hint="`s += ...` changes the caller's array: write `s = s + ...`.",
        new="s += g**2",
        old=SUM,
    ),
    Wrong(
        "adagrad-step",
        "root of each gradient alone",
        hint="The root is taken of the sum, not of each square before it is added.",
        new="s = s + np.abs(g)\nreturn p - lr * g / (s + eps), s",
        old=f"{SUM}\n{QUOTIENT}",
    ),
    Wrong(
        "rmsprop-step",
        "rho and 1 - rho exchanged",
        hint="rho is the weight of the old mean; the new square gets what is left of 1.",
        new="s = (1 - rho) * s + rho * g**2",
        old="s = rho * s + (1 - rho) * g**2",
    ),
    Wrong(
        "rmsprop-step",
        "the new square with weight 1",
        hint="In a mean the weights sum to 1: the new square has 1 - rho.",
        new="s = rho * s + g**2",
        old="s = rho * s + (1 - rho) * g**2",
    ),
    Wrong(
        "rmsprop-step",
        "AdaGrad",
        hint="RMSprop forgets: the old s is weighed by rho.",
        new="s = s + g**2",
        old="s = rho * s + (1 - rho) * g**2",
    ),
    Wrong(
        "rmsprop-step",
        "s changed in place",
        hint="`s *= ...` changes the caller's array: write `s = rho * s + ...`.",
        new="s *= rho\ns += (1 - rho) * g**2",
        old="s = rho * s + (1 - rho) * g**2",
    ),
    Wrong(
        "rmsprop-step",
        "a copy of integers",
        hint="A copy of an integer array holds integers: it cannot take up a share of a square.",
        new="s = s.copy()\ns[...] = rho * s + (1 - rho) * g**2",
        old="s = rho * s + (1 - rho) * g**2",
        parts=(INTEGERS,),
    ),
    Wrong(
        "rmsprop-step",
        "bias corrected",
        hint="Correcting the start is Adam's idea; RMSprop takes s as it is.",
        new="return p - lr * g / (np.sqrt(s / (1 - rho)) + eps), s",
        old=QUOTIENT,
    ),
    Wrong(
        "rmsprop-step",
        "variance",
        hint="s is the mean of the squares as they are: no mean is subtracted.",
        new="s = rho * s + (1 - rho) * (g - g.mean()) ** 2",
        old="s = rho * s + (1 - rho) * g**2",
    ),
    Right(
        "rmsprop-step",
        "moved towards the new square",
        "s = s + (1 - rho) * (g**2 - s)",
        "s = rho * s + (1 - rho) * g**2",
    ),
    Right(
        "adagrad-step",
        "np.hypot",
        "size = np.hypot(np.sqrt(s), g)\nreturn p - lr * g / (size + eps), s + g * g",
    ),
]

MEAN, SQUARE = (
    "self.m[i] = b1 * self.m[i] + (1 - b1) * g",
    "self.s[i] = b2 * self.s[i] + (1 - b2) * g**2",
)
M_HAT, S_HAT = (
    "m_hat = self.m[i] / (1 - b1**self.t)",
    "s_hat = self.s[i] / (1 - b2**self.t)",
)
ADAM_MOVE = "p -= self.lr * m_hat / (np.sqrt(s_hat) + self.eps)"
ADAM_LOOP = "for i, (p, g) in enumerate(zip(self.params, grads, strict=True)):"
ADAM_KEEP = "self.params, self.lr, self.betas, self.eps = params, lr, betas, eps"
COUNT = "self.t += 1\n"
NO_COUNT = "At the first step t is 1; with t = 0 the correction divides by zero."
ADAM_BODY = f"""
b1, b2 = self.betas
for i, (p, g) in enumerate(zip(self.params, grads)):
    {MEAN}
    {SQUARE}
    {M_HAT}
    {S_HAT}
    {ADAM_MOVE}
"""
ADAM = [
    Wrong(
        "adam",
        "no bias correction",
        hint="The means start at zero and are too small at first: divide by 1 - beta**t.",
        new="m_hat, s_hat = self.m[i], self.s[i]",
        old=f"{M_HAT}\n    {S_HAT}",
        fails=BOTH,
    ),
    Wrong(
        "adam",
        "only the mean corrected",
        hint="Both means start at zero, that of the squares too.",
        new="s_hat = self.s[i]",
        old=S_HAT,
        fails=BOTH,
    ),
    Wrong(
        "adam",
        "beta without t",
        hint="The correction fades with time: it is beta to the power t.",
        new="m_hat, s_hat = self.m[i] / (1 - b1), self.s[i] / (1 - b2)",
        old=f"{M_HAT}\n    {S_HAT}",
        fails=BOTH,
    ),
    Wrong(
        "adam",
        "beta times t",
        hint="The correction is beta to the power t, not beta times t.",
        new="m_hat, s_hat = self.m[i] / (1 - b1 * self.t), self.s[i] / (1 - b2 * self.t)",
        old=f"{M_HAT}\n    {S_HAT}",
        fails=BOTH,
    ),
    Wrong("adam", "t never counted", hint=NO_COUNT, new="", old=COUNT, fails=BOTH),
    Wrong(
        "adam",
        "t counted after the step",
        hint=NO_COUNT,
        new=adam(f"{ADAM_BODY}self.t += 1"),
        fails=BOTH,
    ),
    Wrong(
        "adam",
        "t counted for each parameter",
        hint="t counts steps, not parameters: it grows once in each call of step.",
        new=f"b1, b2 = self.betas\n{ADAM_LOOP}\n    self.t += 1",
        old=f"self.t += 1\nb1, b2 = self.betas\n{ADAM_LOOP}",
        fails=BOTH,
    ),
    Wrong(
        "adam",
        "t counted twice",
        hint="t is 1 in the first step and grows by one.",
        new="self.t += 2\n",
        old=COUNT,
        fails=BOTH,
    ),
    Wrong(
        "adam",
        "correction multiplied",
        hint="The means are too small: the correction divides.",
        new="m_hat, s_hat = self.m[i] * (1 - b1**self.t), self.s[i] * (1 - b2**self.t)",
        old=f"{M_HAT}\n    {S_HAT}",
        fails=BOTH,
    ),
    Wrong(
        "adam",
        "the corrected means kept",
        hint="m and s go into the next step as they are, without the correction.",
        new="self.m[i] = m_hat = self.m[i] / (1 - b1**self.t)\n"
        "    self.s[i] = s_hat = self.s[i] / (1 - b2**self.t)",
        old=f"{M_HAT}\n    {S_HAT}",
        fails=BOTH,
    ),
    Wrong(
        "adam",
        "gradient not squared",
        hint="s is a mean of squares: the gradient itself can be negative and has no root.",
        new="self.s[i] = b2 * self.s[i] + (1 - b2) * g",
        old=SQUARE,
        fails=BOTH,
    ),
    Wrong(
        "adam",
        "m squared",
        hint="s is a mean of the squares of g, not of m.",
        new="self.s[i] = b2 * self.s[i] + (1 - b2) * self.m[i] ** 2",
        old=SQUARE,
        fails=BOTH,
    ),
    Wrong(
        "adam",
        "new gradients with weight 1",
        hint="In a mean the weights sum to 1: the new gradient has 1 - beta.",
        new="self.m[i] = b1 * self.m[i] + g",
        old=MEAN,
        fails=BOTH,
    ),
    Wrong(
        "adam",
        "one memory for all parameters",
        hint=OWN_MEMORY,
        new="self.m[0] = b1 * self.m[0] + (1 - b1) * g\n    self.m[i] = self.m[0]",
        old=MEAN,
        fails=BOTH,
    ),
    Wrong(
        "adam",
        "betas exchanged",
        hint="The first beta belongs to the gradients, the second to their squares.",
        new="b2, b1 = self.betas",
        old="b1, b2 = self.betas",
        fails=BOTH,
    ),
    Wrong(
        "adam",
        "usual betas always",
        hint="betas is an argument: use those you are given.",
        new="b1, b2 = 0.9, 0.999",
        old="b1, b2 = self.betas",
        fails=BOTH,
    ),
    Wrong(
        "adam",
        "root forgotten",
        hint="The mean is divided by the root of the mean square.",
        new="p -= self.lr * m_hat / (s_hat + self.eps)",
        old=ADAM_MOVE,
        fails=BOTH,
    ),
    Wrong(
        "adam",
        "gradient in place of its mean",
        hint="The numerator is the mean of the gradients; with g itself it is RMSprop.",
        new="p -= self.lr * g / (np.sqrt(s_hat) + self.eps)",
        old=ADAM_MOVE,
        fails=BOTH,
    ),
    Wrong(
        "adam",
        "largest mean square",
        hint="s may fall again where gradients become small; its maximum is another method's.",
        new="self.s[i] = np.maximum(self.s[i], b2 * self.s[i] + (1 - b2) * g**2)",
        old=SQUARE,
        fails=BOTH,
    ),
    Wrong(
        "adam",
        "looks ahead",
        hint="Looking ahead is Nesterov's idea: here the numerator is the corrected mean alone.",
        new="p -= self.lr * (b1 * m_hat + (1 - b1) * g / (1 - b1**self.t)) "
        "/ (np.sqrt(s_hat) + self.eps)",
        old=ADAM_MOVE,
        fails=BOTH,
    ),
    Wrong(
        "adam",
        "one number for the whole array",
        hint=SQUARES,
        new="self.s[i] = b2 * self.s[i] + (1 - b2) * np.mean(g**2)",
        old=SQUARE,
        fails=BOTH,
    ),
    Wrong(
        "adam",
        "skipped where the gradient is zero",
        hint="The means go on where the gradient is zero: no parameter may be skipped.",
        new=f"if not g.any():\n        continue\n    {MEAN}",
        old=MEAN,
        fails=BOTH,
    ),
    Wrong(
        "adam",
        "eps inside the root",
        hint=EPS_OUTSIDE,
        new="p -= self.lr * m_hat / np.sqrt(s_hat + self.eps)",
        old=ADAM_MOVE,
        fails=BOTH,
        parts=(TINY,),
    ),
    Wrong(
        "adam",
        "eps before the correction",
        hint="First the correction, then the root, then eps: otherwise eps is corrected with it.",
        new="root = (np.sqrt(self.s[i]) + self.eps) / math.sqrt(1 - b2**self.t)\n"
        "    p -= self.lr * m_hat / root",
        old=f"{S_HAT}\n    {ADAM_MOVE}",
        fails=BOTH,
        parts=(TINY,),
    ),
    Wrong(
        "adam",
        "no eps",
        hint=NO_EPS,
        new="p -= self.lr * m_hat / np.sqrt(s_hat)",
        old=ADAM_MOVE,
        fails=BOTH,
        parts=(TINY,),
    ),
    Wrong(
        "adam",
        "eps always 1e-8",
        hint="eps is an argument: use the one you are given.",
        new="p -= self.lr * m_hat / (np.sqrt(s_hat) + 1e-8)",
        old=ADAM_MOVE,
        fails=BOTH,
        parts=(TINY,),
    ),
    Wrong(
        "adam",
        "lr inside the mean",
        hint="m holds gradients alone, so that a new lr holds for the old ones as well.",
        new=adam(
            "self.t += 1\n"
            + ADAM_BODY.replace("(1 - b1) * g", "(1 - b1) * self.lr * g").replace(
                "self.lr * m_hat", "m_hat"
            )
        ),
        fails=BOTH,
        parts=(RATES,),
    ),
    Wrong(
        "adam",
        "lr read once",
        hint=LR_NOW,
        new=adam(
            "self.t += 1\n" + ADAM_BODY.replace("self.lr", "self.rate"),
            "self.params, self.lr, self.rate, self.betas, self.eps = params, lr, lr, betas, eps\n"
            "self.m, self.s, self.t = [0.0] * len(params), [0.0] * len(params), 0",
        ),
        fails=BOTH,
        parts=(RATES,),
    ),
    Wrong(
        "adam",
        "a new array in place of the old one",
        hint=SAME_ARRAYS,
        new="p = p - self.lr * m_hat / (np.sqrt(s_hat) + self.eps)",
        old=ADAM_MOVE,
        fails=BOTH,
    ),
    Wrong(
        "adam",
        "copies of the parameters",
        hint=SAME_ARRAYS,
        new=f"{ADAM_KEEP}\nself.params = [p.copy() for p in params]",
        old=ADAM_KEEP,
        fails=BOTH,
    ),
    Wrong(
        "adam",
        "made float64 at the start",
        hint=SAME_ARRAYS,
        new=f"{ADAM_KEEP}\nself.params = [np.asarray(p, dtype=float) for p in params]",
        old=ADAM_KEEP,
        fails=BOTH,
        parts=(ARRAYS,),
    ),
    Wrong(
        "adam",
        "steps counted in the class",
        hint=OWN_STATE,
        new=adam(
            f"Adam.t += 1\n{ADAM_BODY}",
            "self.params, self.lr, self.betas, self.eps = params, lr, betas, eps\n"
            "self.m, self.s = [0.0] * len(params), [0.0] * len(params)",
            attribute="t = 0\n\n",
        ),
        fails=BOTH,
    ),
    Wrong(
        "adam",
        "m and s are the same list",
        hint="m and s are two memories: `self.m = self.s = [...]` makes one list with two names.",
        new="self.m = self.s = [np.zeros_like(p) for p in params]",
        old="self.m = [np.zeros_like(p) for p in params]\n"
        "self.s = [np.zeros_like(p) for p in params]",
        fails=BOTH,
    ),
    Wrong(
        "adam",
        "gradients squared in place",
        hint=GRADIENTS,
        new="g *= g\n    self.s[i] = b2 * self.s[i] + (1 - b2) * g",
        old=SQUARE,
        fails=BOTH,
    ),
    Wrong(
        "adam",
        "other default betas",
        hint="The defaults are betas of 0.9 and 0.999, an lr of 0.001 and an eps of 1e-8.",
        new=adam(f"self.t += 1\n{ADAM_BODY}").replace("0.999", "0.99"),
    ),
    Wrong(
        "adam",
        "one beta in both corrections",
        hint="Each mean is corrected with its own beta.",
        new="s_hat = self.s[i] / (1 - b1**self.t)",
        old=S_HAT,
        fails=BOTH,
    ),
    Wrong(
        "adam",
        "distance from the mean squared",
        hint="s is a mean of the squares as they are: no mean is subtracted.",
        new="self.s[i] = b2 * self.s[i] + (1 - b2) * (g - self.m[i]) ** 2",
        old=SQUARE,
        fails=BOTH,
    ),
    Right(
        "adam",
        "whole content assigned",
        "p[...] = p - self.lr * m_hat / (np.sqrt(s_hat) + self.eps)",
        ADAM_MOVE,
    ),
    Right(
        "adam",
        "np.subtract into p",
        "np.subtract(p, self.lr * m_hat / (s_hat**0.5 + self.eps), out=p)",
        ADAM_MOVE,
    ),
    Right(
        "adam",
        "moved towards the gradient",
        "self.m[i] = self.m[i] + (1 - b1) * (g - self.m[i])\n"
        "    self.s[i] = self.s[i] + (1 - b2) * (g * g - self.s[i])",
        f"{MEAN}\n    {SQUARE}",
    ),
    Right(
        "adam",
        "means in place",
        "self.m[i] *= b1\n    self.m[i] += (1 - b1) * g\n"
        "    self.s[i] *= b2\n    self.s[i] += (1 - b2) * np.square(g)",
        f"{MEAN}\n    {SQUARE}",
    ),
    Right(
        "adam",
        "corrections as factors, eps with them",
        "c1, c2 = 1 - b1**self.t, math.sqrt(1 - b2**self.t)\n"
        "    p -= self.lr * c2 / c1 * self.m[i] / (np.sqrt(self.s[i]) + self.eps * c2)",
        f"{M_HAT}\n    {S_HAT}\n    {ADAM_MOVE}",
    ),
    Right(
        "adam",
        "powers carried along",
        adam(
            """
            self.left = [power * beta for power, beta in zip(self.left, self.betas)]
            (b1, b2), (left1, left2) = self.betas, self.left
            for p, g, m, v in zip(self.params, grads, self.m, self.s):
                m[...] = b1 * m + (1 - b1) * g
                v[...] = b2 * v + (1 - b2) * g * g
                p -= self.lr * (m / (1 - left1)) / (np.sqrt(v / (1 - left2)) + self.eps)
            """,
            """
            self.params, self.lr, self.betas, self.eps = list(params), lr, tuple(betas), eps
            self.m, self.s = ([np.zeros(p.shape) for p in params] for _ in "mv")
            self.left = [1.0, 1.0]
            """,
        ),
    ),
    Right(
        "adam",
        "averages of the whole past",
        adam(
            """
            self.past.append([g.astype(float) for g in grads])
            ages = range(len(self.past) - 1, -1, -1)
            for i, p in enumerate(self.params):
                m = v = total1 = total2 = 0.0
                for age, older in zip(ages, self.past):
                    w1, w2 = self.betas[0] ** age, self.betas[1] ** age
                    m, total1 = m + w1 * older[i], total1 + w1
                    v, total2 = v + w2 * older[i] ** 2, total2 + w2
                p -= self.lr * (m / total1) / (np.sqrt(v / total2) + self.eps)
            """,
            """
            self.params, self.lr, self.betas, self.eps, self.past = params, lr, betas, eps, []
            """,
        ),
    ),
    Right(
        "adam",
        "state as dictionaries",
        adam(
            """
            for p, g, state in zip(self.params, grads, self.states):
                state["t"] = state.get("t", 0) + 1
                for name, beta, new in (("m", self.b1, g), ("v", self.b2, g**2)):
                    state[name] = beta * state.get(name, 0.0) + (1 - beta) * new
                m = state["m"] / (1 - self.b1 ** state["t"])
                v = state["v"] / (1 - self.b2 ** state["t"])
                p -= self.lr * m / (np.sqrt(v) + self.eps)
            """,
            """
            self.params, self.lr, (self.b1, self.b2), self.eps = params, lr, betas, eps
            self.states = [{} for _ in params]
            """,
        ),
    ),
    Right(
        "adam",
        "entry by entry",
        adam(
            """
            self.t += 1
            b1, b2 = self.betas
            for p, g, m, v in zip(self.params, grads, self.m, self.s):
                for j in np.ndindex(p.shape):
                    slope = float(g[j])
                    m[j] = b1 * m[j] + (1 - b1) * slope
                    v[j] = b2 * v[j] + (1 - b2) * slope**2
                    root = math.sqrt(v[j] / (1 - b2**self.t))
                    p[j] -= self.lr * m[j] / (1 - b1**self.t) / (root + self.eps)
            """,
            """
            self.params, self.lr, self.betas, self.eps, self.t = params, lr, betas, eps, 0
            self.m, self.s = ([np.zeros(p.shape) for p in params] for _ in "mv")
            """,
        ),
    ),
    Right(
        "adam",
        "memories made at the first step",
        adam(
            """
            if self.t == 0:
                self.m = [np.zeros_like(g) for g in grads]
                self.s = [np.zeros_like(g) for g in grads]
            self.t = self.t + 1
            """
            + indent(ADAM_BODY, " " * 12),
            "self.params, self.lr, self.betas, self.eps, self.t = params, lr, betas, eps, 0",
        ),
    ),
    Right(
        "adam",
        "a generator of steps",
        adam(
            """
            t = next(self.steps)
            b1, b2 = self.betas
            self.m = [b1 * m + (1 - b1) * g for m, g in zip(self.m, grads)]
            self.s = [b2 * v + (1 - b2) * g**2 for v, g in zip(self.s, grads)]
            for p, m, v in zip(self.params, self.m, self.s):
                root = np.sqrt(v / (1 - b2**t))
                np.copyto(p, p - self.lr * (m / (1 - b1**t)) / (root + self.eps))
            """,
            """
            import itertools

            self.params, self.lr, self.betas, self.eps = params, lr, betas, eps
            self.m, self.s = [0.0] * len(params), [0.0] * len(params)
            self.steps = itertools.count(1)
            """,
        ),
    ),
]

DECAY = "p -= self.lr * self.weight_decay * p"
DECAY_LOOP = f"for p in self.params:\n    {DECAY}\nsuper().step(grads)"
ALONE_INIT = """
self.params, self.lr, self.betas, self.eps = params, lr, betas, eps
self.weight_decay, self.t = weight_decay, 0
self.m, self.s = [np.zeros_like(p) for p in params], [np.zeros_like(p) for p in params]
"""
ALONE = f"self.t += 1\n{ADAM_BODY}"
ALL_DECAY = "All parameters decay, not only the first, and those of one axis too."
NO_DECAY = "Nothing decays here: the decay has to reach the arrays in params themselves."


def alone(*changes):
    """Return an AdamW without a base, with some of its lines changed."""
    source = ALONE
    for old, new in changes:
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    return adamw(source, ALONE_INIT, head="class AdamW")


ADAMW = [
    Wrong(
        "adamw",
        "L2 in the gradient",
        hint="That is L2 regularisation: m and s must not see the decay.",
        new="super().step([g + self.weight_decay * p for p, g in zip(self.params, grads)])",
        old=DECAY_LOOP,
    ),
    Wrong(
        "adamw",
        "L2 in the mean alone",
        hint="That is L2 regularisation: m and s must not see the decay.",
        new=alone(("(1 - b1) * g", "(1 - b1) * (g + self.weight_decay * p)")),
    ),
    Wrong(
        "adamw",
        "L2 written into the gradients",
        hint=GRADIENTS,
        new="for p, g in zip(self.params, grads):\n    g += self.weight_decay * p\n"
        "super().step(grads)",
        old=DECAY_LOOP,
    ),
    Wrong(
        "adamw",
        "decay not multiplied by lr",
        hint="Here the share is lr * weight_decay.",
        new="p -= self.weight_decay * p",
        old=DECAY,
    ),
    Wrong(
        "adamw",
        "decay after the step",
        hint="First the decay, then Adam's step: the other order shrinks the step too.",
        new=f"super().step(grads)\nfor p in self.params:\n    {DECAY}",
        old=DECAY_LOOP,
    ),
    Wrong(
        "adamw",
        "decay of the square",
        hint="The decay is a share of p itself, not of its square.",
        new="p -= self.lr * self.weight_decay * p * p",
        old=DECAY,
    ),
    Wrong(
        "adamw",
        "decay by the sign",
        hint="The decay is a share of p itself: large numbers lose more.",
        new="p -= self.lr * self.weight_decay * np.sign(p)",
        old=DECAY,
    ),
    Wrong(
        "adamw",
        "grows",
        hint="The decay makes every parameter smaller.",
        new="p += self.lr * self.weight_decay * p",
        old=DECAY,
    ),
    Wrong(
        "adamw",
        "twice the decay",
        hint="The decay is lr * weight_decay * p: no factor 2 or 1/2, and once in each step.",
        new="p -= 2 * self.lr * self.weight_decay * p",
        old=DECAY,
    ),
    Wrong(
        "adamw",
        "half of the decay",
        hint="The decay is lr * weight_decay * p: no factor 2 or 1/2, and once in each step.",
        new="p -= 0.5 * self.lr * self.weight_decay * p",
        old=DECAY,
    ),
    Wrong(
        "adamw",
        "decay once for every parameter",
        hint="With one loop inside another each parameter decays several times in a step.",
        new=f"for _ in grads:\n    for p in self.params:\n        {DECAY}\nsuper().step(grads)",
        old=DECAY_LOOP,
    ),
    Wrong(
        "adamw",
        "a new array decays",
        hint=NO_DECAY,
        new="p = p - self.lr * self.weight_decay * p",
        old=DECAY,
    ),
    Wrong("adamw", "no decay", hint=NO_DECAY, new="super().step(grads)", old=DECAY_LOOP),
    Wrong(
        "adamw",
        "weights alone",
        hint=ALL_DECAY,
        new=f"if p.ndim > 1:\n        {DECAY}",
        old=DECAY,
    ),
    Wrong(
        "adamw",
        "first parameter alone",
        hint=ALL_DECAY,
        new=f"for p in self.params[:1]:\n    {DECAY}",
        old=f"for p in self.params:\n    {DECAY}",
    ),
    Wrong(
        "adamw",
        "decay by the first lr",
        hint="The decay goes by the lr of this step, which somebody may have set anew.",
        new=adamw(
            "for p in self.params:\n    p *= self.keep\nsuper().step(grads)",
            "super().__init__(params, lr, betas, eps)\nself.keep = 1 - lr * weight_decay",
        ),
        parts=(RATES,),
    ),
    Wrong(
        "adamw",
        "lr twice",
        hint="lr is a factor of the decay once.",
        new="p -= self.lr**2 * self.weight_decay * p",
        old=DECAY,
    ),
    Wrong(
        "adamw",
        "decay divided with the gradient",
        hint="The decay does not go through the root: all parameters lose the same share.",
        new=alone(("self.lr * m_hat /", "self.lr * (m_hat + self.weight_decay * p) /")),
    ),
    Wrong(
        "adamw",
        "no decay by default",
        hint="The default of weight_decay is 0.01.",
        new=adamw(DECAY_LOOP).replace("weight_decay=0.01", "weight_decay=0.0"),
    ),
    Wrong(
        "adamw",
        "arguments of Adam lost",
        hint="lr, betas and eps have to reach Adam: hand all of them on.",
        new="super().__init__(params)\nself.lr, self.weight_decay = lr, weight_decay",
        old="super().__init__(params, lr, betas, eps)\nself.weight_decay = weight_decay",
    ),
    Wrong(
        "adamw",
        "eps lost",
        hint="eps has to reach Adam too.",
        new="super().__init__(params, lr, betas)\nself.weight_decay = weight_decay",
        old="super().__init__(params, lr, betas, eps)\nself.weight_decay = weight_decay",
        parts=(TINY,),
    ),
    Wrong(
        "adamw",
        "float32 decays in a copy",
        hint=SAME_ARRAYS,
        new=adamw(
            DECAY_LOOP,
            "super().__init__([p.astype(float, copy=False) for p in params], lr, betas, eps)\n"
            "self.weight_decay = weight_decay",
        ),
        parts=(ARRAYS,),
    ),
    Wrong(
        "adamw",
        "an Adam inside that keeps its own lr",
        hint="Somebody sets `optimizer.lr` of the AdamW: the Adam inside has to hear of it.",
        new=adamw(
            f"for p in self.params:\n    {DECAY}\nself.adam.step(grads)",
            """
            self.adam = Adam(params, lr, betas, eps)
            self.params, self.lr, self.weight_decay = params, lr, weight_decay
            """,
            head="class AdamW",
        ),
        parts=(RATES,),
    ),
    Wrong(
        "adamw",
        "decay only where the gradient is not zero",
        hint="The decay does not ask for the gradient: where it is zero, p shrinks all the same.",
        new=f"for p, g in zip(self.params, grads):\n    {DECAY} * (g != 0)\nsuper().step(grads)",
        old=DECAY_LOOP,
    ),
    Right("adamw", "a factor", "p *= 1 - self.lr * self.weight_decay", DECAY),
    Right(
        "adamw", "whole content assigned", "p[...] = (1 - self.lr * self.weight_decay) * p", DECAY
    ),
    Right(
        "adamw",
        "np.multiply into p",
        "np.multiply(p, 1 - self.lr * self.weight_decay, out=p)",
        DECAY,
    ),
    Right("adamw", "np.copyto", "np.copyto(p, p - self.lr * self.weight_decay * p)", DECAY),
    Right(
        "adamw",
        "by places",
        "for i in range(len(self.params)):\n"
        "    self.params[i] -= self.lr * self.weight_decay * self.params[i]\n"
        "super().step(grads)",
        DECAY_LOOP,
    ),
    Right(
        "adamw",
        "Adam named",
        f"for p in self.params:\n    {DECAY}\nAdam.step(self, grads)",
        DECAY_LOOP,
    ),
    Right("adamw", "only where there is decay", f"if self.weight_decay:\n        {DECAY}", DECAY),
    Right("adamw", "stands alone", alone((MEAN, f"{DECAY}\n    {MEAN}"))),
    Right(
        "adamw",
        "decay beside the step",
        alone(
            (
                "p -= self.lr * m_hat / (np.sqrt(s_hat) + self.eps)",
                "p -= self.lr * (m_hat / (np.sqrt(s_hat) + self.eps) + self.weight_decay * p)",
            )
        ),
    ),
    Right(
        "adamw",
        "decay remembered, taken after the step",
        adamw(
            """
            lost = [self.lr * self.weight_decay * p for p in self.params]
            super().step(grads)
            for p, share in zip(self.params, lost):
                p -= share
            """
        ),
    ),
    Right(
        "adamw",
        "has an Adam",
        adamw(
            """
            self.adam.lr = self.lr
            for p in self.adam.params:
                p -= p * self.lr * self.decay
            return self.adam.step(grads)
            """,
            "self.adam = Adam(params, lr=lr, betas=betas, eps=eps)\n"
            "self.lr, self.decay = lr, weight_decay",
            head="class AdamW",
        ),
    ),
    Right(
        "adamw",
        "options by keyword",
        "super().__init__(params=params, lr=lr, betas=betas, eps=eps)\n"
        "self.weight_decay = float(weight_decay)",
        "super().__init__(params, lr, betas, eps)\nself.weight_decay = weight_decay",
    ),
]

FACTOR = "return base_lr * drop ** (epoch // every)"
STEP_DECAY = [
    Wrong(
        "step-decay",
        "true division",
        hint="The rate stays the same between two drops: count whole groups of epochs.",
        new="return base_lr * drop ** (epoch / every)",
        old=FACTOR,
    ),
    Wrong(
        "step-decay",
        "one epoch early",
        hint="Epochs count from 0: the first drop is at epoch `every`.",
        new="return base_lr * drop ** ((epoch + 1) // every)",
        old=FACTOR,
    ),
    Wrong(
        "step-decay",
        "one epoch late",
        hint="At epoch `every` itself the rate has dropped.",
        new="return base_lr * drop ** (max(epoch - 1, 0) // every)",
        old=FACTOR,
    ),
    Wrong(
        "step-decay",
        "rounded",
        hint="An epoch drops when it is reached, not half a group before.",
        new="return base_lr * drop ** round(epoch / every)",
        old=FACTOR,
    ),
    Wrong(
        "step-decay",
        "rounded up",
        hint="The first `every` epochs have the full rate.",
        new="return base_lr * drop ** math.ceil(epoch / every)",
        old=FACTOR,
    ),
    Wrong(
        "step-decay",
        "one drop only",
        hint="The rate drops again after every further `every` epochs.",
        new="return base_lr * (drop if epoch >= every else 1.0)",
        old=FACTOR,
    ),
    Wrong(
        "step-decay",
        "drop subtracted",
        hint="Each drop multiplies the rate; nothing is subtracted.",
        new="return base_lr - drop * (epoch // every)",
        old=FACTOR,
    ),
    Wrong(
        "step-decay",
        "the share that is lost",
        hint="drop is what the rate is multiplied by, not what it loses.",
        new="return base_lr * (1 - drop) ** (epoch // every)",
        old=FACTOR,
    ),
    Wrong(
        "step-decay",
        "divided",
        hint="drop is below 1: dividing by it makes the rate grow.",
        new="return base_lr / drop ** (epoch // every)",
        old=FACTOR,
    ),
    Wrong(
        "step-decay",
        "times in place of a power",
        hint="Two drops multiply by drop twice: that is a power.",
        new="return base_lr * (drop * (epoch // every) if epoch >= every else 1.0)",
        old=FACTOR,
    ),
    Wrong(
        "step-decay",
        "only in the epoch of the drop",
        hint="After a drop the rate stays low, in the epochs between too.",
        new="return base_lr * (drop ** (epoch // every) if epoch % every == 0 else 1.0)",
        old=FACTOR,
    ),
    Wrong(
        "step-decay",
        "remainder",
        hint="`%` is the remainder; how many groups are over tells `//`.",
        new="return base_lr * drop ** (epoch % every)",
        old=FACTOR,
    ),
    Wrong(
        "step-decay",
        "a whole number of tenths",
        hint="The rate is not rounded.",
        new="return round(base_lr * drop ** (epoch // every), 2)",
        old=FACTOR,
    ),
    Wrong(
        "step-decay",
        "ten drops at most",
        hint="The rate goes on falling, however many drops there have been.",
        new="return base_lr * drop ** min(epoch // every, 10)",
        old=FACTOR,
    ),
    Right("step-decay", "floor", "return base_lr * drop ** math.floor(epoch / every)", FACTOR),
    Right("step-decay", "int", "return base_lr * pow(drop, int(epoch / every))", FACTOR),
    Right("step-decay", "divmod", "return base_lr * drop ** divmod(epoch, every)[0]", FACTOR),
    Right(
        "step-decay", "np.power", "return base_lr * np.power(float(drop), epoch // every)", FACTOR
    ),
    Right(
        "step-decay", "a 0-d array", "return np.array(base_lr * drop ** (epoch // every))", FACTOR
    ),
    Right("step-decay", "float32", "return np.float32(base_lr * drop ** (epoch // every))", FACTOR),
    Right(
        "step-decay",
        "remainder subtracted",
        "return base_lr * drop ** ((epoch - epoch % every) / every)",
        FACTOR,
    ),
    Right(
        "step-decay",
        "exponential",
        "return base_lr * math.exp(math.log(drop) * (epoch // every))",
        FACTOR,
    ),
    Right(
        "step-decay",
        "loop over epochs",
        """
        rate = base_lr
        for e in range(1, epoch + 1):
            if e % every == 0:
                rate *= drop
        return rate
        """,
    ),
    Right(
        "step-decay",
        "loop over drops",
        """
        while epoch >= every:
            base_lr, epoch = base_lr * drop, epoch - every
        return base_lr
        """,
    ),
    Right(
        "step-decay",
        "recursion",
        "less = epoch - every\n"
        "return base_lr if less < 0 else step_decay(less, base_lr * drop, drop, every)",
    ),
    Right("step-decay", "product", "return base_lr * math.prod([drop] * (epoch // every))", FACTOR),
]

RISE = "return base_lr * (step + 1) / warmup"
DONE = "done = (step - warmup) / (total - warmup)"
COSINE = "return min_lr + (base_lr - min_lr) * (1 + math.cos(math.pi * done)) / 2"
LEVEL = "if step >= total:\n    return min_lr\n"
WARMUP = [
    Wrong(
        "warmup-cosine",
        "zero at the first step",
        hint="The first step is not lost: step 0 has base_lr / warmup.",
        new="return base_lr * step / warmup",
        old=RISE,
    ),
    Wrong(
        "warmup-cosine",
        "cosine counted from step 0",
        hint="The cosine begins where the warm-up ends: count its steps from there.",
        new="done = step / total",
        old=DONE,
    ),
    Wrong(
        "warmup-cosine",
        "total after the warm-up",
        hint="total counts the steps of rise and descent together.",
        new="done = (step - warmup) / total",
        old=DONE,
    ),
    Wrong(
        "warmup-cosine",
        "descent of total steps",
        hint="total counts the steps of rise and descent together.",
        new="""
        if step < warmup:
            return base_lr * (step + 1) / warmup
        done = min(1.0, (step - warmup) / total)
        return min_lr + (base_lr - min_lr) * (1 + math.cos(math.pi * done)) / 2
        """,
    ),
    Wrong(
        "warmup-cosine",
        "min_lr one step early",
        hint="min_lr is reached at step total, not at the step before.",
        new="done = (step - warmup) / max(1, total - warmup - 1)",
        old=DONE,
    ),
    Wrong(
        "warmup-cosine",
        "cosine starts one step late",
        hint="Step warmup is the first of the descent, with nothing of it over yet.",
        new="done = (step - warmup + 1) / (total - warmup)",
        old=DONE,
    ),
    Wrong(
        "warmup-cosine",
        "one step too many in the warm-up",
        hint="With steps counted from 0, the warm-up is over at step warmup: < and not <=.",
        new="if step <= warmup and warmup:",
        old="if step < warmup:",
    ),
    Wrong(
        "warmup-cosine",
        "rises to warmup + 1",
        hint="The last step of the warm-up, warmup - 1, has base_lr itself.",
        new="return base_lr * (step + 1) / (warmup + 1)",
        old=RISE,
    ),
    Wrong(
        "warmup-cosine",
        "rises again after the end",
        hint="A cosine goes up again after pi: from step total on the rate stays.",
        new="",
        old=LEVEL,
        parts=(END,),
    ),
    Wrong(
        "warmup-cosine",
        "begins anew after the end",
        hint="From step total on the rate stays: nothing is repeated.",
        new="step = step if step <= total else warmup + (step - warmup) % (total - warmup)\n"
        "if step >= total:\n    return min_lr\n",
        old=LEVEL,
        parts=(END,),
    ),
    Wrong(
        "warmup-cosine",
        "zero after the end",
        hint="From step total on the rate is min_lr, not 0.",
        new="if step >= total:\n    return 0.0\n",
        old=LEVEL,
        parts=(END, LOW),
    ),
    Wrong(
        "warmup-cosine",
        "zero beyond total",
        hint="From step total on the rate is min_lr, not 0.",
        new="if step > total:\n    return 0.0\n",
        old=LEVEL,
        parts=(END,),
    ),
    Wrong(
        "warmup-cosine",
        "min_lr on top",
        hint="With min_lr on top the descent begins above base_lr: it spans base_lr - min_lr.",
        new="return min_lr + base_lr * (1 + math.cos(math.pi * done)) / 2",
        old=COSINE,
        parts=(LOW,),
    ),
    Wrong(
        "warmup-cosine",
        "min_lr as a floor",
        hint="The whole descent is stretched between base_lr and min_lr, not cut off at min_lr.",
        new="return max(min_lr, base_lr * (1 + math.cos(math.pi * done)) / 2)",
        old=COSINE,
        parts=(LOW,),
    ),
    Wrong(
        "warmup-cosine",
        "min_lr forgotten",
        hint="The descent ends at min_lr.",
        new="return base_lr * (1 + math.cos(math.pi * done)) / 2",
        old=COSINE,
        parts=(LOW,),
    ),
    Wrong(
        "warmup-cosine",
        "warm-up from min_lr",
        hint="The warm-up knows nothing of min_lr: it goes by base_lr alone.",
        new="return min_lr + (base_lr - min_lr) * (step + 1) / warmup",
        old=RISE,
        parts=(LOW,),
    ),
    Wrong(
        "warmup-cosine",
        "warm-up not below min_lr",
        hint="The warm-up knows nothing of min_lr: it goes by base_lr alone.",
        new="return max(min_lr, base_lr * (step + 1) / warmup)",
        old=RISE,
        parts=(LOW,),
    ),
    Wrong(
        "warmup-cosine",
        "a whole cosine",
        hint="Half a cosine goes down once: its angle runs from 0 to pi.",
        new="return min_lr + (base_lr - min_lr) * (1 + math.cos(2 * math.pi * done)) / 2",
        old=COSINE,
    ),
    Wrong(
        "warmup-cosine",
        "a quarter of a cosine",
        hint="The angle runs from 0 to pi, with 1 + cos halved: the descent is flat at both ends.",
        new="return min_lr + (base_lr - min_lr) * math.cos(math.pi / 2 * done)",
        old=COSINE,
    ),
    Wrong(
        "warmup-cosine",
        "cosine not raised",
        hint="A cosine goes down to -1; 1 + cos, halved, goes from 1 to 0.",
        new="return min_lr + (base_lr - min_lr) * math.cos(math.pi * done)",
        old=COSINE,
    ),
    Wrong(
        "warmup-cosine",
        "a straight line down",
        hint="The descent is half a cosine, no straight line.",
        new="return min_lr + (base_lr - min_lr) * (1 - done)",
        old=COSINE,
    ),
    Wrong(
        "warmup-cosine",
        "degrees",
        hint="NumPy and math take angles in radians: half a turn is pi.",
        new="return min_lr + (base_lr - min_lr) * (1 + math.cos(180 * done)) / 2",
        old=COSINE,
    ),
    Wrong(
        "warmup-cosine",
        "not halved",
        hint="1 + cos runs from 2 to 0: halve it.",
        new="return min_lr + (base_lr - min_lr) * (1 + math.cos(math.pi * done))",
        old=COSINE,
    ),
    Wrong(
        "warmup-cosine",
        "divides by a warm-up of 0",
        hint="With warmup 0 there is no rise: do not divide by it.",
        new="""
        rise = (step + 1) / warmup
        done = min(1.0, max(0.0, (step - warmup) / (total - warmup)))
        fall = min_lr + (base_lr - min_lr) * (1 + math.cos(math.pi * done)) / 2
        return base_lr * rise if step < warmup else fall
        """,
        parts=(NO_RISE,),
    ),
    Right(
        "warmup-cosine",
        "NumPy's cosine",
        "return min_lr + 0.5 * (base_lr - min_lr) * (1 + np.cos(np.pi * done))",
        COSINE,
    ),
    Right(
        "warmup-cosine",
        "weights of both ends",
        "w = 0.5 + 0.5 * math.cos(math.pi * done)\nreturn w * base_lr + (1 - w) * min_lr",
        COSINE,
    ),
    Right(
        "warmup-cosine",
        "square of half the angle",
        "return min_lr + (base_lr - min_lr) * math.cos(math.pi * done / 2) ** 2",
        COSINE,
    ),
    Right(
        "warmup-cosine",
        "sine",
        "return base_lr - (base_lr - min_lr) * (1 - math.sin(math.pi * (0.5 - done))) / 2",
        COSINE,
    ),
    Right(
        "warmup-cosine",
        "the end by min",
        "done = min(1.0, (step - warmup) / (total - warmup))",
        f"{LEVEL}{DONE}",
    ),
    Right("warmup-cosine", "end at beyond total", "if step > total:\n    return min_lr\n", LEVEL),
    Right("warmup-cosine", "step held at total", "step = min(step, total)\n", LEVEL),
    Right(
        "warmup-cosine",
        "a 0-d array",
        "return np.asarray(min_lr + (base_lr - min_lr) * (1 + np.cos(np.pi * done)) / 2)",
        COSINE,
    ),
    Right(
        "warmup-cosine",
        "float32",
        "return np.float32(min_lr + (base_lr - min_lr) * (1 + np.cos(np.pi * done)) / 2)",
        COSINE,
    ),
    Right(
        "warmup-cosine",
        "np.where",
        """
        rise = base_lr * (step + 1) / max(warmup, 1)
        done = np.clip((step - warmup) / (total - warmup), 0, 1)
        fall = min_lr + (base_lr - min_lr) * (1 + np.cos(np.pi * done)) / 2
        return np.where(step < warmup, rise, fall)
        """,
    ),
    Right(
        "warmup-cosine",
        "all rates at once",
        """
        rise = np.linspace(0, base_lr, warmup + 1)[1:]
        angles = np.linspace(0, np.pi, total - warmup + 1)
        rates = [*rise, *(min_lr + (base_lr - min_lr) * (1 + np.cos(angles)) / 2)]
        return rates[min(step, total)]
        """,
    ),
    Right(
        "warmup-cosine",
        "complex numbers",
        """
        import cmath

        if step < warmup:
            return base_lr / warmup * (step + 1)
        turn = cmath.exp(1j * cmath.pi * min(1, (step - warmup) / (total - warmup))).real
        return min_lr * (1 - turn) / 2 + base_lr * (1 + turn) / 2
        """,
    ),
]

ANSWERS = [*SGD, *STEPS, *ADAM, *ADAMW, *STEP_DECAY, *WARMUP]
