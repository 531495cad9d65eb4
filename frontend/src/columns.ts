// Which columns of a table a person wants to see; remembered in this browser only.

const PREFIX = "dugai.columns.";

export function wireColumns(root: Document): void {
  for (const chooser of root.querySelectorAll<HTMLElement>("[data-columns]")) {
    const table = root.getElementById(chooser.dataset["columnsFor"] ?? "");
    if (table) columns(chooser, table);
  }
}

function columns(chooser: HTMLElement, table: HTMLElement): void {
  const key = PREFIX + (chooser.dataset["columns"] ?? "");
  const boxes = [...chooser.querySelectorAll<HTMLInputElement>("input[type=checkbox]")];
  const remembered = recall(key);
  if (remembered) {
    for (const box of boxes) {
      if (box.value in remembered) box.checked = remembered[box.value] === true;
    }
  }
  const show = (): void => {
    for (const box of boxes) {
      for (const cell of table.querySelectorAll<HTMLElement>(`[data-col="${CSS.escape(box.value)}"]`)) cell.hidden = !box.checked;
    }
  };
  chooser.addEventListener("change", () => {
    show();
    try {
      localStorage.setItem(key, JSON.stringify(Object.fromEntries(boxes.map((box) => [box.value, box.checked]))));
    } catch {
      // Not remembered; still shown as chosen.
    }
  });
  show();
}

function recall(key: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}
