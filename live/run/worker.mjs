// The reader's Python: Pyodide in a worker, so that the page stays responsive and an endless loop
// can be ended. Every file of Pyodide is checked against the digests that the book was built with.

let python, cells, nnlib;
const quiet = { messageCallback: () => {}, errorCallback: (text) => { throw new Error(text); } };

self.onmessage = async ({ data: { setup, run } }) => {
  try {
    if (setup) await prepare(setup);
    if (!run) return self.postMessage({ ready: true });
    await bring(run.source);
    const ended = cells.run(run.source, run.name);
    self.postMessage({ ended, partly: cells.partly });
  } catch (error) {
    self.postMessage({ failed: String(error?.message ?? error) });
  }
};

const progress = (text) => self.postMessage({ progress: text });

async function prepare({ address, wheels, digests, modules, wheel, beside }) {
  nnlib = wheel;
  const plain = self.fetch.bind(self);
  const name = (url) => String(url?.url ?? url).split("/").at(-1);
  self.fetch = (url, options = {}) => {
    const integrity = digests[name(url)];
    return integrity ? plain(address + name(url), { ...options, integrity }) : plain(url, options);
  };
  progress("Loading Python, about 6 MB the first time …");
  // Modules have no integrity of their own in a worker: they are fetched, checked, then imported
  const imported = async (file) => {
    const checked = await (await self.fetch(address + file)).blob();
    return import(URL.createObjectURL(checked));
  };
  const { loadPyodide } = await imported("pyodide.mjs");
  const lock = await (await self.fetch(address + "pyodide-lock.json")).text();
  python = await loadPyodide({
    indexURL: address,
    createPyodideModule: (await imported("pyodide.asm.mjs")).default,
    lockFileContents: lock,
    packageBaseUrl: wheels,
    env: { HOME: "/home/pyodide", OMP_NUM_THREADS: "1" },
  });
  for (const [file, url] of Object.entries(beside)) python.FS.writeFile(file, await bytes(url));
  for (const url of modules) python.FS.writeFile(`/lib/${name(url)}`, await bytes(url));
  python.runPython("import sys; sys.path.append('/lib')");
  const send = (kind, text) => self.postMessage({ output: { kind, text } });
  cells = python.pyimport("runner").Cells(send);
}

// Load what a cell imports; nnlib needs NumPy, and its plots matplotlib.
async function bring(source) {
  const wanted = /\bnnlib\b/.test(source) ? ["numpy"] : [];
  if (/\b(plots|explore)\b/.test(source)) wanted.push("matplotlib");
  const missing = wanted.filter((name) => !(name in python.loadedPackages));
  if (missing.length || /\b(numpy|matplotlib)\b/.test(source)) {
    if (!("numpy" in python.loadedPackages)) progress("Loading NumPy, about 10 MB with matplotlib the first time …");
    await python.loadPackage(missing, quiet);
  }
  await python.loadPackagesFromImports(source, quiet);
  if (nnlib && /\bnnlib\b/.test(source)) {
    python.unpackArchive(await bytes(nnlib), "wheel");
    nnlib = null;
  }
}

async function bytes(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}
