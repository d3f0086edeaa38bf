// Noisy descent under a schedule of the learning rate; schedule.py has the same arithmetic.
nnlibFigures.kinds.schedule = (controls, [drawing], { planes, names, lr, noise }) => {
  const { number, plane, write } = nnlibFigures;
  const { sqrt, cos, log10, imul, max, min, PI } = Math;
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
    state = (imul(state, 1664525) + 1013904223) >>> 0;
    return sqrt(12) * (state / 2 ** 32 - 0.5);
  };
  const draws = Float64Array.from({ length: count * steps * 2 }, uniform);
  const times = Array.from({ length: steps + 1 }, (_, t) => t);
  let chosen = 2;

  const mean = (values) => values.reduce((sum, value) => sum + value) / values.length;

  // The loss before each step and after the last, of the first run and the mean of all, and how many
  // runs explode; in plain loops, for they change a weight 40,000 times.
  const descend = (rates) => {
    const w = new Float64Array(2 * count).fill(3);
    const losses = new Float64Array(count);
    const [first, means] = [[], []];
    for (const t of times) {
      for (let k = 0; k < count; k += 1) {
        let loss = 0;
        for (let i = 0; i < 2; i += 1) {
          const c = curvatures[i];
          const v = w[2 * k + i];
          const square = v * v;
          loss += c * square * (0.5 + square / 40);
          if (t === steps) continue;
          const g = c * v * (1 + square / 10) + noise * draws[2 * (k * steps + t) + i];
          w[2 * k + i] = max(-1000, min(1000, v - lr * rates[t] * g));
        }
        losses[k] = loss;
      }
      first.push(losses[0]);
      means.push(mean(losses));
    }
    return { first, means, exploded: losses.filter((loss) => loss > 100).length };
  };
  const fall = (losses) => race.line(times.map((t) => [t, log10(losses[t])]));

  const draw = () => {
    const [rates, constant] = [shapes[chosen], shapes[0]].map((shape) => times.map(shape));
    const [runs, level] = [rates, constant].map(descend);
    write(drawing, {
      rate: { d: view.line(times.map((t) => [t, rates[t]])) },
      run: { d: fall(runs.first) },
      mean: { d: fall(runs.means) },
      constant: { d: fall(level.means) },
    });
    const told = ({ means, exploded }) =>
      exploded
        ? `explodes in ${exploded} of ${count} runs`
        : `ends at ${number(mean(means.slice(-20)))} (mean of ${count} runs)`;
    controls.say(
      `${names[chosen]} from η = ${number(lr)}, noise ${number(noise)}: the loss ${told(runs)}.` +
        (chosen ? ` With a constant rate it ${told(level)}.` : ""),
    );
    const floor = curvatures.reduce((sum, c) => sum + (lr * noise ** 2) / (2 * (2 - lr * c)), 0);
    const shown = [0, 50, 100, 150, 199].map((t) => number(+(lr * rates[t]).toPrecision(2)));
    controls.refresh(
      `η at steps 0, 50, 100, 150, 199: ${shown.join(", ")}\n` +
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
