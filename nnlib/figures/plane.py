"""A rectangle of the coordinate plane in a drawing: axes, lines, points; plane.js moves them."""

import math

from nnlib.figures.base import element, number, translate

FAR = 2000  # off the picture, in drawing units
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class Plane:
    """The part of the coordinate plane that a drawing shows, and where its points stand.

    Parameters
    ----------
    x, y : pair of float
        Least and greatest value on each axis.
    width, height, left, top : float
        The rectangle in the drawing, in its units.
    """

    def __init__(self, x, y, *, width=300, height=200, left=44, top=24):
        self.x, self.y = x, y
        self.width, self.height = width, height
        self.left, self.top = left, top

    @property
    def data(self):
        """What ``nnlibFigures.plane`` takes."""
        return {"x": self.x, "y": self.y, "width": self.width, "height": self.height}

    def place(self, x, y):
        """Return where a point stands, from the rectangle's upper left corner."""
        (left, right), (bottom, top) = self.x, self.y
        across = (x - left) * self.width / (right - left)
        down = (top - y) * self.height / (top - bottom)
        return tuple(max(-FAR, min(FAR, v)) for v in (across, down))

    def line(self, points):
        """Return the ``d`` of the path through points."""
        return "M" + "L".join(_pair(self.place(*p)) for p in points)

    def curve(self, f, pieces=16):
        """Return the ``d`` of the graph of a smooth `f` across the rectangle, few cubic pieces."""
        low, high = self.x
        third, h = (high - low) / pieces / 3, 1e-4
        xs = [low + 3 * third * k for k in range(pieces + 1)]
        ends = [[round(v, 1) for v in self.place(x, f(x))] for x in xs]
        # A third of a piece from its end, along the tangent: where a cubic's control points are.
        before = [self.place(x - third, f(x) - (f(x + h) - f(x - h)) / (2 * h) * third) for x in xs]
        first = [2 * p - q for p, q in zip(ends[0], before[0], strict=True)]
        d = f"M{_pair(ends[0])}C{_pair(first)} {_pair(before[1])} {_pair(ends[1])}"
        # From then on relative, and the first control point is the mirror of the last: short.
        for start, control, end in zip(ends[1:], before[2:], ends[2:], strict=False):
            d += f"s{_pair(_minus(control, start))} {_pair(_minus(end, start))}"
        return d

    def straight(self, x, y, slope):
        """Return the ``d`` of the straight line through a point."""
        return self.line([(end, y + slope * (end - x)) for end in self.x])

    def dots(self, points):
        """Return the ``d`` of points that the class ``dots`` makes round, ``dots one`` square."""
        return "".join(f"M{_pair(self.place(*p))}h0" for p in points)

    def handle(self, x, y, *content, class_=""):
        """Return a point that can be moved: see ``handle`` in plane.js."""
        return element(
            "g",
            element("circle", class_="halo", r="16"),
            *content or (element("circle", class_="mark", r="6"),),
            class_=f"point {class_}".strip(),
            transform=f"translate({_pair(self.place(x, y))})",
        )

    def content(self, *parts):
        """Return `parts`, cut off at the rectangle's edges."""
        box = {"x": self.left, "y": self.top, "width": self.width, "height": self.height}
        return element("svg", *parts, **box)

    def over(self, *parts):
        """Return `parts` placed as in `content`, not cut off."""
        return element("g", *parts, transform=translate(self.left, self.top))

    def axes(self, names, *, ticks=(6, 6), powers=(False, False)):
        """Return frame, ticks (at most so many) and the names of both axes, '' for none.

        An axis whose values are `powers` of ten is labelled 10⁻², not −2.
        """
        box = {"x": self.left, "y": self.top, "width": self.width, "height": self.height}
        axes = element("g", element("rect", class_="frame", **box), aria_hidden="true")
        bottom = self.top + self.height
        for x in tick_values(*self.x, ticks[0]) if names[0] else ():
            at = self.left + self.place(x, 0)[0]
            axes.append(
                element("text", _label(x, powers[0]), class_="muted middle", x=at, y=bottom + 15)
            )
        for y in tick_values(*self.y, ticks[1]) if names[1] else ():
            at = self.top + self.place(0, y)[1] + 4
            axes.append(
                element("text", _label(y, powers[1]), class_="muted end", x=self.left - 5, y=at)
            )
        middle = self.left + self.width / 2
        axes.append(element("text", names[0], class_="middle", x=middle, y=bottom + 30))
        axes.append(element("text", names[1], x=8, y=self.top - 9))
        return axes


def tick_values(low, high, most=6):
    """Return at most so many multiples of 1, 2 or 5 times a power of ten."""
    tick = 10.0 ** math.floor(math.log10((high - low) / 2))
    tick = next(tick * k for k in (1, 2, 5, 10, 20, 50) if (high - low) / (tick * k) <= most)
    first, last = math.ceil(low / tick - 1e-9), math.floor(high / tick + 1e-9)
    return [k * tick for k in range(first, last + 1)]


def path(class_, d):
    """Return a path of a class: ``line``, ``area``, ``dots`` and a colour, see plane.css."""
    return element("path", class_=class_, d=d)


def legend(y, *entries, left=12, between=18):
    """Return a row of entries, each the class of a line and its name."""
    row = element("g", aria_hidden="true")
    for class_, text in entries:
        sample = path(class_, "M0-4h1" if "dots" in class_ else "M-8-4H14")
        name = element("text", text, class_="muted", x=20)
        row.append(element("g", sample, name, transform=translate(left + 8, y)))
        left += 28 + 6.6 * len(text) + between
    return row


def _pair(place):
    return " ".join(f"{round(v, 1) + 0:g}" for v in place)


def _minus(p, q):
    return [a - b for a, b in zip(p, q, strict=True)]


def _label(value, power):
    return "10" + f"{value:.0f}".translate(SUPERSCRIPTS) if power else number(value)
