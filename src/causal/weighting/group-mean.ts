import type { Study } from "../../cohort/causal-study.js";
import type { Mean } from "../effect.js";

/** Mean outcome of a treatment group under weights taken as known, Σ w y / Σ w, and its influence values. */
export function groupMean(
  { n, treatment, outcome }: Study,
  weights: Float64Array,
  arm: 0 | 1,
): Mean & { readonly influence: Float64Array } {
  let [total, sum] = [0, 0];
  for (let i = 0; i < n; i++) {
    if (treatment[i] !== arm) continue;
    total += weights[i]!;
    sum += weights[i]! * outcome[i]!;
  }
  const mean = sum / total;
  const influence = outcome.map((y, i) =>
    treatment[i] === arm ? (n / total) * weights[i]! * (y - mean) : 0,
  );
  return { mean, influence };
}
