import { assertKnownOptions } from "../../assert.js";
import type { Study } from "../../cohort/causal-study.js";
import type { Table } from "../../cohort/frame.js";
import { randomStream } from "../../stats/random.js";
import { admit } from "../missing/admit.js";
import { fitOutcomeModel, outcomeDesign } from "../outcome-models/outcome-model.js";
import type { Cate } from "./cate.js";
import type { CateOptions } from "./effect-model.js";
import { cateNuisances, learnedCate } from "./learned-cate.js";

/** Options of learners that have no model of the effect itself. */
export type OutcomeLearnerOptions = Omit<CateOptions, "effectModel">;

/**
 * The S-learner: one outcome model with the treatment among its terms; m(x, 1) − m(x, 0). Effects differ only as far as
 * the model lets them: a linear one needs products with the treatment among `outcomeModel.terms`.
 *
 * Assumes exchangeability given the confounders and consistency; the average is judged by doubly robust scores.
 *
 * @example
 * (await sLearner(study, { outcomeModel: { terms: ["age", "sofa", "drug:sofa"] } })).ate
 */
export function sLearner(study: Study, options: OutcomeLearnerOptions = {}): Promise<Cate> {
  return outcomeLearner(study, options, false);
}

/**
 * The T-learner: one outcome model for each treatment group; m₁(x) − m₀(x).
 *
 * Assumes exchangeability given the confounders and consistency; the average is judged by doubly robust scores.
 *
 * @example
 * (await tLearner(study)).ate
 */
export function tLearner(study: Study, options: OutcomeLearnerOptions = {}): Promise<Cate> {
  return outcomeLearner(study, options, true);
}

async function outcomeLearner(study: Study, options: OutcomeLearnerOptions, perArm: boolean): Promise<Cate> {
  const name = perArm ? "T-learner" : "S-learner";
  assertKnownOptions(
    options,
    ["propensity", "outcomeModel", "folds", "seed"],
    perArm ? "tLearner" : "sLearner",
  );
  admit(study, perArm ? "tLearner" : "sLearner");
  const { seed = 1 } = options;
  const outcomeModel = { ...options.outcomeModel, perArm };
  const nuisances = await cateNuisances(study, { ...options, outcomeModel });
  const { treated, untreated } = nuisances.model;
  const design = outcomeDesign(study, outcomeModel);
  const whole = await fitOutcomeModel(study, design, randomStream(seed).split("outcome"));
  return learnedCate(study, nuisances, {
    method: `${name} (${nuisances.method})`,
    effects: treated.map((value, i) => value - untreated[i]!),
    seed,
    predict: async (table: Table) => {
      const [one, zero] = whole.elsewhere!(table);
      return one.map((value, i) => value - zero[i]!);
    },
  });
}
