// Builds `dist/`: hashed scripts, sheet and icons, their .gz twins, and manifest.json (logical name → hashed name).
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";

const OUT = new URL("./dist/", import.meta.url);
const ROOT = new URL("./", import.meta.url).pathname;
const TARGET = ["chrome90", "firefox90", "safari14.1"];

/** One entry, bundled and minified in memory. */
async function bundle(entry, banner = "") {
  const result = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: TARGET,
    charset: "utf8",
    legalComments: "none",
    banner: { js: banner },
    logLevel: "warning",
  });
  return Buffer.from(result.outputFiles[0].contents);
}

/** The sprite: one <symbol> for each line of icons.txt. */
async function sprite() {
  const lines = (await readFile(new URL("./src/icons/icons.txt", import.meta.url), "utf8")).split("\n");
  const symbols = lines
    .filter((line) => line.trim() && !line.startsWith("#"))
    .map((line) => {
      const [, name, parts] = line.match(/^(\w+)\s+(.+)$/);
      return `<symbol id="${name}" viewBox="0 0 24 24">${parts.split("|").map(part).join("")}</symbol>`;
    });
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
}

function part(text) {
  const [kind, a, b, c, d] = text.trim().split(/\s+/);
  if (kind === "o") return `<circle cx="${a}" cy="${b}" r="${c}"/>`;
  if (kind === "r") return `<rect x="${a}" y="${b}" width="${c}" height="${d}" rx="1"/>`;
  return `<path d="${text.trim()}"/>`;
}

/** The seal, small: a box that is checked off. */
const FAVICON = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#0f5c4d"/><path d="M7 8h18M7 24h9" stroke="#cfe3dc" stroke-width="3" stroke-linecap="round"/><path d="M9 16l5 4.500L25 12" stroke="#ffffff" stroke-width="4" fill="none" stroke-linecap="round" stroke-linejoin="round"/></svg>\n',
);

/** The licences of what is bundled travel with it. */
async function licences() {
  const texts = [];
  for (const path of ["echarts/LICENSE", "echarts/NOTICE", "zrender/LICENSE", "tslib/LICENSE.txt"]) {
    const text = await readFile(new URL(`./node_modules/${path}`, import.meta.url), "utf8");
    texts.push(`==== ${path} ====\n\n${text.trim()}\n`);
  }
  return Buffer.from(texts.join("\n"));
}

const files = {
  "app.js": await bundle("src/app.ts"),
  "chart.js": await bundle("src/chart.ts", "/*! Contains Apache ECharts and ZRender; their licences stand in licences.txt beside this file. */"),
  "app.css": await bundle("src/css/app.css"),
  "icons.svg": await sprite(),
  "favicon.svg": FAVICON,
  "licences.txt": await licences(),
};

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
const manifest = {};
for (const [name, bytes] of Object.entries(files)) {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const hashed = name.replace(/\.(\w+)$/, `.${hash}.$1`);
  const packed = gzipSync(bytes, { level: 9 });
  await writeFile(new URL(hashed, OUT), bytes);
  await writeFile(new URL(`${hashed}.gz`, OUT), packed);
  manifest[name] = hashed;
  console.log(`${hashed.padEnd(26)} ${(bytes.length / 1024).toFixed(1).padStart(7)} KB  ${(packed.length / 1024).toFixed(1).padStart(6)} KB gz`);
}
await writeFile(new URL("manifest.json", OUT), `${JSON.stringify(manifest, null, 2)}\n`);
