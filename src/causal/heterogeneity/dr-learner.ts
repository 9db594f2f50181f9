import { assertKnownOptions } from "../../assert.js";
import type { Study } from "../../cohort/causal-study.js";
import { admit } from "../missing/admit.js";
import type { Cate } from "./cate.js";
import { doublyRobustScores } from "./doubly-robust-scores.js";
import { type CateOptions, cateOptionNames, fitEffect } from "./effect-model.js";
import { cateNuisances, learnedCate } from "./learned-cate.js";

/**
 * The DR-learner (Kennedy 2023): doubly robust scores, cross-fitted, regressed on the effect's terms.
 *
 * Assumes exchangeability given the confounders, positivity and consistency. Effects of the study's rows are out of fold.
 *
 * @example
 * (await drLearner(study, { effectModel: { terms: ["age", "sofa"] } })).ate
 */
export async function drLearner(study: Study, options: CateOptions = {}): Promise<Cate> {
  assertKnownOptions(options, cateOptionNames, "drLearner");
  admit(study, "drLearner");
  const nuisances = await cateNuisances(study, options);
  const { seed = 1 } = options;
  const { scores } = doublyRobustScores(nuisances, "", seed);
  const fit = await fitEffect(study, options, { target: scores, name: "DR-learner" });
  return learnedCate(study, nuisances, {
    method: `DR-learner (${fit.method}; ${nuisances.method})`,
    effects: fit.effects,
    seed,
    predict: async (table) => fit.model.predict(fit.design.transform(table)),
  });
}
