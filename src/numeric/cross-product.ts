import type { Standardization } from "./standardize.js";

/** Rows that are summed at a time; blocks are added up in order, so that sums do not depend on who computed them. */
export const blockRows = 4096;

/**
 * Σᵢ wᵢ z̃ᵢ z̃ᵢᵀ over standardized rows z̃ᵢ = (1, (xᵢ − center) / scale), as a full (p + 1) × (p + 1) matrix in row-major
 * order. `weights` may be absent.
 */
export function crossProduct(
  columns: readonly Float64Array[],
  rows: number,
  standardization: Standardization,
  weights?: Float64Array,
): Float64Array {
  const p = columns.length + 1;
  const total = new Float64Array(p * p);
  const block = Array.from({ length: p }, () => new Float64Array(blockRows));
  const weighted = new Float64Array(blockRows);
  for (let start = 0; start < rows; start += blockRows) {
    const size = Math.min(blockRows, rows - start);
    loadBlock(columns, start, size, standardization, block);
    addBlock(block, size, weights?.subarray(start, start + size), weighted, total);
  }
  mirror(total, p);
  return total;
}

/** Fills `block` with the standardized rows `start … start + size − 1`; its first column is the intercept. */
export function loadBlock(
  columns: readonly Float64Array[],
  start: number,
  size: number,
  { center, scale }: Standardization,
  block: readonly Float64Array[],
): void {
  block[0]!.fill(1, 0, size);
  for (let j = 0; j < columns.length; j++) {
    const column = columns[j]!;
    const out = block[j + 1]!;
    const shift = center[j]!;
    const factor = 1 / scale[j]!;
    for (let i = 0; i < size; i++) out[i] = (column[start + i]! - shift) * factor;
  }
}

/** Adds the block's weighted cross-products to the upper triangle of `total`. */
export function addBlock(
  block: readonly Float64Array[],
  size: number,
  weights: Float64Array | undefined,
  weighted: Float64Array,
  total: Float64Array,
): void {
  const p = block.length;
  for (let j = 0; j < p; j++) {
    const left = block[j]!;
    if (weights) for (let i = 0; i < size; i++) weighted[i] = left[i]! * weights[i]!;
    const source = weights ? weighted : left;
    for (let k = j; k < p; k++) total[j * p + k]! += dot(source, block[k]!, size);
  }
}

/** Copies the upper triangle of a square matrix to the lower. */
export function mirror(matrix: Float64Array, p: number): void {
  for (let j = 0; j < p; j++) for (let k = j + 1; k < p; k++) matrix[k * p + j] = matrix[j * p + k]!;
}

function dot(a: Float64Array, b: Float64Array, size: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  const whole = size & ~3;
  for (let i = 0; i < whole; i += 4) {
    s0 += a[i]! * b[i]!;
    s1 += a[i + 1]! * b[i + 1]!;
    s2 += a[i + 2]! * b[i + 2]!;
    s3 += a[i + 3]! * b[i + 3]!;
  }
  for (let i = whole; i < size; i++) s0 += a[i]! * b[i]!;
  return s0 + s1 + (s2 + s3);
}
