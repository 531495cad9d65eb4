// Two people at one problem, and a session that ends while somebody types: nothing typed is lost.
import { put, send } from "./forms.mjs";

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

async function expired(house, problem) {
  const window = await house.window("clerk");
  const { page } = window;
  await window.go(`/problems/${problem}/act/meet`);
  await put(page, "who", "市整改办");
  await put(page, "text", WORDS);
  await window.context.clearCookies({ name: "sid" });
  await page.click("main form .form-foot .btn.primary");
  await page.waitForURL((url) => url.pathname === "/login");
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

/** Plays the three scenes. */
export async function pair(house, step) {
  const problem = await step("the second of two is told and loses nothing", () => overtaken(house));
  await step("a session ends while somebody types", () => expired(house, problem));
  await step("after log-out the next person finds nothing", () => otherPerson(house, problem));
}
