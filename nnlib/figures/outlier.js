// The level that three losses choose; outlier.py has the same arithmetic.
nnlibFigures.kinds.outlier = (controls, [drawing], { planes, Y, start, delta }) => {
  const { number, plane, write } = nnlibFigures;
  const { abs, min, max, sign } = Math;
  const view = plane(planes[0]);
  const count = Y.length + 1;
  const mean = (values) => values.reduce((sum, value) => sum + value) / values.length;
  const clip = (error) => max(-delta, min(delta, error));
  // where the pulls, clipped at delta, are in balance
  const balance = (y) => {
    let [low, high] = [min(...y), max(...y)];
    for (let k = 0; k < 60; k += 1) {
      const middle = (low + high) / 2;
      if (mean(y.map((v) => clip(v - middle))) > 0) low = middle;
      else high = middle;
    }
    return +low.toFixed(9);
  };
  const huber = (e) => (abs(e) <= delta ? e ** 2 / 2 : delta * (abs(e) - delta / 2));
  // name, class, best level, loss of an error, its derivative
  const kinds = [
    ["MSE", "mse", mean, (e) => e ** 2, (e) => 2 * e],
    ["MAE", "mae", (y) => y.toSorted((a, b) => a - b)[(count - 1) / 2], abs, sign],
    ["Huber", "huber", balance, huber, clip],
  ];
  let moved = start;

  const draw = () => {
    const y = [...Y, moved];
    const lines = kinds.map(([name, part, best, loss, pull]) => {
      const level = best(y);
      const way = level - best([...Y, start]);
      write(drawing, { [part]: { d: view.straight([0, level], 0) } });
      return {
        said: `${name} chooses ${number(level)} (moved by ${number(way)})`,
        told: `${name}: loss ${number(mean(y.map((v) => loss(v - level))))}, ` +
          `pull of the point ${number(pull(moved - level) / count)}`,
      };
    });
    show([count, moved], `y ${number(moved)}`);
    controls.say(`The point is at ${number(moved)}. ${lines.map(({ said }) => said).join(", ")}.`);
    controls.refresh(lines.map(({ told }) => told).join("\n"));
  };

  const limits = { label: "Movable point", min: 0, max: 13, step: 0.1 };
  const show = view.handle(drawing.querySelector(".point"), 1, limits, () => moved, (to) => {
    moved = to;
    draw();
  });
  controls.button("Move it to 12", () => {
    moved = 12;
    draw();
  });
  controls.button("Back", () => {
    moved = start;
    draw();
  });
  const power = (exponent) => +(10 ** exponent).toPrecision(2);
  const range = { value: Math.log10(delta), min: -1, max: 1, step: 0.1, show: (e) => number(power(e)) };
  controls.slider("Huber's δ", range, (exponent) => {
    delta = power(exponent);
    draw();
  });
  draw();
};
