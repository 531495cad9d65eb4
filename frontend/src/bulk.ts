// Choosing many rows: select all, a range with shift, the count, and buttons that wait until something is chosen.

export function wireBulk(root: Document): void {
  for (const form of root.querySelectorAll<HTMLElement>("[data-bulk]")) bulk(form);
}

function bulk(form: HTMLElement): void {
  const all = form.querySelector<HTMLInputElement>("[data-bulk-all]");
  const bar = form.querySelector<HTMLElement>("[data-bulk-bar]");
  const count = form.querySelector<HTMLElement>("[data-bulk-count]");
  const boxes = [...form.querySelectorAll<HTMLInputElement>("tbody .pick input[type=checkbox]:not([disabled])")];
  count?.parentElement?.setAttribute("aria-live", "polite");

  const show = (): void => {
    const chosen = boxes.filter((box) => box.checked).length;
    if (count) count.textContent = String(chosen);
    if (all) {
      all.checked = chosen > 0 && chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
    }
    bar?.classList.toggle("none", chosen === 0);
    for (const button of bar?.querySelectorAll<HTMLButtonElement>("button") ?? []) button.disabled = chosen === 0;
    for (const box of boxes) box.closest("tr")?.classList.toggle("chosen", box.checked);
  };

  let last: HTMLInputElement | undefined;
  for (const box of boxes) {
    box.addEventListener("click", (event) => {
      if (event.shiftKey && last) {
        const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b) as [number, number];
        for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
      }
      last = box;
      show();
    });
  }
  all?.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    show();
  });
  window.addEventListener("pageshow", show);
  show();
}
