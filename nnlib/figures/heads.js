// Shapes on their way through multi-head attention; heads.py has the texts and the same places.
nnlibFigures.kinds.heads = (controls, [drawing], { steps, total, first, most, sizes }) => {
  const { set, write } = nnlibFigures;
  const [height, left, width, gap, tallest, widest] = sizes;
  const stages = [...drawing.querySelectorAll(".stage")];
  let [T, d, h] = first;
  let step = 0;
  let said = "";

  const fill = (text) => {
    const dd = d * d;
    const numbers = {
      T, d, h, dd, e: d / h, "3dd": 3 * dd, Tdd: T * dd, "3Tdd": 3 * T * dd, TTd: T * T * d,
      hT: h * T, S: h * T * T, P: 4 * dd, M: 4 * T * dd + 2 * T * T * d,
    };
    return text.replace(/{(\w+)}/g, (_, name) => numbers[name]);
  };
  const range = (count, f) => Array.from({ length: count }, (_, i) => f(i)).join("");

  const draw = () => {
    const room = width - gap * (3 * h + 3);
    const u = Math.min(widest, tallest / T, room / (3 * d), (width - gap * h) / (h * T));
    stages.forEach((stage, k) => {
      const [name, [count, inHeads, square, shaded]] = steps[k];
      const each = inHeads ? h : 1;
      const columns = square ? T : d / each;
      let [x, grid, area] = [left, "", ""];
      for (let i = 0; i < count * each; i += 1) {
        const wide = (u * columns).toFixed(1);
        grid += range(T + 1, (r) => `M${x} ${22 + u * r}h${wide}`);
        grid += range(columns + 1, (c) => `M${x + u * c} 22v${u * T}`);
        const part = inHeads ? u * columns : (u * d) / h;
        if (shaded && i % each === 0) area += `M${x} 22h${part}v${u * T}H${x}z`;
        x += u * columns + gap + ((i + 1) % each ? 0 : 2 * gap);
      }
      const entries = count * each * T * columns;
      const shape = `(${inHeads ? h + ", " : ""}${T}, ${columns})`;
      const [text, head, lines] = stage.children;
      set(text, {
        text: `${name}: ${count > 1 ? "3 × " : ""}${shape}, ${entries} entr${entries > 1 ? "ies" : "y"}`,
      });
      set(head, { d: area });
      set(lines, { d: grid });
    });
    write(drawing, { now: { y: height * step + 2 } });
    controls.say(`${said}Step ${step + 1} of ${steps.length}. ${fill(steps[step][2])}`);
    controls.refresh(fill(total));
  };
  const act = (change) => (value) => {
    said = "";
    change(value);
    draw();
  };

  controls.button("Back", act(() => (step -= 1)), () => step > 0);
  controls.button("Next", act(() => (step += 1)), () => step < steps.length - 1);
  stages.forEach((stage, k) => stage.addEventListener("click", act(() => (step = k))));
  const limits = most.map((max, i) => ({ value: first[i], min: 1, max, step: 1 }));
  controls.slider("Words T", limits[0], act((value) => (T = value)));
  // the nearest number of heads that divides d, in the direction asked for
  const divide = (wanted) => {
    const fits = [...Array(most[2]).keys()].map((k) => k + 1).filter((k) => d % k === 0);
    h = (wanted > h && fits.find((k) => k >= wanted)) || fits.findLast((k) => k <= wanted);
    if (h !== wanted) said = `${wanted} heads do not divide ${d} features: h = ${h}. `;
    showHeads(h);
  };
  controls.slider("Features d", limits[1], act((value) => {
    d = value;
    divide(h);
  }));
  const showHeads = controls.slider("Heads h", limits[2], act(divide));
  draw();
};
