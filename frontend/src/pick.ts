// Choosing some of many: a line that filters by name, and what is chosen said in words. Without it the groups
// open and close by themselves, and the boxes are boxes.

export function wirePick(root: Document): void {
  for (const field of root.querySelectorAll<HTMLElement>("[data-pick]")) pick(field);
}

/** Whether a name holds every part that was typed, whatever the case and the width of the letters. */
export function holds(name: string, typed: string): boolean {
  const plain = (text: string): string => text.normalize("NFKC").toLowerCase();
  const text = plain(name);
  return plain(typed).split(/\s+/).every((part) => text.includes(part));
}

function pick(field: HTMLElement): void {
  const find = field.querySelector<HTMLElement>("[data-pick-find]");
  const line = find?.querySelector("input");
  const empty = find?.querySelector<HTMLElement>("[data-pick-empty]");
  const said = field.querySelector<HTMLOutputElement>("[data-pick-chosen]");
  const groups = [...field.querySelectorAll("details")];
  const labels = [...field.querySelectorAll<HTMLLabelElement>(".pick-options label")];
  if (!find || !line || !said) return;
  find.hidden = false;
  const before = new Map(groups.map((group) => [group, group.open]));
  const filter = (): void => {
    const typed = line.value.trim();
    for (const label of labels) label.hidden = !holds(label.textContent ?? "", typed);
    for (const group of groups) {
      const some = group.querySelector("label:not([hidden])") !== null;
      group.hidden = !some;
      group.open = typed ? some : group.querySelector("input:checked") !== null || (before.get(group) ?? false);
    }
    const none = groups.every((group) => group.hidden);
    if (empty) empty.textContent = none ? (empty.dataset["words"] ?? "") : "";
  };
  const say = (): void => {
    const chosen = labels.filter((label) => label.querySelector("input")?.checked);
    said.textContent = chosen.map((label) => (label.textContent ?? "").trim()).join(said.dataset["join"] ?? " ") || (said.dataset["none"] ?? "");
  };
  line.addEventListener("input", filter);
  line.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      // Enter takes what is found, when it is one, and never sends a half-filled form.
      event.preventDefault();
      const found = labels.filter((label) => !label.hidden);
      const box = found.length === 1 ? found[0]?.querySelector("input") : undefined;
      if (!box) return;
      box.checked = !box.checked;
      box.dispatchEvent(new Event("change", { bubbles: true }));
      line.value = "";
      filter();
    } else if (event.key === "Escape" && line.value) {
      line.value = "";
      filter();
    }
  });
  field.addEventListener("change", say);
  field.addEventListener("kept", say, true);
  say();
}
