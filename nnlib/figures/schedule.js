// Noisy descent under a schedule of the learning rate; schedule.py has the same arithmetic.
nnlibFigures.kinds.schedule = (controls, [drawing], { planes, names, lr, noise }) => {
  const { number, plane, write } = nnlibFigures;
  const { sqrt, cos, log10, max, min, PI } = Math;
  const [view, race] = planes.map(plane);
  const [steps, warmup, count] = [200, 20, 100];
  const curvatures = [1, 0.1];
  const half = (part) => (1 + cos(PI * part)) / 2;
  const shapes = [
    () => 1,
    (t) => 0.25 ** Math.floor(t / 50),
    (t) => half(t / steps),
    (t) => (t < warmup ? (t + 1) / warmup : half((t - warmup) / (steps - warmup))),
  ];
  let state = 1;
  const uniform = () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return sqrt(12) * (state / 2 ** 32 - 0.5);
  };
  const list = (length, make) => {
    const made = [];
    for (let k = 0; k < length; k += 1) made.push(make(k));
    return made;
  };
  const draws = list(count, () => list(steps, () => [uniform(), uniform()]));
  const times = list(steps + 1, (t) => t);
  let chosen = 2;

  // the losses before each step and after the last; in plain loops, for 200 runs are a picture
  const run = (shape, draw) => {
    const w = [3, 3];
    return list(steps + 1, (t) => {
      let loss = 0;
      for (let i = 0; i < 2; i += 1) {
        const [v, c] = [w[i], curvatures[i]];
        loss += c * (v ** 2 / 2 + v ** 4 / 40);
        if (t < steps) {
          const g = c * (v + v ** 3 / 10) + noise * draw[t][i];
          w[i] = max(-1000, min(1000, v - lr * shape(t) * g));
        }
      }
      return loss;
    });
  };
  const mean = (values) => values.reduce((sum, value) => sum + value) / values.length;
  const fall = (losses) => race.line(times.map((t) => [t, log10(losses[t])]));

  const draw = () => {
    const [runs, level] = [shapes[chosen], shapes[0]].map((shape) => draws.map((d) => run(shape, d)));
    const [line, reference] = [runs, level].map((all) => times.map((t) => mean(all.map((one) => one[t]))));
    write(drawing, {
      rate: { d: view.line(times.map((t) => [t, shapes[chosen](t)])) },
      run: { d: fall(runs[0]) },
      mean: { d: fall(line) },
      constant: { d: fall(reference) },
    });
    const told = (all, losses) => {
      const exploded = all.filter((one) => one[steps] > 100).length;
      if (exploded) return `explodes in ${exploded} of ${count} runs`;
      return `ends at ${number(mean(losses.slice(-20)))} (mean of ${count} runs)`;
    };
    controls.say(
      `${names[chosen]} from η = ${number(lr)}, noise ${number(noise)}: the loss ${told(runs, line)}.` +
        (chosen ? ` With a constant rate it ${told(level, reference)}.` : ""),
    );
    const floor = curvatures.reduce((sum, c) => sum + (lr * noise ** 2) / (2 * (2 - lr * c)), 0);
    const rates = [0, 50, 100, 150, 199].map((t) => number(+(lr * shapes[chosen](t)).toPrecision(2)));
    controls.refresh(
      `η at steps 0, 50, 100, 150, 199: ${rates.join(", ")}\n` +
        `floor of a constant rate without walls, by the formula: ${lr < 2 ? number(floor) : "none"}`,
    );
  };

  controls.choice(names, (i) => {
    chosen = i;
    draw();
  })(chosen);
  const power = (exponent) => +(10 ** exponent).toPrecision(2);
  const range = { value: log10(lr), min: -2, max: 0.4, step: 0.05, show: (e) => number(power(e)) };
  controls.slider("Base rate η", range, (exponent) => {
    lr = power(exponent);
    draw();
  });
  controls.slider("Noise", { value: noise, min: 0, max: 1, step: 0.05 }, (value) => {
    noise = value;
    draw();
  });
  draw();
};
