import type { Learner } from "./learner.js";
import { compareLearners } from "./stacking/compare-learners.js";
import { stackedModel } from "./stacking/stacked-model.js";
import { checkedFolds, fitChosen, type StackedLearner, type StackingOptions } from "./super-learner.js";

/**
 * Chooses the learner with the least out-of-fold squared error, the first of equals, and fits it to all rows: the
 * discrete super learner (van der Laan & Dudoit 2003).
 *
 * @example
 * const model = await select([lasso(), extraTrees()], { folds: 5 }).fit(x, y);
 */
export function select(learners: readonly Learner[], options: StackingOptions = {}): StackedLearner {
  const folds = checkedFolds(learners, options, "select");
  return {
    name: "selected learner",
    async fit(x, y, fitOptions = {}) {
      const { names, risks } = await compareLearners(learners, x, y, folds, fitOptions);
      const chosen = risks.indexOf(Math.min(...risks));
      const weights = risks.map((_, k) => Number(k === chosen));
      const models = await fitChosen(learners, weights, x, y, fitOptions);
      return stackedModel({ name: "selected learner", learnerNames: names, weights, risks, models });
    },
  };
}
