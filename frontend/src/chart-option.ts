// What is drawn for a table: one function for each kind. Pure, so that it can be tested without a page.
import { heatCells, type TableData } from "./table-data.ts";

export interface Wish {
  kind: string;
  stack: boolean;
  horizontal: boolean;
  unit: string;
  narrow: boolean;
}

/** In the order they are used; neighbours differ in lightness as well as in hue. */
export const PALETTE = ["#0f5c4d", "#d08a1d", "#3f7fb5", "#8c3b2e", "#8fae6b", "#5d5590"];

/** One colour for what an item stands in, whatever chart it is in; what is only declared is grey. */
export const TONES: Record<string, string> = {
  registered: "#b9770e",
  claimed: "#e3b04b",
  planning: "#c8bd45",
  plan_submitted: "#8fae6b",
  rectifying: "#3f7fb5",
  self_checked: "#7fb2dd",
  accepting: "#5d5590",
  accepted: "#a296d1",
  noticed: "#b5568c",
  notice_closed: "#dfa0c3",
  filed: "#49a08d",
  struck_off: "#0f5c4d",
  declared: "#b3b6b4",
  not_accepted: "#8c3b2e",
  voided: "#dcdcd8",
  open: "#3f7fb5",
  overdue: "#b3261e",
};

const INK = "#46504b";
const LINE = "#e0dbd0";
const FONT = '"Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif';

type Option = Record<string, unknown>;

export function optionFor(data: TableData, wish: Wish): Option {
  const base = common(data, wish);
  if (wish.kind === "pie") return { ...base, ...pie(data, wish) };
  if (wish.kind === "heatmap") return { ...base, ...heatmap(data, wish) };
  return { ...base, ...axes(data, wish) };
}

function common(data: TableData, wish: Wish): Option {
  return {
    animation: false,
    color: PALETTE,
    textStyle: { fontFamily: FONT, fontSize: 13, color: INK },
    legend:
      data.series.length > 1 && wish.kind !== "heatmap"
        ? { top: 0, left: 0, itemWidth: 14, itemHeight: 10, textStyle: { color: INK } }
        : undefined,
  };
}

function axes(data: TableData, wish: Wish): Option {
  const labels = { color: INK, hideOverlap: true };
  const category = {
    type: "category",
    data: data.categories,
    inverse: wish.horizontal,
    // Lying bars are read by their names: none is left out.
    axisLabel: { ...labels, hideOverlap: !wish.horizontal, interval: wish.horizontal ? 0 : undefined },
    axisLine: { lineStyle: { color: LINE } },
    axisTick: { show: false },
  };
  const value = {
    type: "value",
    axisLabel: { ...labels, formatter: wish.unit === "%" ? "{value}%" : "{value}" },
    splitLine: { lineStyle: { color: LINE } },
  };
  const few = data.categories.length * data.series.length <= (wish.narrow ? 8 : 16);
  return {
    grid: { left: 4, right: 20, top: data.series.length > 1 ? 12 + 24 * legendRows(data, wish) : 16, bottom: 4, containLabel: true },
    xAxis: wish.horizontal ? value : category,
    yAxis: wish.horizontal ? category : value,
    tooltip: { trigger: "axis", axisPointer: { type: wish.kind === "line" ? "line" : "shadow" } },
    series: data.series.map((series, at) => ({
      name: series.name,
      type: wish.kind === "line" ? "line" : "bar",
      data: valuesOf(series.values, data.tones),
      color: TONES[series.tone ?? ""],
      stack: wish.stack ? "all" : undefined,
      barMaxWidth: 28,
      symbol: ["circle", "triangle", "rect", "diamond"][at % 4],
      symbolSize: 7,
      lineStyle: { width: 2, type: ["solid", "dashed", "dotted"][at % 3] },
      label: {
        show: few && wish.kind === "bar",
        position: wish.stack ? "inside" : wish.horizontal ? "right" : "top",
        color: wish.stack ? undefined : INK,
      },
    })),
  };
}

/** Bars of which each stands for something of its own have its colour. */
function valuesOf(values: (number | null)[], tones?: string[]): unknown[] {
  if (!tones?.some((tone) => tone in TONES)) return values;
  return values.map((value, at) => ({ value, itemStyle: { color: TONES[tones[at] ?? ""] } }));
}

/** How many lines the names of the series need above the drawing; the library keeps no room for more than one. */
function legendRows(data: TableData, wish: Wish): number {
  const room = wish.narrow ? 260 : 500;
  let rows = 1;
  let used = 0;
  for (const { name } of data.series) {
    const letters = [...name].reduce((sum, letter) => sum + (letter > "\u2e80" ? 13 : 7.5), 0);
    const width = 14 + 5 + letters + 10;
    if (used > 0 && used + width > room) {
      rows += 1;
      used = 0;
    }
    used += width;
  }
  return rows;
}

function pie(data: TableData, wish: Wish): Option {
  const values = data.series[0]?.values ?? [];
  // No room for names beside a small ring: they go into a legend below it.
  const legend = wish.narrow ? { bottom: 0, itemWidth: 14, itemHeight: 10, textStyle: { color: INK } } : undefined;
  return {
    legend,
    tooltip: { trigger: "item" },
    series: [
      {
        type: "pie",
        radius: wish.narrow ? ["34%", "58%"] : ["42%", "68%"],
        center: ["50%", wish.narrow ? "42%" : "50%"],
        itemStyle: { borderColor: "#ffffff", borderWidth: 2 },
        label: { color: INK, formatter: (part: Part) => pieLabel(part, wish), lineHeight: 17, overflow: "none" },
        labelLine: wish.narrow ? { length: 6, length2: 6 } : {},
        data: data.categories.map((name, at) => ({ name, value: values[at] ?? 0 })),
      },
    ],
  };
}

interface Part {
  name: string;
  value: number;
  percent: number;
}

function pieLabel(part: Part, wish: Wish): string {
  const share = `${part.percent.toFixed(1)}%`;
  return wish.narrow ? share : `${part.name}\n${part.value}${wish.unit} · ${share}`;
}

function heatmap(data: TableData, wish: Wish): Option {
  const { cells, max } = heatCells(data);
  const axis = { type: "category", axisLine: { show: false }, axisTick: { show: false }, axisLabel: { color: INK, hideOverlap: true } };
  return {
    grid: { left: 4, right: 12, top: 8, bottom: 4, containLabel: true },
    tooltip: { trigger: "item" },
    xAxis: { ...axis, data: data.series.map((series) => series.name) },
    yAxis: { ...axis, data: data.categories, inverse: true },
    visualMap: { show: false, min: 0, max: Math.max(1, max), inRange: { color: ["#eef4f1", "#8fbdb0", "#0f5c4d"] } },
    series: [
      {
        type: "heatmap",
        // An empty cell stays empty: `-` is how the library is told that there is no value.
        data: cells.map(([x, y, value]) => ({
          value: [x, y, value ?? "-"],
          label: { color: value !== null && value > max * 0.55 ? "#ffffff" : "#1c2421" },
        })),
        label: { show: !wish.narrow || cells.length <= 40, formatter: undefined },
        itemStyle: { borderColor: "#ffffff", borderWidth: 2 },
      },
    ],
  };
}
