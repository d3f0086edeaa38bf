// The perceptron rule, one sample at a time: the same arithmetic as nnlib.perceptron.
(() => {
  const { set, number, factor, point, movable, kinds } = globalThis.nnlibFigures;

  kinds.perceptron = (controls, [drawing], data) => {
    const { view, lr, names, shapes, plot: { side, far } } = data;
    const find = (selector) => drawing.querySelector(selector);
    const marks = [...drawing.querySelectorAll(".point")];
    const start = {
      X: data.X, y: data.y, w: data.w, b: data.b,
      row: 0, epoch: 1, mistakes: 0, updates: 0, settled: false,
      // the row just looked at, the boundary it moved
      current: -1, before: null,
      // weights at the end of earlier epochs, to notice a circle
      ends: {},
    };
    let state = start;
    let selected = 0;
    const history = [];

    const scoreOf = ({ w, b }) => ([x1, x2]) => w[0] * x1 + w[1] * x2 + b;
    const predict = (x) => Number(scoreOf(state)(x) >= 0);
    const weights = () => `w = ${point(state.w)}, b = ${number(state.b)}`;
    const scale = side / view.side;
    const pixel = ([x, y]) => [(x - view.x) * scale, side - (y - view.y) * scale];

    // As in perceptron.py: the boundary stands where it is nearest to the middle of the view.
    const middle = [view.x + view.side / 2, view.y + view.side / 2];
    const angle = (w) => (Math.atan2(-w[1], w[0]) * 180) / Math.PI;
    const boundary = (w, b) => {
      const z = scoreOf({ w, b })(middle);
      const norm = Math.hypot(...w);
      const distance = norm ? (z / norm) * scale : z >= 0 ? far : -far;
      const shift = Math.max(-far, Math.min(far, distance));
      return `translate(${side / 2} ${side / 2}) rotate(${angle(w)}) translate(${-shift})`;
    };
    const note = (w, b) => {
      if (!w.some(Boolean)) return "w is zero: no boundary";
      const reach = ((Math.abs(w[0]) + Math.abs(w[1])) * view.side) / 2;
      return Math.abs(scoreOf({ w, b })(middle)) > reach ? "the boundary is outside the picture" : "";
    };

    // One sample; returns the sentence that says what happened.
    const sample = () => {
      const { X, y, w, b, row } = state;
      const x = X[row];
      const z = scoreOf(state)(x);
      const guess = predict(x);
      const change = lr * (y[row] - guess);
      let text =
        `Row ${row + 1}: z = ${factor(w[0])}·${factor(x[0])} + ${factor(w[1])}·${factor(x[1])}` +
        ` + ${factor(b)} = ${number(z)}, ${z >= 0 ? "0 or more" : "below 0"}, ` +
        `so it predicts ${guess}. `;
      state = { ...state, current: row, before: null };
      if (change) {
        state.before = { w, b };
        state.w = [w[0] + change * x[0], w[1] + change * x[1]];
        state.b = b + change;
        state.mistakes += 1;
        state.updates += 1;
        const times = (change > 0 ? "+ " : "− ") + number(Math.abs(change));
        text +=
          `It should be ${y[row]}: w ← ${point(w)} ${times}·${point(x)} = ${point(state.w)}, ` +
          `b ← ${number(b)} ${times} = ${number(state.b)}.`;
      } else text += "Right: nothing changes.";
      state.row += 1;
      return state.row === X.length ? `${text} ${endEpoch()}` : text;
    };

    const endEpoch = () => {
      const { epoch, mistakes, updates } = state;
      if (!mistakes) {
        state.settled = true;
        return `Epoch ${epoch} made no mistake: settled after ${updates} updates with ${weights()}.`;
      }
      const key = [...state.w, state.b].join();
      const earlier = state.ends[key];
      state.ends = { ...state.ends, [key]: epoch };
      Object.assign(state, { row: 0, epoch: epoch + 1, mistakes: 0 });
      return (
        `Epoch ${epoch} made ${mistakes} ${mistakes > 1 ? "mistakes" : "mistake"}.` +
        (earlier ? ` The weights are those after epoch ${earlier}: it goes in a circle and never settles.` : "")
      );
    };

    const act = (action) => () => {
      history.push(state);
      controls.say(action());
      draw();
    };

    const step = act(sample);
    const epoch = act(() => {
      const now = state.epoch;
      let text;
      do text = sample();
      while (state.epoch === now && !state.settled);
      state.current = -1;
      return text.slice(text.indexOf("Epoch ")) + (state.settled ? "" : ` Now ${weights()}.`);
    });
    const back = () => {
      state = history.pop();
      controls.say(`Taken back. ${weights()}; next is row ${state.row + 1} of epoch ${state.epoch}.`);
      draw();
    };
    const reset = act(() => {
      state = start;
      return opening();
    });
    const opening = () =>
      state.w.some(Boolean)
        ? `It starts with ${weights()}.`
        : `It starts with ${weights()}: no boundary yet. Every z is ${number(state.b)}, ` +
          `so every point is predicted ${predict([0, 0])}.`;

    // Moved data: the pass starts again from the present weights.
    const change = (changes, text) => {
      const anew = { row: 0, mistakes: 0, settled: false, current: -1, before: null, ends: {} };
      state = { ...state, ...changes, ...anew };
      return `${text}. The next step is row 1, from the present weights.`;
    };
    const move = (i, [x, y]) => {
      const place = [x / scale + view.x, (side - y) / scale + view.y].map((v, axis) => {
        const low = axis ? view.y : view.x;
        const snapped = Math.round(v / view.step) * view.step;
        return +Math.min(Math.max(snapped, low), low + view.side).toPrecision(12);
      });
      controls.say(change({ X: state.X.with(i, place) }, `Row ${i + 1} moved to ${point(place)}`));
      draw();
    };
    const flip = act(() => {
      const label = 1 - state.y[selected];
      return change({ y: state.y.with(selected, label) }, `Row ${selected + 1} is now of class ${label}`);
    });

    controls.button("Step", step, () => !state.settled);
    controls.button("Epoch", epoch, () => !state.settled);
    controls.button("Back", back, () => history.length);
    controls.button("Reset", reset);
    const flipButton = controls.button("", flip);

    marks.forEach((mark, i) => {
      set(mark, {
        role: "slider",
        "aria-roledescription": "movable point",
        "aria-valuemin": view.x,
        "aria-valuemax": view.x + view.side,
      });
      movable(mark, view.step * scale, () => {
        history.push(state);
        const [x, y] = pixel(state.X[i]);
        return (right, down) => move(i, [x + right, y + down]);
      });
      mark.addEventListener("focus", () => {
        selected = i;
        draw();
      });
      mark.addEventListener("keydown", (event) => {
        const turn = { PageDown: 1, PageUp: -1 }[event.key];
        if (turn) marks[(i + turn + marks.length) % marks.length].focus();
        else if (event.key === "Enter" || event.key === " ") flip();
        else return;
        event.preventDefault();
      });
    });

    const draw = () => {
      const { X, y, w, b, before } = state;
      set(find(".boundary"), { transform: boundary(w, b) });
      set(find(".arrow-name"), { transform: `translate(56) rotate(${-angle(w)})` });
      set(find(".note"), { text: note(w, b) });
      set(find(".before"), {
        visibility: before ? "visible" : "hidden",
        transform: before ? boundary(before.w, before.b) : "",
      });
      let wrong = 0;
      marks.forEach((mark, i) => {
        const miss = predict(X[i]) !== y[i];
        wrong += miss;
        const classes = ["point", y[i] && "one", miss && "wrong", i === state.current && "current"];
        set(mark, {
          class: classes.filter(Boolean).join(" "),
          transform: `translate(${pixel(X[i])})`,
          tabindex: i === selected ? 0 : -1,
          "aria-label": `Row ${i + 1}, class ${y[i]}${miss ? ", on the wrong side" : ""}`,
          "aria-valuenow": X[i][0],
          "aria-valuetext": `${names[0]} ${number(X[i][0])}, ${names[1]} ${number(X[i][1])}`,
        });
        set(mark.querySelector(".mark"), { d: shapes[y[i]] });
      });
      flipButton.textContent = `Flip row ${selected + 1}`;
      const where = state.settled ? "settled" : `next is row ${state.row + 1} of ${X.length}`;
      controls.refresh(
        `${weights()}\nepoch ${state.epoch}, ${where}\nmistakes in this epoch: ${state.mistakes}, ` +
          `updates: ${state.updates}\npoints on the wrong side now: ${wrong} of ${X.length}`,
      );
    };
    controls.say(opening());
    draw();
  };
})();
