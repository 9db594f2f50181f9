import { assertKnownOptions, assertOneOf } from "../../assert.js";
import type { LevelsStudy, Study } from "../../cohort/causal-study.js";
import { formatNumber } from "../../plot/format.js";
import { randomStream } from "../../stats/random.js";
import { bothInfluences, type Effect, effect, errorName, type Mean } from "../effect.js";
import type { LevelsEffect } from "../levels/levels-effect.js";
import { type LevelsStandardizeOptions, levelsStandardize } from "../levels/levels-standardize.js";
import { admit } from "../missing/admit.js";
import { type CensoringOptions, type FollowUp, followUp } from "../missing/follow-up.js";
import { poolEffects } from "../missing/pool-effects.js";
import { overlapWarnings } from "../positivity.js";
import type { PropensityOptions } from "../weighting/propensity-score.js";
import { treatmentWeights } from "../weighting/treatment-weights.js";
import { type BalancedFit, balancedFit } from "./balanced-fit.js";
import {
  fitOutcomeModel,
  type OutcomeModel,
  type OutcomeModelOptions,
  outcomeDesign,
} from "./outcome-model.js";
import { type Population, populations, populationWeights } from "./population.js";

export interface StandardizeOptions {
  /** @default "ATE" */
  readonly estimand?: Population;
  readonly outcomeModel?: OutcomeModelOptions;
  /**
   * With a propensity model given ({} for the default), the outcome model is fitted under its inverse-probability weights
   * of the estimand, and linear() and logistic() ones are doubly robust (Wooldridge 2007; Stata's IPWRA). @default no weights
   */
  readonly propensity?: PropensityOptions;
  /**
   * Where outcomes are censored, the outcome model alone speaks for those who were not seen; with a censoring model
   * given, those who were seen are also weighted by the inverse of its chance. @default no weights
   */
  readonly censoring?: CensoringOptions;
  /** @default 1 */
  readonly seed?: number;
}

/**
 * Standardization of a treatment with several levels: the outcome model's predictions under each level, averaged over
 * everybody (What If, chapter 13), or over the rows of one level (`among`), with contrasts against the study's reference,
 * in the outcome's units.
 *
 * Assumes exchangeability given the confounders, consistency, and a correct outcome model; terms may name the treatment
 * as "C(arm)" and "C(arm):age". Errors come from the stacked estimating equations, jointly for all levels.
 *
 * @example
 * (await standardize(studyOfArms, { outcomeModel: { perArm: true } })).contrasts
 */
export function standardize(study: LevelsStudy, options?: LevelsStandardizeOptions): Promise<LevelsEffect>;
/**
 * Standardization (the parametric g-formula for a treatment given once): the outcome model's predictions under
 * treatment and under none, averaged over the estimand's population (What If, chapter 13).
 *
 * Assumes exchangeability given the confounders, consistency, and a correct outcome model; positivity may be bought
 * by its extrapolation. Errors come from the stacked estimating equations of model and means.
 *
 * @example
 * (await standardize(study, { outcomeModel: { terms: [...study.confounders, "qsmk:smokeintensity"] } })).value
 * // => 3.517374201 for qsmk on wt82_71 in NHEFS, SE 0.477582319
 */
export function standardize(study: Study, options?: StandardizeOptions): Promise<Effect>;
export async function standardize(
  study: Study | LevelsStudy,
  options: StandardizeOptions = {},
): Promise<Effect | LevelsEffect> {
  if (study.kind === "levels") return levelsStandardize(study, options as LevelsStandardizeOptions);
  assertKnownOptions(options, ["estimand", "outcomeModel", "propensity", "censoring", "seed"], "standardize");
  if (study.imputed) return poolEffects(study, (each) => standardize(each, options));
  admit(study, "standardize", { censored: true });
  const { estimand = "ATE", seed = 1 } = options;
  assertOneOf(estimand, "estimand", populations);
  const design = outcomeDesign(study, options.outcomeModel);
  const followed = options.censoring && (await followUp(study, options.censoring, { seed }));
  const balanced =
    options.propensity && (await balancedFit(study, estimand, { ...options.propensity, seed }));
  const model = await fitOutcomeModel(study, design, randomStream(seed).split("outcome"), {
    weights: fitWeights(study, followed?.weight, balanced?.weight),
  });
  const weights = populationWeights(estimand, study);
  const treated = standardizedMean(study, model, weights, 1, followed, balanced);
  const untreated = standardizedMean(study, model, weights, 0, followed, balanced);
  const influence = bothInfluences(treated, untreated);
  const models = [
    model.method,
    ...(balanced ? [`weighted by ${balanced.ps.method} propensity`] : []),
    ...(followed ? [`censoring ${followed.method}`] : []),
  ].join("; ");
  const reason = `standardization over ${models} has no analytic error; use aipw() with folds`;
  return effect(study, {
    estimand,
    method: `standardization (${models}), ${influence ? errorName(study) : "no valid error"}`,
    means: [treated.mean, untreated.mean],
    influence: influence ?? { reason },
    warnings: [
      ...(balanced ? overlapWarnings(estimand, treatmentWeights(balanced.ps, { estimand }).groups) : []),
      ...(influence ? [] : [{ code: "no-error", message: `${reason}.` }]),
    ],
    notes: study.seen ? [fittedOn(study)] : [],
    censoring: true,
    seed: influence ? undefined : seed,
  });
}

/** The model's mean prediction under one treatment, by the weights; with influence values if the model is parametric. */
export function standardizedMean(
  study: Study,
  model: OutcomeModel,
  weights: Float64Array,
  arm: 0 | 1,
  followed?: FollowUp,
  balanced?: BalancedFit,
): Mean {
  const predicted = arm === 1 ? model.treated : model.untreated;
  let [total, sum] = [0, 0];
  for (let i = 0; i < study.n; i++) {
    total += weights[i]!;
    sum += weights[i]! * predicted[i]!;
  }
  const mean = sum / total;
  const share = weights.map((w) => (study.n * w) / total);
  const extra = model.influenceOf(arm, share);
  const own = extra?.map((value, i) => value + share[i]! * (predicted[i]! - mean));
  if (!extra || !own) return { mean, influence: undefined };
  // The weighted fit moves by its influence over the weight when a weight does.
  const over = (weight: Float64Array): Float64Array =>
    extra.map((value, i) => (value === 0 ? 0 : value / weight[i]!));
  const through = [
    ...(followed ? [followed.influenceOf(over(followed.weight))] : []),
    ...(balanced ? [balanced.influenceOf(over(balanced.weight))] : []),
  ];
  if (through.some((each) => each === undefined)) return { mean, influence: undefined };
  return { mean, influence: own.map((value, i) => through.reduce((sum, each) => sum + each![i]!, value)) };
}

/** The product of the study's weights and those of the fit. */
function fitWeights(
  study: Study,
  ...factors: readonly (Float64Array | undefined)[]
): Float64Array | undefined {
  const known = [study.weights, ...factors].filter((each) => each !== undefined);
  if (known.length === 0) return undefined;
  return Float64Array.from({ length: study.n }, (_, i) => known.reduce((product, w) => product * w[i]!, 1));
}

function fittedOn({ seen, n }: Study): string {
  const known = seen!.reduce((sum, s) => sum + s, 0);
  return `outcome model of the ${formatNumber(known, 0)} rows whose outcome was seen, averaged over all ${formatNumber(n, 0)}`;
}
