import { assertKnownOptions, show } from "../assert.js";
import { ArgumentError } from "../errors.js";
import type { Features, FitOptions, Learner } from "./learner.js";
import {
  checkFeaturesPerSplit,
  checkTreeSize,
  type FeaturesPerSplit,
  featuresPerSplit,
} from "./tree-options.js";
import type { Sampling } from "./trees/bag.js";
import { fitForest } from "./trees/fit-forest.js";
import type { ForestModel } from "./trees/forest-model.js";

export interface RandomForestOptions {
  /** @default 500 */
  readonly trees?: number;
  /** @default "third" */
  readonly featuresPerSplit?: FeaturesPerSplit;
  /** Least number of rows in a leaf. @default 5 */
  readonly minLeaf?: number;
  /** @default unlimited */
  readonly maxDepth?: number;
  /**
   * Rows of each tree: as many as there are, drawn with replacement, or a share drawn without.
   * @default "bootstrap"; with `honest` or `variance` 0.5
   */
  readonly sample?: "bootstrap" | number;
  /** Half of a tree's rows choose its splits, the other half its predictions (Athey & Imbens 2016). @default false */
  readonly honest?: boolean;
  /**
   * Grows trees in pairs on half-samples, so that the model has `standardErrors(x)`. They describe the forest's spread,
   * not its bias: of 95% intervals in bench/RESULTS.md, 95% to 99% held the forest's own mean, but only 43% to 95% the
   * true one. Do not take them for intervals of the true mean where it bends, nor of honest forests on few rows.
   * @default false
   */
  readonly variance?: boolean;
}

export interface RandomForestLearner extends Learner {
  fit(x: Features, y: Float64Array, options?: FitOptions): Promise<ForestModel>;
}

/**
 * Random forest (Breiman 2001): the mean of trees that are grown on samples of the rows, each split the best of a
 * random choice of columns. Thresholds lie halfway between neighbouring values.
 *
 * The mean of y may be a probability: for a 0/1 outcome the squared error is the Gini criterion. Weights count as
 * repeated rows do, except in `minLeaf` and in the draw of the rows. Missing values are a {@link DataError}.
 *
 * @example
 * const model = await randomForest({ trees: 200 }).fit(x, y);
 * (await model.outOfBag()).predictions
 */
export function randomForest(options: RandomForestOptions = {}): RandomForestLearner {
  const known = ["trees", "featuresPerSplit", "minLeaf", "maxDepth", "sample", "honest", "variance"];
  assertKnownOptions(options, known, "randomForest");
  const { trees = 500, featuresPerSplit: perSplit = "third", minLeaf = 5, maxDepth } = options;
  checkTreeSize({ trees, minLeaf, maxDepth });
  checkFeaturesPerSplit(perSplit);
  const sampling = samplingOf(options);
  if (sampling.group > 1 && trees < 4)
    throw new ArgumentError(`variance needs at least 4 trees; trees was ${trees}.`);
  return {
    name: "random forest",
    fit: (x, y, fitOptions = {}) => {
      const grow = {
        splitter: "best" as const,
        features: featuresPerSplit(perSplit, x.names.length),
        minLeaf,
        maxDepth: maxDepth ?? Number.POSITIVE_INFINITY,
      };
      return fitForest(
        { name: "random forest", trees: wholeGroups(trees, sampling), grow, sampling },
        x,
        y,
        fitOptions,
      );
    },
  };
}

function samplingOf({
  sample,
  honest = false,
  variance = false,
}: RandomForestOptions): Omit<Sampling, "seed"> {
  const chosen = sample ?? (honest || variance ? 0.5 : "bootstrap");
  const group = variance ? 2 : 1;
  if (chosen === "bootstrap" && !variance) return { kind: "bootstrap", fraction: 1, group, honest };
  if (typeof chosen === "number" && chosen > 0 && chosen <= (variance ? 0.5 : 1))
    return { kind: chosen === 1 ? "all" : "subsample", fraction: chosen, group, honest };
  throw new ArgumentError(
    variance
      ? `sample must be a share of at most 0.5 where variance is true, since trees draw from half-samples; it was ${show(chosen)}.`
      : `sample must be "bootstrap" or a share above 0 and up to 1; it was ${show(chosen)}.`,
  );
}

function wholeGroups(trees: number, { group }: Pick<Sampling, "group">): number {
  return Math.ceil(trees / group) * group;
}
