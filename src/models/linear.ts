import { type Cholesky, cholesky } from "../numeric/cholesky.js";
import { rawCoefficients } from "../numeric/standardize.js";
import type { SumsProvider } from "../numeric/sums.js";
import { displayable } from "../plot/display.js";
import { coefficientHtml, coefficientText } from "./coefficient-view.js";
import { heldOutFits } from "./held-out/held-out.js";
import { solveLinear } from "./held-out/solve-linear.js";
import type { Features, FitOptions, ParametricModel, SparseFeatures, SparseLearner } from "./learner.js";
import {
  inverseDiagonalRoots,
  linearPredictor,
  type ScoreRecord,
  scoreInfluence,
  sumRows,
} from "./linear-predictor.js";
import { refuseDependent } from "./refuse-dependent.js";
import { asWork, prepareTraining } from "./training.js";

/** A fitted linear regression: μ(x) = β₀ + Σ βⱼ xⱼ. */
export interface LinearModel extends ParametricModel {
  readonly name: "linear";
  /** Σ wᵢ (yᵢ − μᵢ)². */
  readonly residualSumOfSquares: number;
  /** Under constant error variance, estimated on n − p degrees of freedom; NaN where there are none. */
  readonly standardErrors: Float64Array;
  predict(x: Features | SparseFeatures): Float64Array;
  predictionGradient(x: Features | SparseFeatures, c: Float64Array): Float64Array;
}

export interface LinearLearner extends SparseLearner {
  fit(x: Features | SparseFeatures, y: Float64Array, options?: FitOptions): Promise<LinearModel>;
}

/**
 * Weighted least squares without a penalty; the intercept is always there.
 *
 * Solves Σ wᵢ (yᵢ − xᵢᵀβ) xᵢ = 0 by Cholesky factorization of the standardized cross-product, refined until the
 * residuals are orthogonal to the columns to rounding. Dependent columns are a {@link RankError}. Sparse columns, at most
 * 5,000, give the same numbers to rounding, and none of their zeros is filled in.
 */
export function linear(): LinearLearner {
  return {
    name: "linear",
    ignoresZeroWeights: true,
    fit: (x, y, options = {}) => asWork("Linear regression", x, options, (inner) => fitLinear(x, y, inner)),
    fitHeldOut: (x, y, rows, options = {}) =>
      asWork("Linear regressions without each fold", x, options, (inner) =>
        heldOutFits(x, y, rows, inner, {
          mean: "linear",
          solve: solveLinear,
          alone: (own) => fitLinear(x, y, own),
        }),
      ),
  };
}

async function fitLinear(
  x: Features | SparseFeatures,
  y: Float64Array,
  options: FitOptions,
): Promise<LinearModel> {
  const { standardization, sumsOf, weights } = await prepareTraining(x, y, options);
  const provider = sumsOf("leastSquares");
  const { beta, deviance: residualSumOfSquares, information } = await leastSquares(provider, x.names, x);
  const coefficients = rawCoefficients(beta, standardization);
  const residual = lazily(() =>
    linearPredictor(coefficients, x, x.names).map(
      (fitted, i) => (weights ? weights[i]! : 1) * (y[i]! - fitted),
    ),
  );
  const variance = residualSumOfSquares / (x.rows - provider.size);
  const standardErrors = inverseDiagonalRoots(information, standardization).map(
    (root) => root * Math.sqrt(variance),
  );
  const record = { x, residual, standardization, information };
  return linearModel(record, { coefficients, standardErrors, residualSumOfSquares });
}

/** Solves the normal equations, then corrects the solution by the residuals that it leaves. */
export async function leastSquares(
  provider: SumsProvider,
  names: readonly string[],
  x?: Features | SparseFeatures,
): Promise<{ beta: Float64Array; deviance: number; information: Cholesky }> {
  let beta: Float64Array = new Float64Array(provider.size);
  const atZero = await provider.at(beta, "information");
  const information = cholesky(atZero.matrix, provider.size);
  refuseDependent(information, names, x);
  beta = information.solve(atZero.gradient);
  for (let round = 0; ; round++) {
    const { deviance, gradient } = await provider.at(beta, "none");
    const step = information.solve(gradient);
    beta = beta.map((value, j) => value + step[j]!);
    const gained = gradient.reduce((sum, value, j) => sum + value * step[j]!, 0);
    if (round === 2 || gained <= 1e-16 * deviance) return { beta, information, deviance: deviance - gained };
  }
}

/** Computes a value when it is first asked for. */
export function lazily<T>(compute: () => T): () => T {
  let known: { value: T } | undefined;
  return () => {
    known ??= { value: compute() };
    return known.value;
  };
}

function linearModel(
  record: ScoreRecord,
  found: Pick<LinearModel, "coefficients" | "standardErrors" | "residualSumOfSquares">,
): LinearModel {
  const names = record.x.names;
  const model = {
    name: "linear" as const,
    ...found,
    coefficientNames: ["(Intercept)", ...names],
    predict: (x: Features | SparseFeatures) => linearPredictor(found.coefficients, x, names),
    predictionGradient: (x: Features | SparseFeatures, c: Float64Array) => sumRows(c, x, names),
    coefficientInfluence: (gradient: Float64Array) => scoreInfluence(record, gradient),
    toJSON: () => ({ name: "linear", coefficients: [...found.coefficients], names }),
  };
  return displayable(model, { text: () => coefficientText(model), html: () => coefficientHtml(model) });
}
