import { ConvergenceError } from "../../errors.js";
import { cholesky } from "../../numeric/cholesky.js";
import { coordinateDescent } from "../../numeric/coordinate-descent.js";
import type { Sums, SumsProvider } from "../../numeric/sums.js";
import { violation } from "./violation.js";

/** λ·(mixing·Σ|β| + ½(1 − mixing)·Σβ²) on standardized columns. */
export interface Penalty {
  readonly lambda: number;
  /** 1: lasso, 0: ridge. */
  readonly mixing: number;
}

/** The data of a penalized fit. */
export interface PenalizedProblem {
  readonly provider: SumsProvider;
  /** Sum of the weights. */
  readonly weight: number;
  /** Whether one quadratic is the whole loss. */
  readonly quadratic: boolean;
  /** Half the deviance per weight of a constant prediction: the scale of the tolerance. */
  readonly scale: number;
}

/** Where a fit ended. */
export interface PenalizedPoint {
  readonly beta: Float64Array;
  readonly deviance: number;
  /** Of the conditions of a minimum, as a share of λ. */
  readonly violation: number;
}

const mostSteps = 100;

/**
 * Minimizes deviance / (2·weight) + penalty from `start`: Newton steps whose penalized quadratics are solved by
 * coordinate descent, or by Cholesky factorization where nothing is absolute; a step that does not lower the objective
 * is halved.
 */
export async function penalizedFit(
  problem: PenalizedProblem,
  penalty: Penalty,
  start: Float64Array,
): Promise<PenalizedPoint> {
  const { provider, weight, quadratic } = problem;
  let beta = start;
  let sums = await provider.at(beta, "information");
  for (let step = 0; step < mostSteps; step++) {
    const target = quadraticMinimum(problem, penalty, beta, sums);
    const objective = objectiveOf(sums.deviance, weight, beta, penalty);
    const direction = target.map((value, j) => value - beta[j]!);
    let size = 1;
    let next = target;
    let found = await provider.at(next, quadratic ? "none" : "information");
    while (!(objectiveOf(found.deviance, weight, next, penalty) <= objective + 1e-14 * Math.abs(objective))) {
      size /= 2;
      if (size < 1e-8) return pointOf(problem, penalty, beta, sums);
      next = beta.map((value, j) => value + size * direction[j]!);
      found = await provider.at(next, quadratic ? "none" : "information");
    }
    if (quadratic || curvedLength(sums, direction) / weight <= 1e-18 * problem.scale) {
      return pointOf(problem, penalty, next, found);
    }
    beta = next;
    sums = found;
  }
  throw new ConvergenceError(
    `the penalized fit did not settle in ${mostSteps} steps at lambda ${penalty.lambda}; use a larger lambda.`,
  );
}

function pointOf(
  { weight }: PenalizedProblem,
  penalty: Penalty,
  beta: Float64Array,
  { deviance, gradient }: Sums,
): PenalizedPoint {
  const perWeight = gradient.map((value) => value / weight);
  return { beta, deviance, violation: violation(perWeight, beta, penalty) };
}

/** The minimum of the loss's quadratic at β, with the penalty. */
function quadraticMinimum(
  { weight, scale }: PenalizedProblem,
  { lambda, mixing }: Penalty,
  beta: Float64Array,
  { gradient, matrix }: Sums,
): Float64Array {
  const p = beta.length;
  const h = matrix.map((value) => value / weight);
  const b = gradient.map((value) => value / weight);
  for (let j = 0; j < p; j++) for (let k = 0; k < p; k++) b[j]! += h[j * p + k]! * beta[k]!;
  const penalties = { l1: lambda * mixing, l2: lambda * (1 - mixing) };
  if (penalties.l1 === 0 && penalties.l2 > 0) {
    for (let j = 1; j < p; j++) h[j * p + j]! += penalties.l2;
    return cholesky(h, p, 0).solve(b);
  }
  const found = Float64Array.from(beta);
  if (coordinateDescent(h, b, penalties, found, 1e-9 * Math.sqrt(scale))) return found;
  throw new ConvergenceError(
    `coordinate descent did not settle at lambda ${lambda}: columns are nearly dependent; use a larger lambda or a smaller mixing.`,
  );
}

function objectiveOf(deviance: number, weight: number, beta: Float64Array, penalty: Penalty): number {
  let [absolute, squares] = [0, 0];
  for (let j = 1; j < beta.length; j++) {
    absolute += Math.abs(beta[j]!);
    squares += beta[j]! ** 2;
  }
  const { lambda, mixing } = penalty;
  return deviance / (2 * weight) + lambda * (mixing * absolute + ((1 - mixing) / 2) * squares);
}

function curvedLength({ matrix }: Sums, direction: Float64Array): number {
  const p = direction.length;
  let sum = 0;
  for (let j = 0; j < p; j++) {
    for (let k = 0; k < p; k++) sum += direction[j]! * matrix[j * p + k]! * direction[k]!;
  }
  return sum;
}
