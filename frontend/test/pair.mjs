// Two people at one problem, and a session that ends while somebody types: nothing typed is lost.
import { photograph, put, send } from "./forms.mjs";
import { PHONE } from "./house.mjs";
import { busy } from "./keyboard.mjs";

const WORDS = "区水务局每周抽查一次泄放记录，结果报市水利局。";

/** A problem that a person works on, by the first link of the list to a stage. */
export async function any(window, stage) {
  await window.go(`/problems?stage=${stage}`);
  const href = await window.page.locator("#problems-table tbody a[data-open]").first().getAttribute("href");
  return href.split("/").pop().split("?")[0];
}

async function overtaken(house) {
  const [first, second] = [await house.window("clerk"), await house.window("clerk2")];
  const problem = await any(first, "rectifying");
  const form = `/problems/${problem}/act/meet`;
  const values = (text) => ({ who: "市整改办、责任单位", text });
  for (const window of [first, second]) await window.go(form);
  for (const [window, text] of [[second, WORDS], [first, "先到者的记录。"]]) {
    for (const [name, value] of Object.entries(values(text))) await put(window.page, name, value);
  }
  await send(first.page);
  await second.page.click("main form .form-foot .btn.primary");
  await second.page.locator(".alert.warn[role=alert]").waitFor();
  const changed = await second.page.locator("main ol.timeline").first().innerText();
  if (!changed.includes("先到者的记录")) throw new Error(`the second is not told what the first did: ${changed}`);
  const kept = await second.page.inputValue('main [name="text"]');
  if (kept !== WORDS) throw new Error(`the second loses what was typed: ${kept}`);
  await send(second.page);
  const left = [...first.complained(), ...second.complained([409])];
  if (left.length) throw new Error(left.join("; "));
  await first.close();
  await second.close();
  return problem;
}

/** The form is refused, its photograph is kept: it stays ticked and goes with the corrected form. */
async function refusedWithFile(house) {
  const window = await house.window(await busy(house), { viewport: PHONE });
  const { page } = window;
  await window.go("/inbox?tab=todo&act=report_measure");
  await page.locator("td.act a").first().click();
  await page.waitForURL("**/act/report_measure*");
  if (await page.locator('main select[name="no"]').count()) await page.locator('main select[name="no"]').selectOption({ index: 1 });
  else if (await page.locator('main [name="no"][type=radio]').count()) await page.locator('main [name="no"]').first().check();
  await put(page, "percent", "120");
  await put(page, "note", WORDS);
  await page.locator("#f-files").setInputFiles(await photograph(page, "措施现场", 80));
  await page.click("main form .form-foot .btn.primary");
  await page.locator(".alert.error").waitFor();
  if (await page.locator(".alert.kept").count()) throw new Error("the answer to a form offers what the browser kept of it");
  const ticked = page.locator('main [name="evidence"]:checked');
  if ((await ticked.count()) !== 1) throw new Error(`of the one file that was kept ${await ticked.count()} are ticked`);
  await put(page, "percent", "60");
  await send(page);
  await page.goto(`${page.url().split("?")[0]}?tab=record`);
  const said = await page.locator("ol.timeline > li", { hasText: WORDS }).first().innerText();
  if (!said.includes("佐证")) throw new Error(`the report does not name the file that came with it: ${said}`);
  const left = window.complained([422]);
  if (left.length) throw new Error(left.join("; "));
  await window.close();
}

async function expired(house, problem) {
  const window = await house.window("clerk");
  const { page } = window;
  await window.go(`/problems/${problem}/act/meet`);
  await put(page, "who", "市整改办");
  await put(page, "text", WORDS);
  await window.context.clearCookies({ name: "sid" });
  await page.click("main form .form-foot .btn.primary");
  await page.waitForURL((url) => url.pathname === "/login");
  const told = await page.locator(".alert.warn").innerText();
  if (!told.includes("登录已过期") || !told.includes("填写的文字已保留")) throw new Error(`the lost session is told as ${told}`);
  await page.fill("#name", "clerk");
  await page.fill("#password", house.password);
  await page.click("form.narrow .btn.primary");
  await page.waitForURL((url) => url.pathname === `/problems/${problem}/act/meet`, { timeout: 5000 }).catch(() => {
    throw new Error(`after signing in again the person is at ${page.url()} instead of the form`);
  });
  await page.locator(".alert.kept").waitFor();
  const kept = await page.inputValue('main [name="text"]');
  if (kept !== WORDS) throw new Error(`what was typed is lost with the session: ${kept}`);
  await send(page);
  await window.go(`/problems/${problem}/act/meet`);
  if (await page.locator(".alert.kept").count()) throw new Error("what was sent is still kept in the browser");
  await window.close();
}

async function otherPerson(house, problem) {
  const window = await house.window("clerk");
  await window.go(`/problems/${problem}/act/meet`);
  await put(window.page, "text", WORDS);
  await window.page.waitForTimeout(500);
  await window.go("/");
  await window.page.click(".top-tools details.menu summary");
  await window.page.click('form[action="/logout"] button');
  await window.page.waitForURL("**/login?out=1");
  await window.signIn("clerk2");
  await window.go(`/problems/${problem}/act/meet`);
  const kept = await window.page.inputValue('main [name="text"]');
  if (kept) throw new Error(`the next person at this computer finds what another typed: ${kept}`);
  await window.close();
}

/** Plays the scenes. */
export async function pair(house, step) {
  const problem = await step("the second of two is told and loses nothing", () => overtaken(house));
  await step("a file of a refused form goes with the corrected one", () => refusedWithFile(house));
  await step("a session ends while somebody types", () => expired(house, problem));
  await step("after log-out the next person finds nothing", () => otherPerson(house, problem));
}
