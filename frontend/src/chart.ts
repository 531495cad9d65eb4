// The second bundle, fetched only by pages with figures. Draws above the table twin and leaves the table as the truth.
import { BarChart, HeatmapChart, LineChart, PieChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { optionFor, type Wish } from "./chart-option.ts";
import { parseTable, type TableData } from "./table-data.ts";

echarts.use([BarChart, LineChart, PieChart, HeatmapChart, GridComponent, LegendComponent, TooltipComponent, VisualMapComponent, SVGRenderer]);

/** What fits between the margins of an upright A4 sheet, inside the box of the figure. */
const PAPER_WIDTH = 630;
/** Three figures fill a sheet. */
const PAPER_HEIGHT = 235;

export interface Drawer {
  draw(figure: HTMLElement): void;
}

export function draw(figure: HTMLElement): void {
  const table = figure.querySelector("table");
  if (!table) throw new Error("a figure needs its table");
  const data = withTones(parseTable(cellsOf(table)), table);
  const canvas = document.createElement("div");
  canvas.className = "chart-canvas";
  // The table says the same in a form that can be read aloud.
  canvas.setAttribute("aria-hidden", "true");
  const twin = figure.querySelector(".twin");
  if (twin) twin.before(canvas);
  else figure.append(canvas);

  const chart = echarts.init(canvas, null, { renderer: "svg" });
  const show = (): void => chart.setOption(withTip(optionFor(data, wishOf(figure, canvas)), data, figure), true);
  show();
  const toSize = (width: number | "auto", height: number | "auto"): void => {
    chart.resize({ width, height });
    chart.getZr().flush();
  };
  window.addEventListener("beforeprint", () => toSize(PAPER_WIDTH, PAPER_HEIGHT));
  window.addEventListener("afterprint", () => toSize("auto", "auto"));
  let width = canvas.clientWidth;
  new ResizeObserver(() => {
    if (canvas.clientWidth === width) return;
    width = canvas.clientWidth;
    chart.resize();
    show();
  }).observe(canvas);
}

function wishOf(figure: HTMLElement, canvas: HTMLElement): Wish {
  return {
    kind: figure.dataset["chart"] ?? "bar",
    stack: "stack" in figure.dataset,
    horizontal: "horizontal" in figure.dataset,
    unit: figure.dataset["unit"] ?? "",
    narrow: canvas.clientWidth < 480,
  };
}

/** Rows and columns with class `total` are for reading, not for drawing. */
function cellsOf(table: HTMLTableElement): string[][] {
  return [...table.rows]
    .filter((row) => !row.classList.contains("total"))
    .map((row) => [...row.cells].filter((cell) => !cell.classList.contains("total")).map((cell) => cell.textContent ?? ""));
}

/** Heads say by `data-tone` what they stand for. */
function withTones(data: TableData, table: HTMLTableElement): TableData {
  const drawn = (cells: Iterable<Element>): HTMLElement[] =>
    [...cells].filter((cell): cell is HTMLElement => cell instanceof HTMLElement && !cell.classList.contains("total"));
  const heads = drawn(table.rows[0]?.cells ?? []).slice(1);
  data.series.forEach((series, at) => {
    const tone = heads[at]?.dataset["tone"];
    if (tone) series.tone = tone;
  });
  const rows = [...table.rows].slice(1).filter((row) => !row.classList.contains("total"));
  return { ...data, tones: rows.map((row) => row.cells[0]?.dataset["tone"] ?? "") };
}

interface Point {
  name: string;
  seriesName: string;
  value: unknown;
}

/** The tip is built from elements, not from markup text: nothing needs an inline style, nothing can be injected. */
function withTip(option: Record<string, unknown>, data: TableData, figure: HTMLElement): Record<string, unknown> {
  const unit = figure.dataset["unit"] ?? "";
  const formatter = (given: Point | Point[]): HTMLElement => {
    const points = Array.isArray(given) ? given : [given];
    const box = document.createElement("div");
    box.className = "chart-tip";
    const first = points[0];
    if (points.length > 1 || data.series.length > 1) box.append(line(first?.name ?? "", ""));
    for (const point of points) box.append(tipLine(point, data, unit));
    return box;
  };
  return { ...option, tooltip: { ...(option["tooltip"] as object), formatter, borderColor: "#cbc5b7", extraCssText: "" } };
}

function tipLine(point: Point, data: TableData, unit: string): HTMLElement {
  if (Array.isArray(point.value)) {
    const [x, y, value] = point.value as [number, number, number | string];
    return line(`${data.categories[y] ?? ""} · ${data.series[x]?.name ?? ""}`, `${value}${unit}`);
  }
  const name = data.series.length > 1 ? point.seriesName : point.name;
  return line(name, point.value === null || point.value === undefined ? "–" : `${String(point.value)}${unit}`);
}

function line(name: string, value: string): HTMLElement {
  const row = document.createElement("div");
  row.textContent = name;
  if (value) {
    const figure = document.createElement("b");
    figure.textContent = value;
    row.append(figure);
  }
  return row;
}
