import { assertKnownOptions, assertOneOf } from "../../assert.js";
import type { PropensityScore } from "./propensity-score.js";
import { balancingWeights, type WeightingEstimand, weightingEstimands } from "./tilt.js";
import { type Weighting, weighting } from "./weighting.js";

export interface TreatmentWeightsOptions {
  /** @default "ATE" */
  readonly estimand?: WeightingEstimand;
  /** Times the share of the row's own group, so that ATE weights have a mean near 1. @default false */
  readonly stabilized?: boolean;
}

/**
 * The weights that a propensity score gives: 1/e and 1/(1 − e) for the ATE, and so on. Stabilized weights are
 * multiplied by the marginal probability of the row's treatment (Robins, Hernán & Brumback 2000), which changes no
 * estimate that divides by the sum of each group's weights.
 *
 * @example
 * const w = treatmentWeights(await propensityScore(study), { stabilized: true }).weights;
 * Math.max(...w) // => 4.297661573 in NHEFS
 */
export function treatmentWeights(ps: PropensityScore, options: TreatmentWeightsOptions = {}): Weighting {
  assertKnownOptions(options, ["estimand", "stabilized"], "treatmentWeights");
  const { estimand = "ATE", stabilized = false } = options;
  assertOneOf(estimand, "estimand", weightingEstimands);
  const { study, score } = ps;
  const weights = balancingWeights(estimand, study.treatment, score, study.weights);
  if (!stabilized) return weighting(study, estimand, ps.method, weights);
  let [total, treated] = [0, 0];
  for (let i = 0; i < study.n; i++) {
    total += study.weights?.[i] ?? 1;
    treated += study.treatment[i]! * (study.weights?.[i] ?? 1);
  }
  const share = [1 - treated / total, treated / total];
  return weighting(
    study,
    estimand,
    `${ps.method}, stabilized`,
    weights.map((w, i) => w * share[study.treatment[i]!]!),
  );
}
