// The perceptron rule, one sample at a time: the same arithmetic as nnlib.perceptron.
(() => {
  const { set, number, point, kinds } = globalThis.nnlibFigures;

  kinds.perceptron = (controls, [drawing], data) => {
    const { view, lr, names, shapes, plot: [left, top, side, far] } = data;
    const find = (selector) => drawing.querySelector(selector);
    const marks = [...drawing.querySelectorAll(".point")];
    const start = {
      X: data.X, y: data.y, w: data.w, b: data.b,
      row: 0, epoch: 1, mistakes: 0, updates: 0, settled: false,
      current: -1, before: null, // the row just looked at, the boundary it moved
      ends: {}, // weights at the end of earlier epochs, to notice a circle
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

    const factor = (x) => (x < 0 ? `(${number(x)})` : number(x));

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
      state = {
        ...state, ...changes, row: 0, mistakes: 0, settled: false, current: -1, before: null, ends: {},
      };
      controls.say(`${text} The next step is row 1, from the present weights.`);
      draw();
    };
    const move = (i, target) => {
      const place = target.map((v, axis) => {
        const low = axis ? view.y : view.x;
        const snapped = Math.round(v / view.step) * view.step;
        return +Math.min(Math.max(snapped, low), low + view.side).toPrecision(12);
      });
      change(
        { X: state.X.map((x, row) => (row === i ? place : x)) },
        `Row ${i + 1} moved to ${point(place)}.`,
      );
    };
    const flip = act(() => {
      const y = state.y.map((label, row) => (row === selected ? 1 - label : label));
      change({ y }, "");
      return `Row ${selected + 1} is now of class ${y[selected]}. The next step is row 1, from the present weights.`;
    });
    const select = (i) => {
      selected = i;
      draw();
    };

    controls.button("Step", step, () => !state.settled);
    controls.button("Epoch", epoch, () => !state.settled);
    controls.button("Back", back, () => history.length);
    controls.button("Reset", reset);
    const flipButton = controls.button("", flip);

    const keys = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };
    const toData = (event) => {
      const p = new DOMPoint(event.clientX, event.clientY);
      const { x, y } = p.matrixTransform(drawing.getScreenCTM().inverse());
      return [(x - left) / scale + view.x, (top + side - y) / scale + view.y];
    };
    marks.forEach((mark, i) => {
      mark.addEventListener("focus", () => select(i));
      mark.addEventListener("keydown", (event) => {
        const turn = { PageDown: 1, PageUp: -1 }[event.key];
        const direction = keys[event.key];
        if (turn) marks[(i + turn + marks.length) % marks.length].focus();
        else if (event.key === "Enter" || event.key === " ") flip();
        else if (direction) {
          history.push(state);
          const far = view.step * (event.shiftKey ? 5 : 1);
          move(i, state.X[i].map((v, axis) => v + direction[axis] * far));
        } else return;
        event.preventDefault();
      });
      mark.addEventListener("pointerdown", (event) => {
        if (event.button) return;
        mark.setPointerCapture(event.pointerId);
        mark.focus();
        const [x, y] = toData(event);
        const grip = [state.X[i][0] - x, state.X[i][1] - y];
        let moved = false;
        const drag = (pointer) => {
          if (!moved) history.push(state);
          moved = true;
          move(i, toData(pointer).map((v, axis) => v + grip[axis]));
        };
        mark.addEventListener("pointermove", drag);
        const drop = () => mark.removeEventListener("pointermove", drag);
        mark.addEventListener("lostpointercapture", drop, { once: true });
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
    marks.forEach((mark) => {
      set(mark, {
        role: "slider",
        "aria-roledescription": "movable point",
        "aria-valuemin": view.x,
        "aria-valuemax": view.x + view.side,
      });
    });
    controls.say(opening());
    draw();
  };
})();
