import type { SparseColumns } from "./sparse-columns.js";
import type { Standardization } from "./standardize.js";

/**
 * Weighted means and standard deviations of sparse columns, as `columnMoments` of dense ones: the zeros count, and a
 * constant column keeps the scale 1.
 */
export function sparseMoments(
  x: SparseColumns,
  weights: Float64Array | undefined,
  weight: number,
): Standardization {
  const { starts, rowIndices, values } = x;
  const columns = starts.length - 1;
  const [center, scale] = [new Float64Array(columns), new Float64Array(columns)];
  for (let j = 0; j < columns; j++) {
    const end = starts[j + 1]!;
    let [sum, stored] = [0, 0];
    for (let k = starts[j]!; k < end; k++) {
      const w = weights ? weights[rowIndices[k]!]! : 1;
      sum += w * values[k]!;
      stored += w;
    }
    const mean = sum / weight;
    let squares = mean * mean * Math.max(0, weight - stored);
    for (let k = starts[j]!; k < end; k++) {
      squares += (weights ? weights[rowIndices[k]!]! : 1) * (values[k]! - mean) ** 2;
    }
    const deviation = Math.sqrt(squares / weight);
    center[j] = mean;
    scale[j] = deviation > 1e-13 * Math.abs(mean) ? deviation : Number.isNaN(deviation) ? deviation : 1;
  }
  return { center, scale };
}
