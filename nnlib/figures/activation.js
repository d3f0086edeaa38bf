// Five activations with their slopes; the sigmoid is in activation.py too.
nnlibFigures.kinds.activation = (controls, [drawing], { planes, end, small, alpha }) => {
  const { number, plane, write } = nnlibFigures;
  const [values, slopes] = planes.map(plane);
  const { exp, abs, tanh } = Math;
  const sigmoid = (z) => 1 / (1 + exp(-z));
  const bell = (z) => exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  // The Gaussian's distribution by its series: all digits for |z| up to 8.
  const gaussian = (z) => {
    let [term, sum] = [z, z];
    for (let k = 3; k < 299; k += 2) sum += term *= (z * z) / k;
    return 0.5 + sum * bell(z);
  };
  const kinds = [
    ["sigmoid", "between 0 and 1", sigmoid, (z) => sigmoid(z) * (1 - sigmoid(z))],
    ["tanh", "between −1 and 1", tanh, (z) => 1 - tanh(z) ** 2],
    ["ReLU", "0 and above", (z) => Math.max(z, 0), (z) => +(z > 0)],
    ["leaky ReLU", "all numbers", (z) => (z > 0 ? z : alpha * z), (z) => (z > 0 ? 1 : alpha)],
    ["GELU", "−0.17 and above", (z) => z * gaussian(z), (z) => gaussian(z) + z * bell(z)],
  ];
  let [name, range, value, slope] = kinds[0];
  let z = 0;

  // the last multiple of 1/50, from an end inwards, where the slope is small
  const inwards = (side) => {
    let k = 50 * end;
    while (abs(slope((side * k) / 50)) < small) k -= 1;
    return (side * (k + 1)) / 50;
  };
  const grid = Array.from({ length: 1601 }, (_, k) => k / 100 - 8);

  const draw = () => {
    const [left, right] = [inwards(-1), inwards(1)];
    const edge = (x) => values.place([x, 0])[0];
    const [a, s] = [value(z), slope(z)];
    write(drawing, {
      value: { d: values.curve(value) },
      slope: { d: slopes.curve(slope) },
      tangent: { d: values.straight([z, a], s) },
      tails: { d: `M0 0H${edge(left)}V200H0zM300 0H${edge(right)}V200H300z` },
      now: { transform: `translate(${slopes.place([z, s])})` },
    });
    show([z, a], `z ${number(z)}, value ${number(a)}, slope ${number(s)}`);
    const verdict =
      z > left && z < right
        ? `Ten layers that stand here multiply a gradient by ${number(s ** 10)}.`
        : s
          ? `Saturated: a gradient that passes here shrinks ${Math.round(1 / abs(s))} times.`
          : "The dead half: no gradient passes, so the weights learn nothing from this input.";
    controls.say(`${name} at z = ${number(z)}: value ${number(a)}, slope ${number(s)}. ${verdict}`);
    const low = [left >= -end && `up to z = ${number(left)}`, right <= end && `from z = ${number(right)}`];
    controls.refresh(
      `values: ${range}\nlargest slope: ${number(Math.max(...grid.map(slope)))}\n` +
        `flat ends (slope under ${small}): ${low.filter(Boolean).join(", ") || "nowhere"}`,
    );
  };

  controls.choice(kinds.map(([name]) => name), (i) => {
    [name, range, value, slope] = kinds[i];
    draw();
  });
  const limits = { label: "Point on the curve", min: -end, max: end, step: 0.1 };
  const point = drawing.querySelector(".point");
  const show = values.handle(point, 0, limits, () => z, (to) => {
    z = to;
    draw();
  });
  draw();
};
