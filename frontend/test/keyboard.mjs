// The whole of a small piece of work without a mouse: sign in, open what waits first, do it.

/** Presses Tab until the focus is where it should be. */
async function tabTo(page, selector, most = 80) {
  for (let i = 0; i < most; i += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return i + 1;
  }
  throw new Error(`${most} times Tab do not reach ${selector}`);
}

/** Whether the focus can be seen: an outline, a shadow or another border than without it. */
function seen(page) {
  return page.evaluate(() => {
    const style = getComputedStyle(document.activeElement);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  });
}

const COUNTIES = ["yucheng", "mingshan", "yingjing", "hanyuan", "shimian", "tianquan", "lushan", "baoxing", "jingkai"];

/** Somebody for whom a measure waits to be reported. */
export async function busy(house) {
  for (const who of COUNTIES) {
    const window = await house.window(who);
    await window.go("/inbox?tab=todo&act=report_measure");
    const some = await window.page.locator("td.act a").count();
    await window.close();
    if (some) return who;
  }
  throw new Error("in the whole city nobody has a measure to report");
}

async function signIn(window, login) {
  const { page } = window;
  await window.go("/login");
  await tabTo(page, "#name");
  await page.keyboard.type(login);
  await tabTo(page, "#password", 1);
  await page.keyboard.type(window.house.password);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname === "/");
}

async function skip(window) {
  const { page } = window;
  await page.keyboard.press("Tab");
  if (!(await page.evaluate(() => document.activeElement?.matches(".skip")))) throw new Error("the first Tab does not reach the way past the navigation");
  await page.keyboard.press("Enter");
  if (!(await page.evaluate(() => document.activeElement?.id === "main"))) throw new Error("the way past the navigation does not lead to the content");
}

/** From the list of what waits to the form, and the form sent with Enter in a field of one line or on its button. */
async function act(window) {
  const { page } = window;
  await window.go("/inbox?tab=todo&act=report_measure");
  await skip(window);
  await tabTo(page, "td.act a");
  if (!(await seen(page))) throw new Error("where the focus is cannot be seen");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/act/report_measure*");
  await skip(window);
  await tabTo(page, '[name="no"]');
  const choice = await page.evaluate(() => document.activeElement.tagName);
  await page.keyboard.press(choice === "SELECT" ? "ArrowDown" : "Space");
  await tabTo(page, '[name="percent"]');
  await page.keyboard.type("60");
  await tabTo(page, '[name="note"]');
  await page.keyboard.type("按计划推进。");
  await tabTo(page, "main form .form-foot .btn.primary");
  await page.keyboard.press("Enter");
  await page.locator(".alert.ok").waitFor();
  if (!(await page.evaluate(() => document.activeElement?.matches(".alert.ok")))) throw new Error("after the act the focus is not at what was done");
}

/** Units are found by a part of their name and taken by Enter; the form stays where it is. */
async function picked(window) {
  const { page } = window;
  await window.go("/problems/new");
  await skip(window);
  await tabTo(page, "#f-responsible-q");
  await page.keyboard.type("雨城");
  await page.keyboard.press("Enter");
  const said = await page.locator("#f-responsible [data-pick-chosen]").innerText();
  if (!said.includes("雨城区") || new URL(page.url()).pathname !== "/problems/new") throw new Error(`a unit picked by keyboard is told as ${said}`);
  if (await page.locator('#f-responsible [name="responsible"]:checked').count() !== 1) throw new Error("not exactly one unit is picked");
}

async function keys(window) {
  const { page } = window;
  await window.go("/problems");
  await page.keyboard.press("/");
  if (!(await page.evaluate(() => document.activeElement?.matches("[data-search]")))) throw new Error("/ does not lead to the search");
  await page.keyboard.press("Escape");
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press("j");
  await page.keyboard.press("o");
  await page.waitForURL((url) => /^\/problems\/[^/]+$/.test(url.pathname));
}

/** Deep in the list, into a problem and back: the row still has the focus, and k goes on from it (j might be at the end). */
async function back(window) {
  const { page } = window;
  await window.go("/problems");
  for (let i = 0; i < 20; i += 1) await page.keyboard.press("j");
  const at = () => page.evaluate(() => ({ href: document.activeElement?.href, top: document.querySelector(".table-wrap").scrollTop }));
  const before = await at();
  await page.keyboard.press("o");
  await page.waitForURL((url) => /^\/problems\/[^/]+$/.test(url.pathname));
  await page.goBack();
  await page.locator("#problems-table tr.at").waitFor();
  const after = await at();
  if (!before.href || after.href !== before.href || after.top !== before.top || before.top === 0) throw new Error(`back from a problem the list stands at ${JSON.stringify(after)} instead of ${JSON.stringify(before)}`);
  await page.keyboard.press("k");
  if ((await at()).href === before.href) throw new Error("k does not go on from the row that was opened");
}

/** Plays the parts without touching a mouse. */
export async function keyboard(house, step) {
  const login = await step("somebody with a measure to report", () => busy(house));
  const window = await house.window();
  await step("signing in by keyboard", () => signIn(window, login));
  await step("the first thing to do, done by keyboard", () => act(window));
  await step("a unit is picked by its name", () => picked(window));
  await step("single keys", () => keys(window));
  await step("back from a problem to its row", () => back(window));
  const left = window.complained();
  if (left.length) throw new Error(left.join("; "));
}
