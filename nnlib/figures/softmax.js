// Probabilities of logits, and the loss of the target; the largest logit is subtracted first.
nnlibFigures.kinds.softmax = (controls, [drawing], { logits, target, planes, bar, furthest }) => {
  const { number, point, plane, set, write } = nnlibFigures;
  const view = plane(planes[0]);
  const rows = [...drawing.querySelectorAll(".probability")];
  const total = (values) => values.reduce((sum, value) => sum + value);
  let temperature = 1;

  const draw = (event) => {
    const scores = logits.map((z) => z / temperature);
    const largest = Math.max(...scores);
    const powers = scores.map((score) => Math.exp(score - largest));
    const p = powers.map((power) => power / total(powers));
    const loss = Math.log(total(powers)) - (scores[target] - largest);
    rows.forEach((row, k) => {
      const [name, rect, share] = row.children;
      set(row, { class: `probability ${k === target ? "one" : "zero"}` });
      set(name, { text: k === target ? `target ${k}` : `class ${k}` });
      set(rect, { width: bar[1] * p[k] });
      set(share, { text: number(p[k]), x: bar[0] + bar[1] * p[k] + 5 });
    });
    const [left, right] = view.place([p[target], Math.min(loss, planes[0].y[1])]);
    write(drawing, { now: { transform: `translate(${left} ${right})` } });
    controls.say(
      `${event}p = ${point(p)}. Target ${target}: loss −log ${number(p[target])} = ${number(loss)}; ` +
        `guessing evenly costs log ${p.length} = ${number(Math.log(p.length))}.`,
    );
    const raw = scores.map(Math.exp);
    controls.refresh(
      `logits z = ${point(logits)}\ne^(z/τ) = ${point(raw)}, sum ${number(total(raw))}\n` +
        `slopes dL/dz = (p − onehot)/τ = ${point(p.map((share, k) => (share - (k === target)) / temperature))}`,
    );
  };

  controls.choice(logits.map((_, k) => `Target ${k}`), (k) => {
    target = k;
    draw("");
  })(target);
  const shift = (constant) => () => {
    logits = logits.map((z, k) => {
      const moved = +(z + constant).toFixed(6);
      show[k](moved);
      return moved;
    });
    const factor = number(Math.exp(constant / temperature));
    draw(`Every e^(z/τ) is ${factor} times what it was, and so is their sum: the same `);
  };
  const fits = (constant) => () => logits.every((z) => Math.abs(z + constant) <= furthest);
  controls.button("Add 1 to all", shift(1), fits(1));
  controls.button("Subtract 1 from all", shift(-1), fits(-1));
  const range = { min: -furthest, max: furthest, step: 0.1 };
  const show = logits.map((z, k) =>
    controls.slider(`Logit ${k}`, { ...range, value: z }, (value) => {
      logits = logits.with(k, value);
      draw("");
    }));
  const power = (exponent) => +(10 ** exponent).toPrecision(2);
  const powers = { value: 0, min: -1, max: 1, step: 0.1, show: (e) => number(power(e)) };
  controls.slider("Temperature τ", powers, (exponent) => {
    temperature = power(exponent);
    draw("");
  });
  draw("");
};
