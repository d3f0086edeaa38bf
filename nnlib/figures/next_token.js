// Bars of the next token under temperature, top-k and top-p; tokens stand in falling order.
nnlibFigures.kinds.next_token = (controls, [drawing], { logits, tokens, full, seed, start }) => {
  const { drawn, number, random, sampler, sampling, set } = nnlibFigures;
  const rows = [...drawing.querySelectorAll(".token")];
  const settings = { ...start };
  const total = (values) => values.reduce((sum, value) => sum + value, 0);
  let next, counts, p;

  const draw = (event = "") => {
    const { temperature, topK, topP } = settings;
    const plain = sampling(logits, { temperature });
    const within = sampling(logits, { temperature, topK });
    p = sampling(logits, settings);
    const left = p.filter((share) => share).length;
    const drawings = total(counts);
    rows.forEach((row, i) => {
      const [, bar, before, share, count] = row.children;
      const cut = within[i] ? "cut by p" : temperature ? "cut by k" : "not greedy";
      set(row, { class: p[i] ? "token" : "token off" });
      set(bar, { width: (full * p[i]).toFixed(1) });
      set(before, { d: `M0 16H${(full * plain[i]).toFixed(1)}` });
      set(share, { text: p[i] ? number(p[i]) : cut });
      set(count, { text: drawings ? String(counts[i]) : "" });
    });
    const mass = total(within.filter((_, i) => p[i]));
    const cuts = `top-k leaves ${within.filter((share) => share).length} of ${tokens.length}, ` +
      `top-p ${left} with ${number(mass)} of their probability`;
    const greedy = `Temperature 0 takes the largest logit: ${tokens[0]}.`;
    controls.say(event + (temperature ? `At temperature ${number(temperature)} ${cuts}.` : greedy));
    const kept = tokens.slice(0, left).map((token, i) => `${token} ${number(p[i])}`).join(", ");
    const entropy = total(p.map((share) => (share ? -share * Math.log2(share) : 0)));
    const often = drawings === 1 ? "\ndrawn once" : drawings ? `\ndrawn ${drawings} times` : "";
    controls.refresh(`${kept}\nentropy ${number(entropy)} bits${often}`);
  };
  const forget = () => {
    next = random(seed);
    counts = tokens.map(() => 0);
  };
  const take = (n) => () => {
    let last;
    for (let k = 0; k < n; k += 1) {
      last = drawn(p, next);
      counts[last] += 1;
    }
    draw(n > 1 ? "" : `Drawn: ${tokens[last]}. `);
  };

  controls.button("Draw", take(1));
  controls.button("Draw 100", take(100));
  controls.button("Forget draws", () => {
    forget();
    draw();
  }, () => total(counts) > 0);
  sampler(controls, settings, tokens.length, () => {
    forget();
    draw();
  });
  forget();
  draw();
};
