/* Let the keyboard scroll equations that are wider than the page. */
const watch = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});
for (const equation of document.querySelectorAll(".katex-display")) watch.observe(equation);
