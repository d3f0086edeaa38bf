// Which tokens may be drawn and how likely: the arithmetic of sampling.py.
nnlibFigures.sampling = (logits, { temperature, topK, topP }) => {
  const order = logits.map((_, i) => i).sort((a, b) => logits[b] - logits[a]);
  const p = logits.map(() => 0);
  if (!temperature) {
    p[order[0]] = 1;
    return p;
  }
  const total = (values) => values.reduce((sum, value) => sum + value, 0);
  const kept = order.slice(0, topK);
  const powers = kept.map((i) => Math.exp((logits[i] - logits[order[0]]) / temperature));
  const sum = total(powers);
  let mass = 0;
  const shares = powers.map((power) => {
    if (topP < 1 && mass >= topP) return 0;
    mass += power / sum;
    return power;
  });
  const rest = total(shares);
  kept.forEach((i, at) => (p[i] = shares[at] / rest));
  return p;
};

// Draws an index; `random` gives numbers from 0 to 1.
nnlibFigures.drawn = (p, random) => {
  const u = random();
  let [sum, found] = [0, 0];
  for (let i = 0; i < p.length && sum <= u; i += 1) {
    sum += p[i];
    if (p[i]) found = i;
  }
  return found;
};

// Numbers that a seed fixes (mulberry32).
nnlibFigures.random = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), seed | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};

// The three sliders; `settings` holds their values, `action` is called after a move.
nnlibFigures.sampler = (controls, settings, most, action) => {
  const { number } = nnlibFigures;
  const add = (text, name, limits) =>
    controls.slider(text, { value: settings[name], ...limits }, (value) => {
      settings[name] = value;
      action();
    });
  add("Temperature", "temperature", { min: 0, max: 2, step: 0.1, show: (t) => (t ? number(t) : "0, greedy") });
  add("Top-k", "topK", { min: 1, max: most, step: 1, show: (k) => (k < most ? String(k) : "all") });
  add("Top-p", "topP", { min: 0.05, max: 1, step: 0.05, show: (p) => (p < 1 ? number(p) : "off") });
};
