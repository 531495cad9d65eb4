// Without script: the server's own pages are enough to sign in, to find, to add a row and to send a form.
import { put } from "./forms.mjs";

const WORDS = "没有脚本时填写的内容。";

async function rows(clerk) {
  const { page } = clerk;
  await clerk.go("/problems/new");
  await put(page, "text", WORDS);
  const before = await page.locator('[name^="steps["][name$=".level"]').count();
  await page.click('button[name="add"][value="steps"]');
  await page.locator(`[name="steps[${before}].level"]`).waitFor();
  if (before !== 1) throw new Error(`the form begins with ${before} steps instead of the usual one`);
  if ((await page.inputValue('main [name="text"]')).trim() !== WORDS) throw new Error("adding a row loses what was typed");
}

async function refused(clerk) {
  const { page } = clerk;
  await clerk.go("/problems/new");
  await put(page, "text", WORDS);
  await page.locator("main form").evaluate((form) => (form.noValidate = true));
  await page.click("main form .form-foot .btn.primary");
  await page.locator(".alert.error").waitFor();
  const target = await page.locator(".alert.error a").first().getAttribute("href");
  if ((await page.locator(target).count()) !== 1) throw new Error(`the first fault leads to ${target}, which is not there`);
  if ((await page.inputValue('main [name="text"]')).trim() !== WORDS) throw new Error("a refused form loses what was typed");
}

async function found(clerk) {
  const { page } = clerk;
  await clerk.go("/problems");
  await page.fill(".top .search input", "水");
  await page.click(".top .search button");
  await page.locator("#problems-table tbody tr").first().waitFor();
}

/** Plays the parts in a browser that runs no script. */
export async function plain(house, step) {
  const clerk = await step("signing in without script", () => house.window("clerk", { javaScriptEnabled: false }));
  await step("searching", () => found(clerk));
  await step("adding a row", () => rows(clerk));
  await step("a refused form says what is wrong and keeps what was typed", () => refused(clerk));
  const left = clerk.complained([422]);
  if (left.length) throw new Error(left.join("; "));
}
