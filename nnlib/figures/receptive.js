// A receptive field grows layer by layer; receptive.py draws the same cone.
nnlibFigures.kinds.receptive = (controls, [drawing], { planes, layers, most: [most, ...ends] }) => {
  const { plane, write } = nnlibFigures;
  const view = plane(planes[0]);
  const edge = planes[0].x[1];
  let shown = layers.slice(0, 1);

  const draw = () => {
    const top = shown.length;
    const [sizes, jumps] = [[1], [1]];
    const lines = shown.map(([kernel, stride], k) => {
      const [size, jump] = [sizes[k], jumps[k]];
      sizes.push(size + (kernel - 1) * jump);
      jumps.push(jump * stride);
      return (
        `${k + 1}: size ${size} + (${kernel} − 1) · ${jump} = ${sizes[k + 1]}, ` +
        `jump ${jump} · ${stride} = ${jumps[k + 1]}`
      );
    });
    const [size, jump] = [sizes[top], jumps[top]];

    // from the top unit down: what each row's units see of the row below
    let [edges, seen, all, units] = ["", [], [], [0]];
    for (let k = top; k >= 0; k--) {
      seen.push(...units.map((x) => [x, k]));
      for (let i = -40; i <= 40; i++) {
        const x = units[0] + i * jumps[k];
        if (Math.abs(x) < edge) all.push([x, k]);
      }
      if (!k) break;
      const kernel = shown[k - 1][0];
      const below = units.flatMap((x) =>
        Array.from({ length: kernel }, (_, m) => {
          const to = x + (m - (kernel - 1) / 2) * jumps[k - 1];
          edges += view.line([[x, k], [to, k - 1]]);
          return to;
        }),
      );
      units = [...new Set(below)];
    }
    const bracket = (middle, y) => {
      const [a, b] = [middle - size / 2, middle + size / 2];
      return { d: view.line([[a, y + 0.2], [a, y], [b, y], [b, y + 0.2]]) };
    };
    write(drawing, {
      edges: { d: edges },
      all: { d: view.dots(all) },
      seen: { d: view.dots(seen) },
      next: { d: view.dots([[jump, top]]) },
      field: bracket(0, -0.5),
      shifted: bracket(jump, -0.85),
    });
    for (let k = 1; k <= most; k++) write(drawing, { [`row${k}`]: { text: k > top ? "" : `layer ${k}` } });
    const [kernel, stride] = shown[top - 1];
    [kernel, stride].forEach((value, i) => moves[i](value));
    controls.say(
      `Layer ${top}, kernel ${kernel}, stride ${stride}: one unit sees ${size} inputs` +
        (units.length < size ? ` from end to end, but reads only ${units.length} of them` : "") +
        (size > 2 * edge ? ", more than the picture shows" : "") +
        `. Its neighbour sees the same, moved by ${jump}.`,
    );
    controls.refresh(lines.join("\n"));
  };

  controls.button("Add a layer", () => {
    shown = [...shown, layers[shown.length] ?? [3, 1]];
    draw();
  }, () => shown.length < most);
  controls.button("Remove the top layer", () => {
    shown = shown.slice(0, -1);
    draw();
  }, () => shown.length > 1);
  const moves = ["Kernel", "Stride"].map((name, i) =>
    controls.slider(`${name} of the top layer`, { value: 1, min: 1, max: ends[i], step: 1 }, (to) => {
      shown = shown.with(-1, shown.at(-1).with(i, to));
      draw();
    }),
  );
  draw();
};
