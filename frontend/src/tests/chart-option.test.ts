import assert from "node:assert/strict";
import { test } from "node:test";
import { optionFor, PALETTE, type Wish } from "../chart-option.ts";
import { parseTable } from "../table-data.ts";

const WISH: Wish = { kind: "bar", stack: false, horizontal: false, unit: "", narrow: false };
const DATA = parseTable([["县区", "办结", "在办"], ["石桥县", "42", "11"], ["南坪县", "38", "6"]]);

interface Drawn {
  animation: boolean;
  legend: unknown;
  xAxis: { type: string };
  yAxis: { type: string };
  series: { type: string; stack?: string; data: unknown[] }[];
}

function drawn(wish: Partial<Wish>): Drawn {
  return optionFor(DATA, { ...WISH, ...wish }) as unknown as Drawn;
}

test("nothing moves by itself", () => {
  for (const kind of ["bar", "line", "pie", "heatmap"]) assert.equal(drawn({ kind }).animation, false);
});

test("lying bars exchange the axes", () => {
  assert.equal(drawn({}).xAxis.type, "category");
  assert.equal(drawn({ horizontal: true }).xAxis.type, "value");
  assert.equal(drawn({ horizontal: true }).yAxis.type, "category");
});

test("every series of the table is drawn, stacked when asked", () => {
  assert.deepEqual(drawn({}).series.map((series) => series.data), [[42, 38], [11, 6]]);
  assert.deepEqual(drawn({ stack: true }).series.map((series) => series.stack), ["all", "all"]);
});

test("a pie takes the first series only, and names its parts below when narrow", () => {
  const pie = drawn({ kind: "pie" });
  assert.deepEqual(pie.series[0]?.data, [{ name: "石桥县", value: 42 }, { name: "南坪县", value: 38 }]);
  assert.equal(pie.legend, undefined);
  assert.ok(drawn({ kind: "pie", narrow: true }).legend);
});

test("neighbouring colours differ", () => {
  assert.equal(new Set(PALETTE).size, PALETTE.length);
});
