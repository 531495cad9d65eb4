// Takes pictures of every page of the style guide at two widths, runs the accessibility checks, and fails on any
// finding, any blocked resource and any sideways scroll.
// Usage: node styleguide/shoot.mjs [folder for pictures] [name of one page]
import { mkdir, mkdtemp, readFile, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch, serve } from "./serve.mjs";

const WIDTHS = [1440, 360];

/** Loads one page at one width; returns what is wrong with it. */
async function inspect(context, address, name, width, folder) {
  const faults = [];
  const page = await context.newPage();
  await page.setViewportSize({ width, height: 900 });
  page.on("console", (message) => message.type() === "error" && faults.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  await page.goto(`${address}/${name}`, { waitUntil: "networkidle" });
  await page.evaluate(async () => {
    // Figures are drawn when they come near the screen.
    for (let y = 0; y < document.body.scrollHeight; y += 600) {
      window.scrollTo(0, y);
      await new Promise((next) => setTimeout(next, 40));
    }
    window.scrollTo(0, 0);
  });
  await page.waitForTimeout(250);
  await page.screenshot({ path: join(folder, `${name}-${width}.png`), fullPage: true });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) faults.push(`page is ${wide} px wider than the screen`);
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"));
  const found = await page.evaluate(() => window.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  for (const violation of found.violations) {
    faults.push(`axe ${violation.id}: ${violation.nodes.slice(0, 4).map((node) => `${node.target} ${node.any[0]?.message ?? ""}`).join(" | ")}`);
  }
  await page.close();
  return faults;
}

const folder = process.argv[2] ?? (await mkdtemp(join(tmpdir(), "styleguide-")));
await mkdir(folder, { recursive: true });
const names = (await readdir(new URL("pages/", import.meta.url))).map((file) => file.replace(".html", ""));
const server = await serve();
const browser = await launch();
let faults = 0;
for (const name of names.filter((name) => !process.argv[3] || name === process.argv[3])) {
  for (const width of WIDTHS) {
    const context = await browser.newContext({ locale: "zh-CN" });
    for (const fault of await inspect(context, server.address, name, width, folder)) {
      faults += 1;
      console.log(`${name} ${width}: ${fault}`);
    }
    await context.close();
  }
}
await browser.close();
server.close();
console.log(`${faults} faults; pictures in ${folder}`);
process.exitCode = faults > 0 ? 1 : 0;
