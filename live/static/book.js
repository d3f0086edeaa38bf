/* Let the keyboard scroll what is wider than its box: measured as it is laid out. */
const wide = ".katex-display, pre, .cell_output > .output, .pst-scrollable-table-container";
const watch = new ResizeObserver((entries) => {
  const boxes = entries.map(({ target }) => [target, target.scrollWidth > target.clientWidth]);
  for (const [box, scrolls] of boxes) {
    if (scrolls) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
});
for (const box of document.querySelectorAll(wide)) watch.observe(box);

/* A page that opens at its top is laid out as its parts come near (book.css), and its figures start
   then; all of it at once before one goes elsewhere in it. */
const figures = document.querySelectorAll("figure[data-kind]");
const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) nnlibFigures.begin(target);
  },
  { rootMargin: "100%" },
);
for (const figure of figures) near.observe(figure);

const layOut = () => {
  document.documentElement.classList.remove("from-top");
  for (const figure of figures) nnlibFigures.begin(figure);
};
addEventListener("click", ({ target }) => target.closest('a[href^="#"]') && layOut(), true);

/* A hint belongs to a landmark, as all the page does: the theme would put it after the last one. */
for (const named of document.querySelectorAll('[data-bs-toggle="tooltip"]'))
  named.dataset.bsContainer = "main";
