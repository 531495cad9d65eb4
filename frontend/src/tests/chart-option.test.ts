import assert from "node:assert/strict";
import { test } from "node:test";
import { optionFor, PALETTE, TONES, type Wish } from "../chart-option.ts";
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

test("what stands for a stage has its colour in every chart, and no two stages the same", () => {
  const data = parseTable([["县区", "已销号", "来文载明"], ["石桥县", "4", "2"]]);
  const [struck, declared] = data.series;
  if (struck && declared) [struck.tone, declared.tone] = ["struck_off", "declared"];
  const colours = (optionFor(data, WISH) as unknown as { series: { color: string }[] }).series.map((series) => series.color);
  assert.deepEqual(colours, [TONES["struck_off"], TONES["declared"]]);
  const bars = optionFor({ ...DATA, tones: ["filed", "declared"] }, WISH) as unknown as {
    series: { data: { itemStyle: { color: string } }[] }[];
  };
  assert.deepEqual(bars.series[0]?.data.map((bar) => bar.itemStyle.color), [TONES["filed"], TONES["declared"]]);
  const stages = Object.entries(TONES).filter(([tone]) => tone !== "open");
  assert.equal(new Set(stages.map(([, colour]) => colour)).size, stages.length);
});

test("neighbouring colours differ", () => {
  assert.equal(new Set(PALETTE).size, PALETTE.length);
});
