import { countingKernels } from "../../numeric/wasm/counting-kernels.js";

/** People in each combination of bytes: `sizes[0] × sizes[1] × …` counts, the last column fastest. */
export interface ByteTable {
  readonly sizes: readonly number[];
  readonly counts: Float64Array;
}

/** So many combinations are told apart by one byte. */
const mostCells = 256;
const glance = 16384;

/**
 * Counts how often each combination of values occurs in columns of small whole numbers, or nothing where there would be
 * more than 256. The first rows tell the sizes; where a later value is larger, all are looked at.
 */
export function tabulateBytes(columns: readonly Uint8Array[]): ByteTable | undefined {
  const sizesOf = (rows: number): number[] =>
    columns.map((column) => countingKernels().largest(column.subarray(0, rows)) + 1);
  return tabulate(columns, sizesOf(glance)) ?? tabulate(columns, sizesOf(columns[0]!.length));
}

/** Nothing where a value lies beyond its column's size, or where there are too many combinations. */
function tabulate(columns: readonly Uint8Array[], sizes: readonly number[]): ByteTable | undefined {
  const cells = sizes.reduce((product, size) => product * size, 1);
  if (cells > mostCells) return undefined;
  const counts = new Float64Array(cells);
  return countingKernels().tally(columns, sizes, counts) ? { sizes, counts } : undefined;
}
