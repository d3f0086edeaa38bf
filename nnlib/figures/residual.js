// The gradient of a stack with residual paths and without; residual.py has the same layers.
nnlibFigures.kinds.residual = (controls, [drawing], { planes, x, w, depth }) => {
  const { number, plane, write } = nnlibFigures;
  const [stack, view] = planes.map(plane);
  let [on, cut] = [1, 0];

  // factor of each layer, first layer first
  const factors = (paths) => {
    let h = x;
    return paths.map((path) => {
      const slope = path + w * (1 - Math.tanh(h) ** 2);
      h = path * h + w * Math.tanh(h);
      return slope;
    });
  };
  const gradients = (slopes) => slopes.reduceRight((after, s) => [s * after[0], ...after], [1]);
  const points = (values) =>
    values.map((v, k) => [k, Math.log10(Math.max(Math.abs(v), 1e-99))]);

  const draw = () => {
    const layers = Array.from({ length: depth }, (_, k) => k);
    const paths = layers.map((k) => (k + 1 === cut ? 0 : 1));
    const now = on ? paths : layers.map(() => 0);
    const [kept, lost] = [paths, layers.map(() => 0)].map((p) => points(gradients(factors(p))));
    const arc = (k) => stack.line([[k + 0.03, 1], [k + 0.03, 3], [k + 0.97, 3], [k + 0.97, 1]]);
    write(drawing, {
      arcs: { d: layers.filter((k) => now[k]).map(arc).join("") },
      with: { d: view.line(kept) },
      without: { d: view.line(lost) },
      kept: { d: on ? view.dots(kept) : "" },
      lost: { d: on ? "" : view.dots(lost) },
    });
    const slopes = factors(now);
    const first = gradients(slopes)[0];
    const broken = on && cut ? `Layer ${cut} has lost its path: its factor is ${number(slopes[cut - 1])}. ` : "";
    controls.say(
      `${on ? "With" : "Without"} residual paths and w = ${number(w)}, a gradient of 1 at the ` +
        `output is ${number(first)} at the input. ${broken}` +
        (on ? "Every path adds 1 to its layer's factor." : "Every layer multiplies by w·tanh′(h) alone."),
    );
    controls.refresh(`factors of layers 1 to ${depth}: ${slopes.map(number).join(", ")}`);
  };

  controls.choice(["With residual paths", "Without"], (i) => {
    on = 1 - i;
    draw();
  });
  controls.slider("Weight w", { value: w, min: -1, max: 2, step: 0.1 }, (to) => {
    w = to;
    draw();
  });
  const around = { value: 0, min: 0, max: depth, step: 1, show: (k) => (k ? `layer ${k}` : "none") };
  controls.slider("Cut one path", around, (to) => {
    cut = to;
    draw();
  });
  draw();
};
