// Finds the figures, and fetches the drawing code only when one comes near the screen.
import type { Drawer } from "./chart.ts";
import { word } from "./words.ts";

export function wireCharts(root: Document): void {
  const figures = [...root.querySelectorAll<HTMLElement>("figure[data-chart]")];
  const source = root.body.dataset["chartSrc"];
  if (figures.length === 0 || !source) return;
  const waiting = new Set(figures);
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        if (waiting.delete(entry.target as HTMLElement)) void draw(entry.target as HTMLElement, source);
        watcher.unobserve(entry.target);
      }
    },
    { rootMargin: "300px" },
  );
  for (const figure of figures) watcher.observe(figure);
  // Once the page is at rest the others follow, so that a print shows all of them alike.
  window.addEventListener("load", () => {
    window.setTimeout(() => {
      for (const figure of waiting) void draw(figure, source);
      waiting.clear();
    }, 1500);
  });
}

async function draw(figure: HTMLElement, source: string): Promise<void> {
  const twin = figure.querySelector<HTMLDetailsElement>(".twin");
  try {
    const module = (await import(new URL(source, document.baseURI).href)) as Drawer;
    module.draw(figure);
    if (twin) twin.open = false;
  } catch (problem) {
    console.error("chart", problem);
    const note = document.createElement("p");
    note.className = "muted small";
    note.textContent = word("chartFailed");
    if (twin) twin.before(note);
    else figure.append(note);
  }
}
