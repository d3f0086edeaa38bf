"""A recurrent unit over time, and the gradient that reaches back through it."""

import math

from nnlib.figures.base import Figure, drawing, number
from nnlib.figures.plane import Plane, legend, path

LAST, SECOND = 24, 13  # the last step, and that of the pulse back; the first pulse comes at step 1
W, PULSE, FROM = 1.5, 1.0, 1  # where the sliders start
STATES = Plane((0, LAST), (-1.5, 1.5), height=130)
REACH = Plane((0, LAST), (-12, 6), height=130, top=232)


def hidden_state(w=W, *, pulse=PULSE, label=None, caption=None):
    """Show the state of one recurrent unit over 24 steps, and the gradient that reaches back.

    The unit is ``h_t = tanh(w h_{t-1} + x_t)`` with ``h_0 = 0``, beside the linear unit without
    the tanh; ``x_1`` is a pulse, all other inputs are 0, or ``x_13`` is a pulse back. Below stands
    the size of ``dh_24/dh_t``, the product of the factors ``w (1 - h_s²)`` of the steps after t,
    for the linear unit ``w^(24 - t)``.

    What to tell in the text: for \\|w| < 1 state and gradient both die away. The linear unit
    explodes for \\|w| > 1, in both. With tanh and w > 1 the state is kept, at the point where
    ``h = tanh(w h)``, and the gradient vanishes all the same, since ``w (1 - h²) < 1`` there;
    it grows only while h is small: make the pulse 0.0001. Near w = 1 it is kept, barely. A
    negative w makes the signs alternate.

    Parameters
    ----------
    w : float, optional
        Recurrent weight at the start, from -2 to 2, rounded to a twentieth.
    pulse : float, optional
        Input at step 1, from 0.0001 to 2.5, rounded to two digits.
    label, caption : str, optional
        Name of the figure for a screen reader, and the line below it.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        If `w` or `pulse` lies outside its range.
    """
    if not -2 <= w <= 2 or not 1e-4 <= pulse <= 2.5:
        raise ValueError(
            f"expected w from -2 to 2 and a pulse from 0.0001 to 2.5, got w={w} and pulse={pulse}"
        )
    label = label or "A recurrent unit, and the gradient that reaches back"
    w, pulse = round(20 * w) / 20, float(f"{pulse:.1e}")
    states, reach = run(w, pulse)
    linear, linear_reach = run(w, pulse, linear=True)
    note = (
        f"A pulse of {number(pulse)} enters at step 1, the recurrent weight is w = {number(w)}. "
        f"With tanh, h is {number(states[-1])} at step {LAST}, and the gradient of h at step "
        f"{LAST} with respect to h at step {FROM} is {number(reach[FROM])}: it "
        f"{verdict(reach[FROM])}. Without tanh, h is {number(linear[-1])}, and the gradient is "
        f"{number(linear_reach[FROM])}: it {verdict(linear_reach[FROM])}."
    )
    parts = (
        STATES.axes(("", "hidden state h"), ticks=(6, 3)),
        STATES.content(
            path("line soft", STATES.straight(0, 0, 0)),
            path("line soft dot at0", upright(STATES, FROM)),
            path("line one dash h1", STATES.line(list(enumerate(linear)))),
            path("line zero h0", STATES.line(list(enumerate(states)))),
        ),
        legend(182, ("line zero", "tanh"), ("line one dash", "linear"), left=40),
        REACH.axes(
            ("step t", f"size of dh at step {LAST} / dh at step t"),
            ticks=(6, 4),
            powers=(False, True),
        ),
        REACH.content(
            path("line soft", REACH.straight(0, 0, 0)),
            path("line soft dot at1", upright(REACH, FROM)),
            path("line one dash g1", reached(linear_reach)),
            path("line zero g0", reached(reach)),
        ),
    )
    return Figure(
        "hidden_state",
        [drawing(360, 398, *parts, title=label, description=note)],
        {
            "planes": [STATES.data, REACH.data],
            "first": [w, math.log10(pulse), FROM],
            "steps": [LAST, SECOND],
        },
        label=label,
        caption=caption,
        hint="Move the recurrent weight through 1; then take a tiny pulse.",
        still_note=note,
        shared=("plane",),
    )


def run(w, pulse, *, back=False, linear=False):
    """Return h_0 to h_24, and dh_24/dh_t for each of them.

    `back` sends a pulse of the other sign at step 13, `linear` leaves the tanh out.
    """
    states, factors = [0.0], []
    for t in range(1, LAST + 1):
        x = pulse if t == 1 else -pulse if back and t == SECOND else 0.0
        z = w * states[-1] + x
        states.append(z if linear else math.tanh(z))
        factors.append(w if linear else w * (1 - states[-1] ** 2))
    reach = [1.0]
    for factor in reversed(factors):
        reach.insert(0, reach[0] * factor)
    return states, reach


def verdict(gradient):
    """Say what became of a gradient that started as 1."""
    size = abs(gradient)
    return "vanishes" if size < 0.1 else "explodes" if size > 10 else "is kept"


def upright(view, t):
    """Return the path of the line at a step."""
    return view.line([(t, end) for end in view.y])


def reached(reach):
    """Return the path of the gradient's size, as a power of ten, against the step."""
    return REACH.line([(t, math.log10(max(abs(g), 1e-20))) for t, g in enumerate(reach)])
