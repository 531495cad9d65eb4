// Rows a person adds to a form. A row is cloned from the server's own <template>; an index is never used twice.
import { highestIndex } from "./fields.ts";

export function wireRepeat(root: Document): void {
  for (const block of root.querySelectorAll<HTMLElement>("[data-repeat]")) {
    block.addEventListener("click", (event) => {
      const button = (event.target as Element).closest<HTMLElement>("[data-repeat-add], [data-repeat-remove]");
      if (!button) return;
      if (button.matches("[data-repeat-add]")) {
        firstField(addRow(block))?.focus();
      } else {
        removeRow(block, button);
      }
    });
  }
}

/** Adds rows until every index among `names` has one. */
export function ensureRows(form: HTMLFormElement, names: string[]): void {
  for (const block of form.querySelectorAll<HTMLElement>("[data-repeat]")) {
    const wanted = highestIndex(names, block.dataset["repeat"] ?? "");
    while (nextIndex(block) <= wanted) {
      if (!addRow(block)) return;
    }
  }
}

function nextIndex(block: HTMLElement): number {
  const given = Number(block.dataset["repeatNext"] ?? "0");
  const names = [...block.querySelectorAll<HTMLInputElement>("[name]")].map((field) => field.name);
  return Math.max(given, highestIndex(names, block.dataset["repeat"] ?? "") + 1);
}

function addRow(block: HTMLElement): HTMLElement | undefined {
  const template = block.querySelector<HTMLTemplateElement>("template[data-repeat-template]");
  const rows = block.querySelector<HTMLElement>("[data-repeat-rows]");
  if (!template || !rows) return undefined;
  const index = nextIndex(block);
  block.dataset["repeatNext"] = String(index + 1);
  const copy = document.createElement("template");
  copy.innerHTML = template.innerHTML.replace(/__i__/g, String(index)).replace(/__n__/g, String(index + 1));
  rows.append(copy.content);
  renumber(block);
  changed(block);
  return (rows.lastElementChild as HTMLElement | null) ?? undefined;
}

function removeRow(block: HTMLElement, button: HTMLElement): void {
  const row = button.closest<HTMLElement>("[data-repeat-row]");
  if (!row) return;
  block.dataset["repeatNext"] = String(nextIndex(block));
  const next = (row.nextElementSibling ?? row.previousElementSibling) as HTMLElement | null;
  row.remove();
  renumber(block);
  changed(block);
  (firstField(next) ?? block.querySelector<HTMLElement>("[data-repeat-add]"))?.focus();
}

/** The number a person reads follows the place; the index in the names does not. */
function renumber(block: HTMLElement): void {
  block.querySelectorAll("[data-repeat-row]").forEach((row, at) => {
    for (const place of row.querySelectorAll("[data-repeat-n]")) place.textContent = String(at + 1);
  });
}

function firstField(row: HTMLElement | null | undefined): HTMLElement | null {
  return row?.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea") ?? null;
}

function changed(block: HTMLElement): void {
  block.dispatchEvent(new Event("change", { bubbles: true }));
}
