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

/* A page that opens at its top is laid out as its parts come near (book.css); all of it at once
   before one goes elsewhere in it. */
const layOut = ({ target }) => {
  if (target.closest('a[href^="#"]')) document.documentElement.classList.remove("from-top");
};
addEventListener("click", layOut, true);
