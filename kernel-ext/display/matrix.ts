import type { Bundle } from "./bundle.js";
import { type Cell, cellOf, htmlTable, textTable } from "./html.js";

/** What a matrix of ml-matrix offers. */
interface MatrixLike {
  rows: number;
  columns: number;
  get(row: number, column: number): number;
  to2DArray(): number[][];
}

const shownRows = 12;
const shownColumns = 12;

function isMatrix(value: unknown): value is MatrixLike {
  const matrix = value as Partial<MatrixLike> | null;
  return (
    typeof matrix === "object" &&
    matrix !== null &&
    typeof matrix.rows === "number" &&
    typeof matrix.columns === "number" &&
    typeof matrix.get === "function" &&
    typeof matrix.to2DArray === "function"
  );
}

/** A matrix of ml-matrix: its upper left corner and its size. */
export function matrixBundle(value: unknown): Bundle | undefined {
  if (!isMatrix(value)) return undefined;
  const rows = Math.min(value.rows, shownRows);
  const columns = Math.min(value.columns, shownColumns);
  const cells: Cell[][] = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => cellOf(value.get(row, column))),
  );
  const cut = rows < value.rows || columns < value.columns ? "; its upper left corner shown" : "";
  const caption = `${value.rows.toLocaleString("en")} × ${value.columns.toLocaleString("en")} matrix${cut}`;
  const head = Array.from({ length: columns }, (_, column) => String(column));
  return { "text/html": htmlTable(head, cells, caption), "text/plain": textTable(head, cells, caption) };
}
