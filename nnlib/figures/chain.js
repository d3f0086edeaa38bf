// A step on x through u = x² and y = sin u; chain.py draws the same.
nnlibFigures.kinds.chain = (controls, [drawing], { planes, x, h }) => {
  const { number, factor, plane, write } = nnlibFigures;
  const view = plane(planes[0]);
  const values = (x) => [x, x * x, Math.sin(x * x)];
  const joined = (points) => view.line(points.map((value, k) => [value, -k]));

  const draw = () => {
    const starts = values(x);
    const ends = values(x + h);
    const [dx, du, dy] = ends.map((end, k) => end - starts[k]);
    const slopes = [2 * x, Math.cos(x * x)];
    const product = slopes[0] * slopes[1];
    write(drawing, { starts: { d: joined(starts) }, ends: { d: joined(ends) } });
    for (const k of [0, 1, 2]) {
      write(drawing, { [`on${k}`]: { d: view.line([[starts[k], -k], [ends[k], -k]]) } });
    }
    slopes.forEach((slope, k) => write(drawing, { [`local${k}`]: { text: `slope ${number(slope)}` } }));
    show([x, 0], `x ${number(x)}, u ${number(starts[1])}, y ${number(starts[2])}`);
    const flat = slopes.findIndex((slope) => Math.abs(slope) < 0.05);
    controls.say(
      `Slopes: ${number(slopes[0])} × ${factor(slopes[1])} = ${number(product)}. ` +
        `Measured: Δy/Δx = ${number(dy)} / ${number(dx)} = ${number(dy / h)}, ` +
        `off by ${number(Math.abs(dy / h - product))}.` +
        (flat < 0 ? "" : ` ${["x²", "sin"][flat]} is flat here: the whole is too.`),
    );
    const stretch = (from, to) => `${number(from)} becomes ${number(to)}, × ${number(to / from)}`;
    controls.refresh(
      `x²: the step ${stretch(dx, du)} (at a point 2x = ${number(slopes[0])})\n` +
        `sin: ${stretch(du, dy)} (at a point cos u = ${number(slopes[1])})`,
    );
  };

  const moved = (to) => {
    x = to;
    slide(x);
    draw();
  };
  const limits = { min: -2, max: 1.6, step: 0.05 };
  const slide = controls.slider("x", { ...limits, value: x }, moved);
  const step = (power) => +(10 ** power).toPrecision(2);
  const range = { value: Math.log10(h), min: -4, max: -0.3, step: 0.1, show: (p) => number(step(p)) };
  controls.slider("Step on x", range, (power) => {
    h = step(power);
    draw();
  });
  const point = drawing.querySelector(".point");
  const show = view.handle(point, 0, { ...limits, label: "Point on x" }, () => x, moved);
  draw();
};
