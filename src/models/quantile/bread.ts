import { cholesky } from "../../numeric/cholesky.js";
import { standardizedGradient } from "../../numeric/standardize.js";
import { normalQuantile } from "../../stats/distributions.js";
import { quantile, variance } from "../../stats/summary.js";
import type { QuantileDesign } from "./interior-point.js";

export interface QuantileBread {
  readonly standardErrors: Float64Array;
  influence(gradient: Float64Array): Float64Array;
}

/**
 * Errors by Powell's kernel: τ (1 − τ) J⁻¹ XᵀX J⁻¹ with J = Σ wᵢ φ(uᵢ/h)/h xᵢxᵢᵀ, h = (z(τ + b) − z(τ − b)) · min(sd u, IQR u / 1.34),
 * and b the bandwidth of Hall & Sheather (1988) for 95% intervals.
 */
export function quantileBread(
  { x, weights, standardization }: QuantileDesign,
  residual: Float64Array,
  tau: number,
): QuantileBread {
  const h = kernelWidth(residual, weights, tau);
  const p = x.names.length + 1;
  const { center, scale } = standardization;
  const value = (i: number, j: number): number =>
    j === 0 ? 1 : (x.columns[j - 1]![i]! - center[j - 1]!) / scale[j - 1]!;
  const [density, squares] = [new Float64Array(p * p), new Float64Array(p * p)];
  for (let i = 0; i < x.rows; i++) {
    const weight = weights ? weights[i]! : 1;
    if (weight === 0) continue;
    const f = (weight * Math.exp(-((residual[i]! / h) ** 2) / 2)) / Math.sqrt(2 * Math.PI) / h;
    for (let j = 0; j < p; j++) {
      const here = value(i, j);
      for (let k = 0; k < p; k++) {
        density[j * p + k]! += f * here * value(i, k);
        squares[j * p + k]! += weight * weight * here * value(i, k);
      }
    }
  }
  const factor = cholesky(density, p);
  const usable = factor.dependent.length === 0 && h > 0;
  const direction = (gradient: Float64Array): Float64Array =>
    usable
      ? factor.solve(standardizedGradient(gradient, standardization))
      : new Float64Array(p).fill(Number.NaN);
  const standardErrors = Float64Array.from({ length: p }, (_, j) => {
    const v = direction(Float64Array.from({ length: p }, (__, k) => Number(j === k)));
    let sum = 0;
    for (let k = 0; k < p; k++) for (let l = 0; l < p; l++) sum += v[k]! * squares[k * p + l]! * v[l]!;
    return Math.sqrt(tau * (1 - tau) * sum);
  });
  const influence = (gradient: Float64Array): Float64Array => {
    const v = direction(gradient);
    return residual.map((u, i) => {
      let along = 0;
      for (let j = 0; j < p; j++) along += v[j]! * value(i, j);
      return x.rows * (weights ? weights[i]! : 1) * (tau - Number(u < 0)) * along;
    });
  };
  return { standardErrors, influence };
}

function kernelWidth(residual: Float64Array, weights: Float64Array | undefined, tau: number): number {
  const u = residual.filter((_, i) => !weights || weights[i]! > 0);
  const z = normalQuantile(tau);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  const bandwidth =
    u.length ** (-1 / 3) *
    normalQuantile(0.975) ** (2 / 3) *
    ((1.5 * density ** 2) / (2 * z * z + 1)) ** (1 / 3);
  const b = Math.min(bandwidth, 0.999 * tau, 0.999 * (1 - tau));
  const spread = Math.min(Math.sqrt(variance(u)), (quantile(u, 0.75) - quantile(u, 0.25)) / 1.34);
  return (normalQuantile(tau + b) - normalQuantile(tau - b)) * spread;
}
