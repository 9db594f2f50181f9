import type { Episodes } from "../../cohort/episodes.js";
import { extraTrees } from "../../models/extra-trees.js";
import type { Learner } from "../../models/learner.js";

/**
 * What fits values of actions: the learner that is given; else none for discrete states, whose model is solved, and for columns
 * 20 extra trees with leaves of 20 decisions or more, which smooth over what few patients show.
 */
export function valueLearner({ states }: Episodes, given: Learner | undefined): Learner | undefined {
  return given ?? (states ? undefined : extraTrees({ trees: 20, minLeaf: 20 }));
}

/** What must be said where nobody gave that learner. */
export function learnerNote({ states }: Episodes, given: Learner | undefined): string[] {
  if (given || states) return [];
  return [
    "values of actions are fitted by 20 extra trees each, as these episodes have columns and no discrete states; give learner for another",
  ];
}
