// Pictures of the pages for the documents: always the same pages in the same frames, small enough to be kept.
// Usage: … journey.mjs pictures; they go to docs/images, or to the folder named by DUGAI_PICTURES.
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DESK, PHONE } from "./house.mjs";

const FOLDER = process.env.DUGAI_PICTURES ?? fileURLToPath(new URL("../../docs/images", import.meta.url));
/** Kilobytes that a picture may have. */
const MOST = 300;

/** A problem of a list: the first, or the one at a place (-1: the last). */
async function first(window, list, at = 0) {
  await window.go(list);
  return window.page.locator("#problems-table tbody a[data-open]").nth(at).getAttribute("href");
}

async function take(window, name, path) {
  await window.go(path);
  await window.page.evaluate(() => document.fonts.ready);
  const file = join(FOLDER, `${name}.png`);
  await window.page.screenshot({ path: file, animations: "disabled", caret: "hide" });
  const size = (await stat(file)).size / 1024;
  if (size > MOST) throw new Error(`${file} has ${Math.round(size)} KB; ${MOST} are allowed`);
}

/** Takes every picture. */
export async function pictures(house, step) {
  await mkdir(FOLDER, { recursive: true });
  const clerk = await house.window("clerk", { viewport: DESK });
  const leader = await house.window("leader", { viewport: DESK });
  const phone = await house.window("yucheng", { viewport: PHONE, isMobile: true, hasTouch: true });
  const guest = await house.window(undefined, { viewport: DESK });
  const working = await first(clerk, "/problems?stage=rectifying", -1);
  const ended = await first(clerk, "/problems?stage=struck_off");
  await guest.go(ended.replace("problems", "public"));
  const record = await guest.page.locator('main a[href^="/ledger/event/"]').first().getAttribute("href");
  const list = [
    [clerk, "home", "/"], [clerk, "register", "/problems"], [clerk, "problem", ended], [clerk, "plan", `${working}?tab=plan`],
    [leader, "leader", "/leader"], [guest, "public", "/public"], [guest, "ledger", record],
    [phone, "phone", await first(phone, "/problems?sort=-changed")],
  ];
  for (const [window, name, path] of list) await step(`${name}.png`, () => take(window, name, path));
}
