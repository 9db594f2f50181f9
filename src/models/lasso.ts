import { assertKnownOptions } from "../assert.js";
import { type PenalizedLearner, type PenalizedOptions, penalizedLearner } from "./elastic-net.js";

/**
 * The lasso (Tibshirani 1996): `elasticNet` with mixing 1, whose absolute penalty sets coefficients to 0. For a 0/1
 * outcome take `family: "logistic"`.
 *
 * @example
 * const model = await lasso({ lambda: "1se" }).fit(x, y);
 */
export function lasso(options: PenalizedOptions = {}): PenalizedLearner {
  assertKnownOptions(options, ["family", "lambda", "lambdas", "folds"], "lasso");
  return penalizedLearner("lasso", 1, options);
}
