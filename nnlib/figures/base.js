// What every live figure shares: starting, controls, the line that says what happened.
// Scripts may arrive several times on one page (JupyterLab): each arrival replaces functions,
// starts what has not started yet, and listens to nothing outside its own figure.
(() => {
  const nnlib = (globalThis.nnlibFigures ??= { kinds: {} });

  nnlib.number = (x) => {
    if (!Number.isFinite(x)) return "undefined";
    const size = Math.abs(x);
    const text = size && (size < 1e-3 || size >= 1e6) ? x.toExponential(1) : String(+x.toFixed(3));
    return text.replace(".0e", "e").replaceAll("-", "−");
  };

  // A number as a factor in a product: in brackets if it is negative.
  nnlib.factor = (x) => (x < 0 ? `(${nnlib.number(x)})` : nnlib.number(x));

  nnlib.point = (values) => `(${values.map(nnlib.number).join(", ")})`;

  // Sets attributes; `text` sets the text; `true` and `false` add and remove.
  nnlib.set = (node, { text, ...attributes }) => {
    if (text !== undefined && node.textContent !== text) node.textContent = text;
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "boolean") node.toggleAttribute(name, value);
      else node.setAttribute(name, value);
    }
    return node;
  };

  // Sets attributes of a drawing's parts, which are named by their classes.
  nnlib.write = (drawing, parts) => {
    for (const [name, attributes] of Object.entries(parts)) {
      for (const node of drawing.querySelectorAll(`.${name}`)) nnlib.set(node, attributes);
    }
  };

  nnlib.element = (name, attributes = {}, ...children) => {
    const node = nnlib.set(document.createElement(name), attributes);
    node.append(...children);
    return node;
  };

  // JupyterLab's command mode takes arrow keys, Enter and more from any part without this.
  const own = { "data-lm-suppress-shortcuts": "true" };

  // Lets a pointer and the arrow keys (with Shift five times as far) move a part of a drawing.
  // `begin(event)` starts a move and returns what to call with the way from there, in drawing units.
  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  nnlib.movable = (node, step, begin) => {
    nnlib.set(node, own);
    const place = ({ clientX, clientY }) =>
      new DOMPoint(clientX, clientY).matrixTransform(node.ownerSVGElement.getScreenCTM().inverse());
    node.addEventListener("keydown", (event) => {
      const arrow = arrows[event.key];
      if (!arrow) return;
      event.preventDefault();
      begin(event)(...arrow.map((way) => way * step * (event.shiftKey ? 5 : 1)));
    });
    // A finger on the part moves it; anywhere else on the drawing it scrolls the page. (The style
    // touch-action does not reach parts of a drawing in Chromium.)
    node.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    node.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      node.setPointerCapture(event.pointerId);
      node.focus({ preventScroll: true });
      const from = place(event);
      let move;
      node.onpointermove = (pointer) => {
        const to = place(pointer);
        (move ??= begin(event))(to.x - from.x, to.y - from.y);
      };
      node.onlostpointercapture = () => (node.onpointermove = null);
    });
  };

  class Controls {
    constructor() {
      const { element } = nnlib;
      this.buttons = element("div", { class: "nnlib-buttons" });
      this.status = element("p", { class: "nnlib-status", role: "status" });
      this.numbers = element("p", { class: "nnlib-numbers" });
      this.sliders = element("div", { class: "nnlib-sliders" });
      const parts = [this.buttons, this.sliders, this.status, this.numbers];
      this.panel = element("div", { class: "nnlib-panel" }, ...parts);
    }

    // `available()` is asked on refresh. The button stays focusable: focus must not vanish.
    button(text, action, available = () => true) {
      const node = nnlib.element("button", { type: "button", text, ...own });
      node.available = available;
      node.addEventListener("click", () => available() && action());
      this.buttons.append(node);
      return node;
    }

    // Buttons of which one is pressed, the first to begin with.
    choice(names, action) {
      const nodes = names.map((name, i) => this.button(name, () => (press(i), action(i))));
      const press = (i) =>
        nodes.forEach((node, k) => nnlib.set(node, { "aria-pressed": String(k === i) }));
      press(0);
      return press;
    }

    // `show` writes the value: a slider along powers of ten says the power's value. Returns what
    // moves the slider, and changes its limits if given.
    slider(text, { value, min, max, step, show = nnlib.number }, action) {
      const limits = { min, max, step, "aria-label": text };
      const input = nnlib.element("input", { type: "range", ...limits, ...own });
      const output = nnlib.element("output");
      const move = (x, limits) => {
        nnlib.set(input, { ...limits, "aria-valuetext": show(x) });
        input.value = x;
        nnlib.set(output, { text: show(x) });
      };
      move(value);
      input.addEventListener("input", () => {
        move(+input.value);
        action(+input.value);
      });
      this.sliders.append(nnlib.element("label", {}, text, input, output));
      return move;
    }

    refresh(numbers) {
      this.numbers.textContent = numbers;
      for (const node of this.buttons.children) {
        nnlib.set(node, { "aria-disabled": String(!node.available()) });
      }
    }

    say(text) {
      this.status.textContent = text;
    }
  }

  // The still drawings remain for paper; the script moves copies of them. Nothing is attached
  // before the script has succeeded, so that a failure leaves the still picture.
  const enliven = (figure) => {
    const start = nnlib.kinds[figure.dataset.kind];
    if (!start || figure.matches(".nnlib-live")) return;
    const stills = [...figure.querySelectorAll("svg.nnlib-still")];
    const copies = stills.map((still) => {
      const copy = still.cloneNode(true);
      copy.classList.remove("nnlib-still");
      copy.querySelectorAll("title, desc").forEach((node) => node.remove());
      return nnlib.set(copy, { role: "group", "aria-label": figure.getAttribute("aria-label") });
    });
    const controls = new Controls();
    start(controls, copies, JSON.parse(figure.querySelector("script").textContent));
    stills.forEach((still, i) => still.after(copies[i]));
    figure.querySelector(".nnlib-picture").after(controls.panel);
    figure.classList.add("nnlib-live");
  };

  // A figure that fails is reported and holds up no other.
  nnlib.begin = (figure) => queueMicrotask(() => enliven(figure));

  // Those in parts of the book that are laid out when one comes near start then (book.js); any other
  // as soon as its script ends, before its caption is there to be moved.
  nnlib.start = () =>
    document
      .querySelectorAll(".nnlib-figure:not(.from-top section section *)")
      .forEach(nnlib.begin);
})();
