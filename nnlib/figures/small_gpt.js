// The GPT writes on; places and bars are those of small_gpt.py.
nnlibFigures.kinds.small_gpt = (controls, [drawing], data) => {
  const { drawn, element, field, number, random, sampler, sampling, set, write } = nnlibFigures;
  const { characters, sizes: [columns, rows, column, row, bar], counts: [layers, heads] } = data;
  const [layer, head, temperature, seed, more, longest] = data.start;
  const settings = { temperature, topK: characters.length, topP: 1 };
  const shown = { layer, head };
  const writing = [...drawing.querySelectorAll(".writing")];
  const signs = { "\n": "↵", " ": "␣" };
  let typed = data.text;
  // what was written, how much of it read, the source of draws, the timer while it writes
  let [text, read, logits, next, timer, gpt, busy] = [typed, 0];

  const draw = () => {
    let [level, across] = [0, 0];
    const spots = [...text].map((character) => {
      if (across === columns) [level, across] = [level + 1, 0];
      const spot = [level, across];
      if (character === "\n") [level, across] = [level + 1, 0];
      else across += 1;
      return spot;
    });
    const above = text ? Math.max(0, spots.at(-1)[0] - rows + 1) : 0;
    const weights = read ? gpt.attention[shown.layer - 1][shown.head - 1] : [];
    const start = text.length - weights.length;
    const found = writing.map(() => "");
    let [shade, bars] = ["", ""];
    spots.forEach(([down, right], i) => {
      const at = down - above;
      if (at < 0) return;
      if (text[i] !== "\n") found[at] += text[i] === " " ? "\u00a0" : text[i];
      if (i < typed.length) shade += `M${column * right} ${row * at - 4}h${column}`;
      const size = bar * (weights[i - start] ?? 0);
      if (size >= 0.2) bars += `M${column * (right + 0.5)} ${row * at + 16}v-${size.toFixed(1)}`;
    });
    writing.forEach((node, k) => set(node, { text: found[k] }));
    const [down, right] = spots.at(-1) ?? [0, 0];
    write(drawing, {
      typed: { d: shade },
      attention: { d: bars || "M0 0h0" },
      now: { x: column * right, y: row * (down - above) - 12, visibility: text ? "visible" : "hidden" },
      heading: { text: `bars: attention of the last character, layer ${shown.layer}, head ${shown.head}` },
    });
    const p = logits ? sampling(logits, settings) : [];
    const likely = p.map((_, i) => i).sort((a, b) => p[b] - p[a]).filter((i) => p[i] >= 1e-3).slice(0, 5);
    const named = likely.map((i) => `${signs[characters[i]] ?? characters[i]} ${number(p[i])}`);
    controls.refresh(logits ? `next: ${named.join("   ")}` : "");
  };

  // With a full context it begins anew with the last half.
  const readOn = () => {
    for (; read < text.length; read += 1) {
      if (gpt.full()) {
        gpt.forget();
        read -= gpt.context / 2 - 1;
      }
      logits = gpt.read(characters.indexOf(text[read]));
    }
  };
  const add = () => {
    text += characters[drawn(sampling(logits, settings), next)];
    readOn();
    draw();
  };
  const stop = (said) => {
    clearTimeout(timer);
    timer = 0;
    controls.say(said);
    draw();
  };
  const wrote = () => `It wrote ${text.length - typed.length} characters, and has the last ` +
    `${gpt.kept[0].length} of the text in sight.`;
  const begin = () => {
    clearTimeout(timer);
    [text, read, logits, timer] = [typed, 0, undefined, 0];
    next = random(seed);
    if (gpt && text) {
      gpt.forget();
      readOn();
    }
    draw();
  };

  // The weights come as a script: that works in a page opened from disk, too.
  const load = () => new Promise((resolve, reject) => {
    if (nnlibFigures.small_gpt) return resolve();
    const root = document.documentElement.dataset.content_root;
    if (root === undefined) return reject("they come with the pages of the book alone");
    const script = element("script", { src: `${root}_static/weights/${data.file}` });
    script.onload = () => (nnlibFigures.small_gpt ? resolve() : reject("their file is damaged"));
    script.onerror = () => reject(`there is no ${script.src}`);
    controls.panel.append(script);
  }).then(() => {
    try {
      gpt = nnlibFigures.gpt(nnlibFigures.small_gpt);
    } catch (error) {
      delete nnlibFigures.small_gpt;
      throw error;
    }
    begin();
  });
  const ready = (action) => async () => {
    if (!gpt) {
      busy = true;
      controls.say(`Loading ${data.size} of weights …`);
      try {
        await load();
      } catch (reason) {
        const kept = "In Python, nnlib.data.load_small_gpt() returns the model";
        controls.say(`The weights could not be loaded: ${reason.message ?? reason}. ${kept}.`);
        return;
      } finally {
        busy = false;
      }
    }
    if (text) action();
  };
  const run = () => {
    let left = more;
    controls.say(`Writing ${more} characters …`);
    const one = () => {
      add();
      left -= 1;
      if (left) timer = setTimeout(one, 15);
      else stop(wrote());
    };
    timer = setTimeout(one);
  };

  const able = () => Boolean(text) && !timer && !busy;
  controls.button("Write", ready(run), able);
  controls.button("One more", ready(() => {
    add();
    stop(wrote());
  }), able);
  controls.button("Stop", () => stop(wrote()), () => Boolean(timer));
  controls.button("Reset", () => {
    begin();
    controls.say("Back at the beginning; the same draws follow.");
  }, () => text !== typed);
  const line = field(controls, "Beginning", typed, (value) => {
    const kept = [...value].filter((character) => characters.includes(character));
    const others = [...new Set(value)].filter((character) => !characters.includes(character));
    typed = kept.slice(0, longest).join("");
    line(typed);
    begin();
    const named = `${others.join(" ")} ${others.length > 1 ? "are" : "is"}`;
    if (others.length) controls.say(`${named} left out: the text that it learnt from has none.`);
    else if (kept.length > longest) controls.say(`Only ${longest} characters have a place here.`);
    else controls.say(typed ? "Press Write." : "Type a beginning.");
  });
  sampler(controls, settings, characters.length, draw);
  const choose = (name, most) =>
    controls.slider(name, { value: shown[name.toLowerCase()], min: 1, max: most, step: 1 }, (value) => {
      shown[name.toLowerCase()] = value;
      draw();
    });
  choose("Layer", layers);
  choose("Head", heads);
  begin();
  controls.say(`Press Write: then ${data.size} of weights are loaded, once, from where this page came from.`);
};
