import { sharedColumn } from "../../../numeric/columns.js";
import type { CrossInput } from "../../../numeric/cross-sums.js";
import { ratioValue, type Term } from "../ratio-estimators.js";
import type { TrajectorySums } from "../trajectories.js";
import type { Drawn } from "./plans.js";

/** Estimators that are ratios of sums: a replicate needs the sums of the columns that their terms name, and no more. */
export interface RatioPlan {
  readonly kind: "ratios";
  readonly width: number;
  /** Sums over each patient's episodes, column after column. */
  readonly columns: Float64Array;
  readonly used: Int32Array;
  /** One list for each estimator; columns are numbered by their place in `used`. */
  readonly terms: readonly (readonly Term[])[];
}

export function ratioPlan(
  estimators: readonly (readonly Term[])[],
  sums: TrajectorySums,
  drawn: Drawn,
): RatioPlan {
  const place = new Map<number, number>();
  const renumber = (column: number): number => {
    const known = place.get(column) ?? place.size;
    place.set(column, known);
    return known;
  };
  const terms = estimators.map((each) =>
    each.map(({ factor, numerator, denominator }) => ({
      factor,
      numerator: renumber(numerator),
      denominator: renumber(denominator),
    })),
  );
  const used = Int32Array.from(place.keys());
  const columns = drawn.patients === sums.n ? sums.columns : byPatient(sums, used, drawn);
  return { kind: "ratios", width: terms.length, columns, used, terms };
}

function byPatient(
  { columns, n, width }: TrajectorySums,
  used: Int32Array,
  { patients, patientOf }: Drawn,
): Float64Array {
  const summed = sharedColumn(patients * width);
  for (const k of used) {
    for (let i = 0; i < n; i++) summed[k * patients + patientOf[i]!]! += columns[k * n + i]!;
  }
  return summed;
}

/** Values of `count` replicates whose counts of patients are the rows of `counts`. */
export function ratioReplicates(
  { columns, used, terms, width }: RatioPlan,
  counts: Float64Array,
  count: number,
  add: (input: CrossInput, out: Float64Array) => void,
): Float64Array {
  const sums = new Float64Array(count * used.length);
  add({ weights: counts, count, columns, n: counts.length / count, chosen: used }, sums);
  const values = new Float64Array(count * width);
  for (let r = 0; r < count; r++) {
    for (let k = 0; k < width; k++) values[r * width + k] = ratioValue(terms[k]!, sums, r * used.length);
  }
  return values;
}
