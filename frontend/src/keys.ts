// Single keys for people who work here all day: / search, j and k through rows, o open, ? help.
// They can be switched off in the help (WCAG 2.1.4); a `[data-keys-help]` button opens it then.
import { pairs, word } from "./words.ts";

const OFF = "dugai.keys.off";

export function wireKeys(root: Document): void {
  for (const button of root.querySelectorAll<HTMLElement>("[data-keys-help]")) button.addEventListener("click", () => help(root));
  root.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (typing(event.target) || switchedOff() || root.querySelector("dialog[open]")) return;
    if (act(root, event.key)) event.preventDefault();
  });
  // The row that holds the focus is marked, by whichever way it came there.
  for (const table of root.querySelectorAll("[data-rows]")) {
    table.addEventListener("focusin", (event) => mark(root, (event.target as Element).closest("tbody tr")));
  }
}

function act(root: Document, key: string): boolean {
  if (key === "/") {
    const search = root.querySelector<HTMLInputElement>("[data-search]");
    search?.focus();
    search?.select();
    return search !== null;
  }
  if (key === "j") return move(root, 1);
  if (key === "k") return move(root, -1);
  if (key === "o") {
    const link = root.querySelector<HTMLElement>("[data-rows] tr.at [data-open]");
    link?.click();
    return link !== null;
  }
  if (key === "?") {
    help(root);
    return true;
  }
  return false;
}

function move(root: Document, by: number): boolean {
  const rows = [...root.querySelectorAll<HTMLElement>("[data-rows] tbody tr")].filter((row) => row.querySelector("[data-open]"));
  if (rows.length === 0) return false;
  const at = rows.findIndex((row) => row.classList.contains("at"));
  const row = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))];
  row?.querySelector<HTMLElement>("[data-open]")?.focus();
  return true;
}

function mark(root: Document, row: Element | null): void {
  for (const other of root.querySelectorAll("[data-rows] tr.at")) other.classList.remove("at");
  row?.classList.add("at");
}

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches("textarea, select")) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit", "range", "file"].includes(target.type);
}

function switchedOff(): boolean {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false;
  }
}

function help(root: Document): void {
  const known = root.querySelector<HTMLDialogElement>("dialog.keys");
  const dialog = known ?? build(root);
  if (!dialog.open) dialog.showModal();
}

function build(root: Document): HTMLDialogElement {
  const dialog = root.createElement("dialog");
  dialog.className = "keys";
  dialog.setAttribute("aria-labelledby", "keys-title");
  const title = root.createElement("h2");
  title.id = "keys-title";
  title.textContent = word("helpTitle");
  const list = root.createElement("dl");
  for (const [key, meaning] of pairs(word("helpKeys"))) {
    const name = root.createElement("dt");
    const cap = root.createElement("kbd");
    cap.textContent = key;
    name.append(cap);
    const text = root.createElement("dd");
    text.textContent = meaning;
    list.append(name, text);
  }
  dialog.append(title, list, offSwitch(root), closeForm(root));
  root.body.append(dialog);
  return dialog;
}

function offSwitch(root: Document): HTMLElement {
  const label = root.createElement("label");
  const box = root.createElement("input");
  box.type = "checkbox";
  box.checked = switchedOff();
  box.addEventListener("change", () => {
    try {
      if (box.checked) localStorage.setItem(OFF, "1");
      else localStorage.removeItem(OFF);
    } catch {
      // Cannot be remembered here; the keys stay as they are.
    }
  });
  label.append(box, ` ${word("helpOff")}`);
  return label;
}

function closeForm(root: Document): HTMLElement {
  const form = root.createElement("form");
  form.method = "dialog";
  form.className = "btns";
  const button = root.createElement("button");
  button.className = "btn";
  button.textContent = word("helpClose");
  form.append(button);
  return form;
}
