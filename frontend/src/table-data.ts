// From the cells of a table to categories and series. Pure: knows texts, not the page.

export interface Series {
  name: string;
  /** What it stands for, where that has a colour of its own: the same in every chart. */
  tone?: string;
  values: (number | null)[];
}

export interface TableData {
  categories: string[];
  /** What each category stands for, where that has a colour of its own. */
  tones?: string[];
  series: Series[];
}

/** `1,234` → 1234, `63.5%` → 63.5, `−3` → -3; `–`, `-` and empty are no value, never zero. */
export function parseNumber(text: string): number | null {
  const plain = text
    .trim()
    .replace(/[\s,，]/g, "")
    .replace(/[−﹣－]/g, "-")
    .replace(/^\+/, "");
  const match = /^(-?\d+(?:\.\d+)?)/.exec(plain);
  return match ? Number(match[1]) : null;
}

/** First row = heads, first column = categories; a row or column marked as a total is left out before this. */
export function parseTable(cells: string[][]): TableData {
  const [head = [], ...rows] = cells;
  const names = head.slice(1).map((name) => name.trim());
  return {
    categories: rows.map((row) => (row[0] ?? "").trim()),
    series: names.map((name, at) => ({ name, values: rows.map((row) => parseNumber(row[at + 1] ?? "")) })),
  };
}

/** The triples a heat map needs, and its greatest value. */
export function heatCells(data: TableData): { cells: [number, number, number | null][]; max: number } {
  const cells: [number, number, number | null][] = [];
  let max = 0;
  data.series.forEach((series, x) => {
    series.values.forEach((value, y) => {
      cells.push([x, y, value]);
      if (value !== null && value > max) max = value;
    });
  });
  return { cells, max };
}
