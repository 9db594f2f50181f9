import type { SparseColumns } from "../../numeric/sparse-columns.js";
import { sparseMoments } from "../../numeric/sparse-moments.js";
import { meanLoss } from "./mean-loss.js";
import type { PenalizedFamily } from "./penalized-path.js";
import { SparseFit } from "./sparse-fit.js";
import { SparseRows } from "./sparse-rows.js";

/** A path over all rows, or over those outside a fold. */
export interface SparsePathTask {
  readonly x: SparseColumns;
  readonly y: Float64Array;
  readonly weights: Float64Array | undefined;
  readonly family: PenalizedFamily;
  readonly mixing: number;
  /** The penalties; where there are none yet, their number and the ratio of the last to the first. */
  readonly lambdas: Float64Array | { readonly count: number; readonly ratio: number };
  /** Rows of this fold are set aside, and predicted. */
  readonly aside?: { readonly folds: Int32Array; readonly fold: number } | undefined;
}

export interface SparsePathResult {
  readonly lambdas: Float64Array;
  /** Where no rows were set aside. */
  readonly coefficients: readonly Float64Array[];
  readonly explained: Float64Array;
  readonly violations: Float64Array;
  readonly ended: string | undefined;
  /** Mean loss of the rows set aside, at each penalty. */
  readonly loss: Float64Array;
}

/**
 * Runs in a worker. Rows that are set aside have the weight 0, so that no fold copies the matrix. Penalties that nobody
 * chose end where the last one explains less than 1e-5 more, or where 99.9% is explained, as in glmnet.
 */
export function fitSparsePath(task: SparsePathTask): SparsePathResult {
  const { x, y, aside, family, mixing } = task;
  const weights = aside ? y.map((_, i) => weightOf(task, i, false)) : task.weights;
  const rows = new SparseRows(x, y, weights, family);
  const fit = new SparseFit(rows, sparseMoments(x, weights, rows.weight));
  const constant = rows.deviance;
  const given = task.lambdas instanceof Float64Array;
  const lambdas = sequence(task.lambdas, fit.largest / Math.max(mixing, 1e-3));
  const held = aside && y.map((_, i) => weightOf(task, i, true));
  const coefficients: Float64Array[] = [];
  const [explained, violations]: [number[], number[]] = [[], []];
  let ended: string | undefined;
  const loss: number[] = [];
  let before = fit.largest / Math.max(mixing, 1e-3);
  for (const lambda of lambdas) {
    for (; before > farthest * lambda; before /= farthest)
      fit.fit({ lambda: before / farthest, mixing }, before);
    violations.push(fit.fit({ lambda, mixing }, Math.max(before, lambda)));
    before = lambda;
    explained.push(constant > 0 ? 1 - rows.deviance / constant : 0);
    if (held) loss.push(meanLoss(family, rows.eta, y, held));
    else coefficients.push(fit.coefficients);
    if (!given) ended = whyOver(explained, lambdas.length);
    if (ended) break;
  }
  return {
    lambdas: lambdas.slice(0, explained.length),
    coefficients,
    explained: Float64Array.from(explained),
    violations: Float64Array.from(violations),
    ended,
    loss: Float64Array.from(loss),
  };
}

/** How far one penalty may be from the next before steps between them, which screen well, are faster. */
const farthest = 1.5;

function weightOf({ weights, aside }: SparsePathTask, i: number, inFold: boolean): number {
  return (aside!.folds[i] === aside!.fold) === inFold ? (weights ? weights[i]! : 1) : 0;
}

function sequence(lambdas: SparsePathTask["lambdas"], first: number): Float64Array {
  if (lambdas instanceof Float64Array) return lambdas;
  const { count, ratio } = lambdas;
  return Float64Array.from({ length: count }, (_, k) => first * ratio ** (k / (count - 1)));
}

function whyOver(explained: readonly number[], planned: number): string | undefined {
  const last = explained.at(-1)!;
  const gained = last - (explained.at(-2) ?? 0);
  if (explained.length === planned) return undefined;
  if (last > 0.999) return "99.9% of the deviance was explained";
  return explained.length > 5 && gained < 1e-5 * last ? "one more explained less than 1e-5 more" : undefined;
}
