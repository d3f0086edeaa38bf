// A kernel slides over a small image; convolution.py draws the same.
nnlibFigures.kinds.convolution = (controls, [drawing], data) => {
  const { image, kernels, most, cell, corners: [left, top, below] } = data;
  const { factor, movable, number, set, write } = nnlibFigures;
  const [pixels, weights, products, outputs] = ["pixels", "kernel", "products", "output"].map(
    (name) => [...drawing.querySelectorAll(`.${name} > g`)],
  );
  const frame = drawing.querySelector(".window");
  const n = image.length;
  let kernel = kernels[0][1];
  let [row, column] = data.place;
  let stride = 1;
  let pad = 0;

  const size = () => Math.floor((n + 2 * pad - 3) / stride) + 1;
  const seen = (i, j) =>
    kernel.map((_, k) => image[i * stride + Math.floor(k / 3) - pad]?.[j * stride + (k % 3) - pad] ?? 0);
  const times = (i, j) => seen(i, j).map((value, k) => value * kernel[k]);
  const sum = (i, j) => times(i, j).reduce((total, value) => total + value);
  const short = (x) => number(Math.abs(x) < 9.95 ? +x.toFixed(1) : Math.round(x));
  const clamp = (x, low, high) => Math.min(Math.max(x, low), high);

  const paint = (node, value, strongest) => {
    const [tint, , text] = node.children;
    const strength = Math.min(Math.abs(value) / strongest, 1) * 0.4;
    set(tint, { class: `tint ${value < 0 ? "one" : "zero"}`, "fill-opacity": strength.toFixed(2) });
    set(text, { text: short(value) });
  };
  const show = (node, visible) => set(node, { visibility: visible ? "visible" : "hidden" });

  const draw = () => {
    const end = size();
    row = clamp(row, 0, end - 1);
    column = clamp(column, 0, end - 1);
    const total = number(sum(row, column));
    const side = n + 2 * most;
    pixels.forEach((node, k) => {
      const [i, j] = [Math.floor(k / side), k % side].map((at) => Math.abs(at - (side - 1) / 2));
      show(node, Math.max(i, j) < n / 2 + pad);
    });
    weights.forEach((node, k) => {
      paint(node, kernel[k], 3);
      set(node, { "aria-valuenow": kernel[k], "aria-valuetext": number(kernel[k]) });
    });
    times(row, column).forEach((value, k) => paint(products[k], value, 27));
    outputs.forEach((node, k) => {
      const [i, j] = [Math.floor(k / (side - 2)), k % (side - 2)];
      show(node, Math.max(i, j) < end);
      if (Math.max(i, j) < end) paint(node, sum(i, j), 27);
    });
    const corner = (at) => cell * (most - pad + at * stride);
    write(drawing, {
      now: { transform: `translate(${left + cell * column} ${below + cell * row})` },
      "products-name": { text: `products, sum ${total}` },
      "output-name": { text: `output ${end} × ${end}` },
    });
    set(frame, {
      transform: `translate(${left + corner(column)} ${top + corner(row)})`,
      "aria-valuemax": end * end,
      "aria-valuenow": row * end + column + 1,
      "aria-valuetext": `row ${row}, column ${column}`,
    });
    const terms = seen(row, column).map((value, k) => `${value}·${factor(kernel[k])}`);
    controls.say(`out[${row}, ${column}] = ${terms.join(" + ")} = ${total}.`);
    const rest = (n + 2 * pad - 3) % stride;
    const lost = rest > 1 ? "2 rows and columns" : "row and column";
    controls.refresh(
      `size ⌊(${n} + 2·${pad} − 3) / ${stride}⌋ + 1 = ${end}: ${end * end} places, 9 weights` +
        (rest ? `\nnot seen: the last ${lost}` : ""),
    );
  };

  const choose = controls.choice(kernels.map(([name]) => name), (i) => {
    kernel = kernels[i][1];
    draw();
  });
  const change = (to) => {
    kernel = to;
    choose(kernels.findIndex(([, weights]) => String(weights) === String(kernel)));
    draw();
  };
  controls.button("Flip kernel", () => change(kernel.toReversed()));
  controls.button("Next place", () => {
    const next = (row * size() + column + 1) % size() ** 2;
    [row, column] = [Math.floor(next / size()), next % size()];
    draw();
  });
  controls.slider("Stride", { value: 1, min: 1, max: 3, step: 1 }, (value) => {
    stride = value;
    draw();
  });
  controls.slider("Padding", { value: 0, min: 0, max: most, step: 1 }, (value) => {
    pad = value;
    draw();
  });

  const slider = (node, label, low, high, begin) => {
    const range = { "aria-valuemin": low, "aria-valuemax": high };
    set(node, { role: "slider", tabindex: 0, "aria-label": label, ...range });
    movable(node, 1, begin);
  };
  slider(frame, "Window", 1, 1, ({ key }) => {
    const unit = key ? 1 : cell * stride;
    const [i, j] = [row, column];
    return (right, down) => {
      [row, column] = [i + Math.round(down / unit), j + Math.round(right / unit)];
      draw();
    };
  });
  weights.forEach((node, k) => {
    const name = `Weight in row ${Math.floor(k / 3)}, column ${k % 3}`;
    slider(node, name, -5, 5, ({ key }) => {
      const from = kernel[k];
      return (right, down) => {
        const way = Math.round((right - down) / (key ? 1 : 12));
        change(kernel.with(k, way ? clamp(Math.round(from) + way, -5, 5) : from));
      };
    });
  });
  draw();
};
