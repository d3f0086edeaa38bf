// A sum of ReLUs against sin; relu_fit.py has the same sums.
nnlibFigures.kinds.relu_fit = (controls, [drawing], { planes, most }) => {
  const { number, plane, point, set, write } = nnlibFigures;
  const { PI, sin, abs, max } = Math;
  const view = plane(planes[0]);
  const handles = [...drawing.querySelectorAll(".point")];
  let weights;

  const width = () => (2 * PI) / weights.length;
  const knot = (k) => -PI + k * width();
  const relu = (k) => (x) => weights[k] * max(x - knot(k), 0);
  const sum = (x) => weights.reduce((total, _, k) => total + relu(k)(x), 0);
  // of the corner after hinge k; one that leaves the picture waits at its edge
  const height = (k) => max(-2, Math.min(2, sum(knot(k + 1))));
  const grid = Array.from({ length: 1001 }, (_, k) => -PI + (2 * PI * k) / 1000);
  const start = (count) => (weights = Array(count).fill(0));

  const draw = (event) => {
    const ends = [-4.5, ...weights.map((_, k) => knot(k)), 4.5];
    const parts = weights.map((c, k) => c ? view.line([[knot(k), 0], [4.5, relu(k)(4.5)]]) : "");
    write(drawing, {
      sum: { d: view.line(ends.map((x) => [x, sum(x)])) },
      parts: { d: parts.join("") },
    });
    handles.forEach((handle, k) => {
      const used = k < weights.length;
      set(handle, { visibility: used ? "visible" : "hidden", tabindex: used ? 0 : -1 });
      const words = `height ${number(sum(knot(k + 1)))}, weight ${number(weights[k])}`;
      if (used) show[k]([knot(k + 1), height(k)], words);
    });
    const errors = grid.map((x) => abs(sum(x) - sin(x)));
    const worst = max(...errors);
    controls.say(
      `${event} Largest error on [−π, π]: ${number(worst)}, at x = ${number(grid[errors.indexOf(worst)])}.`,
    );
    controls.refresh(`weights c = ${point(weights)}\nhinges t = ${point(weights.map((_, k) => knot(k)))}`);
  };

  // The corner after hinge k takes a height: only the weight of hinge k changes.
  const bend = (k, to) => {
    weights[k] += (to - sum(knot(k + 1))) / width();
  };
  const limits = { min: -2, max: 2, step: 0.02 };
  const show = handles.map((handle, k) =>
    view.handle(handle, 1, { ...limits, label: `Corner ${k + 1}` }, () => height(k), (to) => {
      bend(k, to);
      draw(
        `Hinge ${k + 1} at x = ${number(knot(k))} has weight ${number(weights[k])}: ` +
          "to its left nothing moved, to its right all turned.",
      );
    }));

  controls.choice([most / 2, most].map((count) => `${count} hinges`), (i) => {
    start(most / (2 - i));
    draw("All weights are 0.");
  });
  controls.button("Meet sin at the corners", () => {
    weights.forEach((_, k) => bend(k, sin(knot(k + 1))));
    draw(`${weights.length} hinges, each weight the change of slope there.`);
  });
  controls.button("All weights 0", () => {
    start(weights.length);
    draw("All weights are 0.");
  });
  start(most / 2);
  draw("All weights are 0: pull the first corner to the sine.");
};
