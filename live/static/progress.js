/* What a reader has read and solved, kept in this browser: ticks in the sidebar, a bar below each
   chapter and exercise. One entry of localStorage, {page: {read: true} or {passed: [...], of: n}}. */
(() => {
  const KEY = "progress";
  const base = new URL(document.documentElement.dataset.content_root ?? "./", location.href).href;
  const here = DOCUMENTATION_OPTIONS.pagename;
  const pageOf = (link) => link.getAttribute("href") === "#" ? here : link.href.replace(base, "").replace(/(\.html)?(#.*)?$/, "");
  const links = new Map(); // page of the course: its link in the sidebar
  for (const link of document.querySelectorAll(".bd-sidebar-primary nav a")) {
    if (/^(chapters|exercises)\/\d\d-/.test(pageOf(link))) links.set(pageOf(link), link);
  }
  if (!links.has(here)) return mark(read());

  const chapter = here.startsWith("chapters/");
  const cells = JSON.parse(document.getElementById("run-cells")?.textContent ?? '{"cells":[]}').cells;
  const questions = cells.filter(({ kind }) => kind === "test").map(({ id }) => id);

  const bar = make("section", { className: "run-controls run-page" });
  bar.setAttribute("aria-label", "Your progress");
  const box = make("input", { type: "checkbox" });
  box.addEventListener("change", () => change((kept) => box.checked ? kept[here] = { read: true } : delete kept[here]));
  const own = make("label", {});
  own.append(...(chapter ? [box, " I have read this chapter"] : []));
  const sum = make("span", {});
  const status = make("span", {});
  status.setAttribute("role", "status");
  const file = make("input", { type: "file", accept: ".json,application/json", hidden: true });
  file.addEventListener("change", async () => {
    try {
      const brought = checked(JSON.parse(await file.files[0].text()));
      if (change((kept) => Object.assign(kept, brought))) status.textContent = "Your progress is here now.";
    } catch (error) {
      status.textContent = `This is no file of progress: ${error.message}. Nothing was changed.`;
    }
    file.value = "";
  });
  bar.append(own, sum, button("Save as file", save), button("Bring from file", () => file.click()), button("Forget", forget), file, status);
  document.querySelector("article").append(bar);

  document.addEventListener("question-checked", ({ detail: { id, passed } }) => change((kept) => {
    const before = new Set(kept[here]?.passed ?? []);
    before[passed ? "add" : "delete"](id);
    kept[here] = { passed: questions.filter((name) => before.has(name)), of: questions.length };
  }));
  addEventListener("storage", (event) => event.key === KEY && draw(read()));
  draw(read());

  function draw(kept) {
    mark(kept);
    box.checked = Boolean(kept[here]?.read);
    if (!chapter) {
      const passed = kept[here]?.passed?.length ?? 0;
      own.textContent = `${passed} of ${questions.length} questions pass in this browser`;
    }
    const all = [...links.keys()];
    const [chapters, exercises] = ["chapters/", "exercises/"].map((kind) => {
      const pages = all.filter((page) => page.startsWith(kind));
      return `${pages.filter((page) => finished(kept[page])).length} of ${pages.length}`;
    });
    sum.textContent = `In all: ${chapters} chapters read, ${exercises} exercises solved.`;
  }

  function mark(kept) {
    for (const [page, link] of links) {
      link.querySelector(".finished")?.remove();
      if (!finished(kept[page])) continue;
      const tick = make("span", { className: "finished", textContent: " ✓" });
      tick.setAttribute("role", "img");
      tick.setAttribute("aria-label", page.startsWith("chapters/") ? "read" : "solved");
      link.append(tick);
    }
  }

  function finished(entry) {
    return Boolean(entry?.read || (entry?.of && entry.passed.length === entry.of));
  }

  function save() {
    const link = make("a", { download: "progress.json" });
    link.href = URL.createObjectURL(new Blob([JSON.stringify(read(), null, 1)], { type: "application/json" }));
    link.click();
    URL.revokeObjectURL(link.href);
  }

  function forget() {
    if (!confirm("Forget what you have read and solved, on all pages? Your code stays.")) return;
    change((kept) => Object.keys(kept).forEach((page) => delete kept[page]));
  }

  function change(edit) {
    const kept = read();
    edit(kept);
    try {
      localStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      status.textContent = "This browser does not let the page keep your progress.";
      return false;
    }
    status.textContent = "";
    draw(kept);
    return true;
  }

  function read() {
    try {
      return checked(JSON.parse(localStorage.getItem(KEY) ?? "{}"));
    } catch {
      return {}; // storage is blocked, or holds something else
    }
  }

  function checked(value) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("it holds no pages");
    for (const [page, entry] of Object.entries(value)) {
      const good = entry?.read === true || (Array.isArray(entry?.passed) && Number.isInteger(entry.of));
      if (!good) throw new Error(`what it says of ${page} is neither read nor solved`);
    }
    return value;
  }

  function button(name, act) {
    const made = make("button", { type: "button", textContent: name });
    made.addEventListener("click", act);
    return made;
  }

  function make(tag, properties) {
    return Object.assign(document.createElement(tag), properties);
  }
})();
