export interface ElasticNet {
  /** Penalty on Σ |β|, times `factors`. */
  readonly l1: number;
  /** Penalty on ½ Σ β², times `factors`. */
  readonly l2: number;
  /** Multiple of both penalties for each coefficient; 0 for one that is free, such as an intercept. @default all 1 */
  readonly factors?: Float64Array | undefined;
  /** Largest change of a coefficient, times the root of its diagonal element, in the last round. @default 1e-10 */
  readonly tolerance?: number | undefined;
  /** @default 10000 */
  readonly mostRounds?: number | undefined;
}

export interface CoordinateDescentResult {
  readonly status: "converged" | "unfinished";
  readonly beta: Float64Array;
  readonly rounds: number;
}

/**
 * Minimizes ½ βᵀGβ − rᵀβ + l1 Σ fⱼ|βⱼ| + ½ l2 Σ fⱼβⱼ² by cyclic coordinate descent with covariance updates (Friedman,
 * Hastie & Tibshirani 2010, section 2.2), over all coefficients and then, until they settle, over those that are not 0.
 * G (row-major) and r are sums over rows, so data of any length cost the same.
 */
export function coordinateDescent(
  gram: Float64Array,
  right: Float64Array,
  start: Float64Array,
  { l1, l2, factors, tolerance = 1e-10, mostRounds = 10_000 }: ElasticNet,
): CoordinateDescentResult {
  const p = right.length;
  const beta = Float64Array.from(start);
  /** r − Gβ. */
  const residual = Float64Array.from(right);
  for (let j = 0; j < p; j++) if (beta[j] !== 0) subtractColumn(gram, j, beta[j]!, residual);
  const all = Array.from({ length: p }, (_, j) => j);
  const sweep = (coefficients: readonly number[]): number => {
    let most = 0;
    for (const j of coefficients) {
      const factor = factors ? factors[j]! : 1;
      const diagonal = gram[j * p + j]!;
      const next = shrink(residual[j]! + diagonal * beta[j]!, l1 * factor) / (diagonal + l2 * factor);
      const change = (diagonal + l2 * factor > 0 ? next : 0) - beta[j]!;
      if (change === 0) continue;
      beta[j]! += change;
      subtractColumn(gram, j, change, residual);
      most = Math.max(most, Math.abs(change) * Math.sqrt(diagonal));
    }
    return most;
  };
  let rounds = 0;
  while (rounds < mostRounds) {
    rounds++;
    if (sweep(all) <= tolerance) return { status: "converged", beta, rounds };
    const active = all.filter((j) => beta[j] !== 0);
    while (rounds < mostRounds && sweep(active) > tolerance) rounds++;
  }
  return { status: "unfinished", beta, rounds };
}

/** The soft threshold: toward 0 by `by`, and no further. */
function shrink(value: number, by: number): number {
  return Math.sign(value) * Math.max(0, Math.abs(value) - by);
}

function subtractColumn(gram: Float64Array, j: number, times: number, residual: Float64Array): void {
  const p = residual.length;
  for (let k = 0; k < p; k++) residual[k]! -= times * gram[j * p + k]!;
}
