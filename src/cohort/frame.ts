import { didYouMean } from "../assert.js";
import { DataError } from "../errors.js";
import { numericColumn } from "./numeric-column.js";

/** The part of an Arquero table that the library needs. */
export interface Table {
  numRows(): number;
  columnNames(): string[];
  array(name: string): ArrayLike<unknown>;
  /** The columns as they are stored, which an unfiltered, unordered table lets be read without a copy. */
  data?(): Readonly<Record<string, unknown>>;
  isFiltered?(): boolean;
  isOrdered?(): boolean;
}

/** A table narrowed to some of its rows, with columns read by name; what terms are evaluated on. */
export interface Frame {
  readonly rows: number;
  readonly names: readonly string[];
  /** The column's values; `role` says in errors who asked for it. */
  column(name: string, role: string): ArrayLike<unknown>;
  /** The column as numbers in shared memory, missing as NaN; converted once, so that all terms read the same snapshot. */
  numbers(name: string, role: string): Float64Array;
}

/** A frame over the given rows of an Arquero table; all of them unless said. */
export function tableFrame(table: Table, rows?: Int32Array): Frame {
  const names = table.columnNames();
  const total = table.numRows();
  const frame = {
    rows: rows ? rows.length : total,
    names,
    column(name: string, role: string): ArrayLike<unknown> {
      if (!names.includes(name)) {
        throw new DataError(
          `${role} names a column "${name}" that the table (${total.toLocaleString("en-US")} rows, ${names.length} columns) does not have.${didYouMean(name, names)}`,
        );
      }
      const values = stored(table, name) ?? table.array(name);
      return rows ? Array.from(rows, (row) => values[row]) : values;
    },
  };
  return withNumbers(frame);
}

/** A frame that converts each column to numbers once. */
export function withNumbers(frame: Omit<Frame, "numbers">): Frame {
  const snapshots = new Map<string, Float64Array>();
  return {
    ...frame,
    numbers(name, role) {
      const known = snapshots.get(name);
      if (known) return known;
      const numbers = numericColumn(frame.column(name, role), name);
      snapshots.set(name, numbers);
      return numbers;
    },
  };
}

function stored(table: Table, name: string): ArrayLike<unknown> | undefined {
  if (!table.data || table.isFiltered?.() !== false || table.isOrdered?.() !== false) return undefined;
  const column = table.data()[name];
  const plain = Array.isArray(column) || (ArrayBuffer.isView(column) && !(column instanceof DataView));
  return plain ? (column as ArrayLike<unknown>) : undefined;
}

/** The same frame with one column given other values. */
export function replaceColumn(frame: Frame, name: string, values: ArrayLike<unknown>): Frame {
  return {
    ...frame,
    column: (asked, role) => (asked === name ? values : frame.column(asked, role)),
    numbers: (asked, role) => {
      if (asked !== name) return frame.numbers(asked, role);
      return values instanceof Float64Array ? values : numericColumn(values, name);
    },
  };
}
