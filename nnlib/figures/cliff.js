// Two walks on the loss of a recurrent unit; cliff.py has the same arithmetic.
nnlibFigures.kinds.cliff = (controls, [drawing], { planes, unit, first }) => {
  const { number, plane, write } = nnlibFigures;
  const views = planes.map(plane);
  const [steps, bias, begin, target] = unit;
  const most = first[3];
  let [start, power, limit, count] = first;
  const size = (exponent) => +(10 ** exponent).toPrecision(2);

  const loss = (w) => {
    let [h, slope] = [begin, 0];
    for (let t = 0; t < steps; t += 1) {
      const next = Math.tanh(w * h + bias);
      slope = (1 - next * next) * (h + w * slope);
      h = next;
    }
    return [(h - target) ** 2, 2 * (h - target) * slope];
  };
  const walk = (clip) => {
    const places = [start];
    for (let k = 0; k < count; k += 1) {
      const slope = loss(places[k])[1];
      const factor = clip ? Math.min(1, size(limit) / (Math.abs(slope) + 1e-6)) : 1;
      places.push(places[k] - size(power) * slope * factor);
    }
    return places;
  };
  const told = (places) => {
    const ways = places.slice(1).map((w, k) => Math.abs(w - places[k]));
    const k = ways.findIndex((way) => way > 1);
    const end = number(loss(places[count])[0]);
    if (k < 0) {
      return `no step is longer than ${number(Math.max(0, ...ways))}, w is ${number(places[count])}, the loss ${end}`;
    }
    const [from, to] = [places[k], places[k + 1]];
    return `at step ${k + 1} the slope ${number(loss(from)[1])} throws w from ${number(from)} to ${number(to)}, the loss is ${end}`;
  };

  const draw = () => {
    const walks = [false, true].map(walk);
    ["free", "clipped"].forEach((name, i) => write(drawing, {
      [name]: { d: views[0].dots(walks[i].map((w) => [w, loss(w)[0]])) },
      [`${name}-path`]: { d: views[1].line(walks[i].map((w, k) => [k, w])) },
    }));
    show([start, loss(start)[0]], `w ${number(start)}, loss ${number(loss(start)[0])}`);
    controls.say(
      `After ${count} steps. Without clipping: ${told(walks[0])}. Clipped: ${told(walks[1])}.`,
    );
    const now = ([name, places]) => {
      const slope = loss(places[count])[1];
      return `${name}: slope ${number(slope)}, next step ${number(-size(power) * slope)}`;
    };
    const [free, clipped] = walks;
    controls.refresh(`${now(["not clipped", free])}\n${now(["clipped", clipped])} before clipping`);
  };
  const act = (change) => (value) => {
    change(value);
    draw();
  };

  const rate = { value: power, min: -1.5, max: 0, step: 0.05, show: (e) => number(size(e)) };
  controls.slider("Learning rate η", rate, act((value) => (power = value)));
  const clip = { ...rate, value: limit, max: 1 };
  controls.slider("Clip the gradient to", clip, act((value) => (limit = value)));
  const shown = { value: count, min: 0, max: most, step: 1 };
  controls.slider("Steps", shown, act((value) => (count = value)));
  const limits = { label: "Start of the walk", min: -0.4, max: 2, step: 0.05 };
  const point = drawing.querySelector(".point");
  const show = views[0].handle(point, 0, limits, () => start, act((value) => (start = value)));
  draw();
};
