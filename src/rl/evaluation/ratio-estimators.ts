import { column, type TrajectorySums } from "./trajectories.js";

/** An estimator that is a sum of ratios of sums over episodes: Σ cⱼ Nⱼ / Dⱼ. */
export interface RatioEstimator {
  readonly title: string;
  /** Whether it divides by a sum of weights. */
  readonly selfNormalized: boolean;
  /** Whether it uses importance weights at all. */
  readonly weighted: boolean;
  /** Whether it needs the values of a direct method. */
  readonly direct: boolean;
  readonly terms: (horizon: number, discount: number) => readonly Term[];
}

export interface Term {
  readonly factor: number;
  readonly numerator: number;
  readonly denominator: number;
}

export type RatioName = "is" | "wis" | "pdis" | "pdwis" | "dm" | "dr" | "wdr";

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

/** Precup, Sutton & Singh (2000); Jiang & Li (2016) for DR; Thomas & Brunskill (2016) for WDR. */
export const ratioEstimators: Readonly<Record<RatioName, RatioEstimator>> = {
  is: {
    title: "importance sampling",
    ...{ selfNormalized: false, weighted: true, direct: false },
    terms: () => over(column.weightedReturn, column.one),
  },
  wis: {
    title: "weighted importance sampling",
    ...{ selfNormalized: true, weighted: true, direct: false },
    terms: () => over(column.weightedReturn, column.weight),
  },
  pdis: {
    title: "per-decision importance sampling",
    ...{ selfNormalized: false, weighted: true, direct: false },
    terms: () => over(column.perDecision, column.one),
  },
  pdwis: {
    title: "weighted per-decision importance sampling",
    ...{ selfNormalized: true, weighted: true, direct: false },
    terms: (horizon, discount) => perDecision(1, horizon, discount),
  },
  dm: {
    title: "direct method",
    ...{ selfNormalized: false, weighted: false, direct: true },
    terms: () => over(column.start, column.one),
  },
  dr: {
    title: "doubly robust",
    ...{ selfNormalized: false, weighted: true, direct: true },
    terms: () => over(column.robust, column.one),
  },
  wdr: {
    title: "weighted doubly robust",
    ...{ selfNormalized: true, weighted: true, direct: true },
    terms: (horizon, discount) => [...over(column.start, column.one), ...perDecision(2, horizon, discount)],
  },
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
  { rows, n, width }: Pick<TrajectorySums, "rows" | "n" | "width">,
): Float64Array {
  const gradient = new Float64Array(width);
  for (const { factor, numerator, denominator } of terms) {
    const d = totals[denominator]!;
    gradient[numerator]! += (n * factor) / d;
    gradient[denominator]! -= (n * factor * totals[numerator]!) / (d * d);
  }
  return Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < width; k++) if (gradient[k] !== 0) sum += gradient[k]! * rows[i * width + k]!;
    return sum;
  });
}

export function columnTotals(rows: Float64Array, width: number): Float64Array {
  const totals = new Float64Array(width);
  for (let from = 0; from < rows.length; from += width) {
    for (let k = 0; k < width; k++) totals[k]! += rows[from + k]!;
  }
  return totals;
}
