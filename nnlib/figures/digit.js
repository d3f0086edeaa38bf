// A sheet to draw on; the network's arithmetic is that of digit.py.
nnlibFigures.kinds.digit = (controls, [drawing], { layers, cells, cell, bar }) => {
  const { movable, number, point, set, write } = nnlibFigures;
  const side = cells.length;
  const pad = drawing.querySelector(".pad");
  const rows = [...drawing.querySelectorAll(".share")];
  let ink = cells.flatMap((row) => [...row].map(Number));
  let [pen, down, value] = [[7, 7], false, 1];

  // columns of weights: those of one unit each, its bias last
  const matrices = layers.map(({ shape: [ins, outs], factor, bytes }) => {
    const whole = Int8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
    const column = (k) => Array.from({ length: ins }, (_, i) => factor * whole[i * outs + k]);
    return Array.from({ length: outs }, (_, k) => column(k));
  });
  const sums = (x, matrix) =>
    matrix.map((weights) => [...x, 1].reduce((sum, v, i) => sum + v * weights[i], 0));
  const at = (row, column) => ink[side * row + column];
  const grey = (k) => {
    const [row, column] = [2 * (k >> 3), 2 * (k & 7)];
    return (at(row, column) + at(row, column + 1) + at(row + 1, column) + at(row + 1, column + 1)) / 4;
  };

  const draw = (event = "") => {
    const x = Array.from({ length: 64 }, (_, k) => grey(k));
    const z = sums(sums(x, matrices[0]).map((h) => Math.max(h, 0)), matrices[1]);
    const powers = z.map((score) => Math.exp(score - Math.max(...z)));
    const p = powers.map((power) => power / powers.reduce((sum, v) => sum + v));
    const [first, second] = p.map((_, k) => k).sort((a, b) => p[b] - p[a]);
    rows.forEach((row, k) => {
      const [, rect, share] = row.children;
      set(row, { class: k === first ? "share best" : "share" });
      set(rect, { width: bar * p[k] });
      set(share, { text: p[k].toFixed(2), x: bar * p[k] + 4 });
    });
    const box = (k) => `M${cell * (k % side)} ${cell * Math.floor(k / side)}h${cell}v${cell}h-${cell}z`;
    write(drawing, {
      ink: { d: ink.map((full, k) => (full ? box(k) : "")).join("") },
      pen: { transform: `translate(${pen.map((v) => cell * v).join(" ")})` },
    });
    const answer = `${first} with ${number(p[first])}, then ${second} with ${number(p[second])}`;
    const blank = ink.includes(1) ? "" : "The paper is blank, and still ten probabilities sum to 1: ";
    controls.say(`${event}${blank}The network says ${answer}.`);
    controls.refresh(
      `grey levels sum to ${number(16 * x.reduce((sum, v) => sum + v))}\nlogits ${point(z)}`,
    );
  };

  const inside = (v) => Math.min(Math.max(Math.round(v), 0), side - 2);
  const mark = ([column, row]) =>
    [0, 1, side, side + 1].forEach((step) => (ink[side * row + column + step] = value));
  const go = (goal, marks) => {
    const [from, to] = [pen, goal.map(inside)];
    const steps = Math.max(...to.map((v, i) => Math.abs(v - from[i])), 1);
    for (let k = 0; marks && k <= steps; k += 1) {
      mark(from.map((v, i) => Math.floor(v + (k / steps) * (to[i] - v) + 0.5)));
    }
    pen = to;
  };
  // the place of the pen below a pointer
  const under = ({ clientX, clientY }) => {
    const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(pad.getScreenCTM().inverse());
    return [x / cell - 1, y / cell - 1];
  };

  set(pad, { tabindex: 0, role: "application", "aria-label": "Paper of 16 by 16 cells" });
  movable(pad, cell, (event) => {
    const pointer = event.type !== "keydown";
    const start = pointer ? under(event) : pen;
    return (right, lower) => {
      go([start[0] + right / cell, start[1] + lower / cell], pointer || down);
      draw(pointer ? "" : `Pen ${down ? "down" : "up"} at column ${pen[0] + 1}, row ${pen[1] + 1}. `);
    };
  });
  pad.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    pen = under(event).map(inside);
    go(pen, true);
    draw();
  });
  pad.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    down = !down;
    go(pen, down);
    draw(`Pen ${down ? "down" : "up"}. `);
  });

  controls.choice(["Draw", "Erase"], (i) => (value = 1 - i));
  controls.button("Clear", () => {
    ink = ink.map(() => 0);
    draw();
  });
  const shift = (step, name) => () => {
    ink = ink.map((_, k) => {
      const column = (k % side) - step;
      return column < 0 || column >= side ? 0 : ink[k - step];
    });
    draw(`Half a pixel to the ${name}. `);
  };
  controls.button("Shift left", shift(-1, "left"));
  controls.button("Shift right", shift(1, "right"));
  draw();
};
