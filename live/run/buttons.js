/* A Run button below every cell; what it does is loaded with the first press. */
(() => {
  const page = JSON.parse(document.getElementById("run-cells").textContent);
  const elements = [...document.querySelectorAll("article div.cell")];
  if (elements.length !== page.cells.length) return;
  const store = `cells of ${page.name}`;
  const here = document.currentScript.src;

  let loaded;
  const load = () => loaded ??= import(new URL("cells.mjs", here)).then((m) => m.start(page, rows, store, here));
  const rows = page.cells.map((cell, i) => {
    const controls = document.createElement("div");
    controls.className = "run-controls";
    const status = document.createElement("span");
    status.setAttribute("role", "status");
    elements[i].querySelector(":scope > details, :scope > .cell_input").after(controls);
    const press = (name, act) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = name;
      button.setAttribute("aria-label", `${name} cell ${i + 1}`);
      button.addEventListener("click", act);
      controls.insertBefore(button, status.parentNode ? status : null);
      return button;
    };
    const row = { ...cell, element: elements[i], status, press };
    if (cell.kind === "torch") {
      controls.append("This cell needs PyTorch, which does not run in the page: use JupyterLab or ");
      controls.append(page.colab ? Object.assign(document.createElement("a"), { href: page.colab, textContent: "Colab" }) : "Colab", ".");
      return row;
    }
    const act = async (name) => {
      if (location.protocol === "file:") {
        status.textContent = "A page opened from disk cannot start Python: browsers allow it only for pages from a server. " +
          "Run “python3 -m http.server” in the book's folder and open the address it names.";
      } else if (typeof WebAssembly === "undefined") {
        status.textContent = "Python needs WebAssembly, which this browser does not have or does not allow here.";
      } else {
        try {
          await (await load())[name](i);
        } catch (error) {
          status.textContent = `This did not work: ${error.message}. The page reads without it.`;
        }
      }
    };
    row.run = press(cell.kind === "test" ? "Check" : "Run", () => act("run"));
    if (["code", "answer", "free"].includes(cell.kind)) row.edit = press("Edit", () => act("edit"));
    controls.append(status);
    return row;
  });

  try {
    if (localStorage.getItem(store)) load().catch(() => {});
  } catch { /* storage is blocked: nothing to bring back */ }
})();
