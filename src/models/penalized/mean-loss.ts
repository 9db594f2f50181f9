import type { PenalizedFamily } from "./penalized-path.js";

/** Weighted mean of the squared error, or of the deviance, of linear predictors; 0 where there is no weight. */
export function meanLoss(
  family: PenalizedFamily,
  eta: Float64Array,
  y: Float64Array,
  weights: Float64Array,
): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < y.length; i++) {
    if (weights[i] === 0) continue;
    const f = eta[i]!;
    const loss =
      family === "squared"
        ? (y[i]! - f) ** 2
        : 2 * (Math.max(f, 0) + Math.log1p(Math.exp(-Math.abs(f))) - y[i]! * f);
    sum += weights[i]! * loss;
    total += weights[i]!;
  }
  return total > 0 ? sum / total : 0;
}
