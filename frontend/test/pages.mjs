// Every page in two languages and two widths: answered as it should be, nothing on the console, no sideways scroll,
// no broken rule of accessibility, no key of a message file where words should stand.
import { DESK, PHONE, excess, violations } from "./house.mjs";
import { places } from "./places.mjs";

const PEOPLE = ["clerk", "head", "yucheng", "yucheng.head", "shuili", "shuili.accept", "leader", "works1", "auditor", "admin"];
const LANGUAGES = ["zh", "en"];
/** How many pages are looked at together. */
const TOGETHER = 3;

/** Texts and labels that look like keys, or hold a place that nothing was put in; file names, log-in names and code are none. */
function keys(page) {
  return page.evaluate(() => {
    const key = /^[a-z][a-z_]*(\.[a-z][a-z_0-9]*)+$|\{[a-z_]+\}/;
    const file = /\.(toml|json|csv|xlsx|docx|zip|pdf|html|leaf|head|accept)$/;
    const found = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const node = texts.currentNode;
      if (!node.parentElement.closest("code, pre, script, template, .hash")) found.push(node.data.trim());
    }
    for (const name of ["aria-label", "title", "placeholder", "alt", "data-label", "data-busy"]) {
      for (const element of document.querySelectorAll(`[${name}]:not(#words)`)) found.push(element.getAttribute(name).trim());
    }
    return [...new Set(found.filter((text) => key.test(text) && !file.test(text)))];
  });
}

/** Fragments of the address that name nothing on the page, and ids that stand twice. */
function ids(page) {
  return page.evaluate(() => {
    const all = [...document.querySelectorAll("[id]")].map((element) => element.id);
    const twice = all.filter((id, at) => all.indexOf(id) !== at);
    const lost = [...document.querySelectorAll('a[href^="#"], [aria-describedby], [aria-labelledby]')]
      .flatMap((e) => (e.getAttribute("href")?.slice(1) ?? `${e.getAttribute("aria-describedby") ?? ""} ${e.getAttribute("aria-labelledby") ?? ""}`).split(/\s+/))
      .filter((id) => id && !all.includes(id));
    return [...twice.map((id) => `id ${id} stands twice`), ...lost.map((id) => `${id} is named and is not there`)];
  });
}

/** Draws what is drawn only when it comes near the screen. */
function scroll(page) {
  return page.evaluate(async () => {
    for (let y = 0; y < document.body.scrollHeight; y += 700) {
      window.scrollTo(0, y);
      await new Promise((next) => setTimeout(next, 15));
    }
    window.scrollTo(0, 0);
  });
}

/** Figures follow a changed width a moment later; what is too wide after that stays so. */
function settled(page) {
  const fits = () => document.documentElement.scrollWidth <= document.documentElement.clientWidth;
  return page.waitForFunction(fits, undefined, { timeout: 1000 }).catch(() => undefined);
}

/** What is wrong with one place in one language. */
async function look(window, path, status, lang) {
  const { page } = window;
  const faults = [];
  await page.setViewportSize(DESK);
  const answered = await window.go(`${path}${path.includes("?") ? "&" : "?"}lang=${lang}`);
  if (answered !== status) faults.push(`answered with ${answered} instead of ${status}`);
  await scroll(page);
  for (const size of [DESK, PHONE]) {
    await page.setViewportSize(size);
    await settled(page);
    const wide = await excess(page);
    if (wide > 0) faults.push(`${size.width}: page is ${wide} px wider than the window`);
    for (const broken of await violations(page)) faults.push(`${size.width}: ${broken}`);
  }
  for (const key of await keys(page)) faults.push(`a key instead of words: ${key}`);
  faults.push(...(await ids(page)), ...window.complained([403, 404]));
  return faults;
}

/** Looks at the places one after the other, several at a time, each in a page of its person's session. */
async function lookAll(house, windows, list, faults) {
  const queue = list.flatMap(([who, path, status]) => LANGUAGES.map((lang) => [who, path, status, lang]));
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [who, path, status, lang] = next;
      const window = await windows[who ?? "guest"].another();
      const found = await look(window, path, status, lang).catch((error) => [error.message.split("\n")[0]]);
      for (const fault of found) faults.push(`${who ?? "citizen"} ${path} ${lang} ${fault}`);
      await window.page.close();
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, worker));
  return list.length;
}

/** Opens the windows, finds the places and looks at each. */
export async function pages(house, step, faults) {
  const windows = await step("everybody signs in", async () => {
    const all = { guest: await house.window() };
    for (const who of PEOPLE) all[who] = await house.window(who);
    return all;
  });
  const list = await step("places are found", () => places(windows));
  await step(`${list.length} places in ${LANGUAGES.length} languages and two widths`, () => lookAll(house, windows, list, faults));
}
