// Words attend to words; attention.py has the same rule for their vectors.
nnlibFigures.kinds.attention = (controls, [drawing], { text, at, bases, columns, sizes }) => {
  const { field, number, point, set, write } = nnlibFigures;
  const [modulus, most, longest, whole, widest] = sizes;
  const [keys, queries, terms] = ["key", "query", "term"].map(
    (name) => [...drawing.querySelectorAll(`.${name}`)],
  );
  let words;
  let [mask, hidden, scale, plain] = [0, 0, 2, 0];
  let said;

  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const dot = (a, b) => sum(a.map((value, k) => value * b[k]));
  const embed = (word) => bases.map((base) => {
    const r = [...word].reduce((n, letter) => (n * base + letter.codePointAt(0)) % modulus, 0);
    return (r - (modulus - 1) / 2) / 10;
  });
  const cut = (word = "") => (word.length > longest ? word.slice(0, longest - 1) + "…" : word);
  const named = (k) => `${k}, ${words[k - 1] ?? "none"}`;
  const show = (node, here, more) => set(node, { display: here ? "inline" : "none", ...more });
  const allowed = (i, j) => !(mask === 1 ? j > i : mask && j === hidden && words.length > 1);
  const tint = (value, most, size) => ({
    class: `tint ${value < 0 ? "one" : "zero"}`,
    "fill-opacity": Math.min(Math.abs(value) / size, most).toFixed(2),
  });

  const draw = () => {
    const count = words.length;
    const last = Math.max(count, 1);
    at = Math.min(at, last - 1);
    hidden = Math.min(hidden, last - 1);
    goTo(at + 1, { max: last });
    hide(hidden + 1, { max: last });
    const x = words.map(embed);
    const [q, k, v] = columns.map((matrix) =>
      x.map((row) => (plain ? row : matrix.map((column) => +dot(row, column).toFixed(2)))));
    const scores = q.map((a, i) =>
      k.map((b, j) => (allowed(i, j) ? dot(a, b) / scale : -Infinity)));
    const weights = scores.map((row) => {
      const powers = row.map((score) => Math.exp(score - Math.max(...row)));
      return powers.map((power) => power / sum(powers));
    });
    const side = Math.min(widest, whole / last);
    const middle = side / 2 + 4;
    keys.forEach((node, j) => show(node, j < count, {
      text: cut(words[j]),
      transform: `translate(${side * (j + 0.5)} -8) rotate(-60)`,
    }));
    queries.forEach((row, i) => {
      const [name, ...cells] = row.children;
      show(row, i < count, { transform: `translate(0 ${side * i})` });
      set(name, { text: cut(words[i]), y: middle });
      cells.forEach((cell, j) => {
        const w = weights[i]?.[j] ?? 0;
        show(cell, j < count, { transform: `translate(${side * j} 0)` });
        set(cell.children[0], { ...tint(w, 0.5, 1), width: side, height: side });
        const shown = allowed(i, j) ? w.toFixed(2) : "–";
        set(cell.children[1], { text: shown, x: side / 2, y: middle });
      });
    });
    write(drawing, { now: { y: side * at, width: side * count, height: side } });
    const w = weights[at] ?? [];
    const products = v.map((value, j) => value.map((entry) => entry * w[j]));
    products.push(bases.map((_, e) => sum(products.map((product) => product[e]))));
    terms.forEach((row, j) => {
      const [name, ...cells] = row.children;
      const total = j === count;
      show(row, count && j <= count, { class: total ? "term total" : "term" });
      set(name, { text: total ? "sum: output" : `${number(w[j])} × ${cut(words[j])}` });
      products[j]?.forEach((value, e) => {
        set(cells[2 * e], tint(value, 0.4, 2));
        set(cells[2 * e + 1], { text: number(value) });
      });
    });
    if (!count) {
      controls.say("Type a sentence.");
      controls.refresh("");
      return;
    }
    const best = w.indexOf(Math.max(...w));
    const twin = words.findIndex((word, j) => word === words[at] && j !== at);
    const masks = [
      twin < 0
        ? "Nothing is masked: it sees all words."
        : `Row ${twin + 1} is the same: equal words ask the same, wherever they stand.`,
      at ? "It sees itself and what stands before it." : "The first word sees only itself.",
      count > 1
        ? `Nobody sees ${named(hidden + 1)}: its scores are −∞, its weights 0. Its own row stays, unused.`
        : "The only word cannot be hidden: a query needs something to look at.",
    ];
    controls.say(
      `${said}Query ${named(at + 1)}, looks most at ${named(best + 1)}, with weight ` +
        `${number(w[best])}. Its weights add up to 1. ${masks[mask]}`,
    );
    const score = scores[at][best];
    const product = number(dot(q[at], k[best]));
    const divided = scale > 1 ? ` / √4 = ${product} / 2` : "";
    const total = sum(scores[at].map(Math.exp));
    controls.refresh(
      `q(${words[at]}) = ${point(q[at])}\nk(${words[best]}) = ${point(k[best])}\n` +
        `score q·k${divided} = ${number(score)}\n` +
        `weight e^score / sum = ${number(Math.exp(score))} / ${number(total)} = ${number(w[best])}`,
    );
  };

  const typed = (value) => {
    const found = value.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    said = found.length > most ? `Only ${most} words have a place here. ` : "";
    words = found.slice(0, most);
    draw();
  };
  const act = (change) => (value) => {
    change(value);
    draw();
  };

  field(controls, "Sentence", text, typed);
  const press = controls.choice(["No mask", "Causal", "Hide a word"], act((i) => (mask = i)));
  controls.choice(["÷ √d", "Not scaled"], act((i) => (scale = i ? 1 : 2)));
  controls.choice(["Wq, Wk, Wv", "q = k = v = x"], act((i) => (plain = i)));
  const range = { value: 1, min: 1, max: most, step: 1, show: named };
  words = [];
  const goTo = controls.slider("Query", range, act((k) => (at = k - 1)));
  const hide = controls.slider("Hidden word", range, act((k) => {
    hidden = k - 1;
    mask = 2;
    press(2);
  }));
  queries.forEach((row, i) => row.addEventListener("click", act(() => (at = i))));
  typed(text);
};
