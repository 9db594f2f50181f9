import { ArgumentError, DataError } from "../../errors.js";
import { sharedColumn } from "../../numeric/columns.js";
import { sortedQuantile } from "../../stats/summary.js";

const degree = 3;

/** Knots of a cubic B-spline, remembered so that new data are expanded on the basis of the old. */
export interface Spline {
  readonly knots: Float64Array;
  readonly degreesOfFreedom: number;
}

/**
 * A cubic B-spline with `degreesOfFreedom` columns and no intercept: interior knots at equally spaced quantiles (R's
 * type 7), boundary knots at the range, as in R's splines::bs (de Boor 1978).
 */
export function fitSpline(values: Float64Array, degreesOfFreedom: number, term: string): Spline {
  if (degreesOfFreedom < degree) {
    throw new ArgumentError(
      `the term "${term}" needs at least ${degree} degrees of freedom; it has ${degreesOfFreedom}.`,
    );
  }
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const [low, high] = [sorted[0]!, sorted[sorted.length - 1]!];
  const inner = degreesOfFreedom - degree;
  const knots = [low, low, low, low];
  for (let k = 1; k <= inner; k++) knots.push(sortedQuantile(sorted, k / (inner + 1)));
  knots.push(high, high, high, high);
  if (new Set(knots).size < inner + 2) {
    throw new DataError(
      `the term "${term}" has fewer distinct values than its ${inner} interior knots need; lower the degrees of freedom or use C().`,
    );
  }
  return { knots: Float64Array.from(knots), degreesOfFreedom };
}

/** The basis columns, the first one dropped; beyond the boundary the outer polynomial pieces go on. */
export function splineColumns(spline: Spline, values: Float64Array): Float64Array[] {
  const { knots, degreesOfFreedom } = spline;
  const columns = Array.from({ length: degreesOfFreedom }, () => sharedColumn(values.length));
  const last = knots.length - degree - 2;
  const basis = new Float64Array(degree + 1);
  for (let i = 0; i < values.length; i++) {
    const x = values[i]!;
    if (Number.isNaN(x)) {
      for (const column of columns) column[i] = Number.NaN;
      continue;
    }
    let piece = degree;
    while (piece < last && x >= knots[piece + 1]!) piece++;
    deBoor(knots, piece, x, basis);
    for (let k = 0; k <= degree; k++) {
      const j = piece - degree + k - 1;
      if (j >= 0) columns[j]![i] = basis[k]!;
    }
  }
  return columns;
}

/** The four cubic B-splines that are not zero on the piece that begins at knot `piece`. */
function deBoor(knots: Float64Array, piece: number, x: number, basis: Float64Array): void {
  basis.fill(0);
  basis[0] = 1;
  for (let d = 1; d <= degree; d++) {
    let saved = 0;
    for (let r = 0; r < d; r++) {
      const right = knots[piece + r + 1]!;
      const left = knots[piece + 1 - d + r]!;
      const term = basis[r]! / (right - left);
      basis[r] = saved + (right - x) * term;
      saved = (x - left) * term;
    }
    basis[d] = saved;
  }
}
