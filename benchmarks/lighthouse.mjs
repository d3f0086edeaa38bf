// Lighthouse for book.py: reads a visit per line, [address, device, categories, throttling] as JSON,
// and writes its report as a line. One process: loading Lighthouse takes as long as a visit.
// chrome-launcher comes with it.
import { createInterface } from "node:readline";
import { launch } from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";

const [chromePath, ...chromeFlags] = process.argv.slice(2);
for await (const line of createInterface({ input: process.stdin })) {
  const [address, device, onlyCategories, throttling] = JSON.parse(line);
  const phone = { extends: "lighthouse:default", settings: { throttling } };
  const config = device === "desktop" ? desktopConfig : phone;
  const chrome = await launch({ chromePath, chromeFlags });
  const flags = { port: chrome.port, logLevel: "error", disableFullPageScreenshot: true };
  try {
    const { lhr } = await lighthouse(address, { ...flags, onlyCategories }, config);
    console.log(JSON.stringify(lhr));
  } finally {
    chrome.kill();
  }
}
