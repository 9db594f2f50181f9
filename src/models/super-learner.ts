import { assertInteger, assertKnownOptions } from "../assert.js";
import type { Features, FitOptions, FittedModel, Learner } from "./learner.js";
import type { FoldChoice } from "./out-of-fold.js";
import { checkLearners, compareLearners } from "./stacking/compare-learners.js";
import { simplexWeights } from "./stacking/simplex-weights.js";
import { type StackedModel, stackedModel } from "./stacking/stacked-model.js";

export interface StackingOptions {
  /** How many folds, or the fold of each row. @default 10 */
  readonly folds?: FoldChoice;
}

export interface StackedLearner extends Learner {
  fit(x: Features, y: Float64Array, options?: FitOptions): Promise<StackedModel>;
}

/**
 * The super learner (van der Laan, Polley & Hubbard 2007): the weighted mean of the learners' predictions whose
 * out-of-fold squared error is least, among weights that are not negative and sum to 1. Random folds are stratified by
 * a 0/1 outcome; all learners see the same ones. A learner that cannot be fitted in a fold is an error that names it.
 *
 * @example
 * const model = await superLearner([ridge(), randomForest(), gradientBoosting()], { folds: 5 }).fit(x, y);
 * model.weights
 */
export function superLearner(learners: readonly Learner[], options: StackingOptions = {}): StackedLearner {
  const folds = checkedFolds(learners, options, "superLearner");
  return {
    name: "super learner",
    async fit(x, y, fitOptions = {}) {
      const { names, predictions, risks } = await compareLearners(learners, x, y, folds, fitOptions);
      const weights = simplexWeights(errorProducts(predictions, y, fitOptions.weights), learners.length);
      const models = await fitChosen(learners, weights, x, y, fitOptions);
      return stackedModel({ name: "super learner", learnerNames: names, weights, risks, models });
    },
  };
}

/** Checks what superLearner and select take, and returns the folds. */
export function checkedFolds(
  learners: readonly Learner[],
  options: StackingOptions,
  caller: string,
): FoldChoice {
  checkLearners(learners, caller);
  assertKnownOptions(options, ["folds"], caller);
  const { folds = 10 } = options;
  if (typeof folds === "number") assertInteger(folds, "folds", 2);
  return folds;
}

/** Fits the learners that have weight to all rows. */
export async function fitChosen(
  learners: readonly Learner[],
  weights: Float64Array,
  x: Features,
  y: Float64Array,
  options: FitOptions,
): Promise<(FittedModel | undefined)[]> {
  const models: (FittedModel | undefined)[] = [];
  for (const [k, learner] of learners.entries()) {
    const stream = options.stream?.split("whole", k);
    models.push(weights[k]! > 0 ? await learner.fit(x, y, { ...options, stream }) : undefined);
  }
  return models;
}

/** Σᵢ wᵢ (yᵢ − f_k)(yᵢ − f_l): for weights of sum 1 the squared error is a quadratic form of it. */
function errorProducts(
  predictions: readonly Float64Array[],
  y: Float64Array,
  weights: Float64Array | undefined,
): Float64Array {
  const p = predictions.length;
  const products = new Float64Array(p * p);
  for (let i = 0; i < y.length; i++) {
    const weight = weights ? weights[i]! : 1;
    for (let k = 0; k < p; k++) {
      const error = weight * (y[i]! - predictions[k]![i]!);
      for (let l = 0; l < p; l++) products[k * p + l]! += error * (y[i]! - predictions[l]![i]!);
    }
  }
  return products;
}
