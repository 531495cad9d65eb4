// Two photographs of one place, laid over each other; a range input moves the edge between them.

export function wirePairs(root: Document): void {
  for (const figure of root.querySelectorAll<HTMLElement>("figure[data-pair]")) {
    if (figure.querySelectorAll("img").length !== 2) continue;
    const range = document.createElement("input");
    range.type = "range";
    range.min = "0";
    range.max = "100";
    range.value = "50";
    range.setAttribute("aria-label", figure.dataset["label"] ?? "");
    range.addEventListener("input", () => figure.style.setProperty("--at", `${range.value}%`));
    figure.classList.add("wipe");
    figure.querySelector(":scope > div + div")?.after(range);
  }
}
