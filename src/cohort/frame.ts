import { didYouMean } from "../assert.js";
import { DataError } from "../errors.js";

/** The part of an Arquero table that the library needs. */
export interface Table {
  numRows(): number;
  columnNames(): string[];
  array(name: string): ArrayLike<unknown>;
}

/** A table narrowed to some of its rows, with columns read by name; what terms are evaluated on. */
export interface Frame {
  readonly rows: number;
  readonly names: readonly string[];
  /** The column's values; `role` says in errors who asked for it. */
  column(name: string, role: string): ArrayLike<unknown>;
}

/** A frame over the given rows of an Arquero table; all of them unless said. */
export function tableFrame(table: Table, rows?: Int32Array): Frame {
  const names = table.columnNames();
  const total = table.numRows();
  return {
    rows: rows ? rows.length : total,
    names,
    column(name, role) {
      if (!names.includes(name)) {
        throw new DataError(
          `${role} names a column "${name}" that the table (${total.toLocaleString("en-US")} rows, ${names.length} columns) does not have.${didYouMean(name, names)}`,
        );
      }
      const values = table.array(name);
      return rows ? Array.from(rows, (row) => values[row]) : values;
    },
  };
}

/** The same frame with one column given other values. */
export function replaceColumn(frame: Frame, name: string, values: ArrayLike<unknown>): Frame {
  return { ...frame, column: (asked, role) => (asked === name ? values : frame.column(asked, role)) };
}

export function isMissing(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === "number" && Number.isNaN(value));
}
