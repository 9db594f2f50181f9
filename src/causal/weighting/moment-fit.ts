import type { DesignMatrix } from "../../cohort/design-matrix.js";
import { ConvergenceError, RankError } from "../../errors.js";
import { newtonNow } from "../../numeric/newton.js";
import { addProducts, innerProduct } from "../../numeric/row-products.js";
import type { Sums } from "../../numeric/sums.js";

/** One row's part of a concave objective of its index η, with its first two derivatives. */
export interface RowObjective {
  value(treated: boolean, eta: number): number;
  slope(treated: boolean, eta: number): number;
  curvature(treated: boolean, eta: number): number;
}

/** Coefficients that balance moments: Σ sᵢ slope(Aᵢ, ηᵢ) zᵢ = 0 with ηᵢ = zᵢ′β and zᵢ = (1, xᵢ). */
export interface MomentFit {
  readonly eta: Float64Array;
  readonly steps: number;
  /** Extra influence of an average (1/n) Σ cᵢ f(ηᵢ) through β, with c already times f′. */
  influenceOf(c: Float64Array): Float64Array;
}

/** Maximizes Σ sᵢ objective(Aᵢ, ηᵢ) by Newton's method on standardized columns. */
export function fitMoments(
  design: DesignMatrix,
  treatment: Float64Array,
  weights: Float64Array | undefined,
  objective: RowObjective,
  failure: string,
): MomentFit {
  const n = design.rows;
  const z = standardizedColumns(design);
  const p = z.length;
  const sumsAt = (beta: Float64Array): Sums =>
    objectiveSums(z, indexOf(z, beta, n), treatment, weights, objective);
  const result = newtonNow(sumsAt, new Float64Array(p), { tolerance: 1e-10, mostSteps: 200 });
  const { status, information, beta, steps } = result;
  if (status === "singular" && steps === 1) {
    const named = information.dependent.map((j) => `"${design.names[j - 1]}"`).join(", ");
    throw new RankError(`${named}: constant or a linear combination of earlier columns; drop it.`);
  }
  if (status !== "converged") throw new ConvergenceError(failure);
  const eta = indexOf(z, beta, n);
  return {
    eta,
    steps,
    influenceOf(c) {
      const gradient = Float64Array.from(z, (column) => innerProduct(c, column));
      const direction = new Float64Array(n);
      addProducts(z, information.solve(gradient), direction);
      return direction.map(
        (d, i) => d * (weights ? weights[i]! : 1) * objective.slope(treatment[i] === 1, eta[i]!),
      );
    },
  };
}

function indexOf(z: readonly Float64Array[], beta: Float64Array, n: number): Float64Array {
  const eta = new Float64Array(n);
  addProducts(z, beta, eta);
  return eta;
}

function objectiveSums(
  z: readonly Float64Array[],
  eta: Float64Array,
  treatment: Float64Array,
  weights: Float64Array | undefined,
  objective: RowObjective,
): Sums {
  const slope = new Float64Array(eta.length);
  const bend = new Float64Array(eta.length);
  let value = 0;
  for (let i = 0; i < eta.length; i++) {
    const s = weights ? weights[i]! : 1;
    const treated = treatment[i] === 1;
    value += s * objective.value(treated, eta[i]!);
    slope[i] = s * objective.slope(treated, eta[i]!);
    bend[i] = -s * objective.curvature(treated, eta[i]!);
  }
  const gradient = Float64Array.from(z, (column) => innerProduct(slope, column));
  return { deviance: -2 * value, gradient, matrix: weightedProducts(z, bend) };
}

/** A column of ones, and the design's columns with mean 0 and standard deviation 1. */
function standardizedColumns(design: DesignMatrix): Float64Array[] {
  const n = design.rows;
  const ones = new Float64Array(n).fill(1);
  const columns = design.columns.map((column) => {
    const mean = innerProduct(column, ones) / n;
    const centered = column.map((value) => value - mean);
    const deviation = Math.sqrt(innerProduct(centered, centered) / n);
    return deviation > 1e-13 * Math.abs(mean) ? centered.map((value) => value / deviation) : centered;
  });
  return [ones, ...columns];
}

function weightedProducts(z: readonly Float64Array[], weights: Float64Array): Float64Array {
  const p = z.length;
  const matrix = new Float64Array(p * p);
  z.forEach((left, j) => {
    const weighted = left.map((value, i) => value * weights[i]!);
    for (let k = j; k < p; k++) {
      matrix[j * p + k] = innerProduct(weighted, z[k]!);
      matrix[k * p + j] = matrix[j * p + k]!;
    }
  });
  return matrix;
}
