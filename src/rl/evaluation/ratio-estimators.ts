import { column, type TrajectorySums } from "./trajectories.js";

/** Part of an estimator that is a sum of ratios of sums over episodes: factor · Σ numerator / Σ denominator. */
export interface Term {
  readonly factor: number;
  readonly numerator: number;
  readonly denominator: number;
}

export type RatioName = "is" | "wis" | "snips" | "pdis" | "pdwis" | "dm" | "dr" | "wdr" | "switch-dr";

const over = (numerator: number, denominator: number): readonly Term[] => [
  { factor: 1, numerator, denominator },
];

/** One ratio per decision, discounted; `block` is where the numerators begin among the per-decision columns. */
function perDecision(block: 1 | 2, horizon: number, discount: number): Term[] {
  return Array.from({ length: horizon }, (_, t) => ({
    factor: discount ** t,
    numerator: column.first + block * horizon + t,
    denominator: column.first + t,
  }));
}

/**
 * Estimators that are sums of ratios of sums over episodes. With ρₜ the cumulative ratio, G the return, δₜ = rₜ − Qₜ +
 * γVₜ₊₁ and means over episodes, IS: mean ρ_T G; WIS: Σ ρ_T G / Σ ρ_T; PDIS: mean Σγᵗρₜrₜ; PDWIS: Σₜ γᵗ Σρₜrₜ / Σρₜ
 * (Precup, Sutton & Singh 2000); SNIPS: Σ ρr / Σ ρ of one decision (Swaminathan & Joachims 2015); DM: mean V(s₀); DR:
 * mean V(s₀) + Σγᵗρₜδₜ (Jiang & Li 2016); WDR: mean V(s₀) + Σₜ γᵗ Σρₜδₜ / Σρₜ (Thomas & Brunskill 2016); Switch-DR: DR
 * whose ρₜ is 0 from the first decision on whose own ratio exceeds τ.
 */
export const ratioTerms: Readonly<Record<RatioName, (horizon: number, discount: number) => readonly Term[]>> =
  {
    is: () => over(column.weightedReturn, column.one),
    wis: () => over(column.weightedReturn, column.weight),
    snips: () => over(column.weightedReturn, column.weight),
    pdis: () => over(column.perDecision, column.one),
    pdwis: (horizon, discount) => perDecision(1, horizon, discount),
    dm: () => over(column.start, column.one),
    dr: () => over(column.robust, column.one),
    wdr: (horizon, discount) => [...over(column.start, column.one), ...perDecision(2, horizon, discount)],
    "switch-dr": () => over(column.switched, column.one),
  };

/** The estimate from sums over episodes; NaN where a sum of weights is 0, so that it is not defined. */
export function ratioValue(terms: readonly Term[], sums: Float64Array, from = 0): number {
  let value = 0;
  for (const { factor, numerator, denominator } of terms) {
    value += (factor * sums[from + numerator]!) / sums[from + denominator]!;
  }
  return value;
}

/** Influence values of the estimate: each row times n ∂θ/∂Sₖ. They add up to 0, because a ratio of sums has no unit. */
export function ratioInfluence(
  terms: readonly Term[],
  totals: Float64Array,
  { columns, n, width }: Pick<TrajectorySums, "columns" | "n" | "width">,
): Float64Array {
  const gradient = new Float64Array(width);
  for (const { factor, numerator, denominator } of terms) {
    const d = totals[denominator]!;
    gradient[numerator]! += (n * factor) / d;
    gradient[denominator]! -= (n * factor * totals[numerator]!) / (d * d);
  }
  const influence = new Float64Array(n);
  for (let k = 0; k < width; k++) {
    const slope = gradient[k]!;
    if (slope !== 0) for (let i = 0; i < n; i++) influence[i]! += slope * columns[k * n + i]!;
  }
  return influence;
}

export function columnTotals({ columns, n, width }: TrajectorySums): Float64Array {
  const totals = new Float64Array(width);
  for (let k = 0; k < width; k++) {
    let sum = 0;
    for (let at = k * n; at < (k + 1) * n; at++) sum += columns[at]!;
    totals[k] = sum;
  }
  return totals;
}
