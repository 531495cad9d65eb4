// Small helps while writing: how much room is left, and common phrases.
import { word } from "./words.ts";

export function wireText(root: Document): void {
  let made = 0;
  for (const area of root.querySelectorAll<HTMLTextAreaElement>("textarea[data-count]")) counter(area, `counter-${++made}`);
  for (const box of root.querySelectorAll<HTMLElement>(".phrases[data-for]")) {
    box.addEventListener("click", (event) => {
      const phrase = (event.target as Element).closest<HTMLElement>("[data-phrase]")?.dataset["phrase"];
      const target = root.getElementById(box.dataset["for"] ?? "");
      if (phrase && target instanceof HTMLTextAreaElement) insert(target, phrase);
    });
  }
}

function counter(area: HTMLTextAreaElement, id: string): void {
  const max = Number(area.dataset["count"] || area.maxLength);
  if (!(max > 0)) return;
  // A person who pastes too much keeps it and sees how much is over; the server still has the last word.
  area.removeAttribute("maxlength");
  const note = document.createElement("p");
  note.className = "counter";
  note.id = id;
  const show = (): void => {
    const left = max - [...area.value].length;
    note.textContent = left < 0 ? word("over", { n: -left }) : word("left", { n: left });
    note.classList.toggle("over", left < 0);
  };
  area.setAttribute("aria-describedby", `${area.getAttribute("aria-describedby") ?? ""} ${id}`.trim());
  area.after(note);
  area.addEventListener("input", show);
  area.addEventListener("kept", show);
  show();
}

function insert(area: HTMLTextAreaElement, phrase: string): void {
  const before = area.value.slice(0, area.selectionStart);
  const after = area.value.slice(area.selectionEnd);
  area.value = before + phrase + after;
  const at = before.length + phrase.length;
  area.focus();
  area.setSelectionRange(at, at);
  area.dispatchEvent(new Event("input", { bubbles: true }));
}
