import { ArgumentError } from "../../errors.js";
import type { Features } from "../learner.js";
import { linearPredictor, sumRows } from "../linear-predictor.js";
import { softmaxColumns } from "./softmax.js";

/** What the predictions of a multinomial regression are made of. */
export interface SoftmaxParts {
  readonly names: readonly string[];
  /** Ascending. */
  readonly classes: Float64Array;
  readonly baseline: number;
  /** Of raw columns, class by class without the baseline. */
  readonly coefficients: Float64Array;
}

export interface SoftmaxPredictions {
  predict(x: Features): Float64Array;
  predictProbabilities(x: Features): Float64Array[];
  predictionGradient(x: Features, c: Float64Array): Float64Array;
  probabilityGradient(x: Features, c: readonly Float64Array[]): Float64Array;
}

export function softmaxPredictions({
  names,
  classes,
  baseline,
  coefficients,
}: SoftmaxParts): SoftmaxPredictions {
  const p = names.length + 1;
  const base = classes.indexOf(baseline);
  const predictProbabilities = (x: Features): Float64Array[] => {
    const etas = Array.from({ length: classes.length - 1 }, (_, a) =>
      linearPredictor(coefficients.subarray(a * p, (a + 1) * p), x, names),
    );
    const [first, ...rest] = softmaxColumns(etas);
    return [...rest.slice(0, base), first!, ...rest.slice(base)];
  };
  const probabilityGradient = (x: Features, c: readonly Float64Array[]): Float64Array => {
    if (c.length !== classes.length)
      throw new ArgumentError(
        `c must have ${classes.length} columns, one for each class; it had ${c.length}.`,
      );
    const probabilities = predictProbabilities(x);
    const mean = new Float64Array(x.rows);
    probabilities.forEach((column, k) => {
      for (let i = 0; i < mean.length; i++) mean[i]! += column[i]! * c[k]![i]!;
    });
    const gradient = new Float64Array((classes.length - 1) * p);
    let place = 0;
    // ∂pₖ/∂ηₐ = pₖ (1{k = a} − pₐ), so that Σₖ cₖ ∂pₖ/∂ηₐ = pₐ (cₐ − Σₖ cₖ pₖ).
    probabilities.forEach((column, k) => {
      if (k === base) return;
      gradient.set(
        sumRows(
          column.map((value, i) => value * (c[k]![i]! - mean[i]!)),
          x,
          names,
        ),
        place,
      );
      place += p;
    });
    return gradient;
  };
  return {
    predictProbabilities,
    probabilityGradient,
    predict: (x) => classMean(classes, predictProbabilities(x)),
    predictionGradient: (x, c) =>
      probabilityGradient(
        x,
        Array.from(classes, (value) => c.map((each) => each * value)),
      ),
  };
}

/** Σₖ classₖ pₖ in each row. */
export function classMean(classes: Float64Array, probabilities: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(probabilities[0]!.length);
  probabilities.forEach((column, k) => {
    const value = classes[k]!;
    if (value !== 0) for (let i = 0; i < mean.length; i++) mean[i]! += value * column[i]!;
  });
  return mean;
}
