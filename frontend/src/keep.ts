// Keeps what was typed until the server confirms it: a lost session or a closed page costs nothing.
// Default is the storage of this tab; `data-keep-where="local"` outlives it, for forms without personal data.
import { collect, course, differs, mayKeep, type Field, type Kept } from "./fields.ts";
import { ensureRows } from "./repeat.ts";
import { word } from "./words.ts";

const PREFIX = "dugai.keep.";
const SENT = "dugai.sent";
const DAYS = 7;

interface Saved {
  at: number;
  values: Kept;
}

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

export function wireKeep(root: Document): void {
  for (const mark of root.querySelectorAll<HTMLElement>("[data-kept-clear]")) clear(mark.dataset["keptClear"] ?? "");
  // Which form was sent last in this tab; it holds for the page that answers it, and no longer.
  const sent = attempt(() => window.sessionStorage.getItem(SENT)) ?? undefined;
  const note = root.querySelector<HTMLElement>("[data-kept-note]");
  if (note) told(note, sent);
  else remove("sessionStorage", SENT);
  const page = { answer: root.body.hasAttribute("data-answer"), sent };
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-keep]")) keep(form, page);
}

/** On the sign-in page: whoever lost the session while sending is told what is still here. */
function told(note: HTMLElement, sent: string | undefined): void {
  const kept = sent !== undefined && (read("sessionStorage", sent) ?? read("localStorage", sent));
  if (kept) note.append(note.dataset["keptNote"] ?? "");
}

function keep(form: HTMLFormElement, page: { answer: boolean; sent: string | undefined }): void {
  const key = PREFIX + (form.dataset["keep"] ?? "");
  const storage = form.dataset["keepWhere"] === "local" ? "localStorage" : "sessionStorage";
  const fresh = collect(fieldsOf(form));
  const save = (): void => write(storage, key, { at: Date.now(), values: collect(fieldsOf(form)) });
  const saved = read(storage, key);
  // A file that came with a refused form is kept and ticked by the server: what was kept before must not untick it.
  if (course(page, key) === "overwrite") save();
  else if (saved) {
    ensureRows(form, Object.keys(saved.values));
    if (differs(saved.values, collect(fieldsOf(form)))) {
      restore(form, saved.values);
      form.prepend(notice(form, saved.at, () => {
        remove(storage, key);
        restore(form, fresh);
      }));
    }
  }
  let timer = 0;
  form.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, 300);
  });
  form.addEventListener("change", save);
  form.addEventListener("submit", () => attempt(() => window.sessionStorage.setItem(SENT, key)));
  window.addEventListener("pagehide", () => {
    if (timer) save();
  });
}

function controls(form: HTMLFormElement): Control[] {
  return [...form.elements].filter((element): element is Control => element.matches("input, select, textarea"));
}

function fieldOf(control: Control): Field {
  const field: Field = {
    name: control.name,
    type: control.type,
    value: control.value,
    barred: control.disabled || control.closest("[data-no-keep]") !== null || control.matches('[autocomplete*="one-time"]'),
  };
  if (control instanceof HTMLInputElement) field.checked = control.checked;
  if (control instanceof HTMLSelectElement) field.selected = [...control.selectedOptions].map((option) => option.value);
  return field;
}

function fieldsOf(form: HTMLFormElement): Field[] {
  return controls(form).map(fieldOf);
}

function restore(form: HTMLFormElement, values: Kept): void {
  const taken: Record<string, number> = {};
  for (const control of controls(form)) {
    const list = values[control.name];
    if (!list || !mayKeep(fieldOf(control))) continue;
    if (control instanceof HTMLInputElement && (control.type === "checkbox" || control.type === "radio")) {
      control.checked = list.includes(control.value);
    } else if (control instanceof HTMLSelectElement) {
      for (const option of control.options) option.selected = list.includes(option.value);
    } else {
      const at = (taken[control.name] ??= 0);
      control.value = list[at] ?? "";
      taken[control.name] = at + 1;
    }
    control.dispatchEvent(new Event("kept", { bubbles: true }));
  }
}

function notice(form: HTMLFormElement, at: number, discard: () => void): HTMLElement {
  const box = document.createElement("div");
  box.className = "alert info kept";
  box.setAttribute("role", "status");
  const text = document.createElement("p");
  const time = new Date(at).toLocaleString(document.documentElement.lang || undefined, { dateStyle: "short", timeStyle: "short" });
  text.textContent = word("kept", { time });
  // A browser gives no file back: whoever chose some must know.
  if (form.querySelector('input[type="file"]')) text.append(` ${word("keptFiles")}`);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn small";
  button.textContent = word("discard");
  button.addEventListener("click", () => {
    discard();
    box.remove();
    controls(form).find((control) => control.type !== "hidden")?.focus();
  });
  box.append(text, button);
  return box;
}

/** `*` forgets everything kept here: the sign-in page carries it, so the next person finds nothing. */
function clear(key: string): void {
  for (const name of ["sessionStorage", "localStorage"] as const) {
    if (key !== "*") {
      remove(name, PREFIX + key);
      continue;
    }
    attempt(() => {
      for (const kept of Object.keys(window[name]).filter((other) => other.startsWith(PREFIX))) window[name].removeItem(kept);
    });
  }
}

function read(storage: "localStorage" | "sessionStorage", key: string): Saved | undefined {
  return attempt(() => {
    const text = window[storage].getItem(key);
    if (!text) return undefined;
    const saved = JSON.parse(text) as Saved;
    if (Date.now() - saved.at <= DAYS * 86_400_000) return saved;
    window[storage].removeItem(key);
    return undefined;
  });
}

function write(storage: "localStorage" | "sessionStorage", key: string, saved: Saved): void {
  attempt(() => window[storage].setItem(key, JSON.stringify(saved)));
}

function remove(storage: "localStorage" | "sessionStorage", key: string): void {
  attempt(() => window[storage].removeItem(key));
}

/** Storage may be full, switched off or spoiled; the form works without it. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
