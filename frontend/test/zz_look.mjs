import { chromium } from "playwright-core";
import { readFileSync, readdirSync } from "node:fs";
const css = readFileSync("/work/main/frontend/dist/" + readdirSync("/work/main/frontend/dist").find((f) => /^app.*css$/.test(f)), "utf8");
const [lang, widthText, who, ...paths] = process.argv.slice(2);
const width = Number(widthText);
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const c = await b.newContext({ viewport: { width, height: width < 500 ? 780 : 900 }, isMobile: width < 500, hasTouch: width < 500, locale: "zh-CN", timezoneId: "Asia/Shanghai" });
await c.route(/\/assets\/app\..*\.css/, (r) => r.fulfill({ body: css, contentType: "text/css" }));
const js = readFileSync("/work/main/frontend/dist/" + readdirSync("/work/main/frontend/dist").find((f) => /^chart.*js$/.test(f)), "utf8");
await c.route(/\/assets\/chart\..*\.js/, (r) => r.fulfill({ body: js, contentType: "text/javascript" }));
const p = await c.newPage();
const base = "http://127.0.0.1:8123";
if (who !== "-") { await p.goto(base + "/login"); await p.fill("#name", who); await p.fill("#password", "yaan-demo-2026"); await p.click("form.narrow .btn.primary"); await p.waitForURL((u) => u.pathname !== "/login"); }
for (const path of paths) {
  let target = path;
  const m = path.match(/^@(\w+)(.*)$/);
  if (m) { await p.goto(base + "/problems?stage=" + m[1]); target = (await p.locator("#problems-table tbody a[data-open]").first().getAttribute("href")) + m[2]; }
  const r = await p.goto(base + target + (target.includes("?") ? "&" : "?") + "lang=" + lang);
  await p.evaluate(async () => { for (let y = 0; y < document.body.scrollHeight; y += 700) { scrollTo(0, y); await new Promise((n) => setTimeout(n, 60)); } scrollTo(0, 0); });
  await p.waitForTimeout(200);
  const name = (who + path).replace(/[^a-z0-9_]+/gi, "-") + `-${lang}-${width}.png`;
  await p.screenshot({ path: "/tmp/browser-out/" + name, fullPage: true });
  const cjk = await p.evaluate(() => [...new Set([...document.querySelectorAll("nav a, h1, h2, h3, button, label, th, legend, dt, summary, .tile .name, .badge, .hint, .btn, .sub, .muted, option, .due, caption, .alert, .empty, td[data-label]")].filter((e) => !e.closest("[lang^=zh]")).map((e) => e.matches("td") ? e.dataset.label : e.innerText ?? e.textContent).filter((t) => /[\u4e00-\u9fff]/.test(t)).map((t) => t.replace(/\s+/g, " ").slice(0, 70)))]);
  console.log(r.status(), name, lang === "en" ? JSON.stringify(cjk).slice(0, 900) : "");
}
await b.close();
