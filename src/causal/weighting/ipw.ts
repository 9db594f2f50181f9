import { assertKnownOptions, assertOneOf } from "../../assert.js";
import type { LevelsStudy, Study } from "../../cohort/causal-study.js";
import { ArgumentError } from "../../errors.js";
import { bothInfluences, type Effect, effect, errorName, type Mean } from "../effect.js";
import type { LevelsEffect } from "../levels/levels-effect.js";
import { type LevelsIpwOptions, levelsIpw } from "../levels/levels-ipw.js";
import { admit } from "../missing/admit.js";
import { type CensoringOptions, type FollowUp, followUp } from "../missing/follow-up.js";
import { poolEffects } from "../missing/pool-effects.js";
import { type Population, populations, populationWeights } from "../outcome-models/population.js";
import { overlapWarnings } from "../positivity.js";
import { type PropensityOptions, type PropensityScore, propensityScore } from "./propensity-score.js";
import { tilts, type WeightingEstimand, weightingEstimands } from "./tilt.js";
import { treatmentWeights } from "./treatment-weights.js";
import { type Weighting, weighting } from "./weighting.js";

export interface IpwOptions {
  /** @default "ATE" */
  readonly estimand?: WeightingEstimand;
  readonly propensity?: PropensityOptions;
  /** The model of who is seen, where outcomes are censored: its inverse multiplies the weights. */
  readonly censoring?: CensoringOptions;
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
 * Inverse probability weighting of a treatment with several levels: E[Y^k] as the Hájek mean of the rows with level k,
 * weighted by 1 / P(A = k | x) (Imbens 2000), with contrasts against the study's reference, in the outcome's units; or with
 * `among` E[Y^k | A = among] by P(A = among | x) / P(A = k | x), the effects on those who had that level.
 *
 * Assumes exchangeability given the confounders, that everybody could have had each level, consistency, and a correct
 * multinomial propensity. Errors come from the stacked estimating equations, jointly for all levels.
 *
 * @example
 * (await ipw(studyOfArms)).contrast("high", "low").interval()
 * (await ipw(studyOfArms, { among: "high" })).contrast("high", "low") // the ATT of high against low
 */
export function ipw(study: LevelsStudy, options?: LevelsIpwOptions): Promise<LevelsEffect>;
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
export function ipw(study: Study, options?: IpwOptions): Promise<Effect>;
export async function ipw(
  study: Study | LevelsStudy,
  options: IpwOptions = {},
): Promise<Effect | LevelsEffect> {
  if (study.kind === "levels") return levelsIpw(study, options as LevelsIpwOptions);
  assertKnownOptions(
    options,
    ["estimand", "propensity", "censoring", "normalization", "errors", "seed"],
    "ipw",
  );
  if (study.imputed) return poolEffects(study, (each) => ipw(each, options));
  admit(study, "ipw", { censored: true });
  const { estimand = "ATE", normalization = "hajek", errors = "m-estimation", seed = 1 } = options;
  assertOneOf(estimand, "estimand", weightingEstimands);
  assertOneOf(normalization, "normalization", ["hajek", "horvitz-thompson"]);
  assertOneOf(errors, "errors", ["m-estimation", "robust"]);
  const known = normalization === "horvitz-thompson" ? knownTotals(study, estimand) : undefined;
  const ps = await propensityScore(study, { ...options.propensity, seed });
  const followed = await followUp(study, options.censoring, { seed });
  const found = censoredWeights(treatmentWeights(ps, { estimand }), followed);
  const mean = (group: 0 | 1): Mean =>
    weightedMean({ ps, estimand, weights: found.weights, group, known, errors, followed });
  const [treated, untreated] = [mean(1), mean(0)];
  const influence = bothInfluences(treated, untreated);
  const models = followed ? `${ps.method}; censoring ${followed.method}` : ps.method;
  const reason = `weights from ${models} have no valid analytic error; use aipw() with folds, or errors: "robust" to take them as known`;
  const kind = errors === "robust" ? "robust errors, weights taken as known" : "M-estimation errors";
  const form = known ? "Horvitz–Thompson" : "Hájek";
  return effect(study, {
    estimand,
    method: `IPW (${form}, ${models}), ${influence ? errorName(study, kind) : "no valid error"}`,
    means: [treated.mean, untreated.mean],
    influence: influence ?? { reason },
    warnings: [
      ...overlapWarnings(estimand, found.groups),
      ...(influence ? [] : [{ code: "no-error", message: `${reason}.` }]),
    ],
    diagnostics: { groups: found.groups },
    censoring: true,
    seed: influence ? undefined : seed,
    weighting: found,
  });
}

/** The weights times the inverse of the chance of being seen. */
export function censoredWeights(found: Weighting, followed: FollowUp | undefined): Weighting {
  if (!followed) return found;
  const weights = found.weights.map((w, i) => w * followed.weight[i]!);
  return weighting(found.study, found.estimand, `${found.method}; censoring ${followed.method}`, weights);
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
  readonly followed: FollowUp | undefined;
}

/**
 * Σ wᵢ Yᵢ over one group by the sum of its weights, or by the size Σ tᵢ of the population; and its influence: own part
 * plus that through the propensity's coefficients.
 */
function weightedMean({ ps, estimand, weights, group, known, errors, followed }: WeightedMean): Mean {
  const { study, score, design, nuisance } = ps;
  const { n, treatment } = study;
  const outcome = followed?.outcome ?? study.outcome;
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
  const throughSeen = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (known) own[i] = -(n / total) * known[i]! * mean;
    if (treatment[i] !== group) continue;
    const residual = (n / total) * (outcome[i]! - (known ? 0 : mean));
    own[i]! += weights[i]! * residual;
    const seen = followed ? followed.weight[i]! : 1;
    through[i] = (study.weights ? study.weights[i]! : 1) * seen * slope(score[i]!) * residual;
    if (seen > 0) throughSeen[i] = (weights[i]! / seen) * residual;
  }
  if (errors === "robust") return { mean, influence: own };
  const extra = nuisance?.influenceOf(design, through);
  const extraSeen = followed ? followed.influenceOf(throughSeen) : new Float64Array(n);
  if (!extra || !extraSeen) return { mean, influence: undefined };
  return { mean, influence: own.map((value, i) => value + extra[i]! + extraSeen[i]!) };
}
