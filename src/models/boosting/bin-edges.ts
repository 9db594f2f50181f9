import { sortDoubles } from "../../numeric/sort-doubles.js";

/** Code of a missing value: codes are bytes, and a column has at most 255 bins. */
export const missingCode = 255;

/**
 * Edges between the bins of a column, from a sample of its values: halfway between neighbours where there are at most
 * `bins` different ones, else at quantiles; a value has as its code how many edges lie below it.
 */
export function binEdges(sample: Float64Array, bins: number): Float64Array {
  const sorted = presentSorted(sample);
  const distinct = firstDistinct(sorted, bins + 1);
  if (distinct.length <= bins) {
    return Float64Array.from({ length: Math.max(0, distinct.length - 1) }, (_, k) =>
      between(distinct[k]!, distinct[k + 1]!),
    );
  }
  const edges = Float64Array.from({ length: bins - 1 }, (_, k) => {
    const below = Math.ceil(((k + 1) * sorted.length) / bins) - 1;
    return between(sorted[below]!, sorted[below + 1]!);
  });
  return edges.filter((edge, k) => k === 0 || edge !== edges[k - 1]);
}

/** The values that are not missing, ascending. */
function presentSorted(sample: Float64Array): Float64Array {
  const present = new Float64Array(sample.length);
  let count = 0;
  for (let i = 0; i < sample.length; i++) if (!Number.isNaN(sample[i]!)) present[count++] = sample[i]!;
  return sortDoubles(present.subarray(0, count));
}

/** The first different values, up to `most`. */
function firstDistinct(sorted: Float64Array, most: number): Float64Array {
  const distinct = new Float64Array(most);
  let count = 0;
  for (let i = 0; i < sorted.length && count < most; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) distinct[count++] = sorted[i]!;
  }
  return distinct.subarray(0, count);
}

/** Halfway, and never the upper one. */
function between(below: number, above: number): number {
  const middle = below / 2 + above / 2;
  return middle >= above || middle < below ? below : middle;
}
