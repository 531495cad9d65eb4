// A choice in a query form is applied at once. Empty fields are left out, so that an address stays short enough to send on.

export function wireAutosubmit(root: Document): void {
  for (const control of root.querySelectorAll<HTMLSelectElement | HTMLInputElement>("[data-autosubmit]")) {
    control.addEventListener("change", () => control.form?.requestSubmit());
  }
  for (const form of root.querySelectorAll<HTMLFormElement>("form.query")) {
    form.addEventListener("formdata", (event) => {
      for (const [name, value] of [...event.formData.entries()]) {
        if (value === "") event.formData.delete(name);
      }
    });
  }
}
