import { assertKnownOptions } from "../../assert.js";
import type { Study } from "../../cohort/causal-study.js";
import { crossFittedMean } from "../dml/cross-fitted-mean.js";
import { admit } from "../missing/admit.js";
import type { Cate } from "./cate.js";
import { type CateOptions, cateOptionNames, fitEffect } from "./effect-model.js";
import { cateNuisances, learnedCate } from "./learned-cate.js";

/**
 * The R-learner (Nie & Wager 2021): minimizes Σ [(Y − m(X)) − (A − e(X)) τ(X)]² over the effect's model, as the regression
 * of (Y − m) / (A − e) with weights (A − e)².
 *
 * Assumes exchangeability given the confounders and consistency; the average is judged by doubly robust scores, which need
 * positivity. Effects of the study's rows are out of fold.
 *
 * @example
 * (await rLearner(study, { effectModel: { terms: ["age", "sofa"] } })).ate
 */
export async function rLearner(study: Study, options: CateOptions = {}): Promise<Cate> {
  assertKnownOptions(options, cateOptionNames, "rLearner");
  admit(study, "rLearner");
  const { folds = 5, seed = 1 } = options;
  const nuisances = await cateNuisances(study, options);
  const { terms, learner } = options.outcomeModel ?? {};
  const mean = await crossFittedMean(study, {
    role: "outcomeModel",
    target: study.outcome,
    options: { ...(terms ? { terms } : {}), ...(learner ? { learner } : {}) },
    folds,
    seed,
  });
  const excess = study.treatment.map((a, i) => a - nuisances.ps.score[i]!);
  const target = study.outcome.map((y, i) => (y - mean.predicted[i]!) / excess[i]!);
  const weights = excess.map((v) => v * v);
  const fit = await fitEffect(study, options, { target, weights, name: "R-learner" });
  return learnedCate(study, nuisances, {
    method: `R-learner (${fit.method}; ${nuisances.method})`,
    effects: fit.effects,
    seed,
    predict: async (table) => fit.model.predict(fit.design.transform(table)),
  });
}
