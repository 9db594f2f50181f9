import {
  assertFraction,
  assertInteger,
  assertKnownOptions,
  assertOneOf,
  assertPositive,
  show,
} from "../assert.js";
import { ArgumentError } from "../errors.js";
import type { BoostingModel } from "./boosting/boosting-model.js";
import { type BoostingRecipe, fitBoosting } from "./boosting/fit-boosting.js";
import type { LossName } from "./boosting/losses.js";
import type { Features, FitOptions, Learner } from "./learner.js";

export interface GradientBoostingOptions {
  /** `"auto"`: logistic where y is only 0 and 1, else squared. @default "auto" */
  readonly loss?: LossName | "auto";
  /** Which quantile the quantile loss predicts. @default 0.5 */
  readonly quantile?: number;
  /** @default 100 */
  readonly trees?: number;
  /** @default 0.1 */
  readonly learningRate?: number;
  /** Most leaves of a tree. @default 31 */
  readonly leaves?: number;
  /** @default unlimited */
  readonly maxDepth?: number;
  /** Least number of rows in a leaf. @default 20 */
  readonly minLeaf?: number;
  /** Penalty on the squares of the leaves' values. @default 0 */
  readonly ridge?: number;
  /** Most bins of a column, up to 255. @default 255 */
  readonly bins?: number;
  /** Columns with which predictions may only rise (1) or only fall (−1), by name. */
  readonly monotone?: Readonly<Record<string, 1 | -1>>;
  /**
   * Stops when the loss of rows set aside has not fallen for some rounds, and keeps the trees up to its minimum.
   * `true`: a tenth of the rows, 10 rounds. @default false
   */
  readonly earlyStopping?: boolean | { readonly fraction?: number; readonly rounds?: number };
}

export interface GradientBoostingLearner extends Learner {
  fit(x: Features, y: Float64Array, options?: FitOptions): Promise<BoostingModel>;
}

/**
 * Gradient boosting of trees on binned columns (Friedman 2001; Ke et al. 2017): each tree takes a Newton step against
 * the loss; leaves with the largest gain are split first. Losses: squared, logistic (y from 0 to 1), Poisson (y ≥ 0,
 * log link), quantile (leaves take the quantile of what is left of y).
 *
 * NaN in a column is a missing value: each split sends those to the side that gains more; where a column had none in
 * training, to the side with more rows. A monotone column's splits keep both sides' values in order, and what is below
 * them apart at the middle. Weights multiply the rows' losses.
 *
 * @example
 * const model = await gradientBoosting({ trees: 200, monotone: { age: 1 }, earlyStopping: true }).fit(x, y);
 */
export function gradientBoosting(options: GradientBoostingOptions = {}): GradientBoostingLearner {
  const recipe = recipeOf(options);
  return {
    name: "gradient boosting",
    fit: (x, y, fitOptions = {}) => fitBoosting(recipe, x, y, fitOptions),
  };
}

const known = [
  "loss",
  "quantile",
  "trees",
  "learningRate",
  "leaves",
  "maxDepth",
  "minLeaf",
  "ridge",
  "bins",
  "monotone",
  "earlyStopping",
];

function recipeOf(options: GradientBoostingOptions): BoostingRecipe {
  assertKnownOptions(options, known, "gradientBoosting");
  const { loss = "auto", quantile = 0.5, trees = 100, learningRate = 0.1, leaves = 31, maxDepth } = options;
  const { minLeaf = 20, ridge = 0, bins = 255, monotone = {}, earlyStopping = false } = options;
  assertOneOf(loss, "loss", ["auto", "squared", "logistic", "poisson", "quantile"]);
  assertFraction(quantile, "quantile");
  assertInteger(trees, "trees", 1);
  assertPositive(learningRate, "learningRate");
  assertInteger(leaves, "leaves", 2);
  if (maxDepth !== undefined) assertInteger(maxDepth, "maxDepth", 1);
  assertInteger(minLeaf, "minLeaf", 1);
  if (ridge !== 0) assertPositive(ridge, "ridge");
  assertInteger(bins, "bins", 2);
  if (bins > 255) throw new ArgumentError(`bins must be at most 255; it was ${bins}.`);
  for (const [name, direction] of Object.entries(monotone)) {
    if (direction !== 1 && direction !== -1)
      throw new ArgumentError(`monotone["${name}"] must be 1 or -1; it was ${show(direction)}.`);
  }
  if (loss === "quantile" && Object.keys(monotone).length > 0)
    throw new ArgumentError(
      "monotone columns are not possible with quantile loss, whose leaves are quantiles.",
    );
  return {
    loss,
    quantile,
    trees,
    learningRate,
    leaves,
    maxDepth: maxDepth ?? Number.POSITIVE_INFINITY,
    limits: { minLeaf, minHessian: 1e-3, ridge },
    bins,
    monotone,
    stopping: stoppingOf(earlyStopping),
  };
}

function stoppingOf(
  earlyStopping: NonNullable<GradientBoostingOptions["earlyStopping"]>,
): BoostingRecipe["stopping"] {
  if (earlyStopping === false) return undefined;
  const given = earlyStopping === true ? {} : earlyStopping;
  assertKnownOptions(given, ["fraction", "rounds"], "earlyStopping");
  const { fraction = 0.1, rounds = 10 } = given;
  assertFraction(fraction, "earlyStopping.fraction");
  assertInteger(rounds, "earlyStopping.rounds", 1);
  return { fraction, patience: rounds };
}
