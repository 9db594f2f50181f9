import { assertInteger, assertKnownOptions, assertPositive } from "../assert.js";
import { randomStream } from "../stats/random.js";
import type { Features, FitOptions, Learner } from "./learner.js";
import { checkTraining } from "./training.js";
import { type DecisionTreeModel, decisionTreeModel } from "./trees/decision-tree-model.js";
import { present, weightedMean } from "./trees/fit-forest.js";
import { TreeGrower } from "./trees/grow-tree.js";
import { pruneToLeaves, pruneTree } from "./trees/prune.js";
import { rankColumn } from "./trees/rank-column.js";

export interface DecisionTreeOptions {
  /** Most leaves: the tree is pruned until it has no more. @default unlimited */
  readonly maxLeaves?: number | undefined;
  /** @default unlimited */
  readonly maxDepth?: number | undefined;
  /** Least number of rows in a leaf. @default 5 */
  readonly minLeaf?: number | undefined;
  /** What a leaf costs, in units of the weighted mean squared error. @default 0 */
  readonly costComplexity?: number | undefined;
}

export interface DecisionTreeLearner extends Learner {
  fit(x: Features, y: Float64Array, options?: FitOptions): Promise<DecisionTreeModel>;
}

/**
 * One tree with cost-complexity pruning (Breiman, Friedman, Olshen & Stone 1984, chapters 3 and 8): splits that lower
 * the squared error most, thresholds halfway between neighbouring values; then the smallest subtree that minimizes
 * Σ wᵢ (yᵢ − ŷᵢ)² / Σ wᵢ + costComplexity · leaves. With `maxLeaves`, the largest such subtree, over costs from
 * `costComplexity` up, with so few leaves. Of splits that are equally good the stream chooses.
 *
 * Predicts the mean of y in a row's leaf: for a 0/1 outcome a probability, whose squared error is half the Gini index, so that a
 * `costComplexity` here is half of one there. Rows of weight 0 are left out; other weights count as repeated rows do,
 * except in `minLeaf`. Missing values are a {@link DataError}.
 *
 * @example
 * const model = await decisionTree({ costComplexity: 0.01 }).fit(x, y);
 * console.log(String(model)) // its rules
 */
export function decisionTree(options: DecisionTreeOptions = {}): DecisionTreeLearner {
  assertKnownOptions(options, ["maxLeaves", "maxDepth", "minLeaf", "costComplexity"], "decisionTree");
  const { maxLeaves, maxDepth, minLeaf = 5, costComplexity = 0 } = options;
  if (maxLeaves !== undefined) assertInteger(maxLeaves, "maxLeaves", 1);
  if (maxDepth !== undefined) assertInteger(maxDepth, "maxDepth", 1);
  assertInteger(minLeaf, "minLeaf", 1);
  if (costComplexity !== 0) assertPositive(costComplexity, "costComplexity");
  return {
    name: "decision tree",
    ignoresZeroWeights: true,
    fit: async (x, y, { weights, stream = randomStream(1) } = {}) => {
      checkTraining(x, y, weights);
      const kept = present(x, y, weights);
      const center = weightedMean(kept.y, kept.weights);
      const { columns } = kept;
      const data = { columns, ranks: columns.map(rankColumn), y: kept.y.map((value) => value - center) };
      const grower = new TreeGrower(data, {
        splitter: "best",
        features: columns.length,
        minLeaf,
        maxDepth: maxDepth ?? Number.POSITIVE_INFINITY,
      });
      const counted = kept.weights ?? new Float64Array(kept.y.length).fill(1);
      const whole = grower.grow(counted, stream.split("tree"));
      const cost = costComplexity * counted.reduce((sum, each) => sum + each, 0);
      const tree = maxLeaves ? pruneToLeaves(whole, cost, maxLeaves) : pruneTree(whole, cost);
      return decisionTreeModel(x.names, { ...tree, value: tree.value.map((value) => value + center) });
    },
  };
}
