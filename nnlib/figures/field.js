// A line of text to type into, for the figures that read one.
nnlibFigures.field = (controls, text, value, action) => {
  const { element } = nnlibFigures;
  const off = { autocomplete: "off", autocapitalize: "off", spellcheck: "false" };
  const keys = { "data-lm-suppress-shortcuts": "true" };
  const input = element("input", { type: "text", "aria-label": text, ...off, ...keys });
  const write = (words) => (input.value = words);
  write(value);
  input.addEventListener("input", () => action(input.value));
  controls.sliders.append(element("label", {}, text, input));
  return write;
};
