// What of a form may be kept in the browser, and how it is put back. Pure: knows fields, not storage.

export type Kept = Record<string, string[]>;

/** The part of an input, select or textarea that matters here. */
export interface Field {
  name: string;
  type: string;
  value: string;
  checked?: boolean;
  selected?: string[];
  barred?: boolean;
}

const NEVER = new Set(["password", "file", "hidden", "submit", "button", "reset", "image"]);
const TICKS = new Set(["checkbox", "radio"]);

/** Passwords, files, hidden values and fields the server barred are never kept. */
export function mayKeep(field: Field): boolean {
  return field.name !== "" && !field.barred && !NEVER.has(field.type);
}

/** Values by name, in the order of the page; a name with nothing ticked is kept as an empty list. */
export function collect(fields: Field[]): Kept {
  const kept: Kept = {};
  for (const field of fields.filter(mayKeep)) {
    const values = (kept[field.name] ??= []);
    if (TICKS.has(field.type)) {
      if (field.checked) values.push(field.value);
    } else if (field.selected) {
      values.push(...field.selected);
    } else {
      values.push(field.value);
    }
  }
  return kept;
}

/** True when putting `kept` back would change something that is on the page. */
export function differs(kept: Kept, now: Kept): boolean {
  return Object.entries(kept).some(([name, values]) => {
    const there = now[name];
    if (!there) return values.some((value) => value !== "");
    return values.length !== there.length || values.some((value, at) => value !== there[at]);
  });
}

/** What to do with what was kept: the server's answer to this very form is newer than it, any other page is older. */
export function course(page: { answer: boolean; sent: string | undefined }, key: string): "restore" | "overwrite" {
  return page.answer && page.sent === key ? "overwrite" : "restore";
}

/** The highest index used under `prefix[…]`, or -1. */
export function highestIndex(names: string[], prefix: string): number {
  let highest = -1;
  for (const name of names) {
    if (!name.startsWith(`${prefix}[`)) continue;
    const index = Number.parseInt(name.slice(prefix.length + 1), 10);
    if (index > highest) highest = index;
  }
  return highest;
}
