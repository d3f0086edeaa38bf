// A secant turns into the tangent; slope.py has the same curve.
nnlibFigures.kinds.slope = (controls, [drawing], { planes, x }) => {
  const { number, plane, set, write } = nnlibFigures;
  const [view, errors] = planes.map(plane);
  const f = (x) => (x * x * x) / 3 - x;
  const step = (power) => +(10 ** power).toPrecision(2);
  const digits = (height) => String(height).replace("-", "−");
  const log = (error) => Math.log10(Math.max(error, 1e-17));
  // the first point is x - back * h
  let back = 0;
  let power = 0;

  const secant = (h) => (f(x + h) - f(x - back * h)) / (h + back * h);
  const error = (h) => Math.abs(secant(h) - (x * x - 1));
  const powers = Array.from({ length: 35 }, (_, k) => -k / 2);

  // what the error would be without rounding
  const exact = (h) => Math.abs((h * h) / 3 + (back ? 0 : x * h));
  const verdict = (h) => {
    if (x + h === x) return "x + h is x itself in float arithmetic: no second point is left.";
    if (error(h) > 2 * exact(h) + 1e-15) {
      return "Now rounding rules: the two heights share most of their 16 digits (see below).";
    }
    return `Without rounding the error is ${back ? "h²/3" : "about x·h"}: it shrinks with ${back ? "h²" : "h"}.`;
  };

  const draw = () => {
    const h = step(power);
    const [from, to] = [x - back * h, x + h];
    write(drawing, {
      tangent: { d: view.straight([x, f(x)], x * x - 1) },
      secant: { d: view.straight([from, f(from)], secant(h)) },
      other: { transform: `translate(${view.place([to, f(to)])})` },
      errors: { d: errors.line(powers.map((p) => [Math.log10(step(p)), log(error(step(p)))])) },
      now: { transform: `translate(${errors.place([Math.log10(h), log(error(h))])})` },
    });
    show([x, f(x)], `x ${number(x)}, slope ${number(x * x - 1)}`);
    controls.say(
      `h = ${number(h)}: the secant's slope is ${number(secant(h))}, the tangent's ` +
        `${number(x * x - 1)}, the error ${number(error(h))}. ${verdict(h)}`,
    );
    controls.refresh(
      `${digits(f(to))} = f(x + h)\n${digits(f(from))} = f(x${back ? " − h" : ""})\n` +
        `difference ${number(f(to) - f(from))}, divided by ${number(h + back * h)}`,
    );
  };

  controls.choice(["One side", "Both sides"], (i) => {
    back = i;
    draw();
  });
  const range = { value: 0, min: -17, max: 0, step: 0.5, show: (p) => number(step(p)) };
  controls.slider("Step h", range, (p) => {
    power = p;
    draw();
  });
  const point = drawing.querySelector(".point");
  const limits = { label: "Point of the curve", min: -2.2, max: 2.2, step: 0.05 };
  const show = view.handle(point, 0, limits, () => x, (value) => {
    x = value;
    draw();
  });
  draw();
};
