import type { Observations } from "./block.js";
import { visitGroups } from "./grouped-rows.js";
import type { Kernels } from "./wasm/kernels.js";

/** Predictions of each row by coefficients of its group. */
export interface PredictionQuery {
  readonly family: "predictions";
  /** The group of each row, 0 to 255. */
  readonly codes: Uint8Array;
  /** Coefficients of the raw columns, intercept first: for each column of `out`, those of each group. */
  readonly betas: readonly (readonly Float64Array[])[];
  /** Whether a prediction is the linear predictor η or 1 / (1 + exp(−η)). */
  readonly mean: "linear" | "logistic";
  /** Where predictions go: columns in shared memory. */
  readonly out: readonly Float64Array[];
}

/** Writes the predictions of rows `start … end − 1`; there is nothing to sum. */
export function writePredictions(
  kernels: Kernels,
  data: Observations,
  { codes, betas, mean, out }: PredictionQuery,
  start: number,
  end: number,
): Float64Array {
  const groups = Array.from(betas[0]!, (_, group) => group);
  visitGroups(kernels, data, codes, groups, undefined, [start, end], (group, rows, numbers, from) => {
    out.forEach((column, k) => {
      const beta = betas[k]![group]!;
      const values = mean === "linear" ? rows.predictors(beta) : rows.means(beta);
      for (let i = 0; i < numbers.length; i++) column[from + numbers[i]!] = values[i]!;
    });
  });
  return new Float64Array(0);
}
