import { assertKnownOptions } from "../../assert.js";
import type { Study } from "../../cohort/causal-study.js";
import { admit } from "../missing/admit.js";
import { propensityScore } from "../weighting/propensity-score.js";
import type { Cate } from "./cate.js";
import { type CateOptions, cateOptionNames, type EffectFit, fitEffect } from "./effect-model.js";
import { cateNuisances, learnedCate } from "./learned-cate.js";

/**
 * The X-learner (Künzel, Sekhon, Bickel & Yu 2019): imputed effects Y − m₀(X) of the treated and m₁(X) − Y of the
 * untreated, each regressed on the effect's terms; e τ₀ + (1 − e) τ₁ joins the two. Good where one group is small.
 *
 * Assumes exchangeability given the confounders, positivity and consistency. Effects of the study's rows are out of fold.
 *
 * @example
 * (await xLearner(study, { effectModel: { terms: ["age", "sofa"] } })).ate
 */
export async function xLearner(study: Study, options: CateOptions = {}): Promise<Cate> {
  assertKnownOptions(options, cateOptionNames, "xLearner");
  admit(study, "xLearner");
  const { seed = 1 } = options;
  const nuisances = await cateNuisances(study, options);
  const { treatment, outcome } = study;
  const { treated, untreated } = nuisances.model;
  const within = (arm: 0 | 1): Promise<EffectFit> =>
    fitEffect(study, options, {
      target: outcome.map((y, i) => (arm === 1 ? y - untreated[i]! : treated[i]! - y)),
      weights: treatment.map((a) => (a === arm ? 1 : 0)),
      name: `X-learner ${arm}`,
    });
  const [one, zero] = [await within(1), await within(0)];
  const join = (e: Float64Array, t1: Float64Array, t0: Float64Array): Float64Array =>
    e.map((p, i) => p * t0[i]! + (1 - p) * t1[i]!);
  const whole = await propensityScore(study, { ...options.propensity, seed });
  return learnedCate(study, nuisances, {
    method: `X-learner (${one.method}; ${nuisances.method})`,
    effects: join(nuisances.ps.score, one.effects, zero.effects),
    seed,
    predict: async (table) => {
      const design = one.design.transform(table);
      const e = whole.nuisance!.predict(whole.design.transform(table));
      return join(e, one.model.predict(design), zero.model.predict(design));
    },
  });
}
