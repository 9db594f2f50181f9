import type { Study } from "../../cohort/causal-study.js";
import { RankError } from "../../errors.js";
import { linear } from "../../models/linear.js";
import { randomStream } from "../../stats/random.js";
import { fitOutcomeModel, type OutcomeModel, outcomeDesign } from "./outcome-model.js";

/**
 * A linear regression of the outcome on the terms in each treatment group under weights that balance the groups: averaged
 * over the population it takes away what imbalance the weights leave, as far as outcomes are linear. `remedy` ends the
 * message where a group's terms are collinear.
 */
export async function regressionByGroup(
  study: Study,
  weights: Float64Array,
  terms: readonly string[] | undefined,
  remedy: string,
): Promise<OutcomeModel> {
  const design = outcomeDesign(study, { perArm: true, learner: linear(), ...(terms ? { terms } : {}) });
  try {
    return await fitOutcomeModel(study, design, randomStream(0), { weights });
  } catch (error) {
    if (!(error instanceof RankError)) throw error;
    throw new RankError(`in one treatment group, ${error.message} Or choose ${remedy}.`, { cause: error });
  }
}
