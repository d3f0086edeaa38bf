// Values flow forward through a graph of scalars, gradients flow back.
(() => {
  const { set, number, factor, kinds } = globalThis.nnlibFigures;

  // value, local derivatives: the same table as OPERATIONS in expression.py
  const operations = {
    add: [(a, b) => a + b, () => [1, 1]],
    sub: [(a, b) => a - b, () => [1, -1]],
    mul: [(a, b) => a * b, (a, b) => [b, a]],
    div: [(a, b) => a / b, (a, b) => [1 / b, -a / b ** 2]],
    pow: [(a, n) => a ** n, (a, n) => [n && n * a ** (n - 1)]],
    neg: [(a) => -a, () => [-1]],
    exp: [Math.exp, (a, v) => [v]],
    log: [Math.log, (a) => [1 / a]],
    tanh: [Math.tanh, (a, v) => [1 - v ** 2]],
    sigmoid: [(a) => 1 / (1 + Math.exp(-a)), (a, v) => [v * (1 - v)]],
    relu: [(a) => Math.max(a, 0), (a) => [Number(a > 0)]],
  };

  kinds.graph = (controls, drawings, { nodes, sliders }) => {
    const output = nodes.at(-1);
    const steps = nodes.filter((node) => node.parents.length);
    const edges = nodes.flatMap((to) => to.parents.map((p, slot) => ({ from: nodes[p], to, slot })));
    const into = (node) => edges.filter((edge) => edge.to === node);
    const outOf = (node) => edges.filter((edge) => edge.from === node);
    const shapes = drawings.map((drawing) => ({
      nodes: [...drawing.querySelectorAll(".node")],
      edges: [...drawing.querySelectorAll(".edge")],
    }));
    const first = new Map(nodes.map((node) => [node, node.value]));
    // steps done when the output has its gradient, 1
    const seed = steps.length + 1;
    const last = seed + steps.length;
    let done = 0;
    let active = null;

    const write = (node, texts) => node.template.replace(/\{(\d)\}/g, (_, k) => texts[k]);
    const equation = (node) =>
      `${node.name} = ${write(node, node.parents.map((p) => nodes[p].name))}`;

    const compute = () => {
      for (const node of nodes) node.grad = 0;
      for (const node of steps) {
        const inputs = node.parents.map((p) => nodes[p].value);
        if ("exponent" in node) inputs.push(node.exponent);
        const [value, local] = operations[node.op];
        node.value = value(...inputs);
        node.local = local(...inputs, node.value);
      }
      output.grad = 1;
      for (const node of steps.toReversed()) {
        for (const edge of into(node)) {
          edge.local = node.local[edge.slot];
          edge.part = node.grad * edge.local;
          edge.from.grad += edge.part;
        }
      }
    };

    const hasValue = (node) => !node.parents.length || steps.indexOf(node) < done;
    const hasSentBack = (node) => last - done <= steps.indexOf(node);
    const carries = (edge) => edge.from.op !== "number" && hasSentBack(edge.to);

    const gradientTexts = (node) => {
      const parts = outOf(node).filter(carries).reverse();
      const missing = outOf(node).length - parts.length;
      if (node === output) return done >= seed ? ["grad 1", ""] : ["", ""];
      if (!parts.length) return ["", ""];
      const sum = parts.map((edge) => number(edge.part)).join(" + ");
      if (missing) return ["grad so far", `${sum} + …`];
      return [`grad ${number(node.grad)}`, parts.length > 1 ? `= ${sum}` : ""];
    };

    const forward = () => {
      const node = (active = steps[done]);
      done += 1;
      const numbers = node.parents.map((p) => factor(nodes[p].value));
      return (
        `Forward: ${equation(node)} = ${write(node, numbers)} = ${number(node.value)}.` +
        (done < steps.length ? "" : ` All values are known; now backward, from ${output.name}.`)
      );
    };

    const backward = () => {
      done += 1;
      if (done === seed) {
        active = output;
        return `Backward starts: ${slope(output)} = 1, as ${output.name} changes by itself one to one.`;
      }
      const node = (active = steps[last - done]);
      const sent = into(node).filter(carries).map((edge) => {
        const product = `${number(node.grad)} × ${factor(edge.local)} = ${number(edge.part)}`;
        const [gradient, sum] = gradientTexts(edge.from);
        const shared = outOf(edge.from).length > 1 ? ` (${gradient} ${sum})` : "";
        return `to ${edge.from.name}: ${product}${shared}`;
      });
      return (
        `Backward through ${equation(node)}: gradient × local derivative, ${sent.join("; ") || "to numbers nothing"}.` +
        (done < last ? "" : ` Done: ${slopes()}.`)
      );
    };

    const slope = (node) => `d${output.name}/d${node.name}`;
    const inputs = nodes.filter((node) => node.op === "input");
    const slopes = () => inputs.map((node) => `${slope(node)} = ${number(node.grad)}`).join(", ");

    const act = (action) => () => {
      controls.say(action());
      draw();
    };
    const given = (node) => `${node.name} = ${number(node.value)}`;
    const opening = () =>
      `Given: ${inputs.map(given).join(", ")}. Forward computes ${steps.length} steps up to ${output.name}.`;

    controls.button("Forward step", act(forward), () => done < steps.length);
    controls.button("Backward step", act(backward), () => done >= steps.length && done < last);
    controls.button("Undo", act(() => {
      done -= 1;
      active = null;
      return "One step taken back.";
    }), () => done > 0);
    controls.button("Run all", act(() => {
      done = last;
      active = null;
      return `All steps: ${given(output)}; ${slopes()}.`;
    }), () => done < last);
    controls.button("Reset", act(() => {
      done = 0;
      active = null;
      for (const node of inputs) {
        node.value = first.get(node);
        node.show(node.value);
      }
      compute();
      return opening();
    }));
    for (const node of inputs) {
      node.show = controls.slider(node.name, { ...sliders[node.name], value: node.value }, (value) => {
        node.value = value;
        compute();
        const lost = steps.find((step) => !Number.isFinite(step.value));
        const results = [
          lost && `${equation(lost)} has no value here, move a slider`,
          hasValue(output) && given(output),
          done === last && `${slope(node)} = ${number(node.grad)}`,
        ];
        controls.say([given(node), ...results.filter(Boolean)].join("; ") + ".");
        draw();
      });
    }

    const draw = () => {
      for (const shape of shapes) {
        nodes.forEach((node, i) => drawNode(node, shape.nodes[i]));
        edges.forEach((edge, i) => {
          const [local, part] = shape.edges[i].lastChild.children;
          const shown = carries(edge);
          set(shape.edges[i], { class: edge.to === active ? "edge active" : "edge" });
          set(local, { text: shown ? `×${number(edge.local)}` : "" });
          set(part, { text: shown ? `=${number(edge.part)}` : "" });
        });
      }
      const phase = done < seed ? "forward" : "backward";
      const count = done < seed ? Math.min(done, steps.length) : done - seed;
      controls.refresh(`${phase}: ${count} of ${steps.length} steps done`);
    };

    const drawNode = (node, shape) => {
      const [, , value, gradient, sum] = shape.children;
      const texts = [hasValue(node) ? number(node.value) : "?", ...gradientTexts(node)];
      [value, gradient, sum].forEach((text, k) => text && set(text, { text: texts[k] }));
      const name = node.parents.length ? equation(node) : node.name;
      const facts = value ? texts.filter(Boolean).join(", ").replace("?", "not computed yet") : "number";
      set(shape, {
        class: `node ${node.op} ${node === active ? "active" : ""}`,
        role: "img",
        "aria-label": `${name}, ${facts}`,
      });
    };

    compute();
    controls.say(opening());
    draw();
  };
})();
