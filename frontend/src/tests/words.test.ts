import assert from "node:assert/strict";
import { test } from "node:test";
import { fill, pairs } from "../words.ts";

test("places are filled, unknown ones stay", () => {
  assert.equal(fill("还可输入 {n} 字", { n: 3 }), "还可输入 3 字");
  assert.equal(fill("{name} 超过 {max}", { name: "a.jpg" }), "a.jpg 超过 {max}");
  assert.equal(fill("无"), "无");
});

test("keys and meanings are told apart", () => {
  assert.deepEqual(pairs("/=搜索|j=下一行|?=本帮助"), [["/", "搜索"], ["j", "下一行"], ["?", "本帮助"]]);
  assert.deepEqual(pairs("==等号"), [["=", "等号"]]);
  assert.deepEqual(pairs(""), []);
});
