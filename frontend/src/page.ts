// Manners of the page: focus on what just happened, menus that close, printing.

export function wirePage(root: Document): void {
  root.querySelector<HTMLElement>("[data-focus]")?.focus();
  for (const button of root.querySelectorAll<HTMLElement>("[data-print]")) button.addEventListener("click", () => window.print());

  const open = (): HTMLDetailsElement[] => [...root.querySelectorAll<HTMLDetailsElement>("details.menu[open]")];
  root.addEventListener("click", (event) => {
    for (const menu of open()) {
      if (!menu.contains(event.target as Node)) menu.open = false;
    }
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      if (menu.contains(root.activeElement)) menu.querySelector("summary")?.focus();
    }
  });
  for (const row of root.querySelectorAll<HTMLElement>(".steps")) showCurrent(row);
}

/** On a narrow screen the bar scrolls; the current step must be in sight. */
function showCurrent(row: HTMLElement): void {
  const current = row.querySelector<HTMLElement>(".current");
  if (current && row.scrollWidth > row.clientWidth) {
    row.scrollLeft = current.offsetLeft - row.offsetLeft - (row.clientWidth - current.offsetWidth) / 2;
  }
}
