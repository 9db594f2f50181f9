import type { Situations } from "../../cohort/policy.js";
import { distinctRows } from "./distinct-rows.js";

/** Some of the situations, by row. */
export function pickSituations(
  { states, stateMap, columns, names, times }: Situations,
  rows: Int32Array,
): Situations {
  return {
    rows: rows.length,
    states: states && rows.map((row) => states[row]!),
    stateMap,
    columns: columns.map((column) => Float64Array.from(rows, (row) => column[row]!)),
    names,
    times: rows.map((row) => times[row]!),
  };
}

/** Situations that differ, and which of them each row is. */
export interface DistinctSituations {
  readonly situations: Situations;
  /** The row of each in the original. */
  readonly first: Int32Array;
  readonly of: Int32Array;
}

/** The situations whose state, named columns or `more` columns differ; all of them where few are alike. */
export function distinctSituations(
  all: Situations,
  features: readonly string[],
  more: readonly ArrayLike<number>[] = [],
): DistinctSituations {
  const seen = all.columns.filter((_, k) => features.includes(all.names[k]!));
  const distinct = distinctRows([...seen, ...(all.states ? [all.states] : []), ...more], all.rows);
  if (distinct) return { ...distinct, situations: pickSituations(all, distinct.first) };
  const each = Int32Array.from({ length: all.rows }, (_, row) => row);
  return { situations: all, first: each, of: each };
}
