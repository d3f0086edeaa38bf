// The variance of z and of its gradient, layer by layer; variance.py has the same recursion.
nnlibFigures.kinds.variance = (controls, [drawing], { planes, names, first }) => {
  const { number, plane, write } = nnlibFigures;
  const { exp, log10, max, sqrt, tanh } = Math;
  const view = plane(planes[0]);
  let [start, bend, depth, width] = first;
  // a standard Gaussian as points and shares
  const points = Array.from({ length: 60 }, (_, k) => (k - 29.5) / 5);
  const bell = points.map((g) => exp(-g * g / 2));
  const sum = (values) => values.reduce((total, value) => total + value);
  const mean = (values) => sum(values.map((v, k) => v * bell[k])) / sum(bell);
  const bends = [
    [(z) => z, () => 1],
    [tanh, (z) => 1 - tanh(z) ** 2],
    [(z) => max(z, 0), (z) => +(z > 0)],
  ];
  const units = (layer) => (layer % 2 ? width : 64);
  const square = (layer) => {
    const [a, b] = [units(layer - 1), units(layer)];
    return [1e-4, 1e-4, 1 / a, 2 / (a + b), 2 / a][start];
  };

  const run = () => {
    const [f, slope] = bends[bend];
    const layers = [];
    let z;
    for (let k = 1; k <= depth; k += 1) {
      const n = units(k - 1);
      if (z && !start) z = z.map((v) => n * 0.01 * f(v));
      else {
        const scale = sqrt(n * square(k) * (z ? mean(z.map((v) => f(v) ** 2)) : 1));
        z = points.map((g) => g * scale);
      }
      layers.push(z);
    }
    let gradient = points.map(() => 1);
    const backward = [1];
    for (let k = depth - 1; k; k -= 1) {
      const slopes = layers[k - 1].map((v) => slope(v) ** 2);
      const factor = units(k + 1) * square(k + 1) * (!start && k < depth - 1 ? units(k + 1) : 1);
      const middle = mean(slopes);
      gradient = gradient.map((v, i) => v * factor * (start ? middle : slopes[i]));
      backward.unshift(mean(gradient));
    }
    return [layers.map((layer) => mean(layer.map((v) => v * v))), backward];
  };

  const fate = (ratio) => (ratio < 1e-3 ? "vanishes" : ratio > 1e3 ? "explodes" : "survives");
  const draw = () => {
    const [forward, backward] = run();
    const trace = (values) => ({ d: view.line(values.map((v, k) => [k + 1, log10(max(v, 1e-300))])) });
    write(drawing, { forward: trace(forward), backward: trace(backward) });
    const last = forward.at(-1);
    controls.say(
      `${names[0][start]} and ${names[1][bend]}: the variance of z goes from ${number(forward[0])} in layer 1 ` +
        `to ${number(last)} in layer ${depth}, that of the gradient from 1 there to ` +
        `${number(backward[0])} in layer 1. The signal ${fate(last / forward[0])}, the gradient ` +
        `${fate(backward[0])}.${start ? "" : " All units of a layer are equal, and stay so."}`,
    );
    controls.refresh(
      `weights of layers 1 and 2: ${start ? "standard deviation" : "all"} ` +
        `${number(sqrt(square(1)))} and ${number(sqrt(square(2)))}`,
    );
  };

  controls.choice(names[0], (i) => {
    start = i;
    draw();
  })(start);
  controls.choice(names[1], (i) => {
    bend = i;
    draw();
  })(bend);
  controls.slider("Layers", { value: depth, min: 2, max: 30, step: 1 }, (value) => {
    depth = value;
    draw();
  });
  const range = { value: 6, min: 4, max: 7, step: 1, show: (e) => number(2 ** e) };
  controls.slider("Units, odd layers", range, (exponent) => {
    width = 2 ** exponent;
    draw();
  });
  draw();
};
