// Batch norm and dropout on one unit, both modes at once; norm_dropout.py has the same arithmetic.
nnlibFigures.kinds.norm_dropout = (controls, [drawing], { planes, heights, first, constants }) => {
  const { number, plane, write } = nnlibFigures;
  const view = plane(planes[0]);
  const [ours, centre, spread, momentum, eps] = constants;
  let [size, p] = first;
  let layer = 0;
  let state;
  let running;
  let seen;
  let rows;
  let stats;

  const uniform = () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const next = () => {
    const x = [ours];
    while (x.length < size) {
      let bell = -6;
      for (let k = 0; k < 12; k += 1) bell += uniform();
      x.push(centre + spread * bell);
    }
    const mask = x.map(() => (uniform() >= p) / (1 - p));
    const now = mean(x);
    const square = mean(x.map((v) => (v - now) ** 2));
    running[0] += momentum * (now - running[0]);
    running[1] += momentum * ((square * size) / (size - 1) - running[1]);
    const scaled = ([from, variance]) => x.map((v) => (v - from) / Math.sqrt(variance + eps));
    stats = [now, square];
    rows = layer ? [x, x.map((v, k) => v * mask[k]), x] : [x, scaled(stats), scaled(running)];
    seen.push(rows[1][0]);
  };
  const draw = () => {
    rows.forEach((row, i) => {
      const tick = (value, half) => {
        const [across, down] = view.place([value, heights[i]]);
        return `M${across} ${down - half}v${2 * half}`;
      };
      write(drawing, {
        [`others${i}`]: { d: row.slice(1).map((v) => tick(v, 8)).join("") },
        [`mean${i}`]: { d: tick(mean(row), 14) },
        [`ours${i}`]: { transform: `translate(${view.place([row[0], heights[i]])})` },
      });
    });
    const [trained, steady] = [rows[1][0], rows[2][0]].map(number);
    const [a, b, c, d] = [...stats, ...running].map((v, i) => number(i % 2 ? Math.sqrt(v) : v));
    const kept = `kept, times 1/(1 − p) = ${number(1 / (1 - p))}`;
    const said = layer
      ? `Training: A is ${rows[1][0] ? kept : "dropped"}: ${trained}. Evaluation drops nothing: ` +
        `${steady}. Mean of the batch: ${number(mean(rows[0]))} before, ${number(mean(rows[1]))} after.`
      : `Training: this batch has mean ${a} and std ${b}, so A becomes ${trained}. Evaluation: ` +
        `running mean ${c} and std ${d}, so A becomes ${steady}, whoever stands beside it.`;
    controls.say(`Batch ${seen.length}. ${said}`);
    controls.refresh(
      `A in training so far: ${number(Math.min(...seen))} to ${number(Math.max(...seen))}, mean ${number(mean(seen))}`,
    );
  };
  const restart = () => {
    [state, running, seen] = [1, [0, 1], []];
    next();
    draw();
  };
  const more = (times) => () => {
    for (let k = 0; k < times; k += 1) next();
    draw();
  };

  controls.choice(["Batch norm", "Dropout"], (i) => {
    layer = i;
    restart();
  });
  controls.button("Next batch", more(1));
  controls.button("50 batches", more(50));
  controls.slider("Batch size", { value: size, min: 2, max: 32, step: 1 }, (value) => {
    size = value;
    restart();
  });
  controls.slider("Drop with p", { value: p, min: 0, max: 0.7, step: 0.1 }, (value) => {
    p = value;
    restart();
  });
  restart();
};
