import type { Block, Family, MatrixKind, Observations } from "./block.js";
import { visitGroups } from "./grouped-rows.js";
import type { Standardization } from "./standardize.js";
import type { Kernels } from "./wasm/kernels.js";

/** Several fits to parts of the same rows, which one pass answers. */
export interface Grouping {
  /** The group of each row, 0 to 255. */
  readonly codes: Uint8Array;
  /** For each group, the numbers of the fits to which its rows belong. */
  readonly members: readonly (readonly number[])[];
}

/** The sums of each fit over its rows, at coefficients of its own. */
export interface GroupedQuery {
  readonly family: Family;
  readonly standardization: Standardization;
  readonly grouping: Grouping;
  readonly betas: readonly Float64Array[];
  readonly matrix: MatrixKind;
}

/** Number of sums of all fits, for `size` coefficients. */
export function groupedLength(size: number, query: GroupedQuery): number {
  return query.betas.length * fitLength(size, query.matrix);
}

/** Number of sums of one fit: without a matrix, none is written. */
export function fitLength(size: number, matrix: MatrixKind): number {
  return 1 + size + (matrix === "none" ? 0 : size * size);
}

/** The sums over rows `start … end − 1`, one fit after the other. */
export function groupedSums(
  kernels: Kernels,
  data: Observations,
  query: GroupedQuery,
  start: number,
  end: number,
): Float64Array {
  const { family, grouping, betas, matrix } = query;
  const size = data.columns.length + 1;
  const length = fitLength(size, matrix);
  const out = new Float64Array(length * betas.length);
  const groups = grouping.members.flatMap((fits, group) => (fits.length > 0 ? [group] : []));
  const add = (group: number, rows: Block): void => {
    for (const fit of grouping.members[group]!) {
      rows.clear();
      rows.add(family, betas[fit]!, matrix);
      const { sums } = rows;
      for (let i = 0; i < length; i++) out[fit * length + i]! += sums[i]!;
    }
  };
  visitGroups(kernels, data, grouping.codes, groups, query.standardization, [start, end], add);
  return out;
}
