// The model of nnlib.nn.GPT, one token at a time, with keys and values of those before.
// No figure brings it along: it comes with the weights, on first use (live/weights.py).
nnlibFigures.gpt = ({ sizes, weights }) => {
  const { context, d_model: width, nhead: heads, num_layers: depth } = sizes;
  const bytes = (code) => Uint8Array.from(atob(code), (letter) => letter.charCodeAt(0)).buffer;
  const floats = (code) => new Float32Array(bytes(code));
  const w = {};
  for (const [name, { shape, floats: vector, factors, bytes: whole }] of Object.entries(weights)) {
    const scales = factors && floats(factors);
    const scaled = (v, i) => v * scales[Math.floor(i / shape[1])];
    w[name] = vector ? floats(vector) : Float32Array.from(new Int8Array(bytes(whole)), scaled);
    if (w[name].length !== shape.reduce((a, b) => a * b)) throw new Error("their file is damaged");
  }
  const linear = (x, name) => {
    const [matrix, bias] = [w[`${name}weight`], w[`${name}bias`]];
    const y = new Float32Array(matrix.length / x.length);
    for (let o = 0, at = 0; o < y.length; o += 1) {
      let sum = bias ? bias[o] : 0;
      for (let i = 0; i < x.length; i += 1, at += 1) sum += matrix[at] * x[i];
      y[o] = sum;
    }
    return y;
  };
  const norm = (x, name) => {
    const [weight, bias] = [w[`${name}weight`], w[`${name}bias`]];
    const mean = x.reduce((sum, v) => sum + v, 0) / x.length;
    const variance = x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / x.length;
    const scale = 1 / Math.sqrt(variance + 1e-5);
    return x.map((v, i) => (v - mean) * scale * weight[i] + bias[i]);
  };
  const gelu = (v) => (v * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v ** 3)))) / 2;
  const size = width / heads;
  const model = {
    context,
    full: () => model.kept[0].length === context,
    forget: () => (model.kept = Array.from({ length: depth }, () => [])),
    read: (token) => {
      const position = model.kept[0].length;
      const row = (name, at) => w[`${name}_embedding.weight`].subarray(at * width, (at + 1) * width);
      const here = row("position", position);
      let x = row("token", token).map((v, i) => v + here[i]);
      const add = (y) => (x = x.map((v, i) => v + y[i]));
      model.attention = model.kept.map((kept, layer) => {
        const at = `layers.${layer}.`;
        kept.push(linear(norm(x, `${at}norm1.`), `${at}self_attn.in_proj_`));
        const mixed = new Float32Array(width);
        const attention = Array.from({ length: heads }, (_, head) => {
          const from = head * size;
          const scores = kept.map((past) => {
            let sum = 0;
            for (let i = from; i < from + size; i += 1) sum += kept[position][i] * past[width + i];
            return sum / Math.sqrt(size);
          });
          const largest = Math.max(...scores);
          const powers = scores.map((score) => Math.exp(score - largest));
          const total = powers.reduce((sum, v) => sum + v);
          kept.forEach((past, t) => {
            for (let i = from; i < from + size; i += 1) mixed[i] += (powers[t] / total) * past[2 * width + i];
          });
          return powers.map((power) => power / total);
        });
        add(linear(mixed, `${at}self_attn.out_proj.`));
        add(linear(linear(norm(x, `${at}norm2.`), `${at}linear1.`).map(gelu), `${at}linear2.`));
        return attention;
      });
      return [...linear(norm(x, "norm."), "token_embedding.")];
    },
  };
  model.forget();
  return model;
};
