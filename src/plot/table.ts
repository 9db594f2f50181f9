import { escapeHtml } from "./html.js";

/** A table of ready-made text: what it is called, its columns and its rows. */
export interface TextTable {
  readonly title?: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly string[])[];
  /** Sentences below the table. */
  readonly notes?: readonly string[];
}

export interface TableColumn {
  readonly name: string;
  /** @default "right" */
  readonly align?: "left" | "right";
}

/** The table in aligned plain text. */
export function tableText(table: TextTable): string {
  const widths = table.columns.map((column, j) =>
    Math.max(width(column.name), ...table.rows.map((row) => width(row[j] ?? ""))),
  );
  const line = (cells: readonly string[]): string =>
    table.columns
      .map((column, j) => pad(cells[j] ?? "", widths[j]!, column.align ?? "right"))
      .join("  ")
      .trimEnd();
  return [
    ...(table.title ? [table.title] : []),
    line(table.columns.map((column) => column.name)),
    ...table.rows.map(line),
    ...(table.notes ?? []),
  ].join("\n");
}

/** The table as an HTML fragment. */
export function tableHtml(table: TextTable): string {
  const style = (column: TableColumn): string =>
    `style="text-align:${column.align ?? "right"};padding:2px 10px"`;
  const head = table.columns.map((column) => `<th ${style(column)}>${escapeHtml(column.name)}</th>`).join("");
  const body = table.rows
    .map(
      (row) =>
        `<tr>${table.columns.map((column, j) => `<td ${style(column)}>${escapeHtml(row[j] ?? "")}</td>`).join("")}</tr>`,
    )
    .join("\n");
  const notes = (table.notes ?? [])
    .map((note) => `<div style="opacity:.75">${escapeHtml(note)}</div>`)
    .join("\n");
  const title = table.title
    ? `<div style="margin:4px 0"><strong>${escapeHtml(table.title)}</strong></div>`
    : "";
  return `${title}<table style="border-collapse:collapse;font-variant-numeric:tabular-nums"><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>${notes}`;
}

function width(text: string): number {
  return [...text].length;
}

function pad(text: string, size: number, align: "left" | "right"): string {
  const gap = " ".repeat(Math.max(0, size - width(text)));
  return align === "left" ? text + gap : gap + text;
}
