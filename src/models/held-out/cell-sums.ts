import type { Family, MatrixKind } from "../../numeric/block.js";
import { fitLength, type Grouping } from "../../numeric/grouped-sums.js";
import { sumRows } from "../../numeric/memory-sums.js";
import { type Sums, unpackSums } from "../../numeric/sums.js";
import type { HeldOutProblem } from "./held-out.js";

/** The sums of several fits at coefficients of their own, in one pass. */
export async function sumsOfFits(
  { data, standardization, sums, codes, size }: HeldOutProblem,
  family: Family,
  members: Grouping["members"],
  betas: readonly Float64Array[],
  matrix: MatrixKind,
): Promise<Sums[]> {
  const query = { family, standardization, grouping: { codes, members }, betas, matrix };
  const packed = await sumRows(data, query, sums);
  const length = fitLength(size, matrix);
  return betas.map((_, fit) => unpackSums(packed.subarray(fit * length, (fit + 1) * length), size));
}

/** The sums of the part's other folds; of all folds where `leftOut` is not one of them. */
export function sumOthers(
  cells: readonly Sums[],
  { folds, parts }: HeldOutProblem,
  part: number,
  leftOut?: number,
): Sums {
  const kept = Array.from({ length: folds }, (_, fold) => fold).filter((fold) => fold !== leftOut);
  const chosen = kept.map((fold) => cells[fold * parts + part]!);
  return {
    deviance: chosen.reduce((sum, each) => sum + each.deviance, 0),
    gradient: addAll(chosen.map((each) => each.gradient)),
    matrix: addAll(chosen.map((each) => each.matrix)),
  };
}

function addAll(values: readonly Float64Array[]): Float64Array {
  const total = Float64Array.from(values[0]!);
  for (const each of values.slice(1)) for (let i = 0; i < total.length; i++) total[i]! += each[i]!;
  return total;
}
