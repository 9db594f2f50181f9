import type { Penalty } from "./penalized-fit.js";

/**
 * How far slopes are from a minimum: the largest violation of its conditions (Karush, Kuhn, Tucker), as a share of λ.
 * The gradient of −deviance / (2·weight) must be λ·mixing·sign(β) + λ·(1 − mixing)·β where β is not 0, and no longer
 * than λ·mixing where it is. Both are of standardized columns; the intercept, which comes first, is not penalized.
 */
export function violation(gradient: Float64Array, beta: Float64Array, { lambda, mixing }: Penalty): number {
  let most = Math.abs(gradient[0]!);
  for (let j = 1; j < beta.length; j++) {
    const pull = gradient[j]! - lambda * (1 - mixing) * beta[j]!;
    const apart =
      beta[j] === 0
        ? Math.abs(pull) - lambda * mixing
        : Math.abs(pull - lambda * mixing * Math.sign(beta[j]!));
    most = Math.max(most, apart);
  }
  return most / lambda;
}
