import { type Cholesky, cholesky } from "./cholesky.js";
import type { NewtonResult, Question } from "./newton.js";
import type { Sums } from "./sums.js";

/** Most by which the information of a part may be off, relative to that of all rows, for the part to stand for them. */
const mostApart = 0.5;

/** What a part of the rows tells of a log-likelihood beyond its gradient and Hessian at one point. */
export interface PartModel {
  /** How far the part's information is off that of all rows, relatively. */
  readonly apart: number;
  /** A Newton step, corrected for how the gradient bends along it. */
  bend(step: Float64Array): Generator<Question, Float64Array, Sums>;
  /** The information after the step, about as much off its change as the part is off all rows. */
  after(step: Float64Array): Generator<Question, Cholesky, Sums>;
  /** The same with the sums it belongs to, if it is known to the tolerance. */
  informationAfter(
    step: Float64Array,
    tolerance: number,
  ): Generator<Question, Pick<NewtonResult, "sums" | "information"> | undefined, Sums>;
}

/**
 * A log-likelihood near β as its gradient and Hessian there plus, from the scaled part, all that is of higher order: the
 * surrogate likelihood of Jordan, Lee and Yang (2019, section 2.1), here with the Hessian of all rows. A step to its
 * maximum is off by the part's sampling error times the square of the step.
 */
export function partModel(beta: Float64Array, sums: Sums, information: Cholesky): PartModel | undefined {
  const { part } = sums;
  if (!part) return undefined;
  const p = beta.length;
  const times = sums.matrix[0]! / part.matrix[0]!;
  const beyond = part.matrix.map((value, i) => times * value - sums.matrix[i]!);
  const apart = relativeSize(beyond, information, p);
  if (!(apart < mostApart)) return undefined;
  return {
    apart,
    *bend(step) {
      const { gradient } = yield { beta: plus(beta, step), matrix: "none", part: true };
      const left = sums.gradient.map((value, j) => {
        let sum = value + times * (gradient[j]! - part.gradient[j]!);
        for (let k = 0; k < p; k++) sum += beyond[j * p + k]! * step[k]!;
        return sum;
      });
      return plus(step, information.solve(left));
    },
    *after(step) {
      return cholesky(plus(sums.matrix, yield* changeOf(step)), p);
    },
    *informationAfter(step, tolerance) {
      const change = yield* changeOf(step);
      // The part is off in how the information changes by about as much, relatively, as in the information itself; standard
      // errors are off by half of that.
      if (!((relativeSize(change, information, p) * apart) / 2 <= tolerance)) return undefined;
      const moved = plus(sums.matrix, change);
      const gain = step.reduce((sum, value, j) => sum + value * sums.gradient[j]!, 0);
      return {
        sums: { ...sums, deviance: sums.deviance - gain, matrix: moved },
        information: cholesky(moved, p),
      };
    },
  };

  function* changeOf(step: Float64Array): Generator<Question, Float64Array, Sums> {
    const { matrix } = yield { beta: plus(beta, step), matrix: "information", part: true };
    return matrix.map((value, i) => times * (value - part!.matrix[i]!));
  }
}

/**
 * An upper bound of what a symmetric matrix E adds to a quadratic form of the information H, relatively:
 * tr((H⁻¹E)⁴)^¼, which is at least the largest eigenvalue.
 */
function relativeSize(matrix: Float64Array, information: Cholesky, p: number): number {
  const square = (rows: readonly Float64Array[]): Float64Array[] =>
    rows.map((row) => {
      const product = new Float64Array(p);
      row.forEach((value, k) => {
        for (let j = 0; j < p; j++) product[j]! += value * rows[k]![j]!;
      });
      return product;
    });
  const rows = Array.from({ length: p }, (_, j) => information.solve(matrix.subarray(j * p, (j + 1) * p)));
  const squared = square(rows);
  let trace = 0;
  for (let j = 0; j < p; j++) for (let k = 0; k < p; k++) trace += squared[j]![k]! * squared[k]![j]!;
  return Math.max(0, trace) ** 0.25;
}

function plus(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, j) => value + b[j]!);
}
