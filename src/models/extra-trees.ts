import { assertKnownOptions, assertOneOf } from "../assert.js";
import { ArgumentError } from "../errors.js";
import type { Features, FitOptions, Learner } from "./learner.js";
import {
  checkFeaturesPerSplit,
  checkTreeSize,
  type FeaturesPerSplit,
  featuresPerSplit,
} from "./tree-options.js";
import { fitForest } from "./trees/fit-forest.js";
import type { ForestModel } from "./trees/forest-model.js";

export interface ExtraTreesOptions {
  /** @default 100 */
  readonly trees?: number;
  /** Columns of which each split draws a threshold. @default "all" */
  readonly featuresPerSplit?: FeaturesPerSplit;
  /** Least number of rows in a leaf. @default 5 */
  readonly minLeaf?: number;
  /** @default unlimited */
  readonly maxDepth?: number;
  /** Rows of each tree: all, or drawn with replacement. @default "all" */
  readonly sample?: "all" | "bootstrap";
}

export interface ExtraTreesLearner extends Learner {
  fit(x: Features, y: Float64Array, options?: FitOptions): Promise<ForestModel>;
}

/**
 * Extremely randomized trees (Geurts, Ernst & Wehenkel 2006): each split draws one threshold per column, uniformly
 * between the node's least and greatest value, and keeps the one that lowers the squared error most; the prediction is
 * the mean of the trees. The learner of fitted Q iteration in Ernst, Geurts & Wehenkel (2005).
 *
 * The mean of y may be a probability: for a 0/1 outcome the squared error is the Gini criterion. Weights count as
 * repeated rows do, except in `minLeaf`; `counts`, which only `sample: "all"` takes, count there too. Missing values are a
 * {@link DataError}.
 *
 * @example
 * const model = await extraTrees({ trees: 50 }).fit(x, y, { stream: randomStream(7) });
 * model.importances
 */
export function extraTrees(options: ExtraTreesOptions = {}): ExtraTreesLearner {
  const known = ["trees", "featuresPerSplit", "minLeaf", "maxDepth", "sample"];
  assertKnownOptions(options, known, "extraTrees");
  const { trees = 100, featuresPerSplit: perSplit = "all", minLeaf = 5, maxDepth, sample = "all" } = options;
  checkTreeSize({ trees, minLeaf, maxDepth });
  checkFeaturesPerSplit(perSplit);
  assertOneOf(sample, "sample", ["all", "bootstrap"]);
  return {
    name: "extra trees",
    takesCounts: sample === "all",
    fit: (x, y, { counts, ...fitOptions } = {}) => {
      if (counts) checkCounts(counts, fitOptions.weights, sample);
      const grow = {
        splitter: "random" as const,
        features: featuresPerSplit(perSplit, x.names.length),
        minLeaf,
        maxDepth: maxDepth ?? Number.POSITIVE_INFINITY,
        counted: counts !== undefined,
      };
      const sampling = { kind: sample, fraction: 1, group: 1, honest: false };
      const recipe = { name: "extra trees" as const, trees, grow, sampling };
      return fitForest(recipe, x, y, counts ? { ...fitOptions, weights: counts } : fitOptions);
    },
  };
}

function checkCounts(counts: Float64Array, weights: Float64Array | undefined, sample: string): void {
  if (weights) throw new ArgumentError("extraTrees takes weights or counts, not both.");
  if (sample !== "all") {
    throw new ArgumentError(
      `counts need sample: "all", since rows are drawn one by one; it was "${sample}".`,
    );
  }
  const bad = counts.findIndex((count) => !(Number.isInteger(count) && count >= 0));
  if (bad >= 0)
    throw new ArgumentError(`counts must be whole numbers; that of row ${bad} was ${counts[bad]}.`);
}
