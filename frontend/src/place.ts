// Coming back to a list: the row that was opened holds the focus again, and the region stands where it stood.
// The browser restores the window's own place, not that of a region that scrolls by itself.

const PREFIX = "dugai.place.";

/** Where a list stood when it was left. */
export interface Place {
  /** How far each region was scrolled: down, to the right. */
  scrolled: [number, number][];
  /** Address of the row that was opened, and which it was of those rows that can be. */
  row?: { href: string; at: number };
}

export function wirePlace(root: Document): void {
  if (!root.querySelector("[data-rows]")) return;
  const key = PREFIX + window.location.pathname + window.location.search;
  const how = (performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming | undefined)?.type;
  if (how === "back_forward") window.addEventListener("pageshow", () => goBack(root, key), { once: true });
  root.addEventListener("click", (event) => {
    // Some browsers do not give the focus to a link that is clicked.
    (event.target as Element).closest<HTMLElement>("[data-rows] [data-open]")?.focus({ preventScroll: true });
  });
  window.addEventListener("pagehide", () => keep(root, key));
}

/** Which of the rows is the one that was opened: the same address, at the same place if several have it; -1 for none. */
export function again(hrefs: string[], row: { href: string; at: number }): number {
  return hrefs[row.at] === row.href ? row.at : hrefs.indexOf(row.href);
}

function links(root: Document): HTMLAnchorElement[] {
  return [...root.querySelectorAll<HTMLAnchorElement>("[data-rows] tbody tr a[data-open]")];
}

function regions(root: Document): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(".table-wrap")];
}

function keep(root: Document, key: string): void {
  const place: Place = { scrolled: regions(root).map((region) => [region.scrollTop, region.scrollLeft]) };
  const all = links(root);
  const at = all.findIndex((link) => link.closest("tr")?.classList.contains("at"));
  const opened = all[at];
  if (opened) place.row = { href: opened.href, at };
  try {
    window.sessionStorage.setItem(key, JSON.stringify(place));
  } catch {
    // Storage is full or switched off: the list then begins at its top, as without script.
  }
}

function goBack(root: Document, key: string): void {
  const place = kept(key);
  if (!place) return;
  if (place.row) {
    const all = links(root);
    all[again(all.map((link) => link.href), place.row)]?.focus({ preventScroll: true });
  }
  regions(root).forEach((region, n) => {
    const [top, left] = place.scrolled[n] ?? [0, 0];
    region.scrollTop = top;
    region.scrollLeft = left;
  });
}

function kept(key: string): Place | undefined {
  try {
    const text = window.sessionStorage.getItem(key);
    return text ? (JSON.parse(text) as Place) : undefined;
  } catch {
    return undefined;
  }
}
