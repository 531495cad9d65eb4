// The whole way of one problem, by everybody who has a part in it: from the form at the office over the notice and a
// citizen's objection to strike-off, and to the look-back a year later, in which another problem has come back. The
// administrator moves the city's clock on where the way waits for days.
import { PHONE, excess } from "./house.mjs";
import { addRow, day, goOn, photograph, put, putAll, send } from "./forms.mjs";

const TEXT = "青衣江支流雨城段一处小水电站未按要求下泄生态流量，枯水期下游河床裸露。";
const NUMBER = "巡101";

/** The people of the story, each in a window of their own. */
async function cast(house) {
  const windows = {};
  for (const login of ["clerk", "head", "shuili", "shuili.accept", "yucheng.head", "leader", "admin"]) windows[login] = await house.window(login);
  windows.yucheng = await house.window("yucheng", { viewport: PHONE, isMobile: true, hasTouch: true });
  windows.citizen = await house.window();
  return windows;
}

/** Opens a person's list of what waits for them and goes to the form of an act on the problem. */
async function fromTodos(window, action, number) {
  await window.go(`/inbox?tab=todo&act=${action}`);
  const row = window.page.locator("tr", { hasText: number });
  for (let more = 0; (await row.count()) === 0; more += 1) {
    const next = window.page.locator('.pager a[rel="next"]');
    if (more > 20 || (await next.count()) === 0) throw new Error(`${number} is not among what waits for ${window.who} (${action})`);
    await Promise.all([window.page.waitForEvent("load"), next.click()]);
  }
  await row.locator(".act a").first().click();
  await window.page.waitForURL(`**/act/${action}*`);
}

/** Goes to the form of an act by the buttons of the problem's own page. */
async function fromProblem(window, problem, action) {
  await window.go(`/problems/${problem}`);
  const link = window.page.locator(`a[href*="/act/${action}"]`).first();
  const folded = window.page.locator("aside details", { has: link });
  if (await folded.count()) await folded.first().locator("summary").click();
  await window.page.locator("aside").locator(link).click();
  await window.page.waitForURL(`**/act/${action}*`);
}

async function entered(clerk) {
  const { page } = clerk;
  await clerk.go("/problems");
  await page.click('.page-head a[href="/problems/new"]');
  await putAll(page, {
    kind: "feedback", round: "第三轮省级督察（浏览器）", "numbers[0].level": "巡", "numbers[0].no": "101", text: TEXT,
    county: "雨城区", place: "青衣江支流", goal: "生态流量足额下泄，在线监测联网。", guidance: "by_date", due: day(120),
    responsible: ["雨城区"], supervising: ["市水利局"], "steps[0].level": "市", "steps[0].unit": "市水利局",
  });
  await send(page);
  await page.click(".alert.ok a >> nth=0");
  await page.waitForURL((url) => /^\/problems\/(?!new)[^/]+$/.test(url.pathname));
  return new URL(page.url()).pathname.split("/").pop();
}

const LEAD = { visits_owed: "2" };

async function putInCharge(head, leader, problem) {
  await leader.go("/leader");
  const [name] = (await leader.page.locator(".top-tools details.menu summary").innerText()).trim().split(/\s+/);
  await fromProblem(head, problem, "set_lead_officer");
  const offered = await head.page.locator('[name="account"] option, label:has([name="account"])').allInnerTexts();
  const account = offered.find((text) => text.includes(name));
  if (!account) throw new Error(`${name} is not offered as leader in charge, only ${offered.join(", ")}`);
  await putAll(head.page, { account, ...LEAD });
  await send(head.page);
}

async function planned(officer, problem) {
  const { page } = officer;
  await fromTodos(officer, "claim", NUMBER);
  await put(page, "note", "已签收，由区水务局牵头。");
  await send(page);
  await fromTodos(officer, "first_step", NUMBER);
  await putAll(page, { on_site: true, text: "已到电站现场责令恢复生态流量。" });
  await send(page);
  await fromProblem(officer, problem, "draft_plan");
  await addRow(page, "measures");
  await putAll(page, {
    goal: "生态流量足额下泄。", "measures[0].text": "加装生态流量泄放设施并联网监测", "measures[0].owner": "雨城区", "measures[0].due": day(40),
    "measures[1].text": "建立小水电生态流量月抽查制度", "measures[1].owner": "雨城区", "measures[1].due": day(90), "measures[1].lasting": true,
    standard: "hydropower", safety: "汛期停止河道内作业，施工方落实安全交底。",
  });
  const wide = await excess(page);
  if (wide > 0) throw new Error(`the plan's form is ${wide} px wider than the telephone`);
  await send(page);
  await fromTodos(officer, "submit_plan", NUMBER);
  await send(page);
}

