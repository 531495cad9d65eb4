// A city of its own for one run: a copy of a demonstration folder (DUGAI_DEMO, else a fresh one), the program
// serving it on a free port, and a browser with a window for everybody who works in it.
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const AXE = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const WAIT = 30_000;
export const DESK = { width: 1440, height: 900 };
export const PHONE = { width: 360, height: 780 };

function freePort() {
  return new Promise((found, failed) => {
    const probe = createServer().once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => found(port));
    });
  });
}

/** Runs the program to its end. */
function finished(program, words) {
  return new Promise((done, failed) => {
    const child = spawn(program, words, { stdio: ["ignore", "ignore", "inherit"] });
    child.once("error", failed);
    child.once("exit", (code) => (code === 0 ? done() : failed(new Error(`${program} ${words.join(" ")} ended with ${code}`))));
  });
}

async function fill(program, folder) {
  if (process.env.DUGAI_DEMO) await cp(process.env.DUGAI_DEMO, folder, { recursive: true });
  else await finished(program, ["demo", "--data", folder, "--no-serve"]);
}

/** Starts serving; ready when the program says where, failed when it ends before. */
function serve(program, folder, port) {
  const child = spawn(program, ["serve", "--data", folder, "--listen", `127.0.0.1:${port}`], { stdio: ["ignore", "pipe", "pipe"] });
  // Whatever ends this script ends the program too.
  process.once("exit", () => child.kill("SIGKILL"));
  let said = "";
  const ready = new Promise((done, failed) => {
    const hear = (text) => {
      said = (said + text).slice(-4000);
      if (said.includes(`http://127.0.0.1:${port}`)) done();
    };
    child.stdout.setEncoding("utf8").on("data", hear);
    child.stderr.setEncoding("utf8").on("data", hear);
    child.once("error", failed);
    child.once("exit", (code) => failed(new Error(`the program ended with ${code} instead of serving: ${said}`)));
  });
  return { child, ready };
}

function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/** A window of one person, with everything the console complained of since it was last asked. */
export class Window {
  constructor(page, context, house, who) {
    Object.assign(this, { page, context, house, who, complaints: [] });
    page.on("console", (message) => message.type() === "error" && this.complaints.push(`console: ${message.text()}`));
    page.on("pageerror", (error) => this.complaints.push(`script: ${error.message}`));
  }

  /** A second page of the same session, not among the windows that are pictured. */
  async another() {
    return new Window(await this.context.newPage(), this.context, this.house, this.who);
  }

  /** Goes to a path of the site; gives the status. */
  async go(path) {
    const answer = await this.page.goto(this.house.address + path, { waitUntil: "load" });
    return answer.status();
  }

  /** Signs in by name and password, as on an installation at work. */
  async signIn(login = this.who) {
    await this.go("/login");
    await this.page.fill("#name", login);
    await this.page.fill("#password", this.house.password);
    await this.page.click("form.narrow .btn.primary");
    await this.page.waitForURL((url) => url.pathname !== "/login");
  }

  /** Complaints since the last call; an answer of 4xx that the caller expects is no complaint. */
  complained(expected = []) {
    const heard = this.complaints.splice(0);
    return heard.filter((line) => !expected.some((status) => line.includes(`status of ${status}`)));
  }

  async close() {
    this.house.windows = this.house.windows.filter((other) => other !== this);
    await this.context.close();
  }
}

/** How much wider than the window the page is, in pixels. */
export function excess(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** What breaks the rules of accessibility on the page as it stands. */
export async function violations(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(await AXE);
  const found = await page.evaluate((rules) => window.axe.run({ runOnly: rules }), RULES);
  return found.violations.map((v) => `axe ${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target} ${n.any[0]?.message ?? ""}`).join(" | ")}`);
}

/** Styles and scripts from a folder of the front end instead of the program's own: tries a change before it is built in. */
async function fromFolder(context, folder) {
  const names = (await readdir(folder)).filter((name) => /^(app|chart)\.\w+\.(css|js)$/.test(name));
  const files = await Promise.all(names.map(async (name) => [name.replace(/\.\w+\./, "."), await readFile(join(folder, name))]));
  for (const [name, body] of files) {
    const [stem, ext] = name.split(".");
    await context.route(new RegExp(`/assets/${stem}\\.\\w+\\.${ext}$`), (route) => route.fulfill({ body, contentType: ext === "css" ? "text/css" : "text/javascript" }));
  }
}

class House {
  constructor(parts) {
    Object.assign(this, parts, { password: "yaan-demo-2026", windows: [] });
  }

  /** A window for a person (a log-in name; nothing for a citizen), signed in where there is a name. */
  async window(who, options = {}) {
    const context = await this.browser.newContext({ viewport: DESK, locale: "zh-CN", timezoneId: "Asia/Shanghai", ...options });
    context.setDefaultTimeout(WAIT);
    if (process.env.DUGAI_DIST) await fromFolder(context, process.env.DUGAI_DIST);
    const window = new Window(await context.newPage(), context, this, who);
    this.windows.push(window);
    if (who) await window.signIn();
    return window;
  }

  /** Pictures of every open window, for whoever looks for the cause of a fault. */
  async pictures(folder) {
    await mkdir(folder, { recursive: true });
    for (const { page, who } of this.windows) await page.screenshot({ path: join(folder, `${who ?? "citizen"}.png`), fullPage: true });
    return folder;
  }

  /** Ends everything; an exit that was not asked for is told. */
  async close() {
    await this.browser.close();
    const ended = new Promise((done) => this.child.once("exit", (code) => done(code)));
    this.child.kill("SIGTERM");
    const code = await ended;
    // Whatever was clicked, what is recorded must be sound.
    if (code === 0) await finished(this.program, ["verify", "--data", join(this.folder, "data")]);
    await rm(this.folder, { recursive: true, force: true });
    if (code !== 0) throw new Error(`the program was asked to stop and ended with ${code}`);
  }
}

/** The city, served and with its browser. */
export async function open(program) {
  const folder = await mkdtemp(join(tmpdir(), "dugai-browser-"));
  await fill(program, join(folder, "data"));
  const port = await freePort();
  const { child, ready } = serve(program, join(folder, "data"), port);
  await ready;
  child.removeAllListeners("exit");
  return new House({ program, folder, child, address: `http://127.0.0.1:${port}`, browser: await launch() });
}
