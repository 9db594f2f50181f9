import { addBlock, blockRows, loadBlock, mirror } from "./cross-product.js";
import type { Standardization } from "./standardize.js";

/** Sums of the logistic log-likelihood at one β, over standardized rows with an intercept. */
export interface LogisticSums {
  readonly logLikelihood: number;
  /** Σ wᵢ (yᵢ − μᵢ) z̃ᵢ. */
  readonly gradient: Float64Array;
  /** Σ wᵢ μᵢ (1 − μᵢ) z̃ᵢ z̃ᵢᵀ, full and row-major. */
  readonly hessian: Float64Array;
}

/** One pass over the rows, in blocks that are added up in order. */
export function logisticSums(
  columns: readonly Float64Array[],
  rows: number,
  standardization: Standardization,
  y: Float64Array,
  weights: Float64Array | undefined,
  beta: Float64Array,
): LogisticSums {
  const p = columns.length + 1;
  const hessian = new Float64Array(p * p);
  const gradient = new Float64Array(p);
  const block = Array.from({ length: p }, () => new Float64Array(blockRows));
  const [eta, residual, curvature, scratch] = Array.from(
    { length: 4 },
    () => new Float64Array(blockRows),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array];
  let logLikelihood = 0;
  for (let start = 0; start < rows; start += blockRows) {
    const size = Math.min(blockRows, rows - start);
    loadBlock(columns, start, size, standardization, block);
    eta.fill(0, 0, size);
    for (let j = 0; j < p; j++) for (let i = 0; i < size; i++) eta[i]! += beta[j]! * block[j]![i]!;
    let sum = 0;
    for (let i = 0; i < size; i++) {
      const weight = weights ? weights[start + i]! : 1;
      const e = Math.exp(-Math.abs(eta[i]!));
      const mu = eta[i]! >= 0 ? 1 / (1 + e) : e / (1 + e);
      sum += weight * (y[start + i]! * eta[i]! - Math.max(eta[i]!, 0) - Math.log1p(e));
      residual[i] = weight * (y[start + i]! - mu);
      curvature[i] = (weight * e) / (1 + e) ** 2;
    }
    logLikelihood += sum;
    addBlock(block, size, curvature.subarray(0, size), scratch, hessian);
    for (let j = 0; j < p; j++) {
      let slope = 0;
      for (let i = 0; i < size; i++) slope += residual[i]! * block[j]![i]!;
      gradient[j]! += slope;
    }
  }
  mirror(hessian, p);
  return { logLikelihood, gradient, hessian };
}
