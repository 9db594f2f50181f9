export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** Rows of cells as an HTML table; numbers to the right. */
export function htmlTable(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  caption: string,
): string {
  const cells = (row: readonly Cell[]): string =>
    row
      .map(
        ({ text, number }) => `<td style="text-align:${number ? "right" : "left"}">${escapeHtml(text)}</td>`,
      )
      .join("");
  return [
    "<table>",
    `<thead><tr>${head.map((name) => `<th style="text-align:left">${name}</th>`).join("")}</tr></thead>`,
    `<tbody>${rows.map((row) => `<tr>${cells(row)}</tr>`).join("")}</tbody>`,
    `</table><p>${escapeHtml(caption)}</p>`,
  ].join("");
}

export interface Cell {
  text: string;
  number: boolean;
}

/** A table as aligned text. */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  caption: string,
): string {
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]!.text.length)),
  );
  const line = (row: readonly Cell[]): string =>
    row
      .map(({ text, number }, at) => (number ? text.padStart(widths[at]!) : text.padEnd(widths[at]!)))
      .join("  ");
  const headCells = head.map((text, at) => ({ text, number: rows[0]?.[at]?.number ?? false }));
  return [line(headCells), ...rows.map(line), caption].map((text) => text.trimEnd()).join("\n");
}

/** One value of a table, short. */
export function cellOf(value: unknown): Cell {
  if (typeof value === "number") return { text: numberText(value), number: true };
  if (typeof value === "bigint") return { text: String(value), number: true };
  if (value === null || value === undefined) return { text: "", number: false };
  if (value instanceof Date)
    return { text: value.toISOString().replace("T00:00:00.000Z", ""), number: false };
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return { text: text.length > 60 ? `${text.slice(0, 59)}…` : text, number: false };
}

export function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))) : String(value);
}
