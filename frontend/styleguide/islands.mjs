// Uses every island as a person would, in the real browser and under the real policy; prints what did not happen.
import { launch, serve } from "./serve.mjs";

const server = await serve();
const browser = await launch();
const faults = [];
let done = 0;

/** Opens a page in a fresh session, lets `work` act on it and notes every expectation that fails. */
async function scene(name, path, work, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "zh-CN", ...options });
  const page = await context.newPage();
  page.on("console", (message) => message.type() === "error" && faults.push(`${name}: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`${name}: ${error.message}`));
  const expect = (fact, what) => {
    done += 1;
    if (!fact) faults.push(`${name}: ${what}`);
  };
  try {
    await page.goto(`${server.address}/${path}`, { waitUntil: "networkidle" });
    await work(page, expect);
  } catch (error) {
    faults.push(`${name}: ${error.message.split("\n")[0]}`);
  }
  await context.close();
}

await scene("kept text", "forms", async (page, expect) => {
  await page.fill("#goal", "沉砂池扩容");
  await page.click("[data-repeat-add]");
  await page.fill("[name='measures[1].text']", "第二条");
  await page.reload({ waitUntil: "networkidle" });
  expect((await page.inputValue("#goal")) === "沉砂池扩容", "typed text came back");
  expect((await page.inputValue("[name='measures[1].text']")) === "第二条", "a row that was added came back with its text");
  expect(await page.isVisible(".kept"), "a notice says so");
  expect(/\d/.test(await page.textContent(".kept p")), "the notice names the time");
  await page.click(".kept button");
  expect((await page.inputValue("#goal")).startsWith("边坡稳定"), "discarding gives back the server's text");
  await page.reload({ waitUntil: "networkidle" });
  expect(!(await page.isVisible(".kept")), "nothing is offered after discarding");
});

await scene("rows", "forms", async (page, expect) => {
  await page.click("[data-repeat-add]");
  await page.click("[data-repeat-add]");
  expect((await page.evaluate(() => document.activeElement.name)) === "measures[2].text", "the new row has the focus");
  await page.locator("[data-repeat-remove]").nth(1).click();
  await page.click("[data-repeat-add]");
  const names = await page.$$eval("[data-repeat-row] input[name$='.text']", (inputs) => inputs.map((input) => input.name).join());
  expect(names === "measures[0].text,measures[2].text,measures[3].text", `an index is not used twice (${names})`);
  expect((await page.$$eval("[data-repeat-n]", (marks) => marks.map((mark) => mark.textContent).join())) === "1,2,3", "the numbers follow the places");
});

await scene("files", "forms", async (page, expect) => {
  const file = (name, size) => ({ name, mimeType: "image/png", buffer: Buffer.alloc(size, 1) });
  await page.setInputFiles("#f", [file("a.png", 900), file("b.png", 40_000)]);
  expect((await page.locator(".drop-list li").count()) === 2, "both are shown");
  expect((await page.textContent(".drop-list .err")).includes("b.png"), "the one too big is named");
  expect(!(await page.$eval("#f", (input) => input.validity.valid)), "the form is held back");
  await page.locator(".drop-list button").nth(1).click();
  expect(await page.$eval("#f", (input) => input.validity.valid && input.files.length === 1), "taking it out frees the form");
});

await scene("writing", "forms", async (page, expect) => {
  await page.click("[data-phrase='请补充监测数据。']");
  expect((await page.inputValue("#op")).includes("请补充监测数据。"), "a phrase is put in");
  await page.fill("#op", "字".repeat(205));
  expect((await page.textContent(".counter.over")).includes("5"), "too much is counted, not cut");
});

await scene("sent once", "forms", async (page, expect) => {
  // The submission itself is stopped here; what counts is which clicks got through to it.
  const through = await page.evaluate(() => {
    const seen = [];
    window.addEventListener("submit", (event) => {
      seen.push(event.defaultPrevented);
      event.preventDefault();
    });
    const button = document.querySelector("[data-busy]");
    button.click();
    button.click();
    return [seen.join(), button.getAttribute("aria-busy"), button.textContent].join(" ");
  });
  expect(through === "false,true true 正在提交…", `the second click stops, the button says so (${through})`);
});

await scene("choosing rows", "register", async (page, expect) => {
  expect(await page.isDisabled("[data-bulk-bar] button >> nth=0"), "nothing chosen, nothing to do");
  await page.check("tbody .pick input >> nth=0");
  await page.click("tbody .pick input >> nth=2", { modifiers: ["Shift"] });
  expect((await page.textContent("[data-bulk-count]")) === "3", "shift chooses a range");
  expect(await page.$eval("[data-bulk-all]", (box) => box.indeterminate), "the head box is half");
  await page.click("[data-bulk-all]");
  expect((await page.textContent("[data-bulk-count]")) === "6", "the head box chooses all");
});

await scene("keys", "register", async (page, expect) => {
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  expect((await page.textContent("tr.at [data-open]")) === "YJ-2026-0031", "j goes down");
  await page.keyboard.press("k");
  expect((await page.evaluate(() => document.activeElement.textContent)) === "YJ-2026-0008", "k goes up, the focus follows");
  await page.keyboard.press("/");
  expect((await page.evaluate(() => document.activeElement.id)) === "q", "/ goes to the search");
  await page.keyboard.type("j?");
  expect((await page.inputValue("#q")) === "j?", "keys are letters while typing");
  await page.locator("h1").click();
  await page.keyboard.press("?");
  expect(await page.isVisible("dialog.keys"), "? shows the help");
  await page.check("dialog.keys input");
  await page.click("dialog.keys button");
  await page.keyboard.press("?");
  expect(!(await page.isVisible("dialog.keys")), "switched off, keys do nothing");
  await page.click("details.menu summary >> nth=0");
  await page.click("[data-keys-help]");
  expect(await page.isVisible("dialog.keys"), "the menu leads back to the help");
});

await scene("columns and menus", "register", async (page, expect) => {
  await page.click(".columns summary");
  await page.uncheck(".columns input >> nth=0");
  expect(!(await page.isVisible("th[data-col=source]")), "a column goes");
  await page.click("h1");
  expect(!(await page.$eval(".columns", (menu) => menu.open)), "a click elsewhere closes the menu");
  await page.reload({ waitUntil: "networkidle" });
  expect(!(await page.isVisible("th[data-col=source]")), "the choice is remembered");
});

await scene("pair", "problem", async (page, expect) => {
  await page.$eval(".pair input", (range) => {
    range.value = "20";
    range.dispatchEvent(new Event("input"));
  });
  expect((await page.$eval(".pair", (pair) => pair.style.getPropertyValue("--at"))) === "20%", "the edge moves");
});

await scene("query", "register", async (page, expect) => {
  await page.selectOption("#f-source", "信访举报");
  await page.waitForURL("**/register?**");
  expect(decodeURIComponent(page.url()).endsWith("?source=信访举报"), `empty fields stay out of the address (${decodeURIComponent(page.url())})`);
});

await scene("phone nav", "register", async (page, expect) => {
  expect(!(await page.isVisible("#side")), "closed at first");
  await page.click(".top-menu");
  expect(await page.isVisible("#side a >> nth=3"), "opens");
  await page.keyboard.press("Escape");
  expect(!(await page.isVisible("#side")), "Escape closes it");
}, { viewport: { width: 360, height: 740 } });

await scene("charts", "leader", async (page, expect) => {
  await page.locator("figure[data-chart=bar] >> nth=0").scrollIntoViewIfNeeded();
  await page.waitForSelector(".chart-canvas svg");
  expect(!(await page.$eval(".chart .twin", (twin) => twin.open)), "the table folds");
  const box = await page.locator(".chart-canvas").first().boundingBox();
  await page.mouse.move(box.x + box.width * 0.25, box.y + box.height * 0.6);
  await page.waitForSelector(".chart-tip");
  expect((await page.textContent(".chart-tip")).includes("石桥县"), "the tip names the place");
});

await scene("without script", "forms", async (page, expect) => {
  expect(await page.isVisible("#goal"), "the form is there");
  expect(!(await page.isVisible("[data-repeat-add]")), "what needs script is not shown");
}, { javaScriptEnabled: false });

await browser.close();
server.close();
for (const fault of faults) console.log(fault);
console.log(`${done} expectations, ${faults.length} faults`);
process.exitCode = faults.length > 0 ? 1 : 0;
