// The SIMD kernels. Positions are counted in doubles from the start of memory; a matrix is column after column,
// `stride` doubles apart. Lengths are even: the caller pads a last odd row with zeros and weight zero.
export { weightedCross } from "./cross";
export { countedSums, listDrawn, moveDrawn, scoreDrawn } from "./drawn";
export { addLines, listLines, reorderCounts, tabulateLines } from "./drawn-sums";
export { drawUnits } from "./draws";
export { gather } from "./gather";
export { histogram } from "./histogram";
export { expit, leastSquares, logistic } from "./likelihood";
export { multiply, multiplyTransposed } from "./multiply";
export { prefixSums } from "./scan";
export { moments, standardize } from "./standardize";

/** The first double that the caller may use. */
export function origin(): i32 {
  return <i32>((__heap_base + 15) >> 4) << 1;
}
