import assert from "node:assert/strict";
import { test } from "node:test";
import { collect, course, differs, highestIndex, mayKeep, type Field } from "../fields.ts";

function field(name: string, value: string, more: Partial<Field> = {}): Field {
  return { name, value, type: "text", ...more };
}

test("passwords, files, hidden and barred fields are never kept", () => {
  const barred: Field[] = [
    field("password", "x", { type: "password" }),
    field("files", "x", { type: "file" }),
    field("token", "x", { type: "hidden" }),
    field("send", "x", { type: "submit" }),
    field("phone", "x", { barred: true }),
    field("", "x"),
  ];
  for (const one of barred) assert.equal(mayKeep(one), false, one.name);
  assert.deepEqual(collect(barred), {});
});

test("texts are kept by name and in order", () => {
  assert.deepEqual(collect([field("goal", "复绿"), field("note", "一"), field("note", "二")]), { goal: ["复绿"], note: ["一", "二"] });
});

test("ticks keep only what is ticked, and remember that nothing is", () => {
  const kept = collect([
    field("kind", "a", { type: "radio", checked: false }),
    field("kind", "b", { type: "radio", checked: true }),
    field("copy", "1", { type: "checkbox", checked: false }),
  ]);
  assert.deepEqual(kept, { kind: ["b"], copy: [] });
});

test("a choice of several keeps all of them", () => {
  assert.deepEqual(collect([field("units", "a", { type: "select-multiple", selected: ["a", "c"] })]), { units: ["a", "c"] });
});

test("the notice comes only when something would change", () => {
  assert.equal(differs({ goal: ["复绿"] }, { goal: ["复绿"] }), false);
  assert.equal(differs({ goal: ["复绿"] }, { goal: [""] }), true);
  assert.equal(differs({ copy: [] }, { copy: ["1"] }), true);
  // A field that is no longer on the page matters only when something was typed into it.
  assert.equal(differs({ gone: [""] }, {}), false);
  assert.equal(differs({ gone: ["字"] }, {}), true);
});

test("row indexes are found by prefix", () => {
  const names = ["measures[0].text", "measures[12].due", "measure[40].x", "goals[3].text", "measures"];
  assert.equal(highestIndex(names, "measures"), 12);
  assert.equal(highestIndex(names, "sites"), -1);
});

test("the answer to a form wins over what was kept of it, and of no other", () => {
  assert.equal(course({ answer: true, sent: "a" }, "a"), "overwrite");
  assert.equal(course({ answer: true, sent: "a" }, "b"), "restore");
  assert.equal(course({ answer: true, sent: undefined }, "a"), "restore");
  // Signed in again after a lost session: the page of the form is no answer.
  assert.equal(course({ answer: false, sent: "a" }, "a"), "restore");
});
