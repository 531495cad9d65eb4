// A day that has passed is a doubt beside its field, not a fault: it is shown while somebody types, and sent all the same.

/** Whether a day as date fields hold it (`2026-12-31`) lies before another. */
export function isPast(day: string, today: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) && day < today;
}

export function wirePast(root: Document): void {
  const today = root.body.dataset["today"] ?? "";
  if (!today) return;
  const look = (event: Event): void => {
    const field = event.target;
    if (field instanceof HTMLInputElement && field.matches("input[data-past]")) doubt(field, today);
  };
  for (const field of root.querySelectorAll<HTMLInputElement>("input[data-past]")) doubt(field, today);
  for (const name of ["change", "kept"]) root.addEventListener(name, look);
}

function doubt(field: HTMLInputElement, today: string): void {
  const id = `${field.id}-past`;
  const known = field.ownerDocument.getElementById(id);
  const past = isPast(field.value, today);
  if (known || !past) {
    known?.toggleAttribute("hidden", !past);
    return;
  }
  const note = field.ownerDocument.createElement("p");
  note.id = id;
  note.className = "doubted";
  note.setAttribute("role", "status");
  note.textContent = field.dataset["past"] ?? "";
  field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${id}`.trim());
  field.after(note);
}
