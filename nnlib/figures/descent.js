// Optimizers on a surface; the still comes from nnlib.optim, whose rules these are.
nnlibFigures.kinds.descent = (controls, [drawing], { planes, names, lr, mu, most, heights }) => {
  const { number, point, plane, set, write, movable } = nnlibFigures;
  const { abs, sqrt, log10, max, min, hypot } = Math;
  const [view, race] = planes.map(plane);
  // The height is (x - x0)²/2 + q(u), where u = y - s(x) is the way from the valley's floor.
  const flat = { x0: 0, s: () => 0, ds: () => 0 };
  const surfaces = [
    { ...flat, from: [-2, 1.2], q: (u) => 10 * u * u, dq: (u) => 20 * u },
    {
      x0: 1,
      s: (x) => (x * x) / 2 - 1,
      ds: (x) => x,
      from: [-1.8, 1.2],
      q: (u) => 8 * u * u,
      dq: (u) => 16 * u,
    },
    { ...flat, from: [-2, 0.05], q: (u) => (u * u - 1) ** 2 / 4, dq: (u) => u * (u * u - 1) },
  ];
  // Each takes its memory of a coordinate, the gradient, the momentum and the step's number.
  const root = (square) => sqrt(square) + 1e-8;
  const rules = {
    SGD: (_, g) => g,
    Momentum: (k, g, mu) => (k.m = mu * k.m + g),
    Nesterov: (k, g, mu) => g + mu * (k.m = mu * k.m + g),
    RMSprop: (k, g) => g / root((k.s = 0.9 * k.s + 0.1 * g * g)),
    Adam: (k, g, mu, t) => {
      k.m = mu * k.m + (1 - mu) * g;
      k.s = 0.999 * k.s + 0.001 * g * g;
      return k.m / (1 - mu ** t) / root(k.s / (1 - 0.999 ** t));
    },
  };
  let surface = surfaces[0];
  let start = surface.from;
  let now = { name: names[1], lr, mu };
  let kept = { ...now, name: names[0] };
  let count = most;
  let timer;

  const height = ([x, y]) => (x - surface.x0) ** 2 / 2 + surface.q(y - surface.s(x));
  const gradient = ([x, y]) => {
    const across = surface.dq(y - surface.s(x));
    return [x - surface.x0 - across * surface.ds(x), across];
  };
  const walk = ({ name, lr, mu }) => {
    const memory = start.map(() => ({ m: 0, s: 0 }));
    const path = [start];
    for (let t = 1; t <= count; t += 1) {
      const w = path[t - 1];
      const g = gradient(w);
      const next = w.map((v, i) => v - lr * rules[name](memory[i], g[i], mu, t));
      if (!(hypot(...next) < 1e6)) break;
      path.push(next);
    }
    return path;
  };

  // both sides of a level line, from one tip to the other
  const level = (h) => [1, -1].map((side) => {
    let [d, pen] = ["", "M"];
    const u = (k) => (k * abs(k)) / 1e4;
    for (let k = -200; k <= 200; k += 1) {
      const wide = (j) => 2 * (h - surface.q(u(k + j)));
      const inside = max(wide(-1), wide(0), wide(1)) > 0;
      const x = surface.x0 + side * sqrt(max(0, wide(0)));
      if (inside) d += pen + view.place([x, u(k) + surface.s(x)]);
      pen = inside ? "L" : "M";
    }
    return d;
  }).join("");

  const uses = (name) => !["SGD", "RMSprop"].includes(name);
  const label = ({ name, lr, mu }) =>
    `${name}, η = ${number(lr)}` + (uses(name) ? `, μ = ${number(mu)}` : "");
  const verdict = (path) => {
    const down = path.findIndex((w) => height(w) < height(start) / 100);
    if (path.length <= count || height(path.at(-1)) > 9 * height(start)) {
      return "it runs away, its steps are too long";
    }
    if (down > 0) return `99 % of the way down after ${down} steps`;
    return `height ${number(height(path.at(-1)))} after ${count} steps`;
  };

  const draw = (quiet) => {
    const [path, other] = [now, kept].map(walk);
    const fall = (points) => race.line(points.map((w, k) => [k, log10(max(height(w), 1e-9))]));
    write(drawing, {
      path: { d: view.line(path) },
      steps: { d: view.dots(path) },
      kept: { d: view.line(other) },
      race: { d: fall(path) },
      "kept-race": { d: fall(other) },
      "now-name": { text: label(now) },
      "kept-name": { text: label(kept) },
    });
    set(ring, {
      transform: `translate(${view.place(start)})`,
      "aria-valuenow": start[0],
      "aria-valuetext": `w₁ ${number(start[0])}, w₂ ${number(start[1])}`,
    });
    if (quiet) return;
    controls.say(`${label(now)}: ${verdict(path)}. Kept, ${label(kept)}: ${verdict(other)}.`);
    const end = path.at(-1);
    controls.refresh(
      `step ${path.length - 1}: w = ${point(end)}\nheight ${number(height(end))}, gradient ${point(gradient(end))}`,
    );
  };
  const act = (change) => (value) => {
    clearTimeout(timer);
    change(value);
    draw();
  };
  // one after the other, unless motion is unwelcome
  const pause = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 90;
  const run = (left) => {
    count += 1;
    const more = left > 1 && count < most;
    draw(more);
    if (more) timer = setTimeout(run, pause, left - 1);
  };

  const ring = set(drawing.querySelector(".point"), {
    role: "slider",
    tabindex: 0,
    "aria-label": "Start of the walk",
  });
  const unit = view.place([1, 0])[0] - view.place([0, 0])[0];
  movable(ring, 0.05 * unit, () => {
    const from = start;
    return (...ways) => act(() => {
      const edge = planes[0];
      start = [edge.x, edge.y].map(([low, high], i) => {
        const to = from[i] + ((i ? -1 : 1) * ways[i]) / unit;
        return +max(low + 0.1, min(high - 0.1, Math.round(to * 20) / 20)).toFixed(2);
      });
    })();
  });

  const show = () => write(drawing, { levels: { d: heights.map(level).join("") } });
  controls.choice(["Valley", "Curved valley", "Saddle"], act((i) => {
    surface = surfaces[i];
    start = surface.from;
    show();
  }));
  controls.choice(names, act((i) => (now = { ...now, name: names[i] })))(1);
  controls.button("Keep this path", act(() => (kept = now)));
  controls.button("Start again", act(() => (count = 0)));
  const early = () => count < most;
  controls.button("1 step", act(() => (count += 1)), early);
  controls.button("10 steps", () => {
    clearTimeout(timer);
    run(10);
  }, early);
  const power = (exponent) => +(10 ** exponent).toPrecision(2);
  const range = { value: log10(lr), min: -3, max: 0.4, step: 0.05, show: (e) => number(power(e)) };
  controls.slider("Learning rate η", range, act((e) => (now = { ...now, lr: power(e) })));
  const part = { value: mu, min: 0, max: 0.99, step: 0.01 };
  controls.slider("Momentum μ", part, act((m) => (now = { ...now, mu: m })));
  draw();
};
