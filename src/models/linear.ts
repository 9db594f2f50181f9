import { cholesky } from "../numeric/cholesky.js";
import { crossProduct } from "../numeric/cross-product.js";
import { rawCoefficients, standardize, standardizedGradient } from "../numeric/standardize.js";
import { displayable } from "../plot/display.js";
import { coefficientHtml, coefficientText } from "./coefficient-view.js";
import type { Features, FitOptions, Learner, ParametricModel } from "./learner.js";
import {
  checkTraining,
  linearPredictor,
  refuseDependent,
  type ScoreRecord,
  scoreInfluence,
  sumRows,
} from "./linear-predictor.js";

/** A fitted linear regression: μ(x) = β₀ + Σ βⱼ xⱼ. */
export interface LinearModel extends ParametricModel {
  readonly name: "linear";
  /** Σ wᵢ (yᵢ − μᵢ)². */
  readonly residualSumOfSquares: number;
}

/**
 * Weighted least squares without a penalty; the intercept is always there.
 *
 * Solves Σ wᵢ (yᵢ − xᵢᵀβ) xᵢ = 0 by Cholesky factorization of the standardized cross-product, refined until the
 * residuals are orthogonal to the columns to rounding. Dependent columns are a {@link RankError}.
 */
export function linear(): Learner & {
  fit(x: Features, y: Float64Array, options?: FitOptions): Promise<LinearModel>;
} {
  return { name: "linear", fit: async (x, y, options = {}) => fitLinear(x, y, options.weights) };
}

function fitLinear(x: Features, y: Float64Array, weights: Float64Array | undefined): LinearModel {
  checkTraining(x, y, weights);
  const standardization = standardize(x.columns, x.rows, weights);
  const information = cholesky(
    crossProduct(x.columns, x.rows, standardization, weights),
    x.columns.length + 1,
  );
  refuseDependent(information, x.names);
  let coefficients: Float64Array = new Float64Array(x.columns.length + 1);
  const residual = new Float64Array(x.rows);
  for (let round = 0; round < 4; round++) {
    weightedResidual(y, linearPredictor(coefficients, x, x.names), weights, residual);
    if (round === 3) break;
    const step = information.solve(standardizedGradient(sumRows(residual, x, x.names), standardization));
    const raw = rawCoefficients(step, standardization);
    coefficients = coefficients.map((value, j) => value + raw[j]!);
  }
  return linearModel(coefficients, { x, residual, standardization, information }, weights);
}

function weightedResidual(
  y: Float64Array,
  fitted: Float64Array,
  weights: Float64Array | undefined,
  out: Float64Array,
): void {
  for (let i = 0; i < y.length; i++) out[i] = (weights ? weights[i]! : 1) * (y[i]! - fitted[i]!);
}

function linearModel(coefficients: Float64Array, record: ScoreRecord, weights?: Float64Array): LinearModel {
  const names = record.x.names;
  let residualSumOfSquares = 0;
  record.residual.forEach((r, i) => {
    const weight = weights ? weights[i]! : 1;
    if (weight > 0) residualSumOfSquares += (r * r) / weight;
  });
  const model = {
    name: "linear" as const,
    coefficients,
    coefficientNames: ["(Intercept)", ...names],
    residualSumOfSquares,
    predict: (x: Features) => linearPredictor(coefficients, x, names),
    predictionGradient: (x: Features, c: Float64Array) => sumRows(c, x, names),
    coefficientInfluence: (gradient: Float64Array) => scoreInfluence(record, gradient),
    toJSON: () => ({ name: "linear", coefficients: [...coefficients], names }),
  };
  return displayable(model, { text: () => coefficientText(model), html: () => coefficientHtml(model) });
}
