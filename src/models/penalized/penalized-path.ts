import { rawCoefficients } from "../../numeric/standardize.js";
import type { Sums, SumsProvider } from "../../numeric/sums.js";
import type { Training } from "../training.js";
import { type PenalizedProblem, penalizedFit } from "./penalized-fit.js";

export type PenalizedFamily = "squared" | "logistic";

/** Coefficients along a sequence of penalties. */
export interface PenalizedPath {
  readonly lambdas: Float64Array;
  /** Of raw columns, intercept first, for each λ. */
  readonly coefficients: readonly Float64Array[];
  /** Share of the deviance of a constant prediction that the model takes away, for each λ. */
  readonly explained: Float64Array;
  /** Largest violation of the conditions of a minimum, as a share of λ, for each λ: what the fits converged to. */
  readonly violations: Float64Array;
  /** Why a default path ends before its last penalty; undefined where it does not. */
  readonly ended?: string | undefined;
}

/** A fit's data before any penalty, and the coefficients of the constant prediction. */
export interface PathStart {
  readonly problem: PenalizedProblem;
  readonly constant: Float64Array;
  readonly constantDeviance: number;
  /** The least λ at which all slopes are 0, times the mixing. */
  readonly largest: number;
  readonly training: Training;
}

export async function startPath(training: Training, family: PenalizedFamily): Promise<PathStart> {
  const { weight } = training;
  const rows = training.sumsOf(family === "squared" ? "leastSquares" : "logistic");
  const provider = family === "squared" ? await quadraticSums(rows) : rows;
  const mean = weightedMean(training.y, training.weights, weight);
  const constant = new Float64Array(provider.size);
  constant[0] = family === "squared" ? mean : Math.log(mean / (1 - mean));
  const { deviance, gradient } = await provider.at(constant, "none");
  const problem = {
    provider,
    weight,
    quadratic: family === "squared",
    scale: Math.max(deviance / (2 * weight), Number.MIN_VALUE),
  };
  const largest = gradient.subarray(1).reduce((most, g) => Math.max(most, Math.abs(g) / weight), 0);
  return { problem, constant, constantDeviance: deviance, largest, training };
}

/** A quadratic is known everywhere from its sums at one place, so that a path looks at the rows only once. */
async function quadraticSums(rows: SumsProvider): Promise<SumsProvider> {
  const p = rows.size;
  const { deviance, gradient, matrix } = await rows.at(new Float64Array(p), "information");
  const at = async (beta: Float64Array): Promise<Sums> => {
    const here = Float64Array.from(gradient);
    for (let j = 0; j < p; j++) {
      if (beta[j] !== 0) for (let k = 0; k < p; k++) here[k]! -= beta[j]! * matrix[j * p + k]!;
    }
    const lost = beta.reduce((sum, value, j) => sum + value * (gradient[j]! + here[j]!), 0);
    return { deviance: deviance - lost, gradient: here, matrix };
  };
  return { size: p, at };
}

/** Fits at each λ in turn, each from the solution before it. */
export async function fitPath(
  { problem, constant, constantDeviance, training }: PathStart,
  lambdas: Float64Array,
  mixing: number,
): Promise<PenalizedPath> {
  let beta = constant;
  const coefficients: Float64Array[] = [];
  const explained = new Float64Array(lambdas.length);
  const violations = new Float64Array(lambdas.length);
  for (const [k, lambda] of lambdas.entries()) {
    const found = await penalizedFit(problem, { lambda, mixing }, beta);
    beta = found.beta;
    coefficients.push(rawCoefficients(beta, training.standardization));
    violations[k] = found.violation;
    explained[k] = constantDeviance > 0 ? 1 - found.deviance / constantDeviance : 0;
  }
  return { lambdas, coefficients, explained, violations };
}

/** λs from the one that leaves no slope down to a small share of it, evenly on the log scale. */
export function defaultLambdas({ largest, training, problem }: PathStart, mixing: number): Float64Array {
  const count = 100;
  const ratio = training.rows > problem.provider.size ? 1e-4 : 1e-2;
  const first = largest / Math.max(mixing, 1e-3);
  return Float64Array.from({ length: count }, (_, k) => first * ratio ** (k / (count - 1)));
}

function weightedMean(y: Float64Array, weights: Float64Array | undefined, weight: number): number {
  let sum = 0;
  for (let i = 0; i < y.length; i++) sum += (weights ? weights[i]! : 1) * y[i]!;
  return sum / weight;
}
