// Which pages are looked at, by whom, and what each is answered with. Things that have names of their own (problems,
// people, units, an import) are found on the lists of the city that is being looked at.
import { fileURLToPath } from "node:url";
import { join } from "node:path";

const EXAMPLE = fileURLToPath(new URL("../../examples/06_含常见缺陷的清单.xlsx", import.meta.url));
const STAGES = ["registered", "claimed", "planning", "plan_submitted", "rectifying", "self_checked", "accepting", "accepted", "noticed", "notice_closed", "filed", "struck_off", "declared"];
const TABS = ["", "?tab=plan", "?tab=proof", "?tab=terms", "?tab=record"];

const OPEN = ["/login", "/forgot", "/public", "/public?stage=struck_off", "/public?q=%E6%97%A0%E6%AD%A4", "/public/notices", "/public/receipt", "/public/about", "/ledger", "/ledger/event/0", "/ledger/consistency?from=1&to=20", "/definitions", "/help"];
const STAFF = ["/", "/inbox?tab=todo", "/inbox?tab=done", "/inbox?tab=copies", "/problems", "/problems?q=%E6%97%A0%E6%AD%A4%E4%BA%8B", "/dispatch", "/dashboards", "/units", "/reference", "/ledger", "/me", "/help", "/definitions"];
const OFFICE = ["/problems/new", "/problems/export", "/leader", "/import", "/dispatch/report", "/reference/calendar", "/reference/versions", "/reference/versions/1", "/me/password", "/search?q=%E7%94%B5%E7%AB%99", "/ledger/event/5"];
const ADMIN = ["/", "/inbox", "/people", "/people/new", "/units", "/units/new", "/reference", "/reference/calendar", "/reference/upload/reference", "/reference/upload/calendar", "/me", "/clock"];
const REFUSED = [["clerk", "/people"], ["clerk", "/clock"], ["clerk", "/people/new"], ["yucheng", "/import"], ["yucheng", "/leader"], ["admin", "/problems"], ["yucheng", "/units/new"]];

const all = (page, selector) => page.locator(selector).evaluateAll((links) => [...new Set(links.map((a) => a.getAttribute("href")))]);

/** One problem of each stage that the person may see. */
async function problems(window) {
  const found = {};
  for (const stage of STAGES) {
    await window.go(`/problems?stage=${stage}`);
    const [first] = await all(window.page, "#problems-table tbody a[data-open]");
    if (first) found[stage] = first;
  }
  return found;
}

/** The form of every act that these people can do now, each once. */
async function forms(windows, found, known) {
  const places = [];
  for (const window of windows) {
    for (const href of Object.values(found)) {
      if ((await window.go(href)) !== 200) continue;
      for (const tab of ["", "?tab=plan", "?tab=proof"]) {
        if (tab) await window.go(href + tab);
        for (const form of await all(window.page, 'main a[href*="/act/"]')) {
          const act = form.match(/\/act\/(\w+)/)[1];
          if (!known.has(act)) places.push([window.who, form]);
          known.add(act);
        }
      }
    }
  }
  return places;
}

/** Files an example and stops before it is taken over: its preview is a page of its own. */
async function preview(clerk) {
  const { page } = clerk;
  await clerk.go("/import");
  const past = (await all(page, 'main tbody a[href^="/import/"]')).slice(0, 1);
  for (const select of await page.locator("main form select[required]").all()) {
    if (!(await select.inputValue())) await select.selectOption({ index: 1 });
  }
  for (const line of await page.locator("main form input[required]:not([type=file]):not([type=radio])").all()) {
    if (!(await line.inputValue())) await line.fill("第三轮省级督察");
  }
  await page.setInputFiles('[name="file"]', EXAMPLE);
  await page.click("main form .form-foot .btn.primary");
  await page.waitForURL((url) => url.pathname.startsWith("/import/"));
  const { pathname, search } = new URL(page.url());
  return [pathname + search, ...past].map((path) => [clerk.who, path]);
}

async function ofPeople(admin) {
  await admin.go("/people");
  const [person] = (await all(admin.page, 'main tbody a[href^="/people/"]')).filter((href) => !href.endsWith("/new"));
  await admin.go("/units");
  const [unit] = (await all(admin.page, 'main tbody a[href^="/units/"], main a[href^="/units/"]')).filter((href) => !href.endsWith("/new"));
  await admin.go("/reference");
  const edits = await all(admin.page, 'main a[href^="/reference/edit/"]');
  await admin.go(person);
  const acts = (await all(admin.page, `main a[href^="${person}/"]`)).filter((href, at, list) => list.findIndex((other) => other.split("?")[0] === href.split("?")[0]) === at);
  const more = [person, ...acts, unit, `${unit}/edit`, `${unit}/close`, `${unit}/alias`, ...edits];
  return more.map((path) => [admin.who, path]);
}

async function ofProblems(window, found) {
  const places = [];
  for (const stage of ["rectifying", "struck_off", "noticed", "registered", "declared"]) {
    if (!found[stage]) continue;
    for (const tab of stage === "rectifying" || stage === "struck_off" ? TABS : ["", "?tab=proof"]) places.push([window.who, found[stage] + tab]);
  }
  for (const kind of ["urge", "accountability"]) places.push([window.who, `${found.rectifying}/act/supervise?kind=${kind}`]);
  places.push([window.who, `${found.struck_off}/papers`]);
  await window.go(`${found.struck_off}/papers`);
  for (const paper of await all(window.page, 'main a[href*="/papers/"]')) if (paper.endsWith(".html") || !/\.\w+($|\?)/.test(paper)) places.push([window.who, paper]);
  return places;
}

async function ofPublic(guest) {
  const places = [];
  for (const list of ["/public?stage=struck_off", "/public?stage=rectifying", "/public/notices"]) {
    await guest.go(list);
    const [one] = (await all(guest.page, '.case h3 a[href^="/public/"], .case a[href^="/public/"]')).filter((href) => !href.endsWith("/objection"));
    if (one) places.push([undefined, one]);
    if (one && list.endsWith("notices")) places.push([undefined, `${one}/objection`]);
  }
  return places;
}

/** Every place: person (nobody: a citizen), path, status. */
export async function places(windows) {
  const { clerk, head, yucheng, admin, leader, guest } = windows;
  const found = await problems(clerk);
  const list = [...OPEN.map((path) => [undefined, path]), ...[...STAFF, ...OFFICE].map((path) => ["clerk", path])];
  for (const path of STAFF) list.push(["yucheng", path]);
  for (const path of ["/", "/inbox", "/leader", "/dashboards"]) list.push(["leader", path]);
  for (const path of ["/", "/problems", "/inbox"]) list.push(["works1", path]);
  for (const path of ["/", "/ledger", "/problems"]) list.push(["auditor", path]);
  for (const path of ADMIN) list.push(["admin", path]);
  list.push(...(await ofProblems(clerk, found)), ...(await ofPublic(guest)), ...(await ofPeople(admin)), ...(await preview(clerk)));
  const known = new Set();
  list.push(...(await forms([clerk, head], found, known)), ...(await forms([yucheng, windows["yucheng.head"], windows.shuili, windows["shuili.accept"]], await problems(yucheng), known)));
  await leader.go("/leader");
  for (const kind of ["urge", "changes"]) list.push(...(await all(leader.page, `main a[href^="/leader/${kind}"]`)).slice(0, 1).map((path) => ["leader", path]));
  const refused = REFUSED.map(([who, path]) => [who, path, 403]);
  return [...list.map(([who, path]) => [who, path, 200]), ...refused, ["clerk", "/nothing", 404], [undefined, "/public/nothing", 404]];
}
