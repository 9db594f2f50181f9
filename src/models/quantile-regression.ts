import { assertFraction, assertKnownOptions } from "../assert.js";
import { displayable } from "../plot/display.js";
import { coefficientHtml, coefficientText } from "./coefficient-view.js";
import type { Features, FitOptions, Learner, ParametricModel } from "./learner.js";
import { lazily } from "./linear.js";
import { linearPredictor, refuseSparse, sumRows } from "./linear-predictor.js";
import { quantileBread } from "./quantile/bread.js";
import { leastCheckLoss } from "./quantile/interior-point.js";
import { asWork, prepareTraining } from "./training.js";

export interface QuantileOptions {
  /** Which quantile, strictly between 0 and 1. @default 0.5 */
  readonly tau?: number | undefined;
}

/** A fitted quantile regression: the τ-quantile of y is β₀ + Σ βⱼ xⱼ. */
export interface QuantileModel extends ParametricModel {
  readonly name: "quantile";
  readonly tau: number;
  /** Σ wᵢ ρ(yᵢ − xᵢᵀβ) with ρ(u) = u (τ − 1{u < 0}): what the fit minimizes. */
  readonly loss: number;
  /** Powell's (1991) kernel sandwich, as quantreg's `se = "ker"`; NaN where the kernel sees too few rows. */
  readonly standardErrors: Float64Array;
}

export interface QuantileLearner extends Learner {
  fit(x: Features, y: Float64Array, options?: FitOptions): Promise<QuantileModel>;
}

/**
 * Linear quantile regression (Koenker & Bassett 1978): minimizes Σ wᵢ ρ(yᵢ − β₀ − xᵢᵀβ), ρ(u) = u (τ − 1{u < 0}), without a
 * penalty. **It predicts a quantile, not the mean of y**, so it has no place among learners that are compared by squared
 * error.
 *
 * A primal-dual interior point method (Portnoy & Koenker 1997) comes close; the end is exact: the hyperplane through as
 * many rows as there are coefficients. Where several minimize the loss it gives one of them. It assumes that the quantile
 * is linear in the columns. Errors and influence values need the density of y at the quantile, by a Gaussian kernel with the
 * bandwidth of Hall & Sheather (1988). Dependent columns are a {@link RankError}.
 *
 * @example
 * const model = await quantileRegression({ tau: 0.9 }).fit(x, lengthOfStay);
 * model.predict(x) // days that one stay in ten exceeds
 */
export function quantileRegression(options: QuantileOptions = {}): QuantileLearner {
  assertKnownOptions(options, ["tau"], "quantileRegression");
  const { tau = 0.5 } = options;
  assertFraction(tau, "tau");
  return {
    name: "quantile",
    ignoresZeroWeights: true,
    fit: (x, y, fitOptions = {}) =>
      asWork("Quantile regression", x, fitOptions, (inner) => fitQuantile(x, y, tau, inner)),
  };
}

async function fitQuantile(
  x: Features,
  y: Float64Array,
  tau: number,
  options: FitOptions,
): Promise<QuantileModel> {
  refuseSparse(x);
  const { standardization, weights } = await prepareTraining(x, y, options);
  const design = { x, y, weights, standardization };
  const coefficients = leastCheckLoss(design, tau);
  const residual = linearPredictor(coefficients, x, x.names).map((fitted, i) => y[i]! - fitted);
  const bread = lazily(() => quantileBread(design, residual, tau));
  const names = x.names;
  const model = {
    name: "quantile" as const,
    tau,
    coefficients,
    coefficientNames: ["(Intercept)", ...names],
    loss: residual.reduce((sum, u, i) => sum + (weights ? weights[i]! : 1) * u * (tau - Number(u < 0)), 0),
    standardErrors: bread().standardErrors,
    predict: (others: Features) => linearPredictor(coefficients, others, names),
    predictionGradient: (others: Features, c: Float64Array) => sumRows(c, others, names),
    coefficientInfluence: (gradient: Float64Array) => bread().influence(gradient),
    toJSON: () => ({ name: "quantile", tau, coefficients: [...coefficients], names }),
  };
  return displayable(model, { text: () => coefficientText(model), html: () => coefficientHtml(model) });
}
