import { show } from "../assert.js";
import { ArgumentError, DataError } from "../errors.js";
import { toSharedColumn } from "../numeric/columns.js";
import type { Frame } from "./frame.js";
import { isMissing } from "./is-missing.js";
import { numericColumn } from "./numeric-column.js";

/** A treatment whose two levels are not 0 and 1. */
export interface TreatmentRole {
  readonly column: string;
  /** The level that counts as treated. */
  readonly treated?: string | number | boolean;
}

/** The treatment as 0 and 1. */
export function treatmentColumn(frame: Frame, { column: name, treated }: TreatmentRole): Float64Array {
  const values = Array.from(frame.column(name, "treatment"));
  const levels = [...new Set(values)].sort();
  if (levels.length !== 2) throw new DataError(levelError(name, levels, values.length));
  if (treated !== undefined) {
    if (!levels.includes(treated)) {
      throw new ArgumentError(
        `treatment.treated is ${show(treated)}, which "${name}" does not have; its levels are ${levels.map(show).join(" and ")}.`,
      );
    }
    return toSharedColumn(Array.from(values, (value) => (value === treated ? 1 : 0)));
  }
  const numeric = levels.every((level) => level === 0 || level === 1 || typeof level === "boolean");
  if (!numeric) {
    throw new ArgumentError(
      `treatment "${name}" has the levels ${levels.map(show).join(" and ")}; say which one is treated: treatment: { column: "${name}", treated: ${show(levels[1])} }.`,
    );
  }
  return numericColumn(values, name);
}

function levelError(name: string, levels: readonly unknown[], rows: number): string {
  if (levels.length < 2) {
    return `treatment "${name}" is ${show(levels[0])} in all ${rows} rows; an effect needs treated and untreated rows.`;
  }
  const listed = levels.slice(0, 5).map(show).join(", ");
  return `treatment "${name}" must have two levels; it has ${levels.length} (${listed}${levels.length > 5 ? ", …" : ""}) in ${rows} rows. Compare two of them: filter the table, or derive a 0/1 column.`;
}

/** The outcome as numbers; one that never varies is refused. */
export function outcomeColumn(frame: Frame, name: string): Float64Array {
  const column = numericColumn(frame.column(name, "outcome"), name);
  if (column.every((value) => value === column[0])) {
    throw new DataError(
      `outcome "${name}" is ${column[0]} in all ${column.length} rows, so there is no effect to estimate; check the column or how rows were selected.`,
    );
  }
  return column;
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
      `cluster "${name}" is missing in ${missing} of ${frame.rows} rows; every row needs its cluster.`,
    );
  }
  if (codes.size < 2) {
    throw new DataError(
      `cluster "${name}" is the same in all ${frame.rows} rows; errors need at least two clusters.`,
    );
  }
  return clusters;
}
