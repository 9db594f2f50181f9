import { ArgumentError, DataError } from "../../errors.js";
import { cholesky } from "../../numeric/cholesky.js";
import type { Features, FitOptions, ParametricModel } from "../learner.js";
import { lazily } from "../linear.js";
import { linearPredictor, matchColumns, refuseSparse, sumRows } from "../linear-predictor.js";
import { prepareTraining } from "../training.js";
import { likelihoodSums, weightedScores } from "./likelihood-sums.js";
import { maximizeLikelihood } from "./maximize-likelihood.js";
import type { RowLikelihood } from "./row-likelihood.js";
import { stackedErrors, stackedInfluence, stackedRaw } from "./stacked-scores.js";

/** What the predictions of a regression of log means are made of. */
export interface LogMeanParts {
  /** Columns with a coefficient. */
  readonly names: readonly string[];
  /** Column that is added to the log mean as it is. */
  readonly offset: string | undefined;
  readonly coefficients: Float64Array;
}

/** exp(β₀ + Σ βⱼ xⱼ + offset). */
export function meanCounts({ names, offset, coefficients }: LogMeanParts, x: Features): Float64Array {
  const eta = linearPredictor(coefficients, x, names);
  if (offset !== undefined) {
    const [column] = matchColumns(x, [offset]);
    for (let i = 0; i < eta.length; i++) eta[i]! += column![i]!;
  }
  return eta.map(Math.exp);
}

/** Checked counts, and fits of likelihoods to them. */
export interface CountTraining {
  readonly names: readonly string[];
  readonly weights: Float64Array | undefined;
  fit(likelihood: RowLikelihood, start?: Float64Array): Promise<CountFit>;
}

export interface CountFit {
  readonly parts: LogMeanParts;
  readonly deviance: number;
  readonly iterations: number;
  /** Coefficients of standardized columns, to start the next fit from. */
  readonly beta: Float64Array;
  /** From the curvature of a likelihood at these coefficients. */
  standardErrors(likelihood: RowLikelihood): Promise<Float64Array>;
  predictionGradient(x: Features, c: Float64Array): Float64Array;
  coefficientInfluence: ParametricModel["coefficientInfluence"];
}

export async function countTraining(
  x: Features,
  y: Float64Array,
  offset: string | undefined,
  what: string,
  options: FitOptions,
): Promise<CountTraining> {
  refuseSparse(x);
  const { design, added } = withoutOffset(x, offset);
  await prepareTraining(x, y, options);
  const { standardization, weights, rows, weight } = await prepareTraining(design, y, options);
  const total = checkCounts(y, weights, what);
  const data = { rows, columns: design.columns, y, weights, offset: added };
  const failing = { what, names: design.names, why: "the columns mark rows without any count" };
  const provider = (likelihood: RowLikelihood) =>
    likelihoodSums(data, likelihood, standardization, options.signal);
  return {
    names: design.names,
    weights,
    fit: async (likelihood, start) => {
      const first = new Float64Array(design.names.length + 1);
      first[0] = Math.log(total / (added ? weightedExp(added, weights) : weight));
      const found = await maximizeLikelihood(provider(likelihood), start ?? first, failing);
      const { beta, deviance, information } = found;
      const parts = { names: design.names, offset, coefficients: stackedRaw(beta, standardization) };
      const scores = lazily(() => weightedScores(data, likelihood, standardization, beta));
      const record = { x: design, scores, standardization, information };
      return {
        parts,
        deviance,
        iterations: found.steps,
        beta,
        standardErrors: async (other) => {
          const { matrix } = await provider(other).at(beta, "information");
          return stackedErrors(cholesky(matrix, beta.length), standardization, 1);
        },
        predictionGradient: (others, c) => {
          const mean = meanCounts(parts, others);
          return sumRows(
            mean.map((value, i) => value * c[i]!),
            others,
            parts.names,
          );
        },
        coefficientInfluence: (gradient) => stackedInfluence(record, gradient),
      };
    },
  };
}

function withoutOffset(
  x: Features,
  offset: string | undefined,
): { design: Features; added: Float64Array | undefined } {
  if (offset === undefined) return { design: x, added: undefined };
  const place = x.names.indexOf(offset);
  if (place < 0)
    throw new ArgumentError(
      `offset names the column "${offset}", which x does not have: ${x.names.slice(0, 10).join(", ")}.`,
    );
  const others = <T>(values: readonly T[]): T[] => values.filter((_, j) => j !== place);
  return {
    design: { rows: x.rows, names: others(x.names), columns: others(x.columns) },
    added: x.columns[place],
  };
}

/** Refuses what is no count; returns the weighted sum. */
function checkCounts(y: Float64Array, weights: Float64Array | undefined, what: string): number {
  let [negative, sum] = [0, 0];
  for (let i = 0; i < y.length; i++) {
    if (y[i]! < 0) negative++;
    sum += (weights ? weights[i]! : 1) * y[i]!;
  }
  if (negative > 0)
    throw new DataError(`${what} needs y of at least 0; ${negative} of ${y.length} values are below.`);
  if (sum === 0) throw new DataError(`${what} needs some y above 0; y is 0 in all rows with weight.`);
  return sum;
}

function weightedExp(added: Float64Array, weights: Float64Array | undefined): number {
  return added.reduce((sum, value, i) => sum + (weights ? weights[i]! : 1) * Math.exp(value), 0);
}
