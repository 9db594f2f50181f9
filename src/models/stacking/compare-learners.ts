import { ArgumentError, ConvergenceError, InterruptedError } from "../../errors.js";
import type { Features, FitOptions, Learner } from "../learner.js";
import { type FoldChoice, foldsOf, outOfFold } from "../out-of-fold.js";

/** What cross-validation says of some learners. */
export interface Comparison {
  /** Name of each; a repeated one carries its number. */
  readonly names: readonly string[];
  /** Out-of-fold predictions of each. */
  readonly predictions: readonly Float64Array[];
  /** Weighted mean squared error of each. */
  readonly risks: Float64Array;
}

export function checkLearners(learners: readonly Learner[], caller: string): void {
  if (!Array.isArray(learners) || learners.length === 0)
    throw new ArgumentError(`${caller} needs an array of at least one learner.`);
  learners.forEach((learner, k) => {
    if (typeof learner?.fit !== "function")
      throw new ArgumentError(`learners[${k}] must be a learner, such as ridge(); it has no fit.`);
  });
}

/** Cross-validates all learners on the same folds. */
export async function compareLearners(
  learners: readonly Learner[],
  x: Features,
  y: Float64Array,
  folds: FoldChoice,
  options: FitOptions,
): Promise<Comparison> {
  const fold = foldsOf(folds, y, options.stream);
  const names = learners.map(({ name }, k) => {
    const before = learners.slice(0, k).filter((other) => other.name === name).length;
    return before > 0 ? `${name} ${before + 1}` : name;
  });
  const predictions: Float64Array[] = [];
  for (const [k, learner] of learners.entries()) {
    const found = outOfFold(learner, x, y, fold, { ...options, stream: options.stream?.split("learner", k) });
    predictions.push(await named(found, names[k]!));
  }
  const risks = Float64Array.from(predictions, (each) => risk(y, each, options.weights));
  return { names, predictions, risks };
}

async function named<T>(promise: Promise<T>, name: string): Promise<T> {
  return promise.catch((error: unknown) => {
    if (error instanceof InterruptedError || !(error instanceof Error)) throw error;
    throw new ConvergenceError(`the learner "${name}" could not be fitted in every fold: ${error.message}`, {
      cause: error,
    });
  });
}

export function risk(y: Float64Array, predicted: Float64Array, weights: Float64Array | undefined): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < y.length; i++) {
    const weight = weights ? weights[i]! : 1;
    sum += weight * (y[i]! - predicted[i]!) ** 2;
    total += weight;
  }
  return sum / total;
}
