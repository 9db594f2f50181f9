import type { Features, FitOptions } from "../learner.js";
import { linearPredictor } from "../linear-predictor.js";
import { subsetRows } from "../subset-rows.js";
import { checkBothOutcomes, prepareTraining } from "../training.js";
import { meanLoss } from "./mean-loss.js";
import { fitPath, type PenalizedFamily, startPath } from "./penalized-path.js";

/** Held-out loss along a path. */
export interface CrossValidation {
  /** Weighted mean over the rows: squared error, or deviance, for each λ. */
  readonly loss: Float64Array;
  /** Standard error of that mean, from its spread over the folds. */
  readonly standardErrors: Float64Array;
  readonly folds: number;
}

export async function crossValidateLambda(
  x: Features,
  y: Float64Array,
  options: FitOptions,
  recipe: { family: PenalizedFamily; mixing: number; lambdas: Float64Array },
  folds: Int32Array,
): Promise<CrossValidation> {
  const { family, mixing, lambdas } = recipe;
  const count = folds.reduce((most, fold) => Math.max(most, fold + 1), 0);
  const all = Int32Array.from(folds, (_, i) => i);
  const weightOf = (i: number): number => (options.weights ? options.weights[i]! : 1);
  const losses: Float64Array[] = [];
  const shares: number[] = [];
  for (let fold = 0; fold < count; fold++) {
    const inside = all.filter((i) => folds[i] !== fold);
    const held = all.filter((i) => folds[i] === fold);
    const weights = options.weights && Float64Array.from(inside, weightOf);
    const part = { ...options, weights };
    const outcome = Float64Array.from(inside, (i) => y[i]!);
    const training = await prepareTraining(subsetRows(x, inside), outcome, part);
    if (family === "logistic") checkBothOutcomes(training);
    const path = await fitPath(await startPath(training, family), lambdas, mixing);
    const test = subsetRows(x, held);
    const heldWeights = Float64Array.from(held, weightOf);
    const target = Float64Array.from(held, (i) => y[i]!);
    losses.push(
      Float64Array.from(path.coefficients, (coefficients) =>
        meanLoss(family, linearPredictor(coefficients, test, x.names), target, heldWeights),
      ),
    );
    shares.push(heldWeights.reduce((sum, each) => sum + each, 0));
  }
  return summarizeFolds(losses, shares, lambdas.length);
}

/** The losses of all folds, each weighed by its share of the weights. */
export function summarizeFolds(
  losses: readonly Float64Array[],
  shares: readonly number[],
  lambdas: number,
): CrossValidation {
  const folds = losses.length;
  const total = shares.reduce((sum, each) => sum + each, 0);
  const loss = new Float64Array(lambdas);
  const standardErrors = new Float64Array(lambdas);
  for (let k = 0; k < lambdas; k++) {
    const mean = losses.reduce((sum, each, fold) => sum + (shares[fold]! / total) * each[k]!, 0);
    const spread = losses.reduce(
      (sum, each, fold) => sum + (shares[fold]! / total) * (each[k]! - mean) ** 2,
      0,
    );
    loss[k] = mean;
    standardErrors[k] = Math.sqrt(spread / (folds - 1));
  }
  return { loss, standardErrors, folds };
}

/** Where the loss is least, or the largest λ within one standard error of that. */
export function chooseLambda({ loss, standardErrors }: CrossValidation, rule: "min" | "1se"): number {
  const least = loss.indexOf(Math.min(...loss));
  const limit = loss[least]! + (rule === "1se" ? standardErrors[least]! : 0);
  return loss.findIndex((each) => each <= limit);
}
