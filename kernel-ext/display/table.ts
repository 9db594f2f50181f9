import type { Bundle } from "./bundle.js";
import { cellOf, escapeHtml, htmlTable, textTable } from "./html.js";

/** What an Arquero table of any version offers. */
interface TableLike {
  numRows(): number;
  numCols(): number;
  columnNames(): string[];
  get(name: string, row: number): unknown;
}

const shownRows = 10;
const shownColumns = 12;

export function isTable(value: unknown): value is TableLike {
  const table = value as Partial<TableLike> | null;
  return (
    typeof table === "object" &&
    table !== null &&
    [table.numRows, table.numCols, table.columnNames, table.get].every(
      (method) => typeof method === "function",
    )
  );
}

/** An Arquero table: its head, the types of its columns and its size. */
export function tableBundle(value: unknown): Bundle | undefined {
  if (!isTable(value)) return undefined;
  const names = value.columnNames();
  const shown = names.slice(0, shownColumns);
  const count = value.numRows();
  const head = Array.from({ length: Math.min(count, shownRows) }, (_, row) => row);
  const rows = head.map((row) => shown.map((name) => cellOf(value.get(name, row))));
  const types = shown.map((name) => typeOf(value, name, Math.min(count, 200)));
  const caption = captionOf(count, names.length, head.length, shown.length);
  const headings = shown.map((name, at) => `${escapeHtml(name)}<br><small>${types[at]}</small>`);
  return {
    "text/html": htmlTable(headings, rows, caption),
    "text/plain": textTable(shown, rows, caption),
  };
}

function captionOf(rows: number, columns: number, shownRows: number, shownColumns: number): string {
  const size = `${rows.toLocaleString("en")} rows × ${columns.toLocaleString("en")} columns`;
  const cuts = [
    shownRows < rows ? `the first ${shownRows} rows` : "",
    shownColumns < columns ? `the first ${shownColumns} columns` : "",
  ].filter(Boolean);
  return cuts.length > 0 ? `${size}; ${cuts.join(" and ")} shown` : size;
}

/** The type of a column's values, with `?` when some are missing. */
function typeOf(table: TableLike, name: string, rows: number): string {
  const types = new Set<string>();
  for (let row = 0; row < rows; row++) {
    const value = table.get(name, row);
    const missing =
      value === null || value === undefined || (typeof value === "number" && Number.isNaN(value));
    types.add(missing ? "?" : value instanceof Date ? "date" : Array.isArray(value) ? "array" : typeof value);
  }
  const missing = types.delete("?") ? "?" : "";
  return `${[...types].join(" | ") || "empty"}${missing}`;
}
