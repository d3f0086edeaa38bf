// An LSTM reads what is typed; its arithmetic is that of gates.py.
nnlibFigures.kinds.gates = (controls, [drawing], data) => {
  const { number, factor, set, write } = nnlibFigures;
  const { layers, characters, laws, names, strips } = data;
  const [left, column, full, longest] = data.sizes;
  const [stop, mark] = [characters[5], characters[4]];
  const rows = [...drawing.querySelectorAll(".share")];
  let { text, unit } = data;
  let at = text.length - 1;
  let said = "";
  let steps;

  // columns of weights, the bias of each last
  const matrices = layers.map(({ shape: [ins, outs], factor: scale, bytes }) => {
    const whole = Int8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
    const weights = (k) => Array.from({ length: ins }, (_, i) => scale * whole[i * outs + k]);
    return Array.from({ length: outs }, (_, k) => weights(k));
  });
  const sums = (x, matrix) =>
    matrix.map((weights) => [...x, 1].reduce((sum, v, i) => sum + v * weights[i], 0));
  const sigmoid = (z) => 1 / (1 + Math.exp(-z));
  const units = layers[1].shape[0] - 1;

  const read = () => {
    let c = Array(units).fill(0);
    let h = c;
    let [depth, quote] = [0, 0];
    steps = [...text].map((character) => {
      const x = [...characters].map((other) => (other === character ? 1 : 0));
      const z = sums([...x, ...h], matrices[0]);
      const [i, f, g, o] = [0, 1, 2, 3].map((k) =>
        z.slice(k * units, (k + 1) * units).map(k === 2 ? Math.tanh : sigmoid));
      const old = c;
      c = c.map((v, u) => f[u] * v + i[u] * g[u]);
      h = c.map((v, u) => o[u] * Math.tanh(v));
      const powers = sums(h, matrices[1]).map(Math.exp);
      const p = powers.map((power) => power / powers.reduce((sum, v) => sum + v));
      const wrong = !laws[quote][depth][characters.indexOf(character)];
      if (character === stop) [depth, quote] = [0, 0];
      else if (character === mark) quote = 1 - quote;
      else if (!quote && !wrong) depth += (character === "(") - (character === ")");
      return { parts: [i, f, o, c], g, h, old, p, depth, quote, wrong };
    });
  };

  const bars = (k, sign) => {
    const [, height, base, most, largest] = strips[k];
    return steps.map(({ parts }, t) => parts[k].map((value, u) => {
      const size = most * Math.min((sign * value) / largest, 1);
      const place = `M${column * (t + 0.5)} ${height * u + base}`;
      return size < 0.1 ? "" : `${place}v${(-sign * size).toFixed(1)}`;
    }).join("")).join("");
  };
  const words = (gate) => `${number(gate)}${gate > 0.8 ? " (open)" : gate < 0.2 ? " (shut)" : ""}`;

  const draw = () => {
    write(drawing, {
      below: { d: bars(3, -1) },
      now: { x: left + column * at, visibility: text ? "visible" : "hidden" },
    });
    strips.forEach(([, height], k) => write(drawing, {
      [`bars${k}`]: { d: bars(k, 1) },
      [`unit${k}`]: { y: height * unit },
    }));
    set(line, { text });
    goTo(at + 1, { max: Math.max(text.length, 1) });
    const step = steps[at];
    rows.forEach((row, k) => {
      const [, rect, own, share] = row.children;
      const [p, law] = step ? [step.p[k], laws[step.quote][step.depth][k]] : [0, 0];
      set(rect, { width: (full * p).toFixed(1) });
      set(own, { d: `M${(full * law).toFixed(1)} 0v15` });
      set(share, { text: p.toFixed(2) });
    });
    if (!step) {
      controls.say(`${said}Type a sequence of ${[...characters].join(" ")}`);
      controls.refresh("");
      return;
    }
    const [i, f, o, c] = step.parts.map((values) => values[unit]);
    const [g, h, old] = [step.g, step.h, step.old].map((values) => values[unit]);
    controls.say(
      `${said}Step ${at + 1}, ${text[at]} : ${step.depth} open brackets, ` +
        `${step.quote ? "in a quote" : "no quote"}. Unit ${named(unit + 1)}: input gate ${words(i)}, ` +
        `forget gate ${words(f)}, output gate ${words(o)}.` +
        (step.wrong ? " The language has no such sentence: the network never saw one." : ""),
    );
    controls.refresh(
      `cell: ${number(f)} × ${factor(old)} + ${number(i)} × ${factor(g)} = ${number(c)}\n` +
        `h = ${number(o)} × tanh(${number(c)}) = ${number(h)}`,
    );
  };

  const typed = (value) => {
    const kept = [...value.replace(/[“”„]/g, mark)].filter((c) => characters.includes(c));
    const other = [...value].find((c) => !characters.includes(c) && !/[“”„]/.test(c));
    said = "";
    if (other) said = `${other} is left out: the language has only ${[...characters].join(" ")} . `;
    else if (kept.length > longest) said = `Only ${longest} characters have a place here. `;
    text = kept.slice(0, longest).join("");
    field(text);
    at = Math.max(text.length - 1, 0);
    read();
    draw();
  };
  const act = (change) => (value) => {
    said = "";
    change(value);
    draw();
  };

  const line = drawing.querySelector(".characters");
  const field = nnlibFigures.field(controls, "Sequence", text, typed);
  controls.button("Brackets", () => typed("((a)(a(a)))a"));
  controls.button("A quote", () => typed(["((a", "b(b)(bb", "a)a)"].join(mark)));
  controls.button("Full stops", () => typed(["a((a.a((", "bb.a"].join(mark)));
  const place = { value: at + 1, min: 1, max: text.length, step: 1 };
  const goTo = controls.slider("Step", place, act((value) => (at = value - 1)));
  const named = (k) => (names[k - 1] ? `${k}, ${names[k - 1]}` : String(k));
  const each = { value: unit + 1, min: 1, max: units, step: 1, show: named };
  controls.slider("Unit", each, act((value) => (unit = value - 1)));
  read();
  draw();
};
