// Encodings of positions and their dot products; positions.py draws the same.
nnlibFigures.kinds.positions = (controls, [drawing], { planes, first, sizes }) => {
  const { number, factor, plane, set, write } = nnlibFigures;
  const [map, waves, products] = planes.map(plane);
  const [count, widest, levels, down] = sizes;
  const names = drawing.querySelectorAll(".names text");
  const range = (n) => [...Array(n).keys()];
  let [d, p, q, pair] = first;

  const slowness = (k) => 10000 ** ((k - (k % 2)) / d);
  const entry = (at, k) => (k % 2 ? Math.cos : Math.sin)(at / slowness(k));
  const dot = (a, b) => range(d).reduce((sum, k) => sum + entry(a, k) * entry(b, k), 0);
  const shade = (value) =>
    Math.ceil(Math.abs(value).toFixed(9) * levels) - 1 + (value < 0 ? levels : 0);

  const draw = () => {
    const cells = Array(2 * levels).fill("");
    for (const k of range(d)) {
      const shades = range(count).map((at) => shade(entry(at, k)));
      for (let at = 0, end; at < count; at = end) {
        end = at + 1;
        while (shades[end] === shades[at]) end += 1;
        const [x, y] = map.place([at - 0.5, ((k + 0.5) * widest) / d]);
        cells[shades[at]] += `M${x} ${y}h${map.place([end - 0.5, 0])[0] - x}`;
      }
    }
    const high = planes[0].height / d;
    cells.forEach((runs, k) => write(drawing, { [`map${k}`]: { d: runs, "stroke-width": high } }));
    const [sine, cosine] = [2 * pair, 2 * pair + 1];
    set(names[0], { text: `feature ${sine}` });
    set(names[1], { text: cosine });
    const line = (k) => ({ d: waves.line(range(count).map((at) => [at, entry(at, k)])) });
    const upright = (at) => ({ d: `M${map.place([at, 0])[0]} 0v${down}` });
    const part = (distance) => (2 * dot(0, distance)) / d;
    write(drawing, {
      pair: { y: sine * high, height: 2 * high },
      sine: line(sine),
      cosine: line(cosine),
      upright0: upright(p),
      upright1: upright(q),
      products: { d: products.curve(part) },
      reached: { d: products.dots(range(count).map((at) => [at - p, (2 * dot(p, at)) / d])) },
      now: { transform: `translate(${products.place([q - p, (2 * dot(p, q)) / d])})` },
    });
    show[0]([p, 0], `position ${p}`);
    show[1]([q, widest], `position ${q}`);
    slide(pair, { max: d / 2 - 1 });
    const far = Math.abs(q - p);
    const start = Math.min(p, q) ? 0 : count - 1 - far;
    controls.say(
      `Positions ${p} and ${q}, ${far} apart: dot product ${number(dot(p, q))}. Positions ` +
        `${start} and ${start + far}, as far apart: ${number(dot(start, start + far))}. ` +
        `At distance 0 it is d/2 = ${d / 2}.`,
    );
    const turn = slowness(sine);
    const parts = [sine, cosine].map((k) => entry(p, k) * entry(q, k));
    controls.refresh(
      `pair ${pair}: 1 / 10000^(${sine}/${d}) = ${number(1 / turn)} a position, a full turn in ` +
        `${number(2 * Math.PI * turn)}\nits part: sin·sin + cos·cos = ${number(parts[0])} + ` +
        `${factor(parts[1])} = ${number(parts[0] + parts[1])} = cos(${far} · ${number(1 / turn)})`,
    );
  };
  const act = (change) => (value) => {
    change(value);
    draw();
  };

  const ends = { min: 0, max: count - 1, step: 1 };
  const points = drawing.querySelectorAll(".point");
  const show = [
    map.handle(points[0], 0, { label: "Position p", ...ends }, () => p, act((at) => (p = at))),
    map.handle(points[1], 0, { label: "Position q", ...ends }, () => q, act((at) => (q = at))),
  ];
  const features = { value: d, min: 2, max: widest, step: 2 };
  controls.slider("Features d", features, act((value) => {
    d = value;
    pair = Math.min(pair, d / 2 - 1);
  }));
  const pairs = { value: pair, min: 0, max: d / 2 - 1, step: 1 };
  const slide = controls.slider("Pair i", pairs, act((value) => (pair = value)));
  draw();
};
