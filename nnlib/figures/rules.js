// Two thresholds against a line learned by trying; rules.py learns with the same numbers.
nnlibFigures.kinds.rules = (controls, [drawing], data) => {
  const { X, y, names, labels, mean, std, best, start, planes } = data;
  const { factor, number, plane, write } = nnlibFigures;
  const view = plane(planes[0]);
  const [right, top] = [planes[0].x[1], planes[0].y[1]];
  const Z = X.map((x) => x.map((v, k) => (v - mean[k]) / std[k]));
  const zero = { w: [0, 0], b: 0, tries: 0, seed: data.seed };
  let thresholds = start;
  let neuron = zero;

  const byRule = (x) => +(x[0] > thresholds[0] && x[1] > thresholds[1]);
  const byNeuron = ({ w, b }) => (_, i) => +(w[0] * Z[i][0] + w[1] * Z[i][1] + b >= 0);
  const wrong = (answer) => X.filter((x, i) => answer(x, i) !== y[i]);

  const attempt = () => {
    let { seed, w, b, tries } = neuron;
    const random = () => {
      seed = (seed * 16807) % 2147483647;
      return (seed / 2147483647) * 2 - 1;
    };
    const changed = { w: w.map((v) => v + random()), b: b + random() };
    const [before, after] = [neuron, changed].map((one) => wrong(byNeuron(one)).length);
    const kept = after <= before;
    neuron = { ...(kept ? changed : { w, b }), seed, tries: tries + 1 };
    return `Try ${tries + 1}: with changed numbers ${after} mistakes instead of ${before}, ` +
      `${kept ? "kept" : "forgotten"}.`;
  };

  // where the neuron's sum is zero
  const boundary = ({ w, b }) => {
    const size = w[0] ** 2 + w[1] ** 2;
    if (!size) return "";
    const along = [-w[1], w[0]].map((v) => v / Math.sqrt(size));
    const end = (side) => mean.map((m, k) => m + std[k] * ((-b * w[k]) / size + side * along[k]));
    return view.line([end(-20), end(20)]);
  };

  const draw = (event) => {
    const [s, t] = thresholds;
    const [rule, learned] = [wrong(byRule), wrong(byNeuron(neuron))];
    const corner = view.line([[s, top], [s, t], [right, t]]);
    write(drawing, {
      corner: { d: corner },
      area: { d: `${corner}V0z` },
      learned: { d: boundary(neuron) },
      rings: { d: view.dots(rule).replaceAll("h0", "m-8 0a8 8 0 1 0 16 0a8 8 0 1 0-16 0") },
      crosses: { d: neuron.tries ? view.dots(learned).replaceAll("h0", "m-6-6l12 12m0-12l-12 12") : "" },
    });
    showAcross([s, (t + top) / 2], number(s));
    showUp([(s + right) / 2, t], number(t));
    const ones = y.filter(Boolean).length;
    controls.say(
      `${event} Mistakes on ${X.length}: rule ${rule.length}, neuron ` +
        `${neuron.tries ? learned.length : "not yet"}; always ${labels[0]} ${ones}.`,
    );
    const weights = neuron.w.map((w, k) => w / std[k]);
    const limit = weights[0] * mean[0] + weights[1] * mean[1] - neuron.b;
    controls.refresh(
      `rule: ${labels[1]} if ${names[0]} > ${number(s)} and ${names[1]} > ${number(t)}\n` +
        (neuron.tries
          ? `neuron: ${labels[1]} if ${factor(weights[0])}·${names[0]} + ` +
            `${factor(weights[1])}·${names[1]} ≥ ${number(limit)}`
          : "neuron: has not learned yet"),
    );
  };

  const learn = (tries) => () => {
    let text;
    for (let k = 0; k < tries; k += 1) text = attempt();
    draw(tries > 1 ? `${neuron.tries} tries, each kept if not worse.` : text);
  };
  controls.button("Learn: 1 try", learn(1));
  controls.button("100 tries", learn(100));
  controls.button("Forget", () => {
    neuron = zero;
    draw("The neuron's numbers are 0 again.");
  });
  controls.button("Best thresholds", () => {
    thresholds = best;
    draw("All pairs of thresholds tried: none makes fewer mistakes.");
  });
  const handle = (axis, part) => {
    const [min, max] = [planes[0].x, planes[0].y][axis];
    const step = (max - min) / 100;
    const limits = { min, max, step, label: `Threshold of ${names[axis]}` };
    return view.handle(drawing.querySelector(part), axis, limits, () => thresholds[axis], (to) => {
      thresholds = thresholds.with(axis, to);
      draw(`${names[axis]} > ${number(to)}.`);
    });
  };
  const showAcross = handle(0, ".across");
  const showUp = handle(1, ".up");
  draw("Thresholds at the medians.");
};