async function worked(officer, problem) {
  const { page } = officer;
  for (const [title, hue] of [["整改前现场", 20], ["整改后现场", 100]]) {
    await fromProblem(officer, problem, "add_evidence");
    await page.setInputFiles('[name="files"]', await photograph(page, title, hue));
    await putAll(page, { title, kind: "photo", happened: day(), measures: ["1", "2"] });
    if (hue > 20) await put(page, "before", "整改前现场");
    await send(page);
  }
  for (const no of ["1", "2"]) {
    await fromTodos(officer, "report_measure", NUMBER);
    await putAll(page, { no, percent: "100", note: "已完成，运行正常。", evidence: ["整改后现场"] });
    await send(page);
  }
}

async function accepted(supervisor, problem) {
  for (const no of ["1", "2"]) {
    await supervisor.go(`/problems/${problem}?tab=plan`);
    await supervisor.page.click(`#measure-${no} a[href*="accept_measure"]`);
    await putAll(supervisor.page, { opinion: "现场核实，属实。" });
    await send(supervisor.page);
  }
}

async function swept(officer, problem) {
  const { page } = officer;
  await fromTodos(officer, "plan_sweep", NUMBER);
  const points = await page.locator('[data-repeat-rows] [name$=".what"]').count();
  for (let i = 0; i < points; i += 1) await put(page, `points[${i}].what`, `排查第${i + 1}类同类点位`);
  await send(page);
  for (let i = 0; i < points; i += 1) {
    await officer.go(`/problems/${problem}?tab=proof`);
    await page.locator('.sweep a[href*="answer_sweep"]').first().click();
    await putAll(page, { outcome: "clean", note: "已逐一排查，未发现同类问题。" });
    await send(page);
  }
}

async function signed(people, problem) {
  const gate = async (login, action, code, values) => {
    await people[login].go(`/problems/${problem}?tab=proof`);
    await people[login].page.locator(`.gates a[href*="/act/${action}"][href*="gate=${code}"]`).click();
    await putAll(people[login].page, values);
    await send(people[login].page);
  };
  await fromTodos(people["yucheng.head"], "self_check", NUMBER);
  await putAll(people["yucheng.head"].page, { summary: "两项措施全部完成并经督导单位验收。", evidence: ["整改后现场"] });
  await send(people["yucheng.head"].page);
  await gate("yucheng.head", "sign_gate", "problem_clear", { statement: "成因和责任主体已查清。", evidence: ["整改前现场"] });
  await gate("shuili", "sign_gate", "rectified", { statement: "措施全部落实。", evidence: ["整改后现场"] });
  await gate("clerk", "sign_gate", "accountable", { statement: "责任已逐一明确。", evidence: ["整改后现场"] });
  await gate("clerk", "waive_gate", "satisfied", { reason: "督察反馈问题，无信访反映人。" });
  await gate("head", "confirm_waiver", "satisfied", { reason: "同意。" });
}

async function outside(people) {
  await fromTodos(people["yucheng.head"], "apply_acceptance", NUMBER);
  await put(people["yucheng.head"].page, "text", "申请市级验收。");
  await send(people["yucheng.head"].page);
  await fromTodos(people["shuili.accept"], "record_acceptance", NUMBER);
  await putAll(people["shuili.accept"].page, { verdict: "agreed", panel: "何丽 市水利局\n刘工 特邀专家（虚构）", opinion: "达到销号标准，同意验收。", evidence: ["整改后现场"] });
  await send(people["shuili.accept"].page);
  await fromTodos(people.clerk, "open_notice", NUMBER);
  await putAll(people.clerk.page, { first_day: day(), days: "5", place: "市政府门户网站（演示）", phone: "0835-0000000" });
  await send(people.clerk.page);
}

async function objected(citizen, problem) {
  const { page } = citizen;
  await citizen.go("/public");
  await page.click('.hero a[href="/public/notices"]');
  const link = page.locator(`a[href="/public/${problem}"]`).first();
  while ((await link.count()) === 0) await Promise.all([page.waitForEvent("load"), page.click('.pager a[rel="next"]')]);
  await link.click();
  await page.click('.notice-box a[href$="/objection"]');
  await putAll(page, { words: "夜间仍然看到河道断流，请再核实。", name: "居民甲（虚构）", contact: "13800000000" });
  await page.click("main form .btn.primary");
  const receipt = await page.locator(".receipt b").innerText();
  if (!/\S{4,}/.test(receipt)) throw new Error(`the receipt has no number: ${receipt}`);
}

