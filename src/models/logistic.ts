import { InterruptedError } from "../errors.js";
import { partStride, pilotStrides } from "../numeric/pilot.js";
import { rawCoefficients } from "../numeric/standardize.js";
import { displayable } from "../plot/display.js";
import { coefficientHtml, coefficientText } from "./coefficient-view.js";
import { heldOutFits } from "./held-out/held-out.js";
import { solveLogistic } from "./held-out/solve-logistic.js";
import {
  type Features,
  type FitOptions,
  isSparse,
  type ParametricModel,
  type SparseFeatures,
  type SparseLearner,
} from "./learner.js";
import { lazily } from "./linear.js";
import {
  inverseDiagonalRoots,
  linearPredictor,
  type ScoreRecord,
  scoreInfluence,
  sumRows,
} from "./linear-predictor.js";
import { maximizeLogistic } from "./maximize-logistic.js";
import { asWork, checkBothOutcomes, prepareTraining } from "./training.js";

/** A fitted logistic regression: μ(x) = 1 / (1 + exp(−β₀ − Σ βⱼ xⱼ)). */
export interface LogisticModel extends ParametricModel {
  readonly name: "logistic";
  readonly logLikelihood: number;
  /** From the inverse of the information: right where the model is and the weights are frequencies. */
  readonly standardErrors: Float64Array;
  readonly iterations: number;
  predict(x: Features | SparseFeatures): Float64Array;
  predictionGradient(x: Features | SparseFeatures, c: Float64Array): Float64Array;
}

export interface LogisticLearner extends SparseLearner {
  fit(x: Features | SparseFeatures, y: Float64Array, options?: FitOptions): Promise<LogisticModel>;
}

/**
 * Logistic regression by maximum likelihood, without a penalty; the intercept is always there. y may be any number
 * from 0 to 1.
 *
 * Newton's method with step halving on standardized columns, until a step changes the linear predictor by less than
 * 1e-8; large data start from the maximum over a part of the rows, and go on by a pass in single precision, on which no
 * result rests. Dependent columns are a {@link RankError}; data in which the columns separate 0 from 1, so that no finite
 * maximum exists, are a {@link ConvergenceError} that names the column that grew without bound. Sparse columns, at most
 * 5,000, give the same numbers to rounding.
 */
export function logistic(): LogisticLearner {
  return {
    name: "logistic",
    ignoresZeroWeights: true,
    fit: (x, y, options = {}) =>
      asWork("Logistic regression", x, options, (inner) => fitLogistic(x, y, inner)),
    fitHeldOut: (x, y, rows, options = {}) =>
      asWork("Logistic regressions without each fold", x, options, (inner) =>
        heldOutFits(x, y, rows, inner, {
          mean: "logistic",
          solve: solveLogistic,
          alone: (own) => fitLogistic(x, y, own),
        }),
      ),
  };
}

async function fitLogistic(
  x: Features | SparseFeatures,
  y: Float64Array,
  options: FitOptions,
): Promise<LogisticModel> {
  const part = partStride(x.rows);
  const training = await prepareTraining(x, y, options, part);
  const { standardization, sumsOf, weights } = training;
  checkBothOutcomes(training);
  const pilots = isSparse(x) ? [] : pilotStrides(x.rows);
  const result = await maximizeLogistic(
    sumsOf("logistic", { part }),
    pilots.map((every) => sumsOf("logistic", { every })),
    x.names,
    { x, y, weights },
  ).catch(async (error: unknown) => {
    if (part && !(error instanceof InterruptedError)) await training.refuseUnseen();
    throw error;
  });
  const coefficients = rawCoefficients(result.beta, standardization);
  const residual = lazily(() =>
    linearPredictor(coefficients, x, x.names).map(
      (eta, i) => (weights ? weights[i]! : 1) * (y[i]! - expit(eta)),
    ),
  );
  const { information } = result;
  return logisticModel(
    { x, residual, standardization, information },
    {
      coefficients,
      standardErrors: inverseDiagonalRoots(information, standardization),
      logLikelihood: -result.sums.deviance / 2,
      iterations: result.steps,
    },
  );
}

function logisticModel(
  record: ScoreRecord,
  found: Pick<LogisticModel, "coefficients" | "standardErrors" | "logLikelihood" | "iterations">,
): LogisticModel {
  const names = record.x.names;
  const { coefficients, logLikelihood } = found;
  const predict = (x: Features | SparseFeatures): Float64Array =>
    linearPredictor(coefficients, x, names).map(expit);
  const model = {
    name: "logistic" as const,
    ...found,
    coefficientNames: ["(Intercept)", ...names],
    predict,
    predictionGradient: (x: Features | SparseFeatures, c: Float64Array) =>
      sumRows(
        predict(x).map((mu, i) => c[i]! * mu * (1 - mu)),
        x,
        names,
      ),
    coefficientInfluence: (gradient: Float64Array) => scoreInfluence(record, gradient),
    toJSON: () => ({ name: "logistic", coefficients: [...coefficients], names, logLikelihood }),
  };
  return displayable(model, { text: () => coefficientText(model), html: () => coefficientHtml(model) });
}

function expit(eta: number): number {
  return 1 / (1 + Math.exp(-eta));
}
