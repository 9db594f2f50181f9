import { Block, type Observations, SEGMENT } from "./block.js";
import type { Standardization } from "./standardize.js";
import type { Kernels } from "./wasm/kernels.js";

/** Rows at a time: they are in memory twice, as they come and group by group. */
const most: number = SEGMENT / 2;

/** The rows of one group in a block: the block, and their numbers counted from `start`. */
export type VisitGroup = (group: number, rows: Block, numbers: Int32Array, start: number) => void;

/** Calls `visit` with the rows of each group of `groups`, block by block, side by side in a kernel's memory. */
export function visitGroups(
  kernels: Kernels,
  data: Observations,
  codes: Uint8Array,
  groups: readonly number[],
  standardization: Standardization | undefined,
  [start, end]: readonly [number, number],
  visit: VisitGroup,
): void {
  const capacity = Math.min(most, end - start);
  const all = new Block(kernels, data.columns.length, capacity);
  const some = new Block(kernels, data.columns.length, capacity);
  const sorted = new Int32Array(capacity);
  const ends = new Int32Array(256);
  try {
    for (let from = start; from < end; from += most) {
      const rows = Math.min(most, end - from);
      all.load(data, from, rows);
      if (standardization) all.standardize(standardization);
      const weights = data.weights?.subarray(from, from + rows);
      sortRows(codes, from, rows, sorted, ends);
      for (const group of groups) {
        const numbers = sorted.subarray(group === 0 ? 0 : ends[group - 1], ends[group]);
        if (numbers.length === 0) continue;
        some.take(all, numbers, numbers.length, weights);
        visit(group, some, numbers, from);
      }
    }
  } finally {
    some.close();
    all.close();
  }
}

/** Sorts the numbers of rows by their code, and writes where those of each code end. */
function sortRows(codes: Uint8Array, from: number, rows: number, sorted: Int32Array, ends: Int32Array): void {
  ends.fill(0);
  for (let i = 0; i < rows; i++) ends[codes[from + i]!]!++;
  for (let k = 1; k < 256; k++) ends[k]! += ends[k - 1]!;
  for (let i = rows - 1; i >= 0; i--) sorted[--ends[codes[from + i]!]!] = i;
  // Each now holds where its code begins, which is where the one before ends.
  ends.copyWithin(0, 1);
  ends[255] = rows;
}
