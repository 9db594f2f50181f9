import type { UnitDraws } from "../../../numeric/unit-draws.js";

/** A feature of the distribution of returns. */
export type Feature =
  | { readonly kind: "mean" }
  | { readonly kind: "deviation" }
  | { readonly kind: "quantile"; readonly p: number }
  | { readonly kind: "tail"; readonly p: number };

/** Episodes in order of their returns, with their weights, and what is asked of the distribution. */
export interface DistributionPlan {
  readonly kind: "distribution";
  readonly width: number;
  /** Episodes, least return first. */
  readonly order: Int32Array;
  readonly weights: Float64Array;
  readonly returns: Float64Array;
  readonly features: readonly Feature[];
}

/**
 * A feature of F(x) = Σ wᵢ 1{Gᵢ ≤ x} / Σ wᵢ, episode i counting `times[i]` times; NaN where no episode has weight. The
 * quantile is inf{x : F(x) ≥ p}, the tail (1/p) ∫₀ᵖ F⁻¹(u) du, the mean of the worst share p.
 */
export function featureValue(plan: DistributionPlan, feature: Feature, times: Float64Array): number {
  const { order, weights, returns } = plan;
  let [total, sum] = [0, 0];
  for (let i = 0; i < weights.length; i++) {
    total += times[i]! * weights[i]!;
    sum += times[i]! * weights[i]! * returns[i]!;
  }
  if (!(total > 0)) return Number.NaN;
  const mean = sum / total;
  if (feature.kind === "mean") return mean;
  if (feature.kind === "deviation") {
    let squares = 0;
    for (let i = 0; i < weights.length; i++) squares += times[i]! * weights[i]! * (returns[i]! - mean) ** 2;
    return Math.sqrt(squares / total);
  }
  const goal = feature.p * total;
  const rounding = 1e-12 * total;
  let [below, worst, last] = [0, 0, Number.NaN];
  for (const i of order) {
    const weight = times[i]! * weights[i]!;
    if (weight === 0) continue;
    last = returns[i]!;
    if (below + weight >= goal - rounding) break;
    below += weight;
    worst += weight * last;
  }
  return feature.kind === "quantile" ? last : (worst + (goal - below) * last) / goal;
}

export function distributionReplicates(
  plan: DistributionPlan,
  draws: UnitDraws,
  count: number,
  patientOf: Int32Array,
): Float64Array {
  const times = new Float64Array(patientOf.length);
  const values = new Float64Array(count * plan.width);
  for (let r = 0; r < count; r++) {
    const counts = draws.counts(r);
    for (let i = 0; i < times.length; i++) times[i] = counts[patientOf[i]!]!;
    plan.features.forEach((feature, k) => {
      values[r * plan.width + k] = featureValue(plan, feature, times);
    });
  }
  return values;
}
