// Filling in forms the way a person does: by what a field is, whatever it is made of.

/** Puts a value into the field of a name: text, a choice by its words or value, or several choices. */
export async function put(page, name, value) {
  const field = page.locator(`main form [name="${name}"]`);
  const first = field.first();
  await first.waitFor({ state: "attached" });
  const kind = await first.evaluate((e) => (e instanceof HTMLInputElement ? e.type : e.tagName.toLowerCase()));
  if (kind === "hidden") return;
  if (kind === "checkbox" || kind === "radio") await tick(page, name, value);
  else if (kind === "select") await choose(first, value);
  else await first.fill(String(value));
}

/** Groups of boxes that are folded: the line above them finds the box by its name. */
async function find(page, name, wanted) {
  const line = page.locator("main form [data-pick]", { has: page.locator(`[name="${name}"]`) }).locator("[type=search]");
  if (await line.count()) await line.fill(wanted);
  return line;
}

async function tick(page, name, value) {
  for (const wanted of [value].flat()) {
    const box = page.locator(`main form [name="${name}"]`);
    const line = wanted === true ? undefined : await find(page, name, wanted);
    if (wanted === true) await box.first().check();
    else if (await box.and(page.locator(`[value="${wanted}"]`)).count()) await box.and(page.locator(`[value="${wanted}"]`)).check();
    else await page.locator("main form label", { hasText: wanted }).filter({ has: page.locator(`[name="${name}"]`) }).first().locator("input").check();
    if (line && (await line.count())) await line.fill("");
  }
}

async function choose(select, value) {
  const options = await select.locator("option").evaluateAll((all) => all.map((o) => ({ value: o.value, text: o.textContent.trim() })));
  const chosen = [value].flat().map((wanted) => {
    const found = options.find((o) => o.value === wanted || o.text === wanted) ?? options.find((o) => o.text.includes(wanted));
    if (!found) throw new Error(`${wanted} is not offered among ${options.map((o) => o.text).join(", ")}`);
    return found.value;
  });
  await select.selectOption(chosen);
}

/** Puts every value of a form. */
export async function putAll(page, values) {
  for (const [name, value] of Object.entries(values)) await put(page, name, value);
}

/** Adds a row to a block that repeats. */
export function addRow(page, block) {
  return page.click(`[data-repeat="${block}"] [data-repeat-add]`);
}

/** Sends the form of the page; gives what the page after it says was done. */
export async function send(page) {
  await page.click("main form .form-foot .btn.primary");
  const done = page.locator(".alert.ok");
  const wrong = page.locator(".alert.error, .alert.warn[role=alert]");
  await done.or(wrong).first().waitFor();
  if (await wrong.count()) throw new Error(`refused: ${(await wrong.first().innerText()).replace(/\s+/g, " ")}`);
  return (await done.innerText()).trim();
}

/** How far the city's clock runs before the one on the wall, in milliseconds. */
let ahead = 0;

/** A day some days from now, as date fields take it, in the time of the city. */
export function day(after = 0) {
  const at = new Date(Date.now() + ahead + (8 * 3600 + after * 86_400) * 1000);
  return at.toISOString().slice(0, 10);
}

/** The administrator moves the city's clock on by some days; everybody stays signed in. */
export async function goOn(admin, days) {
  const to = day(days);
  await admin.go("/clock");
  await admin.page.fill("#day", to);
  await admin.page.click("main .form-foot .btn.primary");
  await admin.page.locator(".alert.ok").waitFor();
  ahead = Date.parse(`${to}T09:00:00+08:00`) - Date.now();
}

/** A photograph: drawn in the browser, so that its bytes are those of a real camera format. */
export async function photograph(page, words, hue) {
  const url = await page.evaluate(([text, colour]) => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [800, 600];
    const pen = canvas.getContext("2d");
    for (let i = 0; i < 60; i += 1) {
      pen.fillStyle = `hsl(${colour + i}, 45%, ${85 - i}%)`;
      pen.fillRect(0, i * 10, 800, 10);
    }
    pen.fillStyle = "white";
    pen.font = "40px sans-serif";
    pen.fillText(text, 40, 540);
    return canvas.toDataURL("image/jpeg", 0.8);
  }, [words, hue]);
  return { name: `${words}.jpg`, mimeType: "image/jpeg", buffer: Buffer.from(url.split(",")[1], "base64") };
}
