// One recurrent unit with and without tanh; hidden_state.py has the same arithmetic.
nnlibFigures.kinds.hidden_state = (controls, [drawing], { planes, first, steps }) => {
  const { number, plane, write } = nnlibFigures;
  const views = planes.map(plane);
  const [last, second] = steps;
  let [w, power, from] = first;
  let [kind, back] = [0, 0];
  const size = (e) => +(10 ** e).toPrecision(2);

  const run = (linear) => {
    const h = [0];
    for (let t = 1; t <= last; t += 1) {
      const x = t === 1 ? size(power) : back && t === second ? -size(power) : 0;
      const z = w * h[t - 1] + x;
      h.push(linear ? z : Math.tanh(z));
    }
    const g = [];
    g[last] = 1;
    for (let t = last; t; t -= 1) g[t - 1] = g[t] * (linear ? w : w * (1 - h[t] ** 2));
    return [h, g];
  };
  const verdict = (size) => (size < 0.1 ? "vanishes" : size > 10 ? "explodes" : "is kept");

  const draw = () => {
    const runs = [0, 1].map(run);
    runs.forEach(([h, g], k) => write(drawing, {
      [`h${k}`]: { d: views[0].line(h.map((v, t) => [t, v])) },
      [`g${k}`]: {
        d: views[1].line(g.map((v, t) => [t, Math.log10(Math.max(Math.abs(v), 1e-20))])),
      },
      [`at${k}`]: { d: views[k].line(planes[k].y.map((end) => [from, end])) },
    }));
    const [h, g] = runs[kind];
    const size = Math.abs(g[from]);
    const far = last - from;
    const mean = number(size ** (1 / far));
    const factor = kind ? `w = ${number(w)}` : `w (1 − h²), in size ${mean} in the geometric mean`;
    const held = !kind && size < 0.1 && Math.abs(h[last]) > 0.3;
    controls.say(
      `${kind ? "Linear" : "tanh"}, w = ${number(w)}: h ends at ${number(h[last])}. Going back to ` +
        `step ${from}, each step multiplies the gradient by ${factor}: after ${far} steps it is ` +
        `${number(g[from])}, it ${verdict(size)}.` +
        (held ? " The state lives on, its gradient does not: tanh is too flat there." : ""),
    );
    const ends = [0, 1].map((k) => `${number(runs[k][0][from])} and ${number(runs[k][1][from])}`);
    controls.refresh(`h and gradient at step ${from}\ntanh: ${ends[0]}\nlinear: ${ends[1]}`);
  };
  const act = (change) => (value) => {
    change(value);
    draw();
  };

  controls.choice(["tanh", "Linear"], act((i) => (kind = i)));
  controls.choice(["One pulse", "And a pulse back"], act((i) => (back = i)));
  const weight = { value: w, min: -2, max: 2, step: 0.05 };
  controls.slider("Recurrent weight w", weight, act((value) => (w = value)));
  const pulse = { value: power, min: -4, max: 0.4, step: 0.1, show: (e) => number(size(e)) };
  controls.slider("Pulse", pulse, act((value) => (power = value)));
  const reach = { value: from, min: 0, max: last - 1, step: 1 };
  controls.slider("Back to step t", reach, act((value) => (from = value)));
  draw();
};
