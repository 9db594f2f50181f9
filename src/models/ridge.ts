import { assertKnownOptions } from "../assert.js";
import { type PenalizedLearner, type PenalizedOptions, penalizedLearner } from "./elastic-net.js";

/**
 * Ridge regression (Hoerl & Kennard 1970): `elasticNet` with mixing 0, whose quadratic penalty shrinks coefficients and
 * determines them where columns are dependent. For a 0/1 outcome take `family: "logistic"`. Where a textbook's penalty
 * multiplies Σβ² beside a sum over n rows, its k is n·λ here.
 *
 * @example
 * const model = await ridge({ lambda: 0.1 }).fit(x, y);
 */
export function ridge(options: PenalizedOptions = {}): PenalizedLearner {
  assertKnownOptions(options, ["family", "lambda", "lambdas", "folds"], "ridge");
  return penalizedLearner("ridge", 0, options);
}
