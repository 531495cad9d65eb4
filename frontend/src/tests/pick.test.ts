import assert from "node:assert/strict";
import { test } from "node:test";
import { holds } from "../pick.ts";

test("a name is found by any of its parts, whatever the case and width of the letters", () => {
  assert.ok(holds("市水利局", "水利"));
  assert.ok(holds("市水利局", ""));
  assert.ok(holds("ABC环保（雅安）", "ａｂｃ 雅安"));
  assert.ok(!holds("市水利局", "水务"));
  assert.ok(!holds("市水利局", "水利 县"));
});
