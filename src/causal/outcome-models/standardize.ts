import { assertKnownOptions, assertOneOf } from "../../assert.js";
import type { Study } from "../../cohort/causal-study.js";
import { randomStream } from "../../stats/random.js";
import { bothInfluences, type Effect, effect, errorName, type Mean } from "../effect.js";
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
  /** @default 1 */
  readonly seed?: number;
}

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
export async function standardize(study: Study, options: StandardizeOptions = {}): Promise<Effect> {
  assertKnownOptions(options, ["estimand", "outcomeModel", "seed"], "standardize");
  const { estimand = "ATE", seed = 1 } = options;
  assertOneOf(estimand, "estimand", populations);
  const design = outcomeDesign(study, options.outcomeModel);
  const model = await fitOutcomeModel(study, design, randomStream(seed).split("outcome"));
  const weights = populationWeights(estimand, study);
  const treated = standardizedMean(study, model, weights, 1);
  const untreated = standardizedMean(study, model, weights, 0);
  const influence = bothInfluences(treated, untreated);
  const reason = `standardization over ${model.method} has no analytic error; use aipw() with folds`;
  return effect(study, {
    estimand,
    method: `standardization (${model.method}), ${influence ? errorName(study) : "no valid error"}`,
    means: [treated.mean, untreated.mean],
    influence: influence ?? { reason },
    warnings: influence ? [] : [{ code: "no-error", message: `${reason}.` }],
    seed: influence ? undefined : seed,
  });
}

function standardizedMean(study: Study, model: OutcomeModel, weights: Float64Array, arm: 0 | 1): Mean {
  const predicted = arm === 1 ? model.treated : model.untreated;
  let [total, sum] = [0, 0];
  for (let i = 0; i < study.n; i++) {
    total += weights[i]!;
    sum += weights[i]! * predicted[i]!;
  }
  const mean = sum / total;
  const share = weights.map((w) => (study.n * w) / total);
  const extra = model.influenceOf(arm, share);
  return { mean, influence: extra?.map((value, i) => value + share[i]! * (predicted[i]! - mean)) };
}
