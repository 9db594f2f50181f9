import { assertFinite, assertKnownOptions, assertLength } from "../../assert.js";
import { ArgumentError, DataError } from "../../errors.js";

/** Inequality of benefits: as a whole, between groups and within them; total = between + within. */
export interface EntropyParts {
  readonly total: number;
  readonly between: number;
  readonly within: number;
}

/**
 * Generalized entropy of benefits bᵢ ≥ 0: 1/(nα(α − 1)) Σ((bᵢ/μ)^α − 1); Theil's index at α = 1, the mean log deviation at
 * α = 0, half the squared coefficient of variation at α = 2 (Speicher et al. 2018, KDD). With groups it splits exactly
 * into inequality between them (everybody at the group's mean) and within. For decisions the usual benefit is
 * prediction − label + 1, where 1 is the favorable label: which label is favorable changes the number.
 *
 * @example
 * generalizedEntropy([1, 1, 2, 0]).total // => 0.25
 */
export function generalizedEntropy(
  benefits: ArrayLike<number>,
  options: { readonly alpha?: number; readonly groups?: ArrayLike<unknown> } = {},
): EntropyParts {
  assertKnownOptions(options, ["alpha", "groups"], "generalizedEntropy");
  const { alpha = 2, groups } = options;
  assertFinite(alpha, "alpha");
  const b = Float64Array.from(benefits);
  const bad = b.findIndex((value) => !(value >= 0 && Number.isFinite(value)));
  if (bad >= 0)
    throw new DataError(`benefits must be 0 or more; number ${bad + 1} of ${b.length} was ${b[bad]}.`);
  if (alpha <= 0 && b.includes(0))
    throw new ArgumentError("alpha must be greater than 0 where a benefit is 0.");
  const total = entropy(b, alpha);
  if (!groups) return { total, between: 0, within: total };
  assertLength(groups, b.length, "groups");
  const sums = new Map<unknown, { sum: number; n: number }>();
  b.forEach((value, i) => {
    const known = sums.get(groups[i]) ?? { sum: 0, n: 0 };
    sums.set(groups[i], { sum: known.sum + value, n: known.n + 1 });
  });
  const means = b.map((_, i) => {
    const { sum, n } = sums.get(groups[i])!;
    return sum / n;
  });
  const between = entropy(means, alpha);
  return { total, between, within: total - between };
}

function entropy(b: Float64Array, alpha: number): number {
  const mean = b.reduce((sum, value) => sum + value, 0) / b.length;
  if (!(mean > 0)) throw new DataError("benefits must not all be 0.");
  const term = (ratio: number): number => {
    if (alpha === 1) return ratio === 0 ? 0 : ratio * Math.log(ratio);
    if (alpha === 0) return -Math.log(ratio);
    return (ratio ** alpha - 1) / (alpha * (alpha - 1));
  };
  return b.reduce((sum, value) => sum + term(value / mean), 0) / b.length;
}
