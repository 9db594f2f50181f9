import { sharedColumn } from "../../numeric/columns.js";
import type { Grouping } from "../../numeric/grouped-sums.js";
import { sumRows } from "../../numeric/memory-sums.js";
import { rawCoefficients } from "../../numeric/standardize.js";
import type { Features, FitOptions, HeldOutFits, HeldOutRows } from "../learner.js";
import { matchColumns } from "../linear-predictor.js";
import { type DenseTraining, prepareDense } from "../training.js";

/** Regressions that each leave out one fold, of one part of the rows each: fit `fold · parts + part`. */
export interface HeldOutProblem extends DenseTraining {
  readonly folds: number;
  readonly parts: number;
  /** Codes fold · (parts + 1) + part; rows in no part count as a last one. */
  readonly codes: Uint8Array;
  readonly size: number;
}

/** Standardized coefficients of each fit; undefined where it needs to be looked at alone. */
export type SolveHeldOut = (problem: HeldOutProblem) => Promise<readonly (Float64Array | undefined)[]>;

export interface HeldOutKind {
  readonly mean: "linear" | "logistic";
  readonly solve: SolveHeldOut;
  /** The fit to the rows with weight, with its own search and its own errors. */
  readonly alone: (options: FitOptions) => Promise<{ readonly coefficients: Float64Array }>;
}

/** Most groups of rows that have a code of their own. */
const mostGroups = 256;

/** Whether so many folds and parts can be fitted together. */
export function fitsTogether({ folds, parts }: Pick<HeldOutRows, "folds" | "parts">): boolean {
  return folds * (parts + 1) <= mostGroups;
}

/** Fits all folds together; what cannot be fitted so is fitted alone, which says what is wrong with it. */
export async function heldOutFits(
  x: Features,
  y: Float64Array,
  rows: HeldOutRows,
  options: FitOptions,
  { mean, solve, alone }: HeldOutKind,
): Promise<HeldOutFits> {
  const training = await prepareDense(x, y, options);
  const { folds, parts } = rows;
  const size = x.columns.length + 1;
  const problem = { ...training, folds, parts, codes: groupCodes(rows), size };
  const solved = await solve(problem);
  const coefficients: Float64Array[] = [];
  for (const [fit, beta] of solved.entries()) {
    coefficients[fit] = beta
      ? rawCoefficients(beta, training.standardization)
      : (await alone({ ...options, weights: trainingWeights(rows, fit, options.weights) })).coefficients;
  }
  const codes = foldCodes(rows);
  return {
    async predict(at) {
      const out = Array.from({ length: parts }, () => sharedColumn(at.rows));
      const betas = out.map((_, part) =>
        Array.from({ length: folds }, (__, k) => coefficients[k * parts + part]!),
      );
      const data = { rows: at.rows, columns: matchColumns(at, x.names), y: out[0]! };
      await sumRows(data, { family: "predictions", codes, betas, mean, out }, training.sums);
      return out;
    },
  };
}

/** Each group of rows adds to the fit of its own fold and part: sums of cells, to be put together by those who ask. */
export function cells({ folds, parts }: HeldOutProblem): Grouping["members"] {
  return Array.from({ length: folds * (parts + 1) }, (_, group) => {
    const part = group % (parts + 1);
    return part === parts ? [] : [Math.floor(group / (parts + 1)) * parts + part];
  });
}

/** Each group of rows adds to the fits of its part that leave out another fold, where they are among `wanted`. */
export function others({ folds, parts }: HeldOutProblem, wanted: readonly boolean[]): Grouping["members"] {
  return Array.from({ length: folds * (parts + 1) }, (_, group) => {
    const part = group % (parts + 1);
    const own = Math.floor(group / (parts + 1));
    if (part === parts) return [];
    const fits = Array.from({ length: folds }, (__, fold) => fold * parts + part);
    return fits.filter((fit, fold) => fold !== own && wanted[fit]);
  });
}

function groupCodes({ fold, part, parts }: HeldOutRows): Uint8Array {
  const codes = new Uint8Array(new SharedArrayBuffer(fold.length));
  for (let i = 0; i < codes.length; i++) {
    const own = part ? part[i]! : 0;
    codes[i] = fold[i]! * (parts + 1) + (own < 0 ? parts : own);
  }
  return codes;
}

function foldCodes({ fold }: HeldOutRows): Uint8Array {
  const codes = new Uint8Array(new SharedArrayBuffer(fold.length));
  codes.set(fold);
  return codes;
}

function trainingWeights(
  { fold, part, parts }: HeldOutRows,
  fit: number,
  weights: Float64Array | undefined,
): Float64Array {
  const masked = sharedColumn(fold.length);
  const [leftOut, own] = [Math.floor(fit / parts), fit % parts];
  for (let i = 0; i < masked.length; i++) {
    const inside = fold[i] !== leftOut && (part ? part[i] : 0) === own;
    masked[i] = inside ? (weights ? weights[i]! : 1) : 0;
  }
  return masked;
}
