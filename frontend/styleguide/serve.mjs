// Serves the style guide under the same strict policy as the real pages, and starts the browser that looks at it.
// `node styleguide/serve.mjs` alone serves on PORT (8099).
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { chromium } from "playwright-core";

const HERE = new URL("./", import.meta.url);
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const TYPES = { js: "text/javascript", css: "text/css", svg: "image/svg+xml", html: "text/html; charset=utf-8" };

const text = (path) => readFile(new URL(path, HERE), "utf8");

/** One page: its first line names the shell, the title and the class of `main`. */
async function render(name) {
  const manifest = JSON.parse(await text("../dist/manifest.json"));
  const source = await text(`pages/${name}.html`);
  const [, shell, title, main] = source.match(/^<!-- (\w+); ([^;]+);\s?(.*) -->/);
  const values = { title, main, body: source.slice(source.indexOf("\n") + 1), words: await text("words.html"), ...manifest };
  const put = (page) => page.replace(/\{\{(title|main|body|words|app\.\w+|chart\.js|favicon\.svg)\}\}/g, (_, key) => values[key]);
  return put(await text(`shell-${shell}.html`)).replace(
    /\{\{icon (\w+)\}\}/g,
    (_, icon) => `<svg class="icon" aria-hidden="true"><use href="/dist/${manifest["icons.svg"]}#${icon}"/></svg>`,
  );
}

async function answer(request, response) {
  const path = new URL(request.url, "http://localhost").pathname;
  const type = TYPES[path.split(".").pop()] ?? TYPES.html;
  try {
    let body;
    if (path.startsWith("/dist/")) body = await readFile(new URL(`..${path}`, HERE));
    else if (path.endsWith(".svg")) body = await readFile(new URL(`.${path}`, HERE));
    else body = await render(path.slice(1) || "register");
    response.writeHead(200, { "content-type": type, "content-security-policy": POLICY });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
}

/** The address of a server that lives as long as this process, or until `close`. */
export async function serve(port = 0) {
  const server = createServer((request, response) => void answer(request, response)).listen(port, "127.0.0.1");
  await new Promise((ready) => server.once("listening", ready));
  return { address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

if (process.argv[1] === new URL(import.meta.url).pathname) console.log((await serve(Number(process.env.PORT ?? 8099))).address);
