// A rectangle of the coordinate plane inside a drawing, as plane.py draws it.
(() => {
  const nnlib = globalThis.nnlibFigures;
  const { set, movable } = nnlib;

  nnlib.plane = ({ x: [left, right], y: [bottom, top], width, height }) => {
    const unit = [width / (right - left), height / (top - bottom)];
    const near = (v) => +Math.max(-2000, Math.min(2000, v)).toFixed(1);
    const place = ([x, y]) => [near((x - left) * unit[0]), near((top - y) * unit[1])];
    const line = (points) => "M" + points.map(place).join("L");
    return {
      place,
      line,
      curve: (f, low = left, high = right, pieces = 120) =>
        line(Array.from({ length: pieces + 1 }, (_, k) => {
          const x = low + ((high - low) * k) / pieces;
          return [x, f(x)];
        })),
      straight: ([x, y], slope) => line([left, right].map((end) => [end, y + slope * (end - x)])),
      dots: (points) => points.map((p) => `M${place(p)}h0`).join(""),

      // A part that moves along axis 0 or 1 and says its value as a slider does. A move starts
      // from `read()` and calls `act` with multiples of `step`. Returns what shows the part.
      handle(node, axis, { label, min, max, step }, read, act) {
        node.addEventListener("keydown", (event) => {
          const end = { Home: min, End: max }[event.key];
          if (end === undefined) return;
          event.preventDefault();
          act(end);
        });
        const range = { "aria-valuemin": min, "aria-valuemax": max };
        set(node, { role: "slider", tabindex: 0, "aria-label": label, ...range });
        movable(node, step * unit[axis], ({ key }) => {
          const from = read();
          return (across, down) => {
            const way = key ? across - down : axis ? -down : across;
            const value = Math.round((from + way / unit[axis]) / step) * step;
            act(+Math.min(Math.max(value, min), max).toFixed(6));
          };
        });
        return (point, text) => {
          const said = { "aria-valuenow": point[axis], "aria-valuetext": text };
          set(node, { transform: `translate(${place(point)})`, ...said });
        };
      },
    };
  };
})();
