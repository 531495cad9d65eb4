// Finds the figures, and fetches the drawing code only when one comes near the screen.
import type { Drawer } from "./chart.ts";
import { word } from "./words.ts";

export function wireCharts(root: Document): void {
  const figures = [...root.querySelectorAll<HTMLElement>("figure[data-chart]")];
  const source = root.body.dataset["chartSrc"];
  if (figures.length === 0 || !source) return;
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        watcher.unobserve(entry.target);
        void draw(entry.target as HTMLElement, source);
      }
    },
    { rootMargin: "300px" },
  );
  for (const figure of figures) watcher.observe(figure);
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
