export type LossName = "squared" | "logistic" | "poisson" | "quantile";

/** A loss of the raw prediction f, on the scale of its link. */
export interface Loss {
  readonly name: LossName;
  /** Mean prediction of a raw one. */
  readonly mean: (f: number) => number;
  /** Raw prediction of a weighted mean (for quantiles: of the quantile). */
  readonly link: (mean: number) => number;
  readonly gradient: (f: number, y: number) => number;
  readonly hessian: (f: number) => number;
  /** The loss of one row, up to a constant. */
  readonly value: (f: number, y: number) => number;
}

const expit = (f: number): number => 1 / (1 + Math.exp(-f));

export function lossOf(name: LossName, quantile: number): Loss {
  if (name === "logistic") {
    return {
      name,
      mean: expit,
      link: (mean) => Math.log(mean / (1 - mean)),
      gradient: (f, y) => expit(f) - y,
      hessian: (f) => expit(f) * (1 - expit(f)),
      value: (f, y) => Math.max(f, 0) + Math.log1p(Math.exp(-Math.abs(f))) - y * f,
    };
  }
  if (name === "poisson") {
    return {
      name,
      mean: Math.exp,
      link: Math.log,
      gradient: (f, y) => Math.exp(f) - y,
      hessian: Math.exp,
      value: (f, y) => Math.exp(f) - y * f,
    };
  }
  const identity = { mean: (f: number) => f, link: (mean: number) => mean, hessian: () => 1 };
  if (name === "squared") {
    return { name, ...identity, gradient: (f, y) => f - y, value: (f, y) => (f - y) ** 2 };
  }
  return {
    name,
    ...identity,
    gradient: (f, y) => (y >= f ? -quantile : 1 - quantile),
    value: (f, y) => (y >= f ? quantile * (y - f) : (1 - quantile) * (f - y)),
  };
}

/** The quantile of values with weights: between order statistics if all weights are 1, else where the weight passes. */
export function weightedQuantile(
  values: Float64Array,
  weights: Float64Array | undefined,
  quantile: number,
): number {
  if (!weights) {
    const sorted = Float64Array.from(values).sort();
    const position = quantile * (sorted.length - 1);
    const low = Math.floor(position);
    const high = Math.min(low + 1, sorted.length - 1);
    return sorted[low]! + (position - low) * (sorted[high]! - sorted[low]!);
  }
  const order = Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const total = weights.reduce((sum, each) => sum + each, 0);
  let passed = 0;
  for (const i of order) {
    passed += weights[i]!;
    if (passed >= quantile * total) return values[i]!;
  }
  return values[order.at(-1)!]!;
}
