import { ConvergenceError, DataError } from "../errors.js";
import { type Cholesky, cholesky } from "../numeric/cholesky.js";
import { logisticSums } from "../numeric/logistic-sums.js";
import { rawCoefficients, type Standardization, standardize } from "../numeric/standardize.js";
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

/** A fitted logistic regression: μ(x) = 1 / (1 + exp(−β₀ − Σ βⱼ xⱼ)). */
export interface LogisticModel extends ParametricModel {
  readonly name: "logistic";
  readonly logLikelihood: number;
  readonly iterations: number;
}

/**
 * Logistic regression by maximum likelihood, without a penalty; the intercept is always there. y may be any number
 * from 0 to 1.
 *
 * Newton's method with step halving on standardized columns, until a step moves no coefficient by more than 1e-9
 * standard deviations. Dependent columns are a {@link RankError}; data in which the columns separate 0 from 1, so
 * that no finite maximum exists, are a {@link ConvergenceError} that names the column that grew without bound.
 */
export function logistic(): Learner & {
  fit(x: Features, y: Float64Array, options?: FitOptions): Promise<LogisticModel>;
} {
  return { name: "logistic", fit: async (x, y, options = {}) => fitLogistic(x, y, options.weights) };
}

const stepTolerance = 1e-9;
const mostIterations = 40;

function fitLogistic(x: Features, y: Float64Array, weights: Float64Array | undefined): LogisticModel {
  checkTraining(x, y, weights);
  checkOutcome(y, weights);
  const standardization = standardize(x.columns, x.rows, weights);
  const { beta, information, logLikelihood, iterations } = newton(x, y, weights, standardization);
  const coefficients = rawCoefficients(beta, standardization);
  const mean = linearPredictor(coefficients, x, x.names).map(expit);
  const residual = mean.map((mu, i) => (weights ? weights[i]! : 1) * (y[i]! - mu));
  return logisticModel(
    coefficients,
    { x, residual, standardization, information },
    logLikelihood,
    iterations,
  );
}

interface Maximum {
  readonly beta: Float64Array;
  readonly information: Cholesky;
  readonly logLikelihood: number;
  readonly iterations: number;
}

function newton(
  x: Features,
  y: Float64Array,
  weights: Float64Array | undefined,
  standardization: Standardization,
): Maximum {
  const p = x.columns.length + 1;
  const sumsAt = (beta: Float64Array): ReturnType<typeof logisticSums> =>
    logisticSums(x.columns, x.rows, standardization, y, weights, beta);
  let beta: Float64Array = new Float64Array(p);
  let sums = sumsAt(beta);
  for (let iteration = 1; iteration <= mostIterations; iteration++) {
    const information = cholesky(sums.hessian, p);
    if (iteration === 1) refuseDependent(information, x.names);
    if (information.dependent.length > 0) break;
    const step = information.solve(sums.gradient);
    let size = 1;
    let next = beta.map((value, j) => value + step[j]!);
    let at = sumsAt(next);
    while (at.logLikelihood < sums.logLikelihood - 1e-9 * Math.abs(sums.logLikelihood) && size > 1e-4) {
      size /= 2;
      next = beta.map((value, j) => value + size * step[j]!);
      at = sumsAt(next);
    }
    beta = next;
    sums = at;
    if (step.every((each) => Math.abs(each) < stepTolerance)) {
      return {
        beta,
        information: cholesky(sums.hessian, p),
        logLikelihood: sums.logLikelihood,
        iterations: iteration,
      };
    }
  }
  throw separation(beta, x);
}

function separation(beta: Float64Array, x: Features): ConvergenceError {
  const slopes = [...beta.subarray(1)].map(Math.abs);
  const name = x.names[slopes.indexOf(Math.max(...slopes))];
  return new ConvergenceError(
    `logistic regression has no finite maximum after ${mostIterations} steps: the columns separate 0 from 1, and the coefficient of "${name}" grows without bound. Drop or merge that term, or use a penalty (ridge).`,
  );
}

function checkOutcome(y: Float64Array, weights: Float64Array | undefined): void {
  let [outside, low, high] = [0, 0, 0];
  y.forEach((value, i) => {
    if (value < 0 || value > 1) outside++;
    if (weights && weights[i] === 0) return;
    if (value < 1) low++;
    if (value > 0) high++;
  });
  if (outside > 0) {
    throw new DataError(
      `logistic regression needs y from 0 to 1; ${outside} of ${y.length} values are outside.`,
    );
  }
  if (low === 0 || high === 0) {
    throw new DataError(
      `logistic regression needs both outcomes; y is ${low === 0 ? 1 : 0} in all rows with weight.`,
    );
  }
}

function logisticModel(
  coefficients: Float64Array,
  record: ScoreRecord,
  logLikelihood: number,
  iterations: number,
): LogisticModel {
  const names = record.x.names;
  const predict = (x: Features): Float64Array => linearPredictor(coefficients, x, names).map(expit);
  const model = {
    name: "logistic" as const,
    coefficients,
    coefficientNames: ["(Intercept)", ...names],
    logLikelihood,
    iterations,
    predict,
    predictionGradient: (x: Features, c: Float64Array) =>
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
