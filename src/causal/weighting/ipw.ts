import { assertKnownOptions, assertOneOf } from "../../assert.js";
import type { Study } from "../../cohort/causal-study.js";
import { ArgumentError } from "../../errors.js";
import { bothInfluences, type Effect, effect, errorName, type Mean } from "../effect.js";
import { type Population, populations, populationWeights } from "../outcome-models/population.js";
import { overlapWarnings } from "../positivity.js";
import { type PropensityOptions, type PropensityScore, propensityScore } from "./propensity-score.js";
import { tilts, type WeightingEstimand, weightingEstimands } from "./tilt.js";
import { treatmentWeights } from "./treatment-weights.js";

export interface IpwOptions {
  /** @default "ATE" */
  readonly estimand?: WeightingEstimand;
  readonly propensity?: PropensityOptions;
  /**
   * `"hajek"` divides by the sum of each group's weights, `"horvitz-thompson"` by the size of the population.
   * @default "hajek"
   */
  readonly normalization?: "hajek" | "horvitz-thompson";
  /** `"robust"` takes the weights as known (HC0 of the weighted regression). @default "m-estimation" */
  readonly errors?: "m-estimation" | "robust";
  /** @default 1 */
  readonly seed?: number;
}

/**
 * Inverse probability weighting: the difference of weighted means with balancing weights of the estimand (Hernán &
 * Robins, What If, chapter 12; Lunceford & Davidian 2004, equations 1 and 3). Stabilized weights give the same Hájek
 * estimate; {@link treatmentWeights} shows them.
 *
 * Assumes exchangeability given the confounders, positivity, consistency, and a correct propensity model. Errors come
 * from the stacked estimating equations of propensity and means, so they count that the weights were estimated.
 *
 * @example
 * (await ipw(study)).value // => 3.4405354296 for qsmk on wt82_71 in NHEFS, SE 0.487072607
 */
export async function ipw(study: Study, options: IpwOptions = {}): Promise<Effect> {
  assertKnownOptions(options, ["estimand", "propensity", "normalization", "errors", "seed"], "ipw");
  const { estimand = "ATE", normalization = "hajek", errors = "m-estimation", seed = 1 } = options;
  assertOneOf(estimand, "estimand", weightingEstimands);
  assertOneOf(normalization, "normalization", ["hajek", "horvitz-thompson"]);
  assertOneOf(errors, "errors", ["m-estimation", "robust"]);
  const known = normalization === "horvitz-thompson" ? knownTotals(study, estimand) : undefined;
  const ps = await propensityScore(study, { ...options.propensity, seed });
  const weighting = treatmentWeights(ps, { estimand });
  const mean = (group: 0 | 1): Mean =>
    weightedMean({ ps, estimand, weights: weighting.weights, group, known, errors });
  const [treated, untreated] = [mean(1), mean(0)];
  const influence = bothInfluences(treated, untreated);
  const reason = `weights from ${ps.method} have no valid analytic error; use aipw() with folds, or errors: "robust" to take them as known`;
  const kind = errors === "robust" ? "robust errors, weights taken as known" : "M-estimation errors";
  const form = known ? "Horvitz–Thompson" : "Hájek";
  return effect(study, {
    estimand,
    method: `IPW (${form}, ${ps.method}), ${influence ? errorName(study, kind) : "no valid error"}`,
    means: [treated.mean, untreated.mean],
    influence: influence ?? { reason },
    warnings: [
      ...overlapWarnings(estimand, weighting.groups),
      ...(influence ? [] : [{ code: "no-error", message: `${reason}.` }]),
    ],
    diagnostics: { groups: weighting.groups },
    seed: influence ? undefined : seed,
    weighting,
  });
}

/** The estimand's population by row, whose size Horvitz–Thompson divides by. */
function knownTotals(study: Study, estimand: WeightingEstimand): Float64Array {
  if (!populations.includes(estimand as Population)) {
    throw new ArgumentError(
      `normalization: "horvitz-thompson" needs a population of known size (${populations.join(", ")}); the ${estimand} has none, use "hajek".`,
    );
  }
  return populationWeights(estimand as Population, study);
}

interface WeightedMean {
  readonly ps: PropensityScore;
  readonly estimand: WeightingEstimand;
  readonly weights: Float64Array;
  readonly group: 0 | 1;
  /** Share of each row in a population of known size; undefined for Hájek's form. */
  readonly known: Float64Array | undefined;
  readonly errors: "m-estimation" | "robust";
}

/**
 * Σ wᵢ Yᵢ over one group by the sum of its weights, or by the size Σ tᵢ of the population; and its influence: own part
 * plus that through the propensity's coefficients.
 */
function weightedMean({ ps, estimand, weights, group, known, errors }: WeightedMean): Mean {
  const { study, score, design, nuisance } = ps;
  const { n, outcome, treatment } = study;
  let [total, sum] = [0, 0];
  for (let i = 0; i < n; i++) {
    if (known) total += known[i]!;
    if (treatment[i] !== group) continue;
    if (!known) total += weights[i]!;
    sum += weights[i]! * outcome[i]!;
  }
  const mean = sum / total;
  const slope = group === 1 ? tilts[estimand].treatedSlope : tilts[estimand].controlSlope;
  const own = new Float64Array(n);
  const through = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (known) own[i] = -(n / total) * known[i]! * mean;
    if (treatment[i] !== group) continue;
    const residual = (n / total) * (outcome[i]! - (known ? 0 : mean));
    own[i]! += weights[i]! * residual;
    through[i] = (study.weights ? study.weights[i]! : 1) * slope(score[i]!) * residual;
  }
  if (errors === "robust") return { mean, influence: own };
  const extra = nuisance?.influenceOf(design, through);
  return { mean, influence: extra && own.map((value, i) => value + extra[i]!) };
}
