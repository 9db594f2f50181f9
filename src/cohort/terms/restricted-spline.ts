import { ArgumentError, DataError } from "../../errors.js";
import { sharedColumn } from "../../numeric/columns.js";
import { sortedQuantile } from "../../stats/summary.js";

/** Quantiles at which the knots stand, by their number (Harrell 2015, table 2.3). */
const places: Readonly<Record<number, readonly number[]>> = {
  3: [0.1, 0.5, 0.9],
  4: [0.05, 0.35, 0.65, 0.95],
  5: [0.05, 0.275, 0.5, 0.725, 0.95],
  6: [0.05, 0.23, 0.41, 0.59, 0.77, 0.95],
  7: [0, 1, 2, 3, 4, 5, 6].map((j) => 0.025 + (j * 0.95) / 6),
};

/** The knots of a restricted cubic spline with so many of them, at fixed quantiles of the values. */
export function fitRestrictedSpline(values: Float64Array, knots: number, term: string): Float64Array {
  const at = places[knots];
  if (!at) throw new ArgumentError(`the term "${term}" must have 3 to 7 knots; it has ${knots}.`);
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const found = Float64Array.from(at, (probability) => sortedQuantile(sorted, probability));
  if (new Set(found).size < knots) {
    throw new DataError(
      `the term "${term}" has fewer distinct values than its ${knots} knots need; ask for fewer, or use C().`,
    );
  }
  return found;
}

/**
 * The values, and for each knot but the last two a cubic that is 0 before it and a straight line beyond the last, over
 * (tₖ − t₁)² (Devlin & Weeks 1986; Harrell 2015, equation 2.25): the fit is linear in both tails.
 */
export function restrictedColumns(knots: Float64Array, values: Float64Array): Float64Array[] {
  const k = knots.length;
  const [first, before, last] = [knots[0]!, knots[k - 2]!, knots[k - 1]!];
  const cube = (x: number): number => (x > 0 ? x ** 3 : 0);
  const columns = [sharedColumn(values.length)];
  columns[0]!.set(values);
  for (let j = 0; j < k - 2; j++) {
    const knot = knots[j]!;
    const column = sharedColumn(values.length);
    for (let i = 0; i < values.length; i++) {
      const x = values[i]!;
      const bend =
        cube(x - knot) -
        (cube(x - before) * (last - knot)) / (last - before) +
        (cube(x - last) * (before - knot)) / (last - before);
      column[i] = Number.isNaN(x) ? Number.NaN : bend / (last - first) ** 2;
    }
    columns.push(column);
  }
  return columns;
}
