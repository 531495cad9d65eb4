// Every word an island shows was written by the server into `#words`, in the reader's language.

/** Puts values into `{name}` places. */
export function fill(text: string, values: Record<string, string | number> = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

/** The word under `data-<key>` of `#words`, or nothing. */
export function word(key: string, values: Record<string, string | number> = {}): string {
  const text = document.getElementById("words")?.dataset[key] ?? "";
  return fill(text, values);
}

/** `/=搜索|j=下一行` → pairs; the key may itself be `=` when doubled. */
export function pairs(text: string): [string, string][] {
  return text
    .split("|")
    .map((item): [string, string] => {
      const at = item.indexOf("=", 1);
      return at < 0 ? [item, ""] : [item.slice(0, at), item.slice(at + 1)];
    })
    .filter(([, meaning]) => meaning !== "");
}