/** The objection is answered; the notice must run on, and the page says until when. */
async function answered(clerk, problem) {
  const { page } = clerk;
  await fromTodos(clerk, "answer_objection", NUMBER);
  await putAll(page, { upheld: "0", answer: "已调取在线监测记录，夜间流量达标。" });
  await send(page);
  await clerk.go(`/problems/${problem}`);
  const off = page.locator(".off", { has: page.locator('[aria-describedby="why-close_notice"]') });
  await page.locator("aside details", { has: off }).locator("summary").click();
  const why = await off.locator(".reasons").innerText();
  if (!/公示/.test(why) || !/20\d\d/.test(why)) throw new Error(`the notice cannot be closed yet, and the page gives as reason: ${why}`);
}

/** The notice has run out: it is closed, filed, and the head strikes the problem off. */
async function ended(people, problem) {
  const { clerk, head, citizen } = people;
  await fromTodos(clerk, "close_notice", NUMBER);
  await put(clerk.page, "text", "公示期满，异议已答复，无新的异议。");
  await send(clerk.page);
  await fromTodos(clerk, "file", NUMBER);
  await putAll(clerk.page, { document: "雅整改办〔演示〕9号", body: "省督察整改办（演示）" });
  await send(clerk.page);
  await fromTodos(head, "strike_off", NUMBER);
  await send(head.page);
  await wholeWay(clerk, `/problems/${problem}`);
  await citizen.go(`/public/${problem}`);
  const facts = await citizen.page.locator(".card dl.facts").first().innerText();
  if (!facts.includes(longDay())) throw new Error(`the public page does not say when it was struck off: ${facts}`);
}

/** A year later it waits for the look-back, and holds. */
async function lookedBack(clerk, problem) {
  const title = "回头看现场";
  await fromProblem(clerk, problem, "add_evidence");
  await clerk.page.setInputFiles('[name="files"]', await photograph(clerk.page, title, 160));
  await putAll(clerk.page, { title, kind: "photo", happened: day() });
  await send(clerk.page);
  await fromTodos(clerk, "look_back", NUMBER);
  await putAll(clerk.page, { result: "holds", lasting_works: "1", note: "现场流量足额，监测联网正常。", evidence: [title] });
  await send(clerk.page);
  await clerk.go(`/inbox?tab=todo&act=look_back`);
  if (await clerk.page.locator("tr", { hasText: NUMBER }).count()) throw new Error("what was looked at still waits for it");
  await clerk.go(`/problems/${problem}?tab=record`);
  const newest = await clerk.page.locator("details.month[open] .timeline li:not(.day)").first().innerText();
  if (!newest.includes("回头看") || !newest.includes(day())) throw new Error(`the record does not begin with the look-back: ${newest}`);
  if (!(await clerk.page.locator("details.month:not([open])").count())) throw new Error("months of a year ago are not folded");
}

/** Another problem has come back: the old one opens again with its past, and waits for its county. */
async function rebounded(clerk) {
  const { page } = clerk;
  await clerk.go("/inbox?tab=todo&act=look_back");
  const row = page.locator("main tbody tr").first();
  await row.locator(".act a").first().click();
  await page.waitForURL("**/act/look_back*");
  const problem = new URL(page.url()).pathname.split("/")[2];
  // What is looked at first arrived closed: the picture comes with the act.
  await page.setInputFiles('[name="files"]', await photograph(page, "现场又见", 10));
  await putAll(page, { result: "rebound", lasting_works: "0", note: "现场又见同样的问题。" });
  await send(page);
  await clerk.go(`/problems/${problem}`);
  const head = await page.locator(".page-head .sub").innerText();
  const past = await page.locator("main").innerText();
  if (!/反弹|第 ?2 ?轮/.test(head + past)) throw new Error(`the problem that came back does not say so: ${head}`);
  if (await page.locator("ol.steps li.current").count() !== 1) throw new Error("the problem that came back is at no step");
  await clerk.go("/problems?rebounded=1&sort=-changed");
  if (!(await page.locator(`#problems-table a[href="/problems/${problem}"]`).count())) throw new Error("it is not among those that came back");
}

/** Today as sentences write it. */
function longDay() {
  const [year, month, date] = day().split("-").map(Number);
  return `${year}年${month}月${date}日`;
}

/** Everybody sees the day of the city's clock, and who is no administrator cannot move it. */
async function sameDay(people) {
  const said = new Set();
  for (const window of Object.values(people)) {
    await window.go(window.who ? "/" : "/public");
    said.add(await window.page.locator("aside.demo .day").evaluate((e) => e.firstChild.textContent.trim()));
  }
  if (said.size !== 1 || ![...said][0].endsWith(longDay())) throw new Error(`the day is told as ${[...said].join(", ")}`);
  if ((await people.clerk.go("/clock")) !== 403) throw new Error("the clerk may move the clock");
}

