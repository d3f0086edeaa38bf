// A grid and points through two layers; collapse.py has the same matrices.
nnlibFigures.kinds.collapse = (controls, drawings, { planes, W1, W2, X, y, grid: [edge, gap] }) => {
  const { number, plane, point, write } = nnlibFigures;
  const view = plane(planes[0]);
  const start = { W1, W2 };
  let [matrices, relu] = [start, false];

  const times = ([a, b], [p, q]) => [a * p[0] + b * q[0], a * p[1] + b * q[1]];
  const hidden = (x) => times(x, matrices.W1).map((h) => (relu ? Math.max(h, 0) : h));
  const output = (x) => times(hidden(x), matrices.W2);
  const at = Array.from({ length: (2 * edge) / gap + 1 }, (_, k) => k * gap - edge);
  const lines = at.flatMap((v) => [[[v, -edge], [v, edge]], [[-edge, v], [edge, v]]]);

  // The ends of a line and where a hidden sum on it is zero: there a ReLU bends it.
  const bent = ([p, q]) => {
    const [from, to] = [times(p, matrices.W1), times(q, matrices.W1)];
    const zeros = from.map((h, k) => h / (h - to[k])).filter((t) => t > 0 && t < 1);
    return [0, ...zeros.sort((a, b) => a - b), 1].map((t) => p.map((v, k) => v + t * (q[k] - v)));
  };

  // the best threshold on the first output, whichever side is 1
  const best = (values) => {
    const ordered = values.toSorted((a, b) => a - b);
    const found = ordered.slice(1).map((value, k) => {
      const threshold = (value + ordered[k]) / 2;
      const wrong = values.filter((v, i) => (v > threshold) !== !!y[i]).length;
      return [Math.min(wrong, y.length - wrong), threshold];
    });
    return found.reduce((one, other) => (other[0] < one[0] ? other : one));
  };

  const draw = () => {
    [(x) => x, hidden, output].forEach((map, k) => {
      const places = (label) => view.dots(X.filter((_, i) => y[i] === label).map(map));
      write(drawings[k], {
        grid: { d: lines.map((ends) => view.line(bent(ends).map(map))).join("") },
        zero: { d: places(0) },
        one: { d: places(1) },
      });
    });
    const [wrong, threshold] = best(X.map((x) => output(x)[0]));
    write(drawings[2], { threshold: { d: view.line([[threshold, -3], [threshold, 3]]) } });
    const one = matrices.W1.map((row) => times(row, matrices.W2));
    controls.say(
      (relu
        ? `With the ReLU (1, 1) goes to ${point(output([1, 1]))} and (−1, −1) to ` +
          `${point(output([-1, -1]))}: a matrix sends opposite points to opposite points. `
        : `Without a ReLU both layers are one matrix: W₁W₂ = (${one.map(point).join(", ")}). ` +
          "All grid lines stay straight and parallel. ") +
        `The best threshold on y₁ makes ${wrong} of ${y.length} mistakes.`,
    );
    controls.refresh(`W₁ = (${matrices.W1.map(point).join(", ")})\nW₂ = (${matrices.W2.map(point).join(", ")})`);
  };

  controls.choice(["Without ReLU", "With ReLU"], (i) => {
    relu = !!i;
    draw();
  });
  const shown = [];
  controls.button("Reset", () => {
    matrices = start;
    shown.forEach((show) => show());
    draw();
  });
  const range = { min: -2, max: 2, step: 0.1 };
  for (const name of ["W1", "W2"]) {
    for (const [i, j] of [[0, 0], [0, 1], [1, 0], [1, 1]]) {
      const value = start[name][i][j];
      const move = controls.slider(`${name}[${i},${j}]`, { ...range, value }, (to) => {
        const rows = matrices[name];
        matrices = { ...matrices, [name]: rows.with(i, rows[i].with(j, to)) };
        draw();
      });
      shown.push(() => move(value));
    }
  }
  draw();
};
