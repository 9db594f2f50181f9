import { assertKnownOptions, assertOneOf } from "../../assert.js";
import type { Study } from "../../cohort/causal-study.js";
import { bothInfluences, type Effect, effect, errorName, type Mean } from "../effect.js";
import { groupWeights, overlapWarnings } from "../positivity.js";
import { type PropensityOptions, type PropensityScore, propensityScore } from "./propensity-score.js";
import { balancingWeights, tilts, type WeightingEstimand, weightingEstimands } from "./tilt.js";

export interface IpwOptions {
  /** @default "ATE" */
  readonly estimand?: WeightingEstimand;
  readonly propensity?: PropensityOptions;
  /** `"robust"` takes the weights as known (HC0 of the weighted regression). @default "m-estimation" */
  readonly errors?: "m-estimation" | "robust";
  /** @default 1 */
  readonly seed?: number;
}

/**
 * Inverse probability weighting in Hájek form: the difference of weighted means with balancing weights of the
 * estimand (Hernán & Robins, What If, chapter 12; Lunceford & Davidian 2004, equation 3).
 *
 * Assumes exchangeability given the confounders, positivity, consistency, and a correct propensity model. Errors come
 * from the stacked estimating equations of propensity and means, so they count that the weights were estimated.
 *
 * @example
 * (await ipw(study)).value // => 3.4405354296 for qsmk on wt82_71 in NHEFS, SE 0.487072607
 */
export async function ipw(study: Study, options: IpwOptions = {}): Promise<Effect> {
  assertKnownOptions(options, ["estimand", "propensity", "errors", "seed"], "ipw");
  const { estimand = "ATE", errors = "m-estimation", seed = 1 } = options;
  assertOneOf(estimand, "estimand", weightingEstimands);
  assertOneOf(errors, "errors", ["m-estimation", "robust"]);
  const ps = await propensityScore(study, { ...options.propensity, seed });
  const weights = balancingWeights(estimand, study.treatment, ps.score, study.weights);
  const groups = groupWeights(weights, study.treatment);
  const treated = weightedMean(ps, estimand, weights, 1, errors);
  const untreated = weightedMean(ps, estimand, weights, 0, errors);
  const influence = bothInfluences(treated, untreated);
  const reason = `weights from ${ps.method} have no valid analytic error; use aipw() with folds, or errors: "robust" to take them as known`;
  const kind = errors === "robust" ? "robust errors, weights taken as known" : "M-estimation errors";
  return effect(study, {
    estimand,
    method: `IPW (Hájek, ${ps.method}), ${influence ? errorName(study, kind) : "no valid error"}`,
    means: [treated.mean, untreated.mean],
    influence: influence ?? { reason },
    warnings: [
      ...overlapWarnings(estimand, groups),
      ...(influence ? [] : [{ code: "no-error", message: `${reason}.` }]),
    ],
    diagnostics: { groups },
    seed,
  });
}

/** Σ wᵢ Yᵢ / Σ wᵢ over one group, and its influence: own part plus that through the propensity's coefficients. */
function weightedMean(
  ps: PropensityScore,
  estimand: WeightingEstimand,
  weights: Float64Array,
  group: 0 | 1,
  errors: "m-estimation" | "robust",
): Mean {
  const { study, score, design, nuisance } = ps;
  const { n, outcome, treatment } = study;
  let [total, sum] = [0, 0];
  for (let i = 0; i < n; i++) {
    if (treatment[i] !== group) continue;
    total += weights[i]!;
    sum += weights[i]! * outcome[i]!;
  }
  const mean = sum / total;
  const slope = group === 1 ? tilts[estimand].treatedSlope : tilts[estimand].controlSlope;
  const own = new Float64Array(n);
  const through = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (treatment[i] !== group) continue;
    const residual = (n / total) * (outcome[i]! - mean);
    own[i] = weights[i]! * residual;
    through[i] = (study.weights ? study.weights[i]! : 1) * slope(score[i]!) * residual;
  }
  if (errors === "robust") return { mean, influence: own };
  const extra = nuisance?.influenceOf(design, through);
  return { mean, influence: extra && own.map((value, i) => value + extra[i]!) };
}
