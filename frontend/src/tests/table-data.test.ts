import assert from "node:assert/strict";
import { test } from "node:test";
import { heatCells, parseNumber, parseTable } from "../table-data.ts";

test("numbers are read as people write them", () => {
  const cases: [string, number | null][] = [
    ["42", 42],
    [" 1,284 ", 1284],
    ["1，284", 1284],
    ["86.4%", 86.4],
    ["−3", -3],
    ["+2", 2],
    ["12 件", 12],
    ["0", 0],
    ["–", null],
    ["-", null],
    ["", null],
    ["无", null],
  ];
  for (const [text, value] of cases) assert.equal(parseNumber(text), value, text);
});

test("the first column gives categories, each further one a series", () => {
  const data = parseTable([
    ["县区", " 办结 ", "在办"],
    ["石桥县", "42", "11"],
    ["南坪县", "–", "6"],
  ]);
  assert.deepEqual(data.categories, ["石桥县", "南坪县"]);
  assert.deepEqual(data.series, [
    { name: "办结", values: [42, null] },
    { name: "在办", values: [11, 6] },
  ]);
});

test("a short row has gaps, not zeros", () => {
  assert.deepEqual(parseTable([["a", "b", "c"], ["x", "1"]]).series[1], { name: "c", values: [null] });
});

test("an empty table is no error", () => {
  assert.deepEqual(parseTable([]), { categories: [], series: [] });
});

test("heat cells carry column, row and value", () => {
  const { cells, max } = heatCells(parseTable([["", "水", "气"], ["甲", "4", "–"], ["乙", "7", "0"]]));
  assert.deepEqual(cells, [
    [0, 0, 4],
    [0, 1, 7],
    [1, 0, null],
    [1, 1, 0],
  ]);
  assert.equal(max, 7);
});
