// Choosing files: drop, paste of place by the camera, thumbnails, size check, taking one out again.
// The file input stays the truth: what it holds is what is sent.
import { word } from "./words.ts";

export function wireDrop(root: Document): void {
  for (const zone of root.querySelectorAll<HTMLElement>("[data-drop]")) {
    const input = zone.querySelector<HTMLInputElement>("input[type=file]");
    if (input) drop(zone, input);
  }
}

function drop(zone: HTMLElement, input: HTMLInputElement): void {
  const list = document.createElement("ul");
  list.className = "drop-list";
  list.setAttribute("aria-live", "polite");
  zone.append(list);
  const refresh = (): void => show(zone, input, list, refresh);

  for (const kind of ["dragenter", "dragover"]) {
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  }
  for (const kind of ["dragleave", "drop"]) zone.addEventListener(kind, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    const files = [...((event as DragEvent).dataTransfer?.files ?? [])];
    if (files.length > 0) put(input, input.multiple ? [...(input.files ?? []), ...files] : files.slice(0, 1));
    refresh();
  });
  input.addEventListener("change", refresh);
  if (zone.dataset["camera"] && window.matchMedia("(pointer: coarse)").matches) zone.append(camera(zone, input, refresh));
}

/** On a phone: a button of its own for the camera, so that the input can still pick from the album. */
function camera(zone: HTMLElement, input: HTMLInputElement, refresh: () => void): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn";
  button.textContent = zone.dataset["camera"] ?? "";
  button.addEventListener("click", () => {
    const once = document.createElement("input");
    once.type = "file";
    once.accept = "image/*";
    once.setAttribute("capture", "environment");
    once.addEventListener("change", () => {
      put(input, input.multiple ? [...(input.files ?? []), ...(once.files ?? [])] : [...(once.files ?? [])]);
      refresh();
    });
    once.click();
  });
  return button;
}

function put(input: HTMLInputElement, files: File[]): void {
  const holder = new DataTransfer();
  for (const file of files) holder.items.add(file);
  input.files = holder.files;
}

function show(zone: HTMLElement, input: HTMLInputElement, list: HTMLElement, refresh: () => void): void {
  for (const image of list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
  const max = Number(zone.dataset["max"] ?? "0");
  const files = [...(input.files ?? [])];
  const tooBig = files.filter((file) => max > 0 && file.size > max);
  const message = (file: File): string => word("tooBig", { name: file.name, max: size(max) });
  input.setCustomValidity(tooBig.map(message).join("\n"));
  list.replaceChildren(
    ...files.map((file) => {
      const remove = (): void => {
        put(input, files.filter((other) => other !== file));
        refresh();
        input.focus();
      };
      return item(file, tooBig.includes(file) ? message(file) : "", remove);
    }),
  );
}

function item(file: File, error: string, remove: () => void): HTMLElement {
  const entry = document.createElement("li");
  if (file.type.startsWith("image/")) {
    const image = document.createElement("img");
    image.src = URL.createObjectURL(file);
    image.alt = "";
    entry.append(image);
  }
  const name = document.createElement("p");
  name.textContent = `${file.name} · ${size(file.size)}`;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "linklike";
  button.textContent = word("remove");
  button.setAttribute("aria-label", `${word("remove")} ${file.name}`);
  button.addEventListener("click", remove);
  entry.append(name);
  if (error) {
    const text = document.createElement("p");
    text.className = "err";
    text.textContent = error;
    entry.append(text);
  }
  entry.append(button);
  return entry;
}

export function size(bytes: number): string {
  return bytes < 1_048_576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
}
