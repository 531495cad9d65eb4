import assert from "node:assert/strict";
import { test } from "node:test";
import { isPast } from "../past.ts";

test("a day before today is past, today and what is no day are not", () => {
  assert.equal(isPast("2026-03-01", "2026-03-02"), true);
  assert.equal(isPast("2025-12-31", "2026-03-02"), true);
  assert.equal(isPast("2026-03-02", "2026-03-02"), false);
  assert.equal(isPast("", "2026-03-02"), false);
  assert.equal(isPast("三月", "2026-03-02"), false);
});