async function watched(leader) {
  const { page } = leader;
  await leader.go("/leader");
  const mine = page.locator("tr", { hasText: NUMBER });
  if ((await mine.count()) !== 1) throw new Error("the leader's page does not show the problem in charge");
  await page.locator(".worst summary").first().click();
  await page.locator(".worst form").first().locator(".btn.primary").click();
  await page.locator(".alert.ok").waitFor();
}

async function checked(citizen, problem) {
  const { page } = citizen;
  await citizen.go(`/public/${problem}`);
  const certificate = await page.locator('a[href$=".tlog-proof"]').first().getAttribute("href");
  await page.click('a[href^="/ledger/event/"] >> nth=0');
  await page.locator(".verdict.ok, .alert.info").first().waitFor();
  await citizen.go("/ledger");
  await page.locator("pre.checkpoint").first().waitFor();
  const size = Number((await page.locator("pre.checkpoint").first().innerText()).split("\n")[1]);
  const answer = await page.request.get(`${citizen.house.address}${certificate}`);
  const old = await page.request.get(`${citizen.house.address}/ledger/event/${size - 1}.tlog-proof`);
  if (!old.ok() || !/tlog-proof/.test(await old.text())) throw new Error(`the certificate of event ${size - 1} is answered with ${old.status()}`);
  if (!answer.ok() && answer.status() !== 404) throw new Error(`the certificate of a new event is answered with ${answer.status()}`);
}

/** A problem that came to its end shows every step as done, with its day. */
async function wholeWay(clerk, path) {
  const { page } = clerk;
  await clerk.go(path);
  await page.locator("ol.steps").waitFor();
  const steps = await page.locator("ol.steps li").evaluateAll((all) => all.map((li) => ({ done: li.className === "done", day: /20\d\d-\d\d-\d\d/.test(li.textContent) })));
  if (steps.length < 8 || !steps.every((step) => step.done && step.day)) throw new Error(`a struck-off problem does not show the whole way: ${JSON.stringify(steps)}`);
}

async function leave(window) {
  await window.go("/");
  await window.page.click(".top-tools details.menu summary");
  await window.page.click('form[action="/logout"] button');
  await window.page.waitForURL("**/login?out=1");
  await window.go("/problems");
  if (!window.page.url().includes("/login")) throw new Error("after log-out the list is still shown");
}

/** Plays the way; `step` tells each part and stops at the first that fails. */
export async function path(house, step) {
  const people = await step("everybody signs in", () => cast(house));
  const problem = await step("the clerk enters a problem", () => entered(people.clerk));
  await step("the head puts a leader in charge", () => putInCharge(people.head, people.leader, problem));
  await step("the county signs for it and plans, on a telephone", () => planned(people.yucheng, problem));
  await step("the head approves the plan", async () => {
    await fromTodos(people.head, "approve_plan", NUMBER);
    await put(people.head.page, "opinion", "同意。");
    await send(people.head.page);
  });
  await step("photographs and finished measures", () => worked(people.yucheng, problem));
  await step("the supervising unit accepts each measure", () => accepted(people.shuili, problem));
  await step("the sweep is planned and answered", () => swept(people.yucheng, problem));
  await step("self-check and gates, one waived", () => signed(people, problem));
  await step("application, acceptance, notice", () => outside(people));
  await step("a citizen objects", () => objected(people.citizen, problem));
  await step("the clerk answers; the notice runs on", () => answered(people.clerk, problem));
  await step("the leader sees it and urges another", () => watched(people.leader));
  await step("the citizen checks the ledger", () => checked(people.citizen, problem));
  await step("the clock goes on ten days, for everybody", async () => {
    await goOn(people.admin, 10);
    await sameDay(people);
  });
  await step("the notice ends, the problem is filed and struck off", () => ended(people, problem));
  await step("the clock goes on a year", () => goOn(people.admin, 367));
  await step("the look-back finds that it holds", () => lookedBack(people.clerk, problem));
  await step("another one has come back", () => rebounded(people.clerk));
  await step("log-out", () => leave(people.leader));
  await step("nothing was complained of", async () => {
    const heard = Object.values(people).flatMap((w) => w.complained(w.who === "clerk" ? [403] : []).map((line) => `${w.who ?? "citizen"}: ${line}`));
    if (heard.length) throw new Error(heard.slice(0, 5).join("; "));
  });
}
