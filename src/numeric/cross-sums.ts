import { createKernels } from "./wasm/create-kernels.js";
import { PITCH } from "./wasm/kernels.js";

/** Rows taken at a time, so that pieces of all columns stay in the caches; even, as kernels want it. */
const piece = 512;

/** Weights of units, row after row, and columns of values of the same `n` units, of which some are chosen. */
export interface CrossInput {
  readonly weights: Float64Array;
  readonly count: number;
  readonly columns: Float64Array;
  readonly n: number;
  readonly chosen: ArrayLike<number>;
}

/**
 * A function for out[r · chosen.length + c] = Σᵢ weights[r · n + i] · columns[chosen[c] · n + i]. Each row is summed in an
 * order of its own, so that its sums are the same in any batch.
 */
export function crossSums(): (input: CrossInput, out: Float64Array) => void {
  const kernels = createKernels();
  return ({ weights, count, columns, n, chosen }, out) => {
    const width = chosen.length;
    const x = kernels.enter(PITCH * (width + 1) + count * width);
    const v = x + PITCH * width;
    const sums = v + PITCH;
    const { memory } = kernels;
    memory.fill(0, x, sums + count * width);
    for (let start = 0; start < n; start += piece) {
      const rows = Math.min(piece, n - start);
      if (rows < piece) memory.fill(0, x, sums);
      for (let c = 0; c < width; c++) {
        const from = chosen[c]! * n + start;
        memory.set(columns.subarray(from, from + rows), x + c * PITCH);
      }
      for (let r = 0; r < count; r++) {
        memory.set(weights.subarray(r * n + start, r * n + start + rows), v);
        kernels.multiplyTransposed(x, PITCH, rows + (rows & 1), width, v, sums + r * width);
      }
    }
    out.set(memory.subarray(sums, sums + count * width));
    kernels.leave(x);
  };
}
