// A form is sent once. The button says so; it is not `disabled`, or its own name and value would be lost.
import { word } from "./words.ts";

export function wireOnce(root: Document): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-once]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset["sent"]) {
        event.preventDefault();
        return;
      }
      form.dataset["sent"] = "1";
      const button = event.submitter as HTMLElement | null;
      if (!button || button instanceof HTMLInputElement) return;
      button.dataset["was"] = button.textContent ?? "";
      button.setAttribute("aria-busy", "true");
      const text = button.dataset["busy"] || word("busy");
      if (text) button.textContent = text;
    });
  }
  // Coming back with the browser's own button finds a form that can be sent again.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const form of root.querySelectorAll<HTMLFormElement>("form[data-once]")) {
      delete form.dataset["sent"];
      for (const button of form.querySelectorAll<HTMLElement>("[aria-busy]")) {
        button.removeAttribute("aria-busy");
        if (button.dataset["was"]) button.textContent = button.dataset["was"];
      }
    }
  });
}
