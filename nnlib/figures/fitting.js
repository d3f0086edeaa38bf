// A polynomial fitted to points by Forsythe's orthogonal polynomials; fitting.py has the same data.
nnlibFigures.kinds.fitting = (controls, [drawing], { planes, train, valid, first }) => {
  const { number, plane, write } = nnlibFigures;
  const views = planes.map(plane);
  const [[, highest], [fewest, most]] = [planes[1].x, planes[2].x];
  const noise = Math.log10(0.3);
  let [degree, count] = first;
  const sum = (values) => values.reduce((total, value) => total + value, 0);

  // all fits to the first n points, of degree 0, 1, ...: functions of x
  const fits = (n) => {
    const points = train.slice(0, n);
    const terms = [];
    let [before, now, size] = [points.map(() => 0), points.map(() => 1), 1];
    for (let k = 0; k <= highest; k += 1) {
      const norm = sum(now.map((v) => v * v));
      const shift = sum(now.map((v, i) => v * v * points[i][0])) / norm;
      const back = k ? norm / size : 0;
      terms.push([shift, back, sum(now.map((v, i) => v * points[i][1])) / norm]);
      const next = now.map((v, i) => (points[i][0] - shift) * v - back * before[i]);
      [before, now, size] = [now, next, norm];
    }
    return (x) => {
      let [before, now, total] = [0, 1, 0];
      return terms.map(([shift, back, weight]) => {
        total += weight * now;
        [before, now] = [now, (x - shift) * now - back * before];
        return total;
      });
    };
  };
  // for each degree
  const errors = (fit, points) => {
    const misses = points.map(([x, y]) => fit(x).map((v) => (v - y) ** 2));
    return misses[0].map((_, k) => Math.sqrt(sum(misses.map((row) => row[k])) / points.length));
  };
  const all = [];
  for (let n = fewest; n <= most; n += 4) {
    const fit = fits(n);
    all.push([fit, errors(fit, train.slice(0, n)), errors(fit, valid)]);
  }

  const draw = () => {
    const [fit, ours, theirs] = all[(count - fewest) / 4];
    const sides = [
      [0, 1, degree, ours, theirs],
      [fewest, 4, count, ...[1, 2].map((i) => all.map((e) => e[i][degree]))],
    ];
    sides.forEach(([from, step, at, ...two], i) => {
      const view = views[i + 1];
      const trace = (values) => ({
        d: view.line(values.map((v, k) => [from + k * step, Math.log10(Math.max(v, 1e-9))])),
      });
      write(drawing, {
        [`now${from}`]: { d: `M${view.place([at, 0])[0]} 0V${planes[i + 1].height}` },
        [`train${from}`]: trace(two[0]),
        [`valid${from}`]: trace(two[1]),
      });
    });
    write(drawing, {
      fit: { d: views[0].curve((x) => fit(x)[degree]) },
      sample: { d: views[0].dots(train.slice(0, count)) },
    });
    const best = theirs.indexOf(Math.min(...theirs));
    const verdict = degree === best ? "smallest at this degree"
      : `smallest, ${number(theirs[best])}, at degree ${best}: this one ${degree < best ? "underfits" : "overfits"}`;
    controls.say(
      `Degree ${degree}, ${count} training points: training error ${number(ours[degree])}, ` +
        `validation error ${number(theirs[degree])}. The validation error is ${verdict}.`,
    );
    controls.refresh(`noise alone: ${number(10 ** noise)}, coefficients: ${degree + 1}`);
  };

  controls.slider("Degree", { value: degree, min: 0, max: highest, step: 1 }, (value) => {
    degree = value;
    draw();
  });
  controls.slider("Training points", { value: count, min: fewest, max: most, step: 4 }, (value) => {
    count = value;
    draw();
  });
  draw();
};
