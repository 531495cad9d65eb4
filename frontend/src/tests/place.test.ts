import assert from "node:assert/strict";
import { test } from "node:test";
import { again } from "../place.ts";

test("the row that was opened is found again, also where rows came or went", () => {
  assert.equal(again(["a", "b", "c"], { href: "b", at: 1 }), 1);
  assert.equal(again(["new", "a", "b"], { href: "b", at: 1 }), 2);
  assert.equal(again(["b", "b"], { href: "b", at: 1 }), 1, "of two with one address the one that was opened");
  assert.equal(again(["a"], { href: "b", at: 1 }), -1);
});
