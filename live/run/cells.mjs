// The cells of a page: run, edit, reset, stop, keep, download. Loaded with the first press.

const MOST_TEXT = 100_000; // characters that one cell may print

export function start(page, rows, store, here) {
  const kept = readStore(store);
  let worker = null; // the reader's Python while there is one
  let listen = null; // takes the messages of the cell that runs
  const done = new Set(); // cells that this Python has run as they stand

  for (const row of rows) {
    row.pre = row.element.querySelector(".cell_input pre");
    row.original = row.pre.textContent.replace(/\n$/, "");
    row.output = row.element.querySelector(":scope > .cell_output");
    row.first = row.output && [...row.output.childNodes];
    row.alt = row.element.querySelector(".cell_output img")?.alt || "Picture drawn by this cell";
    if (row.run) row.reset = hidden(row.press("Reset", () => reset(row)));
    if (row.id in kept && row.edit) edit(rows.indexOf(row), false);
  }
  footer();

  // Run

  async function run(chosen) {
    if (listen) return say(rows[chosen], "Another cell is running: stop it, or wait for its end.");
    const before = rows.slice(0, chosen).filter((row) => !done.has(row) && needed(row));
    const wanted = [...before, rows[chosen]];
    const shown = rows[chosen];
    const stop = shown.press("Stop", () => end("Stopped. Python's variables are gone: the next Run begins at the top."));
    stop.focus();
    shown.run.disabled = true;
    say(shown, "Starting …");
    try {
      if (!worker) await begin(shown);
      for (const [i, row] of wanted.entries()) {
        if (wanted.length > 1) say(shown, `Running cell ${i + 1} of ${wanted.length} …`);
        else say(shown, "Running …");
        const since = performance.now();
        const well = await runOne(row);
        if (!well) {
          say(shown, row === shown ? "Ended with an error." : "A cell above ended with an error: see there.");
          if (row !== shown) row.element.scrollIntoView({ block: "nearest" });
          return;
        }
        if (row === shown) say(row, `Done in ${((performance.now() - since) / 1000).toFixed(1)} s.`);
      }
    } catch (error) {
      say(shown, error.message);
    } finally {
      const focused = document.activeElement === stop;
      stop.remove();
      shown.run.disabled = false;
      if (focused) shown.run.focus();
    }
  }

  // Above a cell of a chapter all are needed; above one of an exercise what the answers need.
  function needed(row) {
    return ["code", "answer", "locked"].includes(row.kind);
  }

  async function begin(row) {
    const answer = new Promise((resolve, reject) => {
      listen = ({ progress, failed, ready }) => {
        if (progress) say(row, progress);
        if (failed) reject(new Error(failed));
        if (ready) resolve();
      };
      listen.reject = reject;
    });
    worker = new Worker(new URL("worker.mjs", here), { type: "module" });
    worker.onmessage = ({ data }) => listen?.(data);
    worker.onerror = (event) => listen?.({ failed: event.message || "the worker could not start" });
    const absolute = (path) => new URL(path, location.href).href;
    const setup = {
      ...page.python,
      address: absolute(page.python.address),
      wheels: absolute(page.python.wheels),
      wheel: page.python.wheel && absolute(page.python.wheel),
      modules: ["runner.py", "page_backend.py"].map((name) => new URL(name, here).href),
      beside: Object.fromEntries(Object.entries(page.beside).map(([name, url]) => [name, absolute(url)])),
    };
    worker.postMessage({ setup });
    try {
      await answer;
    } catch (error) {
      end();
      if (error.stopped) throw error;
      throw new Error(
        `Python could not be loaded from ${setup.address} (${error.message}). ` +
          "Are you online, and is that address allowed here? The page reads without it.",
      );
    } finally {
      listen = null;
    }
  }

  async function runOne(row) {
    clear(row);
    let room = MOST_TEXT;
    const answer = new Promise((resolve, reject) => {
      listen = ({ output, ended, partly, failed, progress }) => {
        if (progress) say(row, progress);
        if (output && room > 0) {
          show(row, output.kind, output.text.slice(0, room));
          room -= output.kind === "text" ? output.text.length : 0;
          if (room <= 0) show(row, "text", "\n… and more: the page shows the first 100,000 characters.");
        }
        if (failed) reject(new Error(failed));
        if (ended !== undefined) resolve(ended);
        if (ended !== undefined && row.kind === "test") {
          document.dispatchEvent(new CustomEvent("question-checked", { detail: { id: row.id, passed: ended && !partly } }));
        }
      };
      listen.reject = reject;
    });
    worker.postMessage({ run: { source: source(row), name: row.id } });
    try {
      const well = await answer;
      done[well ? "add" : "delete"](row);
      return well;
    } finally {
      listen = null;
      if (row.reset) row.reset.hidden = false;
    }
  }

  function end(why) {
    worker?.terminate();
    worker = null;
    done.clear();
    if (why) listen?.reject(Object.assign(new Error(why), { stopped: true }));
    listen = null;
  }

  // Show

  function say(row, text) {
    row.status.textContent = text;
  }

  function clear(row) {
    if (!row.output) {
      row.output = make("div", "cell_output docutils container");
      row.element.append(row.output);
    }
    row.output.replaceChildren();
  }

  function show(row, kind, text) {
    if (kind === "html") {
      const box = make("div", "output text_html");
      box.innerHTML = text;
      for (const old of box.querySelectorAll("script")) {
        const script = document.createElement("script"); // one that innerHTML made would not run
        for (const { name, value } of old.attributes) script.setAttribute(name, value);
        script.textContent = old.textContent;
        old.replaceWith(script);
      }
      row.output.append(box);
      // One has just pressed Run: a live figure need not wait until one comes near (book.js).
      for (const figure of box.querySelectorAll("figure[data-kind]")) nnlibFigures.begin(figure);
    } else if (kind === "picture") {
      const image = make("img", "");
      image.src = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
      image.alt = row.alt;
      row.output.append(image);
    } else {
      const last = row.output.lastElementChild;
      if (kind === "text" && last?.dataset.kind === "text") {
        last.querySelector("pre").append(text);
        return;
      }
      const box = make("div", `output ${kind === "error" ? "traceback" : "stream"} highlight-none notranslate`);
      box.dataset.kind = kind;
      const inner = make("div", "highlight");
      const pre = make("pre", "");
      pre.tabIndex = 0;
      pre.append(text);
      inner.append(pre);
      box.append(inner);
      row.output.append(box);
    }
  }

  // Edit

  function source(row) {
    return row.area ? row.area.value : row.original;
  }

  function edit(index, focus = true) {
    const row = rows[index];
    if (!row.area) {
      const area = make("textarea", "run-editor");
      area.value = kept[row.id] ?? row.original;
      area.spellcheck = false;
      area.setAttribute("autocapitalize", "off");
      area.setAttribute("aria-label", `Code of the cell ${row.id}: Tab indents, Escape leaves`);
      area.addEventListener("input", () => {
        fit(area);
        done.delete(row);
        keep(row);
      });
      area.addEventListener("keydown", (event) => {
        if (event.key === "Escape") row.run.focus();
        else if (event.key === "Enter" && (event.shiftKey || event.ctrlKey)) run(index);
        else if (event.key === "Tab" && !event.shiftKey) area.setRangeText("    ", area.selectionStart, area.selectionEnd, "end");
        else return;
        event.preventDefault();
        if (event.key === "Tab") area.dispatchEvent(new Event("input"));
      });
      row.area = area;
      row.pre.closest(".highlight").before(area);
      row.pre.closest(".highlight").hidden = true;
      row.edit.hidden = true;
      row.reset.hidden = false;
      fit(area);
    }
    row.area.closest("details")?.setAttribute("open", "");
    if (focus) row.area.focus();
  }

  function fit(area) {
    area.rows = area.value.split("\n").length + 1;
  }

  function reset(row) {
    if (row.area) {
      row.area.remove();
      row.area = null;
      row.pre.closest(".highlight").hidden = false;
      row.edit.hidden = false;
      delete kept[row.id];
      write(kept, store);
      done.delete(row);
    }
    if (row.first) row.output.replaceChildren(...row.first);
    else row.output?.replaceChildren();
    row.reset.hidden = true;
    say(row, "As it was in the book.");
    row.run.focus();
  }

  function keep(row) {
    if (row.area.value === row.original) delete kept[row.id];
    else kept[row.id] = row.area.value;
    if (!write(kept, store)) say(row, "This browser does not let the page keep your changes: download them.");
  }

  // The whole page

  function footer() {
    const bar = make("div", "run-controls run-page");
    const status = make("span", "");
    status.setAttribute("role", "status");
    const button = (name, act) => {
      const made = make("button", "");
      made.type = "button";
      made.textContent = name;
      made.addEventListener("click", act);
      bar.append(made);
    };
    button("Download as notebook", async () => {
      try {
        status.textContent = "";
        await download();
      } catch (error) {
        status.textContent = `The notebook could not be fetched: ${error.message}.`;
      }
    });
    button("Reset all cells", () => {
      rows.filter((row) => row.reset && !row.reset.hidden).forEach(reset);
      status.textContent = "All cells are as they were in the book.";
    });
    bar.append(status);
    rows.at(-1).element.after(bar);
  }

  async function download() {
    const answer = await fetch(page.source);
    if (!answer.ok) throw new Error(`${page.source} answered ${answer.status}`);
    const notebook = await answer.json();
    const changed = new Map(rows.map((row) => [row.id, source(row)]));
    for (const cell of notebook.cells) {
      if (changed.get(cell.id) !== undefined && cell.cell_type === "code") cell.source = changed.get(cell.id);
    }
    const link = make("a", "");
    const file = new Blob([JSON.stringify(notebook, null, 1)], { type: "application/x-ipynb+json" });
    link.href = URL.createObjectURL(file);
    link.download = page.source.split("/").at(-1);
    link.click();
    URL.revokeObjectURL(link.href);
  }

  return { run, edit };
}

function make(tag, names) {
  const element = document.createElement(tag);
  if (names) element.className = names;
  return element;
}

function hidden(element) {
  element.hidden = true;
  return element;
}

function readStore(store) {
  try {
    return JSON.parse(localStorage.getItem(store)) ?? {};
  } catch {
    return {}; // storage is blocked, or holds something else
  }
}

function write(kept, store) {
  try {
    if (Object.keys(kept).length) localStorage.setItem(store, JSON.stringify(kept));
    else localStorage.removeItem(store);
    return true;
  } catch {
    return false;
  }
}
