import { assertKnownOptions, assertOneOf } from "../../assert.js";
import type { LevelsStudy, Study } from "../../cohort/causal-study.js";
import { ArgumentError } from "../../errors.js";
import type { ResultWarning } from "../../stats/estimate.js";
import type { Folds } from "../cross-fit.js";
import { type Effect, effect, errorName } from "../effect.js";
import { type LevelsAipwOptions, levelsAipw } from "../levels/levels-aipw.js";
import type { LevelsEffect } from "../levels/levels-effect.js";
import { admit } from "../missing/admit.js";
import type { CensoringOptions } from "../missing/follow-up.js";
import { poolEffects } from "../missing/pool-effects.js";
import type { OutcomeModelOptions } from "../outcome-models/outcome-model.js";
import { type Population, populations } from "../outcome-models/population.js";
import { overlapWarnings } from "../positivity.js";
import { censoredWeights } from "../weighting/ipw.js";
import type { PropensityOptions } from "../weighting/propensity-score.js";
import { treatmentWeights } from "../weighting/treatment-weights.js";
import { augmentedMean } from "./augmented-mean.js";
import { fitNuisances, type Nuisances } from "./nuisances.js";

export interface AipwOptions {
  /** @default "ATE" */
  readonly estimand?: Population;
  readonly propensity?: PropensityOptions;
  readonly outcomeModel?: OutcomeModelOptions;
  /** The model of who is seen, where outcomes are censored: its inverse multiplies the weights. */
  readonly censoring?: CensoringOptions;
  /** Cross-fitting: a number of folds, or the fold of each row. Needed by learners that are not parametric. */
  readonly folds?: Folds;
  /** `"influence"` takes both models as known. @default "m-estimation" without folds, "influence" with them */
  readonly errors?: "m-estimation" | "influence";
  /** @default 1 */
  readonly seed?: number;
}

const aipwOptions = ["estimand", "propensity", "outcomeModel", "censoring", "folds", "errors", "seed"];

/**
 * Augmented inverse probability weighting of a treatment with several levels: E[Y^k] as the average of
 * m(k, x) + 1(A = k) (Y − m(k, x)) / P(A = k | x) (Cattaneo 2010), with contrasts against the study's reference, in the
 * outcome's units; with `among`, of those who had one level. Consistent when either the propensity or the outcome model
 * is right.
 *
 * Assumes exchangeability given the confounders, that everybody could have had each level, and consistency. Errors are
 * joint for all levels: from the stacked estimating equations without folds, from the influence function with them.
 *
 * @example
 * (await aipw(studyOfArms, { folds: 5 })).contrast("high").value
 */
export function aipw(study: LevelsStudy, options?: LevelsAipwOptions): Promise<LevelsEffect>;
/**
 * Augmented inverse probability weighting (Robins, Rotnitzky & Zhao 1994; Glynn & Quinn 2010, equation 5): the
 * outcome model's standardized means, corrected by the weighted residuals. Consistent when either the propensity or
 * the outcome model is right.
 *
 * Assumes exchangeability given the confounders, positivity and consistency. Without folds both models are taken as
 * parametric and errors come from the stacked estimating equations; with folds the models are cross-fitted and errors
 * come from the influence function (Chernozhukov et al. 2018).
 *
 * @example
 * (await aipw(study, { outcomeModel: { terms: [...study.confounders, "qsmk:smokeintensity"] } })).value
 * // => 3.457284290 for qsmk on wt82_71 in NHEFS, SE 0.484017135
 */
export function aipw(study: Study, options?: AipwOptions): Promise<Effect>;
export async function aipw(
  study: Study | LevelsStudy,
  options: AipwOptions = {},
): Promise<Effect | LevelsEffect> {
  if (study.kind === "levels") return levelsAipw(study, options as LevelsAipwOptions);
  assertKnownOptions(options, aipwOptions, "aipw");
  if (study.imputed) return poolEffects(study, (each) => aipw(each, options));
  admit(study, "aipw", { censored: true });
  const {
    estimand = "ATE",
    folds,
    seed = 1,
    errors = folds === undefined ? "m-estimation" : "influence",
  } = options;
  assertOneOf(estimand, "estimand", populations);
  assertOneOf(errors, "errors", ["m-estimation", "influence"]);
  if (errors === "m-estimation" && folds !== undefined) {
    throw new ArgumentError(
      `errors: "m-estimation" needs models fitted on all rows; leave out folds or the errors.`,
    );
  }
  const nuisances = await fitNuisances(study, {
    propensity: options.propensity,
    outcomeModel: options.outcomeModel,
    censoring: options.censoring,
    folds,
    seed,
  });
  const asked = errors === "m-estimation";
  const treated = augmentedMean(nuisances, estimand, 1, asked);
  const untreated = augmentedMean(nuisances, estimand, 0, asked);
  const stacked = treated.stacked && untreated.stacked;
  const weighting = censoredWeights(treatmentWeights(nuisances.ps, { estimand }), nuisances.followed);
  return effect(study, {
    estimand,
    method: `AIPW (${nuisances.method}), ${errorName(study, stacked ? "M-estimation errors" : "influence-function errors")}`,
    means: [treated.mean, untreated.mean],
    influence: [treated.influence, untreated.influence],
    warnings: [
      ...overlapWarnings(estimand, weighting.groups),
      ...(asked && !stacked ? [notCrossFitted(nuisances)] : []),
    ],
    diagnostics: { groups: weighting.groups },
    censoring: true,
    seed: folds === undefined && stacked ? undefined : seed,
    weighting,
  });
}

/** A flexible learner that has seen a row's outcome fits its noise: without folds the error is too small. */
export function notCrossFitted({ ps, model }: Nuisances): ResultWarning {
  return {
    code: "not-cross-fitted",
    message: `${ps.method} and ${model.method} are not both parametric, and were fitted on the rows that they predict: the error is too small. Use folds: 5.`,
  };
}
