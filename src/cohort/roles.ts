import { show } from "../assert.js";
import { DataError } from "../errors.js";
import type { Frame } from "./frame.js";
import { isMissing } from "./is-missing.js";
import { almostNumbers, isTextColumn, numericColumn } from "./numeric-column.js";

/** A treatment whose two levels are not 0 and 1. */
export interface TreatmentRole {
  readonly column: string;
  /** The level that counts as treated. */
  readonly treated?: string | number | boolean;
}

/** A treatment of several levels: name all of them in their order, or the one that the others are compared with. */
export type LevelsRole = { readonly column: string } & (
  | {
      readonly levels: readonly (string | number | boolean)[];
      readonly reference?: string | number | boolean;
    }
  | {
      readonly levels?: readonly (string | number | boolean)[];
      readonly reference: string | number | boolean;
    }
);

/** A dose. */
export interface ContinuousRole {
  readonly column: string;
  readonly continuous: true;
}

/** An outcome that is text or codes: 1 where the event stands, 0 where any other level does. */
export interface EventRole {
  readonly column: string;
  readonly event: string | number | boolean;
}

/** The outcome as numbers, NaN where it is missing; one that never varies is refused. */
export function outcomeColumn(frame: Frame, name: string): Float64Array {
  const values = frame.column(name, "outcome");
  if (isTextColumn(values)) throw new DataError(textOutcome(name, values));
  const column = frame.numbers(name, "outcome");
  const present = column.filter((value) => !Number.isNaN(value));
  if (present.every((value) => value === present[0])) {
    throw new DataError(
      `outcome "${name}" is ${present[0]} in all ${present.length} rows${present.length < column.length ? " that have it" : ""}, so there is no effect to estimate; check the column or how rows were selected.`,
    );
  }
  return column;
}

function textOutcome(name: string, values: ArrayLike<unknown>): string {
  const codes = almostNumbers(values);
  if (codes) return `outcome "${name}" must be numbers, but ${codes}.`;
  const levels = [...new Set(Array.from(values).filter((value) => !isMissing(value)))].sort();
  const listed = levels.slice(0, 5).map(show).join(", ");
  return `outcome "${name}" is text with ${levels.length} level${levels.length === 1 ? "" : "s"} (${listed}${levels.length > 5 ? ", …" : ""}); say which one is the event: outcome: { column: "${name}", event: ${show(levels.at(-1))} }. Numbers stored as text need a table with numbers.`;
}

/** The instrument as numbers, complete and not constant. */
export function instrumentColumn(frame: Frame, name: string): Float64Array {
  const column = numericColumn(frame.column(name, "instrument"), name);
  const missing = column.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0);
  if (missing > 0) {
    throw new DataError(
      `instrument "${name}" is missing in ${missing} of ${column.length} rows; filter the table to rows that have it, and say so.`,
    );
  }
  if (column.every((value) => value === column[0])) {
    throw new DataError(
      `instrument "${name}" is ${column[0]} in all ${column.length} rows, so it moves no treatment.`,
    );
  }
  return column;
}

/** Probability weights: positive and finite in every row. */
export function weightColumn(frame: Frame, name: string): Float64Array {
  const column = numericColumn(frame.column(name, "weights"), name);
  const bad = column.reduce((count, value) => count + (value > 0 ? 0 : 1), 0);
  if (bad > 0) {
    throw new DataError(
      `weights "${name}" must be greater than 0; ${bad} of ${column.length} rows are missing, 0 or negative. Drop rows that should not count.`,
    );
  }
  return column;
}

/** Clusters coded 0, 1, … in order of appearance. */
export function clusterCodes(frame: Frame, name: string): Int32Array {
  const values = frame.column(name, "cluster");
  const codes = new Map<unknown, number>();
  let missing = 0;
  const clusters = Int32Array.from({ length: frame.rows }, (_, i) => {
    if (isMissing(values[i])) missing++;
    const code = codes.get(values[i]) ?? codes.size;
    codes.set(values[i], code);
    return code;
  });
  if (missing > 0) {
    throw new DataError(
      `cluster "${name}" is missing in ${missing} of ${frame.rows} rows; every row needs its cluster. Filter the table to rows that have it, or give each of them a cluster of its own.`,
    );
  }
  if (codes.size < 2) {
    throw new DataError(
      `cluster "${name}" is the same in all ${frame.rows} rows; errors need at least two clusters.`,
    );
  }
  return clusters;
}
